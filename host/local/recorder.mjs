import { createWriteStream } from "node:fs";

/**
 * One request of the app and its answer.
 * @typedef {object} Exchange
 * @property {number} invocation
 * @property {"salesforce" | "jira" | "forge"} to
 * @property {string} as `integration`, `app`, or `user` with the account id
 * @property {string} method
 * @property {string} url as the app wrote it
 * @property {string} requestBody
 * @property {number} status 0 when there was no answer
 * @property {string} responseBody
 * @property {number} [bytesOut] how large the bodies were, of which a file's is kept in part only
 * @property {number} [bytesIn]
 * @property {number} ms
 */

const BLANK = "(secret)";
/** Names under which tokens and secrets travel, in JSON and in forms. */
const SECRET_NAMES = [
  "access_token",
  "refresh_token",
  "id_token",
  "client_secret",
  "signature",
  "code_verifier",
  "accessToken",
  "refreshToken",
  "clientSecret",
  "Authorization",
  "authorization",
];
const IN_JSON = new RegExp(`(\\\\?"(?:${SECRET_NAMES.join("|")})\\\\?"\\s*:\\s*\\\\?")[^"\\\\]*`, "g");
const IN_FORM = new RegExp(`((?:^|&)(?:${SECRET_NAMES.join("|")}|code|assertion|token)=)[^&]*`, "g");
const IN_HEADER = /(Bearer |Basic )[A-Za-z0-9!._~+/=-]+/g;

/**
 * Writes exchanges as JSON lines, without secrets: by the names under which they travel, and, wherever they show up
 * again, by their value.
 */
export class Recorder {
  /** @type {import("node:fs").WriteStream | undefined} */
  #file;
  /** @type {Set<string>} */
  #secrets = new Set();

  /**
   * @param {string | undefined} file
   * @param {string[]} secrets values known beforehand
   */
  constructor(file, secrets) {
    this.#file = file === undefined ? undefined : createWriteStream(file, { flags: "a" });
    for (const secret of secrets) this.#learn(secret);
  }

  /**
   * @param {Exchange} exchange
   * @returns {Exchange} the same without secrets
   */
  add(exchange) {
    this.#learnFrom(exchange);
    const ofSecretStore = exchange.to === "forge" && exchange.url.includes("/secret/");
    const blanked = {
      ...exchange,
      url: this.#blank(exchange.url),
      requestBody: ofSecretStore ? blankValue(exchange.requestBody) : this.#blank(exchange.requestBody),
      responseBody: ofSecretStore ? blankValue(exchange.responseBody) : this.#blank(exchange.responseBody),
    };
    const { invocation: _, bytesOut: _out, bytesIn: _in, ...line } = blanked;
    this.#file?.write(`${JSON.stringify(line)}\n`);
    return blanked;
  }

  /** Ends when everything is on disk. */
  close() {
    return new Promise((resolve) => (this.#file === undefined ? resolve(undefined) : this.#file.end(resolve)));
  }

  /** @param {Exchange} exchange */
  #learnFrom(exchange) {
    for (const body of [exchange.requestBody, exchange.responseBody]) {
      for (const pattern of [IN_JSON, IN_FORM]) {
        for (const match of body.matchAll(pattern)) this.#learn(match[0].slice((match[1] ?? "").length));
      }
    }
  }

  /** @param {string} secret */
  #learn(secret) {
    // Anything shorter would blank what merely looks like it.
    if (secret.length < 12) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
  }

  /** @param {string} text */
  #blank(text) {
    let blanked = text.replace(IN_JSON, `$1${BLANK}`).replace(IN_FORM, `$1${BLANK}`).replace(IN_HEADER, `$1${BLANK}`);
    for (const secret of this.#secrets) blanked = blanked.replaceAll(secret, BLANK);
    return blanked;
  }
}

/**
 * A body of the secret store: its value is gone, whatever it is.
 * @param {string} body
 */
function blankValue(body) {
  if (body === "") return body;
  try {
    const parsed = JSON.parse(body);
    return JSON.stringify("value" in parsed ? { ...parsed, value: BLANK } : parsed);
  } catch {
    return BLANK;
  }
}
