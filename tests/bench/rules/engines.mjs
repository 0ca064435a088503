// The same rules in the languages of rule engines, with functions of JavaScript for what a language lacks. What an
// engine can make ready once is made ready once.
import { evaluate, parse as parseCel } from "cel-js";
import jsonata from "jsonata";
import jsonLogic from "json-logic-js";
import rulesEngine from "json-rules-engine";

import { parse } from "./by-hand.mjs";
import { ACCOUNTS, COMPONENTS, ISSUE_TYPES, OPTIONS, PRIORITIES, STATUSES } from "./issues.mjs";

const { autocreate, severity, products, channels } = OPTIONS;
const plain = (/** @type {unknown} */ text) => (typeof text === "string" ? text.trim().toLowerCase() : "");
const ids = (/** @type {{ id: string }[] | null | undefined} */ options) => (options ?? []).map((option) => option.id);
const labels = (/** @type {string[] | undefined} */ texts) => (texts ?? []).map(plain);
const region = (/** @type {any} */ option) =>
  option == null ? [] : [plain(option.value), ...(option.child === undefined ? [] : [plain(option.child.value), `${plain(option.value)} - ${plain(option.child.value)}`])];

// json-logic-js

jsonLogic.add_operation("plain", plain);
jsonLogic.add_operation("ids", ids);
jsonLogic.add_operation("labels", labels);
jsonLogic.add_operation("region", region);

const at = (/** @type {string} */ path) => ({ var: path });
const id = (/** @type {string} */ field, /** @type {string[]} */ ...of) => ({ in: [at(`${field}.id`), of] });
const listed = (/** @type {string} */ field, /** @type {string[]} */ ...of) => ({ some: [{ ids: [at(field)] }, { in: [at(""), of] }] });
const labelled = (/** @type {string[]} */ ...of) => ({ some: [{ labels: [at("labels")] }, { in: [at(""), of] }] });
const within = (/** @type {string} */ field, /** @type {string} */ text) => ({ in: [text, { plain: [at(field)] }] });
const filled = (/** @type {string} */ field) => ({ "!==": [{ plain: [at(field)] }, ""] });
const logic = [
  id("customfield_10080", autocreate.Yes),
  { and: [id("customfield_10080", autocreate.Yes), id("priority", PRIORITIES.Highest, PRIORITIES.High), { "!": [id("status", STATUSES.Done)] }] },
  { and: [id("customfield_10060", severity.Critical), labelled("vip"), id("issuetype", ISSUE_TYPES.Bug, ISSUE_TYPES.Incident)] },
  { and: [listed("customfield_10061", products.Router, products.Switch), { or: [listed("components", COMPONENTS.Hardware), within("summary", "outage")] }] },
  { and: [listed("customfield_10062", channels.Phone), { "!": [at("assignee")] }, { "!": [at("resolution")] }] },
  { and: [filled("customfield_10041"), filled("duedate"), { "===": [{ plain: [at("issuetype.name")] }, "task"] }] },
  { and: [filled("summary"), { or: [within("summary", "urgent"), id("priority", PRIORITIES.Highest)] }, { in: ["emea", { region: [at("customfield_10067")] }] }] },
  { and: [{ in: [{ plain: [at("customfield_10041")] }, ["n/a", "none", "-"]] }, { "===": [at("customfield_10016"), 8] }] },
  {
    and: [
      id("customfield_10060", severity.Critical, severity.Major),
      { in: [at("reporter.accountId"), [ACCOUNTS[0], ACCOUNTS[2]]] },
      { "!": [{ ids: [at("fixVersions")] }] },
      { in: ["emea - berlin", { region: [at("customfield_10067")] }] },
    ],
  },
  { and: [listed("customfield_10061", products.Gateway), { "!": [labelled("internal", "test")] }, { "!==": [{ plain: [at("customfield_10065")] }, "closed"] }, { "!!": [at("assignee")] }] },
];

/** @param {Uint8Array} reply */
export function byJsonLogic(reply) {
  const { fields } = parse(reply);
  let bits = 0;
  for (let rule = 0; rule < logic.length; rule += 1) if (jsonLogic.apply(/** @type {any} */ (logic[rule]), fields)) bits |= 1 << rule;
  return bits;
}

// jsonata

