import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { adminPlace, dialogOf, isFocused, JANE_DOE, MIA_ADMIN, MY_DOMAIN, startSite, tabTo, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {any} the settings as they are at the start */
let settings;
before(async () => {
  site = await startSite();
  ({ settings } = await site.configuration());
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.set(settings);
});

const panelPlace = (/** @type {string} */ issue) => ({ account: JANE_DOE, module: "weftline-list", issue });

/**
 * Switches something on the settings page, as an admin does.
 * @param {string} label
 */
async function flip(label) {
  const { frame, close } = await site.openAdmin("Settings");
  const row = frame.locator("[data-setting]").filter({ has: frame.getByRole("switch", { name: label }) });
  await row.getByRole("switch").click();
  await row.getByText("Saved.", { exact: true }).waitFor();
  await close();
}

/**
 * Asks for what a page without the control could ask for all the same.
 * @param {string} issue
 * @param {string} call
 * @param {unknown} payload
 * @returns {Promise<string | undefined>} the code of the refusal
 */
async function refusal(issue, call, payload) {
  const { body } = await site.stack.invoke(panelPlace(issue), call, payload);
  return body.failure?.code;
}

/** An issue's panel with one linked record. @param {string} issue */
async function linked(issue) {
  const [one] = await site.newCases({ Subject: "settings" });
  await site.link(issue, [one.id]);
  return one;
}

test("TGL-1 without the panel issues show nothing and its calls are refused", async () => {
  const one = await linked("SUP-2");
  await flip("Show the panel on work items");
  const modules = await (await fetch(`${site.stack.url}/api/modules?account=${JANE_DOE}&issue=SUP-2`)).json();
  const compact = modules.modules.find((/** @type {any} */ { key }) => key === "weftline-compact");
  assert.ok(compact === undefined || compact.shown !== true, "the compact view's display condition does not hold");
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  await frame.getByText("The Salesforce panel is switched off.").waitFor();
  assert.equal(await frame.getByText(one.number).count(), 0);
  await close();
  assert.equal(await refusal("SUP-2", "link", { object: "Case", recordIds: [one.id], share: false }), "notPermitted");
  assert.equal(await refusal("SUP-2", "createForm", { object: "Case" }), "notPermitted");
});

test("TGL-2 without linking the button is gone and the resolver refuses the call", async () => {
  const one = await linked("SUP-3");
  await flip("Allow linking");
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { frame, close } = await site.open(module, { issue: "SUP-3", width: 800 });
    await frame.getByText(one.number, { exact: true }).first().waitFor();
    for (const name of [/^Link( |$)/, /^Create( |$)/]) assert.equal(await frame.getByRole("button", { name }).count(), 0, `${name} in ${module}`);
    await close();
  }
  const [other] = await site.newCases({ Subject: "not linked" });
  assert.equal(await refusal("SUP-3", "link", { object: "Case", recordIds: [other.id], share: false }), "notPermitted");
  assert.equal(await refusal("SUP-3", "search", { object: "Case", keywords: "x" }), "notPermitted");
  const panel = await site.stack.call(panelPlace("SUP-3"), "panel", { view: "list", stored: false });
  assert.equal(panel.groups[0].records.length, 1);
});

test("TGL-3 without unlinking nothing can be chosen and the resolver refuses the call", async () => {
  const one = await linked("SUP-4");
  await flip("Allow unlinking");
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  assert.equal(await frame.getByRole("button", { name: "Unlink", exact: true }).count(), 0);
  assert.equal(await frame.getByRole("checkbox").count(), 0);
  await close();
  assert.equal(await refusal("SUP-4", "unlink", { recordIds: [one.id] }), "notPermitted");
  const panel = await site.stack.call(panelPlace("SUP-4"), "panel", { view: "list", stored: false });
  assert.equal(panel.groups[0].records.length, 1, "the link is still there");
});

test("TGL-5 without redirect no page has a way into salesforce and no answer an address", async () => {
  const one = await linked("SUP-5");
  await flip("Allow opening records in Salesforce");
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { frame, close } = await site.open(module, { issue: "SUP-5", width: 800 });
    await frame.getByText(one.number, { exact: true }).first().waitFor();
    assert.equal(await frame.getByRole("link").count(), 0, module);
    await close();
  }
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-5" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  await dialogOf(page).locator("dl").waitFor();
  assert.equal(await dialogOf(page).getByRole("link", { name: /in Salesforce/ }).count(), 0);
  await close();
  for (const [call, payload] of /** @type {const} */ ([
    ["panel", { view: "list", stored: false }],
    ["details", { recordId: one.id }],
    ["search", { object: "Case", keywords: one.subject }],
  ])) {
    const answer = JSON.stringify(await site.stack.call(panelPlace("SUP-5"), call, payload));
    assert.ok(!answer.includes("https://"), `${call}: ${answer}`);
  }
});

