import { dialogOf } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {Awaited<ReturnType<typeof import("./support.mjs").startSite>>} Site */

/**
 * A record's details, opened from the list by the record's name.
 * @param {Site} site
 * @param {string} issue
 * @param {string} name the record's
 * @param {"Comments" | "Feed posts" | "Emails"} [tab]
 * @param {{ account?: string, theme?: "light" | "dark", prepare?: (page: Page) => Promise<void> }} [place] `prepare`: what is done to
 * the page before the details are opened
 */
export async function openDetails(site, issue, name, tab, { prepare, ...place } = {}) {
  const { page, frame, close } = await site.open("weftline-list", { issue, ...place });
  await prepare?.(page);
  await frame.getByRole("button", { name, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  if (tab !== undefined) await dialog.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
  return { page, frame, dialog, close };
}

/** What is on a list in a tab, entry by entry. @param {FrameLocator} dialog @param {string} label */
export function entriesOf(dialog, label) {
  return dialog.getByRole("list", { name: label }).getByRole("listitem");
}

/**
 * Watches for tasks that keep a page from answering. Gives what says how long the longest took: a figure beside the test,
 * for machines differ; `cargo xtask bench pages` has it with its goal.
 * @param {Page} page
 */
export async function watchLongTasks(page) {
  for (const frame of page.frames().filter((each) => each.url().includes("/app/")))
    await frame.evaluate(() => {
      const own = /** @type {any} */ (window);
      own.longTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) own.longTasks.push(Math.round(duration));
      }).observe({ type: "longtask" });
    });
  return async () => {
    const tasks = [];
    for (const frame of page.frames().filter((each) => each.url().includes("/app/")))
      tasks.push(...(await frame.evaluate(() => /** @type {any} */ (window).longTasks ?? [])));
    return `longest task: ${Math.max(0, ...tasks)} ms`;
  };
}

/**
 * What no page may run or load, wherever in it: text that would show itself by a global of the frame.
 * @param {string} mark
 */
export function hostile(mark) {
  return [
    `<script>window.${mark} = 1</script>`,
    `<img src=x onerror="window.${mark} = 1">`,
    `<svg onload="window.${mark} = 1"><a href="javascript:window.${mark} = 1">x</a></svg>`,
    `<a href="javascript:window.${mark} = 1">press me</a>`,
    `<style>body { display: none } * { position: fixed; inset: 0 }</style>`,
    `<div style="position:fixed;inset:0;z-index:99999;background:red">over everything</div>`,
    `<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name=a autofocus></form>`,
    `</div></div></article></main></body></html><table><td>broken`,
    `\u202Eturned round\u202C \u2067also`,
    "w".repeat(2_000),
  ].join("\n");
}

/**
 * Whether something hostile has run in any frame of the page.
 * @param {Page} page
 * @param {string} mark
 */
export async function hasRun(page, mark) {
  for (const frame of page.frames()) {
    const ran = await frame.evaluate((name) => name in window, mark).catch(() => false);
    if (ran) return true;
  }
  return false;
}

/**
 * Whether a dialog still is as it should be: nothing lies over it, and nothing makes it wider than its frame.
 * @param {FrameLocator} dialog
 */
export async function isUnbroken(dialog) {
  const close = dialog.getByRole("button", { name: "Close", exact: true }).last();
  await close.click({ trial: true });
  return dialog.locator("html").evaluate((root) => root.scrollWidth <= root.clientWidth && root.scrollHeight <= root.clientHeight);
}

/**
 * Scrolls down a list that is loaded page by page, until something is there.
 * @param {import("playwright-core").Locator} scroller
 * @param {import("playwright-core").Locator} last
 */
export async function scrollToEnd(scroller, last) {
  for (const end = Date.now() + 240_000; Date.now() < end; ) {
    if ((await last.count()) > 0) return;
    await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  }
  throw new Error(`scrolling never led to ${last}`);
}
