import assert from "node:assert/strict";
import { test } from "node:test";
import { MIA_ADMIN, startStack } from "../support/stack.mjs";

test("on the first day nothing is connected and no panel pinned, and pinning shows it", async (context) => {
  const stack = await startStack({ unconfigured: true });
  context.after(() => stack.stop());
  const panel = async () => {
    const { modules } = await (await fetch(`${stack.url}/api/modules?account=${MIA_ADMIN}&issue=SUP-1`)).json();
    return modules.find((/** @type {any} */ { key }) => key === "weftline-list");
  };
  assert.equal(stack.world.configured, false);
  const { invocations, calls } = await stack.counts();
  assert.deepEqual([invocations, calls.salesforce], [[], 0], "nobody has called the app");
  assert.deepEqual((await panel()).panel, { pinned: false, added: false, offered: true });

  const { panels } = await (await fetch(`${stack.world.forge}/panels`)).json();
  const { moduleId } = panels.find((/** @type {any} */ { moduleKey }) => moduleKey === "weftline-list");
  await stack.jira(MIA_ADMIN, "/forge/panel/action/bulk/async", "POST", { moduleId, projectList: [{ projectIdOrKey: "SUP", action: "PIN" }] });
  assert.equal((await panel()).shown, true);
});
