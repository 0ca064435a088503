import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminPlace, choose, eventually, goTo, isFocused, picture, saveChanges, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {import("playwright-core").Locator} Locator */
/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

const AUTOCREATE = "customfield_10064";
const ALWAYS = { kind: "all", of: [] };

/**
 * A rule as the configuration holds it.
 * @param {number} number
 * @param {Record<string, unknown>} [own]
 */
const ruleOf = (number, own = {}) => ({
  id: number.toString(16).padStart(16, "0"),
  name: `Rule ${number}`,
  enabled: true,
  object: "Case",
  trigger: { field: AUTOCREATE, values: [{ id: null, text: "Yes" }] },
  conditions: ALWAYS,
  again: false,
  whileLinked: false,
  ...own,
});

/** Has just these rules. @param {ReturnType<typeof ruleOf>[]} rules @param {string} [project] */
async function haveRules(rules, project = "*") {
  const saved = await rulesOf(project);
  if (rules.length === 0 && saved.length === 0) return;
  const content = rules.length === 0 ? null : { kind: "rules", content: { rules } };
  await site.save({ name: `rules:${project}`, content });
}

/** The rules as they are saved. @param {string} [project] @returns {Promise<any[]>} */
async function rulesOf(project = "*") {
  const { rules } = await site.configuration();
  return rules.find((/** @type {any} */ each) => each.project === project)?.rules.rules ?? [];
}

/** The rules page, loaded. @param {Parameters<typeof site.openAdmin>[1]} [place] */
async function openRules(place) {
  const opened = await site.openAdmin("Rules", place);
  await opened.frame.getByRole("button", { name: "Add rule" }).waitFor();
  return opened;
}

/** The rule with this name. @param {FrameLocator} frame @param {string} name */
const card = (frame, name) => frame.locator("li[data-rule]").filter({ has: frame.getByRole("button", { name: `Name of the rule: ${name}`, exact: true }) });

/** The names of the rules, in order. @param {FrameLocator} frame */
const names = (frame) =>
  frame.locator('li[data-rule] button[aria-label^="Name of the rule"]').evaluateAll((all) => all.map((each) => each.textContent));

/**
 * Chooses by mouse what a part of a sentence says.
 * @param {FrameLocator} frame
 * @param {Locator} where
 * @param {RegExp | string} part
 * @param {string | RegExp} option
 */
async function pick(frame, where, part, option) {
  await where.getByRole("button", { name: part }).click();
  await frame.getByRole("option", { name: option, exact: true }).click();
}

/**
 * Chooses by mouse the values of a part.
 * @param {FrameLocator} frame
 * @param {Locator} where
 * @param {RegExp | string} part
 * @param {string[]} options
 */
async function pickValues(frame, where, part, options) {
  await where.getByRole("button", { name: part }).click();
  for (const option of options) await frame.getByRole("option", { name: option, exact: true }).click();
  const done = where.getByRole("button", { name: "Done" });
  if ((await done.count()) > 0) await done.click();
}

