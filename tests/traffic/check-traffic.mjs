/**
 * Holds the Jira exchanges of a record (what `--record FILE` writes) against an OpenAPI document, and what the app asked of
 * Salesforce against what is documented there.
 *
 * Version 2 of the API is held against the document of version 3: it has the same routes, and where it has wiki text the
 * document leaves open what a text is. What a test asks wrongly on purpose, and Jira refuses, need not be as documented;
 * the app asks nothing wrongly.
 *
 *     node tests/traffic/check-traffic.mjs RECORD OPENAPI
 */
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { OpenApi } from "./openapi.mjs";
import { check, isOfApp } from "./salesforce.mjs";

const SHOWN_MAX = 50;
/** Routes that Atlassian documents elsewhere than in the platform's OpenAPI document. */
const ELSEWHERE = [
  /^\/rest\/servicedeskapi\//,
  /^\/rest\/api\/3\/forge\/panel\//,
  /^\/rest\/(atlassian-connect|forge)\//,
  // Where the documented redirection of an attachment's content leads.
  /^\/secure\/attachment\//,
];

/**
 * Where the document is wrong.
 * @type {{ at: RegExp, problem: RegExp, why: string }[]}
 */
const CONTRADICTED = [
  {
    at: /./,
    problem: /\/items\/\d+\/(from|fromString|to|toString) must be string$/,
    why: "a change from or to nothing is null in its own examples",
  },
  {
    at: /^GET .*\/issue\/[^/]+\/remotelink$/,
    problem: /^the reply's body must be object$/,
    why: "its own example is a list, as its summary says",
  },
  {
    at: /^PUT .*\/issue\/[^/]+\/assignee$/,
    problem: /^the request's body at \/accountId must be string$/,
    why: "its own text says that `null` sets the issue to unassigned",
  },
  {
    at: /^POST .*\/bulk\/issues\/move$/,
    problem: /required property '(targetToMultipleSourceMapping|issueIdOrKeys)'$/,
    why: "it requires properties that it does not allow; it describes `targetToSourcesMapping` and `issueIdsOrKeys`",
  },
  {
    at: /^GET .*\/resolution\/search$/,
    problem: /additional properties `isDefault`$/,
    why: "its own example has `isDefault`",
  },
  {
    at: /^(GET|POST) .*\/search$/,
    problem: /^status 410 /,
    why: "Jira has taken the route away since: https://developer.atlassian.com/changelog/#CHANGE-2046",
  },
];
/**
 * What clients that others wrote send otherwise than documented, and Jira takes.
 * @type {{ at: RegExp, problem: RegExp, why: string }[]}
 */
const TAKEN = [
  {
    at: /^GET .*\/user\/search$/,
    problem: /^the query's parameter `include(Active|Inactive)` /,
    why: "jira and atlassian-python-api send Data Center's parameters along",
  },
  {
    at: /^POST .*\/transitions$/,
    problem: /at \/transition\/id must be string$/,
    why: "atlassian-python-api sends the transition's id as a number",
  },
  { at: /^POST .*\/issueLink$/, problem: /at \/comment must be object$/, why: "jira sends `null` for no comment" },
  {
    at: /^POST .*\/search\/jql$/,
    problem: /at \/(expand must be string|properties must be array)$/,
    why: "jira sends `null` for what it does not ask for",
  },
];
/** What stands before the operations answers, documented with each or not: malformed, nobody, wrong method or type. */
const ANYWHERE = /^status (400|401|405|415) is not in the document$/;
/** What the sandbox says of a route that it does not have. */
const NOT_HERE = 501;

const [record, document] = process.argv.slice(2);
if (record === undefined || document === undefined) {
  console.error("usage: node tests/traffic/check-traffic.mjs RECORD OPENAPI");
  process.exit(2);
}
const openApi = new OpenApi(JSON.parse(readFileSync(document, "utf8")));
/** @type {any[]} */
const recorded = [];
// Too large for one text.
for await (const line of createInterface({ input: createReadStream(record) })) {
  if (line !== "") recorded.push(JSON.parse(line));
}
const exchanges = recorded.filter(({ to }) => to === "jira");
const asked = recorded.filter((request) => request.to === "salesforce" && isOfApp(request));

let elsewhere = 0;
let notHere = 0;
/** @type {Map<string, { count: number, line: string }>} */
const problems = new Map();
for (const exchange of exchanges) {
  const url = exchange.url.replace(/^\/rest\/api\/(2|latest)\//, "/rest/api/3/");
  const path = new URL(url, "https://site.invalid").pathname;
  if (exchange.status === NOT_HERE) {
    notHere += 1;
    continue;
  }
  if (ELSEWHERE.some((pattern) => pattern.test(path))) {
    elsewhere += 1;
    continue;
  }
  const requestIsFree = exchange.as === "storm" || (exchange.as === "outside" && exchange.status >= 400);
  const at = `${exchange.method} ${path}`;
  const found = openApi
    .check({ ...exchange, url, requestIsFree })
    .filter((each) => !ANYWHERE.test(each))
    .filter((each) => !CONTRADICTED.some((known) => known.at.test(at) && known.problem.test(each)))
    .filter((each) => exchange.as !== "outside" || !TAKEN.some((known) => known.at.test(at) && known.problem.test(each)));
  for (const problem of found) {
    const line = `${at.replace(/\d{3,}/g, "N")} -> ${exchange.status}: ${problem}`;
    problems.set(line, { count: (problems.get(line)?.count ?? 0) + 1, line });
  }
}
for (const request of asked) {
  const path = new URL(request.url, "https://org.invalid").pathname;
  for (const problem of check(request)) {
    const line = `Salesforce: ${request.method} ${path.replace(/[A-Za-z0-9]{18}/g, "ID")}: ${problem}`;
    problems.set(line, { count: (problems.get(line)?.count ?? 0) + 1, line });
  }
}
for (const { count, line } of [...problems.values()].slice(0, SHOWN_MAX)) console.log(`${count} times: ${line}`);
if (problems.size > SHOWN_MAX) console.log(`and ${problems.size - SHOWN_MAX} more`);
console.log(
  `${exchanges.length} exchanges with Jira held against ${openApi.size} paths, ${elsewhere} documented elsewhere, ` +
    `${notHere} of routes that are not here; ${asked.length} requests to Salesforce held against what it documents; ` +
    `${problems.size} kinds of problems`,
);
process.exit(problems.size === 0 && exchanges.length > 0 ? 0 : 1);
