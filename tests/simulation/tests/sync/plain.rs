//! One edit on one side.

use serde_json::json;
use weftline_simulation::mappings::{field, mapping, section};
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{CUSTOMER, ISSUE, STEPS, come_to_rest, edit, issue, link_document, linked, mark, record, sync};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::job::Job;

#[test]
fn sync_2_a_jira_edit_of_a_known_base_takes_one_salesforce_call() {
    let (mut stage, id) = linked(1, Policy::SalesforceWins);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    let worker = sync(&mut stage);
    println!(
        "SYNC-2 a Jira edit of known base: {} Salesforce call(s), {} effects",
        worker.salesforce_calls(),
        worker.performed()
    );
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Edited in Jira");
    assert_eq!(worker.salesforce_calls(), 1);
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn sync_2_a_salesforce_edit_reaches_the_issue_and_takes_a_call_for_the_record_and_one_for_its_comments() {
    let (mut stage, id) = linked(2, Policy::JiraWins);
    stage.change("Case", &id, &json!({ "Subject": "Edited there", "SuppliedName": "Henry" }));
    mark(&mut stage, &[&id]);
    let worker = sync(&mut stage);
    println!(
        "SYNC-2 a Salesforce edit: {} Salesforce call(s), {} effects",
        worker.salesforce_calls(),
        worker.performed()
    );
    assert_eq!(issue(&mut stage, "summary"), "Edited there");
    assert_eq!(issue(&mut stage, CUSTOMER), "Henry");
    assert!(worker.salesforce_calls() <= 2, "{}", worker.salesforce_calls());
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn sync_2_values_go_only_the_way_that_is_configured() {
    let (mut stage, id) = linked(3, Policy::JiraWins);
    edit(&mut stage, &json!({ CUSTOMER: "Not for Salesforce" }));
    mark(&mut stage, &[]);
    assert_eq!(sync(&mut stage).salesforce_calls(), 0, "nothing of it goes to Salesforce");
    assert_eq!(record(&mut stage, "Case", &id, "SuppliedName"), "Olivia");
    stage.change("Case", &id, &json!({ "Description": "Not for Jira" }));
    let before = issue(&mut stage, "description");
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "description"), before);
    assert_eq!(record(&mut stage, "Case", &id, "Description"), "Not for Jira");
}

#[test]
fn sync_3_what_was_synced_is_not_synced_again() {
    let (mut stage, id) = linked(4, Policy::SalesforceWins);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    let before = record(&mut stage, "Case", &id, "LastModifiedDate");
    let updated = issue(&mut stage, "updated");
    stage.world.advance(60_000);
    for records in [vec![], vec![id.as_str()]] {
        mark(&mut stage, &records);
        sync(&mut stage);
    }
    assert_eq!(record(&mut stage, "Case", &id, "LastModifiedDate"), before);
    assert_eq!(issue(&mut stage, "updated"), updated);
}

