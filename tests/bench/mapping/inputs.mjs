// A mapping of thirty fields, as an admin would make it, and the describe of the object that they belong to.

/**
 * @param {string} name
 * @param {string} type
 * @param {object} [more]
 */
function field(name, type, more = {}) {
  const size = { string: 255, url: 255, textarea: 32_000, email: 80, picklist: 255, multipicklist: 4099, reference: 18 }[type] ?? 0;
  return { name, label: name.replace("__c", "").replaceAll("_", " "), type, nillable: true, createable: true, updateable: true, length: size, byteLength: size * 3, ...more };
}

const list = (/** @type {string[]} */ values) => ({
  restrictedPicklist: true,
  picklistValues: values.map((value) => ({ value, label: value, active: true, defaultValue: false })),
});

const jiraField = (/** @type {string} */ name, more = {}) => ({ kind: "field", field: name, part: "whole", ...more });
const byValue = (/** @type {string} */ name, /** @type {Record<string, string>} */ values, unmapped = "default") => ({
  kind: "picklist", field: name, part: "whole", values, back: {}, unmapped,
});

/** @type {[ReturnType<typeof field>, object, string?][]} */
const fields = [
  [field("Subject", "string"), jiraField("summary")],
  [field("Description", "textarea"), jiraField("description")],
  [field("Priority", "picklist", list(["High", "Medium", "Low"])), byValue("priority", { Highest: "High", High: "High", Low: "Low", Lowest: "Low" }), "Medium"],
  [field("Status", "picklist", list(["New", "Working", "Closed"])), byValue("status", { Backlog: "New", "In Progress": "Working", Done: "Closed" }), "New"],
  [field("Type", "picklist", list(["Bug", "Task", "Problem"])), jiraField("issuetype")],
  [field("Origin", "picklist", list(["Jira", "Web"])), { kind: "constant", value: "Jira" }],
  [field("Reason", "picklist", list(["New problem", "Instructions not clear", "Breakdown"])), byValue("customfield_10038", {}, "copy")],
  [field("SuppliedName", "string", { length: 80, byteLength: 240 }), jiraField("reporter")],
  [field("SuppliedEmail", "email"), jiraField("reporter")],
  [field("OwnerId", "reference", { referenceTo: ["User"] }), jiraField("assignee"), "005000000000009AAA"],
  [field("Jira_Key__c", "string", { length: 30, byteLength: 90, externalId: true, unique: true, nillable: false }), jiraField("key")],
  [field("Jira_Url__c", "url"), jiraField("url")],
  [field("Title__c", "string"), { kind: "template", template: "[{{issue.key}}] {{issue.summary}}" }],
  [field("Contact_Line__c", "string"), { kind: "template", template: "{{issue.reporter}} / {{issue.assignee|nobody}}" }],
  [field("Labels__c", "string"), jiraField("labels")],
  [field("Components__c", "multipicklist", list(["Hardware", "Network", "Billing"])), jiraField("components")],
  [field("Fix_Version__c", "string"), jiraField("fixVersions")],
  [field("Due_Date__c", "date"), jiraField("duedate")],
  [field("Created__c", "datetime"), jiraField("created")],
  [field("Updated__c", "datetime"), jiraField("updated")],
  [field("Resolved__c", "datetime"), jiraField("resolutiondate")],
  [field("Story_Points__c", "double", { precision: 10, scale: 1 }), jiraField("customfield_10016")],
  [field("Amount__c", "currency", { precision: 16, scale: 2 }), jiraField("customfield_10101")],
  [field("Effort__c", "percent", { precision: 5, scale: 0 }), jiraField("customfield_10102")],
  [field("Count__c", "int"), jiraField("customfield_10103")],
  [field("Steps__c", "textarea"), jiraField("environment")],
  [field("Region__c", "string"), jiraField("customfield_10039")],
  [field("Products__c", "multipicklist", list(["R-1", "S-1", "G-1"])), byValue("customfield_10040", { Router: "R-1", Switch: "S-1", Gateway: "G-1" }, "report")],
  [field("Customer__c", "string", { length: 80, byteLength: 240 }), jiraField("customfield_10041")],
  [field("Started__c", "datetime"), jiraField("customfield_10042")],
];

const custom = (/** @type {string} */ id, /** @type {string} */ type, /** @type {string} */ kind, more = {}) => ({
  id, name: id, schema: { type, custom: `com.atlassian.jira.plugin.system.customfieldtypes:${kind}`, ...more },
});

/** What the core's mapper is made from. */
export const inputs = {
  mapping: {
    object: "Case",
    assignmentRules: false,
    timeZone: null,
    fields: fields.map(([{ name }, source, value]) => ({
      field: name, label: null, source, default: value ?? null, width: "one", help: null, readOnly: false,
      potentialResults: false, direction: "creation", policy: "salesforceWins",
    })),
  },
  object: {
    name: "Case", label: "Case", labelPlural: "Cases", keyPrefix: "500", createable: true, updateable: true, queryable: true,
    searchable: true, feedEnabled: true, fields: fields.map(([describe]) => describe), recordTypeInfos: [],
  },
  jira: {
    complete: false,
    fields: [
      custom("customfield_10016", "number", "float"),
      custom("customfield_10101", "number", "float"),
      custom("customfield_10102", "number", "float"),
      custom("customfield_10103", "number", "float"),
      custom("customfield_10038", "option", "select"),
      custom("customfield_10039", "option-with-child", "cascadingselect"),
      custom("customfield_10040", "array", "multiselect", { items: "option" }),
      custom("customfield_10041", "string", "textfield"),
      custom("customfield_10042", "datetime", "datetime"),
    ],
  },
  siteUrl: "https://acme.atlassian.net",
  resolved: {
    usersByEmail: {
      "user1@acme.example": { id: "005000000000001AAA", name: "Jane Doe" },
      "user2@acme.example": { id: "005000000000002AAA", name: "Mia Krystof" },
    },
  },
};

/** How many fields are mapped. */
export const FIELDS = fields.length;
