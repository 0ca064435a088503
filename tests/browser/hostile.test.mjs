import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { JANE_DOE, dialogOf, startSite } from "./support.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** What markup that runs would leave behind, in whatever frame. */
const MARK = "weftlinePwned";

/** Where markup that loads would load from. */
const EVIL = "https://evil.example";

/** Markup that would run, load, lead away, or take over the page, if anything of it were believed. */
const MARKUP = [
  `<script>window.${MARK}=1;top.${MARK}=1</script>`,
  `<img src=x onerror="window.${MARK}=1">`,
  `<svg onload="window.${MARK}=1"><animate onbegin="window.${MARK}=1" attributeName=x dur=1s></svg>`,
  `<a href="javascript:window.${MARK}=1">a link</a>`,
  `<a href="&#106;avascript&colon;window.${MARK}=1">another</a>`,
  `<iframe srcdoc="<script>parent.${MARK}=1</script>"></iframe>`,
  `<img src="${EVIL}/pixel.png"><link rel=stylesheet href="${EVIL}/a.css"><object data="${EVIL}/o"></object>`,
  `<div style="position:fixed;inset:0;z-index:99999;background:red url(${EVIL}/b.png)" id="weftline-cover">over</div>`,
  `<style>*{display:none!important}@import url(${EVIL}/c.css);</style>`,
  `<form action="${EVIL}"><input name=password autofocus onfocus="window.${MARK}=1"><button>Log in</button></form>`,
  `<meta http-equiv=refresh content="0;url=${EVIL}"><base href="${EVIL}/">`,
  `<math><mtext><table><mglyph><style><img src=x onerror="window.${MARK}=1">`,
  `</td></table></div></body></html><p>after the end`,
  `<b><i><u>never closed <!-- and a comment <`,
].join("\n");

/** A text that turns what follows it round, if nothing keeps it in. */
const REVERSED = "\u202Egnihton\u202D \u2067nor this";

const short = (/** @type {number} */ length) => `${REVERSED} "><img src=x onerror=window.${MARK}=1>${"w".repeat(length)}`.slice(0, length);

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
/** @type {{ id: string, number: string }} */
let hostile;
/** @type {{ id: string, number: string }} */
let plain;

before(async () => {
  site = await startSite();
  const { stack } = site;
  const create = (/** @type {string} */ object, /** @type {Record<string, unknown>} */ values) =>
    stack.salesforce(`/sobjects/${object}`, "POST", values);
  const account = await create("Account", { Name: short(255) });
  const contact = await create("Contact", { LastName: short(80), AccountId: account.id });
  const [made, other] = await site.makeCases([
    {
      Subject: short(255),
      Description: `${MARKUP}\n${REVERSED}\n${"x".repeat(25_000)}`,
      AccountId: account.id,
      ContactId: contact.id,
      SuppliedName: short(80),
      SuppliedCompany: short(80),
      SuppliedEmail: "a@evil.example",
      ...(await richText()),
    },
    { Subject: "An ordinary case" },
  ]);
  hostile = /** @type {any} */ (made);
  plain = /** @type {any} */ (other);
  for (const IsPublished of [false, true])
    await create("CaseComment", { ParentId: hostile.id, CommentBody: `${MARKUP.slice(0, 2_500)} ${REVERSED}`, IsPublished });
  await create("CaseComment", { ParentId: hostile.id, CommentBody: "y".repeat(4_000) });
  await create("FeedItem", { ParentId: hostile.id, Body: `${MARKUP} ${REVERSED}`.slice(0, 9_000), Type: "TextPost" });
  await create("FeedItem", { ParentId: hostile.id, Body: "z".repeat(9_900), Type: "TextPost" });
  const posted = await create("FeedItem", { ParentId: hostile.id, Body: "A post", Title: short(255), LinkUrl: `${EVIL}/`, Type: "LinkPost" });
  await create("FeedComment", { FeedItemId: posted.id, CommentBody: `${MARKUP} ${REVERSED}`.slice(0, 9_000) });
  const file = await create("ContentVersion", {
    Title: short(200),
    PathOnClient: `${REVERSED}<img onerror=window.${MARK}=1>.png`,
    VersionData: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="window.${MARK}=1"/>`).toString("base64"),
    FirstPublishLocationId: hostile.id,
  });
  assert.ok(file.id);
  const mail = { ParentId: hostile.id, Status: "0", Incoming: true, FromAddress: "a@evil.example", ToAddress: "b@weftline.example" };
  await create("EmailMessage", { ...mail, Subject: "An ordinary mail", TextBody: "Hello" });
  await create("EmailMessage", { ...mail, Subject: short(500), FromName: short(200), HtmlBody: "q".repeat(100_000) });
  await create("EmailMessage", {
    ...mail,
    Subject: short(500),
    FromName: short(200),
    HtmlBody: `<html><body>${MARKUP}<p>${REVERSED}</p><img src="cid:none@evil.example"></body></html>`,
    TextBody: MARKUP,
  });
  await site.link("SUP-2", [hostile.id, plain.id]);
});
after(async () => {
  await site?.stop();
});

/** The rich text fields of Case, filled with markup. */
async function richText() {
  const { fields } = await site.stack.salesforce("/sobjects/Case/describe");
  const rich = fields.filter((/** @type {any} */ field) => field.htmlFormatted && field.createable);
  return Object.fromEntries(rich.map((/** @type {any} */ { name }) => [name, `<p>${MARKUP}</p>`]));
}

/** Watches what a page does that no page may do. @param {Page} page */
function watched(page) {
  /** @type {string[]} */
  const seen = [];
  page.on("dialog", (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (!["data:", "blob:", "about:"].includes(protocol) && host !== new URL(site.stack.url).host) seen.push(`a request to ${request.url()}`);
  });
  page.on("framenavigated", (frame) => {
    if (frame.url().startsWith(EVIL)) seen.push(`a frame went to ${frame.url()}`);
  });
  return seen;
}

/**
 * That nothing has run, nothing was loaded, nothing lies over the page, nothing leads away, and nothing is wider than
 * its frame; that text which turns round stands by itself.
 * @param {Page} page
 * @param {string[]} seen
 */
async function assertHarmless(page, seen) {
  for (const frame of page.frames()) {
    if (!/\/app\/|about:/.test(frame.url())) continue;
    // A sandboxed frame runs nothing, not even what a test would ask.
    const found = await frame
      .evaluate(
        ({ mark, evil }) => {
          const wrong = [];
          if (mark in window) wrong.push("something ran");
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth > clientWidth + 1) wrong.push(`${scrollWidth} px wide in ${clientWidth} px`);
          for (const element of document.querySelectorAll("*")) {
            for (const { name, value } of element.attributes) {
              if (name.startsWith("on")) wrong.push(`an event handler: ${element.outerHTML.slice(0, 200)}`);
              if (/^(href|src|action|data|xlink:href)$/.test(name) && /^\s*javascript:/i.test(value)) wrong.push(`a script's address: ${value}`);
              if (/^(src|data|action|background)$/.test(name) && value.includes(evil)) wrong.push(`an address that loads: ${value}`);
            }
          }
          if (document.getElementById("weftline-cover") !== null) wrong.push("something lies over the page");
          if (document.querySelector("base[href], form[action^='http'], meta[http-equiv=refresh]") !== null) wrong.push("a base, a form or a refresh");
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            const text = node.nodeValue ?? "";
            if (!text.includes("\u202E") || node.parentElement?.closest("script, style, [hidden]")) continue;
            let holder = node.parentElement;
            while (holder !== null) {
              const { display, unicodeBidi } = getComputedStyle(holder);
              if (display !== "inline" || /isolate|plaintext/.test(unicodeBidi)) break;
              holder = holder.parentElement;
            }
            const whole = (holder?.textContent ?? "").trim();
            if (whole !== text.trim() && !/isolate|plaintext/.test(getComputedStyle(/** @type {Element} */ (holder)).unicodeBidi))
              wrong.push(`a text that turns round stands beside others: ${JSON.stringify(whole.slice(0, 120))}`);
          }
          return wrong;
        },
        { mark: MARK, evil: EVIL },
      )
      .catch((error) => {
        if (/sandbox|detached|Execution context/.test(String(error))) return [];
        throw error;
      });
    assert.deepEqual(found, [], frame.url());
  }
  assert.deepEqual(seen, []);
  assert.deepEqual(site.complaints, []);
}

