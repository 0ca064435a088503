import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { hasRun, hostile, isUnbroken, openDetails, watchLongTasks } from "./details-support.mjs";
import { eventually, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

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

/** The image of one dot. */
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/**
 * A case that is linked to an issue, with these messages, the oldest first.
 * @param {string} issue
 * @param {Record<string, unknown>[]} messages
 */
async function caseWith(issue, ...messages) {
  const [one] = await site.newCases({ Subject: "emails" });
  await site.link(issue, [one.id]);
  /** @type {string[]} */
  const ids = [];
  for (const [at, fields] of messages.entries()) {
    const { id } = await site.stack.salesforce("/sobjects/EmailMessage", "POST", {
      ParentId: one.id,
      Incoming: true,
      Status: "0",
      FromAddress: "jane@customer.example",
      FromName: "Jane Customer",
      ToAddress: "support@acme.example",
      MessageDate: new Date(Date.UTC(2026, 10, 1, 8 + at)).toISOString(),
      ...fields,
    });
    ids.push(id);
  }
  return { ...one, ids };
}

/** @param {FrameLocator} dialog */
const messages = (dialog) => dialog.getByRole("listbox", { name: "Emails, newest first" }).getByRole("option");

/** The frame of the message's body. @param {FrameLocator} dialog */
const body = (dialog) => dialog.locator('iframe[title^="Text of the email"]');

test("VIEW-5 messages are listed in threads, and the newest is shown in a frame that runs nothing", async () => {
  const one = await caseWith(
    "SUP-2",
    { Subject: "Cannot sign in", MessageIdentifier: "<1@x.example>", ThreadIdentifier: "<1@x.example>", HtmlBody: "<p>first</p>" },
    { Subject: "Another matter", MessageIdentifier: "<2@x.example>", ThreadIdentifier: "<2@x.example>", HtmlBody: "<p>another</p>" },
    { Subject: "Re: Cannot sign in", MessageIdentifier: "<3@x.example>", ThreadIdentifier: "<1@x.example>", HtmlBody: "<p style='color:#036'>It is <b>urgent</b>. <a href='https://example.com/'>See</a></p>" },
  );
  const { dialog, close } = await openDetails(site, "SUP-2", one.number, "Emails");
  await messages(dialog).nth(2).waitFor();
  const shown = await messages(dialog).allInnerTexts();
  assert.match(shown[0] ?? "", /Jane Customer[\s\S]*Re: Cannot sign in/);
  assert.match(shown[1] ?? "", /Earlier in this conversation/);
  assert.match(shown[2] ?? "", /Another matter/);
  await dialog.getByRole("heading", { name: "Re: Cannot sign in", level: 2 }).waitFor();
  const frame = body(dialog);
  const text = frame.contentFrame();
  await text.locator("b", { hasText: "urgent" }).waitFor();
  const sandbox = ((await frame.getAttribute("sandbox")) ?? "").split(" ");
  assert.ok(!sandbox.includes("allow-scripts") && !sandbox.includes("allow-same-origin"), sandbox.join(" "));
  assert.equal(await text.locator("html").evaluate(() => window.origin), "null");

  await messages(dialog).nth(2).click();
  await dialog.getByRole("heading", { name: "Another matter", level: 2 }).waitFor();
  await text.getByText("another").waitFor();
  await close();
});

test("VIEW-5 a message is chosen by keyboard alone", async () => {
  const one = await caseWith("SUP-3", { Subject: "Older", TextBody: "the older\ntext" }, { Subject: "Newer", TextBody: "the newer text" });
  const { page, dialog, close } = await openDetails(site, "SUP-3", one.number);
  await tabTo(page, dialog.getByRole("tab", { name: "Details" }));
  await page.keyboard.press("End");
  await dialog.getByRole("tab", { name: /^Emails/, selected: true }).waitFor();
  await tabTo(page, dialog.getByRole("listbox", { name: "Emails, newest first" }));
  await page.keyboard.press("ArrowDown");
  const list = dialog.getByRole("listbox", { name: "Emails, newest first" });
  const active = await list.getAttribute("aria-activedescendant");
  assert.match(await dialog.locator(`[id="${active}"]`).innerText(), /Older/);
  await dialog.getByRole("heading", { name: "Newer", level: 2 }).waitFor();
  await page.keyboard.press("Enter");
  await dialog.getByRole("heading", { name: "Older", level: 2 }).waitFor();
  assert.match(await body(dialog).contentFrame().locator("body").innerText(), /the older\ntext/);
  await close();
});

test("VIEW-5 TGL-12 pictures in a message are shown, those from elsewhere never", async () => {
  const one = await caseWith("SUP-4", {
    Subject: "With a picture",
    HtmlBody: `<p>Here: <img src="cid:dot.png@1" alt="dot"></p><img src="https://tracker.example/pixel.png" alt="tracked" width="200" height="50"><p>there</p>`,
  });
  await site.stack.salesforce("/sobjects/Attachment", "POST", { ParentId: one.ids[0], Name: "dot.png", ContentType: "image/png", Body: DOT });
  /** @type {string[]} */
  const asked = [];
  const { page, dialog, close } = await openDetails(site, "SUP-4", one.number);
  page.on("request", (request) => asked.push(request.url()));
  await dialog.getByRole("tab", { name: /^Emails/ }).click();
  const image = body(dialog).contentFrame().locator('img[src][alt="dot"]');
  await image.waitFor();
  await eventually("it is shown", () => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth > 0));
  await dialog.getByText("Pictures from the internet are not loaded").waitFor();
  assert.deepEqual(asked.filter((url) => /tracker|salesforce\.com/.test(url)), []);
  await close();
  try {
    await site.set({ showImages: false });
    const without = await openDetails(site, "SUP-4", one.number, "Emails");
    await body(without.dialog).contentFrame().getByText("there").waitFor();
    assert.equal(await body(without.dialog).contentFrame().locator("img[src]").count(), 0);
    await without.close();
  } finally {
    await site.set({ showImages: true });
  }
});

