import { invoke } from "./server/routes.mjs";
import { ORG_HOST } from "./addresses.mjs";

/** @typedef {import("./server/routes.mjs").World} World */

/** The projects that the app works in from the start. */
const PROJECTS = ["SUP", "ENG"];

/** Mia Admin. */
const ADMIN = { account: "5b10a0000000000000000001", module: "weftline-admin", issue: undefined };

/**
 * Installs the app into the sandbox's site.
 * @param {string} forge
 * @param {unknown} manifest
 * @returns {Promise<import("./site.mjs").Installation>}
 */
export async function install(forge, manifest) {
  const response = await fetch(`${forge}/install`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(manifest),
  });
  if (!response.ok) throw new Error(`the sandbox refused the app: ${response.status} ${await response.text()}`);
  return response.json();
}

/**
 * Connects the org and configures the projects SUP and ENG, as an admin would on the admin page, unless it was done.
 * @param {World} world
 * @param {{ clientId: string, clientSecret: string }} options
 */
export async function setUp(world, { clientId, clientSecret }) {
  const { connections } = await view(world, "connection", {});
  if (connections.length === 0) {
    await view(world, "connect", { connection: null, myDomain: ORG_HOST, clientId, clientSecret });
  }
  const configuration = await view(world, "configuration", {});
  if (configuration.version > 0) return;
  const { projects } = await view(world, "jiraProjects", { query: null, startAt: 0 });
  const sections = projects
    .filter((/** @type {{ key: string }} */ { key }) => PROJECTS.includes(key))
    .map((/** @type {{ id: string, key: string, name: string }} */ { id, key, name }) => ({
      name: `project:${id}`,
      content: { kind: "project", content: { id, key, name, connection: null, issueTypes: [] } },
    }));
  const saved = await view(world, "saveConfiguration", { baseVersion: configuration.version, sections });
  if (saved.kind !== "saved") throw new Error(`the configuration was not saved: ${JSON.stringify(saved)}`);
}

/**
 * @param {World} world
 * @param {string} name
 * @param {unknown} payload
 */
async function view(world, name, payload) {
  const result = await invoke(world, ADMIN, name, payload);
  if (!result.success) throw new Error(`\`${name}\`: ${result.error.errorMessage}`);
  const answer = /** @type {any} */ (result.body);
  if (answer.kind !== "ok") throw new Error(`\`${name}\`: ${answer.failure.text}`);
  return answer.view;
}
