import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { JANE_DOE, MIA_ADMIN, startStack } from "../support/stack.mjs";

export { JANE_DOE, MIA_ADMIN, SAM_VIEWER } from "../support/stack.mjs";

const PLACES = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const SCREENSHOTS = fileURLToPath(new URL("../../docs/screenshots", import.meta.url));

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").FrameLocator} FrameLocator */
/** @typedef {{ id: string, number: string, subject: string }} Case */

/** Salesforce's demonstration org, as the form for logging in wants it. */
export const MY_DOMAIN = "weftline.my.salesforce.com";

/** Where the admin page is, for a call without the browser. @param {string} [account] */
export const adminPlace = (account = MIA_ADMIN) => ({ account, module: "weftline-admin" });

/**
 * The stack, and a browser to see it with.
 * @param {Parameters<typeof startStack>[0]} [options]
 */
export async function startSite(options = {}) {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error("no Chromium was found: set CHROMIUM to the path of one");
  const stack = await startStack(options);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  /** @type {string[]} what the browser complained about */
  const complaints = [];
  /** @type {((page: Page) => void)[]} what is done to each page that is opened */
  const onPage = [];
  let subjects = 0;

  /** @param {Record<string, string>} query */
  async function openPage(query) {
    const theme = /** @type {"light" | "dark"} */ (query["theme"] ?? "light");
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
    context.on("page", (page) => onPage.forEach((watch) => watch(page)));
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(`${error.message}\n${error.stack ?? ""}`));
    page.on("console", (message) => {
      const { url } = message.location();
      if (message.type() === "error" && !url.endsWith("/favicon.ico")) complaints.push(`${message.text()} (${url})`);
    });
    await page.goto(`${stack.url}/?${new URLSearchParams(query)}`);
    return page;
  }

  /**
   * Cases in Salesforce just as they are given.
   * @param {Record<string, unknown>[]} fields
   * @returns {Promise<Case[]>}
   */
  async function makeCases(fields) {
    const made = [];
    for (const own of fields) {
      const { id } = await stack.salesforce("/sobjects/Case", "POST", { Status: "New", Origin: "Web", ...own });
      const { CaseNumber: number } = await stack.salesforce(`/sobjects/Case/${id}?fields=CaseNumber`);
      made.push({ id, number, subject: String(own["Subject"]) });
    }
    return made;
  }

  return {
    stack,
    complaints,
    /** @param {(page: Page) => void} watch what is done to each page that is opened, also by other pages */
    onPage: (watch) => onPage.push(watch),
    /**
     * One of the app's pages by itself.
     * @param {string} module
     * @param {{ issue?: string, project?: string, transition?: string, account?: string, theme?: "light" | "dark", width?: number, locale?: string }} [place]
     */
    async open(module, { issue, project, transition, account = JANE_DOE, theme = "light", width, locale } = {}) {
      const page = await openPage({
        module,
        account,
        theme,
        ...(issue === undefined ? {} : { issue }),
        ...(project === undefined ? {} : { project }),
        ...(transition === undefined ? {} : { transition }),
        ...(width === undefined ? {} : { width: String(width) }),
        ...(locale === undefined ? {} : { locale }),
      });
      return { page, frame: page.frameLocator("main iframe"), close: () => page.context().close() };
    },
    /**
     * One of the pages of the admin page, reached by its navigation.
     * @param {string} [name] as the navigation calls it
     * @param {{ account?: string, theme?: "light" | "dark", width?: number, locale?: string }} [place]
     */
    async openAdmin(name = "Connection", place = {}) {
      const opened = await this.open("weftline-admin", { account: MIA_ADMIN, ...place });
      await goTo(opened.frame, name);
      return opened;
    },
    /**
     * What is configured, as an admin sees it.
     * @returns {Promise<any>}
     */
    configuration: () => stack.call(adminPlace(), "configuration", {}),
    /**
     * Saves sections without the browser, on top of what is there.
     * @param {{ name: string, content: { kind: string, content: any } | null }[]} sections
     * @returns {Promise<any>} what is configured then
     */
    async save(...sections) {
      const { version } = await stack.call(adminPlace(), "configuration", {});
      const saved = await stack.call(adminPlace(), "saveConfiguration", { baseVersion: version, sections });
      if (saved.kind !== "saved") throw new Error(`not saved: ${JSON.stringify(saved)}`);
      return saved.configuration;
    },
    /**
     * Changes settings without the browser.
     * @param {Record<string, unknown>} changes
     */
    async set(changes) {
      const { settings } = await stack.call(adminPlace(), "configuration", {});
      return this.save({ name: "settings", content: { kind: "settings", content: { ...settings, ...changes } } });
    },
    /**
     * One of the other pages of the laptop page, like the editor of a project's workflow.
     * @param {string} view
     * @param {Record<string, string>} [query]
     */
    openView: (view, query = {}) => openPage({ view, account: MIA_ADMIN, ...query }),
    /**
     * The whole laptop page: the issue with the app's panels, and the record beside it.
     * @param {string} issue
     * @param {"light" | "dark"} [theme]
     * @param {string} [account]
     */
    async openIssue(issue, theme = "light", account = JANE_DOE) {
      const page = await openPage({ issue, account, theme });
      return {
        page,
        compact: page.frameLocator('iframe[title="Salesforce, compact view"]'),
        list: page.frameLocator('iframe[title="Salesforce, list view"]'),
        close: () => page.context().close(),
      };
    },
    /**
     * New Cases in Salesforce, with a subject that no other has.
     * @template {Record<string, unknown>[]} Fields
     * @param {Fields} fields
     * @returns {Promise<{ [Index in keyof Fields]: Case }>}
     */
    newCases(...fields) {
      const unlike = fields.map((own) => {
        subjects += 1;
        return { ...own, Subject: `Weftline${process.pid}${subjects} ${String(own["Subject"] ?? "case")}` };
      });
      return /** @type {any} */ (makeCases(unlike));
    },
    makeCases,
    /**
     * Cases with this subject, as Salesforce has them.
     * @param {string} subject
     * @returns {Promise<any[]>}
     */
    async casesWith(subject) {
      const soql = `SELECT Id, CaseNumber, Subject, Description, Priority, OwnerId FROM Case WHERE Subject = '${subject.replaceAll("'", "\\'")}'`;
      return (await stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records;
    },
    /**
     * Links records without the browser, also those that are linked to other issues.
     * @param {string} issue
     * @param {string[]} recordIds
     * @param {string} [object]
     */
    link: (issue, recordIds, object = "Case") =>
      stack.call({ account: JANE_DOE, module: "weftline-list", issue }, "link", { object, recordIds, share: true }),
    /**
     * Lets so much time pass for the world and the app.
     * @param {number} byMs
     */
    async wait(byMs) {
      const { nowMs } = await stack.control("clock", "POST", { advanceMs: byMs });
      const panel = { account: JANE_DOE, module: "weftline-list", issue: "SUP-36" };
      await eventually("the app knows how late it is", async () => {
        // What is under way while the time leaps has run out of it.
        const { body } = await stack.invoke(panel, "panel", { view: "list", stored: false });
        return body?.kind === "ok" && body.view.atMs >= nowMs;
      });
    },
    /** @param {Record<string, unknown>} fault */
    addFault: (fault) => stack.control("faults", "POST", { door: "salesforce", ...fault }),
    clearFaults: () => stack.control("faults", "DELETE"),
    async stop() {
      await browser.close();
      await stack.stop();
    },
  };
}

