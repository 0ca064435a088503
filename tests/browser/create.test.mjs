import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { dialogClosed, dialogOf, failureShown, JANE_DOE, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});
afterEach(async () => {
  await site?.clearFaults();
});

/** @param {string} issue */
async function openForm(issue) {
  const { page, frame, close } = await site.open("weftline-list", { issue });
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Subject").waitFor();
  const create = dialog.getByRole("button", { name: "Create", exact: true });
  return { page, frame, dialog, create, close };
}

/** @param {string} key */
async function issueFields(key) {
  const { fields } = await site.stack.jira(JANE_DOE, `/issue/${key}?fields=summary,priority`);
  return fields;
}

test("CRT-1 form is prefilled from the issue with a control for each type", async () => {
  const { summary } = await issueFields("SUP-1");
  const { dialog, close } = await openForm("SUP-1");
  assert.equal(await dialog.getByLabel("Subject").inputValue(), summary);
  assert.notEqual(await dialog.getByLabel("Description").inputValue(), "", "the ADF description as plain text");
  assert.equal(await dialog.getByLabel("Description").evaluate((element) => element.tagName), "TEXTAREA");
  const field = (/** @type {string} */ name) => dialog.locator(`[data-field="${name}"]`);
  assert.match(await field("Origin").innerText(), /Web/, "a constant");
  assert.equal(await field("Priority").getByRole("combobox").count(), 1, "a picklist");
  const rules = dialog.getByRole("checkbox", { name: "Run assignment rules" });
  await rules.waitFor();
  await close();
});

test("CRT-1 edited values reach salesforce and the record is on top of the list", async () => {
  const [older] = await site.newCases({ Subject: "older" });
  await site.link("SUP-2", [older.id]);
  const { page, frame, dialog, create, close } = await openForm("SUP-2");
  const subject = `Edited by hand ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  await dialog.getByLabel("Description").fill("one\ntwo");
  const priority = dialog.locator('[data-field="Priority"]').getByRole("combobox");
  await priority.fill("Low");
  await priority.press("Enter");
  await create.click();
  await dialogClosed(page);

  const [made, ...others] = await site.casesWith(subject);
  assert.equal(others.length, 0);
  assert.equal(made.Description, "one\ntwo");
  assert.equal(made.Priority, "Low");
  await page.getByText(`${made.CaseNumber} created and linked`).waitFor();
  await frame.getByText(made.CaseNumber, { exact: true }).first().waitFor();
  const rows = await frame.getByRole("row").allInnerTexts();
  assert.match(rows[1] ?? "", new RegExp(made.CaseNumber), "the newest record is the first row");
  await close();
});

test("CRT-1 lookup searches as one types", async () => {
  const { page, dialog, create, close } = await openForm("SUP-3");
  const subject = `With an owner ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  const owner = dialog.locator('[data-field="OwnerId"]').getByRole("combobox");
  await owner.fill("Jane");
  await dialog.getByRole("option", { name: /Jane Doe/ }).click();
  await create.click();
  await dialogClosed(page);
  const [made] = await site.casesWith(subject);
  const { Name } = await site.stack.salesforce(`/sobjects/User/${made.OwnerId}?fields=Name`);
  assert.equal(Name, "Jane Doe");
  await close();
});

test("errors stand at their field with a summary that leads there and nothing is lost", async () => {
  const { page, dialog, create, close } = await openForm("SUP-4");
  const tooLong = "x".repeat(300);
  await dialog.getByLabel("Subject").fill(tooLong);
  await dialog.getByLabel("Description").fill("still here");
  await create.click();
  const summary = dialog.getByRole("alert").filter({ hasText: "to be changed" });
  await summary.waitFor();
  const error = dialog.locator('[data-field="Subject"]').locator('[id$="-error"]');
  assert.notEqual((await error.innerText()).trim(), "");
  await summary.getByRole("button").first().click();
  const subject = dialog.getByLabel("Subject");
  assert.ok(await subject.evaluate((element) => element === document.activeElement), "the summary leads to the field");
  assert.equal(await subject.getAttribute("aria-invalid"), "true");
  assert.equal(await subject.inputValue(), tooLong);
  assert.equal(await dialog.getByLabel("Description").inputValue(), "still here");

  const mended = `Mended ${process.pid}`;
  await subject.fill(mended);
  await create.click();
  await dialogClosed(page);
  assert.equal((await site.casesWith(mended)).length, 1);
  await close();
});

test("CRT-4 a double click makes one case", async () => {
  const { page, dialog, create, close } = await openForm("SUP-5");
  const subject = `Double click ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  await create.dblclick({ noWaitAfter: true });
  await dialogClosed(page);
  assert.equal((await site.casesWith(subject)).length, 1);
  await close();
});

test("CRT-4 a retry after a lost reply makes one case", async () => {
  const { page, frame, dialog, create, close } = await openForm("SUP-6");
  const subject = `Lost reply ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  await site.addFault({ fault: { kind: "lostReply" }, method: "POST", path: "/services/data/*/composite", count: 1 });
  await create.click();
  await settle(page, dialog, create);
  const made = await site.casesWith(subject);
  assert.equal(made.length, 1);
  await frame.getByText(made[0].CaseNumber, { exact: true }).first().waitFor();
  await close();
});

