import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { orgAdmin } from "../support/org.mjs";
import {
  adminPlace,
  answerLogin,
  eventually,
  failureShown,
  goTo,
  isFocused,
  JANE_DOE,
  MY_DOMAIN,
  saveChanges,
  startSite,
} from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite({ watched: true });
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
  const { connections } = await site.stack.call(adminPlace(), "connection", {});
  if (connections.some((/** @type {any} */ { state }) => state === "connected")) return;
  await unconnected();
  await connectByCredentials();
});

const connectByCredentials = () =>
  site.stack.call(adminPlace(), "connect", {
    connection: null,
    myDomain: MY_DOMAIN,
    clientId: site.stack.world.clientId,
    clientSecret: site.stack.world.clientSecret,
  });

/** Nothing is connected. */
async function unconnected() {
  const { connections } = await site.stack.call(adminPlace(), "connection", {});
  for (const { id } of connections) await site.stack.call(adminPlace(), "disconnect", { connection: id });
}

/** @param {FrameLocator} frame @param {string} [secret] */
async function fillKeys(frame, secret = site.stack.world.clientSecret) {
  await frame.getByLabel("Consumer key").fill(site.stack.world.clientId);
  await frame.getByLabel("Consumer secret").fill(secret);
}

/** @param {import("./support.mjs").Page} page @param {FrameLocator} frame @param {"Allow" | "Deny"} answer */
const logIn = (page, frame, answer) =>
  answerLogin(page, () => frame.getByRole("button", { name: "Login to Salesforce" }).click(), site.stack.world, answer);

test("CON-5 connection is shown, tested and disconnected, and its tokens are revoked", async () => {
  const { frame, close } = await site.openAdmin();
  await frame.getByRole("heading", { name: "Weftline Demo" }).waitFor();
  await frame.getByText("Connected", { exact: true }).waitFor();
  assert.match(await frame.locator("dl").innerText(), /Client credentials[\s\S]*v\d+\.0/, "how one logs in, and the API's version");
  await frame.getByRole("button", { name: "Test connection" }).click();
  await frame.getByText("The connection works", { exact: true }).waitFor();
  await frame.getByText(/\d+ of [\d,]+ API calls were used/).waitFor();
  for (const check of ["login", "apiEnabled", "object:Case"])
    assert.equal(await frame.locator(`[data-check="${check}"]`).getAttribute("data-outcome"), "fine", check);

  await frame.getByRole("button", { name: "Disconnect" }).click();
  const asked = frame.getByRole("dialog", { name: "Disconnect Weftline Demo?" });
  await asked.getByRole("button", { name: "Cancel" }).click();
  await asked.waitFor({ state: "detached" });
  await eventually("the focus is back on what asked", () => isFocused(frame.getByRole("button", { name: "Disconnect" })));
  await frame.getByRole("button", { name: "Disconnect" }).click();
  await asked.getByRole("button", { name: "Disconnect" }).click();
  await frame.getByText("Weftline Demo is disconnected.").waitFor();
  await frame.getByRole("heading", { name: "Connect a Salesforce org" }).waitFor();
  const revoked = site.stack.exchanges().salesforce.filter(({ url }) => url.startsWith("/services/oauth2/revoke"));
  assert.ok(revoked.some(({ status }) => status === 200), "Salesforce was told");
  await close();
});

test("panels say that nothing is connected", async () => {
  await unconnected();
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  const message = await failureShown(frame, "notConnected");
  assert.match(await message.innerText(), /Salesforce is not connected[\s\S]*A Jira admin can connect/);
  assert.equal(await frame.getByRole("button", { name: "Link", exact: true }).count(), 0, "nothing leads nowhere");
  await close();
});

test("CON-1 the guide leads through the app step by step and gives the callback URL", async () => {
  await unconnected();
  const { callbackUrl } = await site.stack.call(adminPlace(), "connection", {});
  const { page, frame, close } = await site.openAdmin();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const steps = frame.getByRole("list", { name: "Make an external client app" }).locator("[data-step]");
  await steps.first().waitFor();
  assert.equal(await steps.count(), 7);
  await frame.getByText("Distribution State: Local.").waitFor();
  await frame.getByText("Contact Phone and Description are optional.").waitFor();
  await frame.getByRole("button", { name: "Done with step 1" }).click();
  assert.equal(await steps.nth(0).getAttribute("aria-expanded"), "false", "what is done folds up");
  assert.equal(await steps.nth(1).getAttribute("aria-expanded"), "true", "the next step opens");
  assert.ok(await isFocused(steps.nth(1)), "and has the focus");
  assert.equal(await frame.getByText(callbackUrl, { exact: true }).count(), 1);
  assert.match(callbackUrl, /^https:\/\/.+\/x1\/[^/?]+$/);
  await frame.getByRole("button", { name: "Copy Callback URL" }).click();
  await frame.getByText(/^(Copied|Selected\.)/).first().waitFor();

  const text = (await frame.locator("ol").first().evaluate((list) => list.textContent)) ?? "";
  for (const said of [/\(api\)/, /refresh_token/, /PKCE/, /Refresh Token Rotation/, /30 days/, /IP allowlist/, /only Salesforce Support/])
    assert.match(text, said);
  await close();
});

