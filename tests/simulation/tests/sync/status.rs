//! The status: what the workflow allows is done once, and what it does not is told and never tried for ever.

use serde_json::{Value, json};
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step, Worker};
use weftline_wire::configuration::{Direction, FieldMapping, Part, Policy, Source, Unmapped};
use weftline_wire::effect::{Effect, Method};
use weftline_wire::job::Job;

use crate::support::{CUSTOMER, ISSUE, come_to_rest, edit, issue, link, link_document, mark, record, sync};

fn choice(name: &str, jira: &str, direction: Direction, pairs: &[(&str, &str)]) -> FieldMapping {
    let source = Source::Picklist {
        field: jira.into(),
        part: Part::Whole,
        values: pairs.iter().map(|(jira, record)| ((*jira).to_owned(), (*record).to_owned())).collect(),
        back: pairs.iter().map(|(jira, record)| ((*record).to_owned(), (*jira).to_owned())).collect(),
        unmapped: Unmapped::Report,
    };
    FieldMapping { source, ..field(name, jira, direction, Policy::SalesforceWins) }
}

const STATES: [(&str, &str); 3] = [("To Do", "New"), ("In Progress", "Working"), ("Done", "Closed")];

/// SUP-1 with a case whose status is kept in step with the issue's, beside its subject and more.
fn scene(seed: u64, direction: Direction, more: Vec<FieldMapping>) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let mut fields = vec![
        field("Subject", "summary", Direction::Both, Policy::SalesforceWins),
        choice("Status", "status", direction, &STATES),
    ];
    fields.extend(more);
    stage.save(vec![section("10000", mapping("Case", fields))]);
    let status = match status(&mut stage).as_str() {
        "To Do" => "New",
        "In Progress" => "Working",
        other => panic!("SUP-1 is {other}"),
    };
    let id = stage.make("Case", &json!({ "Subject": "Quux", "Status": status, "SuppliedName": "Olivia" }));
    link(&mut stage, &id);
    come_to_rest(&mut stage, "linked");
    stage.world.advance(60_000);
    (stage, id)
}

fn status(stage: &mut Stage) -> String {
    issue(stage, "status")["name"].as_str().unwrap().to_owned()
}

/// Takes a transition to a status, as someone does.
fn transition(stage: &mut Stage, account: &str, to: &str, fields: &Value) {
    let (_, answer) = stage.jira(account, "GET", &format!("issue/{ISSUE}/transitions"), &Value::Null);
    let all = answer["transitions"].as_array().unwrap();
    let id = all.iter().find(|one| one["to"]["name"] == *to).unwrap_or_else(|| panic!("{answer}"))["id"].clone();
    let body = json!({ "transition": { "id": id }, "fields": fields });
    let (status, answer) = stage.jira(account, "POST", &format!("issue/{ISSUE}/transitions"), &body);
    assert_eq!(status, 204, "{answer}");
}

fn heard(stage: &mut Stage, id: &str) {
    stage.world.advance(60_000);
    mark(stage, &[id]);
    sync(stage);
    come_to_rest(stage, "heard");
}

/// How many transitions the app has made: those of which the changelog names neither Mia nor Jane.
fn ours(stage: &mut Stage) -> usize {
    let (code, log) = stage.jira(ADMIN, "GET", &format!("issue/{ISSUE}/changelog"), &Value::Null);
    assert_eq!(code, 200, "{log}");
    let entries = log["values"].as_array().unwrap().iter();
    let by_app = entries.filter(|entry| ![ADMIN, AGENT].iter().any(|who| entry["author"]["accountId"] == **who));
    by_app.filter(|entry| entry["items"].as_array().unwrap().iter().any(|item| item["field"] == "status")).count()
}

#[test]
fn sync_2_a_status_that_no_transition_leads_to_is_told_holds_up_nothing_and_is_not_tried_for_ever() {
    let (mut stage, id) = scene(80, Direction::Both, Vec::new());
    transition(&mut stage, AGENT, "Done", &json!({ "resolution": { "name": "Done" } }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &id, "Status"), "Closed");
    // From there the workflow knows no way to where the record goes.
    stage.world.advance(60_000);
    stage.change("Case", &id, &json!({ "Status": "Working", "Subject": "Goes all the same" }));
    heard(&mut stage, &id);
    assert_eq!((status(&mut stage).as_str(), issue(&mut stage, "summary")), ("Done", json!("Goes all the same")));
    let keys = stage.keys("activity", &format!("{ISSUE}:"));
    let newest = stage.document("activity", keys.last().unwrap()).unwrap();
    let problems = newest["plans"][0]["problems"].to_string();
    assert!(problems.contains("noTransition") && problems.contains("In Progress"), "{newest}");
    let before = ours(&mut stage);
    for _ in 0..3 {
        heard(&mut stage, &id);
    }
    assert_eq!(ours(&mut stage), before);
    // In two steps: somebody takes the first, and the second follows by itself.
    transition(&mut stage, ADMIN, "To Do", &Value::Null);
    stage.settle();
    come_to_rest(&mut stage, "the first step");
    assert_eq!(
        (status(&mut stage).as_str(), record(&mut stage, "Case", &id, "Status")),
        ("In Progress", json!("Working"))
    );
}

