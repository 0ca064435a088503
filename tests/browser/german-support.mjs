import assert from "node:assert/strict";
import { catalogue, formsOf } from "../support/texts.mjs";
import { violations } from "./support.mjs";

/** @typedef {import("./support.mjs").Page} Page */

export const [en, de] = await Promise.all([catalogue("en"), catalogue("de")]);

/**
 * A German text, with what its parameters are.
 * @param {string} key
 * @param {Record<string, string>} [values]
 */
export const t = (key, values = {}) => {
  const text = de[key];
  assert.equal(typeof text, "string", key);
  return String(text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};

/** Words of the sandbox's own data that are also English texts of pages: of Salesforce and Jira, names too, not ours. */
const DATA = new Set(["Autocreate Salesforce record", "Case", "Cases", "Comments", "Contact", "Deleted", "Email", "Jane Doe", "New", "Phone", "Priority", "Record Type", "Status", "Subject", "Type", "Web", "Yes", "No", "None"]);

const german = new Set(Object.values(de).flatMap(formsOf));
const english = Object.entries(en)
  .flatMap(([key, text]) => formsOf(text).map((form) => ({ key, form })))
  .filter(({ form }) => !german.has(form) && !DATA.has(form) && form.replace(/\{\w+\}/g, "").replace(/[^A-Za-z]/g, "").length >= (form.includes("{") ? 8 : 3))
  .map(({ key, form }) => ({
    key,
    expression: new RegExp(`^${form.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+?")}$`, "s"),
  }));

/** What Atlaskit says by itself where a page does not give it the words. */
const LIBRARY = ["opens new window"];

/**
 * What of the English catalogue stands in the app's frames: as text, or in what is read out or shown beside it.
 * @param {Page} page
 */
export async function englishLeft(page) {
  const texts = new Set();
  for (const frame of page.frames().filter((each) => each.url().includes("/app/"))) {
    assert.equal(await frame.evaluate(() => document.documentElement.lang), "de-DE");
    const found = await frame.evaluate(() => {
      const all = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node instanceof Element) {
          for (const name of ["aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt"])
            all.push(node.getAttribute(name) ?? "");
        } else if (node.parentElement?.closest("script, style, textarea") == null) all.push(node.textContent ?? "");
      }
      return all;
    });
    for (const text of found) texts.add(text.trim());
  }
  return [...texts].flatMap((text) => {
    if (LIBRARY.some((words) => text.includes(words))) return [`Atlaskit: ${text}`];
    const left = english.find(({ expression }) => expression.test(text));
    return left === undefined ? [] : [`${left.key}: ${text}`];
  });
}

/**
 * Looks at a page as it is: nothing English, nothing that axe finds.
 * @param {Page} page
 * @param {string} what
 */
export async function look(page, what) {
  assert.deepEqual(await englishLeft(page), [], `English in ${what}`);
  assert.deepEqual(await violations(page), [], what);
}
