import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * What the local host is started with.
 * @typedef {object} Options
 * @property {number} port 0 for any
 * @property {string} salesforce the sandbox's Salesforce, without a slash at the end
 * @property {string} forge the sandbox's Forge services
 * @property {{ username: string, password: string }} person who can log in to Salesforce
 * @property {boolean} configured whether somebody has set the app up: then it is connected at the first start
 * @property {string} clientId the consumer key
 * @property {string} clientSecret
 * @property {string} apiVersion Salesforce's, like `v62.0`
 * @property {string} bundle the directory of the bundle
 * @property {string} pages the directory of the built pages
 * @property {string | undefined} record the file to which exchanges are appended
 */

export const USAGE = `usage: node host/local/main.mjs --bundle DIR [--port PORT] [--static DIR] [--record FILE] [--sandbox JSON]
The sandbox is named by the line that it prints when it is ready, better given as WEFTLINE_WORLD than as \`--sandbox\`:
it holds secrets, and everyone on the machine can read a command line.`;

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Options}
 */
export function readOptions(args, environment) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "0" },
      sandbox: { type: "string", default: environment["WEFTLINE_WORLD"] },
      bundle: { type: "string" },
      static: { type: "string", default: fileURLToPath(new URL("../../static/build", import.meta.url)) },
      record: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`\`${values.port}\` is no port`);
  if (values.bundle === undefined) throw new Error("`--bundle` is missing");
  if (values.sandbox === undefined) throw new Error("the sandbox is named neither by WEFTLINE_WORLD nor by `--sandbox`");
  /** @type {{ salesforce: string, forge: string, username: string, password: string, configured?: boolean, clientId: string, clientSecret: string, apiVersion: string }} */
  const { salesforce, forge, username, password, configured = true, clientId, clientSecret, apiVersion } = JSON.parse(values.sandbox);
  return {
    port,
    salesforce: salesforce.replace(/\/$/, ""),
    forge: forge.replace(/\/$/, ""),
    person: { username, password },
    configured,
    clientId,
    clientSecret,
    apiVersion: apiVersion.startsWith("v") ? apiVersion : `v${apiVersion}`,
    bundle: values.bundle,
    pages: values.static,
    record: values.record,
  };
}
