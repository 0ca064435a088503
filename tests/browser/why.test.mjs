import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  dialogClosed,
  dialogOf,
  eventually,
  failureShown,
  isFocused,
  JANE_DOE,
  MIA_ADMIN,
  picture,
  SAM_VIEWER,
  startSite,
  tabTo,
  unnamed,
  violations,
} from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** An issue for which a case was created by a rule, one for which none was, and one on which nothing ever happened. */
const [CREATED, UNMET, QUIET] = ["SUP-20", "SUP-21", "SUP-22"];
before(async () => {
  site = await startSite();
  await haveRules([RULE]);
  await edit(CREATED, { priority: { name: "High" } });
  await edit(UNMET, { priority: { name: "Low" } });
  await edit(CREATED, { [AUTOCREATE]: { id: "10640" } });
  await edit(UNMET, { [AUTOCREATE]: { id: "10640" } });
  await decided(CREATED, "created");
  await decided(UNMET, "conditionsUnmet");
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

const AUTOCREATE = "customfield_10064";
const RULE = {
  id: "00000000000b0001",
  name: "Urgent ones",
  enabled: true,
  object: "Case",
  trigger: { field: AUTOCREATE, values: [{ id: "10640", text: "Yes" }] },
  conditions: {
    kind: "all",
    of: [
      {
        kind: "compare",
        field: "priority",
        comparison: "oneOf",
        values: [
          { id: null, text: "High" },
          { id: null, text: "Highest" },
        ],
      },
      { kind: "not", of: [{ kind: "compare", field: "labels", comparison: "contains", values: [{ id: null, text: "internal-only" }] }] },
    ],
  },
  again: false,
  whileLinked: false,
};

/** @param {any[]} rules */
const haveRules = (rules) =>
  site.save({ name: "rules:*", content: rules.length === 0 ? null : { kind: "rules", content: { rules } } });

const panel = (/** @type {string} */ issue, account = JANE_DOE) => ({ account, module: "weftline-list", issue });

/** @param {string} key @param {Record<string, unknown>} fields */
const edit = (key, fields) => site.stack.jira(JANE_DOE, `/issue/${key}`, "PUT", { fields });

/** Waits until the newest decision on the issue is this. @param {string} key @param {string} verdict */
const decided = (key, verdict) =>
  eventually(`${key} is decided ${verdict}`, async () => {
    const { activity } = await site.stack.call(panel(key), "why", {});
    return activity[0]?.decisions[0]?.verdict === verdict;
  });

/**
 * The dialog that says why, from either view.
 * @param {string} issue
 * @param {{ module?: string, account?: string, theme?: "light" | "dark", width?: number, prepare?: (page: Page) => Promise<void> }} [how]
 */
async function openWhy(issue, { module = "weftline-list", prepare, ...place } = {}) {
  const { page, frame, close } = await site.open(module, { issue, ...place });
  await prepare?.(page);
  const more = frame.getByRole("button", { name: "More actions" });
  const nothing = frame.getByRole("button", { name: "Why was nothing created?" });
  await more.or(nothing).first().waitFor();
  const opener = (await more.count()) > 0 ? more : nothing;
  await opener.click();
  if (opener === more) await frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
  const why = dialogOf(page);
  await why.getByRole("heading", { name: "Why did this happen?" }).waitFor();
  return { page, frame, why, opener, close };
}

const happened = (/** @type {FrameLocator} */ why) => why.locator('[data-section="activity"]');
const now = (/** @type {FrameLocator} */ why) => why.locator('[data-section="now"]');

/** Answers the page's calls with what is given for them. @param {Record<string, (payload: any) => unknown>} answers */
const answering = (answers) => async (/** @type {Page} */ page) => {
  await page.route("**/api/invoke", (route) => {
    const { functionKey, payload } = route.request().postDataJSON();
    const answer = answers[functionKey];
    return answer === undefined ? route.continue() : route.fulfill({ json: { success: true, body: answer(payload) } });
  });
};

test("D-2 a yes is explained: what was created and why, each condition with its actual value, and what was written", async () => {
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { page, why, close } = await openWhy(CREATED, { module, width: 860 });
    const [{ CaseNumber: number }] = await site.casesWith((await site.stack.jira(JANE_DOE, `/issue/${CREATED}?fields=summary`)).fields.summary);
    const entry = happened(why).locator('[data-verdict="created"]').first();
    await entry.getByRole("button", { name: `Case ${number} was created because Autocreate Salesforce record became Yes.` }).waitFor();
    const text = await entry.innerText();
    assert.match(text, /Rule Urgent ones/);
    assert.match(text, /Configuration version \d+/);
    assert.match(text, /After the work item was changed/);
    const conditions = entry.getByRole("list", { name: "How the rule was judged" });
    const lines = await conditions.getByRole("listitem").allInnerTexts();
    assert.match(lines.join("\n"), /Priority is one of High, Highest[\s\S]*it is High/);
    const row = entry.locator('[data-plan-field="Priority"]');
    assert.match(await row.innerText(), /Priority/);
    assert.equal(await row.getAttribute("data-written"), "true");
    if (module === "weftline-list") await picture(page.getByRole("dialog"), "why-light");
    await close();
  }
});

test("D-2 a no is explained by the value that stood against it", async () => {
  const { why, close } = await openWhy(UNMET);
  const entry = happened(why).locator('[data-verdict="conditionsUnmet"]').first();
  await entry.getByRole("button", { name: "No Case was created: Priority is Low, not one of High, Highest." }).waitFor();
  const unmet = entry.locator('[data-holds="false"]').filter({ hasText: "Priority is one of" });
  await unmet.waitFor();
  assert.ok((await unmet.getByRole("img", { name: "No:" }).count()) === 1, "a screen reader hears that it does not hold");
  await close();
});

test("D-2 an issue on which nothing happened says what each rule would decide now", async () => {
  const { why, close } = await openWhy(QUIET);
  await happened(why).getByText("Nothing was decided on this work item in the last 30 days.").waitFor();
  const rule = now(why).getByRole("listitem").first();
  const opener = rule.getByRole("button").first();
  assert.equal(await opener.getAttribute("aria-expanded"), "false");
  await opener.click();
  assert.equal(await opener.getAttribute("aria-expanded"), "true");
  await rule.getByText("Autocreate Salesforce record").first().waitFor();
  assert.equal(await now(why).getByRole("button", { name: /^Run again/ }).count(), 0, "what never ran cannot run again");
  await close();
});

test("D-2 without rules it says so, and admins are led to them", async () => {
  await haveRules([]);
  try {
    const agent = await openWhy("SUP-23");
    await agent.why.getByText("No rules create records in this project. A Jira admin can add some in Weftline’s settings.").waitFor();
    assert.equal(await agent.why.getByRole("button", { name: "Open settings" }).count(), 0);
    await agent.close();
    const admin = await openWhy("SUP-23", { account: MIA_ADMIN });
    await admin.why.getByRole("button", { name: "Open settings" }).waitFor();
    await admin.close();
  } finally {
    await haveRules([RULE]);
  }
});

test("D-2 AUTO-7 who may not change the issue sees why, but cannot let a rule run again", async () => {
  const { body } = await site.stack.invoke(panel(CREATED, SAM_VIEWER), "runAgain", { rule: RULE.id });
  assert.equal(body.failure?.code, "notPermitted");
  const { why, close } = await openWhy(CREATED, { account: SAM_VIEWER });
  await happened(why).locator('[data-verdict="created"]').first().waitFor();
  assert.equal(await why.getByRole("button", { name: /^Run again/ }).count(), 0);
  await close();
});

test("D-2 AUTO-7 running again asks first, tells what comes of it, and the panel shows it", async () => {
  const view = await site.stack.call(panel(CREATED), "why", {});
  const mayRun = { ...view, now: view.now.map((/** @type {any} */ each) => ({ ...each, mayRunAgain: true })) };
  /** @type {any[]} */
  const ran = [];
  let looks = 0;
  const { page, why, opener, close } = await openWhy(CREATED, {
    prepare: answering({
      why: () => ({ kind: "ok", view: ran.length === 0 ? mayRun : { ...mayRun, pending: looks === 0 } }),
      runAgain: (payload) => {
        ran.push(payload);
        return { kind: "ok", view: { ...mayRun, pending: true } };
      },
      linked: () => {
        looks += 1;
        return { kind: "ok", view: { recordIds: [], pending: false } };
      },
    }),
  });
  const run = now(why).getByRole("button", { name: "Run again: Urgent ones" });
  await run.click();
  const confirm = why.getByRole("button", { name: "Run again", exact: true });
  await eventually("the question has the focus", () => isFocused(confirm));
  await why.getByRole("button", { name: "Cancel" }).click();
  await eventually("the focus is back", () => isFocused(run));
  assert.equal(ran.length, 0, "nothing runs without a yes");
  await run.click();
  await confirm.click();
  await why.getByText("A change of this work item is still being looked at.").first().waitFor();
  assert.deepEqual(ran, [{ rule: RULE.id }]);
  await why.locator('[data-pending="true"]').waitFor({ state: "detached" });
  await why.getByRole("status").filter({ hasText: "The rule has run." }).waitFor({ state: "attached" });
  const panels = page.waitForRequest((request) => request.url().endsWith("/api/invoke") && request.postDataJSON().functionKey === "panel");
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await panels;
  await eventually("the focus goes back to where it came from", () => isFocused(opener));
  await close();
});

test("D-2 its failures say what to do, and what was read before stays", async () => {
  let answers = 0;
  const view = await site.stack.call(panel(UNMET), "why", {});
  const failure = { code: "jiraUnavailable", text: "", values: {}, retryable: true, retryAfterMs: null };
  const { why, close } = await openWhy(UNMET, {
    prepare: answering({
      why: () => {
        answers += 1;
        return answers === 2 ? { kind: "ok", view } : { kind: "failed", failure };
      },
    }),
  });
  const message = await failureShown(why, "jiraUnavailable");
  await message.getByRole("button", { name: "Try again" }).click();
  await happened(why).locator('[data-verdict="conditionsUnmet"]').first().waitFor();
  await why.getByRole("button", { name: "Refresh" }).click();
  const stale = await failureShown(why, "jiraUnavailable");
  assert.match(await stale.innerText(), /Showing what was read before/);
  assert.ok((await happened(why).locator('[data-verdict="conditionsUnmet"]').count()) > 0);
  await close();
});

test("D-2 it is read by keyboard alone", async () => {
  const { page, why, opener, close } = await openWhy(UNMET);
  const entry = happened(why).getByRole("heading", { level: 3 }).first().getByRole("button");
  await tabTo(page, entry);
  assert.equal(await entry.getAttribute("aria-expanded"), "true", "the newest is open");
  await page.keyboard.press("Enter");
  assert.equal(await entry.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Space");
  assert.equal(await entry.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await eventually("the focus goes back", () => isFocused(opener));
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in why ${theme}, and each control has a name`, async () => {
    for (const issue of [CREATED, UNMET, QUIET]) {
      const { page, why, close } = await openWhy(issue, { theme });
      for (const closed of await why.locator('button[aria-expanded="false"]').all()) await closed.click();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await unnamed(why), []);
      if (theme === "dark" && issue === UNMET) await picture(page.getByRole("dialog"), "why-dark");
      await close();
    }
  });
