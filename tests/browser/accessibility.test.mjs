import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogOf, failureShown, MIA_ADMIN, picture, startSite, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {{ id: string, number: string, subject: string }[]} */
let cases;
before(async () => {
  site = await startSite();
  cases = await site.makeCases([
    { Subject: "Cannot sign in after password reset", Status: "Working", Priority: "High" },
    { Subject: "Invoice shows the wrong VAT rate", Status: "Escalated", Priority: "High" },
    { Subject: "Spare part for the sign at the entrance", Status: "New", Priority: "Low" },
  ]);
  await site.link("SUP-2", cases.slice(0, 2).map(({ id }) => id));
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  /** @param {string} name @param {(theme: "light" | "dark") => Promise<void>} body */
  const page = (name, body) => test(`axe finds nothing in ${name} ${theme}`, () => body(theme));

  page("compact_view", async (theme) => {
    const { page, frame, close } = await site.open("weftline-compact", { issue: "SUP-2", theme, width: 340 });
    await frame.getByText(cases[0]?.number ?? "", { exact: true }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.locator("main iframe"), "compact-light");
    await close();
  });

  page("list_view", async (theme) => {
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2", theme, width: 860 });
    await frame.getByText(cases[0]?.number ?? "", { exact: true }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page.locator("main iframe"), `list-${theme}`);
    await close();
  });

  page("empty_and_stale_panels", async (theme) => {
    const empty = await site.open("weftline-list", { issue: "SUP-3", theme });
    await empty.frame.getByText("No Salesforce records are linked.").waitFor();
    assert.deepEqual(await violations(empty.page), []);
    await empty.close();
    await site.addFault({ fault: { kind: "serverError", status: 503 } });
    const stale = await site.open("weftline-compact", { issue: "SUP-2", theme, width: 340 });
    await failureShown(stale.frame, "salesforceUnavailable");
    assert.deepEqual(await violations(stale.page), []);
    if (theme === "light") await picture(stale.page.locator("main iframe"), "stale-light");
    await stale.close();
  });

  page("link_dialog", async (theme) => {
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2", theme });
    await frame.getByRole("button", { name: "Link", exact: true }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel("Search", { exact: true }).first().fill("sign");
    await page.keyboard.press("Enter");
    await dialog.getByRole("checkbox", { name: `Select ${cases[2]?.number}` }).check({ force: true });
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.getByRole("dialog"), "link-light");
    await close();
  });

  page("create_form_and_its_errors", async (theme) => {
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-1", theme });
    await frame.getByRole("button", { name: "Create", exact: true }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel("Subject").waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page.getByRole("dialog"), `create-${theme}`);
    await dialog.getByLabel("Subject").fill("x".repeat(300));
    await dialog.getByRole("button", { name: "Create", exact: true }).click();
    await dialog.getByRole("alert").filter({ hasText: "to be changed" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  });

  page("details_dialog", async (theme) => {
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2", theme });
    await frame.getByRole("button", { name: cases[0]?.number ?? "", exact: true }).click();
    await dialogOf(page).locator("dl").waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.getByRole("dialog"), "details-light");
    await close();
  });

  page("unlink_dialog", async (theme) => {
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2", theme });
    await frame.getByRole("checkbox", { name: `Select ${cases[0]?.number}` }).check({ force: true });
    await frame.getByRole("button", { name: "Unlink", exact: true }).click();
    await dialogOf(page).getByRole("button", { name: "Unlink 1 record" }).waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.getByRole("dialog"), "unlink-light");
    await close();
  });

  page("admin_page", async (theme) => {
    const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN, theme });
    await frame.getByRole("button", { name: "Test connection" }).click();
    await frame.getByText("The connection works.").first().waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.locator("main iframe"), "connection-light");
    await frame.getByRole("button", { name: "Configuration" }).click();
    await frame.getByRole("heading", { name: "Mapping from Jira" }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(page.locator("main iframe"), "configuration-light");
    await close();
  });
}

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
