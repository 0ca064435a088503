// Issues as Jira sends them, made from a seed.

const WORDS =
  "the customer reports that after update printer stops with error during night and nobody in branch can invoice because queue hangs label router restart helps once".split(" ");
/** What one issue in four has as well. */
const MORE_WORDS = "für Größe café naïve 日本語 “quoted” Zürich".split(" ");
const SITE = "https://acme.atlassian.net";

/**
 * The reply to a request for an issue, of about so many bytes.
 * @param {number} bytes
 * @param {number} seed
 */
export function issue(bytes, seed) {
  const next = random(seed * 7919 + bytes);
  const pick = (/** @type {any[]} */ from) => from[next(from.length)];
  const vocabulary = seed % 4 === 0 ? [...WORDS, ...MORE_WORDS] : WORDS;
  const words = (/** @type {number} */ count) => Array.from({ length: count }, () => pick(vocabulary)).join(" ");
  const number = 100 + seed;
  const user = (/** @type {number} */ n) => ({
    self: `${SITE}/rest/api/3/user?accountId=5b10a2844c20165700ede${n}`,
    accountId: `5b10a2844c20165700ede${n}`,
    emailAddress: `user${n}@acme.example`,
    avatarUrls: Object.fromEntries(
      ["48x48", "24x24", "16x16", "32x32"].map((size) => [
        size,
        `https://secure.gravatar.com/avatar/${n}7183a3bd8d95d30ac8ff6a7fdb3d8ec?d=https%3A%2F%2Favatar-management--avatars.us-west-2.prod.public.atl-paas.net%2Finitials%2FU${n}-4.png`,
      ]),
    ),
    displayName: pick(["Jane Doe", "Max Weber", "Mia Krystof", ...(seed % 4 === 0 ? ["Zoë Ågren"] : [])]),
    active: true,
    timeZone: "Europe/Berlin",
    accountType: "atlassian",
  });
  const option = (/** @type {string} */ value) => ({ self: `${SITE}/rest/api/3/customFieldOption/1${next(9999)}`, value, id: `1${next(9999)}` });
  const named = (/** @type {string} */ kind, /** @type {string} */ name) => ({ self: `${SITE}/rest/api/3/${kind}/1${next(999)}`, id: `1${next(999)}`, name });
  const instant = () =>
    `2026-${two(1 + next(12))}-${two(1 + next(28))}T${two(next(24))}:${two(next(60))}:${two(next(60))}.${String(next(1000)).padStart(3, "0")}${pick(["+0100", "-0530", "+0000", "+1245"])}`;
  const run = (/** @type {number} */ count) => ({
    type: "text",
    text: words(count),
    ...(next(4) === 0 ? { marks: [{ type: pick(["strong", "em", "code"]) }] } : {}),
  });
  const paragraph = () => ({
    type: "paragraph",
    content: [
      run(6 + next(20)),
      { type: "text", text: " " },
      ...(next(3) === 0 ? [{ type: "mention", attrs: { id: "5b10a2844c20165700ede1", text: "@Jane Doe", accessLevel: "" } }, { type: "text", text: " " }] : []),
      ...(next(5) === 0 ? [{ type: "hardBreak" }] : []),
      run(4 + next(12)),
    ],
  });
  const block = () =>
    pick([
      paragraph,
      paragraph,
      paragraph,
      () => ({ type: "heading", attrs: { level: 2 }, content: [run(4)] }),
      () => ({ type: "bulletList", content: Array.from({ length: 2 + next(3) }, () => ({ type: "listItem", content: [paragraph()] })) }),
      () => ({ type: "codeBlock", attrs: { language: "text" }, content: [{ type: "text", text: `${words(5)}\n\t${words(3)}` }] }),
    ])();
  const document = (/** @type {number} */ blocks) => ({ version: 1, type: "doc", content: Array.from({ length: blocks }, block) });

  const large = bytes > 10_000;
  const fields = {
    statuscategorychangedate: instant(),
    issuetype: { ...named("issuetype", pick(["Bug", "Task", "Problem"])), description: "Something that does not work as it should.", iconUrl: `${SITE}/rest/api/2/universal_avatar/view/type/issuetype/avatar/10303?size=medium`, subtask: false, avatarId: 10303, hierarchyLevel: 0 },
    timespent: null,
    project: { ...named("project", "Support"), key: "SUP", projectTypeKey: "software", simplified: false, avatarUrls: { "48x48": `${SITE}/rest/api/3/universal_avatar/view/type/project/avatar/10400` } },
    ...nulls(10200, 12),
    fixVersions: Array.from({ length: next(3) }, (_, n) => ({ ...named("version", `2026.${n + 1}`), archived: false, released: false })),
    aggregatetimespent: null,
    resolution: null,
    resolutiondate: next(2) === 0 ? null : instant(),
    workratio: -1,
    lastViewed: instant(),
    watches: { self: `${SITE}/rest/api/3/issue/SUP-${number}/watchers`, watchCount: next(9), isWatching: false },
    created: instant(),
    updated: instant(),
    priority: { ...named("priority", pick(["Highest", "High", "Medium", "Low", "Lowest"])), iconUrl: `${SITE}/images/icons/priorities/medium.svg` },
    labels: Array.from({ length: next(4) }, () => pick(["printer", "branch-7", "vip", "warranty"])),
    assignee: next(5) === 0 ? null : user(1 + next(3)),
    status: { ...named("status", pick(["Backlog", "In Progress", "Done", "Waiting"])), description: "", iconUrl: `${SITE}/`, statusCategory: { self: `${SITE}/rest/api/3/statuscategory/2`, id: 2, key: "new", colorName: "blue-gray", name: "To Do" } },
    components: Array.from({ length: next(3) }, (_, n) => named("component", ["Hardware", "Network", "Billing"][n] ?? "")),
    ...nulls(10300, 12),
    customfield_10016: next(4) === 0 ? null : next(400) / 8,
    customfield_10101: next(10_000_000) / 1000,
    customfield_10102: next(1000) / 10,
    customfield_10103: next(1_000_000) / 100,
    customfield_10038: option(pick(["New problem", "Instructions not clear", "Breakdown"])),
    customfield_10039: { ...option(pick(["EMEA", "APAC"])), child: option(pick(["Berlin", "Osaka", "Turin"])) },
    customfield_10040: Array.from({ length: 1 + next(3) }, (_, n) => option(["Router", "Switch", "Gateway"][n] ?? "")),
    customfield_10041: words(large ? 14 : 9),
    customfield_10042: next(3) === 0 ? null : instant(),
    customfield_10043: `https://status.acme.example/incidents/${next(99999)}`,
    timetracking: {},
    attachment: [],
    summary: words(large ? 40 : 12),
    ...(large ? { creator: user(7) } : {}),
    reporter: user(8),
    subtasks: [],
    issuelinks: [],
    aggregateprogress: { progress: 0, total: 0 },
    environment: next(3) === 0 ? null : document(1),
    duedate: next(3) === 0 ? null : `2026-${two(1 + next(12))}-${two(1 + next(28))}`,
    votes: { self: `${SITE}/rest/api/3/issue/SUP-${number}/votes`, votes: 0, hasVoted: false },
    description: document(large ? 16 : 2),
    comment: { comments: /** @type {unknown[]} */ ([]), self: `${SITE}/rest/api/3/issue/1${number}/comment`, maxResults: 0, total: 0, startAt: 0 },
    worklog: { startAt: 0, maxResults: 20, total: 0, worklogs: [] },
  };
  const whole = { expand: "renderedFields,names,schema,operations,editmeta,changelog", id: `1${number}`, self: `${SITE}/rest/api/3/issue/1${number}`, key: `SUP-${number}`, fields };
  const encoder = new TextEncoder();
  for (;;) {
    const reply = encoder.encode(JSON.stringify(whole));
    if (reply.length >= bytes) return reply;
    const id = `2${fields.comment.comments.length}`;
    if (bytes - reply.length > 2_500) {
      fields.comment.comments.push({ self: `${fields.comment.self}/${id}`, id, author: user(3), body: document(1), updateAuthor: user(3), created: instant(), updated: instant(), jsdPublic: true });
    } else {
      Object.assign(fields, { customfield_10400: `${"customfield_10400" in fields ? fields.customfield_10400 : ""} ${words(20)}` });
    }
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
