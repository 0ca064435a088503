//! What is carried, and what is not.

use serde_json::{Value, json};
use weftline_wire::configuration::FilePolicy;

use weftline_simulation::base64;

use crate::support::*;

#[test]
fn file_1_an_attachment_goes_to_the_record_and_a_file_to_the_issue() {
    let (mut stage, case) = linked(1, both_ways());
    let before = on_issue(&mut stage, ISSUE);
    let carried = on_record(&mut stage, &case);
    assert_eq!(carried, before, "what the issue had when the record was linked goes too");
    attach(&mut stage, "from-jira.log", "one");
    settle(&mut stage);
    add(&mut stage, &case, "from-salesforce.log", b"two");
    poll(&mut stage);
    let mut both = before;
    both.extend([shown("from-jira.log", "one"), shown("from-salesforce.log", "two")]);
    both.sort();
    assert_eq!(on_issue(&mut stage, ISSUE), both);
    assert_eq!(on_record(&mut stage, &case), both);
    let told = told(&mut stage);
    assert!(told.contains(&"attachToRecord from-jira.log".to_owned()), "{told:?}");
    assert!(told.contains(&"attachToIssue from-salesforce.log".to_owned()), "{told:?}");
}

#[test]
fn file_1_nothing_goes_where_nobody_has_switched_it_on() {
    let (mut stage, case) = linked(2, FilePolicy::default());
    let before = on_issue(&mut stage, ISSUE);
    attach(&mut stage, "from-jira.log", "one");
    settle(&mut stage);
    add(&mut stage, &case, "from-salesforce.log", b"two");
    poll(&mut stage);
    assert_eq!(on_record(&mut stage, &case), [shown("from-salesforce.log", "two")]);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before.len() + 1);
    assert_eq!(stage.document("file", ISSUE), None, "and nothing is stored of it");
}

#[test]
fn file_1_nothing_goes_back_and_forth() {
    let (mut stage, case) = linked(3, both_ways());
    attach(&mut stage, "from-jira.log", "one");
    settle(&mut stage);
    add(&mut stage, &case, "from-salesforce.log", b"two");
    poll(&mut stage);
    let (issue, record) = (on_issue(&mut stage, ISSUE), on_record(&mut stage, &case));
    for _ in 0..3 {
        mark(&mut stage, true);
        carry(&mut stage);
        poll(&mut stage);
    }
    assert_eq!(on_issue(&mut stage, ISSUE), issue);
    assert_eq!(on_record(&mut stage, &case), record);
}

#[test]
fn file_1_the_same_content_is_not_sent_twice() {
    let (mut stage, case) = linked(4, both_ways());
    let before = on_issue(&mut stage, ISSUE).len();
    let versions_before = versions(&mut stage);
    // The customer sends the same file on both ways, and once more under another name.
    attach(&mut stage, "trace.log", "the same bytes");
    add(&mut stage, &case, "trace (1).log", b"the same bytes");
    attach(&mut stage, "other.log", "as many  bytes");
    poll(&mut stage);
    mark(&mut stage, true);
    carry(&mut stage);
    attach(&mut stage, "again.log", "the same bytes");
    settle(&mut stage);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before + 3);
    // What has the same length and other content is another file.
    assert!(on_record(&mut stage, &case).contains(&shown("other.log", "as many  bytes")));
    let same = on_record(&mut stage, &case).into_iter().filter(|file| file.content == "the same bytes").count();
    assert!(same <= 2, "the first may have gone before the other was there");
    assert!(versions(&mut stage) - versions_before <= 3);
    let again = on_record(&mut stage, &case).into_iter().any(|file| file.name == "again.log");
    assert!(!again, "the record has it already");
}

