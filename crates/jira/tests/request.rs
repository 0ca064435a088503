//! Requests, as they go out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use expect_test::{Expect, expect};
use proptest::prelude::*;
use weftline_jira::request;
use weftline_wire::effect::{Body, Effect, Method, Principal};

fn check(effect: &Effect, expect: Expect) {
    let Effect::Jira { principal, method, path, headers, body } = effect else {
        panic!("not a request to Jira: {effect:?}");
    };
    assert_eq!((method, body), (&Method::Get, &Body::Empty));
    assert_eq!(headers, &[("Accept".to_owned(), "application/json".to_owned())]);
    expect.assert_eq(&format!("{principal:?} {path}"));
}

fn path(effect: Effect) -> String {
    match effect {
        Effect::Jira { path, .. } => path,
        other => panic!("not a request to Jira: {other:?}"),
    }
}

#[test]
fn an_issue_is_read_with_its_project_and_what_its_fields_are() {
    check(
        &request::issue("SUP-1", &["summary", "project", "description", "summary"], Principal::User),
        expect!["User /rest/api/3/issue/SUP-1?fields=project,summary,description&expand=names,schema"],
    );
    check(
        &request::issue("10100", &[], Principal::App),
        expect!["App /rest/api/3/issue/10100?fields=project&expand=names,schema"],
    );
}

#[test]
fn view_3_who_posts_is_asked_as_the_user() {
    check(&request::myself(), expect!["User /rest/api/3/myself"]);
}

#[test]
fn what_happened_to_an_issue_comes_with_it_or_in_pages() {
    check(
        &request::issue_with_history("10100", &["summary"], Principal::App),
        expect!["App /rest/api/3/issue/10100?fields=project,summary&expand=names,schema,changelog"],
    );
    check(
        &request::history("10100", 200, 500, Principal::App),
        expect!["App /rest/api/3/issue/10100/changelog?startAt=200&maxResults=100"],
    );
    check(&request::server_info(), expect!["App /rest/api/3/serverInfo"]);
}

#[test]
fn permissions_are_always_the_user_s() {
    check(
        &request::my_permissions(Some("10100"), &[request::BROWSE_PROJECTS, request::EDIT_ISSUES]),
        expect!["User /rest/api/3/mypermissions?permissions=BROWSE_PROJECTS,EDIT_ISSUES&issueId=10100"],
    );
    check(&request::administer_permission(), expect!["User /rest/api/3/mypermissions?permissions=ADMINISTER"]);
}

#[test]
fn fields_are_asked_for() {
    check(&request::fields(Principal::App), expect!["App /rest/api/3/field"]);
}

proptest! {
    #[test]
    fn no_text_breaks_out_of_its_place(id in "\\PC{0,12}", field in "\\PC{0,12}") {
        let path = path(request::issue(&id, &[&field], Principal::App));
        let (resource, query) = path.split_once('?').unwrap();
        prop_assert_eq!(resource.matches('/').count(), 5);
        prop_assert_eq!(query.matches(['&', '=', ',']).count(), 4 + usize::from(field != "project"));
        prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\\\"'<>".contains(&byte)));
    }
}

#[test]
fn what_there_is_to_choose_from_is_asked_for_by_project() {
    let shown = |effect: Effect| match effect {
        Effect::Jira { principal: Principal::User, path, .. } => path,
        other => format!("{other:?}"),
    };
    assert_eq!(
        shown(request::projects(Some("su p"), &[], 50)),
        "/rest/api/3/project/search?expand=issueTypes&orderBy=key&maxResults=50&startAt=50&query=su%20p"
    );
    assert_eq!(
        shown(request::projects(None, &["SUP", "ENG"], 0)),
        "/rest/api/3/project/search?expand=issueTypes&orderBy=key&maxResults=50&startAt=0&keys=SUP&keys=ENG"
    );
    assert_eq!(
        shown(request::create_fields("10000", "10/1", 200)),
        "/rest/api/3/issue/createmeta/10000/issuetypes/10%2F1?maxResults=200&startAt=200"
    );
    assert_eq!(shown(request::choices("status", "10000").unwrap()), "/rest/api/3/project/10000/statuses");
    assert!(request::choices("customfield_10060", "10000").is_none());
}

#[test]
fn con_4_watchers_of_an_issue_are_told_as_the_app() {
    let Effect::Jira { principal, method, path, headers, body } =
        request::notify_watchers("OPS-1", "the \"org\"", "line\nline")
    else {
        panic!("not a request to Jira");
    };
    assert_eq!((principal, method, path.as_str()), (Principal::App, Method::Post, "/rest/api/3/issue/OPS-1/notify"));
    assert!(headers.contains(&("Content-Type".to_owned(), "application/json".to_owned())));
    let expected = r#"{"subject":"the \"org\"","textBody":"line\nline","to":{"watchers":true}}"#;
    assert_eq!(body, Body::Text(expected.to_owned()));
}

#[test]
fn the_property_for_jql_is_written_as_the_app_and_deleted_with_the_last_link() {
    use weftline_jira::request::property::{Projected, delete_property, set_property};
    let records = vec!["500KW00000AbCdEAAA".to_owned(), "a \"name\"".to_owned()];
    let projected = Projected { records, objects: vec!["Case".to_owned()] };
    let Effect::Jira { principal, method, path, body, .. } = set_property("10/1", &projected) else {
        panic!("not a request to Jira");
    };
    let resource = "/rest/api/3/issue/10%2F1/properties/weftline";
    assert_eq!((principal, method, path.as_str()), (Principal::App, Method::Put, resource));
    let expected = r#"{"records":["500KW00000AbCdEAAA","a \"name\""],"objects":["Case"]}"#;
    assert_eq!(body, Body::Text(expected.to_owned()));
    let Effect::Jira { principal, method, path, body, .. } = delete_property("10100") else {
        panic!("not a request to Jira");
    };
    assert_eq!((principal, method, body), (Principal::App, Method::Delete, Body::Empty));
    assert_eq!(path, "/rest/api/3/issue/10100/properties/weftline");
}

#[test]
fn blk_1_the_files_of_an_issue_are_asked_for_and_read_in_ranges() {
    check(
        &request::attachments("SUP-1", Principal::User),
        expect!["User /rest/api/3/issue/SUP-1?fields=project,attachment"],
    );
    check(&request::attachment_settings(Principal::User), expect!["User /rest/api/3/attachment/meta"]);
    let Effect::Jira { path, headers, .. } = request::attachment_range("10006", 100, 300, Principal::App) else {
        panic!("not a request to Jira");
    };
    assert_eq!(path, "/rest/api/3/attachment/content/10006?redirect=false");
    assert!(headers.contains(&("Range".to_owned(), "bytes=100-299".to_owned())));
}
