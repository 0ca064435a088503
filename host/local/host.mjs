import { ORG_HOST } from "./addresses.mjs";
import { install, setUp } from "./first-start.mjs";
import { deliver } from "./deliveries.mjs";
import { Org } from "./org.mjs";
import { Recorder } from "./recorder.mjs";
import { App } from "./runtime/app.mjs";
import { routes } from "./server/routes.mjs";
import { serve } from "./server/server.mjs";
import { Site } from "./site.mjs";
import { Traffic } from "./traffic.mjs";

/**
 * Installs an app into the sandbox's site, runs it, and serves its pages.
 * @param {import("./options.mjs").Options} options
 * @param {import("./manifest.mjs").Manifest} manifest
 * @returns {Promise<{ port: number, end: () => Promise<void> }>}
 */
export async function startHost(options, manifest) {
  const { forge, salesforce, bundle, clientId, clientSecret, person, pages, apiVersion } = options;
  const recorder = new Recorder(options.record, [clientSecret]);
  const traffic = new Traffic(recorder);
  const installation = await install(forge, manifest.json);
  const app = new App({ app: installation, bundle, egress: manifest.egress, salesforce, forge, orgHost: ORG_HOST }, manifest, traffic);
  const site = new Site(forge, manifest, installation);
  const org = new Org(salesforce, clientId, clientSecret, person.password);
  const world = { app, site, org, traffic, manifest, forge, salesforce, person, pages, apiVersion };

  const server = await serve(options.port, routes(world));
  const stop = new AbortController();
  const delivering = deliver(forge, app, stop.signal);

  if (options.configured) {
    try {
      await setUp(world, { clientId, clientSecret });
    } catch (thrown) {
      // The pages say what is wrong, and an admin can connect there.
      console.error("the org could not be connected:", thrown instanceof Error ? thrown.message : thrown);
    }
  }
  return {
    port: server.port,
    async end() {
      stop.abort();
      await server.close();
      await app.close();
      await delivering;
      await recorder.close();
    },
  };
}
