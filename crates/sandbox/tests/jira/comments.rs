//! Comments.

use serde_json::{Value, json};

use crate::client::{Client, JANE, MIA, SAM, at_field, doc, message};

#[test]
fn a_comment_is_added_read_edited_and_deleted() {
    let mut client = Client::new();
    let (status, comment) = client.post(
        "issue/SUP-8/comment",
        json!({"body": doc("hello"), "properties": [{"key": "sf", "value": {"id": "00a1"}}]}),
    );
    assert_eq!(status, 201);
    assert_eq!(comment["author"]["accountId"], JANE);
    assert_eq!(comment["jsdPublic"], true);
    let path = format!("issue/SUP-8/comment/{}", comment["id"].as_str().unwrap());
    assert_eq!(
        comment["self"],
        format!("https://weftline.atlassian.net/rest/api/3/issue/10107/comment/{}", comment["id"].as_str().unwrap())
    );
    let shown = client.get(&format!("{path}?expand=properties,renderedBody"));
    assert_eq!(shown["properties"], json!([{"key": "sf", "value": {"id": "00a1"}}]));
    assert_eq!(shown["renderedBody"], "<p>hello</p>");
    let (status, edited) = client.put(&path, json!({"body": doc("hello again")}));
    assert_eq!((status, &edited["body"]), (200, &doc("hello again")));
    assert_ne!(edited["created"], edited["updated"]);
    let id = comment["id"].as_str().unwrap();
    assert_eq!(client.get(&format!("comment/{id}/properties/sf"))["value"]["id"], "00a1");
    assert_eq!(client.put(&format!("comment/{id}/properties/sf"), json!(2)).0, 200);
    assert_eq!(client.put(&format!("comment/{id}/properties/other"), json!(2)).0, 201);
    assert_eq!(client.delete(&path), (204, Value::Null));
    let (status, body) = client.call("GET", &format!("/rest/api/3/{path}"), None);
    assert_eq!((status, body), (404, message(&format!("Can not find a comment for the id: {id}."))));
    assert_eq!(
        client.event_names(),
        ["avi:jira:commented:issue", "avi:jira:commented:issue", "avi:jira:deleted:comment"]
    );
}

#[test]
fn bodies_that_are_none_are_refused() {
    let mut client = Client::new();
    let mut check = |body: Value, expect: Value| {
        assert_eq!(client.post("issue/SUP-8/comment", body), (400, expect));
    };
    check(json!({}), at_field("comment", "Comment body can not be empty!"));
    check(json!({"body": "text"}), at_field("comment", "Comment body is not valid!"));
    check(
        json!({"body": {"type": "doc", "version": 1, "content": []}}),
        at_field("comment", "Comment body can not be empty!"),
    );
    check(json!({"body": {"type": "doc", "version": 1, "content": [{"type": "nope"}]}}), message("INVALID_INPUT"));
    let long = "x".repeat(32_768);
    check(
        json!({"body": doc(&long)}),
        at_field("comment", "The entered text is too long. It exceeds the allowed limit of 32,767 characters."),
    );
    check(
        json!({"body": doc("x"), "visibility": {"type": "role", "value": "Kings"}}),
        at_field("commentLevel", "Role: Kings does not exist."),
    );
}

#[test]
fn a_restricted_comment_is_seen_by_those_it_is_for() {
    let mut client = Client::new();
    let restricted = json!({"body": doc("between us"), "visibility": {"type": "role", "value": "Administrators"}});
    let (status, comment) = client.be(MIA).post("issue/SUP-9/comment", restricted);
    assert_eq!((status, &comment["visibility"]["value"]), (201, &json!("Administrators")));
    let for_agents = json!({"body": doc("agents"), "visibility": {"type": "group", "value": "support-agents"}});
    client.post("issue/SUP-9/comment", for_agents);
    let mut count = |account: &str| client.be(account).get("issue/SUP-9/comment")["total"].as_u64().unwrap();
    let (all, jane, sam) = (count(MIA), count(JANE), count(SAM));
    assert_eq!((jane, sam), (all - 1, all - 2));
    assert_eq!(client.be_app().get("issue/SUP-9/comment")["total"], json!(all));
}

#[test]
fn other_peoples_comments_are_theirs() {
    let mut client = Client::new();
    let (_, comment) = client.be(MIA).post("issue/SUP-8/comment", json!({"body": doc("mine")}));
    let path = format!("issue/SUP-8/comment/{}", comment["id"].as_str().unwrap());
    client.be(JANE);
    assert_eq!(
        client.put(&path, json!({"body": doc("yours")})),
        (400, message("You do not have the permission to edit this comment."))
    );
    assert_eq!(client.delete(&path).0, 400);
}

#[test]
fn comments_come_in_pages_and_by_id() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    let mut ids = Vec::new();
    for number in 0..7 {
        let (_, comment) = client.post(&format!("issue/{key}/comment"), json!({"body": doc(&number.to_string())}));
        ids.push(comment["id"].as_str().unwrap().parse::<u64>().unwrap());
    }
    let page = client.get(&format!("issue/{key}/comment?startAt=5&maxResults=5"));
    assert_eq!((page["total"].as_u64(), page["comments"].as_array().unwrap().len()), (Some(7), 2));
    let newest = client.get(&format!("issue/{key}/comment?orderBy=-created&maxResults=1"));
    assert_eq!(newest["comments"][0]["body"], doc("6"));
    let (status, listed) = client.post("comment/list", json!({"ids": [ids[1], ids[3], 1]}));
    assert_eq!((status, listed["total"].as_u64()), (200, Some(2)));
}

#[test]
fn version_two_takes_text() {
    let mut client = Client::new();
    let body = json!({"body": "*bold* and plain"});
    let (status, comment) = client.call("POST", "/rest/api/2/issue/SUP-8/comment", Some(body));
    assert_eq!((status, &comment["body"]), (201, &json!("*bold* and plain")));
    let shown = client.get(&format!("issue/SUP-8/comment/{}", comment["id"].as_str().unwrap()));
    assert_eq!(shown["body"]["content"][0]["content"][0]["marks"][0]["type"], "strong");
}
