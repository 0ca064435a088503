//! Reading, creating, editing and deleting issues.

use serde_json::{Value, json};

use crate::client::{CARLA, Client, JANE, MIA, ROSA, SAM, at_field, doc, message};

#[test]
fn an_issue_is_read_by_id_and_key_with_chosen_fields() {
    let mut client = Client::new();
    let issue = client.get("issue/10100?fields=summary,customfield_10060&fields=assignee");
    assert_eq!(issue["key"], "SUP-1");
    assert_eq!(issue["self"], "https://weftline.atlassian.net/rest/api/3/issue/10100");
    let names: Vec<&String> = issue["fields"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["summary", "assignee", "customfield_10060"]);
    assert_eq!(issue["fields"]["customfield_10060"]["value"], "High");
    assert_eq!(issue["fields"]["assignee"]["emailAddress"], "jane.doe@weftline.example");
    let all = client.get("issue/sup-1");
    assert_eq!(all["fields"]["description"]["type"], "doc");
    assert_eq!(all["fields"]["comment"]["total"], 2);
    assert_eq!(all["fields"]["customfield_10067"]["child"]["value"], "LTE");
    let less = client.get("issue/SUP-1?fields=-comment,-description&expand=names,schema,renderedFields,changelog");
    assert!(less["fields"].get("comment").is_none());
    assert_eq!(less["names"]["customfield_10050"], "Customer reference");
    assert_eq!(less["schema"]["customfield_10061"]["items"], "option");
    assert_eq!(less["renderedFields"]["duedate"], "04/Dec/26");
    assert!(less["changelog"]["total"].is_u64());
}

#[test]
fn version_two_gives_and_takes_wiki_text() {
    let mut client = Client::new();
    let (status, issue) = client.call("GET", "/rest/api/2/issue/SUP-1?fields=description", None);
    assert_eq!(status, 200);
    let text = issue["fields"]["description"].as_str().unwrap();
    assert!(text.starts_with("h2. What happens\n\nThe total on invoices"), "{text}");
    assert!(text.contains("*one cent too high*") && text.contains("[~accountid:5b10a0000000000000000002]"), "{text}");
    let fields = json!({"project": {"id": "10000"}, "issuetype": {"id": "10004"}, "summary": "x", "description": "h1. Hi\n\n* a\n* b"});
    let (status, created) = client.call("POST", "/rest/api/2/issue", Some(json!({"fields": fields})));
    assert_eq!(status, 201, "{created}");
    let issue = client.get(&format!("issue/{}", created["key"].as_str().unwrap()));
    assert_eq!(issue["fields"]["description"]["content"][1]["type"], "bulletList");
    let (status, error) = client.post(
        "issue",
        json!({"fields": {"project": {"id": "10000"}, "issuetype": {"id": "10004"}, "summary": "x", "description": "text"}}),
    );
    assert_eq!(status, 400);
    assert_eq!(
        error,
        at_field("description", "Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    );
}

#[test]
fn an_issue_that_one_may_not_see_is_as_good_as_missing() {
    let mut client = Client::new();
    let missing = (404, message("Issue does not exist or you do not have permission to see it."));
    assert_eq!(client.call("GET", "/rest/api/3/issue/LEGAL-1", None), missing);
    assert_eq!(client.call("GET", "/rest/api/3/issue/SUP-9999", None), missing);
    assert_eq!(client.be(CARLA).call("GET", "/rest/api/3/issue/HELP-1", None), missing);
    client.be(MIA).get("issue/LEGAL-1");
    assert_eq!(client.be(ROSA).call("GET", "/rest/api/3/issue/SUP-1", None).0, 401);
}

#[test]
fn values_of_every_kind_are_set_and_shown() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    let fields = json!({
        "summary": "all of them", "description": doc("text"), "environment": doc("Linux"), "labels": ["a", "b"],
        "duedate": "2026-12-24", "priority": {"name": "High"}, "assignee": {"accountId": JANE},
        "components": [{"name": "Portal"}, {"id": "10000"}], "fixVersions": [{"name": "2026.12"}],
        "customfield_10050": "C-1", "customfield_10051": doc("1. do it"), "customfield_10052": 2.5,
        "customfield_10053": "2026-12-31", "customfield_10054": "2026-12-31T10:00:00.000+0100",
        "customfield_10060": {"value": "Critical"}, "customfield_10061": [{"value": "Phone"}, {"id": "10612"}],
        "customfield_10062": [{"value": "Asia"}], "customfield_10063": {"accountId": MIA}, "customfield_10064": {"id": "10640"},
        "customfield_10065": "https://x.example/a?b=c", "customfield_10066": {"value": "Everyone"},
        "customfield_10067": {"value": "Cloud", "child": {"value": "Alerts"}}, "customfield_10068": ["k1"],
        "customfield_10069": [{"accountId": JANE}], "customfield_10070": {"name": "jira-users"},
        "customfield_10071": [{"name": "jira-users"}], "customfield_10072": {"key": "ENG"},
        "customfield_10073": {"name": "2026.10"}, "customfield_10074": [{"id": "10001"}], "customfield_10016": 5
    });
    let (status, body) = client.put(&format!("issue/{key}"), json!({"fields": fields}));
    assert_eq!((status, body), (204, Value::Null));
    let shown = &client.get(&format!("issue/{key}"))["fields"];
    let check = |pointer: &str, expect: Value| assert_eq!(shown.pointer(pointer), Some(&expect), "{pointer}");
    check("/summary", json!("all of them"));
    check("/priority/id", json!("2"));
    check("/components/0/name", json!("Portal"));
    check("/fixVersions/0/released", json!(false));
    check("/customfield_10052", json!(2.5));
    check("/customfield_10054", json!("2026-12-31T09:00:00.000+0000"));
    check("/customfield_10060/id", json!("10603"));
    check("/customfield_10061/1/value", json!("Chat"));
    check("/customfield_10063/displayName", json!("Mia Admin"));
    check("/customfield_10067/child/value", json!("Alerts"));
    check("/customfield_10068", json!(["k1"]));
    check("/customfield_10071/0/name", json!("jira-users"));
    check("/customfield_10072/key", json!("ENG"));
    check("/customfield_10074/0/name", json!("2026.12"));
    let cleared: serde_json::Map<String, Value> = fields
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| !["summary", "priority"].contains(&name.as_str()))
        .map(|name| (name.clone(), Value::Null))
        .collect();
    assert_eq!(client.put(&format!("issue/{key}"), json!({"fields": cleared})).0, 204);
    let shown = &client.get(&format!("issue/{key}"))["fields"];
    assert_eq!(shown["customfield_10067"], Value::Null);
    assert_eq!(shown["labels"], json!([]));
    assert_eq!(shown["assignee"], Value::Null);
}

