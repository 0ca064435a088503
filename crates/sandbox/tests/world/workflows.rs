//! Post functions of workflows: added to transitions, called after each step, as Forge's documentation says.
//! <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-workflow-post-function/>

use serde_json::{Value, json};
use weftline_sandbox::forge::Settlement;
use weftline_sandbox::{Door, World, WorldOptions};

use super::common::{JANE, NOW_MS, forge, manifest, post, read, request};

const RESOLVE: &str = "31";

fn with_post_function(scopes: &Value) -> Value {
    let mut manifest = manifest();
    manifest["modules"]["jira:workflowPostFunction"] = json!([
        { "key": "after", "name": "After", "description": "Does something", "function": "afterwards" },
    ]);
    manifest["permissions"] = json!({ "scopes": scopes });
    manifest
}

fn site(scopes: &Value) -> World {
    let mut world = World::new(WorldOptions { now_ms: NOW_MS, step_ms: 0, ..WorldOptions::default() });
    world.install(&with_post_function(scopes)).unwrap();
    take(&mut world);
    world
}

fn granted() -> World {
    site(&json!(["read:jira-work", "manage:jira-configuration"]))
}

fn jira(world: &mut World, as_app: bool, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut asked = request(method, &format!("/jira/rest/api/3/{path}"), body);
    asked.headers.push(("x-forge-principal".into(), if as_app { "app" } else { "user" }.into()));
    if !as_app {
        asked.headers.push(("x-forge-account".into(), JANE.into()));
    }
    asked.headers.push(("content-type".into(), "application/json".into()));
    read(world.handle(Door::Forge, &asked))
}

fn workflow(world: &mut World, project: &str) -> Value {
    let (_, answer) = forge(world, "GET", "/workflows", Value::Null);
    let workflows = answer["workflows"].as_array().unwrap();
    workflows.iter().find(|one| one["projects"][0]["key"] == project).unwrap().clone()
}

fn at(workflow: &Value, transition: &str) -> String {
    format!("/workflows/{}/transitions/{transition}/post-functions", workflow["id"].as_str().unwrap())
}

fn add(world: &mut World, transition: &str, configuration: &Value) -> String {
    let workflow = workflow(world, "SUP");
    let kept = json!({ "moduleKey": "after", "configuration": configuration.to_string() });
    let (status, answer) = post(world, &at(&workflow, transition), kept);
    assert_eq!(status, 201, "{answer}");
    answer["id"].as_str().unwrap().to_owned()
}

fn resolve(world: &mut World, as_app: bool, more: &Value) {
    let mut body = json!({ "transition": { "id": RESOLVE }, "fields": { "resolution": { "name": "Done" } } });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let (status, answer) = jira(world, as_app, "POST", "issue/SUP-1/transitions", &body);
    assert_eq!(status, 204, "{answer}");
}

/// What the post function is called with; everything else that is delivered is settled.
fn take(world: &mut World) -> Vec<(String, Value)> {
    let mut calls = Vec::new();
    for delivery in world.deliveries() {
        if delivery.function_key == "afterwards" {
            calls.push((delivery.id, delivery.body));
        } else {
            world.settle(&delivery.id, Settlement::Done { response: None });
        }
    }
    calls
}

#[test]
fn a_post_function_is_called_after_each_step_with_what_jira_documents() {
    let mut world = granted();
    add(&mut world, RESOLVE, &json!({ "first": 1 }));
    add(&mut world, RESOLVE, &json!({ "second": [2] }));
    add(&mut world, "11", &json!({}));
    let comment = json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [{ "type": "text", "text": "Done." }] }] });
    resolve(&mut world, false, &json!({ "update": { "comment": [{ "add": { "body": comment } }] } }));
    let calls = take(&mut world);
    assert_eq!(calls.len(), 2, "only those of the transition that was taken");
    let (_, issue) = jira(&mut world, false, "GET", "issue/SUP-1?fields=comment", &Value::Null);
    let written = issue["fields"]["comment"]["comments"].as_array().unwrap().last().unwrap()["id"].clone();
    for ((_, body), configuration) in calls.iter().zip([json!({ "first": 1 }), json!({ "second": [2] })]) {
        assert_eq!((&body["issue"]["key"], &body["atlassianId"]), (&json!("SUP-1"), &json!(JANE)));
        assert_eq!(body["transition"]["id"], RESOLVE);
        assert_eq!(body["transition"]["to"]["id"], "10002");
        assert_eq!(body["configuration"], configuration);
        assert_eq!(body["comment"]["id"], written);
        assert!(body["changelog"]["id"].is_string() && body["workflow"]["id"].is_string(), "{body}");
        assert_eq!(body["context"]["moduleKey"], "after");
    }
    let execution = |index: usize| calls[index].1["transition"]["executionId"].as_str().unwrap().to_owned();
    assert_eq!(execution(0), execution(1), "one step has one name");
    assert!(execution(0).len() > 10);
}

