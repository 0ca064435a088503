import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, startStack } from "../support/stack.mjs";

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

/** @param {string} issue */
const list = (issue) => ({ account: JANE_DOE, module: "weftline-list", issue });

test("a trap ends every run of its instance with a retryable failure, and the next call has a new instance", async () => {
  const search = { object: "Case", keywords: "printer" };
  await stack.call(list("SUP-1"), "search", search);
  await stack.resetCounts();
  // Salesforce keeps both runs waiting while the memory under them is overwritten.
  await stack.control("faults", "POST", { door: "salesforce", fault: { kind: "slow", delayMs: 1500 } });
  const running = ["SUP-1", "SUP-2"].map((issue) => stack.invoke(list(issue), "search", search));
  await inFlight(2);
  await stack.corruptCore();
  for (const { success, body } of await Promise.all(running)) {
    assert.equal(success, true);
    assert.deepEqual([body.kind, body.failure?.code, body.failure?.retryable], ["failed", "bug", true]);
  }
  assert.equal((await stack.counts()).coreInstances, 0);

  await stack.control("faults", "DELETE");
  const found = await stack.call(list("SUP-1"), "search", search);
  assert.ok(Array.isArray(found.records));
  assert.equal((await stack.counts()).coreInstances, 1);
  assert.match(stack.log(), /"core trapped"[^]*"core replaced"/);

  // What is done in the new instance does not enter the dead one: it goes on working.
  await stack.call(list("SUP-1"), "panel", { view: "list", stored: false });
  assert.equal((await stack.counts()).coreInstances, 1);
});

/**
 * Until so many invocations have begun and none has ended.
 * @param {number} wanted
 */
async function inFlight(wanted) {
  for (;;) {
    const { invocations } = await stack.counts();
    const running = invocations.filter((/** @type {any} */ one) => one.turns > 0 && one.outcome === undefined);
    if (running.length === wanted) return;
    assert.ok(invocations.every((/** @type {any} */ one) => one.outcome === undefined), "a call ended too early");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
