import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const SOURCE = fileURLToPath(new URL("../../host/src", import.meta.url));

/**
 * A module of the shipped host by itself, for what cannot be reached through the bundle because the core refuses it
 * first.
 * @param {string} name like `ports/salesforce`
 * @returns {any}
 */
export function hostModule(name) {
  const directory = mkdtempSync(path.join(tmpdir(), "weftline-host-"));
  try {
    for (const file of readdirSync(SOURCE, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".d.ts")) continue;
      const { outputText } = ts.transpileModule(readFileSync(path.join(SOURCE, file), "utf8"), {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      });
      const target = path.join(directory, file.replace(/\.ts$/, ".js"));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, outputText);
    }
    return createRequire(import.meta.url)(path.join(directory, name));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