for (const instance of /** @type {const} */ (["Production", "Sandbox", "My Domain"])) {
  test(`CON-2 CON-4 ${instance} is connected by a user who logs in and allows it`, async () => {
    await unconnected();
    const { page, frame, close } = await site.openAdmin();
    await fillKeys(frame);
    await frame.getByRole("radio", { name: instance }).check();
    if (instance === "My Domain") await frame.getByLabel("My Domain", { exact: false }).last().fill(MY_DOMAIN);
    const tab = await logIn(page, frame, "Allow");
    const text = await tab.locator("body").innerText();
    assert.match(text, /Salesforce|Jira/);
    assert.ok(new URL(tab.url()).pathname.startsWith("/x1/"));
    await frame.getByText("Connected to Weftline Demo.").waitFor();
    await frame.getByText("A user logs in and allows it", { exact: true }).first().waitFor();
    await frame.getByText(/unless it is used before/).waitFor();

    const { salesforce } = site.stack.exchanges();
    const exchange = salesforce.filter(({ url }) => url === "/services/oauth2/token").map(({ requestBody }) => new URLSearchParams(requestBody));
    const last = exchange.findLast((form) => form.get("grant_type") === "authorization_code");
    assert.ok(last?.get("code_verifier"), "the verifier");
    assert.ok(last?.get("client_secret"), "and the secret, both");
    await close();
  });
}

test("CON-2 a login that is denied says so, keeps what was typed, and can be tried again", async () => {
  await unconnected();
  const { page, frame, close } = await site.openAdmin();
  await fillKeys(frame);
  const tab = await logIn(page, frame, "Deny");
  assert.doesNotMatch(await tab.locator("body").innerText(), /is connected/);
  const message = await failureShown(frame, "credentialsRefused");
  assert.match(await message.innerText(), /denied|not allowed|refused/i);
  assert.equal(await frame.getByLabel("Consumer key").inputValue(), site.stack.world.clientId, "nothing typed is lost");
  await logIn(page, frame, "Allow");
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  await close();
});

test("CON-2 a wrong secret is told when Salesforce has sent its code", async () => {
  await unconnected();
  const { page, frame, close } = await site.openAdmin();
  await fillKeys(frame, "not the secret");
  await logIn(page, frame, "Allow");
  await failureShown(frame, "credentialsRefused");
  const { connections } = await site.stack.call(adminPlace(), "connection", {});
  assert.deepEqual(connections, []);
  await close();
});

test("CON-4 a login is good for ten minutes, once, and for the admin who began it", async () => {
  await unconnected();
  const { clientId, clientSecret } = site.stack.world;
  const begin = { connection: null, instance: "production", myDomain: null, clientId, clientSecret };
  const { state, authorizeUrl } = await site.stack.call(adminPlace(), "beginLogin", begin);
  const asked = new URL(authorizeUrl).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.equal(asked.get("state"), state);
  assert.ok(!authorizeUrl.includes(clientSecret));
  const other = await site.stack.invoke(adminPlace(JANE_DOE), "finishLogin", { state });
  assert.equal(other.body.failure.code, "notPermitted");

  const { page, frame, close } = await site.openAdmin();
  await fillKeys(frame);
  const opening = page.context().waitForEvent("page");
  await frame.getByRole("button", { name: "Login to Salesforce" }).click();
  await opening;
  await frame.getByText("Waiting for Salesforce").waitFor();
  assert.ok(await isFocused(frame.locator('[data-waiting="login"]')), "what is told has the focus");
  await site.wait(11 * 60_000);
  const message = frame.locator("[data-failure]");
  await message.waitFor();
  assert.match(await message.innerText(), /expired|too long|ten minutes|again/i);
  assert.equal(await frame.getByLabel("Consumer key").inputValue(), clientId, "nothing typed is lost");
  await close();
});

