//! What an installation gives Jira: panels in their places, names for JQL; and expressions evaluated.

use serde_json::{Value, json};
use weftline_sandbox::{Door, World, WorldOptions};

use super::common::{JANE, NOW_MS, forge, manifest, post, read, request};

const ADMIN: &str = "5b10a0000000000000000001";
const PANEL: &str = "/panels?issue=10001&project=";

fn with_modules() -> Value {
    let mut manifest = manifest();
    manifest["modules"]["jira:issuePanel"] = json!([{ "key": "list", "title": "Records", "resource": "app" }]);
    manifest["modules"]["jira:entityProperty"] = json!([
        {
            "key": "links",
            "propertyKey": "weftline.links",
            "values": [
                { "path": "records.name", "type": "string", "searchAlias": "salesforceRecord" },
                { "path": "count", "type": "number" },
            ],
        },
        { "key": "setup", "propertyKey": "weftline", "entityType": "project", "values": [
            { "path": "on", "type": "string", "searchAlias": "weftlineIsOn" },
        ] },
    ]);
    manifest
}

fn site(configured: bool) -> World {
    let mut world = World::new(WorldOptions { now_ms: NOW_MS, step_ms: 0, configured, ..WorldOptions::default() });
    world.install(&with_modules()).unwrap();
    world
}

fn jira(world: &mut World, account: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut asked = request(method, &format!("/jira/rest/api/3/{path}"), body);
    asked.headers.push(("x-forge-principal".into(), "user".into()));
    asked.headers.push(("x-forge-account".into(), account.into()));
    asked.headers.push(("content-type".into(), "application/json".into()));
    read(world.handle(Door::Forge, &asked))
}

fn project(world: &mut World, key: &str) -> String {
    jira(world, ADMIN, "GET", &format!("project/{key}"), &Value::Null).1["id"].as_str().unwrap().to_owned()
}

fn shown(world: &mut World, project: &str) -> (bool, bool) {
    let panel = forge(world, "GET", &format!("{PANEL}{project}"), Value::Null).1["panels"][0].clone();
    assert_eq!(panel["moduleKey"], "list");
    (panel["pinned"] == true, panel["added"] == true)
}

#[test]
fn panels_are_pinned_where_an_administrator_has_set_the_app_up() {
    let mut world = site(true);
    for (key, pinned) in [("SUP", true), ("ENG", true)] {
        let id = project(&mut world, key);
        assert_eq!(shown(&mut world, &id), (pinned, false), "{key}");
        assert_eq!(world.is_pinned("list", id.parse().unwrap()), pinned);
    }
    let sup = project(&mut world, "SUP").parse().unwrap();
    assert!(!world.is_pinned("list", 1) && !world.is_pinned("other", sup));
}

#[test]
fn on_the_first_day_nothing_is_pinned_until_an_administrator_does_it() {
    let mut world = site(false);
    let id = project(&mut world, "SUP");
    assert_eq!(shown(&mut world, &id), (false, false));
    let module = forge(&mut world, "GET", &format!("{PANEL}{id}"), Value::Null).1["panels"][0]["moduleId"].clone();
    let pin =
        |action: &str| json!({ "moduleId": module, "projectList": [{ "projectIdOrKey": "SUP", "action": action }] });
    assert_eq!(jira(&mut world, JANE, "POST", "forge/panel/action/bulk/async", &pin("PIN")).0, 403);
    assert_eq!(jira(&mut world, ADMIN, "POST", "forge/panel/action/bulk/async", &pin("PIN")).0, 202);
    assert_eq!(shown(&mut world, &id), (true, false));
    assert_eq!(jira(&mut world, ADMIN, "POST", "forge/panel/action/bulk/async", &pin("UNPIN")).0, 202);
    assert_eq!(shown(&mut world, &id), (false, false));

    world.reset();
    assert_eq!(shown(&mut world, &id), (false, false), "a reset is the first day again");
    assert_eq!(post(&mut world, "/control/reset", json!({ "configured": true })).0, 200);
    assert_eq!(shown(&mut world, &id), (true, false));
    assert_eq!(post(&mut world, "/control/reset", json!({ "configured": false })).0, 200);
    assert_eq!(shown(&mut world, &id), (false, false));
    assert_eq!(post(&mut world, "/control/reset", json!({ "pinned": true })).0, 400);
    assert!(!World::new(WorldOptions { configured: false, ..WorldOptions::default() }).configured());
}

