import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, JANE_DOE, SAM_VIEWER, startSite, tabTo } from "./support.mjs";
import {
  attachments,
  casesOf,
  check,
  create,
  csv,
  fill,
  give,
  HEADER,
  newPrefix,
  number,
  openUpload,
  PATIENT,
  resultFiles,
  sameSubjects,
  tickets,
  toMapping,
} from "./upload-support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await site.set({ allowBulk: true });
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

test("TGL-10 BLK-1 only where bulk creation is allowed do both panels have an upload button", async () => {
  await site.set({ allowBulk: false });
  const before = await site.open("weftline-list", { issue: "SUP-30" });
  await before.frame.getByRole("button", { name: "Link", exact: true }).waitFor();
  assert.equal(await before.frame.getByRole("button", { name: /^Upload/ }).count(), 0);
  await before.close();
  await site.set({ allowBulk: true });
  const [linked] = await site.newCases({ Subject: "shown" });
  await site.link("SUP-31", [linked.id]);
  for (const module of ["weftline-compact", "weftline-list"])
    for (const issue of ["SUP-30", "SUP-31"]) {
      const { frame, page, close } = await site.open(module, { issue });
      await frame.getByRole("button", { name: /^Upload/ }).click();
      await dialogOf(page).getByText("Drop a CSV file here").waitFor();
      await close();
    }
  const viewer = await site.open("weftline-list", { issue: "SUP-31", account: SAM_VIEWER });
  await viewer.frame.getByText(linked.number, { exact: true }).waitFor();
  assert.equal(await viewer.frame.getByRole("button", { name: /^Upload/ }).count(), 0);
  await viewer.close();
});

test("BLK-2 BLK-10 only CSV files are taken and the page says how large they may be", async () => {
  const { dialog, page, close } = await openUpload(site, "SUP-30");
  await dialog.getByText("Only .csv files, up to 100 MB and 200,000 rows.").waitFor();
  await give(dialog, { name: "tickets.xlsx", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("PK") });
  await dialog.getByText("“tickets.xlsx” is not a CSV file").waitFor();
  await give(dialog, { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.alloc(0) });
  await dialog.getByText("“empty.csv” is empty").waitFor();
  // What is dropped is judged in the same way.
  const dropped = await dialog.locator("body").evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["a"], "one.csv"));
    data.items.add(new File(["b"], "two.csv"));
    return data;
  });
  await dialog.getByText("Drop a CSV file here").dispatchEvent("drop", { dataTransfer: dropped });
  await dialog.getByText("One file at a time").waitFor();
  const files = await attachments(site, "SUP-30");
  assert.deepEqual(files, []);
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("BLK-1 a refusal by Jira is told with what to do", async () => {
  const { dialog, page, close } = await openUpload(site, "SUP-30");
  const file = csv("refused.csv", [HEADER, ...tickets(newPrefix(), 1)]);
  const refuse = (/** @type {number} */ status, /** @type {string} */ text) =>
    page.route("**/attachments", (route) => route.fulfill({ status, json: { errorMessages: [text], errors: {} } }));
  await refuse(413, "The file is too large.");
  await give(dialog, file);
  await dialog.locator('[data-refused="jiraLarge"]').getByText("Jira said: The file is too large.").waitFor();
  await page.unroute("**/attachments");
  await refuse(403, "You do not have permission.");
  await give(dialog, file);
  await dialog.locator('[data-refused="forbidden"]').getByText("permission to create attachments").waitFor();
  site.complaints.length = 0;
  await close();
});

