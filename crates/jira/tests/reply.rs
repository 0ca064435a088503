//! Replies, in the shapes that Jira sends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use weftline_jira::reply::{self, Reply};
use weftline_jira::request::{ADMINISTER, EDIT_ISSUES};
use weftline_wire::failure::FailureCode;

fn ok(body: &str) -> Reply<'_> {
    reply::read(200, &[], body.as_bytes()).unwrap()
}

const ISSUE: &str = r#"{"expand":"names,schema","id":"10100","self":"https://weftline.atlassian.net/rest/api/3/issue/10100","key":"SUP-1",
  "fields":{"summary":"Printer \u201con fire\u201d","project":{"self":"https://x","id":"10000","key":"SUP","name":"Support","projectTypeKey":"software"},
    "customfield_10060":{"self":"https://x","value":"High","id":"10101"},"customfield_10053":null,
    "description":{"type":"doc","version":1,"content":[]}},
  "names":{"summary":"Summary","customfield_10060":"Severity"},
  "schema":{"summary":{"type":"string","system":"summary"},"customfield_10061":{"type":"array","items":"option","custom":"com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes","customId":10061}}}"#;

#[test]
fn view_3_who_posts_is_read() {
    let person = reply::person(&ok(r#"{"accountId":"5b10","displayName":"Jane Doe","active":true}"#)).unwrap();
    assert_eq!((person.account_id.as_str(), person.display_name.as_str()), ("5b10", "Jane Doe"));
    reply::person(&ok("[]")).unwrap_err();
}

#[test]
fn an_issue_is_read_as_far_as_someone_looks() {
    let reply = ok(ISSUE);
    let issue = reply::issue(&reply).unwrap();
    assert_eq!((issue.id.as_str(), issue.key.as_str()), ("10100", "SUP-1"));
    assert_eq!((issue.project.id.as_str(), issue.project.key.as_str()), ("10000", "SUP"));
    assert_eq!(issue.field("summary").unwrap().get(), r#""Printer \u201con fire\u201d""#);
    assert_eq!(issue.field("description").unwrap().get(), r#"{"type":"doc","version":1,"content":[]}"#);
    assert!(issue.field("customfield_10053").is_none());
    assert!(issue.field("customfield_10099").is_none());
    assert_eq!(issue.fields().count(), 5);
    assert_eq!(issue.name("customfield_10060"), Some("Severity"));
    assert_eq!(issue.name("customfield_10099"), None);
    let schema = issue.schema("customfield_10061").unwrap();
    assert_eq!(
        (schema.kind.as_str(), schema.items.as_deref(), schema.custom_id),
        ("array", Some("option"), Some(10_061))
    );
    assert_eq!(issue.schema("summary").unwrap().system.as_deref(), Some("summary"));
}

#[test]
fn a_description_of_any_depth_passes_unread() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let body = ISSUE.replace(r#"{"type":"doc","version":1,"content":[]}"#, &deep);
    let reply = ok(&body);
    assert_eq!(reply::issue(&reply).unwrap().field("description").unwrap().get().len(), 10_000);
}

#[test]
fn what_is_no_issue_is_an_error() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"id":"1","key":"A-1","fields":{}}"#,
        r#"{"id":"1","key":"A-1","fields":{"project":null}}"#,
    ] {
        let error = reply::issue(&ok(body)).unwrap_err();
        assert!(error.message().starts_with("the reply cannot be read as an issue"), "{body}");
        assert_eq!(error.to_failure().code, FailureCode::JiraUnavailable);
    }
}

#[test]
fn permissions_that_were_not_granted_or_not_asked_for_are_missing() {
    let body = r#"{"permissions":{"EDIT_ISSUES":{"id":"12","key":"EDIT_ISSUES","name":"Edit Issues","type":"PROJECT","description":"x","havePermission":true},"BROWSE_PROJECTS":{"havePermission":false}}}"#;
    let reply = ok(body);
    let permissions = reply::permissions(&reply).unwrap();
    assert!(permissions.has(EDIT_ISSUES));
    assert!(!permissions.has("BROWSE_PROJECTS"));
    assert!(!permissions.has(ADMINISTER));
    assert!(reply::permissions(&ok("{}")).is_err());
}

#[test]
fn the_site_s_fields_are_read() {
    let body = r#"[{"id":"issuekey","key":"issuekey","name":"Key","custom":false,"orderable":false,"navigable":true,"searchable":false,"clauseNames":["id"]},
      {"id":"customfield_10052","name":"Effort","custom":true,"schema":{"type":"number","custom":"com.atlassian.jira.plugin.system.customfieldtypes:float","customId":10052}}]"#;
    let fields = reply::fields(&ok(body)).unwrap();
    assert_eq!(fields[0].schema, None);
    assert!(fields[1].custom);
    assert_eq!(fields[1].schema.as_ref().unwrap().kind, "number");
}

