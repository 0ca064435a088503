import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { Recorder } from "../../host/local/recorder.mjs";
import { JANE_DOE, startStack } from "../support/stack.mjs";

const directory = mkdtempSync(path.join(tmpdir(), "weftline-recording-"));
test.after(() => rmSync(directory, { recursive: true, force: true }));

test("a recording has every exchange and no secret", async () => {
  const record = path.join(directory, "stack.jsonl");
  const stack = await startStack({ record });
  await stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-1" }, "panel", { view: "list", stored: false });
  const { clientSecret, accessToken, refreshToken } = stack.world;
  await stack.stop();

  const text = readFileSync(record, "utf8");
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  for (const line of lines) {
    assert.deepEqual(Object.keys(line), ["to", "as", "method", "url", "requestBody", "status", "responseBody", "ms"]);
  }
  assert.deepEqual([...new Set(lines.map(({ to }) => to))].sort(), ["forge", "jira", "salesforce"]);
  const login = lines.find(({ url }) => url === "https://weftline.my.salesforce.com/services/oauth2/token");
  assert.match(login.responseBody, /"access_token"\s*:\s*"\(secret\)"/);
  for (const secret of [clientSecret, accessToken, refreshToken]) assert.ok(!text.includes(secret), "a secret was recorded");
  assert.doesNotMatch(text, /00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20}/);
});

test("a secret that was seen once is blanked wherever it shows up again", async () => {
  const file = path.join(directory, "recorder.jsonl");
  const recorder = new Recorder(file, ["known-beforehand-1"]);
  const exchange = { invocation: 1, as: "app", method: "POST", status: 200, ms: 1 };
  recorder.add({
    ...exchange,
    to: "salesforce",
    url: "https://acme.my.salesforce.com/services/oauth2/token",
    requestBody: "grant_type=refresh_token&refresh_token=5Aep861.refresh&client_secret=abcdefghijklmnop&client_id=3MVG9",
    responseBody: '{"access_token":"00Dxx0000000001!AQEAQtoken","instance_url":"https://acme.my.salesforce.com"}',
  });
  recorder.add({
    ...exchange,
    to: "forge",
    url: "/api/v1/secret/set",
    requestBody: '{"key":"connection:1:1","value":{"anything":"at all"}}',
    responseBody: "",
  });
  recorder.add({
    ...exchange,
    to: "jira",
    url: "/rest/api/3/issue?text=00Dxx0000000001!AQEAQtoken",
    requestBody: "known-beforehand-1 and 5Aep861.refresh",
    responseBody: "abcdefghijklmnop",
  });
  await recorder.close();
  const text = readFileSync(file, "utf8");
  for (const secret of ["5Aep861", "abcdefghijklmnop", "AQEAQtoken", "at all", "known-beforehand"]) {
    assert.ok(!text.includes(secret), `\`${secret}\` was recorded`);
  }
  assert.ok(text.includes("client_id=3MVG9"));
  assert.ok(text.includes("connection:1:1"));
});
