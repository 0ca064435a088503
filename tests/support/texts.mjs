// The catalogues of the pages, as tests read them.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const TEXTS = fileURLToPath(new URL("../../static/src/texts", import.meta.url));

/** @typedef {string | Record<string, string>} Text a text, or its plural forms */

/**
 * All texts of a language, by their names.
 * @param {"en" | "de"} language
 * @returns {Promise<Record<string, Text>>}
 */
export const catalogue = (language) =>
  joined(TEXTS, (name) => name.startsWith(`${language}-`) || name === `${language}.ts`, (name) => /^(?:en|de)[A-Z]/.test(name));

/** What becomes of the core's sentences in German. @returns {Promise<Record<string, string>>} */
export const patterns = async () =>
  /** @type {Record<string, string>} */ (await joined(path.join(TEXTS, "said"), (name) => name.startsWith("de-"), () => true));

/**
 * The objects that files export, as one.
 * @param {string} folder
 * @param {(file: string) => boolean} isMeant
 * @param {(name: string) => boolean} isTexts
 * @returns {Promise<Record<string, Text>>}
 */
async function joined(folder, isMeant, isTexts) {
  /** @type {Record<string, Text>} */
  const all = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && isMeant(name))) {
    const source = readFileSync(path.join(folder, file), "utf8")
      .replace(/^(?:import|export \{)[^;]*;$/gm, "")
      // What only joins the others needs them, which are read by themselves.
      .replace(/^export const (?:en|de)\b[^]*?^\}[^\n]*$/m, "");
    const options = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ES2022 };
    const code = `const german = () => (texts) => texts;\n${typescript.transpile(source, options)}`;
    const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
    for (const [name, texts] of Object.entries(module)) if (isTexts(name)) Object.assign(all, texts);
  }
  return all;
}

/** @param {Text} text @returns {string[]} */
export const formsOf = (text) => (typeof text === "string" ? [text] : Object.values(text));