const expressions = [
  `customfield_10080.id = "${autocreate.Yes}"`,
  `customfield_10080.id = "${autocreate.Yes}" and priority.id in ["${PRIORITIES.Highest}", "${PRIORITIES.High}"] and $not(status.id = "${STATUSES.Done}")`,
  `customfield_10060.id = "${severity.Critical}" and "vip" in $labels(labels) and issuetype.id in ["${ISSUE_TYPES.Bug}", "${ISSUE_TYPES.Incident}"]`,
  `$exists(customfield_10061[id in ["${products.Router}", "${products.Switch}"]]) and ($exists(components[id = "${COMPONENTS.Hardware}"]) or $contains($plain(summary), "outage"))`,
  `$exists(customfield_10062[id = "${channels.Phone}"]) and $not($boolean(assignee)) and $not($boolean(resolution))`,
  `$plain(customfield_10041) != "" and $plain(duedate) != "" and $plain(issuetype.name) = "task"`,
  `$plain(summary) != "" and ($contains($plain(summary), "urgent") or priority.id = "${PRIORITIES.Highest}") and "emea" in $region(customfield_10067)`,
  `$plain(customfield_10041) in ["n/a", "none", "-"] and customfield_10016 = 8`,
  `customfield_10060.id in ["${severity.Critical}", "${severity.Major}"] and reporter.accountId in ["${ACCOUNTS[0]}", "${ACCOUNTS[2]}"] and $count(fixVersions) = 0 and "emea - berlin" in $region(customfield_10067)`,
  `$exists(customfield_10061[id = "${products.Gateway}"]) and $not("internal" in $labels(labels) or "test" in $labels(labels)) and $plain(customfield_10065) != "closed" and $boolean(assignee)`,
].map((text) => {
  const expression = jsonata(text);
  for (const [name, act] of Object.entries({ plain, labels, region })) expression.registerFunction(name, act);
  return expression;
});

/** @param {Uint8Array} reply */
export async function byJsonata(reply) {
  const { fields } = parse(reply);
  let bits = 0;
  for (const [rule, expression] of expressions.entries()) if (await expression.evaluate(fields)) bits |= 1 << rule;
  return bits;
}

// cel-js

const celFunctions = {
  ids,
  labels,
  region,
  plain,
  within: (/** @type {unknown} */ text, /** @type {string} */ part) => plain(text).includes(part),
  at: (/** @type {any} */ fields, /** @type {string} */ field, /** @type {string} */ member) => fields[field]?.[member] ?? "",
  field: (/** @type {any} */ fields, /** @type {string} */ field) => fields[field] ?? null,
};
const cel = [
  `at(f, "customfield_10080", "id") == "${autocreate.Yes}"`,
  `at(f, "customfield_10080", "id") == "${autocreate.Yes}" && at(f, "priority", "id") in ["${PRIORITIES.Highest}", "${PRIORITIES.High}"] && at(f, "status", "id") != "${STATUSES.Done}"`,
  `at(f, "customfield_10060", "id") == "${severity.Critical}" && "vip" in labels(field(f, "labels")) && at(f, "issuetype", "id") in ["${ISSUE_TYPES.Bug}", "${ISSUE_TYPES.Incident}"]`,
  `("${products.Router}" in ids(field(f, "customfield_10061")) || "${products.Switch}" in ids(field(f, "customfield_10061"))) && ("${COMPONENTS.Hardware}" in ids(field(f, "components")) || within(field(f, "summary"), "outage"))`,
  `"${channels.Phone}" in ids(field(f, "customfield_10062")) && field(f, "assignee") == null && field(f, "resolution") == null`,
  `plain(field(f, "customfield_10041")) != "" && plain(field(f, "duedate")) != "" && plain(at(f, "issuetype", "name")) == "task"`,
  `plain(field(f, "summary")) != "" && (within(field(f, "summary"), "urgent") || at(f, "priority", "id") == "${PRIORITIES.Highest}") && "emea" in region(field(f, "customfield_10067"))`,
  `plain(field(f, "customfield_10041")) in ["n/a", "none", "-"] && field(f, "customfield_10016") == 8`,
  `at(f, "customfield_10060", "id") in ["${severity.Critical}", "${severity.Major}"] && at(f, "reporter", "accountId") in ["${ACCOUNTS[0]}", "${ACCOUNTS[2]}"] && size(ids(field(f, "fixVersions"))) == 0 && "emea - berlin" in region(field(f, "customfield_10067"))`,
  `"${products.Gateway}" in ids(field(f, "customfield_10061")) && !("internal" in labels(field(f, "labels")) || "test" in labels(field(f, "labels"))) && plain(field(f, "customfield_10065")) != "closed" && field(f, "assignee") != null`,
].map((text) => {
  const parsed = parseCel(text);
  if (!parsed.isSuccess) throw new Error(`${text}: ${parsed.errors.join("; ")}`);
  return parsed.cst;
});