#[test]
fn wrong_values_are_refused_by_field() {
    let mut client = Client::new();
    let mut check = |field: &str, value: Value, complaint: &str| {
        let before = client.get("issue/SUP-2")["fields"]["updated"].clone();
        let (status, body) = client.put("issue/SUP-2", json!({"fields": {field: value}}));
        assert_eq!((status, body), (400, at_field(field, complaint)));
        assert_eq!(client.get("issue/SUP-2")["fields"]["updated"], before);
    };
    let long = "x".repeat(256);
    check("summary", json!("  "), "You must specify a summary of the issue.");
    check("summary", json!("a\nb"), "The summary is invalid because it contains newline characters.");
    check("summary", json!(long), "Summary can't exceed 255 characters.");
    check("labels", json!(["two words"]), "The label 'two words' contains spaces which is invalid.");
    check("labels", json!("a"), "data was not an array");
    check("duedate", json!("tomorrow"), "Error parsing date string: tomorrow");
    check("priority", json!({"name": "Urgent"}), "Priority name 'Urgent' is not valid");
    check("assignee", json!({"accountId": "nobody"}), "User 'nobody' does not exist.");
    check("assignee", json!({"accountId": SAM}), "User 'Sam Viewer' cannot be assigned issues.");
    check("components", json!([{"name": "Nope"}]), "Component name 'Nope' is not valid");
    check(
        "customfield_10050",
        json!(long),
        "The entered text is too long. It exceeds the allowed limit of 255 characters.",
    );
    check("customfield_10052", json!("5"), "Operation value must be a number");
    check("customfield_10054", json!("2026-12-31"), "Error parsing time: 2026-12-31");
    check("customfield_10060", json!({"value": "Extreme"}), "Option value 'Extreme' is not valid");
    check("customfield_10060", json!({"id": "10900"}), "Option id '10900' is not valid");
    check("customfield_10060", json!("High"), "Specify a valid 'id' or 'name' for Severity");
    check("customfield_10065", json!("not a url"), "Not a valid URL");
    check(
        "customfield_10067",
        json!({"value": "Sensor", "child": {"value": "LTE"}}),
        "Option value 'LTE' is not valid",
    );
    check("customfield_10067", json!({"value": "Discontinued"}), "Option value 'Discontinued' is not valid");
    check("description", json!({"type": "doc", "version": 2, "content": []}), "INVALID_INPUT");
    for field in ["customfield_99999", "status", "resolution", "created", "customfield_10075", "customfield_10010"] {
        check(
            field,
            json!("x"),
            &format!("Field '{field}' cannot be set. It is not on the appropriate screen, or unknown."),
        );
    }
}

