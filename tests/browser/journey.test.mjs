import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, isFocused, startSite, tabTo } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

test("PNL-4 LNK-1 LNK-2 LNK-4 CRT-1 CRT-4 VIEW-1 VIEW-2 VIEW-3 VIEW-4 VIEW-5 UNL-1 a whole day with an issue goes by keyboard alone", async () => {
  const [one] = await site.newCases({ Subject: "by keys" });
  await site.stack.salesforce("/sobjects/EmailMessage", "POST", {
    ParentId: one.id,
    Status: "0",
    Incoming: true,
    FromAddress: "olivia@example.com",
    ToAddress: "support@weftline.example",
    Subject: "It still does not work",
    TextBody: "Could you look again?",
  });
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-8" });
  const press = (/** @type {string} */ key) => page.keyboard.press(key);
  const button = (/** @type {string} */ name) => frame.getByRole("button", { name, exact: true });
  const dialog = dialogOf(page);
  await button("Link").waitFor();
  await frame.locator("body").focus();

  // A record is found and linked.
  await tabTo(page, button("Link"));
  await press("Enter");
  await tabTo(page, dialog.getByLabel("Search", { exact: true }).first());
  await page.keyboard.type(one.number);
  await press("Enter");
  await tabTo(page, dialog.getByRole("checkbox", { name: `Select ${one.number}` }));
  await press("Space");
  await tabTo(page, dialog.getByRole("button", { name: "Link 1 record" }));
  await press("Enter");
  await dialogClosed(page);
  await button(one.number).waitFor();
  // The button of the empty panel is gone: the focus is on the panel's heading.
  await eventually("the focus is in the panel", () => isFocused(frame.getByRole("heading", { level: 1 })));

  // Another one is created.
  await tabTo(page, button("Create"));
  await press("Enter");
  await tabTo(page, dialog.getByLabel("Subject"));
  await press("ControlOrMeta+A");
  const subject = `A day by keys ${process.pid}`;
  await page.keyboard.type(subject);
  await tabTo(page, dialog.getByRole("button", { name: "Create", exact: true }));
  await press("Enter");
  await dialogClosed(page);
  const [made] = await site.casesWith(subject);
  await button(made.CaseNumber).waitFor();

  // It becomes the primary one.
  await tabTo(page, frame.getByRole("button", { name: new RegExp(`primary.*${made.CaseNumber}|${made.CaseNumber}.*primary`, "i") }));
  await press("Enter");
  const row = frame.locator(`tr[data-record="${made.Id}"]`);
  await row.getByText(/primary/i).first().waitFor({ state: "attached" });

  // The first one's details, tab by tab.
  await tabTo(page, button(one.number));
  await press("Enter");
  await dialog.locator("dl").waitFor();
  await eventually("the dialog has the focus", () => dialog.locator("body").evaluate(() => document.hasFocus()));
  await tabTo(page, dialog.getByRole("tab", { name: "Details" }));
  await press("ArrowRight");
  await dialog.getByRole("tab", { name: /^Comments/, selected: true }).waitFor();
  await tabTo(page, dialog.getByRole("button", { name: "Add a comment" }));
  await press("Enter");
  await page.keyboard.type("Looked at by keys");
  await press("ControlOrMeta+Enter");
  await dialog.getByText("Comment posted.").waitFor({ state: "attached" });

  await tabTo(page, dialog.getByRole("tab", { name: /^Comments/ }));
  await press("ArrowRight");
  await dialog.getByRole("tab", { name: /^Feed/, selected: true }).waitFor();
  await tabTo(page, dialog.getByRole("button", { name: /^Share an update/ }));
  await press("Enter");
  const post = dialog.getByRole("textbox", { name: "Post", exact: true });
  await post.waitFor();
  await eventually("the editor has the focus", () => isFocused(post));
  await page.keyboard.type("Posted by keys");
  await press("ControlOrMeta+Enter");
  await dialog.getByRole("list").getByText("Posted by keys").first().waitFor();

  await tabTo(page, dialog.getByRole("tab", { name: /^Feed/ }));
  await press("ArrowRight");
  await dialog.getByRole("tab", { name: /^Emails/, selected: true }).waitFor();
  await dialog.frameLocator("iframe[sandbox]").getByText("Could you look again?").waitFor();
  await press("Escape");
  await dialogClosed(page);
  await eventually("the focus is back on the name", () => isFocused(button(one.number)));

  // It is unlinked.
  const select = frame.getByRole("checkbox", { name: `Select ${one.number}` });
  for (let presses = 0; presses < 20 && !(await isFocused(select)); presses += 1) await press("Shift+Tab");
  await press("Space");
  for (let presses = 0; presses < 60 && !(await isFocused(button("Unlink"))); presses += 1) await press("Shift+Tab");
  await press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Unlink 1 record" }));
  await press("Enter");
  await dialogClosed(page);
  await button(one.number).waitFor({ state: "detached" });

  const stored = await site.stack.salesforce(
    `/query?q=${encodeURIComponent(`SELECT CommentBody, IsPublished FROM CaseComment WHERE ParentId = '${one.id}'`)}`,
  );
  assert.deepEqual(
    stored.records.map((/** @type {any} */ { CommentBody, IsPublished }) => [CommentBody, IsPublished]),
    [["Looked at by keys\n\nJane Doe via Jira (SUP-8)", false]],
  );
  await close();
});
