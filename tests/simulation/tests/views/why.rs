//! Why something happened on an issue, or did not, and running a rule again.

use serde_json::json;
use weftline_simulation::mappings::removal;
use weftline_simulation::rules::{RULE, SEVERITY, SWITCH, always};
use weftline_simulation::{ADMIN, AGENT, Price, Stage, VIEWER};
use weftline_wire::call::{Call, Reply, RunAgainCall, UnlinkCall, WhyCall};
use weftline_wire::configuration::{Condition, Rule};
use weftline_wire::decision::{Cause, Verdict};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::WhyView;

use crate::support::{choose, is, on_yes, save_rules};

fn why() -> Call {
    Call::Why(WhyCall {})
}

fn run_again() -> Call {
    Call::RunAgain(RunAgainCall { rule: RULE.into() })
}

fn told(stage: &mut Stage, account: &str) -> (WhyView, Price) {
    match stage.priced(account, why()) {
        (Reply::Why(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

fn verdict(stage: &mut Stage) -> (Verdict, bool) {
    let now = told(stage, AGENT).0.now.remove(0);
    (now.decision.verdict, now.may_run_again)
}

fn ruled(seed: u64, conditions: Condition) -> Stage {
    let mut stage = Stage::connected(seed);
    save_rules(&mut stage, vec![on_yes(conditions)]);
    stage
}

fn made(stage: &mut Stage) -> Vec<String> {
    let cases = stage.query("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%rule-00000000000000a1-%'");
    cases.iter().map(|case| case["Id"].as_str().unwrap().to_owned()).collect()
}

fn unlink(stage: &mut Stage, id: &str) {
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![id.into()] })).unwrap();
}

#[test]
fn d_2_a_no_is_explained_on_an_issue_where_nothing_happened() {
    let mut stage = ruled(1, is(SEVERITY, "High"));
    let (view, cost) = told(&mut stage, VIEWER);
    println!("why: {cost:?}");
    assert_eq!(cost.salesforce_calls, 0);
    assert!(cost.turns <= 5, "{cost:?}");
    assert_eq!((view.now.len(), view.activity.len(), view.pending), (1, 0, false));
    let decision = &view.now[0].decision;
    assert_eq!((decision.verdict, decision.name.as_str()), (Verdict::NotTriggered, "Escalations"));
    let trigger = decision.trigger.as_ref().unwrap();
    assert!(!trigger.holds && trigger.field_name.as_deref() == Some("Autocreate Salesforce record"), "{trigger:?}");

    choose(&mut stage, SEVERITY, "Low");
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    let (view, _) = told(&mut stage, AGENT);
    let decision = &view.now[0].decision;
    assert_eq!(decision.verdict, Verdict::ConditionsUnmet);
    assert!(decision.trigger.as_ref().unwrap().holds);
    assert_eq!(decision.conditions.as_ref().unwrap().found.as_deref(), Some("Low"));
    assert_eq!(view.activity[0].decisions[0].verdict, Verdict::ConditionsUnmet, "that was decided then");
    assert!(made(&mut stage).is_empty(), "AUTO-4");
}

#[test]
fn d_2_a_yes_is_explained_with_what_was_written() {
    let mut stage = ruled(2, is(SEVERITY, "High"));
    choose(&mut stage, SEVERITY, "High");
    choose(&mut stage, SWITCH, "Yes");
    let (view, _) = told(&mut stage, AGENT);
    assert_eq!((view.now[0].decision.verdict, view.now[0].may_run_again), (Verdict::Creates, false));
    stage.settle();
    let id = made(&mut stage).remove(0);
    let (view, cost) = told(&mut stage, AGENT);
    assert_eq!(cost.salesforce_calls, 0);
    let now = &view.now[0];
    assert_eq!((now.decision.verdict, now.decision.record_id.as_ref()), (Verdict::Created, Some(&id)));
    assert!(!now.may_run_again, "its record is linked");
    assert!(!view.pending);
    let entry = view.activity.iter().find(|entry| !entry.plans.is_empty()).expect("the creation is told");
    assert_eq!(entry.decisions[0].verdict, Verdict::Created);
    assert_eq!(entry.author, None, "Weftline did it by itself");
    let subject = entry.plans[0].rows.iter().find(|row| row.field == "Subject").unwrap();
    assert_eq!((subject.label.as_str(), subject.written), ("Subject", true));
    assert_eq!(subject.after.as_deref(), Some("Invoice total is one cent too high"));
    assert_eq!(subject.source, "Summary");
}

#[test]
fn d_2_what_happened_and_is_not_judged_yet_is_pending() {
    let mut stage = ruled(3, always());
    choose(&mut stage, SWITCH, "Yes");
    let job = weftline_wire::job::Job::IssueChanged {
        cloud_id: weftline_sandbox::CLOUD_ID.into(),
        issue_id: "10100".into(),
        project_id: Some("10000".into()),
        causes: vec![Cause::IssueUpdated],
    };
    stage.work(job).finish(&mut stage.world);
    assert!(told(&mut stage, AGENT).0.pending);
    stage.settle();
    assert!(!told(&mut stage, AGENT).0.pending);
}

#[test]
fn d_2_a_user_learns_no_value_that_jira_does_not_show() {
    let mut stage = ruled(4, is(SEVERITY, "Low"));
    choose(&mut stage, SEVERITY, "High");
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    let (view, _) = told(&mut stage, VIEWER);
    let conditions = |view: &WhyView| view.activity[0].decisions[0].conditions.clone().unwrap();
    assert_eq!(conditions(&view).found.as_deref(), Some("High"));
    // What the app saw in a field that Jira does not show to this user.
    let key = stage.keys("activity", "10100:").remove(0);
    stage.tamper_entity("activity", &key, |document| {
        let condition = &mut document["decisions"][0]["conditions"];
        condition["field"] = json!("customfield_99999");
        condition["found"] = json!("top secret");
        document["decisions"][0]["trigger"]["of"] = json!([condition.clone()]);
        document["plans"] = json!([{
            "planner": 1, "skipped": [], "held": [], "problems": [], "salesforceCalls": 1, "jiraCalls": 0,
            "writes": [{ "kind": "createRecord", "object": "Case", "fields": { "Subject": "top secret" }, "assignmentRules": true }],
            "trace": [
                { "field": "Subject", "way": "toSalesforce", "jiraField": null, "source": "issue.customfield_99999",
                  "found": "top secret", "before": null, "value": "top secret", "losses": ["`top secret` is cut"],
                  "customersSee": false },
                { "field": "SuppliedName", "way": "toSalesforce", "jiraField": null, "source": "template",
                  "found": "top secret", "before": null, "value": "top secret", "losses": [], "customersSee": false },
                { "field": "Origin", "way": "toSalesforce", "jiraField": null, "source": "constant",
                  "found": null, "before": null, "value": "Web", "losses": [], "customersSee": false },
            ],
        }]);
    });
    let (view, _) = told(&mut stage, VIEWER);
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains("top secret"), "{text}");
    assert_eq!(conditions(&view).found, None);
    let rows = &view.activity[0].plans[0].rows;
    assert_eq!((rows[0].after.as_ref(), rows[0].reason.is_some()), (None, true));
    assert_eq!(rows[2].after.as_deref(), Some("Web"));
}

