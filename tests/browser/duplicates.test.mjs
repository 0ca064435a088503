import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { choose, dialogClosed, dialogOf, eventually, isFocused, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {any} */
let settings;
before(async () => {
  site = await startSite();
  const { objects, settings: before } = await site.configuration();
  settings = before;
  const [{ fields, mappings }] = objects;
  const { mapping } = mappings.find((/** @type {any} */ each) => each.project === "*");
  const unmapped = (/** @type {string} */ field) => ({
    ...mapping.fields[0],
    field,
    label: null,
    help: null,
    default: null,
    potentialResults: false,
    source: { kind: "nothing" },
  });
  const own = (/** @type {string} */ object, /** @type {string[]} */ mapped) => [
    {
      name: `fields:${object}`,
      content: { kind: "fields", content: { object, search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] } },
    },
    {
      name: `mapping:*:${object}`,
      content: { kind: "mapping", content: { ...mapping, object, fields: mapped.map(unmapped), assignmentRules: false } },
    },
  ];
  assert.ok(fields);
  await site.save(
    ...own("Contact", ["FirstName", "LastName", "Email"]),
    ...own("Account", ["Name", "AccountNumber"]),
    ...own("Lead", ["FirstName", "LastName", "Company", "Email"]),
  );
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
  await site?.stack.control("org", "POST", { validationRules: [] });
  await site?.set(settings);
});

let people = 0;

/** A person whom nobody is like, in Salesforce already. @param {string} [lastName] */
async function contact(lastName) {
  people += 1;
  const last = lastName ?? `Quux${"abcdefghijklmnopqrstuvwxyz"[people] ?? people}${process.pid}`;
  const person = { FirstName: "Ada", LastName: last, Email: `ada.${last.toLowerCase()}@example.com` };
  const { id } = await site.stack.salesforce("/sobjects/Contact", "POST", person);
  return { id, name: `Ada ${last}`, ...person };
}

