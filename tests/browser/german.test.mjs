import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { de, en, englishLeft, look, t } from "./german-support.mjs";
import { dialogClosed, dialogOf, failureShown, isFocused, MIA_ADMIN, SAM_VIEWER, startSite, tabTo, unnamed } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {{ id: string, number: string, subject: string }[]} */
let cases;
const numberOf = (/** @type {number} */ index) => cases[index]?.number ?? "";
before(async () => {
  site = await startSite();
  cases = await site.makeCases([
    { Subject: "Kann mich nicht anmelden", Status: "Working", Priority: "High" },
    { Subject: "Falscher Steuersatz", Status: "Escalated", Priority: "High" },
    { Subject: "Ersatzteil fehlt", Status: "New", Priority: "Low" },
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
  const place = { issue: "SUP-2", theme, locale: "de-DE" };

  test(`OPS-7 both panels are German, filled, empty, stale and for a viewer, ${theme}`, async () => {
    for (const module of ["weftline-compact", "weftline-list"]) {
      const { page, frame, close } = await site.open(module, place);
      await frame.getByText(numberOf(0), { exact: true }).first().waitFor();
      await look(page, module);
      assert.deepEqual(await unnamed(frame), []);
      await frame.getByRole("button", { name: t("action.more") }).first().click();
      await frame.getByRole("menuitem").first().waitFor();
      assert.deepEqual(await englishLeft(page), [], `English in the menu of ${module}`);
      await close();
      const empty = await site.open(module, { ...place, issue: "SUP-3" });
      await empty.frame.getByText(t("panel.empty")).waitFor();
      await look(empty.page, `${module} without records`);
      await empty.close();
      const viewer = await site.open(module, { ...place, account: SAM_VIEWER });
      await viewer.frame.getByText(numberOf(0), { exact: true }).first().waitFor();
      await look(viewer.page, `${module} of a viewer`);
      await viewer.close();
    }
    await site.addFault({ fault: { kind: "serverError", status: 503 } });
    const stale = await site.open("weftline-compact", { ...place, width: 340 });
    await failureShown(stale.frame, "salesforceUnavailable");
    await stale.frame.getByText(t("failure.salesforceUnavailable.title")).waitFor();
    await look(stale.page, "a stale panel");
    await stale.close();
  });

  test(`OPS-7 linking, creating, unlinking and their failures are German, ${theme}`, async () => {
    const { page, frame, close } = await site.open("weftline-list", place);
    await frame.getByRole("button", { name: t("action.link"), exact: true }).click();
    const dialog = dialogOf(page);
    await dialog.getByLabel(t("link.keywords"), { exact: true }).first().fill("Ersatzteil");
    await page.keyboard.press("Enter");
    await dialog.getByRole("checkbox", { name: t("list.select", { name: numberOf(2) }) }).check({ force: true });
    await dialog.getByRole("button", { name: "1 Datensatz verknüpfen" }).waitFor();
    await look(page, "the link dialog");
    await page.keyboard.press("Escape");
    await dialogClosed(page);
    await frame.getByRole("button", { name: t("action.create"), exact: true }).click();
    await dialog.getByLabel("Subject").fill("x".repeat(300));
    await look(page, "the create form");
    await dialog.getByRole("button", { name: t("create.submit"), exact: true }).click();
    await dialog.getByRole("alert").filter({ hasText: "geändert werden" }).waitFor();
    await look(page, "a create form with errors");
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: t("create.leave.stay") }).waitFor();
    await look(page, "the question before leaving");
    await dialog.getByRole("button", { name: t("create.leave.leave") }).click();
    await dialogClosed(page);
    await frame.getByRole("checkbox", { name: t("list.select", { name: numberOf(0) }) }).check({ force: true });
    await frame.getByRole("button", { name: t("action.unlink"), exact: true }).click();
    await dialog.getByRole("button", { name: "Verknüpfung von 1 Datensatz aufheben" }).waitFor();
    await look(page, "the unlink dialog");
    await close();
  });

  test(`OPS-7 the admin page's dialogs are German, ${theme}`, async () => {
    const { page, frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN, theme, locale: "de-DE" });
    const goTo = (/** @type {string} */ name) => frame.getByRole("navigation").getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await goTo(t("admin.connection"));
    await frame.getByRole("button", { name: t("connection.test") }).click();
    await frame.getByText(t("test.fine"), { exact: true }).waitFor();
    await frame.getByRole("button", { name: t("connection.add") }).click();
    await look(page, "the guide and the form of a connection");
    await goTo(t("admin.mapping"));
    await frame.getByRole("button", { name: t("mapping.configure", { name: "Priority" }) }).click();
    await frame.getByRole("dialog").getByLabel(t("fieldDialog.label")).waitFor();
    await look(page, "a field's dialog");
    await frame.getByRole("dialog").getByRole("button", { name: t("action.cancel") }).click();
    await frame.getByRole("dialog").waitFor({ state: "detached" });
    await frame.getByRole("button", { name: t("source.mapValuesOf", { name: "Priority" }) }).click();
    await frame.getByRole("dialog").getByRole("table").first().waitFor();
    await look(page, "a map of values");
    await close();
  });
}

