// The same mapping as an expression of jsonata, with functions of JavaScript for what the language lacks.
import jsonata from "jsonata";

import { adfText, line, parse, product, rounded, utc } from "./by-hand.mjs";

const expression = jsonata(`
  (
    $users := {"user1@acme.example": "005000000000001AAA", "user2@acme.example": "005000000000002AAA"};
    $priorities := {"Highest": "High", "High": "High", "Low": "Low", "Lowest": "Low"};
    $statuses := {"Backlog": "New", "In Progress": "Working", "Done": "Closed"};
    $owner := fields.assignee ? $lookup($users, $lowercase(fields.assignee.emailAddress));
    $priority := $lookup($priorities, fields.priority.name);
    $status := $lookup($statuses, fields.status.name);
    $region := fields.customfield_10039;
    $body := {
      "Subject": $line(fields.summary, 255),
      "Description": $adf(fields.description),
      "Priority": $priority ? $priority : "Medium",
      "Status": $status ? $status : "New",
      "Type": fields.issuetype.name,
      "Origin": "Jira",
      "Reason": fields.customfield_10038.value,
      "SuppliedName": $line(fields.reporter.displayName, 80),
      "SuppliedEmail": fields.reporter.emailAddress,
      "OwnerId": $owner ? $owner : "005000000000009AAA",
      "Jira_Key__c": key,
      "Jira_Url__c": "https://acme.atlassian.net/browse/" & key,
      "Title__c": $line("[" & key & "] " & fields.summary, 255),
      "Contact_Line__c": fields.reporter.displayName & " / " & (fields.assignee ? fields.assignee.displayName : "nobody"),
      "Labels__c": $join(fields.labels, ", "),
      "Components__c": $join(fields.components.name, ";"),
      "Fix_Version__c": $join(fields.fixVersions.name, ", "),
      "Due_Date__c": fields.duedate,
      "Created__c": $utc(fields.created),
      "Updated__c": $utc(fields.updated),
      "Resolved__c": $utc(fields.resolutiondate),
      "Story_Points__c": $rounded(fields.customfield_10016, 1),
      "Amount__c": $rounded(fields.customfield_10101, 2),
      "Effort__c": $rounded(fields.customfield_10102, 0),
      "Count__c": $rounded(fields.customfield_10103, 0),
      "Steps__c": $adf(fields.environment),
      "Region__c": $region.child ? $region.value & " - " & $region.child.value : $region.value,
      "Products__c": $join($map(fields.customfield_10040, $product), ";"),
      "Customer__c": $line(fields.customfield_10041, 80),
      "Started__c": $utc(fields.customfield_10042)
    };
    $sift($body, function($value) { $value != null and $value != "" })
  )
`);
expression.registerFunction("adf", adfText);
expression.registerFunction("line", line);
expression.registerFunction("utc", utc);
expression.registerFunction("rounded", rounded);
expression.registerFunction("product", (/** @type {any} */ option) => product(option), "<o:s>");

/**
 * The body for a reply.
 * @param {Uint8Array} reply
 */
export async function byJsonata(reply) {
  return JSON.stringify(await expression.evaluate(parse(reply)));
}
