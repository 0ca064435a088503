// Ten rules as an admin of a support site would make them, in Weftline's own form.
import { ACCOUNTS, COMPONENTS, ISSUE_TYPES, OPTIONS, PRIORITIES, STATUSES } from "./issues.mjs";

const { autocreate, severity, products, channels } = OPTIONS;

/** @type {(id: string | null, text?: string) => { id: string | null, text: string }} */
const value = (id, text = "") => ({ id, text });
/** @type {(field: string, comparison: string, ...values: { id: string | null, text: string }[]) => object} */
const compare = (field, comparison, ...values) => ({ kind: "compare", field, comparison, values });
/** @type {(...of: object[]) => object} */
const all = (...of) => ({ kind: "all", of });
/** @type {(...of: object[]) => object} */
const any = (...of) => ({ kind: "any", of });
/** @type {(...of: object[]) => object} */
const not = (...of) => ({ kind: "not", of });

/** @type {[string, { id: string | null, text: string }[], object][]} */
const parts = [
  ["customfield_10080", [value(autocreate.Yes, "Yes")], all()],
  [
    "customfield_10080",
    [value(autocreate.Yes, "Yes")],
    all(compare("priority", "oneOf", value(PRIORITIES.Highest), value(PRIORITIES.High)), not(compare("status", "equals", value(STATUSES.Done)))),
  ],
  [
    "customfield_10060",
    [value(severity.Critical)],
    all(compare("labels", "contains", value(null, "VIP")), compare("issuetype", "oneOf", value(ISSUE_TYPES.Bug), value(ISSUE_TYPES.Incident))),
  ],
  [
    "customfield_10061",
    [value(products.Router), value(products.Switch)],
    any(compare("components", "contains", value(COMPONENTS.Hardware)), compare("summary", "contains", value(null, "outage"))),
  ],
  ["customfield_10062", [value(channels.Phone)], all(compare("assignee", "empty"), not(compare("resolution", "notEmpty")))],
  ["customfield_10041", [], all(compare("duedate", "notEmpty"), compare("issuetype", "equals", value(null, "task")))],
  [
    "summary",
    [],
    all(any(compare("summary", "contains", value(null, "urgent")), compare("priority", "equals", value(PRIORITIES.Highest))), compare("customfield_10067", "equals", value(null, "emea"))),
  ],
  ["customfield_10041", [value(null, "n/a"), value(null, "none"), value(null, "-")], compare("customfield_10016", "equals", value(null, "8.0"))],
  [
    "customfield_10060",
    [value(severity.Critical), value(severity.Major)],
    all(
      compare("reporter", "oneOf", value(ACCOUNTS[0] ?? null), value(ACCOUNTS[2] ?? null)),
      compare("fixVersions", "empty"),
      compare("customfield_10067", "equals", value(null, "EMEA - Berlin")),
    ),
  ],
  [
    "customfield_10061",
    [value(products.Gateway)],
    all(
      not(compare("labels", "oneOf", value(null, "internal"), value(null, "test"))),
      compare("customfield_10065", "notEquals", value(null, "closed")),
      compare("assignee", "notEmpty"),
    ),
  ],
];

/** One more, which has to read a document. */
export const description = ["summary", [], compare("description", "contains", value(null, "nobody in the branch"))];

/** @param {any[]} of */
export function rules(of) {
  return of.map(([field, values, conditions], at) => ({
    id: String(at).padStart(16, "0"),
    name: `Rule ${at + 1}`,
    enabled: true,
    object: "Case",
    trigger: { field, values },
    conditions,
    again: false,
    whileLinked: false,
    sinceMs: 0,
  }));
}

export const TEN = parts;
