//! What is refused for good: it is kept, it is tried again when there is news, and never for ever without.

use serde_json::{Value, json};
use weftline_sandbox::CLOUD_ID;
use weftline_simulation::Stage;
use weftline_wire::configuration::Policy;
use weftline_wire::job::Job;

use crate::support::{ISSUE, edit, issue, linked, mark, record, sync};

fn refuse(stage: &mut Stage, on: bool) {
    let rule = json!({
        "name": "No_Refused", "object": "Case", "field": "Subject", "active": on, "message": "This subject is not wanted",
        "refusedWhen": { "is": { "field": "Subject", "values": ["Refused"] } },
    });
    stage.world.set_up_org(&json!({ "validationRules": [rule] })).unwrap();
}

/// An issue whose sync was given up.
fn given_up(seed: u64) -> (Stage, String) {
    let (mut stage, id) = linked(seed, Policy::JiraWins);
    stage.settle();
    stage.world.advance(3_600_000);
    rounds(&mut stage, 3);
    refuse(&mut stage, true);
    edit(&mut stage, &json!({ "summary": "Refused" }));
    stage.settle_within(60_000);
    let work = stage.document("work", &format!("sync:{ISSUE}")).expect("it is kept");
    assert_eq!(work["trouble"]["givenUp"], true, "{work}");
    (stage, id)
}

/// What the schedule does, five minutes apart.
fn rounds(stage: &mut Stage, number: usize) {
    for _ in 0..number {
        stage.world.advance(5 * 60_000);
        for job in [Job::Sweep {}, Job::PollJira { cloud_id: CLOUD_ID.into() }, Job::Poll { connection: "main".into() }]
        {
            stage.work(job).finish(&mut stage.world);
        }
        stage.settle_within(30_000);
    }
}

#[test]
fn ops_2_what_was_given_up_is_not_tried_for_ever_by_looks_and_rounds() {
    let (mut stage, id) = given_up(120);
    rounds(&mut stage, 3);
    let activities = stage.keys("activity", &format!("{ISSUE}:")).len();
    rounds(&mut stage, 24);
    assert_eq!(stage.keys("activity", &format!("{ISSUE}:")).len(), activities, "it is tried again and again");
    assert!(!stage.is_at_rest(ISSUE), "it is kept for people");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
}

#[test]
fn ops_2_what_was_given_up_goes_on_with_the_next_change_of_either_side() {
    let (mut stage, id) = given_up(121);
    refuse(&mut stage, false);
    let mut other = stage.clone();
    // Something else of the record changes.
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    rounds(&mut stage, 3);
    assert_eq!(issue(&mut stage, crate::support::CUSTOMER), "Henry");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Refused", "what was refused goes through now");
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
    // Or of the issue.
    edit(&mut other, &json!({ "summary": "Wanted" }));
    other.settle_within(60_000);
    assert_eq!(record(&mut other, "Case", &id, "Subject"), "Wanted");
    assert!(other.is_at_rest(ISSUE));
}

#[test]
fn ops_2_while_a_field_is_refused_changes_of_others_go_both_ways() {
    let (mut stage, id) = given_up(122);
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, crate::support::CUSTOMER), "Henry");
    edit(
        &mut stage,
        &json!({ "description": {
        "type": "doc", "version": 1,
        "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "It hums" }] }],
    } }),
    );
    stage.settle_within(60_000);
    assert_eq!(record(&mut stage, "Case", &id, "Description"), "It hums");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
    assert_eq!(issue(&mut stage, "summary"), "Refused");
    assert!(!stage.is_at_rest(ISSUE), "it is still kept for people");
}
