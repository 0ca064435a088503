import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { checkConditions } from "./conditions.mjs";
import { Translations } from "./translations.mjs";

const require = createRequire(import.meta.url);
/** @type {typeof import("@forge/manifest")} */
const { ManifestParserBuilder } = require("@forge/manifest");

/**
 * @typedef {object} AppFunction
 * @property {string} key
 * @property {string} handler
 * @property {number} timeoutMs
 */

/** @typedef {import("./translations.mjs").Text} Text */

/**
 * A module with a page.
 * @typedef {{ type: string, function: string, title: Text, description: Text, size: unknown, conditions: import("./conditions.mjs").Conditions | undefined }} Page
 */

/**
 * What the local host needs of the manifest.
 * @typedef {object} Manifest
 * @property {any} json all of it
 * @property {string} appId
 * @property {Map<string, AppFunction>} functions by key
 * @property {Map<string, Page>} modules those with a page, by key
 * @property {Translations} translations of titles and descriptions
 * @property {string[]} egress the addresses that the back end may reach
 */

/** Forge's time-outs where the manifest names none. */
const TIMEOUT_SECONDS = 25;
const LONG_TIMEOUT_SECONDS = 55;
/** Modules whose functions nobody waits for at a page. */
const LONG_MODULES = ["consumer", "scheduledTrigger", "webtrigger", "preUninstall"];

/**
 * @param {string | URL} file
 * @returns {Promise<Manifest>}
 */
export async function readManifest(file) {
  const parser = new ManifestParserBuilder().withInterpolators().build();
  /** @type {any} */
  const json = await parser.parseManifest({ content: readFileSync(file, "utf8"), filePath: "manifest.yml" });
  return manifestOf(json, new URL(".", typeof file === "string" ? pathToFileURL(file) : file));
}

/**
 * @param {any} json a manifest as the parser gives it
 * @param {URL} [directory] where the paths of its translation files begin
 * @returns {Manifest}
 */
export function manifestOf(json, directory) {
  const long = new Set(LONG_MODULES.flatMap((type) => json.modules[type] ?? []).map((/** @type {any} */ module) => module.function ?? module.resolver?.function));
  const functions = json.modules.function.map((/** @type {any} */ { key, handler, timeoutSeconds }) => {
    const seconds = timeoutSeconds ?? (long.has(key) ? LONG_TIMEOUT_SECONDS : TIMEOUT_SECONDS);
    return [key, { key, handler, timeoutMs: seconds * 1000 }];
  });
  const pages = Object.entries(json.modules).flatMap(([type, modules]) =>
    /** @type {any[]} */ (modules)
      .filter((module) => (module.resource ?? module.create?.resource) !== undefined && module.resolver !== undefined)
      .map((module) => {
        const { key, title = module.name ?? key, description, resolver, viewportSize: size, displayConditions: conditions } = module;
        return /** @type {const} */ ([key, { type, function: resolver.function, title, description, size, conditions }]);
      }),
  );
  for (const [key, { conditions }] of pages) checkConditions(key, conditions ?? {});
  return {
    json,
    appId: json.app.id,
    functions: new Map(functions),
    modules: new Map(pages),
    translations: new Translations(json, directory),
    egress: (json.permissions?.external?.fetch?.backend ?? []).map((/** @type {any} */ entry) => entry.address ?? entry),
  };
}
