import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, isFocused, JANE_DOE, picture, SAM_VIEWER, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { caseOf, editCase, editIssue, inStep, isInStep, keepInStep, panelOf, standing, standingAs, summaryOf } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** A case that pages are shown with. @type {import("./support.mjs").Case} */
let shown;
const SHOWN = "SUP-30";
before(async () => {
  site = await startSite();
  await keepInStep(site, { policy: "ask" });
  [shown] = await site.newCases({ Subject: "side by side" });
  await site.link(SHOWN, [shown.id]);
});
after(async () => {
  await site?.stop();
});

/** @param {Record<string, unknown>} own */
const row = (own) => ({
  recordId: shown.id,
  recordName: shown.number,
  field: "Subject",
  label: "Subject",
  jiraLabel: "Summary",
  base: "Gateway is offline",
  jira: "Gateway is offline since Monday",
  salesforce: "Gateway in Lyon is offline",
  atMs: Date.UTC(2026, 10, 20, 9, 30),
  digest: "d-subject",
  decided: null,
  hidden: false,
  ...own,
});
const allRows = () => [
  row({}),
  row({ field: "Priority", label: "Priority", jiraLabel: "Priority", base: "Medium", jira: "High", salesforce: "Low", digest: "d-priority" }),
  row({ field: "Description", label: "Description", jiraLabel: "Description", base: null, jira: null, salesforce: "Seen since Monday.", digest: "", hidden: true }),
];

/**
 * The conflict dialog, opened from a panel on which conflicts wait.
 * @param {{ rows?: any[], mayDecide?: boolean, onDecide?: (payload: any) => unknown, theme?: "light" | "dark", width?: number, account?: string }} [how]
 */
async function openDialog({ rows = allRows(), mayDecide = true, onDecide, theme = "light", width, account = JANE_DOE } = {}) {
  /** @type {any[]} */
  const decided = [];
  const answers = await standingAs(site, SHOWN, () => ({ standing: "inStep", syncedAtMs: Date.now(), conflicts: rows.length, mayAct: mayDecide }), {
    conflicts: () => ({ kind: "ok", view: { rows, mayDecide, outdated: 0 } }),
    decideConflicts: (payload) => {
      decided.push(payload.choices);
      return onDecide?.(payload) ?? { kind: "ok", view: { rows: [], mayDecide, outdated: 0 } };
    },
  });
  const opened = await site.open("weftline-compact", { issue: SHOWN, theme, account, ...(width === undefined ? {} : { width }) });
  const { page } = opened;
  await answers(page);
  await page.reload();
  const frame = page.frameLocator("main iframe");
  const opener = frame.getByRole("button", { name: /fields? waits? for a decision$/ });
  await opener.click();
  const dialog = dialogOf(page);
  await dialog.locator("[data-conflict]").first().waitFor();
  return { page, frame, dialog, opener, decided, close: opened.close };
}

const field = (/** @type {FrameLocator} */ dialog, /** @type {string} */ name) => dialog.locator(`[data-conflict$=":${name}"]`);

test("D-8 the panel says how many fields wait, and they are shown side by side", async () => {
  const { page, dialog, close } = await openDialog({ width: 340 });
  const text = await field(dialog, "Subject").innerText();
  assert.match(text, /Subject[\s\S]*Summary[\s\S]*Before[\s\S]*Gateway is offline[\s\S]*Jira[\s\S]*since Monday[\s\S]*Salesforce[\s\S]*in Lyon/);
  const boxes = await Promise.all(
    ["jira", "salesforce"].map((side) => field(dialog, "Subject").locator(`[data-side="${side}"]`).boundingBox()),
  );
  assert.equal(boxes[0]?.y, boxes[1]?.y, "the columns are side by side");
  assert.equal(await field(dialog, "Description").getByRole("radio").count(), 0, "what is hidden is not decided");
  await field(dialog, "Description").getByText("You may not see this field in Jira.").first().waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Apply", exact: true }).isDisabled(), "nothing is chosen yet");
  await picture(page.getByRole("dialog"), "conflicts-light");
  await close();
});

test("D-8 each field is decided by itself, or all at once", async () => {
  const { page, dialog, opener, decided, close } = await openDialog();
  await dialog.getByRole("button", { name: "All from Salesforce" }).click();
  await field(dialog, "Subject").locator('[data-side="jira"]').click();
  await dialog.getByRole("button", { name: "Apply 2 decisions" }).click();
  await dialogClosed(page);
  assert.deepEqual(decided, [
    [
      { recordId: shown.id, field: "Subject", way: "toSalesforce", digest: "d-subject" },
      { recordId: shown.id, field: "Priority", way: "toJira", digest: "d-priority" },
    ],
  ]);
  await page.getByText("2 conflicts decided").waitFor();
  await eventually("the focus goes back", () => isFocused(opener));
  await close();
});

