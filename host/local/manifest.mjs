import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
/** @type {typeof import("@forge/manifest")} */
const { ManifestParserBuilder } = require("@forge/manifest");

/**
 * @typedef {object} AppFunction
 * @property {string} key
 * @property {string} handler
 * @property {number} timeoutMs
 */

/**
 * What the local host needs of the manifest.
 * @typedef {object} Manifest
 * @property {any} json all of it
 * @property {string} appId
 * @property {Map<string, AppFunction>} functions by key
 * @property {Map<string, { type: string, function: string }>} modules those with a page, by key
 * @property {string[]} egress the addresses that the back end may reach
 */

/** Forge's time-outs where the manifest names none. */
const TIMEOUT_SECONDS = 25;
const CONSUMER_TIMEOUT_SECONDS = 55;

/**
 * @param {string | URL} file
 * @returns {Promise<Manifest>}
 */
export async function readManifest(file) {
  const parser = new ManifestParserBuilder().withInterpolators().build();
  /** @type {any} */
  const json = await parser.parseManifest({ content: readFileSync(file, "utf8"), filePath: "manifest.yml" });
  const consumers = new Set((json.modules.consumer ?? []).map((/** @type {any} */ consumer) => consumer.function));
  const functions = json.modules.function.map((/** @type {any} */ { key, handler, timeoutSeconds }) => {
    const seconds = timeoutSeconds ?? (consumers.has(key) ? CONSUMER_TIMEOUT_SECONDS : TIMEOUT_SECONDS);
    return [key, { key, handler, timeoutMs: seconds * 1000 }];
  });
  const pages = Object.entries(json.modules).flatMap(([type, modules]) =>
    /** @type {any[]} */ (modules)
      .filter((module) => module.resource !== undefined && module.resolver !== undefined)
      .map((module) => /** @type {const} */ ([module.key, { type, function: module.resolver.function }])),
  );
  return {
    json,
    appId: json.app.id,
    functions: new Map(functions),
    modules: new Map(pages),
    egress: (json.permissions?.external?.fetch?.backend ?? []).map((/** @type {any} */ entry) => entry.address ?? entry),
  };
}
