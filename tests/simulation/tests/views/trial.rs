//! What a rule would do on an issue.

use weftline_simulation::mappings::section;
use weftline_simulation::rules::{RULE, SEVERITY, SWITCH, always};
use weftline_simulation::{ADMIN, AGENT, Price, Stage};
use weftline_wire::call::{Call, Reply, TryRuleCall, UnlinkCall};
use weftline_wire::configuration::{Comparison, Condition, Rule};
use weftline_wire::decision::Verdict;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::RuleTrialView;

use crate::support::{by_value, cases, choose, from_jira, is, on_yes, save_rules};

fn call(rule: Rule, issue: &str) -> Call {
    Call::TryRule(TryRuleCall { rule, issue: issue.into() })
}

fn tried(stage: &mut Stage, rule: Rule, issue: &str) -> (RuleTrialView, Price) {
    match stage.priced(ADMIN, call(rule, issue)) {
        (Reply::TryRule(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

fn verdict(stage: &mut Stage, rule: Rule) -> Verdict {
    tried(stage, rule, "SUP-1").0.decision.verdict
}

#[test]
fn d_1_a_rule_is_tried_on_the_issue_s_real_values() {
    let mut stage = Stage::connected(1);
    choose(&mut stage, SWITCH, "No");
    choose(&mut stage, SEVERITY, "High");
    let (view, _) = tried(&mut stage, on_yes(always()), "SUP-1");
    assert_eq!((view.issue.key.as_str(), view.decision.verdict), ("SUP-1", Verdict::NotTriggered));
    let trigger = view.decision.trigger.unwrap();
    assert_eq!((trigger.holds, trigger.found.as_deref()), (false, Some("No")));
    assert_eq!(view.creation, None, "nothing would be created");

    choose(&mut stage, SWITCH, "Yes");
    let both = Condition::All { of: vec![is(SEVERITY, "Low"), is("summary", "no such")] };
    let (view, cost) = tried(&mut stage, on_yes(both), "SUP-1");
    assert_eq!((view.decision.verdict, cost.salesforce_calls), (Verdict::ConditionsUnmet, 0));
    let conditions = view.decision.conditions.unwrap();
    let found: Vec<_> = conditions.of.iter().map(|one| (one.holds, one.found.as_deref())).collect();
    assert_eq!(found, [(false, Some("High")), (false, Some("Invoice total is one cent too high"))]);

    let (view, cost) = tried(&mut stage, on_yes(is(SEVERITY, "High")), "SUP-1");
    assert_eq!(view.decision.verdict, Verdict::Creates);
    let creation = view.creation.unwrap();
    let subject = creation.rows.iter().find(|row| row.field == "Subject").unwrap();
    assert_eq!(subject.after.as_deref(), Some("Invoice total is one cent too high"));
    assert_eq!((creation.salesforce_calls, creation.assignment_rules), (1, Some(false)));
    println!("tryRule: {cost:?}");
    assert!(cost.turns <= 7 && cost.salesforce_calls <= 1, "{cost:?}");
}

#[test]
fn d_1_trying_writes_nothing() {
    let mut stage = Stage::connected(2);
    let before = stage.query("SELECT Id FROM Case").len();
    choose(&mut stage, SWITCH, "Yes");
    assert_eq!(verdict(&mut stage, on_yes(always())), Verdict::Creates);
    stage.settle();
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    assert_eq!(stage.document("fired", &format!("10100:{RULE}")), None);
}

#[test]
fn d_1_what_keeps_a_rule_from_creating_is_said() {
    let mut stage = Stage::connected(3);
    save_rules(&mut stage, vec![on_yes(always())]);
    choose(&mut stage, SWITCH, "Yes");
    stage.settle();
    let cases = stage.query("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%rule-00000000000000a1-1'");
    let id = cases[0]["Id"].as_str().unwrap().to_owned();
    let (view, _) = tried(&mut stage, on_yes(always()), "SUP-1");
    assert_eq!((view.decision.verdict, view.decision.record_id), (Verdict::FiredBefore, Some(id.clone())), "AUTO-7");
    let other = |while_linked| Rule { id: "00000000000000a2".into(), while_linked, ..on_yes(always()) };
    assert_eq!(verdict(&mut stage, other(false)), Verdict::LinkedAlready, "AUTO-7");
    assert_eq!(verdict(&mut stage, other(true)), Verdict::Creates);
    let again = |while_linked| Rule { again: true, while_linked, ..on_yes(always()) };
    assert_eq!(verdict(&mut stage, again(false)), Verdict::LinkedAlready);
    assert_eq!(verdict(&mut stage, again(true)), Verdict::Creates);
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![id] })).unwrap();
    assert_eq!(verdict(&mut stage, on_yes(always())), Verdict::FiredBefore, "unlinking does not reset it");
    assert_eq!(verdict(&mut stage, other(false)), Verdict::Creates);

    stage.restrict(&["10004"]);
    assert_eq!(verdict(&mut stage, other(true)), Verdict::Restricted, "MAP-12, AUTO-8");
    stage.restrict(&[]);
    stage.set(|settings| settings.enabled = false);
    assert_eq!(verdict(&mut stage, other(true)), Verdict::SwitchedOff, "CON-3, AUTO-8");
    stage.set(|settings| settings.enabled = true);
    let of_contact = Rule { object: "Contact".into(), ..other(true) };
    assert_eq!(verdict(&mut stage, of_contact), Verdict::NotConfigured);
    let (view, _) = tried(&mut stage, other(true), "HELP-1");
    assert_eq!(view.decision.verdict, Verdict::NotConfigured, "its project is not configured");
}

#[test]
fn d_1_evt_1_a_rule_whose_events_are_not_followed_says_so() {
    let mut stage = Stage::connected(4);
    choose(&mut stage, SWITCH, "Yes");
    stage.follow(|events| (events.issue_created, events.issue_updated) = (false, false));
    assert_eq!(verdict(&mut stage, on_yes(always())), Verdict::SwitchedOff);
}

#[test]
fn d_1_a_rule_that_cannot_be_is_invalid_and_what_salesforce_would_refuse_is_told() {
    let mut stage = Stage::connected(5);
    choose(&mut stage, SWITCH, "Yes");
    let broken = Condition::Compare { field: SEVERITY.into(), comparison: Comparison::Equals, values: Vec::new() };
    let (view, _) = tried(&mut stage, on_yes(broken), "SUP-1");
    assert_eq!(view.decision.verdict, Verdict::Invalid);
    assert!(!view.decision.problems.is_empty());
    let report = weftline_wire::configuration::Unmapped::Report;
    stage.save(vec![section(
        "10000",
        cases(vec![from_jira("Subject", "summary"), by_value("Priority", "priority", &[("NoSuch", "High")], report)]),
    )]);
    let (view, _) = tried(&mut stage, on_yes(always()), "SUP-1");
    assert_eq!(view.decision.verdict, Verdict::Refused);
    assert!(view.decision.problems.iter().any(|problem| problem.field.as_deref() == Some("Priority")));
    assert!(view.creation.is_some_and(|plan| plan.rows.iter().all(|row| !row.written)));
}

#[test]
fn only_admins_try_rules() {
    let mut stage = Stage::connected(6);
    assert_eq!(stage.refused(AGENT, call(on_yes(always()), "SUP-1")), FailureCode::NotPermitted);
    assert_eq!(stage.refused(ADMIN, call(on_yes(always()), "SUP-4711")), FailureCode::NotPermitted);
}
