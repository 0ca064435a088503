// jsforce, unmodified, does against the sandbox what it does against an org.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jsforce from "jsforce";
import { startSandbox } from "./sandbox.mjs";
import { zip } from "./zip.mjs";

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** @type {import("jsforce").Connection} */
let org;

before(async () => {
  sandbox = await startSandbox();
  const { salesforce, accessToken, apiVersion } = sandbox.world;
  org = new jsforce.Connection({ instanceUrl: salesforce, accessToken, version: apiVersion });
});
after(async () => {
  await sandbox?.stop();
});

function oauth2() {
  const { salesforce, clientId, clientSecret } = sandbox.world;
  return new jsforce.OAuth2({ loginUrl: salesforce, clientId, clientSecret });
}

/** @param {string} errorCode */
const code = (errorCode) => (/** @type {any} */ error) => {
  assert.equal(error.errorCode, errorCode, `${error.name}: ${error.message}`);
  assert.equal(error.name, errorCode);
  return true;
};

/** @param {number} length @param {string} prefix */
const contacts = (length, prefix) =>
  Array.from({ length }, (_, at) => ({ LastName: `${prefix} ${at}`, Email: `${prefix.toLowerCase()}.${at}@rows.example` }));

test("a session is refreshed once when it has expired, and the call goes on", async () => {
  const { salesforce, refreshToken } = sandbox.world;
  const connection = new jsforce.Connection({
    oauth2: oauth2(),
    instanceUrl: salesforce,
    accessToken: "00DWf0000000001!expired",
    refreshToken,
  });
  /** @type {string[]} */
  const refreshed = [];
  connection.on("refresh", (accessToken) => refreshed.push(accessToken));
  const [one, other] = await Promise.all([
    connection.query("SELECT Id FROM Case LIMIT 1"),
    connection.query("SELECT Id FROM Account LIMIT 1"),
  ]);
  assert.equal(one.records.length, 1);
  assert.equal(other.records.length, 1);
  assert.equal(refreshed.length, 1);
  assert.equal(connection.accessToken, refreshed[0]);
});

test("client credentials open a session, by a token post in chunks", async () => {
  const connection = new jsforce.Connection({ oauth2: oauth2(), loginUrl: sandbox.world.salesforce });
  const user = await connection.authorize({ grant_type: "client_credentials" });
  assert.match(user.id, /^005[A-Za-z0-9]{15}$/);
  assert.match(user.organizationId, /^00D[A-Za-z0-9]{15}$/);
  const identity = await connection.identity();
  assert.equal(identity.username, sandbox.world.username);
  assert.equal(identity.user_id, user.id);
  await connection.logout();
});

test("a name and a password open a session by OAuth", async () => {
  const { username, password, salesforce } = sandbox.world;
  const connection = new jsforce.Connection({ oauth2: oauth2(), loginUrl: salesforce });
  const user = await connection.login(username, password);
  assert.match(user.id, /^005/);
  assert.equal((await connection.identity()).organization_id, user.organizationId);
  await assert.rejects(connection.login(username, "wrong"), { name: "invalid_grant", message: "authentication failure" });
});

test("what the token endpoint refuses is an error with a name", async () => {
  const { salesforce, clientId } = sandbox.world;
  await assert.rejects(oauth2().refreshToken("5Aep861.never.issued"), { name: "invalid_grant" });
  await assert.rejects(oauth2().requestToken({ grant_type: "magic" }), { name: "unsupported_grant_type" });
  const stranger = new jsforce.OAuth2({ loginUrl: salesforce, clientId: "3MVG9.nobody", clientSecret: "x" });
  await assert.rejects(stranger.refreshToken("5Aep861"), { name: "invalid_client_id" });
  const forgetful = new jsforce.OAuth2({ loginUrl: salesforce, clientId, clientSecret: "not the secret" });
  await assert.rejects(forgetful.refreshToken("5Aep861"), { name: "invalid_client" });
});

/**
 * What the browser of a user does: opens the page, fills in the form and is sent back.
 * @param {string} address @param {string} answer the button
 */
