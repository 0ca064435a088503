import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDetails } from "./details-support.mjs";
import { dialogOf, eventually, startSite } from "./support.mjs";
import { commentsOfCase, commentsOfIssue, isInStep, panelOf, standing, writeInJira, writeInSalesforce } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** Requests of the service project: its customers see what is public on them. */
const REQUESTS = /** @type {const} */ (["HELP-1", "HELP-2"]);

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  const project = { id: "10002", key: "HELP", name: "Help desk", connection: null, issueTypes: [] };
  await site.save({ name: "project:10002", content: { kind: "project", content: project } });
});
after(async () => {
  await site?.stop();
});

/** Longer than Salesforce is looked at again. */
const NEXT_LOOK_MS = 7 * 60 * 1_000;

/**
 * A case of a request, with an internal and a public comment on either side, all of them copied.
 * @param {string} issue
 */
async function commented(issue) {
  const [one] = await site.newCases({ Subject: "who sees what" });
  await site.link(issue, [one.id]);
  await site.stack.call(panelOf(issue), "syncNow", {});
  await eventually("it is in step", async () => (await standing(site, issue)).standing === "inStep");
  const { length } = await commentsOfCase(site, one.id);
  await writeInJira(site, issue, "Note among agents", { internal: true });
  await writeInJira(site, issue, "Reply to the customer");
  await eventually("Salesforce has both", async () => (await commentsOfCase(site, one.id)).length === length + 2);
  await isInStep(site, issue);
  await site.wait(5_000);
  await writeInSalesforce(site, one.id, "Note of the account team");
  await writeInSalesforce(site, one.id, "Published in the portal", true);
  await site.wait(NEXT_LOOK_MS);
  await eventually("Jira has both", async () => {
    const text = JSON.stringify(await commentsOfIssue(site, issue));
    return text.includes("Note of the account team") && text.includes("Published in the portal");
  });
  await isInStep(site, issue);
  return one;
}

/** Who sees a comment of the case, as the details mark it. @param {FrameLocator} dialog @param {string} text */
const audience = (dialog, text) =>
  dialog.getByRole("article").filter({ hasText: text }).first().locator("[data-audience]").getAttribute("data-audience");

/** Which of these comments the customers see in Jira. @param {string} issue @param {string} text */
const isPublicInJira = async (issue, text) =>
  (await commentsOfIssue(site, issue)).find((comment) => JSON.stringify(comment.body).includes(text))?.jsdPublic;

/** What the details and Jira say of all four. @param {string} issue @param {string} number */
async function whoSees(issue, number) {
  const { page, dialog, close } = await openDetails(site, issue, number, "Comments");
  await dialog.getByRole("article").first().waitFor();
  const seen = {
    noteToSalesforce: await audience(dialog, "Note among agents"),
    replyToSalesforce: await audience(dialog, "Reply to the customer"),
    noteToJira: await isPublicInJira(issue, "Note of the account team"),
    publishedToJira: await isPublicInJira(issue, "Published in the portal"),
  };
  await page.keyboard.press("Escape");
  await close();
  return seen;
}

test("D-3 CMT-3 as shipped no copy is seen by customers, of whatever kind the original was", async () => {
  const [issue] = REQUESTS;
  const one = await commented(issue);
  assert.deepEqual(await whoSees(issue, one.number), {
    noteToSalesforce: "internal",
    replyToSalesforce: "internal",
    noteToJira: false,
    publishedToJira: false,
  });
});

test("D-3 CMT-3 where an admin keeps public comments public, what is internal stays so, and why says what customers see", async () => {
  const [, issue] = REQUESTS;
  await site.set({ publicInSalesforce: true, publicInJira: true });
  try {
    const one = await commented(issue);
    assert.deepEqual(await whoSees(issue, one.number), {
      noteToSalesforce: "internal",
      replyToSalesforce: "public",
      noteToJira: false,
      publishedToJira: true,
    });
    const { page, frame, close } = await site.open("weftline-list", { issue });
    await frame.getByRole("button", { name: "More actions" }).click();
    await frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
    const why = dialogOf(page);
    const copied = why.locator('li[data-sync="done"]').filter({ hasText: "copied to this work item" }).first();
    // The newest is open already.
    await copied.getByText("Customers can see it.").waitFor();
    await close();
  } finally {
    await site.set({ publicInSalesforce: false, publicInJira: false });
  }
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
