import { NotShown } from "./not-shown.mjs";
import { Viewed } from "./viewed.mjs";

/** @typedef {import("./site.mjs").Site} Site */
/** @typedef {import("./manifest.mjs").Manifest} Manifest */

/**
 * A post function in the editor of workflows, or the place for a new one.
 * @typedef {{ workflow: string, transition: string, entry: "create" | "edit" | "view", id?: string | undefined }} Rule
 */

/** @typedef {{ id: string, name: string }} Status */
/** @typedef {{ id: string, moduleKey: string, configuration: unknown }} PostFunction */
/** @typedef {{ id: string, name: string, from: Status[], to: Status, postFunctions: PostFunction[] }} Transition */
/** @typedef {{ id: string, name: string, projects: { id: string, key: string }[], transitions: Transition[] }} Workflow */

/** The type of the modules that are added to transitions. */
const POST_FUNCTION = "jira:workflowPostFunction";

/** The editor of workflows, for who administers Jira. */
export class Workflows {
  #site;
  #forge;
  #manifest;

  /**
   * @param {Site} site
   * @param {string} forge the sandbox's Forge services
   * @param {Manifest} manifest
   */
  constructor(site, forge, manifest) {
    this.#site = site;
    this.#forge = forge;
    this.#manifest = manifest;
  }

  /**
   * A project's workflow, and what of the app can be added to its transitions.
   * @param {string} account
   * @param {string} project its key
   */
  async of(account, project) {
    await this.#admin(account);
    const workflow = (await this.#all()).find(({ projects }) => projects.some(({ key }) => key === project));
    if (workflow === undefined) throw new NotShown(404, `project \`${project}\` has no workflow`);
    const modules = [...this.#manifest.modules].filter(([, { type }]) => type === POST_FUNCTION);
    const say = await this.#site.sayer(account);
    return { workflow, modules: modules.map(([key, { title, description }]) => ({ key, title: say(title), description: say(description) })) };
  }

  /**
   * What Forge tells a frame in the editor.
   * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-workflow-post-function/
   * @param {Rule} rule
   */
  async extension({ workflow: workflowId, transition: transitionId, entry, id }) {
    const workflow = (await this.#all()).find((one) => one.id === workflowId);
    const transition = workflow?.transitions.find((one) => one.id === transitionId);
    if (workflow === undefined || transition === undefined) throw new NotShown(404, "there is no such transition");
    const rule = transition.postFunctions.find((one) => one.id === id);
    if (rule === undefined && entry !== "create") throw new NotShown(404, "there is no such post function");
    const [from] = transition.from;
    return {
      entryPoint: entry,
      isNewEditor: true,
      workflowId,
      transitionContext: { id: transition.id, ...(from === undefined ? {} : { from }), to: transition.to },
      ...(rule === undefined ? {} : { postFunctionConfig: rule.configuration }),
    };
  }

  /**
   * Adds a post function, or changes one.
   * @param {string} account
   * @param {{ workflow: string, transition: string, id?: string, module?: string, configuration: string }} kept
   */
  async keep(account, { workflow, transition, id, module, configuration }) {
    await this.#admin(account);
    const path = this.#path(workflow, transition, id);
    const body = id === undefined ? { moduleKey: module, configuration } : { configuration };
    return this.#act(id === undefined ? "POST" : "PUT", path, body);
  }

  /**
   * @param {string} account
   * @param {{ workflow: string, transition: string, id: string }} rule
   */
  async remove(account, { workflow, transition, id }) {
    await this.#admin(account);
    return this.#act("DELETE", this.#path(workflow, transition, id));
  }

  /** @param {string} account */
  async #admin(account) {
    if (!(await new Viewed(this.#site, account, undefined).may("ADMINISTER"))) {
      throw new NotShown(403, "only who administers Jira edits workflows");
    }
  }

  /** @returns {Promise<Workflow[]>} */
  async #all() {
    return (await (await fetch(`${this.#forge}/workflows`)).json()).workflows;
  }

  /**
   * @param {string} workflow
   * @param {string} transition
   * @param {string | undefined} id
   */
  #path(workflow, transition, id) {
    const parts = [workflow, "transitions", transition, "post-functions", ...(id === undefined ? [] : [id])];
    return `/workflows/${parts.map(encodeURIComponent).join("/")}`;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #act(method, path, body) {
    const init = body === undefined ? { method } : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${this.#forge}${path}`, init);
    if (!response.ok) throw new NotShown(response.status, (await response.json()).message);
  }
}
