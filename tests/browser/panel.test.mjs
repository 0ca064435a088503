import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogOf, failureShown, SAM_VIEWER, startSite } from "./support.mjs";

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

test("PNL-1 compact view shows a few fields of each record by object", async () => {
  const [one, two] = await site.newCases({ Subject: "fan", Status: "Working", Priority: "High" }, { Subject: "fan" });
  await site.link("SUP-6", [one.id, two.id]);
  const { frame, close } = await site.open("weftline-compact", { issue: "SUP-6", width: 340 });
  await frame.getByRole("heading", { name: "Cases" }).waitFor();
  const record = frame.getByRole("listitem").filter({ hasText: one.number });
  const text = await record.innerText();
  for (const value of [one.number, "Working", "High"]) assert.match(text, new RegExp(value));
  assert.equal(await frame.getByRole("listitem").count(), 2);
  assert.ok((await frame.locator("body").evaluate((body) => body.scrollWidth)) <= 340, "nothing sticks out of the narrow panel");
  await close();
});

test("PNL-1 empty panel says so and offers both ways out", async () => {
  const { page, frame, close } = await site.open("weftline-compact", { issue: "SUP-7", width: 340 });
  await frame.getByText("No Salesforce records are linked. Link one or create one.").waitFor();
  await frame.getByRole("button", { name: "Create", exact: true }).waitFor();
  await frame.getByRole("button", { name: "Link", exact: true }).click();
  await dialogOf(page).getByRole("heading", { name: "Link Salesforce records" }).waitFor();
  await close();
});

test("PNL-2 list view shows a table with the newest link on top and sorts", async () => {
  const [first, second, third] = await site.newCases({ Subject: "b" }, { Subject: "c" }, { Subject: "a" });
  for (const { id } of [first, second, third]) await site.link("SUP-8", [id]);
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-8" });
  const names = async () =>
    (await frame.getByRole("row").allInnerTexts()).flatMap((text) => /\b\d{8}\b/.exec(text) ?? []);
  await frame.getByRole("table", { name: "Cases" }).waitFor();
  assert.deepEqual(await names(), [third.number, second.number, first.number], "the newest link is on top");

  await frame.getByRole("columnheader", { name: "Case Number" }).getByRole("button").click();
  assert.deepEqual(await names(), [first.number, second.number, third.number]);
  const headings = (await frame.getByRole("columnheader").allInnerTexts()).map((text) => text.trim());
  for (const heading of ["Case Number", "Subject", "Status", "Priority", "Linked"])
    assert.ok(headings.includes(heading), `${heading} is among ${headings.join(", ")}`);
  await frame.getByText("Updated just now").waitFor();
  await close();
});

test("PNL-3 details open by the pop out icon and by the name", async () => {
  const [one] = await site.newCases({ Subject: "lamp" });
  await site.link("SUP-9", [one.id]);
  for (const [module, opener] of /** @type {const} */ ([
    ["weftline-compact", `Show details of ${one.number}`],
    ["weftline-list", one.number],
  ])) {
    const { page, frame, close } = await site.open(module, { issue: "SUP-9", width: 800 });
    await frame.getByRole("button", { name: opener, exact: true }).click();
    await dialogOf(page).getByRole("heading", { name: one.number }).waitFor();
    await dialogOf(page).getByRole("tab", { name: "Details" }).waitFor();
    await close();
  }
});

test("who may only look finds nothing to change", async () => {
  const [one] = await site.newCases({ Subject: "desk" });
  await site.link("SUP-10", [one.id]);
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-10", account: SAM_VIEWER });
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  for (const name of ["Create", "Link", "Unlink"])
    assert.equal(await frame.getByRole("button", { name, exact: true }).count(), 0, name);
  assert.equal(await frame.getByRole("checkbox").count(), 0);
  await close();
});

test("OFF-1 stored values are shown with their age while salesforce is down", async () => {
  const [one] = await site.newCases({ Subject: "roof", Status: "Escalated" });
  await site.link("SUP-11", [one.id]);
  const before = await site.open("weftline-list", { issue: "SUP-11" });
  await before.frame.getByText(one.number, { exact: true }).first().waitFor();
  await before.close();

  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { frame, close } = await site.open(module, { issue: "SUP-11", width: 800 });
    const message = await failureShown(frame, "salesforceUnavailable");
    assert.match(await message.innerText(), /Salesforce is not reachable[\s\S]*Showing values from \d/);
    await frame.getByText(one.number, { exact: true }).first().waitFor();
    await frame.getByText("Escalated").first().waitFor();
    await close();
  }

  const { frame, close } = await site.open("weftline-list", { issue: "SUP-11" });
  await failureShown(frame, "salesforceUnavailable");
  await site.clearFaults();
  await frame.getByRole("button", { name: "Try again" }).click();
  await frame.locator("[data-failure]").waitFor({ state: "detached" });
  await close();
});

test("PNL-2 a record that salesforce no longer shows is marked", async () => {
  const [one] = await site.newCases({ Subject: "gone" });
  await site.link("SUP-12", [one.id]);
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "DELETE");
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-12" });
  await frame.getByText("Not found").waitFor();
  assert.equal(await frame.getByRole("button", { name: one.number, exact: true }).count(), 0);
  await close();
});
