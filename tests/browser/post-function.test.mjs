import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, MIA_ADMIN, SAM_VIEWER, dialogOf, eventually, picture, startSite, tabTo, unnamed, violations } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

const MODULE = "weftline-post-function";
const NAME = "Create or sync the Salesforce record";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

/** @param {Page} page @param {string} transition */
const partOf = (page, transition) => page.getByRole("region", { name: `Transition ${transition}`, exact: true });

/** The frames of post functions that are only shown. @param {Page} page @param {string} transition */
const shownIn = (page, transition) => partOf(page, transition).getByRole("article").frameLocator("iframe");

/** @param {string} issue */
const linkedTo = async (issue) => {
  const { groups } = await site.stack.call({ account: JANE_DOE, module: "weftline-list", issue }, "panel", { view: "list", stored: true });
  return groups.flatMap((/** @type {any} */ { records }) => records);
};

/** @param {string} issue @param {string} transition */
const take = (issue, transition) => site.stack.jira(MIA_ADMIN, `/issue/${issue}/transitions`, "POST", { transition: { id: transition } });

/** @param {string} issue */
const resolve = (issue) =>
  site.stack.jira(MIA_ADMIN, `/issue/${issue}/transitions`, "POST", { transition: { id: "31" }, fields: { resolution: { name: "Done" } } });

/** The key of a new issue that nobody has done anything with. @param {string} summary */
const newIssue = async (summary) => {
  const fields = { project: { key: "SUP" }, issuetype: { id: "10001" }, summary };
  return (await site.stack.jira(JANE_DOE, "/issue", "POST", { fields })).key;
};

test("AUTO-5 AUTO-7 a post function that an administrator adds to a transition creates a record, and Why says which transition it was", async () => {
  const page = await site.openView("workflow", { project: "SUP" });
  await page.getByRole("button", { name: `Add post function to Start progress: ${NAME}` }).click();
  const form = page.getByRole("group", { name: `Add: ${NAME}` });
  const frame = form.frameLocator("iframe");
  await frame.getByRole("radio", { name: /^Create a record, or sync/ }).and(frame.locator(":checked")).waitFor();
  await frame.getByText("Case", { exact: true }).first().waitFor();
  await form.getByRole("button", { name: "Add", exact: true }).click();
  await shownIn(page, "Start progress").getByText("Syncs what is linked, and creates a record of Case where none is linked.").waitFor();
  await page.context().close();

  assert.deepEqual(await linkedTo("SUP-7"), []);
  await take("SUP-7", "11");
  await eventually("the workflow has created a record", async () => (await linkedTo("SUP-7")).length === 1);
  const list = await site.open("weftline-list", { issue: "SUP-7" });
  const [record] = await linkedTo("SUP-7");
  await list.frame.getByText(record.name, { exact: true }).first().waitFor();
  await list.frame.getByRole("button", { name: "More actions" }).click();
  await list.frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
  const why = dialogOf(list.page);
  await why.getByText("Post function of the transition Start progress").waitFor();
  await why.getByText(/^After a transition of the workflow asked for it$/).first().waitFor();
  assert.deepEqual(await violations(list.page), []);
  await list.close();

  // Back and through it again: one is linked, so nothing more is created.
  await take("SUP-7", "21");
  await take("SUP-7", "11");
  await eventually("the second transition is told of", async () => {
    const { activity } = await site.stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-7" }, "why", {});
    return activity.some((/** @type {any} */ { decisions }) => decisions[0]?.verdict === "linkedAlready");
  });
  assert.equal((await linkedTo("SUP-7")).length, 1);
  assert.deepEqual(site.complaints, []);
});

test("SYNC-6 a post function is changed and removed, and what it does changes with it", async () => {
  const page = await site.openView("workflow", { project: "SUP" });
  const part = partOf(page, "Resolve");
  await part.getByRole("button", { name: `Add post function to Resolve: ${NAME}` }).click();
  await part.frameLocator("iframe").getByRole("radio", { name: /^Create a record only/ }).check();
  await part.getByRole("button", { name: "Add", exact: true }).click();
  await shownIn(page, "Resolve").getByText("Creates a record of Case where none is linked.").waitFor();
  await part.getByRole("button", { name: "Edit post function" }).click();
  const form = page.getByRole("group", { name: `Update: ${NAME}` });
  const only = form.frameLocator("iframe").getByRole("radio", { name: /^Create a record only/ });
  await only.and(form.frameLocator("iframe").locator(":checked")).waitFor();
  await form.frameLocator("iframe").getByRole("radio", { name: /^Sync only/ }).check();
  await form.getByRole("button", { name: "Update", exact: true }).click();
  await shownIn(page, "Resolve").getByText("Brings the work item and its linked records in step.").waitFor();

  // Where nothing is linked, it does nothing; where something is, it looks at it.
  const [bare, linked] = [await newIssue("Nothing is linked"), await newIssue("Synced by the workflow")];
  await resolve(bare);
  const [one] = await site.newCases({ Subject: "Synced by the workflow" });
  await site.link(linked, [one.id]);
  await resolve(linked);
  await eventually("the post function has synced", async () => {
    const { activity } = await site.stack.call({ account: JANE_DOE, module: "weftline-list", issue: linked }, "why", {});
    return activity.some((/** @type {any} */ { causes }) => causes.includes("postFunction"));
  });
  assert.deepEqual(await linkedTo(bare), []);

  await part.getByRole("button", { name: "Remove post function" }).click();
  await part.getByRole("article").waitFor({ state: "detached" });
  assert.deepEqual(site.complaints, []);
  await page.context().close();
});

for (const [theme, locale, words] of /** @type {const} */ ([
  ["light", "en-US", { create: "Create a record only", sync: "Sync only", object: "Object" }],
  ["dark", "de-DE", { create: "Nur einen Datensatz erstellen", sync: "Nur abgleichen", object: "Objekt" }],
])) {
  test(`AUTO-1 OPS-7 the form of the post function by keyboard, in ${theme} and ${locale}`, async () => {
    const { page, frame, close } = await site.open(MODULE, { project: "ENG", transition: "21", account: MIA_ADMIN, theme, locale, width: 720 });
    const chosen = frame.getByRole("radio").first();
    await chosen.waitFor();
    await tabTo(page, chosen);
    await page.keyboard.press("ArrowDown");
    assert.ok(await frame.getByRole("radio", { name: words.create }).isChecked());
    await frame.getByLabel(words.object, { exact: true }).waitFor();
    await picture(page.locator("main iframe"), `post-function-${theme}`);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    await page.keyboard.press("ArrowDown");
    assert.ok(await frame.getByRole("radio", { name: words.sync }).isChecked());
    // What creates nothing asks for no object.
    await frame.getByLabel(words.object, { exact: true }).waitFor({ state: "detached" });
    await tabTo(page, page.getByRole("button", { name: "Add", exact: true }));
    await page.keyboard.press("Enter");
    await page.getByText("Kept.").waitFor();
    await close();
  });
}

test("AUTO-8 OPS-8 who does not administer Jira edits no workflow, and is told nothing of what is configured", async () => {
  for (const account of [JANE_DOE, SAM_VIEWER]) {
    const page = await site.openView("workflow", { project: "SUP", account });
    await page.getByText("only who administers Jira edits workflows").waitFor();
    await page.context().close();
    const { body } = await site.stack.invoke({ account, module: MODULE }, "postFunctionChoices", {});
    assert.equal(body.kind, "failed");
    assert.equal(body.failure.code, "notPermitted");
  }
  site.complaints.length = 0;
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
