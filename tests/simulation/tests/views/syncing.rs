//! How an issue stands, syncing it now, and deciding what both sides have changed.

use serde_json::{Value, json};
use weftline_simulation::mappings::removal;
use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{
    Call, Choice, ConflictsCall, DecideConflictsCall, LinkCall, PanelCall, PanelKind, Reply, SyncNowCall, SyncStateCall,
};
use weftline_wire::document::Gone;
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::Way;
use weftline_wire::view::{ConflictsView, SyncStanding, SyncStateView};

const ISSUE: &str = "10100";
const MARK: &str = "sync:10100";
const DIGEST: &str = "d1";

fn linked(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let id = stage.query("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.clone()], share: false });
    stage.call(AGENT, call).unwrap();
    stage.settle();
    (stage, id)
}

fn state(stage: &mut Stage, account: &str) -> SyncStateView {
    match stage.priced(account, Call::SyncState(SyncStateCall {})) {
        (Reply::SyncState(view), cost) => {
            assert_eq!(cost.salesforce_calls, 0);
            view
        }
        other => panic!("{other:?}"),
    }
}

fn on_panel(stage: &mut Stage) -> SyncStateView {
    match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: true })) {
        Ok(Reply::Panel(view)) => view.sync,
        other => panic!("{other:?}"),
    }
}

fn sync_now() -> Call {
    Call::SyncNow(SyncNowCall {})
}

fn conflicts(stage: &mut Stage, account: &str) -> ConflictsView {
    match stage.priced(account, Call::Conflicts(ConflictsCall {})) {
        (Reply::Conflicts(view), cost) => {
            assert_eq!(cost.salesforce_calls, 0);
            view
        }
        other => panic!("{other:?}"),
    }
}

fn choice(id: &str, field: &str, way: Way, digest: &str) -> Choice {
    Choice { record_id: id.into(), field: field.into(), way, digest: digest.into() }
}

fn deciding(choices: Vec<Choice>) -> Call {
    Call::DecideConflicts(DecideConflictsCall { choices })
}