test("CON-2 CON-7 the second mode connects by client credentials, to hosts of Salesforce only", async () => {
  await unconnected();
  const { frame, close } = await site.openAdmin();
  await frame.getByRole("radio", { name: /^Client credentials/ }).check();
  const connect = frame.getByRole("button", { name: "Connect", exact: true });
  await connect.click();
  await frame.getByText("Fill in everything that is marked with an asterisk.").waitFor();
  await frame.getByLabel("My Domain", { exact: false }).last().fill("weftline.example.com");
  await fillKeys(frame, "not the secret");
  await connect.click();
  await failureShown(frame, "hostRefused");
  await frame.getByLabel("My Domain", { exact: false }).last().fill(`https://${MY_DOMAIN}/lightning`);
  await connect.click();
  await failureShown(frame, "credentialsRefused");
  assert.equal(await frame.getByLabel("Consumer key").inputValue(), site.stack.world.clientId, "nothing typed is lost");
  await frame.getByLabel("Consumer secret").fill(site.stack.world.clientSecret);
  await connect.click();
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  await close();
});

test("CON-4 a login that Salesforce has taken back is told, and reconnecting with the stored keys mends it", async () => {
  const [one] = await site.newCases({ Subject: "revoked" });
  await site.link("SUP-12", [one.id]);
  await site.stack.control("switches", "POST", { name: "tokenRevoked", on: true });
  const panel = await site.open("weftline-list", { issue: "SUP-12" });
  const message = await failureShown(panel.frame, "reconnectNeeded");
  assert.match(await message.innerText(), /Salesforce has to be reconnected[\s\S]*A Jira admin can reconnect/);
  await panel.frame.getByText(one.number, { exact: true }).first().waitFor();
  await panel.close();

  await site.stack.control("switches", "POST", { name: "tokenRevoked", on: false });
  const { page, frame, close } = await site.openAdmin();
  await frame.getByText("Reconnect needed").waitFor();
  await frame.getByRole("navigation").getByRole("button", { name: /^Connection.*Needs attention/ }).waitFor();
  await frame.getByRole("button", { name: "Reconnect", exact: true }).click();
  await frame.getByRole("radio", { name: /^A user logs in/ }).check();
  await frame.getByRole("radio", { name: "Production" }).check();
  assert.equal(await frame.getByLabel("Consumer secret").inputValue(), "", "a secret is never shown again");
  await logIn(page, frame, "Allow");
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  await frame.getByText("Connected", { exact: true }).waitFor();
  await close();

  const mended = await site.open("weftline-list", { issue: "SUP-12" });
  await mended.frame.getByText("Updated just now").waitFor();
  assert.equal(await mended.frame.locator("[data-failure]").count(), 0);
  await mended.close();
});

test("CON-5 CON-7 a test lists what the integration user lacks, with what to do", async () => {
  const org = orgAdmin(site.stack);
  const grant = await org.makeField("Case.Extra__c", { label: "Extra", type: "Text", length: 80 });
  await site.wait(3_600_000);
  const { objects } = await site.configuration();
  const { mapping } = objects[0].mappings.find((/** @type {any} */ each) => each.project === "*");
  const extra = { ...mapping.fields[0], field: "Extra__c", source: { kind: "nothing" } };
  const content = { ...mapping, fields: [...mapping.fields, extra] };
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content } });
  await site.stack.salesforce(`/sobjects/FieldPermissions/${grant}`, "DELETE");

  const { frame, close } = await site.openAdmin();
  await frame.getByRole("button", { name: "Test connection" }).click();
  const check = frame.locator('[data-check="field:Case.Extra__c"]');
  await check.waitFor();
  assert.equal(await check.getAttribute("data-outcome"), "missing");
  await check.getByLabel("Missing").waitFor();
  assert.match(await check.innerText(), /Extra__c/);
  assert.ok((await check.locator("p").innerText()).length > 10, "the remedy");
  await frame.getByText("The connection works", { exact: true }).waitFor({ state: "detached" });
  await close();
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: mapping } });
});