test("BLK-3 BLK-4 BLK-5 BLK-6 three rows become three linked cases", async () => {
  const prefix = newPrefix();
  const rows = tickets(prefix, 3);
  const { dialog, page, frame, close } = await openUpload(site, "SUP-32");
  await toMapping(dialog, csv("three.csv", [[...HEADER, "Nobody wants it"], ...rows.map((row) => [...row, "x"])]));
  // What Jira fills stays so, what has the field's name as its header is matched, and the rest is looked at by people.
  const row = (/** @type {string} */ field) => dialog.locator(`[data-field="${field}"]`);
  assert.equal(await row("Subject").getAttribute("data-source"), "jira");
  assert.equal(await row("Origin").getAttribute("data-source"), "column");
  await row("Origin").getByText("By header").waitFor();
  await row("Origin").locator("ol").getByText("Email", { exact: true }).waitFor();
  await dialog.getByText("3 columns fill nothing: Subject, Text, Nobody wants it").waitFor();
  await row("Subject").getByText("The file has a column “Subject” that does not fill it.").waitFor();
  await fill(dialog, "Subject", "Subject");
  await row("Subject").getByText("that does not fill it").waitFor({ state: "detached" });
  await fill(dialog, "Description", "Text");
  await dialog.getByText("Column that fills nothing: Nobody wants it").waitFor();
  // Only what is looked for is shown.
  await dialog.getByLabel("Find a field").fill("descr");
  await row("Subject").waitFor({ state: "detached" });
  await row("Description").getByText('Row 1 says "hello", twice').waitFor();
  await dialog.getByLabel("Find a field").fill("");
  await check(dialog);
  await dialog.getByRole("heading", { name: "3 rows can be created" }).waitFor();

  // Cancel leads back to the table, and nothing was created.
  await dialog.getByRole("button", { name: "Create 3 cases" }).click();
  const confirm = dialog.getByRole("dialog");
  await confirm.getByText("3 cases are created in Salesforce from three.csv.").waitFor();
  await confirm.getByRole("button", { name: "Cancel" }).click();
  await row("Subject").waitFor();
  assert.equal(await row("Subject").getAttribute("data-source"), "column");
  assert.deepEqual(await casesOf(site, prefix), []);

  await check(dialog);
  await create(dialog, "3");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  assert.deepEqual(
    [await number(dialog, "created"), await number(dialog, "failed"), await number(dialog, "linked")],
    [3, 0, 3],
  );
  const cases = await casesOf(site, prefix, "Id, Subject, Origin, Description, CaseNumber");
  sameSubjects(cases, rows);
  for (const [subject, origin, text] of rows) {
    const made = cases.find(({ Subject }) => Subject === subject);
    assert.deepEqual([made.Origin, made.Description], [origin, text]);
  }
  const [success, ...others] = await resultFiles(site, "SUP-32", dialog, "success");
  assert.equal(others.length, 0);
  for (const { Id, Subject } of cases) assert.ok(success?.text.includes(Subject) && success.text.includes(Id));
  assert.deepEqual(await resultFiles(site, "SUP-32", dialog, "failure"), []);
  const link = dialog.locator('[data-file="success"] a');
  assert.match((await link.getAttribute("href")) ?? "", /\/rest\/api\/3\/attachment\/content\/\d+/);

  await dialog.getByRole("button", { name: "Close" }).last().click();
  await dialogClosed(page);
  await frame.locator('[data-bulk="done"]').getByText("3 cases created from three.csv.").waitFor();
  for (const { CaseNumber } of cases) await frame.getByText(CaseNumber, { exact: true }).first().waitFor();
  // What it came to can be opened again.
  await frame.getByRole("button", { name: "Open the upload of three.csv" }).click();
  await dialog.locator('[data-phase="done"]').waitFor();
  await close();
});

test("BLK-1 a file whose content was uploaded before asks first", async () => {
  const prefix = newPrefix();
  const file = csv("twice.csv", [HEADER, ...tickets(prefix, 2)]);
  const first = await openUpload(site, "SUP-33");
  await toMapping(first.dialog, file);
  await fill(first.dialog, "Subject", "Subject");
  await check(first.dialog);
  await create(first.dialog, "2");
  await first.dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  await first.close();
  const { dialog, close } = await openUpload(site, "SUP-34");
  await give(dialog, { ...file, name: "other name.csv" });
  const question = dialog.locator("[data-seen]");
  await question.getByText("This file was uploaded before").waitFor();
  await question.getByText("On SUP-33: 2 cases created from twice.csv.").waitFor();
  await dialog.getByRole("button", { name: "Choose another file" }).click();
  await dialog.getByText("Drop a CSV file here").waitFor();
  assert.equal((await casesOf(site, prefix)).length, 2);
  await give(dialog, { ...file, name: "other name.csv" });
  await dialog.getByRole("button", { name: "Use it again" }).click();
  await dialog.getByRole("button", { name: "Next" }).click();
  await fill(dialog, "Subject", "Subject");
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  assert.equal((await casesOf(site, prefix)).length, 4);
  await close();
});

