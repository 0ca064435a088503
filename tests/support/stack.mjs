import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { watchDoor } from "./watched-door.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Seeded accounts. */
export const MIA_ADMIN = "5b10a0000000000000000001";
export const JANE_DOE = "5b10a0000000000000000002";
export const SAM_VIEWER = "5b10a0000000000000000003";

/**
 * Where a page is and for whom.
 * @typedef {{ account: string, module: string, issue?: string }} Place
 */

/**
 * The sandbox and the local host, both of this test alone, on free ports.
 * The sandbox records its exchanges with Jira where `WEFTLINE_RECORD` says.
 * @param {{ unconfigured?: boolean, record?: string, watched?: boolean }} [options] `unconfigured`: a site on which nobody has set the
 * app up: no panel is pinned, no org connected; `record`: the file to which the local host appends the app's exchanges; `watched`:
 * what crosses between the local host and the sandbox is kept as it is, secrets too
 */
export async function startStack({ unconfigured = false, record, watched = false } = {}) {
  const traffic = process.env["WEFTLINE_RECORD"];
  const sandbox = await server(program("WEFTLINE_SANDBOX", "target/debug/weftline-sandbox"), [
    "--salesforce-port",
    "0",
    "--jira-port",
    "0",
    "--forge-port",
    "0",
    ...(unconfigured ? ["--unconfigured"] : []),
    ...(traffic === undefined ? [] : ["--record", traffic]),
  ]);
  const world = JSON.parse(sandbox.line);
  const doors = {
    salesforce: watched ? await watchDoor(world.salesforce) : undefined,
    forge: watched ? await watchDoor(world.forge) : undefined,
  };
  const endDoors = () => Promise.all(Object.values(doors).map((door) => door?.close()));
  let host;
  try {
    host = await server(
      process.execPath,
      [
        path.join(ROOT, "host/local/main.mjs"),
        "--bundle",
        program("WEFTLINE_BUNDLE", "target/forge"),
        "--static",
        program("WEFTLINE_PAGES", "static/build"),
        ...(record === undefined ? [] : ["--record", record]),
      ],
      {
        WEFTLINE_WORLD: JSON.stringify({
          ...world,
          salesforce: doors.salesforce?.url ?? world.salesforce,
          forge: doors.forge?.url ?? world.forge,
        }),
      },
    );
  } catch (thrown) {
    await sandbox.stop();
    await endDoors();
    throw thrown;
  }
  const url = host.line.replace(/^ready /, "").replace(/\/$/, "");
  return {
    /** Where the local host serves, without a slash at the end. */
    url,
    /** The sandbox's own line. */
    world,
    /** What the local host and the app wrote to their logs. */
    log: () => host.log(),
    /** What crossed between the local host and the sandbox, where it is watched. */
    exchanges: () => ({ salesforce: doors.salesforce?.exchanges ?? [], forge: doors.forge?.exchanges ?? [] }),
    /**
     * Answers requests of the app in another's place, where it is watched.
     * @param {"salesforce" | "forge"} door
     * @param {RegExp} at what the path has to match
     * @param {{ status: number, body: unknown } | undefined} answer none lets such requests pass again
     */
    answerAs: (door, at, answer) => doors[door]?.answerAs(at, answer),
    /**
     * A page's call, as Forge gives it to the resolver: what the handler returned, or Forge's error.
     * @param {Place} place
     * @param {string} functionKey
     * @param {unknown} payload
     * @returns {Promise<any>}
     */
    invoke: (place, functionKey, payload) => askJson(`${url}/__test/invoke`, "POST", { place, functionKey, payload }),
    /**
     * A page's call that has to be answered: the view.
     * @param {Place} place
     * @param {string} name
     * @param {unknown} payload
     * @returns {Promise<any>}
     */
    async call(place, name, payload) {
      const result = await askJson(`${url}/__test/invoke`, "POST", { place, functionKey: name, payload });
      if (result.body?.kind !== "ok") throw new Error(`\`${name}\` was answered ${JSON.stringify(result)}`);
      return result.body.view;
    },
    /** What each invocation of the app did, and sums, since the last reset. @returns {Promise<any>} */
    counts: () => askJson(`${url}/__test/counts`, "GET"),
    resetCounts: () => askJson(`${url}/__test/counts`, "DELETE"),
    /** The most memory that the local host has had, the app and its core in it, in bytes; none where nobody can tell. */
    memory: () => peakBytes(host.pid),
    /** Makes the core's instance trap when it is entered next. */
    corruptCore: () => askJson(`${url}/__test/corrupt-core`, "POST", {}),
    /**
     * The sandbox's controls: `clock`, `faults`, `switches`, `unknown`.
     * @param {string} route
     * @param {string} [method]
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    control: (route, method = "GET", body = undefined) => askJson(`${world.forge}/control/${route}`, method, body),
    /**
     * Salesforce's REST API as another client sees it.
     * @param {string} route below `/services/data/<version>`
     * @param {string} [method]
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    salesforce: (route, method = "GET", body = undefined) => {
      const version = String(world.apiVersion).replace(/^v?/, "v");
      return askJson(`${url}/api/salesforce/services/data/${version}${route}`, method, body);
    },
    /**
     * Jira's REST API as a user.
     * @param {string} account
     * @param {string} route below `/rest/api/3`
     * @param {string} [method]
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    jira: (account, route, method = "GET", body = undefined) =>
      askJson(`${url}/api/jira/rest/api/3${route}`, method, body, { "x-account": account }),
    async stop() {
      await host.stop();
      await endDoors();
      await sandbox.stop();
    },
  };
}

/**
 * @param {string} variable
 * @param {string} fallback where `cargo xtask build` puts it
 */
function program(variable, fallback) {
  const file = process.env[variable] ?? path.join(ROOT, fallback);
  if (!existsSync(file)) throw new Error(`\`${file}\` is missing: run these tests by \`cargo xtask test\``);
  return file;
}

/**
 * Starts a server that prints one line when it is ready.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [environment]
 */
async function server(command, args, environment = {}) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const line = await new Promise((/** @type {(line: string) => void} */ resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`\`${command}\` ended with ${code}: ${log}`)));
  });
  return {
    line,
    pid: child.pid,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * The most memory that a process has had, by Linux's account.
 * @param {number | undefined} pid
 * @returns {number | undefined}
 */
function peakBytes(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, "utf8")) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

/**
 * @param {string} url
 * @param {string} method
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 */
async function askJson(url, method, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
