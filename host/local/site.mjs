/** @typedef {import("./manifest.mjs").Manifest} Manifest */

/** The seeded site. */
export const CLOUD_ID = "c1d0beef-0000-4000-8000-000000000001";
export const SITE_URL = "https://weftline.atlassian.net";
/** The seeded org. */
export const ORG_HOST = "weftline.my.salesforce.com";

/**
 * Where in the product a page is shown, and for whom.
 * @typedef {object} Place
 * @property {string} account
 * @property {string} module
 * @property {string | undefined} issue its key
 * @property {unknown} [modal] what the opener of a dialog gave it
 */

/** What cannot be shown, with the HTTP status that says so. */
export class NotShown extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The Jira site as a logged-in user meets it. */
export class Site {
  #forge;
  #manifest;

  /**
   * @param {string} forge the sandbox's Forge services
   * @param {Manifest} manifest
   */
  constructor(forge, manifest) {
    this.#forge = forge;
    this.#manifest = manifest;
  }

  /**
   * A request to Jira's REST API as a user.
   * @param {string} account
   * @param {string} path
   * @param {RequestInit} [init]
   */
  request(account, path, init) {
    const headers = new Headers(init?.headers);
    headers.set("x-forge-principal", "user");
    headers.set("x-forge-account", account);
    return fetch(`${this.#forge}/jira${path}`, { ...init, headers });
  }

  /**
   * The context that Forge gives a page and its resolver. What it says of the issue comes from Jira, asked as the user.
   * @param {Place} place
   */
  async context({ account, module, issue, modal }) {
    const page = this.#manifest.modules.get(module);
    if (page === undefined) throw new NotShown(404, `the manifest names no page \`${module}\``);
    const user = await this.#read(account, "/rest/api/3/myself");
    const where = issue === undefined ? {} : await this.#whereabouts(account, issue);
    return {
      cloudId: CLOUD_ID,
      siteUrl: SITE_URL,
      localId: `ari:cloud:ecosystem::extension/${this.#manifest.appId.split("/").at(-1)}/${module}`,
      environmentId: "00000000-0000-4000-8000-00000000000e",
      environmentType: "DEVELOPMENT",
      moduleKey: module,
      locale: "en-US",
      timezone: user.timeZone ?? "UTC",
      extension: { type: page.type, ...where, ...(modal === undefined ? {} : { modal }) },
    };
  }

  /**
   * @param {string} account
   * @param {string} key
   */
  async #whereabouts(account, key) {
    const { id, fields } = await this.#read(account, `/rest/api/3/issue/${encodeURIComponent(key)}?fields=project,issuetype`);
    const { project, issuetype } = fields;
    return {
      issue: { id, key, type: issuetype.name, typeId: issuetype.id },
      project: { id: project.id, key: project.key, type: project.projectTypeKey },
    };
  }

  /**
   * @param {string} account
   * @param {string} path
   */
  async #read(account, path) {
    const response = await this.request(account, path);
    if (!response.ok) throw new NotShown(response.status, `Jira answered \`${path}\` with ${response.status}`);
    return response.json();
  }
}
