//! Comments of cases: requests as they go out, replies in the shapes that Salesforce sends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use expect_test::expect;
use weftline_salesforce::address::Address;
use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Reply};
use weftline_salesforce::request::{self, CommentsOf, Subrequest};
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Name, count};
use weftline_wire::effect::{Body, Effect};

fn id(text: &str) -> RecordId {
    RecordId::parse(text).unwrap()
}

fn case() -> RecordId {
    id("500000000000001")
}

/// The resource and the body.
fn posted(texts: &[&str], public: bool) -> String {
    let session = Session {
        address: Address::parse_instance("acme.my.salesforce.com").unwrap(),
        api_version: ApiVersion::pinned(),
        access_token: "00D!token".to_owned(),
    };
    let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
    match request::post_comments(&session, &case(), &texts, public, Some(id("005000000000001")), 10_000) {
        Effect::Salesforce { url, body: Body::Text(body), .. } => {
            [url.split_once("/v62.0").unwrap().1, "\n", &body].concat()
        }
        other => panic!("not a post: {other:?}"),
    }
}

#[test]
fn view_3_a_page_of_comments_goes_on_after_the_last_one_of_the_page_before() {
    let text = |behind| request::comments(&case(), behind, 51).as_str().to_owned();
    expect![[
        r#"SELECT Id, CommentBody, IsPublished, CreatedDate, LastModifiedDate, CreatedBy.Name FROM CaseComment WHERE ParentId = '500000000000001AAA' ORDER BY CreatedDate DESC, Id DESC LIMIT 51"#
    ]]
    .assert_eq(&text(None));
    expect![[
        r#" AND (CreatedDate < 2026-11-18T11:06:40.000Z OR (CreatedDate = 2026-11-18T11:06:40.000Z AND Id < '00a000000000001AAA'))) ORDER BY CreatedDate DESC, Id DESC LIMIT 51"#
    ]]
    .assert_eq(text(Some((1_795_000_000_000, id("00a000000000001")))).split_once("AAA'").unwrap().1);
}

#[test]
fn view_1_entries_of_a_tab_are_counted() {
    let parent = FieldPath::parse("ParentId").unwrap();
    let counted = count(&Name::parse("CaseComment").unwrap(), &Condition::equals(&parent, &Literal::Id(case())));
    assert_eq!(counted.as_str(), "SELECT COUNT() FROM CaseComment WHERE ParentId = '500000000000001AAA'");
}

