//! Issues with linked cases, edits of them, and the admin's calls.

use serde_json::{Value, json};
use weftline_simulation::mappings::{self, mapping, section};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{
    Call, DropWorkCall, FailedWorkCall, HealthCall, LinkCall, ReplayCall, Reply, RetryWorkCall, SiteActivityCall,
};
use weftline_wire::configuration::{Direction, FieldMapping, Policy};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::{FailedWorkView, HealthView, ReplayView, SiteActivityRow, SiteActivityView};

/// The subject that the org refuses.
pub(crate) const REFUSED: &str = "Refused";

/// A world in which each of these issues has a linked case of its own whose subject goes both ways, and in which the org
/// refuses one subject. Gives the cases' ids.
pub(crate) fn linked(seed: u64, keys: &[&str]) -> (Stage, Vec<String>) {
    let mut stage = Stage::connected(seed);
    map(&mut stage, vec![field("Subject", "summary", Direction::Both)]);
    let ids = keys.iter().map(|key| link_new(&mut stage, key)).collect();
    stage.world.advance(60_000);
    (stage, ids)
}

/// A field that is taken from a field of the issue, which wins.
pub(crate) fn field(name: &str, source: &str, direction: Direction) -> FieldMapping {
    mappings::field(name, source, direction, Policy::JiraWins)
}

/// Maps cases so in every project.
pub(crate) fn map(stage: &mut Stage, fields: Vec<FieldMapping>) {
    stage.save(vec![section("*", mapping("Case", fields))]);
}

/// Has the org refuse one subject, or none any more.
pub(crate) fn refuse(stage: &mut Stage, on: bool) {
    let rule = json!({
        "name": "No_Refused", "object": "Case", "field": "Subject", "active": on, "message": "This subject is not wanted",
        "refusedWhen": { "is": { "field": "Subject", "values": [REFUSED] } },
    });
    stage.world.set_up_org(&json!({ "validationRules": [rule] })).unwrap();
}

/// Links a new case to an issue, as Jane does.
fn link_new(stage: &mut Stage, key: &str) -> String {
    let id = stage.make("Case", &json!({ "Subject": format!("About {key}") }));
    stage.world.advance(10_000);
    link(stage, key, &id);
    id
}

/// Links a case to an issue, as Jane does.
pub(crate) fn link(stage: &mut Stage, key: &str, id: &str) {
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.to_owned()], share: false });
    let issue_id = issue_id(stage, key);
    let mut job = stage.job(AGENT, call);
    if let Job::Call { caller, .. } = &mut job {
        caller.issue = Some(Named { id: issue_id, key: key.to_owned() });
    }
    let mut worker = stage.work_as(AGENT, job);
    assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Done { .. })), "{key} is linked");
    stage.settle();
}

pub(crate) fn issue_id(stage: &mut Stage, key: &str) -> String {
    let (status, issue) = stage.jira(ADMIN, "GET", &format!("issue/{key}?fields=summary"), &Value::Null);
    assert_eq!(status, 200, "{issue}");
    issue["id"].as_str().unwrap().to_owned()
}

/// Changes the summary of an issue as Jane does, and lets Weftline do what follows.
pub(crate) fn edit(stage: &mut Stage, key: &str, summary: &str) {
    stage.edit(AGENT, key, &json!({ "summary": summary }));
    stage.settle();
    stage.world.advance(5_000);
}

pub(crate) fn subject(stage: &mut Stage, id: &str) -> String {
    stage.query(&format!("SELECT Subject FROM Case WHERE Id = '{id}'"))[0]["Subject"].as_str().unwrap().to_owned()
}

/// Leaves work on an issue to people, behind the app's back.
pub(crate) fn give_up(stage: &mut Stage, issue_id: &str, since_ms: u64, code: FailureCode) {
    let trouble = json!({
        "failure": { "code": code, "text": format!("trouble of {issue_id}"), "values": {}, "retryable": false, "retryAfterMs": null },
        "attempts": 3, "atMs": since_ms + 1_000, "givenUp": true,
    });
    let task = json!({
        "kind": "sync", "issueId": issue_id, "projectId": "10000", "causes": ["polled"], "records": [], "look": false,
        "comments": [], "pushed": [],
    });
    let document = json!({ "task": task, "rung": 0, "sinceMs": since_ms, "trouble": trouble });
    let value =
        json!({ "revision": 1, "connection": "main", "due": i32::MAX, "state": "failed", "document": document });
    stage.put_entity("work", &format!("sync:{issue_id}"), &value);
}

pub(crate) fn health(stage: &mut Stage) -> HealthView {
    match stage.call(ADMIN, Call::Health(HealthCall {})) {
        Ok(Reply::Health(view)) => view,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn failed(stage: &mut Stage) -> FailedWorkView {
    match stage.call(ADMIN, Call::FailedWork(FailedWorkCall {})) {
        Ok(Reply::FailedWork(view)) => view,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn retry(stage: &mut Stage, key: Option<&str>, code: Option<FailureCode>) -> FailedWorkView {
    match stage.call(ADMIN, Call::RetryWork(RetryWorkCall { key: key.map(str::to_owned), code })) {
        Ok(Reply::RetryWork(view)) => view,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn drop_work(stage: &mut Stage, key: &str) -> Result<FailedWorkView, Failure> {
    match stage.call(ADMIN, Call::DropWork(DropWorkCall { key: key.to_owned() })) {
        Ok(Reply::DropWork(view)) => Ok(view),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    }
}

/// All activity is asked for.
pub(crate) fn everything() -> SiteActivityCall {
    SiteActivityCall { issue: None, record: None, rule: None, outcome: None, cause: None, after: None }
}

pub(crate) fn page(stage: &mut Stage, call: &SiteActivityCall) -> SiteActivityView {
    match stage.call(ADMIN, Call::SiteActivity(call.clone())) {
        Ok(Reply::SiteActivity(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// All rows, page by page.
pub(crate) fn activity(stage: &mut Stage, call: &SiteActivityCall) -> Vec<SiteActivityRow> {
    let (mut rows, mut call) = (Vec::new(), call.clone());
    loop {
        let view = page(stage, &call);
        rows.extend(view.rows);
        call.after = view.after;
        if call.after.is_none() {
            return rows;
        }
    }
}

pub(crate) fn replay(stage: &mut Stage, key: &str) -> Result<ReplayView, Failure> {
    match stage.call(ADMIN, Call::Replay(ReplayCall { key: key.to_owned() })) {
        Ok(Reply::Replay(view)) => Ok(view),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    }
}
