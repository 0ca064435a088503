import { createServer } from "node:http";
import { NotShown } from "../not-shown.mjs";
import { sendJson } from "./http.mjs";

/**
 * Serves on loopback until closed.
 * @param {number} port 0 for any
 * @param {(asked: import("./http.mjs").Asked) => Promise<void>} answer
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function serve(port, answer) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    answer({ method: request.method ?? "GET", url, request, response }).catch((thrown) => {
      const status = thrown instanceof NotShown ? thrown.status : 502;
      if (status === 502) console.error(`${request.method} ${url.pathname}:`, thrown);
      if (response.headersSent) response.end();
      else sendJson(response, status, { message: thrown instanceof Error ? thrown.message : String(thrown) });
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
