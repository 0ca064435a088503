import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenApi } from "./openapi.mjs";

const thing = { type: "object", required: ["id"], additionalProperties: false, properties: { id: { type: "string" }, at: { type: "string", format: "date-time" } } };
const openApi = new OpenApi({
  components: { schemas: { Thing: thing } },
  paths: {
    "/things/{id}": {
      get: {
        parameters: [{ name: "id", in: "path", required: true }, { name: "fields", in: "query" }],
        responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } }, 404: {} },
      },
    },
    "/things/new": {
      post: {
        requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
        responses: { 201: { content: { "application/json": { schema: {} } } } },
      },
    },
  },
});
const exchange = (/** @type {object} */ more) => ({ to: "jira", method: "GET", url: "/things/7", requestBody: "", status: 200, responseBody: '{"id":"7"}', ...more });

test("an exchange as documented has no problem", () => {
  assert.deepEqual(openApi.check(exchange({ url: "/things/7?fields=id" })), []);
  assert.deepEqual(openApi.check(exchange({ status: 404, responseBody: "whatever" })), []);
  assert.deepEqual(openApi.check(exchange({ url: "/things/7?x=1", requestBody: "{}", status: 404, requestIsFree: true })), []);
  assert.deepEqual(openApi.check(exchange({ method: "POST", url: "/things/new", requestBody: '{"id":"1"}', status: 201 })), []);
});

for (const [what, more, expected] of /** @type {[string, object, RegExp][]} */ ([
  ["a path", { url: "/other" }, /no path/],
  ["a method", { method: "DELETE" }, /no method DELETE/],
  ["a parameter", { url: "/things/7?expand=all" }, /parameter `expand`/],
  ["a status", { status: 204, responseBody: "" }, /status 204/],
  ["a reply without a required member", { responseBody: "{}" }, /required property 'id'/],
  ["a reply with a member too many", { responseBody: '{"id":"7","x":1}' }, /additional properties `x`/],
  ["a reply with a wrong type", { responseBody: '{"id":7}' }, /at \/id must be string/],
  ["a reply with a wrong date", { responseBody: '{"id":"7","at":"yesterday"}' }, /date-time/],
  ["a request without a body", { method: "POST", url: "/things/new", status: 201 }, /body is missing/],
  ["a request with a wrong body", { method: "POST", url: "/things/new", requestBody: "{}", status: 201 }, /required property 'id'/],
])) {
  test(`${what} that is not documented is found`, () => {
    const problems = openApi.check(exchange(more));
    assert.equal(problems.length, 1, problems.join("; "));
    assert.match(problems[0] ?? "", expected);
  });
}
