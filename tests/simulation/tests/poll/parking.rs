//! Looks that find more than one invocation takes on, and pages of records that have one and the same stamp.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{Luck, Stage, Weather};
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, cases, link, look, look_with, marked, see, stage, unmark, watermark};

/// Creates so many cases in one moment: all have one stamp.
fn crowd(stage: &mut Stage, number: usize) -> Vec<String> {
    let records: Vec<Value> = (0..number)
        .map(|number| json!({ "attributes": { "type": "Case" }, "Subject": format!("Case {number}") }))
        .collect();
    let mut ids = stage.make_many(&records);
    ids.sort_unstable();
    ids
}

#[test]
fn sync_5_more_changes_of_one_stamp_than_an_invocation_takes_on_are_parked_and_none_is_lost_or_marked_twice() {
    let mut stage = stage(20);
    let first = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10104", "Case", &first);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    let ids = crowd(&mut stage, 3_600);
    let followed = [("10100", 0), ("10101", 1_999), ("10102", 2_000), ("10103", 3_599)];
    for (issue, at) in followed {
        link(&mut stage, issue, "Case", &ids[at]);
    }
    stage.world.advance(2 * MINUTE_MS);
    let upto_ms = watermark(&mut stage, "Case");

    let (_, end) = look_with(&mut stage, Luck::good());
    assert!(matches!(end, Some(Turn::Park { job: Job::Poll { .. }, .. })), "{end:?}");
    let kept = stage.document("poll", "main").unwrap()["objects"]["Case"].clone();
    assert_eq!(kept["uptoMs"].as_u64(), Some(upto_ms), "the watermark does not pass what is not in the ledger");
    let place = kept["parked"]["id"].as_str().expect("it is parked at a record").to_owned();
    assert!(place > ids[2_000] && place < ids[3_599], "{place}");
    for (issue, at) in followed {
        let is_behind = ids[at] <= place;
        assert_eq!(marked(&mut stage, issue).is_some(), is_behind, "{issue}");
        unmark(&mut stage, issue);
        if is_behind {
            see(&mut stage, "Case", &ids[at]);
        }
    }

    // While it is parked a record that was passed changes, and one that was not.
    stage.world.advance(10_000);
    for at in [1_999, 3_599] {
        stage.change("Case", &ids[at], &json!({ "Subject": "It hums" }));
    }
    stage.delete("Case", &ids[2_000]);
    stage.world.advance(MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "it was marked before");
    let kept = stage.document("poll", "main").unwrap()["objects"]["Case"].clone();
    assert_eq!(kept["parked"], Value::Null);
    assert!(kept["uptoMs"].as_u64().unwrap() > upto_ms);
    stage.world.advance(6 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None);
    for at in [1_999, 2_000, 3_599] {
        let (issue, _) = followed.into_iter().find(|(_, of)| *of == at).unwrap();
        assert_eq!(marked(&mut stage, issue), Some(vec![ids[at].clone()]), "{issue}");
        unmark(&mut stage, issue);
    }
    for at in [1_999, 3_599] {
        see(&mut stage, "Case", &ids[at]);
    }
    stage.world.advance(6 * MINUTE_MS);
    look(&mut stage);
    for (issue, _) in followed {
        assert_eq!(marked(&mut stage, issue), None, "{issue} is marked twice");
    }
}

#[test]
fn sync_5_a_parked_look_goes_on_where_it_was_whatever_becomes_of_the_invocation_that_follows() {
    let mut scene = stage(21);
    let first = cases(&mut scene, 1).remove(0);
    link(&mut scene, "10104", "Case", &first);
    look(&mut scene);
    scene.world.advance(5 * MINUTE_MS);
    let ids = crowd(&mut scene, 3_300);
    link(&mut scene, "10100", "Case", &ids[3_250]);
    scene.world.advance(2 * MINUTE_MS);
    assert!(matches!(look_with(&mut scene, Luck::good()).1, Some(Turn::Park { .. })));
    let effects = {
        let mut stage = scene.clone();
        look_with(&mut stage, Luck::good()).0.performed()
    };
    for index in 0..effects {
        for stroke in [weftline_simulation::Stroke::DiesBefore, weftline_simulation::Stroke::AnswerLost] {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = scene.clone();
            look_with(&mut stage, Luck::bad(index, stroke));
            let passed = stage.document("poll", "main").unwrap()["objects"]["Case"]["parked"].is_null();
            assert!(!passed || marked(&mut stage, "10100").is_some(), "{case}: it is passed and not in the ledger");
            stage.world.advance(6 * MINUTE_MS);
            look(&mut stage);
            assert_eq!(marked(&mut stage, "10100"), Some(vec![ids[3_250].clone()]), "{case}");
        }
    }
}

#[test]
fn sync_5_first_looks_that_fail_lose_nothing() {
    let mut stage = stage(22);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    let fault = stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::LimitExceeded));
    look(&mut stage);
    stage.world.remove_fault(fault);
    stage.world.advance(3 * MINUTE_MS);
    stage.change("Case", &case, &json!({ "Subject": "It hums" }));
    let fault = stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::LimitExceeded));
    for _ in 0..6 {
        stage.world.advance(5 * MINUTE_MS);
        look(&mut stage);
    }
    stage.world.remove_fault(fault);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(vec![case]), "it was changed after it was linked");
}

#[test]
fn sync_5_the_windows_go_by_the_server_s_clock_whatever_ours_says() {
    for skew_ms in [-240_000, 240_000] {
        let mut stage = stage(24);
        let case = cases(&mut stage, 1).remove(0);
        link(&mut stage, "10100", "Case", &case);
        let look = |stage: &mut Stage| {
            let job = Job::Poll { connection: "main".into() };
            let mut worker = stage.unlucky(job, Luck::good()).in_weather(Weather::new(1, 0), skew_ms);
            assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Done { .. })));
        };
        look(&mut stage);
        for round in 0..4 {
            stage.world.advance(4 * MINUTE_MS + 30_000);
            stage.change("Case", &case, &json!({ "Subject": format!("It hums {round}") }));
            stage.world.advance(30_000);
            look(&mut stage);
            let server_ms = stage.world.now_ms();
            assert!(watermark(&mut stage, "Case") + MINUTE_MS <= server_ms, "{skew_ms}: it is ahead of the server");
            stage.world.advance(5 * MINUTE_MS);
            look(&mut stage);
            assert_eq!(marked(&mut stage, "10100"), Some(vec![case.clone()]), "{skew_ms}, round {round}");
            unmark(&mut stage, "10100");
        }
    }
}