test("D-8 what has changed meanwhile is shown anew and stays to be decided", async () => {
  const changed = row({ salesforce: "Gateway in Paris is offline", digest: "d-newer" });
  let asked = 0;
  const { page, dialog, decided, close } = await openDialog({
    rows: [row({})],
    onDecide: () => {
      asked += 1;
      return { kind: "ok", view: asked === 1 ? { rows: [changed], mayDecide: true, outdated: 1 } : { rows: [], mayDecide: true, outdated: 0 } };
    },
  });
  await field(dialog, "Subject").getByRole("radio", { name: /^Salesforce/ }).check();
  await dialog.getByRole("button", { name: "Apply 1 decision" }).click();
  await dialog.getByRole("alert").getByText("1 value has changed meanwhile").waitFor();
  await field(dialog, "Subject").getByText("Gateway in Paris is offline").waitFor();
  assert.equal(await field(dialog, "Subject").getByRole("radio", { checked: true }).count(), 0, "the choice was for other values");
  await field(dialog, "Subject").getByRole("radio", { name: /^Salesforce/ }).check();
  await dialog.getByRole("button", { name: "Apply 1 decision" }).click();
  await dialogClosed(page);
  assert.deepEqual(decided.map(([choice]) => choice.digest), ["d-subject", "d-newer"]);
  await close();
});

test("D-8 a failure says what to do, and what was chosen stays", async () => {
  const failure = { code: "conflict", text: "", values: {}, retryable: true, retryAfterMs: null };
  const { dialog, close } = await openDialog({ rows: [row({})], onDecide: () => ({ kind: "failed", failure }) });
  await field(dialog, "Subject").getByRole("radio", { name: /^Jira/ }).check();
  await dialog.getByRole("button", { name: "Apply 1 decision" }).click();
  await dialog.locator('[data-failure="conflict"]').waitFor();
  assert.ok(await field(dialog, "Subject").getByRole("radio", { name: /^Jira/ }).isChecked());
  await close();
});

test("D-8 who may not edit the issue looks, and the core refuses decisions", async () => {
  const { dialog, close } = await openDialog({ mayDecide: false, account: SAM_VIEWER });
  await dialog.getByText("Someone who may edit this work item has to decide.").waitFor();
  assert.equal(await dialog.getByRole("radio").count(), 0);
  assert.equal(await dialog.getByRole("button", { name: /^(Apply|All from)/ }).count(), 0);
  await close();
  const choices = [{ recordId: shown.id, field: "Subject", way: "toJira", digest: "d-subject" }];
  const { body } = await site.stack.invoke(panelOf(SHOWN, SAM_VIEWER), "decideConflicts", { choices });
  assert.equal(body.failure?.code, "notPermitted");
});

test("D-8 a conflict is decided by keyboard alone", async () => {
  const { page, dialog, opener, decided, close } = await openDialog({ rows: [row({})] });
  await tabTo(page, dialog.getByRole("radio", { name: /^Jira/ }));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  assert.ok(await dialog.getByRole("radio", { name: /^Salesforce/ }).isChecked(), "arrows go from side to side");
  await tabTo(page, dialog.getByRole("button", { name: "Apply 1 decision" }));
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  assert.equal(decided[0][0].way, "toJira");
  await eventually("the focus goes back", () => isFocused(opener));
  await close();
});

test("D-8 in a narrow dialog the values stand below one another", async () => {
  const { page, dialog, close } = await openDialog();
  await page.setViewportSize({ width: 420, height: 900 });
  const boxes = () => Promise.all(
    ["jira", "salesforce"].map((side) => field(dialog, "Subject").locator(`[data-side="${side}"]`).boundingBox()),
  );
  await eventually("they do", async () => {
    const [jira, salesforce] = await boxes();
    return jira !== null && salesforce !== null && jira !== undefined && salesforce !== undefined && jira.y + jira.height <= salesforce.y;
  });
  const wide = await dialog.locator("body").evaluate((body) => body.scrollWidth > body.clientWidth);
  assert.equal(wide, false, "nothing sticks out");
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in conflicts ${theme}, and each control has a name`, async () => {
    const { page, frame, dialog, close } = await openDialog({ theme, width: 340 });
    await field(dialog, "Subject").getByRole("radio", { name: /^Jira/ }).check();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "dark") await picture(page.getByRole("dialog"), "conflicts-dark");
    await close();
  });

test("SYNC-4 D-8 both sides of a field are changed, someone decides in the inbox, and both agree", async () => {
  const issue = "SUP-31";
  const one = await inStep(site, issue);
  await editCase(site, one.id, { Subject: "What Salesforce says" });
  await editIssue(site, issue, { summary: "What Jira says" });
  await eventually("it waits", async () => (await standing(site, issue)).conflicts === 1);
  assert.equal((await caseOf(site, one.id)).Subject, "What Salesforce says", "nothing is overwritten");
  assert.equal(await summaryOf(site, issue), "What Jira says", "nothing is overwritten");

  const { page, frame, close } = await site.open("weftline-list", { issue });
  await frame.getByRole("button", { name: "Decide: 1 field waits for a decision" }).click();
  const dialog = dialogOf(page);
  await field(dialog, "Subject").getByText("What Salesforce says").waitFor();
  await field(dialog, "Subject").getByRole("radio", { name: /^Jira/ }).check();
  await dialog.getByRole("button", { name: "Apply 1 decision" }).click();
  await dialogClosed(page);
  await eventually("both agree", async () => (await caseOf(site, one.id)).Subject === "What Jira says");
  await frame.locator("[data-conflicts]").waitFor({ state: "detached" });
  await frame.locator('[data-sync="inStep"]').waitFor();
  await isInStep(site, issue);
  assert.equal(await summaryOf(site, issue), "What Jira says");
  assert.deepEqual(site.complaints, []);
  await close();
});
