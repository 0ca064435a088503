import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { manifestOf } from "../../host/local/manifest.mjs";
import { JANE_DOE, MIA_ADMIN, SAM_VIEWER } from "../support/stack.mjs";
import { manifest, startSmallApp } from "./small-app/host.mjs";

const resolver = { function: "resolve" };
/** @type {Record<string, object>} */
const CONDITIONS = {
  always: {},
  admins: { isAdmin: true },
  others: { isAdmin: false },
  editors: { canEditIssues: true },
  global: { hasGlobalPermission: "ADMINISTER" },
  software: { hasSoftwareAccess: true },
  keys: { issueKey: ["SUP-1", "ENG-1"] },
  support: { projectKey: "SUP", projectType: ["service_desk", "software", "business"] },
  nowhere: { projectKey: "SUP", issueType: "No such type" },
  either: { or: { projectKey: "ENG", issueKey: "SUP-2" } },
  neither: { not: { or: [{ projectKey: "ENG" }, { projectKey: "SUP" }] } },
  configured: { entityPropertyEqualTo: { entity: "project", propertyKey: "small", objectName: "setup.on", value: "true" } },
  marked: { entityPropertyExists: { entity: "issue", propertyKey: "small" } },
  anyName: { entityPropertyContainsAny: { entity: "issue", propertyKey: "small", objectName: "names", value: ["a", "z"] } },
  allNames: { entityPropertyContainsAll: { entity: "issue", propertyKey: "small", objectName: "names", value: ["a", "b"] } },
  open: { not: { entityPropertyEqualTo: { entity: "app", propertyKey: "closed", value: "yes" } } },
  expression: { jiraExpression: "project.properties['small'].setup.on && issue.key == 'SUP-1'" },
};

/** @type {Awaited<ReturnType<typeof startSmallApp>>} */
let app;
before(async () => {
  const contexts = Object.entries(CONDITIONS).map(([key, displayConditions]) => ({
    key,
    title: key,
    label: key,
    resource: "pages",
    resolver,
    displayConditions,
  }));
  const panels = [
    { key: "small", title: "Small", resource: "pages", resolver },
    { key: "small-eng", title: "Small too", resource: "pages", resolver, displayConditions: { projectKey: "ENG" } },
  ];
  app = await startSmallApp({ modules: { "jira:issueContext": contexts, "jira:issuePanel": panels } });
});
after(() => app?.stop());

/** The keys of what is shown. @param {string} issue @param {string} [account] */
const shown = async (issue, account) => (await app.modules(issue, account)).filter((one) => one.shown).map(({ key }) => key);

/** @param {string} path below Jira's REST API @param {unknown} value */
const set = async (path, value) => {
  assert.ok((await app.call("setProperty", { path, value })) < 300, path);
};

