//! A linked case, comments on both sides, and what became of them.

use serde_json::{Value, json};
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{AGENT, Luck, MIA, Stage, Worker};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::configuration::{Direction, Policy, Settings};
use weftline_wire::job::Job;

/// The issue SUP-1, of a project without customers.
pub(crate) const ISSUE: &str = "10100";

/// A comment of the issue, as Jira shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OnIssue {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) public: bool,
}

/// A comment of the record, as Salesforce shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OnRecord {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) public: bool,
}

/// A stage whose issue SUP-1 has a linked case; gives the case's id.
pub(crate) fn linked(seed: u64, change: impl FnOnce(&mut Settings)) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.set(|settings| {
        settings.comments_to_salesforce = true;
        settings.comments_to_jira = true;
        change(settings);
    });
    let id = make(&mut stage, "Case", &json!({ "Subject": "Quux" }));
    link(&mut stage, "Case", &id);
    (stage, id)
}

pub(crate) fn link(stage: &mut Stage, object: &str, id: &str) {
    let call = Call::Link(LinkCall { object: object.into(), record_ids: vec![id.to_owned()], share: false });
    stage.call(AGENT, call).unwrap();
    stage.settle();
    stage.world.advance(60_000);
}

/// Asks Salesforce as Mia does, who administers it.
pub(crate) fn salesforce(stage: &mut Stage, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let session = stage.session_of(MIA);
    stage.ask_as(&session, method, path, body)
}

/// Takes the right to modify all data from the app's user.
pub(crate) fn without_modify_all(stage: &mut Stage) {
    let session = stage.session_of(MIA);
    stage.without_modify_all(&session);
}

/// Changes or deletes a comment of Salesforce as Mia does.
pub(crate) fn change_on_record(stage: &mut Stage, id: &str, values: &Value) {
    let method = if values.is_null() { "DELETE" } else { "PATCH" };
    let (status, answer) = salesforce(stage, method, &format!("/sobjects/CaseComment/{id}"), values);
    assert_eq!(status, 204, "{answer}");
}

/// Creates a record as Mia does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let (status, made) = salesforce(stage, "POST", &format!("/sobjects/{object}"), values);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// Comments on a case as an agent of Salesforce does.
pub(crate) fn write_on_record(stage: &mut Stage, case: &str, text: &str, public: bool) -> String {
    make(stage, "CaseComment", &json!({ "ParentId": case, "CommentBody": text, "IsPublished": public }))
}

pub(crate) fn document(text: &str) -> Value {
    let lines: Vec<Value> = text
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| json!({ "type": "paragraph", "content": [{ "type": "text", "text": line }] }))
        .collect();
    json!({ "type": "doc", "version": 1, "content": lines })
}

/// Comments on an issue as Jane does.
pub(crate) fn write_on_issue(stage: &mut Stage, text: &str) -> String {
    comment_with(stage, ISSUE, &json!({ "body": document(text) }))
}