#[test]
fn file_1_an_attachment_goes_to_each_record_and_a_file_to_no_other() {
    let (mut stage, first) = linked(5, both_ways());
    let second = case(&mut stage);
    link(&mut stage, &second);
    attach(&mut stage, "to-both.log", "one");
    settle(&mut stage);
    add(&mut stage, &first, "of-first.log", b"two");
    poll(&mut stage);
    assert!(on_record(&mut stage, &first).contains(&shown("to-both.log", "one")));
    let of_second = on_record(&mut stage, &second);
    assert!(of_second.contains(&shown("to-both.log", "one")));
    assert!(!of_second.contains(&shown("of-first.log", "two")), "{of_second:?}");
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("of-first.log", "two")));
}

#[test]
fn file_1_a_new_version_of_a_file_is_a_new_file() {
    let (mut stage, case) = linked(6, both_ways());
    let version_id = add(&mut stage, &case, "plan.txt", b"first");
    poll(&mut stage);
    let soql = format!("SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{version_id}'");
    let document = stage.query(&soql)[0]["ContentDocumentId"].clone();
    version(
        &mut stage,
        &json!({ "PathOnClient": "plan.txt", "VersionData": base64(b"second"), "ContentDocumentId": document }),
    );
    poll(&mut stage);
    let files = on_issue(&mut stage, ISSUE);
    assert!(files.contains(&shown("plan.txt", "first")) && files.contains(&shown("plan.txt", "second")), "{files:?}");
}

#[test]
fn file_1_what_is_deleted_on_the_other_side_is_not_carried_again_and_no_deletion_is() {
    let (mut stage, case) = linked(7, both_ways());
    let id = attach(&mut stage, "gone.log", "one");
    add(&mut stage, &case, "kept.log", b"two");
    settle(&mut stage);
    poll(&mut stage);
    let soql = format!(
        "SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '{case}' AND ContentDocument.Title = 'kept'"
    );
    let document = stage.query(&soql)[0]["ContentDocumentId"].as_str().unwrap().to_owned();
    stage.delete("ContentDocument", &document);
    let (status, answer) = stage.jira(weftline_simulation::ADMIN, "DELETE", &format!("attachment/{id}"), &Value::Null);
    assert_eq!(status, 204, "{answer}");
    settle(&mut stage);
    mark(&mut stage, true);
    carry(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("gone.log", "one")));
    assert!(!on_record(&mut stage, &case).iter().any(|file| file.name == "kept.log"));
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("kept.log", "two")));
    assert!(!on_issue(&mut stage, ISSUE).iter().any(|file| file.name == "gone.log"));
}

#[test]
fn file_1_what_weftline_attached_itself_goes_nowhere() {
    let (mut stage, case) = linked(8, both_ways());
    let before = on_record(&mut stage, &case);
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"tickets-success.csv\"\r\nContent-Type: text/csv\r\n\r\na\r\n--edge--\r\n";
    let request = weftline_sandbox::http::Request {
        method: "POST".into(),
        target: format!("/jira/rest/api/3/issue/{ISSUE}/attachments"),
        headers: vec![
            ("x-forge-principal".into(), "app".into()),
            ("x-atlassian-token".into(), "no-check".into()),
            ("content-type".into(), "multipart/form-data; boundary=edge".into()),
        ],
        body: head.as_bytes().to_vec(),
    };
    let response = stage.world.handle(weftline_sandbox::Door::Forge, &request);
    assert_eq!(response.status, 200);
    mark(&mut stage, true);
    carry(&mut stage);
    assert_eq!(on_record(&mut stage, &case), before);
}

#[test]
fn file_1_what_is_stored_of_files_goes_with_the_issue() {
    let (mut stage, _) = linked(9, both_ways());
    attach(&mut stage, "one.log", "one");
    settle(&mut stage);
    assert!(stage.document("file", ISSUE).is_some());
    let (status, answer) = stage.jira(weftline_simulation::ADMIN, "DELETE", &format!("issue/{ISSUE}"), &Value::Null);
    assert_eq!(status, 204, "{answer}");
    settle(&mut stage);
    assert_eq!(stage.document("file", ISSUE), None);
    assert!(!is_marked(&mut stage));
}
