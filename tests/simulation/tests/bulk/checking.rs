//! What is found wrong before anything is created, and how a job is begun, looked at and cancelled.

use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{BulkCancelCall, BulkProblemsCall, Call, PanelCall, PanelKind, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BulkJobView, BulkPhase, BulkWay};

use crate::support::{
    attach, check_call, checked, choice, column, file, job, job_id, stage, try_check, try_create, with,
};

const BAD: &[u8] = b"Subject,Effort__c,Due_Date__c\nfine,2,2026-11-21\nfine too,Sky-high,2026-11-21\n\nbad date,3,yesterday\ntoo,many,fields,here\nlast,,\n";

fn bad(stage: &mut Stage) -> BulkJobView {
    checked(stage, 1, BAD, &[("Subject", column(0)), ("Effort__c", column(1)), ("Due_Date__c", column(2))])
}

#[test]
fn blk_7_every_row_is_checked_before_anything_is_created() {
    let mut stage = stage(760);
    let before = stage.query("SELECT Id FROM Case").len();
    let view = bad(&mut stage);
    assert_eq!(view.brief.phase, BulkPhase::Checked);
    assert_eq!((view.brief.rows, view.good, view.bad, view.problems_count), (5, 2, 3, 3));
    let places: Vec<(u32, u32, Option<u32>, &str)> = view
        .problems
        .iter()
        .map(|problem| (problem.row, problem.line, problem.column, problem.name.as_str()))
        .collect();
    assert_eq!(places[0], (2, 3, Some(2), "Effort__c"));
    assert_eq!(places[1], (3, 5, Some(3), "Due_Date__c"));
    assert_eq!((places[2].0, places[2].1), (4, 6));
    assert!(view.problems[0].text.contains("`Sky-high`"), "{}", view.problems[0].text);
    assert_eq!((view.way, view.remaining, view.thousandths), (Some(BulkWay::Collections), 2, 1_000));
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    // It waits for a person: nobody rings for it.
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}

#[test]
fn blk_7_all_problems_are_given_as_csv_in_parts() {
    let mut stage = stage(761);
    bad(&mut stage);
    let call = BulkProblemsCall { job_id: job_id(1), after: None };
    let Ok(Reply::BulkProblems(part)) = stage.call(AGENT, Call::BulkProblems(call)) else { panic!("no part") };
    let lines: Vec<&str> = part.csv.lines().collect();
    assert_eq!(lines[0], "Row,Line,Column,Name,Problem");
    assert!(lines[1].starts_with("2,3,2,Effort__c,"), "{}", lines[1]);
    assert_eq!((lines.len(), part.after), (4, None));
    let call = BulkProblemsCall { job_id: job_id(1), after: Some("nonsense".into()) };
    let failure = stage.call(AGENT, Call::BulkProblems(call)).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
}

#[test]
fn blk_7_of_many_problems_the_first_thousand_are_kept_and_the_rest_is_counted_and_given_in_parts() {
    let mut stage = stage(762);
    let mut csv = String::from("Subject,Effort__c\n");
    for row in 1..=30_000 {
        csv.push_str(&format!("case {row},none of them\n"));
    }
    let view = checked(&mut stage, 1, csv.as_bytes(), &[("Subject", column(0)), ("Effort__c", column(1))]);
    assert_eq!((view.bad, view.problems_count, view.good), (30_000, 30_000, 0));
    assert!(view.problems.len() <= 1_000 && view.problems.len() > 300, "{}", view.problems.len());
    let (mut after, mut rows, mut parts) = (None, 0, 0);
    loop {
        let call = BulkProblemsCall { job_id: job_id(1), after };
        let Ok(Reply::BulkProblems(part)) = stage.call(AGENT, Call::BulkProblems(call)) else { panic!("no part") };
        assert!(part.csv.len() <= 1_000_000, "{}", part.csv.len());
        for line in part.csv.lines().filter(|line| !line.starts_with("Row,")) {
            rows += 1;
            assert!(line.starts_with(&format!("{rows},{},2,Effort__c,", rows + 1)), "{line}");
        }
        parts += 1;
        after = part.after;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(rows, 30_000);
    assert!(parts > 1);
    let failure = try_create(&mut stage, 1, 0).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
}

#[test]
fn blk_8_a_file_of_several_ranges_is_read_as_one_and_more_than_2000_rows_go_through_bulk_api() {
    let mut stage = stage(763);
    let mut csv = String::from("Subject,Description\n");
    for row in 1..=2_500 {
        csv.push_str(&format!("case {row},\"{}\nGrüße {row}\"\n", "äöü €".repeat(400)));
    }
    assert!(csv.len() > 5 * 1024 * 1024);
    let view = checked(&mut stage, 1, csv.as_bytes(), &[("Subject", column(0)), ("Description", column(1))]);
    assert_eq!((view.brief.rows, view.good, view.bad), (2_500, 2_500, 0));
    assert_eq!(view.way, Some(BulkWay::BulkApi));
}

#[test]
fn blk_10_more_rows_than_are_taken_end_the_check_with_a_reason() {
    let mut stage = stage(764);
    let csv = format!("Subject\n{}", "x\n".repeat(200_001));
    let view = checked(&mut stage, 1, csv.as_bytes(), &[("Subject", column(0))]);
    assert_eq!(view.brief.phase, BulkPhase::Failed);
    let failure = view.failure.expect("a reason");
    assert_eq!((failure.code, failure.values["rows"].as_str()), (FailureCode::Invalid, "200000"));
}

#[test]
fn blk_7_a_quote_that_is_never_closed_ends_the_check_instead_of_hiding_the_rows_behind_it() {
    let mut stage = stage(771);
    let rows = "a subject, a description of some length\n".repeat(120_000);
    assert!(rows.len() > 4 * 1024 * 1024);
    let csv = format!("Subject,Description\nfine,too\nopen,\"never closed\n{rows}");
    let view = checked(&mut stage, 1, csv.as_bytes(), &[("Subject", column(0)), ("Description", column(1))]);
    assert_eq!(view.brief.phase, BulkPhase::Failed);
    let failure = view.failure.expect("a reason");
    assert_eq!((failure.code, failure.values["line"].as_str()), (FailureCode::Invalid, "3"));
    assert!(failure.text.contains("line 3") && failure.text.contains("column 2"), "{}", failure.text);
    assert_eq!(try_create(&mut stage, 1, 1).unwrap_err().code, FailureCode::Invalid);
}

#[test]
fn blk_7_a_quote_that_is_open_at_the_end_of_the_file_says_that_rows_may_be_in_it() {
    let mut stage = stage(772);
    let csv = b"Subject,Description\nfine,too\nopen,\"never closed\nlost,row\n";
    let view = checked(&mut stage, 1, csv, &[("Subject", column(0)), ("Description", column(1))]);
    assert_eq!((view.brief.phase, view.good, view.bad), (BulkPhase::Checked, 1, 1));
    assert_eq!((view.problems[0].row, view.problems[0].line), (2, 3));
    assert!(view.problems[0].text.contains("the rows behind it may be inside"), "{}", view.problems[0].text);
}

#[test]
fn blk_5_as_many_rows_are_created_as_were_confirmed_and_once() {
    let mut stage = stage(765);
    let view = bad(&mut stage);
    assert_eq!(try_create(&mut stage, 1, view.good + 1).unwrap_err().code, FailureCode::Invalid);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Checked);
    let begun = try_create(&mut stage, 1, view.good).unwrap();
    assert_eq!(begun.brief.phase, BulkPhase::Creating);
    assert_eq!(stage.keys("work", "bulk:"), [format!("bulk:{}", job_id(1))]);
    let again = try_create(&mut stage, 1, view.good).unwrap();
    assert_eq!((again.brief.phase, again.good), (BulkPhase::Creating, view.good));
}

