// The same bodies as a JavaScript team makes them: a CSV parser, a function that makes a record of a row, and
// `JSON.stringify`. The cells are believed: nothing is checked.
import { csvParseRows } from "d3-dsv";
import { parse as parseSync } from "csv-parse/sync";
import parseSimple from "csv-simple-parser";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";
import { JOB } from "./table.mjs";

export const RECORDS_MAX = 200;

/** @param {readonly string[]} cells @param {number} row */
function record(cells, row) {
  /** @type {any} */
  const made = { attributes: { type: "Case" }, Weftline_Key__c: `${JOB}-${row}` };
  if (cells[1] !== "") made.Subject = cells[1];
  if (cells[2] !== "") made.Description = cells[2];
  if (cells[3] !== "") made.Priority = cells[3];
  if (cells[4] !== "") made.Origin = cells[4];
  if (cells[5] !== "") made.Reason = cells[5];
  if (cells[6] !== "") made.SuppliedName = cells[6];
  if (cells[7] !== "") made.SuppliedEmail = cells[7];
  if (cells[8] !== "") made.SuppliedPhone = cells[8];
  if (cells[9] !== "") made.ContactId = cells[9];
  if (cells[10] !== "") made.Effort__c = Number(cells[10]);
  if (cells[11] !== "") made.Billable__c = cells[11] === "true";
  if (cells[12] !== "") made.Due_Date__c = cells[12];
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
