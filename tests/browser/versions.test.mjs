import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { adminPlace, eventually, isFocused, startSite } from "./support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** @param {FrameLocator} frame @param {number} version */
const row = (frame, version) => frame.locator(`tr[data-version="${version}"]`);

/** @param {FrameLocator} frame @param {number} version @param {string} action */
async function act(frame, version, action) {
  await row(frame, version).getByRole("button", { name: `Actions for version ${version}` }).click();
  await frame.getByRole("menuitem", { name: action }).click();
}

test("OPS-4 every save is a version with author, time and what changed", async () => {
  const { version } = await site.set({ showImages: false });
  const { frame, close } = await site.openAdmin("Versions");
  const newest = row(frame, version);
  await newest.getByText("In force").waitFor();
  const text = await newest.innerText();
  assert.match(text, /Mia Admin/);
  assert.match(text, /Saved/);
  assert.match(text, /Settings/);
  assert.ok(await newest.locator("time").getAttribute("datetime"));
  await close();
});

test("OPS-4 two versions are compared, and an old one is the next again", async () => {
  const before = (await site.configuration()).version;
  const { version } = await site.set({ allowUnlinking: false, showEmails: false });
  const { page, frame, close } = await site.openAdmin("Versions");
  await row(frame, version).getByRole("checkbox").check({ force: true });
  await row(frame, before).getByRole("checkbox").check({ force: true });
  await frame.getByRole("button", { name: "Compare", exact: true }).click();
  const compared = frame.getByRole("dialog", { name: `Version ${before} compared with version ${version}` });
  const table = compared.getByRole("table");
  await table.waitFor();
  const said = await table.innerText();
  assert.match(said, /Allow unlinking[\s\S]*on[\s\S]*off/i);
  assert.match(said, /Show email messages/i);
  await page.keyboard.press("Escape");
  await compared.waitFor({ state: "detached" });
  await eventually("the focus is back", () => isFocused(frame.getByRole("button", { name: "Compare", exact: true })));

  await act(frame, before, "Roll back to this version");
  const asked = frame.getByRole("dialog", { name: `Roll back to version ${before}?` });
  await asked.getByRole("table").waitFor();
  await asked.getByRole("button", { name: "Roll back" }).click();
  await frame.getByText(`Rolled back to version ${before}, saved as version ${version + 1}`).waitFor();
  const rolled = await site.configuration();
  assert.equal(rolled.version, version + 1, "nothing of the history is lost");
  assert.equal(rolled.settings.allowUnlinking, true);
  await row(frame, version + 1).getByText(new RegExp(`back to ${before}`)).waitFor();
  await close();
});

test("OPS-4 a configuration is exported as a file and imported, with a report of what does not fit", async () => {
  const { version } = await site.set({ showComments: true });
  const { page, frame, close } = await site.openAdmin("Versions");
  const downloading = page.waitForEvent("download");
  await frame.getByRole("button", { name: "Export", exact: true }).click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /\.json$/);
  const text = await readFile((await download.path()) ?? "", "utf8");
  const file = JSON.parse(text);
  assert.ok(text.includes("showComments"));
  for (const secret of [site.stack.world.clientSecret, site.stack.world.accessToken]) assert.ok(!text.includes(secret));

  await site.set({ showComments: false });
  const changed = JSON.stringify(file).replaceAll('"Origin"', '"Nowhere__c"');
  await frame.locator('input[type="file"]').setInputFiles({ name: "weftline.json", mimeType: "application/json", buffer: Buffer.from(changed) });
  const dialog = frame.getByRole("dialog", { name: "Import weftline.json?" });
  await dialog.waitFor();
  await dialog.getByText("Some of the file does not fit this org or site and is left out:").waitFor();
  assert.match(await dialog.locator("[data-problems]").innerText(), /Nowhere__c/);
  assert.match(await dialog.getByRole("table").innerText(), /Show case comments[\s\S]*off[\s\S]*on/i);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await dialog.getByText("The configuration was changed meanwhile").waitFor();
  assert.equal((await site.configuration()).settings.showComments, false, "nothing is done that was not shown");
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await frame.getByText(/^Imported, saved as version \d+$/).waitFor();
  const imported = await site.configuration();
  assert.equal(imported.settings.showComments, true);
  assert.ok(imported.version > version);

  await frame.locator('input[type="file"]').setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await frame.locator("[data-failure]").waitFor();
  await close();
});

test("OPS-4 two admins who save the same: the second sees the difference and nothing is lost", async () => {
  const first = await site.openAdmin("Events");
  const second = await site.openAdmin("Events");
  const box = (/** @type {FrameLocator} */ frame, /** @type {string} */ name) => frame.getByRole("checkbox", { name, exact: true });
  await box(first.frame, "Work item deleted").uncheck({ force: true });
  await box(second.frame, "Attachment deleted").uncheck({ force: true });
  await first.frame.getByRole("button", { name: "Save changes" }).click();
  await first.frame.getByText(/^Saved as version/).waitFor();

  await second.frame.getByRole("button", { name: "Save changes" }).click();
  const conflict = second.frame.locator('[data-conflict="true"]');
  await conflict.getByText("Someone else saved this while you were editing").waitFor();
  assert.ok(await isFocused(conflict));
  assert.match(await conflict.getByRole("table").innerText(), /Work item deleted[\s\S]*on[\s\S]*off/i);
  assert.equal((await site.configuration()).events.attachmentDeleted, true, "nothing was overwritten");
  assert.ok(!(await box(second.frame, "Attachment deleted").isChecked()), "nor was what the second one did");
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await conflict.waitFor({ state: "detached" });
  assert.ok(!(await box(second.frame, "Work item deleted").isChecked()));
  await box(second.frame, "Attachment deleted").uncheck({ force: true });
  await second.frame.getByRole("button", { name: "Save changes" }).click();
  await second.frame.getByText(/^Saved as version/).waitFor();
  const { events } = await site.configuration();
  assert.deepEqual([events.issueDeleted, events.attachmentDeleted], [false, false], "both are there");
  await first.close();
  await second.close();
});

test("OPS-4 two admins who save different things both get them, without a question", async () => {
  const { frame, close } = await site.openAdmin("Events");
  await frame.getByRole("checkbox", { name: "Comment added or edited" }).uncheck({ force: true });
  await site.set({ showFeed: false });
  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText(/^Saved as version/).waitFor();
  const { settings, events } = await site.configuration();
  assert.deepEqual([settings.showFeed, events.commented], [false, false]);
  await close();
});

test("OPS-4 a roll back is shown anew when someone saved meanwhile", async () => {
  const { version } = await site.set({ showImages: true });
  const { frame, close } = await site.openAdmin("Versions");
  await row(frame, version).waitFor();
  await act(frame, 1, "Roll back to this version");
  const asked = frame.getByRole("dialog", { name: "Roll back to version 1?" });
  await asked.getByRole("table").waitFor();
  await site.set({ allowBulk: false, showEmails: false });
  await asked.getByRole("button", { name: "Roll back" }).click();
  await asked.getByText("The configuration was changed meanwhile").waitFor();
  await asked.getByRole("button", { name: "Roll back" }).click();
  await frame.getByText(/^Rolled back to version 1, saved as version \d+$/).waitFor();
  await close();
  const { versions } = await site.stack.call(adminPlace(), "versions", { before: null });
  assert.equal(versions[0].reason, "rolled back to 1");
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
