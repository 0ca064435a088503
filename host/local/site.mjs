/** @typedef {import("./manifest.mjs").Manifest} Manifest */

import { SITE_URL } from "./addresses.mjs";
import { hold } from "./conditions.mjs";
import { NotShown } from "./not-shown.mjs";
import { Viewed } from "./viewed.mjs";
import { Workflows } from "./workflows.mjs";

/**
 * What the platform says of the installed app.
 * @typedef {{ appId: string, cloudId: string, environmentId: string, installationId: string }} Installation
 */

/**
 * A module of the app as it is shown somewhere in Jira, or not.
 * @typedef {object} ShownModule
 * @property {string} key
 * @property {string} type
 * @property {string} title
 * @property {unknown} size of its dialog, as the manifest has it
 * @property {boolean} shown
 * @property {{ pinned: boolean, added: boolean, offered: boolean } | undefined} panel for an issue panel: by what it is
 *   shown, and whether people can put it on the issue
 */

/** The types of modules that have a place on the pages that the laptop shows. */
const ISSUE_MODULES = ["jira:issuePanel", "jira:issueContext", "jira:issueAction"];
const ADMIN_MODULES = ["jira:adminPage"];
const PROJECT_MODULES = ["jira:projectSettingsPage"];

/**
 * Where in the product a page is shown, and for whom.
 * @typedef {object} Place
 * @property {string} account
 * @property {string} module
 * @property {string | undefined} issue its key
 * @property {string} [project] the key of the project in whose settings it is
 * @property {import("./workflows.mjs").Rule} [rule] where in the editor of workflows it is
 * @property {unknown} [modal] what the opener of a dialog gave it
 * @property {string} [locale] the language and region to see it in; none for those that Jira has of the person
 */

/** The Jira site as a logged-in user meets it. */
export class Site {
  #forge;
  #manifest;
  #installation;
  #workflows;

  /**
   * @param {string} forge the sandbox's Forge services
   * @param {Manifest} manifest
   * @param {Installation} installation
   */
  constructor(forge, manifest, installation) {
    this.#forge = forge;
    this.#manifest = manifest;
    this.#installation = installation;
    this.#workflows = new Workflows(this, forge, manifest);
  }

  /** The editor of workflows. */
  get workflows() {
    return this.#workflows;
  }

  /**
   * A request to Jira's REST API as a user, or as the app.
   * @param {string | undefined} account none for the app
   * @param {string} path
   * @param {RequestInit} [init]
   */
  request(account, path, init) {
    const headers = new Headers(init?.headers);
    headers.set("x-forge-principal", account === undefined ? "app" : "user");
    if (account !== undefined) headers.set("x-forge-account", account);
    return fetch(`${this.#forge}/jira${path}`, { ...init, headers });
  }