test("CON-3 the master switch stops panels and every call, and undo brings them back", async () => {
  const [one] = await site.newCases({ Subject: "master" });
  await site.link("SUP-11", [one.id]);
  const { frame, close } = await site.openAdmin();
  const master = frame.getByRole("switch", { name: "Enable Weftline" });
  assert.ok(await master.isChecked());
  await master.click();
  await frame.getByText("Saved.", { exact: true }).waitFor();
  assert.ok(!(await master.isChecked()));

  await site.stack.resetCounts();
  for (const module of ["weftline-list", "weftline-compact"]) {
    const panel = await site.open(module, { issue: "SUP-11", width: 800 });
    await panel.frame.getByText("Weftline is switched off.").waitFor();
    assert.equal(await panel.frame.getByText(one.number).count(), 0);
    for (const name of ["Create", "Link", "Unlink"]) assert.equal(await panel.frame.getByRole("button", { name }).count(), 0, name);
    await panel.close();
  }
  const place = { account: JANE_DOE, module: "weftline-list", issue: "SUP-11" };
  for (const [call, payload] of /** @type {const} */ ([
    ["link", { object: "Case", recordIds: [one.id], share: false }],
    ["unlink", { recordIds: [one.id] }],
    ["search", { object: "Case", keywords: "x" }],
    ["createForm", { object: "Case" }],
    ["details", { recordId: one.id }],
  ])) {
    const { body } = await site.stack.invoke(place, call, payload);
    assert.equal(body.failure?.code, "notPermitted", call);
  }
  const { calls } = await site.stack.counts();
  assert.equal(calls.salesforce, 0, "Salesforce was not asked");

  await frame.getByRole("button", { name: "Undo" }).click();
  await frame.getByText("Saved.", { exact: true }).waitFor();
  assert.ok(await master.isChecked());
  const panel = await site.open("weftline-list", { issue: "SUP-11" });
  await panel.frame.getByText(one.number, { exact: true }).first().waitFor();
  await panel.close();
  await close();
});

test("CON-7 an address that the org does not allow has its own message, and the login is kept", async () => {
  await site.stack.control("switches", "POST", { name: "addressRefused", on: true });
  const { frame, close } = await site.openAdmin();
  await frame.getByRole("button", { name: "Test connection" }).click();
  const told = frame.locator('[data-check="login"][data-outcome="missing"], [data-failure]').first();
  await told.waitFor();
  assert.match(await told.innerText(), /IP|address/i);
  await site.stack.control("switches", "POST", { name: "addressRefused", on: false });
  await frame.getByRole("button", { name: "Test connection" }).click();
  await frame.getByText("The connection works", { exact: true }).waitFor();
  await close();
});

test("CON-6 a second org is added, and each project is bound to one of them", async () => {
  const { frame, close } = await site.openAdmin();
  await frame.getByRole("heading", { name: "Weftline Demo" }).waitFor();
  const add = frame.getByRole("button", { name: "Add another org" });
  await add.click();
  await frame.getByRole("heading", { name: "Connect another org" }).waitFor();
  await frame.getByRole("button", { name: "Cancel" }).click();
  await eventually("the focus is back on what opened the form", () => isFocused(add));
  await add.click();
  await frame.getByRole("radio", { name: /^Client credentials/ }).check();
  await frame.getByLabel("My Domain", { exact: false }).last().fill(MY_DOMAIN);
  await fillKeys(frame);
  await frame.getByRole("button", { name: "Connect", exact: true }).click();
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  assert.equal(await frame.getByRole("heading", { name: "Weftline Demo" }).count(), 2);
  const [first, second] = (await site.stack.call(adminPlace(), "connection", {})).connections;

  await goTo(frame, "Events");
  const org = frame.getByRole("combobox", { name: "Org of ENG" });
  await org.press("ArrowDown");
  await frame.getByRole("option").nth(1).click();
  await saveChanges(frame);
  const bound = (await site.configuration()).projects.map((/** @type {any} */ { key, connection }) => [key, connection]);
  assert.deepEqual(Object.fromEntries(bound), { ENG: second.id, SUP: null });
  await site.stack.call(adminPlace(), "disconnect", { connection: second.id });
  const panel = (/** @type {string} */ issue) => site.open("weftline-list", { issue });
  const resting = await panel("ENG-1");
  await failureShown(resting.frame, "notConnected");
  await resting.close();
  const working = await panel("SUP-1");
  await working.frame.getByText("No Salesforce records are linked.").waitFor();
  await working.close();
  const { connections } = await site.stack.call(adminPlace(), "connection", {});
  assert.deepEqual(connections.map((/** @type {any} */ { id }) => id), [first.id]);
  await close();
});

test("connection is refused to someone who is no admin", async () => {
  const { frame, close } = await site.open("weftline-admin", { account: JANE_DOE });
  const message = await failureShown(frame, "notPermitted");
  assert.match(await message.innerText(), /You may not do this/);
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