#[test]
fn blk_8_a_job_is_begun_once_however_often_it_is_sent() {
    let mut stage = stage(766);
    let id = attach(&mut stage, "cases.csv", BAD);
    let view = file(&mut stage, &id);
    let call = check_call(1, &view, with(&view, &[("Subject", column(0))]));
    try_check(&mut stage, call.clone()).unwrap();
    try_check(&mut stage, call.clone()).unwrap();
    assert_eq!(stage.keys("bulk", "").len(), 1);
    // Another one has to wait.
    let other = weftline_wire::call::BulkCheckCall { job_id: job_id(2), ..call };
    let failure = try_check(&mut stage, other).unwrap_err();
    assert_eq!((failure.code, failure.values["job"].clone()), (FailureCode::Invalid, job_id(1)));
}

#[test]
fn blk_5_a_job_that_is_cancelled_creates_nothing() {
    let mut stage = stage(767);
    let view = bad(&mut stage);
    let cancel = Call::BulkCancel(BulkCancelCall { job_id: job_id(1) });
    let Ok(Reply::BulkCancel(cancelled)) = stage.call(AGENT, cancel.clone()) else { panic!("not cancelled") };
    assert_eq!(cancelled.brief.phase, BulkPhase::Cancelled);
    assert_eq!(cancelled.brief.created, 0);
    assert_eq!(try_create(&mut stage, 1, view.good).unwrap_err().code, FailureCode::Invalid);
    stage.call(AGENT, cancel).unwrap();
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Cancelled);
}

#[test]
fn blk_8_a_check_is_cancelled_before_it_has_begun() {
    let mut stage = stage(768);
    let id = attach(&mut stage, "cases.csv", BAD);
    let view = file(&mut stage, &id);
    try_check(&mut stage, check_call(1, &view, vec![choice("Subject", column(0))])).unwrap();
    stage.call(AGENT, Call::BulkCancel(BulkCancelCall { job_id: job_id(1) })).unwrap();
    stage.settle_within(60_000);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Cancelled);
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}

#[test]
fn blk_6_the_panel_tells_of_the_last_file_where_files_are_allowed() {
    let mut stage = stage(769);
    let panel = |stage: &mut Stage| {
        let call = Call::Panel(PanelCall { view: PanelKind::Compact, stored: true });
        match stage.call(AGENT, call) {
            Ok(Reply::Panel(view)) => view.bulk,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(panel(&mut stage), None);
    bad(&mut stage);
    let told = panel(&mut stage).expect("a file");
    assert_eq!((told.phase, told.rows, told.failed), (BulkPhase::Checked, 5, 3));
    stage.set(|settings| settings.allow_bulk = false);
    assert_eq!(panel(&mut stage), None);
}

#[test]
fn tgl_10_work_rests_while_it_is_switched_off_and_goes_on_afterwards() {
    let mut stage = stage(770);
    let id = attach(&mut stage, "cases.csv", BAD);
    let view = file(&mut stage, &id);
    try_check(&mut stage, check_call(1, &view, vec![choice("Subject", column(0))])).unwrap();
    stage.set(|settings| settings.allow_bulk = false);
    stage.settle_within(60_000);
    let stored = stage.document("bulk", &job_id(1)).unwrap();
    assert_eq!(
        (stored["phase"].as_str(), stored["failure"]["code"].as_str()),
        (Some("checking"), Some("notPermitted"))
    );
    stage.set(|settings| settings.allow_bulk = true);
    stage.world.advance(11 * 60 * 1_000);
    stage.work(weftline_wire::job::Job::Sweep {}).finish(&mut stage.world);
    stage.settle_within(60_000);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.failure), (BulkPhase::Checked, None));
}