  /**
   * The context that Forge gives a page and its resolver. What it says of the issue comes from Jira, asked as the user.
   * @param {Place} place
   */
  async context({ account, module, issue, project, rule, modal, locale }) {
    const page = this.#manifest.modules.get(module);
    if (page === undefined) throw new NotShown(404, `the manifest names no page \`${module}\``);
    const user = await this.#need(account, "/rest/api/3/myself");
    const { appId, environmentId } = this.#installation;
    const inProject = async () => (project === undefined ? {} : { project: await this.#project(account, project) });
    const inEditor = () => (rule === undefined ? inProject() : this.#workflows.extension(rule));
    const where = issue === undefined ? await inEditor() : await this.#whereabouts(account, issue);
    return {
      cloudId: this.#installation.cloudId,
      siteUrl: SITE_URL,
      localId: `ari:cloud:ecosystem::extension/${appId.split("/").at(-1)}/${environmentId}/static/${module}`,
      environmentId,
      environmentType: "DEVELOPMENT",
      moduleKey: module,
      locale: locale ?? localeOf(user),
      timezone: user.timeZone ?? "UTC",
      extension: { type: page.type, ...where, ...(modal === undefined ? {} : { modal }) },
    };
  }

  /**
   * @param {string} account
   * @param {string} key
   */
  async #whereabouts(account, key) {
    const { id, fields } = await this.#need(account, `/rest/api/3/issue/${encodeURIComponent(key)}?fields=project,issuetype`);
    const { project, issuetype } = fields;
    return {
      issue: { id, key, type: issuetype.name, typeId: issuetype.id },
      project: { id: project.id, key: project.key, type: project.projectTypeKey },
    };
  }

  /**
   * @param {string} account
   * @param {string} key
   */
  async #project(account, key) {
    const { id, projectTypeKey } = await this.#need(account, `/rest/api/3/project/${encodeURIComponent(key)}`);
    return { id, key, type: projectTypeKey };
  }

  /**
   * The app's modules in the issue view, in a project's settings, or on Jira's pages for administrators, for a person. Jira
   * shows a project's settings to who administers it.
   * @param {string} account
   * @param {string | undefined} issue its key
   * @param {string} [project] its key
   * @returns {Promise<ShownModule[]>}
   */
  async modules(account, issue, project) {
    const viewed = new Viewed(this, account, issue);
    if (project !== undefined && !(await viewed.mayInProject("ADMINISTER_PROJECTS", project))) return [];
    const outside = project === undefined ? ADMIN_MODULES : PROJECT_MODULES;
    const types = issue === undefined ? outside : ISSUE_MODULES;
    const modules = [...this.#manifest.modules].filter(([, { type }]) => types.includes(type));
    const panels = await this.#panels(await viewed.issue());
    const say = await this.sayer(account);
    return Promise.all(
      modules.map(async ([key, { type, title, size, conditions }]) => {
        const holds = await hold(conditions, viewed);
        const { pinned = false, added = false } = panels.find(({ moduleKey }) => moduleKey === key) ?? {};
        const isPanel = type === "jira:issuePanel";
        const shown = holds && (!isPanel || pinned || added);
        return { key, type, title: say(title), size, shown, panel: isPanel ? { pinned, added, offered: holds && !shown } : undefined };
      }),
    );
  }

  /**
   * What says texts of the manifest in a person's language.
   * @param {string} account
   * @returns {Promise<(text: import("./translations.mjs").Text) => string>}
   */
  async sayer(account) {
    const locale = localeOf(await this.#need(account, "/rest/api/3/myself"));
    return (text) => this.#manifest.translations.say(text, locale) ?? "";
  }

  /**
   * What a person does with the button of an issue panel: puts it on the issue, or takes it away.
   * @param {string} account
   * @param {string} issue its key
   * @param {string} moduleKey
   * @param {boolean} added
   */
  async addPanel(account, issue, moduleKey, added) {
    const { issue: { id } } = await this.#whereabouts(account, issue);
    const response = await fetch(`${this.#forge}/panels`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ moduleKey, issueId: id, added }),
    });
    if (!response.ok) throw new NotShown(response.status, (await response.json()).message);
  }

  /**
   * What Jira has at a path for a person, or for the app; none if it has nothing there.
   * @param {string | undefined} account
   * @param {string} path
   * @returns {Promise<any>}
   */
  async read(account, path) {
    const response = await this.request(account, path);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new NotShown(response.status, `Jira answered \`${path}\` with ${response.status}`);
    return response.json();
  }

  /**
   * Whether a Jira expression is true in a context; what cannot be evaluated is not.
   * @param {string} expression
   * @param {object} context
   * @returns {Promise<boolean>}
   */
  async evaluate(expression, context) {
    const response = await fetch(`${this.#forge}/expression`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ expression, context }),
    });
    return response.ok && (await response.json()).value === true;
  }

  /**
   * @param {import("./viewed.mjs").ViewedIssue | undefined} issue
   * @returns {Promise<{ moduleKey: string, pinned: boolean, added: boolean }[]>}
   */
  async #panels(issue) {
    if (issue === undefined) return [];
    const response = await fetch(`${this.#forge}/panels?issue=${issue.id}&project=${issue.project.id}`);
    return (await response.json()).panels;
  }

  /**
   * @param {string} account
   * @param {string} path
   */
  async #need(account, path) {
    const response = await this.request(account, path);
    if (!response.ok) throw new NotShown(response.status, `Jira answered \`${path}\` with ${response.status}`);
    return response.json();
  }
}

/**
 * The language and region that Jira has of a person, like `de-DE`.
 * @param {{ locale?: string }} user
 */
function localeOf({ locale = "en_US" }) {
  return locale.replace("_", "-");
}
