//! Cases are created by collections, each row once, with as few calls as there can be.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{Door, Host};
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{BulkCancelCall, Call};
use weftline_wire::effect::Effect;
use weftline_wire::job::{Job, Turn};
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
    sending_of(confirmed(), 1)
}

fn sending_of(mut stage: Stage, number: u32) -> usize {
    let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(number) }, Luck::bad(usize::MAX, Stroke::DiesBefore));
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
    stage.change("Case", id.as_str().unwrap(), &json!({ "Subject": "changed" }));
    stage.world.advance(130_000);
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.created, view.brief.failed), (0, 1), "{view:?}");
    assert_eq!(stage.query("SELECT Id FROM Case WHERE SuppliedEmail = 'a@example.com'").len(), 1);
    let (_, failure) = results(&mut stage, "SUP-1").pop().expect("there is a failure file");
    assert!(failure.contains("UNCLEAR") && failure.contains("whether the case exists"), "{failure}");
}

/// A job whose number has a letter in its id.
const LETTER: u32 = 10;

fn confirmed_with_keys() -> Stage {
    let mut stage = stage(793);
    let view = checked(&mut stage, LETTER, ALIKE, SUBJECT);
    try_create(&mut stage, LETTER, view.good).expect("it is confirmed");
    stage
}

/// A job with keys whose first request lost its connection, and that request: it may arrive yet.
fn lost() -> (Stage, Effect) {
    let index = sending_of(confirmed_with_keys(), LETTER);
    let mut stage = confirmed_with_keys();
    let mut unlucky = stage.unlucky(Job::Bulk { job_id: job_id(LETTER) }, Luck::bad(index, Stroke::NeverSent));
    assert!(matches!(unlucky.finish(&mut stage.world), Some(Turn::Park { .. })));
    let sent = unlucky.struck().expect("it was struck").clone();
    assert!(matches!(&sent, Effect::Salesforce { url, .. } if url.ends_with("/composite/sobjects")), "{sent:?}");
    (stage, sent)
}

fn cancel(stage: &mut Stage) {
    stage.call(AGENT, Call::BulkCancel(BulkCancelCall { job_id: job_id(LETTER) })).expect("it is cancelled");
}

#[test]
fn blk_8_a_cancelled_job_waits_for_what_salesforce_may_still_be_creating() {
    let (mut stage, sent) = lost();
    cancel(&mut stage);
    stage.world.advance(6_000);
    let waits = stage.work(Job::Bulk { job_id: job_id(LETTER) }).finish(&mut stage.world);
    assert!(matches!(waits, Some(Turn::Park { delay_seconds: 600.., .. })), "{waits:?}");
    // A message that comes before does not shorten it.
    let early = stage.work(Job::Bulk { job_id: job_id(LETTER) }).finish(&mut stage.world);
    assert!(matches!(early, Some(Turn::Done { .. })), "{early:?}");
    stage.world.advance(300_000);
    Host::new(None, 1).perform(&mut stage.world, &sent);
    stage.world.advance(360_000);
    run(&mut stage, LETTER);
    let view = job(&mut stage, LETTER);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Cancelled, 4, 0));
    assert_eq!(by_subject(&mut stage).values().sum::<usize>(), 4);
}

#[test]
fn blk_8_of_rows_whose_answer_never_came_it_is_not_said_that_they_were_not_sent() {
    let (mut stage, _) = lost();
    cancel(&mut stage);
    stage.world.advance(6_000);
    run(&mut stage, LETTER);
    let view = job(&mut stage, LETTER);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Cancelled, 0, 4));
    let (_, failure) = results(&mut stage, "SUP-1").pop().expect("there is a failure file");
    assert_eq!((failure.matches("UNCLEAR").count(), failure.contains("NOT_SENT")), (4, false), "{failure}");
}

#[test]
fn blk_8_a_job_that_is_given_up_does_not_say_so_either() {
    let (mut stage, _) = lost();
    let forbidden = Fault::always(Door::Salesforce, FaultKind::Forbidden).at("*/composite/sobjects");
    stage.world.add_fault(forbidden);
    for _ in 0..5 {
        stage.world.advance(24 * 60 * 60 * 1_000);
        stage.work(Job::Bulk { job_id: job_id(LETTER) }).finish(&mut stage.world);
    }
    run(&mut stage, LETTER);
    let view = job(&mut stage, LETTER);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Failed, 0, 4));
    let (_, failure) = results(&mut stage, "SUP-1").pop().expect("there is a failure file");
    assert_eq!((failure.matches("UNCLEAR").count(), failure.contains("NOT_SENT")), (4, false), "{failure}");
}

/// Hides a row's case, or one that takes its key: its unique key differs in case only, which is no key of ours. Gives
/// its id.
fn hidden(stage: &mut Stage, sent: Option<&Effect>) -> String {
    if let Some(sent) = sent {
        Host::new(None, 1).perform(&mut stage.world, sent);
    }
    let id = stage.query("SELECT Id FROM Case LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    let found = stage.query(&format!("SELECT Id FROM Case WHERE Weftline_Key__c = '{}-1'", job_id(LETTER)));
    let id = found.first().map_or(id, |record| record["Id"].as_str().unwrap().to_owned());
    stage.change("Case", &id, &json!({ "Weftline_Key__c": format!("{}-1", job_id(LETTER).to_uppercase()) }));
    id
}

#[test]
fn blk_8_a_key_that_is_taken_by_what_is_not_seen_yet_is_looked_for_until_it_is() {
    let (mut stage, sent) = lost();
    let id = hidden(&mut stage, Some(&sent));
    stage.world.advance(6_000);
    let waits = stage.work(Job::Bulk { job_id: job_id(LETTER) }).finish(&mut stage.world);
    assert!(matches!(waits, Some(Turn::Park { delay_seconds: 60, .. })), "{waits:?}");
    assert_eq!(job(&mut stage, LETTER).brief.failed, 0);
    stage.change("Case", &id, &json!({ "Weftline_Key__c": format!("{}-1", job_id(LETTER)) }));
    stage.world.advance(60_000);
    run(&mut stage, LETTER);
    let view = job(&mut stage, LETTER);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 4, 0));
    assert_eq!(by_subject(&mut stage).values().sum::<usize>(), 4);
}

#[test]
fn blk_8_a_key_that_is_taken_by_what_is_never_seen_leaves_its_row_unclear_with_the_records_id() {
    for was_sent in [true, false] {
        let (mut stage, sent) = if was_sent {
            let (stage, sent) = lost();
            (stage, Some(sent))
        } else {
            (confirmed_with_keys(), None)
        };
        let id = hidden(&mut stage, sent.as_ref());
        stage.world.advance(6_000);
        let began_ms = stage.world.now_ms();
        run(&mut stage, LETTER);
        let view = job(&mut stage, LETTER);
        assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 3, 1));
        // Only what may be under way is waited for.
        assert_eq!(stage.world.now_ms() - began_ms > 600_000, was_sent);
        let failure = results(&mut stage, "SUP-1").into_iter().find(|(name, _)| name.contains("-failure"));
        let (_, failure) = failure.expect("there is a failure file");
        assert!(failure.contains("UNCLEAR") && failure.contains(&id), "{failure}");
    }
}
