import { parseArgs } from "node:util";

/**
 * What the local host is started with.
 * @typedef {object} Options
 * @property {number} port 0 for any
 * @property {string} salesforce the sandbox's Salesforce, without a slash at the end
 * @property {string} jira the sandbox's Jira
 * @property {string} forge the sandbox's Forge services
 * @property {string} bundle the directory of the bundle
 * @property {string} pages the directory of the built pages
 * @property {string | undefined} record the file that exchanges are written to
 * @property {string} clientId
 * @property {string} clientSecret
 */

export const USAGE = `usage: node host/local/main.mjs --salesforce URL --jira URL --forge URL --bundle DIR --static DIR
                              [--port PORT] [--record FILE] [--client-id ID] [--client-secret SECRET]
The consumer key and secret are better given as WEFTLINE_CLIENT_ID and WEFTLINE_CLIENT_SECRET: everyone on the machine
can read a command line.`;

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
      salesforce: { type: "string" },
      jira: { type: "string" },
      forge: { type: "string" },
      bundle: { type: "string" },
      static: { type: "string" },
      record: { type: "string" },
      "client-id": { type: "string", default: environment["WEFTLINE_CLIENT_ID"] },
      "client-secret": { type: "string", default: environment["WEFTLINE_CLIENT_SECRET"] },
    },
  });
  const needed = (/** @type {"salesforce" | "jira" | "forge" | "bundle" | "static" | "client-id" | "client-secret"} */ name) => {
    const value = values[name];
    if (value === undefined || value === "") throw new Error(`\`--${name}\` is missing`);
    return value;
  };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`\`${values.port}\` is no port`);
  return {
    port,
    salesforce: needed("salesforce").replace(/\/$/, ""),
    jira: needed("jira").replace(/\/$/, ""),
    forge: needed("forge").replace(/\/$/, ""),
    bundle: needed("bundle"),
    pages: needed("static"),
    record: values.record,
    clientId: needed("client-id"),
    clientSecret: needed("client-secret"),
  };
}
