import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { JANE_DOE, MIA_ADMIN, startStack } from "../support/stack.mjs";

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

/** The select `Autocreate Salesforce record`. */
const SWITCH = "customfield_10064";

/**
 * Waits for what the platform delivers.
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @returns {Promise<T>}
 */
async function settled(look) {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("a rule, from an event of Jira's to a record in Salesforce", () => {
  test("auto_2 a user's edit makes a record, and nobody does anything", async () => {
    const admin = { account: MIA_ADMIN, module: "weftline-admin" };
    const { version } = await stack.call(admin, "configuration", {});
    const rule = {
      id: "00000000000000e1",
      name: "Autocreate",
      enabled: true,
      object: "Case",
      trigger: { field: SWITCH, values: [{ id: null, text: "Yes" }] },
      conditions: { kind: "all", of: [] },
      again: false,
      whileLinked: true,
      sinceMs: 0,
    };
    const sections = [{ name: "rules:*", content: { kind: "rules", content: { rules: [rule] } } }];
    const saved = await stack.call(admin, "saveConfiguration", { baseVersion: version, sections, objects: null });
    assert.equal(saved.kind, "saved", JSON.stringify(saved));

    await stack.resetCounts();
    await stack.jira(JANE_DOE, "/issue/SUP-5", "PUT", { fields: { [SWITCH]: { value: "Yes" } } });
    const records = await settled(async () => {
      const panel = await stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-5" }, "panel", { view: "list", stored: false });
      const records = panel.groups.flatMap((/** @type {any} */ group) => group.records);
      return records.length > 0 ? records : undefined;
    });
    assert.equal(records.length, 1);
    const { invocations } = await stack.counts();
    const of = (/** @type {string} */ label) => invocations.find((/** @type {any} */ one) => one.label === label && one.outcome !== undefined);
    assert.equal(of("avi:jira:updated:issue").outcome, "ok");
    const soql = `SELECT Subject, Jira_Issue__c FROM Case WHERE Id = '${records[0].id}'`;
    const { records: cases } = await stack.salesforce(`/query?q=${encodeURIComponent(soql)}`);
    assert.match(cases[0].Jira_Issue__c, /^https:\/\/[^/]+\/browse\/SUP-5$/);
  });
});
