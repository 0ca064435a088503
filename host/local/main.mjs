// The local host: the bundle that Forge's own bundler made, run on a laptop against the sandbox, with the pages in
// frames under Forge's content security policy. Never shipped.
import { fstatSync } from "node:fs";
import { connect, install } from "./first-start.mjs";
import { deliver } from "./deliveries.mjs";
import { readManifest } from "./manifest.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { Org } from "./org.mjs";
import { Recorder } from "./recorder.mjs";
import { App } from "./runtime/app.mjs";
import { routes } from "./server/routes.mjs";
import { serve } from "./server/server.mjs";
import { CLOUD_ID, ORG_HOST, Site } from "./site.mjs";
import { Traffic } from "./traffic.mjs";

if (process.argv.includes("--help")) {
  console.log(USAGE);
  process.exit(0);
}

try {
  await start(readOptions(process.argv.slice(2), process.env));
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}

/** @param {import("./options.mjs").Options} options */
async function start(options) {
  const { forge, salesforce, bundle, clientId, clientSecret } = options;
  const manifest = await readManifest(new URL("../../manifest.yml", import.meta.url));
  const recorder = new Recorder(options.record, [clientSecret]);
  const traffic = new Traffic(recorder);
  const identity = { appId: manifest.appId, cloudId: CLOUD_ID };
  const app = new App({ app: identity, bundle, egress: manifest.egress, salesforce, forge, orgHost: ORG_HOST }, manifest, traffic);
  const site = new Site(forge, manifest);
  const org = new Org(salesforce, clientId, clientSecret);
  const world = { app, site, org, traffic, manifest, forge, pages: options.pages, apiVersion: options.apiVersion };

  await install(forge, manifest.json);
  const server = await serve(options.port, routes(world));
  const stop = new AbortController();
  const delivering = deliver(forge, app, stop.signal);

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    stop.abort();
    await server.close();
    await app.close();
    await delivering;
    await recorder.close();
    process.exit(0);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => void end());
  // Whoever started this is gone when a pipe from it closes; a terminal or nothing at all says nothing of the kind.
  if (fstatSync(0).isFIFO() || fstatSync(0).isSocket()) {
    process.stdin.on("close", () => void end());
    process.stdin.resume();
  }

  try {
    await connect(world, { clientId, clientSecret });
  } catch (thrown) {
    // The pages say what is wrong, and an admin can connect there.
    console.error("the org could not be connected:", thrown instanceof Error ? thrown.message : thrown);
  }
  console.log(`ready http://127.0.0.1:${server.port}/`);
}
