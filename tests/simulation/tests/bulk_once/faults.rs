//! What Salesforce, Jira, the queue and people do to a creation that is under way.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::forge::{Disorder, ForgeOptions};
use weftline_simulation::{Luck, Step};
use weftline_wire::job::Job;
use weftline_wire::view::{BulkPhase, BulkWay};

use crate::play::{Play, jira};

/// By collections, and by Bulk API 2.0.
const WAYS: [(u32, BulkWay); 2] = [(210, BulkWay::Collections), (2_100, BulkWay::BulkApi)];

/// A file that is checked and confirmed before the fault begins.
fn confirmed(rows: u32, fault: Option<Fault>) -> Play {
    let mut play = Play::new(1, rows);
    play.check();
    let checked = play.run_to(|phase| phase != BulkPhase::Checking);
    assert_eq!(checked.brief.phase, BulkPhase::Checked, "{checked:?}");
    if let Some(fault) = fault {
        play.stage.world.add_fault(fault);
    }
    play.create(checked.good);
    play
}

fn at_salesforce(fault: FaultKind, skip: u32, count: u32) -> Fault {
    Fault { count: Some(count), ..Fault::always(Door::Salesforce, fault).once_after(skip) }
}

/// Every row in spite of it.
fn survives(name: &str, kinds: &[FaultKind], counts: &[u32]) {
    for (rows, way) in WAYS {
        for fault in kinds {
            for count in counts {
                for skip in [0, 1, 2, 3, 5] {
                    let case = format!("{name}: {way:?}, {count} times {fault:?} after {skip} requests");
                    let mut play = confirmed(rows, Some(at_salesforce(fault.clone(), skip, *count)));
                    let view = play.end();
                    assert_eq!(view.way, Some(way), "{case}");
                    play.assert_all(&view, &case);
                }
            }
        }
    }
}

#[test]
fn blk_8_a_session_that_expires_on_the_way_is_renewed() {
    survives("expired", &[FaultKind::SessionExpired], &[1]);
}

#[test]
fn blk_8_an_org_without_calls_is_waited_for() {
    survives("limit", &[FaultKind::LimitExceeded], &[1, 3]);
}

#[test]
fn blk_8_an_org_that_is_away_is_waited_for() {
    survives("away", &[FaultKind::ServerError { status: 503 }, FaultKind::HtmlError { status: 502 }], &[1, 4]);
}

#[test]
fn blk_8_replies_that_are_lost_one_after_another_double_no_row() {
    survives("lost", &[FaultKind::LostReply, FaultKind::Hang { carried_out: true }], &[1, 3]);
}

#[test]
fn blk_8_locked_rows_are_tried_again_by_themselves() {
    survives("locked", &[FaultKind::LockRow, FaultKind::LockRows { every: 7 }], &[1, 2]);
}

#[test]
fn blk_8_a_job_of_salesforce_that_fails_or_hangs_half_way_doubles_no_row() {
    let jobs = [
        FaultKind::JobFailed { after_rows: None },
        FaultKind::JobFailed { after_rows: Some(0) },
        FaultKind::JobSlow { rows_per_second: 3 },
    ];
    for fault in jobs {
        let case = format!("{fault:?}");
        let mut play = confirmed(2_100, Some(Fault { count: Some(1), ..Fault::always(Door::Salesforce, fault) }));
        let view = play.end();
        play.assert_all(&view, &case);
    }
}

#[test]
fn blk_8_rows_that_stay_locked_are_in_the_failure_file() {
    for (rows, way) in WAYS {
        let mut play = confirmed(rows, Some(Fault::always(Door::Salesforce, FaultKind::LockRows { every: 40 })));
        let view = play.end();
        let case = format!("{way:?}, some rows stay locked");
        assert_eq!(view.brief.phase, BulkPhase::Done, "{case}: {view:?}");
        let audit = play.assert_once(&view, &case);
        let locked = audit.failed.values().filter(|code| *code == "UNABLE_TO_LOCK_ROW").count();
        assert!(locked > 0 || view.brief.created > 0, "{case}: {locked}");
    }
}

