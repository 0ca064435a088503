import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { orgAdmin } from "../support/org.mjs";
import { choose, dialogOf, eventually, isFocused, saveChanges, startSite } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite({ watched: true });
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** The region of an object's fields. @param {FrameLocator} frame @param {string} object */
const fieldsOf = (frame, object) => frame.locator(`[data-fields-of="${object}"]`);

/** @param {FrameLocator} frame @param {"Search" | "Details" | "List" | "Compact"} tab */
async function openTab(frame, tab) {
  await frame.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
  const available = frame.getByRole("region", { name: `Available fields, ${tab}` });
  const chosen = frame.getByRole("region", { name: `Chosen fields, ${tab}` });
  await chosen.waitFor();
  return { available, chosen, boxOf: (/** @type {string} */ field) => available.locator(`[data-field="${field}"]`).getByRole("checkbox") };
}

/** What is chosen, in order. @param {import("playwright-core").Locator} chosen @returns {Promise<(string | null)[]>} */
const order = (chosen) => chosen.locator("li[data-field]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-field")));

test("FLD-2 FLD-3 at most five fields are searched in, only those that can be", async () => {
  const { frame, close } = await site.openAdmin("Fields");
  const { available, chosen, boxOf } = await openTab(frame, "Search");
  await chosen.getByText("5 of 5 fields chosen").waitFor();
  assert.ok(await boxOf("Priority").isDisabled(), "there is no room");
  assert.match(await available.locator('[data-field="Priority"]').innerText(), /No room: 5 at most|cannot search/);
  await chosen.getByRole("button", { name: /^Remove Status from Search/ }).click();
  await chosen.getByText("4 of 5 fields chosen").waitFor();
  assert.match(await available.locator('[data-field="Description"]').innerText(), /Salesforce cannot search in it|characters/);

  await available.getByLabel("Search fields").fill("suppliedemail");
  const shown = await available.locator("li[data-field]").count();
  assert.equal(shown, 1);
  await boxOf("SuppliedEmail").check({ force: true });
  await available.getByLabel("Search fields").fill("nothing is called this");
  await available.getByText('No field matches "nothing is called this".').waitFor();
  await saveChanges(frame);
  await close();
  const { objects } = await site.configuration();
  assert.equal(objects[0].fields.search.at(-1), "SuppliedEmail");
});

test("FLD-3 details are in the order of selection, and the preview shows them so", async () => {
  const { page, frame, close } = await site.openAdmin("Fields");
  const { chosen, boxOf } = await openTab(frame, "Details");
  const before = await order(chosen);
  await boxOf("Origin").waitFor();
  await boxOf("SuppliedName").check({ force: true });
  assert.deepEqual(await order(chosen), [...before, "SuppliedName"]);
  const wanted = [...before.slice(0, -1), "SuppliedName", before.at(-1)];
  const up = chosen.locator('[data-field="SuppliedName"]').getByRole("button", { name: /^Move .* up$/ });
  await up.focus();
  await page.keyboard.press("Enter");
  assert.ok(await isFocused(up), "the focus stays on what is moved");
  assert.deepEqual(await order(chosen), wanted);
  await frame.getByText(/ is now number \d+ of \d+\./).first().waitFor({ state: "attached" });
  const preview = await frame.locator('[data-preview="details"] dt').allInnerTexts();
  assert.equal(preview.length, wanted.length);
  await saveChanges(frame);
  await close();
  assert.deepEqual((await site.configuration()).objects[0].fields.details, wanted);

  const [one] = await site.newCases({ Subject: "order" });
  await site.link("SUP-2", [one.id]);
  const panel = await site.open("weftline-list", { issue: "SUP-2" });
  await panel.frame.getByRole("button", { name: one.number, exact: true }).click();
  await dialogOf(panel.page).locator("dl").waitFor();
  assert.deepEqual(await dialogOf(panel.page).locator("dt").allInnerTexts(), preview);
  await panel.close();
});