test("BLK-7 BLK-6 problems are listed by line and column and the corrected failure file goes on", async () => {
  const prefix = newPrefix();
  const good = tickets(prefix, 2).map(([subject = ""]) => [subject, "Web", "=1+1", "3"]);
  const bad = [
    [`${prefix} no number`, "Web", "@SUM(A1)", "many"],
    [`${prefix} too long ${"x".repeat(255)}`, "Web", "fine", "4"],
  ];
  const { dialog, page, close } = await openUpload(site, "SUP-35");
  await toMapping(dialog, csv("mixed.csv", [[...HEADER, "Effort__c"], ...good, ...bad]));
  await fill(dialog, "Subject", "Subject");
  await fill(dialog, "Description", "Text");
  await check(dialog);
  await dialog.getByRole("heading", { name: "2 rows can be created" }).waitFor();
  await dialog.locator(`[data-number="bad"]`).getByText("2 rows have problems.").waitFor();
  const list = dialog.getByRole("list", { name: "Problems" });
  const [first, second] = [list.getByRole("listitem").nth(0), list.getByRole("listitem").nth(1)];
  await first.getByText("many").waitFor();
  assert.match(await first.innerText(), /Row\s*3[\s\S]*Line\s*4[\s\S]*4 \(Effort__c\)/);
  assert.match(await second.innerText(), /Row\s*4[\s\S]*Line\s*5[\s\S]*1 \(Subject\)[\s\S]*255/);
  const downloading = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download all problems as CSV" }).click();
  const download = await downloading;
  assert.equal(download.suggestedFilename(), "mixed-problems.csv");
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  assert.equal(Buffer.concat(parts).toString("utf8").trim().split("\r\n").length, 3);

  await dialog.getByRole("button", { name: "Create 2 cases" }).click();
  await dialog.getByRole("dialog").getByText("2 rows with problems are left out.").waitFor();
  await dialog.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  assert.deepEqual([await number(dialog, "created"), await number(dialog, "failed")], [2, 2]);
  await dialog.locator('[data-cause="CHECK"]').first().waitFor();
  const made = await casesOf(site, prefix, "Subject, Description");
  assert.deepEqual(made.map(({ Description }) => Description), ["=1+1", "=1+1"]);
  // Neither file computes anything when a spreadsheet opens it.
  const [success] = await resultFiles(site, "SUP-35", dialog, "success");
  assert.ok(success?.text.includes("'=1+1"));
  const [failure] = await resultFiles(site, "SUP-35", dialog, "failure");
  assert.ok(failure?.text.includes("'@SUM(A1)"));
  for (const [subject = ""] of bad) assert.ok(failure?.text.includes(subject));
  for (const [subject = ""] of good) assert.ok(!failure?.text.includes(subject));

  // Only the rows of the corrected file are created, and what was written against formulas is as it was.
  await dialog.getByRole("button", { name: "Upload the corrected failure file" }).click();
  const corrected = (failure?.text ?? "").replace(/,many(?=\r?\n)/, ",5").replace("x".repeat(255), "x");
  await toMapping(dialog, { name: "corrected.csv", mimeType: "text/csv", buffer: Buffer.from(corrected) });
  await dialog.getByText("Columns that Weftline wrote into the failure file are left out").waitFor();
  await fill(dialog, "Subject", "Subject");
  await fill(dialog, "Description", "Text");
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  const all = await casesOf(site, prefix, "Subject, Description, Effort__c");
  assert.equal(all.length, 4);
  const mended = all.find(({ Subject }) => Subject === `${prefix} no number`);
  assert.deepEqual([mended.Description, mended.Effort__c], ["@SUM(A1)", 5]);
  await close();
});

test("BLK-9 what spreadsheets write is read and can be read otherwise", async () => {
  const { dialog, close } = await openUpload(site, "SUP-30");
  const rows = [HEADER, ["Größe der Tür", "Web", "straße"]];
  await give(dialog, csv("german.csv", rows, { delimiter: ";", encoding: "latin1" }));
  await dialog.getByRole("columnheader", { name: "Origin" }).waitFor();
  await dialog.getByRole("cell", { name: "Größe der Tür" }).waitFor();
  assert.equal(await dialog.getByLabel("Encoding").inputValue(), "windows1252");
  assert.equal(await dialog.getByLabel("Between columns").inputValue(), ";");
  assert.equal(await dialog.getByLabel("End of a row").inputValue(), "crLf");
  await dialog.getByLabel("Between columns").selectOption(",");
  await dialog.getByRole("columnheader", { name: "Subject;Origin;Text" }).waitFor();
  await dialog.locator('[data-dialect="chosen"]').waitFor();
  await dialog.getByRole("button", { name: "Find out again" }).click();
  await dialog.getByRole("columnheader", { name: "Origin" }).waitFor();
  await dialog.getByRole("button", { name: "Back" }).click();
  await give(dialog, csv("bom.csv", rows, { delimiter: "\t", before: "\ufeff", lineEnd: "\r" }));
  await dialog.getByRole("cell", { name: "Größe der Tür" }).waitFor();
  assert.equal(await dialog.getByLabel("Encoding").inputValue(), "utf8");
  assert.equal(await dialog.getByLabel("Between columns").inputValue(), "\t");
  assert.equal(await dialog.getByLabel("End of a row").inputValue(), "cr");
  await dialog.getByRole("button", { name: "Back" }).click();
  await give(dialog, csv("odd.csv", rows, { delimiter: "~" }));
  await dialog.getByText("First rows of odd.csv").waitFor();
  await dialog.getByLabel("Between columns").selectOption({ label: "Another character" });
  await dialog.getByLabel("Character", { exact: true }).fill("~");
  await dialog.getByRole("columnheader", { name: "Origin" }).waitFor();
  await close();
});

