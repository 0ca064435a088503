// OPS-7: details, uploading, the reasons and every page of the admin page, in German.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, t } from "./german-support.mjs";
import { dialogClosed, dialogOf, isFocused, MIA_ADMIN, startSite, tabTo, unnamed } from "./support.mjs";
import { csv, give, HEADER, newPrefix, PATIENT, tickets } from "./upload-support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
let number = "";
before(async () => {
  site = await startSite();
  const [made] = await site.makeCases([{ Subject: "Kann mich nicht anmelden", Status: "Working", Priority: "High" }]);
  number = made?.number ?? "";
  await site.link("SUP-2", [made?.id ?? ""]);
  await site.set({ allowBulk: true });
});
after(async () => {
  await site?.stop();
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  const place = { issue: "SUP-2", theme, locale: "de-DE" };

  test(`OPS-7 a record's details and its tabs are German, ${theme}`, async () => {
    const { page, frame, close } = await site.open("weftline-list", place);
    await frame.getByRole("button", { name: number, exact: true }).click();
    const dialog = dialogOf(page);
    await dialog.locator("dl").waitFor();
    await look(page, "details");
    assert.deepEqual(await unnamed(dialog), []);
    for (const tab of ["comments", "feed", "emails"]) {
      await dialog.getByRole("tab", { name: new RegExp(`^${t(`details.tab${tab.charAt(0).toUpperCase()}${tab.slice(1)}`)}`) }).click();
      await dialog.getByText(t(`${tab}.none`)).waitFor();
      await look(page, tab);
      assert.deepEqual(await unnamed(dialog), [], tab);
    }
    await page.keyboard.press("Escape");
    await dialogClosed(page);
    await close();
  });

  test(`OPS-7 why something happened is told in German, ${theme}`, async () => {
    const { page, frame, close } = await site.open("weftline-list", place);
    await frame.getByText(number, { exact: true }).first().waitFor();
    await frame.getByRole("button", { name: t("action.more") }).first().click();
    await frame.getByRole("menuitem", { name: t("action.why") }).click();
    const dialog = dialogOf(page);
    await dialog.getByText(t("why.subtitle")).waitFor();
    await dialog.getByRole("heading", { name: t("why.activity") }).or(dialog.getByText(t("why.nothing"))).first().waitFor();
    await look(page, "why");
    assert.deepEqual(await unnamed(dialog), []);
    await close();
  });

  test(`OPS-7 uploading is German, from the file to the result files, ${theme}`, async () => {
    const prefix = newPrefix();
    const rows = tickets(prefix, 8).map((row, index) => [...row, index === 3 ? "bald" : "2027-01-15"]);
    const { page, frame, close } = await site.open("weftline-list", { ...place, issue: theme === "light" ? "SUP-23" : "SUP-24" });
    await frame.getByRole("button", { name: new RegExp(`^${t("action.upload")}`) }).first().click();
    const dialog = dialogOf(page);
    const seen = async (/** @type {string} */ what) => {
      await look(page, what);
      assert.deepEqual(await unnamed(dialog), [], what);
    };
    await dialog.getByText(t("upload.drop")).waitFor();
    await seen("the choice of a file");
    await give(dialog, { name: "tickets.xlsx", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("PK") });
    await dialog.getByRole("alert").first().waitFor();
    await seen("a file that is not taken");
    await give(dialog, csv("tickets.csv", [[...HEADER, "Due_Date__c"], ...rows]));
    await dialog.getByText(t("upload.preview.title", { name: "tickets.csv" })).waitFor(PATIENT);
    await seen("the first rows");
    await dialog.getByRole("button", { name: t("upload.next"), exact: true }).click();
    await dialog.getByRole("table", { name: t("upload.map.table") }).waitFor();
    await seen("the table");
    await dialog.getByLabel(t("upload.map.sourceOf", { field: "Subject" }), { exact: true }).selectOption({ label: "Subject" });
    await dialog.locator('[data-field="Due_Date__c"] select').first().selectOption({ label: "Due_Date__c" });
    await dialog.getByRole("button", { name: t("upload.map.submit") }).click();
    await dialog.locator('[data-phase="checked"]').waitFor(PATIENT);
    await dialog.getByRole("heading", { name: "7 Zeilen können angelegt werden" }).waitFor();
    await seen("what the check found");
    await dialog.getByRole("button", { name: "7 Kundenvorgänge anlegen" }).click();
    const confirm = dialog.getByRole("dialog");
    await confirm.getByText("7 Kundenvorgänge anlegen?").waitFor();
    await seen("the question before creating");
    await confirm.getByRole("button", { name: t("upload.confirm.ok"), exact: true }).click();
    await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
    await dialog.getByRole("heading", { name: t("upload.over.done", { name: "tickets.csv" }) }).waitFor();
    await seen("the result");
    await close();
  });

  test(`OPS-7 each page of the admin page is German, ${theme}`, async () => {
    const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN, theme, locale: "de-DE" });
    const navigation = frame.getByRole("navigation").getByRole("button");
    await navigation.first().waitFor();
    const names = await navigation.allInnerTexts();
    assert.ok(names.length >= 9, names.join());
    for (const [index, name] of names.entries()) {
      await navigation.nth(index).click();
      await frame.getByRole("heading", { level: 2 }).first().waitFor();
      await frame.locator('[data-loading="true"], [data-testid*="spinner"]').first().waitFor({ state: "detached" });
      await look(page, name);
      assert.deepEqual(await unnamed(frame), [], name);
    }
    await close();
  });
}

