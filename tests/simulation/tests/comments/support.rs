//! A linked case, comments on both sides, and what became of them.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage, Worker};
use weftline_wire::call::{Call, LinkCall, SectionDraft};
use weftline_wire::configuration::{
    Direction, EventSelection, FieldMapping, Mapping, Part, Policy, Section, Settings, Source, Width,
};
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

/// The token of somebody who works in Salesforce.
fn token_of(stage: &mut Stage, user: &str) -> String {
    let access = stage.world.access();
    let form = [
        ("grant_type", "password"),
        ("client_id", &access.client_id),
        ("client_secret", &access.client_secret),
        ("username", user),
        ("password", &access.password),
    ];
    let encode = |text: &str| text.replace('@', "%40").replace('+', "%2B");
    let form: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let request = Request {
        method: "POST".into(),
        target: "/services/oauth2/token".into(),
        headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
        body: form.join("&").into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let answer: Value = serde_json::from_slice(&response.body).unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Asks Salesforce as Mia does, who administers it.
pub(crate) fn salesforce(stage: &mut Stage, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let token = token_of(stage, "mia.admin@weftline.example");
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0/{path}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// Takes the right to modify all data from the app's user.
pub(crate) fn without_modify_all(stage: &mut Stage) {
    let own = stage.query("SELECT Id FROM User WHERE Alias = 'integ'");
    let standard = stage.query("SELECT Id FROM Profile WHERE Name = 'Standard User'");
    let (id, profile) = (own[0]["Id"].as_str().unwrap().to_owned(), standard[0]["Id"].clone());
    let (status, answer) = salesforce(stage, "PATCH", &format!("sobjects/User/{id}"), &json!({ "ProfileId": profile }));
    assert_eq!(status, 204, "{answer}");
    // What came with the profile stays with the user.
    for row in stage.query(&format!("SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '{id}'")) {
        let path = format!("sobjects/PermissionSetAssignment/{}", row["Id"].as_str().unwrap());
        salesforce(stage, "DELETE", &path, &Value::Null);
    }
}

/// Changes or deletes a comment of Salesforce as Mia does.
pub(crate) fn change_on_record(stage: &mut Stage, id: &str, values: &Value) {
    let method = if values.is_null() { "DELETE" } else { "PATCH" };
    let (status, answer) = salesforce(stage, method, &format!("sobjects/CaseComment/{id}"), values);
    assert_eq!(status, 204, "{answer}");
}

/// Creates a record as Mia does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let (status, made) = salesforce(stage, "POST", &format!("sobjects/{object}"), values);
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

/// Jane gives the issue another summary.
pub(crate) fn edit_on_issue_field(stage: &mut Stage) {
    let body = json!({ "fields": { "summary": "Another summary" } });
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{ISSUE}"), &body);
    assert_eq!(status, 204, "{answer}");
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
    put_mark(stage, issue, project, &json!(["polled"]), &json!(records), &json!([]), &json!([]));
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
    put_task(stage, issue, &task);
}

pub(crate) fn put_task(stage: &mut Stage, issue: &str, task: &Value) {
    let document = json!({ "task": task, "rung": 0, "sinceMs": stage.world.now_ms(), "trouble": null });
    let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": "open", "document": document });
    stage.put_entity("work", &format!("sync:{issue}"), &value);
}

/// Runs the sync of an issue until nothing is left to do for it.
pub(crate) fn sync(stage: &mut Stage, issue: &str) -> Worker {
    let mut worker = stage.unlucky(Job::Sync { issue_id: issue.into() }, Luck::good());
    let turn = worker.finish(&mut stage.world);
    for _ in 0..12 {
        if is_at_rest(stage, issue) {
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

/// Whether nothing is left to do for an issue.
pub(crate) fn is_at_rest(stage: &mut Stage, issue: &str) -> bool {
    stage.document("work", &format!("sync:{issue}")).is_none()
}

/// A stage whose SUP-1 has a linked case that is kept in step: the subject goes both ways, the name to Jira. Both sides were
/// looked at.
pub(crate) fn in_step(seed: u64, change: impl FnOnce(&mut Settings)) -> (Stage, String) {
    let (mut stage, case) = linked(seed, change);
    let field = |name: &str, jira: &str, direction| FieldMapping {
        field: name.into(),
        label: None,
        source: Source::Field { field: jira.into(), part: Part::Whole },
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction,
        policy: Policy::SalesforceWins,
    };
    let fields = vec![
        field("Subject", "summary", Direction::Both),
        field("SuppliedName", "customfield_10050", Direction::ToJira),
    ];
    let mapping =
        Mapping { object: "Case".into(), fields, assignment_rules: false, time_zone: None, related: Vec::new() };
    stage.save(vec![SectionDraft { name: "mapping:10000:Case".into(), content: Some(Section::Mapping(mapping)) }]);
    polled(&mut stage, &case);
    stage.world.advance(60_000);
    (stage, case)
}

/// Changes the summary of SUP-1 as Jane does.
pub(crate) fn edit_issue(stage: &mut Stage, summary: &str) {
    let body = json!({ "fields": { "summary": summary } });
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{ISSUE}"), &body);
    assert_eq!(status, 204, "{answer}");
}

/// Changes a case as Mia does.
pub(crate) fn change_case(stage: &mut Stage, case: &str, values: &Value) {
    let (status, answer) = salesforce(stage, "PATCH", &format!("sobjects/Case/{case}"), values);
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

/// All kinds of events.
pub(crate) fn all_events() -> EventSelection {
    EventSelection {
        issue_created: true,
        issue_updated: true,
        issue_transitioned: true,
        issue_assigned: true,
        commented: true,
        comment_deleted: true,
        attachment_added: true,
        attachment_deleted: true,
        issue_deleted: true,
    }
}

/// Empties the recycle bin of a record, as a client of the SOAP API does.
pub(crate) fn empty_bin(stage: &mut Stage, id: &str) {
    let token = token_of(stage, "mia.admin@weftline.example");
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\">\
         <e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header>\
         <e:Body><emptyRecycleBin><ids>{id}</ids></emptyRecycleBin></e:Body></e:Envelope>"
    );
    let request = Request {
        method: "POST".into(),
        target: "/services/Soap/u/62.0/00D".into(),
        headers: vec![("content-type".into(), "text/xml".into()), ("soapaction".into(), "\"\"".into())],
        body: body.into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(response.status == 200 && text.contains("<success>true</success>"), "{text}");
}
