import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, picture, startSite, unnamed, violations } from "./support.mjs";
import {
  casesOf,
  check,
  create,
  csv,
  fill,
  give,
  HEADER,
  newPrefix,
  number,
  openUpload,
  PATIENT,
  resultFiles,
  sameSubjects,
  tickets,
  toMapping,
} from "./upload-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  await site.set({ allowBulk: true });
});
after(async () => {
  await site?.stop();
});

/**
 * From the button to the confirmed creation.
 * @param {FrameLocator} dialog
 * @param {import("./upload-support.mjs").Given} file
 * @param {string} count
 */
async function begin(dialog, file, count) {
  await toMapping(dialog, file);
  await fill(dialog, "Subject", "Subject");
  await fill(dialog, "Description", "Text");
  await check(dialog);
  await create(dialog, count);
}

/**
 * The rows that a result file names, by their subjects.
 * @param {readonly { text: string }[]} files
 * @param {string} prefix
 */
const named = (files, prefix) => files.flatMap(({ text }) => text.match(new RegExp(`${prefix} \\d{6}`, "g")) ?? []).sort();

test("BLK-8 BLK-10 950 rows go through while the page is closed and opened again", async () => {
  const prefix = newPrefix();
  const rows = tickets(prefix, 950);
  const first = await openUpload(site, "SUP-20");
  // So slow that the page is closed in the middle.
  await site.addFault({ method: "POST", path: "/services/data/*/composite/sobjects", fault: { kind: "slow", delayMs: 2_000 }, count: 5 });
  await begin(first.dialog, csv("half a day.csv", [HEADER, ...rows]), "950");
  await first.dialog.locator('[data-phase="creating"]').getByText("You can close this. Work goes on.").waitFor();
  await first.close();

  const panel = await site.open("weftline-compact", { issue: "SUP-20", width: 340 });
  await panel.frame.locator('[data-bulk="creating"]').waitFor();
  // Without a reload the panel comes to know that it is over.
  await panel.frame.locator('[data-bulk="done"]').getByText("950 cases created from half a day.csv.").waitFor(PATIENT);
  await panel.frame.getByRole("button", { name: "Open the upload of half a day.csv" }).click();
  const dialog = dialogOf(panel.page);
  await dialog.locator('[data-phase="done"]').waitFor();
  assert.deepEqual(
    [await number(dialog, "created"), await number(dialog, "failed"), await number(dialog, "linked")],
    [950, 0, 50],
  );
  sameSubjects(await casesOf(site, prefix), rows);
  assert.deepEqual(named(await resultFiles(site, "SUP-20", dialog, "success"), prefix), rows.map(([subject]) => subject).sort());
  await panel.close();
});

test("BLK-10 25000 rows go through the Bulk API, each once", async () => {
  const prefix = newPrefix();
  const rows = tickets(prefix, 25_000).map(([subject = "", origin = "", text = ""]) => [subject, origin, text.padEnd(200, " and so on")]);
  const file = csv("all of them.csv", [HEADER, ...rows]);
  assert.ok(file.buffer.length > 4_500_000);
  const { dialog, close } = await openUpload(site, "SUP-21");
  await begin(dialog, file, "25,000");
  await dialog.getByText("By Salesforce’s Bulk API 2.0.").or(dialog.locator('[data-phase="done"]')).first().waitFor(PATIENT);
  await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
  assert.deepEqual([await number(dialog, "created"), await number(dialog, "failed")], [25_000, 0]);
  sameSubjects(await casesOf(site, prefix), rows);
  assert.equal(named(await resultFiles(site, "SUP-21", dialog, "success"), prefix).length, 25_000);
  await close();
});

test("BLK-8 what is cancelled stops, and every row is a case or in the failure file", async () => {
  const prefix = newPrefix();
  const rows = tickets(prefix, 2_000);
  const { dialog, page, frame, close } = await openUpload(site, "SUP-22");
  // Each collection takes so long that there is time to change one's mind.
  await site.addFault({ method: "POST", path: "/services/data/*/composite/sobjects", fault: { kind: "slow", delayMs: 1_500 }, count: 40 });
  await begin(dialog, csv("never mind.csv", [HEADER, ...rows]), "2,000");
  await dialog.getByRole("button", { name: "Cancel creation" }).click();
  const question = dialog.getByRole("dialog").or(dialog.getByRole("alertdialog"));
  await question.getByText("Cases that were created stay").waitFor();
  await question.getByRole("button", { name: "Cancel creation" }).click();
  await dialog.locator('[data-phase="cancelled"]').waitFor(PATIENT);
  await site.clearFaults();
  const made = await casesOf(site, prefix);
  assert.ok(made.length < rows.length, "it was over before it was cancelled");
  assert.equal(await number(dialog, "created"), made.length);
  const success = named(await resultFiles(site, "SUP-22", dialog, "success"), prefix);
  const failure = named(await resultFiles(site, "SUP-22", dialog, "failure"), prefix);
  assert.deepEqual(success, made.map(({ Subject }) => Subject).sort());
  assert.deepEqual([...success, ...failure].sort(), rows.map(([subject]) => subject).sort());
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await dialogClosed(page);
  await frame.locator('[data-bulk="cancelled"]').waitFor();
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"]))
  test(`axe finds nothing in the upload dialog ${theme}`, async () => {
    const prefix = newPrefix();
    const rows = tickets(prefix, 40).map((row, index) => [...row, index % 8 === 0 ? "soon" : "2027-01-15"]);
    const { dialog, page, close } = await openUpload(site, theme === "light" ? "SUP-23" : "SUP-24", { theme });
    const clean = async (/** @type {string} */ name) => {
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await unnamed(dialog), []);
      await picture(page.getByRole("dialog").first(), `upload-${name}-${theme}`);
    };
    await dialog.getByText("Drop a CSV file here").waitFor();
    await clean("file");
    await give(dialog, csv("tickets.csv", [[...HEADER, "Due_Date__c"], ...rows]));
    await dialog.getByText("First rows of tickets.csv").waitFor();
    await clean("preview");
    await dialog.getByRole("button", { name: "Next" }).click();
    await fill(dialog, "Subject", "Subject");
    await dialog.locator('[data-field="Due_Date__c"] select').first().selectOption({ label: "Due_Date__c" });
    await clean("map");
    await check(dialog);
    await clean("checked");
    await create(dialog, "35");
    await dialog.locator('[data-phase="done"]').waitFor(PATIENT);
    await clean("done");
    await close();
  });

test("nothing on the way is complained of", () => {
  assert.deepEqual(site.complaints, []);
});
