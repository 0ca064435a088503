import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, JANE_DOE, startSite, tabTo } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {any} */
let settings;
before(async () => {
  site = await startSite();
  const { objects, settings: before } = await site.configuration();
  settings = before;
  const [{ mappings }] = objects;
  const { mapping } = mappings.find((/** @type {any} */ each) => each.project === "*");
  const fields = mapping.fields.map((/** @type {any} */ each) => ({ ...each, potentialResults: each.field === "Subject" }));
  await site.save({ name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields } } });
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
  await site?.set(settings);
});

const panel = (/** @type {string} */ issue) => ({ account: JANE_DOE, module: "weftline-list", issue });

/**
 * The create form, and how often it has asked for what.
 * @param {string} issue
 * @param {(page: Page) => Promise<void>} [prepare]
 */
async function openForm(issue, prepare) {
  const { page, frame, close } = await site.open("weftline-list", { issue });
  /** @type {any[]} */
  const asked = [];
  page.on("request", (request) => {
    if (!request.url().endsWith("/api/invoke")) return;
    const { functionKey, payload } = request.postDataJSON();
    if (functionKey === "potentialResults") asked.push(payload);
  });
  await prepare?.(page);
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const form = dialogOf(page);
  await form.getByLabel("Subject").waitFor();
  const results = form.getByRole("region", { name: "Potential results" });
  return { page, frame, form, results, asked, close };
}

/** Answers of `potentialResults` wait until they are let go. @param {Page} page */
async function held(page) {
  /** @type {(() => void)[]} */
  const waiting = [];
  await page.route("**/api/invoke", async (route) => {
    if (route.request().postDataJSON().functionKey === "potentialResults") await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    await route.continue().catch(() => undefined);
  });
  return waiting;
}

test("CRT-3 similar records appear while one types, with the search fields, and one is linked instead", async () => {
  const [one, other] = await site.newCases({ Subject: "capstan howls tonight", Status: "Working" }, { Subject: "zither hums" });
  await site.link("SUP-1", [other.id]);
  const { page, frame, form, results, close } = await openForm("SUP-1");
  await form.getByLabel("Subject").fill(one.subject);
  const found = results.getByRole("listitem").filter({ hasText: one.number });
  await found.waitFor();
  assert.match(await found.innerText(), /Subject\s*Weftline\d+ capstan howls tonight/);
  assert.match(await found.innerText(), /Status\s*Working/i);
  const address = await found.getByRole("link", { name: `Open ${one.number} in Salesforce` }).getAttribute("href");
  assert.ok(address?.includes(one.id.slice(0, 15)));
  await form.getByRole("status").filter({ hasText: /similar records? found/ }).first().waitFor({ state: "attached" });

  await form.getByLabel("Subject").fill(other.subject);
  const linked = results.getByRole("listitem").filter({ hasText: other.number });
  await linked.getByText("Linked", { exact: true }).waitFor();
  assert.equal(await linked.getByRole("button").count(), 0, "what is linked already cannot be linked");

  await form.getByLabel("Subject").fill(one.subject);
  await results.getByRole("button", { name: `Link ${one.number}` }).click();
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  assert.equal((await site.casesWith(one.subject)).length, 1, "nothing was created");
  await close();
});

test("CRT-3 nothing is asked while one still types, nor for fields that are not looked by", async () => {
  const { form, results, asked, close } = await openForm("SUP-2");
  await eventually("what the issue gave was looked for", async () => asked.length === 1);
  await form.getByLabel("Subject").press("End");
  await form.getByLabel("Subject").pressSequentially(" and some more words", { delay: 10 });
  await eventually("the text was looked for", async () => asked.length > 1);
  assert.match(asked.at(-1).values.Subject, / and some more words$/, "once, when one had finished");
  assert.equal(asked.length, 2);
  await form.getByLabel("Description").fill("Another description");
  await form.getByLabel("Subject").fill("");
  await results.getByText("Similar records appear here while you fill in the form.").waitFor();
  assert.equal(asked.length, 2, "the description is not looked by, and nothing is asked without a value");
  assert.deepEqual(Object.keys(asked[1].values), ["Subject"], "only what is looked by is sent");
  await close();
});