#[test]
fn a_choice_belongs_to_its_context() {
    let mut client = Client::new();
    assert_eq!(client.put("issue/HELP-1", json!({"fields": {"customfield_10060": {"value": "SEV-2"}}})).0, 204);
    let (status, body) = client.put("issue/HELP-1", json!({"fields": {"customfield_10060": {"value": "High"}}}));
    assert_eq!((status, body), (400, at_field("customfield_10060", "Option value 'High' is not valid")));
    assert_eq!(client.put("issue/HELP-1", json!({"fields": {"customfield_10016": 3}})).0, 400);
}

#[test]
fn what_is_missing_at_creation_is_said() {
    let mut client = Client::new();
    let mut check = |fields: Value, field: &str, complaint: &str| {
        assert_eq!(client.post("issue", json!({"fields": fields})), (400, at_field(field, complaint)));
    };
    check(json!({}), "project", "Specify a valid project ID or key");
    check(json!({"project": {"key": "LEGAL"}}), "project", "valid project is required");
    check(json!({"project": {"key": "SUP"}}), "issuetype", "Specify an issue type");
    check(json!({"project": {"key": "SUP"}, "issuetype": {"name": "Poem"}}), "issuetype", "Specify a valid issue type");
    check(
        json!({"project": {"key": "SUP"}, "issuetype": {"name": "Task"}}),
        "summary",
        "You must specify a summary of the issue.",
    );
    check(
        json!({"project": {"key": "SUP"}, "issuetype": {"name": "Sub-task"}, "summary": "x"}),
        "parentId",
        "Issue type is a sub-task but parent issue key or id not specified.",
    );
    let (status, body) = client.call("POST", "/rest/api/3/issue", None);
    assert_eq!(
        (status, body),
        (400, message("There was an error parsing JSON. Check that your request body is valid."))
    );
}

