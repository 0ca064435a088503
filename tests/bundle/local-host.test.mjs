import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { JANE_DOE, startStack } from "../support/stack.mjs";

const MAIN = fileURLToPath(new URL("../../host/local/main.mjs", import.meta.url));

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

describe("the app's page", () => {
  test("comes under Forge's content security policy, with the bridge before its own script", async () => {
    const response = await fetch(`${stack.url}/app/index.html`);
    const policy = response.headers.get("content-security-policy") ?? "";
    const scripts = policy.split("; ").find((directive) => directive.startsWith("script-src")) ?? "";
    assert.match(scripts, /^script-src 'self'/);
    assert.doesNotMatch(scripts, /unsafe/);
    assert.match(policy, /connect-src 'self'/);
    const html = await response.text();
    assert.ok(html.indexOf("/bridge.js") < html.indexOf("type=\"module\""));
  });

  test("nothing outside of its directory is served", async () => {
    for (const path of ["/app/..%2f..%2fmanifest.yml", "/app/%2e%2e/%2e%2e/manifest.yml", "/..%2fmain.mjs"]) {
      assert.equal((await fetch(stack.url + path)).status, 404, path);
    }
  });

  test("gets no context of an issue that the user does not see", async () => {
    const place = { account: JANE_DOE, module: "weftline-list", issue: "SUP-99999" };
    const response = await fetch(`${stack.url}/api/context`, { method: "POST", body: JSON.stringify(place) });
    assert.equal(response.status, 404);
  });
});

describe("the local host", () => {
  test("ends in order when whoever started it is gone", async () => {
    const { args, environment } = another();
    const host = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"], env: environment });
    await once(host.stdout, "data");
    host.stdin.end();
    assert.deepEqual(await once(host, "exit"), [0, null]);
  });

  test("ends in order on Ctrl-C", async () => {
    const { args, environment } = another();
    const host = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env: environment });
    await once(host.stdout, "data");
    host.kill("SIGINT");
    assert.deepEqual(await once(host, "exit"), [0, null]);
  });

  test("says what is missing", async () => {
    const host = spawn(process.execPath, [MAIN], { stdio: ["ignore", "ignore", "pipe"], env: { PATH: process.env["PATH"] } });
    let said = "";
    host.stderr.on("data", (chunk) => (said += chunk));
    assert.deepEqual(await once(host, "close"), [1, null]);
    assert.match(said, /`--bundle` is missing/);
  });
});

/** Another local host on the same sandbox. */
function another() {
  const bundle = process.env["WEFTLINE_BUNDLE"] ?? fileURLToPath(new URL("../../target/forge", import.meta.url));
  return {
    args: [MAIN, "--bundle", bundle],
    environment: { ...process.env, WEFTLINE_WORLD: JSON.stringify(stack.world) },
  };
}
