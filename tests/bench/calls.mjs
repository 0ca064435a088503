// What each thing a user does costs: calls to Salesforce, to Jira and to Forge's services, and turns of the core's loop,
// through the real bundle. The peer is the plain way: a request for each record, and two (search, then read) for each
// creation that must not happen twice.
import { JANE_DOE, MIA_ADMIN, startStack } from "../support/stack.mjs";

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {string} unit
 * @property {number} value
 * @property {{ name: string, value: number }[]} [peers]
 * @property {{ atMost: number }} [goal]
 */

const stack = await startStack();
/** @type {Figure[]} */
const figures = [];
try {
  await measure();
} finally {
  await stack.stop();
}
console.log(JSON.stringify(figures));

async function measure() {
  const onIssue = (/** @type {string} */ issue) => ({ account: JANE_DOE, module: "weftline-list", issue });
  const open = (/** @type {string} */ issue) => stack.call(onIssue(issue), "panel", { view: "list", stored: false });

  await counted("first panel of a site, schema not stored yet", () => open("SUP-1"), {});
  await counted("open the panel, no records", () => open("SUP-1"), { atMost: 1 });

  const ids = await newCases(33);
  for (const [issue, count] of /** @type {const} */ ([["SUP-2", 1], ["SUP-3", 12], ["SUP-4", 20]])) {
    const recordIds = ids.splice(0, count);
    await counted(`link ${count} records`, () => stack.call(onIssue(issue), "link", { object: "Case", recordIds, share: false }), {
      atMost: 1,
      plain: count,
    });
    await counted(`open the panel, ${count} records`, () => open(issue), { atMost: 1, plain: count });
  }

  await mixed(5, "SUP-6", onIssue);
  await counted("open the panel, 20 records of 4 objects", () => open("SUP-6"), { atMost: 1, plain: 20 });
  await counted(
    "open the panel, 20 records of 4 objects, as it was stored",
    () => stack.call(onIssue("SUP-6"), "panel", { view: "list", stored: true }),
    { atMost: 0, plain: 20 },
  );

  await counted("search", () => stack.call(onIssue("SUP-2"), "search", { object: "Case", keywords: "measured" }), { atMost: 1 });
  const form = await counted("open the create form", () => stack.call(onIssue("SUP-5"), "createForm", { object: "Case" }), {});
  const values = Object.fromEntries(
    form.fields
      .filter((/** @type {any} */ field) => !field.readOnly && field.value !== null)
      .map((/** @type {any} */ field) => [field.field, field.value]),
  );
  const creation = { object: "Case", formId: form.formId, values, assignmentRules: form.assignmentRules, saveDuplicates: false };
  const created = await counted("create", () => stack.call(onIssue("SUP-5"), "create", creation), { atMost: 2, plain: 2 });
  await counted("create, sent again", () => stack.call(onIssue("SUP-5"), "create", creation), { atMost: 2, plain: 2 });
  await counted("open a record's details", () => stack.call(onIssue("SUP-5"), "details", { recordId: created.id }), { atMost: 1 });
  const post = (/** @type {string} */ digits) => digits.repeat(32);
  const onRecord = onIssue("SUP-5");
  const recordId = created.id;
  await counted("open the comments", () => stack.call(onRecord, "comments", { recordId, after: null }), { atMost: 1 });
  await counted(
    "post a comment",
    () => stack.call(onRecord, "postComment", { recordId, postId: post("a"), text: "measured", public: false }),
    { atMost: 1, plain: 2 },
  );
  await counted(
    "post a comment of 9,000 bytes",
    () => stack.call(onRecord, "postComment", { recordId, postId: post("b"), text: "measured ".repeat(1_000), public: false }),
    { atMost: 1, plain: 6 },
  );
  await counted("open the feed", () => stack.call(onRecord, "feed", { recordId, after: null }), { atMost: 1 });
  await counted(
    "post to the feed",
    () => stack.call(onRecord, "postFeed", { recordId, postId: post("c"), html: "<p>measured</p>", replyTo: null }),
    { atMost: 1 },
  );
  await counted("open the e-mails", () => stack.call(onRecord, "emails", { recordId, after: null }), { atMost: 1 });
  await counted("unlink", () => stack.call(onIssue("SUP-5"), "unlink", { recordIds: [created.id] }), { atMost: 0 });
}

/**
 * Does something once and notes what it cost.
 * @template T
 * @param {string} action
 * @param {() => Promise<T>} act
 * @param {{ atMost?: number, plain?: number }} expected Salesforce calls: the goal, and what the plain way takes
 * @returns {Promise<T>}
 */
async function counted(action, act, { atMost, plain }) {
  await stack.resetCounts();
  const result = await act();
  const { calls, turns } = await stack.counts();
  figures.push({
    name: action,
    unit: "Salesforce calls",
    value: calls.salesforce,
    ...(plain === undefined ? {} : { peers: [{ name: "the plain way", value: plain }] }),
    ...(atMost === undefined ? {} : { goal: { atMost } }),
  });
  figures.push({ name: action, unit: "Jira calls", value: calls.jira });
  figures.push({ name: action, unit: "storage and queue calls", value: calls.forge });
  figures.push({ name: action, unit: "turns", value: turns });
  return result;
}

/**
 * Links so many records of each of four objects.
 * @param {number} each
 * @param {string} issue
 * @param {(issue: string) => { account: string, module: string, issue: string }} onIssue
 */
async function mixed(each, issue, onIssue) {
  const admin = { account: MIA_ADMIN, module: "weftline-admin" };
  const { version, objects } = await stack.call(admin, "configuration", {});
  const [{ fields }] = objects;
  const own = ["Account", "Contact", "Field_Visit__c"];
  const sections = own.map((object) => ({
    name: `fields:${object}`,
    content: { kind: "fields", content: { ...fields, object, search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] } },
  }));
  await stack.call(admin, "saveConfiguration", { baseVersion: version, sections, objects: ["Case", ...own] });
  for (const object of ["Case", ...own]) {
    const soql = encodeURIComponent(`SELECT Id FROM ${object} LIMIT ${each}`);
    const { records } = await stack.salesforce(`/query?q=${soql}`);
    const recordIds = records.map((/** @type {any} */ record) => record.Id);
    await stack.call(onIssue(issue), "link", { object, recordIds, share: true });
  }
}

/**
 * @param {number} count
 * @returns {Promise<string[]>}
 */
async function newCases(count) {
  const ids = [];
  for (let number = 1; number <= count; number += 1) {
    const { id } = await stack.salesforce("/sobjects/Case", "POST", { Subject: `measured ${number}`, Origin: "Web" });
    ids.push(id);
  }
  return ids;
}
