import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogOf, failureShown, MIA_ADMIN, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** What is wrong with Salesforce, and how a person is told: each in its own words. */
const TROUBLES = /** @type {const} */ ([
  ["down", { fault: { kind: "serverError", status: 503 } }, "salesforceUnavailable", "Salesforce is not reachable"],
  ["cut_off", { fault: { kind: "cut" } }, "salesforceUnavailable", "Salesforce is not reachable"],
  ["slow", { fault: { kind: "hang" } }, "salesforceTimeout", "Salesforce did not answer in time"],
  ["out_of_calls", { fault: { kind: "limitExceeded" } }, "salesforceLimit", "Salesforce API calls are used up, or nearly so"],
  ["forbidden", { fault: { kind: "forbidden" } }, "salesforceForbidden", "Salesforce does not allow this"],
]);

for (const [name, fault, code, title] of TROUBLES) {
  test(`failure ${name} has its own message in panels and dialogs`, { timeout: 180_000 }, async () => {
    const [one] = await site.newCases({ Subject: name });
    const issue = `SUP-${2 + TROUBLES.findIndex(([each]) => each === name)}`;
    await site.link(issue, [one.id]);
    const { page, frame, close } = await site.open("weftline-list", { issue });
    await frame.getByRole("button", { name: one.number, exact: true }).waitFor();
    await frame.locator('[data-refreshing="false"]').waitFor();

    await site.addFault(fault);
    await frame.getByRole("button", { name: "Refresh" }).click();
    const stale = await failureShown(frame, code);
    assert.ok((await stale.innerText()).includes(title), await stale.innerText());
    await frame.getByText(one.number, { exact: true }).first().waitFor();

    await frame.getByRole("button", { name: one.number, exact: true }).click();
    const details = await failureShown(dialogOf(page), code);
    assert.ok((await details.innerText()).includes(title));
    await details.getByRole("button", { name: "Try again" }).waitFor();
    await dialogOf(page).getByRole("button", { name: "Close" }).last().click();

    await frame.getByRole("button", { name: "Link", exact: true }).click();
    await dialogOf(page).getByLabel("Search", { exact: true }).first().fill("anything");
    await page.keyboard.press("Enter");
    const search = await failureShown(dialogOf(page), code);
    assert.ok((await search.innerText()).includes(title));
    await close();
  });
}

test("failure no answer from the app ends the waiting after 40 seconds", async () => {
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("button", { name: "Test connection" }).waitFor();
  await page.clock.install();
  await page.route("**/api/invoke", () => {});
  await frame.getByRole("navigation").getByRole("button", { name: "Versions" }).click();
  await frame.locator('[data-loading="true"]').waitFor();
  await page.clock.fastForward(41_000);
  const message = await failureShown(frame, "noAnswer");
  assert.match(await message.innerText(), /Weftline did not answer/);

  await page.unroute("**/api/invoke");
  await message.getByRole("button", { name: "Try again" }).click();
  await frame.getByRole("table", { name: "Versions" }).waitFor();
  await close();
});

test("OFF-1 a panel whose app cannot be reached says so, keeps what it shows, and comes back", async () => {
  const [one] = await site.newCases({ Subject: "unreachable" });
  await site.link("SUP-10", [one.id]);
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { page, frame, close } = await site.open(module, { issue: "SUP-10", width: 800 });
    await frame.getByText(one.number, { exact: true }).first().waitFor();
    await frame.locator('[data-refreshing="false"]').waitFor();
    const refuse = (/** @type {import("playwright-core").Route} */ route) =>
      route.fulfill({ status: 500, json: { message: "internal" } });
    await page.route("**/api/invoke", refuse);
    await frame.getByRole("button", { name: "Refresh" }).click();
    const kept = await failureShown(frame, "appUnreachable");
    assert.match(await kept.innerText(), /Showing values from \d/);
    await frame.getByText(one.number, { exact: true }).first().waitFor();

    await page.reload();
    const alone = await failureShown(frame, "appUnreachable");
    assert.equal(await frame.getByText(one.number).count(), 0);
    await page.unroute("**/api/invoke", refuse);
    await alone.getByRole("button", { name: "Try again" }).click();
    await frame.getByText(one.number, { exact: true }).first().waitFor();
    assert.equal(await frame.locator("[data-failure]").count(), 0);
    await close();
  }
});

test("failure an error of the platform is a message too", async () => {
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("button", { name: "Test connection" }).waitFor();
  await page.route("**/api/invoke", (route) => route.fulfill({ status: 500, json: { message: "internal" } }));
  await frame.getByRole("navigation").getByRole("button", { name: "Versions" }).click();
  const message = await failureShown(frame, "appUnreachable");
  assert.match(await message.innerText(), /Weftline could not be reached/);
  await close();
});
