import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, picture, SAM_VIEWER, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { caseOf, editCase, editIssue, inStep, isInStep, keepInStep, panelOf, standing, standingAs, summaryOf } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await keepInStep(site);
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** Longer than Salesforce is looked at again. */
const NEXT_LOOK_MS = 7 * 60 * 1_000;

const line = (/** @type {FrameLocator} */ frame) => frame.locator("[data-sync]");
const words = (/** @type {FrameLocator} */ frame, /** @type {string | RegExp} */ text) => line(frame).locator("p").filter({ hasText: text });

/** Has the panel's menu sync now. @param {FrameLocator} frame */
async function syncNow(frame) {
  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Sync now" }).click();
}

test("SYNC-2 D-10 side by side, an edit on either side appears on the other", async () => {
  const issue = "SUP-10";
  const one = await inStep(site, issue);
  const { page, compact, close } = await site.openIssue(issue);
  await compact.getByText(one.number, { exact: true }).first().waitFor();
  await compact.locator('[data-sync="inStep"]').waitFor();

  const summary = page.getByRole("textbox", { name: "Summary" });
  await summary.fill("Edited in Jira");
  await summary.press("Enter");
  await eventually("Salesforce has it", async () => (await caseOf(site, one.id)).Subject === "Edited in Jira");

  await isInStep(site, issue);
  // Salesforce's stamps are whole seconds: what one and the same user changes twice in one looks like one change.
  await site.wait(5_000);
  await editCase(site, one.id, { Subject: "Edited in Salesforce" });
  await site.wait(NEXT_LOOK_MS);
  await eventually("Jira has it", async () => (await summaryOf(site, issue)) === "Edited in Salesforce");
  await isInStep(site, issue);
  assert.equal((await caseOf(site, one.id)).Subject, "Edited in Salesforce", "what was written does not travel back");
  await close();
});

test("SYNC-6 syncing now brings a change of Salesforce at once, and the panel says so", async () => {
  const issue = "SUP-11";
  const one = await inStep(site, issue);
  for (const [module, subject] of [["weftline-compact", "Newer"], ["weftline-list", "Newest"]]) {
    const { frame, close } = await site.open(module ?? "", { issue, ...(module === "weftline-compact" ? { width: 340 } : {}) });
    await words(frame, /^In step, /).waitFor();
    await editCase(site, one.id, { Subject: subject });
    const before = (await standing(site, issue)).syncedAtMs;
    await syncNow(frame);
    await eventually("Jira has it", async () => (await summaryOf(site, issue)) === subject);
    await isInStep(site, issue);
    await frame.locator('[data-sync="inStep"][data-asking="false"]').waitFor();
    assert.ok((await standing(site, issue)).syncedAtMs > before);
    if (module === "weftline-list") await frame.getByText(subject ?? "", { exact: true }).first().waitFor();
    await close();
  }
});

test("SYNC-6 it is synced now by keyboard alone", async () => {
  const issue = "SUP-12";
  const one = await inStep(site, issue);
  const { page, frame, close } = await site.open("weftline-compact", { issue, width: 340 });
  await line(frame).waitFor();
  await editCase(site, one.id, { Subject: "By keys" });
  await tabTo(page, frame.getByRole("button", { name: "More actions" }));
  await page.keyboard.press("Enter");
  await frame.getByRole("menuitem", { name: "Sync now" }).waitFor();
  await tabOrArrowTo(page, frame.getByRole("menuitem", { name: "Sync now" }));
  await page.keyboard.press("Enter");
  await eventually("Jira has it", async () => (await summaryOf(site, issue)) === "By keys");
  await frame.getByRole("status").filter({ hasText: "In step" }).waitFor({ state: "attached" });
  await close();
});