test("CRT-4 a creation that nobody can confirm says so and the same form settles it", async () => {
  const { page, dialog, create, close } = await openForm("SUP-10");
  const subject = `Unconfirmed ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  await site.addFault({ fault: { kind: "lostReply" }, method: "POST", path: "/services/data/*/composite", count: 1 });
  await site.addFault({ fault: { kind: "serverError", status: 503 }, method: "GET", path: "/services/data/*" });
  await create.click();
  const message = await failureShown(dialog, "creationUnclear");
  assert.match(await message.innerText(), /may have been created/);
  assert.equal(await dialog.getByLabel("Subject").inputValue(), subject, "nothing typed is lost");
  await site.clearFaults();
  await create.click();
  await dialogClosed(page);
  const made = await site.casesWith(subject);
  assert.equal(made.length, 1);
  await close();
});

test("CRT-4 the page that lost its answer sends the same form again", async () => {
  const { page, frame, dialog, create, close } = await openForm("SUP-7");
  const subject = `Lost on the way to the page ${process.pid}`;
  await dialog.getByLabel("Subject").fill(subject);
  // The resolver is carried out, but its answer never reaches the page.
  await interceptCreate(page, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await create.click();
  await dialog.getByText("No answer came").waitFor();
  assert.equal(await dialog.getByLabel("Subject").inputValue(), subject, "nothing typed is lost");
  await create.click();
  await dialogClosed(page);
  const made = await site.casesWith(subject);
  assert.equal(made.length, 1);
  await page.getByText(`${made[0].CaseNumber} had been created before and is linked`).waitFor();
  await frame.getByText(made[0].CaseNumber, { exact: true }).first().waitFor();
  await close();
});

test("CRT-4 an unclear creation offers its candidates to link or to create anew", async () => {
  for (const choice of ["link", "anew"]) {
    const { page, dialog, create, close } = await openForm("SUP-8");
    const [candidate] = await site.newCases({ Subject: "candidate" });
    const subject = `Unclear ${choice} ${process.pid}`;
    await dialog.getByLabel("Subject").fill(subject);
    await answerCreate(page, {
      kind: "unclear",
      candidates: [
        {
          id: candidate.id,
          name: candidate.number,
          url: null,
          cells: [{ kind: "text", text: candidate.number }],
          linkedAtMs: null,
          seenAtMs: 0,
          linked: false,
          primary: false,
          elsewhere: 0,
          missing: false,
        },
      ],
    });
    await create.click();
    await failureShown(dialog, "creationUnclear");
    if (choice === "link") {
      await dialog.getByRole("button", { name: `Link ${candidate.number}` }).click();
      await dialogClosed(page);
      await page.getByText("1 record linked").waitFor();
      assert.equal((await site.casesWith(subject)).length, 0);
    } else {
      await dialog.getByRole("button", { name: "Create anyway" }).click();
      await dialogClosed(page);
      assert.equal((await site.casesWith(subject)).length, 1);
    }
    await close();
  }
});

test("CRT-5 a redirect leads to the record in salesforce", async () => {
  const [one] = await site.newCases({ Subject: "redirect" });
  await site.link("SUP-9", [one.id]);
  for (const module of ["weftline-list", "weftline-compact"]) {
    const { frame, close } = await site.open(module, { issue: "SUP-9", width: 800 });
    const link = frame.getByRole("link", { name: `Open ${one.number} in Salesforce` });
    await link.waitFor({ state: "attached" });
    const address = new URL((await link.getAttribute("href")) ?? "");
    assert.equal(address.origin, "https://weftline.my.salesforce.com");
    assert.ok(address.pathname.includes(one.id.slice(0, 15)), address.pathname);
    assert.equal(await link.getAttribute("target"), "_blank");
    await close();
  }
});

/**
 * Sends again for as long as the form says that it is unclear; the form must come to an end.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").FrameLocator} dialog
 * @param {import("playwright-core").Locator} create
 */
async function settle(page, dialog, create) {
  const closed = page.getByRole("dialog").waitFor({ state: "detached", timeout: 60_000 }).then(() => "closed");
  const unclear = dialog.locator('[data-failure="creationUnclear"]').waitFor({ timeout: 60_000 }).then(() => "unclear");
  unclear.catch(() => {});
  if ((await Promise.race([closed, unclear])) === "unclear") {
    await create.click();
    await closed;
  }
}

/**
 * Answers the page's next `create` with a view, once.
 * @param {import("playwright-core").Page} page
 * @param {unknown} view
 */
function answerCreate(page, view) {
  return interceptCreate(page, (route) => route.fulfill({ json: { success: true, body: { kind: "ok", view } } }));
}

/**
 * Stands between the page and its next `create`, once.
 * @param {import("playwright-core").Page} page
 * @param {(route: import("playwright-core").Route) => Promise<void>} handler
 */
async function interceptCreate(page, handler) {
  let struck = false;
  await page.route("**/api/invoke", (route) => {
    if (struck || route.request().postDataJSON().functionKey !== "create") return route.continue();
    struck = true;
    return handler(route);
  });
}
