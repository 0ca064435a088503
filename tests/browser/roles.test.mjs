import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, choose, saveChanges, startSite, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/**
 * @param {string} call
 * @param {unknown} payload
 */
async function asJane(call, payload) {
  const place = { account: JANE_DOE, module: "weftline-list", issue: "SUP-4" };
  return (await site.stack.invoke(place, call, payload)).body;
}

test("OPS-8 an admin says who may, the agent's panel follows, and the server refuses all the same", async () => {
  const [one] = await site.newCases({ Subject: "roles" });
  await site.link("SUP-4", [one.id]);

  const admin = await site.openAdmin("Roles");
  await choose(admin.frame, admin.frame.locator("#roles-project"), "Support (SUP)");
  const row = admin.frame.locator('[data-action="link"]');
  await choose(admin.frame, row.locator("#role-link"), "Only these groups and project roles");
  await row.locator("#role-choices-link").fill("jira-admin");
  await admin.frame.getByRole("option", { name: "jira-administrators" }).click();
  assert.equal(await row.locator("#role-choices-link").inputValue(), "", "what was typed is gone when it is chosen");
  await saveChanges(admin.frame);
  await choose(admin.frame, admin.frame.locator("#roles-project"), "Support (SUP)");
  assert.deepEqual(await violations(admin.page), []);

  // Jane is told why by View as.
  await admin.frame.locator("#view-as-person").fill("Jane");
  await admin.frame.getByRole("option", { name: "Jane Doe" }).click();
  const access = admin.frame.locator('[data-access="link"]');
  await access.getByText("Is none of these: jira-administrators.").waitFor();
  assert.equal(await access.getAttribute("data-allowed"), "false");
  assert.equal(await admin.frame.locator('[data-access="create"]').getAttribute("data-allowed"), "true");

  const agent = await site.open("weftline-list", { issue: "SUP-4" });
  await agent.frame.getByText(one.number).first().waitFor();
  assert.equal(await agent.frame.getByRole("button", { name: "Link", exact: true }).count(), 0);
  assert.equal(await agent.frame.getByRole("button", { name: "Unlink" }).count(), 0);
  await agent.close();
  const refused = await asJane("unlink", { recordIds: [one.id] });
  assert.equal(refused.failure?.code, "notPermitted");
  assert.match(refused.failure.text, /the group `jira-administrators`/);

  // Without seeing there is nothing at all.
  await choose(admin.frame, admin.frame.locator("#role-see"), "Only these groups and project roles");
  await admin.frame.locator("#role-choices-see").fill("Admin");
  await admin.frame.getByRole("option", { name: "Administrators", exact: true }).click();
  await saveChanges(admin.frame);
  await admin.close();
  const blind = await site.open("weftline-list", { issue: "SUP-4" });
  await blind.frame.getByText("You may not see Salesforce data in this project.").waitFor();
  assert.equal(await blind.frame.getByText(one.number).count(), 0);
  await blind.close();
  assert.ok(!JSON.stringify(await asJane("panel", { view: "list", stored: true })).includes(one.id));
});
