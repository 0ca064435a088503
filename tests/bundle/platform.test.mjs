import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { settled, startSmallApp } from "./small-app/host.mjs";

/** @type {Awaited<ReturnType<typeof startSmallApp>>} */
let app;
before(async () => {
  app = await startSmallApp();
});
after(() => app?.stop());

const advance = (/** @type {number} */ ms) => app.forge("control/clock", "POST", { advanceMs: ms });

describe("Forge's limits on a call", () => {
  test("a page may send 500 KB", async () => {
    assert.equal(await app.call("sized", { bytes: 1, filling: "x".repeat(490 * 1024) }), "x");
    const result = await app.invoke("sized", { bytes: 1, filling: "x".repeat(500 * 1024) });
    assert.deepEqual([result.success, result.error?.errorType], [false, "PAYLOAD_TOO_LARGE"]);
  });

  test("a page may get 5 MB", async () => {
    assert.equal((await app.call("sized", { bytes: 5 * 1024 * 1024 - 2 })).length, 5 * 1024 * 1024 - 2);
    const result = await app.invoke("sized", { bytes: 5 * 1024 * 1024 });
    assert.deepEqual([result.success, result.error?.errorType], [false, "RESULT_TOO_LARGE"]);
  });

  test("an address that the manifest does not name is answered with 403", async () => {
    assert.equal(await app.call("status", { url: "https://example.org/" }), 403);
    assert.equal(await app.call("status", { url: "https://login.salesforce.com/services/data/" }), 200);
    assert.equal(await app.call("status", { url: "https://test.salesforce.com/services/data/" }), 200);
  });
});

describe("time", () => {
  test("a function that runs too long by the world's clock is killed, and does nothing more", async () => {
    const hanging = { door: "salesforce", count: 1, fault: { kind: "hang" } };
    await app.forge("control/faults", "POST", hanging);
    const running = app.invoke("late");
    await settled(async () => {
      const { faults } = await app.forge("control/faults");
      return faults.length === 0 ? true : undefined;
    });
    await advance(24_000);
    assert.ok(Number(await app.call("remainingMs")) > 20_000, "what begins afterwards has all its time");
    await advance(1_000);
    const result = await running;
    assert.deepEqual([result.success, result.error?.errorType], [false, "FUNCTION_TIME_OUT"]);
    assert.equal(await app.call("stored", { key: "late" }), undefined);
  });

  test("a schedule runs five minutes after the installation, and then at its interval", async () => {
    await advance(300_000);
    assert.equal(await settled(async () => (await app.call("stored", { key: "ticks" })) ?? undefined), 1);
    await advance(3_600_000);
    assert.equal(await settled(async () => ((await app.call("stored", { key: "ticks" })) === 2 ? 2 : undefined)), 2);
  });
});

describe("the queue", () => {
  test("all pushes of all handlers that go back to one call count, and the limit is the platform's", async () => {
    await app.call("chain");
    const refused = await settled(async () => (await app.call("stored", { key: "refused" })) ?? undefined);
    assert.equal(refused, "InvocationLimitReachedError");
    // The first push was the call's.
    assert.equal(await app.call("stored", { key: "pushes" }), 999);
  });
});

describe("web triggers", () => {
  const here = (/** @type {string} */ url) => url.replace(/^https:\/\/[^/]+/, app.url);

  test("have an address of their own, the same each time, that is reached at the local host", async () => {
    const url = await app.call("address", { module: "callback" });
    assert.match(url, /^https:\/\/[-0-9a-f]+\.hello\.atlassian-dev\.net\/x1\/[^/]+$/);
    assert.equal(await app.call("address", { module: "callback" }), url);
    const response = await fetch(`${here(url)}/sub?answer=echo`, { method: "POST", body: "text", headers: { "x-kind": "mine" } });
    assert.equal(response.status, 207);
    assert.equal(response.headers.get("x-kind"), "mine");
    assert.equal(await response.text(), "POST /sub text");
  });

  test("are listed and forgotten", async () => {
    const url = await app.call("address", { module: "callback" });
    const another = await app.call("address", { module: "callback", anew: true });
    assert.notEqual(another, url);
    assert.ok((await app.call("addresses")).some((/** @type {any} */ one) => one.url === another));
    await app.call("forget", { url: another });
    assert.equal((await fetch(here(another))).status, 404);
    assert.equal((await fetch(here(url))).status, 200);
  });

  test("give a declared answer, lead to other addresses, and a bad shape is 500", async () => {
    const fixed = await fetch(here(await app.call("address", { module: "fixed" })));
    assert.deepEqual([fixed.status, await fixed.text()], [202, "thank you"]);
    const url = here(await app.call("address", { module: "callback" }));
    assert.equal((await fetch(`${url}?answer=badly`)).status, 500);
    const away = await fetch(`${url}?answer=away`, { redirect: "manual" });
    assert.deepEqual([away.status, away.headers.get("location")], [302, "/?issue=SUP-1"], "a place in Jira is on this machine");
  });
});

describe("an uninstallation", () => {
  test("runs what the app wants to run before, and takes everything away", async () => {
    await app.call("store", { key: "mine", value: 1 });
    const asked = await fetch(`${app.world.forge}/install`, { method: "DELETE" });
    assert.equal(asked.status, 202);
    await settled(async () => {
      const { invocations } = await app.counts();
      return invocations.find((/** @type {any} */ one) => one.module === "farewell" && one.outcome === "ok");
    });
    await settled(async () => ((await fetch(`${app.world.forge}/install`, { method: "DELETE" })).status === 204 ? true : undefined));
    assert.equal(await app.call("stored", { key: "mine" }), undefined);
    assert.deepEqual(await app.forge("panels?issue=1&project=1"), { panels: [] });
  });
});