#[test]
fn sync_3_an_edit_right_after_another_is_not_lost_on_either_side() {
    let (mut stage, id) = linked(5, Policy::JiraWins);
    edit(&mut stage, &json!({ "summary": "First" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    // In the same second in which the app wrote the record.
    stage.change("Case", &id, &json!({ "SuppliedName": "In the same second" }));
    edit(&mut stage, &json!({ "summary": "Second" }));
    mark(&mut stage, &[]);
    let worker = sync(&mut stage);
    println!("SYNC-3 a second edit at once: {} Salesforce call(s)", worker.salesforce_calls());
    come_to_rest(&mut stage, "an edit after another");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Second");
    assert_eq!(issue(&mut stage, CUSTOMER), "In the same second");
}

#[test]
fn sync_3_a_record_that_was_changed_unheard_of_is_not_overwritten() {
    let (mut stage, id) = linked(6, Policy::SalesforceWins);
    stage.change("Case", &id, &json!({ "Subject": "Nobody has heard of it", "SuppliedName": "Nor of this" }));
    stage.world.advance(60_000);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "412");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Nobody has heard of it");
    assert_eq!(issue(&mut stage, "summary"), "Nobody has heard of it", "Salesforce wins");
    assert_eq!(issue(&mut stage, CUSTOMER), "Nor of this");
}

#[test]
fn sync_3_events_are_enough_and_come_late_twice_and_out_of_order() {
    let (mut stage, id) = linked(7, Policy::SalesforceWins);
    stage.settle();
    for summary in ["One", "Two", "Three"] {
        edit(&mut stage, &json!({ "summary": summary }));
    }
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Three");
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn sync_1_records_of_any_object_are_kept_in_step() {
    for (object, name, text, values) in [
        ("Account", "Name", "Description", json!({ "Name": "Before" })),
        (
            "Opportunity",
            "Name",
            "Description",
            json!({ "Name": "Before", "StageName": "Prospecting", "CloseDate": "2026-12-31" }),
        ),
        ("Solution", "SolutionName", "SolutionNote", json!({ "SolutionName": "Before", "Status": "Draft" })),
        ("Lead", "Company", "Description", json!({ "LastName": "Lee", "Company": "Before" })),
    ] {
        let mut stage = Stage::connected(8);
        let fields = vec![
            field(name, "summary", Direction::Both, Policy::SalesforceWins),
            field(text, STEPS, Direction::Both, Policy::SalesforceWins),
        ];
        crate::support::configure(&mut stage, mapping(object, fields));
        let id = stage.make(object, &values);
        stage.world.advance(10_000);
        let call = Call::Link(LinkCall { object: object.into(), record_ids: vec![id.clone()], share: false });
        stage.call(AGENT, call).unwrap();
        stage.settle();
        stage.world.advance(60_000);
        edit(&mut stage, &json!({ "summary": "From Jira" }));
        stage.settle();
        assert_eq!(record(&mut stage, object, &id, name), "From Jira", "{object}");
        stage.world.advance(60_000);
        stage.change(object, &id, &json!({ name: "From Salesforce" }));
        mark(&mut stage, &[&id]);
        sync(&mut stage);
        assert_eq!(issue(&mut stage, "summary"), "From Salesforce", "{object}");
    }
}

#[test]
fn sync_2_one_bad_field_does_not_hold_up_the_others() {
    let mut stage = Stage::connected(9);
    let fields = vec![
        field("SuppliedEmail", CUSTOMER, Direction::ToSalesforce, Policy::JiraWins),
        field("Subject", "summary", Direction::Both, Policy::SalesforceWins),
    ];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    crate::support::link(&mut stage, &id);
    edit(&mut stage, &json!({ CUSTOMER: "this is no address", "summary": "Goes all the same" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Goes all the same");
    let document = stage.document("issue", ISSUE).unwrap();
    let mark_left = stage.document("work", &format!("sync:{ISSUE}"));
    if let Some(left) = &mark_left {
        assert_eq!(left["trouble"]["givenUp"], json!(true), "{left}");
        assert_eq!(document["setback"]["undertaking"]["kind"], "sync", "{document}");
    }
    // Once it is an address, all is well again.
    stage.world.advance(60_000);
    edit(&mut stage, &json!({ CUSTOMER: "olivia@example.com" }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &id, "SuppliedEmail"), "olivia@example.com");
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], json!(null));
}

#[test]
fn d_5_what_was_planned_is_planned_again_byte_for_byte() {
    let (mut stage, id) = linked(10, Policy::SalesforceWins);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    let keys = stage.keys("activity", &format!("{ISSUE}:"));
    let key = keys.last().unwrap().clone();
    let activity = stage.document("activity", &key).unwrap();
    assert_eq!(activity["inputs"], 1, "{activity}");
    let question = stage.value(&format!("inputs:{key}:0")).expect("the inputs are kept");
    let answer: serde_json::Value = serde_json::from_str(&weftline_flow::answer(&question.to_string())).unwrap();
    assert_eq!(answer["plan"], activity["plans"][0], "{answer}");
    assert_eq!(link_document(&mut stage, &id)["held"], json!([]));
}

/// One of two issues that have the same record may come to it first: the look at the org still has to tell the other one.
#[test]
fn sync_5_a_record_of_two_issues_is_news_for_both_though_one_of_them_has_seen_it() {
    const OTHER: &str = "10101";
    let (mut stage, id) = linked(16, Policy::SalesforceWins);
    stage.tamper_entity("record", &format!("main:{id}"), |record| record["issueIds"] = json!([ISSUE, OTHER]));
    for _ in 0..2 {
        stage.world.advance(300_000);
        stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    }
    stage.remove_entity("work", &format!("sync:{OTHER}"));
    stage.change("Case", &id, &json!({ "Subject": "Edited there" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), "Edited there");
    assert!(stage.document("work", &format!("sync:{OTHER}")).is_none(), "nobody has told the other one yet");
    stage.world.advance(300_000);
    stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    let told = stage.document("work", &format!("sync:{OTHER}")).expect("it is told");
    assert_eq!(told["task"]["records"], json!([id]));
}
