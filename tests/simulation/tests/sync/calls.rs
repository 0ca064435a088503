//! The org's API calls run short: what waits, what goes on, and that all of it is done once there are enough again (D-6).

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, LinkCall, PanelCall, PanelKind, SyncNowCall};
use weftline_wire::configuration::{FirstSync, Policy};

use crate::support::{ISSUE, come_to_rest, edit, linked, mark, record, sync};

/// Says that so many percent of the org's calls are used, as its last reply did.
fn used(stage: &mut Stage, percent: u64) {
    let at_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": percent * 1_000, "max": 100_000, "atMs": at_ms }));
}

#[test]
fn d_6_a_sync_is_slowed_down_at_70_percent_waits_at_85_and_is_done_when_there_are_calls_again() {
    let (mut stage, id) = linked(110, Policy::SalesforceWins);
    used(&mut stage, 72);
    edit(&mut stage, &json!({ "summary": "A little later" }));
    mark(&mut stage, &[]);
    assert_eq!(sync(&mut stage).salesforce_calls(), 0, "more may be heard within two minutes");
    stage.world.advance(120_000);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "A little later");
    come_to_rest(&mut stage, "slowed");

    used(&mut stage, 86);
    edit(&mut stage, &json!({ "summary": "The next day" }));
    mark(&mut stage, &[]);
    for _ in 0..3 {
        assert_eq!(sync(&mut stage).salesforce_calls(), 0);
        stage.world.advance(15 * 60_000);
    }
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!((&told["failure"]["code"], &told["next"]), (&json!("salesforceLimit"), &json!("retry")), "{told}");
    assert_eq!(stage.document("work", &format!("sync:{ISSUE}")).unwrap()["trouble"]["givenUp"], false);
    // The org counts anew.
    used(&mut stage, 1);
    stage.world.advance(3_600_000);
    come_to_rest(&mut stage, "the next day");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "The next day");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
}

#[test]
fn d_6_what_nobody_has_said_for_an_hour_stops_no_sync() {
    let (mut stage, id) = linked(111, Policy::SalesforceWins);
    used(&mut stage, 99);
    stage.world.advance(61 * 60_000);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Edited in Jira");
    let known = stage.value("use:main").unwrap();
    assert!(known["used"].as_u64().unwrap() < 90_000, "what the org says now is kept: {known}");
}

#[test]
fn d_6_what_people_ask_for_is_done_when_everything_else_has_stopped() {
    let (mut stage, id) = linked(112, Policy::SalesforceWins);
    used(&mut stage, 99);
    edit(&mut stage, &json!({ "summary": "Wanted now" }));
    stage.settle_within(60_000);
    assert_ne!(record(&mut stage, "Case", &id, "Subject"), "Wanted now", "an event waits");
    used(&mut stage, 99);
    stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })).expect("the panel opens");
    stage.call(AGENT, Call::SyncNow(SyncNowCall {})).expect("it is begun");
    stage.settle_within(60_000);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Wanted now");
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn d_6_what_is_copied_when_a_record_is_linked_waits_and_says_so() {
    let (mut stage, _) = linked(113, Policy::SalesforceWins);
    stage.set(|settings| settings.first_sync = FirstSync::JiraFillsSalesforce);
    let other = stage.make("Case", &json!({ "Subject": "Quux" }));
    used(&mut stage, 86);
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![other.clone()], share: false });
    stage.call(AGENT, call).expect("linking is a click");
    stage.settle_within(120_000);
    assert_eq!(record(&mut stage, "Case", &other, "Subject"), "Quux");
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!(told["failure"]["code"], "salesforceLimit", "{told}");
    used(&mut stage, 1);
    for _ in 0..12 {
        stage.world.advance(10 * 60_000);
        stage.work(weftline_wire::job::Job::Sweep {}).finish(&mut stage.world);
        stage.settle_within(60_000);
    }
    assert_eq!(record(&mut stage, "Case", &other, "Subject"), "Invoice total is one cent too high");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
}
