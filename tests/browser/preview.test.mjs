import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { choose, dialogOf, eventually, goTo, JANE_DOE, picture, saveChanges, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {import("playwright-core").Locator} Locator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite({ watched: true });
});
after(async () => {
  await site?.stop();
});

const AUTOCREATE = "customfield_10064";
const RULE = {
  id: "00000000000c0001",
  name: "Urgent ones",
  enabled: true,
  object: "Case",
  trigger: { field: AUTOCREATE, values: [{ id: "10640", text: "Yes" }] },
  conditions: {
    kind: "all",
    of: [
      { kind: "compare", field: "priority", comparison: "oneOf", values: [{ id: "2", text: "High" }, { id: "1", text: "Highest" }] },
      { kind: "not", of: [{ kind: "compare", field: "summary", comparison: "contains", values: [{ id: null, text: "drill" }] }] },
    ],
  },
  again: false,
  whileLinked: false,
};

/** A field's row in the mapping. @param {FrameLocator} frame @param {string} field */
const row = (frame, field) => frame.locator(`tr[data-field="${field}"]`);

/** A row of a plan. @param {FrameLocator | Locator} where @param {string} field */
const planned = (where, field) => where.locator(`tr[data-plan-field="${field}"]`);

/** What a row of a plan says is there afterwards. @param {FrameLocator | Locator} where @param {string} field */
const afterwards = (where, field) => planned(where, field).locator('[data-label="After"]').innerText();

/**
 * Chooses a work item or a record as one who types does.
 * @param {FrameLocator} frame
 * @param {Locator} picker
 * @param {string} text
 * @param {RegExp} option
 */
async function find(frame, picker, text, option) {
  await picker.focus();
  await picker.pressSequentially(text);
  // What was found for the letters before gives way to what is found for all of them.
  await frame.locator("[data-searching=true]").waitFor({ state: "detached" });
  await frame.getByRole("option", { name: option }).first().click();
}

/** @param {string} key @param {Record<string, unknown>} fields */
const edit = (key, fields) => site.stack.jira(JANE_DOE, `/issue/${key}`, "PUT", { fields });

/** Requests by which something would be written, in Salesforce, Jira or storage, since the last look. */
function writes() {
  const { salesforce, forge } = site.stack.exchanges();
  const found = [
    ...salesforce.splice(0).filter(({ method, url, requestBody }) => {
      if (method === "GET" || url.startsWith("/services/oauth2/")) return false;
      return !/\/(composite|tooling\/composite)/.test(url) || /"method":"(POST|PATCH|PUT|DELETE)"/.test(requestBody);
    }),
    ...forge.splice(0).filter(({ method, url }) => method !== "GET" && WRITING.test(url)),
  ];
  return found.map(({ method, url }) => `${method} ${url}`);
}

/** What the sandbox takes writes by: Jira's own that are not searches, storage, queues. */
const WRITING = /\/rest\/(?!api\/3\/(search|permissions|mypermissions|jql))|\/(set|delete|transaction|secret\/set)\b|queue/;

test("D-1 the mapping's preview shows on a real work item what would be created, follows as one edits, and writes nothing", async () => {
  const { page, frame, close } = await site.openAdmin("Salesforce settings");
  const preview = frame.getByRole("region", { name: "Preview" });
  await preview.getByText("Choose a work item to see, field by field, what would be written.").waitFor();
  writes();
  await find(frame, preview.getByLabel("Work item"), "SUP-1", /^SUP-1 /);
  const creation = preview.locator('[data-plan="creation"]');
  const { fields } = await site.stack.jira(JANE_DOE, "/issue/SUP-1?fields=summary");
  await planned(creation, "Subject").waitFor();
  assert.match(await afterwards(creation, "Subject"), new RegExp(fields.summary.slice(0, 20)));
  await planned(creation, "Subject").getByText("Summary", { exact: true }).waitFor();
  await creation.getByText(/^(Assignment rules do not run\. )?It takes \d+ Salesforce API calls?/).waitFor();
  await preview.getByText("Nothing is written.", { exact: false }).first().waitFor();
  await preview.getByText(/^Preview of SUP-1: \d+ fields would be written\.$/).waitFor();

  // It follows as one edits.
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Kind of value/ }), "Fixed value");
  await frame.getByLabel("Fixed value for Subject").fill("Always this");
  await eventually("the preview follows", async () => /Always this/.test(await afterwards(creation, "Subject")));
  await frame.getByLabel("Fixed value for Subject").fill("Now that");
  await eventually("and follows on", async () => /Now that/.test(await afterwards(creation, "Subject")));
  await frame.getByRole("button", { name: "Remove Case Origin" }).click();
  await planned(creation, "Origin").waitFor({ state: "detached" });

  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await unnamed(frame), []);
  assert.deepEqual(writes(), [], "nothing is written");
  assert.equal((await site.casesWith("Now that")).length, 0);
  await frame.getByRole("button", { name: "Discard" }).click();
  await eventually("discarded edits are gone from it", async () => new RegExp(fields.summary.slice(0, 20)).test(await afterwards(creation, "Subject")));
  await close();
});

