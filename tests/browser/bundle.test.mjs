import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { eventually, picture, startSite, unnamed, violations } from "./support.mjs";
import { editCase, inStep, keepInStep, summaryOf } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

const ISSUE = "SUP-31";
/** Words that are nowhere else in the world. */
const MARK = "Qwoxevkaz";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await keepInStep(site);
  const one = await inStep(site, ISSUE);
  await editCase(site, one.id, { Subject: `${MARK} of Jane Doe <jane@acme.example>` });
  await site.wait(7 * 60_000);
  await eventually("Jira has it", async () => (await summaryOf(site, ISSUE)).startsWith(MARK));
});
after(async () => {
  await site?.stop();
});

const section = (/** @type {FrameLocator} */ frame) => frame.locator('[data-section="bundle"]');

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`OPS-9 an admin sees what is in a support bundle and downloads it; nobody's words are in it, in ${theme}`, async () => {
    const { page, frame, close } = await site.openAdmin("Health", { theme });
    const bundle = section(frame);
    const make = bundle.getByRole("button", { name: "Make the bundle" });
    await make.waitFor();
    assert.equal(await make.isDisabled(), true);
    await bundle.getByLabel("Work item key, or Salesforce record ID").fill(` ${ISSUE} `);
    await page.keyboard.press("Enter");
    await bundle.getByText("The bundle is ready.").waitFor();
    await bundle.getByText(/plans? that can be made again$/).waitFor();
    await bundle.getByRole("button", { name: "What is inside" }).click();
    const shown = await bundle.getByRole("region", { name: "Beginning of the support bundle" }).innerText();
    assert.match(shown, /^\{\s+"format": "weftline-support-bundle"/);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(page.locator("main iframe"), `bundle-${theme}`);

    const downloading = page.waitForEvent("download");
    await bundle.getByRole("button", { name: /^Download \(\d+ KB\)$/ }).click();
    const download = await downloading;
    assert.match(download.suggestedFilename(), /^weftline-support-\d{4}-\d\d-\d\d\.json$/);
    const text = await readFile((await download.path()) ?? "", "utf8");
    assert.ok(text.startsWith(shown.slice(0, 200)), "what is shown is what is downloaded");
    for (const said of [MARK, "Jane", "acme", ISSUE, "5b10a", "my.salesforce.com"])
      assert.ok(!text.toLowerCase().includes(said.toLowerCase()), said);
    const file = JSON.parse(text);
    const inputs = file.activity.flatMap((/** @type {any} */ entry) => entry.inputs);
    assert.ok(inputs.length > 0);
    for (const input of inputs) {
      assert.equal(input.same, true);
      assert.equal(input.kept, true);
    }
    const written = inputs.flatMap((/** @type {any} */ input) => input.plan.writes.map((/** @type {any} */ write) => write.kind));
    assert.ok(written.includes("updateIssue"), written.join(", "));
    await close();
  });
}

test("OPS-9 of a work item about which nothing is stored there is no bundle, and the page says so", async () => {
  const { frame, close } = await site.openAdmin("Health");
  const bundle = section(frame);
  await bundle.getByLabel("Work item key, or Salesforce record ID").fill("SUP-99999");
  await bundle.getByRole("button", { name: "Make the bundle" }).click();
  await bundle.getByText(/nothing is stored about this work item or record/i).waitFor();
  assert.equal(await bundle.getByRole("button", { name: /^Download/ }).count(), 0);
  await close();
});
