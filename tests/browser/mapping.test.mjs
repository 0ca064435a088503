import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPlace, choose, dialogOf, eventually, isFocused, JANE_DOE, saveChanges, startSite } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

const PAGE = "Salesforce settings";

/** A field's row in the mapping. @param {FrameLocator} frame @param {string} field */
const row = (frame, field) => frame.locator(`tr[data-field="${field}"]`);

/** The fields of the mapping, in order. @param {FrameLocator} frame @returns {Promise<(string | null)[]>} */
const order = (frame) => frame.locator("tr[data-field]").evaluateAll((rows) => rows.map((each) => each.getAttribute("data-field")));

/** The mapping of cases for all projects, as it is saved. @returns {Promise<any>} */
async function saved(project = "*") {
  const { objects } = await site.configuration();
  return objects[0].mappings.find((/** @type {any} */ each) => each.project === project)?.mapping;
}

/**
 * Opens the create form of an object: at once where there is one, from a menu where there are several.
 * @param {import("./support.mjs").Page} page
 * @param {import("./support.mjs").FrameLocator} frame
 * @param {string} object what people call it
 */
async function create(page, frame, object) {
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const entry = frame.getByRole("menuitem", { name: `Create ${object}` });
  await eventually("something opens", async () => (await entry.count()) + (await page.getByRole("dialog").count()) > 0);
  if ((await entry.count()) > 0) await entry.click();
}

/** The create form as an agent sees it. @param {string} [issue] */
async function openForm(issue = "SUP-1") {
  const { page, frame, close } = await site.open("weftline-list", { issue });
  await create(page, frame, "Case");
  const form = dialogOf(page);
  await form.locator("[data-field]").first().waitFor();
  return { page, form, close, fieldOf: (/** @type {string} */ field) => form.locator(`[data-field="${field}"]`) };
}

test("MAP-1 MAP-3 MAP-5 MAP-6 MAP-7 MAP-8 MAP-9 CRT-1 the gear's dialog decides how a field stands in the create form", async () => {
  const { frame, close } = await site.openAdmin(PAGE);
  await frame.getByRole("table", { name: "Mapping of Case" }).waitFor();
  const gear = frame.getByRole("button", { name: "Configure Subject" });
  await gear.click();
  const dialog = frame.getByRole("dialog", { name: "Configure Subject" });
  await dialog.getByLabel("Label in the create form").fill("What happened");
  await dialog.getByLabel("Help text").fill("In one sentence.");
  await dialog.getByRole("radio", { name: /^Two columns/ }).check();
  await dialog.getByRole("checkbox", { name: "Use for potential results" }).check({ force: true });
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.waitFor({ state: "detached" });
  await eventually("the focus is back on the gear", () => isFocused(gear));
  const about = await row(frame, "Subject").innerText();
  assert.match(about, /Shown as "What happened"[\s\S]*Two columns[\s\S]*Potential results/);

  await frame.getByRole("button", { name: /^Configure (Case )?Origin$/ }).click();
  const gears = frame.getByRole("dialog", { name: /^Configure/ });
  await choose(frame, gears.getByRole("combobox").first(), "Phone");
  await gears.getByRole("checkbox", { name: "Read only" }).check({ force: true });
  await gears.getByRole("button", { name: "Apply" }).click();
  await gears.waitFor({ state: "detached" });
  await choose(frame, row(frame, "Origin").getByRole("combobox", { name: /^Kind of value/ }), "Nothing");
  await row(frame, "Origin").getByText("The default fills it in; people may only look at it.").waitFor();
  await saveChanges(frame);
  await close();

  const { page, form, close: closeForm, fieldOf } = await openForm();
  await form.getByLabel("What happened").waitFor();
  await fieldOf("Subject").getByText("In one sentence.").waitFor();
  const widths = await Promise.all(["Subject", "Origin"].map(async (field) => (await fieldOf(field).boundingBox())?.width ?? 0));
  assert.ok((widths[0] ?? 0) > (widths[1] ?? 0) * 1.5, `two columns are wider than one: ${widths.join()}`);
  const origin = fieldOf("Origin").getByRole("textbox");
  assert.equal(await origin.inputValue(), "Phone", "the default");
  assert.equal(await origin.isEditable(), false, "it can only be looked at");
  const subject = `Read only ${process.pid}`;
  await form.getByLabel("What happened").fill(subject);
  await form.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByText(/created and linked/).waitFor();
  const [made] = await site.casesWith(subject);
  const { Origin } = await site.stack.salesforce(`/sobjects/Case/${made.Id}?fields=Origin`);
  assert.equal(Origin, "Phone");
  await closeForm();

  // The core obeys it too: what a page sends for a read-only field is not written.
  const place = { account: JANE_DOE, module: "weftline-list", issue: "SUP-1" };
  const { formId } = await site.stack.call(place, "createForm", { object: "Case" });
  const forged = `Forged ${process.pid}`;
  const { body } = await site.stack.invoke(place, "create", {
    object: "Case",
    formId,
    values: { Subject: forged, Origin: "Web" },
    assignmentRules: null,
    saveDuplicates: false,
  });
  const [record] = await site.casesWith(forged);
  if (record !== undefined) {
    const { Origin: written } = await site.stack.salesforce(`/sobjects/Case/${record.Id}?fields=Origin`);
    assert.equal(written, "Phone");
  } else assert.equal(body.view?.kind ?? body.kind, "invalid", JSON.stringify(body));
});

