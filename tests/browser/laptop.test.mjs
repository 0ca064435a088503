import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, picture, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

test("D-10 the whole journey on a laptop with no account anywhere", async () => {
  const subject = "Gateways offline since this morning";
  const [one] = await site.makeCases([{ Subject: subject, Status: "Working", Priority: "High" }]);
  assert.ok(one !== undefined);
  const { page, compact, list, close } = await site.openIssue("SUP-2");
  /** @type {string[]} */
  const elsewhere = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") elsewhere.push(request.url());
  });

  await list.getByText("No Salesforce records are linked.").waitFor();
  await list.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill(subject);
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await dialog.getByRole("button", { name: "Link 1 record" }).click();
  await dialogClosed(page);
  await compact.getByText(one.number, { exact: true }).first().waitFor();

  await list.getByRole("button", { name: "Create", exact: true }).click();
  const summary = await dialog.getByLabel("Subject").inputValue();
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await dialogClosed(page);
  const [made] = await site.casesWith(summary);
  await compact.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  while ((await dismiss.count()) > 0) await dismiss.first().click();

  const record = page.getByRole("region", { name: "Salesforce" });
  await list.getByRole("link", { name: `Open ${made.CaseNumber} in Salesforce` }).click();
  await record.getByRole("heading", { name: made.CaseNumber }).waitFor();
  for (const frame of [compact, list]) await frame.locator('[data-sync="inStep"]').waitFor();
  await page.setViewportSize({ width: 1600, height: 1000 });
  await page.mouse.move(0, 0);
  await picture(page, "laptop");

  await list.getByRole("button", { name: made.CaseNumber, exact: true }).click();
  await dialog.getByRole("heading", { name: made.CaseNumber }).waitFor();
  await dialog.getByText(summary).first().waitFor();
  await page.keyboard.press("Escape");
  await dialogClosed(page);

  await list.getByRole("checkbox", { name: `Select ${one.number}` }).check({ force: true });
  await list.getByRole("button", { name: "Unlink", exact: true }).click();
  await dialog.getByRole("button", { name: "Unlink 1 record" }).click();
  await dialogClosed(page);
  await compact.getByText(one.number, { exact: true }).first().waitFor({ state: "detached" });
  assert.deepEqual(elsewhere, [], "everything is on this machine");
  const { unknown } = await site.stack.control("unknown");
  assert.deepEqual(unknown, [], "and the sandbox knew every route");
  assert.deepEqual(site.complaints, []);
  await close();
});