#[test]
fn errors_keep_jira_s_words() {
    let message = |body: &str| reply::read(400, &[], body.as_bytes()).unwrap_err().message().to_owned();
    assert_eq!(
        message(r#"{"errorMessages":["First\n line","Second"],"errors":{"summary":"is required"}}"#),
        "First line; Second; summary: is required"
    );
    assert_eq!(
        message(r#"{"message":"Property with key not found.","statusCode":404}"#),
        "Property with key not found."
    );
    let elements = r#"{"issues":[],"errors":[{"elementErrors":{"errorMessages":["First"],"errors":{"summary":"is required"}},
        "failedElementNumber":0,"status":400},{"message":"Second"}]}"#;
    assert_eq!(message(elements), "First; summary: is required; Second");
    assert_eq!(message(r#"{"errorMessages":["First"],"errors":{"summary":{"code":1}}}"#), "First");
    assert_eq!(message("<html>"), "");
    assert_eq!(message(&format!(r#"{{"errorMessages":["{}"]}}"#, "x".repeat(900))).len(), 503);
}

#[test]
fn errors_are_told_by_what_helps() {
    let failure = |status: u16| {
        let headers = [("retry-after".to_owned(), "3".to_owned())];
        reply::read(status, &headers, br#"{"errorMessages":["x"]}"#).unwrap_err().to_failure()
    };
    for status in [401, 403, 404] {
        assert_eq!((failure(status).code, failure(status).retryable), (FailureCode::NotPermitted, false));
    }
    for status in [429, 500, 503] {
        assert_eq!((failure(status).code, failure(status).retryable), (FailureCode::JiraUnavailable, true));
    }
    assert_eq!((failure(400).code, failure(400).retryable), (FailureCode::JiraUnavailable, false));
    assert_eq!(failure(429).retry_after_ms, Some(3_000));
    assert_eq!(failure(429).values["message"], "x");
}

fn names(choices: &[reply::Choice]) -> Vec<String> {
    choices.iter().map(|choice| format!("{} {}", choice.id.as_deref().unwrap_or("-"), choice.name)).collect()
}

#[test]
fn values_are_read_of_lists_pages_and_statuses_each_once() {
    let read = |body| names(&reply::choices(&ok(body)).unwrap());
    let list = r#"[{"id":"1","name":"Billing"},{"id":"2","name":"Login"},{"id":"3","name":"Billing"}]"#;
    assert_eq!(read(list), ["1 Billing", "2 Login", "3 Billing"]);
    let page = r#"{"startAt":0,"total":1,"isLast":true,"values":[{"id":"1","name":"Fixed","description":"x"}]}"#;
    assert_eq!(read(page), ["1 Fixed"]);
    let statuses = r#"[{"name":"Bug","statuses":[{"id":"1","name":"To Do"},{"id":"2","name":"Done"}]},
        {"name":"Task","statuses":[{"id":"1","name":"To Do"},{"id":"3","name":"Review"}]}]"#;
    assert_eq!(read(statuses), ["1 To Do", "2 Done", "3 Review"]);
    assert!(reply::choices(&ok("7")).is_err());
}

#[test]
fn allowed_values_are_read_with_their_ids_and_what_is_below_them() {
    let body = r#"{"maxResults":200,"startAt":0,"total":2,"fields":[
        {"fieldId":"customfield_1","allowedValues":[{"id":"7","value":"A","children":[{"id":"8","value":"B"}]},
        {"value":"C"}]},
        {"fieldId":"summary","required":true}]}"#;
    let fields = reply::create_fields(&ok(body)).unwrap();
    assert_eq!(fields.total, 2);
    assert_eq!(names(&fields.fields[0].allowed_values), ["7 A", "- C"]);
    assert_eq!(names(&fields.fields[0].allowed_values[0].below), ["8 B"]);
    assert!(fields.fields[1].allowed_values.is_empty());
}

#[test]
fn projects_are_read_with_their_issue_types() {
    let body = r#"{"total":3,"values":[{"id":"10000","key":"SUP","name":"Support","simplified":false,
        "issueTypes":[{"id":"10001","name":"Bug","subtask":false}]}]}"#;
    let page = reply::projects(&ok(body)).unwrap();
    assert_eq!((page.total, page.values[0].key.as_str()), (3, "SUP"));
    assert_eq!(page.values[0].issue_types[0].name, "Bug");
}