test("MAP-10 the order is changed by buttons and by dragging, and the form obeys it", async () => {
  const { page, frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Priority").waitFor();
  const before = await order(frame);
  const at = before.indexOf("Priority");
  const up = row(frame, "Priority").getByRole("button", { name: /^Move .* up$/ });
  await up.focus();
  await page.keyboard.press("Enter");
  assert.ok(await isFocused(up), "the focus stays on what is moved");
  assert.equal((await order(frame)).indexOf("Priority"), at - 1);
  await row(frame, "Priority").locator('[draggable="true"]').dragTo(row(frame, String(before[0])), { targetPosition: { x: 20, y: 3 } });
  await eventually("it is the first", async () => (await order(frame))[0] === "Priority");
  await saveChanges(frame);
  await close();
  const { form, close: closeForm } = await openForm();
  const fields = await form.locator("[data-field]").evaluateAll((all) => all.map((each) => each.getAttribute("data-field")));
  // The record type, of which there are several, decides what the others offer.
  assert.deepEqual(fields.slice(0, 2), ["RecordTypeId", "Priority"]);
  await closeForm();
});

test("MAP-4 picklist values are mapped value by value, and confirmed with Map", async () => {
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Priority").waitFor();
  await choose(frame, row(frame, "Priority").getByRole("combobox", { name: /^Kind of value/ }), "Value map");
  const jira = row(frame, "Priority").getByRole("combobox", { name: /^Jira field for/ });
  if (!/Priority/.test(await row(frame, "Priority").locator("td").nth(2).innerText())) {
    await choose(frame, jira, /^Priority/);
  } else await frame.getByRole("button", { name: "Map values for Priority" }).click();
  const dialog = frame.getByRole("dialog", { name: /^Map values of Priority/ });
  await dialog.getByRole("button", { name: "Match equal names" }).click();
  await dialog.getByText(/\d+ of \d+ values are mapped\./).waitFor();
  await choose(frame, dialog.getByRole("combobox", { name: "Salesforce value for Highest" }), "High");
  await choose(frame, dialog.getByRole("combobox", { name: "Salesforce value for Lowest" }), "Low");
  await dialog.getByRole("radio", { name: /^Leave empty/ }).check();
  await dialog.getByRole("button", { name: "Map", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await saveChanges(frame);
  await close();
  const { source } = (await saved()).fields.find((/** @type {any} */ { field }) => field === "Priority");
  assert.equal(source.kind, "picklist");
  assert.equal(source.unmapped, "empty");
  assert.equal(source.values.Highest, "High");
  assert.equal(source.values.High, "High", "equal names were matched");

  await site.stack.jira(JANE_DOE, "/issue/SUP-2", "PUT", { fields: { priority: { name: "Highest" } } });
  const { close: closeForm, fieldOf } = await openForm("SUP-2");
  assert.match(await fieldOf("Priority").innerText(), /High/);
  await closeForm();
});

test("MAP-1 required fields are there at once, marked, and missed when they are gone", async () => {
  const { frame, close } = await site.openAdmin("Fields");
  await frame.getByRole("button", { name: "Add object" }).click();
  await frame.getByRole("combobox", { name: "Object to add" }).fill("Opportunity");
  await frame.getByRole("option", { name: /^Opportunity/ }).first().click();
  await frame.locator('[data-object="Opportunity"]').waitFor();
  await saveChanges(frame);
  await frame.getByRole("navigation").getByRole("button", { name: /^Salesforce settings/ }).click();
  await choose(frame, frame.getByRole("combobox", { name: "Object" }), "Opportunity");
  await frame.getByRole("table", { name: "Mapping of Opportunity" }).waitFor();
  assert.deepEqual((await order(frame)).sort(), ["CloseDate", "Name", "StageName"]);
  await row(frame, "StageName").getByText("Required in Salesforce").waitFor({ state: "attached" });
  await frame.getByRole("button", { name: "Remove Stage" }).click();
  const asked = frame.getByRole("dialog", { name: "Remove Stage, which is required?" });
  await asked.getByRole("button", { name: "Remove anyway" }).click();
  const missing = frame.locator('[data-missing="required"]');
  assert.match(await missing.innerText(), /Stage/);
  await missing.getByRole("button", { name: "Add required fields" }).click();
  await missing.waitFor({ state: "detached" });
  await choose(frame, row(frame, "Name").getByRole("combobox", { name: /^Kind of value/ }), "Template");
  await frame.getByRole("button", { name: /^Edit template for/ }).click();
  const template = frame.getByRole("dialog", { name: /^Template for/ });
  await template.getByRole("textbox", { name: "Template" }).fill("{{issue.key}: x");
  await template.getByText(/no closing braces|no placeholder/).waitFor();
  await template.getByRole("textbox", { name: "Template" }).fill("{{issue.key}}: {{issue.summary}}");
  await template.getByRole("button", { name: "Apply" }).click();
  await saveChanges(frame);
  await close();

  const { page, frame: panel, close: closePanel } = await site.open("weftline-list", { issue: "SUP-3" });
  await create(page, panel, "Opportunity");
  const form = dialogOf(page);
  const name = form.locator('[data-field="Name"]').getByRole("textbox");
  await name.waitFor();
  assert.match(await name.inputValue(), /^SUP-3: /);
  await form.locator('[data-field="StageName"]').getByText("*").waitFor();
  await closePanel();
});

test("MAP-1 a project has a mapping of its own, and loses it again", async () => {
  const { frame, close } = await site.openAdmin(PAGE);
  await choose(frame, frame.getByRole("combobox", { name: "Project" }), /\(ENG\)/);
  await frame.getByText("This project uses the mapping of all projects for Case.").waitFor();
  await frame.getByRole("button", { name: "Own mapping for this project" }).click();
  await frame.getByRole("table", { name: "Mapping of Case" }).waitFor();
  await frame.getByRole("button", { name: "Remove Description" }).click();
  await saveChanges(frame);
  const place = (/** @type {string} */ issue) => ({ account: JANE_DOE, module: "weftline-list", issue });
  const names = async (/** @type {string} */ issue) =>
    (await site.stack.call(place(issue), "createForm", { object: "Case" })).fields.map((/** @type {any} */ { field }) => field);
  assert.ok(!(await names("ENG-1")).includes("Description"));
  assert.ok((await names("SUP-1")).includes("Description"));
  await frame.getByRole("button", { name: "Remove own mapping" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await saveChanges(frame);
  assert.ok((await names("ENG-1")).includes("Description"));
  await close();
});

test("MAP-2 the preset of assignment rules reaches the form", async () => {
  const { frame, close } = await site.openAdmin(PAGE);
  const box = frame.getByRole("checkbox", { name: "Run assignment rules" });
  await box.waitFor();
  const before = await box.isChecked();
  await box.setChecked(!before, { force: true });
  await saveChanges(frame);
  await close();
  const { form, close: closeForm } = await openForm("SUP-4");
  assert.equal(await form.getByRole("checkbox", { name: "Run assignment rules" }).isChecked(), !before);
  await closeForm();
});

test("MAP-12 on restricted issue types people see what is linked and change nothing, and the resolver refuses", async () => {
  const [one] = await site.newCases({ Subject: "restricted" });
  await site.link("SUP-5", [one.id]);
  const { fields } = await site.stack.jira(JANE_DOE, "/issue/SUP-5?fields=issuetype");
  const { frame, close } = await site.openAdmin(PAGE);
  await choose(frame, frame.getByRole("combobox", { name: "Restricted issue types" }), new RegExp(`^${fields.issuetype.name}`));
  await saveChanges(frame);
  const { restrictions } = await site.configuration();
  const ids = restrictions.issueTypes.map((/** @type {any} */ { id }) => id);

  const panel = await site.open("weftline-list", { issue: "SUP-5" });
  await panel.frame.getByText(one.number, { exact: true }).first().waitFor();
  if (ids.includes(fields.issuetype.id)) {
    for (const name of ["Create", "Link", "Unlink"]) assert.equal(await panel.frame.getByRole("button", { name, exact: true }).count(), 0, name);
    const place = { account: JANE_DOE, module: "weftline-list", issue: "SUP-5" };
    for (const [call, payload] of /** @type {const} */ ([
      ["link", { object: "Case", recordIds: [one.id], share: false }],
      ["unlink", { recordIds: [one.id] }],
      ["createForm", { object: "Case" }],
    ])) {
      const { body } = await site.stack.invoke(place, call, payload);
      assert.equal(body.failure?.code, "notPermitted", call);
    }
  } else assert.fail(`${JSON.stringify(restrictions)} does not name ${JSON.stringify(fields.issuetype)}`);
  await panel.close();
  await close();
  await site.save({ name: "restrictions", content: { kind: "restrictions", content: { issueTypes: [] } } });
});

test("MAP-1 a mapping that cannot be is refused in its place, with the reason and the remedy", async () => {
  const mapping = await saved();
  const field = (/** @type {string} */ name, /** @type {unknown} */ source) => ({ ...mapping.fields[0], field: name, label: null, source });
  const { body } = await site.stack.invoke(adminPlace(), "saveConfiguration", {
    baseVersion: (await site.configuration()).version,
    sections: [
      {
        name: "mapping:*:Case",
        content: {
          kind: "mapping",
          content: {
            ...mapping,
            fields: [
              ...mapping.fields,
              field("CaseNumber", { kind: "field", field: "summary" }),
              field("Nope__c", { kind: "nothing" }),
              field("Reason", { kind: "field", field: "customfield_99999" }),
            ],
          },
        },
      },
    ],
  });
  assert.equal(body.view.kind, "invalid");
  for (const [code, name] of /** @type {const} */ ([["fieldNotCreatable", "CaseNumber"], ["unknownField", "Nope__c"], ["unknownJiraField", "Reason"]])) {
    const found = body.view.problems.find((/** @type {any} */ { problem }) => problem.code === code);
    assert.equal(found?.problem.field, name, `${code} in ${JSON.stringify(body.view.problems)}`);
    assert.ok(found.problem.text.length > 10 && found.problem.remedy.length > 5, code);
  }

  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Subject").waitFor();
  await choose(frame, row(frame, "Priority").getByRole("combobox", { name: /^Kind of value/ }), "Value map");
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Kind of value/ }), "Jira field");
  await choose(frame, row(frame, "Due_Date__c").getByRole("combobox", { name: /^Kind of value/ }), "Jira field");
  await choose(frame, row(frame, "Due_Date__c").getByRole("combobox", { name: /^Jira field for/ }), /^Labels/);
  await row(frame, "Due_Date__c").getByText(/date/i).nth(1).waitFor();
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Not saved: something has to be changed first.").waitFor();
  await frame.getByRole("button", { name: "Discard" }).click();
  await close();
});

/** Chooses one of a row's selects by what it is called. @param {FrameLocator} frame @param {string} field @param {RegExp} select @param {string | RegExp} option */
const chooseIn = (frame, field, select, option) => choose(frame, row(frame, field).getByRole("combobox", { name: select }), option);

/** A field of the saved mapping. @param {string} field */
const savedField = async (field) => (await saved()).fields.find((/** @type {any} */ each) => each.field === field);

test("MAP-11 SYNC-4 each field has its direction, and where both ways, a policy; both are saved", async () => {
  const before = await saved();
  const { page, frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Subject").waitFor();
  await chooseIn(frame, "Subject", /^Direction of/, /^Both ways/);
  await chooseIn(frame, "Subject", /^Who wins for/, /^The later change wins/);
  await chooseIn(frame, "Description", /^Direction of/, /^To Salesforce/);
  await chooseIn(frame, "Due_Date__c", /^Direction of/, /^To Jira/);
  assert.equal(await row(frame, "Due_Date__c").getByRole("combobox", { name: /^Who wins for/ }).count(), 0, "only where both ways");
  // What has no Jira field cannot go to Jira.
  const template = row(frame, "Jira_Issue__c").getByRole("combobox", { name: /^Direction of/ });
  await template.press("ArrowDown");
  assert.deepEqual(
    (await frame.getByRole("option").allInnerTexts()).map((text) => text.split("\n")[0]),
    ["At creation", "To Salesforce"],
  );
  await page.keyboard.press("Escape");
  await saveChanges(frame);
  await close();
  const said = async (/** @type {string} */ field) => {
    const { direction, policy } = await savedField(field);
    return [direction, policy];
  };
  assert.deepEqual(await said("Subject"), ["both", "latestWins"]);
  assert.deepEqual(await said("Description"), ["toSalesforce", "salesforceWins"]);
  assert.deepEqual(await said("Due_Date__c"), ["toJira", "salesforceWins"]);
  const again = await site.openAdmin(PAGE);
  await row(again.frame, "Subject").getByText("The later change wins").waitFor();
  await again.close();
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: before } });
});

