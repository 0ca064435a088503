import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, startSite, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

test("UNL-1 chosen records are listed unlinked and stay in salesforce", async () => {
  const [one, two, three] = await site.newCases({ Subject: "x" }, { Subject: "y" }, { Subject: "z" });
  await site.link("SUP-2", [one.id, two.id, three.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  const unlink = frame.getByRole("button", { name: "Unlink", exact: true });
  await frame.getByText(one.number, { exact: true }).first().waitFor();
  assert.ok(await unlink.isDisabled(), "there is nothing to unlink before something is chosen");
  await frame.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await frame.getByRole("checkbox", { name: `Select ${two.number}` }).check({ force: true });
  await unlink.click();

  const dialog = dialogOf(page);
  await dialog.getByText("They are not deleted in Salesforce.").waitFor();
  const listed = await dialog.getByRole("group", { name: "Records to unlink" }).innerText();
  assert.ok(listed.includes(one.number) && listed.includes(two.number) && !listed.includes(three.number), listed);
  await dialog.getByRole("button", { name: "Unlink 2 records" }).click();
  await dialogClosed(page);

  await page.getByText("2 records unlinked").waitFor();
  await frame.getByText(one.number, { exact: true }).first().waitFor({ state: "detached" });
  await frame.getByText(three.number, { exact: true }).first().waitFor();
  assert.equal((await site.casesWith(one.subject)).length, 1, "the record itself is still there");
  await close();
});

test("UNL-1 from the compact views menu and cancel changes nothing", async () => {
  const [one] = await site.newCases({ Subject: "keep" });
  await site.link("SUP-3", [one.id]);
  const { page, frame, close } = await site.open("weftline-compact", { issue: "SUP-3", width: 340 });
  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Unlink" }).click();
  const dialog = dialogOf(page);
  assert.ok(await dialog.getByRole("button", { name: "Unlink records" }).isDisabled());
  await dialog.getByRole("checkbox", { name: one.number }).check({ force: true });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialogClosed(page);
  await frame.getByText(one.number, { exact: true }).first().waitFor();

  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Unlink" }).click();
  await dialog.getByRole("checkbox", { name: one.number }).check({ force: true });
  await dialog.getByRole("button", { name: "Unlink 1 record" }).click();
  await dialogClosed(page);
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await close();
});

test("UNL-1 more records than one call takes are unlinked, those in sight are in the page, all are chosen at once", async () => {
  const ids = [];
  for (let from = 0; from < 240; from += 120) {
    const records = Array.from({ length: 120 }, (_, index) => ({ attributes: { type: "Case" }, Subject: `Unlink ${from + index}`, Status: "New", Origin: "Web" }));
    const made = await site.stack.salesforce("/composite/sobjects", "POST", { allOrNone: true, records });
    ids.push(...made.map((/** @type {any} */ { id }) => id));
  }
  for (let from = 0; from < ids.length; from += 120) await site.link("SUP-4", ids.slice(from, from + 120));
  const { page, frame, close } = await site.open("weftline-compact", { issue: "SUP-4", width: 340 });
  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Unlink" }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole("checkbox", { name: "Select all 240 records" }).waitFor();
  assert.ok((await dialog.getByRole("checkbox").count()) < 60, "only those in sight are in the page");
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("checkbox", { name: "Select all 240 records" }).check({ force: true });
  await dialog.getByRole("button", { name: "Unlink 240 records" }).click();
  await dialogClosed(page);
  await page.getByText("240 records unlinked").waitFor();
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await close();
});

test("UNL-1 what failed is told and tried again", async () => {
  const [one] = await site.newCases({ Subject: "again" });
  await site.link("SUP-5", [one.id]);
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-5" });
  await frame.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await frame.getByRole("button", { name: "Unlink", exact: true }).click();
  const dialog = dialogOf(page);
  const submit = dialog.getByRole("button", { name: "Unlink 1 record" });
  await submit.waitFor();
  await page.route("**/api/invoke", (route) => route.fulfill({ status: 500, json: { message: "internal" } }));
  await submit.click();
  await dialog.locator('[data-failure="appUnreachable"]').waitFor();
  await page.unroute("**/api/invoke");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialogClosed(page);
  await frame.getByText("No Salesforce records are linked.").waitFor();
  await close();
});
