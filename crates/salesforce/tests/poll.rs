//! What has changed in an org.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Reply};
use weftline_salesforce::request::{Changed, ChangedKind, Since, changes, stamps};
use weftline_salesforce::soql::Name;

const NOON_MS: u64 = 1_795_262_400_000;

fn id(text: &str) -> RecordId {
    RecordId::parse(text).unwrap()
}

#[test]
fn sync_5_changes_are_asked_for_in_order_with_what_was_deleted() {
    let object = Name::parse("Case").unwrap();
    let of = Changed { object: &object, kind: ChangedKind::Records, parent: None, within: None, has_bin: true };
    assert_eq!(
        changes(of, Since::At(NOON_MS), 2_000).as_str(),
        "SELECT Id, SystemModstamp, LastModifiedById, IsDeleted FROM Case WHERE SystemModstamp >= \
         2026-11-21T12:00:00.000Z ORDER BY SystemModstamp ASC, Id ASC LIMIT 2000"
    );
    let behind = Since::Behind(NOON_MS, id("5005g00000AbCdEAAV"));
    let of = Changed { has_bin: false, ..of };
    assert_eq!(
        changes(of, behind, 400).as_str(),
        "SELECT Id, SystemModstamp, LastModifiedById FROM Case WHERE (SystemModstamp >= 2026-11-21T12:00:00.000Z AND \
         (SystemModstamp > 2026-11-21T12:00:00.000Z OR Id > '5005g00000AbCdEAAV')) ORDER BY SystemModstamp ASC, Id ASC \
         LIMIT 400"
    );
    assert_eq!(
        stamps(&object, &[id("5005g00000AbCdEAAV")]).as_str(),
        "SELECT Id, SystemModstamp FROM Case WHERE Id IN ('5005g00000AbCdEAAV')"
    );
}

#[test]
fn sync_5_comments_are_asked_for_with_what_they_belong_to() {
    let object = Name::parse("IdeaComment").unwrap();
    let ideas = [id("5005g00000AbCdEAAV")];
    let of = Changed {
        object: &object,
        kind: ChangedKind::Records,
        parent: Some("IdeaId"),
        within: Some(&ideas),
        has_bin: true,
    };
    assert_eq!(
        changes(of, Since::At(NOON_MS), 2_000).as_str(),
        "SELECT Id, SystemModstamp, LastModifiedById, IsDeleted, IdeaId FROM IdeaComment WHERE (IdeaId IN \
         ('5005g00000AbCdEAAV') AND SystemModstamp >= 2026-11-21T12:00:00.000Z) ORDER BY SystemModstamp ASC, Id ASC \
         LIMIT 2000"
    );
}

#[test]
fn sync_6_a_page_of_changes_tells_what_was_deleted() {
    let body = br#"{"totalSize":2,"done":true,"records":[
        {"attributes":{"type":"CaseComment"},"Id":"00a5g00000AbCdEAAV","SystemModstamp":"2026-11-21T12:00:00.000+0000",
         "LastModifiedById":"0055g00000AbCdEAAV","IsDeleted":false,"ParentId":"5005g00000AbCdEAAV"},
        {"attributes":{"type":"CaseComment"},"Id":"00a5g00000AbCdFAAV","SystemModstamp":"2026-11-21T12:00:01.000+0000",
         "LastModifiedById":null,"IsDeleted":true,"ParentId":null}]}"#;
    let reply = Reply { status: 200, headers: &[], body };
    let (found, more) = reply::changes(&reply, Some("ParentId")).unwrap();
    assert!(!more);
    assert_eq!(found[0].parent.unwrap().as_str(), "5005g00000AbCdEAAV");
    assert_eq!((found[0].stamp_ms, found[0].deleted), (NOON_MS, false));
    assert_eq!((found[1].stamp_ms, found[1].deleted, found[1].by), (NOON_MS + 1_000, true, None));
    let body = br#"{"totalSize":1,"done":true,"records":[{"Id":"00a5g00000AbCdEAAV"}]}"#;
    assert!(reply::changes(&Reply { status: 200, headers: &[], body }, None).is_err(), "no stamp, no watermark");
}

#[test]
fn sync_5_a_page_says_whether_salesforce_has_kept_back_more() {
    let body =
        br#"{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g5g00000AbCdEAAV-1","records":[
        {"Id":"5005g00000AbCdEAAV","SystemModstamp":"2026-11-21T12:00:00.000+0000"}]}"#;
    let (found, more) = reply::changes(&Reply { status: 200, headers: &[], body }, None).unwrap();
    assert_eq!((found.len(), more), (1, true));
}

#[test]
fn sync_5_the_server_s_time_is_read() {
    let at = |text: &str| reply::server_time(&[("date".to_owned(), text.to_owned())]);
    assert_eq!(at("Sat, 21 Nov 2026 12:00:00 GMT"), Some(NOON_MS));
    assert_eq!(at("Thu, 01 Jan 1970 00:00:01 GMT"), Some(1_000));
    assert_eq!(at("Sat, 21 Nov 2026 12:00:00 CET"), None);
    assert_eq!(at("21 Nov"), None);
    assert_eq!(reply::server_time(&[]), None);
}