test("FLD-3 list and compact keep the name in front, long fields out, and compact at five", async () => {
  const { frame, close } = await site.openAdmin("Fields");
  const list = await openTab(frame, "List");
  assert.equal((await order(list.chosen))[0], "CaseNumber");
  assert.ok(await list.boxOf("CaseNumber").isDisabled());
  assert.match(await list.available.locator('[data-field="Description"]').innerText(), /256 characters or more/);
  assert.ok(await list.boxOf("Description").isDisabled());

  const compact = await openTab(frame, "Compact");
  assert.equal((await order(compact.chosen))[0], "CaseNumber");
  const before = (await order(compact.chosen)).length;
  if (before < 5) {
    const free = compact.available.locator("li[data-field]").getByRole("checkbox", { checked: false });
    for (let count = before; count < 5; count += 1) {
      for (const box of await free.all()) {
        if (await box.isDisabled()) continue;
        await box.check({ force: true });
        break;
      }
    }
  }
  await compact.chosen.getByText("5 of 5 fields chosen").waitFor();
  const left = compact.available.locator("li[data-field]").getByRole("checkbox", { checked: false });
  for (const box of await left.all()) assert.ok(await box.isDisabled());
  await compact.chosen.getByRole("button", { name: /^Remove .* from Compact/ }).last().click();
  await compact.chosen.getByRole("button", { name: /^Remove .* from Compact/ }).last().click();
  const wanted = await order(compact.chosen);
  await saveChanges(frame);
  await close();

  const [one] = await site.newCases({ Subject: "compact", Priority: "High" });
  await site.link("SUP-3", [one.id]);
  const panel = await site.open("weftline-compact", { issue: "SUP-3", width: 340 });
  await panel.frame.getByText(one.number, { exact: true }).first().waitFor();
  const view = await site.stack.call({ account: "5b10a0000000000000000002", module: "weftline-compact", issue: "SUP-3" }, "panel", { view: "compact", stored: false });
  assert.deepEqual(view.groups[0].columns.map((/** @type {any} */ { field }) => field), wanted);
  await panel.close();
});

test("FLD-1 FLD-2 an object is added with its usual fields, linked, and removed again", async () => {
  const { page, frame, close } = await site.openAdmin("Fields");
  await frame.getByRole("button", { name: "Add object" }).click();
  const choice = frame.getByRole("combobox", { name: "Object to add" });
  await choice.fill("Lead");
  await frame.getByRole("option", { name: /^Lead/ }).first().click();
  await frame.getByText("Lead is added when you save. Its name and first fields are chosen.").first().waitFor();
  await fieldsOf(frame, "Lead").waitFor();
  await frame.locator('[data-object="Lead"]').getByText("New", { exact: true }).waitFor();
  await saveChanges(frame);
  await frame.locator('[data-object="Lead"][data-state="present"]').waitFor();

  await site.stack.salesforce("/sobjects/Lead", "POST", { LastName: "Weftline Prospect", Company: "Harbor" });
  const panel = await site.open("weftline-list", { issue: "SUP-4" });
  await panel.frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(panel.page);
  await choose(dialog, dialog.getByRole("combobox", { name: /Object/ }), "Lead");
  await dialog.getByLabel("Search", { exact: true }).first().fill("Prospect");
  await panel.page.keyboard.press("Enter");
  await dialog.getByRole("row").filter({ hasText: "Weftline Prospect" }).waitFor();
  await panel.close();

  await frame.getByRole("button", { name: /^Remove (object )?Lead$/ }).click();
  const asked = frame.getByRole("dialog", { name: /^Remove (object )?Lead\?$/ });
  await asked.getByRole("button", { name: "Remove" }).click();
  await asked.waitFor({ state: "detached" });
  assert.equal(await page.locator("main iframe").count(), 1);
  await saveChanges(frame);
  await close();
  assert.deepEqual((await site.configuration()).objects.map((/** @type {any} */ { object: name }) => name), ["Case"]);
});

