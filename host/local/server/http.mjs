/** @typedef {import("node:http").IncomingMessage} IncomingMessage */
/** @typedef {import("node:http").ServerResponse} ServerResponse */

/**
 * A request to one of the routes.
 * @typedef {object} Asked
 * @property {string} method
 * @property {URL} url
 * @property {IncomingMessage} request
 * @property {ServerResponse} response
 */

const BODY_BYTES_MAX = 10 * 1024 * 1024;

/**
 * @param {IncomingMessage} request
 * @returns {Promise<Buffer<ArrayBuffer>>}
 */
export async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * @param {IncomingMessage} request
 * @returns {Promise<any>}
 */
export async function readJson(request) {
  return JSON.parse((await readBody(request)).toString("utf8"));
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 */
export function sendJson(response, status, value) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

/**
 * Passes an answer of the sandbox on.
 * @param {ServerResponse} response
 * @param {Response} answer
 */
export async function sendOn(response, answer) {
  const type = answer.headers.get("content-type");
  response.writeHead(answer.status, { ...(type === null ? {} : { "content-type": type }), "cache-control": "no-store" });
  response.end(new Uint8Array(await answer.arrayBuffer()));
}
