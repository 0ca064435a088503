// The same mapping as a JavaScript team writes it: `JSON.parse`, a function of thirty lines for thirty fields, luxon for
// dates, and what the fields ask for: lengths, decimals, closed lists, required fields.
import { DateTime } from "luxon";

const SITE_URL = "https://acme.atlassian.net";
const PRIORITIES = { Highest: "High", High: "High", Low: "Low", Lowest: "Low" };
const STATUSES = { Backlog: "New", "In Progress": "Working", Done: "Closed" };
const PRODUCTS = { Router: "R-1", Switch: "S-1", Gateway: "G-1" };
const USERS = { "user1@acme.example": "005000000000001AAA", "user2@acme.example": "005000000000002AAA" };
const TYPES = new Set(["Bug", "Task", "Problem"]);
const REASONS = new Set(["New problem", "Instructions not clear", "Breakdown"]);
const COMPONENTS = new Set(["Hardware", "Network", "Billing"]);

/**
 * The body for a reply.
 * @param {Uint8Array} reply
 */
export function byHand(reply) {
  return JSON.stringify(map(parse(reply)));
}

/**
 * @param {Uint8Array} reply
 * @returns {any}
 */
export function parse(reply) {
  return JSON.parse(Buffer.from(reply.buffer, reply.byteOffset, reply.length).toString("utf8"));
}

/** @param {any} issue */
function map({ key, fields }) {
  /** @type {Record<string, unknown>} */
  const body = {};
  const set = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    if (value !== undefined && value !== null && value !== "") body[name] = value;
  };
  set("Subject", line(fields.summary, 255));
  set("Description", cut(adfText(fields.description), 32_000));
  set("Priority", /** @type {any} */ (PRIORITIES)[fields.priority?.name] ?? "Medium");
  set("Status", /** @type {any} */ (STATUSES)[fields.status?.name] ?? "New");
  set("Type", listed(fields.issuetype?.name, TYPES));
  set("Origin", "Jira");
  set("Reason", listed(fields.customfield_10038?.value, REASONS));
  set("SuppliedName", line(fields.reporter?.displayName, 80));
  set("SuppliedEmail", fields.reporter?.emailAddress);
  set("OwnerId", /** @type {any} */ (USERS)[fields.assignee?.emailAddress?.toLowerCase()] ?? "005000000000009AAA");
  set("Jira_Key__c", key);
  set("Jira_Url__c", `${SITE_URL}/browse/${key}`);
  set("Title__c", line(`[${key}] ${fields.summary}`, 255));
  set("Contact_Line__c", line(`${fields.reporter?.displayName ?? ""} / ${fields.assignee?.displayName ?? "nobody"}`, 255));
  set("Labels__c", line(fields.labels?.join(", "), 255));
  set("Components__c", fields.components?.map((/** @type {any} */ { name }) => listed(name, COMPONENTS)).join(";"));
  set("Fix_Version__c", line(fields.fixVersions?.map((/** @type {any} */ { name }) => name).join(", "), 255));
  set("Due_Date__c", fields.duedate);
  set("Created__c", utc(fields.created));
  set("Updated__c", utc(fields.updated));
  set("Resolved__c", utc(fields.resolutiondate));
  set("Story_Points__c", rounded(fields.customfield_10016, 1));
  set("Amount__c", rounded(fields.customfield_10101, 2));
  set("Effort__c", rounded(fields.customfield_10102, 0));
  set("Count__c", rounded(fields.customfield_10103, 0));
  set("Steps__c", cut(adfText(fields.environment), 32_000));
  set("Region__c", line(cascading(fields.customfield_10039), 255));
  set("Products__c", fields.customfield_10040?.map(product).join(";"));
  set("Customer__c", line(fields.customfield_10041, 80));
  set("Started__c", utc(fields.customfield_10042));
  if (body.Jira_Key__c === undefined) throw new Error("Jira_Key__c is required");
  return body;
}

/** @param {any} option */
export function product(option) {
  const name = /** @type {any} */ (PRODUCTS)[option.value];
  if (name === undefined) throw new Error(`${option.value} is not mapped`);
  return name;
}

/** @param {any} option */
function cascading(option) {
  if (!option) return undefined;
  return option.child ? `${option.value} - ${option.child.value}` : option.value;
}

/**
 * @param {string | undefined} value
 * @param {Set<string>} list
 */
function listed(value, list) {
  if (value !== undefined && !list.has(value)) throw new Error(`${value} is not in the list`);
  return value;
}

/**
 * One line of at most so many characters.
 * @param {string | null | undefined} text
 * @param {number} max
 */
export function line(text, max) {
  if (!text) return undefined;
  return cut(/[\r\n]/.test(text) ? text.trim().split(/\s*[\r\n]+\s*/).join(" ") : text.trim(), max);
}

/**
 * @param {string | undefined} text
 * @param {number} max
 */
function cut(text, max) {
  return text !== undefined && text.length > max ? text.slice(0, max) : text;
}

/** @param {string | null | undefined} instant */
export function utc(instant) {
  return instant ? DateTime.fromISO(instant).toUTC().toISO() : undefined;
}

/**
 * Half away from zero, by decimal digits.
 * @param {number | null | undefined} value
 * @param {number} decimals
 */
export function rounded(value, decimals) {
  return value === null || value === undefined ? undefined : Number(`${Math.round(Number(`${value}e${decimals}`))}e-${decimals}`);
}

/**
 * A document as plain text.
 * @param {any} document
 */
export function adfText(document) {
  return document ? blocks(document.content) : undefined;
}

/**
 * @param {any[]} nodes
 * @returns {string}
 */
function blocks(nodes) {
  let text = "";
  for (const node of nodes) {
    if (text !== "") text += "\n\n";
    text += block(node);
  }
  return text;
}

/**
 * @param {any} node
 * @returns {string}
 */
function block(node) {
  switch (node.type) {
    case "bulletList":
      return node.content
        .map((/** @type {any} */ item) => `- ${item.content.map(block).join("\n").replaceAll("\n", "\n  ")}`)
        .join("\n");
    default: {
      let text = "";
      for (const part of node.content) text += inline(part);
      return text;
    }
  }
}

/** @param {any} node */
function inline(node) {
  switch (node.type) {
    case "text":
      return node.text;
    case "mention":
      return node.attrs.text;
    case "hardBreak":
      return "\n";
    default:
      return "";
  }
}
