//! Who may create cases from files, and where: kept by every call.

use serde_json::json;
use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{
    BulkCancelCall, BulkCheckCall, BulkCreateCall, BulkFileCall, BulkJobCall, BulkProblemsCall, BulkUploadsCall, Call,
    DisconnectCall,
};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Turn};

use crate::support::{attach, checked, column, file, job, job_id, rows, stage, try_create};

fn calls(attachment_id: &str, fingerprint: &str) -> Vec<Call> {
    let dialect = weftline_wire::view::CsvDialect {
        encoding: weftline_wire::view::CsvEncoding::Utf8,
        delimiter: ",".into(),
        line_end: weftline_wire::view::CsvLineEnd::Lf,
    };
    vec![
        Call::BulkUploads(BulkUploadsCall {}),
        Call::BulkFile(BulkFileCall { attachment_id: attachment_id.into(), dialect: None }),
        Call::BulkCheck(BulkCheckCall {
            job_id: job_id(2),
            attachment_id: attachment_id.into(),
            fingerprint: fingerprint.into(),
            dialect,
            fields: Vec::new(),
            assignment_rules: None,
            again: true,
        }),
        Call::BulkCreate(BulkCreateCall { job_id: job_id(1), rows: 1 }),
        Call::BulkCancel(BulkCancelCall { job_id: job_id(1) }),
        Call::BulkJob(BulkJobCall { job_id: job_id(1), problems: true }),
        Call::BulkProblems(BulkProblemsCall { job_id: job_id(1), after: None }),
    ]
}

/// The calls that only look come last.
const LOOKING: usize = 2;

/// A stage with a job that is checked, and the calls on it.
fn prepared(seed: u64) -> (Stage, Vec<Call>) {
    let mut stage = stage(seed);
    let csv = b"Subject\nPrinter on fire\n";
    checked(&mut stage, 1, csv, &[("Subject", column(0))]);
    let id = attach(&mut stage, "cases.csv", csv);
    let view = file(&mut stage, &id);
    (stage, calls(&id, &view.fingerprint))
}

fn refusals(stage: &mut Stage, account: &str, calls: &[Call]) -> Vec<Failure> {
    let failed = |call: &Call| stage.call(account, call.clone()).expect_err("the call is refused");
    calls.iter().map(failed).collect()
}

#[test]
fn blk_1_tgl_10_nothing_is_created_from_files_unless_an_admin_allows_it() {
    let (mut stage, calls) = prepared(700);
    stage.set(|settings| settings.allow_bulk = false);
    for failure in refusals(&mut stage, AGENT, &calls) {
        assert_eq!(failure.code, FailureCode::NotPermitted);
        assert_eq!(failure.text, "creating cases from files is switched off in Weftline's settings");
    }
}

#[test]
fn con_3_nothing_is_created_from_files_while_weftline_is_switched_off() {
    let (mut stage, calls) = prepared(701);
    stage.set(|settings| settings.enabled = false);
    for failure in refusals(&mut stage, AGENT, &calls) {
        assert_eq!((failure.code, failure.text.as_str()), (FailureCode::NotPermitted, "Weftline is switched off"));
    }
}

#[test]
fn blk_1_who_may_only_look_at_the_issue_looks_at_its_jobs_and_begins_none() {
    let (mut stage, calls) = prepared(702);
    let (changing, looking) = calls.split_at(calls.len() - LOOKING);
    for failure in refusals(&mut stage, VIEWER, changing) {
        assert_eq!(failure.code, FailureCode::NotPermitted);
        assert_eq!(failure.values["permission"], "Edit issues");
    }
    for call in looking {
        let reply = stage.call(VIEWER, call.clone()).unwrap();
        if let weftline_wire::call::Reply::BulkJob(view) = reply {
            assert!(!view.may_change);
        }
    }
}

#[test]
fn map_12_nothing_is_created_from_files_on_restricted_issue_types() {
    let (mut stage, calls) = prepared(703);
    stage.restrict(&["10001"]);
    for failure in refusals(&mut stage, AGENT, &calls[..calls.len() - LOOKING]) {
        assert_eq!((failure.code, failure.values["setting"].as_str()), (FailureCode::NotPermitted, "restrictions"));
    }
}

#[test]
fn blk_2_a_file_needs_an_org_that_is_connected() {
    let (mut stage, calls) = prepared(704);
    stage.call(ADMIN, Call::Disconnect(DisconnectCall { connection: "main".into() })).unwrap();
    for failure in refusals(&mut stage, AGENT, &calls[1..4]) {
        assert_eq!(failure.code, FailureCode::NotConnected);
    }
}

#[test]
fn blk_8_a_job_is_only_known_on_its_own_issue() {
    let (mut stage, calls) = prepared(705);
    for call in &calls[3..] {
        let Job::Call { mut caller, call } = stage.job(AGENT, call.clone()) else { panic!("a call") };
        caller.issue = Some(weftline_wire::job::Named { id: "10101".into(), key: "SUP-2".into() });
        let mut worker = stage.work_as(AGENT, Job::Call { caller, call });
        match worker.finish(&mut stage.world) {
            Some(Turn::Failed { failure }) => assert_eq!(failure.text, "there is no such job on this issue"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn d_6_no_cases_are_created_from_a_file_while_the_org_s_calls_run_short() {
    let mut stage = stage(70);
    let view = checked(&mut stage, 1, &rows(5), &[]);
    let before = stage.query("SELECT Id FROM Case").len();
    let at_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": 90_000, "max": 100_000, "atMs": at_ms }));
    try_create(&mut stage, 1, view.good).expect("it is confirmed");
    stage.settle_within(5 * 60_000);
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    let later_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": 10, "max": 100_000, "atMs": later_ms }));
    stage.settle_within(2 * 3_600_000);
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before + 5);
    assert_eq!(job(&mut stage, 1).brief.created, 5);
}