for (const [module, width] of /** @type {const} */ ([["weftline-compact", 300], ["weftline-list", 760]])) {
  test(`PNL-1 PNL-2 hostile content of linked records does nothing in ${module}`, async () => {
    const { page, frame, close } = await site.open(module, { issue: "SUP-2", account: JANE_DOE, width });
    const seen = watched(page);
    await page.reload();
    await frame.getByText(plain.number, { exact: true }).first().waitFor();
    await assertHarmless(page, seen);
    await close();
  });
}

test("LNK-1 hostile content of found records does nothing in the link dialog", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-3" });
  const seen = watched(page);
  await frame.getByRole("button", { name: "Link", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Search", { exact: true }).first().fill(hostile.number);
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: new RegExp(`Select ${hostile.number}`) }).waitFor();
  await assertHarmless(page, seen);
  await close();
});

test("VIEW-2 VIEW-3 VIEW-4 VIEW-5 hostile content does nothing in any tab of the details", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  const seen = watched(page);
  await frame.getByRole("button", { name: hostile.number, exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.locator("dl").waitFor();
  await assertHarmless(page, seen);

  await dialog.getByRole("tab", { name: /^Comments/ }).click();
  await dialog.getByText("y".repeat(60)).first().waitFor();
  await assertHarmless(page, seen);

  await dialog.getByRole("tab", { name: /^Feed/ }).click();
  await dialog.getByText("z".repeat(60)).first().waitFor();
  await assertHarmless(page, seen);

  await dialog.getByRole("tab", { name: /^Emails/ }).click();
  await dialog.getByText("An ordinary mail").first().waitFor();
  await assertHarmless(page, seen);
  const mails = dialog.getByRole("option").or(dialog.locator("[data-email]"));
  for (let index = 0; index < (await mails.count()); index += 1) {
    await mails.nth(index).click();
    await dialog.locator('iframe[sandbox], [data-email-text]').first().waitFor();
    await assertHarmless(page, seen);
  }
  await close();
});

test("CRT-1 hostile content of the issue and of records does nothing in the create form", async () => {
  const { page, frame, close } = await site.open("weftline-list", { issue: "SUP-4" });
  const seen = watched(page);
  await frame.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Subject").fill(MARKUP.replaceAll("\n", " ").slice(0, 255));
  await dialog.getByLabel("Subject").press("Tab");
  await assertHarmless(page, seen);
  await close();
});
