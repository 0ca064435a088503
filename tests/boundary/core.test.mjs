// A module as one file: what an instance is, and what a trap does to it and to others.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** @typedef {import("../../host/src/core/core.js").Run} Run */

const require = createRequire(import.meta.url);
const file = fileURLToPath(new URL("../../host/src/core/background.cjs", import.meta.url));
/** @type {{ createCore(): import("../../host/src/core/core.js").Core }} */
const { createCore } = require(file);

const JOB = JSON.stringify({ kind: "forgetIssue", issueId: "10100" });
const NOW_MS = 1_767_225_600_000;

/** @param {Run} run */
const firstTurn = (run) => run.resume("[]", [], NOW_MS, 20_000);

/**
 * Enters the module with a pointer to nowhere, which traps as a bug of the core would.
 * @param {import("../../host/src/core/core.js").Core} core
 */
function trap(core) {
  const run = core.Run.start(JOB, NOW_MS);
  const lost = Object.create(Object.getPrototypeOf(run), { __wbg_ptr: { value: 0xffff_fff0, writable: true } });
  assert.throws(() => firstTurn(lost), WebAssembly.RuntimeError);
}

test("a run takes its first turn, as plain objects", () => {
  const run = createCore().Run.start(JOB, NOW_MS);
  const turn = firstTurn(run);
  assert.equal(turn.kind, "perform");
  assert.deepEqual(structuredClone(turn), turn);
  assert.deepEqual(JSON.parse(JSON.stringify(turn)), turn);
  run.free();
});

test("what is malformed is an error that names it, and the instance goes on", () => {
  const core = createCore();
  assert.throws(
    () => core.Run.start('{"kind":"forgetIssue","issueId":"1","more":1}', NOW_MS),
    (thrown) => thrown instanceof Error && !(thrown instanceof WebAssembly.RuntimeError) && /more/.test(thrown.message),
  );
  const run = core.Run.start(JOB, NOW_MS);
  assert.throws(() => run.resume('[{"id":', [], NOW_MS, 20_000), /line 1/);
  assert.equal(firstTurn(core.Run.start(JOB, NOW_MS)).kind, "perform");
});

test("a trap ends its instance and no other", () => {
  const dead = createCore();
  const alive = createCore();
  const sibling = dead.Run.start(JOB, NOW_MS);
  const stranger = alive.Run.start(JOB, NOW_MS);
  trap(dead);
  assert.throws(() => firstTurn(sibling), WebAssembly.RuntimeError);
  assert.throws(() => dead.Run.start(JOB, NOW_MS), WebAssembly.RuntimeError);
  assert.throws(() => dead.planner_version(), WebAssembly.RuntimeError);
  sibling.free();
  assert.equal(firstTurn(stranger).kind, "perform");
  assert.equal(firstTurn(createCore().Run.start(JOB, NOW_MS)).kind, "perform");
});

test("a run is freed once, however often it is asked for", () => {
  const core = createCore();
  const run = core.Run.start(JOB, NOW_MS);
  run.free();
  run.free();
  assert.throws(() => firstTurn(run), Error);
  assert.equal(firstTurn(core.Run.start(JOB, NOW_MS)).kind, "perform");
});

test("runs that are forgotten, before and after a trap, end nothing when they are collected", () => {
  const script = `
    const { createCore } = require(${JSON.stringify(file)});
    const pause = () => new Promise((resolve) => setImmediate(resolve));
    const forget = (core) => { for (let n = 0; n < 200; n += 1) core.Run.start(${JSON.stringify(JOB)}, 0).resume("[]", [], 0, 0); };
    (async () => {
      const dead = createCore(), alive = createCore();
      forget(dead); forget(alive);
      const run = dead.Run.start(${JSON.stringify(JOB)}, 0);
      const lost = Object.create(Object.getPrototypeOf(run), { __wbg_ptr: { value: 0xfffffff0, writable: true } });
      try { lost.resume("[]", [], 0, 0); } catch {}
      for (let n = 0; n < 20; n += 1) { gc(); await pause(); }
      forget(alive);
      for (let n = 0; n < 20; n += 1) { gc(); await pause(); }
      console.log(alive.Run.start(${JSON.stringify(JOB)}, 0).resume("[]", [], 0, 20000).kind);
    })();`;
  assert.equal(execFileSync(process.execPath, ["--expose-gc", "-e", script], { encoding: "utf8" }).trim(), "perform");
});