test("TGL-11 editable defaults are chosen and changed in the table", async () => {
  await site.set({ bulkDefaults: "editable" });
  const prefix = newPrefix();
  const { dialog, close } = await openUpload(site, "SUP-36");
  await toMapping(dialog, csv("defaults.csv", [HEADER, [`${prefix} a`, "", "x"], [`${prefix} b`, "Web", "y"]]));
  await fill(dialog, "Subject", "Subject");
  const origin = dialog.getByLabel(/^Default of .*Origin/);
  assert.equal(await origin.inputValue(), "Web");
  await origin.selectOption("Phone");
  await dialog.locator('[data-field="Origin"]').getByText("Phone").last().waitFor();
  await fill(dialog, "Status", "One value for all rows");
  const status = dialog.getByLabel("Value of Status", { exact: true });
  assert.equal(await status.inputValue(), "New");
  await status.selectOption("Working");
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  const cases = await casesOf(site, prefix, "Subject, Origin, Status");
  assert.deepEqual(
    cases.map(({ Subject, Origin, Status }) => [Subject, Origin, Status]).sort(),
    [
      [`${prefix} a`, "Phone", "Working"],
      [`${prefix} b`, "Web", "Working"],
    ],
  );
  await close();
});

test("TGL-11 with fixed defaults one box a field decides", async () => {
  await site.set({ bulkDefaults: "fixed" });
  const prefix = newPrefix();
  const { dialog, close } = await openUpload(site, "SUP-29");
  await toMapping(dialog, csv("fixed.csv", [HEADER, [`${prefix} a`, "", "x"], [`${prefix} b`, "Phone", "y"]]));
  await fill(dialog, "Subject", "Subject");
  const row = (/** @type {string} */ field) => dialog.locator(`[data-field="${field}"]`);
  assert.equal(await dialog.getByLabel(/^(Default|Value) of /).count(), 0);
  const box = row("Origin").getByRole("checkbox", { name: "Use the default: Web" });
  assert.ok(await box.isChecked());
  await box.uncheck();
  assert.ok(await row("Status").getByRole("checkbox", { name: "Use the default: New" }).isChecked());
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  const cases = await casesOf(site, prefix, "Subject, Origin, Status");
  const [a, b] = [cases.find(({ Subject }) => Subject === `${prefix} a`), cases.find(({ Subject }) => Subject === `${prefix} b`)];
  assert.deepEqual([b.Origin, a.Status, b.Status], ["Phone", "New", "New"]);
  assert.notEqual(a.Origin, "Web");
  await close();
  await site.set({ bulkDefaults: "editable" });
});

test("BLK-4 what was chosen in the table is not lost by a stray Escape", async () => {
  const { dialog, page, close } = await openUpload(site, "SUP-30");
  await toMapping(dialog, csv("guarded.csv", [HEADER, ...tickets(newPrefix(), 1)]));
  await fill(dialog, "Subject", "Subject");
  await dialog.getByLabel("What fills Subject", { exact: true }).press("Escape");
  const question = dialog.getByRole("dialog").or(dialog.getByRole("alertdialog"));
  await question.getByText("Leave without uploading?").waitFor();
  await question.getByRole("button", { name: "Stay" }).click();
  assert.equal(await dialog.locator('[data-field="Subject"]').getAttribute("data-source"), "column");
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await question.getByRole("button", { name: "Leave" }).click();
  await dialogClosed(page);
  // The file stays with the issue, and the dialog offers it.
  const again = await openUpload(site, "SUP-30");
  await again.dialog.getByRole("button", { name: "Use guarded.csv" }).click();
  await again.dialog.getByText("First rows of guarded.csv").waitFor();
  await again.close();
  await close();
});

