//! What customers see of files: nothing.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::http::Request;
use weftline_simulation::mappings::{configured, field, mapping, project, section};
use weftline_simulation::{AGENT, Stage, base64};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::configuration::{Direction, Mapping, Policy};
use weftline_wire::job::{Job, Named};

use crate::support::*;

/// HELP-1, which Carla has asked for through the portal.
const REQUEST: &str = "10300";
const CARLA: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";

fn requested(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![configured(project("10002", "HELP", "Service desk"))]);
    set_policy(&mut stage, "10002", both_ways());
    let case = case(&mut stage);
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![case.clone()], share: false });
    let Job::Call { mut caller, call } = stage.job(AGENT, call) else { panic!() };
    caller.issue = Some(Named { id: REQUEST.into(), key: "HELP-1".into() });
    caller.project = Some(Named { id: "10002".into(), key: "HELP".into() });
    caller.issue_type = Some("10005".into());
    stage.work_as(AGENT, Job::Call { caller, call }).finish(&mut stage.world);
    settle(&mut stage);
    (stage, case)
}

/// The files that Carla sees in the portal.
fn seen_by_carla(stage: &mut Stage) -> Vec<String> {
    let request = Request {
        method: "GET".into(),
        target: format!("/jira/rest/servicedeskapi/request/{REQUEST}/attachment?limit=100"),
        headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), CARLA.into())],
        body: Vec::new(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    let page: Value = serde_json::from_slice(&response.body).unwrap();
    page["values"].as_array().unwrap().iter().map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn file_1_customers_of_a_service_project_see_nothing_of_a_records_files() {
    let (mut stage, case) = requested(80);
    let before = seen_by_carla(&mut stage);
    add(&mut stage, &case, "internal.log", b"one");
    poll(&mut stage);
    assert!(on_issue(&mut stage, REQUEST).contains(&shown("internal.log", "one")));
    assert_eq!(seen_by_carla(&mut stage), before);
    // It is there once, though Jira does not say which attachment it made.
    poll(&mut stage);
    let files = on_issue(&mut stage, REQUEST);
    assert_eq!(files.iter().filter(|file| file.name == "internal.log").count(), 1);
}

#[test]
fn file_1_customers_do_not_see_what_a_records_text_shows() {
    let (mut stage, case) = requested(83);
    let fields = vec![field("Resolution__c", "description", Direction::Both, Policy::SalesforceWins)];
    let mapping = Mapping { files: both_ways(), ..mapping("Case", fields) };
    stage.save_in_spite_of_warnings(vec![section("10002", mapping)]);
    settle(&mut stage);
    let before = seen_by_carla(&mut stage);
    let pixels = base64(b"\x89PNG\r\n\x1a\n-pixels-");
    let html = format!("<p>see <img src=\"data:image/png;base64,{pixels}\" alt=\"internal\"></p>");
    let (status, _) = stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "Resolution__c": html }));
    assert_eq!(status, 204);
    poll(&mut stage);
    let (_, issue) = stage.jira(AGENT, "GET", &format!("issue/{REQUEST}?fields=description,attachment"), &Value::Null);
    let document = issue["fields"]["description"].to_string();
    assert!(document.contains("/rest/api/3/attachment/content/"), "{document}");
    let attached = issue["fields"]["attachment"].as_array().unwrap().iter();
    let names: Vec<&str> = attached.filter_map(|one| one["filename"].as_str()).collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("image-0EM")).count(), 1, "{names:?}");
    assert_eq!(seen_by_carla(&mut stage), before);
}

#[test]
fn file_1_in_salesforce_only_the_orgs_own_people_see_attachments() {
    let (mut stage, case) = requested(81);
    attach_to(&mut stage, REQUEST, "photo.png", "image/png", b"pixels");
    settle(&mut stage);
    assert!(on_record(&mut stage, &case).contains(&shown("photo.png", "pixels")));
    assert!(visibility(&mut stage, &case).iter().all(|seen| seen == "InternalUsers"));
}

#[test]
fn file_1_what_jira_does_not_take_as_internal_is_not_attached_otherwise() {
    let (mut stage, case) = requested(82);
    let path = Some("*/servicedeskapi/request/*/attachment".into());
    let fault = Fault::always(Door::Jira, FaultKind::ServerError { status: 404 });
    stage.world.add_fault(Fault { door: None, method: Some("POST".into()), path, ..fault });
    let before = on_issue(&mut stage, REQUEST);
    add(&mut stage, &case, "internal.log", b"one");
    poll(&mut stage);
    assert_eq!(on_issue(&mut stage, REQUEST), before);
}
