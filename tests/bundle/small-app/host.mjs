import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startHost } from "../../../host/local/host.mjs";
import { manifestOf } from "../../../host/local/manifest.mjs";

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** The small app's manifest; `modules` are added. @param {Record<string, any[]>} modules */
export const manifest = (modules = {}) => ({
  app: { id: "ari:cloud:ecosystem::app/22222222-2222-4222-8222-222222222222" },
  modules: {
    "jira:issuePanel": [{ key: "small", title: "Small", resource: "pages", resolver: { function: "resolve" } }],
    consumer: [{ key: "on-work", queue: "work", function: "consume" }],
    scheduledTrigger: [{ key: "tick", function: "tick", interval: "hour" }],
    webtrigger: [
      { key: "callback", function: "callback" },
      {
        key: "fixed",
        function: "fixed",
        response: { type: "static", outputs: [{ key: "thanks", statusCode: 202, contentType: "text/plain", body: "thank you" }] },
      },
    ],
    preUninstall: [{ key: "farewell", function: "farewell" }],
    function: ["resolve", "consume", "tick", "callback", "fixed", "farewell"].map((key) => ({ key, handler: `index.${key}` })),
    ...modules,
  },
  permissions: {
    scopes: ["read:jira-work", "write:jira-work", "storage:app"],
    external: { fetch: { backend: ["https://*.my.salesforce.com", "https://login.salesforce.com", "https://test.salesforce.com"] } },
  },
});

/**
 * The small app in the local host, with a sandbox of its own.
 * @param {{ modules?: Record<string, any[]>, sandbox?: string[] }} [options] `sandbox`: options for it
 */
export async function startSmallApp({ modules, sandbox: given = [] } = {}) {
  const program = process.env["WEFTLINE_SANDBOX"] ?? here("../../../target/debug/weftline-sandbox");
  const sandbox = spawn(program, ["--no-rates", "--die-with-parent", ...given], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: sandbox.stdout }), "line");
  const world = JSON.parse(line);
  const bundle = mkdtempSync(path.join(tmpdir(), "weftline-small-app-"));
  const runtime = here("../../../host/local/forge/runtime/dist/");
  copyFileSync(path.join(runtime, "loader.js"), path.join(bundle, "__forge__.cjs"));
  copyFileSync(path.join(runtime, "wrapper.js"), path.join(bundle, "__forge_wrapper__.cjs"));
  writeFileSync(path.join(bundle, "index.cjs"), `module.exports = require(${JSON.stringify(here("app.cjs"))});`);
  const { port, end } = await startHost(
    {
      port: 0,
      salesforce: world.salesforce,
      forge: world.forge,
      person: { username: world.username, password: world.password },
      // Weftline's own way to connect is not this app's.
      configured: false,
      clientId: world.clientId,
      clientSecret: world.clientSecret,
      apiVersion: `v${world.apiVersion}`,
      bundle,
      pages: here("pages"),
      record: undefined,
    },
    manifestOf(manifest(modules)),
  );
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    world,
    /**
     * A page's call: what came of it, a value or Forge's error.
     * @param {string} functionKey
     * @param {object} [payload]
     * @param {string} [issue]
     * @returns {Promise<any>}
     */
    invoke: (functionKey, payload = {}, issue = "SUP-1") =>
      askJson(`${url}/__test/invoke`, "POST", { place: { account: "5b10a0000000000000000001", module: "small", issue }, functionKey, payload }),
    /**
     * A page's call that has to succeed: its value.
     * @param {string} functionKey
     * @param {object} [payload]
     * @returns {Promise<any>}
     */
    async call(functionKey, payload = {}) {
      const result = await this.invoke(functionKey, payload);
      if (!result.success) throw new Error(`\`${functionKey}\`: ${JSON.stringify(result.error)}`);
      return result.body;
    },
    /**
     * @param {string} issue
     * @param {string} account
     * @returns {Promise<any[]>}
     */
    modules: async (issue, account = "5b10a0000000000000000001") =>
      (await askJson(`${url}/api/modules?account=${account}&issue=${issue}`, "GET")).modules,
    /**
     * The sandbox's routes for hosts and controls.
     * @param {string} route
     * @param {string} [method]
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    forge: (route, method = "GET", body = undefined) => askJson(`${world.forge}/${route}`, method, body),
    /** What each invocation did. @returns {Promise<any>} */
    counts: () => askJson(`${url}/__test/counts`, "GET"),
    async stop() {
      await end();
      sandbox.stdin.end();
      await once(sandbox, "close");
      rmSync(bundle, { recursive: true, force: true });
    },
  };
}

/**
 * What `look` gives as soon as it gives something.
 * @param {() => Promise<any>} look
 */
export async function settled(look) {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * @param {string} url
 * @param {string} method
 * @param {unknown} [body]
 */
async function askJson(url, method, body) {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
