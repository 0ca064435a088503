import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dialogClosed, dialogOf, eventually, picture, startSite, unnamed, violations } from "./support.mjs";
import { editCase, inStep, isInStep, panelOf } from "./sync-support.mjs";

/** @typedef {import("./support.mjs").FrameLocator} FrameLocator */

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** Accounts with a contact each. @type {{ id: string, name: string, contact: { id: string, name: string } }[]} */
let accounts;
before(async () => {
  site = await startSite();
  accounts = [];
  for (const [name, person] of /** @type {const} */ ([
    ["Weaver & Sons", "Nora Vega"],
    ["Loom Works", "Ira Blum"],
  ])) {
    const [FirstName, LastName] = person.split(" ");
    const { id } = await site.stack.salesforce("/sobjects/Account", "POST", { Name: name, Industry: "Apparel" });
    const contact = await site.stack.salesforce("/sobjects/Contact", "POST", { AccountId: id, FirstName, LastName, Email: "weaver@example.com" });
    accounts.push({ id, name, contact: { id: contact.id, name: person } });
  }
  const { objects } = await site.configuration();
  const [{ fields, mappings }] = objects;
  const shown = (/** @type {string[]} */ ...names) => ({ ...fields, search: names, details: names, list: names, compact: names });
  const [{ mapping }] = mappings;
  await site.save(
    { name: "fields:Account", content: { kind: "fields", content: { ...shown("Name", "Industry"), object: "Account" } } },
    { name: "fields:Contact", content: { kind: "fields", content: { ...shown("Name", "Email"), object: "Contact" } } },
    {
      name: "mapping:*:Case",
      content: {
        kind: "mapping",
        content: {
          ...mapping,
          related: [
            { field: "AccountId", object: "Account" },
            { field: "ContactId", object: "Contact" },
          ],
        },
      },
    },
  );
});
after(async () => {
  await site?.stop();
});

/** Longer than Salesforce is looked at again. */
const NEXT_LOOK_MS = 7 * 60 * 1_000;
const record = (/** @type {FrameLocator} */ frame, /** @type {string} */ id) => frame.locator(`[data-record="${id}"]`);
const account = (/** @type {number} */ index) => {
  const found = accounts[index];
  if (found === undefined) throw new Error("there is no such account");
  return found;
};

test("REL-1 the records that the primary one points to are linked by themselves, and shown with their fields", async () => {
  const issue = "SUP-10";
  const { id, name, contact } = account(0);
  const one = await inStep(site, issue, { AccountId: id, ContactId: contact.id });
  for (const [module, theme] of /** @type {const} */ ([
    ["weftline-compact", "light"],
    ["weftline-list", "dark"],
  ])) {
    const { page, frame, close } = await site.open(module, { issue, theme, ...(module === "weftline-compact" ? { width: 340 } : {}) });
    await record(frame, one.id).waitFor();
    await record(frame, id).getByText(name).first().waitFor();
    await record(frame, id).getByText("Apparel").waitFor();
    await record(frame, contact.id).getByText(contact.name).first().waitFor();
    await record(frame, contact.id).getByText("weaver@example.com").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await unnamed(frame), []);
    if (module === "weftline-compact") await picture(page.locator("main iframe"), "related-records-light");
    await close();
  }
});

test("REL-1 when the lookup changes so does the link, and why tells it", async () => {
  const issue = "SUP-11";
  const [before, then] = [account(0), account(1)];
  const one = await inStep(site, issue, { AccountId: before.id });
  const { page, frame, close } = await site.open("weftline-list", { issue });
  await record(frame, before.id).getByText(before.name).first().waitFor();
  await editCase(site, one.id, { AccountId: then.id });
  await site.wait(NEXT_LOOK_MS);
  await isInStep(site, issue);
  await eventually("the other account is linked", async () => {
    const { groups } = await site.stack.call(panelOf(issue), "panel", { view: "list", stored: false });
    const linked = groups.flatMap((/** @type {any} */ { records }) => records.map((/** @type {any} */ { id }) => id));
    return linked.includes(then.id) && !linked.includes(before.id);
  });
  await page.reload();
  await record(frame, then.id).getByText(then.name).first().waitFor();
  assert.equal(await record(frame, before.id).count(), 0);

  await frame.getByRole("button", { name: "More actions" }).click();
  await frame.getByRole("menuitem", { name: "Why did this happen?" }).click();
  const why = dialogOf(page);
  await why.getByText(`${then.name} was linked`).first().waitFor();
  await why.getByText(/was unlinked, because the primary record does not point to it any more/).first().waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await dialogClosed(page);
  await close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(site.complaints, []);
});
