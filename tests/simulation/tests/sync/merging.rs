//! Edits on both sides at once: who wins, and what waits for someone.

use serde_json::json;
use weftline_simulation::{Luck, Step};
use weftline_wire::configuration::Policy;
use weftline_wire::effect::{Effect, StorageOperation};
use weftline_wire::job::Job;

use crate::support::{ISSUE, come_to_rest, edit, issue, link_document, linked, mark, record, sync};

fn both(seed: u64, policy: Policy, jira_last: bool) -> (weftline_simulation::Stage, String) {
    let (mut stage, id) = linked(seed, policy);
    if !jira_last {
        edit(&mut stage, &json!({ "summary": "In Jira" }));
        stage.world.advance(60_000);
    }
    stage.change("Case", &id, &json!({ "Subject": "In Salesforce" }));
    stage.world.advance(60_000);
    if jira_last {
        edit(&mut stage, &json!({ "summary": "In Jira" }));
        stage.world.advance(60_000);
    }
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    come_to_rest(&mut stage, "both");
    (stage, id)
}

#[test]
fn sync_4_each_policy_decides_between_two_edits() {
    for (policy, jira_last, wins) in [
        (Policy::SalesforceWins, true, "In Salesforce"),
        (Policy::JiraWins, false, "In Jira"),
        (Policy::LatestWins, true, "In Jira"),
        (Policy::LatestWins, false, "In Salesforce"),
    ] {
        let (mut stage, id) = both(20, policy, jira_last);
        assert_eq!(issue(&mut stage, "summary"), wins, "{policy:?} {jira_last}");
        assert_eq!(record(&mut stage, "Case", &id, "Subject"), wins, "{policy:?} {jira_last}");
    }
}

#[test]
fn d_8_a_conflict_waits_for_someone_and_nothing_else_waits_for_it() {
    let (mut stage, id) = both(21, Policy::Ask, true);
    assert_eq!(issue(&mut stage, "summary"), "In Jira");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "In Salesforce");
    let held = link_document(&mut stage, &id)["held"].clone();
    assert_eq!(held.as_array().unwrap().len(), 1, "{held}");
    assert_eq!((&held[0]["salesforce"], &held[0]["jira"]), (&json!("In Salesforce"), &json!("In Jira")));
    assert_eq!(stage.document("issue", ISSUE).unwrap()["conflicts"], 1);
    edit(&mut stage, &json!({ "description": null }));
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    come_to_rest(&mut stage, "beside a conflict");
    assert_eq!(issue(&mut stage, crate::support::CUSTOMER), "Henry");
    assert_eq!(link_document(&mut stage, &id)["held"], held, "it waits since then");
}

#[test]
fn d_8_what_is_decided_is_carried_out_once_for_the_values_it_was_decided_about() {
    for (way, wins) in [("toJira", "In Salesforce"), ("toSalesforce", "In Jira")] {
        let (mut stage, id) = both(22, Policy::Ask, true);
        let digest = link_document(&mut stage, &id)["held"][0]["digest"].clone();
        let decided = json!([{ "field": "Subject", "way": way, "digest": digest, "author": "someone", "atMs": 1 }]);
        stage.tamper_entity("link", &format!("{ISSUE}:{id}"), |link| link["decided"] = decided);
        mark(&mut stage, &[]);
        sync(&mut stage);
        come_to_rest(&mut stage, "decided");
        assert_eq!(issue(&mut stage, "summary"), wins);
        assert_eq!(record(&mut stage, "Case", &id, "Subject"), wins);
        let link = link_document(&mut stage, &id);
        assert_eq!((&link["held"], &link["decided"]), (&json!([]), &json!([])));
        assert_eq!(stage.document("issue", ISSUE).unwrap()["conflicts"], 0);
    }
}

#[test]
fn d_8_a_conflict_whose_sides_agree_again_is_over_and_what_changes_is_asked_anew() {
    let (mut stage, id) = both(23, Policy::Ask, true);
    let before = link_document(&mut stage, &id)["held"][0]["digest"].clone();
    let decided = json!([{ "field": "Subject", "way": "toJira", "digest": before, "author": "someone", "atMs": 1 }]);
    stage.tamper_entity("link", &format!("{ISSUE}:{id}"), |link| link["decided"] = decided);
    edit(&mut stage, &json!({ "summary": "Something else meanwhile" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), "Something else meanwhile", "it was decided about another value");
    assert_ne!(link_document(&mut stage, &id)["held"][0]["digest"], before);
    edit(&mut stage, &json!({ "summary": "In Salesforce" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert_eq!(link_document(&mut stage, &id)["held"], json!([]));
    assert!(stage.is_at_rest(ISSUE));
}

/// `If-Unmodified-Since` has whole seconds: what is changed within the second in which it was read is not seen.
#[test]
fn sync_3_a_record_that_is_changed_again_and_again_is_not_written_within_the_same_second() {
    let (mut stage, id) = linked(24, Policy::Ask);
    let before = record(&mut stage, "Case", &id, "Subject");
    edit(&mut stage, &json!({ "summary": "In Jira" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    let mut noted = 0;
    for _ in 0..4 {
        let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).watched();
        while let Step::Worked = worker.step(&mut stage.world) {
            let notes = worker.last().is_some_and(|last| match &last.effect {
                Effect::Storage(StorageOperation::Transact { set, .. }) => {
                    set.iter().any(|set| set.json.contains("\"attempts\":[{"))
                }
                _ => false,
            });
            if notes && noted < 3 {
                noted += 1;
                let subject = if noted == 3 { json!("Hers") } else { json!(before) };
                stage.change("Case", &id, &json!({ "Subject": subject }));
            }
        }
        stage.world.advance(10_000);
    }
    assert_eq!(noted, 3, "it was about to be written");
    come_to_rest(&mut stage, "changed again and again");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Hers", "it is not overwritten");
    assert_eq!(issue(&mut stage, "summary"), "In Jira");
    assert_eq!(link_document(&mut stage, &id)["held"].as_array().map(Vec::len), Some(1));
}
