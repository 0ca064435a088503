// What a client needs that follows an org's changes: merged, deleted and hidden records, late commits, outbound messages
// at a plain SOAP listener.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import jsforce from "jsforce";
import { startSandbox } from "./sandbox.mjs";

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

/** @param {string} object @param {Record<string, unknown>} fields @returns {Promise<string>} */
async function create(object, fields) {
  const saved = /** @type {any} */ (await org.sobject(object).create(fields));
  assert.equal(saved.success, true);
  return saved.id;
}

/** @param {string} soql @returns {Promise<any[]>} */
const rows = async (soql) => (await org.query(soql, { scanAll: true })).records;

test("merged records are in the bin and name their master; what hung on them hangs on it", async () => {
  const [master, other] = [await create("Case", { Subject: "One" }), await create("Case", { Subject: "Two" })];
  const comment = await create("CaseComment", { ParentId: other, CommentBody: "moves" });
  const { soap } = /** @type {any} */ (org);
  // jsforce's own `merge` sends an element that the vendor's WSDL does not have.
  const request = { masterRecord: { type: "Case", Id: master, Subject: "Both" }, recordToMergeIds: [other] };
  const schema = { id: "?string", success: "boolean", mergedRecordIds: ["string"], updatedRelatedIds: ["string"] };
  const merged = await soap._invoke("merge", { request }, schema);
  assert.deepEqual([merged.id, merged.success, merged.mergedRecordIds], [master, true, [other]]);
  assert.ok(merged.updatedRelatedIds.includes(comment));
  const [gone] = await rows(`SELECT IsDeleted, MasterRecordId FROM Case WHERE Id = '${other}'`);
  assert.deepEqual([gone.IsDeleted, gone.MasterRecordId], [true, master]);
  const [moved] = await rows(`SELECT ParentId, Parent.Subject FROM CaseComment WHERE Id = '${comment}'`);
  assert.deepEqual([moved.ParentId, moved.Parent.Subject], [master, "Both"]);
  await assert.rejects(org.sobject("Case").retrieve(other), { errorCode: "ENTITY_IS_DELETED" });
});

test("a record comes back from the bin, and is gone for good when the bin is emptied", async () => {
  const id = await create("Case", { Subject: "Back and gone" });
  const { soap } = /** @type {any} */ (org);
  await org.sobject("Case").destroy(id);
  const [undeleted] = await soap.undelete([id]);
  assert.equal(undeleted.success, true);
  assert.equal((await org.sobject("Case").retrieve(id))["Subject"], "Back and gone");
  await org.sobject("Case").destroy(id);
  const [emptied] = await soap.emptyRecycleBin([id]);
  assert.equal(emptied.success, true);
  assert.deepEqual(await rows(`SELECT Id FROM Case WHERE Id = '${id}'`), []);
});

test("a hidden record is not found, and is there again when it is shown", async () => {
  const id = await create("Case", { Subject: "Out of sight" });
  await sandbox.control("org", "POST", { hiddenRecords: [id] });
  assert.deepEqual(await rows(`SELECT Id FROM Case WHERE Id = '${id}'`), []);
  await assert.rejects(org.sobject("Case").retrieve(id), { errorCode: "NOT_FOUND" });
  await sandbox.control("org", "POST", { hiddenRecords: [] });
  assert.equal((await org.sobject("Case").retrieve(id))["Subject"], "Out of sight");
});

test("a conditional update within a composite is refused when somebody was faster", async () => {
  const id = await create("Case", { Subject: "One" });
  const url = `/services/data/v${org.version}/sobjects/Case/${id}`;
  /** @param {string} subject @param {number} since */
  const update = async (subject, since) => {
    const httpHeaders = { "If-Unmodified-Since": new Date(since).toUTCString() };
    const patch = { method: "PATCH", url, referenceId: "write", httpHeaders, body: { Subject: subject } };
    const read = { method: "GET", url: `${url}?fields=Subject`, referenceId: "read" };
    const { compositeResponse: parts } = /** @type {any} */ (
      await org.requestPost(`/services/data/v${org.version}/composite`, { compositeRequest: [patch, read] })
    );
    return [parts[0].httpStatusCode, parts[1].body.Subject];
  };
  const { LastModifiedDate: seen } = /** @type {any} */ (await org.sobject("Case").retrieve(id));
  assert.deepEqual(await update("Two", Date.parse(seen)), [204, "Two"]);
  assert.deepEqual(await update("Three", Date.parse(seen) - 1_000), [412, "Two"]);
});

test("a long transaction is seen when it ends, with the stamp of its beginning", async () => {
  await sandbox.control("salesforce", "POST", { transactionMs: 300_000 });
  const { nowMs } = await sandbox.control("clock");
  const id = await create("Case", { Subject: "Late" });
  await sandbox.control("salesforce", "POST", { transactionMs: 0 });
  const { SystemModstamp: stamp } = /** @type {any} */ (await org.sobject("Case").retrieve(id));
  const age = nowMs - Date.parse(stamp);
  assert.ok(age > 290_000 && age < 302_000, `${age}`);
});

test("an outbound message reaches a SOAP listener, again until it is acknowledged", async () => {
  /** @type {{ headers: import("node:http").IncomingHttpHeaders, body: string }[]} */
  const heard = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  const listener = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      const acknowledged = heard.length > 1;
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(
        `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>` +
          `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>${acknowledged}</Ack></notificationsResponse>` +
          `</soapenv:Body></soapenv:Envelope>`,
      );
      waiting.splice(0).forEach((ring) => ring());
    });
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", () => resolve(undefined)));
  const next = async (/** @type {number} */ count) => {
    while (heard.length < count) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
  };
  /** @param {(queue: any) => boolean} settled */
  const queue = async (settled) => {
    for (;;) {
      const found = await sandbox.control("outbound");
      if (settled(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  try {
    const { port } = /** @type {import("node:net").AddressInfo} */ (listener.address());
    const message = { name: "Told", object: "Case", endpointUrl: `http://127.0.0.1:${port}/told?by=sf`, fields: ["Subject", "Status"] };
    await sandbox.control("org", "POST", { outboundMessages: [message] });
    const id = await create("Case", { Subject: "<Pump> & more", Status: "New" });
    await next(1);
    const { waiting: left } = await queue(({ waiting: [one] }) => one?.failure != null);
    assert.equal(left[0].failure, "the endpoint did not acknowledge");
    assert.match(heard[0]?.headers["content-type"] ?? "", /^text\/xml/);
    assert.equal(heard[0]?.headers["soapaction"], '""');
    assert.match(heard[0]?.body ?? "", new RegExp(`<sf:Id>${id}</sf:Id>\\s*<sf:Status>New</sf:Status>\\s*<sf:Subject>&lt;Pump&gt; &amp; more</sf:Subject>`));
    await sandbox.control("outbound", "POST", { hasten: true });
    await next(2);
    assert.equal(heard[1]?.body, heard[0]?.body, "the same notification, by its id");
    const { delivered } = await queue((found) => found.waiting.length === 0);
    assert.equal(delivered.at(-1).record, id);
  } finally {
    await sandbox.control("org", "POST", { outboundMessages: [] });
    listener.close();
  }
});

test("nothing was asked that the sandbox does not have", async () => {
  const { unknown } = await sandbox.control("unknown");
  assert.deepEqual(unknown, []);
});