/** @param {Uint8Array} reply */
export function byCel(reply) {
  const { fields } = parse(reply);
  let bits = 0;
  for (let rule = 0; rule < cel.length; rule += 1) if (evaluate(/** @type {any} */ (cel[rule]), { f: fields }, celFunctions)) bits |= 1 << rule;
  return bits;
}

// json-rules-engine

const engine = new rulesEngine.Engine([], { allowUndefinedFacts: true });
engine.addOperator("idIn", (/** @type {any} */ fact, /** @type {string[]} */ value) => fact != null && value.includes(fact.id));
engine.addOperator("someIn", (/** @type {any} */ fact, /** @type {string[]} */ value) => ids(fact).some((one) => value.includes(one)));
engine.addOperator("labelIn", (/** @type {any} */ fact, /** @type {string[]} */ value) => labels(fact).some((one) => value.includes(one)));
engine.addOperator("includes", (/** @type {any} */ fact, /** @type {string} */ value) => plain(fact).includes(value));
engine.addOperator("isText", (/** @type {any} */ fact, /** @type {string[]} */ value) => value.includes(plain(fact)));
engine.addOperator("nameIs", (/** @type {any} */ fact, /** @type {string} */ value) => plain(fact?.name) === value);
engine.addOperator("accountIn", (/** @type {any} */ fact, /** @type {string[]} */ value) => value.includes(fact?.accountId));
engine.addOperator("regionIs", (/** @type {any} */ fact, /** @type {string} */ value) => region(fact).includes(value));
engine.addOperator("isEmpty", (/** @type {any} */ fact, /** @type {boolean} */ value) => (fact == null || fact === "" || (Array.isArray(fact) && fact.length === 0)) === value);
const when = (/** @type {string} */ fact, /** @type {string} */ operator, /** @type {unknown} */ value) => ({ fact, operator, value });
const none = (/** @type {object} */ condition) => ({ not: condition });
const [firstAccount, , secondAccount] = ACCOUNTS;
for (const [rule, conditions] of [
  [when("customfield_10080", "idIn", [autocreate.Yes])],
  [when("customfield_10080", "idIn", [autocreate.Yes]), when("priority", "idIn", [PRIORITIES.Highest, PRIORITIES.High]), none(when("status", "idIn", [STATUSES.Done]))],
  [when("customfield_10060", "idIn", [severity.Critical]), when("labels", "labelIn", ["vip"]), when("issuetype", "idIn", [ISSUE_TYPES.Bug, ISSUE_TYPES.Incident])],
  [when("customfield_10061", "someIn", [products.Router, products.Switch]), { any: [when("components", "someIn", [COMPONENTS.Hardware]), when("summary", "includes", "outage")] }],
  [when("customfield_10062", "someIn", [channels.Phone]), when("assignee", "isEmpty", true), when("resolution", "isEmpty", true)],
  [when("customfield_10041", "isEmpty", false), when("duedate", "isEmpty", false), when("issuetype", "nameIs", "task")],
  [when("summary", "isEmpty", false), { any: [when("summary", "includes", "urgent"), when("priority", "idIn", [PRIORITIES.Highest])] }, when("customfield_10067", "regionIs", "emea")],
  [when("customfield_10041", "isText", ["n/a", "none", "-"]), when("customfield_10016", "equal", 8)],
  [when("customfield_10060", "idIn", [severity.Critical, severity.Major]), when("reporter", "accountIn", [firstAccount, secondAccount]), when("fixVersions", "isEmpty", true), when("customfield_10067", "regionIs", "emea - berlin")],
  [when("customfield_10061", "someIn", [products.Gateway]), none(when("labels", "labelIn", ["internal", "test"])), none(when("customfield_10065", "isText", ["closed"])), when("assignee", "isEmpty", false)],
].entries()) {
  engine.addRule({ conditions: /** @type {any} */ ({ all: conditions }), event: { type: "holds", params: { rule } } });
}

/** @param {Uint8Array} reply */
export async function byRulesEngine(reply) {
  const { fields } = parse(reply);
  const { events } = await engine.run(fields);
  let bits = 0;
  for (const event of events) bits |= 1 << event.params?.rule;
  return bits;
}
