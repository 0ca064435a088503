//! What could not be done, on the panel, until it is done (SYNC-8).

use serde_json::json;
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::rules::{SWITCH, always, escalations, section};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::document::{NextStep, Setback, Undertaking};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::support::{found, panel, stage};

/// The text field `Customer reference`.
const REFERENCE: &str = "customfield_10050";

/// A stage with a rule that creates a case when the switch takes Yes.
fn ruled(seed: u64) -> Stage {
    let mut stage = stage(seed);
    stage.save(vec![section("10000", vec![escalations(always())])]);
    stage.world.advance(1_000);
    stage
}

fn say(stage: &mut Stage, answer: &str) {
    stage.edit(AGENT, "SUP-1", &json!({ SWITCH: { "value": answer } }));
}

fn setback(stage: &mut Stage) -> Option<Setback> {
    panel(stage, true).setback
}

/// Five-minute rounds until nothing is left to do.
fn round(stage: &mut Stage) {
    for _ in 0..12 {
        stage.settle();
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
    }
}

fn by_the_rule(setback: &Setback) {
    let undertaking = Undertaking::Rule { rule: "Escalations".into(), object: "Case".into() };
    assert_eq!(setback.undertaking, undertaking);
}

#[test]
fn sync_8_a_refused_record_is_told_until_the_next_change_makes_it() {
    let mut stage = ruled(41);
    let metadata = json!({ "type": "Text", "label": "Contract", "length": 40, "required": true });
    stage.make_field("Case.Contract__c", &metadata);
    stage.world.advance(2 * 3_600_000);
    say(&mut stage, "Yes");
    stage.settle();
    let told = setback(&mut stage).expect("the panel says so");
    by_the_rule(&told);
    assert_eq!(told.next, NextStep::NextChange);
    assert_eq!(told.failure.values.get("field").map(String::as_str), Some("Contract__c"), "{told:?}");
    assert!(stage.world.now_ms() - told.at_ms < 3_600_000);

    // The same again is the same setback.
    stage.world.advance(60_000);
    stage.edit(AGENT, "SUP-1", &json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(setback(&mut stage), Some(told));

    stage.remove_field("Case.Contract__c");
    stage.world.advance(2 * 3_600_000);
    stage.edit(AGENT, "SUP-1", &json!({ REFERENCE: "touched again" }));
    stage.settle();
    let view = panel(&mut stage, false);
    assert_eq!((view.setback, view.groups[0].records.len()), (None, 1));
    assert_eq!(found(&mut stage, &format!("salesforceRecord = \"{}\"", view.groups[0].records[0].name)), ["SUP-1"]);
}

#[test]
fn sync_8_what_is_tried_again_by_itself_says_so_and_is_forgotten_when_it_went_well() {
    let mut stage = ruled(42);
    let fault = stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    say(&mut stage, "Yes");
    stage.settle();
    let told = setback(&mut stage).expect("the panel says so");
    by_the_rule(&told);
    assert_eq!((told.next, told.failure.code), (NextStep::Retry, FailureCode::SalesforceUnavailable));
    stage.world.remove_fault(fault);
    round(&mut stage);
    let view = panel(&mut stage, false);
    assert_eq!((view.setback, view.groups[0].records.len()), (None, 1));
}

#[test]
fn sync_8_what_waits_for_an_admin_says_so() {
    let mut stage = ruled(43);
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("reconnectNeeded"));
    say(&mut stage, "Yes");
    stage.settle();
    let told = setback(&mut stage).expect("the panel says so");
    by_the_rule(&told);
    assert_eq!((told.next, told.failure.code), (NextStep::Admin, FailureCode::ReconnectNeeded));
    // It goes on by itself once the org is connected again.
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("connected"));
    round(&mut stage);
    let view = panel(&mut stage, false);
    assert_eq!((view.setback, view.groups[0].records.len()), (None, 1));
}

#[test]
fn sync_8_what_is_not_wanted_any_more_is_not_told_any_more() {
    let mut stage = ruled(44);
    let metadata = json!({ "type": "Text", "label": "Contract", "length": 40, "required": true });
    stage.make_field("Case.Contract__c", &metadata);
    stage.world.advance(2 * 3_600_000);
    say(&mut stage, "Yes");
    stage.settle();
    assert!(setback(&mut stage).is_some());
    say(&mut stage, "No");
    stage.settle();
    assert_eq!(setback(&mut stage), None);
}

#[test]
fn sync_8_an_answer_that_was_lost_is_looked_for_and_in_the_end_left_to_a_person() {
    let mut stage = ruled(45);
    panel(&mut stage, false);
    stage.tamper("describe:main:Case:0", |describe| {
        let fields = describe["fields"].as_array_mut().unwrap();
        fields.retain(|field| field["name"] != "Weftline_Key__c");
    });
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::LostReply).at("*/composite").once_after(0));
    say(&mut stage, "Yes");
    stage.settle_within(20_000);
    let told = setback(&mut stage).expect("nobody knows what came of it");
    by_the_rule(&told);
    assert_eq!((told.next, told.failure.code), (NextStep::Retry, FailureCode::CreationUnclear));
    // The same values a second time, by the integration user: nobody can tell which is ours.
    let summary = stage
        .query("SELECT Subject, Priority, Origin, Status, Jira_Issue__c FROM Case ORDER BY CreatedDate DESC LIMIT 1");
    let mut twin = summary[0].clone();
    twin.as_object_mut().unwrap().retain(|name, value| name != "attributes" && !value.is_null());
    let session = stage.own_session().unwrap();
    stage.org_as(&session, "POST", "/sobjects/Case", &twin);
    round(&mut stage);
    let told = setback(&mut stage).expect("a person has to look");
    assert_eq!(told.next, NextStep::Person);
}
