import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** Who leads the developers: he administers ENG, and nothing else of Jira. */
const KENJI = "5b10a0000000000000000004";
const ENG = "ENG";

for (const [theme, locale, words] of /** @type {const} */ ([
  ["light", "en-US", { title: "Salesforce in this project", shared: "For all projects", mapping: "Mapping of Case" }],
  ["dark", "de-DE", { title: "Salesforce in diesem Projekt", shared: "Für alle Projekte", mapping: /^Zuordnung für / }],
])) {
  test(`OPS-8 who administers a project sees what is configured for it, in ${theme} and ${locale}`, async () => {
    const { page, frame, close } = await site.open("weftline-project", { project: ENG, account: KENJI, theme, locale });
    await frame.getByRole("heading", { name: words.title }).waitFor();
    await frame.getByRole("heading", { name: words.shared }).waitFor();
    const mapping = frame.locator('[data-section="mapping:*:Case"] summary');
    await mapping.getByText(words.mapping).first().waitFor();
    await tabTo(page, mapping);
    await page.keyboard.press("Enter");
    await frame.locator('[data-section="mapping:*:Case"]').getByRole("cell", { name: "Subject" }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `project-page-${theme}`);
    await close();
  });
}

test("OPS-8 others see why there is nothing, and a project that is not configured says whom to ask", async () => {
  const jane = await site.open("weftline-project", { project: ENG, account: JANE_DOE });
  await jane.frame.getByText(/Administer projects/).first().waitFor();
  assert.equal(await jane.frame.locator("[data-section]").count(), 0);
  await jane.close();
  const mia = await site.open("weftline-project", { project: "LEGAL", account: "5b10a0000000000000000001" });
  await mia.frame.getByText("Weftline does nothing in this project.").waitFor();
  assert.deepEqual(await violations(mia.page), []);
  await mia.close();
});

test("OPS-8 Jira offers the page among a project's settings to who administers it, and to nobody else", async () => {
  for (const [account, shown] of /** @type {const} */ ([[KENJI, true], [JANE_DOE, false]])) {
    const response = await fetch(`${site.stack.url}/api/modules?account=${account}&project=${ENG}`);
    const { modules } = await response.json();
    assert.equal(modules.some((/** @type {any} */ { key, shown: is }) => key === "weftline-project" && is), shown, account);
  }
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
