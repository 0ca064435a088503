import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

test("D-10 the laptop page shows what others change, and its Salesforce side works while the API is down", async () => {
  const [one] = await site.newCases({ Subject: "Seen from both sides" });
  const { page, close } = await site.openIssue("SUP-3");
  const record = page.getByRole("region", { name: "Salesforce" });
  await record.getByRole("button", { name: one.number }).click();
  await record.getByRole("heading", { name: one.number }).waitFor();

  // Another client's change is seen without a reload.
  await site.stack.salesforce(`/sobjects/Case/${one.id}`, "PATCH", { Subject: "Changed elsewhere" });
  await record.getByRole("textbox", { name: "Subject" }).and(page.locator('[value="Changed elsewhere"]')).waitFor();

  await page.getByRole("checkbox", { name: "The API is down" }).click();
  await page.getByRole("checkbox", { name: "The API is down", checked: true }).waitFor();
  await record.getByLabel("Add a comment").fill("The pump stands");
  await record.getByRole("button", { name: "Comment", exact: true }).click();
  const comment = record.getByRole("listitem").filter({ hasText: "The pump stands" });
  await comment.getByText("Mia Admin").waitFor();
  await comment.getByRole("button", { name: "Edit" }).click();
  await record.getByLabel("Edit the comment").fill("The pump runs");
  await record.getByRole("button", { name: "Save" }).click();
  await record.getByText("The pump runs").waitFor();
  const { records } = await site.stack.salesforce(
    `/query?q=${encodeURIComponent(`SELECT CommentBody, CreatedBy.Name FROM CaseComment WHERE ParentId = '${one.id}'`)}`,
  );
  assert.deepEqual([records[0].CommentBody, records[0].CreatedBy.Name], ["The pump runs", "Mia Admin"]);
  await record.getByRole("listitem").filter({ hasText: "The pump runs" }).getByRole("button", { name: "Delete" }).click();
  await record.getByText("The pump runs").waitFor({ state: "detached" });
  const { switches } = await site.stack.control("switches");
  assert.equal(switches.find((/** @type {{ name: string }} */ { name }) => name === "salesforceDown").on, true);
  await page.getByRole("checkbox", { name: "The API is down" }).click();
  await page.getByRole("checkbox", { name: "The API is down", checked: false }).waitFor();

  const { nowMs } = await site.stack.control("clock");
  await page.getByRole("button", { name: "Let 5 minutes pass" }).click();
  await page.getByText(/It is .* now/).waitFor();
  assert.ok((await site.stack.control("clock")).nowMs >= nowMs + 300_000);
  await close();
});
