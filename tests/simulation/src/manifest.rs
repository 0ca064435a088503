//! The part of the manifest that the world's Forge reads, and what the triggers in it do.

use serde_json::{Value, json};
use weftline_sandbox::CLOUD_ID;
use weftline_wire::decision::Cause;
use weftline_wire::job::Job;

/// The events that are heard, by the functions of their triggers, and what they cause; none of comments and deletions.
const EVENTS: [(&str, &str, Option<Cause>); 6] = [
    ("created", "avi:jira:created:issue", Some(Cause::IssueCreated)),
    ("updated", "avi:jira:updated:issue", Some(Cause::IssueUpdated)),
    ("assigned", "avi:jira:assigned:issue", Some(Cause::IssueAssigned)),
    ("commented", "avi:jira:commented:issue", None),
    ("comment-deleted", "avi:jira:deleted:comment", None),
    ("deleted", "avi:jira:deleted:issue", None),
];

/// The job of an event's trigger, as the host makes it: which issue, and what kind of event.
pub fn heard(function: &str, event: &Value) -> Job {
    let (_, _, cause) = EVENTS.into_iter().find(|(name, ..)| *name == function).expect("the event is heard");
    let cloud_id = CLOUD_ID.to_owned();
    let issue_id = event["issue"]["id"].as_str().expect("an event names its issue").to_owned();
    let project_id = event["issue"]["fields"]["project"]["id"].as_str().map(str::to_owned);
    match cause {
        Some(cause) => Job::IssueChanged { cloud_id, issue_id, project_id, causes: vec![cause] },
        None if function == "deleted" => Job::ForgetIssue { issue_id },
        None => Job::CommentChanged {
            cloud_id,
            issue_id,
            project_id,
            comment_id: event["comment"]["id"].as_str().expect("such an event names its comment").to_owned(),
            deleted: function == "comment-deleted",
        },
    }
}

/// The part of the manifest that the world's Forge reads.
pub(crate) fn manifest() -> Value {
    let versioned = json!({ "revision": { "type": "integer" }, "document": { "type": "any" } });
    let work = json!({
        "name": "work",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "connection": { "type": "string" },
            "due": { "type": "integer" },
            "state": { "type": "string" },
        },
        "indexes": [
            { "name": "due", "partition": ["connection"], "range": ["due"] },
            { "name": "state", "partition": ["state"], "range": ["due"] },
        ],
    });
    let activity = json!({
        "name": "activity",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
            "site": { "type": "string" },
            "at": { "type": "integer" },
        },
        "indexes": [
            { "name": "issue", "partition": ["issue"], "range": ["at"] },
            { "name": "site", "partition": ["site"], "range": ["at"] },
        ],
    });
    let pair = json!({
        "name": "pair",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
        },
        "indexes": [{ "name": "issue", "partition": ["issue"], "range": ["revision"] }],
    });
    let bulk = json!({
        "name": "bulk",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
            "at": { "type": "integer" },
        },
        "indexes": [{ "name": "issue", "partition": ["issue"], "range": ["at"] }],
    });
    let entities = [
        "connection",
        "configuration",
        "issue",
        "link",
        "record",
        "creation",
        "authorization",
        "fired",
        "post",
        "poll",
        "backfill",
        "account",
        "file",
    ];
    let entities = entities.iter().map(|name| json!({ "name": name, "attributes": versioned }));
    let entities: Vec<Value> = entities.chain([work, activity, bulk, pair]).collect();
    json!({
        "app": {
            "id": "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000",
            "runtime": { "name": "nodejs22.x" },
            "storage": { "entities": entities },
        },
        "permissions": { "scopes": ["read:jira-work", "write:jira-work", "read:jira-user", "storage:app"] },
        "modules": {
            "consumer": [{ "key": "on-work", "queue": "work", "function": "consume" }],
            "trigger": EVENTS.map(|(name, event, _)| json!({
                "key": format!("on-{name}"),
                "function": name,
                "events": [event],
                "filter": { "ignoreSelf": name != "deleted" },
            })),
            "webtrigger": [
                { "key": "oauth-callback", "function": "returned" },
                { "key": "outbound-message", "function": "told" },
            ],
            "jira:entityProperty": [{
                "key": "weftline-records",
                "entityType": "issue",
                "propertyKey": "weftline",
                "values": [
                    { "path": "records", "type": "string", "searchAlias": "salesforceRecord" },
                    { "path": "objects", "type": "string", "searchAlias": "salesforceObject" },
                ],
            }],
            "function": [
                { "key": "consume", "handler": "index.consume", "timeoutSeconds": 55 },
                { "key": "returned", "handler": "index.authorizationReturned", "timeoutSeconds": 25 },
                { "key": "told", "handler": "index.outboundMessage", "timeoutSeconds": 25 },
            ],
        },
    })
}
