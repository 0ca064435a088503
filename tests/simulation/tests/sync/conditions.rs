//! Conditions on which values of a mapping go (SYNC-7): what does not meet them waits without an error, and goes over once
//! it does.

use serde_json::{Value, json};
use weftline_simulation::mappings::{is, only_when, section};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, Reply, SyncNowCall, WhyCall};
use weftline_wire::configuration::{Mapping, Policy};
use weftline_wire::plan::Way;
use weftline_wire::view::{SyncStanding, SyncStateView, WhyView};

use crate::support::*;

/// What the issue has in the field that the case's name goes to.
const BEFORE: &str = "C-40000";

/// To Salesforce while the issue has the label `go`, to Jira while the case's priority is high.
fn guarded(policy: Policy) -> Mapping {
    only_when(cases(policy), Some(is("labels", "go")), Some(is("Priority", "High")))
}

/// A linked case that was looked at once, with conditions that hold neither way.
fn waiting(seed: u64, policy: Policy) -> (Stage, String) {
    let (mut stage, id) = linked(seed, policy);
    stage.change("Case", &id, &json!({ "Priority": "Low" }));
    edit(&mut stage, &json!({ "labels": [] }));
    stage.save(vec![section("10000", guarded(policy))]);
    stage.settle();
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    stage.world.advance(60_000);
    (stage, id)
}

fn why(stage: &mut Stage) -> WhyView {
    match stage.call(AGENT, Call::Why(WhyCall {})).unwrap() {
        Reply::Why(view) => view,
        other => panic!("{other:?}"),
    }
}

fn state(stage: &mut Stage) -> SyncStateView {
    match stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap() {
        Reply::SyncNow(view) => view,
        other => panic!("{other:?}"),
    }
}

fn subject(stage: &mut Stage, id: &str) -> Value {
    record(stage, "Case", id, "Subject")
}

#[test]
fn sync_7_what_the_issue_keeps_back_waits_and_goes_over_once_it_meets_the_conditions() {
    let (mut stage, id) = waiting(700, Policy::JiraWins);
    let before = subject(&mut stage, &id);
    edit(&mut stage, &json!({ "summary": "Kept back" }));
    stage.settle();
    assert_eq!(subject(&mut stage, &id), before);
    assert!(stage.is_at_rest(ISSUE), "waiting is no failure");
    let document = stage.document("issue", ISSUE).unwrap();
    assert_eq!((&document["setback"], &document["waitingToSalesforce"]), (&Value::Null, &json!(1)));
    edit(&mut stage, &json!({ "labels": ["go"] }));
    stage.settle();
    assert_eq!(subject(&mut stage, &id), "Kept back");
    assert_eq!(issue(&mut stage, "summary"), "Kept back");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["waitingToSalesforce"], 0);
    edit(&mut stage, &json!({ "summary": "At once" }));
    stage.settle();
    assert_eq!(subject(&mut stage, &id), "At once");
}

#[test]
fn sync_7_what_the_record_keeps_back_waits_and_goes_over_once_it_meets_the_conditions() {
    let (mut stage, id) = waiting(701, Policy::SalesforceWins);
    let before = issue(&mut stage, "summary");
    stage.change("Case", &id, &json!({ "Subject": "Kept back", "SuppliedName": "Henry" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), before);
    assert_eq!(issue(&mut stage, CUSTOMER), BEFORE);
    stage.change("Case", &id, &json!({ "Priority": "High" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), "Kept back");
    assert_eq!(issue(&mut stage, CUSTOMER), "Henry");
    assert_eq!(subject(&mut stage, &id), "Kept back");
}

#[test]
fn sync_7_each_direction_waits_for_itself() {
    let (mut stage, id) = waiting(702, Policy::SalesforceWins);
    edit(&mut stage, &json!({ "labels": ["go"] }));
    stage.settle();
    edit(&mut stage, &json!({ "summary": "From Jira" }));
    stage.settle();
    assert_eq!(subject(&mut stage, &id), "From Jira");
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, CUSTOMER), BEFORE);
    let document = stage.document("issue", ISSUE).unwrap();
    assert_eq!((&document["waitingToSalesforce"], &document["waitingToJira"]), (&json!(0), &json!(1)));
}

#[test]
fn sync_7_both_sides_that_changed_while_one_waited_are_decided_by_the_policy() {
    for (policy, wins) in [(Policy::JiraWins, "In Jira"), (Policy::SalesforceWins, "In Salesforce")] {
        let (mut stage, id) = waiting(703, policy);
        edit(&mut stage, &json!({ "summary": "In Jira" }));
        stage.settle();
        stage.change("Case", &id, &json!({ "Subject": "In Salesforce" }));
        mark(&mut stage, &[&id]);
        sync(&mut stage);
        assert_eq!(issue(&mut stage, "summary"), "In Jira");
        assert_eq!(subject(&mut stage, &id), "In Salesforce", "{policy:?}");
        stage.change("Case", &id, &json!({ "Priority": "High" }));
        edit(&mut stage, &json!({ "labels": ["go"] }));
        mark(&mut stage, &[&id]);
        sync(&mut stage);
        come_to_rest(&mut stage, "both");
        assert_eq!(issue(&mut stage, "summary"), wins, "{policy:?}");
        assert_eq!(subject(&mut stage, &id), wins, "{policy:?}");
    }
}