test("MAP-14 MAP-11 what is lost is told for each direction, and what cannot be is refused as one edits", async () => {
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Description").waitFor();
  await row(frame, "Description").getByText("Long text, 32000 characters").waitFor();
  await row(frame, "Description").getByText(/formatting/).first().waitFor();
  assert.equal(await row(frame, "Description").locator("[data-way]").count(), 0, "one way needs no name");
  await choose(frame, frame.getByLabel("Add a field"), /^Contact Email|^Case Number/);
  const number = frame.locator("tr[data-field]").last();
  await number.getByText("To Jira").first().waitFor();
  await choose(frame, number.getByRole("combobox", { name: /^Jira field for/ }), /^Effort \(number\)/);
  await number.getByText(/only numbers are understood|cannot (go to Jira|become)/).first().waitFor();
  await chooseIn(frame, "Effort__c", /^Kind of value/, "Jira field");
  await chooseIn(frame, "Effort__c", /^Jira field for/, /^Created \(/);
  await row(frame, "Effort__c").getByText(/cannot become/).waitFor();
  await chooseIn(frame, "Effort__c", /^Jira field for/, /^Effort \(/);
  await row(frame, "Effort__c").getByText(/cannot become/).waitFor({ state: "detached" });
  await close();
});

test("MAP-13 a lookup is found by name or external id, and a cascading option goes level by level", async () => {
  const before = await saved();
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "AccountId").waitFor();
  await chooseIn(frame, "AccountId", /^Kind of value/, "Record with this text");
  await chooseIn(frame, "AccountId", /^Jira field for/, /^Customer reference/);
  await row(frame, "AccountId").getByText("Found in Account by Name").waitFor();
  const edit = frame.getByRole("button", { name: /^Edit where a record is found for/ });
  await edit.click();
  const dialog = frame.getByRole("dialog", { name: /^Find the record for/ });
  const by = dialog.getByLabel("Field that has the text");
  await by.press("ArrowDown");
  const offered = await frame.getByRole("option").allInnerTexts();
  assert.ok(offered.every((text) => /\((name|external ID)\)$/.test(text)), offered.join());
  await frame.getByRole("option", { name: /\(name\)$/ }).click();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.waitFor({ state: "detached" });
  await eventually("the focus is back where it came from", () => isFocused(edit));

  await chooseIn(frame, "Type", /^Kind of value/, "Jira field");
  await chooseIn(frame, "Type", /^Jira field for/, /^Product area/);
  await chooseIn(frame, "Type", /^Level of the cascading option/, "First level");
  await saveChanges(frame);
  await close();
  assert.deepEqual((await savedField("AccountId")).source, { kind: "lookup", field: "customfield_10050", object: "Account", by: "Name" });
  assert.deepEqual((await savedField("Type")).source, { kind: "field", field: "customfield_10067", part: "first" });
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: before } });
});

