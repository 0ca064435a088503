import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, picture, saveChanges, startSite, unnamed, violations } from "./support.mjs";
import { caseOf, commentsOfCase, editCase, editIssue, inStep, isInStep, keepInStep, panelOf, standing, summaryOf, writeInJira } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {import("playwright-core").Locator} Locator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await keepInStep(site);
});
after(async () => {
  await site?.stop();
});

/** Longer than Salesforce is looked at again. */
const NEXT_LOOK_MS = 7 * 60 * 1_000;

const compare = (/** @type {string} */ field, /** @type {string} */ comparison, /** @type {string} */ text) => ({
  kind: "compare",
  field,
  comparison,
  values: [{ id: null, text }],
});
/** To Salesforce while the work item has a label, to Jira while the case came by phone. */
const LABELLED = { kind: "all", of: [compare("labels", "contains", "customer")] };
const BY_PHONE = { kind: "all", of: [compare("Origin", "equals", "Phone")] };

/** The mapping of cases as it is saved. @returns {Promise<any>} */
async function saved() {
  const { objects } = await site.configuration();
  return objects.find((/** @type {any} */ each) => each.object === "Case").mappings[0].mapping;
}

/** @param {unknown} toSalesforceWhen @param {unknown} toJiraWhen */
async function haveConditions(toSalesforceWhen, toJiraWhen) {
  const content = { ...(await saved()), toSalesforceWhen, toJiraWhen };
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content } });
}

const section = (/** @type {FrameLocator} */ frame) => frame.locator('[data-conditions="sync"]');
const direction = (/** @type {FrameLocator} */ frame, /** @type {string} */ way) => section(frame).locator(`[data-way="${way}"]`);

/**
 * Chooses a work item or a record as one who types does.
 * @param {FrameLocator} frame
 * @param {Locator} picker
 * @param {string} text
 * @param {RegExp} option
 */
async function find(frame, picker, text, option) {
  await picker.focus();
  await picker.pressSequentially(text);
  await frame.locator("[data-searching=true]").waitFor({ state: "detached" });
  await frame.getByRole("option", { name: option }).first().click();
}

