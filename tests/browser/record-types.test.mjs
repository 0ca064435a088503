import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { choose, dialogClosed, dialogOf, eventually, isFocused, picture, startSite, tabTo, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {import("./support.mjs").Page} Page */

const FIELDS = ["Type", "Product_Area__c", "Component__c", "Resolution__c"];

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {Record<string, any>} what Salesforce says of each record type's picklists, by its name */
const offers = {};
before(async () => {
  site = await startSite();
  const { objects } = await site.configuration();
  const { mapping } = objects[0].mappings.find((/** @type {any} */ each) => each.project === "*");
  const unmapped = (/** @type {string} */ field) => ({ ...mapping.fields[0], field, label: null, help: null, default: null, source: { kind: "nothing" } });
  const shipped = mapping.fields.filter((/** @type {any} */ each) => ![...FIELDS, "RecordTypeId"].includes(each.field));
  const fields = [...FIELDS.map(unmapped), ...shipped];
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields } } });
  const soql = "SELECT Id, Name FROM RecordType WHERE SobjectType = 'Case'";
  const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`);
  for (const { Id, Name } of records) {
    const { picklistFieldValues } = await site.stack.salesforce(`/ui-api/object-info/Case/picklist-values/${Id}`);
    offers[Name] = picklistFieldValues;
  }
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** @param {string} type @param {string} field @returns {string[]} what people see */
const labels = (type, field) => offers[type][field].values.map((/** @type {any} */ value) => value.label);

/**
 * @param {string} issue
 * @param {{ theme?: "light" | "dark", prepare?: (page: Page) => Promise<unknown> }} [options]
 */
async function openForm(issue, { theme = "light", prepare } = {}) {
  const { page, frame, close } = await site.open("weftline-list", { issue, theme });
  await prepare?.(page);
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const form = dialogOf(page);
  await form.getByLabel("Subject").waitFor();
  const row = (/** @type {string} */ field) => form.locator(`[data-field="${field}"]`);
  const select = (/** @type {string} */ field) => row(field).getByRole("combobox", { includeHidden: true });
  const create = form.getByRole("button", { name: "Create", exact: true });
  return { page, frame, form, row, select, create, close };
}

/** What a select offers, opened and closed again. @param {FrameLocator} form @param {import("playwright-core").Locator} select */
async function offered(form, select) {
  await select.press("ArrowDown");
  await form.getByRole("option").first().waitFor();
  const options = await form.getByRole("option").allInnerTexts();
  await select.press("Escape");
  return options;
}

/** Waits until a select offers just this. @param {FrameLocator} form @param {import("playwright-core").Locator} select @param {string[]} options */
function comesToOffer(form, select, options) {
  return eventually(`${options.join(", ")} are offered`, async () => (await offered(form, select)).join() === options.join());
}

test("CRT-2 the form begins with the default record type and offers its values", async () => {
  const { form, row, select, close } = await openForm("SUP-1");
  assert.match(await row("RecordTypeId").innerText(), /Record Type[\s\S]*Support/);
  await comesToOffer(form, select("Type"), labels("Support", "Type"));
  assert.notDeepEqual(labels("Support", "Type"), labels("Incident", "Type"), "they really differ");
  await close();
});

test("CRT-2 another record type offers its own values, takes out what it does not have, and is what is created", async () => {
  const { page, form, row, select, create, close } = await openForm("SUP-2");
  const only = labels("Support", "Type").find((label) => !labels("Incident", "Type").includes(label)) ?? "";
  assert.notEqual(only, "");
  await comesToOffer(form, select("Type"), labels("Support", "Type"));
  await choose(form, select("Type"), only);
  await choose(form, select("RecordTypeId"), "Incident");
  await row("Type").getByText(`“${only}” does not go with this choice of Record Type and was taken out.`).waitFor();
  await form.getByRole("status").filter({ hasText: "was taken out" }).first().waitFor({ state: "attached" });
  assert.deepEqual(await offered(form, select("Type")), labels("Incident", "Type"));
  await picture(page.getByRole("dialog"), "record-type-light");
  const subject = `Incident ${process.pid}`;
  await form.getByLabel("Subject").fill(subject);
  const kind = labels("Incident", "Type")[0] ?? "";
  await choose(form, select("Type"), kind);
  await create.click();
  await dialogClosed(page);
  const [{ Id }] = await site.casesWith(subject);
  const made = await site.stack.salesforce(`/sobjects/Case/${Id}?fields=RecordTypeId,Type`);
  const { Name } = await site.stack.salesforce(`/sobjects/RecordType/${made.RecordTypeId}?fields=Name`);
  assert.equal(Name, "Incident");
  assert.equal(offers["Incident"].Type.values.find((/** @type {any} */ value) => value.label === kind).value, made.Type);
  await close();
});

test("CRT-2 dependent values follow the record type as well", async () => {
  const { form, row, select, close } = await openForm("SUP-3");
  await comesToOffer(form, select("Type"), labels("Support", "Type"));
  for (const type of ["Support", "Incident"]) {
    await choose(form, select("RecordTypeId"), type);
    await comesToOffer(form, select("Product_Area__c"), labels(type, "Product_Area__c"));
    const { controllerValues, values } = offers[type].Component__c;
    const [area, at] = Object.entries(controllerValues)[0] ?? [];
    const label = offers[type].Product_Area__c.values.find((/** @type {any} */ value) => value.value === area).label;
    await choose(form, select("Product_Area__c"), label);
    const fitting = values.filter((/** @type {any} */ value) => value.validFor.includes(at)).map((/** @type {any} */ value) => value.label);
    assert.deepEqual(await offered(form, select("Component__c")), fitting, type);
  }
  assert.equal(await row("RecordTypeId").getByText("was taken out").count(), 0);
  await close();
});

test("CRT-2 when its values cannot be read, all are offered, which is said, and it can be tried again", async () => {
  await site.addFault({ fault: { kind: "serverError", status: 503 }, path: "/services/data/*/ui-api/*" });
  const { form, select, close } = await openForm("SUP-4");
  await form.getByText(/^What this record type offers could not be looked up/).waitFor({ timeout: 40_000 });
  const all = await offered(form, select("Type"));
  assert.ok(labels("Support", "Type").every((label) => all.includes(label)) && labels("Incident", "Type").every((label) => all.includes(label)));
  await site.clearFaults();
  await form.getByRole("button", { name: "Try again" }).first().click();
  await comesToOffer(form, select("Type"), labels("Support", "Type"));
  await close();
});

test("CRT-2 a record type is chosen by keyboard alone", async () => {
  const { page, form, select, row, close } = await openForm("SUP-5");
  await tabTo(page, select("RecordTypeId"));
  await page.keyboard.type("Inci");
  await page.keyboard.press("Enter");
  await row("RecordTypeId").getByText("Incident", { exact: true }).waitFor();
  assert.ok(await isFocused(select("RecordTypeId")), "the focus stays");
  await comesToOffer(form, select("Type"), labels("Incident", "Type"));
  await close();
});

test("CRT-2 rich text is written with its formatting, by mouse and by keyboard", async () => {
  const { page, form, row, create, close } = await openForm("SUP-6");
  const text = row("Resolution__c").getByRole("textbox", { name: "Resolution" });
  await text.click();
  await page.keyboard.type("Turned ");
  await page.keyboard.press("ControlOrMeta+B");
  await page.keyboard.type("off & on");
  await page.keyboard.press("ControlOrMeta+B");
  await page.keyboard.press("Enter");
  await page.keyboard.type("again");
  const subject = `Rich ${process.pid}`;
  await form.getByLabel("Subject").fill(subject);
  await create.click();
  await dialogClosed(page);
  const [{ Id }] = await site.casesWith(subject);
  const { Resolution__c } = await site.stack.salesforce(`/sobjects/Case/${Id}?fields=Resolution__c`);
  assert.equal(Resolution__c, "<p>Turned <b>off &amp; on</b></p><p>again</p>");
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`axe finds nothing in record_types_and_rich_text ${theme}`, async () => {
    const { page, row, close } = await openForm("SUP-7", { theme });
    await row("Resolution__c").getByRole("textbox", { name: "Resolution" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  });
}
