import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { JANE_DOE, MIA_ADMIN, SAM_VIEWER, startStack } from "../support/stack.mjs";

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

/** @param {string} issue @param {string} [account] */
const list = (issue, account = JANE_DOE) => ({ account, module: "weftline-list", issue });

/** @param {any} panel */
const shownIds = (panel) => panel.groups.flatMap((/** @type {any} */ group) => group.records.map((/** @type {any} */ record) => record.id));

describe("the bundle, from a page's call to Salesforce and back", () => {
  test("con_2 the first start has connected the org", async () => {
    const { connections } = await stack.call({ account: MIA_ADMIN, module: "weftline-admin" }, "connection", {});
    const [connection, ...others] = connections;
    assert.deepEqual(others, []);
    assert.equal(connection.state, "connected");
    assert.equal(connection.instanceUrl, "https://weftline.my.salesforce.com");
  });

  test("lnk_2 records found by a search are linked at once, pnl_2 and the panel shows them with one call to Salesforce", async () => {
    const { records } = await stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id, CaseNumber FROM Case ORDER BY CaseNumber LIMIT 2")}`);
    const found = await stack.call(list("SUP-1"), "search", { object: "Case", keywords: records[0].CaseNumber });
    assert.ok(found.records.some((/** @type {any} */ record) => record.name === records[0].CaseNumber));

    const recordIds = records.map((/** @type {any} */ record) => record.Id);
    const linked = await stack.call(list("SUP-1"), "link", { object: "Case", recordIds, share: true });
    assert.deepEqual([...linked.linked].sort(), [...recordIds].sort());

    await stack.resetCounts();
    const panel = await stack.call(list("SUP-1"), "panel", { view: "list", stored: false });
    assert.deepEqual([...shownIds(panel)].sort(), [...recordIds].sort());
    const counts = await stack.counts();
    assert.equal(counts.calls.salesforce, 1);
    assert.ok(counts.turns > 0);
  });

  test("crt_4 a form sent twice makes one record", async () => {
    const form = await stack.call(list("SUP-2"), "createForm", { object: "Case" });
    const values = Object.fromEntries(
      form.fields
        .filter((/** @type {any} */ field) => !field.readOnly && field.value !== null)
        .map((/** @type {any} */ field) => [field.field, field.value]),
    );
    const payload = { object: "Case", formId: form.formId, values, assignmentRules: form.assignmentRules, saveDuplicates: false };
    const first = await stack.call(list("SUP-2"), "create", payload);
    const second = await stack.call(list("SUP-2"), "create", payload);
    assert.equal(first.kind, "created");
    assert.deepEqual([second.kind, second.id, second.repeated], ["created", first.id, true]);
    assert.deepEqual(shownIds(await stack.call(list("SUP-2"), "panel", { view: "compact", stored: false })), [first.id]);
  });

  test("a deleted issue's links are forgotten when Forge delivers the event", async () => {
    const { records } = await stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 1")}`);
    await stack.call(list("SUP-3"), "link", { object: "Case", recordIds: [records[0].Id], share: false });
    await stack.resetCounts();
    await stack.jira(MIA_ADMIN, "/issue/SUP-3", "DELETE");
    const delivered = await settled(async () => {
      const { invocations } = await stack.counts();
      return invocations.find((/** @type {any} */ one) => one.label === "avi:jira:deleted:issue" && one.outcome !== undefined);
    });
    assert.equal(delivered.outcome, "ok");
    assert.ok(delivered.calls.forge > 0);
  });
});

describe("who calls", () => {
  test("comes from Forge, so a payload that names an issue or an account is refused", async () => {
    for (const claim of [{ issueId: "10000" }, { accountId: MIA_ADMIN }, { caller: { accountId: MIA_ADMIN } }]) {
      const { body } = await stack.invoke(list("SUP-1", SAM_VIEWER), "panel", { view: "list", ...claim });
      assert.equal(body.kind, "failed");
      assert.equal(body.failure.code, "invalid");
    }
  });

  test("decides what is allowed: who may not edit the issue links nothing", async () => {
    const { records } = await stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 1")}`);
    const { body } = await stack.invoke(list("SUP-4", SAM_VIEWER), "link", { object: "Case", recordIds: [records[0].Id], share: false });
    assert.equal(body.failure.code, "notPermitted");
    assert.deepEqual(shownIds(await stack.call(list("SUP-4"), "panel", { view: "list", stored: false })), []);
  });

  test("decides what is allowed: only an admin disconnects", async () => {
    const { body } = await stack.invoke({ account: JANE_DOE, module: "weftline-admin" }, "disconnect", { connection: "main" });
    assert.equal(body.failure.code, "notPermitted");
  });

  test("an address that is not Salesforce's is refused before anybody is called", async () => {
    await stack.resetCounts();
    const { body } = await stack.invoke({ account: MIA_ADMIN, module: "weftline-admin" }, "connect", {
      connection: null,
      myDomain: "evil.example\\.my.salesforce.com",
      clientId: "id",
      clientSecret: "secret",
    });
    assert.equal(body.failure.code, "hostRefused");
    assert.equal((await stack.counts()).calls.salesforce, 0);
  });
});

describe("Forge's limits", () => {
  test("a page may send 500 KB", async () => {
    const result = await stack.invoke(list("SUP-1"), "search", { object: "Case", keywords: "x".repeat(600_000) });
    assert.deepEqual([result.success, result.error?.errorType], [false, "PAYLOAD_TOO_LARGE"]);
  });
});

/**
 * What `look` gives as soon as it gives something.
 * @param {() => Promise<any>} look
 */
async function settled(look) {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
