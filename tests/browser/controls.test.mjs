import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { choose, dialogClosed, dialogOf, eventually, isFocused, startSite } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;

const VISIT = "Field_Visit__c";
const CASE_FIELDS = ["RecordTypeId", "Product_Area__c", "Component__c", "Channels__c", "Billable__c", "Due_Date__c", "Effort__c", "Resolution__c"];
const CONTACT_FIELDS = ["LastName", "Email"];
const VISIT_FIELDS = ["Starts_At__c", "Arrival__c", "Cost__c", "Discount__c", "Hours__c", "Account__c", "Site_Email__c", "Notes__c"];

before(async () => {
  site = await startSite();
  const { objects } = await site.configuration();
  const [{ fields, mappings }] = objects;
  const { mapping } = mappings.find((/** @type {any} */ each) => each.project === "*");
  const [plain] = mapping.fields;
  const unmapped = (/** @type {string} */ field) => ({ ...plain, field, label: null, help: null, default: null, source: { kind: "nothing" } });
  const shipped = mapping.fields.filter((/** @type {any} */ each) => !CASE_FIELDS.includes(each.field));
  const ofCase = [...shipped, ...CASE_FIELDS.map(unmapped)];
  const own = (/** @type {string} */ object, /** @type {string[]} */ mapped) => [
    {
      name: `fields:${object}`,
      content: { kind: "fields", content: { ...fields, object, search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] } },
    },
    {
      name: `mapping:*:${object}`,
      content: { kind: "mapping", content: { ...mapping, object, fields: mapped.map(unmapped), assignmentRules: false } },
    },
  ];
  await site.save(
    { name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields: ofCase } } },
    ...own(VISIT, VISIT_FIELDS),
    ...own("Contact", CONTACT_FIELDS),
  );
});
after(async () => {
  await site?.stop();
});

/**
 * The create form of an object.
 * @param {string} issue
 * @param {string} [object] what people call it
 */
async function openForm(issue, object = "Case") {
  const { page, frame, close } = await site.open("weftline-list", { issue });
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  if ((await frame.getByRole("menuitem").count()) > 0) await frame.getByRole("menuitem", { name: `Create ${object}` }).click();
  const form = dialogOf(page);
  await form.locator("[data-field]").first().waitFor();
  if (object !== "Case" && (await form.getByRole("heading", { name: `Create ${object}` }).count()) === 0) {
    await choose(form, form.getByRole("combobox", { name: "Object" }), object);
    await form.getByRole("heading", { name: `Create ${object}` }).waitFor();
    await form.locator("[data-field]").first().waitFor();
  }
  const row = (/** @type {string} */ field) => form.locator(`[data-field="${field}"]`);
  const create = form.getByRole("button", { name: "Create", exact: true });
  return { page, frame, form, row, create, close };
}

/**
 * The record that was made last, as Salesforce has it.
 * @param {string} object
 * @param {readonly string[]} fields
 */