/** @param {Page} page @param {import("playwright-core").Locator} entry */
async function tabOrArrowTo(page, entry) {
  for (let presses = 0; presses < 10; presses += 1) {
    if (await entry.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error("no arrow leads to the entry");
}

test("OFF-1 SYNC-3 SYNC-8 Salesforce is down, both sides are edited, it comes back, and both agree", async () => {
  const issue = "SUP-13";
  const one = await inStep(site, issue, { Priority: "Low" });
  const { frame, close } = await site.open("weftline-compact", { issue, width: 340 });
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  for (const path of ["*/composite*", "*/query*"]) await site.addFault({ path, fault: { kind: "serverError", status: 503 } });

  await editIssue(site, issue, { summary: "Edited while Salesforce was down" });
  await editCase(site, one.id, { Priority: "High" });
  await eventually("it waits", async () => (await standing(site, issue)).standing === "retrying");
  await frame.getByRole("button", { name: "Refresh" }).click();
  await frame.locator('[data-failure="salesforceUnavailable"]').waitFor();
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  await words(frame, "Not in step yet. Weftline tries again by itself.").waitFor();
  assert.equal(await frame.locator("[data-setback]").count(), 0, "why is said once");
  assert.equal((await caseOf(site, one.id)).Subject === "Edited while Salesforce was down", false);

  await site.clearFaults();
  await site.wait(NEXT_LOOK_MS);
  await eventually("both agree", async () => {
    const { Subject, Priority } = await caseOf(site, one.id);
    const { fields } = await site.stack.jira(SAM_VIEWER, `/issue/${issue}?fields=summary,priority`);
    return Subject === "Edited while Salesforce was down" && fields.summary === Subject && Priority === "High";
  });
  await isInStep(site, issue);
  await frame.getByRole("button", { name: "Try again now" }).or(words(frame, /^In step, /)).first().waitFor();
  await close();
});

test("SYNC-6 a record that is deleted in Salesforce is marked with what became of it", async () => {
  const issue = "SUP-14";
  const one = await inStep(site, issue);
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "DELETE");
  for (const module of ["weftline-compact", "weftline-list"]) {
    const { frame, close } = await site.open(module, { issue });
    await frame.locator(`[data-record="${one.id}"]`).waitFor();
    if (module === "weftline-compact") await syncNow(frame);
    const row = frame.locator(`[data-record="${one.id}"]`);
    await row.getByText("Deleted", { exact: true }).waitFor();
    await row.getByText(/It was deleted in Salesforce, as was noticed .* Nothing is copied any more\./).waitFor();
    await close();
  }
});

test("SYNC-6 who may not edit the issue sees how it stands, and cannot sync it", async () => {
  const issue = "SUP-15";
  await inStep(site, issue);
  const { frame, close } = await site.open("weftline-compact", { issue, account: SAM_VIEWER });
  await words(frame, /^In step, /).waitFor();
  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Why did this happen?" }).waitFor();
  assert.equal(await frame.getByRole("menuitem", { name: "Sync now" }).count(), 0);
  const { body } = await site.stack.invoke(panelOf(issue, SAM_VIEWER), "syncNow", {});
  assert.equal(body.failure?.code, "notPermitted");
  await close();
});

test("D-2 why tells what a sync has written where", async () => {
  const issue = "SUP-16";
  const one = await inStep(site, issue);
  await editIssue(site, issue, { summary: "Told in a sentence" });
  await eventually("Salesforce has it", async () => (await caseOf(site, one.id)).Subject === "Told in a sentence");
  await isInStep(site, issue);
  const { page, frame, close } = await site.open("weftline-list", { issue });
  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
  const why = dialogOf(page);
  const entry = why.locator('li[data-sync="done"]').filter({ hasText: "was written" }).first();
  await entry.getByRole("button", { name: `1 field of ${one.number} was written` }).waitFor();
  assert.match(await entry.innerText(), /After the work item was changed/);
  const opener = entry.getByRole("button").first();
  if ((await opener.getAttribute("aria-expanded")) === "false") await opener.click();
  assert.equal(await entry.locator('[data-plan-field="Subject"]').getAttribute("data-written"), "true");
  assert.deepEqual(await violations(page), []);
  await picture(page.getByRole("dialog"), "why-sync-light");
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("SYNC-6 an open page asks ever more rarely while something is on its way, and not while nobody sees it", async () => {
  const issue = "SUP-17";
  await inStep(site, issue);
  let asked = 0;
  const answers = await standingAs(site, issue, () => ({ standing: "pending" }));
  const { page, frame, close } = await site.open("weftline-compact", { issue });
  await words(frame, /^In step, /).waitFor();
  await page.clock.install();
  await answers(page);
  page.on("request", (request) => {
    if (request.url().endsWith("/api/invoke") && request.postDataJSON().functionKey === "syncState") asked += 1;
  });
  await page.reload();
  await words(frame, "Changes are on their way").waitFor();
  const asks = async (/** @type {number} */ count) => eventually(`it has asked ${count} times`, async () => asked >= count);
  await page.clock.fastForward(2_000);
  await asks(1);
  await page.clock.fastForward(2_500);
  await asks(2);
  await frame.locator("body").evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  });
  const before = asked;
  for (let minutes = 0; minutes < 5; minutes += 1) await page.clock.runFor(60_000);
  assert.ok(asked <= before + 1, `${asked - before} times while hidden`);
  await close();
});

test("SYNC-8 each standing has its words, and what can be done", async () => {
  const issue = "SUP-18";
  await inStep(site, issue);
  /** @type {Record<string, unknown>} */
  let state = {};
  let synced = 0;
  const answers = await standingAs(site, issue, () => state, {
    syncNow: () => {
      synced += 1;
      // What is asked next says the same.
      state = { ...state, standing: "pending" };
      return { kind: "ok", view: { standing: "pending", syncedAtMs: 1, conflicts: 0, mayAct: true, gone: [] } };
    },
  });
  for (const [standingNow, told, again] of /** @type {const} */ ([
    ["inStep", /^In step, /, false],
    ["pending", /^Changes are on their way/, false],
    ["retrying", /^Not in step yet\. Weftline tries again by itself\. Was in step /, true],
    ["failed", /^Not in step\. Nothing more happens by itself: try again, or tell a Jira admin\. Was in step /, true],
  ])) {
    for (const theme of /** @type {const} */ (["light", "dark"])) {
      state = { standing: standingNow, syncedAtMs: Date.now() - 180_000, conflicts: 0 };
      const { page, close } = await site.open("weftline-compact", { issue, theme, width: 340 });
      await answers(page);
      await page.reload();
      const frame = page.frameLocator("main iframe");
      await words(frame, told).waitFor();
      const button = frame.getByRole("button", { name: "Try again now" });
      assert.equal(await button.count(), again ? 1 : 0);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await unnamed(frame), []);
      if (standingNow === "failed") await picture(page.locator("main iframe"), `sync-failed-${theme}`);
      if (standingNow === "inStep" && theme === "light") await picture(page.locator("main iframe"), "sync-in-step-light");
      if (again && theme === "light") {
        await button.click();
        await frame.locator('[data-sync="pending"]').waitFor();
      }
      await close();
    }
  }
  assert.equal(synced, 2);
});

