import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, JANE_DOE, startSite } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {any} what is configured at the start */
let first;
before(async () => {
  site = await startSite();
  first = await site.configuration();
  await site.save({ name: "rules:*", content: { kind: "rules", content: { rules: [RULE] } } });
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

const AUTOCREATE = "customfield_10064";
const YES = { id: "10640" };
const NO = { id: "10641" };

const RULE = {
  id: "00000000000a0001",
  name: "Urgent ones to Salesforce",
  enabled: true,
  object: "Case",
  trigger: { field: AUTOCREATE, values: [{ id: "10640", text: "Yes" }] },
  conditions: {
    kind: "all",
    of: [
      {
        kind: "compare",
        field: "priority",
        comparison: "oneOf",
        values: [
          { id: null, text: "High" },
          { id: null, text: "Highest" },
        ],
      },
    ],
  },
  again: false,
  whileLinked: false,
};

const panel = (/** @type {string} */ issue) => ({ account: JANE_DOE, module: "weftline-list", issue });

/** Changes an issue as its user does elsewhere in Jira. @param {string} key @param {Record<string, unknown>} fields */
const edit = (key, fields) => site.stack.jira(JANE_DOE, `/issue/${key}`, "PUT", { fields });

/** A new issue of the support project, with a summary that no other has. @param {Record<string, unknown>} [fields] */
async function newIssue(fields = {}) {
  const summary = `Weftline${process.pid} ${crypto.randomUUID().slice(0, 8)}`;
  const own = { project: { key: "SUP" }, issuetype: { name: "Bug" }, summary, priority: { name: "High" }, ...fields };
  const { key } = await site.stack.jira(JANE_DOE, "/issue", "POST", { fields: own });
  return { key, summary };
}

/** What was decided on an issue, newest first. @param {string} key @returns {Promise<any[]>} */
async function decided(key) {
  const { activity } = await site.stack.call(panel(key), "why", {});
  return activity.flatMap((/** @type {any} */ { decisions }) => decisions);
}

/** Waits until the newest decision is this. @param {string} key @param {string} verdict */
const isDecided = (key, verdict) =>
  eventually(`${key} is decided ${verdict}`, async () => (await decided(key))[0]?.verdict === verdict);

/** Waits until so many cases have the summary, and none is still under way. @param {string} summary @param {number} count */
async function cases(summary, count) {
  await eventually(`${count} cases are there`, async () => (await site.casesWith(summary)).length === count);
  return site.casesWith(summary);
}

/** Whether a change of the issue is still to be looked at. @param {string} key */
const pending = async (key) => (await site.stack.call(panel(key), "linked", {})).pending;

/** Changes a field of the issue on the laptop page. @param {Page} page @param {string} label @param {string} option */
const choose = (page, label, option) => page.getByRole("main", { name: "Jira" }).getByLabel(label, { exact: true }).selectOption({ label: option });

test("AUTO-1 AUTO-2 AUTO-5 a user edits the issue and the record appears linked, by itself", async () => {
  const { key, summary } = await newIssue();
  const { page, list, compact, close } = await site.openIssue(key);
  await list.getByText("No Salesforce records are linked.").waitFor();
  await choose(page, "Autocreate Salesforce record", "Yes");
  await list.getByRole("row").nth(1).waitFor();
  const [made] = await cases(summary, 1);
  await list.getByRole("button", { name: made.CaseNumber, exact: true }).waitFor();
  await compact.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  assert.equal(made.Priority, "High", "its values come from the mapping");
  await close();
});

test("AUTO-2 an issue that is created with the value makes a record", async () => {
  const { key, summary } = await newIssue({ [AUTOCREATE]: YES });
  const [made] = await cases(summary, 1);
  await eventually("it is linked", async () => (await site.stack.call(panel(key), "linked", {})).recordIds.includes(made.Id));
});

test("AUTO-2 a panel that is open elsewhere hears of the record when the user comes back to it", async () => {
  const { key, summary } = await newIssue();
  const { page, frame, close } = await site.open("weftline-list", { issue: key });
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await page.clock.install();
  await page.clock.fastForward(60_000);
  await edit(key, { [AUTOCREATE]: YES });
  const [made] = await cases(summary, 1);
  await eventually("nothing is pending", async () => !(await pending(key)));
  assert.equal(await frame.getByText(made.CaseNumber, { exact: true }).count(), 0, "nobody has looked yet");
  await frame.locator("body").evaluate(() => window.dispatchEvent(new Event("focus")));
  await frame.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  await close();
});

test("AUTO-2 looking whether a record has come costs salesforce nothing", async () => {
  const [one] = await site.newCases({ Subject: "looked for" });
  await site.link("SUP-30", [one.id]);
  await site.stack.resetCounts();
  const { recordIds } = await site.stack.call(panel("SUP-30"), "linked", {});
  assert.deepEqual(recordIds, [one.id]);
  assert.equal((await site.stack.counts()).calls.salesforce, 0);
});

test("AUTO-4 nothing is created when the criteria are not met", async () => {
  const { key, summary } = await newIssue({ priority: { name: "Low" } });
  await edit(key, { [AUTOCREATE]: YES });
  await isDecided(key, "conditionsUnmet");
  const other = await settledIssue();
  await heard(/^judge$/, () => edit(other.key, { [AUTOCREATE]: NO }));
  const { now } = await site.stack.call(panel(other.key), "why", {});
  assert.equal(now[0].decision.verdict, "notTriggered");
  assert.deepEqual([await site.casesWith(summary), await site.casesWith(other.summary)], [[], []]);
  const { frame, close } = await site.open("weftline-list", { issue: key });
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await close();
});

test("AUTO-7 no and yes again makes no second record; unlinked and run again it makes one", async () => {
  const { key, summary } = await newIssue();
  await edit(key, { [AUTOCREATE]: YES });
  const [made] = await cases(summary, 1);
  await eventually("nothing is pending", async () => !(await pending(key)));
  await edit(key, { [AUTOCREATE]: NO });
  await edit(key, { [AUTOCREATE]: YES });
  await eventually("it was looked at again", async () => ["firedBefore", "linkedAlready"].includes((await decided(key))[0]?.verdict));
  assert.equal((await site.casesWith(summary)).length, 1);

  await site.stack.call(panel(key), "unlink", { recordIds: [made.Id] });
  await edit(key, { [AUTOCREATE]: NO });
  await edit(key, { [AUTOCREATE]: YES });
  await isDecided(key, "firedBefore");
  assert.equal((await site.casesWith(summary)).length, 1, "unlinking alone lets nothing happen again");

  const { page, frame, close } = await site.open("weftline-list", { issue: key });
  await frame.getByRole("button", { name: "Why was nothing created?" }).click();
  const why = dialogOf(page);
  await why.getByRole("button", { name: `Run again: ${RULE.name}` }).click();
  await why.getByText(`The rule ${RULE.name} may then create another Case for this work item.`).waitFor();
  await why.getByRole("button", { name: "Run again", exact: true }).click();
  await why.locator('[data-section="activity"] [data-verdict="created"]').nth(1).waitFor();
  await why.getByRole("button", { name: "Close", exact: true }).last().click();
  await dialogClosed(page);
  const both = await cases(summary, 2);
  const second = both.find((each) => each.Id !== made.Id);
  await frame.getByText(second.CaseNumber, { exact: true }).first().waitFor();
  await close();
});

/**
 * Does something, and waits until the app has done what it does about it.
 * @template T
 * @param {RegExp} what by what Forge or Weftline calls it
 * @param {() => Promise<T>} act
 */
async function heard(what, act) {
  await site.stack.resetCounts();
  const result = await act();
  const isIt = (/** @type {any} */ { label, outcome }) => what.test(label) && outcome !== undefined;
  await eventually("the app has heard of it", async () => (await site.stack.counts()).invocations.some(isIt));
  return result;
}

/** An issue that has been looked at since it was created, so that only what comes next counts. */
async function settledIssue() {
  const issue = await heard(/created:issue$/, () => newIssue());
  await eventually("its creation has been looked at", async () => !(await pending(issue.key)));
  return issue;
}

/**
 * Saves what keeps rules from creating, sets one off, and gives it the time in which another one creates its record.
 * @param {{ name: string, content: any }} hindering
 * @param {{ name: string, content: any }} before
 * @param {() => Promise<{ key: string, summary: string }>} free makes an issue that is not hindered
 */
async function hinders(hindering, before, free) {
  const { key, summary } = await settledIssue();
  await site.save(hindering);
  try {
    await heard(/updated:issue$/, () => edit(key, { [AUTOCREATE]: YES }));
    await cases((await free()).summary, 1);
    await eventually("nothing is pending", async () => !(await pending(key)));
    assert.deepEqual(await site.casesWith(summary), [], "nothing was created");
  } finally {
    await site.save(before);
  }
}

test("CON-3 AUTO-8 while the app is switched off nothing is created", async () => {
  const { key, summary } = await settledIssue();
  await site.set({ enabled: false });
  await heard(/updated:issue$/, () => edit(key, { [AUTOCREATE]: YES }));
  await site.set({ enabled: true });
  const free = await newIssue({ [AUTOCREATE]: YES });
  await cases(free.summary, 1);
  assert.deepEqual(await site.casesWith(summary), [], "nothing was created, not even later");
});

test("EVT-1 AUTO-8 an event that is not chosen creates nothing", async () => {
  const on = { name: "events", content: { kind: "events", content: first.events } };
  const off = { name: "events", content: { kind: "events", content: { ...first.events, issueUpdated: false } } };
  await hinders(off, on, () => newIssue({ [AUTOCREATE]: YES }));
});

test("MAP-12 AUTO-8 a restricted issue type creates nothing", async () => {
  const { key } = await newIssue();
  const { fields } = await site.stack.jira(JANE_DOE, `/issue/${key}?fields=issuetype`);
  const { restrictions } = first;
  const issueTypes = [...restrictions.issueTypes, { id: fields.issuetype.id, name: fields.issuetype.name }];
  const off = { name: "restrictions", content: { kind: "restrictions", content: restrictions } };
  const on = { name: "restrictions", content: { kind: "restrictions", content: { ...restrictions, issueTypes } } };
  await hinders(on, off, () => newIssue({ [AUTOCREATE]: YES, issuetype: { name: "Task" } }));
});
