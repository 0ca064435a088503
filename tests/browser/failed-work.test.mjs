import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPlace, eventually, isFocused, JANE_DOE, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { caseOf, editIssue, inStep, isInStep, keepInStep } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

const ISSUES = /** @type {const} */ (["SUP-33", "SUP-34"]);
const REFUSED = "Not wanted";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {Record<string, { id: string }>} */
const records = {};
before(async () => {
  site = await startSite();
  await keepInStep(site);
  for (const issue of ISSUES) records[issue] = await inStep(site, issue);
});
after(async () => {
  await site?.stop();
});

/** @returns {Promise<any>} */
const failed = () => site.stack.call(adminPlace(), "failedWork", {});

/** Has Salesforce refuse a subject, or take it. @param {boolean} active */
const refuse = (active) =>
  site.stack.control("org", "POST", {
    validationRules: [
      {
        name: "No_Subject",
        object: "Case",
        field: "Subject",
        active,
        message: "This subject is not wanted",
        refusedWhen: { is: { field: "Subject", values: [REFUSED] } },
      },
    ],
  });

/** Edits issues so that they fail. */
async function fail() {
  await refuse(true);
  for (const issue of ISSUES) await editIssue(site, issue, { summary: REFUSED });
  await eventually("both have failed", async () => (await failed()).groups.flatMap((/** @type {any} */ { items }) => items).length === ISSUES.length);
}

const section = (/** @type {FrameLocator} */ frame) => frame.locator("[data-failed-work]");
const item = (/** @type {FrameLocator} */ frame, /** @type {string} */ issue) => section(frame).locator("[data-work]").filter({ hasText: issue });

test("OPS-2 failed work is grouped by cause with its reason, and a banner leads to it from every page", async () => {
  await fail();
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const { page, frame, close } = await site.openAdmin("Rules", { theme });
    const banner = frame.locator('[data-health="bad"]');
    await banner.getByText("Failed work").waitFor();
    await tabTo(page, banner.getByRole("button", { name: "Open Health" }));
    await page.keyboard.press("Enter");
    await frame.getByRole("button", { name: "Show failed work" }).click();
    await eventually("the focus is at the failed work", () => isFocused(section(frame)));
    for (const issue of ISSUES) {
      await item(frame, issue).getByText(/This subject is not wanted/).waitFor();
      await item(frame, issue).getByText(/Open since .*, tried /).waitFor();
    }
    assert.equal(await section(frame).locator("[data-cause]").count(), 1, "one cause");
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(section(frame), `failed-work-${theme}`);
    await close();
  }
});

test("OPS-2 one is tried again, then those of a cause, by keyboard", async () => {
  await refuse(false);
  const { page, frame, close } = await site.openAdmin("Health");
  const first = ISSUES[0];
  const again = item(frame, first).getByRole("button", { name: `Try again: Sync: ${first}` });
  await tabTo(page, again);
  await page.keyboard.press("Enter");
  await item(frame, first).waitFor({ state: "detached" });
  await section(frame).getByText("1 thing is tried again, the oldest first.").waitFor();
  await eventually("Salesforce has it", async () => (await caseOf(site, records[first]?.id ?? "")).Subject === REFUSED);
  await isInStep(site, first);
  assert.notEqual((await caseOf(site, records[ISSUES[1]]?.id ?? "")).Subject, REFUSED, "the other one waits");

  await section(frame).getByRole("button", { name: "Try all again" }).click();
  await section(frame).getByText("Nothing has failed.").waitFor();
  await eventually("Salesforce has the other", async () => (await caseOf(site, records[ISSUES[1]]?.id ?? "")).Subject === REFUSED);
  await frame.locator('[data-fact="failed"][data-judgement="fine"]').waitFor();
  await close();
});

test("OPS-2 what is given up is gone after a question, and noted in the activity", async () => {
  for (const issue of ISSUES) await editIssue(site, issue, { summary: "Wanted" });
  for (const issue of ISSUES) await isInStep(site, issue);
  await fail();
  const { page, frame, close } = await site.openAdmin("Health");
  const [issue, other] = ISSUES;
  const drop = item(frame, issue).getByRole("button", { name: `Give up Sync: ${issue}` });
  await drop.click();
  const asked = frame.getByRole("dialog", { name: `Give up Sync: ${issue}?` });
  await asked.getByText(/noted in the activity/).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await asked.waitFor({ state: "detached" });
  await eventually("the focus is back", () => isFocused(drop));
  await drop.click();
  await asked.getByRole("button", { name: "Give up" }).click();
  await item(frame, issue).waitFor({ state: "detached" });
  await section(frame).getByText(`Sync: ${issue} is given up.`).waitFor();
  await item(frame, other).waitFor();
  const { rows } = await site.stack.call(adminPlace(), "siteActivity", {
    issue, record: null, rule: null, outcome: null, cause: "dropped", after: null,
  });
  assert.equal(rows.length, 1);
  assert.equal(rows[0].activity.author, "Mia Admin");
  await close();
});

test("OPS-2 failed work is refused to someone who is no admin", async () => {
  const [{ items: [one] }] = (await failed()).groups;
  for (const [call, payload] of /** @type {const} */ ([
    ["failedWork", {}],
    ["retryWork", { key: null, code: null }],
    ["dropWork", { key: one.key }],
  ]))
    for (const place of [adminPlace(JANE_DOE), { account: JANE_DOE, module: "weftline-list", issue: "SUP-33" }]) {
      const { body } = await site.stack.invoke(place, call, payload);
      assert.equal(body.failure?.code, "notPermitted", call);
    }
  assert.equal((await failed()).groups.length, 1, "nothing was changed");
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
