import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { answerLogin, dialogClosed, dialogOf, eventually, MIA_ADMIN, picture, startSite, tabTo } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */
/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

const directory = mkdtempSync(path.join(tmpdir(), "weftline-setup-"));
const record = path.join(directory, "exchanges.jsonl");

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {{ where: string, text: string }[]} everything that reached or left a page */
const seen = [];
/** @type {Promise<unknown>[]} */
const reading = [];
before(async () => {
  site = await startSite({ unconfigured: true, watched: true, record });
  site.onPage((page) => {
    page.on("console", (message) => seen.push({ where: "a page's console", text: message.text() }));
    page.on("request", (request) => {
      const sent = request.postData() ?? "";
      // What an admin types into the form has to be sent once, and to Salesforce's own page the password.
      const typed = /"functionKey":"(beginLogin|connect)"/.test(sent) || request.url().includes("/services/oauth2/");
      if (!typed) seen.push({ where: `a page's request of ${request.url().split("?")[0]}`, text: sent });
    });
    page.on("response", (response) => {
      const type = response.headers()["content-type"] ?? "";
      if (!/json|html/.test(type)) return;
      const where = `the answer to a page's request of ${response.url().split("?")[0]}`;
      reading.push(response.text().then((text) => seen.push({ where, text }), () => undefined));
    });
  });
});
after(async () => {
  await site?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/**
 * What pages hold when they are left; what an admin has typed into a field for a secret stays in that field.
 * @param {Page} page
 * @param {string} where
 */
async function look(page, where) {
  for (const frame of page.frames()) {
    const text = (await frame.content()).replace(/<input[^>]*type="password"[^>]*>/g, "");
    seen.push({ where: `the page ${where}`, text });
  }
}

/** Goes on to the next step of the set-up. @param {FrameLocator} frame @param {string} name */
const next = (frame, name) => frame.getByRole("button", { name: `Next: ${name}` });

test("CON-1 CON-2 EVT-3 PNL-2 CRT-4 from an empty site to a working panel by mouse", async () => {
  assert.equal(site.stack.world.configured, false);
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("heading", { name: "Connect a Salesforce org" }).waitFor();
  await frame.getByText("Set-up: step 1 of 5").waitFor();
  await frame.getByText("Connect an org to go on.").waitFor();
  await picture(page.locator("main iframe"), "setup-guide-light");
  for (let step = 1; step <= 7; step += 1) await frame.getByRole("button", { name: `Done with step ${step}` }).click();
  await frame.getByLabel("Consumer key").fill(site.stack.world.clientId);
  await frame.getByLabel("Consumer secret").fill(site.stack.world.clientSecret);
  const login = frame.getByRole("button", { name: "Login to Salesforce" });
  const tab = await answerLogin(page, () => login.click(), site.stack.world, "Allow");
  await look(tab, "that Salesforce leads back to");
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  await look(page, "of the connection");

  await next(frame, "Events").click();
  await frame.getByText("Choose a project and save to go on.").waitFor();
  await frame.getByRole("checkbox", { name: "Support (SUP)" }).check({ force: true });
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Saved as version 1").waitFor();
  await look(page, "of the events");
  await next(frame, "Settings").click();
  await frame.getByRole("switch", { name: "Allow linking" }).waitFor();
  await next(frame, "Fields").click();
  await frame.getByRole("region", { name: "Chosen fields, Search" }).waitFor();
  await next(frame, "Salesforce settings").click();
  await frame.getByRole("table", { name: "Mapping of Case" }).waitFor();
  await look(page, "of the mapping");
  await frame.getByRole("button", { name: "Finish set-up" }).click();
  await page.getByText("Weftline is set up").waitFor();
  await frame.getByText(/^Set-up: step/).waitFor({ state: "detached" });
  await close();

  const issue = await site.openIssue("SUP-1");
  await issue.list.getByText("No Salesforce records are linked.").waitFor();
  await issue.list.getByRole("button", { name: "Create", exact: true }).first().click();
  const dialog = dialogOf(issue.page);
  const subject = `Set up by mouse ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialogClosed(issue.page);
  const [made] = await site.casesWith(subject);
  await issue.list.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  await issue.compact.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  await look(issue.page, "of the issue");
  await issue.close();
});

test("CON-1 CON-2 EVT-3 PNL-2 CRT-4 OPS-7 from an empty site to a working panel by keyboard alone", async () => {
  await site.stack.control("reset", "POST", { configured: false });
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("heading", { name: "Connect a Salesforce org" }).waitFor();
  const press = async (/** @type {import("playwright-core").Locator} */ control, key = "Enter") => {
    await tabTo(page, control);
    await page.keyboard.press(key);
  };
  const type = async (/** @type {import("playwright-core").Locator} */ control, /** @type {string} */ text) => {
    await tabTo(page, control);
    await page.keyboard.type(text);
  };
  await frame.locator("body").focus();
  await press(frame.getByRole("button", { name: "Done with step 1" }));
  await press(frame.getByRole("button", { name: "Done with step 2" }));
  await type(frame.getByLabel("Consumer key"), site.stack.world.clientId);
  await type(frame.getByLabel("Consumer secret"), site.stack.world.clientSecret);
  const opening = page.context().waitForEvent("page");
  await page.keyboard.press("Enter");
  const tab = await opening;
  await tab.getByRole("heading", { name: "Log in and allow access" }).waitFor();
  await tabTo(tab, tab.getByLabel("Username"));
  await tab.keyboard.type(site.stack.world.username);
  await tabTo(tab, tab.getByLabel("Password"));
  await tab.keyboard.type(site.stack.world.password);
  await tabTo(tab, tab.getByRole("button", { name: "Allow" }));
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/\/x1\//);
  await look(tab, "that Salesforce leads back to");

  await page.bringToFront();
  await frame.getByText("Connected to Weftline Demo.").waitFor();
  await press(next(frame, "Events"));
  await press(frame.getByRole("checkbox", { name: "Support (SUP)" }), "Space");
  await press(frame.getByRole("button", { name: "Save changes" }));
  await frame.getByText("Saved as version 1").waitFor();
  await press(next(frame, "Settings"));
  const images = frame.getByRole("switch", { name: "Show inline images" });
  const before = await images.isChecked();
  await press(images, "Space");
  await frame.locator('[data-setting="showImages"]').getByText("Saved.", { exact: true }).waitFor();
  assert.equal(await images.isChecked(), !before);
  await press(next(frame, "Fields"));
  await frame.getByRole("region", { name: "Chosen fields, Search" }).waitFor();
  await tabTo(page, frame.getByRole("tab", { name: "Search" }));
  await page.keyboard.press("ArrowRight");
  await frame.getByRole("region", { name: "Chosen fields, Details" }).waitFor();
  const down = frame.getByRole("button", { name: /^Move Subject down$/ });
  await press(down);
  await frame.getByText(/^Subject is now number \d+ of \d+\.$/).waitFor({ state: "attached" });
  await press(frame.getByRole("button", { name: "Save changes" }));
  await frame.getByText(/^Saved as version \d+$/).waitFor();
  await press(next(frame, "Salesforce settings"));
  await frame.getByRole("table", { name: "Mapping of Case" }).waitFor();
  await press(frame.getByRole("button", { name: "Configure Subject" }));
  const gear = frame.getByRole("dialog", { name: "Configure Subject" });
  await type(gear.getByLabel("Label in the create form"), "Headline");
  await press(gear.getByRole("button", { name: "Apply" }));
  await gear.waitFor({ state: "detached" });
  await press(frame.getByRole("button", { name: "Save changes" }));
  await frame.getByText(/^Saved as version \d+$/).waitFor();
  await press(frame.getByRole("button", { name: "Finish set-up" }));
  await page.getByText("Weftline is set up").waitFor();
  await close();

  const panel = await site.open("weftline-list", { issue: "SUP-1", account: MIA_ADMIN });
  await panel.frame.getByText("No Salesforce records are linked.").waitFor();
  await panel.frame.locator("body").focus();
  await tabTo(panel.page, panel.frame.getByRole("button", { name: "Create", exact: true }).first());
  await panel.page.keyboard.press("Enter");
  const dialog = dialogOf(panel.page);
  await tabTo(panel.page, dialog.getByLabel("Headline"));
  await panel.page.keyboard.press("ControlOrMeta+A");
  const subject = `Set up by keyboard ${process.pid}`;
  await panel.page.keyboard.type(subject);
  await tabTo(panel.page, dialog.getByRole("button", { name: "Create", exact: true }));
  await panel.page.keyboard.press("Enter");
  await dialogClosed(panel.page);
  const [made] = await site.casesWith(subject);
  await panel.frame.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  await panel.close();
});

test("CON-4 no secret is in any log, trace, error, stored document or page of the whole run", async () => {
  // Failures say things too: a login that is denied, one with a wrong secret, a connection that was taken back.
  const wrong = "a-wrong-secret-that-nobody-may-see";
  const { page, frame, close } = await site.openAdmin("Connection");
  await frame.getByRole("button", { name: "Reconnect", exact: true }).click();
  await frame.getByLabel("Consumer secret").fill(wrong);
  const login = frame.getByRole("button", { name: "Login to Salesforce" });
  await answerLogin(page, () => login.click(), site.stack.world, "Allow");
  await frame.locator("[data-failure]").waitFor();
  await look(page, "of a failure");
  await site.stack.control("switches", "POST", { name: "tokenRevoked", on: true });
  await frame.getByRole("button", { name: "Cancel" }).click();
  await frame.getByRole("button", { name: "Test connection" }).click();
  await frame.locator('[data-failure], [data-check="login"]').first().waitFor();
  await look(page, "of a failure");
  await site.stack.control("switches", "POST", { name: "tokenRevoked", on: false });
  await frame.getByRole("button", { name: "Disconnect" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await frame.getByText(/is disconnected\.$/).waitFor();
  await look(page, "of the connection");
  await close();
  await Promise.all(reading);

  const { salesforce, forge } = site.stack.exchanges();
  /** @type {Map<string, string>} each secret, and what it is */
  const secrets = new Map([[site.stack.world.clientSecret, "client_secret"], [wrong, "client_secret"]]);
  for (const { url, requestBody, responseBody, location } of salesforce) {
    if (!url.startsWith("/services/oauth2/")) continue;
    const form = new URLSearchParams(requestBody);
    for (const name of ["client_secret", "code", "code_verifier", "refresh_token", "token"]) learn(name, form.get(name));
    if (URL.canParse(location)) learn("code", new URL(location).searchParams.get("code"));
    for (const [, name = "", value] of responseBody.matchAll(/"(access_token|refresh_token)"\s*:\s*"([^"]+)"/g)) learn(name, value);
  }
  /** @param {string} name @param {string | null | undefined} value */
  function learn(name, value) {
    if (value !== null && value !== undefined && value.length > 8) secrets.set(value, name);
  }
  const kinds = new Set(secrets.values());
  for (const kind of ["client_secret", "code", "code_verifier", "access_token", "refresh_token"]) assert.ok(kinds.has(kind), kind);

  const kept = forge.filter(({ url }) => url.includes("/secret/"));
  assert.ok([...secrets.keys()].some((secret) => kept.some(({ requestBody }) => requestBody.includes(secret))), "the secret storage has them");
  /** @type {{ where: string, text: string }[]} */
  const produced = [
    ...seen,
    { where: "the log of the app and the local host", text: site.stack.log() },
  ];
  for (const { method, url, requestBody, responseBody } of forge) {
    const [route = ""] = url.split("?");
    if (route.includes("/secret/")) continue;
    // The platform carries Salesforce's code to the app: in the address that the browser is sent to, and in its delivery.
    const carries = route.startsWith("/x1/") || (method === "GET" && route === "/deliveries");
    produced.push({ where: `${method} ${route} of the platform`, text: carries ? "" : `${url}\n${requestBody}` });
    if (!(method === "GET" && route === "/deliveries")) produced.push({ where: `the answer to ${method} ${route}`, text: responseBody });
  }
  for (const { method, url, requestBody, responseBody } of salesforce) {
    if (!url.startsWith("/services/oauth2/")) produced.push({ where: `${method} ${url} of Salesforce`, text: `${url}\n${requestBody}\n${responseBody}` });
  }
  await eventually("the recording is on disk", async () => readFileSync(record, "utf8").length > 1000);
  produced.push({ where: "the recording", text: readFileSync(record, "utf8") });
  assert.ok(seen.length > 100 && produced.length > 300, `${seen.length} and ${produced.length} texts`);

  const leaks = new Set();
  for (const { where, text } of produced)
    for (const [secret, kind] of secrets)
      if (text.includes(secret) || text.includes(encodeURIComponent(secret))) leaks.add(`a ${kind} is in ${where}`);
  assert.deepEqual([...leaks], []);
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
