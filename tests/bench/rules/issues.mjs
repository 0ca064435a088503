// Issues as Jira sends them, made from a seed: with what the rules read, and with more the larger they are.

const SITE = "https://acme.atlassian.net";
const WORDS =
  "the customer reports that after the update a printer stops with an error during the night and nobody in the branch can invoice because its queue hangs".split(" ");
/** What one issue in four has as well. */
const MORE_WORDS = "für Größe café naïve 日本語 “quoted” Zürich".split(" ");

export const OPTIONS = {
  autocreate: { Yes: "10801", No: "10802" },
  severity: { Critical: "10601", Major: "10602", Minor: "10603" },
  products: { Router: "10611", Switch: "10612", Gateway: "10613" },
  channels: { Phone: "10621", "E-mail": "10622", Web: "10623" },
};
export const PRIORITIES = { Highest: "1", High: "2", Medium: "3", Low: "4" };
export const STATUSES = { "To Do": "10001", "In Progress": "10002", Done: "10003" };
export const ISSUE_TYPES = { Bug: "10004", Task: "10005", Incident: "10006" };
export const COMPONENTS = { Hardware: "10101", Network: "10102", Billing: "10103" };
export const ACCOUNTS = ["5b10a2844c20165700ede21a", "5b10a2844c20165700ede21b", "5b10a2844c20165700ede21c", "5b10a2844c20165700ede21d"];

/**
 * The reply to a request for an issue, of about so many bytes.
 * @param {number} bytes
 * @param {number} seed
 * @returns {Uint8Array}
 */
