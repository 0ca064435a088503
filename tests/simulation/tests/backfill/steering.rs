//! Pausing, resuming, cancelling, and one at a time.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::backfill::{JOB, Play, by_number, expected};
use weftline_simulation::{ADMIN, Luck, Step};
use weftline_wire::call::{BeginBackfillCall, Call, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::{BackfillPhase, BackfillStep};

/// A worker that is in the midst of its rows.
fn begun(play: &mut Play, effects: usize) -> weftline_simulation::Worker {
    let mut worker = play.stage.work(Job::Backfill { job_id: JOB.into() });
    for _ in 0..effects {
        assert!(matches!(worker.step(&mut play.stage.world), Step::Worked), "it is at work");
    }
    worker
}

#[test]
fn ops_6_it_pauses_and_goes_on_where_it_was() {
    let mut play = Play::new(21, 40);
    play.look(by_number(true));
    play.steer(BackfillStep::Start, 40).unwrap();
    let mut worker = begun(&mut play, 150);
    let paused = play.steer(BackfillStep::Pause, 0).unwrap();
    assert!(paused.paused);
    worker.finish(&mut play.stage.world);
    let rests = play.view();
    assert_eq!((rests.brief.phase, rests.paused), (BackfillPhase::Running, true));
    let done = rests.brief.done;
    assert!(done.link > 0 && done.link < 24, "{done:?}");
    assert!(rests.thousandths > 0 && rests.thousandths < 1_000);
    assert!(!play.stage.keys("work", "").iter().any(|key| key.starts_with("backfill:")), "nobody rings for it");
    assert_eq!(play.invoke(Luck::good()), None, "a message that comes all the same does nothing");
    assert_eq!(play.view().brief.done, done);
    play.stage.settle();
    play.stage.world.advance(3_600_000);
    let resumed = play.steer(BackfillStep::Resume, 0).unwrap();
    assert!(!resumed.paused);
    let left_ms = resumed.left_ms.expect("it has a pace");
    assert!(left_ms < 600_000, "the hour's pause is no part of its pace: {left_ms}");
    assert!(play.stage.keys("work", "").iter().any(|key| key.starts_with("backfill:")));
    let view = play.run(&|_| Luck::good());
    assert_eq!((view.brief.phase, view.brief.done), (BackfillPhase::Done, expected(40, true)));
    assert_eq!(play.created().len(), 8);
}

#[test]
fn ops_6_after_a_long_pause_it_waits_for_an_org_that_is_away() {
    let mut play = Play::new(24, 10);
    play.look(by_number(false));
    play.steer(BackfillStep::Start, 10).unwrap();
    play.steer(BackfillStep::Pause, 0).unwrap();
    play.stage.world.advance(4 * 24 * 3_600_000);
    let fault = Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 });
    let fault = play.stage.world.add_fault(fault);
    play.steer(BackfillStep::Resume, 0).unwrap();
    let pause = play.invoke(Luck::good()).expect("it is tried again");
    assert_eq!(play.view().failure.map(|failure| failure.code), Some(FailureCode::SalesforceUnavailable));
    play.stage.world.remove_fault(fault);
    play.stage.world.advance(u64::from(pause) * 1_000);
    let done = play.run(&|_| Luck::good());
    assert_eq!((done.brief.phase, done.brief.done), (BackfillPhase::Done, expected(10, false)));
}

#[test]
fn ops_6_cancelled_it_ends_where_it_is_and_what_was_done_stays() {
    let mut play = Play::new(22, 40);
    play.look(by_number(false));
    play.steer(BackfillStep::Start, 40).unwrap();
    let mut worker = begun(&mut play, 150);
    assert!(play.steer(BackfillStep::Cancel, 0).unwrap().cancelling);
    worker.finish(&mut play.stage.world);
    let view = play.view();
    assert_eq!(view.brief.phase, BackfillPhase::Cancelled);
    let linked = play.links().values().filter(|linked| !linked.is_empty()).count();
    assert_eq!(view.brief.done.link as usize + 4, linked, "it tells what was done");
    assert!(linked > 4 && linked < 28, "{linked}");
    assert_eq!(play.report().matches(",done,linked,").count() + 4, linked);
    assert_eq!(play.invoke(Luck::good()), None);
    assert_eq!(play.steer(BackfillStep::Start, 40).unwrap_err().code, FailureCode::Invalid);
    play.steer(BackfillStep::Resume, 0).unwrap();
    assert_eq!(play.view().brief.phase, BackfillPhase::Cancelled, "what is over stays over");
}

#[test]
fn ops_6_what_was_not_shown_is_not_started_and_twice_is_once() {
    let mut play = Play::new(23, 20);
    assert_eq!(play.begin(by_number(false)).unwrap().brief.phase, BackfillPhase::Looking);
    assert_eq!(play.begin(by_number(true)).unwrap().plan, by_number(false), "the same id is the same job");
    assert_eq!(play.steer(BackfillStep::Start, 0).unwrap_err().code, FailureCode::Invalid, "the dry run comes first");
    let second = Call::BeginBackfill(BeginBackfillCall { job_id: "f".repeat(32), plan: by_number(false) });
    assert_eq!(play.stage.call(ADMIN, second.clone()).unwrap_err().code, FailureCode::Conflict, "one at a time");
    play.run(&|_| Luck::good());
    assert_eq!(play.steer(BackfillStep::Start, 19).unwrap_err().code, FailureCode::Invalid);
    let done = play.carry_out(&|_| Luck::good());
    assert_eq!(done.started_by.as_deref(), Some(ADMIN));
    assert_eq!(play.steer(BackfillStep::Cancel, 0).unwrap().brief.phase, BackfillPhase::Done);
    let Ok(Reply::BeginBackfill(view)) = play.stage.call(ADMIN, second) else { panic!("the next one can begin") };
    assert_eq!(view.earlier.len(), 1);
    assert_eq!(view.earlier[0].done, done.brief.done);
}

#[test]
fn ops_6_ops_5_who_is_erased_stands_in_no_backfill() {
    let mut play = Play::new(24, 10);
    play.look(by_number(false));
    play.carry_out(&|_| Luck::good());
    let erase = Job::EraseAccount { account_id: ADMIN.into(), stage: 0, after: None };
    play.stage.work(erase).finish(&mut play.stage.world);
    let document = play.stage.document("backfill", JOB).unwrap();
    assert!(!document.to_string().contains(ADMIN), "{document}");
    assert_eq!(document["done"]["link"], 6);
}
