//! The check comes to the same whatever goes wrong on the way.

use weftline_simulation::{Luck, Stage, Stroke};
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::support::{attach, check_call, column, file, job, job_id, stage, try_check, with};

/// Of several ranges, with problems in each.
fn csv() -> String {
    let mut csv = String::from("Subject,Effort__c,Description\n");
    for row in 1..=800 {
        let effort = if row % 100 == 0 { "Sky-high" } else { "3" };
        csv.push_str(&format!("case {row},{effort},\"{}\"\n", "x".repeat(3_500)));
    }
    csv
}

fn begun(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let id = attach(&mut stage, "cases.csv", csv().as_bytes());
    let view = file(&mut stage, &id);
    let changes = [("Subject", column(0)), ("Effort__c", column(1)), ("Description", column(2))];
    try_check(&mut stage, check_call(1, &view, with(&view, &changes))).unwrap();
    stage.lose_messages();
    stage
}

/// What there is to see of it, but for when it was.
fn seen(mut view: BulkJobView) -> BulkJobView {
    view.brief.at_ms = 0;
    view
}

#[test]
fn blk_8_a_worker_that_dies_or_loses_an_answer_at_any_effect_changes_nothing_of_the_check() {
    let mut good = begun(780);
    let mut worker = good.work(Job::Bulk { job_id: job_id(1) });
    assert!(matches!(worker.finish(&mut good.world), Some(Turn::Done { .. })));
    let effects = worker.performed();
    let wanted = seen(job(&mut good, 1));
    assert_eq!((wanted.brief.phase, wanted.good, wanted.bad), (BulkPhase::Checked, 792, 8));
    assert!(effects > 8);
    for index in 0..effects {
        for stroke in Stroke::ALL {
            let mut stage = begun(780);
            let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(index, stroke));
            worker.finish(&mut stage.world);
            // Nothing but the schedule is left of it.
            for _ in 0..4 {
                stage.lose_messages();
                stage.world.advance(11 * 60 * 1_000);
                stage.work(Job::Sweep {}).finish(&mut stage.world);
                stage.settle_within(60_000);
            }
            assert_eq!(seen(job(&mut stage, 1)), wanted, "{stroke:?} at {index}: {:?}", worker.struck());
            assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
        }
    }
}

#[test]
fn blk_8_two_workers_at_once_do_the_work_of_one() {
    let mut stage = begun(781);
    let mut first = stage.work(Job::Bulk { job_id: job_id(1) });
    for _ in 0..6 {
        first.step(&mut stage.world);
    }
    let mut second = stage.work(Job::Bulk { job_id: job_id(1) });
    match second.finish(&mut stage.world) {
        Some(Turn::Park { delay_seconds, .. }) => assert!((60..=120).contains(&delay_seconds), "{delay_seconds}"),
        other => panic!("{other:?}"),
    }
    first.finish(&mut stage.world);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Checked);
}

#[test]
fn blk_8_a_check_is_cancelled_while_a_worker_is_at_it() {
    let mut stage = begun(782);
    let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
    for _ in 0..7 {
        worker.step(&mut stage.world);
    }
    let cancel = weftline_wire::call::BulkCancelCall { job_id: job_id(1) };
    let Ok(weftline_wire::call::Reply::BulkCancel(view)) =
        stage.call(weftline_simulation::AGENT, weftline_wire::call::Call::BulkCancel(cancel))
    else {
        panic!("not cancelled")
    };
    assert_eq!((view.brief.phase, view.cancelling), (BulkPhase::Checking, true));
    worker.finish(&mut stage.world);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Cancelled);
}

#[test]
fn blk_8_a_failure_that_passes_is_told_and_tried_again_after_a_pause_once() {
    let mut stage = begun(783);
    let read = first_read(&mut begun(783));
    let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(read, Stroke::NeverSent));
    match worker.finish(&mut stage.world) {
        Some(Turn::Park { delay_seconds, .. }) => assert_eq!(delay_seconds, 5),
        other => panic!("{other:?}"),
    }
    let view = job(&mut stage, 1);
    let failure = view.failure.expect("a reason");
    assert_eq!(failure.code, weftline_wire::failure::FailureCode::JiraUnavailable);
    let waits_ms = view.retry_at_ms.expect("it is tried again") - stage.world.now_ms();
    assert!((4_000..=5_000).contains(&waits_ms), "{waits_ms}");
    // A message that comes before is not one more from then on.
    let mut early = stage.work(Job::Bulk { job_id: job_id(1) });
    assert!(matches!(early.finish(&mut stage.world), Some(Turn::Done { .. })));
    stage.world.advance(5_000);
    stage.work(Job::Bulk { job_id: job_id(1) }).finish(&mut stage.world);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.failure, view.retry_at_ms), (BulkPhase::Checked, None, None));
}

/// The effect with which the first range is read.
fn first_read(stage: &mut Stage) -> usize {
    for index in 0.. {
        let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(index, Stroke::DiesBefore));
        worker.finish(&mut stage.world);
        stage.world.advance(121_000);
        let Some(effect) = worker.struck() else { break };
        if format!("{effect:?}").contains("attachment/content") {
            return index;
        }
    }
    panic!("no range was read")
}

#[test]
fn evt_1_an_issue_that_is_deleted_takes_its_jobs_with_it() {
    let mut stage = begun(784);
    stage.work(Job::Bulk { job_id: job_id(1) }).finish(&mut stage.world);
    assert!(stage.value(&format!("bulk:{}:problems", job_id(1))).is_some());
    stage.work(Job::ForgetIssue { issue_id: "10100".into() }).finish(&mut stage.world);
    assert_eq!(stage.keys("bulk", ""), [""; 0]);
    for value in ["problems", "targets:0", "targets:1"] {
        assert_eq!(stage.value(&format!("bulk:{}:{value}", job_id(1))), None, "{value}");
    }
}
