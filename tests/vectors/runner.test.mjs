// The golden vectors through the compiled wasm. Native Rust reads the same files; where the two disagree, one of them
// fails here or there, by the vector's name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** @typedef {{ name: string, question: unknown, answer: unknown }} Vector */

const require = createRequire(import.meta.url);
/** @type {{ createCore(): import("../../host/src/core/core.js").Core }} */
const { createCore } = require("../../host/src/core/core.cjs");

const directory = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort();

test("there are vectors, and no two have the same name", () => {
  const names = files.flatMap((file) => vectorsIn(file).map(({ name }) => name));
  assert.notEqual(names.length, 0);
  assert.deepEqual(names, [...new Set(names)]);
});

for (const file of files) {
  for (const { name, question, answer } of vectorsIn(file)) {
    test(`${file}: ${name}`, () => {
      const core = createCore();
      const asked = JSON.stringify(question);
      const text = core.answer(asked);
      assert.deepEqual(JSON.parse(text), answer);
      assert.equal(text, JSON.stringify(answer), "the same values, but other bytes: the order of names counts");
      assert.equal(core.answer(asked), text, "the same question twice");
    });
  }
}

/**
 * A file holds one vector or a list of them.
 * @param {string} file
 * @returns {Vector[]}
 */
function vectorsIn(file) {
  const content = JSON.parse(readFileSync(path.join(directory, file), "utf8"));
  return Array.isArray(content) ? content : [content];
}
