import assert from "node:assert/strict";
import { dialogOf, JANE_DOE } from "./support.mjs";

/** @typedef {Awaited<ReturnType<typeof import("./support.mjs").startSite>>} Site */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */
/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} Given */

/** What takes a while: thousands of rows on their way. */
export const PATIENT = { timeout: 150_000 };

/**
 * A CSV file as a spreadsheet saves it.
 * @param {string} name
 * @param {readonly (readonly string[])[]} rows
 * @param {{ delimiter?: string, lineEnd?: string, before?: string, encoding?: BufferEncoding }} [dialect]
 * @returns {Given}
 */
export function csv(name, rows, { delimiter = ",", lineEnd = "\r\n", before = "", encoding = "utf8" } = {}) {
  const cell = (/** @type {string} */ text) =>
    [delimiter, '"', "\n", "\r"].some((special) => text.includes(special)) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = rows.map((row) => row.map(cell).join(delimiter) + lineEnd).join("");
  return { name, mimeType: "text/csv", buffer: Buffer.from(before + text, encoding) };
}

/**
 * Rows of tickets, each with a subject that no other has.
 * @param {string} prefix
 * @param {number} count
 */
export function tickets(prefix, count) {
  const origins = ["Phone", "Email", "Web"];
  return Array.from({ length: count }, (_, index) => [
    `${prefix} ${String(index + 1).padStart(6, "0")}`,
    origins[index % origins.length] ?? "Web",
    index % 4 === 0 ? `Row ${index + 1}\nsays "hello", twice` : `Ticket ${index + 1} of the old help desk, as it was written there`,
  ]);
}

export const HEADER = ["Subject", "Origin", "Text"];

/** What tells the cases of one test from all others. */
let prefixes = 0;
export function newPrefix() {
  prefixes += 1;
  return `Bulk${process.pid}x${prefixes}`;
}

/**
 * The upload dialog, opened from a panel.
 * @param {Site} site
 * @param {string} issue
 * @param {{ module?: string, theme?: "light" | "dark", width?: number, account?: string }} [place]
 */
export async function openUpload(site, issue, { module = "weftline-list", ...place } = {}) {
  const opened = await site.open(module, { issue, ...place });
  await opened.frame.getByRole("button", { name: /^Upload/ }).first().click();
  return { ...opened, dialog: dialogOf(opened.page) };
}

/**
 * Chooses a file from the computer.
 * @param {FrameLocator} dialog
 * @param {Given} file
 */
export const give = (dialog, file) => dialog.locator("input[type=file]").setInputFiles(file);

/**
 * Chooses a file, and goes on to the table.
 * @param {FrameLocator} dialog
 * @param {Given} file
 */
export async function toMapping(dialog, file) {
  await give(dialog, file);
  await dialog.getByText(`First rows of ${file.name}`).waitFor(PATIENT);
  await dialog.getByRole("button", { name: "Next" }).click();
  await dialog.getByRole("table", { name: "Case fields and what fills them" }).waitFor();
}

/**
 * Says what fills a field.
 * @param {FrameLocator} dialog
 * @param {string} field its label
 * @param {string} source as the list calls it
 */
export const fill = (dialog, field, source) =>
  dialog.getByLabel(`What fills ${field}`, { exact: true }).selectOption({ label: source });

/**
 * From the table to what the check has found.
 * @param {FrameLocator} dialog
 */
export async function check(dialog) {
  await dialog.getByRole("button", { name: "Check rows" }).click();
  await dialog.locator('[data-phase="checked"]').waitFor(PATIENT);
}

/**
 * Has the cases created, and confirms it.
 * @param {FrameLocator} dialog
 * @param {string} count as people read it
 */
export async function create(dialog, count) {
  await dialog.getByRole("button", { name: `Create ${count} case` }).click();
  const confirm = dialog.getByRole("dialog");
  await confirm.getByText(`Create ${count} case`).waitFor();
  await confirm.getByRole("button", { name: "OK" }).click();
}

/**
 * One of the numbers that a job is told with.
 * @param {FrameLocator} dialog
 * @param {string} name
 */
export async function number(dialog, name) {
  const text = await dialog.locator(`[data-number="${name}"] dd`).innerText();
  return Number(text.replaceAll(",", ""));
}

/**
 * The cases whose subject begins so, as Salesforce has them.
 * @param {Site} site
 * @param {string} prefix
 * @param {string} [fields]
 * @returns {Promise<any[]>}
 */
export async function casesOf(site, prefix, fields = "Id, Subject") {
  const soql = `SELECT ${fields} FROM Case WHERE Subject LIKE '${prefix}%'`;
  const records = [];
  let answer = await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`);
  records.push(...answer.records);
  while (!answer.done) {
    answer = await site.stack.salesforce(answer.nextRecordsUrl.replace(/^\/services\/data\/v[^/]+/, ""));
    records.push(...answer.records);
  }
  return records;
}

/**
 * That the subjects are those of the rows, each once.
 * @param {readonly any[]} cases
 * @param {readonly (readonly string[])[]} rows
 */
export function sameSubjects(cases, rows) {
  assert.deepEqual(cases.map(({ Subject }) => Subject).sort(), rows.map(([subject]) => subject).sort());
}

/**
 * The issue's attachments, as this person sees them in Jira.
 * @param {Site} site
 * @param {string} issue
 * @param {string} [account]
 * @returns {Promise<{ id: string, filename: string, content: string }[]>}
 */
export async function attachments(site, issue, account = JANE_DOE) {
  const { fields } = await site.stack.jira(account, `/issue/${issue}?fields=attachment`);
  return fields.attachment;
}

/**
 * What an attached file holds.
 * @param {Site} site
 * @param {string} id
 */
export async function contentOf(site, id) {
  const address = `${site.stack.url}/api/jira/rest/api/3/attachment/content/${id}?redirect=false`;
  const response = await fetch(address, { headers: { "x-account": JANE_DOE } });
  assert.ok(response.ok, `${address} was answered with ${response.status}`);
  return new TextDecoder("utf-8").decode(await response.arrayBuffer());
}

/**
 * The result files that the dialog names, with their contents.
 * @param {Site} site
 * @param {string} issue
 * @param {FrameLocator} dialog
 * @param {"success" | "failure"} kind
 */
export async function resultFiles(site, issue, dialog, kind) {
  const names = await dialog.locator(`[data-file="${kind}"] bdi`).allInnerTexts();
  const attached = await attachments(site, issue);
  return Promise.all(
    names.map(async (name) => {
      const file = attached.find(({ filename }) => filename === name);
      assert.ok(file, `${name} is not attached`);
      return { name, text: await contentOf(site, file.id) };
    }),
  );
}
