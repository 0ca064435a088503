import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { adminPlace, eventually, JANE_DOE, picture, startSite, unnamed, violations } from "./support.mjs";

/** The text field `Customer reference`. */
const NUMBER = "customfield_10050";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** @returns {Promise<any>} */
const job = async () => (await site.stack.call(adminPlace(), "backfill", {})).job;

/** Gives work items the numbers of new cases. @param {string[]} keys */
async function number(keys) {
  const cases = await site.newCases(...keys.map(() => ({})));
  for (const [at, key] of keys.entries()) {
    const [found] = await site.casesWith(/** @type {any} */ (cases[at]).subject);
    await site.stack.jira(JANE_DOE, `/issue/${key}`, "PUT", { fields: { [NUMBER]: found.CaseNumber } });
  }
  return cases;
}

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`OPS-6 a dry run, the run, and its report, in ${theme}`, async () => {
    const keys = theme === "light" ? ["SUP-10", "SUP-11"] : ["SUP-12", "SUP-13"];
    await number(keys);
    await site.stack.jira(JANE_DOE, "/issue/SUP-14", "PUT", { fields: { [NUMBER]: null } });
    const { page, frame, close } = await site.openAdmin("Backfill", { theme });
    await frame.getByLabel("Work items (JQL)").fill("key in (");
    await frame.getByLabel("Jira field", { exact: true }).selectOption({ label: "Customer reference" });
    await frame.getByRole("button", { name: "Start dry run" }).click();
    await frame.getByRole("alert").first().waitFor();
    await frame.getByLabel("Work items (JQL)").fill(`key in (${keys.join(", ")}, SUP-14)`);
    await frame.getByRole("button", { name: "Start dry run" }).click();
    await frame.getByRole("heading", { name: "Dry run is done" }).waitFor();
    await frame.locator('[data-fate="link"]').getByText("2", { exact: true }).waitFor();
    await frame.getByText(/^The run takes at most /).waitFor();
    await frame.getByText("The Jira field is empty: 1 work item, SUP-14").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `backfill-${theme}`);
    await frame.getByRole("button", { name: "Start the run" }).click();
    await frame.getByRole("dialog").getByRole("button", { name: "Start the run" }).click();
    await frame.getByRole("heading", { name: "Done" }).waitFor();
    const download = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Download report" }).click();
    const report = await readFile(await (await download).path(), "utf8");
    assert.equal(report.match(/,done,linked,/g)?.length, 2, report);
    await close();
  });
}

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`OPS-6 from records by object and conditions: a dry run, the run, and its report, in ${theme}`, async () => {
    const keys = theme === "light" ? ["SUP-20", "SUP-21"] : ["SUP-22", "SUP-23"];
    const cases = await number(keys);
    const { page, frame, close } = await site.openAdmin("Backfill", { theme });
    await frame.getByRole("radio", { name: "Records, by object and conditions" }).check();
    await frame.getByText("All records of the object are looked at.").waitFor();
    assert.equal(await frame.getByLabel("Create missing records").count(), 0, "records make no work items");
    const choices = frame.getByLabel("Jira field", { exact: true });
    await choices.selectOption({ label: "Customer reference" });
    await frame.getByRole("button", { name: "Add condition", exact: true }).click();
    await frame.getByRole("option", { name: /^Subject \(/ }).click();
    const condition = frame.locator('[data-condition="conditions.of[0]"]');
    await frame.getByRole("button", { name: "Start dry run" }).click();
    await frame.getByRole("alert").getByText("There is no value to compare with.").waitFor();
    await condition.getByRole("button", { name: /^Comparison/ }).click();
    await frame.getByRole("option", { name: "is one of", exact: true }).click();
    await condition.getByRole("button", { name: /^Values of the condition/ }).click();
    const unmatched = await site.newCases({});
    for (const { subject } of [...cases, ...unmatched]) {
      await page.keyboard.type(/** @type {string} */ (subject));
      await page.keyboard.press("Enter");
    }
    await page.keyboard.press("Escape");
    assert.equal(await frame.getByRole("alert").count(), 0, "what was wrong is mended");
    await picture(page.locator("main iframe"), `backfill-records-${theme}`);
    await frame.getByRole("button", { name: "Start dry run" }).click();
    await frame.getByRole("heading", { name: "Dry run is done" }).waitFor();
    await frame.getByRole("columnheader", { name: "3 records" }).waitFor();
    await frame.locator('[data-fate="link"]').getByText("2", { exact: true }).waitFor();
    await frame.getByText(/^No work item matches: 1 record, 500/).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await frame.getByRole("button", { name: "Start the run" }).click();
    await frame.getByRole("dialog").getByRole("button", { name: "Start the run" }).click();
    await frame.getByRole("heading", { name: "Done" }).waitFor();
    const download = page.waitForEvent("download");
    await frame.getByRole("button", { name: "Download report" }).click();
    const report = await readFile(await (await download).path(), "utf8");
    for (const key of keys) assert.match(report, new RegExp(`${key},\\d+,500\\w+,done,linked,`));
    assert.match(report, /,,500\w+,done,no match,no work item matches,/);
    await close();
  });
}

test("OPS-6 a query that Jira does not take is told in its words, and a dry run without anything to do says so", async () => {
  await site.stack.jira(JANE_DOE, "/issue/SUP-17", "PUT", { fields: { [NUMBER]: null } });
  const { frame, close } = await site.openAdmin("Backfill");
  await frame.getByLabel("Jira field", { exact: true }).selectOption({ label: "Customer reference" });
  await frame.getByLabel("Work items (JQL)").fill("nowhere = 3");
  await frame.getByRole("button", { name: "Start dry run" }).click();
  await frame.getByText("Field 'nowhere' does not exist or you do not have permission to view it.").waitFor();
  await frame.getByLabel("Work items (JQL)").fill("key = SUP-17");
  await frame.getByRole("button", { name: "Start dry run" }).click();
  await frame.getByRole("heading", { name: "Dry run is done" }).waitFor();
  await frame.getByText("There is nothing to do. Cancel this backfill to begin one that looks elsewhere.").waitFor();
  assert.equal(await frame.getByRole("button", { name: "Start the run" }).count(), 0);
  await frame.getByRole("button", { name: "Cancel the backfill" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Cancel the backfill" }).click();
  await frame.getByRole("heading", { name: "Cancelled" }).waitFor();
  await close();
});

test("OPS-6 it is paused, resumed and cancelled, and says why it waits", async () => {
  await number(["SUP-15", "SUP-16"]);
  const { frame, close } = await site.openAdmin("Backfill");
  await frame.getByLabel("Work items (JQL)").fill("key in (SUP-15, SUP-16)");
  await frame.getByLabel("Jira field", { exact: true }).selectOption({ label: "Customer reference" });
  await frame.getByRole("button", { name: "Start dry run" }).click();
  await frame.getByRole("heading", { name: "Dry run is done" }).waitFor();
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await frame.getByRole("button", { name: "Start the run" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Start the run" }).click();
  await frame.getByText("It waits, and tries again by itself.").waitFor();
  await frame.getByRole("button", { name: "Pause" }).click();
  await frame.getByRole("heading", { name: "Paused" }).waitFor();
  await site.clearFaults();
  await frame.getByRole("button", { name: "Resume" }).click();
  await eventually("it goes on", async () => !(await job()).paused);
  await frame.getByRole("button", { name: "Cancel the backfill" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Cancel the backfill" }).click();
  await frame.getByRole("heading", { name: /^(Cancelled|Done)$/ }).waitFor();
  await close();
});