test("D-1 D-3 with a record, the preview shows both directions, what customers will see, and why something is not written", async () => {
  const service = { id: "10002", key: "HELP", name: "Help desk", connection: null, issueTypes: [] };
  await site.save({ name: "project:10002", content: { kind: "project", content: service } });
  const [record] = await site.newCases({ Subject: "As Salesforce has it", Priority: "Low" });
  const seen = writes();
  for (const write of [/^POST \/services\/data/, /transaction|\/set/])
    assert.ok(seen.some((each) => write.test(each)), `what writes is seen: ${seen.join(", ")}`);
  const { page, frame, close } = await site.openAdmin("Salesforce settings");
  await row(frame, "Subject").waitFor();
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Direction of/ }), /^To Jira/);
  await choose(frame, row(frame, "Priority").getByRole("combobox", { name: /^Direction of/ }), /^To Salesforce/);
  const preview = frame.getByRole("region", { name: "Preview" });
  writes();
  await find(frame, preview.getByLabel("Work item"), "HELP-1", /^HELP-1 /);
  await find(frame, preview.getByLabel("Salesforce record (optional)"), record.number, new RegExp(record.number));
  const update = preview.locator('[data-plan="update"]');
  const toJira = update.locator('tr[data-plan-field="summary"][data-way="toJira"]');
  await toJira.waitFor();
  assert.match(await toJira.innerText(), /As Salesforce has it/);
  await toJira.getByText("Customers will see this").waitFor();
  await planned(update, "Priority").getByText("To Salesforce").waitFor();
  await update.getByText(/^\d+ more fields, not written$/).click();
  await planned(update, "Origin").getByText("Not written").waitFor();
  await planned(update, "Origin").getByText("It is set when the record is created, and not changed afterwards.").waitFor();
  await update.getByText(/^It takes .*Jira/).waitFor();
  assert.deepEqual(writes(), [], "nothing is written");
  const { fields } = await site.stack.jira(JANE_DOE, "/issue/HELP-1?fields=summary");
  assert.notEqual(fields.summary, record.subject);
  await page.mouse.move(0, 0);
  await picture(page.locator("main iframe"), "preview-light");
  assert.deepEqual(await violations(page), []);

  // Another direction is another preview, at once.
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Direction of/ }), /^To Salesforce/);
  await toJira.waitFor({ state: "detached" });
  await update.locator('tr[data-plan-field="Subject"][data-way="toSalesforce"]').waitFor();
  await close();
});

test("D-1 a preview that Salesforce does not answer says so, keeps what it showed, and can be tried again", async () => {
  const [record] = await site.newCases({ Subject: "Beside" });
  const { frame, close } = await site.openAdmin("Salesforce settings");
  const preview = frame.getByRole("region", { name: "Preview" });
  await find(frame, preview.getByLabel("Work item"), "SUP-1", /^SUP-1 /);
  await find(frame, preview.getByLabel("Salesforce record (optional)"), record.number, new RegExp(record.number));
  await preview.locator('[data-plan="update"]').waitFor();
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Direction of/ }), /^To Salesforce/);
  const failure = preview.locator("[data-failure]");
  await failure.waitFor({ timeout: 45_000 });
  assert.ok(await preview.locator('[data-plan="update"]').isVisible(), "what it showed stays");
  await site.clearFaults();
  await failure.getByRole("button", { name: "Try again" }).click();
  await failure.waitFor({ state: "detached" });
  await planned(preview.locator('[data-plan="update"]'), "Subject").waitFor();
  await close();
});

