import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { sendJson } from "./http.mjs";

const require = createRequire(import.meta.url);
/** @type {typeof import("@forge/csp")} */
const { CSPInjectionService, CSPProcessingService } = require("@forge/csp");
// A peer of @forge/csp that comes with the bundler.
const cheerio = createRequire(require.resolve("@forge/bundler"))("cheerio");

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
  ".map": "application/json; charset=utf-8",
};

/** The bridge has to be there before the app's script, which captures it at import. */
const BRIDGE = '<script src="/bridge.js"></script>';

/** Files of a directory, and nothing outside of it. */
export class Files {
  #directory;

  /** @param {string} directory */
  constructor(directory) {
    this.#directory = path.resolve(directory);
  }

  /**
   * @param {import("./http.mjs").ServerResponse} response
   * @param {string} name below the directory, as the address has it
   * @param {(html: string) => { html: string, headers: Record<string, string> }} [prepare] what is done to HTML first
   */
  async send(response, name, prepare) {
    const file = path.resolve(this.#directory, `.${path.posix.resolve("/", decodeURIComponent(name))}`);
    /** @type {Buffer<ArrayBufferLike>} */
    let content;
    try {
      content = await readFile(file.endsWith(path.sep) || file === this.#directory ? path.join(file, "index.html") : file);
    } catch {
      sendJson(response, 404, { message: `there is no \`${name}\`` });
      return;
    }
    const type = TYPES[path.extname(file)] ?? TYPES[".html"];
    const prepared = prepare !== undefined && type === TYPES[".html"] ? prepare(content.toString("utf8")) : undefined;
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...prepared?.headers });
    response.end(prepared?.html ?? content);
  }
}

/**
 * The app's page as Forge serves it: under its content security policy, with the bridge in front.
 * @param {any} manifest
 * @returns {(html: string) => { html: string, headers: Record<string, string> }}
 */
export function framed(manifest) {
  const { content, external } = manifest.permissions ?? {};
  const addressOf = (/** @type {any} */ entry) => (typeof entry === "string" ? entry : entry.address);
  const client = (external?.fetch?.client ?? []).map(addressOf);
  const permissions = /** @type {any} */ ({ content, external: { ...external, fetch: { client } } });
  const quiet = { info() {}, warn() {}, error() {}, debug() {}, trace() {} };
  const processing = new CSPProcessingService(/** @type {any} */ (quiet), cheerio.load);
  return (html) => {
    const existingCSPDetails = processing.getCspDetails(html, permissions);
    const policy = new CSPInjectionService()
      .getInjectableCSP(/** @type {any} */ ({ existingCSPDetails, microsEnv: "prod" }))
      .filter((/** @type {string} */ directive) => !directive.startsWith("report-uri"));
    return {
      html: html.replace(/<head[^>]*>/, (head) => `${head}${BRIDGE}`),
      headers: { "content-security-policy": policy.join("; ") },
    };
  };
}