async function newest(object, fields) {
  const soql = `SELECT ${["Id", ...fields].join(", ")} FROM ${object} ORDER BY CreatedDate DESC, Id DESC LIMIT 1`;
  return (await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records[0];
}

/** What a select offers, opened and closed again. @param {FrameLocator} form @param {import("playwright-core").Locator} select */
async function offered(form, select) {
  await select.press("ArrowDown");
  await form.getByRole("option").first().waitFor();
  const options = await form.getByRole("option").allInnerTexts();
  await select.press("Escape");
  return options;
}

test("CRT-2 dependent picklist follows its controlling field", async () => {
  const { page, form, row, create, close } = await openForm("SUP-1");
  const area = row("Product_Area__c").getByRole("combobox");
  const component = row("Component__c").getByRole("combobox", { includeHidden: true });
  await row("Component__c").getByText("Choose Product Area first.").waitFor();
  assert.ok(await component.isDisabled(), "without a controlling value there is nothing to choose");

  await choose(form, area, "Hardware");
  assert.deepEqual(await offered(form, component), ["Motor", "Gearbox", "Controller"]);
  await choose(form, component, "Controller");
  await choose(form, area, "Software");
  assert.match(await row("Component__c").innerText(), /Controller/, "what goes with the new value stays");
  assert.deepEqual(await offered(form, component), ["Controller", "Portal", "Mobile App"]);

  await choose(form, area, "Billing");
  await row("Component__c").getByText("“Controller” does not go with this choice of Product Area and was taken out.").waitFor();
  await form.getByRole("status").filter({ hasText: "was taken out" }).first().waitFor({ state: "attached" });
  assert.match(await row("Component__c").innerText(), /None/);
  await choose(form, component, "Payment");
  assert.equal(await row("Component__c").getByText("was taken out").count(), 0, "choosing answers it");

  const subject = `Dependent ${process.pid}`;
  await form.getByLabel("Subject").fill(subject);
  await create.click();
  await dialogClosed(page);
  const made = await newest("Case", ["Subject", "Product_Area__c", "Component__c"]);
  assert.deepEqual([made.Subject, made.Product_Area__c, made.Component__c], [subject, "Billing", "Payment"]);
  await close();
});

test("CRT-2 multi-picklist, checkbox, date and number", async () => {
  const { page, form, row, create, close } = await openForm("SUP-2");
  const channels = row("Channels__c").getByRole("combobox");
  await choose(form, channels, "Portal");
  await form.getByRole("option", { name: "Chat" }).click();
  await channels.press("Escape");
  await form.getByRole("checkbox", { name: "Billable" }).check({ force: true });
  await form.getByLabel("Due Date").fill("2026-12-24");
  const effort = form.getByLabel("Effort");
  await effort.fill("1,250.456");
  await row("Effort__c").getByText("It will be rounded to 1,250.46.").waitFor();
  await effort.fill("a few");
  await row("Effort__c").getByText("This is not a number.").waitFor();
  await effort.fill("2.5");
  await effort.press("ArrowUp");
  assert.equal(await effort.inputValue(), "2.51", "the arrow keys step by the smallest amount the field holds");
  await create.click();
  await dialogClosed(page);
  const made = await newest("Case", ["Channels__c", "Billable__c", "Due_Date__c", "Effort__c"]);
  assert.deepEqual(made.Channels__c.split(";").sort(), ["Chat", "Portal"]);
  assert.equal(made.Billable__c, true);
  assert.equal(made.Due_Date__c, "2026-12-24");
  assert.equal(made.Effort__c, 2.51);
  await close();
});

test("CRT-2 date and time in the user's zone, time, currency, percent, lookup and e-mail", async () => {
  const { page, form, row, create, close } = await openForm("SUP-3", "Field Visit");
  await form.getByLabel("Starts At").fill("2026-12-24T10:30");
  const zone = (await row("Starts_At__c").getByText(/^In the time zone /).innerText()).replace("In the time zone ", "");
  await form.getByLabel("Arrival").fill("09:15");
  await form.getByLabel("Cost").fill("1,250.5");
  await form.getByLabel("Discount").fill("12.5");
  await row("Discount__c").getByText("%").waitFor();
  await form.getByLabel("Hours").fill("7");
  const account = row("Account__c").getByRole("combobox");
  const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id, Name FROM Account ORDER BY Name LIMIT 1")}`);
  await account.fill(records[0].Name.slice(0, 6));
  await form.getByRole("option", { name: records[0].Name }).first().click();
  await form.getByLabel("Site E-mail").fill("gate@example.com");
  await create.click();
  await dialogClosed(page);
  const made = await newest(VISIT, VISIT_FIELDS);
  const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: zone.replaceAll(" ", "_"), dateStyle: "short", timeStyle: "short" });
  assert.equal(wall.format(Date.parse(made.Starts_At__c)), "2026-12-24 10:30");
  assert.equal(made.Arrival__c, "09:15:00.000Z");
  assert.deepEqual([made.Cost__c, made.Discount__c, made.Hours__c], [1250.5, 12.5, 7]);
  assert.equal(made.Account__c, records[0].Id);
  assert.equal(made.Site_Email__c, "gate@example.com");
  await close();
});

test("CRT-2 long text counts what is left near its limit, and what is too much", async () => {
  const { form, row, close } = await openForm("SUP-4");
  const subject = form.getByLabel("Subject");
  await subject.fill("short");
  assert.equal(await row("Subject").getByText(/characters? left/).count(), 0, "far from the limit nothing is said");
  await subject.fill("x".repeat(250));
  await row("Subject").getByText("5 characters left").waitFor();
  await subject.fill("x".repeat(256));
  await row("Subject").getByText("1 character too many").waitFor();
  const describedBy = (await subject.getAttribute("aria-describedby")) ?? "";
  assert.match(await form.locator(`[id="${describedBy.split(" ")[0]}"]`).innerText(), /too many/, "a screen reader is told");
  await close();
});