#[test]
fn auto_7_run_again_resets_a_rule_whose_record_is_not_linked_any_more() {
    let mut stage = ruled(5, always());
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::Invalid, "it has done nothing yet");
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    assert_eq!(verdict(&mut stage), (Verdict::Created, false));
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::Invalid, "its record is linked");
    let id = made(&mut stage).remove(0);
    unlink(&mut stage, &id);
    assert_eq!(verdict(&mut stage), (Verdict::FiredBefore, true));
    choose(&mut stage, SWITCH, "No");
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    assert_eq!(made(&mut stage).len(), 1, "unlinking alone resets nothing");
    match stage.call(AGENT, run_again()) {
        Ok(Reply::RunAgain(view)) => assert!(view.pending),
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::Invalid, "it was asked for already");
    stage.settle();
    assert_eq!(made(&mut stage).len(), 2);
    assert_eq!(verdict(&mut stage), (Verdict::Created, false));
    let (view, _) = told(&mut stage, AGENT);
    assert!(view.activity.iter().any(|entry| entry.causes.contains(&Cause::RunAgain)), "{:?}", view.activity);
}

#[test]
fn auto_7_run_again_needs_the_right_to_change_the_issue() {
    let mut stage = ruled(6, always());
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    let id = made(&mut stage).remove(0);
    unlink(&mut stage, &id);
    assert!(!told(&mut stage, VIEWER).0.now[0].may_run_again);
    assert_eq!(stage.refused(VIEWER, run_again()), FailureCode::NotPermitted);
    stage.set(|settings| settings.allow_linking = false);
    assert_eq!(verdict(&mut stage), (Verdict::FiredBefore, false));
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::NotPermitted);
    stage.set(|settings| settings.allow_linking = true);
    for issue_type in ["10001", "10004"] {
        stage.restrict(&[issue_type]);
        if issue_type == "10001" {
            // The type that the page is shown with.
            assert_eq!(stage.refused(AGENT, run_again()), FailureCode::NotPermitted, "MAP-12");
        } else {
            assert!(!told(&mut stage, AGENT).0.now[0].may_run_again, "MAP-12");
        }
    }
    stage.restrict(&[]);
    save_rules(&mut stage, vec![Rule { enabled: false, ..on_yes(always()) }]);
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::Invalid, "the rule is switched off");
    save_rules(&mut stage, Vec::new());
    assert_eq!(stage.refused(AGENT, run_again()), FailureCode::Invalid, "the rule is not there any more");
}

#[test]
fn d_2_what_is_switched_off_is_told_to_nobody() {
    let mut stage = ruled(7, always());
    for call in [why(), run_again()] {
        stage.set(|settings| settings.enabled = false);
        assert_eq!(stage.refused(ADMIN, call.clone()), FailureCode::NotPermitted, "CON-3");
        stage.set(|settings| settings.enabled = true);
        stage.set(|settings| settings.show_panel = false);
        assert_eq!(stage.refused(ADMIN, call.clone()), FailureCode::NotPermitted, "TGL-1");
        stage.set(|settings| settings.show_panel = true);
    }
    stage.save(vec![removal("project:10000")]);
    for call in [why(), run_again()] {
        assert_eq!(stage.refused(ADMIN, call), FailureCode::ProjectNotConfigured, "TGL-14");
    }
    stage.set(|settings| settings.every_issue = true);
    assert_eq!(verdict(&mut stage), (Verdict::NotConfigured, false), "rules need a configured project");
}

#[test]
fn d_2_each_state_of_a_rule_has_its_word() {
    let mut stage = ruled(8, always());
    save_rules(&mut stage, vec![Rule { enabled: false, ..on_yes(always()) }]);
    assert_eq!(verdict(&mut stage).0, Verdict::RuleOff);
    save_rules(&mut stage, vec![on_yes(always())]);
    stage.restrict(&["10004"]);
    assert_eq!(verdict(&mut stage).0, Verdict::Restricted);
}
