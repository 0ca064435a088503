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

test("CRT-1 a record is created by keyboard alone", async () => {
  const [other] = await site.newCases({ Subject: "other" });
  await site.link("SUP-2", [other.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  await frame.locator("body").focus();
  await tabTo(page, frame.getByRole("button", { name: "Create", exact: true }));
  await page.keyboard.press("Enter");

  const dialog = dialogOf(page);
  await tabTo(page, dialog.getByLabel("Subject"));
  await page.keyboard.press("ControlOrMeta+A");
  const subject = `By keyboard ${process.pid}`;
  await page.keyboard.type(subject);
  await tabTo(page, dialog.locator('[data-field="Priority"]').getByRole("combobox"));
  await page.keyboard.type("Low");
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.locator('[data-field="Billable__c"]').getByRole("checkbox"));
  await page.keyboard.press("Space");
  await tabTo(page, dialog.getByRole("button", { name: "Create", exact: true }));
  await page.keyboard.press("Enter");
  await dialogClosed(page);

  const [made] = await site.casesWith(subject);
  assert.equal(made.Priority, "Low");
  const { Billable__c } = await site.stack.salesforce(`/sobjects/Case/${made.Id}?fields=Billable__c`);
  assert.equal(Billable__c, true);
  await eventually("the focus is back on the opener", () =>
    isFocused(frame.getByRole("button", { name: "Create", exact: true })),
  );
  await close();
});

test("Escape closes an open menu before it closes the dialog", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = dialogOf(page);
  const priority = dialog.locator('[data-field="Priority"]').getByRole("combobox");
  await priority.focus();
  await page.keyboard.press("ArrowDown");
  await dialog.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await dialog.getByRole("option").first().waitFor({ state: "detached" });
  assert.equal(await page.getByRole("dialog").count(), 1, "the dialog stays");
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("UNL-1 records are looked at and unlinked by keyboard alone", async () => {
  const [one] = await site.newCases({ Subject: "keys" });
  await site.link("SUP-4", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  const name = frame.getByRole("button", { name: one.number, exact: true });
  await name.waitFor();
  await frame.locator("body").focus();
  await tabTo(page, name);
  await page.keyboard.press("Enter");
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await eventually("the focus is back on the name", () => isFocused(name));

  await page.keyboard.press("Shift+Tab");
  assert.ok(await isFocused(frame.getByRole("checkbox", { name: `Select ${one.number}` })));
  await page.keyboard.press("Space");
  const unlink = frame.getByRole("button", { name: "Unlink", exact: true });
  for (let presses = 0; presses < 20 && !(await isFocused(unlink)); presses += 1) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Unlink 1 record" }));
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await close();
});