fn decide(stage: &mut Stage, choices: Vec<Choice>) -> ConflictsView {
    match stage.call(AGENT, deciding(choices)) {
        Ok(Reply::DecideConflicts(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn link_key(id: &str) -> String {
    format!("{ISSUE}:{id}")
}

/// Has fields wait, as a sync leaves them.
fn hold(stage: &mut Stage, id: &str, held: &[(&str, &str)]) {
    let held: Vec<Value> = held
        .iter()
        .map(|(field, jira_field)| {
            json!({
                "field": field, "jiraField": jira_field, "salesforce": "theirs", "jira": "ours", "base": "before",
                "atMs": 1_000, "digest": DIGEST,
            })
        })
        .collect();
    stage.tamper_entity("issue", ISSUE, |issue| issue["conflicts"] = json!(held.len()));
    stage.tamper_entity("link", &link_key(id), |link| link["held"] = Value::Array(held));
}

#[test]
fn sync_6_syncing_now_is_noted_and_everything_is_to_be_read() {
    let (mut stage, _) = linked(1);
    let Ok(Reply::SyncNow(view)) = stage.call(AGENT, sync_now()) else { panic!("it is refused") };
    assert_eq!((view.standing, view.may_act), (SyncStanding::Pending, true));
    let mark = stage.document("work", MARK).expect("it is in the ledger");
    assert_eq!((&mark["task"]["kind"], &mark["task"]["look"]), (&json!("sync"), &json!(true)));
    assert_eq!(mark["task"]["causes"], json!(["syncNow"]));
    assert_eq!(state(&mut stage, VIEWER).standing, SyncStanding::Pending);
    assert!(!state(&mut stage, VIEWER).may_act, "a viewer may look");
    assert_eq!(on_panel(&mut stage).standing, SyncStanding::Pending);
}

#[test]
fn sync_6_what_was_left_to_people_is_tried_again() {
    let (mut stage, _) = linked(2);
    stage.call(AGENT, sync_now()).unwrap();
    let failure = json!({ "code": "invalid", "text": "no", "values": {}, "retryable": false, "retryAfterMs": null });
    stage.tamper_entity("work", MARK, |work| {
        work["trouble"] = json!({ "failure": failure, "attempts": 9, "atMs": 1_000, "givenUp": true });
    });
    assert_eq!(state(&mut stage, AGENT).standing, SyncStanding::Failed);
    stage.call(AGENT, sync_now()).unwrap();
    assert_eq!(state(&mut stage, AGENT).standing, SyncStanding::Pending);
    assert_eq!(stage.document("work", MARK).unwrap()["trouble"], Value::Null);
}

#[test]
fn sync_6_where_nothing_is_linked_nothing_is_noted() {
    let mut stage = Stage::connected(3);
    let Ok(Reply::SyncNow(view)) = stage.call(AGENT, sync_now()) else { panic!("it is refused") };
    assert_eq!(view.standing, SyncStanding::Nothing);
    assert_eq!(stage.document("work", MARK), None);
}

#[test]
fn sync_8_each_standing_is_told() {
    let (mut stage, _) = linked(4);
    stage.tamper_entity("issue", ISSUE, |issue| issue["syncedAtMs"] = json!(5_000));
    // What the link itself brought is none of this test's business.
    stage.settle();
    let view = state(&mut stage, AGENT);
    assert_eq!(view.standing, SyncStanding::InStep);
    assert!(view.synced_at_ms.is_some());
    let failure =
        json!({ "code": "salesforceTimeout", "text": "", "values": {}, "retryable": true, "retryAfterMs": null });
    for (next, standing) in [
        ("retry", SyncStanding::Retrying),
        ("admin", SyncStanding::Failed),
        ("nextChange", SyncStanding::Failed),
        ("person", SyncStanding::Failed),
    ] {
        let undertaking = json!({ "kind": "sync", "recordId": null, "object": null });
        let setback = json!({ "atMs": 1_000, "undertaking": undertaking, "failure": failure, "next": next });
        stage.tamper_entity("issue", ISSUE, |issue| issue["setback"] = setback);
        assert_eq!(state(&mut stage, AGENT).standing, standing, "{next}");
        assert_eq!(on_panel(&mut stage).standing, standing, "{next}");
    }
    // Noted, and resting until the org is connected again.
    stage.call(AGENT, sync_now()).unwrap();
    assert_eq!(state(&mut stage, AGENT).standing, SyncStanding::Pending, "what failed before counts no more");
    stage.tamper_entity("issue", ISSUE, |issue| issue["setback"]["failure"]["code"] = json!("reconnectNeeded"));
    assert_eq!(state(&mut stage, AGENT).standing, SyncStanding::Retrying);
}

#[test]
fn sync_6_what_became_of_a_record_is_told_with_its_panel() {
    let (mut stage, id) = linked(5);
    stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })).unwrap();
    let gone = json!({ "kind": "merged", "atMs": 7_000, "into": "500000000000001AAA" });
    stage.tamper_entity("link", &link_key(&id), |link| link["gone"] = gone);
    assert!(on_panel(&mut stage).gone.is_empty(), "Salesforce shows it: nothing is looked up");
    stage.delete("Case", &id);
    stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })).unwrap();
    for view in [on_panel(&mut stage), state(&mut stage, VIEWER)] {
        assert_eq!(view.gone.len(), 1);
        assert_eq!(view.gone[0].record_id, id);
        assert_eq!(view.gone[0].gone, Gone::Merged { at_ms: 7_000, into: "500000000000001AAA".into() });
    }
}

#[test]
fn d_8_what_waits_is_shown_side_by_side_with_its_names() {
    let (mut stage, id) = linked(6);
    stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })).unwrap();
    hold(&mut stage, &id, &[("Subject", "summary"), ("Description", "customfield_19999")]);
    let view = conflicts(&mut stage, AGENT);
    assert_eq!((view.rows.len(), view.may_decide, view.outdated), (2, true, 0));
    let subject = &view.rows[0];
    assert_eq!((subject.label.as_str(), subject.jira_label.as_str()), ("Subject", "Summary"));
    let values = (subject.base.as_deref(), subject.jira.as_deref(), subject.salesforce.as_deref());
    assert_eq!(values, (Some("before"), Some("ours"), Some("theirs")));
    assert_eq!((subject.digest.as_str(), subject.decided, subject.hidden), (DIGEST, None, false));
    assert_ne!(subject.record_name, id, "it is called by its number");
    assert_eq!(state(&mut stage, AGENT).conflicts, 2);

    let hidden = &view.rows[1];
    assert!(hidden.hidden, "a field that the user does not see in Jira");
    assert_eq!((hidden.base.as_ref(), hidden.jira.as_ref(), hidden.digest.as_str()), (None, None, ""));
    let call = deciding(vec![choice(&id, "Description", Way::ToSalesforce, DIGEST)]);
    assert_eq!(stage.refused(AGENT, call), FailureCode::NotPermitted, "nor decides");
    assert!(!conflicts(&mut stage, VIEWER).may_decide);
}