test("D-7 FLD-1 a field that was removed in Salesforce is told with a repair that mends it, and the rest goes on", async () => {
  const org = orgAdmin(site.stack);
  await org.makeField("Case.Fleeting__c", { label: "Fleeting", type: "Text", length: 40 });
  await site.wait(3_600_000);
  const { objects } = await site.configuration();
  const { fields, mappings } = objects[0];
  const { mapping } = mappings.find((/** @type {any} */ each) => each.project === "*");
  const own = { ...mapping.fields[0], field: "Fleeting__c", source: { kind: "constant", value: "here" } };
  await site.save(
    { name: "fields:Case", content: { kind: "fields", content: { ...fields, details: [...fields.details, "Fleeting__c"] } } },
    { name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields: [...mapping.fields, own] } } },
  );
  await org.removeField("Case.Fleeting__c");
  await site.wait(3_600_000);
  const found = (await site.configuration()).problems.filter((/** @type {any} */ each) => each.problem.field === "Fleeting__c");
  assert.deepEqual(found.map((/** @type {any} */ { section }) => section).sort(), ["fields:Case", "mapping:*:Case"]);

  const [one] = await site.newCases({ Subject: "drift" });
  await site.link("SUP-5", [one.id]);
  const panel = await site.open("weftline-list", { issue: "SUP-5" });
  await panel.frame.getByRole("button", { name: one.number, exact: true }).click();
  await dialogOf(panel.page).locator("dl").waitFor();
  assert.ok(!(await dialogOf(panel.page).locator("dt").allInnerTexts()).includes("Fleeting"), "only it rests");
  await panel.close();
  const creating = await site.open("weftline-list", { issue: "SUP-5" });
  await creating.frame.getByRole("button", { name: "Create", exact: true }).click();
  const form = dialogOf(creating.page);
  await form.getByLabel("Subject").fill(`Drifted ${process.pid}`);
  await form.getByText(/Fleeting__c/).first().waitFor();
  await form.getByRole("button", { name: "Create", exact: true }).click();
  await creating.page.getByText(/created and linked/).waitFor();
  await creating.close();

  const { frame, close } = await site.openAdmin("Fields");
  await frame.getByRole("navigation").getByRole("button", { name: /^Fields.*Needs attention/ }).waitFor();
  const problem = frame.locator('[data-problems="error"]').getByRole("listitem").filter({ hasText: "Fleeting__c" });
  await problem.getByRole("button", { name: "Use the proposed repair" }).click();
  await saveChanges(frame);
  await problem.waitFor({ state: "detached" });
  assert.ok(!(await site.configuration()).objects[0].fields.details.includes("Fleeting__c"));

  await frame.getByRole("navigation").getByRole("button", { name: /^Salesforce settings/ }).click();
  const row = frame.locator('tr[data-field="Fleeting__c"]');
  await row.getByText("Not found in Salesforce").waitFor();
  await frame.getByRole("button", { name: "Use the proposed repair" }).first().click();
  await row.waitFor({ state: "detached" });
  await saveChanges(frame);
  await close();
  const { problems } = await site.configuration();
  assert.deepEqual(problems.filter((/** @type {any} */ each) => each.problem.severity === "error"), []);
});

test("FLD-1 an object that Salesforce does not show any more is red and says what to do", async () => {
  const gone = [{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }];
  site.stack.answerAs("salesforce", /\/sobjects\/Case\/describe/, { status: 404, body: gone });
  await site.wait(3_600_000);
  const { frame, close } = await site.openAdmin("Fields");
  const red = frame.locator('[data-object="Case"][data-state="gone"]');
  await red.waitFor();
  await red.getByText("Gone", { exact: true }).waitFor();
  const told = frame.locator('[data-object-state="gone"]');
  assert.match(await told.innerText(), /does not exist in Salesforce[\s\S]*remove it here/);
  await close();
  site.stack.answerAs("salesforce", /\/sobjects\/Case\/describe/, undefined);
});

test("FLD-3 a selection that is refused is told at the tab and the field that it concerns", async () => {
  const { objects } = await site.configuration();
  const { fields } = objects[0];
  const six = ["CaseNumber", "Subject", "Status", "Priority", "Origin", "Type"];
  const { body } = await site.stack.invoke({ account: "5b10a0000000000000000001", module: "weftline-admin" }, "saveConfiguration", {
    baseVersion: (await site.configuration()).version,
    sections: [
      {
        name: "fields:Case",
        content: { kind: "fields", content: { ...fields, search: six, compact: ["CaseNumber", "Description"], details: [...fields.details, "Nope__c"] } },
      },
    ],
  });
  assert.equal(body.view.kind, "invalid");
  const found = Object.fromEntries(body.view.problems.map((/** @type {any} */ { problem }) => [problem.code, problem]));
  for (const [code, field] of /** @type {const} */ ([["tooManySearchFields", null], ["tooLongForList", "Description"], ["unknownField", "Nope__c"]])) {
    assert.equal(found[code]?.field, field, `${code} in ${JSON.stringify(found)}`);
    assert.ok(found[code].text.length > 10 && found[code].remedy.length > 5, code);
  }

  // What the page does not offer, another admin's import could have brought: the page shows the refusal in place.
  const { page, frame, close } = await site.openAdmin("Fields");
  await page.route("**/api/invoke", async (route) => {
    const request = route.request().postDataJSON();
    if (request.functionKey !== "saveConfiguration") return route.continue();
    request.payload.sections[0].content.content.search = six;
    return route.continue({ postData: JSON.stringify(request) });
  });
  const { chosen } = await openTab(frame, "Search");
  await chosen.getByRole("button", { name: /^Remove .* from Search/ }).last().click();
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Not saved: something has to be changed first.").waitFor();
  await frame.getByRole("tab", { name: "Search (1)" }).waitFor();
  await eventually("the reason is in place", async () => /at most|5/.test(await chosen.innerText()));
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
