//! What an app needs that follows changes: who made them, when an issue counts as changed, and what of a comment is told.

use serde_json::{Value, json};

use crate::client::{CARLA, Client, JANE, MIA, doc};

fn found(client: &mut Client, jql: &str) -> bool {
    let (status, body) = client.post("search/jql", json!({ "jql": jql, "fields": ["updated"] }));
    assert_eq!(status, 200, "{body}");
    !body["issues"].as_array().unwrap().is_empty()
}

#[test]
fn an_issue_counts_as_changed_by_whatever_happens_to_its_fields_and_comments() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    client.now += 3_600_000;
    let recent = format!("key = {key} AND updated >= \"-10m\"");
    assert!(!found(&mut client, &recent));
    let (_, comment) = client.post(&format!("issue/{key}/comment"), json!({ "body": doc("hello") }));
    let path = format!("issue/{key}/comment/{}", comment["id"].as_str().unwrap());
    assert!(found(&mut client, &recent));
    assert!(found(&mut client, &format!("key = {key} AND updated >= -10m")));
    for step in 0..3 {
        client.now += 660_000;
        assert!(!found(&mut client, &recent), "before step {step}");
        match step {
            0 => client.put(&path, json!({ "body": doc("again") })),
            1 => client.delete(&path),
            _ => client.put(&format!("issue/{key}"), json!({ "fields": { "summary": "other" } })),
        };
        assert!(found(&mut client, &recent), "after step {step}");
    }
    client.now += 660_000;
    client.put(&format!("issue/{key}/properties/p"), json!(1));
    assert!(!found(&mut client, &recent), "properties are not fields");
}

#[test]
fn a_changelog_tells_apps_from_people() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    client.put(&format!("issue/{key}"), json!({ "fields": { "summary": "by Jane" } }));
    client.be_app();
    client.put(&format!("issue/{key}"), json!({ "fields": { "summary": "by the app" } }));
    let myself = client.get("myself");
    assert_eq!(myself["accountType"], "app");
    let log = client.get(&format!("issue/{key}/changelog"));
    let by: Vec<(&Value, &Value)> = log["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["author"]["accountType"], &entry["author"]["accountId"]))
        .collect();
    assert_eq!(by, [(&json!("atlassian"), &json!(JANE)), (&json!("app"), &myself["accountId"])]);
    let (_, fetched) = client.post("changelog/bulkfetch", json!({ "issueIdsOrKeys": [key], "fieldIds": ["summary"] }));
    let last = &fetched["issueChangeLogs"][0]["changeHistories"][1];
    assert_eq!((&last["author"]["accountType"], &last["items"][0]["toString"]), (&json!("app"), &json!("by the app")));
}

#[test]
fn comments_of_an_app_are_its_own_and_carry_what_it_says_of_them() {
    let mut client = Client::new();
    client.be_app();
    let copy = json!({ "key": "weftline", "value": { "copyOf": "00aWf0000000001AAA" } });
    let (_, comment) =
        client.post("issue/SUP-8/comment", json!({ "body": doc("copied"), "properties": [copy.clone()] }));
    let id: u64 = comment["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(comment["author"]["accountType"], "app");
    client.put(&format!("issue/SUP-8/comment/{id}"), json!({ "body": doc("copied again") }));
    let (_, listed) = client.post("comment/list?expand=properties", json!({ "ids": [id] }));
    assert_eq!(listed["values"][0]["properties"], json!([copy]), "an edit without properties keeps them");
    client.delete(&format!("issue/SUP-8/comment/{id}"));
    let events = client.events();
    let told: Vec<(&str, bool)> = events.iter().map(|event| (event.event.as_str(), event.self_generated)).collect();
    assert_eq!(
        told,
        [("avi:jira:commented:issue", true), ("avi:jira:commented:issue", true), ("avi:jira:deleted:comment", true)]
    );
    assert!(events.iter().all(|event| event.body["comment"]["id"] == json!(id.to_string())));
    let (_, gone) = client.post("comment/list", json!({ "ids": [id] }));
    assert_eq!(gone["total"], 0);
}

#[test]
fn a_comment_becomes_internal_and_public_by_its_property() {
    let mut client = Client::new();
    let (_, comment) = client.post("issue/HELP-1/comment", json!({ "body": doc("a word") }));
    let id = comment["id"].as_str().unwrap().to_owned();
    let seen = |client: &mut Client| {
        let (status, _) =
            client.be(CARLA).call("GET", &format!("/rest/servicedeskapi/request/HELP-1/comment/{id}"), None);
        client.be(JANE);
        status == 200
    };
    assert!(seen(&mut client));
    client.put(&format!("comment/{id}/properties/sd.public.comment"), json!({ "internal": true }));
    assert!(!seen(&mut client));
    assert_eq!(client.get(&format!("issue/HELP-1/comment/{id}"))["jsdPublic"], false);
    client.delete(&format!("comment/{id}/properties/sd.public.comment"));
    assert!(seen(&mut client));
}

#[test]
fn restricted_comments_are_told_to_the_app_as_they_are() {
    let mut client = Client::new();
    let restricted = json!({ "body": doc("x"), "visibility": { "type": "role", "value": "Administrators" } });
    let (_, comment) = client.be(MIA).post("issue/SUP-9/comment", restricted);
    assert_eq!(client.events()[0].event, "avi:jira:commented:issue");
    let id: u64 = comment["id"].as_str().unwrap().parse().unwrap();
    let (_, seen) = client.be_app().post("comment/list", json!({ "ids": [id] }));
    assert_eq!(seen["values"][0]["visibility"]["value"], "Administrators");
    let (_, unseen) = client.be(JANE).post("comment/list", json!({ "ids": [id] }));
    assert_eq!(unseen["total"], 0);
}