describe("display conditions", () => {
  test("ask who looks, and at what", async () => {
    const admin = await shown("SUP-1", MIA_ADMIN);
    for (const key of ["always", "admins", "editors", "global", "software", "keys", "support", "open"]) assert.ok(admin.includes(key), key);
    for (const key of ["others", "nowhere", "either", "neither", "configured", "marked"]) assert.ok(!admin.includes(key), key);
    const viewer = await shown("SUP-2", SAM_VIEWER);
    for (const key of ["always", "others", "either"]) assert.ok(viewer.includes(key), key);
    for (const key of ["admins", "editors", "global", "keys"]) assert.ok(!viewer.includes(key), key);
    assert.ok((await shown("ENG-1", JANE_DOE)).includes("either"));
  });

  test("read properties of the project, the issue and the app", async () => {
    const properties = ["configured", "marked", "anyName", "allNames", "expression"];
    const of = async (/** @type {string} */ issue) => (await shown(issue)).filter((key) => properties.includes(key));
    assert.deepEqual(await of("SUP-1"), []);
    await set("/rest/api/3/project/SUP/properties/small", { setup: { on: true } });
    assert.deepEqual(await of("SUP-1"), ["configured", "expression"]);
    assert.deepEqual(await of("SUP-2"), ["configured"]);
    assert.deepEqual(await of("ENG-1"), []);
    await set("/rest/api/3/project/SUP/properties/small", { setup: { on: false } });
    assert.deepEqual(await of("SUP-1"), []);
    await set("/rest/api/3/issue/SUP-1/properties/small", { names: ["a", "c"] });
    assert.deepEqual(await of("SUP-1"), ["marked", "anyName"]);
    await set("/rest/api/3/issue/SUP-1/properties/small", { names: ["a", "b"] });
    assert.deepEqual(await of("SUP-1"), ["marked", "anyName", "allNames"]);
    await set("/rest/forge/1/app/properties/closed", "yes");
    assert.ok(!(await shown("SUP-1")).includes("open"));
  });

  test("that Forge does not know are refused at the start", () => {
    const panel = (/** @type {object} */ displayConditions) =>
      manifestOf(manifest({ "jira:issuePanel": [{ key: "small", title: "Small", resource: "pages", resolver, displayConditions }] }));
    assert.throws(() => panel({ not: [{ isAdmn: true }] }), /there is no display condition `isAdmn`/);
    assert.throws(() => panel({ entityPropertyExists: { entity: "content", propertyKey: "x" } }), /knows no entity `content`/);
    assert.ok(panel({ and: { isAdmin: true } }));
  });
});

describe("an issue panel", () => {
  const panel = async (/** @type {string} */ issue, key = "small") => (await app.modules(issue)).find((one) => one.key === key);

  test("is on all issues of a project to which it is pinned, and nowhere else by itself", async () => {
    assert.deepEqual(await panel("SUP-1"), {
      key: "small",
      type: "jira:issuePanel",
      title: "Small",
      shown: true,
      panel: { pinned: true, added: false, offered: false },
    });
    const { values } = await (await fetch(`${app.url}/api/jira/rest/api/3/project/search`, { headers: { "x-account": MIA_ADMIN } })).json();
    const other = values.map((/** @type {any} */ { key }) => key).find((/** @type {string} */ key) => !["SUP", "ENG"].includes(key));
    assert.deepEqual((await panel(`${other}-1`))?.panel, { pinned: false, added: false, offered: true });
  });

  test("is offered only where its conditions hold", async () => {
    assert.deepEqual((await panel("SUP-1", "small-eng"))?.panel, { pinned: true, added: false, offered: false });
    assert.equal((await panel("SUP-1", "small-eng"))?.shown, false);
    assert.equal((await panel("ENG-1", "small-eng"))?.shown, true);
  });

  test("that an administrator unpins is gone, and a person can put it on one issue", async () => {
    const { panels } = await app.forge("panels?issue=1&project=1");
    const { moduleId } = panels.find((/** @type {any} */ one) => one.moduleKey === "small");
    const unpinned = await fetch(`${app.url}/api/jira/rest/api/3/forge/panel/action/bulk/async`, {
      method: "POST",
      headers: { "x-account": MIA_ADMIN, "content-type": "application/json" },
      body: JSON.stringify({ moduleId, projectList: [{ projectIdOrKey: "SUP", action: "UNPIN" }] }),
    });
    assert.equal(unpinned.status, 202);
    assert.equal((await panel("SUP-1"))?.shown, false);
    const put = (/** @type {boolean} */ added) =>
      fetch(`${app.url}/api/panels`, { method: "POST", body: JSON.stringify({ account: JANE_DOE, issue: "SUP-1", module: "small", added }) });
    assert.equal((await put(true)).status, 200);
    assert.equal((await panel("SUP-1"))?.shown, true);
    assert.equal((await panel("SUP-2"))?.shown, false);
    assert.equal((await put(false)).status, 200);
    assert.equal((await panel("SUP-1"))?.shown, false);
  });
});
