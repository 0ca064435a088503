//! An update finds what every version has stored: nothing has to be mapped again, and work goes on where it was.

use serde_json::{Value, json};
use weftline_simulation::everything::{JOB_BROKEN_OFF, JOB_NOTED, NOTED, Names, ROWS, look, of_issue};
use weftline_simulation::rules::SWITCH;
use weftline_simulation::{ADMIN, AGENT, Stage, mappings};
use weftline_wire::call::{
    BulkJobCall, Call, ConflictsCall, FailedWorkCall, PanelCall, PanelKind, Reply, RetryWorkCall, SiteActivityCall,
};
use weftline_wire::failure::Severity;
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::BulkPhase;

use crate::kept::{Kept, updated, versions};

/// Five-minute rounds after which nothing is left to do.
const ROUNDS: u32 = 12;

/// Plays something in the world of every version, just after the update.
fn each(mut play: impl FnMut(&str, &mut Stage, &Names)) {
    let versions = versions();
    assert!(!versions.is_empty(), "there are fixtures");
    for (version, directory) in versions {
        let (mut stage, names) = updated(&Kept::read(&directory));
        play(&version, &mut stage, &names);
    }
}

fn rounds(stage: &mut Stage) {
    for _ in 0..ROUNDS {
        stage.settle();
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
    }
    stage.settle();
}

fn case(stage: &mut Stage, id: &str) -> Value {
    stage.query(&format!("SELECT Subject, SuppliedName FROM Case WHERE Id = '{id}'"))[0].clone()
}

fn comments(stage: &mut Stage, case: &str) -> (usize, usize) {
    let (_, page) = stage.jira(AGENT, "GET", "issue/SUP-1/comment", &Value::Null);
    let there = stage.query(&format!("SELECT Id FROM CaseComment WHERE ParentId = '{case}'")).len();
    (page["comments"].as_array().unwrap().len(), there)
}

#[test]
fn ops_10_the_panel_shows_what_was_linked() {
    each(|version, stage, names| {
        for stored in [true, false] {
            let view = match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored })) {
                Ok(Reply::Panel(view)) => serde_json::to_value(view).unwrap().to_string(),
                other => panic!("{version}: {other:?}"),
            };
            for name in ["linked", "formed"] {
                assert!(view.contains(&names[name]), "{version}: {name} is in {view}");
            }
        }
    });
}

