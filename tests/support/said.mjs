// The English sentences of the core, as its sources have them.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The crates whose words come to pages: in failures, problems, reasons, losses, checks and lists of changes. */
const CRATES = ["bulk", "configuration", "flow", "jira", "mapping", "plan", "richtext", "rules", "salesforce"];

/** What stands before a string that is for programmers: it never leaves the core as words. */
const FOR_PROGRAMMERS = /(?:expect|panic!|unreachable!|debug_assert\w*!|assert\w*!|reason\s*=)\s*\(?\s*b?$/;

/**
 * The string literals of a Rust source, without comments, attributes and the tests at its end.
 * @param {string} source
 * @returns {{ text: string, line: number }[]}
 */
export function literals(source) {
  const found = [];
  const tests = source.search(/#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod \w+ \{/);
  const code = tests < 0 ? source : source.slice(0, tests);
  const token = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\(?:u\{\w+\}|x\w\w|.)|[^'\\])'|(?<!\w)b?r(#*)"([^]*?)"\1|"((?:[^"\\]|\\[^])*)"/g;
  for (const match of code.matchAll(token)) {
    const [, , raw, quoted] = match;
    const before = code.slice(Math.max(0, match.index - 80), match.index);
    if ((raw === undefined && quoted === undefined) || FOR_PROGRAMMERS.test(before) || /#!?\[[^\]]*$/.test(before)) continue;
    const text = raw ?? quoted?.replace(/\\\n\s*/g, "").replace(/\\(["\\n])/g, (_, sign) => (sign === "n" ? "\n" : sign)) ?? "";
    found.push({ text, line: code.slice(0, match.index).split("\n").length });
  }
  return found;
}

/** Whether a literal is words of a sentence, or of a part of one, and not a name, a query or a format. @param {string} text */
const isWords = (text) =>
  /[a-z]{2,}[`')]?[,:;]? (?:[a-z`{(]|\d)|[`}][,:;]? [a-z]{2,}|^ [a-z]{2,}/.test(text) &&
  !/[<>]|^[a-z-]+\/[a-z]|\b(?:SELECT|FROM|ORDER BY|AND|IN) /.test(text);

/**
 * A literal as patterns write it: `{}` where something is put in.
 * @param {string} text
 */
export const normal = (text) =>
  text
    .replaceAll("{{", "\u0001")
    .replaceAll("}}", "\u0002")
    .replace(/\{[^{}]*\}/g, "{}")
    .replaceAll("\u0001", "{")
    .replaceAll("\u0002", "}");

/**
 * Every literal of the core that people may read.
 * @returns {{ text: string, place: string }[]}
 */
export function sentencesOfTheCore() {
  return CRATES.flatMap((crate) => filesIn(path.join("crates", crate, "src"))).flatMap((file) =>
    literals(readFileSync(path.join(root, file), "utf8"))
      .filter(({ text }) => isWords(text))
      .map(({ text, line }) => ({ text: normal(text), place: `${file}:${line}` })),
  );
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "tests" || entry.name === "properties" ? [] : filesIn(file);
    return file.endsWith(".rs") && !/(?:^|[/_])(?:tests?|properties)\.rs$/.test(file) ? [file] : [];
  });
}