test("TGL-14 elsewhere salesforce is not asked and admins are led to the settings, until it is on", async () => {
  const { frame, close } = await site.open("weftline-list", { issue: "HELP-1" });
  await frame.getByText("This project is not configured for Salesforce.").waitFor();
  await frame.getByText("A Jira admin can change that").waitFor();
  assert.equal(await frame.getByRole("button").count(), 0);
  await close();
  await site.stack.resetCounts();
  assert.equal(await refusal("HELP-1", "search", { object: "Case", keywords: "x" }), "projectNotConfigured");
  assert.equal(await refusal("HELP-1", "createForm", { object: "Case" }), "projectNotConfigured");
  const { calls } = await site.stack.counts();
  assert.equal(calls.salesforce, 0);

  const admin = await site.open("weftline-list", { issue: "HELP-1", account: MIA_ADMIN });
  await admin.frame.getByRole("button", { name: "Open settings" }).waitFor();
  await admin.close();

  await flip("Call Salesforce on every work item");
  const on = await site.open("weftline-list", { issue: "HELP-1" });
  await on.frame.getByText("No Salesforce records are linked.").waitFor();
  await on.close();
  assert.equal(await refusal("HELP-1", "createForm", { object: "Case" }), undefined);
});

test("TGL-4 TGL-6 TGL-13 what later pages show is stored at once and told to every panel", async () => {
  for (const [label, member] of /** @type {const} */ ([
    ["Show potential results", "potentialResults"],
    ["Show case comments", "comments"],
    ["Show feed posts", "feed"],
    ["Show inline images", "images"],
    ["Show email messages", "emails"],
  ])) {
    const before = (await site.stack.call(panelPlace("SUP-6"), "panel", { view: "list", stored: false })).allowed[member];
    await flip(label);
    const { allowed } = await site.stack.call(panelPlace("SUP-6"), "panel", { view: "list", stored: false });
    assert.equal(allowed[member], !before, label);
  }
});

test("TGL-7 TGL-11 what depends on another setting, and a choice of two, by keyboard, with undo and focus", async () => {
  const { page, frame, close } = await site.openAdmin("Settings");
  const comments = frame.getByRole("switch", { name: "Show case comments" });
  const posting = frame.getByRole("switch", { name: "Allow posting case comments" });
  const on = await comments.isChecked();
  await comments.focus();
  await page.keyboard.press("Space");
  const row = frame.locator('[data-setting="showComments"]');
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal(await comments.isChecked(), !on);
  assert.equal(await posting.isDisabled(), on, "who sees no comments posts none");
  await tabTo(page, row.getByRole("button", { name: "Undo" }));
  await page.keyboard.press("Enter");
  await frame.locator('[data-setting="showComments"] [role="switch"]:focus').waitFor();
  assert.ok(await isFocused(comments), "the focus is on what was set back");
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal(await comments.isChecked(), on);

  await frame.getByRole("radio", { name: /^Non-editable/ }).check();
  await frame.locator('[data-setting="bulkDefaults"]').getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.bulkDefaults, "fixed");
  await close();
});

test("VIEW-3 the signature is previewed as it is typed, checked in its place, and saved", async () => {
  const { page, frame, close } = await site.openAdmin("Settings");
  const row = frame.locator('[data-setting="signature"]');
  const field = row.getByLabel("Signature", { exact: true });
  const signature = row.locator('[data-signature="true"]');
  assert.equal(await field.inputValue(), "{{user.name}} via Jira ({{issue.key}})");
  assert.equal(await signature.innerText(), "Jane Doe via Jira (ABC-123)");
  assert.ok(await row.getByRole("button", { name: "Save signature" }).isDisabled());

  await field.fill("Posted by {{user.name}} on {{issue.summary}}");
  await row.locator('[data-problems="error"]').waitFor();
  assert.match(await row.locator('[data-problems="error"]').innerText(), /issue\.summary/);
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.deepEqual(await violations(page), []);
  await row.getByRole("button", { name: "Save signature" }).click();
  await row.locator('[data-problems="error"]').waitFor();
  assert.equal((await site.configuration()).settings.signature, null, "what cannot be made is not saved");

  await field.fill("Posted by {{user.name}} on ");
  await field.press("End");
  await row.getByRole("button", { name: "Insert key" }).click();
  assert.equal(await field.inputValue(), "Posted by {{user.name}} on {{issue.key}}");
  assert.ok(await isFocused(field));
  assert.equal(await signature.innerText(), "Posted by Jane Doe on ABC-123");
  await row.locator('[data-problems="error"]').waitFor({ state: "detached" });
  await field.press("Enter");
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.signature, "Posted by {{user.name}} on {{issue.key}}");

  await field.fill("");
  await row.getByText("Comments and posts end without a signature.").waitFor();
  await row.getByRole("button", { name: "Save signature" }).click();
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.signature, "");

  await row.getByRole("button", { name: "Use the default" }).click();
  assert.equal(await signature.innerText(), "Jane Doe via Jira (ABC-123)");
  await row.getByRole("button", { name: "Save signature" }).click();
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.signature, null, "the default is what is shipped, whatever that will be");
  await close();
});