test("AUTO-1 AUTO-6 an admin builds a rule as a sentence by mouse; saved and loaded again it says the same", async () => {
  await haveRules([]);
  const { page, frame, close } = await openRules();
  await frame.getByText("When Autocreate Salesforce record becomes Yes and Priority is one of High, Highest, create a new Case.").waitFor();
  await frame.getByRole("button", { name: "Add rule" }).click();
  const rule = frame.locator("li[data-rule]");
  await frame.getByRole("option", { name: "Autocreate Salesforce record (option)" }).click();
  await pickValues(frame, rule, /^Values that set it off/, ["Yes"]);

  await rule.getByRole("button", { name: "Add condition", exact: true }).click();
  await frame.getByRole("option", { name: /^Priority \(/ }).click();
  const first = rule.locator('[data-condition="conditions.of[0]"]');
  await pick(frame, first, /^Comparison/, "is one of");
  await pickValues(frame, first, /^Values of the condition/, ["High", "Highest"]);

  await rule.getByRole("button", { name: "Add group", exact: true }).click();
  await frame.getByRole("option", { name: /^Summary \(/ }).click();
  const group = rule.locator('[data-condition="conditions.of[1]"]');
  await pick(frame, group, /^How the conditions combine/, "none of these holds:");
  const inner = rule.locator('[data-condition="conditions.of[1].of[0]"]');
  await pick(frame, inner, /^Comparison/, "contains");
  await inner.getByRole("button", { name: /^Values of the condition/ }).click();
  await page.keyboard.type("drill");
  // What was typed counts although nothing confirmed it.
  await frame.getByRole("heading", { level: 2 }).click();
  await group.getByRole("button", { name: "Add condition to this group" }).click();
  await frame.getByRole("option", { name: /^Assignee \(/ }).click();
  const other = rule.locator('[data-condition="conditions.of[1].of[1]"]');
  await pick(frame, other, /^Comparison/, "is empty");

  await pick(frame, rule, /^How often/, "again whenever the field takes the value again");
  await pick(frame, rule, /^When one is linked already/, "also while one is linked");
  await rule.getByRole("button", { name: /^Name of the rule/ }).click();
  await frame.getByRole("textbox", { name: "Name" }).fill("Urgent ones");
  await page.keyboard.press("Enter");
  await saveChanges(frame);
  const before = await rule.innerText();
  await close();

  const [saved, ...others] = await rulesOf();
  assert.deepEqual(others, []);
  assert.match(saved.id, /^[0-9a-f]{16}$/);
  const option = (/** @type {string} */ id, /** @type {string} */ text) => ({ id, text });
  assert.deepEqual(
    { ...saved, id: "", sinceMs: 0 },
    {
      id: "",
      name: "Urgent ones",
      enabled: true,
      object: "Case",
      trigger: { field: AUTOCREATE, values: [option("10640", "Yes")] },
      conditions: {
        kind: "all",
        of: [
          { kind: "compare", field: "priority", comparison: "oneOf", values: [option("2", "High"), option("1", "Highest")] },
          {
            kind: "not",
            of: [
              { kind: "compare", field: "summary", comparison: "contains", values: [{ id: null, text: "drill" }] },
              { kind: "compare", field: "assignee", comparison: "empty", values: [] },
            ],
          },
        ],
      },
      again: true,
      whileLinked: true,
      sinceMs: 0,
    },
  );
  assert.ok(saved.sinceMs > 0, "it watches from now on");

  const again = await openRules();
  await card(again.frame, "Urgent ones").waitFor();
  assert.equal(await again.frame.locator("li[data-rule]").innerText(), before);
  assert.deepEqual(await violations(again.page), []);
  assert.deepEqual(await unnamed(again.frame), []);
  await picture(again.page.locator("main iframe"), "rules-light");
  await again.close();
  const dark = await openRules({ theme: "dark", width: 360 });
  await card(dark.frame, "Urgent ones").waitFor();
  assert.deepEqual(await violations(dark.page), []);
  await dark.close();
  assert.deepEqual(site.complaints, []);
});

test("AUTO-1 AUTO-6 the same goes by the keyboard alone, and the focus stays where one works", async () => {
  await haveRules([]);
  const { page, frame, close } = await openRules();
  const keys = page.keyboard;
  await tabTo(page, frame.getByRole("button", { name: "Add rule" }));
  await keys.press("Enter");
  const field = frame.getByRole("combobox", { name: "Field that is watched" });
  await eventually("what it watches is asked", () => isFocused(field));
  await keys.type("Autocreate");
  await frame.getByRole("option", { name: /^Autocreate/ }).waitFor();
  await keys.press("Enter");
  const part = frame.getByRole("button", { name: "Field that is watched: Autocreate Salesforce record" });
  await eventually("the focus is back on the part", () => isFocused(part));
  await keys.press("Tab");
  await keys.press("Enter");
  await frame.getByRole("option", { name: "Yes" }).waitFor();
  await keys.type("Yes");
  await keys.press("Enter");
  await keys.press("Escape");
  const values = frame.getByRole("button", { name: "Values that set it off: Yes" });
  await eventually("the focus is back on the values", () => isFocused(values));

  await tabTo(page, frame.getByRole("button", { name: "Add condition", exact: true }));
  await keys.press("Enter");
  await eventually("the field of the condition is asked", () => isFocused(frame.getByRole("combobox", { name: "Field of the condition" })));
  await keys.type("Summary");
  await frame.getByRole("option", { name: /^Summary/ }).waitFor();
  await keys.press("Enter");
  await keys.press("Tab");
  await keys.press("Enter");
  await keys.type("contains");
  await frame.getByRole("option", { name: "contains" }).waitFor();
  await keys.press("Enter");
  await eventually("the focus is back on the comparison", () => isFocused(frame.getByRole("button", { name: "Comparison: contains" })));
  await keys.press("Tab");
  await keys.press("Enter");
  await keys.type("outage");
  await keys.press("Tab");
  await frame.getByRole("button", { name: "Done" }).waitFor();
  await keys.press("Enter");
  await frame.getByRole("button", { name: "Values of the condition: outage" }).waitFor();

  await tabTo(page, frame.getByRole("button", { name: "How often: once for each work item" }));
  await keys.press("Enter");
  await keys.press("ArrowDown");
  await keys.press("Enter");
  await frame.getByRole("button", { name: /^How often: again/ }).waitFor();
  await tabTo(page, frame.getByRole("button", { name: "Save changes" }));
  await keys.press("Enter");
  await frame.getByText(/^Saved as version \d+$/).waitFor();
  await close();
  const [rule] = await rulesOf();
  assert.deepEqual(rule.trigger, { field: AUTOCREATE, values: [{ id: "10640", text: "Yes" }] });
  assert.deepEqual(rule.conditions, {
    kind: "all",
    of: [{ kind: "compare", field: "summary", comparison: "contains", values: [{ id: null, text: "outage" }] }],
  });
  assert.equal(rule.again, true);
});

test("AUTO-6 every comparison can be said, with the values that it needs", async () => {
  await haveRules([ruleOf(1, { conditions: { kind: "all", of: [{ kind: "compare", field: "priority", comparison: "equals", values: [{ id: "2", text: "High" }] }] } })]);
  const { frame, close } = await openRules();
  const line = frame.locator('[data-condition="conditions.of[0]"]');
  /** @type {[string, boolean][]} */
  const comparisons = [
    ["is not", true],
    ["is one of", true],
    ["is empty", false],
    ["is not empty", false],
    ["has changed", false],
    ["has changed to", true],
    ["has changed from", true],
    ["is", true],
  ];
  for (const [comparison, compares] of comparisons) {
    await pick(frame, line, /^Comparison/, comparison);
    await line.getByRole("button", { name: `Comparison: ${comparison}`, exact: true }).waitFor();
    const values = line.getByRole("button", { name: /^Values of the condition/ });
    assert.equal(await values.count(), compares ? 1 : 0, comparison);
    if (compares && /a value$/.test((await values.getAttribute("aria-label")) ?? "")) {
      await line.getByText("Choose a value to compare with.").waitFor();
      await pickValues(frame, line, /^Values of the condition/, ["Highest"]);
      await line.getByRole("button", { name: "Values of the condition: Highest" }).waitFor();
    }
  }
  await line.getByRole("button", { name: /^Remove condition: Priority is Highest/ }).click();
  await line.waitFor({ state: "detached" });
  assert.ok(await isFocused(frame.getByRole("button", { name: "Add condition", exact: true })), "the focus is not lost with the line");
  await close();
});

test("AUTO-3 a field that cannot be watched is not offered, and why; a rule that names one is refused in words", async () => {
  await haveRules([]);
  const { page, frame, close } = await openRules();
  await frame.getByRole("button", { name: "Add rule" }).click();
  const field = frame.getByRole("combobox", { name: "Field that is watched" });
  await field.waitFor();
  const offered = await frame.getByRole("option").allInnerTexts();
  for (const name of ["Autocreate Salesforce record", "Channels", "Affected regions", "Customer reference", "Description", "Impact"])
    assert.ok(offered.some((each) => each.startsWith(name)), `${name} is offered: ${offered.join()}`);
  for (const name of ["Assignee", "Due", "Effort", "Product area", "Labels", "Priority"])
    assert.ok(!offered.some((each) => each.startsWith(name)), `${name} is not offered`);
  await page.keyboard.type("Effort");
  await frame.getByText("Effort (number) cannot be watched. Rules can watch text fields, text areas, checkboxes, and single and multi selects.").waitFor();
  await page.keyboard.press("Escape");
  await frame.getByText("Choose the field that sets the rule off.").waitFor();
  await close();

  const { version } = await site.configuration();
  const refused = await site.stack.call(adminPlace(), "saveConfiguration", {
    baseVersion: version,
    sections: [{ name: "rules:*", content: { kind: "rules", content: { rules: [ruleOf(1, { trigger: { field: "customfield_10052", values: [] } })] } } }],
  });
  assert.equal(refused.kind, "invalid");
  assert.match(JSON.stringify(refused.problems), /Effort.*cannot watch/);
});

test("AUTO-1 AUTO-3 what the check finds is told at the rule and its part, and nothing is saved", async () => {
  await haveRules([ruleOf(1), ruleOf(2)]);
  const { page, frame, close } = await openRules();
  await card(frame, "Rule 2").getByRole("button", { name: /^Name of the rule/ }).click();
  await page.keyboard.type("rule 1");
  await page.keyboard.press("Enter");
  await frame.getByText(/Another rule has this name/).first().waitFor();
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Not saved: something has to be changed first.").waitFor();
  assert.deepEqual((await rulesOf()).map(({ name }) => name), ["Rule 1", "Rule 2"]);
  await close();
});

test("AUTO-1 rules are duplicated, reordered by mouse and by keyboard, switched off and deleted", async () => {
  await haveRules([ruleOf(1), ruleOf(2), ruleOf(3)]);
  const { page, frame, close } = await openRules();
  await card(frame, "Rule 3").getByRole("button", { name: "Move Rule 3 up" }).focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(frame), ["Rule 1", "Rule 3", "Rule 2"]);
  assert.ok(await isFocused(frame.getByRole("button", { name: "Move Rule 3 up" })), "the focus goes along");
  await frame.getByText("Rule 3 is now number 2 of 3.").waitFor();
  await card(frame, "Rule 2").locator('[draggable="true"]').dragTo(card(frame, "Rule 1"), { targetPosition: { x: 20, y: 3 } });
  await eventually("it is the first", async () => (await names(frame))[0] === "Rule 2");

  await frame.getByRole("switch", { name: "Rule 1 is on" }).click();
  await frame.getByRole("button", { name: "Duplicate Rule 3" }).click();
  await card(frame, "Rule 3, copy").waitFor();
  await frame.getByRole("button", { name: "Delete Rule 3", exact: true }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("When Autocreate Salesforce record becomes Yes, create a new Case.").waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.waitFor({ state: "detached" });
  await saveChanges(frame);
  await close();
  const saved = await rulesOf();
  assert.deepEqual(
    saved.map(({ name, enabled }) => [name, enabled]),
    [["Rule 2", true], ["Rule 1", false], ["Rule 3, copy", true]],
  );
  assert.equal(new Set(saved.map(({ id }) => id)).size, 3);
  assert.ok(!saved.some(({ id }) => id === ruleOf(3).id), "a copy is another rule");
});

test("AUTO-1 a project has rules of its own, beside those of all", async () => {
  await haveRules([ruleOf(1)]);
  const { frame, close } = await openRules();
  await choose(frame, frame.getByRole("combobox", { name: "Project" }), /\(SUP\)/);
  await frame.getByText("1 rule of all configured projects holds here too.").waitFor();
  await frame.getByRole("button", { name: "Add rule" }).click();
  await frame.getByRole("option", { name: /^Channels/ }).click();
  await pickValues(frame, frame.locator("li[data-rule]"), /^Values that set it off/, ["Phone"]);
  await saveChanges(frame);
  await close();
  const { projects } = await site.configuration();
  const sup = projects.find((/** @type {any} */ { key }) => key === "SUP");
  const [own] = await rulesOf(sup.id);
  assert.equal(own.trigger.field, "customfield_10061");
  assert.equal((await rulesOf()).length, 1);
  await haveRules([], sup.id);
});

test("AUTO-8 AUTO-5 the page says why rules would do nothing: no mapping, no event, Weftline off", async () => {
  await haveRules([ruleOf(1)]);
  const { events, objects } = await site.configuration();
  const mapping = objects[0].mappings.find((/** @type {any} */ { project }) => project === "*");
  await site.save({ name: "events", content: { kind: "events", content: { ...events, issueUpdated: false } } });
  const { frame, close } = await openRules();
  await frame.getByText(/Updates of work items are not followed/).waitFor();
  await frame.getByRole("button", { name: "Go to Events" }).click();
  await frame.getByRole("heading", { level: 2, name: "Events and projects" }).waitFor();
  await close();
  await site.save({ name: "events", content: { kind: "events", content: events } });

  await haveRules([]);
  await site.save({ name: "mapping:*:Case", content: null });
  const second = await openRules();
  await second.frame.getByRole("button", { name: "Add rule" }).click();
  await second.page.keyboard.press("Escape");
  await second.frame.getByText("Case has no mapping here, so the rule cannot create one.").waitFor();
  await second.frame.locator("[data-warning=mapping]").getByRole("button", { name: "Go to Salesforce settings" }).click();
  await second.frame.getByRole("button", { name: "Leave without saving" }).click();
  await second.frame.getByRole("heading", { level: 2, name: "Salesforce settings" }).waitFor();
  await second.close();
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: mapping.mapping } });

  await site.set({ enabled: false });
  const third = await openRules();
  await third.frame.getByText("Weftline is switched off, so rules do nothing.").waitFor();
  await third.close();
  await site.set({ enabled: true });
});

test("AUTO-1 two admins who edit the same rules do not overwrite one another unawares", async () => {
  await haveRules([ruleOf(1)]);
  const { frame, close } = await openRules();
  await frame.getByRole("switch", { name: "Rule 1 is on" }).click();
  await haveRules([ruleOf(1, { name: "Renamed" })]);
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Someone else saved this while you were editing").waitFor();
  await frame.getByRole("button", { name: "Take theirs" }).click();
  await card(frame, "Renamed").waitFor();
  await goTo(frame, "Versions");
  await frame.getByText("Rules of all projects").first().waitFor();
  await close();
});
