//! Collections, and jobs of Bulk API 2.0.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::reply::{self, IngestState, Reply};

#[test]
fn a_refused_row_of_a_job_says_code_and_message() {
    let error = reply::ingest_error("FIELD_CUSTOM_VALIDATION_EXCEPTION:close date: not before today:CloseDate --");
    assert_eq!((error.code(), error.message()), ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "close date: not before today"));
    let statement = error.statements().next().unwrap();
    assert_eq!(statement.fields, ["CloseDate"]);
    let error = reply::ingest_error("UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--");
    assert_eq!(error.class(), ErrorClass::Lock);
}

#[test]
fn a_collection_says_of_each_record_what_came_of_it_or_nothing_is_known() {
    let body = br#"[{"id":"5003000000D8cuIAAR","success":true,"errors":[]},
        {"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"too long","fields":["Subject"]}]}]"#;
    let answer = Reply { status: 200, headers: &[], body };
    let saved = reply::saved(&answer, 2).unwrap();
    assert_eq!(saved[0].as_ref().unwrap().as_str(), "5003000000D8cuIAAR");
    assert_eq!(saved[1].as_ref().unwrap_err().code(), "STRING_TOO_LONG");
    assert!(!reply::saved(&answer, 3).unwrap_err().surely_not_done());
}

#[test]
fn a_page_of_results_says_where_the_next_begins() {
    let next = |locator: &str| {
        let headers = [("Sforce-Locator".to_owned(), locator.to_owned())];
        reply::ingest_page(&Reply { status: 200, headers: &headers, body: b"sf__Id\n" }).next.map(str::to_owned)
    };
    assert_eq!(next("MTAwMDA"), Some("MTAwMDA".to_owned()));
    assert_eq!(next("null"), None);
}

#[test]
fn a_job_says_how_far_it_has_come() {
    let body =
        br#"{"id":"7505e00000EkaobAAB","state":"JobComplete","numberRecordsProcessed":101,"numberRecordsFailed":1}"#;
    let job = reply::ingest_job(&Reply { status: 200, headers: &[], body }).unwrap();
    assert_eq!((job.state, job.processed, job.failed), (IngestState::Complete, 101, 1));
    let body = br#"{"id":"7505e00000EkaobAAB","state":"Asleep"}"#;
    assert!(reply::ingest_job(&Reply { status: 200, headers: &[], body }).is_err());
}
