import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { localAddress } from "../../host/local/addresses.mjs";
import { settled, startSmallApp } from "./small-app/host.mjs";

const CHROMIUM = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (place) => place !== undefined && existsSync(place),
);
const skip = CHROMIUM === undefined ? "NOT RUN: no Chromium was found" : false;

test("addresses on the internet that lead to the laptop's own site and org are found there, and no others", () => {
  for (const [address, here] of [
    ["https://weftline.my.salesforce.com/services/oauth2/authorize?a=b", "/services/oauth2/authorize?a=b"],
    ["https://login.salesforce.com/services/oauth2/authorize", "/services/oauth2/authorize"],
    ["https://test.salesforce.com/services/oauth2/authorize", "/services/oauth2/authorize"],
    ["https://e0710000-0000-4000-8000-000000000001.hello.atlassian-dev.net/x1/abc?code=d", "/x1/abc?code=d"],
    ["https://weftline.atlassian.net/browse/SUP-12", "/?issue=SUP-12"],
    ["https://weftline.atlassian.net/jira/settings/apps/x/y", "/?view=admin"],
    ["https://weftline.my.salesforce.com/lightning/r/Case/500000000000001/view", undefined],
    ["https://acme.my.salesforce.com/services/oauth2/authorize", undefined],
    ["https://other.hello.atlassian-dev.net/x1/abc", undefined],
    ["http://login.salesforce.com/services/oauth2/authorize", undefined],
    ["https://login.salesforce.com:8443/services/oauth2/authorize", undefined],
    ["https://example.org/", undefined],
    ["no address", undefined],
  ]) {
    assert.equal(localAddress(String(address)), here, String(address));
  }
});

describe("a person sent to Salesforce to log in", { skip }, () => {
  /** @type {Awaited<ReturnType<typeof startSmallApp>>} */
  let app;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    app = await startSmallApp();
    const { clientId, clientSecret } = app.world;
    await app.call("store", { key: "client", value: { clientId, clientSecret } });
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({ executablePath: /** @type {string} */ (CHROMIUM), args });
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  /** Opens the app's page, and Salesforce's from it. */
  const sent = async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${app.url}/?module=small&issue=SUP-1&account=5b10a0000000000000000001`);
    const opened = context.waitForEvent("page");
    await page.frameLocator("main iframe").getByRole("button", { name: "Log in to Salesforce" }).click();
    const login = await opened;
    await login.getByRole("heading", { name: "Log in and allow access" }).waitFor();
    return { login, close: () => context.close() };
  };

  test("allows, comes back to the app's web trigger, and the app gets tokens for the code", async () => {
    const { login, close } = await sent();
    assert.equal(new URL(login.url()).origin, app.url, "nothing leaves the machine");
    await login.getByLabel("Username").fill(app.world.username);
    await login.getByLabel("Password").fill("wrong");
    await login.getByRole("button", { name: "Allow" }).click();
    await login.getByRole("alert").waitFor();
    await login.getByLabel("Password").fill(app.world.password);
    await login.getByRole("button", { name: "Allow" }).click();
    await login.getByRole("heading", { name: "Salesforce is connected" }).waitFor();
    assert.match(new URL(login.url()).pathname, /^\/x1\//);
    const { state } = await settled(async () => (await app.call("stored", { key: "callback" })) ?? undefined);
    assert.equal(state, "the-state");
    const got = await app.call("exchange", { host: "weftline.my.salesforce.com" });
    for (const member of ["access_token", "instance_url", "refresh_token"]) assert.ok(got.includes(member), got.join());
    await close();
  });

  test("denies, and the app is told so", async () => {
    const { login, close } = await sent();
    const called = login.waitForRequest((request) => new URL(request.url()).pathname.startsWith("/x1/"));
    await login.getByRole("button", { name: "Deny" }).click();
    assert.equal(new URL((await called).url()).searchParams.get("error"), "access_denied");
    await close();
  });
});

test("each of Salesforce's addresses for logging in leads to the web trigger, without a browser too", async (context) => {
  const app = await startSmallApp();
  context.after(() => app.stop());
  const { clientId, clientSecret, username, password } = app.world;
  await app.call("store", { key: "client", value: { clientId, clientSecret } });
  for (const host of ["weftline.my.salesforce.com", "login.salesforce.com", "test.salesforce.com"]) {
    const url = new URL(await app.call("loginUrl", { host }));
    const here = app.url + localAddress(url.href);
    assert.match(await (await fetch(here)).text(), /Log in and allow access/);
    const form = new URLSearchParams(url.searchParams);
    for (const [name, value] of Object.entries({ username, password, answer: "allow" })) form.set(name, value);
    const allowed = await fetch(`${app.url}/services/oauth2/authorize`, { method: "POST", body: form });
    assert.equal(allowed.status, 200);
    assert.match(await allowed.text(), /Salesforce is connected/);
    assert.ok((await app.call("exchange", { host })).includes("access_token"), host);
  }
});
