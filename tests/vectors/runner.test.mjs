// The golden vectors through the compiled wasm. Native Rust reads the same files; where the two disagree, one of them
// fails here or there, by the vector's name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../host/src/core/admin.cjs", import.meta.url));
/** @type {{ createCore(): import("../../host/src/core/admin.js").Beside }} */
const { createCore } = createRequire(import.meta.url)(file);

const directory = fileURLToPath(new URL(".", import.meta.url));
const vectors = readdirSync(directory, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((file) => members(readFileSync(path.join(directory, file), "utf8")));

test("there are vectors, and no two have the same name", () => {
  const names = vectors.map(({ name }) => name);
  assert.notEqual(names.length, 0);
  assert.deepEqual(names, [...new Set(names)]);
});

for (const { name, question, answer } of vectors) {
  test(JSON.parse(name ?? "null"), () => {
    assert.ok(question !== undefined && answer !== undefined, "a vector has a question and an answer");
    const core = createCore();
    const text = core.answer(question);
    assert.deepEqual(JSON.parse(text), JSON.parse(answer));
    assert.equal(text, answer, "the same values, in other bytes than natively");
    assert.equal(core.answer(question), text, "the same question twice");
  });
}

/**
 * The members of an object as the text that stands in the file, without spaces: JavaScript's own reader would make
 * `1` of `1.0`, and what counts here is bytes.
 * @param {string} text
 */
function members(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  /** @type {Record<string, string>} */
  const found = {};
  let depth = 0;
  let key = "";
  let value = "";
  for (const token of tokens) {
    if (token === "}" || token === "]") depth -= 1;
    const isBetween = depth === 1 && (token === "," || (token === ":" && value === "" && key !== ""));
    if (depth === 0 || (depth === 1 && token === ",")) {
      if (key !== "") found[JSON.parse(key)] = value;
      key = value = "";
    } else if (depth === 1 && key === "") {
      key = token;
    } else if (!isBetween) {
      value += token;
    }
    if (token === "{" || token === "[") depth += 1;
  }
  return found;
}
