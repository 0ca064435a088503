// Time zones as the host's runtime knows them, against the database that the simulation has: what a mapping does with
// days and instants is tested with the one, and works with the other.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** @typedef {import("../../host/src/core/core.js").Zone} Zone */

const directory = mkdtempSync(path.join(tmpdir(), "weftline-zones-"));
after(() => rmSync(directory, { recursive: true }));

/** The host's port, as the bundle has it: TypeScript without its types. */
for (const name of ["time-zone", "trouble"]) {
  const source = readFileSync(fileURLToPath(new URL(`../../host/src/ports/${name}.ts`, import.meta.url)), "utf8");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(path.join(directory, `${name}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
}
/** @type {{ timeZone(name: string): { outcome: { kind: string; zone: Zone; reason?: string } } }} */
const { timeZone } = createRequire(import.meta.url)(path.join(directory, "time-zone.js"));

/** @type {Record<string, [number, number][]>} */
const reference = JSON.parse(readFileSync(fileURLToPath(new URL("zones.json", import.meta.url)), "utf8"));

// 2011 to 2031, as far as the reference goes.
const [FROM_MS, TO_MS] = [1_293_840_000_000, 1_924_992_000_000];

for (const [name, expected] of Object.entries(reference)) {
  test(`MAP-13 ${name} has the offsets of the reference, to the second`, (context) => {
    const before = performance.now();
    const { offsets } = timeZone(name).outcome.zone;
    context.diagnostic(`${offsets.length} offsets until 2100 in ${Math.round(performance.now() - before)} ms`);
    assert.equal(offsets[0]?.fromMs, 0);
    const within = offsets.filter(({ fromMs }) => fromMs >= FROM_MS && fromMs < TO_MS);
    assert.deepEqual(
      within.map(({ fromMs, seconds }) => [fromMs / 1_000, seconds]),
      expected,
      `another release of the zone database: the runtime's is ${process.versions.tz}`,
    );
    // The core looks them up by halves.
    assert.ok(offsets.every(({ fromMs }, at) => at === 0 || fromMs > (offsets[at - 1]?.fromMs ?? 0)));
  });
}

test("MAP-13 a zone that nobody knows is refused", () => {
  const { outcome } = timeZone("Europe/Nowhere");
  assert.deepEqual([outcome.kind, outcome.reason], ["trouble", "refused"]);
});