#[test]
fn each_step_has_a_name_of_its_own_and_a_repeated_call_keeps_it() {
    let mut world = granted();
    add(&mut world, "1", &json!({}));
    let issue = |world: &mut World| {
        let fields = json!({ "project": { "key": "SUP" }, "issuetype": { "id": "10001" }, "summary": "Begun" });
        assert_eq!(jira(world, false, "POST", "issue", &json!({ "fields": fields })).0, 201);
        take(world)
    };
    let first = issue(&mut world);
    let second = issue(&mut world);
    assert_eq!((first.len(), second.len()), (1, 1), "creation is the first transition");
    assert_ne!(first[0].1["transition"]["executionId"], second[0].1["transition"]["executionId"]);
    let again = Settlement::Retry {
        retry_after_seconds: Some(5),
        retry_reason: Some("FUNCTION_RETRY_REQUEST".into()),
        retry_data: Some(json!({ "n": 1 })),
    };
    world.settle(&first[0].0, again);
    world.advance(10_000);
    let repeated = take(&mut world);
    assert_eq!(repeated.len(), 1);
    assert_eq!(repeated[0].1["transition"], first[0].1["transition"]);
    assert!(repeated[0].1["retryContext"].is_object());
}

#[test]
fn the_app_s_own_steps_count_and_without_the_scopes_nothing_is_called() {
    let mut world = granted();
    add(&mut world, RESOLVE, &json!({}));
    resolve(&mut world, true, &json!({}));
    let calls = take(&mut world);
    assert_eq!((calls.len(), &calls[0].1["selfGenerated"]), (1, &json!(true)));
    for scopes in [json!(["read:jira-work"]), json!(["manage:jira-configuration"]), json!([])] {
        let mut world = site(&scopes);
        add(&mut world, RESOLVE, &json!({}));
        resolve(&mut world, false, &json!({}));
        assert!(take(&mut world).is_empty(), "{scopes}");
    }
}

#[test]
fn the_editor_changes_and_removes_them_they_are_kept_and_go_with_the_app() {
    let mut world = granted();
    let id = add(&mut world, RESOLVE, &json!({ "old": true }));
    let own = workflow(&mut world, "SUP");
    let path = format!("{}/{id}", at(&own, RESOLVE));
    let kept = |configuration: &str| json!({ "configuration": configuration });
    assert_eq!(forge(&mut world, "PUT", &path, kept(r#"{"new":true}"#)).0, 204);
    assert_eq!(forge(&mut world, "PUT", &path, kept("not JSON")).0, 400);
    assert_eq!(forge(&mut world, "PUT", &path, kept(&json!("x".repeat(33_000)).to_string())).0, 400);
    assert_eq!(forge(&mut world, "PUT", &format!("{}/other", at(&own, RESOLVE)), kept("{}")).0, 404);
    let other = json!({ "moduleKey": "another", "configuration": "{}" });
    assert_eq!(post(&mut world, &at(&own, RESOLVE), other).0, 400, "the app has no such module");
    let known = json!({ "moduleKey": "after", "configuration": "{}" });
    assert_eq!(post(&mut world, &at(&own, "999"), known).0, 404, "there is no such transition");

    let mut again = World::empty(WorldOptions { now_ms: NOW_MS, step_ms: 0, ..WorldOptions::default() }, None);
    for change in world.take_changes().1 {
        if let Some(json) = change.json {
            again.load(change.table, &change.key, &json).unwrap();
        }
    }
    let functions = |world: &mut World| {
        let workflow = workflow(world, "SUP");
        let steps = workflow["transitions"].as_array().unwrap();
        let resolve = steps.iter().find(|step| step["id"] == RESOLVE).unwrap();
        resolve["postFunctions"].clone()
    };
    let expected = json!([{ "id": id, "moduleKey": "after", "configuration": { "new": true } }]);
    assert_eq!(functions(&mut again), expected, "they are kept");
    assert_eq!(forge(&mut again, "DELETE", &path, Value::Null).0, 204);
    assert_eq!(forge(&mut again, "DELETE", &path, Value::Null).0, 404);
    assert_eq!(functions(&mut again), json!([]));

    assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 204);
    assert_eq!(functions(&mut world), json!([]), "they go with the app");
}
