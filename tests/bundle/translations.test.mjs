// What Jira itself shows of the app stands in the manifest, and in a file for each language.
import assert from "node:assert/strict";
import test from "node:test";
import { manifestOf, readManifest } from "../../host/local/manifest.mjs";

const manifest = await readManifest(new URL("../../manifest.yml", import.meta.url));

/** Names, which are the same in each language. */
const NAMES = ["Salesforce", "Weftline"];

test("OPS-7 titles and descriptions that Jira shows are in English and in German, and what are names stays", () => {
  const texts = [...manifest.modules.values()].flatMap(({ title, description }) => [title, description]).filter((text) => text !== undefined);
  assert.ok(texts.length > 6);
  for (const text of texts) {
    const [english, german] = ["en-US", "de-DE"].map((locale) => manifest.translations.say(text, locale));
    if (typeof text === "string") assert.ok(NAMES.includes(text), `\`${text}\` is translated, or a name`);
    else assert.ok(english !== text.i18n && german !== text.i18n && english !== german, `${text.i18n}: ${english}, ${german}`);
  }
});

test("OPS-7 who has another language is shown what the manifest says for it: a fallback, or the default", () => {
  const resources = [
    { key: "en-US", path: "locales/en-US.json" },
    { key: "de-DE", path: "locales/de-DE.json" },
  ];
  const { translations } = manifestOf(
    { app: { id: "x" }, modules: { function: [] }, translations: { resources, fallback: { default: "en-US", "nl-NL": ["de-DE"] } } },
    new URL("../../", import.meta.url),
  );
  const text = { i18n: "action.create" };
  assert.equal(translations.say(text, "nl-NL"), translations.say(text, "de-DE"));
  assert.equal(translations.say(text, "fr-FR"), translations.say(text, "en-US"));
  assert.equal(translations.say({ i18n: "not.there" }, "fr-FR"), "not.there");
});
