// A file of tickets on its way through the app, as the page has it, and what came of it as anybody else sees it.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { JANE_DOE, MIA_ADMIN } from "./stack.mjs";
import { CHOICES, ticketFile, tickets } from "./tickets.mjs";

/** @typedef {import("./org.mjs").Stack} Stack */
/** @typedef {Parameters<typeof tickets>[0]} FileOptions */

const ASK_MS = 250;
const OVER = ["done", "cancelled", "failed"];

/**
 * Lets people upload files (TGL-10).
 * @param {Stack} stack
 * @param {Record<string, unknown>} [settings]
 */
export async function allowUploads(stack, settings = {}) {
  const admin = { account: MIA_ADMIN, module: "weftline-admin" };
  const now = await stack.call(admin, "configuration", {});
  const content = { ...now.settings, allowBulk: true, ...settings };
  const sections = [{ name: "settings", content: { kind: "settings", content } }];
  const saved = await stack.call(admin, "saveConfiguration", { baseVersion: now.version, sections, objects: null });
  assert.equal(saved.kind, "saved", JSON.stringify(saved));
}

/**
 * Attaches a file as Jane does, past the app, as the page has Jira do it.
 * @param {Stack} stack
 * @param {string} issue
 * @param {string} name
 * @param {Buffer[]} pieces
 * @returns {Promise<string>} the attachment's id
 */
export async function attach(stack, issue, name, pieces) {
  const form = new FormData();
  form.append("file", new Blob(pieces.map((piece) => new Uint8Array(piece)), { type: "text/csv" }), name);
  const response = await fetch(`${stack.world.forge}/jira/rest/api/3/issue/${issue}/attachments`, {
    method: "POST",
    headers: { "x-forge-principal": "user", "x-forge-account": JANE_DOE, "x-atlassian-token": "no-check" },
    body: form,
  });
  if (!response.ok) throw new Error(`the file was not attached: ${response.status} ${await response.text()}`);
  const [file] = /** @type {{ id: string }[]} */ (await response.json());
  if (file === undefined) throw new Error("nothing was attached");
  return file.id;
}

/**
 * A file of tickets from the first click to the end.
 * @param {Stack} stack
 * @param {string} issue
 * @param {FileOptions} options
 */
export async function upload(stack, issue, options) {
  const pieces = [...ticketFile(options)];
  const bytes = pieces.reduce((all, piece) => all + piece.byteLength, 0);
  const attachmentId = await attach(stack, issue, "tickets.csv", pieces);
  const page = { account: JANE_DOE, module: "weftline-list", issue };
  const jobId = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const ask = () => stack.call(page, "bulkJob", { jobId, problems: false });

  const startedMs = Date.now();
  const file = await stack.call(page, "bulkFile", { attachmentId, dialect: null });
  const checking = {
    jobId,
    attachmentId,
    fingerprint: file.fingerprint,
    dialect: file.dialect,
    fields: CHOICES,
    assignmentRules: file.assignmentRules,
    again: false,
  };
  await stack.call(page, "bulkCheck", checking);
  const checked = await until(ask, (phase) => phase === "checked" || OVER.includes(phase));
  assert.equal(checked.brief.phase, "checked", JSON.stringify(checked));
  const checkedMs = Date.now();
  await stack.call(page, "bulkCreate", { jobId, rows: checked.good });
  const done = await until(ask, (phase) => OVER.includes(phase));
  assert.equal(done.brief.phase, "done", JSON.stringify(done));
  return { jobId, attachmentId, bytes, file, checked, done, checkMs: checkedMs - startedMs, createMs: Date.now() - checkedMs };
}

/**
 * What it has cost since the counts were reset; how often the page looked depends on the machine, and is left out.
 * @param {Stack} stack
 */
export async function cost(stack) {
  const { labels, coreBytesMax } = await stack.counts();
  delete labels.bulkJob;
  const sums = /** @type {{ turns: number, calls: Record<"salesforce" | "jira" | "forge", number> }[]} */ (Object.values(labels));
  const of = (/** @type {"salesforce" | "jira" | "forge"} */ to) => sums.reduce((all, { calls }) => all + calls[to], 0);
  return { salesforce: of("salesforce"), jira: of("jira"), forge: of("forge"), turns: sums.reduce((all, { turns }) => all + turns, 0), coreBytesMax };
}

/**
 * @param {() => Promise<any>} ask
 * @param {(phase: string) => boolean} isThere
 */