#[test]
fn blk_8_messages_that_come_twice_and_in_disorder_double_no_row() {
    for (rows, way) in WAYS {
        let mut play = Play::new(1, rows);
        let disorder = Disorder { repeat_probability: 0.7, reorder: true, ..Disorder::default() };
        play.stage.world.set_forge_options(ForgeOptions { deliveries: disorder, ..ForgeOptions::default() });
        let view = play.through();
        play.assert_all(&view, &format!("{way:?}, every message twice"));
    }
}

#[test]
fn blk_8_two_workers_side_by_side_double_no_row() {
    for (rows, way) in WAYS {
        // The second begins when the first has done so much, and they take turns from then on.
        for lead in (0..40).step_by(5) {
            let case = format!("{way:?}, the second worker begins after {lead} effects");
            let mut play = confirmed(rows, None);
            let job = || Job::Bulk { job_id: play.job_id.clone() };
            let (first, second) = (job(), job());
            let mut workers = [play.stage.work(first), play.stage.unlucky(second, Luck::good())];
            let mut going = [true, true];
            let mut turn = 0;
            while going.contains(&true) {
                let at = if turn < lead { 0 } else { turn % 2 };
                turn += 1;
                if going[at] {
                    going[at] = matches!(workers[at].step(&mut play.stage.world), Step::Worked);
                }
            }
            let view = play.end();
            play.assert_all(&view, &case);
        }
    }
}

#[test]
fn blk_8_a_worker_that_was_taken_for_dead_doubles_no_row() {
    for (rows, way) in WAYS {
        for stands_still in (0..40).step_by(5) {
            let case = format!("{way:?}, the first worker stands still after {stands_still} effects");
            let mut play = confirmed(rows, None);
            let mut sleeper = play.stage.work(Job::Bulk { job_id: play.job_id.clone() });
            let mut is_going = true;
            for _ in 0..stands_still {
                is_going = is_going && matches!(sleeper.step(&mut play.stage.world), Step::Worked);
            }
            // Longer than any claim.
            play.stage.world.advance(600_000);
            let view = play.end();
            while is_going {
                is_going = matches!(sleeper.step(&mut play.stage.world), Step::Worked);
            }
            play.assert_all(&view, &case);
        }
    }
}

#[test]
fn blk_8_a_file_that_is_deleted_on_the_way_leaves_no_case_untold() {
    for (rows, way) in WAYS {
        let effects = {
            let mut play = confirmed(rows, None);
            play.end();
            play.over
        };
        for index in (confirmed(rows, None).effects..effects).step_by(6) {
            let case = format!("{way:?}, the file is deleted before effect {index} of {effects}");
            let mut play = confirmed(rows, None).aside_at(index, |play| {
                let path = format!("attachment/{}", play.attachment);
                let deleted = jira(&mut play.stage, "DELETE", &path, "", Vec::new());
                assert_eq!(deleted.status, 204, "the file is deleted");
            });
            let view = play.end();
            let audit = play.audit(&case);
            assert_eq!(view.brief.created as usize, audit.cases.len(), "{case}: cases told, {view:?}");
            if view.brief.phase == BulkPhase::Done {
                play.assert_once(&view, &case);
            } else {
                assert!(view.failure.is_some(), "{case}: {view:?}");
            }
        }
    }
}

#[test]
fn blk_6_the_same_file_once_more_has_result_files_of_its_own() {
    let mut play = confirmed(210, None);
    let first = play.run_to(|phase| phase == BulkPhase::Done);
    play.assert_all(&first, "the first time");
    // Within the same minute.
    play.anew();
    let second = play.through();
    play.assert_all(&second, "the second time, at once");
}

#[test]
fn blk_8_an_issue_that_is_deleted_on_the_way_ends_the_creation() {
    let mut play = confirmed(12, None);
    let (status, answer) =
        play.stage.jira(weftline_simulation::ADMIN, "DELETE", "issue/SUP-1", &serde_json::Value::Null);
    assert_eq!(status, 204, "{answer}");
    let mut forget = play.stage.work(Job::ForgetIssue { issue_id: crate::play::ISSUE.into() });
    forget.finish(&mut play.stage.world);
    play.rest();
}
