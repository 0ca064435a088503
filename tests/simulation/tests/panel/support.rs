//! Calls on issues, what they cost, and records to link.

use serde_json::{Value, json};
use weftline_simulation::mappings::{selection, shown};
use weftline_simulation::{AGENT, Price, Stage};
use weftline_wire::call::{Call, LinkCall, PanelCall, PanelKind, Reply, UnlinkCall};
use weftline_wire::configuration::FieldSelection;
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
    let sections = OBJECTS
        .map(|(object, fields)| shown(FieldSelection { search: vec!["Name".into()], ..selection(object, fields) }));
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
    let cases: Vec<Value> =
        (0..number).map(|at| json!({ "attributes": { "type": "Case" }, "Subject": format!("Bulk {at}") })).collect();
    stage.make_many(&cases)
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

/// Opens the panel of SUP-1, and says what that took.
pub(crate) fn priced(stage: &mut Stage, stored: bool) -> (PanelView, Price) {
    match stage.priced(AGENT, open(stored)) {
        (Reply::Panel(view), price) => (view, price),
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
