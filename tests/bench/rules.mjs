// Ten rules judged on Jira's reply to a request for an issue, from its bytes to a verdict for each rule: the compiled
// module against `JSON.parse` with closures written by hand for these ten, and against rule engines, each with its
// `JSON.parse`. Every verdict of every contender is compared before anything is measured. Rules are made ready once.
//
// What is promised of the bytes: `JSON.parse` checks all of a reply. Weftline checks the structure of all of it (strings
// end, brackets are balanced, nothing is cut off), and that what it uses is JSON and UTF-8; so do its flows.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { measure } from "./paired.mjs";
import { byHand, closures, readsDescription } from "./rules/by-hand.mjs";
import { byCel, byJsonata, byJsonLogic, byRulesEngine } from "./rules/engines.mjs";
import { issue } from "./rules/issues.mjs";
import { TEN, description, rules } from "./rules/rules.mjs";

const ISSUES = 40;
/** Sizes in bytes, and how many times faster than closures it should be. */
const SIZES = /** @type {const} */ ([[1_500, 5], [7_000, 9], [20_000, 12], [91_000, null]]);

const native = process.env.WEFTLINE_RULES_BENCH;
if (native === undefined) throw new Error("WEFTLINE_RULES_BENCH is not set");
const file = fileURLToPath(new URL("../../host/src/core/admin.cjs", import.meta.url));
/** @type {{ createCore(): import("../../host/src/core/admin.js").Beside }} */
const { createCore } = createRequire(import.meta.url)(file);
const core = createCore();
const prepared = (/** @type {any[]} */ of) => JSON.stringify({ rules: rules(of) });
const ten = core.Judge.prepare(prepared(TEN));
const eleven = core.Judge.prepare(prepared([...TEN, description]));

/** @typedef {(reply: Uint8Array) => number | Promise<number>} Contender */
const BY_HAND = "JSON.parse and closures by hand";
/** @type {Record<string, Contender>} */
const contenders = {
  weftline: (reply) => ten.bits(reply),
  [BY_HAND]: byHand(closures),
  "json-logic-js": byJsonLogic,
  "cel-js": byCel,
  jsonata: byJsonata,
  "json-rules-engine": byRulesEngine,
};
/** @type {Record<string, Contender>} */
const withDocument = { weftline: (reply) => eleven.bits(reply), [BY_HAND]: byHand([...closures, readsDescription]) };

/** @type {{ name: string, unit: string, value: number, peers: { name: string, value: number }[], goal?: unknown }[]} */
const figures = [];
for (const [bytes, goal] of SIZES) {
  const replies = Array.from({ length: ISSUES }, (_, seed) => issue(bytes, seed));
  const size = `${Math.round(replies.reduce((sum, reply) => sum + reply.length, 0) / replies.length / 100) / 10} KB`;
  const expected = await agreed(contenders, replies);
  const times = await measure(contenders, replies);
  const compared = JSON.parse(execFileSync(native, { input: [prepared(TEN), ...replies.map(text)].join("\n"), encoding: "utf8" }));
  assert.deepEqual(compared.bits, expected);
  const figure = (/** @type {string} */ name, /** @type {number} */ value, /** @type {[string, number][]} */ peers, /** @type {object} */ more) =>
    figures.push({ name, unit: "us", value, peers: peers.map(([name, value]) => ({ name, value })), ...more });
  const weftline = times.weftline ?? 0;
  const times_of = (/** @type {string[]} */ names) => names.map((name) => /** @type {[string, number]} */ ([name, times[name] ?? 0]));
  figure(`ten rules on an issue of ${size}`, weftline, times_of([BY_HAND]), goal === null ? {} : { goal: { ratioAtMost: 1 / goal } });
  figure("the same, beside engines", weftline, times_of(Object.keys(contenders).slice(2)), { goal: { ratioAtMost: 1 / (goal ?? 12) } });
  figure("the same, natively", compared.us, [["as wasm", weftline]], {});
  await agreed(withDocument, replies);
  const more = await measure(withDocument, replies);
  figure("with an eleventh that searches the description", more.weftline ?? 0, [[BY_HAND, more[BY_HAND] ?? 0]], {});
}
console.log(JSON.stringify(figures));

/**
 * The verdicts of all contenders, which have to be the same.
 * @param {Record<string, Contender>} contenders
 * @param {Uint8Array[]} replies
 */
async function agreed(contenders, replies) {
  const all = [];
  for (const reply of replies) {
    const [first, ...others] = Object.entries(contenders);
    const bits = await first?.[1](reply);
    for (const [name, judge] of others) assert.equal(await judge(reply), bits, name);
    all.push(bits);
  }
  assert.ok(new Set(all).size > ISSUES / 4, "the issues are too much alike");
  return all;
}

/** @param {Uint8Array} bytes */
function text(bytes) {
  return new TextDecoder().decode(bytes);
}
