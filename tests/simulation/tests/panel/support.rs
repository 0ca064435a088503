//! Calls on issues, what they cost, and records to link.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::call::{Call, LinkCall, PanelCall, PanelKind, Reply, SectionDraft, UnlinkCall};
use weftline_wire::configuration::{FieldSelection, Section};
use weftline_wire::failure::Failure;
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::{LinkView, PanelView};

/// The objects that are configured beside cases.
pub(crate) const OBJECTS: [(&str, &[&str]); 3] = [
    ("Account", &["Name", "Industry", "OwnerId"]),
    ("Contact", &["Name", "Email", "AccountId"]),
    ("Field_Visit__c", &["Name", "OwnerId"]),
];

/// A stage on which cases, accounts, contacts and a custom object are configured.
pub(crate) fn stage(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    let sections = OBJECTS.map(|(object, fields)| {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let selection = FieldSelection {
            object: object.into(),
            search: fields[..1].to_vec(),
            details: fields.clone(),
            list: fields.clone(),
            compact: fields,
        };
        SectionDraft { name: format!("fields:{object}"), content: Some(Section::Fields(selection)) }
    });
    stage.save(sections.into());
    stage
}

/// The ids of some records.
pub(crate) fn records(stage: &mut Stage, object: &str, number: usize) -> Vec<String> {
    let found = stage.query(
        &format!("SELECT Id FROM {object} ORDER BY Name LIMIT {number}")
            .replace("FROM Case ORDER BY Name", "FROM Case ORDER BY CaseNumber"),
    );
    let ids: Vec<String> = found.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), number, "the org has so many of {object}");
    ids
}

/// New cases, made as an outside client makes them.
pub(crate) fn new_cases(stage: &mut Stage, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    while ids.len() < number {
        let part = (number - ids.len()).min(200);
        let rows: Vec<Value> = (0..part)
            .map(|at| json!({ "attributes": { "type": "Case" }, "Subject": format!("Bulk {}", ids.len() + at) }))
            .collect();
        let body = json!({ "allOrNone": true, "records": rows });
        let made = org(stage, "POST", "/composite/sobjects", &body);
        ids.extend(made.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
    }
    ids
}

/// A request to the org as its own admin makes it.
pub(crate) fn org(stage: &mut Stage, method: &str, path: &str, body: &Value) -> Value {
    let token = stage.world.access().access_token;
    org_with(stage, &token, method, path, body)
}

/// The same by somebody else's token.
pub(crate) fn org_with(stage: &mut Stage, token: &str, method: &str, path: &str, body: &Value) -> Value {
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0{path}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    assert!(response.status < 300, "{method} {path}: {}", String::from_utf8_lossy(&response.body));
    serde_json::from_slice(&response.body).unwrap_or_default()
}

pub(crate) fn link(object: &str, ids: &[String], share: bool) -> Call {
    Call::Link(LinkCall { object: object.into(), record_ids: ids.to_vec(), share })
}

pub(crate) fn unlink(ids: &[String]) -> Call {
    Call::Unlink(UnlinkCall { record_ids: ids.to_vec() })
}

pub(crate) fn open(stored: bool) -> Call {
    Call::Panel(PanelCall { view: PanelKind::List, stored })
}

/// Links records to SUP-1.
pub(crate) fn linked(stage: &mut Stage, object: &str, ids: &[String]) -> LinkView {
    match stage.call(AGENT, link(object, ids, false)) {
        Ok(Reply::Link(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// Opens the panel of SUP-1.
pub(crate) fn panel(stage: &mut Stage, stored: bool) -> PanelView {
    match stage.call(AGENT, open(stored)) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// What a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) turns: u32,
    pub(crate) salesforce_calls: u32,
}

/// Opens the panel of SUP-1, and says what that took.
pub(crate) fn priced(stage: &mut Stage, stored: bool) -> (PanelView, Cost) {
    let mut worker = stage.worker(AGENT, open(stored), Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(Reply::Panel(view)) }) => {
            (view, Cost { turns: worker.turns(), salesforce_calls: worker.salesforce_calls() })
        }
        other => panic!("{other:?}"),
    }
}

/// A call on another issue.
pub(crate) fn call_on(stage: &mut Stage, key: &str, account: &str, call: Call) -> Result<Reply, Failure> {
    let (status, issue) = stage.jira(AGENT, "GET", &format!("issue/{key}?fields=project"), &Value::Null);
    assert_eq!(status, 200, "{issue}");
    let Job::Call { mut caller, call } = stage.job(account, call) else { panic!("a call's job is a call") };
    caller.issue = Some(Named { id: issue["id"].as_str().unwrap().into(), key: key.into() });
    let mut worker = stage.work_as(account, Job::Call { caller, call });
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => Ok(reply),
        Some(Turn::Failed { failure }) => Err(failure),
        other => panic!("a call ended with {other:?}"),
    }
}

/// The keys of the issues that JQL finds.
pub(crate) fn found(stage: &mut Stage, jql: &str) -> Vec<String> {
    let body = json!({ "jql": jql, "fields": ["summary"], "maxResults": 50 });
    let (status, page) = stage.jira(AGENT, "POST", "search/jql", &body);
    assert_eq!(status, 200, "{page}");
    page["issues"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect()
}

/// What the property of SUP-1 says; null when there is none.
pub(crate) fn property(stage: &mut Stage) -> Value {
    let (status, mut property) = stage.jira(AGENT, "GET", "issue/SUP-1/properties/weftline", &Value::Null);
    if status == 404 { Value::Null } else { property["value"].take() }
}
