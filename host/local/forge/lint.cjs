"use strict";
// usage: node host/local/forge/lint.cjs [APPDIR]
// Forge's own manifest validation and linters, without a login or a network, and checks for what they miss. Prints
// each finding as `file:line:column: level: text` and ends with 1 if one of them is an error.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

process.chdir(process.argv[2] ?? path.resolve(__dirname, "../../.."));

// The permission linter wants Atlassian's OpenAPI files, by default from the network. The core builds all Jira
// requests, so no address in the host's source could be looked up in them: empty ones do.
const stubs = fs.mkdtempSync(path.join(os.tmpdir(), "weftline-lint-"));
const stub = path.join(stubs, "openapi.json");
fs.writeFileSync(stub, '{"paths":{}}');
process.on("exit", () => fs.rmSync(stubs, { recursive: true, force: true }));
process.env.USE_LOCAL_SWAGGER = "1";
for (const product of ["JIRA", "JSM", "JSW", "CONF", "CONF_V2", "BB"]) process.env[`LOCAL_${product}_SWAGGER`] = stub;

const { ConfigFile, FileSystemReader, FileSystemWriter } = require("@forge/cli-shared");
const { getClientSideLintersOnly, lint } = require("@forge/lint");
const { ProcessorBuilder, ValidationTypes } = require("@forge/manifest");

/** @typedef {{ level: "error" | "warning", file: string, line: number, column: number, text: string }} Finding */

/** No feature of Forge's own tools is switched on. */
const flags = new Proxy(
  {},
  { get: (_, name) => async () => (name === "getDeprecatedRuntimes" ? [] : false) },
);
const quiet = { info: () => {}, debug: () => {}, trace: () => {}, warn: () => {}, error: () => {} };

/** @returns {Promise<Finding[]>} */
async function findings() {
  const config = new ConfigFile(new FileSystemReader(), new FileSystemWriter());
  const manifest = await config.readConfig();
  const sources = [...filesUnder("src"), ...filesUnder("host/src")];
  /** @type {Map<string, Finding>} */
  const found = new Map();
  const add = (/** @type {Finding} */ finding) => found.set(JSON.stringify(finding), finding);
  for (const finding of await validate()) add(finding);
  for (const finding of await runLinters(manifest, sources)) add(finding);
  for (const finding of [...misspeltEvents(manifest), ...storageWithoutScope(manifest, sources)]) add(finding);
  return [...found.values()];
}

/** @returns {Promise<Finding[]>} */
async function validate() {
  const kinds = ["FULL", "PRODUCT_TRIGGER", "DEPRECATED_CSP_METHOD", "DEPRECATED_EGRESS_PERMISSIONS"];
  const found = [];
  for (const kind of kinds) {
    const { errors } = await ProcessorBuilder.instance()
      .withValidation(/** @type {any} */ (ValidationTypes)[kind])
      .withOptions({ deprecatedRuntimes: [] })
      .build()
      .process();
    for (const { level, line, column, message } of errors ?? []) {
      found.push({ level: /** @type {Finding["level"]} */ (level), file: "manifest.yml", line: line ?? 0, column: column ?? 0, text: message });
    }
  }
  return found;
}

/**
 * @param {any} manifest
 * @param {string[]} sources
 * @returns {Promise<Finding[]>}
 */
async function runLinters(manifest, sources) {
  const linters = await getClientSideLintersOnly(manifest, "production", /** @type {any} */ (quiet), /** @type {any} */ (flags));
  const results = await lint(sources, manifest, "production", /** @type {any} */ (quiet), /** @type {any} */ (flags), /** @type {any} */ ({ linters }));
  return results.flatMap((result) => {
    const file = path.relative(process.cwd(), result.file) || result.file;
    const read = (/** @type {any[]} */ list, /** @type {Finding["level"]} */ level) =>
      list.map(({ line, column, message }) => ({ level, file, line, column, text: message }));
    return [...read(result.errors, "error"), ...read(result.approvals, "error"), ...read(result.warnings, "warning")];
  });
}

/**
 * Event names are free text to Forge's linters: one that does not exist is never delivered.
 * @param {any} manifest
 * @returns {Finding[]}
 */
function misspeltEvents(manifest) {
  const file = path.join(path.dirname(require.resolve("@forge/manifest")), "mapping/product-event-to-scope-mapping.json");
  const known = new Set(JSON.parse(fs.readFileSync(file, "utf8")).mapping.map((/** @type {any} */ row) => row.productEvent));
  const named = (manifest.modules.trigger ?? []).flatMap((/** @type {any} */ trigger) => trigger.events ?? []);
  return named
    .map((/** @type {any} */ event) => (typeof event === "string" ? event : event.eventType))
    .filter((/** @type {string} */ event) => !known.has(event))
    .map((/** @type {string} */ event) => manifestError(event, `no product sends an event \`${event}\``));
}

/**
 * @param {any} manifest
 * @param {string[]} sources
 * @returns {Finding[]}
 */
function storageWithoutScope(manifest, sources) {
  const scopes = manifest.permissions?.scopes ?? [];
  if ((Array.isArray(scopes) ? scopes : Object.keys(scopes)).includes("storage:app")) return [];
  const users = sources.filter((file) => fs.readFileSync(file, "utf8").includes("@forge/kvs"));
  return users.map((file) => manifestError("scopes:", `\`${file}\` uses storage, and the scope \`storage:app\` is missing`));
}

/**
 * @param {string} near
 * @param {string} text
 * @returns {Finding}
 */
function manifestError(near, text) {
  const lines = fs.readFileSync("manifest.yml", "utf8").split("\n");
  const index = lines.findIndex((line) => line.includes(near));
  return { level: "error", file: "manifest.yml", line: index + 1, column: Math.max(0, (lines[index] ?? "").indexOf(near)), text };
}

/**
 * @param {string} directory
 * @returns {string[]}
 */
function filesUnder(directory) {
  return fs
    .readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(directory, name))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .sort();
}

findings().then(
  (found) => {
    for (const { level, file, line, column, text } of found) console.log(`${file}:${line}:${column}: ${level}: ${text}`);
    process.exit(found.some(({ level }) => level === "error") ? 1 : 0);
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