/** @param {string} object @param {string} email */
async function withEmail(object, email) {
  const soql = `SELECT Id, FirstName FROM ${object} WHERE Email = '${email}'`;
  return (await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records;
}

/**
 * The create form of an object.
 * @param {string} issue
 * @param {string} object what people call it
 * @param {"light" | "dark"} [theme]
 */
async function openForm(issue, object, theme = "light") {
  const { page, frame, close } = await site.open("weftline-list", { issue, theme });
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  if ((await frame.getByRole("menuitem").count()) > 0) await frame.getByRole("menuitem", { name: `Create ${object}`, exact: true }).click();
  const form = dialogOf(page);
  await form.locator("[data-field]").first().waitFor();
  if ((await form.getByRole("heading", { name: `Create ${object}` }).count()) === 0) {
    await choose(form, form.getByRole("combobox", { name: "Object" }), object);
    await form.getByRole("heading", { name: `Create ${object}` }).waitFor();
    await form.locator("[data-field]").first().waitFor();
  }
  const create = form.getByRole("button", { name: "Create", exact: true });
  const answer = form.locator('[data-answer="duplicates"]');
  return { page, frame, form, create, answer, close };
}

/**
 * @param {import("./support.mjs").FrameLocator} form
 * @param {{ FirstName: string, LastName: string, Email: string }} person
 */
async function fill(form, person) {
  await form.getByLabel("First Name").fill(person.FirstName);
  await form.getByLabel("Last Name").fill(person.LastName);
  await form.getByLabel("Email").fill(person.Email);
}

test("CRT-4 records that look the same are told, and one is linked instead", async () => {
  const one = await contact("Lovelace");
  const { page, frame, form, create, answer, close } = await openForm("SUP-1", "Contact");
  await fill(form, one);
  await create.click();
  await answer.getByText("Salesforce has records that look the same").waitFor();
  await answer.getByText("Use one of these records?").waitFor();
  assert.equal(await create.isVisible(), false, "one question at a time");
  const row = answer.getByRole("listitem").filter({ hasText: one.name });
  const address = await row.getByRole("link", { name: `Open ${one.name} in Salesforce` }).getAttribute("href");
  assert.ok(address?.includes(one.id.slice(0, 15)));
  assert.equal((await withEmail("Contact", one.Email)).length, 1, "nothing was created");
  await picture(page.getByRole("dialog"), "duplicates-light");
  await row.getByRole("button", { name: `Link ${one.name}` }).click();
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await frame.getByText(one.name, { exact: true }).first().waitFor();
  assert.equal((await withEmail("Contact", one.Email)).length, 1);
  await close();
});

test("CRT-4 it is created anyway, once, where the rule lets", async () => {
  const one = await contact();
  const { page, frame, form, create, answer, close } = await openForm("SUP-2", "Contact");
  await fill(form, one);
  await create.click();
  await answer.getByRole("button", { name: "Create anyway" }).dblclick({ noWaitAfter: true });
  await dialogClosed(page);
  await page.getByText(`${one.name} created and linked`).waitFor();
  await frame.getByText(one.name, { exact: true }).first().waitFor();
  assert.equal((await withEmail("Contact", one.Email)).length, 2);
  await close();
});

test("CRT-2 back in the form everything is as it was left, and the focus is where it was", async () => {
  const one = await contact();
  const { page, form, create, answer, close } = await openForm("SUP-3", "Contact");
  await fill(form, one);
  await create.click();
  await answer.getByRole("button", { name: "Back to the form" }).click();
  await answer.waitFor({ state: "detached" });
  await eventually("the focus is back", () => isFocused(create));
  assert.equal(await form.getByLabel("Last Name").inputValue(), one.LastName);
  await form.getByLabel("Last Name").fill(`Unlike${one.LastName.split("").reverse().join("")}`);
  await form.getByLabel("Email").fill(`unlike.${one.Email}`);
  await create.click();
  await dialogClosed(page);
  assert.equal((await withEmail("Contact", `unlike.${one.Email}`)).length, 1);
  await close();
});

test("CRT-4 a rule that blocks leaves linking or changing", async () => {
  const number = `N-${process.pid}`;
  await site.stack.salesforce("/sobjects/Account", "POST", { Name: "Blocker Ltd", AccountNumber: number });
  const { page, form, create, answer, close } = await openForm("SUP-4", "Account");
  await form.getByLabel("Account Name").fill("Quite another company");
  await form.getByLabel("Account Number").fill(number);
  await create.click();
  await answer.getByText("Salesforce lets no other be created like this.").waitFor();
  assert.equal(await answer.getByRole("button", { name: "Create anyway" }).count(), 0);
  await answer.getByRole("button", { name: "Link Blocker Ltd" }).click();
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await close();
});

test("CRT-4 a lead that looks like a contact is told with what the record is", async () => {
  const one = await contact();
  const { form, create, answer, close } = await openForm("SUP-5", "Lead");
  await fill(form, one);
  await form.getByLabel("Company").fill("Engines");
  await create.click();
  await answer.getByRole("listitem").filter({ hasText: `${one.name} · Contact` }).waitFor();
  await close();
});

test("LNK-4 a record that another issue has is linked here too only after a question", async () => {
  const one = await contact();
  await site.link("SUP-20", [one.id], "Contact");
  const { page, form, create, answer, close } = await openForm("SUP-6", "Contact");
  await fill(form, one);
  await create.click();
  await answer.getByText("On 1 other work item").waitFor();
  await answer.getByRole("button", { name: `Link ${one.name}` }).click();
  const question = answer.locator('[data-question="share"]');
  await question.waitFor();
  await answer.getByRole("button", { name: "Do not link" }).click();
  await question.waitFor({ state: "detached" });
  await answer.getByRole("button", { name: `Link ${one.name}` }).click();
  await answer.getByRole("button", { name: "Link it here too" }).click();
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await close();
});

test("LNK-4 where records are on one issue only, the one of another cannot be linked", async () => {
  const one = await contact();
  await site.link("SUP-21", [one.id], "Contact");
  await site.set({ sharing: "refused" });
  const { form, create, answer, close } = await openForm("SUP-7", "Contact");
  await fill(form, one);
  await create.click();
  await answer.getByText("Linked to another work item").waitFor();
  assert.equal(await answer.getByRole("button", { name: `Link ${one.name}` }).count(), 0);
  await close();
});

test("CRT-4 duplicates are answered by keyboard alone, and a screen reader is told", async () => {
  const one = await contact();
  const { page, form, create, answer, close } = await openForm("SUP-8", "Contact");
  await tabTo(page, form.getByLabel("First Name"));
  await page.keyboard.type(one.FirstName);
  await tabTo(page, form.getByLabel("Last Name"));
  await page.keyboard.type(one.LastName);
  await tabTo(page, form.getByLabel("Email"));
  await page.keyboard.type(one.Email);
  await tabTo(page, create);
  await page.keyboard.press("Enter");
  const alert = answer.getByRole("alert").filter({ hasText: "look the same" });
  await alert.waitFor();
  await eventually("the focus is on what is told", () => isFocused(alert));
  await tabTo(page, answer.getByRole("button", { name: "Create anyway" }));
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  assert.equal((await withEmail("Contact", one.Email)).length, 2);
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`axe finds nothing in duplicates_and_rules ${theme}`, async () => {
    const one = await contact();
    const { page, form, create, answer, close } = await openForm("SUP-9", "Contact", theme);
    await fill(form, one);
    await create.click();
    await answer.getByRole("button", { name: "Create anyway" }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(form), []);
    await close();
  });
}

test("CRT-2 what validation rules refuse stands at their fields or on top, and nothing typed is lost", async () => {
  await site.stack.control("org", "POST", {
    validationRules: [
      { name: "Mail", object: "Contact", field: "Email", message: "Every contact has an address", refusedWhen: { blank: { field: "Email" } } },
      { name: "Name", object: "Contact", message: "Nobody is called X", refusedWhen: { is: { field: "FirstName", values: ["X"] } } },
    ],
  });
  const { page, form, create, close } = await openForm("SUP-10", "Contact");
  const last = `Rule${process.pid}`;
  await form.getByLabel("First Name").fill("X");
  await form.getByLabel("Last Name").fill(last);
  await create.click();
  const error = form.locator('[data-field="Email"]').locator('[id$="-error"]');
  await error.waitFor();
  assert.match(await error.innerText(), /Every contact has an address/);
  const summary = form.getByRole("alert").filter({ hasText: "2 things have to be changed" });
  await summary.getByText("Nobody is called X").waitFor();
  await picture(page.getByRole("dialog"), "validation-light");
  await summary.getByRole("button", { name: /Every contact has an address/ }).click();
  assert.ok(await isFocused(form.getByLabel("Email")), "the summary leads to the field");
  assert.equal(await form.getByLabel("Last Name").inputValue(), last);
  await form.getByLabel("Email").fill(`rule${process.pid}@example.com`);
  await form.getByLabel("First Name").fill("Grace");
  await create.click();
  await dialogClosed(page);
  assert.equal((await withEmail("Contact", `rule${process.pid}@example.com`)).length, 1);
  await close();
});
