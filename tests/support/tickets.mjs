// Files of support tickets with the awkwardness of real ones, made anew from a seed: the same rows are walked through once to
// write the file and once more to hold what came of it against.

/**
 * How a file is written.
 * @typedef {object} Writing
 * @property {"utf8" | "windows1252" | "utf16Le" | "utf16Be"} [encoding]
 * @property {boolean} [mark] whether it begins with a byte order mark
 * @property {string} [delimiter]
 * @property {string} [lineEnd]
 * @property {boolean} [tame] whether the rows are plain: no quotes needed but by chance, nothing but letters, short
 */

/**
 * A ticket.
 * @typedef {object} Ticket
 * @property {number} row from 1
 * @property {readonly string[]} cells as they should be read; a row that is not well formed has too few or too many
 * @property {Flaw | undefined} flaw
 */

/**
 * What is wrong with a row. `refused`: nothing that can be seen before it is sent; Salesforce refuses it.
 * @typedef {"short" | "long" | "subject" | "date" | "number" | "severity" | "checkbox" | "refused"} Flaw
 */

/** The header: names that cases have, and some that they have not. */
export const COLUMNS = /** @type {const} */ ([
  "Ticket ID",
  "Subject",
  "Description",
  "Priority",
  "SuppliedName",
  "SuppliedEmail",
  "Origin",
  "Severity__c",
  "Due_Date__c",
  "Effort__c",
  "Billable__c",
  "ContactId",
  "Tags; notes",
]);

/** What fills which field: every column that a case has a field for. */
export const CHOICES = COLUMNS.flatMap((field, index) =>
  field === "Ticket ID" || field === "Tags; notes" ? [] : [{ field, source: { kind: "column", index, default: null } }],
);

/** Which flaws a check finds. */
const FLAWS = /** @type {const} */ (["short", "long", "subject", "date", "number", "severity", "checkbox"]);

const WORDS = (
  "the a printer invoice login fails after update customer cannot open portal screen blank error since yesterday please " +
  "advise urgent motor controller battery order number payment twice charged refund shipping delayed wrong address reset " +
  "password e-mail attachment missing crash upload timeout slow report export sync account locked renewal contract gearbox"
).split(" ");
const LATIN = ["Müller", "café", "naïve", "Ærø", "£12.50", "“quoted”", "it’s", "dash – dash", "50 €", "100\u00a0km", "…", "señor"];
const WORLD = ["🚨", "👩‍💻", "🇩🇪", "日本語", "שלום עולם", "مرحبا", "Привет", "Ω≈ç", "e\u0301", "\u200b", "𝒳", "한국어"];
const FORMULAS = ["=1+1", '=HYPERLINK("https://example.com";"x")', "+49 30 1234", "-5 %", "@SUM(A1:A9)", "\t=2+3"];
const NAMES = ["Ada Lovelace", "Jürgen Groß", "O'Brien, Pat", "Nguyễn Văn An", 'Dwayne "Rock"', "Zoë", "محمد", "李雷"];
const LONG_CHARACTERS = 30_000;

/**
 * The tickets of a file, one after another.
 * @param {{ seed: number, rows: number, flawed?: number, refused?: number, long?: number } & Writing} options `flawed`, `refused`,
 * `long`: the share of rows that are so
 * @returns {Generator<Ticket>}
 */
export function* tickets({ seed, rows, flawed = 0.01, refused = 0.001, long = 0.001, encoding = "utf8", lineEnd = "\r\n", tame = false }) {
  const random = generator(seed);
  const wide = encoding !== "windows1252";
  for (let row = 1; row <= rows; row += 1) {
    const draw = random();
    const flaw = draw < flawed ? one(random, FLAWS) : draw < flawed + refused ? "refused" : undefined;
    const subject = `${row} ${tame ? words(random, 4) : sentence(random, 4 + below(random, 8), wide, "")}`;
    const isLong = random() < long;
    const body = tame ? words(random, 8) : description(random, wide, isLong, lineEnd);
    const name = one(random, NAMES);
    const cells = [
      `T-${100_000 + row}`,
      flaw === "subject" ? subject.padEnd(300, "x") : trimmed(subject, 255),
      body,
      one(random, ["High", "Medium", "Low", ""]),
      tame || (!wide && /[^\u0000-\u00ff]/.test(name)) ? "Grace Hopper" : name,
      random() < 0.8 ? `user${row}@example.com` : "",
      one(random, ["Web", "Email", "Phone", ""]),
      flaw === "severity" ? "Catastrophic" : one(random, ["Low", "Medium", "High", "Critical", ""]),
      flaw === "date" ? "31.02.2026" : `2026-${two(1 + below(random, 12))}-${two(1 + below(random, 28))}`,
      flaw === "number" ? "a lot" : `${below(random, 100)}.${two(below(random, 100))}`,
      flaw === "checkbox" ? "perhaps" : one(random, ["true", "false"]),
      flaw === "refused" ? "003000000000000AAA" : "",
      tame ? "x" : random() < 0.1 ? one(random, FORMULAS) : words(random, 3),
    ];
    if (flaw === "short") cells.length = 4;
    if (flaw === "long") cells.push("one", "too many");
    yield { row, cells, flaw };
  }
}