test("CRT-2 what salesforce refuses stands at the field it names and nothing typed is lost", async () => {
  const { form, row, create, close } = await openForm("SUP-5", "Field Visit");
  await form.getByLabel("Site E-mail").fill("not an address");
  await form.getByLabel("Notes").fill("still here");
  await create.click();
  const error = row("Site_Email__c").locator('[id$="-error"]');
  await error.waitFor();
  assert.match(await error.innerText(), /not an address/i);
  assert.equal(await form.getByLabel("Site E-mail").getAttribute("aria-invalid"), "true");
  assert.equal(await form.getByLabel("Notes").inputValue(), "still here");
  await close();
});

test("CRT-2 required fields are marked, and sent empty they say so", async () => {
  const { page, form, row, create, close } = await openForm("SUP-6", "Contact");
  await form.getByText("Required fields are marked with an asterisk").waitFor();
  assert.match(await row("LastName").locator("label").innerText(), /Last Name\s*\*/);
  assert.doesNotMatch(await row("Email").locator("label").innerText(), /\*/);
  const name = form.getByLabel("Last Name");
  assert.ok(await name.evaluate((/** @type {HTMLInputElement} */ input) => input.required || input.ariaRequired === "true"));
  await create.click();
  const error = row("LastName").locator('[id$="-error"]');
  await error.waitFor();
  assert.match(await error.innerText(), /is required/);
  assert.equal(await name.getAttribute("aria-invalid"), "true");
  await name.fill(`Weftline${process.pid}`);
  await create.click();
  await dialogClosed(page);
  assert.equal((await newest("Contact", ["LastName"])).LastName, `Weftline${process.pid}`);
  await close();
});

test("CRT-2 a record type is chosen from those that the user may use", async () => {
  const { page, form, row, create, close } = await openForm("SUP-9");
  const types = row("RecordTypeId").getByRole("combobox");
  assert.deepEqual((await offered(form, types)).sort(), ["Incident", "Support"]);
  await choose(form, types, "Incident");
  await create.click();
  await dialogClosed(page);
  const made = await newest("Case", ["RecordTypeId", "RecordType.Name"]);
  assert.equal(made.RecordType.Name, "Incident");
  await close();
});

test("CRT-2 a form that was changed is not closed by mistake", async () => {
  const untouched = await openForm("SUP-7");
  await untouched.page.keyboard.press("Escape");
  await dialogClosed(untouched.page);
  await untouched.close();

  const { page, form, close } = await openForm("SUP-7");
  const subject = form.getByLabel("Subject");
  await subject.fill("half a thought");
  await form.getByRole("button", { name: "Cancel" }).click();
  const question = form.getByRole("dialog", { name: "Leave without creating?" }).or(form.getByRole("alertdialog", { name: "Leave without creating?" }));
  await question.getByRole("button", { name: "Stay" }).click();
  await question.waitFor({ state: "detached" });
  assert.equal(await subject.inputValue(), "half a thought");

  await subject.focus();
  await page.keyboard.press("Escape");
  await question.waitFor();
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  assert.equal(await subject.inputValue(), "half a thought", "Escape answers the question with no");

  await choose(form, form.getByRole("combobox", { name: "Object" }), "Field Visit");
  await question.getByRole("button", { name: "Stay" }).click();
  await question.waitFor({ state: "detached" });
  assert.equal(await subject.inputValue(), "half a thought", "another object would take it away as well");

  await form.getByRole("button", { name: "Close", exact: true }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await dialogClosed(page);
  await close();
});

test("CRT-2 a dependent picklist is filled in by keyboard alone", async () => {
  const { page, row, close } = await openForm("SUP-8");
  const area = row("Product_Area__c").getByRole("combobox");
  await area.focus();
  await page.keyboard.type("Soft");
  await page.keyboard.press("Enter");
  const component = row("Component__c").getByRole("combobox");
  await page.keyboard.press("Tab");
  // A value that can be taken out again has a button of its own on the way.
  await eventually("the dependent picklist can be reached", async () => {
    if (await isFocused(component)) return true;
    await page.keyboard.press("Tab");
    return false;
  });
  await page.keyboard.type("Mob");
  await page.keyboard.press("Enter");
  await row("Component__c").getByText("Mobile App", { exact: true }).waitFor();
  await close();
});
