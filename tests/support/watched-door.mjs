import { createServer } from "node:http";

/**
 * A request that crossed, and its answer, as they were.
 * @typedef {object} Exchange
 * @property {string} method
 * @property {string} url the path with its query
 * @property {string} requestBody
 * @property {number} status
 * @property {string} location where the answer leads, if anywhere
 * @property {string} responseBody
 */

/** What belongs to one connection, or describes a body as it was on the wire. */
const NOT_PASSED_ON = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "host", "content-length", "content-encoding", "accept-encoding"]);

/**
 * Stands before a server, passes everything on, and keeps what crossed. What is to be answered otherwise is not passed on.
 * @param {string} target
 */
export async function watchDoor(target) {
  /** @type {Exchange[]} */
  const exchanges = [];
  /** @type {Map<string, { at: RegExp, status: number, body: unknown }>} */
  const otherwise = new Map();
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function pass(request, response) {
    const { method = "GET", url = "/" } = request;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const other = [...otherwise.values()].find(({ at }) => at.test(url));
    if (other !== undefined) {
      response.writeHead(other.status, { "content-type": "application/json" });
      response.end(JSON.stringify(other.body));
      return;
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      for (const one of [value ?? []].flat()) if (!NOT_PASSED_ON.has(name)) headers.append(name, one);
    }
    const bodiless = method === "GET" || method === "HEAD";
    const answer = await fetch(`${target.replace(/\/$/, "")}${url}`, { method, headers, redirect: "manual", ...(bodiless ? {} : { body }) });
    const answered = Buffer.from(await answer.arrayBuffer());
    exchanges.push({
      method,
      url,
      requestBody: body.toString("utf8"),
      status: answer.status,
      location: answer.headers.get("location") ?? "",
      responseBody: answered.toString("utf8"),
    });
    for (const [name, value] of answer.headers) if (!NOT_PASSED_ON.has(name)) response.appendHeader(name, value);
    response.writeHead(answer.status);
    response.end(answered);
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    /**
     * @param {RegExp} at
     * @param {{ status: number, body: unknown } | undefined} answer none lets such requests pass again
     */
    answerAs(at, answer) {
      if (answer === undefined) otherwise.delete(at.source);
      else otherwise.set(at.source, { at, ...answer });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        server.closeAllConnections();
      }),
  };
}
