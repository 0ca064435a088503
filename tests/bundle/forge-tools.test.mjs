import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUNDLE = process.env["WEFTLINE_BUNDLE"] ?? path.join(ROOT, "target/forge");
const scratch = mkdtempSync(path.join(tmpdir(), "weftline-forge-tools-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** @param {string} script @param {string[]} args */
const run = (script, ...args) =>
  spawnSync(process.execPath, [path.join(ROOT, "host/local/forge", script), ...args], { encoding: "utf8" });

describe("the gate", () => {
  test("lets the bundle pass that exports every handler of the manifest", () => {
    const { status, stderr } = run("gate.cjs", BUNDLE);
    assert.deepEqual([status, stderr], [0, ""]);
  });

  test("stops a bundle that has lost its exports", () => {
    writeFileSync(path.join(scratch, "index.cjs"), "module.exports = { resolve() {} };");
    const { status, stderr } = run("gate.cjs", scratch);
    assert.equal(status, 1);
    assert.match(stderr, /the bundle exports no function `consume` in `index.cjs`/);
    assert.match(stderr, /the bundle exports no function `issueDeleted` in `index.cjs`/);
    assert.doesNotMatch(stderr, /`resolve`/);
  });
});

describe("the lint of the manifest", () => {
  /** @param {(manifest: string) => string} change */
  const lintWith = (change) => {
    const app = mkdtempSync(path.join(scratch, "app-"));
    for (const name of ["src", "host", "static", "node_modules", "tsconfig.json", "tsconfig.base.json", ".gitignore"]) {
      const original = path.join(ROOT, name);
      if (name === ".gitignore") cpSync(original, path.join(app, name));
      else symlinkSync(original, path.join(app, name));
    }
    const manifest = readFileSync(path.join(ROOT, "manifest.yml"), "utf8");
    const changed = change(manifest);
    assert.notEqual(changed, manifest);
    writeFileSync(path.join(app, "manifest.yml"), changed);
    return run("lint.cjs", app);
  };

  test("finds what Forge's own linters miss, and what they find, all at once", () => {
    const { status, stdout } = lintWith((manifest) =>
      manifest
        .replace("avi:jira:deleted:issue", "avi:jira:deletd:issue")
        .replace("- storage:app", "- read:me")
        .replace("function: issue-deleted", "function: issue-forgotten"),
    );
    assert.equal(status, 1);
    assert.match(stdout, /manifest\.yml:\d+:\d+: error: no product sends an event `avi:jira:deletd:issue`/);
    assert.match(stdout, /error: `host\/src\/ports\/storage\.ts` uses storage, and the scope `storage:app` is missing/);
    assert.match(stdout, /error: .*issue-forgotten/);
  });
});