#[test]
fn a_panels_button_puts_it_on_one_issue() {
    let mut world = site(false);
    let add = |added: bool| json!({ "moduleKey": "list", "issueId": "10001", "added": added });
    assert_eq!(post(&mut world, "/panels", add(true)).0, 204);
    assert_eq!(shown(&mut world, "1"), (false, true));
    let other = forge(&mut world, "GET", "/panels?issue=10002&project=1", Value::Null).1;
    assert_eq!(other["panels"][0]["added"], false);
    assert_eq!(post(&mut world, "/panels", json!({ "moduleKey": "x", "issueId": "10001", "added": true })).0, 400);

    let mut again = World::empty(WorldOptions { now_ms: NOW_MS, step_ms: 0, ..WorldOptions::default() }, None);
    for change in world.take_changes().1 {
        if let Some(json) = change.json {
            again.load(change.table, &change.key, &json).unwrap();
        }
    }
    assert_eq!(shown(&mut again, "1"), (false, true), "it is kept");
    assert!(!again.configured(), "and so is whose first day it is");

    assert_eq!(post(&mut world, "/panels", add(false)).0, 204);
    assert_eq!(shown(&mut world, "1"), (false, false));
    post(&mut world, "/panels", add(true));
    assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 204);
    assert_eq!(forge(&mut world, "GET", &format!("{PANEL}1"), Value::Null).1, json!({ "panels": [] }));
    world.install(&with_modules()).unwrap();
    assert_eq!(shown(&mut world, "1"), (false, false), "an app that comes back is on no issue");
}

#[test]
fn jql_knows_the_names_that_the_installed_app_gives() {
    let mut world = site(true);
    let links = json!({ "records": [{ "name": "00001001" }, { "name": "00001002" }], "count": 2 });
    let (status, body) = jira(&mut world, ADMIN, "PUT", "issue/SUP-6/properties/weftline.links", &links);
    assert_eq!(status, 201, "{body}");
    let find = |world: &mut World, jql: &str| {
        let (status, found) = jira(world, ADMIN, "POST", "search/jql", &json!({ "jql": jql, "fields": ["key"] }));
        (status, found["issues"].as_array().map(|issues| issues.len()))
    };
    assert_eq!(find(&mut world, "salesforceRecord = \"00001002\""), (200, Some(1)));
    assert_eq!(find(&mut world, "weftlineIsOn = x").0, 400, "a project's property is no issue's");

    let mut again = World::empty(WorldOptions { now_ms: NOW_MS, step_ms: 0, ..WorldOptions::default() }, None);
    for change in world.take_changes().1 {
        if let Some(json) = change.json {
            again.load(change.table, &change.key, &json).unwrap();
        }
    }
    assert_eq!(find(&mut again, "salesforceRecord = \"00001002\""), (200, Some(1)), "a kept installation too");
    assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 204);
    assert_eq!(find(&mut world, "salesforceRecord = \"00001002\"").0, 400);
}

#[test]
fn a_search_may_not_find_what_was_just_written() {
    let mut world = site(true);
    world.set_search_lag(10_000);
    let (status, _) = jira(&mut world, ADMIN, "PUT", "issue/SUP-6", &json!({ "fields": { "labels": ["justnow"] } }));
    assert_eq!(status, 204);
    let find = |world: &mut World| {
        let asked = json!({ "jql": "labels = justnow and updated >= -1h", "fields": ["key"] });
        jira(world, ADMIN, "POST", "search/jql", &asked).1["issues"].as_array().map(Vec::len)
    };
    assert_eq!(find(&mut world), Some(0));
    world.advance(10_000);
    assert_eq!(find(&mut world), Some(1));
}

#[test]
fn expressions_are_evaluated_in_a_context() {
    let mut world = site(true);
    let ask = |world: &mut World, expression: &str| {
        let context = json!({ "project": { "key": "SUP", "properties": { "weftline": { "on": true } } } });
        post(world, "/expression", json!({ "expression": expression, "context": context }))
    };
    let is_on = "project.properties['weftline'].on && project.key == 'SUP'";
    assert_eq!(ask(&mut world, is_on), (200, json!({ "value": true })));
    assert_eq!(ask(&mut world, "project.key == 'ENG'"), (200, json!({ "value": false })));
    for wrong in ["project.", "issue.key == 'SUP-1'", "project.key"] {
        assert_eq!(ask(&mut world, wrong).0, 400, "{wrong}");
    }
}