async function answerPage(address, answer) {
  const { salesforce, username, password } = sandbox.world;
  const page = await fetch(address);
  const text = await page.text();
  assert.equal(page.status, 200, text);
  const form = new URLSearchParams({ username, password, answer });
  for (const [, name, value] of text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    form.set(name ?? "", (value ?? "").replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
  }
  const sent = await fetch(`${salesforce}/services/oauth2/authorize`, { method: "POST", body: form, redirect: "manual" });
  assert.equal(sent.status, 302, await sent.text());
  return new URL(sent.headers.get("location") ?? "");
}

function webFlow() {
  const { salesforce, clientId, clientSecret } = sandbox.world;
  const redirectUri = "http://localhost:1717/OauthRedirect";
  return new jsforce.OAuth2({ loginUrl: salesforce, clientId, clientSecret, redirectUri, useVerifier: true });
}

test("an authorization code, with PKCE, opens a session that can be refreshed, once", async () => {
  const flow = webFlow();
  const back = await answerPage(flow.getAuthorizationUrl({ scope: "api id refresh_token", state: "a & state" }), "allow");
  assert.equal(back.origin + back.pathname, "http://localhost:1717/OauthRedirect");
  assert.equal(back.searchParams.get("state"), "a & state");
  const authorizationCode = back.searchParams.get("code") ?? "";
  await assert.rejects(webFlow().requestToken(authorizationCode), /code verifier/);
  const connection = new jsforce.Connection({ oauth2: flow });
  await connection.authorize(authorizationCode);
  assert.equal((await connection.identity()).username, sandbox.world.username);
  const first = connection.accessToken;
  await flow.refreshToken(connection.refreshToken ?? "").then((/** @type {any} */ { access_token }) => assert.notEqual(access_token, first));
  await assert.rejects(flow.requestToken(authorizationCode), { name: "invalid_grant" });
});

test("a user who denies is sent back without a code", async () => {
  const back = await answerPage(webFlow().getAuthorizationUrl({ state: "s" }), "deny");
  assert.equal(back.searchParams.get("error"), "access_denied");
  assert.equal(back.searchParams.get("state"), "s");
  assert.equal(back.searchParams.get("code"), null);
});

test("a name and a password open a session by SOAP, and it ends by logging out", async () => {
  const { salesforce, username, password } = sandbox.world;
  const connection = new jsforce.Connection({ loginUrl: salesforce, instanceUrl: salesforce });
  const user = await connection.login(username, password);
  assert.match(user.id, /^005[A-Za-z0-9]{15}$/);
  assert.match(user.organizationId, /^00D[A-Za-z0-9]{15}$/);
  assert.equal((await connection.query("SELECT Id FROM Case LIMIT 1")).records.length, 1);
  const session = connection.accessToken ?? "";
  await connection.logout();
  const ended = new jsforce.Connection({ instanceUrl: salesforce, accessToken: session });
  await assert.rejects(async () => ended.query("SELECT Id FROM Case LIMIT 1"), code("INVALID_SESSION_ID"));
});

test("SOAP refuses a wrong password with the fault that the vendor documents", async () => {
  const { salesforce, username } = sandbox.world;
  const connection = new jsforce.Connection({ loginUrl: salesforce });
  await assert.rejects(connection.login(username, "wrong"), /^Error: INVALID_LOGIN: Invalid username, password, security token; or user locked out\.$/);
});

test("revoking a token ends its session", async () => {
  const connection = new jsforce.Connection({ oauth2: oauth2(), loginUrl: sandbox.world.salesforce });
  await connection.authorize({ grant_type: "client_credentials" });
  const { accessToken, instanceUrl } = connection;
  await connection.logout();
  const ended = new jsforce.Connection({ instanceUrl, accessToken: accessToken ?? "" });
  await assert.rejects(ended.describeGlobal(), code("INVALID_SESSION_ID"));
});

test("the identity of the session's user", async () => {
  const identity = await org.identity();
  assert.equal(identity.username, sandbox.world.username);
  assert.equal(/** @type {any} */ (identity).active, true);
  assert.equal(identity.user_type, "STANDARD");
  assert.equal(org.userInfo?.id, identity.user_id);
});

test("the versions, newest last", async () => {
  /** @type {any} */
  const versions = await org.request("/services/data");
  assert.equal(versions.at(-1).version, sandbox.world.apiVersion);
  assert.match(versions.at(-1).label, /^(Spring|Summer|Winter) '\d\d$/);
});

test("describeGlobal names every object and its key prefix", async () => {
  const global = await org.describeGlobal();
  assert.equal(global.encoding, "UTF-8");
  assert.equal(global.maxBatchSize, 200);
  const byName = new Map(global.sobjects.map((object) => [object.name, object]));
  const prefixes = { Account: "001", Contact: "003", Case: "500", User: "005", Lead: "00Q", Opportunity: "006" };
  for (const [name, prefix] of Object.entries(prefixes)) {
    assert.equal(byName.get(name)?.keyPrefix, prefix, name);
    assert.equal(byName.get(name)?.queryable, true, name);
  }
});

test("describe has fields, picklists, dependent picklists, record types and child relationships", async () => {
  const description = await org.describe("Case");
  const field = (/** @type {string} */ name) => {
    const found = description.fields.find((field) => field.name === name);
    assert.ok(found, name);
    return found;
  };
  assert.equal(field("CaseNumber").autoNumber, true);
  assert.deepEqual(field("OwnerId").referenceTo, ["Group", "User"]);
  assert.equal(field("Subject").length, 255);
  assert.equal(field("Weftline_Key__c").externalId, true);
  assert.equal(field("Weftline_Key__c").unique, true);
  const component = field("Component__c");
  assert.equal(component.dependentPicklist, true);
  assert.equal(component.controllerName, "Product_Area__c");
  const areas = field("Product_Area__c").picklistValues ?? [];
  const bits = Buffer.from(component.picklistValues?.find(({ value }) => value === "Controller")?.validFor ?? "", "base64");
  const allowed = areas.filter((_, at) => ((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0).map(({ value }) => value);
  assert.deepEqual(allowed, ["Hardware", "Software"]);
  assert.ok(description.recordTypeInfos.some(({ name }) => name === "Incident"));
  assert.ok(description.recordTypeInfos.some(({ master }) => master));
  assert.ok(description.childRelationships.some(({ childSObject, relationshipName }) => childSObject === "CaseComment" && relationshipName === "CaseComments"));
  await assert.rejects(org.describe("Nothing__c"), code("NOT_FOUND"));
});

test("a record is created, read, changed and deleted", async () => {
  const cases = org.sobject("Case");
  const made = await cases.create({ Subject: "Cannot sign in — Größe \u{1F511}", Origin: "Web" });
  assert.deepEqual({ ...made, id: "" }, { id: "", success: true, errors: [] });
  assert.match(made.id ?? "", /^500[A-Za-z0-9]{15}$/);
  const id = made.id ?? "";
  const read = await cases.retrieve(id);
  assert.equal(read["Subject"], "Cannot sign in — Größe \u{1F511}");
  assert.equal(read["Status"], "New");
  assert.equal(read.attributes?.type, "Case");
  assert.match(read["CreatedDate"], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
  assert.deepEqual(await cases.update({ Id: id, Subject: "Signed in", Effort__c: 1.5, Due_Date__c: "2026-12-24" }), {
    id,
    success: true,
    errors: [],
  });
  const short = await cases.retrieve(id.slice(0, 15), { fields: ["Subject", "Effort__c", "Due_Date__c"] });
  const { attributes: _attributes, ...values } = short;
  assert.deepEqual(values, { Id: id, Subject: "Signed in", Effort__c: 1.5, Due_Date__c: "2026-12-24" });
  assert.equal((await cases.destroy(id)).success, true);
  await assert.rejects(cases.retrieve(id), code("ENTITY_IS_DELETED"));
  await assert.rejects(cases.destroy(id), code("ENTITY_IS_DELETED"));
});

test("upsert by an external id creates, then changes; a second record with that id is refused", async () => {
  const cases = org.sobject("Case");
  const key = "Jsforce/1 +ü";
  const first = await cases.upsert({ Weftline_Key__c: encodeURIComponent(key), Subject: "one" }, "Weftline_Key__c");
  assert.equal(first.success, true);
  const found = await org.query(`SELECT Id, Subject, Weftline_Key__c FROM Case WHERE Weftline_Key__c = '${key}'`);
  assert.equal(found.records[0]?.["Id"], first.id);
  assert.equal(found.records[0]?.["Weftline_Key__c"], key);
  /** @type {any} */
  const again = await cases.upsert({ Weftline_Key__c: encodeURIComponent(key), Subject: "two" }, "Weftline_Key__c");
  assert.equal(again.success, true);
  assert.equal((await cases.retrieve(first.id ?? ""))["Subject"], "two");
  const [many] = await org.upsert("Case", [{ Weftline_Key__c: key, Subject: "three" }], "Weftline_Key__c");
  assert.deepEqual(many, { id: first.id, success: true, errors: [], created: false });
  await assert.rejects(cases.create({ Subject: "another", Weftline_Key__c: key.toUpperCase() }), code("DUPLICATE_VALUE"));
});

test("450 rows are created, read, changed, upserted and deleted in collections of 200", async () => {
  const recursive = { allowRecursive: true };
  const made = await org.create("Contact", contacts(450, "Row"), recursive);
  assert.equal(made.length, 450);
  assert.ok(made.every(({ success }) => success));
  const ids = made.map(({ id }) => id ?? "");
  assert.equal(new Set(ids).size, 450);
  const read = await org.retrieve("Contact", ids, { fields: ["Id", "LastName"] });
  assert.deepEqual(read.map((row) => row["LastName"]), contacts(450, "Row").map(({ LastName }) => LastName));
  const changed = await org.update("Contact", ids.map((Id) => ({ Id, Title: "Changed" })), recursive);
  assert.ok(changed.every(({ success }) => success));
  assert.equal((await org.query("SELECT COUNT() FROM Contact WHERE Title = 'Changed'")).totalSize, 450);
  const keyed = ids.map((_, at) => ({ Weftline_Key__c: `row-${at}`, LastName: `Keyed ${at}` }));
  const upserted = await org.upsert("Contact", keyed, "Weftline_Key__c", recursive);
  assert.ok(upserted.every((row) => row.success && row.created));
  const upsertedAgain = await org.upsert("Contact", keyed, "Weftline_Key__c", recursive);
  assert.ok(upsertedAgain.every((row) => row.success && !row.created));
  const all = [...ids, ...upserted.map(({ id }) => id ?? "")];
  const deleted = await org.destroy("Contact", all, recursive);
  assert.equal(deleted.filter(({ success }) => success).length, 900);
  assert.equal((await org.query("SELECT COUNT() FROM Contact WHERE Title = 'Changed'")).totalSize, 0);
});

test("a collection tells of each row what is wrong with it; all or none rolls back", async () => {
  const rows = [{ LastName: "Good" }, { FirstName: "Nameless" }, { LastName: "x".repeat(81) }];
  const some = await org.create("Contact", rows);
  assert.deepEqual(some.map(({ success }) => success), [true, false, false]);
  assert.deepEqual(some[1]?.errors, [
    { statusCode: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [LastName]", fields: ["LastName"] },
  ]);
  assert.equal(/** @type {any} */ (some[2]?.errors[0]).statusCode, "STRING_TOO_LONG");
  const none = await org.create("Contact", rows, { allOrNone: true });
  assert.deepEqual(none.map(({ success }) => success), [false, false, false]);
  assert.equal(/** @type {any} */ (none[0]?.errors[0]).statusCode, "ALL_OR_NONE_OPERATION_ROLLED_BACK");
  const missing = await org.retrieve("Contact", [some[0]?.id ?? "", "003000000000000AAA"], { fields: ["LastName"] });
  assert.equal(missing[0]?.["LastName"], "Good");
  assert.equal(missing[1], null);
  await assert.rejects(org.create("Contact", contacts(201, "Many")), /between 1 and 200/);
});

test("a query of more than 2,000 rows comes in pages", async () => {
  const made = await org.create("Contact", contacts(2100, "Paged"), { allowRecursive: true });
  assert.equal(made.filter(({ success }) => success).length, 2100);
  const soql = "SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Paged %' ORDER BY CreatedDate, Id";
  const first = await org.query(soql);
  assert.deepEqual([first.totalSize, first.done, first.records.length], [2100, false, 2000]);
  assert.match(first.nextRecordsUrl ?? "", /\/services\/data\/v\d+\.0\/query\/01g[A-Za-z0-9]{15}-2000$/);
  const second = await org.queryMore(first.nextRecordsUrl ?? "");
  assert.deepEqual([second.totalSize, second.done, second.records.length], [2100, true, 100]);
  const whole = await org.query(soql, { autoFetch: true, maxFetch: 5000 });
  assert.equal(whole.records.length, 2100);
  assert.deepEqual(
    whole.records.map((row) => row["Id"]),
    [...first.records, ...second.records].map((row) => row["Id"]),
  );
  const small = await org.query(soql, { headers: { "Sforce-Query-Options": "batchSize=200" } });
  assert.equal(small.records.length, 200);
  let streamed = 0;
  await new Promise((resolve, reject) => {
    org.query(soql).on("record", () => (streamed += 1)).on("end", resolve).on("error", reject).run({ autoFetch: true, maxFetch: 2050 });
  });
  assert.equal(streamed, 2050);
});

test("queries: parents, children, aggregates, dates, deleted rows, and jsforce's own query builder", async () => {
  const account = await org.sobject("Account").create({ Name: "Query & Söhne" });
  const AccountId = account.id ?? "";
  const contact = await org.sobject("Contact").create({ LastName: "O'Neil", AccountId });
  await org.create("Case", [
    { Subject: "a 50% case_1", AccountId, ContactId: contact.id ?? "", Priority: "High" },
    { Subject: "b", AccountId, ContactId: contact.id ?? "", Priority: "Low" },
  ]);
  const parents = await org.query(`SELECT Subject, Contact.LastName, Account.Name FROM Case WHERE Contact.LastName = 'O\\'Neil' ORDER BY Subject`);
  assert.deepEqual(parents.records.map((row) => [row["Subject"], row["Contact"].LastName, row["Account"].Name]), [
    ["a 50% case_1", "O'Neil", "Query & Söhne"],
    ["b", "O'Neil", "Query & Söhne"],
  ]);
  const children = await org.query(`SELECT Name, (SELECT Subject FROM Cases ORDER BY Subject DESC) FROM Account WHERE Id = '${AccountId}'`);
  assert.equal(children.records[0]?.["Cases"].totalSize, 2);
  assert.deepEqual(children.records[0]?.["Cases"].records.map((/** @type {any} */ row) => row.Subject), ["b", "a 50% case_1"]);
  const grouped = await org.query(`SELECT Priority, COUNT(Id) total FROM Case WHERE AccountId = '${AccountId}' GROUP BY Priority ORDER BY Priority`);
  assert.deepEqual(grouped.records.map((row) => [row["Priority"], row["total"]]), [["High", 1], ["Low", 1]]);
  const built = await org
    .sobject("Case")
    .find({ AccountId, Subject: { $like: "a 50\\%%" }, CreatedDate: { $gte: jsforce.Date.YESTERDAY } }, ["Id", "Subject"])
    .sort({ Subject: -1 })
    .limit(5);
  assert.equal(built.length, 1);
  assert.equal(await org.sobject("Case").count({ AccountId }), 2);
  assert.equal((await org.sobject("Case").findOne({ AccountId, Priority: ["High", "Medium"] }))?.["Subject"], "a 50% case_1");
  await org.sobject("Case").destroy(built[0]?.["Id"] ?? "");
  const gone = `SELECT Id, IsDeleted FROM Case WHERE Id = '${built[0]?.["Id"]}'`;
  await assert.rejects(org.sobject("Contact").destroy(contact.id ?? ""), code("DELETE_FAILED"));
  assert.equal((await org.query(gone)).totalSize, 0);
  assert.equal((await org.query(gone, { scanAll: true })).records[0]?.["IsDeleted"], true);
});

test("search by SOSL over several objects", async () => {
  await org.sobject("Account").create({ Name: "Quagga Zoological" });
  await org.sobject("Contact").create({ LastName: "Quagga", Email: "quagga@zoo.example" });
  const { searchRecords } = await org.search("FIND {quagga*} IN ALL FIELDS RETURNING Account(Id, Name), Contact(Id, LastName, Email)");
  assert.deepEqual(searchRecords.map(({ attributes }) => attributes?.type).sort(), ["Account", "Contact"]);
  const nobody = await org.search("FIND {nothing at all has these words} RETURNING Account(Id)");
  assert.deepEqual(nobody.searchRecords, []);
  await assert.rejects(org.search("FIND {unclosed RETURNING Account"), code("MALFORMED_SEARCH"));
});

test("what is wrong with a call is an error with the vendor's code", async () => {
  const cases = org.sobject("Case");
  await assert.rejects(async () => org.query("SELECT Id FROM"), code("MALFORMED_QUERY"));
  await assert.rejects(async () => org.query("SELECT Nothing__c FROM Case"), code("INVALID_FIELD"));
  await assert.rejects(async () => org.query("SELECT Id FROM Nothing__c"), code("INVALID_TYPE"));
  await assert.rejects(async () => org.query("SELECT Id FROM Case WHERE CreatedDate = 'x'"), code("INVALID_FIELD"));
  await assert.rejects(cases.create({ Nothing__c: 1 }), code("INVALID_FIELD"));
  await assert.rejects(cases.create({ CaseNumber: "1" }), code("INVALID_FIELD_FOR_INSERT_UPDATE"));
  await assert.rejects(cases.create({ Severity__c: "Apocalyptic" }), code("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"));
  await assert.rejects(cases.create({ ContactId: "003000000000000AAA" }), code("INVALID_CROSS_REFERENCE_KEY"));
  await assert.rejects(cases.create({ Subject: "x".repeat(256) }), code("STRING_TOO_LONG"));
  await assert.rejects(cases.create({ Due_Date__c: "the day after" }), code("JSON_PARSER_ERROR"));
  await assert.rejects(org.sobject("Contact").create({ FirstName: "Nameless" }), code("REQUIRED_FIELD_MISSING"));
  await assert.rejects(cases.retrieve("500000000000000AAA"), code("NOT_FOUND"));
  await assert.rejects(cases.update({ Id: "500", Subject: "x" }), code("NOT_FOUND"));
  await assert.rejects(org.sobject("Nothing__c").create({ Name: "x" }), code("NOT_FOUND"));
  await assert.rejects(org.request("/services/data/v68.0/nowhere-at-all"));
});

test("composite: later requests use what earlier ones made; all or none undoes them", async () => {
  const version = `/services/data/v${sandbox.world.apiVersion}`;
  const composite = (/** @type {object[]} */ compositeRequest, allOrNone = true) =>
    /** @type {Promise<any>} */ (org.requestPost("/composite", { allOrNone, compositeRequest }));
  const made = await composite([
    { method: "POST", url: `${version}/sobjects/Account`, referenceId: "account", body: { Name: "Composite" } },
    { method: "POST", url: `${version}/sobjects/Contact`, referenceId: "contact", body: { LastName: "Composite", AccountId: "@{account.id}" } },
    { method: "GET", url: `${version}/query?q=SELECT+Name+FROM+Account+WHERE+Id='@{account.id}'`, referenceId: "read" },
  ]);
  assert.deepEqual(made.compositeResponse.map((/** @type {any} */ part) => part.httpStatusCode), [201, 201, 200]);
  assert.equal(made.compositeResponse[2].body.records[0].Name, "Composite");
  const undone = await composite([
    { method: "POST", url: `${version}/sobjects/Account`, referenceId: "account", body: { Name: "Undone" } },
    { method: "POST", url: `${version}/sobjects/Contact`, referenceId: "contact", body: { FirstName: "Nameless" } },
  ]);
  assert.deepEqual(undone.compositeResponse.map((/** @type {any} */ part) => part.httpStatusCode), [400, 400]);
  assert.equal(undone.compositeResponse[0].body[0].errorCode, "PROCESSING_HALTED");
  assert.equal(undone.compositeResponse[1].body[0].errorCode, "REQUIRED_FIELD_MISSING");
  assert.equal((await org.query("SELECT COUNT() FROM Account WHERE Name = 'Undone'")).totalSize, 0);
  /** @type {any} */
  const batch = await org.requestPost("/composite/batch", {
    batchRequests: [
      { method: "GET", url: `v${sandbox.world.apiVersion}/limits` },
      { method: "GET", url: `v${sandbox.world.apiVersion}/sobjects/Case/500000000000000AAA` },
    ],
  });
  assert.deepEqual([batch.hasErrors, ...batch.results.map((/** @type {any} */ part) => part.statusCode)], [true, 200, 404]);
});

test("limits go down, and every answer says how far", async () => {
  const before = (await org.limits())["DailyApiRequests"];
  assert.ok(before && before.Remaining <= before.Max);
  await org.query("SELECT Id FROM Case LIMIT 1");
  const after = (await org.limits())["DailyApiRequests"];
  assert.equal(after?.Remaining, before.Remaining - 2);
  assert.equal(org.limitInfo.apiUsage?.limit, before.Max);
  assert.equal(org.limitInfo.apiUsage?.used, before.Max - (after?.Remaining ?? 0));
});

test("updated and deleted list what happened in a span of time", async () => {
  const start = new Date(Date.now() - 3_600_000);
  const end = new Date(Date.now() + 3_600_000);
  const { id } = await org.sobject("Case").create({ Subject: "soon gone" });
  const updated = await org.sobject("Case").updated(start, end);
  assert.ok(updated.ids.includes(id ?? ""));
  assert.match(updated.latestDateCovered, /^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+0000$/);
  await org.sobject("Case").destroy(id ?? "");
  const deleted = await org.sobject("Case").deleted(start, end);
  assert.ok(deleted.deletedRecords.some((row) => row.id === id));
  assert.ok(!(await org.sobject("Case").updated(start, end)).ids.includes(id ?? ""));
});

test("files: content is uploaded, linked and read back byte by byte", async () => {
  const { id: caseId } = await org.sobject("Case").create({ Subject: "with a file" });
  const bytes = Buffer.from([0, 255, 10, 13, 128, 7]);
  const version = await org.sobject("ContentVersion").create({
    Title: "Log",
    PathOnClient: "log.bin",
    VersionData: bytes.toString("base64"),
    FirstPublishLocationId: caseId ?? "",
  });
  const { records } = await org.query(`SELECT ContentDocumentId, ContentSize FROM ContentVersion WHERE Id = '${version.id}'`);
  assert.equal(records[0]?.["ContentSize"], bytes.length);
  const links = await org.query(`SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '${caseId}'`);
  assert.equal(links.records[0]?.["ContentDocumentId"], records[0]?.["ContentDocumentId"]);
  const stream = org.sobject("ContentVersion").record(version.id ?? "").blob("VersionData");
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.deepEqual(Buffer.concat(chunks), bytes);
});

test("chatter: posts, comments, likes, pages of a feed, and batches", async () => {
  const { id: caseId } = await org.sobject("Case").create({ Subject: "talked about" });
  const message = (/** @type {string} */ text) => ({ body: { messageSegments: [{ type: "Text", text }] } });
  const elements = org.chatter.resource("/feed-elements");
  const post = (/** @type {string} */ text) => ({ ...message(text), feedElementType: "FeedItem", subjectId: caseId });
  /** @type {any} */
  const made = await elements.create(/** @type {any} */ (post("first")));
  assert.equal(made.body.text, "first");
  const comments = org.chatter.resource(`/feed-elements/${made.id}/capabilities/comments/items`);
  /** @type {any} */
  const comment = await comments.create(/** @type {any} */ (message("a comment")));
  assert.equal(comment.feedElement.id, made.id);
  /** @type {any} */
  const like = await org.chatter.resource(`/feed-elements/${made.id}/capabilities/chatter-likes/items`).create(/** @type {any} */ (""));
  assert.equal(like.likedItem.id, made.id);
  const unknown = org.chatter.resource("/feeds/record/000000000000000AAA/feed-elements");
  const sent = org.chatter.batch([elements.create(/** @type {any} */ (post("second"))), unknown]);
  await assert.rejects(unknown.promise(), ([error]) => error.errorCode === "NOT_FOUND");
  /** @type {any} */
  const batch = await sent;
  assert.deepEqual([batch.hasErrors, ...batch.results.map((/** @type {any} */ one) => one.statusCode)], [true, 201, 404]);
  /** @type {any} */
  const page = await org.chatter.resource(`/feeds/record/${caseId}/feed-elements`, { pageSize: 1 });
  assert.deepEqual(page.elements.map((/** @type {any} */ one) => one.body.text), ["second"]);
  /** @type {any} */
  const next = await org.request(page.nextPageUrl);
  assert.deepEqual(next.elements[0].capabilities.comments.page.items.map((/** @type {any} */ one) => one.body.text), ["a comment"]);
  assert.equal(next.nextPageUrl, null);
  /** @type {any} */
  const me = await org.chatter.resource("/users/me");
  assert.equal(me.username, sandbox.world.username);
  const { records } = await org.query(`SELECT Body, CommentCount, LikeCount FROM CaseFeed WHERE ParentId = '${caseId}' ORDER BY CreatedDate, Id`);
  assert.deepEqual(records.map((row) => [row["Body"], row["CommentCount"], row["LikeCount"]]), [["first", 1, 1], ["second", 0, 0]]);
  await org.chatter.resource(`/feed-elements/${made.id}`).delete();
  assert.equal((await org.query(`SELECT COUNT() FROM CaseFeed WHERE ParentId = '${caseId}'`)).totalSize, 1);
});

test("layouts, quick actions and what was seen lately", async () => {
  const { layouts, recordTypeMappings } = await org.sobject("Case").layouts();
  assert.equal(layouts, null, "an object with several record types has a layout for each");
  const incident = recordTypeMappings.find(({ name }) => name === "Incident");
  /** @type {any} */
  const layout = await org.request(`/sobjects/Case/describe/layouts/${incident?.recordTypeId}`);
  assert.ok(JSON.stringify(layout.detailLayoutSections).includes('"value":"Subject"'));
  assert.equal((await org.sobject("Account").layouts()).layouts.length, 1);
  assert.deepEqual(await org.sobject("Case").quickActions(), []);
  assert.ok(Array.isArray(await org.sobject("Case").recent()));
});

test("an e-mail with a file, a picture in rich text, and comments that are read back", async () => {
  const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const picture = `<p><img src="data:image/png;base64,${dot}"></p>`;
  const { id: caseId } = await org.sobject("Case").create({ Subject: "By mail", Resolution__c: picture });
  const { id: versionId } = await org.sobject("ContentVersion").create({ PathOnClient: "dot.png", VersionData: dot });
  const version = await org.sobject("ContentVersion").retrieve(versionId ?? "");
  const message = { ParentId: caseId, Status: "0", Incoming: true, HtmlBody: '<img src="cid:dot.png@1">', ContentDocumentIds: [version["ContentDocumentId"]] };
  const { id: messageId } = await org.sobject("EmailMessage").create(message);
  await org.sobject("Attachment").create({ ParentId: messageId, Name: "note.txt", Body: Buffer.from("hello").toString("base64") });
  const { records } = await org.query(
    `SELECT HasAttachment, ContentDocumentIds, (SELECT Id, Name FROM Attachments) FROM EmailMessage WHERE ParentId = '${caseId}'`,
  );
  assert.deepEqual([records[0]?.["HasAttachment"], records[0]?.["ContentDocumentIds"]], [true, [version["ContentDocumentId"]]]);
  const [attachment] = records[0]?.["Attachments"].records;
  /** @type {Buffer[]} */
  const parts = [];
  for await (const part of org.sobject("Attachment").record(attachment.Id).blob("Body")) parts.push(part);
  assert.equal(Buffer.concat(parts).toString(), "hello");
  await assert.rejects(org.sobject("EmailMessage").update({ Id: messageId ?? "", Subject: "late" }), code("INSUFFICIENT_ACCESS_OR_READONLY"));
  const { Resolution__c: html } = await org.sobject("Case").retrieve(caseId ?? "");
  const reference = /refid=(\w+)/.exec(html)?.[1];
  const reply = await fetch(`${org._baseUrl()}/sobjects/Case/${caseId}/richTextImageFields/Resolution__c/${reference}`, {
    headers: { authorization: `Bearer ${org.accessToken}` },
  });
  assert.deepEqual([reply.headers.get("content-type"), Buffer.from(await reply.arrayBuffer()).toString("base64")], ["image/png", dot]);
});

test("a duplicate is told, and saved by who says so", async () => {
  const person = { FirstName: "Grace", LastName: "Hopper", Email: "grace@navy.example" };
  const { id } = await org.sobject("Contact").create(person);
  await assert.rejects(org.sobject("Contact").create(person), (/** @type {any} */ error) => {
    assert.equal(error.errorCode, "DUPLICATES_DETECTED");
    assert.equal(error.data.duplicateResut.matchResults[0].matchRecords[0].record.Id, id);
    return true;
  });
  const headers = { "Sforce-Duplicate-Rule-Header": "allowSave=true" };
  assert.equal((await org.sobject("Contact").create(person, { headers })).success, true);
});

test("what a form asks of the UI API", async () => {
  /** @type {any} */
  const info = await org.request("/ui-api/object-info/Case");
  const incident = Object.values(info.recordTypeInfos).find(({ name }) => name === "Incident");
  /** @type {any} */
  const { picklistFieldValues } = await org.request(`/ui-api/object-info/Case/picklist-values/${incident.recordTypeId}`);
  assert.deepEqual(picklistFieldValues.Severity__c.values.map((/** @type {any} */ one) => one.value), ["Medium", "High", "Critical"]);
  assert.deepEqual(picklistFieldValues.Component__c.controllerValues, { Hardware: 0, Software: 1 });
});

test("a custom field made by the tooling API is there for those who may see it", async () => {
  const made = await org.tooling.sobject("CustomField").create({
    FullName: "Lead.Conformance_Key__c",
    Metadata: { label: "Conformance Key", type: "Text", length: 80, unique: true, externalId: true },
  });
  assert.match(made.id ?? "", /^00N/);
  const has = async () => (await org.describe("Lead")).fields.some(({ name }) => name === "Conformance_Key__c");
  assert.equal(await has(), false);
  const sets = await org.query("SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = 'System Administrator'");
  await org.sobject("FieldPermissions").create({
    ParentId: sets.records[0]?.["Id"],
    SobjectType: "Lead",
    Field: "Lead.Conformance_Key__c",
    PermissionsRead: true,
    PermissionsEdit: true,
  });
  assert.equal(await has(), true);
  const found = await org.tooling.query("SELECT Id, DeveloperName FROM CustomField WHERE DeveloperName = 'Conformance_Key'");
  assert.equal(found.records[0]?.["Id"], made.id);
});

test("a metadata type and a record of it are deployed", async () => {
  const namespace = `xmlns="http://soap.sforce.com/2006/04/metadata"`;
  const schema = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`;
  const archive = zip({
    "package.xml": `<?xml version="1.0" encoding="UTF-8"?><Package ${namespace}><types><members>*</members><name>CustomMetadata</name></types>
      <types><members>Place__mdt</members><name>CustomObject</name></types><version>62.0</version></Package>`,
    "objects/Place__mdt.object": `<?xml version="1.0" encoding="UTF-8"?><CustomObject ${namespace}><label>Place</label><pluralLabel>Places</pluralLabel>
      <fields><fullName>Project__c</fullName><label>Project</label><type>Text</type><length>80</length></fields></CustomObject>`,
    "customMetadata/Place.Support.md": `<?xml version="1.0" encoding="UTF-8"?><CustomMetadata ${namespace} ${schema}><label>Support</label>
      <protected>false</protected><values><field>Project__c</field><value xsi:type="xsd:string">SUP</value></values></CustomMetadata>`,
  });
  // Left to itself, the client asks how far it is by SOAP, which the sandbox has for sessions only.
  /** @type {any} */
  const started = await /** @type {any} */ (org.metadata.deployRest(archive, { rollbackOnError: true, singlePackage: true }))._promise;
  let result = await org.metadata.checkDeployStatus(started.id, true, true);
  for (let asked = 0; !result.done && asked < 50; asked += 1) result = await org.metadata.checkDeployStatus(started.id, true, true);
  assert.equal(result.status, "Succeeded", JSON.stringify(result));
  const { records } = await org.query("SELECT DeveloperName, Project__c FROM Place__mdt");
  assert.deepEqual(records.map((row) => [row["DeveloperName"], row["Project__c"]]), [["Support", "SUP"]]);
});

test("the limit that an org has used up, and its other faults, are errors with a name", async () => {
  const { salesforce, accessToken } = sandbox.world;
  await sandbox.control("switches", "POST", { name: "outOfCalls", on: true });
  await assert.rejects(org.describeGlobal(), code("REQUEST_LIMIT_EXCEEDED"));
  await sandbox.control("switches", "POST", { name: "outOfCalls", on: false });
  await sandbox.control("faults", "POST", { door: "salesforce", count: 1, fault: { kind: "lockRow" } });
  const { username, password } = sandbox.world;
  const other = new jsforce.Connection({ loginUrl: salesforce });
  await other.login(username, password);
  await assert.rejects(other.sobject("Case").create({ Subject: "locked" }), code("UNABLE_TO_LOCK_ROW"));
  await sandbox.control("faults", "POST", { door: "salesforce", count: 1, fault: { kind: "sessionExpired" } });
  const connection = new jsforce.Connection({ instanceUrl: salesforce, accessToken });
  await assert.rejects(connection.describeGlobal(), code("INVALID_SESSION_ID"));
  assert.ok((await connection.describeGlobal()).sobjects.length > 0);
});

/** @param {any[]} rows @param {string} column */
const column = (rows, column) => rows.map((row) => row[column]);

test("a bulk job of 2,500 rows, good and bad, tells what became of each", async () => {
  org.bulk2.pollInterval = 50;
  const rows = Array.from({ length: 2_500 }, (_, at) => ({
    Subject: `Bulk ${at}, "quoted"\nand more`,
    Origin: at % 3 === 0 ? null : "Phone",
    Severity__c: at === 7 ? "Apocalyptic" : "",
    Weftline_Key__c: `jsforce-bulk-${at === 9 ? 8 : at}`,
  }));
  const { successfulResults, failedResults, unprocessedRecords } = await org.bulk2.loadAndWaitForResults({
    object: "Case",
    operation: "insert",
    input: rows,
  });
  assert.equal(unprocessedRecords.length, 0);
  assert.deepEqual(column(failedResults, "Weftline_Key__c").sort(), ["jsforce-bulk-7", "jsforce-bulk-8"]);
  const errors = column(failedResults, "sf__Error").sort();
  assert.match(errors[0], /^DUPLICATE_VALUE:duplicate value found: Weftline_Key__c duplicates value on record with id: 500\w{12}:--$/);
  assert.equal(errors[1], "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Severity: bad value for restricted picklist field: Apocalyptic:Severity__c --");
  assert.equal(successfulResults.length, 2_498);
  const keys = column(successfulResults, "Weftline_Key__c");
  assert.equal(new Set(keys).size, 2_498);
  assert.notDeepEqual(keys, column(rows, "Weftline_Key__c").filter((key) => keys.includes(key)), "the order is not kept");
  for (const { sf__Id, sf__Created } of successfulResults) {
    assert.match(sf__Id, /^500\w{15}$/);
    assert.equal(sf__Created, "true");
  }
  const one = await org.sobject("Case").findOne({ Weftline_Key__c: "jsforce-bulk-3" }, ["Subject", "Origin", "Owner.Name"]);
  assert.equal(one?.["Subject"], 'Bulk 3, "quoted"\nand more');
  assert.equal(one?.["Origin"], null);
});

test("bulk jobs change, upsert and delete", async () => {
  org.bulk2.pollInterval = 50;
  const keyed = (/** @type {number} */ from, /** @type {string} */ subject) =>
    Array.from({ length: 30 }, (_, at) => ({ Weftline_Key__c: `jsforce-upsert-${from + at}`, Subject: subject }));
  const upsert = (/** @type {any[]} */ input) =>
    org.bulk2.loadAndWaitForResults({ object: "Case", operation: "upsert", externalIdFieldName: "Weftline_Key__c", input });
  const first = await upsert(keyed(0, "one"));
  assert.deepEqual(new Set(column(first.successfulResults, "sf__Created")), new Set(["true"]));
  const second = await upsert(keyed(15, "two"));
  assert.equal(second.successfulResults.filter((row) => row.sf__Created === "false").length, 15);
  const ids = column(first.successfulResults, "sf__Id");
  const changed = await org.bulk2.loadAndWaitForResults({
    object: "Case",
    operation: "update",
    input: [...ids.map((Id) => ({ Id, Subject: "three" })), { Id: "500000000000000AAA", Subject: "nobody" }],
  });
  assert.equal(changed.successfulResults.length, 30);
  assert.equal(changed.failedResults[0]?.sf__Id, "500000000000000AAA");
  const gone = await org.bulk2.loadAndWaitForResults({ object: "Case", operation: "delete", input: ids.map((Id) => ({ Id })) });
  assert.equal(gone.successfulResults.length, 30);
  const left = await org.query("SELECT Subject FROM Case WHERE Weftline_Key__c LIKE 'jsforce-upsert-%'");
  assert.deepEqual(new Set(column(left.records, "Subject")), new Set(["two"]));
});

test("a bulk job that cannot be processed says why, and one that is aborted tells what was left", async () => {
  org.bulk2.pollInterval = 50;
  const load = (/** @type {string} */ input) => org.bulk2.loadAndWaitForResults({ object: "Case", operation: "insert", input });
  await assert.rejects(load("Subject,Nothing__c\na,b\n"), /InvalidBatch : Field name not found : Nothing__c/);
  await assert.rejects(load("Subject\r\na\r\n"), /LineEnding is invalid on user data\. Current LineEnding setting is LF/);
  const job = org.bulk2.createJob({ object: "Case", operation: "insert" });
  await job.open();
  await assert.rejects(job.poll(), /Job is still open/);
  await job.uploadData("Subject\na\nb\n");
  await job.abort();
  const left = await job.getUnprocessedRecords();
  assert.ok(Array.isArray(left));
  assert.deepEqual(column(left, "Subject").sort(), ["a", "b"]);
  await job.delete();
  await assert.rejects(job.check(), code("NOT_FOUND"));
  await assert.rejects(org.bulk2.createJob({ object: "Nothing__c", operation: "insert" }).open(), code("INVALIDJOB"));
});

test("rows that are locked, jobs that fail half way: the rest is told", async () => {
  org.bulk2.pollInterval = 50;
  const input = Array.from({ length: 500 }, (_, at) => ({ Subject: `Struck ${at}` }));
  await sandbox.control("faults", "POST", { door: "salesforce", count: 1, fault: { kind: "lockRows", every: 50 } });
  const locked = await org.bulk2.loadAndWaitForResults({ object: "Case", operation: "insert", input });
  assert.equal(locked.successfulResults.length, 490);
  assert.match(locked.failedResults[0]?.sf__Error ?? "", /^UNABLE_TO_LOCK_ROW:/);
  await sandbox.control("faults", "POST", { door: "salesforce", count: 1, fault: { kind: "jobFailed", afterRows: 300 } });
  const job = org.bulk2.createJob({ object: "Case", operation: "insert" });
  await job.open();
  await job.uploadData(input);
  await job.close();
  await assert.rejects(job.poll(), /Ingest job failed/);
  const { successfulResults, unprocessedRecords } = await job.getAllResults();
  assert.deepEqual([successfulResults.length, unprocessedRecords.length], [300, 200]);
});

test("nothing was asked that the sandbox does not have", async () => {
  const { unknown } = await sandbox.control("unknown");
  assert.deepEqual(unknown.filter((/** @type {any} */ asked) => !JSON.stringify(asked).includes("nowhere-at-all")), []);
});