#[test]
fn ops_10_nothing_has_to_be_mapped_again() {
    each(|version, stage, _| {
        let view = stage.configuration().unwrap();
        let fields: Vec<String> = mappings::of_cases(&view).fields.into_iter().map(|field| field.field).collect();
        assert_eq!(fields, ["Subject", "SuppliedName", "Description"], "{version}");
        assert!(view.settings.allow_bulk && view.settings.comments_to_jira, "{version}");
        assert_eq!(view.projects.len(), 2, "{version}");
        let errors = view.problems.iter().filter(|found| found.problem.severity == Severity::Error);
        let errors: Vec<_> = errors.map(|found| found.problem.code.clone()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{version}");
        // And it can be saved again on top.
        stage.set(|settings| settings.allow_bulk = false);
        assert!(!stage.configuration().unwrap().settings.allow_bulk, "{version}");
    });
}

#[test]
fn ops_10_a_rule_that_has_fired_does_not_fire_again() {
    each(|version, stage, names| {
        let soql = format!("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%:{}:rule-%'", names["SUP-2"]);
        for value in ["No", "Yes"] {
            stage.edit(AGENT, "SUP-2", &json!({ SWITCH: { "value": value } }));
            rounds(stage);
        }
        assert_eq!(stage.query(&soql).len(), 1, "{version}");
        // On another issue it does.
        stage.edit(AGENT, "SUP-4", &json!({ SWITCH: { "value": "Yes" } }));
        rounds(stage);
        assert_eq!(stage.query(&soql.replace(&names["SUP-2"], &names["SUP-4"])).len(), 1, "{version}");
    });
}

#[test]
fn ops_10_issues_and_records_are_kept_in_step_from_where_they_were() {
    each(|version, stage, names| {
        let before = comments(stage, &names["linked"]);
        rounds(stage);
        assert_eq!(case(stage, &names["ruled"])["Subject"], "SUP-2 in Jira", "{version}: what was decided is done");
        let waits = match stage.call(AGENT, Call::Conflicts(ConflictsCall {})) {
            Ok(Reply::Conflicts(view)) => serde_json::to_value(view).unwrap().to_string(),
            other => panic!("{version}: {other:?}"),
        };
        assert!(waits.contains("linked in Salesforce"), "{version}: what waits, waits on: {waits}");
        stage.edit(AGENT, "SUP-1", &json!({ "customfield_10050": "From Jira" }));
        rounds(stage);
        assert_eq!(case(stage, &names["linked"])["SuppliedName"], "From Jira", "{version}");
        stage.change("Case", &names["linked"], &json!({ "SuppliedName": "From Salesforce" }));
        look(stage);
        let (_, issue) = stage.jira(AGENT, "GET", "issue/SUP-1?fields=customfield_10050", &Value::Null);
        assert_eq!(issue["fields"]["customfield_10050"], "From Salesforce", "{version}");
        assert_eq!(comments(stage, &names["linked"]), before, "{version}: no comment is copied again");
        let link = stage.document("link", &format!("{}:{}", names["SUP-1"], names["deleted"])).unwrap();
        assert_eq!(link["gone"]["kind"], "deleted", "{version}");
    });
}

#[test]
fn ops_10_a_file_of_which_a_worker_has_died_is_gone_on_with() {
    each(|version, stage, names| {
        rounds(stage);
        for (job_id, key) in [(JOB_BROKEN_OFF, "SUP-1"), (JOB_NOTED, NOTED)] {
            let call = BulkJobCall { job_id: job_id.into(), problems: true };
            let job = match of_issue(stage, names, key, Call::BulkJob(call)) {
                Some(Turn::Done { reply: Some(Reply::BulkJob(view)) }) => view,
                other => panic!("{version}: {other:?}"),
            };
            assert_eq!((job.brief.phase, job.brief.created), (BulkPhase::Done, ROWS), "{version}: {job:?}");
            for row in 1..=ROWS {
                let made = stage.query(&format!("SELECT Id FROM Case WHERE Weftline_Key__c = '{job_id}-{row}'"));
                assert_eq!(made.len(), 1, "{version}: row {row} is created once");
            }
        }
    });
}

#[test]
fn ops_10_what_is_left_to_people_and_what_was_done_can_be_looked_at() {
    each(|version, stage, names| {
        let failed = match stage.call(ADMIN, Call::FailedWork(FailedWorkCall {})) {
            Ok(Reply::FailedWork(view)) => view,
            other => panic!("{version}: {other:?}"),
        };
        let key = format!("sync:{}", names["SUP-3"]);
        assert!(serde_json::to_string(&failed).unwrap().contains(&key), "{version}: {failed:?}");
        stage.world.set_up_org(&json!({ "validationRules": [] })).unwrap();
        stage.edit(AGENT, "SUP-3", &json!({ "summary": "Wanted now" }));
        stage.call(ADMIN, Call::RetryWork(RetryWorkCall { key: Some(key.clone()), code: None })).unwrap();
        rounds(stage);
        assert!(stage.document("work", &key).is_none(), "{version}");
        let everything =
            SiteActivityCall { issue: None, record: None, rule: None, outcome: None, cause: None, after: None };
        match stage.call(ADMIN, Call::SiteActivity(everything)) {
            Ok(Reply::SiteActivity(view)) => assert!(view.rows.len() > 5, "{version}: {view:?}"),
            other => panic!("{version}: {other:?}"),
        }
    });
}

#[test]
fn ops_10_people_of_issues_that_others_have_are_found_in_what_was_stored() {
    each(|version, stage, names| {
        stage.work(Job::EraseAccount { account_id: AGENT.into(), stage: 0, after: None }).finish(&mut stage.world);
        for entity in ["link", "activity", "creation", "post", "bulk", "pair", "account"] {
            for key in stage.keys(entity, "") {
                let document = stage.document(entity, &key).unwrap().to_string();
                assert!(!document.contains(AGENT) && !key.contains(AGENT), "{version}: {entity} {key}: {document}");
            }
        }
        // And the panel opens all the same.
        assert!(
            of_issue(stage, names, "SUP-2", Call::Panel(PanelCall { view: PanelKind::List, stored: true })).is_some()
        );
    });
}
