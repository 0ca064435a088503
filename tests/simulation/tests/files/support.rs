//! A linked case, files on both sides, and what became of them.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::mappings::{mapping, section};
use weftline_simulation::{AGENT, Luck, MIA, Stage, Worker, base64};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::configuration::{FilePolicy, Mapping};
use weftline_wire::job::{Job, Turn};

/// The issue SUP-1, of a project without customers.
pub(crate) const ISSUE: &str = "10100";

/// A file, as either side shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) content: String,
}

pub(crate) fn shown(name: &str, content: &str) -> Shown {
    Shown { name: name.into(), content: content.into() }
}

/// Both ways, whatever size and type.
pub(crate) fn both_ways() -> FilePolicy {
    FilePolicy { to_salesforce: true, to_jira: true, bytes_max: 0, types: Vec::new() }
}

/// Says which files of cases go to the other side.
pub(crate) fn set_policy(stage: &mut Stage, project: &str, files: FilePolicy) {
    stage.save_in_spite_of_warnings(vec![section(project, Mapping { files, ..mapping("Case", Vec::new()) })]);
}

/// A stage whose issue SUP-1 has a linked case that has no files; gives the case's id.
pub(crate) fn linked(seed: u64, files: FilePolicy) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    set_policy(&mut stage, "10000", files);
    let id = case(&mut stage);
    link(&mut stage, &id);
    (stage, id)
}

pub(crate) fn case(stage: &mut Stage) -> String {
    let session = stage.session_of(MIA);
    let made = stage.org_as(&session, "POST", "/sobjects/Case", &json!({ "Subject": "Quux" }));
    made["id"].as_str().unwrap().to_owned()
}

pub(crate) fn link(stage: &mut Stage, id: &str) {
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.to_owned()], share: false });
    stage.call(AGENT, call).unwrap();
    settle(stage);
}

/// Lets all of it come to rest.
pub(crate) fn settle(stage: &mut Stage) {
    stage.settle();
    stage.world.advance(60_000);
}

/// Attaches a file to an issue as Jane does; gives the attachment's id.
pub(crate) fn attach_to(stage: &mut Stage, issue: &str, name: &str, kind: &str, content: &[u8]) -> String {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    let request = Request {
        method: "POST".into(),
        target: format!("/jira/rest/api/3/issue/{issue}/attachments"),
        headers: vec![
            ("x-forge-principal".into(), "user".into()),
            ("x-forge-account".into(), AGENT.into()),
            ("x-atlassian-token".into(), "no-check".into()),
            ("content-type".into(), "multipart/form-data; boundary=edge".into()),
        ],
        body: [head.as_bytes(), content, b"\r\n--edge--\r\n"].concat(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or(json!(null));
    answer[0]["id"].as_str().unwrap_or_else(|| panic!("not attached: {answer}")).to_owned()
}

/// The same to SUP-1.
pub(crate) fn attach(stage: &mut Stage, name: &str, content: &str) -> String {
    attach_to(stage, ISSUE, name, "text/plain", content.as_bytes())
}

/// Adds a file to a record as Mia does; gives the version's id.
pub(crate) fn add(stage: &mut Stage, record: &str, name: &str, content: &[u8]) -> String {
    let body = json!({ "PathOnClient": name, "VersionData": base64(content), "FirstPublishLocationId": record });
    version(stage, &body)
}

/// Creates a version of a file as Mia does.
pub(crate) fn version(stage: &mut Stage, body: &Value) -> String {
    let session = stage.session_of(MIA);
    let made = stage.org_as(&session, "POST", "/sobjects/ContentVersion", body);
    made["id"].as_str().unwrap().to_owned()
}

/// The attachments of an issue, by name and content, in order.
pub(crate) fn on_issue(stage: &mut Stage, issue: &str) -> Vec<Shown> {
    let (status, page) = stage.jira(AGENT, "GET", &format!("issue/{issue}?fields=attachment"), &Value::Null);
    assert_eq!(status, 200, "{page}");
    let mut files: Vec<Shown> = Vec::new();
    for attachment in page["fields"]["attachment"].as_array().unwrap() {
        let name = attachment["filename"].as_str().unwrap().to_owned();
        let content = content(stage, attachment["id"].as_str().unwrap());
        files.push(Shown { name, content });
    }
    files.sort();
    files
}

fn content(stage: &mut Stage, id: &str) -> String {
    let request = Request {
        method: "GET".into(),
        target: format!("/jira/rest/api/3/attachment/content/{id}?redirect=false"),
        headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), AGENT.into())],
        body: Vec::new(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 200);
    String::from_utf8(response.body).unwrap()
}