/**
 * Goes to one of the pages of the admin page by its navigation.
 * @param {FrameLocator} frame
 * @param {string} name
 */
export async function goTo(frame, name) {
  await frame.getByRole("navigation").getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await frame.getByRole("heading", { level: 2 }).first().waitFor();
}

/**
 * Salesforce's login page, in the tab in which it opens: logs in and answers.
 * @param {Page} page the page from which it is opened
 * @param {() => Promise<void>} open what opens it
 * @param {{ username: string, password: string }} person
 * @param {"Allow" | "Deny"} answer
 */
export async function answerLogin(page, open, { username, password }, answer) {
  const opening = page.context().waitForEvent("page");
  await open();
  const tab = await opening;
  await tab.getByRole("heading", { name: "Log in and allow access" }).waitFor();
  if (answer === "Allow") {
    await tab.getByLabel("Username").fill(username);
    await tab.getByLabel("Password").fill(password);
  }
  await tab.getByRole("button", { name: answer }).click();
  await tab.getByRole("heading").first().waitFor();
  return tab;
}

/**
 * Chooses in one of Atlaskit's selects.
 * @param {FrameLocator} frame
 * @param {import("playwright-core").Locator} select
 * @param {string | RegExp} option
 */
export async function choose(frame, select, option) {
  await select.press("ArrowDown");
  await frame.getByRole("option", { name: option }).first().click();
}

