//! Single things behind `self` links, and what stands before every operation.

use serde_json::{Value, json};
use weftline_sandbox::http::Request;

use crate::client::{Client, JANE, MIA, SAM};

/// Addresses in an answer that lead into the API.
fn links(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match (name.as_str(), value) {
                    ("self", Value::String(link)) => found.push(link.clone()),
                    _ => links(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| links(item, found)),
        _ => {}
    }
}

#[test]
fn every_self_link_of_an_issue_and_its_project_leads_somewhere() {
    let mut client = Client::new();
    client.be(MIA);
    let mut found = Vec::new();
    for path in [
        "issue/SUP-1?expand=editmeta,transitions",
        "issue/HELP-1",
        "project/SUP",
        "project/HELP",
        "issueLinkType",
        "role",
    ] {
        links(&client.get(path), &mut found);
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 60, "{}", found.len());
    for link in found {
        let target = link.strip_prefix("https://weftline.atlassian.net").unwrap();
        // What the documentation has no route for.
        if ["/votes", "/servicedeskapi/"].iter().any(|part| target.contains(part)) {
            continue;
        }
        assert_eq!(client.call("GET", target, None).0, 200, "{target}");
    }
}

#[test]
fn what_is_not_there_or_not_to_be_seen_is_missing() {
    let mut client = Client::new();
    client.be(JANE);
    for path in
        ["component/1", "version/1", "resolution/1", "statuscategory/9", "issueLinkType/1", "project/type/garden"]
    {
        assert_eq!(client.call("GET", &format!("/rest/api/3/{path}"), None).0, 404, "{path}");
    }
    for path in ["role/10002", "group?groupname=support-agents"] {
        assert_eq!(client.be(JANE).call("GET", &format!("/rest/api/3/{path}"), None).0, 403, "{path}");
        assert_eq!(client.be(MIA).call("GET", &format!("/rest/api/3/{path}"), None).0, 200, "{path}");
    }
    assert_eq!(
        client.get("group?groupname=support-agents&expand=users")["users"]["items"].as_array().unwrap().len(),
        3
    );
    assert_eq!(client.get("resolution/search?id=10000")["total"], 1);
    assert_eq!(client.get("statuscategory/done"), client.get("statuscategory/3"));
    assert_eq!(client.get("project/type")[2]["key"], "software");
}

#[test]
fn contexts_tell_their_issue_types() {
    let mut client = Client::new();
    let mapping = client.be(MIA).get("field/customfield_10060/context/issuetypemapping");
    assert_eq!(mapping["values"][0], json!({"contextId": "11060", "isAnyIssueType": true}));
    assert_eq!(client.get("field/customfield_10060/context/issuetypemapping?contextId=20060")["total"], 1);
    assert_eq!(client.get("field/customfield_10060/context/defaultValue")["values"], json!([]));
}

#[test]
fn people_are_found_by_what_they_may() {
    let mut client = Client::new();
    client.be(MIA);
    let mut names = |path: &str| -> Vec<String> {
        let body = client.get(path);
        body.as_array().unwrap().iter().map(|user| user["displayName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("user/assignable/multiProjectSearch?projectKeys=SUP,LEGAL&query="), ["Mia Admin"]);
    assert_eq!(names("user/viewissue/search?issueKey=SUP-1&query=sam"), ["Sam Viewer"]);
    assert_eq!(names("user/permission/search?permissions=EDIT_ISSUES&projectKey=SUP&query=sam"), Vec::<String>::new());
    assert_eq!(client.call("GET", "/rest/api/3/user/viewissue/search?query=sam", None).0, 400);
    assert_eq!(
        client
            .be(JANE)
            .call("GET", "/rest/api/3/user/permission/search?permissions=EDIT_ISSUES&projectKey=SUP&query=s", None)
            .0,
        403
    );
}

#[test]
fn projects_are_found_by_what_one_may_there() {
    let mut client = Client::new();
    let mut keys = |account: &str, permission: &str| -> Vec<String> {
        let (status, body) = client.be(account).post("permissions/project", json!({"permissions": [permission]}));
        assert_eq!(status, 200, "{body}");
        body["projects"].as_array().unwrap().iter().map(|project| project["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys(SAM, "EDIT_ISSUES"), Vec::<String>::new());
    assert_eq!(keys(SAM, "BROWSE_PROJECTS"), ["SUP", "ENG", "HELP"]);
    assert_eq!(client.post("permissions/project", json!({"permissions": ["FLY"]})).0, 400);
}

#[test]
fn a_remote_link_is_replaced() {
    let mut client = Client::new();
    let link = |title: &str| json!({"globalId": "g", "object": {"title": title, "url": "https://example.com"}});
    let id = client.post("issue/SUP-9/remotelink", link("one")).1["id"].as_u64().unwrap();
    let path = format!("issue/SUP-9/remotelink/{id}");
    assert_eq!(client.put(&path, link("two")), (204, Value::Null));
    assert_eq!(client.get(&path)["object"]["title"], "two");
    assert_eq!(client.put(&path, json!({})).0, 400);
}

#[test]
fn a_body_has_to_be_said_to_be_json() {
    let mut client = Client::new();
    let mut send = |kind: Option<&str>| {
        let headers = kind.map(|kind| ("content-type".to_owned(), kind.to_owned())).into_iter().collect();
        let body = br#"{"fields": {"summary": "typed"}}"#.to_vec();
        client.send(&Request { method: "PUT".into(), target: "/rest/api/3/issue/SUP-3".into(), headers, body }).status
    };
    assert_eq!(send(None), 415);
    assert_eq!(send(Some("application/x-www-form-urlencoded")), 415);
    assert_eq!(send(Some("application/json; charset=utf-8")), 204);
}

#[test]
fn head_is_get_without_a_body() {
    let mut client = Client::new();
    let head = |target: &str| Request { method: "HEAD".into(), target: target.into(), ..Request::default() };
    let response = client.send(&head("/rest/api/3/issue/SUP-1/watchers"));
    assert_eq!((response.status, response.body.len()), (200, 0));
    assert_eq!(client.send(&head("/rest/api/3/issue/SUP-99999")).status, 404);
    assert_eq!(client.get("issue/SUP-1/watchers")["watchCount"], 1);
}
