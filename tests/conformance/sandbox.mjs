import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program under test. */
export function sandboxProgram() {
  const file =
    process.env["WEFTLINE_SANDBOX_BIN"] ??
    process.env["WEFTLINE_SANDBOX"] ??
    path.join(ROOT, "target/debug/weftline-sandbox");
  if (!existsSync(file)) throw new Error(`\`${file}\` is missing: run these tests by \`cargo xtask test\``);
  return file;
}

/**
 * A sandbox of this suite alone, on free ports.
 * @param {{ record?: string | undefined }} [options] `record`: the file that exchanges with Jira are appended to
 */
export async function startSandbox({ record = process.env["WEFTLINE_RECORD"] } = {}) {
  const child = spawn(sandboxProgram(), ["--die-with-parent", ...(record === undefined ? [] : ["--record", record])], { stdio: ["pipe", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const line = await new Promise((/** @type {(line: string) => void} */ resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the sandbox ended with ${code}: ${log}`)));
  });
  const world = JSON.parse(line);
  return {
    /** Addresses and credentials, as the sandbox prints them. */
    world,
    /**
     * The sandbox's controls: `clock`, `faults`, `switches`, `unknown`.
     * @param {string} route
     * @param {string} [method]
     * @param {unknown} [body]
     * @returns {Promise<any>}
     */
    async control(route, method = "GET", body = undefined) {
      const response = await fetch(`${world.forge}/control/${route}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
