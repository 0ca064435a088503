import { localAddress, ORG_HOST } from "../addresses.mjs";
import { readBody } from "./http.mjs";

/** @typedef {import("./http.mjs").Asked} Asked */

/** What belongs to one connection, or describes a body as it was on the wire. */
const NOT_PASSED_ON = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "host", "content-length", "content-encoding", "accept-encoding"]);

/**
 * Salesforce's pages for logging in, as a browser finds them on the internet. Where they lead back to, a web trigger
 * or Jira, is on this machine too.
 * @param {string} salesforce the sandbox's Salesforce
 * @param {Asked} asked
 */
export function salesforcePage(salesforce, asked) {
  return passOn(salesforce, asked, { "x-forwarded-host": ORG_HOST, "x-forwarded-proto": "https" });
}

/**
 * A web trigger, as anybody on the internet calls it.
 * @param {string} forge the sandbox's Forge services
 * @param {Asked} asked
 */
export function webTrigger(forge, asked) {
  return passOn(forge, asked, {});
}

/**
 * @param {string} to
 * @param {Asked} asked
 * @param {Record<string, string>} added
 */
async function passOn(to, { method, url, request, response }, added) {
  const headers = new Headers(added);
  for (const [name, value] of Object.entries(request.headers)) {
    if (NOT_PASSED_ON.has(name) || value === undefined) continue;
    for (const one of [value].flat()) headers.append(name, one);
  }
  const bodiless = method === "GET" || method === "HEAD";
  const answer = await fetch(`${to}${url.pathname}${url.search}`, {
    method,
    headers,
    redirect: "manual",
    ...(bodiless ? {} : { body: await readBody(request) }),
  });
  for (const [name, value] of answer.headers) {
    if (NOT_PASSED_ON.has(name)) continue;
    response.appendHeader(name, name === "location" ? (localAddress(value) ?? value) : value);
  }
  response.writeHead(answer.status);
  response.end(new Uint8Array(await answer.arrayBuffer()));
}