#[test]
fn d_8_a_decision_is_stored_for_the_values_that_were_shown() {
    let (mut stage, id) = linked(7);
    hold(&mut stage, &id, &[("Subject", "summary"), ("Priority", "priority")]);
    let choices = vec![choice(&id, "Subject", Way::ToJira, DIGEST), choice(&id, "Priority", Way::ToJira, "older")];
    let view = decide(&mut stage, choices.clone());
    assert_eq!(view.outdated, 1, "the priority had changed meanwhile");
    let decided: Vec<_> = view.rows.iter().map(|row| row.decided).collect();
    assert_eq!(decided, [Some(Way::ToJira), None]);
    let stored = stage.document("link", &link_key(&id)).unwrap()["decided"].clone();
    assert_eq!(stored.as_array().unwrap().len(), 1);
    assert_eq!((&stored[0]["field"], &stored[0]["way"]), (&json!("Subject"), &json!("toJira")));
    assert_eq!((&stored[0]["digest"], &stored[0]["author"]), (&json!(DIGEST), &json!(AGENT)));
    let task = stage.document("work", MARK).expect("it is to be carried out")["task"].clone();
    assert_eq!((&task["causes"], &task["records"]), (&json!(["decided"]), &json!([id])));

    // The same again changes nothing, another mind does.
    let before = stage.document("link", &link_key(&id));
    decide(&mut stage, choices);
    assert_eq!(stage.document("link", &link_key(&id)), before);
    let view = decide(&mut stage, vec![choice(&id, "Subject", Way::ToSalesforce, DIGEST)]);
    assert_eq!((view.rows[0].decided, view.outdated), (Some(Way::ToSalesforce), 0));
    assert_eq!(stage.document("link", &link_key(&id)).unwrap()["decided"].as_array().unwrap().len(), 1);
}

#[test]
fn d_8_nothing_is_decided_of_what_is_not_there() {
    let (mut stage, id) = linked(8);
    let other = choice("500000000000001AAA", "Subject", Way::ToJira, DIGEST);
    assert_eq!(stage.refused(AGENT, deciding(vec![other])), FailureCode::RecordNotFound);
    let view = decide(&mut stage, vec![choice(&id, "Subject", Way::ToJira, DIGEST)]);
    assert_eq!((view.rows.len(), view.outdated), (0, 1), "nothing waits any more");
    hold(&mut stage, &id, &[("Subject", "summary")]);
    stage.tamper_entity("link", &link_key(&id), |link| link["gone"] = json!({ "kind": "deleted", "atMs": 1 }));
    let view = decide(&mut stage, vec![choice(&id, "Subject", Way::ToJira, DIGEST)]);
    assert_eq!((view.rows.len(), view.outdated), (0, 1), "the record is gone");
    let many = (0..501).map(|_| choice(&id, "Subject", Way::ToJira, DIGEST)).collect();
    assert_eq!(stage.refused(AGENT, deciding(many)), FailureCode::Invalid);
}

#[test]
fn sync_6_and_d_8_are_kept_from_who_may_not_edit_and_where_weftline_does_nothing() {
    let (mut stage, id) = linked(9);
    hold(&mut stage, &id, &[("Subject", "summary")]);
    let acts = || [sync_now(), deciding(vec![choice(&id, "Subject", Way::ToJira, DIGEST)])];
    let looks = || [Call::SyncState(SyncStateCall {}), Call::Conflicts(ConflictsCall {})];
    for call in acts() {
        assert_eq!(stage.refused(VIEWER, call), FailureCode::NotPermitted, "Edit issues");
    }
    stage.restrict(&["10001"]);
    for call in acts() {
        assert_eq!(stage.refused(AGENT, call), FailureCode::NotPermitted, "MAP-12");
    }
    assert!(!state(&mut stage, AGENT).may_act && !conflicts(&mut stage, AGENT).may_decide, "MAP-12");
    stage.restrict(&[]);
    for call in acts().into_iter().chain(looks()) {
        stage.set(|settings| settings.enabled = false);
        assert_eq!(stage.refused(ADMIN, call.clone()), FailureCode::NotPermitted, "CON-3");
        stage.set(|settings| settings.enabled = true);
        stage.set(|settings| settings.show_panel = false);
        assert_eq!(stage.refused(ADMIN, call), FailureCode::NotPermitted, "TGL-1");
        stage.set(|settings| settings.show_panel = true);
    }
    stage.save(vec![removal("project:10000")]);
    for call in acts().into_iter().chain(looks()) {
        assert_eq!(stage.refused(ADMIN, call), FailureCode::ProjectNotConfigured, "TGL-14");
    }
    assert_eq!(stage.document("link", &link_key(&id)).unwrap()["decided"], json!([]));
    assert_eq!(stage.document("work", MARK), None);
}
