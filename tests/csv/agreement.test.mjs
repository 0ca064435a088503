// CSV as others read it: every well-formed file here, every file of csv-spectrum, and tables that PapaParse writes are
// read by Weftline's reader, by PapaParse and by csv-parse, and all three agree. Of a malformed file Weftline says what is
// wrong, by line and column.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import Papa from "papaparse";

/**
 * @typedef {{ encoding: string, delimiter: string, lineEnd: "\n" | "\r\n" | "\r", rows: string[][], problems: string[] }} Read
 */

const here = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(here, "../..");
const spectrum = path.join(root, "node_modules/csv-spectrum");
const scratch = mkdtempSync(path.join(tmpdir(), "weftline-csv-"));
after(() => rmSync(scratch, { recursive: true }));

const wellFormed = filesOf(path.join(here, "well-formed"));
const malformed = filesOf(path.join(here, "malformed"));
const published = filesOf(path.join(spectrum, "csvs"));
const written = write();
const read = readAll([...wellFormed, ...malformed, ...published, ...written.keys()]);

/** Files of csv-spectrum that RFC 4180 does not allow: quotes in fields that are not quoted. */
const WITH_STRAY_QUOTES = ["location_coordinates"];

/** From 0x80 to 0x9f. */
const WINDOWS_1252 =
  "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

for (const file of wellFormed) {
  test(`BLK-9 readers agree on ${path.basename(file, ".csv")}`, () => agree(file, { strict: true }));
}

for (const file of published) {
  const name = path.basename(file, ".csv");
  test(`BLK-9 readers agree on csv-spectrum's ${name}`, () => {
    agree(file, { strict: !WITH_STRAY_QUOTES.includes(name) });
    const [header = [], ...rows] = of(file).rows;
    const objects = rows.map((row) => Object.fromEntries(header.map((key, column) => [key, row[column]])));
    /** @type {unknown} */
    const expected = JSON.parse(readFileSync(path.join(spectrum, "json", `${name}.json`), "utf8"));
    // Of one file what is said to be in it has another telephone number than the file.
    if (name !== "location_coordinates") assert.deepEqual(objects, [expected].flat());
  });
}

test("BLK-9 readers agree on any table that others write", () => {
  for (const [file, table] of written) {
    assert.deepEqual(of(file).rows, table, path.basename(file));
    agree(file, { strict: true });
  }
});

/** What is wrong with each malformed file. */
const FAULTS = /** @type {const} */ ({
  "quote-not-closed": ["line 3, column 2: the quote that opens this field is never closed: the rows behind it may be inside this field"],
  "text-after-quote": ["line 3, column 1: there is text after the quote that closes this field"],
  "quote-in-field": ["line 2, column 2: there is a quote in a field that is not quoted"],
  "too-few": ["line 3, column 3: the row has 2 fields where the first row has 3"],
  "too-many": ["line 4, column 4: the row has 4 fields where the first row has 3"],
  nul: ["line 2, column 2: there is a NUL character"],
  "broken-utf-8": ["line 4, column 2: some bytes are no text in the file's encoding"],
  "broken-utf-16": ["line 2, column 2: some bytes are no text in the file's encoding"],
});

test("BLK-9 of every malformed file line, column and reason are told", () => {
  const found = Object.fromEntries(malformed.map((file) => [path.basename(file, ".csv"), of(file).problems]));
  assert.deepEqual(found, FAULTS);
});

test("BLK-9 what csv-parse refuses is told too", () => {
  const refused = malformed.filter((file) => {
    try {
      byCsvParse(file, { strict: true });
      return false;
    } catch {
      return true;
    }
  });
  const names = refused.map((file) => path.basename(file, ".csv")).sort();
  assert.deepEqual(names, ["quote-in-field", "quote-not-closed", "text-after-quote", "too-few", "too-many"]);
});

/**
 * @param {string} file
 * @param {{ strict: boolean }} options
 */
function agree(file, options) {
  const { rows, problems } = of(file);
  if (options.strict) assert.deepEqual(problems, []);
  assert.deepEqual(byPapaParse(file), rows, "PapaParse");
  assert.deepEqual(byCsvParse(file, options), rows, "csv-parse");
}

/** @param {string} file */
function byPapaParse(file) {
  const { delimiter, lineEnd } = of(file);
  const result = Papa.parse(text(file), { delimiter, newline: lineEnd, skipEmptyLines: true });
  assert.deepEqual(result.errors.filter(({ type }) => type === "Quotes"), []);
  return result.data;
}

/**
 * @param {string} file
 * @param {{ strict: boolean }} options
 * @returns {string[][]}
 */
function byCsvParse(file, { strict }) {
  const { delimiter, lineEnd } = of(file);
  return parse(text(file), { delimiter, record_delimiter: lineEnd, skip_empty_lines: true, relax_quotes: !strict });
}

/** @param {string} file */
function text(file) {
  const { encoding } = of(file);
  if (encoding !== "windows-1252") return new TextDecoder(encoding).decode(readFileSync(file));
  // Node takes Windows-1252 for ISO-8859-1 in some versions.
  return readFileSync(file, "latin1").replace(/[\x80-\x9f]/g, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80] ?? "");
}

/** @param {string} file */
function of(file) {
  const found = read.get(file);
  assert.ok(found, `\`${file}\` was not read`);
  return found;
}

/** @param {string} directory */
function filesOf(directory) {
  return readdirSync(directory).filter((name) => name.endsWith(".csv")).map((name) => path.join(directory, name));
}

/**
 * Reads them by the reader that ships, compiled natively.
 * @param {string[]} files
 * @returns {Map<string, Read>}
 */
function readAll(files) {
  const program = ["run", "--quiet", "--package", "weftline-bulk", "--example", "rows", "--", ...files];
  const lines = execFileSync("cargo", program, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd().split("\n");
  assert.equal(lines.length, files.length);
  return new Map(files.map((file, index) => [file, JSON.parse(lines[index] ?? "")]));
}

/** Tables from a seed, written by PapaParse in every dialect. */
function write() {
  const signs = [",", ";", "|", '"', '""', "\n", "\r\n", "x", "1", " y ", "é", "😀", "\\", "'", "-", "a somewhat longer text"];
  const directory = path.join(scratch, "written");
  mkdirSync(directory);
  let state = 7;
  const roll = (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
  /** @type {Map<string, string[][]>} */
  const tables = new Map();
  for (let index = 0; index < 120; index += 1) {
    const width = 2 + roll(5);
    const delimiter = [",", ";", "\t", "|"][index % 4] ?? ",";
    const newline = index % 3 === 0 ? "\r\n" : "\n";
    const cell = () => Array.from({ length: roll(5) }, () => signs[roll(signs.length)]).join("");
    const header = Array.from({ length: width }, (_, column) => `column ${column}`);
    const table = [header, ...Array.from({ length: 3 + roll(20) }, () => header.map(cell))];
    const file = path.join(directory, `${index}.csv`);
    writeFileSync(file, Papa.unparse(table, { delimiter, newline, quotes: index % 5 === 0 }) + newline);
    tables.set(file, table);
  }
  return tables;
}
