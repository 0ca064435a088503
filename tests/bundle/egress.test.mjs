import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, describe, test } from "node:test";
import { readManifest } from "../../host/local/manifest.mjs";
import { hostModule } from "../support/host-source.mjs";

const { EgressFilteringService } = createRequire(import.meta.url)("@forge/egress");
const { salesforce, salesforceAddress } = hostModule("ports/salesforce");
const manifest = await readManifest(new URL("../../manifest.yml", import.meta.url));
const platform = new EgressFilteringService(manifest.egress);

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** @param {string} url */
const request = (url) => ({ kind: "salesforce", method: "GET", url, headers: [], body: { kind: "empty" }, timeoutMs: 1000 });

describe("addresses that the host calls", () => {
  const accepted = [
    ["https://login.salesforce.com/services/oauth2/token", "https://login.salesforce.com/services/oauth2/token"],
    ["https://test.salesforce.com/", "https://test.salesforce.com/"],
    ["https://acme.my.salesforce.com/services/data", "https://acme.my.salesforce.com/services/data"],
    ["https://acme--dev.sandbox.my.salesforce.com/", "https://acme--dev.sandbox.my.salesforce.com/"],
    ["HTTPS://Acme.MY.Salesforce.com/", "https://acme.my.salesforce.com/"],
    ["https://acme.my.salesforce.com:443/", "https://acme.my.salesforce.com/"],
  ];
  for (const [address, canonical] of accepted) {
    test(`takes \`${address}\`, and in a form that the platform takes too`, () => {
      assert.equal(salesforceAddress(address)?.href, canonical);
      assert.equal(platform.isValidUrl(canonical), true);
    });
  }

  const refused = [
    "https://evil.example\\.my.salesforce.com/",
    "https://evil.example/.my.salesforce.com/",
    "https://evil.example?.my.salesforce.com/",
    "https://evil.example#.my.salesforce.com/",
    "https://acme.my.salesforce.com@evil.example/",
    "https://user:pass@acme.my.salesforce.com/",
    "https://acme.my.salesforce.com.evil.example/",
    "https://acme.my.salesforce.com./",
    "https://my.salesforce.com/",
    "https://evilmy.salesforce.com/",
    "https://acme.my.salesforce.com:8443/",
    "http://acme.my.salesforce.com/",
    "ftp://acme.my.salesforce.com/",
    "https://127.0.0.1/",
    "//acme.my.salesforce.com/",
    "acme.my.salesforce.com",
    "",
  ];
  for (const address of refused) {
    test(`refuses \`${address}\` without calling anybody`, async () => {
      globalThis.fetch = () => assert.fail("something was called");
      const { outcome } = await salesforce(request(address));
      assert.equal(outcome.kind, "trouble");
      assert.equal(outcome.reason, "egress");
    });
  }

  test("the platform alone would let a backslash through", () => {
    assert.equal(platform.isValidUrl("https://evil.example\\.my.salesforce.com/"), true);
  });
});

describe("a request to Salesforce", () => {
  test("breaks a reply off that has more bytes than it may have", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(400));
      },
    });
    globalThis.fetch = async () => new Response(endless);
    const asked = { ...request("https://acme.my.salesforce.com/"), replyBytesMax: 1_000 };
    const { outcome, body } = await salesforce(asked);
    assert.deepEqual([outcome.kind, outcome.reason, body], ["trouble", "tooLarge", undefined]);
    assert.ok(pulled < 10, `${pulled} chunks were read`);

    globalThis.fetch = async () => new Response(new Uint8Array(1_000).fill(7));
    const whole = await salesforce(asked);
    assert.deepEqual([whole.outcome.kind, whole.body?.length, whole.body?.[999]], ["http", 1_000, 7]);
  });

  test("follows no redirect with the token in hand", async () => {
    /** @type {RequestInit | undefined} */
    let sent;
    globalThis.fetch = async (_, init) => {
      sent = init;
      return new Response(null, { status: 302, headers: { location: "https://evil.example/" } });
    };
    const { outcome } = await salesforce(request("https://acme.my.salesforce.com/"));
    assert.equal(sent?.redirect, "manual");
    assert.equal(outcome.status, 302);
  });

  test("is given up after its time, also when the body hangs", async () => {
    globalThis.fetch = async (_, init) => {
      const body = new ReadableStream({
        start: (controller) => init?.signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
      });
      return new Response(body);
    };
    const { outcome } = await salesforce({ ...request("https://acme.my.salesforce.com/"), timeoutMs: 20 });
    assert.deepEqual([outcome.kind, outcome.reason], ["trouble", "timeout"]);
  });

  test("says of a broken connection what the system says, and nothing that was sent", async () => {
    globalThis.fetch = async () => {
      throw new TypeError("fetch failed: Bearer 00Dsecret", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) });
    };
    const { outcome } = await salesforce(request("https://acme.my.salesforce.com/"));
    assert.deepEqual([outcome.reason, outcome.message], ["network", "ECONNRESET"]);
  });

  test("gives the reply's body as bytes, and header names in lower case", async () => {
    globalThis.fetch = async () => new Response(Uint8Array.of(0xff, 0), { headers: { "Sforce-Limit-Info": "api-usage=1/2" } });
    const { outcome, body } = await salesforce(request("https://acme.my.salesforce.com/"));
    assert.deepEqual([...body], [0xff, 0]);
    assert.deepEqual(outcome.headers, [["sforce-limit-info", "api-usage=1/2"]]);
  });
});