export function issue(bytes, seed) {
  const next = random(seed * 7919 + bytes);
  const of = (/** @type {any} */ from) => (Array.isArray(from) ? from : Object.entries(from))[next(Array.isArray(from) ? from.length : Object.keys(from).length)];
  const often = (/** @type {number} */ percent) => next(100) < percent;
  const vocabulary = seed % 4 === 0 ? [...WORDS, ...MORE_WORDS] : WORDS;
  const words = (/** @type {number} */ count) => Array.from({ length: count }, () => of(vocabulary)).join(" ");
  const some = (/** @type {any} */ from) => Object.entries(from).filter(() => often(35));

  const option = (/** @type {[string, string]} */ [value, id]) => ({ self: `${SITE}/rest/api/3/customFieldOption/${id}`, value, id });
  const named = (/** @type {string} */ kind, /** @type {[string, string]} */ [name, id], /** @type {object} */ more) => ({ self: `${SITE}/rest/api/3/${kind}/${id}`, ...more, name, id });
  const user = (/** @type {number} */ number) => ({
    self: `${SITE}/rest/api/3/user?accountId=${ACCOUNTS[number]}`,
    accountId: ACCOUNTS[number],
    emailAddress: `user${number}@acme.example`,
    avatarUrls: Object.fromEntries(
      ["48x48", "24x24", "16x16", "32x32"].map((size) => [
        size,
        `https://secure.gravatar.com/avatar/${number}7183a3bd8d95d30ac8ff6a7fdb3d8ec?d=https%3A%2F%2Favatar-management--avatars.us-west-2.prod.public.atl-paas.net%2Finitials%2FU${number}-4.png`,
      ]),
    ),
    displayName: ["Jane Doe", "Max Weber", "Zoë Ågren", "Mia Krystof"][number],
    active: true,
    timeZone: "Europe/Berlin",
    accountType: "atlassian",
  });
  const instant = () => `2026-${two(1 + next(12))}-${two(1 + next(28))}T${two(next(24))}:${two(next(60))}:${two(next(60))}.000+0100`;
  const text = (/** @type {number} */ count) => ({ type: "text", text: words(count), ...(often(20) ? { marks: [{ type: "strong" }] } : {}) });
  const paragraph = () => ({ type: "paragraph", content: Array.from({ length: 1 + next(3) }, () => text(5 + next(15))) });
  const document = (/** @type {number} */ blocks) => ({ version: 1, type: "doc", content: Array.from({ length: blocks }, paragraph) });

  const small = bytes < 5_000;
  /** @type {Record<string, unknown>} */
  const fields = {
    summary: `${often(20) ? of(["Urgent: ", "URGENT ", "Outage, "]) : ""}${words(small ? 5 : 9)}`,
    issuetype: named("issuetype", of(ISSUE_TYPES), small ? { subtask: false } : { description: "Something that does not work as it should.", iconUrl: `${SITE}/rest/api/2/universal_avatar/view/type/issuetype/avatar/10303?size=medium`, subtask: false, avatarId: 10303, hierarchyLevel: 0 }),
    ...(small ? {} : { timespent: null, statuscategorychangedate: instant(), workratio: -1, lastViewed: instant(), ...nulls(10200, 14) }),
    customfield_10080: often(20) ? null : option(of(OPTIONS.autocreate)),
    ...(small ? {} : { project: named("project", ["Support", "10000"], { key: "SUP", projectTypeKey: "software", simplified: false, avatarUrls: { "48x48": `${SITE}/rest/api/3/universal_avatar/view/type/project/avatar/10400` } }) }),
    priority: named("priority", of(PRIORITIES), { iconUrl: `${SITE}/images/icons/priorities/p.svg` }),
    labels: ["vip", "internal", "printer", "branch-7"].filter(() => often(30)),
    customfield_10060: often(10) ? null : option(of(OPTIONS.severity)),
    ...(small ? {} : { created: instant(), updated: instant(), attachment: [], subtasks: [], issuelinks: [], ...nulls(10230, 14) }),
    status: named("status", of(STATUSES), small ? {} : { description: "", iconUrl: `${SITE}/`, statusCategory: { self: `${SITE}/rest/api/3/statuscategory/2`, id: 2, key: "new", colorName: "blue-gray", name: "To Do" } }),
    assignee: small || often(40) ? null : user(next(4)),
    ...(small ? {} : { aggregateprogress: { progress: 0, total: 0 }, votes: { self: `${SITE}/rest/api/3/issue/SUP-1/votes`, votes: 0, hasVoted: false }, description: document(2) }),
    customfield_10061: some(OPTIONS.products).slice(0, small ? 1 : 3).map(option),
    resolution: often(80) ? null : named("resolution", ["Done", "10000"], {}),
    components: some(COMPONENTS).slice(0, small ? 1 : 3).map((component) => named("component", component, {})),
    customfield_10041: often(30) ? null : of(["ORD-10042", " N/A ", "none", "4711"]),
    ...(small ? {} : { reporter: user(next(4)), creator: user(next(4)), environment: null, timetracking: {}, ...nulls(10260, 14) }),
    duedate: often(50) ? null : `2026-${two(1 + next(12))}-${two(1 + next(28))}`,
    customfield_10016: often(30) ? null : of([1, 2, 3.5, 8]),
    customfield_10062: some(OPTIONS.channels).slice(0, small ? 1 : 3).map(option),
    customfield_10067: often(30) ? null : { ...option(of([["EMEA", "10671"], ["APAC", "10672"]])), ...(often(70) && !small ? { child: option(of([["Berlin", "10681"], ["Osaka", "10682"]])) } : {}) },
    fixVersions: often(60) ? [] : [named("version", ["2026.1", "10301"], { archived: false, released: false })],
    customfield_10065: often(30) ? null : of(["open", "Closed", "größer"]),
    ...(small ? {} : { comment: { comments: [], self: `${SITE}/rest/api/3/issue/10100/comment`, maxResults: 0, total: 0, startAt: 0 }, worklog: { startAt: 0, maxResults: 20, total: 0, worklogs: [] } }),
  };
  const whole = { expand: "renderedFields,names,schema,operations,editmeta,changelog", id: "10100", self: `${SITE}/rest/api/3/issue/10100`, key: "SUP-100", fields };
  const encoder = new TextEncoder();
  for (let filler = 0; ; filler += 1) {
    const reply = encoder.encode(JSON.stringify(whole));
    const missing = bytes - reply.length;
    if (missing < (small ? 60 : 700)) return reply;
    const { comment, description } = /** @type {any} */ (fields);
    if (small) fields[`customfield_${10300 + filler}`] = words(8);
    else if (missing > 3_000 && filler % 2 === 0) comment.comments.push({ self: `${comment.self}/${filler}`, id: `2${filler}`, author: user(3), body: document(2), updateAuthor: user(3), created: instant(), updated: instant(), jsdPublic: true });
    else if (filler % 3 === 0) Object.assign(fields, nulls(10300 + 10 * filler, 8));
    else description.content.push(paragraph());
  }
}

/**
 * @param {number} first
 * @param {number} count
 */
function nulls(first, count) {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`customfield_${first + n}`, null]));
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}

/**
 * Numbers below a bound, the same for the same seed.
 * @param {number} seed
 */
function random(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
