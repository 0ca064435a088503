import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDetails } from "./details-support.mjs";
import { choose, eventually, picture, saveChanges, startSite, unnamed, violations } from "./support.mjs";
import { commentsOfIssue, isInStep, panelOf, writeInJira } from "./sync-support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
const ISSUE = "SUP-12";
const NAME = "Weaver & Sons";
/** @type {string} */
let account;
before(async () => {
  site = await startSite();
  ({ id: account } = await site.stack.salesforce("/sobjects/Account", "POST", { Name: NAME }));
  const { objects } = await site.configuration();
  const [{ fields, mappings }] = objects;
  const [{ mapping }] = mappings;
  const shown = { ...fields, object: "Account", search: ["Name"], details: ["Name"], list: ["Name"], compact: ["Name"] };
  const name = mapping.fields.find((/** @type {any} */ { field }) => field === "Subject");
  await site.save(
    { name: "fields:Account", content: { kind: "fields", content: shown } },
    {
      name: "mapping:*:Account",
      content: {
        kind: "mapping",
        content: { ...mapping, object: "Account", assignmentRules: false, related: [], fields: [{ ...name, field: "Name", direction: "creation" }] },
      },
    },
  );
  await site.link(ISSUE, [account], "Account");
});
after(async () => {
  await site?.stop();
});

/** Longer than Salesforce is looked at again. */
const NEXT_LOOK_MS = 7 * 60 * 1_000;

/** The text of each of the work item's comments. @returns {Promise<string[]>} */
const comments = async () => (await commentsOfIssue(site, ISSUE)).map((/** @type {any} */ { body }) => JSON.stringify(body));

/** What people have posted to the account. @returns {Promise<any[]>} */
async function posts() {
  const soql = `SELECT Id, Body, Visibility FROM FeedItem WHERE ParentId = '${account}' AND Type = 'TextPost' ORDER BY CreatedDate, Id`;
  return (await site.stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records;
}

for (const [theme, locale, title] of /** @type {const} */ ([
  ["light", "en-US", "Feed posts"],
  ["dark", "de-DE", "Feed-Beiträge"],
])) {
  test(`CMT-5 feed posts are off at first, and only offered where there are no comments, in ${theme} and ${locale}`, async () => {
    const page = locale === "de-DE" ? "Salesforce-Einstellungen" : "Salesforce settings";
    const { page: whole, frame, close } = await site.openAdmin(page, { theme, locale });
    const object = frame.getByRole("combobox", { name: locale === "de-DE" ? "Objekt" : "Object", exact: true });
    await choose(frame, object, "Case");
    await frame.locator('[data-files="Case"]').waitFor();
    assert.equal(await frame.locator('[data-feed="Case"]').count(), 0, "cases have comments of their own");
    await choose(frame, object, "Account");
    const section = frame.locator('[data-feed="Account"]');
    await section.getByRole("heading", { name: title }).waitFor();
    for (const box of await section.getByRole("checkbox").all()) assert.equal(await box.isChecked(), false);
    assert.deepEqual(await violations(whole), []);
    assert.deepEqual(await unnamed(frame), []);
    await picture(section, `feed-policy-${theme}`);
    await close();
  });
}

test("CMT-5 what the admin chooses by keyboard goes: a post becomes a comment, and a comment a post, once", async () => {
  await writeInJira(site, ISSUE, "Before anybody chose it");
  await site.wait(NEXT_LOOK_MS);
  assert.equal((await posts()).length, 0);
  const { page, frame, close } = await site.openAdmin("Salesforce settings");
  await choose(frame, frame.getByRole("combobox", { name: "Object", exact: true }), "Account");
  const section = frame.locator('[data-feed="Account"]');
  await section.getByRole("checkbox", { name: "Comments become feed posts" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await saveChanges(frame);
  const { objects } = await site.configuration();
  const { mapping } = objects.find((/** @type {any} */ { object }) => object === "Account").mappings[0];
  assert.deepEqual(mapping.feed, { toSalesforce: true, toJira: true });
  await close();

  const { id } = await site.stack.salesforce("/sobjects/FeedItem", "POST", { ParentId: account, Body: "The contract is signed." });
  await site.stack.salesforce("/sobjects/FeedComment", "POST", { FeedItemId: id, CommentBody: "Congratulations!" });
  await site.wait(NEXT_LOOK_MS);
  await eventually("the post and its answer are comments", async () => {
    const texts = await comments();
    return ["The contract is signed.", "in answer to “The contract is signed.” via Salesforce"].every((words) =>
      texts.some((text) => text.includes(words)),
    );
  });
  await writeInJira(site, ISSUE, "We begin on Monday.");
  await eventually("the comment is a post", async () => (await posts()).some(({ Body }) => Body.startsWith("We begin on Monday.")));
  await site.stack.call(panelOf(ISSUE), "syncNow", {});
  await isInStep(site, ISSUE);
  const ours = (await posts()).filter(({ Body }) => Body.startsWith("We begin on Monday."));
  assert.deepEqual(ours.map(({ Visibility }) => Visibility), ["InternalUsers"]);
  assert.equal((await comments()).filter((text) => text.includes("Congratulations!")).length, 1);

  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const opened = await openDetails(site, ISSUE, NAME, "Feed posts", { theme });
    await opened.dialog.getByText("We begin on Monday.").waitFor();
    await opened.dialog.getByText("The contract is signed.").waitFor();
    await opened.close();
  }
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
