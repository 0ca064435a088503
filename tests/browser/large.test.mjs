import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogOf, startSite } from "./support.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Frame} Frame */

/** Rows of a long list that may be in the page at once, whatever its length. */
const ROWS_MAX = 120;

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  site.onPage((page) => {
    // Chromium tells of every task that takes longer than 50 ms.
    void page.addInitScript(() => {
      /** @type {number[]} */
      const tasks = (/** @type {any} */ (window).__tasks = []);
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: "longtask",
        buffered: true,
      });
    });
  });
});
after(async () => {
  await site?.stop();
});

/**
 * Creates records in collections of 200.
 * @param {string} type
 * @param {Record<string, unknown>[]} values
 * @returns {Promise<string[]>} their ids
 */
async function create(type, values) {
  const ids = [];
  for (let at = 0; at < values.length; at += 200) {
    const records = values.slice(at, at + 200).map((each) => ({ attributes: { type }, ...each }));
    const made = await site.stack.salesforce("/composite/sobjects", "POST", { allOrNone: true, records });
    for (const { id, success, errors } of made) {
      assert.ok(success, JSON.stringify(errors));
      ids.push(id);
    }
  }
  return ids;
}

/** @param {number} length @param {(index: number) => Record<string, unknown>} of */
const many = (length, of) => Array.from({ length }, (_, index) => of(index));

/** Forgets the long tasks so far. @param {Page} page */
const forget = (page) =>
  Promise.all(page.frames().map((frame) => frame.evaluate(() => void ((/** @type {any} */ (window).__tasks ??= []).length = 0)).catch(() => undefined)));

/** The longest task of any frame since, in ms; 0 when none took 50 ms. @param {Page} page */
async function longest(page) {
  const each = page.frames().map((/** @type {Frame} */ frame) =>
    frame.evaluate(() => Math.max(0, .../** @type {number[]} */ ((/** @type {any} */ (window).__tasks ?? [])))).catch(() => 0),
  );
  return Math.max(...(await Promise.all(each)));
}

/** @param {import("node:test").TestContext} context @param {string} what @param {Page} page */
async function report(context, what, page) {
  context.diagnostic(`${what}: longest task ${Math.round(await longest(page))} ms`);
  await forget(page);
}

test("PNL-1 PNL-2 a thousand linked records are windowed, and all of them can be reached", async (context) => {
  const ids = await create("Case", many(1_000, (index) => ({ Subject: `Of many ${index}`, Status: "New", Origin: "Web" })));
  for (let at = 0; at < ids.length; at += 200) await site.link("SUP-2", ids.slice(at, at + 200));
  for (const [module, width] of /** @type {const} */ ([["weftline-list", 860], ["weftline-compact", 340]])) {
    await site.stack.resetCounts();
    const { page, frame, close } = await site.open(module, { issue: "SUP-2", width });
    const names = frame.getByText(/^0\d{7}$/);
    await names.first().waitFor();
    await frame.getByText("1,000", { exact: false }).first().waitFor();
    await page.waitForLoadState("networkidle");
    await report(context, `${module}, opened`, page);
    const first = await names.count();
    assert.ok(first > 5 && first <= ROWS_MAX, `${first} rows are in the page`);
    const { invocations } = await site.stack.counts();
    const calls = invocations.filter((/** @type {any} */ each) => each.label === "panel").map((/** @type {any} */ each) => each.calls.salesforce);
    assert.deepEqual(calls.toSorted(), [0, 1], "one call shows what is stored, the other asks Salesforce once");
    // To the oldest link, which is the last.
    const numbers = await site.stack.salesforce(`/sobjects/Case/${ids[0]}?fields=CaseNumber`);
    await names.first().hover();
    const oldest = frame.getByText(numbers.CaseNumber, { exact: true });
    for (let turns = 0; (await oldest.count()) === 0 && turns < 400; turns += 1) await page.mouse.wheel(0, 1_500);
    await oldest.first().waitFor();
    assert.ok((await names.count()) <= ROWS_MAX);
    await report(context, `${module}, scrolled to the end`, page);
    await close();
  }
});

test("VIEW-3 five thousand comments are paged and windowed", async (context) => {
  const [one] = await site.newCases({ Subject: "talkative" });
  await create("CaseComment", many(5_000, (index) => ({ ParentId: one.id, CommentBody: `Comment ${index} ${"and so on ".repeat(20)}` })));
  await site.link("SUP-3", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole("tab", { name: /^Comments.*5,?000/ }).click();
  const comments = dialog.getByText(/^Comment \d+ and so on/);
  await comments.first().waitFor();
  await report(context, "comments, opened", page);
  await comments.first().hover();
  for (let turns = 0; turns < 120; turns += 1) await page.mouse.wheel(0, 3_000);
  const count = await comments.count();
  assert.ok(count > 2 && count <= ROWS_MAX, `${count} comments are in the page`);
  const newest = await dialog.getByText(/^Comment 4999 /).count();
  assert.equal(newest, 0, "what is far above is not in the page any more");
  await report(context, "comments, scrolled far down", page);
  await close();
});

test("VIEW-5 a message as long as Salesforce keeps them, with two megabytes of pictures, is shown in a frame of its own", async (context) => {
  const [one] = await site.newCases({ Subject: "wordy" });
  const paragraph = (/** @type {number} */ index) => `<p style="color:#333"><b>Paragraph ${index}</b> with <i>some</i> words and a <a href="https://example.com/${index}">link</a></p>`;
  let html = "";
  for (let index = 0; html.length < 130_000; index += 1) html += paragraph(index);
  const mail = { ParentId: one.id, Status: "0", Incoming: true, FromAddress: "a@example.com", ToAddress: "b@example.com" };
  await site.stack.salesforce("/sobjects/EmailMessage", "POST", { ...mail, Subject: "Endless", HtmlBody: html.slice(0, 131_000) });
  await site.link("SUP-4", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  await forget(page);
  await dialog.getByRole("tab", { name: /^Emails/ }).click();
  const body = dialog.frameLocator("iframe[sandbox]");
  await body.getByText("Paragraph 0", { exact: true }).waitFor();
  await report(context, "e-mail, opened", page);
  assert.ok((await body.locator("p").count()) > 500, "it is there as a whole");
  await close();
});
