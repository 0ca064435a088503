import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { adminPlace, eventually, goTo, isFocused, JANE_DOE, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";
import { inStep, keepInStep } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await keepInStep(site);
  await inStep(site, "SUP-30");
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

const fact = (/** @type {FrameLocator} */ frame, /** @type {string} */ id) => frame.locator(`[data-fact="${id}"]`);

/** @returns {Promise<any>} */
const health = () => site.stack.call(adminPlace(), "health", {});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`OPS-3 each number has a plain judgement beside it, in ${theme}`, async () => {
    const { page, frame, close } = await site.openAdmin("Health", { theme });
    await fact(frame, "connection").getByText("Connected.").waitFor();
    for (const id of ["connection", "api", "poll", "drift", "work", "jira", "configuration", "failed"])
      assert.match((await fact(frame, id).getAttribute("data-judgement")) ?? "", /^(fine|watch|bad)$/, id);
    await fact(frame, "connection").getByText("Fine", { exact: true }).waitFor();
    await fact(frame, "failed").getByText("Nothing has failed.").waitFor();
    await fact(frame, "version").getByText(/^Weftline \d+\.\d+\.\d+, planner \d+$/).waitFor();
    const help = fact(frame, "help").getByRole("link", { name: "Guide for administrators" });
    assert.match((await help.getAttribute("href")) ?? "", /^https:\/\/.*administration\.md$/);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `health-${theme}`);
    await close();
  });
}

test("OPS-3 looking is free, and what changed is seen after a refresh by keyboard", async () => {
  await site.stack.resetCounts();
  const { page, frame, close } = await site.openAdmin("Health");
  await fact(frame, "connection").waitFor();
  const before = (await health()).connections[0].polledAtMs ?? 0;
  await site.wait(7 * 60 * 1_000);
  await eventually("Salesforce was looked at", async () => ((await health()).connections[0].polledAtMs ?? 0) > before);
  const refresh = frame.getByRole("button", { name: "Refresh" });
  await tabTo(page, refresh);
  await page.keyboard.press("Enter");
  await fact(frame, "poll").getByText(/^Looked at Salesforce /).waitFor();
  await fact(frame, "poll").getByText("Fine", { exact: true }).waitFor();
  await close();
});

test("D-6 the API use against limit and cap is told in words", async () => {
  await site.stack.control("salesforce", "POST", { requestsUsed: 96_000, dailyRequests: 100_000 });
  try {
    await site.wait(7 * 60 * 1_000);
    await eventually("the use is known", async () => (await health()).connections[0].budget === "stopped");
    const { page, frame, close } = await site.openAdmin("Settings");
    const banner = frame.locator('[data-health="bad"]');
    await banner.getByText("Something in Weftline needs action").waitFor();
    await banner.getByText(/API calls/).waitFor();
    assert.deepEqual(await violations(page), []);
    await banner.getByRole("button", { name: "Open Health" }).click();
    await fact(frame, "api").getByText(/^96,\d{3} of 100,000 in the last 24 hours \(96%\)\.$/).waitFor();
    await fact(frame, "api").getByText(/only clicks of users/).waitFor();
    await fact(frame, "api").getByText("Needs action", { exact: true }).waitFor();
    await frame.locator('[data-overall="bad"]').waitFor();
    await close();
  } finally {
    await site.stack.control("salesforce", "POST", { requestsUsed: 1_000, dailyRequests: 100_000 });
    await site.wait(20 * 60 * 1_000);
    await eventually("calls are free again", async () => (await health()).connections[0].budget === "free");
  }
});

test("OPS-3 what is worth knowing of the configuration is told with the page that has it", async () => {
  const { frame, close } = await site.openAdmin("Health");
  await fact(frame, "configuration").getByText(/^\d+ things? (is|are) worth knowing\.$/).waitFor();
  await fact(frame, "configuration").getByRole("button", { name: "Open Salesforce settings" }).click();
  await frame.getByRole("heading", { level: 2, name: "Salesforce settings" }).waitFor();
  await close();
});

test("OPS-5 a person is erased after a question, and an unknown one is told", async () => {
  const { page, frame, close } = await site.openAdmin("Health");
  const field = frame.getByLabel("Atlassian account ID");
  await field.fill("5b10a000000000000000ffff");
  await field.press("Enter");
  const asked = frame.getByRole("dialog", { name: "Erase this person?" });
  await asked.waitFor();
  assert.deepEqual(await violations(page), []);
  await asked.getByRole("button", { name: "Cancel" }).click();
  await asked.waitFor({ state: "detached" });
  await field.press("Enter");
  await asked.getByRole("button", { name: "Erase" }).click();
  await frame.getByText("Nothing was stored of this person.").waitFor();
  await close();
});

test("OPS-3 health, and erasing, are refused to someone who is no admin", async () => {
  for (const [call, payload] of /** @type {const} */ ([
    ["health", {}],
    ["eraseAccount", { accountId: JANE_DOE }],
    ["outboundMessages", { connection: "main", renew: true, remove: false }],
  ]))
    for (const place of [adminPlace(JANE_DOE), { account: JANE_DOE, module: "weftline-list", issue: "SUP-1" }]) {
      const { body } = await site.stack.invoke(place, call, payload);
      assert.equal(body.failure?.code, "notPermitted", call);
    }
});

test("SYNC-5 outbound messages are set up with an address that is shown once, and taken away after a question", async () => {
  const { page, frame, close } = await site.openAdmin("Connection");
  const section = frame.locator('[data-outbound="main"]');
  await section.getByText("Not set up").waitFor();
  await section.getByRole("button", { name: "Make an address" }).click();
  await section.getByText("Set up", { exact: true }).waitFor();
  const url = await section.locator("code").innerText();
  assert.match(url, /[?&]token=[0-9a-f]{32,}/);
  await section.getByRole("button", { name: "Copy Endpoint URL" }).waitFor();
  await section.getByText("Nothing was heard yet.").waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(section, "outbound-light");

  await goTo(frame, "Health");
  await goTo(frame, "Connection");
  await section.getByText("Set up", { exact: true }).waitFor();
  assert.equal(await section.locator("code").count(), 0, "nobody is told a second time");

  await section.getByRole("button", { name: "Make a new address" }).click();
  await frame.getByRole("dialog", { name: "Make a new address?" }).getByRole("button", { name: "Make a new address" }).click();
  await section.locator("code").waitFor();
  assert.notEqual(await section.locator("code").innerText(), url);

  const remove = section.getByRole("button", { name: "Remove the address" });
  await remove.click();
  const asked = frame.getByRole("dialog", { name: "Remove the address?" });
  await asked.getByRole("button", { name: "Cancel" }).click();
  await asked.waitFor({ state: "detached" });
  await eventually("the focus is back", () => isFocused(remove));
  await remove.click();
  await asked.getByRole("button", { name: "Remove the address" }).click();
  await section.getByText("Not set up").waitFor();
  await section.getByText("The address is removed.").waitFor();
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
