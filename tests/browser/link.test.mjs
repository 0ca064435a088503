import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  dialogClosed,
  dialogOf,
  eventually,
  isFocused,
  JANE_DOE,
  picture,
  startSite,
  tabTo,
  violations,
} from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/**
 * Opens the link dialog on an issue's list and searches.
 * @param {string} issue
 * @param {string} keywords
 * @param {"light" | "dark"} [theme]
 */
async function search(issue, keywords, theme = "light") {
  const opened = await site.open("weftline-list", { issue, theme });
  await opened.frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(opened.page);
  await dialog.getByLabel("Search", { exact: true }).first().fill(keywords);
  await opened.page.keyboard.press("Enter");
  return { ...opened, dialog };
}

/** What is linked to an issue. @param {string} issue @returns {Promise<string[]>} */
const linkedTo = async (issue) =>
  (await site.stack.call({ account: JANE_DOE, module: "weftline-list", issue }, "linked", {})).recordIds;

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

for (const [policy, sentence] of /** @type {const} */ ([
  ["nothing", "Linking copies no values."],
  ["emptyFields", "Linking fills mapped fields that are empty on one side from the other."],
  ["salesforceFillsJira", "Linking overwrites this work item’s mapped fields with the record’s values."],
  ["jiraFillsSalesforce", "Linking overwrites the record’s mapped fields with this work item’s values."],
])) {
  test(`LNK-3 the dialog says what is copied: ${policy}`, async () => {
    await site.set({ firstSync: policy });
    const { page, frame, close } = await site.open("weftline-compact", { issue: "SUP-6", width: 800 });
    await frame.getByRole("button", { name: /^Link/ }).first().click();
    await dialogOf(page).getByText(sentence, { exact: true }).waitFor();
    await close();
    await site.set({ firstSync: "nothing" });
  });
}

test("LNK-3 SYNC-8 a record that is linked is filled from the issue by itself, and what stands against it is told with what happens next", async () => {
  const { objects } = await site.configuration();
  const { mapping } = objects[0].mappings.find((/** @type {any} */ each) => each.project === "*");
  const fields = mapping.fields.map((/** @type {any} */ each) => (each.field === "Subject" ? { ...each, direction: "both" } : each));
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields } } });
  await site.set({ firstSync: "jiraFillsSalesforce" });
  try {
    const [one] = await site.newCases({ Subject: "to be filled" });
    const { summary } = (await site.stack.jira(JANE_DOE, "/issue/SUP-20?fields=summary")).fields;
    const { page, frame, dialog, close } = await search("SUP-20", one.number);
    await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
    await site.addFault({ method: "POST", path: "/services/data/*/composite", fault: { kind: "serverError", status: 503 } });
    await dialog.getByRole("button", { name: "Link 1 record" }).click();
    await dialogClosed(page);
    await frame.getByRole("button", { name: one.number, exact: true }).waitFor();

    const panel = { account: JANE_DOE, module: "weftline-list", issue: "SUP-20" };
    const told = async () => (await site.stack.call(panel, "panel", { view: "list", stored: true })).setback;
    await eventually("what went wrong is kept", async () => (await told()) !== null);
    assert.deepEqual((await told()).undertaking, { kind: "firstSync", recordId: one.id, object: "Case" });
    const again = await site.open("weftline-list", { issue: "SUP-20" });
    await again.frame.locator("[data-setback]").getByText("Weftline tries again by itself.").first().waitFor();
    await again.close();

    await site.clearFaults();
    const { number } = one;
    for (let waits = 0; waits < 8 && (await told()) !== null; waits += 1) {
      await site.wait(5 * 60_000);
      await eventually("it was tried again", async () => (await told()) === null).catch(() => undefined);
    }
    assert.equal(await told(), null, "it has gone well in the end");
    const subjectOf = async () => (await site.stack.salesforce(`/sobjects/Case/${one.id}?fields=Subject`)).Subject;
    await eventually("the record has the issue's summary", async () => (await subjectOf()) === summary);
    await frame.getByRole("button", { name: "Refresh" }).or(frame.getByRole("button", { name: /refresh/i })).first().click();
    await frame.getByRole("button", { name: "Refresh" }).click();
    await frame.getByRole("row").filter({ hasText: number }).getByText(summary).waitFor();

    const why = await site.open("weftline-list", { issue: "SUP-20" });
    await why.frame.getByRole("button", { name: "More actions" }).click();
    await why.frame.getByRole("menuitem", { name: /^Why/ }).click();
    await dialogOf(why.page).getByText("A record was linked, and the two were filled from one another.").first().waitFor();
    await why.close();
    await close();
  } finally {
    await site.clearFaults();
    await site.set({ firstSync: "nothing" });
    await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: mapping } });
  }
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`LNK-4 a record of another issue is linked once that is confirmed, others at once ${theme}`, async () => {
    const [shared, own] = await site.newCases({ Subject: `shared ${theme}` }, { Subject: `own ${theme}` });
    await site.link("SUP-7", [shared.id]);
    const issue = theme === "light" ? "SUP-8" : "SUP-9";
    const { page, frame, dialog, close } = await search(issue, theme, theme);
    const row = dialog.getByRole("row").filter({ hasText: shared.number });
    await row.getByText("On 1 other work item").waitFor();
    for (const { number } of [shared, own]) await dialog.getByRole("checkbox", { name: `Select ${number}` }).check({ force: true });
    await dialog.getByRole("button", { name: "Link 2 records" }).click();

    const question = dialog.locator('[data-question="share"]');
    await question.getByText("This record is linked to another work item").waitFor();
    assert.match(await question.innerText(), new RegExp(`${shared.number}[\\s\\S]*On 1 other work item`));
    await question.getByText("1 other record has been linked.").waitFor();
    await eventually("the focus is on the question", () => isFocused(question));
    assert.deepEqual(await linkedTo(issue), [own.id], "nothing is shared unasked");
    assert.deepEqual(await violations(page), []);
    await picture(page.getByRole("dialog"), `share-${theme}`);

    const also = dialog.getByRole("button", { name: "Link it here too" });
    await tabTo(page, also);
    await page.keyboard.press("Enter");
    await dialogClosed(page);
    await page.getByText("2 records linked").waitFor();
    for (const { number } of [shared, own]) await frame.getByRole("button", { name: number, exact: true }).waitFor();
    assert.deepEqual((await linkedTo(issue)).sort(), [shared.id, own.id].sort());
    await close();
  });
}

