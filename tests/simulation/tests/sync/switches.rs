//! What is switched off does nothing, and an org that is away makes nothing get lost.

use serde_json::json;
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::mappings::{configured, removal, support};
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::configuration::{NamedId, Policy, ProjectConfiguration};

use crate::support::{ISSUE, edit, issue, linked, mark, record, sync};

#[test]
fn con_3_nothing_is_synced_while_weftline_is_switched_off() {
    let (mut stage, id) = linked(60, Policy::SalesforceWins);
    stage.set(|settings| settings.enabled = false);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    assert!(stage.is_at_rest(ISSUE));
    mark(&mut stage, &[&id]);
    assert_eq!(sync(&mut stage).salesforce_calls(), 0);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
}

#[test]
fn con_3_nothing_is_synced_where_the_project_is_not_configured() {
    let (mut stage, id) = linked(61, Policy::SalesforceWins);
    stage.save(vec![removal("project:10000")]);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn evt_3_nothing_is_synced_of_issue_types_that_are_not_configured() {
    let (mut stage, id) = linked(65, Policy::SalesforceWins);
    let only = |id: &str, name: &str| {
        let issue_types = vec![NamedId { id: id.into(), name: name.into() }];
        configured(ProjectConfiguration { issue_types, ..support() })
    };
    // SUP-1 is a bug.
    stage.save(vec![only("10002", "Task")]);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
    assert!(stage.is_at_rest(ISSUE));
    stage.save(vec![only("10004", "Bug")]);
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Edited in Jira");
}

/// Moves SUP-1 to a project, as an issue of that type.
fn move_to(stage: &mut Stage, project: &str, issue_type: &str) {
    let sources = json!({
        "issueIdsOrKeys": [ISSUE], "inferClassificationDefaults": true, "inferFieldDefaults": true,
        "inferStatusDefaults": true, "inferSubtaskTypeDefault": true,
    });
    let body = json!({ "targetToSourcesMapping": { (format!("{project},{issue_type}")): sources } });
    let (status, answer) = stage.jira(ADMIN, "POST", "bulk/issues/move", &body);
    assert_eq!(status, 201, "{answer}");
    stage.settle();
    stage.world.advance(60_000);
}

#[test]
fn sync_2_what_a_record_became_while_its_issue_was_elsewhere_is_found_when_it_is_back() {
    let (mut stage, id) = linked(64, Policy::SalesforceWins);
    move_to(&mut stage, "10003", "10002");
    stage.change("Case", &id, &json!({ "Subject": "Edited there" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert!(stage.is_at_rest(ISSUE));
    let (_, elsewhere) = stage.jira(ADMIN, "GET", &format!("issue/{ISSUE}?fields=summary"), &json!(null));
    assert_ne!(elsewhere["fields"]["summary"], "Edited there", "nothing is kept in step there");
    move_to(&mut stage, "10000", "10001");
    assert_eq!(issue(&mut stage, "summary"), "Edited there");
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn evt_1_an_event_that_is_not_chosen_marks_nothing() {
    let (mut stage, id) = linked(62, Policy::SalesforceWins);
    stage.follow(|events| {
        (events.issue_updated, events.issue_transitioned, events.issue_assigned) = (false, false, false);
    });
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
}

#[test]
fn off_1_edits_on_both_sides_while_an_org_is_away_arrive_when_it_is_back() {
    let (mut stage, id) = linked(63, Policy::SalesforceWins);
    stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::Cut));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    let left = stage.document("work", &format!("sync:{ISSUE}")).expect("it is not lost");
    assert_eq!((&left["trouble"]["attempts"], &left["trouble"]["givenUp"]), (&json!(1), &json!(false)), "{left}");
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!((&told["undertaking"]["kind"], &told["next"]), (&json!("sync"), &json!("retry")), "{told}");
    stage.world.clear_faults();
    stage.world.advance(120_000);
    sync(&mut stage);
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Edited in Jira");
    assert_eq!(issue(&mut stage, crate::support::CUSTOMER), "Henry");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], json!(null));
}
