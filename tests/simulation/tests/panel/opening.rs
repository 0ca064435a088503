//! What opening a panel takes and shows.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{AGENT, Luck, Stroke};
use weftline_wire::call::Reply;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::view::{Cell, PanelView};

use serde_json::json;

use crate::support::{OBJECTS, linked, new_cases, open, panel, priced, records, stage, unlink};

/// Names and values, in order.
fn shown(view: &PanelView) -> Vec<(String, Vec<Cell>, bool)> {
    let rows = view.groups.iter().flat_map(|group| &group.records);
    rows.map(|row| (row.name.clone(), row.cells.clone(), row.missing)).collect()
}

#[test]
fn pnl_1_pnl_2_twenty_records_of_four_objects_take_one_call() {
    let mut stage = stage(1);
    for (object, number) in [("Case", 8), ("Account", 5), ("Contact", 4), ("Field_Visit__c", 3)] {
        let ids = records(&mut stage, object, number);
        linked(&mut stage, object, &ids);
    }
    let (view, cost) = priced(&mut stage, false);
    println!("open a panel with 20 records of 4 objects: {cost:?}");
    assert_eq!(cost.salesforce_calls, 1);
    assert!(cost.turns <= 5, "{} turns", cost.turns);
    assert_eq!((view.stale, view.refreshed), (None, true));
    let groups: Vec<_> = view.groups.iter().map(|group| (group.object.as_str(), group.records.len())).collect();
    assert_eq!(groups, [("Case", 8), ("Account", 5), ("Contact", 4), ("Field_Visit__c", 3)]);
    assert!(view.groups.iter().flat_map(|group| &group.records).all(|row| !row.missing && row.seen_at_ms > 0));
}

#[test]
fn off_1_what_is_stored_is_shown_at_once_and_costs_the_org_nothing() {
    let mut stage = stage(2);
    let cases = records(&mut stage, "Case", 3);
    linked(&mut stage, "Case", &cases);
    let accounts = records(&mut stage, "Account", 2);
    linked(&mut stage, "Account", &accounts);
    let fresh = panel(&mut stage, false);
    stage.world.advance(180_000);
    let (stored, cost) = priced(&mut stage, true);
    println!("show what is stored: {cost:?}");
    assert_eq!(cost.salesforce_calls, 0);
    assert!(cost.turns <= 3, "{} turns", cost.turns);
    assert_eq!((stored.refreshed, stored.stale.as_ref()), (false, None));
    assert_eq!(shown(&stored), shown(&fresh));
    assert!(stage.world.now_ms() - stored.at_ms >= 180_000, "its age is the values' age");
    assert_eq!(stored.allowed, fresh.allowed);
    assert_eq!(stored.objects, fresh.objects);
    // It is what a panel last showed, not what the org has since.
    stage.change("Account", &accounts[0], &json!({ "Name": "Renamed Ltd" }));
    assert_eq!(shown(&panel(&mut stage, true)), shown(&fresh));
    let refreshed = panel(&mut stage, false);
    assert!(shown(&refreshed).iter().any(|(name, ..)| name == "Renamed Ltd"));
    assert_eq!(shown(&panel(&mut stage, true)), shown(&refreshed));
}

#[test]
fn off_1_a_record_that_was_never_read_says_so_and_one_that_is_gone_stays_as_it_was() {
    let mut stage = stage(3);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    let before = panel(&mut stage, false);
    stage.delete("Case", &cases[0]);
    let after = panel(&mut stage, false);
    let gone = |view: &PanelView| view.groups[0].records.iter().find(|row| row.id == cases[0]).unwrap().clone();
    assert_eq!((gone(&after).missing, gone(&after).cells), (true, gone(&before).cells));
    let stored = panel(&mut stage, true);
    assert!(gone(&stored).missing, "a frame that shows what is stored says so too");

    stage.tamper("snapshot:10100", |snapshot| snapshot["records"] = json!({}));
    let unread = panel(&mut stage, true);
    let row = gone(&unread);
    assert_eq!((row.seen_at_ms, row.name.as_str()), (0, cases[0].as_str()));
    assert_eq!(row.cells.iter().find(|cell| **cell != Cell::Empty), None);
    // What is gone and was never read has no age.
    assert_eq!(gone(&panel(&mut stage, false)).seen_at_ms, 0);
}