const CHANGED: &str = r#"{"id":"10100","key":"SUP-1","fields":{"project":{"id":"10000","key":"SUP"}},
  "changelog":{"startAt":0,"maxResults":2,"total":7,"histories":[
    {"id":"20112","author":{"accountId":"a"},"created":"2026-11-21T09:30:00.000+0100","items":[
      {"field":"Autocreate","fieldtype":"custom","fieldId":"customfield_10080","from":"10801","fromString":"No","to":"10800","toString":"Yes"}]},
    {"id":"20111","created":"2026-11-21T08:29:00.000+0000","items":[
      {"field":"summary","fieldtype":"jira","from":null,"fromString":"a","to":null,"toString":"b"}]}]}}"#;

#[test]
fn what_happened_to_an_issue_is_read_in_order() {
    let reply = ok(CHANGED);
    let recent = reply::recent_history(&reply).unwrap();
    assert_eq!(recent.total, 7);
    let ids: Vec<u64> = recent.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [20_111, 20_112], "the oldest comes first");
    let item = &recent.entries[1].items[0];
    assert_eq!(recent.entries[1].at_ms, 1_795_249_800_000);
    assert_eq!((item.field_id.as_deref(), item.from.as_deref()), (Some("customfield_10080"), Some("10801")));
    assert_eq!((item.from_string.as_deref(), item.to_string.as_deref()), (Some("No"), Some("Yes")));
    let old = &recent.entries[0].items[0];
    assert_eq!((old.field.as_ref(), old.field_id.as_deref(), old.from.as_deref()), ("summary", None, None));
}

#[test]
fn a_page_of_a_changelog_is_read() {
    let reply = ok(r#"{"startAt":100,"maxResults":100,"total":101,"isLast":true,"values":[
        {"id":"1","created":"2026-11-21T08:29:00.000+0000","items":[]}]}"#);
    let page = reply::history(&reply).unwrap();
    assert_eq!((page.total, page.entries.len()), (101, 1));
    for body in [r#"{"values":[{"id":"x","created":"2026-11-21T08:29:00.000+0000","items":[]}],"total":1}"#, "{}"] {
        assert!(reply::history(&ok(body)).is_err(), "{body}");
    }
}

#[test]
fn the_site_s_address_has_no_slash_at_its_end() {
    let reply = ok(r#"{"baseUrl":"https://acme.atlassian.net/","deploymentType":"Cloud"}"#);
    assert_eq!(reply::site_url(&reply).unwrap(), "https://acme.atlassian.net");
}

#[test]
fn blk_1_the_files_of_an_issue_are_read() {
    let body = r#"{"id":"1","key":"SUP-1","fields":{"project":{"id":"2","key":"SUP"},"attachment":[
      {"self":"https://x","id":"10006","filename":"cases.csv","author":{"accountId":"5b10","displayName":"Jane Doe"},
       "created":"2026-11-21T09:30:00.000+0100","size":23123,"mimeType":"text/csv"},
      {"id":"10007","filename":"gone.csv","author":null,"created":"2026-11-21T09:30:00.000Z","size":0}]}}"#;
    let files = reply::attachments(&ok(body)).unwrap();
    assert_eq!((files[0].id.as_str(), files[0].name.as_str(), files[0].bytes), ("10006", "cases.csv", 23_123));
    assert_eq!((files[0].created_ms, files[0].author.as_str()), (1_795_249_800_000, "Jane Doe"));
    assert_eq!(files[1].author, "");
    assert_eq!(reply::attachments(&ok(r#"{"fields":{}}"#)).unwrap(), []);
    reply::attachments(&ok("[]")).unwrap_err();
}

#[test]
fn blk_10_how_large_a_file_may_be_is_read() {
    let limit = |body| reply::upload_limit(&ok(body));
    assert_eq!(limit(r#"{"enabled":true,"uploadLimit":1000000}"#).unwrap(), Some(1_000_000));
    assert_eq!(limit(r#"{"enabled":false}"#).unwrap(), None);
    limit("{}").unwrap_err();
}

#[test]
fn blk_1_a_range_says_how_long_the_whole_file_is() {
    let headers = |range: &str| vec![("content-range".to_owned(), range.to_owned())];
    assert_eq!(reply::whole_length(&headers("bytes 0-99/1234")), Some(1_234));
    assert_eq!(reply::whole_length(&headers("bytes 0-99/*")), None);
    assert_eq!(reply::whole_length(&[]), None);
}
