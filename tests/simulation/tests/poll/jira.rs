//! Looks at Jira: events that were lost.

use serde_json::{Value, json};
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{CLOUD_ID, Door};
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke};
use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, cases, causes, link, marked, stage};

fn look(stage: &mut Stage) {
    let end = look_with(stage, Luck::good());
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
}

fn look_with(stage: &mut Stage, luck: Luck) -> Option<Turn> {
    let job = Job::PollJira { cloud_id: CLOUD_ID.into() };
    stage.unlucky(job, luck).finish(&mut stage.world)
}

fn edit(stage: &mut Stage, summary: &str) {
    stage.edit(AGENT, "10100", &json!({ "summary": summary }));
}

/// A stage whose Jira was looked at, with SUP-1 linked; what is edited from now on is not heard.
fn deaf(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    stage.world.advance(30 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "what was changed long ago is known");
    stage
}

#[test]
fn sync_1_an_edit_whose_event_was_lost_is_found_and_marked_until_it_is_synced() {
    let mut stage = deaf(1);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(Vec::new()), "no record has to be read for it");
    assert_eq!(causes(&mut stage, "10100"), ["jiraPolled"]);
    stage.settle();
    assert_eq!(marked(&mut stage, "10100"), None, "it is synced");
    for _ in 0..3 {
        stage.world.advance(5 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None, "it has not changed since");
    }
}

#[test]
fn sync_1_what_events_may_still_tell_of_is_left_to_the_next_look() {
    let mut stage = deaf(2);
    stage.world.advance(5 * MINUTE_MS);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert!(marked(&mut stage, "10100").is_some());
}

#[test]
fn evt_1_where_no_change_of_issues_is_followed_nobody_looks() {
    let mut stage = deaf(3);
    let document = stage.document("poll", "jira").unwrap();
    stage.set(|settings| settings.enabled = false);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    stage.world.advance(10 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(stage.document("poll", "jira").unwrap(), document);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_1_wherever_a_look_at_jira_breaks_off_nothing_is_lost() {
    for index in 0..16 {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = deaf(4);
            edit(&mut stage, "It hums");
            stage.lose_messages();
            stage.world.advance(5 * MINUTE_MS);
            look_with(&mut stage, Luck::bad(index, stroke));
            stage.world.advance(5 * MINUTE_MS);
            look(&mut stage);
            assert!(marked(&mut stage, "10100").is_some(), "{case}");
            assert_eq!(stage.document("poll", "jira").unwrap()["failure"], Value::Null, "{case}");
        }
    }
}

/// Creates an issue in a project as Mia does; nobody hears of it. Gives its id.
fn create(stage: &mut Stage, project: &str, kind: &str) -> String {
    let fields = json!({ "project": { "key": project }, "issuetype": { "id": kind }, "summary": "It hums" });
    let (status, answer) = stage.jira(ADMIN, "POST", "issue", &json!({ "fields": fields }));
    assert_eq!(status, 201, "{answer}");
    answer["id"].as_str().unwrap().to_owned()
}

#[test]
fn sync_1_issues_without_records_and_of_projects_that_are_not_configured_are_left_alone() {
    let mut stage = deaf(5);
    let other = cases(&mut stage, 2).remove(1);
    let elsewhere = create(&mut stage, "LEGAL", "10002");
    link(&mut stage, &elsewhere, "Case", &other);
    let unlinked = create(&mut stage, "SUP", "10004");
    edit(&mut stage, "It hums");
    stage.lose_messages();
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert!(marked(&mut stage, "10100").is_some());
    for issue in [&elsewhere, &unlinked] {
        assert_eq!(marked(&mut stage, issue), None, "{issue}");
    }
}

#[test]
fn sync_3_what_a_sync_has_written_to_an_issue_itself_is_no_news() {
    let mut stage = deaf(6);
    let case = cases(&mut stage, 1).remove(0);
    let fields = vec![field("Subject", "summary", Direction::ToJira, Policy::SalesforceWins)];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    crate::support::look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Case", &case, &json!({ "Subject": "It hums", "Description": "Loudly" }));
    stage.world.advance(3 * MINUTE_MS);
    crate::support::look(&mut stage);
    assert!(marked(&mut stage, "10100").is_some());
    stage.settle_within(10_000);
    assert_eq!(marked(&mut stage, "10100"), None, "it is synced");
    let (_, issue) = stage.jira(AGENT, "GET", "issue/10100?fields=summary", &Value::Null);
    assert_eq!(issue["fields"]["summary"], "It hums");
    for _ in 0..3 {
        stage.world.advance(4 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None);
    }
}

/// A stage whose Jira was looked at, and 130 linked issues of which nobody has heard.
fn crowd(seed: u64) -> (Stage, Vec<String>) {
    let mut stage = deaf(seed);
    let case = cases(&mut stage, 2).remove(1);
    let issues: Vec<String> = (0..130).map(|_| create(&mut stage, "SUP", "10004")).collect();
    for issue in &issues {
        link(&mut stage, issue, "Case", &case);
    }
    stage.lose_messages();
    stage.world.advance(5 * MINUTE_MS);
    (stage, issues)
}

#[test]
fn sync_1_more_issues_than_a_page_holds_are_all_noted_also_when_a_page_fails() {
    let (stage, issues) = crowd(7);
    for fails in [false, true] {
        let mut stage = stage.clone();
        if fails {
            let fault = Fault::always(Door::Jira, FaultKind::RateLimited { retry_after_s: 600 }).at("*/search/jql");
            stage.world.add_fault(Fault { skip: 1, count: Some(20), ..fault });
            look(&mut stage);
            assert_ne!(stage.document("poll", "jira").unwrap()["failure"], Value::Null);
            let marked = issues.iter().filter(|issue| marked(&mut stage, issue).is_some()).count();
            assert!((1..issues.len()).contains(&marked), "{marked}: the first page is in the ledger");
            stage.world.clear_faults();
            stage.world.advance(30 * MINUTE_MS);
        }
        look(&mut stage);
        for issue in &issues {
            assert!(marked(&mut stage, issue).is_some(), "{issue}, {fails}");
        }
        assert_eq!(stage.document("poll", "jira").unwrap()["failure"], Value::Null);
    }
}

#[test]
fn sync_1_a_place_that_jira_does_not_know_any_more_loses_nothing() {
    let (mut stage, issues) = crowd(8);
    let upto_ms = stage.document("poll", "jira").unwrap()["uptoMs"].clone();
    stage.tamper_entity("poll", "jira", |document| {
        let jql = "project in (10000) AND updated >= \"-9m\" ORDER BY updated ASC";
        document["parked"] = json!({ "uptoMs": 1, "jql": jql, "token": "b2xk" });
    });
    look(&mut stage);
    let stored = stage.document("poll", "jira").unwrap();
    assert_eq!((&stored["parked"], &stored["uptoMs"]), (&Value::Null, &upto_ms), "{stored}");
    assert_ne!(stored["failure"], Value::Null);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    for issue in &issues {
        assert!(marked(&mut stage, issue).is_some(), "{issue}");
    }
}
