import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { adminPlace, eventually, startSite, violations } from "./support.mjs";
import { editCase, inStep, keepInStep, standing, summaryOf } from "./sync-support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {string} where the app's exchanges are kept */
let record;
before(async () => {
  record = path.join(await mkdtemp(path.join(tmpdir(), "weftline-operations-")), "exchanges.jsonl");
  site = await startSite({ record });
  await keepInStep(site);
});
after(async () => {
  await site?.stop();
  if (record !== undefined) await rm(path.dirname(record), { recursive: true });
});

/** What Jira was asked to send to those who watch an issue: the requests' lines of the record. @param {string} issue */
const sent = async (issue) => (await readFile(record, "utf8")).split("\n").filter((line) => line.includes(`/issue/${issue}/notify`));

test("SYNC-5 the address that the page gives, put into Salesforce, brings a change at once and is told when it was used", async () => {
  const issue = "SUP-10";
  const one = await inStep(site, issue);
  const { frame, close } = await site.openAdmin("Connection");
  const section = frame.locator('[data-outbound="main"]');
  await section.getByRole("button", { name: "Make an address" }).click();
  const endpointUrl = await section.locator("code").innerText();
  await site.stack.control("org", "POST", { outboundMessages: [{ name: "To Weftline", object: "Case", endpointUrl, fields: ["Id"] }] });
  try {
    // Nobody looks by himself within this time.
    await editCase(site, one.id, { Subject: "Told at once" });
    await site.stack.control("outbound", "POST", { hasten: true });
    await eventually("Jira has it", async () => (await summaryOf(site, issue)) === "Told at once");
    const { waiting, delivered } = await site.stack.control("outbound");
    assert.deepEqual(waiting, [], "it was acknowledged");
    assert.equal(delivered.at(-1).record, one.id);
    await close();
    const again = await site.openAdmin("Connection");
    await again.frame.locator('[data-outbound="main"]').getByText(/^Last heard /).waitFor();
    await again.close();
  } finally {
    await site.stack.control("org", "POST", { outboundMessages: [] });
  }
});

test("OPS-3 when Salesforce takes the login back, every page of an admin says so, and the operations work item's watchers are told once", async () => {
  const [issue, operations] = /** @type {const} */ (["SUP-11", "SUP-36"]);
  const one = await inStep(site, issue);
  await site.set({ operationsIssue: operations });
  await site.stack.control("switches", "POST", { name: "tokenRevoked", on: true });
  try {
    await editCase(site, one.id, { Subject: "While nobody may log in" });
    for (let looks = 0; looks < 3; looks += 1) await site.wait(7 * 60_000);
    await eventually("they are told", async () => (await sent(operations)).length > 0);
    for (const name of ["Rules", "Settings"]) {
      const { page, frame, close } = await site.openAdmin(name);
      const banner = frame.locator('[data-health="bad"]');
      await banner.getByText("Something in Weftline needs action").waitFor();
      await banner.getByText(/^Connection/).waitFor();
      assert.deepEqual(await violations(page), []);
      if (name === "Settings") {
        await banner.getByRole("button", { name: "Open Health" }).click();
        const connection = frame.locator('[data-fact="connection"]');
        await connection.getByText(/Work for this org waits until you reconnect/).waitFor();
        await frame.locator('[data-fact="poll"]').getByText("Nothing is looked at until you reconnect. Changes are found then.").waitFor();
        await connection.getByRole("button", { name: "Open Connection" }).click();
        await frame.getByText("Reconnect needed", { exact: true }).waitFor();
      }
      await close();
    }
    await site.wait(60 * 60_000);
    const [first, ...more] = await sent(operations);
    assert.equal(more.length, 0, "an incident is told once");
    assert.match(first ?? "", /Weftline/);
    assert.match(first ?? "", /reconnect/i);
  } finally {
    await site.stack.control("switches", "POST", { name: "tokenRevoked", on: false });
  }
  const { connections } = await site.stack.call(adminPlace(), "health", {});
  assert.equal(connections[0].state, "reconnectNeeded", "it waits for the admin");
  assert.notEqual((await standing(site, issue)).standing, "failed", "nothing is given up meanwhile");
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