async function until(ask, isThere) {
  for (;;) {
    const view = await ask();
    if (isThere(view.brief.phase)) return view;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

/**
 * Holds what Salesforce has and what the attached files say against the tickets: each row is one case with its own values, or
 * stands in the failure file.
 * @param {Stack} stack
 * @param {string} issue
 * @param {Awaited<ReturnType<typeof upload>>} uploaded
 * @param {FileOptions} options
 */
export async function audit(stack, issue, { jobId, attachmentId, file, checked, done }, options) {
  const results = await resultFiles(stack, issue, attachmentId, file.dialect.delimiter);
  const cases = await casesOf(stack, jobId, options.rows);
  let flawed = 0;
  let refused = 0;
  for (const ticket of tickets(options)) {
    const { row, cells, flaw } = ticket;
    const record = cases.get(row);
    const at = `row ${row}${flaw === undefined ? "" : `, ${flaw}`}`;
    if (flaw === undefined) {
      assert.ok(record !== undefined, `${at}: there is no case; the failure file says ${results.failed.get(row)}`);
      assert.equal(results.created.get(row), record.id, `${at}: the success file`);
      assert.equal(results.failed.get(row), undefined, `${at}: the failure file`);
      assert.equal(record.subject, cells[1], `${at}: the subject`);
      assert.equal(record.description, same(cells[2] ?? ""), `${at}: the description`);
    } else {
      assert.equal(record, undefined, `${at}: there is a case`);
      assert.equal(results.created.get(row), undefined, `${at}: the success file`);
      assert.equal(results.failed.get(row), flaw === "refused" ? "INVALID_CROSS_REFERENCE_KEY" : "CHECK", `${at}: the failure file`);
      flawed += Number(flaw !== "refused");
      refused += Number(flaw === "refused");
    }
  }
  const created = options.rows - flawed - refused;
  assert.deepEqual(
    {
      rows: checked.brief.rows,
      good: checked.good,
      bad: checked.bad,
      created: done.brief.created,
      failed: done.brief.failed,
      cases: cases.size,
      succeeded: results.created.size,
      failures: results.failed.size,
    },
    {
      rows: options.rows,
      good: created + refused,
      bad: flawed,
      created,
      failed: flawed + refused,
      cases: created,
      succeeded: created,
      failures: flawed + refused,
    },
  );
  return { created, flawed, refused, files: results.files };
}

/**
 * The rows of the result files, read by csv-parse: ids and codes by row.
 * @param {Stack} stack
 * @param {string} issue
 * @param {string} attachmentId of the file that was uploaded
 * @param {string} delimiter
 */
async function resultFiles(stack, issue, attachmentId, delimiter) {
  const { fields } = await stack.jira(JANE_DOE, `/issue/${issue}?fields=attachment`);
  /** @type {Map<number, string>} */
  const created = new Map();
  /** @type {Map<number, string>} */
  const failed = new Map();
  let files = 0;
  for (const { id, filename } of fields.attachment) {
    if (id === attachmentId || !filename.endsWith(".csv")) continue;
    files += 1;
    const response = await fetch(`${stack.world.forge}/jira/rest/api/3/attachment/content/${id}?redirect=false`, {
      headers: { "x-forge-principal": "user", "x-forge-account": JANE_DOE },
    });
    if (!response.ok || response.body === null) throw new Error(`\`${filename}\` cannot be read: ${response.status}`);
    // Rows with too few or too many fields stay what they were.
    const reader = parse({ bom: true, delimiter, relax_column_count: true, record_delimiter: ["\r\n", "\n"], max_record_size: 1 << 20 });
    const rows = Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (response.body)).pipe(reader);
    /** @type {{ row: number, what: number, into: Map<number, string> } | undefined} */
    let columns;
    for await (const cells of rows) {
      if (columns === undefined) {
        const isFailure = cells.includes("Error code");
        columns = {
          row: cells.indexOf("Row"),
          what: cells.indexOf(isFailure ? "Error code" : "Id"),
          into: isFailure ? failed : created,
        };
        assert.ok(columns.row >= 0 && columns.what >= 0, `the header of \`${filename}\`: ${cells}`);
        continue;
      }
      const row = Number(cells[columns.row]);
      assert.ok(!created.has(row) && !failed.has(row), `row ${row} stands in the files twice`);
      columns.into.set(row, cells[columns.what]);
    }
  }
  return { created, failed, files };
}

/**
 * The cases that exist of a job, by row.
 * @param {Stack} stack
 * @param {string} jobId
 * @param {number} rows
 */
async function casesOf(stack, jobId, rows) {
  const names = await keyField(stack);
  /** @type {Map<number, { id: string, subject: string, description: string }>} */
  const cases = new Map();
  const BLOCK = 200;
  for (let from = 1; from <= rows; from += BLOCK) {
    const keys = Array.from({ length: Math.min(BLOCK, rows - from + 1) }, (_, at) => `'${jobId}-${from + at}'`);
    const soql = `SELECT Id, Subject, Description, ${names} FROM Case WHERE ${names} IN (${keys.join(",")})`;
    const { records, done } = await stack.salesforce(`/query?q=${encodeURIComponent(soql)}`);
    assert.equal(done, true);
    for (const record of records) {
      const row = Number(record[names].slice(jobId.length + 1));
      assert.ok(!cases.has(row), `row ${row} was created twice`);
      cases.set(row, { id: record.Id, subject: record.Subject, description: same(record.Description ?? "") });
    }
  }
  const { totalSize } = await stack.salesforce(`/query?q=${encodeURIComponent(`SELECT COUNT() FROM Case WHERE ${names} LIKE '${jobId}-%'`)}`);
  assert.equal(totalSize, cases.size, "there are cases of rows that the file has not");
  return cases;
}

/** @param {Stack} stack */
async function keyField(stack) {
  const { fields } = await stack.salesforce("/sobjects/Case/describe");
  const field = fields.find((/** @type {any} */ one) => one.externalId && one.unique);
  return field.name;
}

/**
 * Salesforce keeps line ends as LF, and blanks at neither end.
 * @param {string} text
 */
function same(text) {
  return text.replace(/\r\n?/g, "\n").trim();
}
