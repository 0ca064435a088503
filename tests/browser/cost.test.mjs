import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, dialogClosed, dialogOf, eventually, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** The Salesforce calls of each invocation of a page's call since the last reset. @param {string} label */
async function callsOf(label) {
  const { invocations } = await site.stack.counts();
  return invocations
    .filter((/** @type {any} */ invocation) => invocation.label === label)
    .map((/** @type {any} */ invocation) => invocation.calls.salesforce);
}

test("PNL-1 opening a panel takes one salesforce call however many records", async () => {
  const cases = await site.newCases(...Array.from({ length: 20 }, () => ({ Subject: "many" })));
  await site.link("SUP-2", cases.map(({ id }) => id));
  await site.stack.resetCounts();
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  await frame.getByText(cases[0]?.number ?? "", { exact: true }).first().waitFor();
  await frame.locator('[data-refreshing="false"]').waitFor();
  assert.deepEqual((await callsOf("panel")).sort(), [0, 1], "what is stored costs nothing");
  await close();
});

test("LNK-2 linking several records takes one salesforce call", async () => {
  const [one, two, three] = await site.newCases({ Subject: "cheap" }, { Subject: "cheap" }, { Subject: "cheap" });
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  await frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill("cheap");
  await page.keyboard.press("Enter");
  for (const { number } of [one, two, three])
    await dialog.getByRole("checkbox", { name: `Select ${number}` }).check({ force: true });
  await site.stack.resetCounts();
  await dialog.getByRole("button", { name: "Link 3 records" }).click();
  await dialogClosed(page);
  assert.deepEqual(await callsOf("link"), [1]);
  await close();
});

test("CRT-4 creating a record takes at most two salesforce calls", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Subject").waitFor();
  await site.stack.resetCounts();
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialogClosed(page);
  const [calls, ...more] = await callsOf("create");
  assert.deepEqual(more, []);
  assert.ok(calls <= 2, `${calls} calls`);
  await close();
});

test("VIEW-2 opening details takes one salesforce call", async () => {
  const [one] = await site.newCases({ Subject: "details" });
  await site.link("SUP-5", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-5" });
  await frame.getByRole("button", { name: one.number, exact: true }).waitFor();
  await site.stack.resetCounts();
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  await dialogOf(page).locator("dl").waitFor();
  assert.deepEqual(await callsOf("details"), [1]);
  await close();
});

test("PNL-1 opening a panel with twenty records of four objects takes one salesforce call", async () => {
  const own = ["Account", "Contact", "Field_Visit__c"];
  const { objects } = await site.configuration();
  const [{ fields }] = objects;
  const shown = (/** @type {string} */ object) => ({ ...fields, object, search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] });
  await site.save(...own.map((object) => ({ name: `fields:${object}`, content: { kind: "fields", content: shown(object) } })));
  for (const object of ["Case", ...own]) {
    const { records } = await site.stack.salesforce(`/query?q=${encodeURIComponent(`SELECT Id FROM ${object} LIMIT 5`)}`);
    await site.link("SUP-6", records.map((/** @type {any} */ record) => record.Id), object);
  }
  await site.stack.resetCounts();
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-6" });
  for (const objects of ["Cases", "Accounts", "Contacts", "Field Visits"]) await frame.getByRole("table", { name: objects }).waitFor();
  await frame.locator('[data-refreshing="false"]').first().waitFor();
  const calls = async () => (await callsOf("panel")).toSorted().join();
  await eventually("Salesforce was asked", async () => (await calls()).includes("1"));
  assert.equal(await calls(), "0,1", "what is stored costs nothing, what is new one call");
  await close();
});

test("VIEW-3 VIEW-4 VIEW-5 each tab takes one salesforce call when it is first opened, and so does a post", async () => {
  const [one] = await site.newCases({ Subject: "tabs" });
  await site.link("SUP-7", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-7" });
  await frame.getByRole("button", { name: one.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  for (const [tab, label] of /** @type {const} */ ([["Comments", "comments"], ["Feed posts", "feed"], ["Emails", "emails"]])) {
    await site.stack.resetCounts();
    await dialog.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await eventually(`the tab ${tab} has asked`, async () => (await callsOf(label)).some((/** @type {number} */ calls) => calls > 0));
    assert.deepEqual(await callsOf(label), [1], tab);
    await dialog.getByRole("tab", { name: /^Details/ }).click();
    await dialog.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    assert.deepEqual(await callsOf(label), [1], `${tab}, opened again`);
  }
  const panel = { account: JANE_DOE, module: "weftline-list", issue: "SUP-7" };
  await site.stack.resetCounts();
  await site.stack.call(panel, "postComment", { recordId: one.id, postId: "1".repeat(32), text: "Counted", public: false });
  await site.stack.call(panel, "postFeed", { recordId: one.id, postId: "2".repeat(32), html: "<p>Counted</p>", replyTo: null });
  assert.deepEqual([...(await callsOf("postComment")), ...(await callsOf("postFeed"))], [1, 1]);
  await close();
});
