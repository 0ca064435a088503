//! Rate limits.

use serde_json::json;
use weftline_sandbox::http::Request;
use weftline_sandbox::jira::Limits;

use crate::client::Client;

#[test]
fn the_twenty_first_write_to_an_issue_within_two_seconds_has_to_wait() {
    let mut client = Client::new();
    client.site.set_limits(Limits::documented());
    for number in 0..20 {
        let (status, _) = client.put("issue/SUP-4", json!({"fields": {"summary": format!("{number}")}}));
        assert_eq!(status, 204);
    }
    let request = Request {
        method: "PUT".into(),
        target: "/rest/api/3/issue/SUP-4".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: br#"{"fields": {"summary": "x"}}"#.to_vec(),
    };
    let response = client.send(&request);
    assert_eq!(response.status, 429);
    let header = |name: &str| response.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    assert_eq!(header("retry-after").as_deref(), Some("2"));
    assert_eq!(header("ratelimit-reason").as_deref(), Some("jira-per-issue-on-write"));
    assert_eq!(header("x-ratelimit-reset").as_deref(), Some("2026-11-21T09:30Z"));
    assert_eq!(client.put("issue/SUP-5", json!({"fields": {"summary": "x"}})).0, 204);
    assert_eq!(client.get("issue/SUP-4")["fields"]["summary"], "19");
    client.now += 2_000;
    assert_eq!(client.send(&request).status, 204);
}

#[test]
fn points_run_out_and_come_back() {
    let mut client = Client::new();
    client.site.set_limits(Limits { points_per_hour: Some(10), ..Limits::none() });
    let request = Request { method: "GET".into(), target: "/rest/api/3/issue/SUP-1".into(), ..Request::default() };
    let mut told = Vec::new();
    for _ in 0..5 {
        let response = client.send(&request);
        let headers = response.headers.into_iter().filter(|(name, _)| name.starts_with("x-ratelimit-"));
        told.push(headers.map(|(_, value)| value).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(told, ["10 8", "10 6", "10 4", "10 2", "10 0 true"]);
    assert_eq!(client.call("GET", "/rest/api/3/myself", None).0, 429);
    client.now += 3_600_000;
    client.get("myself");
}
