// The sandbox in process, beside what a test would use instead: a mock server that answers a fixed text over loopback,
// and records kept as JavaScript objects. Both do nothing of what an org does.
import { execFileSync } from "node:child_process";
import http from "node:http";

const REQUESTS = 20_000;
const CASES = 200_000;

const program = process.env.WEFTLINE_SANDBOX_BENCH;
if (program === undefined) throw new Error("WEFTLINE_SANDBOX_BENCH is not set");
/** @type {{figures: Array<{unit: string, value: number, peers?: object[]}>, record: string}} */
const { figures, record } = JSON.parse(execFileSync(program, { encoding: "utf8" }));

const perSecond = { name: "Node's http server with a fixed answer, on one connection", value: await mockServer(record) };
const mebibytes = { name: "the same as objects in Node", value: objects(record) };
for (const figure of figures) {
  if (figure.unit === "requests/s") figure.peers = [perSecond];
  if (figure.unit === "MiB") figure.peers = [mebibytes];
}
console.log(JSON.stringify(figures));

/**
 * Requests a second.
 *
 * @param {string} answer
 */
async function mockServer(answer) {
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(answer);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise((answered, failed) => {
      const request = http.get({ port, host: "127.0.0.1", agent }, (response) => {
        response.resume();
        response.on("end", () => answered(undefined));
      });
      request.on("error", failed);
    });
  for (let number = 0; number < REQUESTS / 10; number += 1) await ask();
  const begun = performance.now();
  for (let number = 0; number < REQUESTS; number += 1) await ask();
  const seconds = (performance.now() - begun) / 1_000;
  agent.destroy();
  server.close();
  return Math.round(REQUESTS / seconds);
}

/**
 * Mebibytes for as many records by id.
 *
 * @param {string} text
 */
function objects(text) {
  const before = process.memoryUsage().rss;
  const records = new Map();
  for (let number = 0; number < CASES; number += 1) records.set(`500${number}`, JSON.parse(text));
  const after = process.memoryUsage().rss;
  if (records.size !== CASES) throw new Error("not all records are held");
  return (after - before) / 1_048_576;
}