test("VIEW-5 attachments are named and lead to Salesforce", async () => {
  const one = await caseWith("SUP-5", { Subject: "With a file", TextBody: "attached" });
  await site.stack.salesforce("/sobjects/Attachment", "POST", { ParentId: one.ids[0], Name: "invoice \u202Egnp.exe", ContentType: "application/octet-stream", Body: DOT });
  const { dialog, close } = await openDetails(site, "SUP-5", one.number, "Emails");
  const file = dialog.getByRole("list", { name: "Attachments" }).getByRole("link");
  await file.waitFor();
  assert.equal(await file.innerText(), "invoice gnp.exe", "its name cannot be turned round");
  assert.match((await file.getAttribute("href")) ?? "", /^https:\/\/[^/]*salesforce\.com\//);
  await close();
});

test("VIEW-5 a message of two megabytes does not block the page", async (context) => {
  const one = await caseWith("SUP-6", { Subject: "Two megabytes", HtmlBody: "<p>small</p>" }, { Subject: "Short", TextBody: "short" });
  const { page, dialog, close } = await openDetails(site, "SUP-6", one.number, "Emails");
  await messages(dialog).nth(1).waitFor();
  // Salesforce's own e-mails end at 131,072 characters: the page is given more than it could ever get.
  const row = `<tr><td style="padding:4px">A row of a very long report</td><td><b>12,345.67</b></td></tr>`;
  const html = `<table>${row.repeat(Math.ceil((2 * 1024 * 1024) / row.length))}</table>`;
  await page.route("**/api/invoke", async (route) => {
    if (route.request().postDataJSON().functionKey !== "email") return route.continue();
    const answer = await (await route.fetch()).json();
    answer.body.view.html = html;
    return route.fulfill({ json: answer });
  });
  const longTasks = await watchLongTasks(page);
  await messages(dialog).nth(1).click();
  await body(dialog).contentFrame().getByText("A row of a very long report").first().waitFor();
  await messages(dialog).nth(0).click();
  await dialog.getByRole("heading", { name: "Short", level: 2 }).waitFor();
  context.diagnostic(await longTasks());
  await close();
});

test("VIEW-5 hostile messages do nothing but be read", async () => {
  const mark = "emailRan";
  const one = await caseWith("SUP-7", { Subject: `\u202E<script>window.${mark} = 1</script>`, FromName: "w".repeat(70), HtmlBody: hostile(mark) });
  const { page, dialog, close } = await openDetails(site, "SUP-7", one.number, "Emails");
  await body(dialog).contentFrame().getByText("press me").first().waitFor();
  assert.ok(!(await hasRun(page, mark)));
  assert.ok(await isUnbroken(dialog));
  assert.ok(page.frames().every((frame) => !frame.url().includes("evil.example")));
  await close();
});

test("TGL-13 VIEW-5 there is no tab when e-mails are switched off, and an org without them says so", async () => {
  const one = await caseWith("SUP-8", { Subject: "unseen", TextBody: "unseen" });
  try {
    await site.set({ showEmails: false });
    const blind = await openDetails(site, "SUP-8", one.number);
    assert.equal(await blind.dialog.getByRole("tab", { name: /^Emails/ }).count(), 0);
    await blind.close();
  } finally {
    await site.set({ showEmails: true });
  }
  await site.stack.control("org", "POST", { emailToCase: false });
  try {
    const { page, dialog, close } = await openDetails(site, "SUP-8", one.number, "Emails");
    await dialog.getByText("Email-to-Case is switched off in your Salesforce org").waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  } finally {
    await site.stack.control("org", "POST", { emailToCase: true });
  }
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in emails ${theme}`, async () => {
    const issue = theme === "light" ? "SUP-9" : "SUP-10";
    const one = await caseWith(
      issue,
      { Subject: "Cannot sign in after the password reset", MessageIdentifier: "<1@y.example>", ThreadIdentifier: "<1@y.example>", TextBody: "Hello" },
      { Subject: "Re: Cannot sign in after the password reset", Incoming: false, Status: "3", FromName: "Acme Support", FromAddress: "support@acme.example", ToAddress: "jane@customer.example", ThreadIdentifier: "<1@y.example>", TextBody: "Hello Jane" },
      { Subject: "Re: Cannot sign in after the password reset", CcAddress: "it@customer.example", ThreadIdentifier: "<1@y.example>", HtmlBody: "<p>Hello,</p><p>I used <b>Chrome 142</b> on Windows. The link that I was sent ends at the plus sign.</p><p>Jane</p>" },
    );
    await site.stack.salesforce("/sobjects/Attachment", "POST", { ParentId: one.ids[2], Name: "screenshot.pdf", ContentType: "application/pdf", Body: DOT });
    const { page, dialog, close } = await openDetails(site, issue, one.number, "Emails", { theme });
    await body(dialog).contentFrame().getByText("Chrome 142").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(dialog), []);
    await picture(page.getByRole("dialog"), `emails-${theme}`);
    await close();
  });

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
