import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mappingRecord, orgAdmin } from "../support/org.mjs";
import { eventually, isFocused, JANE_DOE, saveChanges, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** The list of projects. @param {import("./support.mjs").FrameLocator} frame @param {string} key */
const project = (frame, key) => frame.locator(`[data-project="${key}"]`);

/** Where Jira shows the app's panels on an issue. @param {string} issue */
async function shown(issue) {
  const { modules } = await (await fetch(`${site.stack.url}/api/modules?account=${JANE_DOE}&issue=${issue}`)).json();
  return modules.filter((/** @type {any} */ each) => each.shown).map((/** @type {any} */ { key }) => key).sort();
}

test("EVT-1 the checklist of events says what each does and is saved", async () => {
  const { frame, close } = await site.openAdmin("Events");
  const boxes = frame.getByRole("region", { name: "Events", exact: true }).getByRole("checkbox");
  await boxes.first().waitFor();
  assert.equal(await boxes.count(), 9);
  const deleted = frame.getByRole("checkbox", { name: "Comment deleted" });
  assert.ok(await deleted.isChecked(), "all are followed at first");
  const described = (await deleted.getAttribute("aria-describedby")) ?? "";
  assert.match(await frame.locator(`[id="${described.split(" ").at(-1)}"]`).innerText(), /said under Settings/);
  await deleted.uncheck({ force: true });
  await frame.getByText("There are changes that are not saved.").waitFor();
  await saveChanges(frame);
  const { events } = await site.configuration();
  assert.deepEqual(
    Object.entries(events).filter(([, on]) => !on).map(([name]) => name),
    ["commentDeleted"],
  );
  await frame.getByRole("button", { name: "Dismiss" }).click();
  await deleted.check({ force: true });
  await frame.getByRole("button", { name: "Discard" }).click();
  assert.ok(!(await deleted.isChecked()), "discarded is as saved");
  await close();
});

test("EVT-3 a project chosen by hand with some issue types is where the panel works", async () => {
  assert.ok(!(await shown("HELP-1")).includes("weftline-list"));
  const { frame, close } = await site.openAdmin("Events");
  await frame.getByLabel("Search projects").fill("help");
  await project(frame, "SUP").waitFor({ state: "detached" });
  await project(frame, "HELP").getByRole("checkbox").first().check({ force: true });
  await project(frame, "HELP").getByRole("button", { name: "Issue types of HELP" }).click();
  await project(frame, "HELP").getByRole("radio", { name: "Only these" }).check();
  const types = project(frame, "HELP").getByRole("list").getByRole("checkbox");
  const { projects } = await site.stack.call({ account: "5b10a0000000000000000001", module: "weftline-admin" }, "jiraProjects", { query: "HELP", startAt: 0 });
  assert.equal(await types.count(), projects[0].issueTypes.length);
  const { fields } = await site.stack.jira(JANE_DOE, "/issue/HELP-1?fields=issuetype");
  for (const { name } of projects[0].issueTypes)
    if (name !== fields.issuetype.name)
      await project(frame, "HELP").getByRole("checkbox", { name, exact: true }).uncheck({ force: true });
  await project(frame, "HELP").getByText(/^1 issue type/).waitFor();
  await saveChanges(frame);
  await close();

  await eventually("the panel is pinned to the project", async () => (await shown("HELP-1")).includes("weftline-list"));
  const panel = await site.open("weftline-list", { issue: "HELP-1" });
  await panel.frame.getByText("No Salesforce records are linked.").waitFor();
  await panel.close();

  const again = await site.openAdmin("Events");
  await project(again.frame, "HELP").getByRole("checkbox").first().uncheck({ force: true });
  await saveChanges(again.frame);
  await again.close();
  const gone = await site.open("weftline-list", { issue: "HELP-1" });
  await gone.frame.getByText("This project is not configured for Salesforce.").waitFor();
  await gone.close();
});

test("EVT-3 whoever leaves with changes that are not saved is asked first", async () => {
  const { page, frame, close } = await site.openAdmin("Events");
  const box = frame.getByRole("checkbox", { name: "Attachment added" });
  const before = await box.isChecked();
  await box.setChecked(!before, { force: true });
  await frame.getByRole("navigation").getByRole("button", { name: "Settings", exact: true }).click();
  const dialog = frame.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await frame.getByRole("heading", { name: "Events and projects" }).waitFor();
  await frame.getByRole("navigation").getByRole("button", { name: "Settings", exact: true }).click();
  await dialog.getByRole("button", { name: "Leave without saving" }).click();
  await frame.getByRole("heading", { name: "Settings", level: 2 }).waitFor();
  await close();
});

test("EVT-2 Weftline's side is installed by a click and what Salesforce keeps is pulled, with marks where it differs", async () => {
  const { frame, close } = await site.openAdmin("Events");
  await frame.getByText("Never synced.").waitFor();
  await frame.getByRole("button", { name: "Install Weftline's part in Salesforce" }).click();
  await frame.getByText("The permission set Weftline", { exact: false }).waitFor();
  await frame.getByRole("button", { name: "Install", exact: true }).click();
  await frame.getByText("Installed", { exact: true }).waitFor();

  // What is configured is what Salesforce keeps from now on; its admin changes one row and adds another.
  const org = orgAdmin(site.stack);
  const rows = await org.query("SELECT DeveloperName, Project_Key__c FROM Weftline_Mapping__mdt");
  const nameOf = (/** @type {string} */ key) => rows.find((row) => row.Project_Key__c === key)?.DeveloperName;
  assert.equal(rows.length, 2, JSON.stringify(rows));
  await org.deploy({
    ...mappingRecord(nameOf("SUP"), { project: "SUP", object: "Case", issueTypes: ["Bug"] }),
    ...mappingRecord("Help_desk", { project: "HELP", object: "Case" }),
  });
  await frame.getByRole("button", { name: "Sync from Salesforce" }).click();
  await frame.getByText("Synced with Salesforce", { exact: true }).waitFor();
  await frame.getByText(/^Last synced .*: 3 rows\.$/).waitFor();
  assert.ok(await project(frame, "HELP").getByRole("checkbox").first().isChecked(), "the list appears by itself");
  await project(frame, "SUP").getByText(/^1 issue type/).waitFor();

  await project(frame, "LEGAL").getByRole("checkbox").first().check({ force: true });
  const mark = project(frame, "LEGAL").getByRole("button", { name: /^Out of sync: Salesforce's own mapping does not name/ });
  await mark.hover();
  await frame.getByRole("tooltip").getByText("Salesforce's own mapping does not name this project.").waitFor();
  await project(frame, "LEGAL").getByRole("checkbox").first().uncheck({ force: true });
  await mark.waitFor({ state: "detached" });
  assert.equal(await project(frame, "SUP").getByRole("button", { name: /^Out of sync/ }).count(), 0);
  await project(frame, "SUP").getByRole("button", { name: "Issue types of SUP" }).click();
  await project(frame, "SUP").getByRole("radio", { name: /^All issue types/ }).check();
  await project(frame, "SUP").getByRole("button", { name: /^Out of sync: .*other issue types/ }).waitFor();
  assert.ok(await frame.getByRole("button", { name: "Sync from Salesforce" }).isDisabled(), "changes would be lost");
  await saveChanges(frame);
  assert.ok(await isFocused(frame.getByRole("status").filter({ hasText: "Saved as version" })));
  await frame.getByRole("button", { name: "Sync from Salesforce" }).click();
  await frame.getByText("Synced with Salesforce", { exact: true }).waitFor();
  await project(frame, "SUP").getByText(/^1 issue type/).waitFor();
  await close();
});

test("EVT-2 who may not install is given the steps by hand", async () => {
  await site.addFault({ fault: { kind: "forbidden" }, path: "/services/data/*/metadata/*" });
  const { frame, close } = await site.openAdmin("Events");
  await frame.getByRole("button", { name: "Install Weftline's part in Salesforce" }).click();
  await frame.getByRole("button", { name: "Install", exact: true }).click();
  await frame.getByText("Salesforce refused the installation").waitFor();
  await frame.getByText("A Salesforce admin can do it by hand:").waitFor();
  await frame.getByText(/Field Name "Weftline_Key"/).waitFor();
  await frame.getByText(/a person decides/).waitFor();
  await close();
  await site.clearFaults();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