test("D-1 AUTO-4 AUTO-6 a rule is tried on a work item as one edits: the verdict, each condition with its actual value, the record", async () => {
  await site.save({ name: "rules:*", content: { kind: "rules", content: { rules: [RULE] } } });
  await site.stack.resetCounts();
  await edit("SUP-8", { priority: { name: "High" } });
  await edit("SUP-9", { priority: { name: "Low" }, [AUTOCREATE]: { id: "10641" } });
  // The rule itself looks at both; what it notes of that is no write of the trial.
  await eventually("both are judged", async () => {
    const { invocations } = await site.stack.counts();
    return invocations.filter((/** @type {any} */ { label, outcome }) => label === "judge" && outcome !== undefined).length >= 2;
  });
  const { page, frame, close } = await site.openAdmin("Rules");
  const rule = frame.locator("li[data-rule]");
  const opener = rule.getByRole("button", { name: "Try on a work item: Urgent ones" });
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  assert.equal(await opener.getAttribute("aria-expanded"), "true");
  const trial = frame.getByRole("region", { name: "Try Urgent ones on a work item" });
  writes();
  await find(frame, trial.getByLabel("Work item"), "SUP-9", /^SUP-9 /);
  await trial.locator("[data-verdict]").waitFor();
  const conditions = trial.getByRole("list", { name: "How Urgent ones was judged on SUP-9" });
  const priority = conditions.locator("li", { hasText: "Priority is one of High, Highest" }).last();
  assert.equal(await priority.getAttribute("data-holds"), "false");
  await priority.getByText("it is Low").waitFor();
  const drill = conditions.locator("li li", { hasText: "Summary contains drill" });
  assert.equal(await drill.getAttribute("data-holds"), "false");
  const none = conditions.locator("li", { hasText: "None of these holds:" });
  assert.equal(await none.getAttribute("data-holds"), "true");
  await trial.getByText(/^Nothing is created/).first().waitFor();
  assert.equal(await trial.getByRole("table").count(), 0, "there is no record to show");

  // The rule is edited, and the verdict follows.
  await rule.getByRole("button", { name: "Values that set it off: Yes" }).click();
  await frame.getByRole("option", { name: "No", exact: true }).click();
  await page.keyboard.press("Escape");
  await rule.locator('[data-condition="conditions.of[0]"]').getByRole("button", { name: "Comparison: is one of" }).click();
  await frame.getByRole("option", { name: "is not empty", exact: true }).click();
  await trial.locator('[data-verdict="creates"][data-busy="false"]').waitFor();
  const record = trial.getByRole("table", { name: "The record that Urgent ones would create from SUP-9" });
  await planned(record, "Subject").waitFor();
  await trial.getByText("SUP-9: It creates a new Case.").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await unnamed(frame), []);
  await page.mouse.move(0, 0);
  await picture(page.locator("main iframe"), "rule-trial-light");
  assert.deepEqual(writes(), [], "nothing is written");
  await page.keyboard.press("Tab");
  await frame.getByRole("button", { name: "Discard" }).click();
  await close();
});

test("D-1 in the dark and on a narrow page too", async () => {
  const { page, frame, close } = await site.openAdmin("Rules", { theme: "dark", width: 360 });
  await frame.getByRole("button", { name: "Try on a work item: Urgent ones" }).click();
  const trial = frame.getByRole("region", { name: "Try Urgent ones on a work item" });
  await find(frame, trial.getByLabel("Work item"), "SUP-8", /^SUP-8 /);
  await trial.locator("[data-verdict]").waitFor();
  assert.deepEqual(await violations(page), []);
  const [width, scrolls] = await frame.locator("body").evaluate((body) => [body.clientWidth, document.documentElement.scrollWidth]);
  assert.ok((scrolls ?? 0) <= (width ?? 0) + 1, `nothing is wider than the page: ${scrolls} in ${width}`);
  await close();
  const mapping = await site.openAdmin("Salesforce settings", { theme: "dark", width: 360 });
  const preview = mapping.frame.getByRole("region", { name: "Preview" });
  await find(mapping.frame, preview.getByLabel("Work item"), "SUP-8", /^SUP-8 /);
  await planned(preview, "Subject").waitFor();
  assert.deepEqual(await violations(mapping.page), []);
  await mapping.close();
});

