/**
 * Holds the Jira exchanges of a record (what `--record FILE` writes) against an OpenAPI document.
 *
 *     node tests/traffic/check-traffic.mjs RECORD OPENAPI
 */
import { readFileSync } from "node:fs";
import { OpenApi } from "./openapi.mjs";

const SHOWN_MAX = 50;
/** Routes that Atlassian documents elsewhere than in the platform's OpenAPI document. */
const ELSEWHERE = [/^\/rest\/servicedeskapi\//, /^\/rest\/api\/3\/forge\/panel\//, /^\/rest\/atlassian-connect\//];

/** Where the document contradicts its own examples: a change from or to nothing is null in them, and a string in the schema. */
const CONTRADICTED = /\/items\/\d+\/(from|fromString|to|toString) must be string$/;

const [record, document] = process.argv.slice(2);
if (record === undefined || document === undefined) {
  console.error("usage: node tests/traffic/check-traffic.mjs RECORD OPENAPI");
  process.exit(2);
}
const openApi = new OpenApi(JSON.parse(readFileSync(document, "utf8")));
const exchanges = readFileSync(record, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line))
  .filter(({ to }) => to === "jira");

let elsewhere = 0;
/** @type {Map<string, { count: number, line: string }>} */
const problems = new Map();
for (const exchange of exchanges) {
  const path = new URL(exchange.url, "https://site.invalid").pathname;
  if (ELSEWHERE.some((pattern) => pattern.test(path))) {
    elsewhere += 1;
    continue;
  }
  for (const problem of openApi.check(exchange).filter((found) => !CONTRADICTED.test(found))) {
    const line = `${exchange.method} ${path.replace(/\d{3,}/g, "N")} -> ${exchange.status}: ${problem}`;
    problems.set(line, { count: (problems.get(line)?.count ?? 0) + 1, line });
  }
}
for (const { count, line } of [...problems.values()].slice(0, SHOWN_MAX)) console.log(`${count} times: ${line}`);
if (problems.size > SHOWN_MAX) console.log(`and ${problems.size - SHOWN_MAX} more`);
console.log(
  `${exchanges.length} exchanges with Jira held against ${openApi.size} paths, ${elsewhere} documented elsewhere, ${problems.size} kinds of problems`,
);
process.exit(problems.size === 0 && exchanges.length > 0 ? 0 : 1);
