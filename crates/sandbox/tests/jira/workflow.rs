//! Transitions, with their conditions and screens.

use serde_json::{Value, json};

use crate::client::{Client, JANE, MIA, at_field, message};

fn open(client: &mut Client, key: &str) -> Vec<String> {
    let body = client.get(&format!("issue/{key}/transitions"));
    body["transitions"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap().to_owned()).collect()
}

fn go(client: &mut Client, key: &str, id: &str) -> (u16, Value) {
    client.post(&format!("issue/{key}/transitions"), json!({"transition": {"id": id}}))
}

#[test]
fn steps_are_open_by_status_and_condition() {
    let mut client = Client::new();
    let key = client.create(json!({"assignee": {"accountId": MIA}}));
    assert_eq!(open(&mut client, &key), ["Start progress", "Resolve"]);
    assert_eq!(go(&mut client, &key, "11"), (204, Value::Null));
    // *Put back* is for the assignee only, who is somebody else.
    assert_eq!(open(&mut client, &key), ["Wait for customer", "Resolve"]);
    client.put(&format!("issue/{key}/assignee"), json!({"accountId": JANE}));
    assert_eq!(open(&mut client, &key), ["Wait for customer", "Resolve", "Put back"]);
    assert_eq!(go(&mut client, &key, "41"), (400, message("Transition id '41' is not valid for this issue.")));
    let all = client.get(&format!("issue/{key}/transitions?includeUnavailableTransitions=true"));
    assert_eq!(all["transitions"].as_array().unwrap().len(), 5);
    assert_eq!(
        client.post(&format!("issue/{key}/transitions"), json!({})),
        (400, message("Missing 'transition' identifier"))
    );
}

#[test]
fn a_screen_asks_for_its_fields() {
    let mut client = Client::new();
    let key = client.create(json!({}));
    let steps = client.get(&format!("issue/{key}/transitions?expand=transitions.fields&transitionId=31"));
    let resolution = &steps["transitions"][0]["fields"]["resolution"];
    assert_eq!(resolution["required"], true);
    assert_eq!(resolution["allowedValues"][1]["name"], "Won't Do");
    assert_eq!(go(&mut client, &key, "31"), (400, at_field("resolution", "Resolution is required.")));
    let path = format!("issue/{key}/transitions");
    let (status, body) = client.post(
        &path,
        json!({"transition": {"id": "31"}, "fields": {"resolution": {"name": "Won't Do"}, "summary": "x"}}),
    );
    assert_eq!(status, 400);
    assert!(body["errors"]["summary"].as_str().unwrap().contains("not on the appropriate screen"), "{body}");
    let done = json!({
        "transition": {"id": "31"}, "fields": {"resolution": {"name": "Won't Do"}},
        "update": {"comment": [{"add": {"body": crate::client::doc("closing")}}]}
    });
    assert_eq!(client.post(&path, done).0, 204);
    let fields = &client.get(&format!("issue/{key}"))["fields"];
    assert_eq!(fields["status"]["statusCategory"]["key"], "done");
    assert_eq!(fields["resolution"]["name"], "Won't Do");
    assert!(fields["resolutiondate"].is_string());
    assert_eq!(fields["comment"]["total"], 1);
    assert_eq!(open(&mut client, &key), Vec::<String>::new());
    client.be(MIA);
    assert_eq!(open(&mut client, &key), ["Reopen"]);
    assert_eq!(go(&mut client, &key, "41").0, 204);
    assert_eq!(client.get(&format!("issue/{key}"))["fields"]["resolution"], Value::Null);
}

#[test]
fn a_simple_workflow_resolves_by_itself() {
    let mut client = Client::new();
    let (_, created) = client
        .post("issue", json!({"fields": {"project": {"key": "ENG"}, "issuetype": {"name": "Task"}, "summary": "x"}}));
    let key = created["key"].as_str().unwrap().to_owned();
    client.events();
    assert_eq!(go(&mut client, &key, "31").0, 204);
    assert_eq!(client.get(&format!("issue/{key}"))["fields"]["resolution"]["name"], "Done");
    let event = client.events().remove(0);
    let items = event.body["changelog"]["items"].as_array().unwrap().clone();
    let fields: Vec<&str> = items.iter().map(|item| item["fieldId"].as_str().unwrap()).collect();
    assert_eq!(fields, ["status", "resolution"]);
    assert_eq!(event.body["associatedStatuses"][1]["name"], "Done");
}
