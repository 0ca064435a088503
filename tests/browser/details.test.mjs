import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, failureShown, startSite } from "./support.mjs";

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

test("VIEW-1 dialog is titled by the record and has tabs", async () => {
  const [one] = await site.newCases({ Subject: "title" });
  await site.link("SUP-2", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole("heading", { name: one.number, level: 1 }).waitFor();
  await dialog.getByRole("tab", { name: "Details", selected: true }).waitFor();
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("VIEW-2 details show all fields in order formatted by type", async () => {
  const [one] = await site.newCases({ Subject: "fields", Priority: "High", Description: "first line\nsecond line" });
  const { CreatedDate } = await site.stack.salesforce(`/sobjects/Case/${one.id}?fields=CreatedDate`);
  await site.link("SUP-3", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  const labels = await dialog.locator("dt").allInnerTexts();
  const values = await dialog.locator("dd").allInnerTexts();
  const valueOf = (/** @type {string} */ label) => values[labels.indexOf(label)];
  assert.deepEqual(labels.slice(0, 2), ["Case Number", "Subject"], "in the configuration's order");
  assert.equal(valueOf("Case Number"), one.number);
  assert.equal(valueOf("Priority"), "High");
  assert.equal(valueOf("Description"), "first line\nsecond line");
  const { timezone } = await contextOf(page);
  const expected = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: timezone });
  const shown = valueOf(labels.find((label) => /Opened|Created Date/.test(label)) ?? "");
  assert.equal(shown, expected.format(Date.parse(CreatedDate)), "an instant in the user's language and zone");
  await close();
});

test("VIEW-2 a record that is gone has its own message", async () => {
  const [one] = await site.newCases({ Subject: "vanishing" });
  await site.link("SUP-4", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  await frame.getByRole("button", { name: one.number, exact: true }).waitFor();
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "DELETE");
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const message = await failureShown(dialogOf(page), "recordNotFound");
  assert.match(await message.innerText(), /The record was not found/);
  await close();
});

/** @param {import("playwright-core").Page} page */
async function contextOf(page) {
  const place = { account: new URL(page.url()).searchParams.get("account"), module: "weftline-list", issue: "SUP-3" };
  const response = await fetch(`${site.stack.url}/api/context`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(place),
  });
  return /** @type {Promise<{ timezone: string }>} */ (response.json());
}