/**
 * Saves what is edited on a page of the admin page.
 * @param {FrameLocator} frame
 */
export async function saveChanges(frame) {
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText(/^Saved as version \d+$/).waitFor();
}

/** The dialog that is open over the page. @param {Page} page */
export function dialogOf(page) {
  return page.getByRole("dialog").frameLocator("iframe");
}

/**
 * Waits until a dialog is gone.
 * @param {Page} page
 */
export async function dialogClosed(page) {
  try {
    await page.getByRole("dialog").waitFor({ state: "detached" });
  } catch (error) {
    const frames = await Promise.all(
      page.frames().map((frame) =>
        frame.evaluate(() => `${location.pathname}: ${document.hasFocus()}, ${document.activeElement?.outerHTML.slice(0, 120)}`),
      ),
    );
    throw new Error(`The dialog is still there; the focus is\n${frames.join("\n")}`, { cause: error });
  }
}

/** @param {import("playwright-core").Locator} locator */
export function isFocused(locator) {
  return locator.evaluate((element) => element === document.activeElement);
}

/**
 * Goes from control to control by the Tab key, as far as this one.
 * @param {Page} page
 * @param {import("playwright-core").Locator} locator
 */
export async function tabTo(page, locator) {
  await locator.waitFor();
  for (let presses = 0; presses < 300; presses += 1) {
    if (await isFocused(locator)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no number of Tabs leads to ${locator}`);
}

/**
 * Waits until something holds, for what no locator can wait for.
 * @param {string} what
 * @param {() => Promise<boolean>} holds
 */
export async function eventually(what, holds) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to be that ${what}`);
}

/**
 * The message that a failure is shown with: the only one, and nothing is loading any more.
 * @param {FrameLocator} frame
 * @param {string} code
 */
export async function failureShown(frame, code) {
  const message = frame.locator(`[data-failure="${code}"]`);
  await message.waitFor({ timeout: 45_000 });
  const waiting = await frame.locator('[data-loading="true"], [data-testid*="spinner"]').count();
  if (waiting > 0) throw new Error(`something still loads beside \`${code}\``);
  return message;
}

/**
 * Writes a picture for the documentation, when asked to by the environment.
 * @param {import("playwright-core").Page | import("playwright-core").Locator} what
 * @param {string} name
 */
export async function picture(what, name) {
  if (process.env["WEFTLINE_SCREENSHOTS"] !== "1") return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await what.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

/** axe-core's source, to run inside frames. */
const axe = readFile(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");

/**
 * What axe-core finds in every frame of the app on the page.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  const found = [];
  const frames = page.frames().filter((each) => each.url().includes("/app/"));
  if (frames.length === 0) throw new Error("there is no frame of the app to look into");
  for (const frame of frames) {
    // What fades in has less contrast than it will have.
    await frame.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
    await frame.evaluate(await axe);
    const results = await frame.evaluate(async () => {
      const { axe } = /** @type {any} */ (window);
      const { violations } = await axe.run();
      return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ n) => n.html.slice(0, 120)).join(" | ")}`);
    });
    found.push(...results);
  }
  return found;
}

/**
 * The controls that have no name for a screen reader: the accessibility tree's own, role by role.
 * @param {FrameLocator} frame
 * @returns {Promise<string[]>}
 */
export async function unnamed(frame) {
  const tree = await frame.locator("body").ariaSnapshot();
  return tree
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^- (button|link|checkbox|radio|switch|combobox|textbox|searchbox|tab|img|dialog)( \[[^\]]*\])*:?$/.test(line));
}