/// The files of a record, by title with ending and content, in order; each as the org's own people only see it where the
/// app has put it there.
pub(crate) fn on_record(stage: &mut Stage, record: &str) -> Vec<Shown> {
    let soql = format!(
        "SELECT ContentDocument.Title, ContentDocument.FileExtension, ContentDocument.LatestPublishedVersionId, \
         Visibility FROM ContentDocumentLink WHERE LinkedEntityId = '{record}'"
    );
    let mut files = Vec::new();
    for row in stage.query(&soql) {
        let document = &row["ContentDocument"];
        let version = document["LatestPublishedVersionId"].as_str().unwrap();
        let ending = document["FileExtension"].as_str().map(|ending| format!(".{ending}")).unwrap_or_default();
        let name = format!("{}{ending}", document["Title"].as_str().unwrap());
        files.push(Shown { name, content: version_data(stage, version) });
    }
    files.sort();
    files
}

fn version_data(stage: &mut Stage, version: &str) -> String {
    let session = stage.session_of(MIA);
    let request = Request {
        method: "GET".into(),
        target: format!("/services/data/v62.0/sobjects/ContentVersion/{version}/VersionData"),
        headers: vec![("authorization".into(), format!("Bearer {session}"))],
        body: Vec::new(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    assert_eq!(response.status, 200);
    String::from_utf8(response.body).unwrap()
}

/// How many files the org has, linked or not.
pub(crate) fn versions(stage: &mut Stage) -> usize {
    stage.query("SELECT Id FROM ContentVersion").len()
}

/// Who sees a record's files.
pub(crate) fn visibility(stage: &mut Stage, record: &str) -> Vec<String> {
    let soql = format!("SELECT Visibility FROM ContentDocumentLink WHERE LinkedEntityId = '{record}'");
    stage.query(&soql).iter().map(|row| row["Visibility"].as_str().unwrap().to_owned()).collect()
}

/// Marks an issue as Jira's event of a change, or a look at Salesforce, does.
pub(crate) fn mark(stage: &mut Stage, look: bool) {
    let cause = if look { "polled" } else { "issueUpdated" };
    let task = json!({ "kind": "files", "issueId": ISSUE, "causes": [cause], "look": look });
    let document = json!({ "task": task, "rung": 0, "sinceMs": stage.world.now_ms(), "trouble": null });
    let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": "open", "document": document });
    stage.put_entity("work", &format!("files:{ISSUE}"), &value);
}

pub(crate) fn is_marked(stage: &mut Stage) -> bool {
    stage.document("work", &format!("files:{ISSUE}")).is_some()
}

/// Carries files until nothing is left to do.
pub(crate) fn carry(stage: &mut Stage) -> Worker {
    let job = || Job::Files { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    let turn = worker.finish(&mut stage.world);
    for _ in 0..6 {
        if !is_marked(stage) {
            return worker;
        }
        stage.world.advance(61_000);
        stage.unlucky(job(), Luck::good()).finish(&mut stage.world);
    }
    panic!("carrying files does not end: {turn:?}, {:?}", stage.document("work", &format!("files:{ISSUE}")));
}

/// A look at the org that finds what has changed; what it marks is carried out.
pub(crate) fn poll(stage: &mut Stage) {
    stage.world.advance(6 * 60_000);
    let turn = stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    assert!(matches!(turn, Some(Turn::Done { .. })), "{turn:?}");
    settle(stage);
}

/// What the issue's activity says of files: what was written, and what was left and why.
pub(crate) fn told(stage: &mut Stage) -> Vec<String> {
    let mut told = Vec::new();
    for key in stage.keys("activity", &format!("{ISSUE}:")) {
        let activity = stage.document("activity", &key).unwrap();
        for plan in activity["plans"].as_array().unwrap() {
            for write in plan["writes"].as_array().unwrap() {
                if let Some(kind) = write["kind"].as_str().filter(|kind| kind.starts_with("attachTo")) {
                    told.push(format!("{kind} {}", write["name"].as_str().unwrap()));
                }
            }
            for skipped in plan["skipped"].as_array().unwrap() {
                told.push(format!("{} {}", skipped["field"].as_str().unwrap(), skipped["reason"].as_str().unwrap()));
            }
        }
    }
    told
}
