import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attach } from "../support/uploads.mjs";
import { openDetails } from "./details-support.mjs";
import { eventually, JANE_DOE, startSite, violations } from "./support.mjs";
import { editIssue, isInStep, inStep, panelOf } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

const ISSUE = "SUP-5";
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Another one: what is behind the end of a picture is not shown. */
const OTHER = Buffer.concat([Buffer.from(DOT, "base64"), Buffer.from("other")]).toString("base64");

const words = (/** @type {string} */ text) => ({ type: "paragraph", content: [{ type: "text", text }] });

/** A picture as Jira's editor puts it into a text. @param {string} name */
const shown = (name) => ({
  type: "mediaSingle",
  attrs: { layout: "center" },
  content: [{ type: "media", attrs: { type: "file", id: "m-1", collection: "", alt: name, width: 1, height: 1 } }],
});

/** @param {string} id @returns {Promise<string>} */
const resolution = async (id) => (await site.stack.salesforce(`/sobjects/Case/${id}?fields=Resolution__c`)).Resolution__c ?? "";

/** Whether a picture is one that is seen. @param {import("playwright-core").Locator} image */
const isSeen = (image) => image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth > 0);

test("FILE-1 pictures stand in place on the panel and on the issue's page, whichever side they come from", async () => {
  const { objects } = await site.configuration();
  const of = objects.find((/** @type {any} */ each) => each.fields.object === "Case");
  const { mapping } = of.mappings[0];
  const row = { ...mapping.fields[0], field: "Resolution__c", label: null, direction: "both", policy: "salesforceWins" };
  const rich = { ...row, source: { kind: "field", field: "description", part: "whole" }, default: null, readOnly: false };
  const fields = [...mapping.fields.filter((/** @type {any} */ { source }) => source.field !== "description"), rich];
  const files = { toSalesforce: true, toJira: true, bytesMax: 0, types: [] };
  const details = ["CaseNumber", "Subject", "Resolution__c"];
  await site.save(
    { name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields, files } } },
    { name: "fields:Case", content: { kind: "fields", content: { ...of.fields, details } } },
  );
  const syncNow = () => site.stack.call(panelOf(ISSUE), "syncNow", {});

  const description = { type: "doc", version: 1, content: [words("It looks so:"), shown("panel.png"), words("Since today.")] };
  const record = await inStep(site, ISSUE);
  await editIssue(site, ISSUE, { description });
  await attach(site.stack, ISSUE, "panel.png", [Buffer.from(DOT, "base64")]);
  await syncNow();
  await eventually("the picture is in place on the record", async () =>
    (await resolution(record.id)).includes('<img src="/sfc/servlet.shepherd/version/download/068'),
  );
  {
    const { page, dialog, close } = await openDetails(site, ISSUE, record.number);
    const image = dialog.getByRole("img", { name: "panel.png" });
    await image.waitFor();
    await eventually("the panel shows it", () => isSeen(image));
    assert.deepEqual(await violations(page), []);
    await close();
  }

  const html = await resolution(record.id);
  const pasted = `<p>Now it looks so: <img src="data:image/png;base64,${OTHER}" alt="fixed"></p>`;
  await site.stack.salesforce(`/sobjects/Case/${record.id}`, "PATCH", { Resolution__c: `${html}${pasted}` });
  await syncNow();
  await eventually("the picture is in place on the issue", async () => {
    const issue = await site.stack.jira(JANE_DOE, `/issue/${ISSUE}?fields=description`);
    return JSON.stringify(issue.fields.description).includes("/rest/api/3/attachment/content/");
  });
  await isInStep(site, ISSUE);
  const { page, close } = await site.openIssue(ISSUE);
  const seen = page.getByRole("region", { name: "Description with pictures" });
  await seen.getByText("Now it looks so:").waitFor();
  for (const name of ["panel.png", "fixed"]) {
    const image = seen.getByRole("img", { name });
    await image.waitFor();
    await eventually(`${name} is seen`, () => isSeen(image));
  }
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