test("CRT-3 the answer to what is typed no longer is not shown, and typing goes on meanwhile", async () => {
  const [early, late] = await site.newCases({ Subject: "pump whistles" }, { Subject: "roof leaks" });
  /** @type {(() => void)[]} */
  let waiting = [];
  const { form, results, asked, close } = await openForm("SUP-3", async (page) => {
    waiting = await held(page);
  });
  const subject = form.getByLabel("Subject");
  await subject.fill(early.subject);
  await eventually("the first text is asked for", async () => asked.some(({ values }) => values.Subject === early.subject));
  await subject.fill(late.subject);
  await results.getByText("Looking for similar records").waitFor();
  await eventually("the second text is asked for", async () => asked.some(({ values }) => values.Subject === late.subject));
  await eventually("all are held", async () => waiting.length === asked.length);
  for (const go of waiting.reverse()) go();
  await results.getByRole("listitem").filter({ hasText: late.number }).waitFor();
  assert.equal(await results.getByText(early.number, { exact: true }).count(), 0);
  assert.equal(await subject.inputValue(), late.subject);
  await close();
});

test("CRT-3 when salesforce is down the form works on and says so quietly", async () => {
  const { form, results, close } = await openForm("SUP-4");
  await site.addFault({ fault: { kind: "serverError", status: 503 } });
  await form.getByLabel("Subject").fill("something else entirely");
  await results.getByText(/^Similar records could not be looked for/).waitFor({ timeout: 40_000 });
  assert.equal(await form.getByRole("alert").count(), 0, "nobody is alarmed");
  assert.ok(await form.getByLabel("Subject").isEnabled());
  await site.clearFaults();
  await results.getByRole("button", { name: "Try again" }).click();
  await results.getByText(/No similar records found|Records that may be/).waitFor();
  await close();
});

test("TGL-4 CRT-3 without potential results the form has none and the resolver refuses the call", async () => {
  await site.set({ showPotentialResults: false });
  const { form, results, asked, close } = await openForm("SUP-5");
  await form.getByLabel("Subject").fill("something to look for");
  await form.getByLabel("Description").fill("and more");
  assert.equal(await results.count(), 0);
  assert.equal(asked.length, 0);
  await close();
  const { body } = await site.stack.invoke(panel("SUP-5"), "potentialResults", { object: "Case", values: { Subject: "something" } });
  assert.equal(body.failure?.code, "notPermitted");
});

test("TGL-4 CRT-3 an open form loses its potential results when they are switched off", async () => {
  const { form, results, close } = await openForm("SUP-6");
  await results.waitFor();
  await site.set({ showPotentialResults: false });
  await form.getByLabel("Subject").fill("something to look for now");
  await results.waitFor({ state: "detached" });
  assert.equal(await form.getByLabel("Subject").inputValue(), "something to look for now");
  await close();
});

test("TGL-5 CRT-3 without redirect similar records have no way to salesforce", async () => {
  await site.set({ allowRedirect: false });
  const [one] = await site.newCases({ Subject: "no way out" });
  const { form, results, close } = await openForm("SUP-7");
  await form.getByLabel("Subject").fill(one.subject);
  const found = results.getByRole("listitem").filter({ hasText: one.number });
  await found.waitFor();
  assert.equal(await found.getByRole("link", { name: /^Open / }).count(), 0);
  await close();
});

test("CRT-3 a similar record is linked by keyboard alone, and narrow the results stand below the form", async () => {
  const [one] = await site.newCases({ Subject: "reached by keyboard" });
  const { page, form, results, close } = await openForm("SUP-8");
  await page.setViewportSize({ width: 600, height: 900 });
  await form.getByLabel("Subject").fill(one.subject);
  const link = results.getByRole("button", { name: `Link ${one.number}` });
  await link.waitFor();
  const [formBox, resultBox] = [await form.locator("form").boundingBox(), await results.boundingBox()];
  assert.ok(formBox !== null && resultBox !== null && resultBox.y >= formBox.y + formBox.height, "below, where it is narrow");
  await form.getByLabel("Subject").focus();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await close();
});

test("LNK-4 CRT-3 a similar record that another issue has is linked here too only after a question", async () => {
  const [one] = await site.newCases({ Subject: "shared flywheel" });
  await site.link("SUP-30", [one.id]);
  const { page, form, results, close } = await openForm("SUP-9");
  await form.getByLabel("Subject").fill(one.subject);
  const found = results.getByRole("listitem").filter({ hasText: one.number });
  await found.getByText("On 1 other work item").waitFor();
  await results.getByRole("button", { name: `Link ${one.number}` }).click();
  await results.getByRole("button", { name: "Do not link" }).click();
  assert.ok(await form.getByLabel("Subject").isEnabled(), "the form goes on");
  await results.getByRole("button", { name: `Link ${one.number}` }).click();
  await results.getByRole("button", { name: "Link it here too" }).click();
  await dialogClosed(page);
  await page.getByText("1 record linked").waitFor();
  await close();
});
