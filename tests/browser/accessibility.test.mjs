import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogOf, failureShown, picture, startSite, unnamed, violations } from "./support.mjs";

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

  page("create_form_with_similar_records_and_dependent_fields", async (theme) => {
    const { objects } = await site.configuration();
    const { mapping } = objects[0].mappings.find((/** @type {any} */ each) => each.project === "*");
    const unmapped = (/** @type {string} */ field) => ({ ...mapping.fields[0], field, width: "one", source: { kind: "nothing" } });
    const fields = [
      ...mapping.fields.map((/** @type {any} */ each) => ({ ...each, potentialResults: each.field === "Subject" })),
      ...["Product_Area__c", "Component__c", "Channels__c"].map(unmapped),
    ];
    const section = (/** @type {any} */ content) => ({ name: "mapping:*:Case", content: { kind: "mapping", content } });
    await site.save(section({ ...mapping, fields }));
    try {
      const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-1", theme });
      await frame.getByRole("button", { name: "Create", exact: true }).click();
      const dialog = dialogOf(page);
      await dialog.getByLabel("Subject").fill(cases[0]?.subject ?? "");
      const results = dialog.getByRole("region", { name: "Potential results" });
      await results.getByText(cases[0]?.number ?? "", { exact: true }).waitFor();
      await dialog.getByText("Choose Product Area first.").waitFor();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await unnamed(dialog), []);
      await picture(page.getByRole("dialog"), `similar-${theme}`);
      await page.keyboard.press("Escape");
      await dialog.getByRole("button", { name: "Stay" }).waitFor();
      assert.deepEqual(await violations(page), []);
      await close();
    } finally {
      await site.save(section(mapping));
    }
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

  page("connection_page", async (theme) => {
    const { page, frame, close } = await site.openAdmin("Connection", { theme });
    await frame.getByRole("button", { name: "Test connection" }).click();
    await frame.getByText("The connection works", { exact: true }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `connection-${theme}`);
    await frame.getByRole("button", { name: "Reconnect", exact: true }).click();
    await frame.getByRole("radio", { name: /^A user logs in/ }).check();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(frame.locator("form"), "login-light");
    await frame.getByRole("button", { name: "Cancel" }).click();
    await frame.getByRole("button", { name: "Add another org" }).click();
    await frame.getByRole("button", { name: "Done with step 1" }).click();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "light") await picture(frame.getByRole("list", { name: "Make an external client app" }), "guide-light");
    await close();
  });

  page("events_page", async (theme) => {
    const { page, frame, close } = await site.openAdmin("Events", { theme });
    await frame.locator('[data-project="SUP"]').getByRole("button", { name: "Issue types of SUP" }).click();
    await frame.getByRole("button", { name: "Install Weftline's part in Salesforce" }).click();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "light") await picture(page.locator("main iframe"), "events-light");
    await close();
  });

  page("settings_page", async (theme) => {
    const { page, frame, close } = await site.openAdmin("Settings", { theme });
    await frame.getByRole("switch", { name: "Allow linking" }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "light") await picture(page.locator("main iframe"), "settings-light");
    await close();
  });

  page("fields_page", async (theme) => {
    const { page, frame, close } = await site.openAdmin("Fields", { theme });
    for (const tab of ["Search", "Details", "List", "Compact"]) {
      await frame.getByRole("tab", { name: tab }).click();
      await frame.getByRole("region", { name: `Chosen fields, ${tab}` }).waitFor();
      assert.deepEqual(await violations(page), [], tab);
      assert.deepEqual(await unnamed(frame), [], tab);
    }
    await picture(page.locator("main iframe"), `fields-${theme}`);
    await close();
  });

  page("mapping_page_and_its_dialogs", async (theme) => {
    const { page, frame, close } = await site.openAdmin("Salesforce settings", { theme });
    await frame.getByRole("table", { name: "Mapping of Case" }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `mapping-${theme}`);
    await frame.getByRole("button", { name: "Configure Priority" }).click();
    await frame.getByRole("dialog").getByLabel("Label in the create form").waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(frame.getByRole("dialog"), "mapping-field-light");
    await frame.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await frame.getByRole("dialog").waitFor({ state: "detached" });
    await frame.getByRole("button", { name: "Map values for Priority" }).click();
    await frame.getByRole("dialog").getByRole("table").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "light") await picture(frame.getByRole("dialog"), "mapping-values-light");
    await close();
  });

  page("versions_page_and_a_comparison", async (theme) => {
    const { version } = await site.set({ showImages: theme === "light", showEmails: theme === "dark" });
    const { page, frame, close } = await site.openAdmin("Versions", { theme });
    await frame.locator(`tr[data-version="${version}"]`).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (theme === "light") await picture(page.locator("main iframe"), "versions-light");
    for (const each of [version, 1]) await frame.getByRole("checkbox", { name: `Select version ${each}` }).check({ force: true });
    await frame.getByRole("button", { name: "Compare", exact: true }).click();
    await frame.getByRole("dialog").getByRole("table").waitFor();
    assert.deepEqual(await violations(page), []);
    if (theme === "light") await picture(frame.getByRole("dialog"), "compare-light");
    await close();
  });
}

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