/**
 * The file of these tickets, in pieces.
 * @param {Parameters<typeof tickets>[0]} options
 * @returns {Generator<Buffer>}
 */
export function* ticketFile(options) {
  const { encoding = "utf8", mark = false, delimiter = ",", lineEnd = "\r\n", seed } = options;
  const random = generator(seed ^ 0x5bd1e995);
  let text = mark && encoding !== "windows1252" ? "\ufeff" : "";
  text += written(COLUMNS, delimiter, random) + lineEnd;
  for (const { cells } of tickets(options)) {
    text += written(cells, delimiter, random) + lineEnd;
    // Spreadsheets leave blank lines behind; nobody counts them.
    if (options.tame !== true && random() < 0.0005) text += lineEnd;
    if (text.length > 1 << 18) {
      yield encoded(text, encoding);
      text = "";
    }
  }
  yield encoded(text, encoding);
}

/**
 * A row as spreadsheets write it: quoted where it must be, and sometimes where it need not.
 * @param {readonly string[]} cells
 * @param {string} delimiter
 * @param {() => number} random
 */
function written(cells, delimiter, random) {
  return cells
    .map((cell) => {
      const must = cell.includes(delimiter) || /["\r\n]/.test(cell);
      return must || random() < 0.05 ? `"${cell.replaceAll('"', '""')}"` : cell;
    })
    .join(delimiter);
}

/** The bytes of Windows-1252 that are no Latin-1. */
const WINDOWS = new Map(
  [..."€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ"].flatMap((character, at) => (character === "\0" ? [] : [[character, 0x80 + at]])),
);

/**
 * @param {string} text
 * @param {NonNullable<Writing["encoding"]>} encoding
 */
function encoded(text, encoding) {
  switch (encoding) {
    case "utf8":
      return Buffer.from(text, "utf8");
    case "utf16Le":
      return Buffer.from(text, "utf16le");
    case "utf16Be":
      return Buffer.from(text, "utf16le").swap16();
    case "windows1252":
      return Buffer.from(Array.from(text, (character) => WINDOWS.get(character) ?? latin(character)));
  }
}

/** @param {string} character */
function latin(character) {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xff) throw new Error(`\`${character}\` is not in Windows-1252`);
  return code;
}

/**
 * @param {() => number} random
 * @param {boolean} wide
 * @param {boolean} isLong
 * @param {string} lineEnd
 */
function description(random, wide, isLong, lineEnd) {
  const paragraphs = 1 + below(random, 5);
  let text = "";
  for (let paragraph = 0; paragraph < paragraphs; paragraph += 1) {
    // Inside of quotes line ends come as they are, whatever the file's own are.
    if (paragraph > 0) text += one(random, ["\n", "\r\n", lineEnd, "\n\n"]);
    text += sentence(random, 5 + below(random, 14), wide, one(random, ["", "", ", ", "; ", "\t"]));
    if (random() < 0.1) text += ` he said: "${words(random, 3)}"`;
  }
  if (random() < 0.02) text = one(random, FORMULAS.slice(0, 5)) + text;
  while (isLong && text.length < LONG_CHARACTERS) text += ` ${sentence(random, 40, wide, ", ")}`;
  return isLong ? trimmed(text, LONG_CHARACTERS) : text;
}

/**
 * @param {() => number} random
 * @param {number} count
 * @param {boolean} wide
 * @param {string} after what follows one of the words
 */
function sentence(random, count, wide, after) {
  let text = "";
  for (let word = 0; word < count; word += 1) {
    if (word > 0) text += " ";
    const draw = random();
    text += draw < 0.06 ? one(random, LATIN) : wide && draw < 0.11 ? one(random, WORLD) : one(random, WORDS);
    if (word === 2) text += after;
  }
  return text.trim();
}

/**
 * @param {() => number} random
 * @param {number} count
 */
function words(random, count) {
  return Array.from({ length: count }, () => one(random, WORDS)).join(" ");
}

/**
 * At most so many UTF-16 units, no surrogate pair cut, no blank at the end.
 * @param {string} text
 * @param {number} most
 */
function trimmed(text, most) {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, "").trimEnd();
}

/** @param {number} number */
function two(number) {
  return String(number).padStart(2, "0");
}

/**
 * @param {() => number} random
 * @param {number} bound
 */
function below(random, bound) {
  return Math.floor(random() * bound);
}

/**
 * @template T
 * @param {() => number} random
 * @param {readonly T[]} of
 * @returns {T}
 */
function one(random, of) {
  return /** @type {T} */ (of[below(random, of.length)]);
}

/**
 * Mulberry32: the same numbers from 0 to 1 for the same seed.
 * @param {number} seed
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
