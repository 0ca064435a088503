//! Looking for issues: what is asked, and what is read of the answer.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use weftline_jira::jql::Jql;
use weftline_jira::{reply, request};
use weftline_wire::effect::{Body, Effect, Method, Principal};

#[test]
fn issues_are_looked_for_as_the_user() {
    let jql = Jql::issues_of(&["10000".to_owned()], "printer \"fire").unwrap();
    let Effect::Jira { principal, method, path, body, .. } = request::search_issues(&jql, 20) else {
        panic!("a search is a request to Jira");
    };
    assert_eq!((principal, method, path.as_str()), (Principal::User, Method::Post, "/rest/api/3/search/jql"));
    assert_eq!(
        body,
        Body::Text(
            r#"{"jql":"project in (10000) AND summary ~ \"printer fire*\" ORDER BY updated DESC","maxResults":20,"fields":["summary","issuetype","updated","project"]}"#.into()
        )
    );
}

#[test]
fn what_was_found_is_read() {
    let body = r#"{"issues":[{"id":"10100","key":"SUP-1","fields":{"summary":"Printer on fire",
      "issuetype":{"id":"10001","name":"Story"},"project":{"id":"10000","key":"SUP","projectTypeKey":"service_desk"}}},
      {"id":"10101","key":"ENG-1","fields":{"issuetype":{"id":"10002"},"project":{"id":"10001","key":"ENG"}}}],
      "isLast":true}"#;
    let heads = reply::issue_heads(&reply::read(200, &[], body.as_bytes()).unwrap()).unwrap();
    let shown: Vec<_> = heads
        .iter()
        .map(|head| (&*head.id, &*head.key, &*head.summary, &*head.project_id, head.is_service, &*head.issue_type))
        .collect();
    assert_eq!(
        shown,
        [("10100", "SUP-1", "Printer on fire", "10000", true, "Story"), ("10101", "ENG-1", "", "10001", false, "")]
    );
    for other in ["{}", r#"{"issues":[{"id":"1","key":"A-1","fields":{}}]}"#] {
        assert!(reply::issue_heads(&reply::read(200, &[], other.as_bytes()).unwrap()).is_err(), "{other}");
    }
}

#[test]
fn many_issues_are_read_at_once_with_what_the_user_sees_of_them() {
    let ids = ["10100".to_owned(), "10101".to_owned()];
    let Effect::Jira { principal, method, path, body, .. } = request::issues(&ids, &["summary", "customfield_1"])
    else {
        panic!("reading is a request to Jira");
    };
    assert_eq!((principal, method, path.as_str()), (Principal::User, Method::Post, "/rest/api/3/issue/bulkfetch"));
    assert_eq!(
        body,
        Body::Text(
            r#"{"issueIdsOrKeys":["10100","10101"],"fields":["summary","issuetype","updated","project","customfield_1"]}"#
                .into()
        )
    );
    let body = br#"{"issues":[{"id":"10100","key":"SUP-1","fields":{"summary":"On fire","customfield_1":null,
      "issuetype":{"id":"1","name":"Bug"},"project":{"id":"10000","key":"SUP"}}}],"issueErrors":[]}"#;
    let read = reply::read(200, &[], body).unwrap();
    assert_eq!(reply::issue_heads(&read).unwrap()[0].key, "SUP-1");
    let fields = reply::issue_fields(&read).unwrap();
    let ids: Vec<_> = fields[0].values.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!((fields[0].id.as_str(), ids), ("10100", vec!["summary", "customfield_1", "issuetype", "project"]));
    assert_eq!(fields[0].values[1].1, "null");
}