test("LNK-3 LNK-4 what linking copies and whether records are shared is chosen, saved at once and told to panels", async () => {
  const { page, frame, close } = await site.openAdmin("Settings");
  for (const [key, label, value] of /** @type {const} */ ([
    ["firstSync", "Only empty fields", "emptyFields"],
    ["firstSync", "Salesforce fills Jira", "salesforceFillsJira"],
    ["firstSync", "Jira fills Salesforce", "jiraFillsSalesforce"],
    ["sharing", "Refuse", "refused"],
    ["sharing", "Allow", "allowed"],
  ])) {
    const row = frame.locator(`[data-setting="${key}"]`);
    await row.getByRole("radio", { name: new RegExp(`^${label}`) }).check();
    await row.getByText("Saved.", { exact: true }).waitFor();
    const { linking } = await site.stack.call(panelPlace("SUP-6"), "panel", { view: "list", stored: true });
    assert.equal(linking[key], value);
  }
  const nothing = frame.getByRole("radio", { name: /^Nothing/ });
  await frame.getByRole("radio", { name: /^Jira fills Salesforce/ }).focus();
  await page.keyboard.press("ArrowDown");
  await frame.locator('[data-setting="firstSync"]').getByText("Saved.", { exact: true }).waitFor();
  assert.ok(await nothing.isChecked(), "by keyboard");
  await close();
});

test("settings: an operations issue that is no issue key is refused in its place", async () => {
  const { frame, close } = await site.openAdmin("Settings");
  const row = frame.locator('[data-setting="operationsIssue"]');
  await row.getByLabel("Operations work item").fill("not a key");
  await row.getByRole("button", { name: "Save" }).click();
  await row.locator('[data-problems="error"]').waitFor();
  assert.ok((await row.locator('[data-problems="error"]').innerText()).length > 10, "with the reason");
  await row.getByLabel("Operations work item").fill("sup-1");
  await row.getByRole("button", { name: "Save" }).click();
  await row.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await site.configuration()).settings.operationsIssue, "SUP-1");
  await close();
});

/** Every call of the admin page, with a payload that an admin's page could send. */
const ADMIN_CALLS = /** @type {const} */ ({
  connection: {},
  beginLogin: { connection: null, instance: "production", myDomain: null, clientId: "key", clientSecret: "secret" },
  finishLogin: { state: "0".repeat(64) },
  connect: { connection: null, myDomain: MY_DOMAIN, clientId: "key", clientSecret: "secret" },
  testConnection: { connection: "main" },
  disconnect: { connection: "main" },
  configuration: {},
  checkConfiguration: { sections: [] },
  saveConfiguration: { baseVersion: 0, sections: [{ name: "restrictions", content: { kind: "restrictions", content: { issueTypes: [] } } }] },
  versions: { before: null },
  compareVersions: { from: 0, to: 1 },
  rollBack: { version: 0, baseVersion: 1 },
  exportConfiguration: { version: null },
  importConfiguration: { text: "{}", baseVersion: 1, apply: true },
  jiraProjects: { query: null, startAt: 0 },
  jiraFields: {},
  jiraOptions: { field: "priority", project: null },
  objects: { connection: null },
  schema: { object: "Case", connection: null },
  syncFromSalesforce: { connection: "main", baseVersion: 1 },
  installSide: { connection: "main", objects: ["Case"] },
  installProgress: { connection: "main", deployment: "0Af000000000001" },
});

for (const [call, payload] of Object.entries(ADMIN_CALLS)) {
  test(`CON-1 OPS-4 ${call} is refused to someone who is no admin, from every module`, async () => {
    const before = await site.configuration();
    for (const place of [adminPlace(JANE_DOE), panelPlace("SUP-1")]) {
      const { body } = await site.stack.invoke(place, call, payload);
      assert.equal(body.kind, "failed", JSON.stringify(body));
      assert.equal(body.failure.code, "notPermitted", JSON.stringify(body.failure));
    }
    assert.equal((await site.configuration()).version, before.version, "nothing was changed");
  });
}

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
