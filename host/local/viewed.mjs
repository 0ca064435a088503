import { NotShown } from "./not-shown.mjs";

/** @typedef {import("./site.mjs").Site} Site */
/** @typedef {{ id: string, key: string, type: string, typeId: string, project: { id: string, key: string, type: string } }} ViewedIssue */

/** What a person looks at in Jira, for display conditions: asked for as that person, when needed and once. */
export class Viewed {
  #site;
  #key;
  /** @type {Map<string, Promise<any>>} */
  #answers = new Map();

  /**
   * @param {Site} site
   * @param {string} account
   * @param {string | undefined} issue its key; none outside of an issue
   */
  constructor(site, account, issue) {
    this.#site = site;
    this.account = account;
    this.#key = issue;
  }

  /** @returns {Promise<ViewedIssue | undefined>} */
  async issue() {
    if (this.#key === undefined) return undefined;
    const issue = await this.#read(`/rest/api/3/issue/${encodeURIComponent(this.#key)}?fields=project,issuetype`);
    if (issue === undefined) throw new NotShown(404, `there is no issue \`${this.#key}\` that this person sees`);
    const { id, key, fields: { project, issuetype } } = issue;
    return {
      id,
      key,
      type: issuetype.name,
      typeId: issuetype.id,
      project: { id: project.id, key: project.key, type: project.projectTypeKey },
    };
  }

  /** @param {string} permission */
  async may(permission) {
    return this.#permission(permission, "");
  }

  /** @param {string} permission */
  async mayOnIssue(permission) {
    return this.#permission(permission, `&issueKey=${encodeURIComponent(this.#key ?? "")}`);
  }

  /**
   * @param {string} permission
   * @param {string} project its key
   */
  async mayInProject(permission, project) {
    return this.#permission(permission, `&projectKey=${encodeURIComponent(project)}`);
  }

  /**
   * Whether the person has access to a product, or to any of them.
   * @param {string} product `jira` for any
   */
  async uses(product) {
    const { applicationRoles } = await this.#read("/rest/api/3/myself?expand=applicationRoles");
    return applicationRoles.items.some((/** @type {{ key: string }} */ { key }) => product === "jira" || key === product);
  }

  /**
   * A property's value; none if there is none, or nothing to have it.
   * @param {string} entity
   * @param {string} key
   * @returns {Promise<any>}
   */
  async property(entity, key) {
    const owner = await this.#owner(entity);
    if (owner === undefined) return undefined;
    const [path, query, asApp] = owner;
    return (await this.#read(`${path}/properties/${encodeURIComponent(key)}${query}`, asApp))?.value;
  }

  /**
   * Whether a Jira expression is true here: of `user`, `app`, and on an issue `issue` and `project`.
   * @param {string} expression
   */
  async expression(expression) {
    const issue = await this.issue();
    const user = { accountId: this.account, properties: await this.#properties("user") };
    const app = { properties: await this.#properties("app") };
    const context = issue === undefined
      ? { user, app }
      : {
          user,
          app,
          // In Jira expressions these ids are numbers.
          issue: { id: Number(issue.id), key: issue.key, issueType: { id: Number(issue.typeId), name: issue.type }, properties: await this.#properties("issue") },
          project: { ...issue.project, id: Number(issue.project.id), properties: await this.#properties("project") },
        };
    return this.#site.evaluate(expression, context);
  }

  /**
   * Path, query, and whether only the app may ask.
   * @param {string} entity
   * @returns {Promise<[string, string, boolean] | undefined>}
   */
  async #owner(entity) {
    if (entity === "app") return ["/rest/forge/1/app", "", true];
    if (entity === "user") return ["/rest/api/3/user", `?accountId=${encodeURIComponent(this.account)}`, false];
    const issue = await this.issue();
    if (issue === undefined) return undefined;
    switch (entity) {
      case "issue":
        return [`/rest/api/3/issue/${issue.id}`, "", false];
      case "issueType":
        return [`/rest/api/3/issuetype/${issue.typeId}`, "", false];
      default:
        return [`/rest/api/3/project/${issue.project.id}`, "", false];
    }
  }

  /** @param {string} entity */
  async #properties(entity) {
    const owner = await this.#owner(entity);
    if (owner === undefined) return {};
    const [path, query, asApp] = owner;
    const { keys = [] } = (await this.#read(`${path}/properties${query}`, asApp)) ?? {};
    const read = async (/** @type {{ key: string }} */ { key }) => [key, await this.property(entity, key)];
    return Object.fromEntries(await Promise.all(keys.map(read)));
  }

  /**
   * @param {string} permission
   * @param {string} where
   */
  async #permission(permission, where) {
    const answer = await this.#read(`/rest/api/3/mypermissions?permissions=${encodeURIComponent(permission)}${where}`);
    return answer?.permissions?.[permission]?.havePermission === true;
  }

  /**
   * @param {string} path
   * @param {boolean} [asApp]
   */
  #read(path, asApp = false) {
    const known = this.#answers.get(path);
    if (known !== undefined) return known;
    const answer = this.#site.read(asApp ? undefined : this.account, path);
    this.#answers.set(path, answer);
    return answer;
  }
}