test("AUTO-2 AUTO-4 AUTO-5 D-1 D-2 an admin builds a rule and a mapping, previews and saves; a user edits the work item; the record appears, and why is told", async () => {
  await site.save({ name: "rules:*", content: null });
  await edit("SUP-11", { priority: { name: "Low" }, [AUTOCREATE]: null });
  await edit("SUP-12", { priority: { name: "High" }, [AUTOCREATE]: null });
  const { frame, close } = await site.openAdmin("Salesforce settings");
  await row(frame, "Subject").waitFor();
  await choose(frame, row(frame, "Subject").getByRole("combobox", { name: /^Kind of value/ }), "Template");
  await frame.getByRole("button", { name: "Edit template for Subject" }).click();
  const dialog = frame.getByRole("dialog", { name: "Template for Subject" });
  await dialog.getByLabel("Template", { exact: true }).fill("{{issue.key}}: {{issue.summary}}");
  await dialog.getByRole("button", { name: "Apply" }).click();
  const preview = frame.getByRole("region", { name: "Preview" });
  await find(frame, preview.getByLabel("Work item"), "SUP-12", /^SUP-12 /);
  await eventually("the template is previewed", async () => /SUP-12: /.test(await afterwards(preview, "Subject")));
  const subject = (await afterwards(preview, "Subject")).trim();
  await saveChanges(frame);

  await goTo(frame, "Rules");
  await frame.getByRole("button", { name: "Add rule" }).click();
  await frame.getByRole("option", { name: "Autocreate Salesforce record (option)" }).click();
  const rule = frame.locator("li[data-rule]");
  await rule.getByRole("button", { name: /^Values that set it off/ }).click();
  await frame.getByRole("option", { name: "Yes", exact: true }).click();
  await rule.getByRole("button", { name: "Done" }).click();
  await rule.getByRole("button", { name: "Add condition", exact: true }).click();
  await frame.getByRole("option", { name: /^Priority \(/ }).click();
  await rule.getByRole("button", { name: "Values of the condition: a value" }).click();
  await frame.getByRole("option", { name: "High", exact: true }).click();
  await rule.getByRole("button", { name: /^Try on a work item/ }).click();
  await find(frame, rule.getByRole("combobox", { name: "Work item" }), "SUP-12", /^SUP-12 /);
  await rule.getByText(/^Nothing is created: the field has not taken/).first().waitFor();
  await saveChanges(frame);
  await close();

  const yes = await site.openIssue("SUP-12");
  await yes.list.getByText("No Salesforce records are linked.").waitFor();
  await yes.page.getByLabel("Autocreate Salesforce record").selectOption({ label: "Yes" });
  /** @type {any[]} */
  let made = [];
  await eventually("the record is there", async () => {
    made = await site.casesWith(subject);
    return made.length > 0;
  });
  assert.equal(made.length, 1);
  await yes.list.getByText(made[0].CaseNumber, { exact: true }).first().waitFor();
  await yes.list.getByRole("button", { name: "More actions" }).click();
  await yes.list.getByRole("menuitem", { name: "Why did this happen?" }).click();
  const happened = dialogOf(yes.page).locator('[data-section="activity"] [data-verdict="created"]').first();
  await happened.getByText("Rule 1").first().waitFor();
  await yes.close();

  const no = await site.openIssue("SUP-11");
  await no.list.getByText("No Salesforce records are linked.").waitFor();
  await no.page.getByLabel("Autocreate Salesforce record").selectOption({ label: "Yes" });
  await eventually("it is judged", async () => {
    const { now, pending } = await site.stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-11" }, "why", {});
    return !pending && now[0]?.decision.verdict === "conditionsUnmet";
  });
  await no.list.getByText("No Salesforce records are linked.").waitFor();
  await no.list.getByRole("button", { name: "Why was nothing created?" }).click();
  const unmet = dialogOf(no.page).locator('[data-verdict="conditionsUnmet"]').first();
  await unmet.getByText("Low", { exact: true }).first().waitFor();
  assert.deepEqual(site.complaints, []);
  await no.close();
});
