import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { ORG_HOST, SITE_URL } from "../addresses.mjs";
import { NotShown } from "../not-shown.mjs";
import { Files, framed } from "./pages.mjs";
import { readBody, readJson, sendJson, sendOn } from "./http.mjs";
import { salesforcePage, webTrigger } from "./outside.mjs";

/** @typedef {import("./http.mjs").Asked} Asked */

/**
 * What the routes lead to.
 * @typedef {object} World
 * @property {import("../runtime/app.mjs").App} app
 * @property {import("../site.mjs").Site} site
 * @property {import("../org.mjs").Org} org
 * @property {import("../traffic.mjs").Traffic} traffic
 * @property {import("../manifest.mjs").Manifest} manifest
 * @property {string} forge the sandbox's Forge services
 * @property {string} salesforce the sandbox's Salesforce
 * @property {{ username: string, password: string }} person who can log in to Salesforce
 * @property {string} pages
 * @property {string} apiVersion
 */

const LOCAL = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {World} world
 * @returns {(asked: Asked) => Promise<void>}
 */
export function routes(world) {
  const appFiles = new Files(world.pages);
  const laptopFiles = new Files(`${LOCAL}page/build`);
  const ownFiles = new Files(LOCAL);
  const prepare = framed(world.manifest.json);

  return async (asked) => {
    const { url, response } = asked;
    const [, first = "", second = ""] = url.pathname.split("/");
    const rest = url.pathname.slice(`/${first}/${second}`.length);
    switch (first) {
      case "app":
        return appFiles.send(response, url.pathname.slice("/app".length) || "/", prepare);
      case "bridge.js":
        return ownFiles.send(response, "/bridge.js");
      case "api":
        return api(world, asked, second, rest);
      case "services":
        return salesforcePage(world.salesforce, asked);
      case "x1":
        return webTrigger(world.forge, asked);
      case "__test":
        return test(world, asked, second);
      default:
        return laptopFiles.send(response, url.pathname);
    }
  };
}

/**
 * What the page around the frames asks for: Jira's and Forge's side of the bridge, and the laptop page's own.
 * @param {World} world
 * @param {Asked} asked
 * @param {string} name
 * @param {string} rest
 */
async function api(world, { method, url, request, response }, name, rest) {
  const { site, org, forge, traffic, apiVersion } = world;
  switch (name) {
    case "context": {
      const place = await readJson(request);
      return sendJson(response, 200, { ...(await site.context(place)), accountId: place.account });
    }
    case "invoke": {
      const { place, functionKey, payload } = await readJson(request);
      return sendJson(response, 200, await invoke(world, place, functionKey, payload));
    }
    case "modules": {
      const account = url.searchParams.get("account") ?? "";
      const [issue, project] = ["issue", "project"].map((name) => url.searchParams.get(name) ?? undefined);
      return sendJson(response, 200, { modules: await site.modules(account, issue, project) });
    }
    case "panels": {
      const { account, issue, module, added } = await readJson(request);
      await site.addPanel(account, issue, module, added);
      return sendJson(response, 200, {});
    }
    case "workflow": {
      const [account, project] = ["account", "project"].map((name) => url.searchParams.get(name) ?? "");
      return sendJson(response, 200, await site.workflows.of(account ?? "", project ?? ""));
    }
    case "post-functions": {
      const { account, ...rule } = await readJson(request);
      if (method === "DELETE") await site.workflows.remove(account, rule);
      else await site.workflows.keep(account, rule);
      return sendJson(response, 200, {});
    }
    case "jira": {
      const account = request.headers["x-account"];
      if (typeof account !== "string") throw new NotShown(401, "nobody is logged in");
      const form = request.headers["content-type"]?.startsWith("multipart/form-data") === true;
      const init = form ? streamOn(method, request) : await passOn(method, request);
      return sendOn(response, await site.request(account, rest + url.search, init));
    }
    case "salesforce":
      return sendOn(response, await org.request(rest + url.search, await passOn(method, request)));
    case "control":
      return sendOn(response, await fetch(`${forge}/control${rest}${url.search}`, await passOn(method, request)));
    case "site":
      return sendJson(response, 200, { siteUrl: SITE_URL, orgHost: ORG_HOST, apiVersion, person: world.person });
    case "traffic": {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      const send = (/** @type {import("../traffic.mjs").News[]} */ ...news) => response.write(`data: ${JSON.stringify(news)}\n\n`);
      send(...traffic.latest());
      const end = traffic.listen(send);
      response.once("close", end);
      return undefined;
    }
    default:
      throw new NotShown(404, `there is no \`${url.pathname}\``);
  }
}

/**
 * For tests only.
 * @param {World} world
 * @param {Asked} asked
 * @param {string} name
 */
async function test(world, { method, url, request, response }, name) {
  const { app, traffic } = world;
  switch (`${method} ${name}`) {
    case "GET counts":
      return sendJson(response, 200, traffic.counts());
    case "DELETE counts":
      traffic.reset();
      return sendJson(response, 200, traffic.counts());
    case "POST invoke": {
      const { place, functionKey, payload } = await readJson(request);
      return sendJson(response, 200, await invoke(world, place, functionKey, payload));
    }
    case "POST corrupt-core":
      await app.corruptCore();
      return sendJson(response, 200, {});
    default:
      throw new NotShown(404, `there is no \`${method} ${url.pathname}\``);
  }
}

/**
 * A page's call, from where the product says the page is.
 * @param {World} world
 * @param {import("../site.mjs").Place} place
 * @param {string} functionKey
 * @param {unknown} payload
 */
export async function invoke({ app, site, manifest }, place, functionKey, payload) {
  const context = await site.context(place);
  const page = manifest.modules.get(place.module);
  return app.invoke({
    functionKey: page?.function ?? "",
    moduleKey: place.module,
    account: place.account,
    body: { call: { functionKey, payload }, context },
    label: functionKey,
  });
}

/**
 * @param {string} method
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<RequestInit>}
 */
async function passOn(method, request) {
  const bodiless = method === "GET" || method === "HEAD";
  return { method, headers: passedOn(request), ...(bodiless ? {} : { body: await readBody(request) }) };
}

/**
 * A request with a file, which may be of any size: it is passed on as it comes.
 * @param {string} method
 * @param {import("node:http").IncomingMessage} request
 * @returns {RequestInit & { duplex: "half" }} what is sent before the answer begins has to say so
 */
function streamOn(method, request) {
  const body = /** @type {ReadableStream<Uint8Array>} */ (Readable.toWeb(request));
  return { method, headers: passedOn(request), body, duplex: "half" };
}

/** @param {import("node:http").IncomingMessage} request */
function passedOn(request) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of ["content-type", "accept", "x-atlassian-token"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  return headers;
}
