// A small app on the platform's own packages: what of the platform Weftline does not use, or not where a test can see it.
"use strict";
const { default: api, assumeTrustedRoute, fetch, webTrigger } = require("@forge/api");
const { Queue } = require("@forge/events");
const { kvs } = require("@forge/kvs");

const queue = new Queue({ key: "work" });

/** @type {Record<string, (payload: any) => Promise<unknown>>} */
const calls = {
  sized: async ({ bytes }) => "x".repeat(bytes),
  address: async ({ module, anew }) => webTrigger.getUrl(module, anew),
  addresses: async () => webTrigger.queryUrls(),
  forget: async ({ url }) => webTrigger.deleteUrl(url),
  status: async ({ url }) => (await fetch(url)).status,
  remainingMs: async () => /** @type {any} */ (globalThis).__forge_runtime__.lambdaContext.getRemainingTimeInMillis(),
  chain: async () => (await queue.push({ body: { chain: true } })).jobId,
  stored: async ({ key }) => kvs.get(key),
  store: async ({ key, value }) => kvs.set(key, value),
  late: async () => {
    await fetch("https://weftline.my.salesforce.com/services/data/").catch(() => undefined);
    await kvs.set("late", "the function went on after its end");
  },
  loginUrl: async ({ host = "weftline.my.salesforce.com" }) => {
    const { clientId } = await kvs.get("client");
    const query = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: await webTrigger.getUrl("callback"),
      state: "the-state",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
    return `https://${host}/services/oauth2/authorize?${query}`;
  },
  exchange: async ({ host }) => {
    const { code } = await kvs.get("callback");
    const { clientId, clientSecret } = await kvs.get("client");
    const response = await fetch(`https://${host}/services/oauth2/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uri: await webTrigger.getUrl("callback"),
        code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      }).toString(),
    });
    return Object.keys(await response.json()).sort();
  },
  setProperty: async ({ path, value }) => {
    const body = JSON.stringify(value);
    const headers = { "content-type": "application/json" };
    return (await api.asApp().requestJira(assumeTrustedRoute(path), { method: "PUT", headers, body })).status;
  },
};

exports.resolve = async (/** @type {any} */ { call: { functionKey, payload } }) => calls[functionKey]?.(payload);

exports.consume = async (/** @type {any} */ event) => {
  if (event.body.chain !== true) return;
  // Two hundred by one handler, the last of which begins the next one: they all count.
  const before = (await kvs.get("pushes")) ?? 0;
  let made = 0;
  try {
    for (; made < 199; made += 1) await queue.push({ body: {} });
    await kvs.set("pushes", before + 200);
    await queue.push({ body: { chain: true } });
  } catch (/** @type {any} */ thrown) {
    await kvs.set("pushes", before + made);
    await kvs.set("refused", thrown?.constructor?.name);
  }
};

exports.tick = async () => {
  await kvs.set("ticks", ((await kvs.get("ticks")) ?? 0) + 1);
};

exports.callback = async (/** @type {any} */ { method, userPath, queryParameters, headers, body }) => {
  const [code] = queryParameters.code ?? [];
  const [answer] = queryParameters.answer ?? [];
  if (code !== undefined) await kvs.set("callback", { code, state: queryParameters.state?.[0] });
  if (answer === "badly") return { status: 200 };
  if (answer === "away") return { statusCode: 302, headers: { location: ["https://weftline.atlassian.net/browse/SUP-1"] } };
  if (answer === "echo") {
    return {
      statusCode: 207,
      headers: { "content-type": ["text/plain"], "x-kind": [headers["x-kind"]?.[0] ?? "none"] },
      body: `${method} ${userPath} ${body}`,
    };
  }
  return { statusCode: 200, headers: { "content-type": ["text/html"] }, body: "<h1>Salesforce is connected</h1>" };
};

exports.fixed = async () => ({ outputKey: "thanks" });

exports.farewell = async () => {
  await kvs.get("anything");
};
