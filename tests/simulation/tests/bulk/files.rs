//! Which files are taken, and how they are read.

use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{BulkFileCall, Call, Reply};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::{BulkFileView, CsvDialect, CsvEncoding, CsvLineEnd};

use crate::support::{
    attach, attach_to, check_call, checked, column, file, job, stage, try_check, try_create, try_file, uploads, with,
};

fn refused(name: &str, content: &[u8]) -> (String, String) {
    let mut stage = stage(720);
    let id = attach(&mut stage, name, content);
    let failure = try_file(&mut stage, &id).expect_err("the file is refused");
    assert_eq!(failure.code, FailureCode::Invalid);
    (failure.values["file"].clone(), failure.text)
}

#[test]
fn blk_2_only_csv_is_taken() {
    let (why, text) = refused("cases.xlsx", b"PK\x03\x04");
    assert_eq!(why, "notCsv");
    assert_eq!(text, "`cases.xlsx` is not taken: cases are created from files whose names end in `.csv`");
    assert_eq!(refused(".csv", b"Subject\n1\n").0, "notCsv");
    let (why, text) = refused("cases.csv", b"PK\x03\x04\x14\0\x06\0");
    assert_eq!(why, "notCsv");
    assert_eq!(text, "`cases.csv` is a workbook that was renamed: save it as CSV in your spreadsheet");
    let (why, text) = refused("cases.csv", b"");
    assert_eq!((why.as_str(), text.as_str()), ("empty", "`cases.csv` is empty"));
    assert_eq!(refused("cases.CSV", b"\n\n\n").0, "header");
}

#[test]
fn blk_2_a_file_of_another_issue_is_not_taken() {
    let mut stage = stage(721);
    let id = attach_to(&mut stage, "SUP-2", "cases.csv", b"Subject\nPrinter on fire\n");
    let failure = try_file(&mut stage, &id).unwrap_err();
    assert_eq!((failure.code, failure.values["file"].as_str()), (FailureCode::Invalid, "gone"));
}

#[test]
fn blk_10_the_dialog_begins_with_the_issues_files_and_the_limits() {
    let mut stage = stage(722);
    attach(&mut stage, "first.csv", b"Subject\n1\n");
    stage.world.advance(5_000);
    attach(&mut stage, "notes.txt", b"not a table");
    attach(&mut stage, "second.CSV", b"Subject\n2\n");
    let view = uploads(&mut stage);
    let names: Vec<&str> = view.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["second.CSV", "first.csv"]);
    assert_eq!((view.attachments[0].bytes, view.attachments[0].author.is_empty()), (10, false));
    assert_eq!((view.bytes_max, view.rows_max), (100_000_000, 200_000));
    assert_eq!((view.running, view.earlier), (None, Vec::new()));
}

#[test]
fn blk_6_success_files_are_not_offered_again_and_failure_files_are() {
    let mut stage = stage(728);
    checked(&mut stage, 1, b"Subject\n1\n", &[("Subject", column(0))]);
    stage.tamper_entity("bulk", &crate::support::job_id(1), |job| {
        job["phase"] = "done".into();
        job["files"] = serde_json::json!([
            { "name": "cases success.csv", "failure": false, "rows": 1 },
            { "name": "cases failure.csv", "failure": true, "rows": 1 },
        ]);
    });
    attach(&mut stage, "cases success.csv", b"Row,Id,Link,Subject\n1,2,3,4\n");
    attach(&mut stage, "cases failure.csv", b"Row,Error code,Error message,Subject\n1,2,3,4\n");
    let view = uploads(&mut stage);
    let names: Vec<&str> = view.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["cases failure.csv", "cases.csv"]);
}

#[test]
fn blk_8_the_dialog_shows_the_job_that_is_not_over_and_those_that_are() {
    let mut stage = stage(723);
    checked(&mut stage, 1, b"Subject\n1\n", &[("Subject", column(0))]);
    let view = uploads(&mut stage);
    assert_eq!(view.running.map(|job| (job.rows, job.file)), Some((1, "cases.csv".into())));
    let cancel = weftline_wire::call::BulkCancelCall { job_id: crate::support::job_id(1) };
    stage.call(AGENT, Call::BulkCancel(cancel)).unwrap();
    let view = uploads(&mut stage);
    assert_eq!(view.running, None);
    assert_eq!(view.earlier.len(), 1);
}

fn read(content: &[u8]) -> BulkFileView {
    let mut stage = stage(724);
    let id = attach(&mut stage, "cases.csv", content);
    file(&mut stage, &id)
}

fn dialect(encoding: CsvEncoding, delimiter: &str, line_end: CsvLineEnd) -> CsvDialect {
    CsvDialect { encoding, delimiter: delimiter.into(), line_end }
}

