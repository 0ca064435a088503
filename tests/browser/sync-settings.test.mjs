import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { choose, eventually, isFocused, picture, saveChanges, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** @param {import("./support.mjs").FrameLocator} frame @param {string} key */
const row = (frame, key) => frame.locator(`[data-setting="${key}"]`);
const settings = async () => (await site.configuration()).settings;

test("CMT-2 comments are copied by themselves or not, each way, saved at once with undo", async () => {
  const { page, frame, close } = await site.openAdmin("Settings");
  for (const [label, key] of /** @type {const} */ ([
    ["Copy new comments to Salesforce", "commentsToSalesforce"],
    ["Copy new comments to Jira", "commentsToJira"],
  ])) {
    const control = frame.getByRole("switch", { name: label });
    assert.ok(await control.isChecked(), "on at first");
    await control.focus();
    await page.keyboard.press("Space");
    await row(frame, key).getByText("Saved.", { exact: true }).waitFor();
    assert.equal((await settings())[key], false);
    await tabTo(page, row(frame, key).getByRole("button", { name: "Undo" }));
    await page.keyboard.press("Enter");
    await eventually("it is back", async () => (await settings())[key] === true);
    await eventually("the focus is on the switch", () => isFocused(control));
  }
  await close();
});

for (const theme of /** @type {const} */ (["light", "dark"])) {
  test(`CMT-3 what customers may see is off at first, and warned of while it is on, in ${theme}`, async () => {
    const { page, frame, close } = await site.openAdmin("Settings", { theme });
    for (const [label, key] of /** @type {const} */ ([
      ["Keep public comments public in Salesforce", "publicInSalesforce"],
      ["Keep public comments public in Jira", "publicInJira"],
    ])) {
      const control = frame.getByRole("switch", { name: label });
      assert.equal(await control.isChecked(), false);
      assert.equal(await frame.locator(`[data-customers-see="${key}"]`).count(), 0);
      await control.click();
      await row(frame, key).getByText("Saved.", { exact: true }).waitFor();
      await row(frame, key).getByText(/^The customer will see this/).waitFor();
      assert.equal((await settings())[key], true);
    }
    assert.deepEqual(await violations(page), []);
    await picture(frame.getByRole("region", { name: "Keeping both sides in step" }), `sync-settings-${theme}`);
    await site.set({ publicInSalesforce: false, publicInJira: false });
    await close();
  });
}

test("CMT-1 what becomes of the copy of a deleted comment is chosen", async () => {
  const { frame, close } = await site.openAdmin("Settings");
  for (const [label, value] of /** @type {const} */ ([
    ["Says that the original was deleted", "mark"],
    ["Is deleted too", "delete"],
    ["Stays", "keep"],
  ])) {
    await row(frame, "commentDeletions").getByRole("radio", { name: new RegExp(`^${label}`) }).check();
    await row(frame, "commentDeletions").getByText("Saved.", { exact: true }).waitFor();
    await eventually("it is saved", async () => (await settings()).commentDeletions === value);
  }
  await close();
});

test("SYNC-5 D-6 the interval and the API cap are numbers that work, refused in their place with a remedy", async () => {
  const { page, frame, close } = await site.openAdmin("Settings");
  const minutes = row(frame, "pollMinutes");
  const field = minutes.getByLabel("Minutes between two looks at Salesforce");
  assert.equal(await field.inputValue(), "5");
  await field.fill("3");
  await field.press("Enter");
  await minutes.locator('[data-problems="error"]').getByText(/Choose 5 to 60 minutes\./).waitFor();
  assert.equal(await field.inputValue(), "3", "what was typed is not lost");
  assert.equal((await settings()).pollMinutes, 5);
  assert.deepEqual(await violations(page), []);
  await field.fill("often");
  await field.press("Enter");
  await minutes.getByText("This is not a whole number.").waitFor();
  await field.fill("15");
  await field.press("Enter");
  await minutes.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await settings()).pollMinutes, 15);
  await minutes.getByRole("button", { name: "Undo" }).click();
  await eventually("it is back", async () => (await settings()).pollMinutes === 5);
  await eventually("and shown", async () => (await field.inputValue()) === "5");

  const cap = row(frame, "apiCap");
  const calls = cap.getByLabel("API calls a day that Weftline stays within");
  assert.equal(await calls.inputValue(), "");
  await calls.fill("50");
  await calls.press("Enter");
  await cap.locator('[data-problems="error"]').getByText(/at least 100/).waitFor();
  await calls.fill("9000");
  await calls.press("Enter");
  await cap.getByText("Saved.", { exact: true }).waitFor();
  assert.equal((await settings()).apiCap, 9_000);
  await calls.fill("");
  await calls.press("Enter");
  await eventually("there is no cap", async () => (await settings()).apiCap === null);
  await close();
});

test("REL-1 lookups are linked by themselves: added, checked, saved, told among the versions, and removed", async () => {
  const { page, frame, close } = await site.openAdmin("Salesforce settings");
  const section = frame.getByRole("region", { name: "Linked by themselves" });
  await section.getByText("No lookup is followed yet.").waitFor();
  await choose(frame, section.getByLabel("Add a lookup"), /\(AccountId\)$/);
  const account = section.locator('[data-related="AccountId"]');
  await account.getByText(/ to Account/).waitFor();
  await account.getByText(/add the object under Fields first/i).waitFor();
  await choose(frame, section.getByLabel("Add a lookup"), /\(OwnerId\)$/);
  const owner = section.locator('[data-related="OwnerId"]');
  await owner.getByRole("combobox", { name: /^Object that .* is followed to$/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await unnamed(frame), []);
  await picture(section, "related-light");
  await owner.getByRole("button", { name: /^Remove / }).click();
  await owner.waitFor({ state: "detached" });
  await eventually("the focus is in the section", () => isFocused(section));

  await frame.getByRole("button", { name: "Save changes" }).click();
  await frame.getByText("Not saved: something has to be changed first.").waitFor();
  await frame.getByRole("button", { name: "Discard" }).click();
  await section.getByText("No lookup is followed yet.").waitFor();

  const { objects } = await site.configuration();
  const fields = { ...objects[0].fields, object: "Account", search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] };
  await site.save({ name: "fields:Account", content: { kind: "fields", content: fields } });
  await close();

  const again = await site.openAdmin("Salesforce settings");
  const there = again.frame.getByRole("region", { name: "Linked by themselves" });
  await choose(again.frame, there.getByLabel("Add a lookup"), /\(AccountId\)$/);
  await there.locator('[data-related="AccountId"]').waitFor();
  await saveChanges(again.frame);
  const saved = await site.configuration();
  const mapping = saved.objects.find((/** @type {any} */ { object }) => object === "Case").mappings[0].mapping;
  assert.deepEqual(mapping.related, [{ field: "AccountId", object: "Account" }]);
  await again.close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