test("BLK-7 values that a picklist does not have are named before anything is checked", async () => {
  const prefix = newPrefix();
  const { dialog, close } = await openUpload(site, "SUP-30");
  await toMapping(dialog, csv("values.csv", [[...HEADER, "Severity__c"], [`${prefix} a`, "Web", "x", "Awful"], [`${prefix} b`, "Web", "y", "high"]]));
  await dialog.locator('[data-field="Severity__c"]').getByText("The list does not have “Awful”.").waitFor();
  await dialog.getByLabel("Show", { exact: true }).selectOption("problems");
  // The file's Subject is not used either: Jira fills it.
  const shown = await dialog.locator("[data-field]").evaluateAll((lines) => lines.map((line) => line.getAttribute("data-field")));
  assert.deepEqual(shown.sort(), ["Severity__c", "Subject"]);
  await close();
});

test("BLK-4 the whole way by keyboard", async () => {
  const prefix = newPrefix();
  const { dialog, page, close } = await openUpload(site, "SUP-28");
  const choosing = page.waitForEvent("filechooser");
  await tabTo(page, dialog.getByRole("button", { name: "Choose a file" }));
  await page.keyboard.press("Enter");
  await (await choosing).setFiles(csv("keys.csv", [HEADER, ...tickets(prefix, 1)]));
  await tabTo(page, dialog.getByRole("button", { name: "Next" }));
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByLabel("What fills Subject", { exact: true }));
  await page.keyboard.type("Subj");
  await dialog.locator('[data-field="Subject"][data-source="column"]').waitFor();
  await tabTo(page, dialog.getByRole("button", { name: "Check rows" }));
  await page.keyboard.press("Enter");
  await dialog.locator('[data-phase="checked"]').waitFor(PATIENT);
  await tabTo(page, dialog.getByRole("button", { name: "Create 1 case" }));
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("dialog").getByRole("button", { name: "OK" }));
  await page.keyboard.press("Enter");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  assert.equal((await casesOf(site, prefix)).length, 1);
  await close();
});

test("BLK-6 the settings say how many cases are linked and whether a comment tells of it", async () => {
  await site.set({ bulkLinks: "none", bulkComment: true });
  const prefix = newPrefix();
  const { dialog, close } = await openUpload(site, "SUP-27");
  await toMapping(dialog, csv("unlinked.csv", [HEADER, ...tickets(prefix, 2)]));
  await fill(dialog, "Subject", "Subject");
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  assert.deepEqual([await number(dialog, "created"), await number(dialog, "linked")], [2, 0]);
  await eventually("a comment tells of it", async () => {
    const { comments } = await site.stack.jira(JANE_DOE, "/issue/SUP-27/comment");
    return JSON.stringify(comments).includes("unlinked.csv");
  });
  await site.set({ bulkLinks: "first", bulkComment: false });
  await close();
});

test("BLK-6 an admin chooses which cases are linked and whether a comment is written", async () => {
  const { frame, close } = await site.openAdmin("Settings");
  const links = frame.locator('[data-setting="bulkLinks"]');
  assert.ok(await links.getByRole("radio", { name: /^The first 50/ }).isChecked());
  await links.getByRole("radio", { name: /^All/ }).check();
  await links.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.bulkLinks, "all");
  await links.getByRole("button", { name: "Undo" }).click();
  await eventually("it is as it was", async () => (await site.configuration()).settings.bulkLinks === "first");
  await frame.getByRole("switch", { name: "Comment when a file is done" }).click();
  await frame.locator('[data-setting="bulkComment"]').getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.bulkComment, true);
  await close();
  await site.set({ bulkComment: false });
});

test("BLK-6 on a service project customers see neither the result files nor the comment", async () => {
  await site.set({ bulkComment: true, everyIssue: true });
  const prefix = newPrefix();
  const { dialog, close } = await openUpload(site, "HELP-1");
  await toMapping(dialog, csv("service.csv", [HEADER, ...tickets(prefix, 2)]));
  await fill(dialog, "Subject", "Subject");
  await check(dialog);
  await create(dialog, "2");
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  const [success] = await resultFiles(site, "HELP-1", dialog, "success");
  assert.ok(success?.text.includes(prefix));
  const { comments } = await site.stack.jira(JANE_DOE, "/issue/HELP-1/comment");
  const ours = comments.filter((/** @type {unknown} */ comment) => JSON.stringify(comment).includes("service"));
  assert.ok(ours.length > 0);
  for (const comment of ours) assert.equal(comment.jsdPublic, false);
  await site.set({ bulkComment: false, everyIssue: false });
  await close();
});

test("nothing on the way is complained of", () => {
  assert.deepEqual(site.complaints, []);
});
