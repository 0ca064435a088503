import { createServer } from "node:http";
import { once } from "node:events";
import { Recorder } from "../../host/local/recorder.mjs";

/** What the vendor describes in a document that recorded exchanges can be held against. */
const DESCRIBED = "/rest/api/3/";

/**
 * A proxy in front of a Jira that appends exchanges to a record, as the local host does for the app.
 * @param {string} jira
 * @param {string} record
 */
export async function startRecording(jira, record) {
  const recorder = new Recorder(record, []);
  const server = createServer(async (request, response) => {
    const startMs = performance.now();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { host, connection: _connection, "content-length": _length, "transfer-encoding": _encoding, ...headers } = request.headers;
    const answer = await fetch(`${jira}${request.url}`, {
      method: request.method ?? "GET",
      headers: { ...text(headers), "accept-encoding": "identity", "x-forwarded-host": host ?? "", "x-forwarded-proto": "http" },
      ...(body.length === 0 ? {} : { body }),
      redirect: "manual",
    });
    const reply = Buffer.from(await answer.arrayBuffer());
    if (request.url?.startsWith(DESCRIBED)) {
      recorder.add({
        invocation: 0,
        to: "jira",
        as: "outside",
        method: request.method ?? "GET",
        url: request.url,
        requestBody: readable(request.headers["content-type"], body),
        status: answer.status,
        responseBody: readable(answer.headers.get("content-type") ?? undefined, reply),
        ms: Math.round(performance.now() - startMs),
      });
    }
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(reply);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await recorder.close();
    },
  };
}

/** @param {import("node:http").IncomingHttpHeaders} headers */
function text(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Of files, only the size. @param {string | undefined} type @param {Buffer} body */
function readable(type, body) {
  return body.length === 0 || type?.startsWith("application/json") ? body.toString() : `(${body.length} bytes of ${type})`;
}
