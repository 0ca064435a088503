// From Jira's reply to a request for an issue to the body of a request that creates a case, by a mapping of thirty
// fields: the compiled module, against `JSON.parse` with a mapper written by hand (luxon for dates) and against jsonata,
// each with its `JSON.stringify`. Every body of every contender is compared before anything is measured.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { measure } from "./paired.mjs";
import { issue } from "./mapping/issues.mjs";
import { byHand } from "./mapping/by-hand.mjs";
import { byJsonata } from "./mapping/by-jsonata.mjs";
import { inputs } from "./mapping/inputs.mjs";

const ISSUES = 40;

const file = fileURLToPath(new URL("../../host/src/core/admin.cjs", import.meta.url));
/** @type {{ createCore(): import("../../host/src/core/admin.js").Beside }} */
const { createCore } = createRequire(import.meta.url)(file);
const core = createCore();
const mapper = core.Mapper.compile(JSON.stringify(inputs));

const native = process.env.WEFTLINE_MAPPER_BENCH;
if (native === undefined) throw new Error("WEFTLINE_MAPPER_BENCH is not set");

/** @typedef {(reply: Uint8Array) => unknown} Contender */
/** @type {Record<string, Contender>} */
const contenders = {
  weftline: (reply) => mapper.body(reply),
  "JSON.parse and a mapper by hand": byHand,
  jsonata: byJsonata,
};

/** @type {{ name: string, unit: string, value: number, peers: { name: string, value: number }[], goal?: unknown }[]} */
const figures = [];
for (const [bytes, goal] of /** @type {const} */ ([[7_000, 5], [20_000, 6]])) {
  const replies = Array.from({ length: ISSUES }, (_, seed) => issue(bytes, seed));
  const decoder = new TextDecoder();
  const lines = [JSON.stringify(inputs), ...replies.map((reply) => decoder.decode(reply))].join("\n");
  const natively = JSON.parse(execFileSync(native, { input: lines, encoding: "utf8", maxBuffer: 1 << 26 }));
  for (const [index, reply] of replies.entries()) {
    const expected = JSON.parse(await text(byHand(reply)));
    assert.deepEqual(natively.bodies[index], expected, "natively");
    for (const [name, map] of Object.entries(contenders)) {
      assert.deepEqual(JSON.parse(await text(map(reply))), expected, name);
    }
  }
  const size = Math.round(replies.reduce((sum, reply) => sum + reply.length, 0) / replies.length / 100) / 10;
  const times = await measure(contenders, replies);
  const weftline = times.weftline ?? 0;
  const figure = (/** @type {string} */ peer, /** @type {object} */ more) => ({
    name: `issue of ${size} KB to a request's body`,
    unit: "us",
    value: weftline,
    peers: [{ name: peer, value: times[peer] ?? 0 }],
    ...more,
  });
  figures.push(
    figure("JSON.parse and a mapper by hand", { goal: { ratioAtMost: 1 / goal } }),
    figure("jsonata", {}),
    { name: "the same, natively", unit: "us", value: natively.us, peers: [{ name: "as wasm", value: weftline }] },
  );
}
console.log(JSON.stringify(figures));

/** @param {unknown} body */
async function text(body) {
  const made = await body;
  return typeof made === "string" ? made : new TextDecoder().decode(/** @type {Uint8Array} */ (made));
}
