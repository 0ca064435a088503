import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDetails } from "./details-support.mjs";
import { eventually, picture, SAM_VIEWER, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { answering, commentsOfCase, commentsOfIssue, inStep, isInStep, keepInStep, panelOf, writeInJira, writeInSalesforce } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** A case that pages are shown with. @type {import("./support.mjs").Case} */
let shown;
const SHOWN = "SUP-20";
before(async () => {
  site = await startSite();
  await keepInStep(site);
  [shown] = await site.newCases({ Subject: "comments of both sides" });
  await site.link(SHOWN, [shown.id]);
});
after(async () => {
  await site?.stop();
});

const AT_MS = Date.UTC(2026, 10, 20, 9, 30);
/** What may have become of a comment: who wrote one of each in Salesforce, and who in Jira. */
const WROTE = /** @type {const} */ ({
  none: ["Rosa Lind", "The customer asks for a call tomorrow morning.", "Jane Doe", "Which firmware is on the gateway?"],
  pending: ["Omar Haddad", "Their contract includes spare parts.", "Ken Ito", "The log shows a timeout every six minutes."],
  copied: ["Ines Ferro", "A replacement is on its way to Lyon.", "Lea Brandt", "Fixed in 4.2, which is out on Monday."],
  isCopy: ["Integration User", "Please restart the gateway once more.\n\nKim Berg via Jira", "Weftline", "It is the one in the cellar.\n\nEva Noll via Salesforce"],
  refused: ["Paul Weber", "Invoice 2026-118 is put on hold.", "Tom Ash", "I am on leave until Thursday."],
  copyGone: ["Mina Sato", "See the photo in the feed.", "Ana Ruiz", "Duplicate of what was said before."],
});
const STATES = /** @type {(keyof typeof WROTE)[]} */ (Object.keys(WROTE));
/** Who wrote the comment in Salesforce of which this has become. @param {keyof typeof WROTE} copy */
const inSalesforce = (copy) => WROTE[copy][0];
/** Who wrote it in Jira. @param {keyof typeof WROTE} copy */
const inJira = (copy) => WROTE[copy][2];

/** @param {keyof typeof WROTE} copy */
const recordComment = (copy) => ({
  id: `00a00000000000${STATES.indexOf(copy)}AAA`,
  author: inSalesforce(copy),
  text: WROTE[copy][1],
  public: copy === "copied",
  atMs: AT_MS,
  editedAtMs: null,
  copy,
});

/** @param {keyof typeof WROTE} copy */
const issueComment = (copy) => ({
  id: `1${STATES.indexOf(copy)}`,
  author: inJira(copy),
  text: WROTE[copy][3],
  public: false,
  atMs: AT_MS,
  copy,
});

/**
 * A case's comments with what is given in place of what the core says.
 * @param {{ mayPush?: boolean, theme?: "light" | "dark", pushed?: (payload: any) => unknown, recordCopy?: () => keyof typeof WROTE, issueCopy?: () => keyof typeof WROTE }} [how]
 */
async function openComments({ mayPush = true, theme = "light", pushed, recordCopy = () => "none", issueCopy = () => "none" } = {}) {
  /** @type {any[]} */
  const pushes = [];
  const recordRows = () => [{ ...recordComment("none"), copy: recordCopy() }, ...STATES.slice(1).map(recordComment)];
  const issueRows = () => [{ ...issueComment("none"), copy: issueCopy() }, ...STATES.slice(1).map(issueComment)];
  const opened = await openDetails(site, SHOWN, shown.number, "Comments", {
    theme,
    prepare: answering({
      comments: () => ({
        kind: "ok",
        view: { comments: recordRows(), after: null, composer: null, mayPush, missing: null, atMs: Date.now() },
      }),
      issueComments: () => ({ kind: "ok", view: { comments: issueRows(), after: null, mayPush, automatic: false } }),
      pushComment: (payload) => {
        pushes.push(payload);
        return pushed?.(payload) ?? { kind: "ok", view: { standing: "pending", syncedAtMs: 1, conflicts: 0, mayAct: true, gone: [] } };
      },
    }),
  });
  return { ...opened, pushes };
}

const entry = (/** @type {FrameLocator} */ dialog, /** @type {string} */ author) => dialog.getByRole("article").filter({ hasText: author });

test("CMT-2 each comment says what has become of it in Jira", async () => {
  const { page, dialog, close } = await openComments();
  await entry(dialog, inSalesforce("none")).waitFor();
  for (const [copy, words] of /** @type {const} */ ([
    ["pending", "On its way to Jira"],
    ["copied", "Copied to Jira"],
    ["isCopy", "Copied from Jira"],
    ["refused", "Jira refused the copy"],
    ["copyGone", "Its copy in Jira was deleted"],
  ]))
    await entry(dialog, inSalesforce(copy)).getByText(words, { exact: true }).waitFor();
  assert.equal(await dialog.getByRole("button", { name: /^Copy to Jira: comment of / }).count(), 2, "what has no copy");
  await picture(page.getByRole("dialog"), "comment-copies-light");
  await close();
});

test("CMT-2 a single comment is copied to Jira, and the page tells what becomes of it", async () => {
  /** @type {keyof typeof WROTE} */
  let copy = "none";
  const { dialog, pushes, close } = await openComments({
    recordCopy: () => copy,
    pushed: () => {
      copy = "copied";
      return undefined;
    },
  });
  const one = entry(dialog, inSalesforce("none"));
  await one.getByRole("button", { name: `Copy to Jira: comment of ${inSalesforce("none")}` }).click();
  await one.getByText("On its way to Jira").or(one.getByText("Copied to Jira")).first().waitFor();
  await dialog.getByRole("status").filter({ hasText: "The comment is on its way." }).waitFor();
  assert.deepEqual(pushes, [{ recordId: shown.id, way: "toJira", commentId: recordComment("none").id }]);
  await one.getByText("Copied to Jira").waitFor();
  await close();
});

test("CMT-2 the comments of the work item are listed, and one is copied to Salesforce by keyboard alone", async () => {
  const { page, dialog, pushes, close } = await openComments();
  const opener = dialog.getByRole("button", { name: "Comments of this work item" });
  await tabTo(page, opener);
  assert.equal(await opener.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  await dialog.getByText("Comments of this work item are copied to Salesforce when you say so.").waitFor();
  const one = entry(dialog, inJira("none"));
  await entry(dialog, inJira("isCopy")).getByText("Copied from Salesforce").waitFor();
  await tabTo(page, one.getByRole("button", { name: `Copy to Salesforce: comment of ${inJira("none")}` }));
  await page.keyboard.press("Enter");
  await one.getByText("On its way to Salesforce").waitFor();
  assert.deepEqual(pushes, [{ recordId: shown.id, way: "toSalesforce", commentId: "10" }]);
  await close();
});

test("CMT-2 a comment that is refused says why, and can be tried again", async () => {
  const failure = { code: "notPermitted", text: "copying comments is switched off", values: {}, retryable: false, retryAfterMs: null };
  const { dialog, close } = await openComments({ pushed: () => ({ kind: "failed", failure }) });
  const button = entry(dialog, inSalesforce("none")).getByRole("button", { name: `Copy to Jira: comment of ${inSalesforce("none")}` });
  await button.click();
  await dialog.getByRole("status").filter({ hasText: "The comment could not be copied: Copying comments is switched off." }).waitFor();
  assert.ok(await button.isEnabled());
  await close();
});

test("CMT-2 who may not copy comments sees what has become of them, and no buttons", async () => {
  const { dialog, close } = await openComments({ mayPush: false });
  await entry(dialog, inSalesforce("copied")).getByText("Copied to Jira").waitFor();
  assert.equal(await dialog.getByRole("button", { name: /^Copy/ }).count(), 0);
  assert.equal(await dialog.getByRole("button", { name: "Comments of this work item" }).count(), 0);
  await close();
  for (const way of ["toJira", "toSalesforce"]) {
    const payload = { recordId: shown.id, way, commentId: "10" };
    const { body } = await site.stack.invoke(panelOf(SHOWN, SAM_VIEWER), "pushComment", payload);
    assert.equal(body.failure?.code, "notPermitted");
  }
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in copies of comments ${theme}, and each control has a name`, async () => {
    const { page, dialog, close } = await openComments({ theme });
    await dialog.getByRole("button", { name: "Comments of this work item" }).click();
    await entry(dialog, inJira("none")).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    if (theme === "dark") await picture(page.getByRole("dialog"), "comment-copies-dark");
    await close();
  });

test("CMT-1 CMT-3 a comment on either side appears on the other once, and internal", async () => {
  const issue = "SUP-21";
  const one = await inStep(site, issue);
  await writeInJira(site, issue, "Written in Jira");
  await eventually("Salesforce has it", async () =>
    (await commentsOfCase(site, one.id)).some(({ CommentBody, IsPublished }) => CommentBody.includes("Written in Jira") && !IsPublished),
  );
  await isInStep(site, issue);
  await site.wait(5_000);
  await writeInSalesforce(site, one.id, "Written in Salesforce");
  await site.wait(7 * 60_000);
  await eventually("Jira has it", async () => JSON.stringify(await commentsOfIssue(site, issue)).includes("Written in Salesforce"));
  await isInStep(site, issue);
  assert.equal((await commentsOfCase(site, one.id)).length, 2, "nothing travels back");
  assert.equal((await commentsOfIssue(site, issue)).length, 2, "nothing travels back");
});

test("CMT-2 with automatic copying switched off, single comments are copied from the details", async () => {
  const issue = "SUP-22";
  const one = await inStep(site, issue);
  await site.set({ commentsToSalesforce: false, commentsToJira: false });
  try {
    await writeInJira(site, issue, "Only when someone says so");
    await writeInSalesforce(site, one.id, "Nor the other way");
    await site.wait(7 * 60_000);
    await isInStep(site, issue);
    assert.equal((await commentsOfCase(site, one.id)).length, 1, "nothing is copied by itself");
    assert.equal((await commentsOfIssue(site, issue)).length, 1, "nothing is copied by itself");

    const { dialog, close } = await openDetails(site, issue, one.number, "Comments");
    await dialog.getByRole("button", { name: /^Copy to Jira: / }).click();
    await eventually("Jira has it", async () => JSON.stringify(await commentsOfIssue(site, issue)).includes("Nor the other way"));
    await dialog.getByText("Copied to Jira", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Comments of this work item" }).click();
    await dialog.locator("[data-issue-comment]").filter({ hasText: "Only when someone says so" }).getByRole("button").click();
    await eventually("Salesforce has it", async () =>
      (await commentsOfCase(site, one.id)).some(({ CommentBody }) => CommentBody.includes("Only when someone says so")),
    );
    await isInStep(site, issue);
    assert.equal((await commentsOfCase(site, one.id)).length, 2);
    assert.equal((await commentsOfIssue(site, issue)).length, 2);
    await close();
  } finally {
    await site.set({ commentsToSalesforce: true, commentsToJira: true });
  }
});