#[test]
fn who_only_looks_changes_nothing() {
    let mut client = Client::new();
    client.be(SAM);
    client.get("issue/SUP-1");
    let (status, body) = client.put("issue/SUP-1", json!({"fields": {"summary": "mine"}}));
    assert_eq!(status, 400);
    assert_eq!(
        body,
        at_field("summary", "Field 'summary' cannot be set. It is not on the appropriate screen, or unknown.")
    );
    assert_eq!(client.get("issue/SUP-1/editmeta"), json!({"fields": {}}));
    assert_eq!(client.get("issue/SUP-1/transitions")["transitions"], json!([]));
    let fields = json!({"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "x"});
    assert_eq!(client.post("issue", json!({"fields": fields})).0, 403);
    assert_eq!(client.post("issue/SUP-1/comment", json!({"body": doc("hi")})).0, 400);
    assert_eq!(client.put("issue/SUP-1/properties/k", json!(1)).0, 403);
    assert_eq!(client.delete("issue/SUP-1").0, 403);
    assert_eq!(client.put("issue/SUP-1/assignee", json!({"accountId": null})).0, 403);
    assert_eq!(client.event_names(), Vec::<String>::new());
}

#[test]
fn verbs_add_and_remove() {
    let mut client = Client::new();
    let key = client.create(json!({"labels": ["a"], "components": [{"name": "Billing"}]}));
    let update = json!({
        "labels": [{"add": "b"}, {"remove": "a"}],
        "components": [{"add": {"name": "Portal"}}, {"remove": {"name": "Billing"}}],
        "customfield_10061": [{"add": {"value": "Chat"}}],
        "summary": [{"set": "renamed"}],
        "comment": [{"add": {"body": doc("done")}}]
    });
    assert_eq!(client.put(&format!("issue/{key}"), json!({"update": update})), (204, Value::Null));
    let fields = &client.get(&format!("issue/{key}"))["fields"];
    assert_eq!(fields["labels"], json!(["b"]));
    assert_eq!(fields["components"][0]["name"], "Portal");
    assert_eq!(fields["customfield_10061"][0]["value"], "Chat");
    assert_eq!(fields["summary"], "renamed");
    assert_eq!(fields["comment"]["comments"][0]["body"], doc("done"));
    let log = client.get(&format!("issue/{key}/changelog"));
    let items: Vec<String> = log["values"][0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{}: {} -> {}", item["field"], item["fromString"], item["toString"]))
        .collect();
    assert_eq!(
        items,
        [
            "\"labels\": \"a\" -> \"b\"",
            "\"Component\": \"Billing\" -> null",
            "\"Component\": null -> \"Portal\"",
            "\"Channels\": null -> \"Chat\"",
            "\"summary\": \"a new issue\" -> \"renamed\"",
        ]
    );
    let (status, body) = client.put(&format!("issue/{key}"), json!({"update": {"summary": [{"add": "x"}]}}));
    assert_eq!(status, 400, "{body}");
    let both = json!({"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}});
    assert_eq!(client.put(&format!("issue/{key}"), both).0, 400);
}

#[test]
fn a_write_that_changes_nothing_leaves_no_trace() {
    let mut client = Client::new();
    let before = client.get("issue/SUP-5");
    let same = json!({"fields": {"summary": before["fields"]["summary"], "labels": before["fields"]["labels"]}});
    assert_eq!(client.put("issue/SUP-5", same).0, 204);
    assert_eq!(client.get("issue/SUP-5"), before);
    assert_eq!(client.event_names(), Vec::<String>::new());
}

#[test]
fn an_edit_of_nothing_is_refused() {
    let mut client = Client::new();
    assert_eq!(client.put("issue/SUP-3", json!({})), (400, message("one of 'fields' or 'update' required")));
}

#[test]
fn an_edited_issue_is_returned_when_asked_for() {
    let mut client = Client::new();
    let (status, body) = client.put("issue/SUP-3?returnIssue=true", json!({"fields": {"summary": "new"}}));
    assert_eq!((status, &body["key"], &body["fields"]["summary"]), (200, &json!("SUP-3"), &json!("new")));
}

#[test]
fn sub_tasks_go_with_their_parent() {
    let mut client = Client::new();
    client.be(MIA);
    let child = client.create(json!({"issuetype": {"name": "Sub-task"}, "parent": {"key": "SUP-4"}}));
    assert_eq!(client.get("issue/SUP-4")["fields"]["subtasks"][0]["key"], json!(child));
    assert_eq!(client.get(&format!("issue/{child}"))["fields"]["parent"]["key"], "SUP-4");
    let (status, body) = client.delete("issue/SUP-4");
    assert_eq!(status, 400);
    assert!(body["errorMessages"][0].as_str().unwrap().contains("deleteSubtasks"), "{body}");
    client.events();
    assert_eq!(client.delete("issue/SUP-4?deleteSubtasks=true"), (204, Value::Null));
    assert_eq!(client.call("GET", &format!("/rest/api/3/issue/{child}"), None).0, 404);
    assert_eq!(client.event_names(), ["avi:jira:deleted:issue"]);
}

#[test]
fn several_issues_are_created_at_once() {
    let mut client = Client::new();
    let good = json!({"fields": {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "one"}});
    let bad = json!({"fields": {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}}});
    let (status, body) = client.post("issue/bulk", json!({"issueUpdates": [good, bad]}));
    assert_eq!(status, 201);
    assert_eq!(body["issues"].as_array().unwrap().len(), 1);
    assert_eq!(body["errors"][0]["failedElementNumber"], 1);
    assert_eq!(body["errors"][0]["elementErrors"]["errors"]["summary"], "You must specify a summary of the issue.");
    let (status, body) = client.post("issue/bulk", json!({"issueUpdates": [bad]}));
    assert_eq!((status, body["issues"].as_array().unwrap().len()), (400, 0));
}

#[test]
fn properties_of_issues() {
    let mut client = Client::new();
    let (status, _) = client.put("issue/SUP-1/properties/weftline.links", json!({"records": ["500xx0000000001AAA"]}));
    assert_eq!(status, 201);
    assert_eq!(client.put("issue/SUP-1/properties/weftline.links", json!({"records": []})).0, 200);
    assert_eq!(
        client.get("issue/10100/properties/weftline.links"),
        json!({"key": "weftline.links", "value": {"records": []}})
    );
    let keys = client.get("issue/SUP-1/properties");
    assert_eq!(keys["keys"][0]["key"], "weftline.links");
    let issue = client.get("issue/SUP-1?fields=summary&properties=*all");
    assert_eq!(issue["properties"]["weftline.links"], json!({"records": []}));
    let long = "x".repeat(32_769);
    assert_eq!(client.put("issue/SUP-1/properties/long", json!(long)).0, 400);
    assert_eq!(client.delete("issue/SUP-1/properties/weftline.links").0, 204);
    assert_eq!(client.call("GET", "/rest/api/3/issue/SUP-1/properties/weftline.links", None).0, 404);
    let (_, created) = client.post(
        "issue",
        json!({
            "fields": {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "x"},
            "properties": [{"key": "from", "value": "here"}]
        }),
    );
    let path = format!("issue/{}/properties/from", created["id"].as_str().unwrap());
    assert_eq!(client.get(&path)["value"], "here");
}

#[test]
fn links_between_issues() {
    let mut client = Client::new();
    let body = json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": "SUP-1"}, "outwardIssue": {"key": "ENG-1"}});
    assert_eq!(client.post("issueLink", body), (201, Value::Null));
    let mut found = |jql: &str| -> Value {
        let (status, body) = client.post("search/jql", json!({"jql": jql, "fields": ["key"]}));
        assert_eq!(status, 200, "{body}");
        body["issues"].as_array().unwrap().iter().map(|issue| issue["key"].clone()).collect()
    };
    assert_eq!(found("issueLinkType = Blocks"), json!(["ENG-1", "SUP-1"]));
    assert_eq!(found("issue in linkedIssues(SUP-1, blocks)"), json!(["ENG-1"]));
    assert_eq!(found("issue in linkedIssues(SUP-1, \"is blocked by\")"), json!([]));
    let blocker = client.get("issue/SUP-1")["fields"]["issuelinks"][0].clone();
    assert_eq!(blocker["type"]["outward"], "blocks");
    assert_eq!(blocker["outwardIssue"]["key"], "ENG-1");
    let blocked = client.get("issue/ENG-1")["fields"]["issuelinks"][0].clone();
    assert_eq!(blocked["inwardIssue"]["key"], "SUP-1");
    assert!(blocked["inwardIssue"]["fields"]["status"]["name"].is_string());
    let last = client.get("issue/ENG-1?expand=changelog")["changelog"]["histories"][0]["items"][0].clone();
    assert_eq!(last["toString"], "This issue is blocked by SUP-1");
    let id = blocker["id"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("issueLink/{id}"))["outwardIssue"]["key"], "ENG-1");
    assert_eq!(client.delete(&format!("issueLink/{id}")).0, 204);
    assert_eq!(client.get("issue/ENG-1")["fields"]["issuelinks"], json!([]));
    let names = client.event_names();
    assert!(
        names.contains(&"avi:jira:created:issuelink".to_owned())
            && names.contains(&"avi:jira:deleted:issuelink".to_owned())
    );
    let unknown = json!({"type": {"name": "Likes"}, "inwardIssue": {"key": "SUP-1"}, "outwardIssue": {"key": "ENG-1"}});
    assert_eq!(client.post("issueLink", unknown).0, 404);
}

#[test]
fn remote_links_are_updated_by_their_global_id() {
    let mut client = Client::new();
    let link =
        |title: &str| json!({"globalId": "system=sf&id=1", "object": {"url": "https://x.example/1", "title": title}});
    assert_eq!(client.post("issue/SUP-1/remotelink", link("Case 1")).0, 201);
    assert_eq!(client.post("issue/SUP-1/remotelink", link("Case one")).0, 200);
    let all = client.get("issue/SUP-1/remotelink");
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(all[0]["object"]["title"], "Case one");
    assert_eq!(client.delete("issue/SUP-1/remotelink?globalId=system%3Dsf%26id%3D1").0, 204);
    assert_eq!(client.get("issue/SUP-1/remotelink"), json!([]));
}

#[test]
fn watchers_and_notifications() {
    let mut client = Client::new();
    let before = client.get("issue/ENG-3/watchers")["watchCount"].as_u64().unwrap();
    assert_eq!(client.post("issue/ENG-3/watchers", json!(MIA)).0, 204);
    assert_eq!(client.get("issue/ENG-3/watchers")["watchCount"], json!(before + 1));
    assert_eq!(client.delete(&format!("issue/ENG-3/watchers?accountId={MIA}")).0, 204);
    let note = json!({"subject": "s", "textBody": "t", "to": {"users": [{"accountId": MIA}]}});
    assert_eq!(client.post("issue/ENG-3/notify", note).0, 204);
    let nobody = json!({"subject": "s", "to": {"users": [{"accountId": JANE}]}});
    assert_eq!(
        client.post("issue/ENG-3/notify", nobody),
        (400, message("No recipients were defined for notification."))
    );
}

#[test]
fn routes_that_are_not_known_are_not_guessed() {
    let mut client = Client::new();
    assert_eq!(client.call("GET", "/rest/api/3/dashboard", None).0, 501);
    assert_eq!(client.call("PATCH", "/rest/api/3/issue/SUP-1", None).0, 501);
    assert_eq!(client.call("GET", "/rest/api/3/issue/picker?query=pump", None).0, 501);
    assert_eq!(client.call("GET", "/rest/api/3/search?jql=project%3DSUP", None).0, 410);
}

#[test]
fn a_moved_issue_has_a_new_key_and_is_the_same() {
    let mut client = Client::new();
    let key = client.create(json!({"components": [{"name": "Portal"}], "customfield_10050": "C-7"}));
    let id = client.get(&format!("issue/{key}"))["id"].clone();
    client.post(&format!("issue/{key}/transitions"), json!({"transition": {"id": "11"}}));
    client.post(&format!("issue/{key}/transitions"), json!({"transition": {"id": "21"}}));
    client.events();
    let ask = json!({"sendBulkNotification": false, "targetToSourcesMapping": {"ENG,10004": {
        "inferClassificationDefaults": true, "inferFieldDefaults": true, "inferStatusDefaults": true,
        "inferSubtaskTypeDefault": true, "issueIdsOrKeys": [key, "LEGAL-1"]
    }}});
    let (status, task) = client.post("bulk/issues/move", ask);
    assert_eq!(status, 201);
    let progress = client.get(&format!("bulk/queue/{}", task["taskId"].as_str().unwrap()));
    assert_eq!(
        (&progress["invalidOrInaccessibleIssueCount"], &progress["failedAccessibleIssues"]),
        (&json!(1), &json!({}))
    );
    let moved = client.get(&format!("issue/{key}?expand=changelog"));
    assert_eq!((&moved["id"], &moved["key"]), (&id, &json!("ENG-25")));
    assert_eq!(client.get("issue/ENG-25")["fields"]["customfield_10050"], "C-7");
    assert_eq!(moved["fields"]["components"], json!([]));
    assert_eq!(moved["fields"]["status"]["name"], "To Do");
    let items = moved["changelog"]["histories"][0]["items"].as_array().unwrap().clone();
    let told: Vec<String> = items.iter().map(|item| format!("{} -> {}", item["field"], item["toString"])).collect();
    assert_eq!(told[..3], ["\"project\" -> \"Engineering\"", "\"Key\" -> \"ENG-25\"", "\"status\" -> \"To Do\""]);
    let event = client.events().remove(0);
    assert_eq!((event.event.as_str(), &event.body["issue"]["key"]), ("avi:jira:updated:issue", &json!("ENG-25")));
    assert_eq!(client.be(SAM).post("bulk/issues/move", json!({})).0, 400);
}

#[test]
fn an_issue_is_put_into_a_sprint_by_its_number() {
    let mut client = Client::new();
    let mut set = |value: Value| client.put("issue/ENG-2", json!({"fields": {"customfield_10020": value}}));
    assert_eq!(set(json!("42")), (400, at_field("customfield_10020", "Number value expected as the Sprint id.")));
    assert_eq!(set(json!(7)).0, 400);
    assert_eq!(set(json!(42)), (204, Value::Null));
    let issue = client.get("issue/ENG-2?expand=changelog");
    let sprint = &issue["fields"]["customfield_10020"][0];
    assert_eq!(
        (&sprint["id"], &sprint["name"], &sprint["state"]),
        (&json!(42), &json!("ENG Sprint 42"), &json!("active"))
    );
    let item = &issue["changelog"]["histories"][0]["items"][0];
    assert_eq!(
        (&item["field"], &item["to"], &item["toString"]),
        (&json!("Sprint"), &json!("42"), &json!("ENG Sprint 42"))
    );
    let meta = client.get("issue/ENG-2/editmeta")["fields"]["customfield_10020"].clone();
    assert_eq!((&meta["schema"]["items"], &meta["operations"]), (&json!("json"), &json!(["set"])));
    assert_eq!(client.put("issue/HELP-1", json!({"fields": {"customfield_10020": 42}})).0, 400);
}