#[test]
fn sync_2_what_a_transition_s_screen_wants_travels_with_it_and_without_it_nothing_is_sent() {
    let resolutions = [("Done", "Instructions not clear"), ("Won't Do", "User did not attend training")];
    let (mut without, id) = scene(81, Direction::Both, Vec::new());
    without.change("Case", &id, &json!({ "Status": "Closed", "Subject": "Goes all the same" }));
    heard(&mut without, &id);
    assert_eq!(issue(&mut without, "summary"), "Goes all the same");
    assert_ne!(status(&mut without), "Done");
    assert!(without.is_at_rest(ISSUE));
    let more = vec![choice("Reason", "resolution", Direction::ToJira, &resolutions)];
    let (mut with, id) = scene(82, Direction::Both, more);
    with.change("Case", &id, &json!({ "Status": "Closed", "Reason": "User did not attend training" }));
    heard(&mut with, &id);
    assert_eq!(status(&mut with), "Done");
    assert_eq!(issue(&mut with, "resolution")["name"], "Won't Do");
    assert_eq!(ours(&mut with), 1);
}

/// Runs a sync, and undoes its transition right after it was made, as an automation does before anybody reads the issue.
fn sync_undone(stage: &mut Stage, back: &str) -> u32 {
    let mut worker: Worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).watched();
    let mut undone = 0;
    loop {
        match worker.step(&mut stage.world) {
            Step::Worked => {
                let is_ours = worker.last().is_some_and(|last| {
                    matches!(&last.effect, Effect::Jira { method: Method::Post, path, .. } if path.contains("/transitions"))
                });
                if is_ours && status(stage) != back {
                    stage.world.advance(5);
                    transition(stage, ADMIN, back, &Value::Null);
                    undone += 1;
                }
            }
            Step::Ended(_) | Step::Died => return undone,
        }
    }
}

#[test]
fn sync_3_a_transition_that_an_automation_undoes_is_not_made_again_and_again() {
    for direction in [Direction::Both, Direction::ToJira] {
        let more = vec![choice("Reason", "resolution", Direction::ToJira, &[("Done", "Instructions not clear")])];
        let (mut stage, id) = scene(83, direction, more);
        let before = status(&mut stage);
        assert_eq!(before, "To Do", "reopening leads there");
        stage.change("Case", &id, &json!({ "Status": "Closed", "Reason": "Instructions not clear" }));
        stage.world.advance(60_000);
        mark(&mut stage, &[&id]);
        let mut undone = 0;
        for _ in 0..12 {
            undone += sync_undone(&mut stage, "To Do");
            stage.world.advance(30_000);
            // What the automation has done is told by an event, as any change is.
            let due = stage.world.deliveries();
            for delivery in due {
                stage.world.settle(&delivery.id, weftline_sandbox::forge::Settlement::Done { response: None });
            }
            if undone > 0 && !stage.is_at_rest(ISSUE) {
                continue;
            }
            mark(&mut stage, &[&id]);
        }
        assert!(undone <= 2, "{direction:?}: {undone} transitions were made and undone");
        assert_eq!(status(&mut stage), "To Do", "{direction:?}: who came last has it");
        let there = if direction == Direction::Both { "New" } else { "Closed" };
        assert_eq!(record(&mut stage, "Case", &id, "Status"), there, "{direction:?}");
        sync(&mut stage);
        assert!(stage.is_at_rest(ISSUE), "{direction:?}: {}", link_document(&mut stage, &id));
    }
}

#[test]
fn sync_3_what_somebody_changes_between_our_write_and_our_look_is_theirs() {
    let (mut stage, id) =
        scene(84, Direction::Both, vec![field("SuppliedName", CUSTOMER, Direction::Both, Policy::JiraWins)]);
    stage.change("Case", &id, &json!({ "Subject": "From Salesforce", "SuppliedName": "Henry" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).watched();
    let mut edited = false;
    while let Step::Worked = worker.step(&mut stage.world) {
        let wrote = worker.last().is_some_and(
            |last| matches!(&last.effect, Effect::Jira { method: Method::Put, path, .. } if path.contains("/issue/")),
        );
        if wrote && !edited {
            edited = true;
            stage.world.advance(5);
            edit(&mut stage, &json!({ CUSTOMER: "Hers" }));
        }
    }
    assert!(edited, "the issue was written");
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "theirs");
    assert_eq!(issue(&mut stage, CUSTOMER), "Hers", "it is not taken for ours");
    assert_eq!(record(&mut stage, "Case", &id, "SuppliedName"), "Hers", "and travels");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "From Salesforce");
    assert_eq!(issue(&mut stage, "summary"), "From Salesforce");
}

/// Whoever gives the issue the very value that is being sent leaves Weftline no entry in the changelog: two entries of one
/// author are not ours then.
#[test]
fn sync_3_what_somebody_changes_twice_around_our_write_is_theirs() {
    let (mut stage, id) =
        scene(85, Direction::Both, vec![field("SuppliedName", CUSTOMER, Direction::Both, Policy::JiraWins)]);
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).watched();
    let mut gives = vec!["Hers", "Henry"];
    while let Step::Worked = worker.step(&mut stage.world) {
        let now = worker.last().is_some_and(|last| match (&last.effect, gives.len()) {
            (Effect::Jira { method: Method::Get, path, .. }, 2) => path.contains("/issue/"),
            (Effect::Jira { method: Method::Put, path, .. }, 1) => path.contains("/issue/"),
            _ => false,
        });
        if now && let Some(value) = gives.pop() {
            stage.world.advance(5);
            edit(&mut stage, &json!({ CUSTOMER: value }));
        }
    }
    assert!(gives.is_empty(), "the issue was read and written");
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "theirs");
    assert_eq!(issue(&mut stage, CUSTOMER), "Hers", "it is not taken for ours");
    assert_eq!(record(&mut stage, "Case", &id, "SuppliedName"), "Hers", "and travels");
}
