//! Looks at an org.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::Stage;

use crate::support::{MINUTE_MS, cases, causes, link, look, marked, see, stage, stamp, unmark, watermark};

/// A stage that was looked at, with a case that is linked to SUP-1 and was changed after that.
fn changed(seed: u64) -> (Stage, String) {
    let mut stage = stage(seed);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "there is no history");
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Case", &case, &json!({ "Subject": "It hums" }));
    (stage, case)
}

#[test]
fn sync_5_a_change_is_in_the_ledger_with_one_call_and_the_watermark_stays_behind_the_server_s_clock() {
    let (mut stage, case) = changed(1);
    stage.world.advance(2 * MINUTE_MS);
    let before_ms = stage.world.now_ms();
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 1, "all objects and their comments are asked for in one call");
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]));
    assert_eq!(causes(&mut stage, "10100"), ["polled"]);
    let upto_ms = watermark(&mut stage, "Case");
    assert!(upto_ms > before_ms && upto_ms + MINUTE_MS <= stage.world.now_ms(), "{upto_ms}");
    assert_eq!(watermark(&mut stage, "CaseComment"), upto_ms);
}

#[test]
fn sync_5_a_change_is_marked_once_though_windows_overlap() {
    let (mut stage, _) = changed(2);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    unmark(&mut stage, "10100");
    for _ in 0..3 {
        stage.world.advance(5 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None, "nothing has changed since");
    }
}

#[test]
fn sync_5_what_is_younger_than_a_minute_is_left_to_the_next_look() {
    let (mut stage, case) = changed(3);
    stage.world.advance(20_000);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]));
}

#[test]
fn sync_3_what_a_sync_has_seen_is_no_news() {
    let (mut stage, case) = changed(4);
    stage.world.advance(5_000);
    see(&mut stage, "Case", &case);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None);
    stage.change("Case", &case, &json!({ "Subject": "It hums again" }));
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]));
}

#[test]
fn sync_5_what_is_committed_late_is_found_by_the_overlap() {
    let (mut stage, _) = changed(5);
    let late = cases(&mut stage, 2).remove(1);
    link(&mut stage, "10101", "Case", &late);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    stage.world.advance(2 * MINUTE_MS);
    stage.world.set_transaction_ms(9 * 60_000);
    stage.change("Case", &late, &json!({ "Subject": "It took nine minutes" }));
    stage.world.set_transaction_ms(0);
    assert!(stamp(&mut stage, "Case", &late) < watermark(&mut stage, "Case"), "it looks older than what was seen");
    stage.world.advance(3 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10101"), Some(vec![late]));
}

#[test]
fn sync_6_a_deleted_record_is_noticed() {
    let (mut stage, case) = changed(6);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    unmark(&mut stage, "10100");
    stage.delete("Case", &case);
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 1, "what was deleted is asked for in the same call");
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]));
}

#[test]
fn cmt_1_a_comment_marks_the_issues_of_its_case_but_not_our_own_copy() {
    let (mut stage, case) = changed(7);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    unmark(&mut stage, "10100");
    see(&mut stage, "Case", &case);
    let comment = json!({ "ParentId": case, "CommentBody": "It hums", "IsPublished": false });
    let theirs = stage.make("CaseComment", &comment);
    see(&mut stage, "Case", &case);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case.clone()]), "{theirs}");
    unmark(&mut stage, "10100");
    let ours = stage.make("CaseComment", &comment);
    see(&mut stage, "Case", &case);
    let pair = json!({
        "state": "paired", "issueId": "10100", "recordId": case, "way": "toSalesforce", "issueComment": "1",
        "recordComments": [ours], "words": { "kind": "unknown" }, "visibility": "internal", "triedAtMs": 0,
    });
    stage.put_entity("pair", &format!("s:{ours}:10100"), &json!({ "revision": 1, "document": pair }));
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "it is our copy");
}

#[test]
fn sync_5_what_nobody_follows_is_not_marked_and_where_nothing_is_linked_nobody_asks() {
    let mut stage = stage(8);
    assert_eq!(look(&mut stage), 0, "nothing is linked");
    let all = cases(&mut stage, 2);
    link(&mut stage, "10100", "Case", &all[0]);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Case", &all[1], &json!({ "Subject": "Not linked" }));
    stage.world.advance(5 * MINUTE_MS);
    assert_eq!(look(&mut stage), 1);
    assert_eq!(stage.keys("work", "sync:"), Vec::<String>::new());
    assert_eq!(look(&mut stage), 0, "it is not time yet");
    stage.set(|settings| settings.enabled = false);
    stage.world.advance(10 * MINUTE_MS);
    assert_eq!(look(&mut stage), 0, "con_3: it is switched off");
}

#[test]
fn sync_5_a_look_that_comes_to_nothing_is_told_and_the_next_one_begins_where_it_began() {
    let (mut stage, case) = changed(9);
    stage.world.advance(5 * MINUTE_MS);
    let before = watermark(&mut stage, "Case");
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    look(&mut stage);
    let document = stage.document("poll", "main").unwrap();
    assert_eq!(document["failure"]["code"], "salesforceUnavailable", "{document}");
    assert_eq!(watermark(&mut stage, "Case"), before);
    stage.world.clear_faults();
    stage.world.advance(60 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]), "an hour later nothing is lost");
    assert_eq!(stage.document("poll", "main").unwrap()["failure"], Value::Null);
}

#[test]
fn sync_5_a_window_that_is_too_big_goes_on_page_by_page() {
    let mut stage = stage(10);
    let records: Vec<Value> = (0..1_100)
        .map(|number| json!({ "attributes": { "type": "Case" }, "Subject": format!("Case {number}") }))
        .collect();
    let ids = stage.make_many(&records);
    link(&mut stage, "10100", "Case", &ids[0]);
    link(&mut stage, "10101", "Case", &ids[1_099]);
    stage.world.advance(2 * MINUTE_MS);
    assert_eq!(look(&mut stage), 2, "a page of 1,000, and the rest");
    assert_eq!(marked(&mut stage, "10100"), Some(vec![ids[0].clone()]));
    assert_eq!(marked(&mut stage, "10101"), Some(vec![ids[1_099].clone()]));
    assert_eq!(stage.document("poll", "main").unwrap()["objects"]["Case"]["parked"], Value::Null);
}
