// How long the pages keep the browser from answering with what is as much as it gets: the longest task of the page, in
// headless Chromium, while a list is opened and scrolled to its end. The peer is the plain way: all of it in the page at
// once, as bare elements without any component.
import { dialogOf, startSite } from "../browser/support.mjs";

/** @typedef {import("playwright-core").Page} Page */

const RECORDS = 1_000;
const COMMENTS = 5_000;

/** Chromium tells of tasks that take longer; the figure says so much when there was none. */
const LEAST_MS = 50;

/** Longer than this a person notices that the page does not answer. */
const GOAL = { atMost: 200 };

const site = await startSite();
/** @type {object[]} */
const figures = [];
try {
  await records();
  await comments();
  await email();
} finally {
  await site.stop();
}
console.log(JSON.stringify(figures));

async function records() {
  const ids = await create("Case", RECORDS, (index) => ({ Subject: `Of many ${index}`, Status: "New", Origin: "Web" }));
  for (let at = 0; at < ids.length; at += 200) await site.link("SUP-2", ids.slice(at, at + 200));
  const { CaseNumber: oldest } = await site.stack.salesforce(`/sobjects/Case/${ids[0]}?fields=CaseNumber`);
  const opened = await site.open("weftline-list", { issue: "SUP-2", width: 860 });
  await opened.frame.getByText(/^0\d{7}$/).first().waitFor();
  const tasks = await watched(opened.page);
  const box = opened.frame.getByRole("region", { name: /^Table of/ });
  await toEnd(box, opened.frame.getByText(oldest, { exact: true }));
  await note(opened.page, "scroll through 1,000 linked records", tasks, { entries: RECORDS, words: 12 });
  await opened.close();
}

async function comments() {
  const [one] = await site.newCases({ Subject: "talkative" });
  await create("CaseComment", COMMENTS, (index) => ({ ParentId: one.id, CommentBody: `Comment ${index}${" and more".repeat(index % 20)}` }));
  await site.link("SUP-4", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  const tasks = await watched(page);
  await dialog.getByRole("tab", { name: /^Comments/ }).click();
  await toEnd(dialog.getByRole("group", { name: "Comments" }), dialog.getByText("Comment 0", { exact: true }));
  await note(page, "load and scroll through 5,000 comments", tasks, { entries: COMMENTS, words: 25 });
  await close();
}

async function email() {
  const [one] = await site.newCases({ Subject: "wordy" });
  const mail = { ParentId: one.id, Status: "0", Incoming: true, FromAddress: "a@example.com", ToAddress: "b@example.com" };
  for (const Subject of ["Long", "Short"]) await site.stack.salesforce("/sobjects/EmailMessage", "POST", { ...mail, Subject, HtmlBody: "<p>small</p>" });
  await site.link("SUP-5", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-5" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole("tab", { name: /^Emails/ }).click();
  const messages = dialog.getByRole("option");
  await messages.nth(1).waitFor();
  // Salesforce's own end at 131,072 characters: the page is given more than it could ever get.
  const row = `<tr><td style="padding:4px">A row of a very long report</td><td><b>12,345.67</b></td></tr>`;
  const html = `<table>${row.repeat(Math.ceil((2 * 1024 * 1024) / row.length))}</table>`;
  await page.route("**/api/invoke", async (route) => {
    if (route.request().postDataJSON().functionKey !== "email") return route.continue();
    const answer = await (await route.fetch()).json();
    answer.body.view.html = html;
    return route.fulfill({ json: answer });
  });
  const tasks = await watched(page);
  await messages.nth(1).click();
  await dialog.locator("iframe[sandbox]").contentFrame().getByText("A row of a very long report").first().waitFor();
  await note(page, "show an e-mail of 2 MB", tasks, { entries: Math.ceil((2 * 1024 * 1024) / row.length), words: 8 });
  await close();
}

/**
 * @param {string} type
 * @param {number} count
 * @param {(index: number) => Record<string, unknown>} values
 * @returns {Promise<string[]>}
 */
async function create(type, count, values) {
  const ids = [];
  for (let at = 0; at < count; at += 200) {
    const records = Array.from({ length: Math.min(200, count - at) }, (_, index) => ({ attributes: { type }, ...values(at + index) }));
    for (const made of await site.stack.salesforce("/composite/sobjects", "POST", { allOrNone: true, records })) ids.push(made.id);
  }
  return ids;
}

/** Watches the long tasks of the app's frames. Gives what asks for the longest. @param {Page} page */
async function watched(page) {
  const frames = page.frames().filter((each) => each.url().includes("/app/"));
  for (const frame of frames)
    await frame.evaluate(() => {
      const own = /** @type {any} */ (window);
      own.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) own.longest = Math.max(own.longest, duration);
      }).observe({ type: "longtask" });
    });
  return async () => Math.max(...(await Promise.all(frames.map((frame) => frame.evaluate(() => /** @type {any} */ (window).longest)))));
}

/** @param {import("playwright-core").Locator} scroller @param {import("playwright-core").Locator} last */
async function toEnd(scroller, last) {
  while ((await last.count()) === 0) await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {() => Promise<number>} longest
 * @param {{ entries: number, words: number }} plain
 */
async function note(page, name, longest, plain) {
  const value = Math.round(await longest());
  const frame = page.frames().find((each) => each.url().includes("/app/"));
  if (frame === undefined) throw new Error("there is no frame of the app");
  const peer = await frame.evaluate(async ({ entries, words }) => {
    const began = performance.now();
    const list = document.createElement("ul");
    for (let index = 0; index < entries; index += 1) {
      const entry = document.createElement("li");
      for (const part of ["name", "when", "word ".repeat(words)]) entry.append(Object.assign(document.createElement("div"), { textContent: part }));
      list.append(entry);
    }
    document.body.append(list);
    list.getBoundingClientRect();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const took = performance.now() - began;
    list.remove();
    return Math.round(took);
  }, plain);
  figures.push({ name, unit: "ms, longest task", value: Math.max(value, LEAST_MS), peers: [{ name: "all in the page at once", value: peer }], goal: GOAL });
}