test("OPS-7 in what two versions differ is said in German, and what people wrote stays as it is", async () => {
  const { version: before, objects, settings } = await site.configuration();
  const { mapping } = objects[0].mappings.find((/** @type {any} */ each) => each.project === "*");
  const fields = mapping.fields.map((/** @type {any} */ field) =>
    field.field === "Subject" ? { ...field, width: field.width === "one" ? "two" : "one", direction: "toSalesforce", help: "on", potentialResults: !field.potentialResults } : field,
  );
  const changed = { ...settings, allowUnlinking: false, bulkLinks: "all", firstSync: "emptyFields", sharing: "refused", pollMinutes: 15, apiCap: 9000, signature: "off" };
  const { version } = await site.save(
    { name: "settings", content: { kind: "settings", content: changed } },
    { name: "mapping:*:Case", content: { kind: "mapping", content: { ...mapping, fields } } },
  );
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN, locale: "de-DE" });
  await frame.getByRole("navigation").getByRole("button", { name: new RegExp(`^${t("admin.versions")}`) }).click();
  for (const each of [version, before])
    await frame.getByRole("checkbox", { name: t("versions.select", { version: String(each) }) }).check({ force: true });
  await frame.getByRole("button", { name: t("versions.compare"), exact: true }).click();
  const table = frame.getByRole("dialog").getByRole("table");
  await table.waitFor();
  await look(page, "a comparison");
  const rows = await table.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")));
  const after = (/** @type {string} */ what) => rows.find(([, path]) => path === what)?.[3];
  assert.equal(after(t("settings.allowUnlinking")), t("changes.off"));
  assert.equal(after(t("settings.bulkLinks")), t("settings.bulkLinks.all"));
  assert.equal(after(t("settings.firstSync")), t("settings.firstSync.emptyFields"));
  assert.equal(after(t("settings.sharing")), t("settings.sharing.refused"));
  assert.equal(after(t("settings.pollMinutes")), "Alle 15 Minuten");
  assert.equal(after(t("settings.apiCap")), "9000 am Tag");
  assert.equal(after(t("settings.signature")), "off");
  assert.equal(after("Subject.direction"), t("direction.toSalesforce"));
  assert.equal(after("Subject.help"), "on");
  assert.ok([t("fieldDialog.width.one"), t("fieldDialog.width.two")].includes(after("Subject.width") ?? ""), after("Subject.width"));
  const told = new Set(rows.flatMap(([, , one, other]) => [one, other]));
  for (const word of ["nothing", "the first 50", "asked about", "one column", "two columns", "every 5 minutes", "the org's own limit", "the default"]) assert.ok(!told.has(word), word);
  await close();
});

test("OPS-7 a German user reads a record's details and an admin goes from page to page by keyboard", async () => {
  const details = await site.open("weftline-list", { issue: "SUP-2", locale: "de-DE" });
  await tabTo(details.page, details.frame.getByRole("button", { name: number, exact: true }));
  await details.page.keyboard.press("Enter");
  const dialog = dialogOf(details.page);
  const tab = dialog.getByRole("tab", { name: new RegExp(`^${t("details.tab")}`) });
  await tab.waitFor();
  if (!(await isFocused(tab))) await tabTo(details.page, tab);
  await details.page.keyboard.press("ArrowRight");
  await dialog.getByText(t("comments.none")).waitFor();
  await details.page.keyboard.press("Escape");
  await dialogClosed(details.page);
  await details.close();
  const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN, locale: "de-DE" });
  for (const key of ["admin.rules", "admin.health", "admin.versions"]) {
    await tabTo(page, frame.getByRole("navigation").getByRole("button", { name: new RegExp(`^${t(key)}`) }));
    await page.keyboard.press("Enter");
    await frame.getByRole("heading", { level: 2, name: t(key) }).waitFor();
  }
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
