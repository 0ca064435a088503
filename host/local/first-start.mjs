import { invoke } from "./server/routes.mjs";
import { ORG_HOST } from "./addresses.mjs";

/** @typedef {import("./server/routes.mjs").World} World */

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
 * Connects the org as an admin would on the admin page, unless it is connected.
 * @param {World} world
 * @param {{ clientId: string, clientSecret: string }} options
 */
export async function connect(world, { clientId, clientSecret }) {
  const shown = await view(world, "connection", {});
  if (shown.connection !== null) return;
  await view(world, "connect", {
    grant: "clientCredentials",
    loginUrl: `https://${ORG_HOST}`,
    clientId,
    clientSecret,
    refreshToken: null,
  });
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