#[test]
fn blk_9_how_a_file_is_written_is_found_out() {
    let names = |view: &BulkFileView| view.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let plain = read(b"Subject,Reason\n\"two\nlines\",x\n\n3,y\n");
    assert_eq!(plain.dialect, dialect(CsvEncoding::Utf8, ",", CsvLineEnd::Lf));
    assert_eq!(plain.head, [["two\nlines", "x"], ["3", "y"]]);
    assert_eq!((plain.rows_about, plain.chosen), (2, false));
    assert_eq!(plain.columns[1].samples, ["x", "y"]);
    assert_eq!(plain.columns[1].values, Some(vec!["x".to_owned(), "y".to_owned()]));

    let excel = read("\u{feff}sep=;\r\nSubject;Reason\r\nGrüße;x\r\n".as_bytes());
    assert_eq!(excel.dialect, dialect(CsvEncoding::Utf8, ";", CsvLineEnd::CrLf));
    assert_eq!(names(&excel), ["Subject", "Reason"]);

    let western = read(b"Subject\tReason\rGr\xfc\xdfe\tx\r");
    assert_eq!(western.dialect, dialect(CsvEncoding::Windows1252, "\t", CsvLineEnd::Cr));
    assert_eq!(western.head, [["Grüße", "x"]]);

    let wide: Vec<u8> = "\u{feff}Subject,Reason\nGrüße,x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = read(&wide);
    assert_eq!(wide.dialect, dialect(CsvEncoding::Utf16Le, ",", CsvLineEnd::Lf));
    assert_eq!((names(&wide), wide.head[0][0].as_str()), (vec!["Subject".into(), "Reason".into()], "Grüße"));
}

#[test]
fn blk_9_how_a_file_is_written_can_be_said() {
    let mut stage = stage(725);
    let id = attach(&mut stage, "cases.csv", b"Subject,Reason\na;b,c\n");
    let said = dialect(CsvEncoding::Utf8, ";", CsvLineEnd::Lf);
    let call = BulkFileCall { attachment_id: id.clone(), dialect: Some(said.clone()) };
    let Ok(Reply::BulkFile(view)) = stage.call(AGENT, Call::BulkFile(call)) else { panic!("no view") };
    assert_eq!((view.dialect, view.chosen), (said, true));
    assert_eq!(view.columns[0].name, "Subject,Reason");
    let wrong = dialect(CsvEncoding::Utf8, "\"", CsvLineEnd::Lf);
    let call = BulkFileCall { attachment_id: id, dialect: Some(wrong) };
    let failure = stage.call(AGENT, Call::BulkFile(call)).unwrap_err();
    assert_eq!((failure.code, failure.values["delimiter"].as_str()), (FailureCode::Invalid, "\""));
}

#[test]
fn blk_9_faults_of_the_first_rows_are_told_by_line_and_column() {
    let view = read(b"Subject,Reason\n1,2,3\n\"open,2\n");
    assert_eq!(view.troubles[0], "line 2, column 3: the row has 3 fields where the first row has 2");
    assert_eq!(view.troubles.len(), 3);
}

#[test]
fn blk_6_a_failure_file_is_read_again_and_what_was_added_to_it_is_not_mapped() {
    let view = read("\u{feff}Row,Error code,Error message,Reason\n7,STRING_TOO_LONG,too long,x\n".as_bytes());
    let added: Vec<bool> = view.columns.iter().map(|column| column.is_result).collect();
    assert_eq!(added, [true, true, true, false]);
}

#[test]
fn blk_6_a_failure_file_of_which_added_columns_were_deleted_is_still_one() {
    let added = |header: &str| {
        let view = read(format!("\u{feff}{header}\n'=1+1,x,y\n").as_bytes());
        let added: Vec<bool> = view.columns.iter().map(|column| column.is_result).collect();
        (added, view.troubles)
    };
    assert_eq!(added("Error code,Subject,Reason"), (vec![true, false, false], vec![]));
    assert_eq!(added("Error message,Subject,Reason"), (vec![true, false, false], vec![]));
    assert_eq!(added("Row,Error message,Reason"), (vec![true, true, false], vec![]));
    // A column `Row` alone is the user's own, and nobody knows where the apostrophe comes from.
    let (of_user, troubles) = added("Row,Subject,Reason");
    assert_eq!(of_user, [false, false, false]);
    assert_eq!(troubles.len(), 1);
    assert!(troubles[0].starts_with("line 2, column 1: the apostrophe before the formula in `'=1+1`"), "{troubles:?}");
    assert_eq!(read(b"Subject\n'quoted'\n").troubles, [""; 0]);
}

