//! Cases are created by collections, each row once, with as few calls as there can be.

use std::collections::BTreeMap;

use weftline_simulation::{Luck, Stage, Step, Stroke};
use weftline_wire::effect::Effect;
use weftline_wire::job::Job;
use weftline_wire::view::{BulkPhase, BulkSource, BulkWay};

use crate::support::{checked, column, created, job, job_id, results, rows, run, stage, try_create};

const SUBJECT: &[(&str, BulkSource)] = &[("Subject", BulkSource::Column { index: 0, default: None })];

#[test]
fn blk_10_collections_take_one_call_for_two_hundred_rows() {
    for (count, least) in [(1, 1), (200, 1), (201, 2), (1_000, 5)] {
        let mut stage = stage(790);
        let (view, calls) = created(&mut stage, 1, &rows(count), SUBJECT);
        assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, count, 0));
        assert_eq!((view.way, calls), (Some(BulkWay::Collections), least), "{count} rows");
    }
}

/// An org without the key field.
fn keyless(seed: u64) -> Stage {
    let mut stage = stage(seed);
    stage.tamper("describe:main:Case:0", |describe| {
        let fields = describe["fields"].as_array_mut().unwrap();
        fields.retain(|field| field["name"] != "Weftline_Key__c");
    });
    stage
}

/// Two rows are the same.
const ALIKE: &[u8] = b"Subject\nbulk case 1\nbulk case 2\nbulk case 2\nbulk case 3\n";

fn by_subject(stage: &mut Stage) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for record in stage.query("SELECT Subject FROM Case WHERE Subject LIKE 'bulk case %'") {
        *found.entry(record["Subject"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    found
}

/// The effect with which the first rows are sent.
fn sending() -> usize {
    let mut stage = confirmed();
    let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(usize::MAX, Stroke::DiesBefore));
    let is_there = |stage: &mut Stage| !by_subject(stage).is_empty();
    loop {
        assert!(matches!(worker.step(&mut stage.world), Step::Worked), "nothing was sent");
        if is_there(&mut stage) {
            return worker.performed() - 1;
        }
    }
}

fn confirmed() -> Stage {
    let mut stage = keyless(791);
    let view = checked(&mut stage, 1, ALIKE, SUBJECT);
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    stage
}

#[test]
fn blk_8_without_a_key_field_what_may_have_been_sent_is_looked_for_before_it_is_sent_again() {
    let index = sending();
    for stroke in Stroke::ALL {
        let mut stage = confirmed();
        let mut unlucky = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(index, stroke));
        unlucky.finish(&mut stage.world);
        assert!(matches!(unlucky.struck(), Some(Effect::Salesforce { .. })), "{:?}", unlucky.struck());
        stage.world.advance(130_000);
        run(&mut stage, 1);
        let view = job(&mut stage, 1);
        assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 4, 0), "{stroke:?}");
        let once: BTreeMap<String, usize> =
            [("bulk case 1", 1), ("bulk case 2", 2), ("bulk case 3", 1)].map(|(name, n)| (name.to_owned(), n)).into();
        assert_eq!(by_subject(&mut stage), once, "{stroke:?}");
    }
}

#[test]
fn blk_8_without_a_key_field_a_row_of_which_nobody_can_tell_is_not_sent_again_but_told() {
    let index = sending();
    let csv: &[u8] = b"Subject,SuppliedEmail\nbulk case 1,a@example.com\n";
    let mut stage = keyless(792);
    let view = checked(&mut stage, 1, csv, &[("Subject", column(0)), ("SuppliedEmail", column(1))]);
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    let mut unlucky = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(index, Stroke::AnswerLost));
    unlucky.finish(&mut stage.world);
    // Something in the org has given the case another subject by then.
    let id = stage.query("SELECT Id FROM Case WHERE SuppliedEmail = 'a@example.com'")[0]["Id"].clone();
    stage.patch(&format!("/services/data/v62.0/sobjects/Case/{}", id.as_str().unwrap()), r#"{"Subject":"changed"}"#);
    stage.world.advance(130_000);
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.created, view.brief.failed), (0, 1), "{view:?}");
    assert_eq!(stage.query("SELECT Id FROM Case WHERE SuppliedEmail = 'a@example.com'").len(), 1);
    let (_, failure) = results(&mut stage, "SUP-1").pop().expect("there is a failure file");
    assert!(failure.contains("UNCLEAR") && failure.contains("whether the case exists"), "{failure}");
}
