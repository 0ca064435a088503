import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { JANE_DOE, MIA_ADMIN, startStack } from "../support/stack.mjs";

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack({ watched: true });
});
after(() => stack?.stop());

const ADMIN = { account: MIA_ADMIN, module: "weftline-admin" };
const OUTBOUND = "http://soap.sforce.com/2005/09/outbound";

/**
 * Waits for what the platform delivers.
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @returns {Promise<T>}
 */
async function settled(look) {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Waits for an invocation to end: what it was invoked for, and how it ended.
 * @param {string} label
 */
const ended = (label) =>
  settled(async () => {
    const { invocations } = await stack.counts();
    return invocations.find((/** @type {any} */ one) => one.label === label && one.outcome !== undefined);
  });

/** Waits until nothing is under way, and counts from here. */
async function atRest() {
  await settled(async () => ((await stack.control("deliveries")).deliveries.length === 0 ? true : undefined));
  await stack.resetCounts();
}

/**
 * Links the case that comes at this place to an issue.
 * @param {string} issue
 * @param {number} place
 */
async function link(issue, place) {
  const { records } = await stack.salesforce(`/query?q=${encodeURIComponent("SELECT Id FROM Case ORDER BY CaseNumber")}`);
  const id = records[place].Id;
  await stack.call({ account: JANE_DOE, module: "weftline-list", issue }, "link", { object: "Case", recordIds: [id], share: true });
  return id;
}

describe("outbound messages, at the web trigger's own address", () => {
  /** @type {string} */
  let address;
  /** @type {string} */
  let organization;

  /**
   * @param {string} to
   * @param {string} [body] none asks without one
   */
  const send = (to, body) => {
    const { pathname, search } = new URL(to);
    const init = body === undefined ? {} : { method: "POST", headers: { "content-type": "text/xml; charset=utf-8" }, body };
    return fetch(`${stack.url}${pathname}${search}`, init);
  };

  /**
   * @param {string} org
   * @param {string} record
   * @param {string} notification
   */
  const message = (org, record, notification) =>
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="${OUTBOUND}">` +
    `<OrganizationId>${org}</OrganizationId><Notification><Id>${notification}</Id>` +
    `<sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${record}</sf:Id></sObject>` +
    `</Notification></notifications></soapenv:Body></soapenv:Envelope>`;

  before(async () => {
    const view = await stack.call(ADMIN, "outboundMessages", { connection: "main", renew: true, remove: false });
    address = view.url;
    organization = view.organizationId;
  });

  test("SYNC-5 a message of the org is acknowledged, and what it names is synced", async () => {
    const record = await link("SUP-6", 0);
    await atRest();
    const answer = await send(address, message(organization, record, "04l000000000001"));
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/xml/);
    assert.ok((await answer.text()).includes(`<notificationsResponse xmlns="${OUTBOUND}"><Ack>true</Ack></notificationsResponse>`));
    await ended("sync");
    const { heardAtMs } = await stack.call(ADMIN, "outboundMessages", { connection: "main", renew: false, remove: false });
    assert.ok(heardAtMs > 0);
  });

  test("SYNC-5 what is none, or comes from elsewhere, is answered with a fault, and nothing happens", async () => {
    const record = await link("SUP-7", 1);
    await atRest();
    const good = message(organization, record, "04l000000000002");
    const bomb = `<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><soapenv:Envelope`;
    const elsewhere = address.replace(/token=.*/, `token=${"0".repeat(64)}`);
    for (const [what, to, body] of /** @type {[string, string, string | undefined][]} */ ([
      ["another token", elsewhere, good],
      ["no token", address.replace(/\?.*/, ""), good],
      ["another org", address, message("00D000000000009AAA", record, "04l000000000002")],
      ["a document type", address, good.replace("<soapenv:Envelope", bomb)],
      ["half of it", address, good.slice(0, good.length / 2)],
      ["too much", address, good.replace("</sf:Id>", `</sf:Id><sf:Subject>${"x".repeat(1024 * 1024)}</sf:Subject>`)],
      ["a browser", address, undefined],
    ])) {
      const answer = await send(to, body);
      const text = await answer.text();
      assert.equal(answer.status, 500, `${what}: ${text}`);
      assert.match(text, /<soapenv:Fault><faultcode>soapenv:Client<\/faultcode>/, what);
      assert.doesNotMatch(text, /Ack/, what);
    }
    const { invocations } = await stack.counts();
    assert.deepEqual([...new Set(invocations.map((/** @type {any} */ one) => one.label))], ["webtrigger"]);
  });
});

test("CMT-1 EVT-1 comments of people reach the app, written, edited and deleted", async () => {
  await link("SUP-8", 2);
  await atRest();
  const body = { type: "doc", version: 1, content: [{ type: "paragraph", content: [{ type: "text", text: "Heard" }] }] };
  const comment = await stack.jira(JANE_DOE, "/issue/SUP-8/comment", "POST", { body });
  assert.equal((await ended("avi:jira:commented:issue")).outcome, "ok");
  await stack.resetCounts();
  await stack.jira(JANE_DOE, `/issue/SUP-8/comment/${comment.id}`, "PUT", { body });
  assert.equal((await ended("avi:jira:commented:issue")).outcome, "ok");
  const { url, world } = stack;
  const deleted = await fetch(`${url}/api/jira/rest/api/3/issue/SUP-8/comment/${comment.id}`, {
    method: "DELETE",
    headers: { "x-account": JANE_DOE },
  });
  assert.equal(deleted.status, 204, JSON.stringify(world.jira));
  assert.equal((await ended("avi:jira:deleted:comment")).outcome, "ok");
});

test("OPS-5 before the app is gone it gives its tokens back", async () => {
  const gone = await settled(async () => {
    const { status } = await fetch(`${stack.world.forge}/install`, { method: "DELETE" });
    return status === 202 ? undefined : status;
  });
  assert.equal(gone, 204);
  const { salesforce } = stack.exchanges();
  const revoked = salesforce.filter(({ url }) => url.startsWith("/services/oauth2/revoke"));
  assert.deepEqual(revoked.map(({ status }) => status), [200]);
});
