//! Product events, as Forge documents them.

use serde_json::json;

use crate::client::{Client, JANE, MIA, doc};

#[test]
fn creating_tells_few_fields() {
    let mut client = Client::new();
    let key = client.create(json!({"labels": ["x"]}));
    let event = client.events().remove(0);
    assert_eq!((event.event.as_str(), event.actor.as_deref()), ("avi:jira:created:issue", Some(JANE)));
    assert!(!event.self_generated);
    assert_eq!(event.body["eventType"], "avi:jira:created:issue");
    assert_eq!(event.body["atlassianId"], JANE);
    assert_eq!(event.body["issue"]["key"], json!(key));
    let mut fields: Vec<&String> = event.body["issue"]["fields"].as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        ["assignee", "created", "creator", "issuetype", "project", "reporter", "status", "summary", "updated"]
    );
    assert_eq!(event.body["associatedUsers"], json!([{"accountId": JANE}]));
}

#[test]
fn assigning_tells_twice_and_an_edit_tells_the_change() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    client.events();
    client.put(&format!("issue/{key}/assignee"), json!({"accountId": MIA}));
    let events = client.events();
    let names: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(names, ["avi:jira:assigned:issue", "avi:jira:updated:issue"]);
    for event in &events {
        let item = &event.body["changelog"]["items"][0];
        assert_eq!((&item["from"], &item["to"], &item["toString"]), (&json!(null), &json!(MIA), &json!("Mia Admin")));
    }
    client.put(&format!("issue/{key}"), json!({"fields": {"summary": "other", "customfield_10060": {"value": "Low"}}}));
    let event = client.events().remove(0);
    assert_eq!(event.event, "avi:jira:updated:issue");
    assert_eq!(
        event.body["changelog"]["items"],
        json!([
            {"field": "summary", "fieldtype": "jira", "fieldId": "summary", "from": null, "fromString": "a new issue", "to": null, "toString": "other"},
            {"field": "Severity", "fieldtype": "custom", "fieldId": "customfield_10060", "from": null, "fromString": null, "to": "10600", "toString": "Low"}
        ])
    );
    assert!(event.body.get("associatedStatuses").is_none());
}

#[test]
fn what_the_app_does_is_its_own() {
    let mut client = Client::new();
    client.be_app();
    client.post("issue/SUP-8/comment", json!({"body": doc("from the app")}));
    client.put("issue/SUP-8/properties/p", json!(1));
    let events = client.events();
    assert!(events.iter().all(|event| event.self_generated));
    assert_eq!(events[0].event, "avi:jira:commented:issue");
    assert!(events[0].body["comment"]["id"].is_string());
    assert_eq!(events[1].event, "avi:jira:set:issue-property");
    assert_eq!(events[1].body["property"], json!({"key": "p"}));
    client.be(JANE).post("issue/SUP-8/comment", json!({"body": doc("from Jane")}));
    assert!(!client.events()[0].self_generated);
}

#[test]
fn deleting_tells_what_it_was_and_nothing_of_what_went_with_it() {
    let mut client = Client::new();
    client.be(MIA);
    assert_eq!(client.delete("issue/SUP-1").0, 204);
    let events = client.events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event, "avi:jira:deleted:issue");
    assert_eq!(events[0].body["issue"]["id"], "10100");
}

#[test]
fn seeds_tell_nothing() {
    assert_eq!(Client::new().events(), []);
}