test("SYNC-7 an admin sets conditions each way, sees in the preview what they hold back, and loads them as they were saved", async () => {
  const issue = "SUP-15";
  const one = await inStep(site, issue, { Origin: "Web" });
  await editIssue(site, issue, { labels: [] });
  await isInStep(site, issue);
  const { page, frame, close } = await site.openAdmin("Salesforce settings");
  const toSalesforce = direction(frame, "toSalesforce");
  await toSalesforce.getByText("Everything goes, whatever the work item holds.").waitFor();
  await toSalesforce.getByRole("button", { name: "Add condition", exact: true }).click();
  await frame.getByRole("option", { name: /^Labels \(/ }).click();
  const label = toSalesforce.locator('[data-condition="conditions.of[0]"]');
  await label.getByRole("button", { name: /^Comparison/ }).click();
  assert.equal(await frame.getByRole("option", { name: /changed/ }).count(), 0, "what is there is asked about, and no change");
  await frame.getByRole("option", { name: "contains", exact: true }).click();
  await label.getByRole("button", { name: /^Values of the condition/ }).click();
  await page.keyboard.type("customer");
  await page.keyboard.press("Enter");

  const toJira = direction(frame, "toJira");
  await toJira.getByRole("button", { name: "Add condition", exact: true }).click();
  await frame.getByRole("option", { name: /^Case Origin \(/ }).click();
  const origin = toJira.locator('[data-condition="conditions.of[0]"]');
  await origin.getByRole("button", { name: /^Values of the condition/ }).click();
  await frame.getByRole("option", { name: "Phone", exact: true }).click();

  const preview = frame.getByRole("region", { name: "Preview" });
  await find(frame, preview.getByLabel("Work item"), issue, new RegExp(`^${issue} `));
  await find(frame, preview.getByLabel("Salesforce record (optional)"), one.number, new RegExp(one.number));
  const update = preview.locator('[data-plan="update"]');
  await update.getByText("Nothing goes to Salesforce: the work item does not meet the conditions for syncing.").waitFor();
  await update.locator('[data-waits="toSalesforce"]').getByText(/Labels contains customer/).waitFor();
  await update.locator('[data-waits="toJira"]').getByText("it is Web").waitFor();
  await editIssue(site, issue, { summary: "Kept back" });
  await saveChanges(frame);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await unnamed(frame), []);
  await section(frame).scrollIntoViewIfNeeded();
  await picture(section(frame), "sync-conditions-light");
  const before = await section(frame).innerText();
  await close();

  const { toSalesforceWhen, toJiraWhen } = await saved();
  assert.deepEqual(toSalesforceWhen, LABELLED);
  assert.deepEqual(toJiraWhen, { kind: "all", of: [{ kind: "compare", field: "Origin", comparison: "equals", values: [{ id: "Phone", text: "Phone" }] }] });
  const again = await site.openAdmin("Salesforce settings", { theme: "dark" });
  await direction(again.frame, "toJira").locator("[data-condition]").first().waitFor();
  assert.equal(await section(again.frame).innerText(), before);
  assert.deepEqual(await violations(again.page), []);
  await again.close();
});

test("SYNC-7 what does not meet the conditions waits without an error, the panel and why say so, and then it goes", async () => {
  const issue = "SUP-16";
  const one = await inStep(site, issue, { Origin: "Web" });
  await haveConditions(LABELLED, BY_PHONE);
  await editIssue(site, issue, { labels: ["vip"], summary: "Not for the customer yet" });
  await writeInJira(site, issue, "Nor is this");
  await eventually("it waits", async () => (await standing(site, issue)).waitingToSalesforce === 1);
  await isInStep(site, issue);
  assert.notEqual((await caseOf(site, one.id)).Subject, "Not for the customer yet");
  assert.deepEqual(await commentsOfCase(site, one.id), []);

  for (const [module, theme] of /** @type {const} */ ([
    ["weftline-compact", "light"],
    ["weftline-list", "dark"],
  ])) {
    const { page, frame, close } = await site.open(module, { issue, theme, ...(module === "weftline-compact" ? { width: 340 } : {}) });
    await frame.getByText("Nothing goes to 1 Salesforce record now: this work item does not meet the conditions for syncing.").first().waitFor();
    await frame.getByText("Nothing comes from 1 Salesforce record now: it does not meet the conditions for syncing.").first().waitFor();
    assert.equal(await frame.locator("[data-setback]").count(), 0, "it is no failure");
    await frame.getByRole("button", { name: "More actions" }).click();
    await frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
    const why = dialogOf(page);
    const kept = why.locator('[data-waiting="toSalesforce"]');
    await kept.getByText(/^Nothing goes to .*, because this work item does not meet the conditions for syncing$/).waitFor();
    await kept.getByText("Changes are held back").waitFor();
    const condition = kept.getByRole("listitem").filter({ hasText: "Labels contains customer" });
    await condition.getByText("it is vip").waitFor();
    await why.locator('[data-waiting="toJira"]').getByText("it is Web").waitFor();
    await why.getByText(/^2 changes are held back until the conditions for syncing are met$/).first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await dialogClosed(page);
    await close();
  }

  await editIssue(site, issue, { labels: ["vip", "customer"] });
  await eventually("Salesforce has it", async () => (await caseOf(site, one.id)).Subject === "Not for the customer yet");
  await eventually("and the comment", async () => (await commentsOfCase(site, one.id)).length === 1);
  await site.wait(5_000);
  await editCase(site, one.id, { Subject: "As the caller says" });
  await site.wait(NEXT_LOOK_MS);
  await isInStep(site, issue);
  assert.equal(await summaryOf(site, issue), "Not for the customer yet");
  await editCase(site, one.id, { Origin: "Phone" });
  await site.wait(NEXT_LOOK_MS);
  await eventually("Jira has it", async () => (await summaryOf(site, issue)) === "As the caller says");
  await isInStep(site, issue);
  const { frame, close } = await site.open("weftline-compact", { issue, width: 340 });
  await frame.locator('[data-sync="inStep"]').waitFor();
  assert.equal(await frame.locator("[data-waits]").count(), 0);
  const { waiting } = await site.stack.call(panelOf(issue), "why", {});
  assert.deepEqual(waiting, []);
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