pub(crate) fn comment_with(stage: &mut Stage, issue: &str, body: &Value) -> String {
    let (status, made) = stage.jira(AGENT, "POST", &format!("issue/{issue}/comment"), body);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// Edits Jane's comment.
pub(crate) fn edit_on_issue(stage: &mut Stage, id: &str, text: &str) {
    let body = json!({ "body": document(text) });
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{ISSUE}/comment/{id}"), &body);
    assert_eq!(status, 200, "{answer}");
}

pub(crate) fn delete_on_issue(stage: &mut Stage, id: &str) {
    let (status, answer) =
        stage.jira(weftline_simulation::ADMIN, "DELETE", &format!("issue/{ISSUE}/comment/{id}"), &Value::Null);
    assert_eq!(status, 204, "{answer}");
}

/// The comments of an issue, oldest first.
pub(crate) fn on_issue(stage: &mut Stage, issue: &str) -> Vec<OnIssue> {
    let (status, page) = stage.jira(AGENT, "GET", &format!("issue/{issue}/comment"), &Value::Null);
    assert_eq!(status, 200, "{page}");
    let comments = page["comments"].as_array().unwrap().iter().map(|comment| OnIssue {
        id: comment["id"].as_str().unwrap().to_owned(),
        text: plain(&comment["body"]),
        public: comment["jsdPublic"] == true,
    });
    comments.collect()
}

fn plain(body: &Value) -> String {
    let inline = |node: &Value| match node["type"].as_str() {
        Some("hardBreak") => "\n".to_owned(),
        _ => node["text"].as_str().unwrap_or_default().to_owned(),
    };
    let paragraph =
        |node: &Value| node["content"].as_array().into_iter().flatten().map(inline).collect::<Vec<_>>().concat();
    body["content"].as_array().into_iter().flatten().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// The comments of a case, oldest first.
pub(crate) fn on_record(stage: &mut Stage, case: &str) -> Vec<OnRecord> {
    let soql = format!(
        "SELECT Id, CommentBody, IsPublished FROM CaseComment WHERE ParentId = '{case}' ORDER BY CreatedDate, Id"
    );
    let rows = stage.query(&soql).into_iter().map(|row| OnRecord {
        id: row["Id"].as_str().unwrap().to_owned(),
        text: row["CommentBody"].as_str().unwrap().to_owned(),
        public: row["IsPublished"] == true,
    });
    rows.collect()
}

/// Marks SUP-1 as Jira's event of a comment does.
pub(crate) fn heard(stage: &mut Stage, cause: &str, comment: &str) {
    put_mark(stage, ISSUE, "10000", &json!([cause]), &json!([]), &json!([comment]), &json!([]));
}

/// Marks an issue as a look at Salesforce does that found changes of these records.
pub(crate) fn mark(stage: &mut Stage, issue: &str, project: &str, records: &[&str]) {
    stage.mark(issue, project, records);
}

pub(crate) fn put_mark(
    stage: &mut Stage,
    issue: &str,
    project: &str,
    causes: &Value,
    records: &Value,
    comments: &Value,
    pushed: &Value,
) {
    let task = json!({
        "kind": "sync", "issueId": issue, "projectId": project, "causes": causes, "records": records,
        "look": false, "comments": comments, "pushed": pushed,
    });
    stage.put_task(issue, &task);
}

/// Runs the sync of an issue until nothing is left to do for it.
pub(crate) fn sync(stage: &mut Stage, issue: &str) -> Worker {
    let mut worker = stage.unlucky(Job::Sync { issue_id: issue.into() }, Luck::good());
    let turn = worker.finish(&mut stage.world);
    for _ in 0..12 {
        if stage.is_at_rest(issue) {
            return worker;
        }
        stage.world.advance(61_000);
        stage.unlucky(Job::Sync { issue_id: issue.into() }, Luck::good()).finish(&mut stage.world);
    }
    let work = stage.document("work", &format!("sync:{issue}"));
    panic!("the sync does not end: {turn:?}, {work:?}");
}

/// What Salesforce has changed is found, and carried over.
pub(crate) fn polled(stage: &mut Stage, case: &str) -> Worker {
    mark(stage, ISSUE, "10000", &[case]);
    sync(stage, ISSUE)
}

/// A stage whose SUP-1 has a linked case that is kept in step: the subject goes both ways, the name to Jira. Both sides were
/// looked at.
pub(crate) fn in_step(seed: u64, change: impl FnOnce(&mut Settings)) -> (Stage, String) {
    let (mut stage, case) = linked(seed, change);
    let fields = vec![
        field("Subject", "summary", Direction::Both, Policy::SalesforceWins),
        field("SuppliedName", "customfield_10050", Direction::ToJira, Policy::SalesforceWins),
    ];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    polled(&mut stage, &case);
    stage.world.advance(60_000);
    (stage, case)
}

/// Changes the summary of SUP-1 as Jane does.
pub(crate) fn edit_issue(stage: &mut Stage, summary: &str) {
    stage.edit(AGENT, ISSUE, &json!({ "summary": summary }));
}

/// Changes a case as Mia does.
pub(crate) fn change_case(stage: &mut Stage, case: &str, values: &Value) {
    let (status, answer) = salesforce(stage, "PATCH", &format!("/sobjects/Case/{case}"), values);
    assert_eq!(status, 204, "{answer}");
}

/// Has the org refuse the subject `Unwanted`.
pub(crate) fn refuse_unwanted(stage: &mut Stage) {
    let rule = json!({
        "name": "No_Unwanted", "object": "Case", "field": "Subject", "active": true, "message": "This subject is not wanted",
        "refusedWhen": { "is": { "field": "Subject", "values": ["Unwanted"] } },
    });
    stage.world.set_up_org(&json!({ "validationRules": [rule] })).unwrap();
}

/// Empties the recycle bin of a record, as Mia does with a client of the SOAP API.
pub(crate) fn empty_bin(stage: &mut Stage, id: &str) {
    let session = stage.session_of(MIA);
    let answer = stage.soap_as(&session, "emptyRecycleBin", &format!("<ids>{id}</ids>"));
    assert!(answer.contains("<success>true</success>"), "{answer}");
}
