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

test("LNK-1 search by enter and by icon shows the search fields", async () => {
  const [one] = await site.newCases({ Subject: "printer", Priority: "High" });
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  await frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  const keywords = dialog.getByLabel("Search", { exact: true }).first();
  const word = one.subject.split(" ")[0] ?? "";

  await keywords.fill(word);
  await keywords.press("Enter");
  const row = dialog.getByRole("row").filter({ hasText: one.number });
  await row.waitFor();
  assert.deepEqual(
    (await dialog.getByRole("columnheader").allInnerTexts()).slice(1).map((text) => text.trim()),
    ["Case Number", "Subject", "Contact", "Account", "Status"],
    "the configured search fields are the columns",
  );
  assert.match(await row.innerText(), new RegExp(one.subject));

  await keywords.fill("Weftline that nothing is called");
  await dialog.getByRole("button", { name: "Search", exact: true }).click();
  await dialog.getByText("match \"Weftline that nothing is called\"").waitFor();
  assert.equal(await dialog.getByRole("row").count(), 0);
  await close();
});

test("LNK-2 several records are linked at once and linked ones are marked", async () => {
  const [one, two, three] = await site.newCases({ Subject: "scanner" }, { Subject: "scanner" }, { Subject: "scanner" });
  await site.link("SUP-3", [three.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  await frame.getByText(three.number, { exact: true }).first().waitFor();
  await frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill("scanner");
  await page.keyboard.press("Enter");

  const linked = dialog.getByRole("row").filter({ hasText: three.number });
  await linked.getByText("Linked").waitFor();
  assert.equal(await linked.getByRole("checkbox").count(), 0, "what is linked cannot be chosen again");
  assert.ok(await dialog.getByRole("button", { name: "Link records" }).isDisabled());
  await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await dialog.getByRole("checkbox", { name: `Select ${two.number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 2 records" }).click();
  await dialogClosed(page);

  await page.getByText("2 records linked").waitFor();
  for (const { number } of [one, two, three]) await frame.getByRole("button", { name: number, exact: true }).waitFor();
  await close();
});

test("LNK-2 the other panel shows what was linked", async () => {
  const [one] = await site.newCases({ Subject: "modem" });
  const { page, compact, list, close } = await site.openIssue("SUP-4");
  await list.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill(one.subject);
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 1 record" }).click();
  await dialogClosed(page);
  await list.getByText(one.number, { exact: true }).first().waitFor();
  await compact.getByText(one.number, { exact: true }).first().waitFor();
  await close();
});

test("LNK-2 by keyboard alone and the focus returns", async () => {
  const [one] = await site.newCases({ Subject: "router" });
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-5" });
  const opener = frame.getByRole("button", { name: "Link", exact: true });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().waitFor();
  await page.keyboard.type(one.subject);
  await page.keyboard.press("Enter");
  const box = dialog.getByRole("checkbox", { name: `Select ${one.number}` });
  await box.waitFor();
  await tabTo(page, box);
  await page.keyboard.press("Space");
  const submit = dialog.getByRole("button", { name: "Link 1 record" });
  await tabTo(page, submit);
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  await frame.getByRole("button", { name: one.number, exact: true }).waitFor();

  await frame.getByRole("button", { name: "Link", exact: true }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByLabel("Search", { exact: true }).first().waitFor();
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await eventually("the focus is back on the opener", () => isFocused(frame.getByRole("button", { name: "Link", exact: true })));
  await close();
});