#[test]
fn view_3_comments_are_posted_all_or_none_and_read_back_in_one_call() {
    expect![[r#"
        /composite
        {"allOrNone":true,"collateSubrequests":false,"compositeRequest":[{"method":"POST","url":"/services/data/v62.0/sobjects/CaseComment","referenceId":"r0","httpHeaders":{"Sforce-Auto-Assign":"FALSE"},"body":{"CommentBody":"Hello","IsPublished":false,"ParentId":"500000000000001AAA"}},{"method":"GET","url":"/services/data/v62.0/query?q=SELECT%20Id%2C%20CommentBody%2C%20IsPublished%2C%20CreatedDate%2C%20LastModifiedDate%2C%20CreatedBy.Name%20FROM%20CaseComment%20WHERE%20%28ParentId%20%3D%20%27500000000000001AAA%27%20AND%20CreatedById%20%3D%20%27005000000000001AAA%27%29%20ORDER%20BY%20CreatedDate%20DESC%2C%20Id%20DESC%20LIMIT%2050","referenceId":"r1"}]}"#]]
    .assert_eq(&posted(&["Hello"], false));
    expect![[r#"
        /composite/sobjects
        {"allOrNone":true,"records":[{"attributes":{"type":"CaseComment"},"CommentBody":"a","IsPublished":true,"ParentId":"500000000000001AAA"},{"attributes":{"type":"CaseComment"},"CommentBody":"@{b}","IsPublished":true,"ParentId":"500000000000001AAA"}]}"#]]
    .assert_eq(&posted(&["a", "@{b}"], true));
}

#[test]
fn cmt_4_parts_of_a_comment_travel_as_one_request_of_a_composite_all_or_none() {
    let session = Session {
        address: Address::parse_instance("acme.my.salesforce.com").unwrap(),
        api_version: ApiVersion::pinned(),
        access_token: "00D!token".to_owned(),
    };
    let parts = ["(1/2) a", "(2/2) b"].map(|text| CommentsOf::Cases.fields(&case(), text, false));
    let requests = [Subrequest::comments(&CommentsOf::Cases, &parts)];
    let Effect::Salesforce { body: Body::Text(body), .. } = request::composite(&session, &requests, false, 10_000)
    else {
        panic!("not a composite");
    };
    expect![[r#"{"allOrNone":false,"collateSubrequests":false,"compositeRequest":[{"method":"POST","url":"/services/data/v62.0/composite/sobjects","referenceId":"r0","httpHeaders":{"Sforce-Auto-Assign":"FALSE"},"body":{"allOrNone":true,"records":[{"attributes":{"type":"CaseComment"},"CommentBody":"(1/2) a","IsPublished":false,"ParentId":"500000000000001AAA"},{"attributes":{"type":"CaseComment"},"CommentBody":"(2/2) b","IsPublished":false,"ParentId":"500000000000001AAA"}]}}]}"#]]
    .assert_eq(&body);
}

fn ok(body: &str) -> Reply<'_> {
    reply::read(200, &[], body.as_bytes()).unwrap()
}

const READ: &str = r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"CaseComment"},
    "Id":"00a000000000001AAA","CommentBody":"Hello","IsPublished":false,"CreatedDate":"2026-11-18T11:06:40.000+0000",
    "LastModifiedDate":"2026-11-18T11:07:40.000+0000","CreatedBy":{"attributes":{"type":"User"},"Name":"Integration"}}]}"#;

fn composite(parts: &[(u16, &str)]) -> String {
    let parts = parts.iter().enumerate().map(|(at, (status, body))| {
        format!(r#"{{"body":{body},"httpHeaders":{{}},"httpStatusCode":{status},"referenceId":"r{at}"}}"#)
    });
    format!(r#"{{"compositeResponse":[{}]}}"#, parts.collect::<Vec<_>>().join(","))
}

#[test]
fn view_3_what_was_posted_is_known_by_its_ids_and_shown_as_it_was_read() {
    let body = composite(&[(201, r#"{"id":"00a000000000001AAA","success":true,"errors":[]}"#), (200, READ)]);
    let posted = reply::posted_comments(&ok(&body), 1).unwrap();
    assert_eq!(posted.ids, [id("00a000000000001AAA")]);
    let comment = &posted.read[0];
    assert_eq!((comment.text.as_str(), comment.public, comment.author.as_str()), ("Hello", false, "Integration"));
    assert_eq!(comment.changed_at_ms - comment.written_at_ms, 60_000);
    let rows = r#"[{"id":"00a000000000001AAA","success":true,"errors":[]},{"id":"00a000000000002AAA","success":true}]"#;
    let posted = reply::posted_comments(&ok(rows), 2).unwrap();
    assert_eq!((posted.ids.len(), posted.read.len()), (2, 0));
}

#[test]
fn view_3_of_a_refused_post_the_reason_is_told_and_not_what_was_undone_for_it() {
    let halted = r#"[{"errorCode":"PROCESSING_HALTED","message":"The transaction was rolled back."}]"#;
    let reason = r#"[{"errorCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]"#;
    let body = composite(&[(400, halted), (400, reason), (400, halted)]);
    let error = reply::posted_comments(&ok(&body), 2).unwrap_err();
    assert_eq!((error.class(), error.surely_not_done()), (ErrorClass::Deleted, true));

    let undone = r#"{"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"Record rolled back","fields":[]}]}"#;
    let reason = r#"{"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"data value too large","fields":["CommentBody"]}]}"#;
    let error = reply::posted_comments(&ok(&format!("[{undone},{reason}]")), 2).unwrap_err();
    assert_eq!((error.code(), error.surely_not_done()), ("STRING_TOO_LONG", true));
}

#[test]
fn view_3_what_cannot_be_told_is_not_taken_for_refused() {
    for body in [
        "[]".to_owned(),
        "{}".to_owned(),
        r#"[{"success":true}]"#.to_owned(),
        composite(&[(201, r#"{"id":"00a000000000001AAA","success":true}"#)]),
        composite(&[(201, "{}"), (200, READ)]),
        composite(&[(201, r#"{"id":"00a000000000001AAA","success":true}"#), (200, r#"{"records":[]}"#)]),
    ] {
        let error = reply::posted_comments(&ok(&body), 1).unwrap_err();
        assert!(!error.surely_not_done(), "{body}: {error:?}");
    }
}
