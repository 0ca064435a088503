// OPS-7: what people read stands in the catalogues, and each language has all of it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, it, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RuleTester } from "eslint";
import typescript from "typescript";
import { parser } from "typescript-eslint";
import { noText } from "../../eslint/no-text.mjs";
import { normal, sentencesOfTheCore } from "../support/said.mjs";
import { patterns } from "../support/texts.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LOCALE = path.join(root, "static/src/locale");

Object.assign(RuleTester, { describe, it });
new RuleTester({
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
}).run("OPS-7 no text in a view outside of the catalogue", noText, {
  valid: [
    "<p>{t('app.loading')}</p>",
    "<p>{count} · {size}</p>",
    "<p className=\"some words\" data-kind='x'>{name}</p>",
    "<input aria-label={t('create.none')} placeholder={t('create.lookupHint')} />",
    "<p>{kind === 'link' ? t('action.link') : null}</p>",
    "const attributes = { 'aria-label': t('create.none'), id: 'some-id' };",
  ],
  invalid: [
    "<p>Save</p>",
    "<>Save</>",
    "<p>{'Save'}</p>",
    "<p>{`Save ${name}`}</p>",
    "<p>{count + ' records'}</p>",
    "<p>{done ? 'Saved' : t('x')}</p>",
    "<p>{failed && 'Failed'}</p>",
    "<button aria-label=\"Close\" />",
    "<button title={'Close'} />",
    "<button aria-label={open ? 'Close' : t('x')} />",
    "<input placeholder={`Search ${name}`} />",
    "<Select noOptionsMessage={() => 'Nothing'} />",
    "<img alt='A picture' />",
    "const attributes = { 'aria-label': 'Close' };",
  ].map((code) => ({ code, errors: [{ messageId: "text" }] })),
});

const ENGLISH = `const english = {
  plain: 'Save', named: 'Delete {name} of {place}', counted: { one: '{count} file of {place}', other: '{count} files of {place}' },
} as const;`;

/**
 * What the compiler says of a German catalogue.
 * @param {string} german
 */
function complaints(german) {
  const file = path.join(LOCALE, "catalogue-of-the-test.ts");
  const source = `import { german } from '../texts/german';\n${ENGLISH}\nexport const own = german<typeof english>()(${german});\n`;
  const { config } = typescript.readConfigFile(path.join(root, "static/tsconfig.json"), typescript.sys.readFile);
  const { options } = typescript.parseJsonConfigFileContent({ ...config, include: [], files: [] }, typescript.sys, path.join(root, "static"));
  const host = typescript.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? typescript.createSourceFile(name, source, typescript.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  const program = typescript.createProgram([file], { ...options, types: [] }, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, "\n"));
}

test("OPS-7 a translation with a missing or another text, plural form or parameter does not compile", () => {
  const whole = {
    plain: "'Speichern'",
    named: "'{name} in {place} löschen'",
    counted: "{ one: 'Eine Datei in {place}', other: '{count} Dateien in {place}' }",
  };
  /** @param {Record<string, string | undefined>} change */
  const said = (change) => {
    const entries = Object.entries({ ...whole, ...change }).filter(([, text]) => text !== undefined);
    return complaints(`{ ${entries.map(([key, text]) => `${key}: ${text}`).join(", ")} }`);
  };
  assert.deepEqual(said({}), []);
  for (const [what, change] of /** @type {[string, Record<string, string | undefined>][]} */ ([
    ["a text is missing", { plain: undefined }],
    ["there is a text that English has not", { more: "'Mehr'" }],
    ["a parameter is missing", { named: "'{name} löschen'" }],
    ["a parameter has another name", { named: "'{nam} in {place} löschen'" }],
    ["there is a parameter where English has none", { plain: "'{name} speichern'" }],
    ["a plural form is missing", { counted: "{ other: '{count} Dateien in {place}' }" }],
    ["there is a plural form that German has not", { counted: "{ one: '', few: '', other: '{count} Dateien in {place}' }" }],
    ["a parameter of a plural form is missing", { counted: "{ one: 'Eine Datei', other: '{count} Dateien' }" }],
    ["a plural form has another parameter", { counted: "{ one: 'Eine {art}', other: '{count} Dateien in {place}' }" }],
    ["a counted text is a single one", { counted: "'{count} Dateien in {place}'" }],
  ])) {
    assert.notDeepEqual(said(change), [], what);
  }
});