test("LNK-4 who does not confirm goes back to the search, or keeps what was linked", async () => {
  const [shared, own] = await site.newCases({ Subject: "declined" }, { Subject: "declined" });
  await site.link("SUP-7", [shared.id]);
  const { page, dialog, close } = await search("SUP-10", "declined");
  await dialog.getByRole("checkbox", { name: `Select ${shared.number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 1 record" }).click();
  await dialog.getByRole("button", { name: "Do not link" }).click();
  const box = dialog.getByRole("checkbox", { name: `Select ${shared.number}` });
  await box.waitFor();
  assert.equal(await box.isChecked(), false, "it is not chosen any more");
  assert.deepEqual(await linkedTo("SUP-10"), []);

  for (const { number } of [shared, own]) await dialog.getByRole("checkbox", { name: `Select ${number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 2 records" }).click();
  await dialog.getByRole("button", { name: "Do not link" }).click();
  await dialogClosed(page);
  await page.getByText("1 was not linked: it is linked to another work item.").waitFor();
  assert.deepEqual(await linkedTo("SUP-10"), [own.id]);
  await close();
});

test("LNK-4 where the admin refuses it, records of other issues cannot be chosen, and where it is allowed nobody is asked", async () => {
  const [shared] = await site.newCases({ Subject: "policies" });
  await site.link("SUP-7", [shared.id]);
  await site.set({ sharing: "refused" });
  try {
    const refused = await search("SUP-11", "policies");
    const row = refused.dialog.getByRole("row").filter({ hasText: shared.number });
    await row.getByText("Linked to another work item").waitFor();
    assert.equal(await row.getByRole("checkbox").count(), 0);
    await refused.close();

    // Someone links it elsewhere while the results are open.
    const [late] = await site.newCases({ Subject: "policies late" });
    const open = await search("SUP-11", "late");
    await open.dialog.getByRole("checkbox", { name: `Select ${late.number}` }).check({ force: true });
    await site.link("SUP-7", [late.id]);
    await open.dialog.getByRole("button", { name: "Link 1 record" }).click();
    await open.dialog.getByText("1 record was not linked").waitFor();
    assert.deepEqual(await violations(open.page), []);
    assert.deepEqual(await linkedTo("SUP-11"), []);
    await open.close();

    await site.set({ sharing: "allowed" });
    const allowed = await search("SUP-11", "policies");
    await allowed.dialog.getByRole("checkbox", { name: `Select ${shared.number}` }).check({ force: true });
    await allowed.dialog.getByRole("button", { name: "Link 1 record" }).click();
    await dialogClosed(allowed.page);
    await allowed.page.getByText("1 record linked").waitFor();
    await allowed.close();
  } finally {
    await site.set({ sharing: "warned" });
  }
});

test("LNK-2 linking that fails says so, and trying again links", async () => {
  const [one] = await site.newCases({ Subject: "retry link" });
  const { page, dialog, close } = await search("SUP-12", one.subject);
  await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await dialog.getByRole("button", { name: "Link 1 record" }).click();
  await dialog.locator('[data-failure="salesforceUnavailable"]').waitFor();
  await site.clearFaults();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialogClosed(page);
  assert.deepEqual(await linkedTo("SUP-12"), [one.id]);
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