/// A call on SUP-2.
fn on_other(stage: &mut Stage, call: Call) -> Result<Reply, Failure> {
    let mut job = stage.job(AGENT, call);
    if let Job::Call { caller, .. } = &mut job {
        caller.issue = Some(Named { id: "10101".into(), key: "SUP-2".into() });
    }
    let mut worker = stage.work_as(AGENT, job);
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => Ok(reply),
        Some(Turn::Failed { failure }) => Err(failure),
        other => panic!("a call ended with {other:?}"),
    }
}

#[test]
fn blk_1_the_same_file_on_two_issues_is_created_twice_only_when_it_is_meant() {
    let mut stage = stage(729);
    let csv = b"Subject\nPrinter on fire\n";
    let first = checked(&mut stage, 1, csv, &[("Subject", column(0))]);
    let id = attach_to(&mut stage, "SUP-2", "the same.csv", csv);
    let call = BulkFileCall { attachment_id: id, dialect: None };
    let Ok(Reply::BulkFile(view)) = on_other(&mut stage, Call::BulkFile(call)) else { panic!("no view") };
    let call = check_call(2, &view, with(&view, &[("Subject", column(0))]));
    // Neither check knows of the other: none has created anything.
    on_other(&mut stage, Call::BulkCheck(call.clone())).unwrap();
    stage.settle_within(60_000);
    try_create(&mut stage, 1, first.good).unwrap();
    let create = |number| {
        let job_id = crate::support::job_id(number);
        Call::BulkCreate(weftline_wire::call::BulkCreateCall { job_id, rows: 1 })
    };
    let failure = on_other(&mut stage, create(2)).unwrap_err();
    assert_eq!((failure.code, failure.values["file"].as_str()), (FailureCode::Invalid, "seen"));
    assert_eq!(failure.values["job"], crate::support::job_id(1));
    assert!(failure.text.contains("on SUP-1, as `cases.csv`"), "{}", failure.text);
    // The same job, sent again, is no other one.
    assert!(try_create(&mut stage, 1, first.good).is_ok());
    let cancel = weftline_wire::call::BulkCancelCall { job_id: crate::support::job_id(2) };
    on_other(&mut stage, Call::BulkCancel(cancel)).unwrap();
    let again = weftline_wire::call::BulkCheckCall { job_id: crate::support::job_id(3), again: true, ..call };
    on_other(&mut stage, Call::BulkCheck(again)).unwrap();
    stage.settle_within(60_000);
    on_other(&mut stage, create(3)).unwrap();
}

#[test]
fn blk_1_a_file_that_cases_were_created_from_asks_first() {
    let mut stage = stage(726);
    let csv = b"Subject\nPrinter on fire\n";
    let view = checked(&mut stage, 1, csv, &[("Subject", column(0))]);
    try_create(&mut stage, 1, view.good).unwrap();
    let cancel = weftline_wire::call::BulkCancelCall { job_id: crate::support::job_id(1) };
    stage.call(AGENT, Call::BulkCancel(cancel)).unwrap();
    stage.tamper_entity("bulk", &crate::support::job_id(1), |job| job["phase"] = "done".into());

    let id = attach(&mut stage, "the same.csv", csv);
    let view = file(&mut stage, &id);
    let seen = view.seen.clone().expect("it was seen");
    assert_eq!((seen.brief.file.as_str(), seen.issue_key.as_deref()), ("cases.csv", Some("SUP-1")));
    let call = check_call(2, &view, with(&view, &[("Subject", column(0))]));
    let failure = try_check(&mut stage, call.clone()).unwrap_err();
    assert_eq!((failure.code, failure.values["file"].as_str()), (FailureCode::Invalid, "seen"));
    try_check(&mut stage, weftline_wire::call::BulkCheckCall { again: true, ..call }).unwrap();

    let other = attach(&mut stage, "another.csv", b"Subject\nPrinter on fire!\n");
    assert_eq!(file(&mut stage, &other).seen, None);
}

#[test]
fn blk_8_a_file_that_is_deleted_meanwhile_ends_its_job_with_a_reason() {
    let mut stage = stage(727);
    let id = attach(&mut stage, "cases.csv", b"Subject\n1\n");
    let view = file(&mut stage, &id);
    try_check(&mut stage, check_call(1, &view, with(&view, &[("Subject", column(0))]))).unwrap();
    let (status, _) = stage.jira(AGENT, "DELETE", &format!("attachment/{id}"), &serde_json::Value::Null);
    assert_eq!(status, 204);
    stage.settle_within(60_000);
    let view = job(&mut stage, 1);
    assert_eq!(view.brief.phase, weftline_wire::view::BulkPhase::Failed);
    assert_eq!(view.failure.expect("a reason").values["file"], "gone");
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}
