import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { entriesOf, hasRun, hostile, isUnbroken, openDetails, scrollToEnd, watchLongTasks } from "./details-support.mjs";
import { dialogClosed, eventually, isFocused, JANE_DOE, picture, SAM_VIEWER, startSite, tabTo, unnamed, violations } from "./support.mjs";

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

/** A case that is linked to an issue. @param {string} issue */
async function linkedCase(issue) {
  const [one] = await site.newCases({ Subject: "feed" });
  await site.link(issue, [one.id]);
  return one;
}

/** A post on a record, as Salesforce's own people make one. @param {string} record @param {Record<string, unknown>} fields @returns {Promise<string>} its id */
async function postTo(record, fields) {
  const { id } = await site.stack.salesforce("/sobjects/FeedItem", "POST", { ParentId: record, ...fields });
  return id;
}

/** A record's feed as the Connect API has it. @param {string} record @returns {Promise<any[]>} */
async function feedOf(record) {
  return (await site.stack.salesforce(`/chatter/feeds/record/${record}/feed-elements`)).elements;
}

/** The image of one dot. */
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("VIEW-4 the feed shows posts with rich text, comments, changes and files", async () => {
  const one = await linkedCase("SUP-2");
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "PATCH", { Status: "Working" });
  const item = await postTo(one.id, { Body: "<p>See <b>this</b> and <i>that</i></p><ul><li>one</li><li>two</li></ul>", IsRichText: true });
  await site.stack.salesforce("/sobjects/FeedComment", "POST", { FeedItemId: item, CommentBody: "I have seen it" });
  await postTo(one.id, { Type: "LinkPost", LinkUrl: "https://status.example.com/", Title: "Status page", Body: "down since noon" });
  const { dialog, close } = await openDetails(site, "SUP-2", one.number, "Feed posts");
  const entries = entriesOf(dialog, "Feed posts");
  const post = entries.filter({ has: dialog.locator("b", { hasText: "this" }) });
  await post.waitFor();
  assert.deepEqual(await post.locator("ul:not([aria-label]) > li").allInnerTexts(), ["one", "two"]);
  await post.getByText("I have seen it").waitFor();
  const change = entries.filter({ hasText: "changed this record" });
  assert.match(await change.innerText(), /Status[\s\S]*New[\s\S]*Working/);
  const link = entries.filter({ hasText: "down since noon" }).getByRole("link", { name: "Status page" });
  assert.equal(await link.getAttribute("href"), "https://status.example.com/");
  await close();
});

test("VIEW-4 TGL-9 a post is written with its formats, and stays inside the org", async () => {
  const one = await linkedCase("SUP-3");
  const { page, dialog, close } = await openDetails(site, "SUP-3", one.number, "Feed posts");
  await dialog.getByRole("button", { name: "Share an update" }).click();
  const editor = dialog.getByRole("textbox", { name: "Post" });
  await editor.waitFor();
  await page.keyboard.type("It is ");
  await dialog.getByRole("button", { name: "Bold" }).click();
  await page.keyboard.type("urgent");
  await dialog.getByRole("button", { name: "Bold", pressed: true }).click();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Bulleted list" }).click();
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second");
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  await dialog.getByText("Posted.").waitFor({ state: "attached" });
  const shown = entriesOf(dialog, "Feed posts").first();
  await shown.locator("b", { hasText: "urgent" }).waitFor();
  assert.deepEqual(await shown.locator("ul:not([aria-label]) > li").allInnerTexts(), ["first", "second"]);
  const [made] = (await feedOf(one.id)).filter((each) => each.type === "TextPost");
  assert.equal(made.visibility, "InternalUsers");
  const kinds = made.body.messageSegments.map((/** @type {any} */ each) => each.markupType ?? each.type);
  for (const kind of ["Bold", "UnorderedList", "ListItem"]) assert.ok(kinds.includes(kind), kind);
  assert.match(made.body.text, /Jane Doe via Jira \(SUP-3\)/);
  await close();
});

