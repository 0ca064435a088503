import { readFileSync } from "node:fs";

/**
 * A text of the manifest: as it is, or by a key that the translation files have.
 * @typedef {string | { i18n: string } | undefined} Text
 */

/**
 * What stands in the manifest in the languages of people, resolved as Forge does: the person's locale, what it falls back to, the
 * default.
 * https://developer.atlassian.com/platform/forge/manifest-reference/translations/
 */
export class Translations {
  /** @type {Map<string, any>} */
  #files = new Map();
  #fallback;

  /**
   * @param {any} json a manifest as the parser gives it
   * @param {URL} [directory] where the paths of its translation files begin
   */
  constructor(json, directory) {
    const { resources = [], fallback = {} } = json.translations ?? {};
    this.#fallback = fallback;
    for (const { key, path } of directory === undefined ? [] : resources) {
      this.#files.set(key, JSON.parse(readFileSync(new URL(path, directory), "utf8")));
    }
  }

  /**
   * @param {Text} text
   * @param {string} locale like `de-DE`
   * @returns {string | undefined}
   */
  say(text, locale) {
    if (text === undefined || typeof text === "string") return text;
    const locales = [locale, ...(this.#fallback[locale] ?? []), this.#fallback.default];
    for (const each of locales) {
      const found = lookUp(this.#files.get(each), text.i18n);
      if (found !== undefined) return found;
    }
    return text.i18n;
  }
}

/**
 * A key that is written flat goes before one that is nested.
 * @param {any} file
 * @param {string} key
 * @returns {string | undefined}
 */
function lookUp(file, key) {
  const found = file?.[key] ?? key.split(".").reduce((inner, name) => inner?.[name], file);
  return typeof found === "string" ? found : undefined;
}
