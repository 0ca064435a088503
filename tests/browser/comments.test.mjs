import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { entriesOf, hasRun, hostile, isUnbroken, openDetails, scrollToEnd, watchLongTasks } from "./details-support.mjs";
import { dialogClosed, eventually, failureShown, JANE_DOE, picture, SAM_VIEWER, startSite, tabTo, unnamed, violations } from "./support.mjs";

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

/**
 * A case that is linked to an issue, with these comments, the oldest first.
 * @param {string} issue
 * @param {{ text: string, public?: boolean }[]} comments
 */
async function caseWith(issue, comments) {
  const [one] = await site.newCases({ Subject: "comments" });
  await site.link(issue, [one.id]);
  for (let from = 0; from < comments.length; from += 200) {
    const records = comments.slice(from, from + 200).map(({ text, public: isPublic = false }) => ({
      attributes: { type: "CaseComment" },
      ParentId: one.id,
      CommentBody: text,
      IsPublished: isPublic,
    }));
    const saved = await site.stack.salesforce("/composite/sobjects", "POST", { allOrNone: true, records });
    assert.ok(saved.every((/** @type {any} */ each) => each.success), JSON.stringify(saved[0]));
  }
  return one;
}

/** A case's comments as Salesforce has them. @param {string} caseId @returns {Promise<any[]>} */
async function commentsOf(caseId) {
  const soql = `SELECT Id, CommentBody, IsPublished FROM CaseComment WHERE ParentId = '${caseId}' ORDER BY CreatedDate, Id`;
  return (await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records;
}

test("VIEW-3 comments are shown the newest first, each marked public or internal", async () => {
  const one = await caseWith("SUP-2", [{ text: "the first\nof two lines" }, { text: "for the customer", public: true }]);
  const { dialog, close } = await openDetails(site, "SUP-2", one.number, "Comments");
  await entriesOf(dialog, "Comments").nth(1).waitFor();
  const [newest, oldest] = await entriesOf(dialog, "Comments").allInnerTexts();
  assert.match(newest ?? "", /just now|ago/);
  assert.match(newest ?? "", /Public[\s\S]*for the customer/);
  assert.match(oldest ?? "", /Internal[\s\S]*the first\nof two lines/);
  await dialog.getByRole("tab", { name: /^Comments.*2/, selected: true }).waitFor();
  await close();
});

test("VIEW-3 TGL-7 a comment is internal unless someone chooses otherwise, and ends with who wrote it", async () => {
  const one = await caseWith("SUP-3", []);
  const { dialog, close } = await openDetails(site, "SUP-3", one.number, "Comments");
  await dialog.getByText("There are no comments yet.").waitFor();
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("radio", { name: /^Internal/, checked: true }).waitFor();
  await dialog.getByText("Ends with: Jane Doe via Jira (SUP-3)").waitFor();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("Only for us");
  await dialog.getByRole("button", { name: "Post internal comment" }).click();
  await dialog.getByText("Comment posted.").waitFor({ state: "attached" });
  assert.match(await entriesOf(dialog, "Comments").first().innerText(), /Internal[\s\S]*Only for us[\s\S]*Jane Doe via Jira \(SUP-3\)/);
  await dialog.getByRole("tab", { name: /^Comments.*1/ }).waitFor();

  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("For the customer");
  await dialog.getByRole("radio", { name: /^Public/ }).check();
  await dialog.getByRole("button", { name: "Post public comment" }).click();
  await entriesOf(dialog, "Comments").nth(1).waitFor();
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("radio", { name: /^Internal/, checked: true }).waitFor();
  const stored = await commentsOf(one.id);
  assert.deepEqual(stored.map((each) => each.IsPublished), [false, true], "never public unasked");
  assert.equal(stored[0].CommentBody, "Only for us\n\nJane Doe via Jira (SUP-3)");
  await close();
});

test("VIEW-3 a comment is posted by keyboard alone", async () => {
  const one = await caseWith("SUP-4", [{ text: "before" }]);
  const { page, dialog, close } = await openDetails(site, "SUP-4", one.number);
  await tabTo(page, dialog.getByRole("tab", { name: "Details" }));
  await page.keyboard.press("ArrowRight");
  await dialog.getByRole("tab", { name: /^Comments/, selected: true }).waitFor();
  await tabTo(page, dialog.getByRole("button", { name: "Add a comment" }));
  await page.keyboard.press("Enter");
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("ControlOrMeta+Enter");
  await dialog.getByText("Comment posted.").waitFor({ state: "attached" });
  assert.match(await entriesOf(dialog, "Comments").first().innerText(), /By keyboard/);
  const opener = dialog.getByRole("button", { name: "Add a comment" });
  await eventually("the focus is where it was", () => opener.evaluate((element) => element === document.activeElement));
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("VIEW-3 CMT-4 a comment that is too long for one is posted in parts", async () => {
  const one = await caseWith("SUP-5", []);
  const { dialog, close } = await openDetails(site, "SUP-5", one.number, "Comments");
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  const text = dialog.getByRole("textbox", { name: "Comment" });
  await text.fill("ä".repeat(1_900));
  await dialog.getByText(/^\d+ bytes left$/).waitFor();
  await text.fill("Übergrößenträger ".repeat(400));
  await dialog.getByText("it will be posted in several parts").waitFor();
  await dialog.getByRole("button", { name: "Post internal comment" }).click();
  await dialog.getByText(/Comment posted in \d parts/).waitFor({ state: "attached" });
  const stored = await commentsOf(one.id);
  assert.ok(stored.length > 1);
  for (const { CommentBody } of stored) assert.ok(Buffer.byteLength(CommentBody) <= 4_000);
  assert.equal(await entriesOf(dialog, "Comments").count(), stored.length);
  await close();
});

test("VIEW-3 a comment whose answer was lost is not posted twice", async () => {
  const one = await caseWith("SUP-6", []);
  const { page, dialog, close } = await openDetails(site, "SUP-6", one.number, "Comments");
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("Once only");
  await site.addFault({ fault: { kind: "lostReply" }, method: "POST", path: "/services/data/*", count: 1 });
  await site.addFault({ fault: { kind: "serverError", status: 503 }, method: "GET", path: "/services/data/*" });
  await dialog.getByRole("button", { name: "Post internal comment" }).click();
  await dialog.getByText("It may have been posted").waitFor({ timeout: 45_000 });
  assert.deepEqual(await violations(page), []);
  await picture(page.getByRole("dialog"), "comment-unclear-light");
  await site.clearFaults();
  await dialog.getByRole("button", { name: "Post internal comment" }).click();
  await entriesOf(dialog, "Comments").first().waitFor({ timeout: 45_000 });
  assert.equal((await commentsOf(one.id)).length, 1);
  await close();
});

test("VIEW-3 what is written is not lost by closing", async () => {
  const one = await caseWith("SUP-7", []);
  const { page, dialog, close } = await openDetails(site, "SUP-7", one.number, "Comments");
  await dialog.getByRole("button", { name: "Add a comment" }).click();
  await dialog.getByRole("textbox", { name: "Comment" }).fill("half a thought");
  await dialog.getByRole("textbox", { name: "Comment" }).press("Escape");
  await dialog.getByRole("button", { name: "Stay" }).click();
  assert.equal(await dialog.getByRole("textbox", { name: "Comment" }).inputValue(), "half a thought");
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await dialogClosed(page);
  assert.deepEqual(await commentsOf(one.id), []);
  await close();
});

test("TGL-6 TGL-7 comments are shown and posted only where that is switched on and allowed", async () => {
  const one = await caseWith("SUP-8", [{ text: "to be read" }]);
  const viewer = await openDetails(site, "SUP-8", one.number, "Comments", { account: SAM_VIEWER });
  await viewer.dialog.getByText("to be read").waitFor();
  assert.equal(await viewer.dialog.getByRole("button", { name: "Add a comment" }).count(), 0, "who may not edit reads");
  await viewer.close();
  const place = { account: SAM_VIEWER, module: "weftline-list", issue: "SUP-8" };
  const post = { recordId: one.id, postId: "0".repeat(32), text: "by a direct call", public: false };
  assert.equal((await site.stack.invoke(place, "postComment", post)).body.failure.code, "notPermitted");
  try {
    await site.set({ postComments: false });
    const reader = await openDetails(site, "SUP-8", one.number, "Comments");
    await reader.dialog.getByText("to be read").waitFor();
    assert.equal(await reader.dialog.getByRole("button", { name: "Add a comment" }).count(), 0);
    await reader.close();
    const refused = await site.stack.invoke({ ...place, account: JANE_DOE }, "postComment", post);
    assert.equal(refused.body.kind, "failed", "the core refuses too");
    await site.set({ showComments: false });
    const blind = await openDetails(site, "SUP-8", one.number);
    assert.equal(await blind.dialog.getByRole("tab", { name: /^Comments/ }).count(), 0);
    await blind.close();
  } finally {
    await site.set({ showComments: true, postComments: true });
  }
  assert.equal((await commentsOf(one.id)).length, 1);
});

test("VIEW-3 five thousand comments are loaded as one scrolls, and the page stays responsive", async (context) => {
  const many = Array.from({ length: 5_000 }, (_, index) => ({ text: `Comment ${index}${" and more".repeat(index % 20)}` }));
  const one = await caseWith("SUP-9", many);
  const { page, dialog, close } = await openDetails(site, "SUP-9", one.number);
  const longTasks = await watchLongTasks(page);
  await site.stack.resetCounts();
  await dialog.getByRole("tab", { name: /^Comments.*5,000/ }).click();
  await dialog.getByText(/^Comment 4999/).waitFor();
  const scroller = dialog.getByRole("group", { name: "Comments" });
  await scrollToEnd(scroller, dialog.getByText("Comment 0", { exact: true }));
  assert.ok((await entriesOf(dialog, "Comments").count()) < 60, "only what is in sight is in the page");
  assert.equal(await entriesOf(dialog, "Comments").last().getAttribute("aria-posinset"), "5000");
  for (const part of [0.8, 0.5, 0.2, 0]) {
    await scroller.evaluate((element, to) => element.scrollTo({ top: element.scrollHeight * to }), part);
    await eventually("something is in sight", async () => (await entriesOf(dialog, "Comments").count()) > 3);
  }
  await dialog.getByText(/^Comment 4999/).waitFor();
  context.diagnostic(await longTasks());
  await close();
});

test("VIEW-3 hostile comments do nothing but be read", async () => {
  const mark = "commentsRan";
  const one = await caseWith("SUP-10", [{ text: hostile(mark) }, { text: "w".repeat(3_900) }]);
  const { page, dialog, close } = await openDetails(site, "SUP-10", one.number, "Comments");
  await dialog.getByText("press me").waitFor();
  assert.ok(!(await hasRun(page, mark)));
  assert.ok(await isUnbroken(dialog));
  await close();
});

test("VIEW-3 a tab that cannot be read says so, and is read again", async () => {
  const one = await caseWith("SUP-11", [{ text: "here at last" }]);
  const { dialog, close } = await openDetails(site, "SUP-11", one.number);
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await dialog.getByRole("tab", { name: /^Comments/ }).click();
  const message = await failureShown(dialog, "salesforceUnavailable");
  await site.clearFaults();
  await message.getByRole("button", { name: "Try again" }).click();
  await dialog.getByText("here at last").waitFor();
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in comments ${theme}`, async () => {
    const issue = theme === "light" ? "SUP-12" : "SUP-13";
    const one = await caseWith(issue, [
      { text: "The customer called again: the reset link leads to an error page." },
      { text: "Could you tell us which browser you use?", public: true },
      { text: "Chrome on Windows. I have tried Edge too, with the same result.", public: true },
      { text: "Reproduced. The token is cut at a plus sign." },
    ]);
    const { page, dialog, close } = await openDetails(site, issue, one.number, "Comments", { theme });
    await entriesOf(dialog, "Comments").nth(3).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    await picture(page.getByRole("dialog"), `comments-${theme}`);
    await dialog.getByRole("button", { name: "Add a comment" }).click();
    await dialog.getByRole("textbox", { name: "Comment" }).fill("We have found the cause. A fix comes tonight.");
    await dialog.getByRole("radio", { name: /^Public/ }).check();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    if (theme === "light") await picture(page.getByRole("dialog"), "comment-composer-light");
    await close();
  });

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints.filter((complaint) => !/status of 5\d\d/.test(complaint)), []);
});