#[test]
fn sync_7_why_and_the_panel_say_it_and_activity_once() {
    let (mut stage, id) = waiting(704, Policy::JiraWins);
    let before = why(&mut stage).activity.len();
    for summary in ["First", "Second", "Third"] {
        edit(&mut stage, &json!({ "summary": summary }));
        stage.settle();
    }
    let view = why(&mut stage);
    assert_eq!(view.activity.len(), before + 1, "told when something was first held back");
    let [waits, other] = view.activity[0].plans[0].waits.as_slice() else { panic!("{:?}", view.activity[0]) };
    assert!(waits.way == Way::ToSalesforce && waits.fields == ["Subject"], "{waits:?}");
    assert!(other.way == Way::ToJira && other.fields.is_empty(), "{other:?}");
    let reason = view.activity[0].plans[0].rows.iter().find(|row| row.field == "Subject").unwrap().reason.clone();
    assert!(reason.unwrap().starts_with("it waits"));
    let ways: Vec<(Way, bool, &str)> =
        view.waiting.iter().map(|one| (one.way, one.held_back, one.record_id.as_str())).collect();
    assert_eq!(ways, [(Way::ToSalesforce, true, id.as_str()), (Way::ToJira, false, id.as_str())]);
    let conditions: Vec<_> = view.waiting.iter().map(|one| one.conditions.clone()).collect();
    assert_eq!((conditions[0].holds, conditions[0].found.as_deref()), (false, None), "no labels");
    assert_eq!((conditions[1].field_name.as_deref(), conditions[1].found.as_deref()), (Some("Priority"), Some("Low")));
    let state = state(&mut stage);
    assert_eq!((state.waiting_to_salesforce, state.waiting_to_jira), (1, 1));
    stage.settle();
    let standing = stage.call(AGENT, Call::SyncState(weftline_wire::call::SyncStateCall {})).unwrap();
    assert!(matches!(standing, Reply::SyncState(state) if state.standing == SyncStanding::InStep), "no failure");
}

#[test]
fn sync_7_other_conditions_let_go_what_has_waited() {
    let (mut stage, id) = waiting(705, Policy::JiraWins);
    edit(&mut stage, &json!({ "summary": "Kept back" }));
    stage.settle();
    assert_ne!(subject(&mut stage, &id), "Kept back");
    stage.save(vec![section("10000", cases(Policy::JiraWins))]);
    stage.settle();
    assert_eq!(subject(&mut stage, &id), "Kept back");
    assert_eq!(why(&mut stage).waiting, []);
}

#[test]
fn sync_7_a_record_that_is_deleted_is_noticed_while_nothing_goes() {
    let (mut stage, id) = waiting(707, Policy::SalesforceWins);
    stage.delete("Case", &id);
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(link_document(&mut stage, &id)["gone"]["kind"], "deleted");
}

#[test]
fn sync_7_what_is_decided_while_its_direction_waits_is_carried_out_later() {
    let (mut stage, id) = waiting(708, Policy::Ask);
    edit(&mut stage, &json!({ "summary": "In Jira" }));
    stage.change("Case", &id, &json!({ "Subject": "In Salesforce" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    let digest = link_document(&mut stage, &id)["held"][0]["digest"].clone();
    let decided =
        json!([{ "field": "Subject", "way": "toSalesforce", "digest": digest, "author": "someone", "atMs": 1 }]);
    stage.tamper_entity("link", &format!("{ISSUE}:{id}"), |link| link["decided"] = decided);
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert_eq!(subject(&mut stage, &id), "In Salesforce");
    assert_eq!(link_document(&mut stage, &id)["decided"].as_array().unwrap().len(), 1);
    edit(&mut stage, &json!({ "labels": ["go"] }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "decided");
    assert_eq!(subject(&mut stage, &id), "In Jira");
    assert_eq!(link_document(&mut stage, &id)["decided"], json!([]));
}

#[test]
fn sync_7_nothing_is_lost_whatever_breaks_off_while_it_waits() {
    let (scene, id) = waiting(709, Policy::SalesforceWins);
    let happens = |stage: &mut Stage| {
        edit(stage, &json!({ "description": null }));
        stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
        mark(stage, &[&id]);
    };
    whatever_breaks_off(&scene, &happens, &|stage, case| {
        assert_eq!(issue(stage, CUSTOMER), BEFORE, "{case}");
        stage.change("Case", &id, &json!({ "Priority": "High" }));
        edit(stage, &json!({ "labels": ["go"] }));
        stage.settle();
        mark(stage, &[&id]);
        sync(stage);
        come_to_rest(stage, case);
        assert_eq!(issue(stage, CUSTOMER), "Henry", "{case}");
        assert_eq!(record(stage, "Case", &id, "Description"), Value::Null, "{case}");
    });
}

#[test]
fn sync_7_what_has_waited_goes_over_whatever_breaks_off() {
    let (mut scene, id) = waiting(710, Policy::SalesforceWins);
    edit(&mut scene, &json!({ "summary": "Kept back" }));
    scene.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    mark(&mut scene, &[&id]);
    sync(&mut scene);
    scene.world.advance(60_000);
    let happens = |stage: &mut Stage| {
        edit(stage, &json!({ "labels": ["go"] }));
        stage.change("Case", &id, &json!({ "Priority": "High" }));
        mark(stage, &[&id]);
    };
    whatever_breaks_off(&scene, &happens, &|stage, case| {
        assert_eq!(subject(stage, &id), "Kept back", "{case}");
        assert_eq!((issue(stage, "summary"), issue(stage, CUSTOMER)), (json!("Kept back"), json!("Henry")), "{case}");
        assert_eq!(link_document(stage, &id)["waiting"], json!([]), "{case}");
    });
}