test("OPS-7 each English catalogue has its German one, and de.ts joins them all", () => {
  const files = readdirSync(path.join(root, "static/src/texts"));
  const joined = readFileSync(path.join(root, "static/src/texts/de.ts"), "utf8");
  for (const file of files.filter((name) => /^en-.*\.ts$/.test(name))) {
    const german = file.replace(/^en-/, "de-");
    assert.ok(files.includes(german), `${german} is missing`);
    assert.ok(joined.includes(`'./${german.replace(/\.ts$/, "")}'`), `de.ts leaves ${german} out`);
  }
});

test("OPS-7 English users do not download other languages", () => {
  const folder = path.join(root, "static/src");
  const statically = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/texts\/(?:said\/)?de/.test(name))
    .filter((name) => /^import .*texts\/(?:said\/)?de|^export .* from .*texts\/(?:said\/)?de/m.test(readFileSync(path.join(folder, name), "utf8")));
  assert.deepEqual(statically, []);
});

/** Literals of the core that never come to a page as words, by why: files, or files with how the literal begins. */
const NOT_SAID = JSON.parse(readFileSync(new URL("not-said.json", import.meta.url), "utf8"));

test("OPS-7 every sentence of the core has a German one", async () => {
  // Braces that are text are doubled in what Rust formats, and are not in what it takes as it is.
  const english = Object.keys(await patterns()).flatMap((pattern) => [pattern, normal(pattern)]);
  const known = /** @type {string[]} */ (Object.values(NOT_SAID).flat());
  /** Whether the literal's parts stand, one behind the other, in a pattern: a sentence may be put together of several literals. @param {string} text */
  const isTranslated = (text) => {
    const parts = text.split("{}").map((part) => part.trim());
    return english.some((pattern) => {
      let from = 0;
      return parts.every((part) => {
        const at = pattern.indexOf(part, from);
        from = at + part.length;
        return at >= 0;
      });
    });
  };
  const missing = sentencesOfTheCore().filter(({ text, place }) => !isTranslated(text) && !known.some((beginning) => `${place.replace(/:\d+$/, "")}: ${text}`.startsWith(beginning)));
  assert.deepEqual(missing.map(({ text, place }) => `${place}: ${text}`), [], "give it a pattern in static/src/texts/said, or say in not-said.json why it is never shown");
});

test("OPS-7 a German sentence has the places of its English one, and no sentence stands in two files", async () => {
  for (const [english, german] of Object.entries(await patterns())) {
    const places = english.split("{}").length - 1;
    const named = [...german.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)).sort((one, other) => one - other);
    assert.deepEqual([...new Set(named)], Array.from({ length: places }, (_, index) => index + 1), english);
    assert.doesNotMatch(german, /\.$/, english);
  }
});

test("OPS-7 what the core says is found among the patterns, names stay, and reasons within are translated too", async () => {
  const { sayer } = await modules();
  /** What names are put in. @param {string} before @param {string} after */
  const quotes = (before, after) => /** @type {any} */ ((/** @type {string} */ _key, /** @type {{ text: string }} */ { text }) => `${before}${text}${after}`);
  const said = sayer(await patterns(), quotes("„", "“"));
  assert.equal(said("formatting is lost: heading, code block (2), bold"), "Formatierung geht verloren: Überschrift, Codeblock (2), Fett.");
  assert.equal(said("formatting is lost: heading, glitter"), "Formatierung geht verloren: heading, glitter.", "what is not known stays as it is");
  assert.equal(said("`Case` has no field `Foo__c`, or the integration user may not see it"), "„Case“ hat kein Feld „Foo__c“, oder der Integrationsbenutzer darf es nicht sehen.");
  assert.equal(said("`no value` is required"), "„no value“ ist erforderlich.");
  assert.equal(
    said("`Priority` cannot go to Jira: a constant has no Jira field", "let it go to Salesforce only, or choose another field"),
    "„Priority“ kann nicht nach Jira gehen: ein fester Wert hat kein Jira-Feld. Lassen Sie es nur nach Salesforce gehen, oder wählen Sie ein anderes Feld.",
  );
  assert.equal(said("something that nobody has translated"), "Something that nobody has translated.");
  assert.equal(said(null, ""), "");
  const plain = sayer({}, quotes("“", "”"));
  assert.equal(plain("`Case` is required"), "“Case” is required.");
});

/** The functions of the pages that need no browser. @returns {Promise<{ sayer: typeof import("../../static/src/locale/said.js").sayer }>} */
async function modules() {
  const options = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ES2022 };
  const source = ["sentence.ts", "said.ts"].map((name) => readFileSync(path.join(LOCALE, name), "utf8").replace(/^import .*$/gm, "")).join("\n");
  const code = typescript.transpile(source, options);
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}