test("SYNC-6 SYNC-8 what became of a record that is gone is said in words, and what has to happen first", async () => {
  const issue = "SUP-19";
  const one = await inStep(site, issue);
  const [other] = await site.newCases({ Subject: "what it was merged into" });
  await site.link(issue, [other.id]);
  const atMs = Date.now() - 600_000;
  /** @type {Record<string, unknown>} */
  let gone = {};
  const answers = await standingAs(site, issue, () => ({ standing: "inStep", syncedAtMs: atMs, conflicts: 0, gone: [{ recordId: one.id, gone }] }));
  for (const [is, mark, hint] of /** @type {const} */ ([
    [{ kind: "deleted", atMs }, "Deleted", "It was deleted in Salesforce, as was noticed 10 min. ago. Nothing is copied any more."],
    [{ kind: "merged", into: other.id, atMs }, "Merged", `It was merged into ${other.number} in Salesforce, as was noticed 10 min. ago. Nothing is copied to it any more.`],
    [{ kind: "outOfSight", atMs }, "Out of sight", "The integration user does not see it any more, as was noticed 10 min. ago. Nothing is copied until it does."],
  ])) {
    gone = is;
    for (const [module, theme] of /** @type {const} */ ([["weftline-compact", "light"], ["weftline-list", "dark"]])) {
      const { page, close } = await site.open(module, { issue, theme, ...(module === "weftline-compact" ? { width: 300 } : {}) });
      await answers(page);
      await page.reload();
      const frame = page.frameLocator("main iframe");
      const row = frame.locator(`[data-record="${one.id}"]`);
      await row.getByText(mark, { exact: true }).waitFor();
      await row.getByText(hint, { exact: true }).waitFor();
      assert.deepEqual(await violations(page), []);
      if (mark === "Merged" && theme === "light") await picture(page.locator("main iframe"), "merged-light");
      await close();
    }
  }
});
