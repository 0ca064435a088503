import { eventually, JANE_DOE } from "./support.mjs";

/** @typedef {Awaited<ReturnType<typeof import("./support.mjs").startSite>>} Site */
/** @typedef {import("./support.mjs").Page} Page */

/** Where an issue's panel is, for a call without the browser. @param {string} issue @param {string} [account] */
export const panelOf = (issue, account = JANE_DOE) => ({ account, module: "weftline-list", issue });

/** Changes an issue's fields as a person does. @param {Site} site @param {string} issue @param {Record<string, unknown>} fields */
export const editIssue = (site, issue, fields) => site.stack.jira(JANE_DOE, `/issue/${issue}`, "PUT", { fields });

/** A case's fields as another client of Salesforce changes them. @param {Site} site @param {string} id @param {Record<string, unknown>} fields */
export const editCase = (site, id, fields) => site.stack.salesforce(`/sobjects/Case/${id}`, "PATCH", fields);

/** @param {Site} site @param {string} issue @returns {Promise<string>} */
export const summaryOf = async (site, issue) => (await site.stack.jira(JANE_DOE, `/issue/${issue}?fields=summary`)).fields.summary;

/** @param {Site} site @param {string} id @returns {Promise<any>} */
export const caseOf = (site, id) => site.stack.salesforce(`/sobjects/Case/${id}?fields=Subject,Priority,Description`);

/** A case's comments as Salesforce has them, the oldest first. @param {Site} site @param {string} id @returns {Promise<any[]>} */
export async function commentsOfCase(site, id) {
  const soql = `SELECT Id, CommentBody, IsPublished FROM CaseComment WHERE ParentId = '${id}' ORDER BY CreatedDate, Id`;
  return (await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records;
}

/** An issue's comments as Jira has them. @param {Site} site @param {string} issue @returns {Promise<any[]>} */
export const commentsOfIssue = async (site, issue) => (await site.stack.jira(JANE_DOE, `/issue/${issue}/comment`)).comments;

/**
 * Comments an issue as a person does.
 * @param {Site} site
 * @param {string} issue
 * @param {string} text
 * @param {{ internal?: boolean }} [how] `internal`: in a service project, a note that its customers do not see
 */
export const writeInJira = (site, issue, text, { internal = false } = {}) =>
  site.stack.jira(JANE_DOE, `/issue/${issue}/comment`, "POST", {
    body: { type: "doc", version: 1, content: [{ type: "paragraph", content: [{ type: "text", text }] }] },
    ...(internal ? { properties: [{ key: "sd.public.comment", value: { internal: true } }] } : {}),
  });

/** Comments a case as another client of Salesforce does. @param {Site} site @param {string} id @param {string} text @param {boolean} [isPublic] */
export const writeInSalesforce = (site, id, text, isPublic = false) =>
  site.stack.salesforce("/sobjects/CaseComment", "POST", { ParentId: id, CommentBody: text, IsPublished: isPublic });

/** How an issue and its records stand. @param {Site} site @param {string} issue @returns {Promise<any>} */
export const standing = (site, issue) => site.stack.call(panelOf(issue), "syncState", {});

/**
 * Has cases kept in step: the subject and the summary both ways, and what `fields` says beside.
 * @param {Site} site
 * @param {{ policy?: string }} [how] who wins where both sides have changed
 */
export async function keepInStep(site, { policy = "salesforceWins" } = {}) {
  const { objects } = await site.configuration();
  const { mapping } = objects.find((/** @type {any} */ each) => each.object === "Case").mappings[0];
  const fields = mapping.fields.map((/** @type {any} */ field) =>
    ["Subject", "Priority"].includes(field.field) ? { ...field, direction: "both", policy } : field,
  );
  return site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields } } });
}

/**
 * A case that is linked to an issue and in step with it.
 * @param {Site} site
 * @param {string} issue
 * @param {Record<string, unknown>} [fields]
 */
export async function inStep(site, issue, fields = {}) {
  const summary = await summaryOf(site, issue);
  const [one] = await site.makeCases([{ Subject: summary, ...fields }]);
  if (one === undefined) throw new Error("no case was made");
  await site.link(issue, [one.id]);
  await site.stack.call(panelOf(issue), "syncNow", {});
  await isInStep(site, issue);
  return one;
}

/** Waits until nothing of an issue is on its way. @param {Site} site @param {string} issue */
export const isInStep = (site, issue) =>
  eventually(`${issue} is in step`, async () => (await standing(site, issue)).standing === "inStep");

/** Answers the page's calls with what is given for them. @param {Record<string, (payload: any) => unknown>} answers */
export const answering = (answers) => async (/** @type {Page} */ page) => {
  await page.route("**/api/invoke", async (route) => {
    const { functionKey, payload } = route.request().postDataJSON();
    const answer = answers[functionKey];
    await (answer === undefined ? route.continue() : route.fulfill({ json: { success: true, body: answer(payload) } }));
  });
};

/**
 * Answers the page's panel with a state of its own, on top of what it really has.
 * @param {Site} site
 * @param {string} issue
 * @param {() => Record<string, unknown>} state what the panel's `sync` has beside
 * @param {Record<string, (payload: any) => unknown>} [more] answers of other calls
 */
export async function standingAs(site, issue, state, more = {}) {
  const real = await site.stack.call(panelOf(issue), "panel", { view: "compact", stored: false });
  const sync = () => ({ ...real.sync, mayAct: true, ...state() });
  return answering({
    panel: () => ({ kind: "ok", view: { ...real, sync: sync() } }),
    syncState: () => ({ kind: "ok", view: sync() }),
    ...more,
  });
}
