import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attach } from "../support/uploads.mjs";
import { eventually, JANE_DOE, picture, saveChanges, startSite, unnamed, violations } from "./support.mjs";
import { inStep, panelOf } from "./sync-support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

const ISSUE = "SUP-1";

/** The names of an issue's attachments. @returns {Promise<string[]>} */
const onIssue = async () => {
  const { fields } = await site.stack.jira(JANE_DOE, `/issue/${ISSUE}?fields=attachment`);
  return fields.attachment.map((/** @type {{ filename: string }} */ { filename }) => filename);
};

/** A record's files, and who sees them. @param {string} id @returns {Promise<{ title: string, visibility: string }[]>} */
const onRecord = async (id) => {
  const soql = `SELECT ContentDocument.Title, Visibility FROM ContentDocumentLink WHERE LinkedEntityId = '${id}'`;
  const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`);
  return records.map((/** @type {any} */ row) => ({ title: row.ContentDocument.Title, visibility: row.Visibility }));
};

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`FILE-1 which files go to the other side is off at first, chosen per object and checked, in ${theme}`, async () => {
    const { page, frame, close } = await site.openAdmin("Salesforce settings", { theme });
    const section = frame.locator('[data-files="Case"]');
    const toSalesforce = section.getByRole("checkbox", { name: "Attachments go to Salesforce" });
    assert.equal(await toSalesforce.isChecked(), false);
    assert.equal(await section.getByLabel("Largest file, in MB").count(), 0);
    await section.getByText("Attachments go to Salesforce").click();
    const size = section.getByLabel("Largest file, in MB");
    await size.fill("9");
    await section.getByText("Enter a number above 0 and up to 4.5.").waitFor();
    await size.fill("2,5");
    await section.getByText("Enter a number above 0 and up to 4.5.").waitFor({ state: "detached" });
    await section.getByLabel("Types of files").fill("pdf, image/*");
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(section, `files-${theme}`);
    await frame.getByRole("button", { name: "Discard" }).click();
    await eventually("it is as it was", async () => !(await toSalesforce.isChecked()));
    await close();
  });
}

test("FILE-1 an admin switches files on, and one of either side appears on the other, once", async () => {
  const { frame, close } = await site.openAdmin("Salesforce settings");
  const section = frame.locator('[data-files="Case"]');
  await section.getByText("Attachments go to Salesforce").click();
  await section.getByText("Files from Salesforce go to Jira").click();
  await section.getByLabel("Types of files").fill("txt");
  await saveChanges(frame);
  const { objects } = await site.configuration();
  const { mapping } = objects.find((/** @type {any} */ { object }) => object === "Case").mappings[0];
  assert.deepEqual(mapping.files, { toSalesforce: true, toJira: true, bytesMax: 0, types: ["txt"] });
  await close();

  const record = await inStep(site, ISSUE);
  await attach(site.stack, ISSUE, "from-jira.txt", [Buffer.from("one")]);
  await attach(site.stack, ISSUE, "stays.bin", [Buffer.from("binary")]);
  await site.stack.salesforce("/sobjects/ContentVersion", "POST", {
    PathOnClient: "from-salesforce.txt",
    VersionData: Buffer.from("two").toString("base64"),
    FirstPublishLocationId: record.id,
  });
  const syncNow = () => site.stack.call(panelOf(ISSUE), "syncNow", {});
  await syncNow();
  await eventually("the attachment is on the record", async () =>
    (await onRecord(record.id)).some(({ title }) => title === "from-jira"),
  );
  await eventually("the file is on the issue", async () => (await onIssue()).includes("from-salesforce.txt"));
  await syncNow();
  await eventually("nothing is open", async () => (await site.stack.call(panelOf(ISSUE), "syncState", {})).standing === "inStep");
  const files = await onRecord(record.id);
  assert.equal(files.filter(({ title }) => title === "from-jira").length, 1);
  assert.equal(files.find(({ title }) => title === "from-jira")?.visibility, "InternalUsers");
  assert.equal(files.some(({ title }) => title === "stays"), false);
  assert.equal((await onIssue()).filter((name) => name === "from-salesforce.txt").length, 1);
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
