import assert from "node:assert/strict";
import { test } from "node:test";
import { check, isOfApp } from "./salesforce.mjs";

const base = "/services/data/v62.0";
const request = (/** @type {object} */ more) => ({ method: "GET", url: `${base}/query?q=SELECT+Id+FROM+Case`, headers: {}, requestBody: "", ...more });
const inComposite = (/** @type {object[]} */ list) =>
  request({ method: "POST", url: `${base}/composite`, requestBody: JSON.stringify({ allOrNone: false, compositeRequest: list }) });
const query = (/** @type {number} */ n) => ({ method: "GET", url: `${base}/query?q=SELECT+Id+FROM+Case`, referenceId: `q${n}` });

test("what is documented has no problem", () => {
  assert.deepEqual(check(request({ headers: { "sforce-query-options": "batchSize=2000", host: "acme.my.salesforce.com" } })), []);
  assert.deepEqual(check(request({ method: "PATCH", url: `${base}/sobjects/Case/500000000000001AAA`, headers: { "sforce-auto-assign": "FALSE" } })), []);
  assert.deepEqual(check(inComposite([query(1), { method: "PATCH", url: `${base}/sobjects/Case/@{q1.records[0].Id}`, referenceId: "r2", httpHeaders: { "If-Unmodified-Since": "Sat, 21 Nov 2026 10:00:00 GMT" }, body: {} }])), []);
});

test("an unknown resource, method, header or value of a header is told", () => {
  assert.match(check(request({ url: `${base}/nonsense` }))[0] ?? "", /no resource/);
  assert.match(check(request({ method: "DELETE" }))[0] ?? "", /takes no DELETE/);
  assert.match(check(request({ headers: { "sforce-made-up": "1" } }))[0] ?? "", /no header/);
  assert.match(check(request({ headers: { "sforce-auto-assign": "maybe" } }))[0] ?? "", /cannot be/);
});

test("more than a request, a composite or a collection may have is told", () => {
  assert.match(check(request({ url: `${base}/query?q=${"x".repeat(17_000)}` }))[0] ?? "", /16384 bytes/);
  assert.match(check(inComposite([1, 2, 3, 4, 5, 6].map(query)))[0] ?? "", /at most 5 queries/);
  assert.match(check(inComposite(Array.from({ length: 26 }, (_, n) => ({ method: "GET", url: `${base}/sobjects/Case/500000000000001AAA`, referenceId: `r${n}` }))))[0] ?? "", /1 to 25/);
  assert.match(check(inComposite([query(1), query(1)]))[0] ?? "", /unique/);
  assert.match(check(inComposite([{ method: "GET", url: `${base}/jobs/ingest`, referenceId: "r1" }]))[0] ?? "", /not for composites/);
  assert.match(check(inComposite([{ ...query(1), httpHeaders: { Authorization: "x" } }]))[0] ?? "", /no header `Authorization`/);
  const records = Array.from({ length: 201 }, () => ({}));
  assert.match(check(request({ method: "POST", url: `${base}/composite/sobjects`, requestBody: JSON.stringify({ allOrNone: false, records }) }))[0] ?? "", /at most 200/);
});

test("what a person's browser or the laptop's page sends is not the app's", () => {
  assert.ok(isOfApp(request({})));
  assert.ok(!isOfApp(request({ headers: { "sec-fetch-site": "same-origin" } })));
  assert.ok(!isOfApp(request({ headers: { "x-sandbox-person": "mia" } })));
});