test("VIEW-4 a comment on a post is written by keyboard alone", async () => {
  const one = await linkedCase("SUP-4");
  const item = await postTo(one.id, { Body: "Who can look at this?" });
  const { page, dialog, close } = await openDetails(site, "SUP-4", one.number);
  await tabTo(page, dialog.getByRole("tab", { name: "Details" }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await dialog.getByRole("tab", { name: /^Feed posts/, selected: true }).waitFor();
  const opener = entriesOf(dialog, "Feed posts").filter({ hasText: "Who can look" }).getByRole("button", { name: /^Comment on/ });
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  const editor = dialog.getByRole("textbox", { name: "Comment" });
  await eventually("the editor has the focus", () => isFocused(editor));
  await page.keyboard.press("Alt+F10");
  assert.ok(await isFocused(dialog.getByRole("button", { name: "Bold" })));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.keyboard.type("I can");
  await page.keyboard.press("ControlOrMeta+Enter");
  await dialog.getByText("Comment posted.").waitFor({ state: "attached" });
  await dialog.locator("i", { hasText: "I can" }).waitFor();
  await eventually("the focus is where it was", () => isFocused(opener));
  const { items } = await site.stack.salesforce(`/chatter/feed-elements/${item}/capabilities/comments/items`);
  assert.equal(items.length, 1);
  assert.match(items[0].body.text, /^I can/);
  await close();
});

test("VIEW-4 a link is put in by keyboard, and only one that may be", async () => {
  const one = await linkedCase("SUP-5");
  const { page, dialog, close } = await openDetails(site, "SUP-5", one.number, "Feed posts");
  await dialog.getByRole("button", { name: "Share an update" }).press("Enter");
  const editor = dialog.getByRole("textbox", { name: "Post" });
  await eventually("the editor has the focus", () => isFocused(editor));
  await page.keyboard.type("See ");
  await page.keyboard.press("ControlOrMeta+K");
  const address = dialog.getByRole("textbox", { name: "Address of the link" });
  await address.fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await dialog.getByText("This is no web address").waitFor();
  await address.fill("example.com/page");
  await page.keyboard.press("Enter");
  await editor.getByRole("link", { name: "example.com/page" }).waitFor();
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.press("Escape");
  await eventually("Escape leads back to the text", () => isFocused(editor));
  await page.keyboard.press("ControlOrMeta+Enter");
  const shown = entriesOf(dialog, "Feed posts").first().getByRole("link", { name: "example.com/page" });
  assert.equal(await shown.getAttribute("href"), "https://example.com/page");
  await close();
});

test("VIEW-4 what is pasted keeps its formats and nothing else, and more than a post holds is not sent", async () => {
  const mark = "pasteRan";
  const one = await linkedCase("SUP-13");
  const { page, dialog, close } = await openDetails(site, "SUP-13", one.number, "Feed posts");
  await dialog.getByRole("button", { name: "Share an update" }).click();
  const editor = dialog.getByRole("textbox", { name: "Post" });
  await eventually("the editor has the focus", () => isFocused(editor));
  const pasted = `<h2>Title</h2><p><b>bold</b> <a href="https://example.com/">good</a> <a href="javascript:window.${mark}=1">bad</a></p>
    <ul><li>item</li></ul><script>window.${mark} = 1</script><iframe src="https://evil.example/"></iframe>`;
  await editor.evaluate((element, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, pasted);
  await editor.getByRole("link", { name: "good" }).waitFor();
  assert.equal(await editor.getByRole("link", { name: "bad" }).count(), 0);
  await dialog.getByRole("button", { name: "Post", exact: true }).click();
  const shown = entriesOf(dialog, "Feed posts").first();
  await shown.locator("b", { hasText: "bold" }).waitFor();
  assert.deepEqual(await shown.getByRole("link").allInnerTexts(), ["good"]);
  assert.deepEqual(await shown.locator("ul:not([aria-label]) > li").allInnerTexts(), ["item"]);
  assert.ok(!(await hasRun(page, mark)));

  await dialog.getByRole("button", { name: "Share an update" }).click();
  await eventually("the editor has the focus", () => isFocused(editor));
  await page.keyboard.insertText("word ".repeat(2_050));
  await dialog.getByText(/^\d+ characters too many$/).waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Post", exact: true }).isDisabled());
  await close();
});

test("VIEW-4 TGL-12 images are fetched through the app, and not at all when they are switched off", async () => {
  const one = await linkedCase("SUP-6");
  const version = await site.stack.salesforce("/sobjects/ContentVersion", "POST", { PathOnClient: "screen.png", VersionData: DOT });
  const { ContentDocumentId } = await site.stack.salesforce(`/sobjects/ContentVersion/${version.id}`);
  await site.stack.salesforce("/chatter/feed-elements", "POST", {
    subjectId: one.id,
    feedElementType: "FeedItem",
    body: { messageSegments: [{ type: "Text", text: "Look: " }, { type: "InlineImage", fileId: ContentDocumentId, altText: "screen" }] },
  });
  const { page, dialog, close } = await openDetails(site, "SUP-6", one.number, "Feed posts");
  const image = dialog.getByRole("img", { name: "screen" });
  await image.waitFor();
  await eventually("it is shown", () => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth > 0));
  assert.match((await image.getAttribute("src")) ?? "", /^data:image\/png;base64,/);
  assert.ok(!page.frames().some((frame) => frame.url().includes("salesforce.com")));
  await close();
  try {
    await site.set({ showImages: false });
    const without = await openDetails(site, "SUP-6", one.number, "Feed posts");
    await without.dialog.getByText("Look:").waitFor();
    assert.equal(await without.dialog.getByRole("img", { name: "screen" }).count(), 0);
    await without.close();
  } finally {
    await site.set({ showImages: true });
  }
});

test("TGL-8 TGL-9 the feed is shown and posted to only where that is switched on and allowed", async () => {
  const one = await linkedCase("SUP-7");
  await postTo(one.id, { Body: "to be read" });
  const viewer = await openDetails(site, "SUP-7", one.number, "Feed posts", { account: SAM_VIEWER });
  await viewer.dialog.getByText("to be read").waitFor();
  assert.equal(await viewer.dialog.getByRole("button", { name: "Share an update" }).count(), 0);
  assert.equal(await viewer.dialog.getByRole("button", { name: /^Comment on/ }).count(), 0);
  await viewer.close();
  const place = { account: SAM_VIEWER, module: "weftline-list", issue: "SUP-7" };
  const post = { recordId: one.id, postId: "0".repeat(32), html: "<p>by a direct call</p>", replyTo: null };
  assert.equal((await site.stack.invoke(place, "postFeed", post)).body.failure.code, "notPermitted");
  try {
    await site.set({ postFeed: false });
    const reader = await openDetails(site, "SUP-7", one.number, "Feed posts");
    await reader.dialog.getByText("to be read").waitFor();
    assert.equal(await reader.dialog.getByRole("button", { name: "Share an update" }).count(), 0);
    await reader.close();
    assert.equal((await site.stack.invoke({ ...place, account: JANE_DOE }, "postFeed", post)).body.kind, "failed");
    await site.set({ showFeed: false });
    const blind = await openDetails(site, "SUP-7", one.number);
    assert.equal(await blind.dialog.getByRole("tab", { name: /^Feed posts/ }).count(), 0);
    await blind.close();
  } finally {
    await site.set({ showFeed: true, postFeed: true });
  }
});

test("VIEW-4 an org without feeds is said to have none", async () => {
  const one = await linkedCase("SUP-8");
  await site.stack.control("org", "POST", { withoutFeeds: ["Case"] });
  try {
    const { page, dialog, close } = await openDetails(site, "SUP-8", one.number, "Feed posts");
    await dialog.getByText("This object has no feed in your Salesforce org.").waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  } finally {
    await site.stack.control("org", "POST", { withoutFeeds: [] });
  }
});

test("VIEW-4 what is written is kept while one scrolls, and not lost by closing", async (context) => {
  const one = await linkedCase("SUP-9");
  for (let at = 0; at < 60; at += 1) await postTo(one.id, { Body: `post ${at} ${"with words ".repeat(at % 30)}` });
  const { page, dialog, close } = await openDetails(site, "SUP-9", one.number);
  const longTasks = await watchLongTasks(page);
  await dialog.getByRole("tab", { name: /^Feed posts/ }).click();
  const newest = entriesOf(dialog, "Feed posts").filter({ hasText: /^.*post 59 /s });
  await newest.getByRole("button", { name: /^Comment on/ }).click();
  await eventually("the editor has the focus", () => isFocused(dialog.getByRole("textbox", { name: "Comment" })));
  await page.keyboard.type("half a thought");
  const scroller = dialog.getByRole("group", { name: "Feed posts" });
  await scrollToEnd(scroller, dialog.getByText(/^post 0\s*$/));
  assert.ok((await entriesOf(dialog, "Feed posts").count()) < 40, "only what is in sight is in the page");
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  assert.match(await dialog.getByRole("textbox", { name: "Comment" }).innerText(), /half a thought/);
  context.diagnostic(await longTasks());
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await dialog.getByRole("button", { name: "Stay" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await dialogClosed(page);
  await close();
});

test("VIEW-4 hostile posts do nothing but be read", async () => {
  const mark = "feedRan";
  const one = await linkedCase("SUP-10");
  const item = await postTo(one.id, { Body: hostile(mark) });
  await site.stack.salesforce("/sobjects/FeedComment", "POST", { FeedItemId: item, CommentBody: hostile(mark) });
  await postTo(one.id, { Type: "LinkPost", LinkUrl: "https://a.example/", Title: `\u202Egnp.exe <script>window.${mark} = 1</script>`, Body: "x" });
  const { page, dialog, close } = await openDetails(site, "SUP-10", one.number, "Feed posts");
  await dialog.getByText("press me").first().waitFor();
  assert.ok(!(await hasRun(page, mark)));
  assert.ok(await isUnbroken(dialog));
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in the feed ${theme}`, async () => {
    const issue = theme === "light" ? "SUP-11" : "SUP-12";
    const one = await linkedCase(issue);
    await site.stack.salesforce(`/sobjects/Case/${one.id}`, "PATCH", { Status: "Working", Priority: "High" });
    const item = await postTo(one.id, { Body: "<p>The <b>reset link</b> is cut at a plus sign:</p><ul><li>in mail clients</li><li>not in browsers</li></ul>", IsRichText: true });
    await site.stack.salesforce("/sobjects/FeedComment", "POST", { FeedItemId: item, CommentBody: "Then we encode it. Fix is on its way." });
    const { page, dialog, close } = await openDetails(site, issue, one.number, "Feed posts", { theme });
    await dialog.getByText("Then we encode it.").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    await picture(page.getByRole("dialog"), `feed-${theme}`);
    await dialog.getByRole("button", { name: "Share an update" }).click();
    await dialog.getByRole("textbox", { name: "Post" }).waitFor();
    await page.keyboard.type("Deployed to staging. ");
    await page.keyboard.press("ControlOrMeta+K");
    await dialog.getByRole("textbox", { name: "Address of the link" }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    if (theme === "light") await picture(page.getByRole("dialog"), "feed-editor-light");
    await close();
  });

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
