import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SAM_VIEWER, dialogClosed, dialogOf, startSite, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/**
 * Chooses from the issue's menu.
 * @param {Page} page
 * @param {string} name
 */
const choose = (page, name) => page.getByRole("group", { name: "Actions" }).getByRole("button", { name, exact: true }).click();

test("LNK-1 LNK-2 records are linked from the issue's menu, and the panels show them", async () => {
  const [one] = await site.newCases({ Subject: "From the menu", Priority: "High" });
  const { page, compact, list, close } = await site.openIssue("SUP-3");
  await list.getByText("No Salesforce records are linked.").waitFor();
  await choose(page, "Link Salesforce records");
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill(one.subject);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 1 record" }).click();
  await dialogClosed(page);
  for (const frame of [compact, list]) await frame.getByText(one.number, { exact: true }).first().waitFor();
  await page.getByText("1 record linked").first().waitFor();
  assert.deepEqual(site.complaints, []);
  await close();
});

test("CRT-1 CRT-4 a record is created from the issue's menu once, and the panels ask Salesforce for its values", async () => {
  const { page, compact, list, close } = await site.openIssue("SUP-5");
  await list.getByText("No Salesforce records are linked.").waitFor();
  await choose(page, "Create a Salesforce record");
  const dialog = dialogOf(page);
  const subject = `From the menu ${Date.now()}`;
  await dialog.getByLabel("Subject").fill(subject);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialogClosed(page);
  const made = await site.casesWith(subject);
  assert.equal(made.length, 1);
  for (const frame of [compact, list]) await frame.getByText(made[0].CaseNumber, { exact: true }).first().waitFor();
  await list.getByText(subject).first().waitFor();
  assert.deepEqual(site.complaints, []);
  await close();
});

test("PNL-4 whoever may not is told so, and Escape leaves", async () => {
  const { page, list, close } = await site.openIssue("SUP-6", "light", SAM_VIEWER);
  await list.getByText("No Salesforce records are linked.").waitFor();
  for (const name of ["Link Salesforce records", "Create a Salesforce record"]) {
    await choose(page, name);
    await dialogOf(page).getByRole("heading", { name }).waitFor();
    await dialogOf(page).getByText("You may not do this on this work item.").waitFor();
    await page.keyboard.press("Escape");
    await dialogClosed(page);
  }
  assert.deepEqual(site.complaints, []);
  await close();
});

test("EVT-3 the menu's dialogs say why they do nothing where the panel is switched off", async () => {
  await site.set({ showPanel: false });
  for (const module of ["weftline-link", "weftline-create"]) {
    const { frame, close } = await site.open(module, { issue: "SUP-7" });
    await frame.getByText("The Salesforce panel is switched off.").waitFor();
    await close();
  }
  await site.set({ showPanel: true });
});
