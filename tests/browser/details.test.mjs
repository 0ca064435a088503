import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { hasRun, hostile, isUnbroken, openDetails } from "./details-support.mjs";
import { dialogClosed, dialogOf, eventually, failureShown, isFocused, startSite, tabTo, violations } from "./support.mjs";

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
  await frame.locator('[data-refreshing="false"]').waitFor();
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "DELETE");
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const message = await failureShown(dialogOf(page), "recordNotFound");
  assert.match(await message.innerText(), /The record was not found/);
  await close();
});

test("VIEW-1 the tabs say how much is in them, and are gone through by keyboard", async () => {
  const [one] = await site.newCases({ Subject: "tabs" });
  await site.link("SUP-5", [one.id]);
  await site.stack.salesforce("/sobjects/CaseComment", "POST", { ParentId: one.id, CommentBody: "one comment" });
  await site.stack.salesforce("/sobjects/EmailMessage", "POST", { ParentId: one.id, Subject: "a mail", TextBody: "hello", Status: "0", Incoming: true });
  const { page, dialog, close } = await openDetails(site, "SUP-5", one.number);
  await tabTo(page, dialog.getByRole("tab", { name: "Details" }));
  for (const [name, holds] of /** @type {const} */ ([["Comments 1 in all", "one comment"], ["Feed posts", "commented on the case"], ["Emails 1 in all", "a mail"]])) {
    await page.keyboard.press("ArrowRight");
    const tab = dialog.getByRole("tab", { name: new RegExp(`^${name.replace(" in all", ".*in all")}`), selected: true });
    await tab.waitFor();
    assert.ok(await isFocused(tab));
    await dialog.getByText(holds).last().waitFor();
  }
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("VIEW-2 opening details and each of its tabs takes one salesforce call", async () => {
  const [one] = await site.newCases({ Subject: "costs" });
  await site.link("SUP-6", [one.id]);
  await site.stack.salesforce("/sobjects/EmailMessage", "POST", { ParentId: one.id, Subject: "a mail", TextBody: "hello", Status: "0", Incoming: true });
  const { frame, page, close } = await site.open("weftline-list", { issue: "SUP-6" });
  await frame.locator('[data-refreshing="false"]').waitFor();
  await site.stack.resetCounts();
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  for (const [tab, there] of /** @type {const} */ ([["Comments", "There are no comments yet."], ["Feed posts", "emailed"], ["Emails", "a mail"]])) {
    await dialog.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await dialog.getByText(there).first().waitFor();
  }
  await dialog.getByRole("tab", { name: /^Comments/ }).click();
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("costs one call");
  await dialog.getByRole("button", { name: "Post internal comment" }).click();
  await dialog.getByText("Comment posted.").waitFor({ state: "attached" });
  const { invocations } = await site.stack.counts();
  const own = invocations.filter((/** @type {any} */ { label }) => label !== "project");
  const calls = own.map((/** @type {any} */ each) => `${each.label} ${each.calls.salesforce}`);
  assert.deepEqual(calls, ["details 1", "comments 1", "feed 1", "emails 1", "postComment 1"], "and what was open is not read again");
  await close();
});

test("VIEW-2 TGL-12 rich text is shown as such, with its links and pictures", async () => {
  const before = await detailsOfCases([...SHOWN, "Resolution__c", "AccountId"]);
  try {
    const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id, Name FROM Account LIMIT 1")}`);
    const [one] = await site.newCases({
      Subject: "rich",
      AccountId: records[0].Id,
      Resolution__c: `<p>Done by <b>Jane</b>, see <a href="https://example.com/why">why</a>.</p><ul><li>one</li></ul><p><img src="data:image/png;base64,${DOT}" alt="dot"></p>`,
    });
    await site.link("SUP-7", [one.id]);
    const { page, dialog, close } = await openDetails(site, "SUP-7", one.number);
    await dialog.locator("dd b", { hasText: "Jane" }).waitFor();
    assert.equal(await dialog.getByRole("link", { name: "why" }).getAttribute("href"), "https://example.com/why");
    assert.equal(await dialog.locator("dd li").innerText(), "one");
    assert.match((await dialog.getByRole("link", { name: records[0].Name }).getAttribute("href")) ?? "", new RegExp(records[0].Id.slice(0, 15)));
    const image = dialog.locator("dd img");
    await image.waitFor();
    await eventually("it is shown", () => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth > 0));
    assert.deepEqual(await violations(page), []);
    await close();
  } finally {
    await detailsOfCases(before);
  }
});

test("VIEW-2 hostile values do nothing but be read", async () => {
  const mark = "detailsRan";
  const before = await detailsOfCases([...SHOWN, "Resolution__c", "Description"]);
  try {
    const [made] = await site.makeCases([
      { Subject: `\u202E<img src=x onerror="window.${mark} = 1">`, Description: `${hostile(mark)} ${"w".repeat(25_000)}`, Resolution__c: hostile(mark) },
    ]);
    await site.link("SUP-8", [made?.id ?? ""]);
    const { page, dialog, close } = await openDetails(site, "SUP-8", made?.number ?? "");
    await dialog.getByText("press me").first().waitFor();
    assert.ok(!(await hasRun(page, mark)));
    assert.ok(await isUnbroken(dialog));
    await close();
  } finally {
    await detailsOfCases(before);
  }
});

test("VIEW-2 details are read again when asked, and what was read stays while Salesforce is away", async () => {
  const [one] = await site.newCases({ Subject: "again", Priority: "Low" });
  await site.link("SUP-9", [one.id]);
  const { page, dialog, close } = await openDetails(site, "SUP-9", one.number);
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "PATCH", { Priority: "High" });
  await dialog.getByRole("button", { name: "Refresh" }).click();
  await dialog.locator("dd", { hasText: /^High$/ }).waitFor();
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await dialog.getByRole("button", { name: "Refresh" }).click();
  await failureShown(dialog, "salesforceUnavailable");
  await dialog.locator("dd", { hasText: /^High$/ }).waitFor();
  // The button's tooltip goes with the pointer.
  await page.mouse.move(0, 0);
  await dialog.getByRole("heading", { level: 1 }).first().hover();
  await dialog.getByRole("tooltip").waitFor({ state: "detached" });
  assert.deepEqual(await violations(page), []);
  await close();
});

/** The image of one dot. */
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const SHOWN = ["CaseNumber", "Subject", "Status", "Priority"];

/**
 * Chooses which fields of cases the details show.
 * @param {string[]} details
 * @returns {Promise<string[]>} which they showed before
 */
async function detailsOfCases(details) {
  const { objects } = await site.configuration();
  const { fields } = objects.find((/** @type {any} */ each) => each.fields.object === "Case");
  await site.save({ name: "fields:Case", content: { kind: "fields", content: { ...fields, details } } });
  return fields.details;
}

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