#[test]
fn pnl_2_a_thousand_records_of_one_object_take_one_call_and_are_kept_in_small_values() {
    let mut stage = stage(4);
    let ids = new_cases(&mut stage, 1_000);
    for part in ids.chunks(200) {
        linked(&mut stage, "Case", part);
    }
    let (view, cost) = priced(&mut stage, false);
    let bytes = serde_json::to_string(&view).unwrap().len();
    println!("open a panel with 1000 records: {cost:?}, {bytes} bytes to the page");
    assert!(bytes < 2_500_000, "half of what a page may be answered");
    assert_eq!(cost.salesforce_calls, 1, "three queries of 400 ids in one composite");
    assert_eq!(view.groups[0].records.len(), 1_000);
    assert_eq!(view.groups[0].records[0].id, ids[999], "the newest link is on top");
    assert_eq!(view.stale, None);
    let (stored, cost) = priced(&mut stage, true);
    println!("show 1000 stored records: {cost:?}");
    assert_eq!(cost.salesforce_calls, 0);
    assert_eq!(shown(&stored), shown(&view));
    let mut values = 0;
    loop {
        let key = if values == 0 { "snapshot:10100".to_owned() } else { format!("snapshot:10100:{values}") };
        let Some(value) = stage.value(&key) else { break };
        assert!(value.to_string().len() < 100_000, "{key}");
        values += 1;
    }
    assert!(values > 2, "{values} values");
    // What is unlinked is not kept.
    for part in ids[20..].chunks(200) {
        stage.call(AGENT, unlink(part)).unwrap();
    }
    assert_eq!(stage.value("snapshot:10100").unwrap()["records"].as_object().unwrap().len(), 20);
    assert_eq!(stage.value("snapshot:10100:1"), None);
}

#[test]
fn pnl_1_an_object_that_the_org_has_not_got_costs_no_call_of_its_own() {
    let mut stage = stage(5);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    panel(&mut stage, false);
    // As on the day after an object was configured: nothing is known of it yet.
    for (object, _) in OBJECTS {
        stage.forget(&format!("describe:main:{object}"));
    }
    let (view, cost) = priced(&mut stage, false);
    assert_eq!(cost.salesforce_calls, 1);
    assert_eq!(view.objects.len(), 4, "what was found out beside is offered at once: {:?}", view.objects);
}

#[test]
fn tgl_3_what_is_idle_shows_no_setback_and_asks_nobody() {
    let mut stage = stage(6);
    let cases = records(&mut stage, "Case", 1);
    linked(&mut stage, "Case", &cases);
    stage.set(|settings| settings.enabled = false);
    let (view, cost) = priced(&mut stage, false);
    assert_eq!(cost.salesforce_calls, 0);
    assert!(view.idle.is_some() && view.groups.is_empty() && !view.refreshed);
    assert!(!view.allowed.post_comments && !view.allowed.link && !view.allowed.unlink);
}

#[test]
fn off_1_a_panel_is_shown_whatever_goes_wrong_while_it_is_opened() {
    let mut stage = stage(7);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    let mut worker = stage.worker(AGENT, open(false), Luck::good());
    worker.finish(&mut stage.world);
    let mut shown_all_the_same = 0;
    for index in 0..worker.performed() {
        for stroke in [Stroke::AnswerLost, Stroke::NeverSent] {
            stage.world.advance(60_000);
            let mut unlucky = stage.worker(AGENT, open(false), Luck::bad(index, stroke));
            match unlucky.finish(&mut stage.world) {
                Some(Turn::Done { reply: Some(Reply::Panel(view)) }) => {
                    assert_eq!(view.groups[0].records.len(), 2);
                    assert!(!view.groups[0].records[0].missing);
                    shown_all_the_same += 1;
                }
                // What says who asks, and what is linked, cannot be done without.
                Some(Turn::Failed { failure }) => assert!(failure.retryable, "{failure:?}"),
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(shown_all_the_same >= 4, "at least while Salesforce and the snapshot are written: {shown_all_the_same}");
}

#[test]
fn off_1_the_stored_panel_says_that_the_org_has_to_be_reconnected() {
    let mut stage = stage(8);
    let cases = records(&mut stage, "Case", 1);
    linked(&mut stage, "Case", &cases);
    let fault = stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::Cut));
    assert_eq!(panel(&mut stage, true).stale, None, "nobody has asked");
    assert_eq!(panel(&mut stage, false).stale.unwrap().code, FailureCode::SalesforceUnavailable);
    stage.world.remove_fault(fault);
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("reconnectNeeded"));
    let view = panel(&mut stage, true);
    assert_eq!(view.stale.unwrap().code, FailureCode::ReconnectNeeded);
    assert_eq!((view.allowed.link, view.allowed.unlink), (false, true));
    assert_eq!(view.groups[0].records.len(), 1);
}

#[test]
fn pnl_1_a_record_of_an_org_that_is_not_connected_any_more_keeps_nobody_from_working_with_the_other() {
    let mut stage = stage(9);
    let cases = records(&mut stage, "Case", 2);
    linked(&mut stage, "Case", &cases);
    let before = panel(&mut stage, false);
    stage.tamper_entity("issue", "10100", |issue| issue["links"][0]["connection"] = json!("gone"));
    for stored in [true, false] {
        let view = panel(&mut stage, stored);
        assert_eq!(view.stale.as_ref().map(|failure| failure.code), Some(FailureCode::NotConnected));
        assert_eq!(view.allowed, before.allowed, "stored: {stored}");
        let rows: Vec<_> = view.groups.iter().flat_map(|group| &group.records).collect();
        assert_eq!(rows.len(), 2);
        let old = rows.iter().find(|row| row.id == cases[0]).unwrap();
        assert!(!old.missing && old.seen_at_ms > 0, "it stays as it was");
    }
}