test("MAP-4 MAP-11 where several Jira values become one in Salesforce, an admin says which comes back", async () => {
  const before = await saved();
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Priority").waitFor();
  await chooseIn(frame, "Priority", /^Direction of/, /^Both ways/);
  await row(frame, "Priority").locator('[data-way="toJira"]').getByText(/none of them comes back/).first().waitFor();
  await frame.getByRole("button", { name: "Map values for Priority" }).click();
  const dialog = frame.getByRole("dialog", { name: /^Map values of Priority/ });
  const back = dialog.getByRole("table", { name: "Which value of Priority comes back" });
  await back.getByText("Medium, as above").waitFor();
  await choose(frame, back.getByRole("combobox", { name: "Jira value for High" }), /^High$/);
  await choose(frame, back.getByRole("combobox", { name: "Jira value for Low" }), /^Low$/);
  await dialog.getByRole("button", { name: "Map", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await row(frame, "Priority").getByText(/none of them comes back/).first().waitFor({ state: "detached" });
  await saveChanges(frame);
  await close();
  assert.deepEqual((await savedField("Priority")).source.back, { High: "High", Low: "Low" });
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: before } });
});

test("MAP-4 MAP-13 people are mapped one by one where their email address does not find them", async () => {
  const before = await saved();
  const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id FROM User LIMIT 1")}`);
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "OwnerId").waitFor();
  await chooseIn(frame, "OwnerId", /^Kind of value/, "Value map");
  if ((await frame.getByRole("dialog", { name: /^Map values of Assignee/ }).count()) === 0)
    await frame.getByRole("button", { name: "Map values for Owner" }).click();
  const dialog = frame.getByRole("dialog", { name: /^Map values of Assignee/ });
  await dialog.getByLabel("Person to add: email address, name or account ID").fill("jane.doe@example.com");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("textbox", { name: "Salesforce value for jane.doe@example.com" }).fill(records[0].Id);
  await dialog.getByRole("radio", { name: /^Copy/ }).check();
  await dialog.getByText("Looked for by email address, then the default is taken.").waitFor();
  await dialog.getByRole("button", { name: "Map", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await saveChanges(frame);
  await close();
  const { source } = await savedField("OwnerId");
  assert.deepEqual([source.values, source.unmapped], [{ "jane.doe@example.com": records[0].Id }, "copy"]);
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: before } });
});

test("MAP-13 a time zone is asked for where a day meets an instant, and only there", async () => {
  const before = await saved();
  const { frame, close } = await site.openAdmin(PAGE);
  await row(frame, "Due_Date__c").waitFor();
  assert.equal(await frame.getByLabel("Time zone").count(), 0);
  await chooseIn(frame, "Due_Date__c", /^Jira field for/, /^Promised by/);
  await frame.getByText("In which a day begins at midnight, for: Due Date.").waitFor();
  await row(frame, "Due_Date__c").getByText(/“Promised by”.*the day is taken in UTC/).waitFor();
  const zone = frame.getByLabel("Time zone");
  await zone.focus();
  await zone.pressSequentially("new york");
  await frame.getByRole("option", { name: "America/New_York" }).click();
  await row(frame, "Due_Date__c").getByText(/the day is taken in “?America\/New_York/).waitFor();
  await saveChanges(frame);
  await close();
  assert.equal((await saved()).timeZone, "America/New_York");
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: before } });
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
