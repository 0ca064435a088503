import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { JANE_DOE, MIA_ADMIN, startStack } from "../support/stack.mjs";

const CHROMIUM = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (place) => place !== undefined && existsSync(place),
);
const skip = CHROMIUM === undefined ? "NOT RUN: no Chromium was found" : false;

describe("the laptop page", { skip }, () => {
  /** @type {Awaited<ReturnType<typeof startStack>>} */
  let stack;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    stack = await startStack();
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({ executablePath: /** @type {string} */ (CHROMIUM), args });
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** @param {Record<string, string>} [query] */
  const open = async (query = {}) => {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(`${stack.url}/?${new URLSearchParams(query)}`);
    return page;
  };
  const aCase = async () => {
    const soql = "SELECT Id, CaseNumber, Subject FROM Case ORDER BY CaseNumber LIMIT 1";
    return (await stack.salesforce(`/query?q=${encodeURIComponent(soql)}`)).records[0];
  };

  test("edits of the issue arrive in Jira as the chosen user", async () => {
    const page = await open({ issue: "SUP-7", account: JANE_DOE });
    const jira = page.getByRole("main", { name: "Jira" });
    await jira.getByLabel("Summary", { exact: true }).fill("Said otherwise");
    await page.keyboard.press("Enter");
    await jira.getByRole("heading", { name: "Said otherwise" }).waitFor();
    await jira.getByLabel("Priority", { exact: true }).selectOption({ label: "Highest" });
    await jira.getByLabel("Add a comment", { exact: true }).fill("First line\nsecond line");
    await jira.getByRole("button", { name: "Comment", exact: true }).click();
    await jira.getByRole("listitem").getByText("First line").waitFor();

    const { fields } = await stack.jira(MIA_ADMIN, "/issue/SUP-7?fields=summary,priority,comment");
    assert.equal(fields.summary, "Said otherwise");
    assert.equal(fields.priority.name, "Highest");
    const { author, body } = fields.comment.comments.at(-1);
    assert.equal(author.accountId, JANE_DOE);
    assert.equal(body.content.length, 2);
    await page.close();
  });

  test("what Jira refuses is said at the field, and the field shows what Jira has", async () => {
    const page = await open({ issue: "SUP-8", account: JANE_DOE });
    const summary = page.getByLabel("Summary", { exact: true });
    await summary.waitFor();
    const before = await summary.inputValue();
    await summary.fill("");
    await page.keyboard.press("Enter");
    await page.getByRole("main", { name: "Jira" }).getByRole("alert").waitFor();
    assert.equal(await summary.inputValue(), before);
    await page.close();
  });

  test("crt_5 the way into Salesforce shows the record beside the issue, and edits arrive there", async () => {
    const { Id, CaseNumber } = await aCase();
    await stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-9" }, "link", { object: "Case", recordIds: [Id], share: true });
    const page = await open({ issue: "SUP-9", account: JANE_DOE });
    const list = page.frameLocator('iframe[title="Salesforce, list view"]');
    await list.getByRole("button", { name: CaseNumber, exact: true }).click();
    const details = page.getByRole("dialog").frameLocator("iframe");
    await details.getByRole("link", { name: /salesforce/i }).or(details.getByRole("button", { name: /salesforce/i })).first().click();
    const salesforce = page.getByRole("region", { name: "Salesforce", exact: true });
    await salesforce.getByRole("heading", { name: CaseNumber }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    const subject = salesforce.getByLabel("Subject", { exact: true });
    await subject.fill("Changed in Salesforce");
    await page.keyboard.press("Enter");
    await salesforce.getByRole("navigation").getByText("Changed in Salesforce").waitFor();
    await list.getByRole("button", { name: "Refresh" }).click();
    await list.getByText("Changed in Salesforce").waitFor();
    assert.equal((await aCase()).Subject, "Changed in Salesforce");
    await page.close();
  });

  test("an issue panel that is not pinned waits among the apps until someone puts it on the issue", async () => {
    const { values } = await stack.jira(MIA_ADMIN, "/project/search");
    const project = values.map((/** @type {any} */ { key }) => key).find((/** @type {string} */ key) => !["SUP", "ENG"].includes(key));
    const page = await open({ issue: `${project}-1`, project, account: MIA_ADMIN });
    const list = page.locator('iframe[title="Salesforce, list view"]');
    const add = page.getByRole("group", { name: "Apps" }).getByRole("button", { name: "Add Salesforce" });
    await page.locator('iframe[title="Salesforce, compact view"]').waitFor();
    await add.waitFor();
    assert.equal(await list.count(), 0);
    await add.click();
    await list.waitFor();
    assert.equal(await add.count(), 0);
    await page.getByRole("button", { name: "Remove Salesforce" }).click();
    await add.waitFor();
    assert.equal(await list.count(), 0);
    await page.close();
  });

  test("the bar tells each call, what it carried, and its requests without secrets", async () => {
    const page = await open({ issue: "SUP-10", account: JANE_DOE });
    const bar = page.getByRole("contentinfo", { name: "Traffic" });
    const call = bar.getByRole("row", { name: /^panel Jane Doe/ }).first();
    await call.waitFor();
    await call.getByRole("button", { name: "panel" }).click();
    await bar.getByLabel("Requests of this call").getByText("mypermissions").first().waitFor();
    assert.doesNotMatch(await bar.innerText(), /Bearer [^(]/);
    await page.close();
  });

  test("a switch makes Salesforce fail, and the panel says so", async () => {
    const { Id } = await aCase();
    await stack.call({ account: JANE_DOE, module: "weftline-list", issue: "SUP-11" }, "link", { object: "Case", recordIds: [Id], share: true });
    const page = await open({ issue: "SUP-11", account: JANE_DOE });
    const list = page.frameLocator('iframe[title="Salesforce, list view"]');
    await list.getByRole("button", { name: "Refresh" }).waitFor();
    await page.getByRole("checkbox", { name: "Salesforce is down (503)", checked: false }).click();
    await page.getByRole("checkbox", { name: "Salesforce is down (503)", checked: true }).waitFor();
    await list.getByRole("button", { name: "Refresh" }).click();
    await list.locator('[data-failure="salesforceUnavailable"]').waitFor();
    await stack.control("switches", "POST", { name: "salesforceDown", on: false });
    await page.close();
  });

  test("the user and the colours can be changed, and a viewer changes nothing", async () => {
    const page = await open({ issue: "SUP-12" });
    await page.getByLabel("You are").selectOption({ label: "Sam Viewer" });
    await page.getByText("You can see this issue, not change it.").waitFor();
    const list = page.frameLocator('iframe[title="Salesforce, list view"]');
    await list.getByText("No Salesforce records are linked").waitFor();
    assert.equal(await list.getByRole("button", { name: "Link", exact: true }).count(), 0);

    await page.getByRole("button", { name: "Dark" }).click();
    await page.getByRole("button", { name: "Light" }).waitFor();
    await list.locator("html[data-color-mode='dark']").waitFor();
    await page.close();
  });

  test("axe finds nothing wrong with the page around the frames", async () => {
    const { Id } = await aCase();
    const page = await open({ issue: "SUP-1", record: Id });
    await page.getByRole("region", { name: "Salesforce", exact: true }).getByLabel("Subject", { exact: true }).waitFor();
    await page.getByLabel("Summary", { exact: true }).waitFor();
    await page.evaluate(await readFile(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8"));
    const violations = await page.evaluate(async () => {
      const { axe } = /** @type {any} */ (window);
      const results = await axe.run({ exclude: ["iframe"] });
      return results.violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => node.html.slice(0, 150)).join(" | ")}`);
    });
    assert.deepEqual(violations, []);
    await page.close();
  });
});
