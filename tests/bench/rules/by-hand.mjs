// The same rules as closures over the parsed reply, as a team would write them for these ten and no others.
import { ACCOUNTS, COMPONENTS, ISSUE_TYPES, OPTIONS, PRIORITIES, STATUSES } from "./issues.mjs";

const { autocreate, severity, products, channels } = OPTIONS;
const decoder = new TextDecoder();

/**
 * The reply as an object: what everybody who works on objects has to do first.
 * @param {Uint8Array} reply
 */
export function parse(reply) {
  return JSON.parse(decoder.decode(reply));
}

/** @typedef {{ id: string, value?: string, name?: string, child?: { value: string } }} Option */

/** @type {(text: unknown) => string} */
const plain = (text) => (typeof text === "string" ? text.trim().toLowerCase() : "");
/** @type {(text: unknown) => boolean} */
const filled = (text) => typeof text === "string" && text.trim() !== "";
/** @type {(options: Option[] | null | undefined, ...ids: string[]) => boolean} */
const has = (options, ...ids) => options?.some((option) => ids.includes(option.id)) ?? false;
/** @type {(option: Option | null | undefined, ...ids: string[]) => boolean} */
const is = (option, ...ids) => option != null && ids.includes(option.id);
/** @type {(option: Option | null | undefined, text: string) => boolean} */
const cascades = (option, text) =>
  option != null && (plain(option.value) === text || plain(option.child?.value) === text || (option.child !== undefined && `${plain(option.value)} - ${plain(option.child.value)}` === text));
/** @type {(labels: string[] | undefined, ...texts: string[]) => boolean} */
const labelled = (labels, ...texts) => labels?.some((label) => texts.includes(plain(label))) ?? false;

/** @type {((fields: any) => boolean)[]} */
export const closures = [
  (fields) => is(fields.customfield_10080, autocreate.Yes),
  (fields) => is(fields.customfield_10080, autocreate.Yes) && is(fields.priority, PRIORITIES.Highest, PRIORITIES.High) && !is(fields.status, STATUSES.Done),
  (fields) => is(fields.customfield_10060, severity.Critical) && labelled(fields.labels, "vip") && is(fields.issuetype, ISSUE_TYPES.Bug, ISSUE_TYPES.Incident),
  (fields) => has(fields.customfield_10061, products.Router, products.Switch) && (has(fields.components, COMPONENTS.Hardware) || plain(fields.summary).includes("outage")),
  (fields) => has(fields.customfield_10062, channels.Phone) && fields.assignee == null && fields.resolution == null,
  (fields) => filled(fields.customfield_10041) && filled(fields.duedate) && plain(fields.issuetype?.name) === "task",
  (fields) => filled(fields.summary) && (plain(fields.summary).includes("urgent") || is(fields.priority, PRIORITIES.Highest)) && cascades(fields.customfield_10067, "emea"),
  (fields) => ["n/a", "none", "-"].includes(plain(fields.customfield_10041)) && fields.customfield_10016 === 8,
  (fields) =>
    is(fields.customfield_10060, severity.Critical, severity.Major) &&
    (fields.reporter?.accountId === ACCOUNTS[0] || fields.reporter?.accountId === ACCOUNTS[2]) &&
    (fields.fixVersions?.length ?? 0) === 0 &&
    cascades(fields.customfield_10067, "emea - berlin"),
  (fields) => has(fields.customfield_10061, products.Gateway) && !labelled(fields.labels, "internal", "test") && plain(fields.customfield_10065) !== "closed" && fields.assignee != null,
];

/** The text of a document, its blocks in lines. */
export const documentText = (/** @type {any} */ node) => {
  if (node == null) return "";
  if (node.type === "text") return node.text;
  const parts = (node.content ?? []).map(documentText);
  return parts.join(node.type === "doc" ? "\n\n" : "");
};

/** The one that reads a document. */
export const readsDescription = (/** @type {any} */ fields) => filled(fields.summary) && plain(documentText(fields.description)).includes("nobody in the branch");

/**
 * The verdicts as bits, the lowest for the first rule.
 * @param {((fields: any) => boolean)[]} rules
 */
export function byHand(rules) {
  return (/** @type {Uint8Array} */ reply) => {
    const { fields } = parse(reply);
    let bits = 0;
    for (let at = 0; at < rules.length; at += 1) if (rules[at]?.(fields)) bits |= 1 << at;
    return bits;
  };
}
