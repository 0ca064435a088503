import { createRequire } from "node:module";
import { isOrgHost, WEB_TRIGGER_HOST } from "../addresses.mjs";
import { invocations } from "./invocation.mjs";

const { EgressFilteringService } = createRequire(import.meta.url)("@forge/egress");

/** @typedef {import("../recorder.mjs").Exchange} Exchange */
/** @typedef {(notice: import("./messages.mjs").Notice) => void} Tell */

/** So much of a body that is no JSON is shown and recorded: files are large. */
const FILE_BYTES_SHOWN = 4_096;

/** The machine's own `fetch`; the app gets another one. */
const nativeFetch = globalThis.fetch;

/**
 * Sets the two ways out of the app, `__forge_fetch__` and `fetch`, and leads both to the sandbox.
 * @param {import("./messages.mjs").WorkerData} data
 * @param {Tell} tell
 */
export function installDoors({ egress, salesforce, forge, orgHost }, tell) {
  const allowed = new EgressFilteringService(egress);

  /**
   * @param {{ type: string, provider?: string, remote?: string, accountId?: string }} descriptor
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async function forgeFetch(descriptor, path, init) {
    switch (descriptor.type) {
      case "kvs":
        return exchange("forge", "app", path, `${forge}/kvs${path}`, init, {});
      case "fpp":
        return product(descriptor, path, init);
      default:
        throw new Error(`the local host knows no door \`${descriptor.type}\``);
    }
  }

  /**
   * @param {{ provider?: string, remote?: string, accountId?: string }} descriptor
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async function product({ provider, remote, accountId }, path, init) {
    const account = accountId ?? invocations.getStore()?.account;
    if (provider === "user" && account === undefined) {
      return new Response(null, { status: 401, headers: { "forge-proxy-error": "NEEDS_AUTHENTICATION_ERR" } });
    }
    /** @type {Record<string, string>} */
    const headers = provider === "user" && account !== undefined
      ? { "x-forge-principal": "user", "x-forge-account": account }
      : { "x-forge-principal": "app" };
    const as = provider === "user" ? `user ${account}` : "app";
    switch (remote) {
      case "jira":
        return exchange("jira", as, path, `${forge}/jira${path}`, init, headers);
      case "stargate":
        return exchange("forge", as, path, `${forge}/stargate${path}`, init, { ...headers, ...platformHeaders() });
      default:
        throw new Error(`the local host knows no product \`${remote}\``);
    }
  }

  /**
   * @param {string | URL | Request} address
   * @param {RequestInit} [init]
   */
  async function egressFetch(address, init) {
    if (invocations.getStore() === undefined) return nativeFetch(address, init);
    const text = address instanceof Request ? address.url : String(address);
    if (!allowed.isValidUrl(text)) {
      return new Response("this address is not among the app's permissions", { status: 403 });
    }
    const url = new URL(text);
    if (!isOrgHost(url.hostname)) throw refused(url.hostname);
    const forwarded = { "x-forwarded-host": orgHost, "x-forwarded-proto": "https" };
    return exchange("salesforce", "integration", text, `${salesforce}${url.pathname}${url.search}`, init, forwarded);
  }

  /** What the platform knows of a request by itself: where it serves web triggers, and what the app is handling. */
  function platformHeaders() {
    const delivery = invocations.getStore()?.delivery;
    return {
      "x-forwarded-host": WEB_TRIGGER_HOST,
      "x-forwarded-proto": "https",
      ...(delivery === undefined ? {} : { "x-forge-delivery": delivery }),
    };
  }

  /**
   * @param {Exchange["to"]} to
   * @param {string} as
   * @param {string} url as the app wrote it
   * @param {string} address where the sandbox is
   * @param {RequestInit | undefined} init
   * @param {Record<string, string>} added
   */
  async function exchange(to, as, url, address, init, added) {
    const invocation = invocations.getStore();
    if (invocation === undefined) throw new Error("a request outside of an invocation");
    if (Date.now() > invocation.endsAtMs) throw new Error("the platform has ended this invocation");
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(added)) headers.set(name, value);
    const startedMs = Date.now();
    const sent = bytesOf(init?.body);
    const note = (/** @type {number} */ status, /** @type {Uint8Array} */ received, /** @type {string | null} */ kind) =>
      tell({
        kind: "exchange",
        exchange: {
          invocation: invocation.id,
          to,
          as,
          method: (init?.method ?? "GET").toUpperCase(),
          url,
          requestBody: sent === undefined ? "(a stream)" : shown(sent, headers.get("content-type")),
          status,
          responseBody: shown(received, kind),
          bytesOut: sent?.byteLength ?? 0,
          bytesIn: received.byteLength,
          ms: Date.now() - startedMs,
        },
      });
    const { ended } = invocation;
    const signal = init?.signal == null ? ended.signal : AbortSignal.any([init.signal, ended.signal]);
    try {
      const response = await nativeFetch(address, { ...init, headers, signal });
      const body = new Uint8Array(await response.arrayBuffer());
      note(response.status, body, response.headers.get("content-type"));
      return answered(response, body);
    } catch (thrown) {
      note(0, new Uint8Array(), null);
      throw thrown;
    }
  }

  Object.assign(globalThis, { __forge_fetch__: forgeFetch, fetch: egressFetch });
}

/**
 * The same answer, its body read already. What described the body on the wire is true no longer.
 * @param {Response} response
 * @param {Uint8Array<ArrayBuffer>} body
 */
function answered(response, body) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const bodiless = [204, 205, 304].includes(response.status);
  return new Response(bodiless ? null : body, { status: response.status, statusText: response.statusText, headers });
}

/** @param {string} host */
function refused(host) {
  const cause = Object.assign(new Error(`connect ECONNREFUSED ${host}`), { code: "ECONNREFUSED" });
  return new TypeError("fetch failed", { cause });
}

/**
 * A body's bytes; none of a stream.
 * @param {BodyInit | null | undefined} body
 */
function bytesOf(body) {
  if (body == null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof URLSearchParams) return Buffer.from(body.toString());
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array ? body : undefined;
}

/**
 * @param {Uint8Array} body
 * @param {string | null} kind its content type
 */
function shown(body, kind) {
  const isFile = kind !== null && /csv|octet-stream|multipart|zip|image/.test(kind);
  const rest = isFile ? body.byteLength - FILE_BYTES_SHOWN : 0;
  const text = new TextDecoder().decode(rest > 0 ? body.subarray(0, FILE_BYTES_SHOWN) : body);
  return rest > 0 ? `${text}… (${rest} bytes more)` : text;
}
