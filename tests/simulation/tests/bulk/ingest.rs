//! Cases are created by jobs of Bulk API 2.0.

use std::collections::BTreeSet;

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{BulkCancelCall, Call};
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::{BulkPhase, BulkSource, BulkWay};

use crate::support::{
    attach, check_call, checked, created, file, job, job_id, results, rows, run, stage, try_check, try_create, with,
};

const SUBJECT: &[(&str, BulkSource)] = &[("Subject", BulkSource::Column { index: 0, default: None })];

#[test]
fn blk_10_a_job_takes_five_calls_when_it_is_done_at_the_first_look() {
    // What is the same in every row takes room in each: so many rows fit into one job here.
    for (count, least) in [(2_001, 5), (7_000, 5), (14_000, 10)] {
        let mut stage = stage(793);
        let (view, calls) = created(&mut stage, 1, &rows(count), SUBJECT);
        assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, count, 0));
        assert_eq!((view.way, calls), (Some(BulkWay::BulkApi), least), "{count} rows");
    }
}

fn owners(stage: &mut Stage, key: &str) -> BTreeSet<String> {
    let records = stage.query(&format!("SELECT OwnerId FROM Case WHERE Weftline_Key__c = '{key}-1'"));
    records.iter().map(|record| record["OwnerId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn map_2_assignment_rules_run_by_both_ways_or_by_none() {
    let mut seen = Vec::new();
    for wanted in [true, false] {
        let mut stage = stage(794);
        for (number, count) in [(1, 1), (2, 2_001)] {
            let id = attach(&mut stage, "cases.csv", &rows(count));
            let view = file(&mut stage, &id);
            let mut call = check_call(number, &view, with(&view, SUBJECT));
            call.assignment_rules = Some(wanted);
            try_check(&mut stage, call).expect("the job begins");
            stage.settle_within(60_000);
            try_create(&mut stage, number, count).expect("it is confirmed");
            run(&mut stage, number);
            seen.push((wanted, owners(&mut stage, &job_id(number))));
        }
    }
    let [(_, by_rule), (_, by_rule_too), (_, by_none), (_, by_none_too)] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(by_rule, by_rule_too);
    assert_eq!(by_none, by_none_too);
    assert_ne!(by_rule, by_none);
}

#[test]
fn blk_8_a_running_job_is_stopped_by_cancelling_and_what_it_has_created_is_told() {
    let mut stage = stage(795);
    let view = checked(&mut stage, 1, &rows(2_500), SUBJECT);
    let slow = FaultKind::JobSlow { rows_per_second: 50 };
    stage.world.add_fault(Fault { count: Some(1), ..Fault::always(Door::Salesforce, slow) });
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
    assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Park { .. })));
    stage.world.advance(10_000);
    stage.call(AGENT, Call::BulkCancel(BulkCancelCall { job_id: job_id(1) })).expect("it is cancelled");
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!(view.brief.phase, BulkPhase::Cancelled);
    let there = stage.query(&format!("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '{}-%'", job_id(1)));
    assert_eq!(there.len(), view.brief.created as usize);
    let files = results(&mut stage, "SUP-1");
    let lines = |kind: &str| -> usize {
        let of_kind = files.iter().filter(|(name, _)| name.contains(kind));
        of_kind.map(|(_, text)| text.lines().count() - 1).sum()
    };
    assert!(view.brief.created > 0 && view.brief.created < 2_500, "{view:?}");
    assert_eq!(
        (lines("-success"), lines("-failure")),
        (view.brief.created as usize, 2_500 - view.brief.created as usize)
    );
    assert!(files.iter().any(|(_, text)| text.contains("NOT_SENT")));
}

#[test]
fn blk_8_what_salesforce_says_of_a_running_job_is_progress() {
    let mut stage = stage(798);
    let view = checked(&mut stage, 1, &rows(2_500), SUBJECT);
    let slow = FaultKind::JobSlow { rows_per_second: 100 };
    stage.world.add_fault(Fault { count: Some(1), ..Fault::always(Door::Salesforce, slow) });
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    let mut seen = vec![0];
    while job(&mut stage, 1).brief.phase == BulkPhase::Creating {
        let turn = stage.work(Job::Bulk { job_id: job_id(1) }).finish(&mut stage.world);
        let view = job(&mut stage, 1);
        if view.brief.phase == BulkPhase::Creating {
            assert_eq!(view.remaining, 2_500 - view.brief.created);
            seen.push(view.brief.created);
        }
        if let Some(Turn::Park { delay_seconds, .. }) = turn {
            stage.world.advance(u64::from(delay_seconds) * 1_000);
        }
    }
    assert!(seen.is_sorted() && seen.iter().any(|created| (1..2_500).contains(created)), "{seen:?}");
    run(&mut stage, 1);
    assert_eq!(job(&mut stage, 1).brief.created, 2_500);
}

#[test]
fn blk_8_a_job_that_stands_still_for_half_a_day_is_stopped_and_what_is_left_of_it_sent_again() {
    let mut stage = stage(796);
    let view = checked(&mut stage, 1, &rows(2_001), SUBJECT);
    let stuck = FaultKind::JobStuck { after_rows: Some(400) };
    stage.world.add_fault(Fault { count: Some(1), ..Fault::always(Door::Salesforce, stuck) });
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 2_001, 0));
}

#[test]
fn blk_8_a_job_that_was_stopped_is_left_alone_until_nothing_more_can_come_of_it() {
    let mut stage = stage(799);
    let view = checked(&mut stage, 1, &rows(2_500), SUBJECT);
    let slow = FaultKind::JobSlow { rows_per_second: 50 };
    stage.world.add_fault(Fault { count: Some(1), ..Fault::always(Door::Salesforce, slow) });
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    let go_on = |stage: &mut Stage| {
        let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
        (worker.finish(&mut stage.world), worker.salesforce_calls())
    };
    go_on(&mut stage);
    stage.world.advance(10_000);
    stage.call(AGENT, Call::BulkCancel(BulkCancelCall { job_id: job_id(1) })).expect("it is cancelled");
    let (stops, _) = go_on(&mut stage);
    assert!(matches!(stops, Some(Turn::Park { delay_seconds: 30, .. })), "{stops:?}");
    // The message that was parked for the next look.
    stage.world.advance(5_000);
    let (early, calls) = go_on(&mut stage);
    assert!(matches!((&early, calls), (Some(Turn::Done { .. }), 0)), "{early:?}");
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Creating);
    stage.world.advance(25_000);
    run(&mut stage, 1);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Cancelled);
}

#[test]
fn blk_8_jobs_that_fail_are_made_again_after_pauses_and_their_rows_say_why() {
    let mut stage = stage(800);
    let view = checked(&mut stage, 1, &rows(2_500), SUBJECT);
    let fails = FaultKind::JobFailed { after_rows: Some(0) };
    stage.world.add_fault(Fault::always(Door::Salesforce, fails));
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    let began_ms = stage.world.now_ms();
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 0, 2_500));
    assert!(stage.world.now_ms() - began_ms > 5 * 60 * 1_000);
    let cause = view.causes.first().expect("there is a cause");
    assert_eq!((cause.code.as_str(), cause.rows), ("JOB_FAILED", 2_500));
    assert!(cause.message.contains("InternalServerError"), "{}", cause.message);
}
