// What each thing a user does costs: calls to Salesforce, to Jira and to Forge's services, and turns of the core's loop,
// through the real bundle. The peer is the plain way: a request for each record, and two (search, then read) for each
// creation that must not happen twice.
import { JANE_DOE, startStack } from "../support/stack.mjs";

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
    await counted(`link ${count} records`, () => stack.call(onIssue(issue), "link", { object: "Case", recordIds }), {
      atMost: 1,
      plain: count,
    });
    await counted(`open the panel, ${count} records`, () => open(issue), { atMost: 1, plain: count });
  }

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
