// Files of support tickets, and the describe of what they become: fourteen columns, of which thirteen fill fields. Some
// have to be converted: lists are written as people see them, checkboxes as `yes` and `no`, instants with an offset.

const WORDS = (
  "the a printer invoice login fails after update customer cannot open portal screen blank error since yesterday please " +
  "advise urgent motor controller battery order number payment twice charged refund shipping delayed address reset"
).split(" ");
const NAMES = ["Ada Lovelace", "Jürgen Groß", "O'Brien, Pat", "Nguyễn Văn An", 'Dwayne "Rock"', "Zoë Washburne", "Grace Hopper"];
/** What people see, and what is sent. */
export const PRIORITIES = /** @type {[string, string][]} */ ([["P1 Urgent", "High"], ["P2 Normal", "Medium"], ["P3 Whenever", "Low"]]);
export const ORIGINS = /** @type {[string, string][]} */ ([["Web", "Web"], ["Phone", "Phone"], ["E-mail", "Email"]]);
export const REASONS = /** @type {[string, string][]} */ (
  ["New problem", "Instructions not clear", "Breakdown", "Other"].map((value) => [value, value])
);

/** @param {string} name @param {string} type @param {object} [more] */
function field(name, type, more = {}) {
  const size = { string: 255, textarea: 32_000, email: 80, phone: 40, picklist: 255, reference: 18 }[type] ?? 0;
  return { name, label: name.replace("__c", "").replaceAll("_", " "), type, nillable: true, createable: true, length: size, byteLength: size * 3, ...more };
}

const list = (/** @type {[string, string][]} */ values) => ({
  restrictedPicklist: true,
  picklistValues: values.map(([label, value]) => ({ value, label, active: true, defaultValue: false })),
});

const FIELDS = [
  field("Subject", "string", { nillable: false }),
  field("Description", "textarea"),
  field("Priority", "picklist", list(PRIORITIES)),
  field("Origin", "picklist", list(ORIGINS)),
  field("Reason", "picklist", list(REASONS)),
  field("SuppliedName", "string", { length: 80, byteLength: 240 }),
  field("SuppliedEmail", "email"),
  field("SuppliedPhone", "phone"),
  field("ContactId", "reference", { referenceTo: ["Contact"] }),
  field("Effort__c", "double", { precision: 10, scale: 2 }),
  field("Billable__c", "boolean", { nillable: false }),
  field("Due_Date__c", "date"),
  field("Reported__c", "datetime"),
];

/** The names of the columns. */
export const COLUMNS = ["Ticket", ...FIELDS.map(({ name }) => name)];

export const KEY_FIELD = "Weftline_Key__c";
export const JOB = "1f0c4b6a8d9e4f7fa1b2c3d4e5f60718";

/** What is compiled once. */
export const inputs = {
  object: {
    name: "Case", label: "Case", labelPlural: "Cases", createable: true,
    fields: [...FIELDS, field(KEY_FIELD, "string", { externalId: true, unique: true })],
  },
  header: COLUMNS,
  keyField: KEY_FIELD,
  job: JOB,
};

/** An id of 15 characters with its three of check sum. @param {string} id */
function recordId(id) {
  const sign = (/** @type {number} */ group) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[[0, 1, 2, 3, 4].reduce((bits, at) => bits | (/[A-Z]/.test(id[group * 5 + at] ?? "") ? 1 << at : 0), 0)];
  return `${id}${sign(0)}${sign(1)}${sign(2)}`;
}

/**
 * A file in pieces, so that one of 80 MB need not be held.
 * @param {number} rows
 * @param {boolean} quoted whether all cells are in quotes, not only those that have to be
 * @returns {Generator<Buffer>}
 */
export function* pieces(rows, quoted) {
  let random = 0x2545_f491;
  const pick = (/** @type {number} */ below) => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return (random >>> 0) % below;
  };
  const words = (/** @type {number} */ count) => Array.from({ length: count }, () => WORDS[pick(WORDS.length)]).join(" ");
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const cell = (/** @type {string} */ text) =>
    quoted || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  let piece = `${COLUMNS.map(cell).join(",")}\n`;
  for (let row = 1; row <= rows; row += 1) {
    const lines = pick(4) === 0 ? `${words(12)},\n\n${words(8)} "${words(2)}".\n${words(10)}` : words(16 + pick(32));
    const name = NAMES[pick(NAMES.length)] ?? "";
    const cells = [
      `T-${row}`,
      words(4 + pick(6)),
      lines,
      PRIORITIES[pick(3)]?.[0] ?? "",
      ORIGINS[pick(3)]?.[0] ?? "",
      pick(3) === 0 ? "" : (REASONS[pick(4)]?.[0] ?? ""),
      name,
      `user${pick(9_000)}@customer${pick(400)}.example`,
      pick(2) === 0 ? "" : `+49 30 ${1_000_000 + pick(9_000_000)}`,
      pick(5) === 0 ? "" : recordId(`003D000000${String(10_000 + pick(80_000))}`),
      pick(4) === 0 ? "" : `${pick(200)}.${1 + pick(9)}`,
      pick(2) === 0 ? "yes" : "no",
      `2026-${two(1 + pick(12))}-${two(1 + pick(28))}`,
      `2026-${two(1 + pick(12))}-${two(1 + pick(28))}T${two(pick(24))}:${two(pick(60))}:${two(pick(60))}+01:00`,
    ];
    piece += `${cells.map(cell).join(",")}\n`;
    if (piece.length > 1 << 18) {
      yield Buffer.from(piece);
      piece = "";
    }
  }
  yield Buffer.from(piece);
}
