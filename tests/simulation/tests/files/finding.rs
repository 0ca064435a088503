//! How new files are found.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::AGENT;
use weftline_wire::call::{Call, SyncNowCall};
use weftline_wire::configuration::FilePolicy;

use crate::support::*;

#[test]
fn file_1_a_file_is_found_though_the_records_stamp_does_not_move() {
    let (mut stage, case) = linked(60, both_ways());
    poll(&mut stage);
    let soql = format!("SELECT SystemModstamp FROM Case WHERE Id = '{case}'");
    let before = stage.query(&soql)[0]["SystemModstamp"].clone();
    stage.world.advance(120_000);
    add(&mut stage, &case, "found.log", b"one");
    assert_eq!(stage.query(&soql)[0]["SystemModstamp"], before, "nothing tells of it");
    poll(&mut stage);
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("found.log", "one")));
}

#[test]
fn file_1_a_look_marks_nothing_for_what_was_carried() {
    let (mut stage, case) = linked(61, both_ways());
    attach(&mut stage, "one.log", "one");
    settle(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("one.log", "one")));
    stage.world.advance(6 * 60_000);
    stage.work(weftline_wire::job::Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    assert!(!is_marked(&mut stage));
}

#[test]
fn file_1_what_was_added_before_the_first_look_goes_however_late_that_is() {
    let mut stage = weftline_simulation::Stage::connected(66);
    set_policy(&mut stage, "10000", FilePolicy::default());
    let case = case(&mut stage);
    link(&mut stage, &case);
    poll(&mut stage);
    set_policy(&mut stage, "10000", both_ways());
    add(&mut stage, &case, "early.log", b"one");
    // Nobody looks for an hour.
    stage.world.advance(3_600_000);
    poll(&mut stage);
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("early.log", "one")));
}

#[test]
fn file_1_an_attachment_whose_event_was_lost_goes_when_anything_else_is_heard() {
    let (mut stage, case) = linked(67, both_ways());
    attach(&mut stage, "unheard.log", "one");
    stage.lose_messages();
    stage.change("Case", &case, &serde_json::json!({ "Subject": "Something else" }));
    poll(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("unheard.log", "one")));
}

#[test]
fn file_1_a_record_that_is_locked_when_its_file_is_linked_gets_it_later() {
    let (mut stage, case) = linked(68, both_ways());
    let before = versions(&mut stage);
    let path = Some("*/composite".into());
    stage.world.add_fault(Fault { path, count: Some(1), ..Fault::always(Door::Salesforce, FaultKind::LockRow) });
    attach(&mut stage, "locked.log", "one");
    settle(&mut stage);
    mark(&mut stage, false);
    carry(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("locked.log", "one")));
    assert_eq!(versions(&mut stage), before + 1, "it is uploaded once");
}

#[test]
fn file_1_syncing_now_looks_at_files() {
    let (mut stage, case) = linked(62, both_ways());
    add(&mut stage, &case, "asked.log", b"one");
    stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap();
    settle(&mut stage);
    assert!(on_issue(&mut stage, ISSUE).contains(&shown("asked.log", "one")));
}

#[test]
fn file_1_an_edit_of_the_issue_alone_asks_salesforce_for_no_files() {
    let (mut stage, _) = linked(63, both_ways());
    mark(&mut stage, false);
    let worker = carry(&mut stage);
    assert_eq!(worker.salesforce_calls(), 0);
}

#[test]
fn file_1_what_salesforce_refuses_is_told_and_tried_again_when_somebody_asks() {
    let (mut stage, case) = linked(64, both_ways());
    let (method, path) = (Some("POST".into()), Some("*/sobjects/ContentVersion".into()));
    let fault = stage.world.add_fault(Fault { method, path, ..Fault::always(Door::Salesforce, FaultKind::Forbidden) });
    attach(&mut stage, "unwanted.log", "one");
    settle(&mut stage);
    assert!(!is_marked(&mut stage), "it is left to people");
    let told = told(&mut stage);
    assert!(told.iter().any(|text| text.starts_with("file:unwanted.log ")), "{told:?}");
    assert!(!on_record(&mut stage, &case).contains(&shown("unwanted.log", "one")));
    stage.world.remove_fault(fault);
    mark(&mut stage, true);
    carry(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("unwanted.log", "one")));
}
