import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/**
 * A module of the pages, compiled as Vite compiles it.
 * @param {string} name below `static/src`
 * @returns {Promise<any>}
 */
async function load(name) {
  const file = fileURLToPath(new URL(`../../static/src/${name}`, import.meta.url));
  return (await runnerImport(file, { configFile: false, logLevel: "silent" })).module;
}

const { wallClock, instantOf } = await load("locale/instants.ts");
const { formats } = await load("locale/formats.ts");
const { translator } = await load("locale/texts.ts");
const { en } = await load("texts/en.ts");
const { draftOf, valuesOf } = await load("views/create/drafts.ts");
const { orderKey } = await load("parts/cell-order.ts");
const { sayer } = await load("locale/said.ts");

test("VIEW-2 values are formatted by the user's language and time zone", () => {
  const german = formats("de-DE", "Europe/Berlin", "en");
  const american = formats("en-US", "America/New_York", "en");
  const atMs = Date.UTC(2026, 10, 21, 3, 5);
  assert.equal(german.instant(atMs), "21.11.2026, 04:05");
  assert.equal(american.instant(atMs).replace(/\s/g, " "), "Nov 20, 2026, 10:05 PM");
  assert.equal(german.day("2026-11-21"), "21.11.2026", "a day is the same day in every zone");
  assert.equal(american.day("2026-11-21"), "Nov 21, 2026");
  assert.equal(german.currency(1234.5, 2, "EUR").replace(/\s/g, " "), "1.234,50 €");
  assert.equal(german.currency(1234.5, 2, "not a code"), "1.234,50");
  assert.equal(american.percent(50, 0), "50%");
  assert.equal(german.number(1234.5, 2), "1.234,50");
});

test("OFF-1 ages and moments are told in few words", () => {
  const { age, moment, duration } = formats("en-US", "UTC", "en");
  const nowMs = Date.UTC(2026, 10, 21, 14, 30);
  assert.equal(age(nowMs - 59_000, nowMs), null);
  assert.equal(age(nowMs - 3 * 60_000, nowMs), "3 min. ago");
  assert.equal(age(nowMs - 5 * 3_600_000, nowMs), "5 hr. ago");
  assert.equal(moment(nowMs - 28 * 60_000, nowMs).replace(/\s/g, " "), "2:02 PM");
  assert.match(moment(nowMs - 48 * 3_600_000, nowMs), /Nov 19, 2026/);
  assert.equal(duration(90_000), "2 minutes");
  assert.equal(duration(900), "1 second");
});

test("CRT-1 wall-clock times survive a change of clocks", () => {
  for (const iso of ["2026-03-29T00:59:00Z", "2026-03-29T01:01:00Z", "2026-07-01T12:00:00Z", "2026-12-31T23:30:00Z"]) {
    const atMs = Date.parse(iso);
    assert.equal(instantOf(wallClock(atMs, "Europe/Berlin"), "Europe/Berlin"), atMs, iso);
    assert.equal(instantOf(wallClock(atMs, "Asia/Kathmandu"), "Asia/Kathmandu"), atMs, iso);
  }
  assert.equal(wallClock(Date.parse("2026-11-21T23:30:00Z"), "Europe/Berlin"), "2026-11-22T00:30");
  assert.equal(instantOf("not a time", "UTC"), null);
});

test("CRT-1 what is typed becomes a value of the field's type, or stays as it was typed", () => {
  const german = { format: formats("de-DE", "Europe/Berlin", "en"), timeZone: "Europe/Berlin" };
  /** @param {string} fieldType @param {unknown} draft */
  const valueOf = (fieldType, draft) => valuesOf({ fields: [{ field: "F", fieldType, readOnly: false }] }, { F: draft }, german).F;
  assert.equal(valueOf("double", "1.234,5"), 1234.5);
  assert.equal(valueOf("double", "twelve"), "twelve");
  assert.equal(valueOf("double", ""), null);
  assert.equal(valueOf("boolean", false), false);
  assert.equal(valueOf("date", "2026-11-21"), "2026-11-21");
  assert.equal(valueOf("datetime", "2026-11-21T10:00"), "2026-11-21T09:00:00.000Z");
  assert.equal(valueOf("multipicklist", "a;b"), "a;b");
  assert.equal(draftOf({ fieldType: "double", value: 2.5 }, german), "2,5");
  assert.deepEqual(valuesOf({ fields: [{ field: "F", fieldType: "string", readOnly: true }] }, { F: "x" }, german), {});
});

test("texts take their parameters and plural forms, and every failure has words of its own", () => {
  const t = translator(en, "en-US");
  assert.equal(t("link.submit", { count: 1 }), "Link 1 record");
  assert.equal(t("link.submit", { count: 1200 }), "Link 1,200 records");
  assert.equal(t("create.title", { object: "Case" }), "Create Case");
  assert.match(t("health.token", { age: "2 min. ago" }), / 2 min\. ago\.$/);
  assert.match(t("health.token", { age: "vor 2 Min." }), / vor 2 Min\.$/, "an abbreviation ends the sentence too");
  const titles = Object.entries(en).filter(([key]) => /^failure\..*\.title$/.test(key));
  assert.equal(new Set(titles.map(([, text]) => text)).size, titles.length, "no two failures are told in the same words");
});

test("PNL-2 cells sort by what they mean", () => {
  const sorted = (/** @type {unknown[]} */ cells) => cells.map(orderKey).sort((a, b) => (a < b ? -1 : 1));
  assert.deepEqual(sorted([{ kind: "number", value: 10 }, { kind: "number", value: 9 }]), [9, 10]);
  assert.deepEqual(sorted([{ kind: "date", date: "2026-11-21" }, { kind: "date", date: "2025-11-21" }]), [
    Date.UTC(2025, 10, 21),
    Date.UTC(2026, 10, 21),
  ]);
});

test("the core's messages become sentences", () => {
  const said = sayer({}, translator(en, "en-US"));
  assert.equal(said("the text is too long", "shorten it"), "The text is too long. Shorten it.");
  assert.equal(said("`Case` has no owner"), "“Case” has no owner.");
  assert.equal(said("Already one.", null, ""), "Already one.");
});
