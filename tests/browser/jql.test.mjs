import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { panelOf } from "./sync-support.mjs";
import { JANE_DOE, dialogClosed, dialogOf, eventually, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** The keys of what Jane's search finds. @param {string} jql @returns {Promise<string[]>} */
const found = async (jql) => {
  const { issues } = await site.stack.jira(JANE_DOE, "/search/jql", "POST", { jql, fields: ["summary"] });
  return issues.map((/** @type {{ key: string }} */ { key }) => key);
};

test("LNK-2 UNL-1 what is linked on the page is found in JQL by number, id and object, and what is unlinked is not", async () => {
  const [one] = await site.newCases({ Subject: "Found by JQL" });
  const [{ Id: id }] = await site.casesWith(one.subject);
  const byNumber = `salesforceRecord = "${one.number}"`;
  assert.deepEqual(await found(byNumber), []);
  const { page, list, close } = await site.openIssue("SUP-3");
  await page.getByRole("group", { name: "Actions" }).getByRole("button", { name: "Link Salesforce records", exact: true }).click();
  await dialogOf(page).getByLabel("Search", { exact: true }).first().fill(one.subject);
  await page.keyboard.press("Enter");
  await dialogOf(page).getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await dialogOf(page).getByRole("button", { name: "Link 1 record" }).click();
  await dialogClosed(page);
  await eventually("the number finds it", async () => (await found(byNumber)).join() === "SUP-3");
  for (const jql of [`salesforceRecord = "${id}"`, `salesforceObject = Case AND key = SUP-3`, `salesforceRecord is not EMPTY AND key = SUP-3`]) {
    assert.deepEqual(await found(jql), ["SUP-3"], jql);
  }
  await list.getByText(one.number, { exact: true }).first().waitFor();
  await site.stack.call(panelOf("SUP-3"), "unlink", { recordIds: [id] });
  await eventually("it is found no more", async () => (await found(byNumber)).length === 0);
  assert.deepEqual(site.complaints, []);
  await close();
});
