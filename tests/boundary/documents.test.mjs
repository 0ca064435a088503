// What the documents for people say, against what there is: addresses, scopes, messages, links and pictures.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), "utf8");
const pages = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  ...readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/**
 * A heading's anchor, as code hosts make it.
 * @param {string} heading
 */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

/** @param {string} text */
const anchorsOf = (text) => new Set([...text.matchAll(/^#+\s+(.+)$/gm)].map((match) => anchorOf(match[1] ?? "")));

test("every link and picture of the documents leads somewhere", () => {
  const broken = [];
  for (const page of pages) {
    const text = read(page);
    for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = "", anchor] = target.split("#");
      const at = file === "" ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(root, at))) broken.push(`${page}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(read(at)).has(anchor)) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

test("every picture of the guides is made by a browser test", () => {
  const folder = path.join(root, "tests/browser");
  const made = readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .flatMap((name) => [...readFileSync(path.join(folder, name), "utf8").matchAll(/picture\(.*["`]([^"`]+)["`]\)/g)])
    .map(([, name = ""]) => new RegExp(`^${name.replace(/\$\{\w+\}/g, "[a-z]+")}$`));
  const shown = pages.flatMap((page) => [...read(page).matchAll(/\]\((?:docs\/)?screenshots\/([^)]+)\.png\)/g)].map((match) => match[1] ?? ""));
  assert.ok(shown.length > 30 && made.length > 30, "guides and tests are read");
  assert.deepEqual(shown.filter((name) => !made.some((expression) => expression.test(name))), []);
});

test("the security page names each scope and each address of the manifest, and no other scope", () => {
  const permissions = read("manifest.yml").split(/^permissions:$/m)[1] ?? "";
  const scopes = [...permissions.matchAll(/^ {4}- ([a-z-]+:[a-z-]+)$/gm)].map((match) => match[1]);
  const addresses = [...permissions.matchAll(/address: (https:\S+)/g)].map((match) => match[1] ?? "");
  assert.ok(scopes.length > 0 && addresses.length > 0, "the manifest is read");
  const security = read("docs/security.md");
  const named = [...security.matchAll(/^\| `([a-z-]+:[a-z-]+)` \|/gm)].map((match) => match[1]);
  assert.deepEqual(named.sort(), scopes.sort());
  for (const address of addresses) assert.ok(security.includes(`\`${address}\``), address);
});

test("troubleshooting lists every message of a failure, by its words", () => {
  const english = read("static/src/texts/en.ts");
  const titles = [...english.matchAll(/'failure\.\w+\.title': '([^']+)'/g)].map((match) => match[1] ?? "");
  assert.ok(titles.length > 20, "the messages are found");
  const listed = read("docs/troubleshooting.md");
  assert.deepEqual(
    titles.filter((title) => !listed.includes(`| ${title} |`)),
    [],
  );
});