test("OPS-7 a German user finds, creates and links by keyboard, and reads German days and numbers", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4", locale: "de-DE" });
  await frame.getByText(t("panel.empty")).waitFor();
  await tabTo(page, frame.getByRole("button", { name: t("action.link"), exact: true }));
  await page.keyboard.press("Enter");
  const dialog = dialogOf(page);
  const search = dialog.getByLabel(t("link.keywords"), { exact: true }).first();
  await search.waitFor();
  if (!(await isFocused(search))) await tabTo(page, search);
  await page.keyboard.type("Ersatzteil");
  await page.keyboard.press("Enter");
  const box = dialog.getByRole("checkbox", { name: t("list.select", { name: numberOf(2) }) });
  await tabTo(page, box);
  await page.keyboard.press("Space");
  await tabTo(page, dialog.getByRole("button", { name: "1 Datensatz verknüpfen" }));
  await page.keyboard.press("Enter");
  await dialogClosed(page);
  await frame.getByText(numberOf(2), { exact: true }).first().waitFor();
  const linked = await frame.locator("body").innerText();
  assert.match(linked, /\b\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}\b/);
  assert.doesNotMatch(linked, /\b(?:AM|PM)\b/);
  await close();
});

test("OPS-7 the language is the user's: another one has English texts and its own days, and German is not downloaded for it", async () => {
  for (const [locale, text, day] of /** @type {const} */ ([
    ["en-US", en["action.link"], /\b[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}\s[AP]M/],
    ["en-GB", en["action.link"], /\b\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2}\b/],
    ["fr_FR", en["action.link"], /\b\d{1,2} \p{L}+\.? \d{4}, \d{2}:\d{2}\b/u],
    ["de_DE", de["action.link"], /\b\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}\b/],
    ["de_AT", de["action.link"], /\b\d{1,2}\.\d{1,2}\.\d{4}, \d{2}:\d{2}|\d{2}\. \p{L}+\.? \d{4}/u],
    ["nonsense", en["action.link"], /\b[A-Z][a-z]{2} \d{1,2}, \d{4}/],
  ])) {
    /** @type {string[]} */
    const loaded = [];
    site.onPage((page) => page.on("request", (request) => loaded.push(request.url())));
    const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2", locale });
    await frame.getByRole("button", { name: String(text), exact: true }).waitFor();
    await frame.getByText(numberOf(0), { exact: true }).first().waitFor();
    assert.match((await frame.locator("body").innerText()).replaceAll("\u202f", " "), day, locale);
    const html = page.frames().find((each) => each.url().includes("/app/"));
    const lang = (await html?.evaluate(() => document.documentElement.lang)) ?? "";
    assert.equal(lang.slice(0, 2), locale.startsWith("de") ? "de" : "en", locale);
    assert.equal(loaded.some((url) => /\/de-[\w-]+\.js/.test(url)), locale.startsWith("de"), locale);
    await close();
  }
});

test("the browser had nothing to complain about", () => {
  const unasked = site.complaints.filter((complaint) => !complaint.includes("503"));
  assert.deepEqual(unasked, []);
});
