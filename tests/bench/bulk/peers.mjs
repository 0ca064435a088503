// The same bodies as a JavaScript team makes them: a CSV parser, a function that makes a record of a row, and
// `JSON.stringify`. The cells are converted in the same way, and believed: nothing is checked.
import { csvParseRows } from "d3-dsv";
import { parse as parseSync } from "csv-parse/sync";
import parseSimple from "csv-simple-parser";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";
import { JOB, ORIGINS, PRIORITIES, REASONS } from "./table.mjs";

export const RECORDS_MAX = 200;

const priorities = new Map(PRIORITIES);
const origins = new Map(ORIGINS);
const reasons = new Map(REASONS);
const booleans = new Map([["yes", true], ["no", false], ["true", true], ["false", false], ["1", true], ["0", false]]);

/**
 * The record of a row. Text is trimmed and lists are known by what people see, as Weftline has it.
 * @param {readonly string[]} cells
 * @param {number} row
 */
function record(cells, row) {
  const [, subject, description, priority, origin, reason, name, email, phone, contact, effort, billable, due, reported] =
    /** @type {string[]} */ (cells);
  /** @type {any} */
  const made = { attributes: { type: "Case" }, Weftline_Key__c: `${JOB}-${row}` };
  if (subject) made.Subject = subject.trim();
  if (description) made.Description = description;
  if (priority) made.Priority = priorities.get(priority);
  if (origin) made.Origin = origins.get(origin);
  if (reason) made.Reason = reasons.get(reason);
  if (name) made.SuppliedName = name.trim();
  if (email) made.SuppliedEmail = email.trim();
  if (phone) made.SuppliedPhone = phone.trim();
  if (contact) made.ContactId = contact;
  if (effort) made.Effort__c = Number(effort);
  if (billable) made.Billable__c = booleans.get(billable.toLowerCase());
  if (due) made.Due_Date__c = due;
  if (reported) made.Reported__c = new Date(reported).toISOString();
  return made;
}

/**
 * @param {readonly (readonly string[])[]} rows the header first, unless it is left out
 * @param {(body: string) => void} take
 * @param {number} [first] where the first record is
 */
function bodies(rows, take, first = 1) {
  for (let from = first; from < rows.length; from += RECORDS_MAX) {
    const records = [];
    const to = Math.min(rows.length, from + RECORDS_MAX);
    for (let row = from; row < to; row += 1) records.push(record(rows[row] ?? [], row - first + 1));
    take(JSON.stringify({ allOrNone: false, records }));
  }
}

const text = (/** @type {Uint8Array} */ file) => Buffer.from(file.buffer, file.byteOffset, file.length).toString("utf8");

/** @typedef {(file: Uint8Array, take: (body: any) => void) => void} ToBodies */

/** @type {Record<string, ToBodies>} */
export const peers = {
  papaparse: (file, take) => bodies(/** @type {string[][]} */ (Papa.parse(text(file), { delimiter: ",", newline: "\n", skipEmptyLines: true }).data), take),
  "csv-parse": (file, take) => bodies(parseSync(text(file)), take),
  udsv: (file, take) => {
    const csv = text(file);
    bodies(initParser(inferSchema(csv)).stringArrs(csv), take, 0);
  },
  "csv-simple-parser": (file, take) => {
    const rows = /** @type {string[][]} */ (parseSimple(text(file)));
    if (rows.at(-1)?.join("") === "") rows.pop();
    bodies(rows, take);
  },
  "d3-dsv": (file, take) => bodies(csvParseRows(text(file)), take),
};
