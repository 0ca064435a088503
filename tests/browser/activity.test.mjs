import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPlace, choose, JANE_DOE, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { editIssue, inStep, isInStep, keepInStep } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {{ id: string }} */
let record;
before(async () => {
  site = await startSite();
  await keepInStep(site);
  record = await inStep(site, "SUP-31");
  await inStep(site, "SUP-32");
  for (const issue of ["SUP-31", "SUP-32"]) {
    await editIssue(site, issue, { summary: `Edited ${issue}` });
    await isInStep(site, issue);
  }
});
after(async () => {
  await site?.stop();
});

const rows = (/** @type {FrameLocator} */ frame) => frame.locator("[data-activity]");
const filter = (/** @type {FrameLocator} */ frame) => frame.getByRole("search", { name: "Filter" });

/** @returns {Promise<any>} @param {Record<string, unknown>} [asked] */
const activity = (asked = {}) =>
  site.stack.call(adminPlace(), "siteActivity", {
    issue: null, record: null, rule: null, outcome: null, cause: null, after: null, ...asked,
  });

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`OPS-1 what was done is listed with why and by which configuration, and opens to its plan, in ${theme}`, async () => {
    const { page, frame, close } = await site.openAdmin("Activity", { theme });
    const newest = rows(frame).filter({ hasText: "SUP-32" }).first();
    await newest.getByText(/configuration version \d+/).waitFor();
    const opener = newest.getByRole("button", { expanded: false }).first();
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await newest.getByRole("table").first().waitFor();
    await newest.getByText("Edited SUP-32").first().waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `activity-${theme}`);
    await close();
  });
}

test("OPS-1 activity is filtered by issue, record, outcome and cause", async () => {
  const { frame, close } = await site.openAdmin("Activity");
  await rows(frame).first().waitFor();
  await filter(frame).getByLabel("Work item").fill("sup-31");
  await filter(frame).getByLabel("Work item").press("Enter");
  await rows(frame).filter({ hasText: "SUP-32" }).first().waitFor({ state: "detached" });
  await rows(frame).filter({ hasText: "SUP-31" }).first().waitFor();

  await filter(frame).getByLabel("Work item").fill("SUP-999");
  await filter(frame).getByRole("button", { name: "Show" }).click();
  await frame.getByText("Nothing of the last 30 days matches.").waitFor();

  await filter(frame).getByRole("button", { name: "Clear filter" }).click();
  await filter(frame).getByLabel("Record").fill(record.id);
  await filter(frame).getByLabel("Record").press("Enter");
  await rows(frame).filter({ hasText: "SUP-32" }).first().waitFor({ state: "detached" });
  await rows(frame).filter({ hasText: "SUP-31" }).first().waitFor();

  await filter(frame).getByRole("button", { name: "Clear filter" }).click();
  await rows(frame).filter({ hasText: "SUP-32" }).first().waitFor();
  await choose(frame, filter(frame).getByLabel("Outcome"), "Failed");
  await frame.getByText("Nothing of the last 30 days matches.").waitFor();
  await choose(frame, filter(frame).getByLabel("Outcome"), "Any outcome");
  await choose(frame, filter(frame).getByLabel("Cause"), "The work item was changed");
  await rows(frame).first().waitFor();
  for (const text of await rows(frame).allInnerTexts()) assert.match(text, /was changed/);
  await close();
});

test("D-5 a decision is planned again and comes out the same", async () => {
  const { frame, close } = await site.openAdmin("Activity");
  const newest = rows(frame).filter({ hasText: "SUP-31" }).first();
  await newest.getByRole("button", { expanded: false }).first().click();
  await newest.getByRole("button", { name: "Plan again" }).click();
  await newest.locator('[data-replay="same"]').waitFor();
  await newest.getByText(/came out the same, byte for byte\. Planned by planner \d+\./).waitFor();
  await close();
});

test("OPS-1 an entry leads to its configuration version and to what else was done to its record", async () => {
  const { frame, close } = await site.openAdmin("Activity");
  const newest = rows(frame).filter({ hasText: "SUP-31" }).first();
  await newest.getByRole("button", { expanded: false }).first().click();
  await newest.getByRole("button", { name: `Only activity of record ${record.id}` }).click();
  assert.equal(await filter(frame).getByLabel("Record").inputValue(), record.id);
  await rows(frame).filter({ hasText: "SUP-32" }).first().waitFor({ state: "detached" });
  await rows(frame).first().getByRole("button", { name: /^configuration version \d+, among the versions$/ }).click();
  await frame.getByRole("heading", { level: 2, name: "Versions" }).waitFor();
  await close();
});

test("OPS-1 activity and replay are refused to someone who is no admin", async () => {
  const { rows: found } = await activity();
  for (const [call, payload] of /** @type {const} */ ([
    ["siteActivity", { issue: null, record: null, rule: null, outcome: null, cause: null, after: null }],
    ["replay", { key: found[0].key }],
  ]))
    for (const place of [adminPlace(JANE_DOE), { account: JANE_DOE, module: "weftline-list", issue: "SUP-31" }]) {
      const { body } = await site.stack.invoke(place, call, payload);
      assert.equal(body.failure?.code, "notPermitted", call);
    }
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
