//! Cases that are gone through, and the issues that hold their numbers or ids.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_simulation::backfill::{NUMBER, Play, by_case, by_number, dying_at};
use weftline_simulation::{AGENT, Luck, Stroke};
use weftline_wire::configuration::{Comparison, Condition, FirstSync, Operand, Sharing};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{
    BackfillCause, BackfillCounts, BackfillFate, BackfillMatching, BackfillPhase, BackfillPlan, BackfillSource,
};

/// What so many cases come to: of ten, one is linked, two issues name one, and no issue names three.
fn expected(many: u32) -> BackfillCounts {
    let tenth = many / 10;
    BackfillCounts {
        link: 5 * tenth,
        already: tenth,
        unmatched: 3 * tenth,
        conflict: tenth,
        ..BackfillCounts::default()
    }
}

fn compare(field: &str, comparison: Comparison, text: &str) -> Condition {
    let values = if text.is_empty() { Vec::new() } else { vec![Operand { id: None, text: text.into() }] };
    Condition::Compare { field: field.into(), comparison, values }
}

fn of(condition: Option<Condition>) -> BackfillPlan {
    BackfillPlan { source: BackfillSource::Records { condition }, ..by_case() }
}

/// What it ends with: the links, the subjects of the cases, and the report.
fn ends(play: &mut Play) -> (BTreeMap<String, Vec<String>>, BTreeMap<String, String>, String) {
    (play.links(), play.subjects(), play.report())
}

#[test]
fn ops_6_records_are_gone_through_and_the_run_does_what_the_dry_run_says() {
    let mut play = Play::new(41, 260);
    let looked = play.look(by_case());
    assert_eq!(looked.planned, expected(260), "{:?}", looked.reasons);
    assert!(looked.brief.records);
    assert_eq!((looked.brief.rows, looked.brief.done), (260, BackfillCounts::default()));
    assert_eq!(play.links().values().filter(|linked| !linked.is_empty()).count(), 26, "nothing was done yet");
    let told: Vec<_> = looked.reasons.iter().map(|reason| (reason.fate, reason.cause, reason.count)).collect();
    let unmatched = (BackfillFate::Unmatched, BackfillCause::NoIssue, 78);
    assert_eq!(told, [unmatched, (BackfillFate::Conflict, BackfillCause::SeveralIssues, 26)]);
    assert!(looked.reasons[0].examples.iter().all(|record| play.cases.contains(record)), "records are named");
    let before = play.salesforce_calls;
    let done = play.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, looked.planned);
    let took = play.salesforce_calls - before;
    assert!(took <= looked.forecast.calls, "{took} calls, {:?}", looked.forecast);
    play.stage.settle();
    let (links, subjects, report) = ends(&mut play);
    for (at, issue) in play.issues.iter().enumerate() {
        let is_linked = at % 10 >= 4;
        let linked = if is_linked { vec![play.cases[at].clone()] } else { Vec::new() };
        assert_eq!(links[issue], linked, "issue {at}");
        if at % 10 > 4 {
            assert_eq!(subjects[&play.cases[at]], format!("Issue {at}"), "it is filled as linking by hand does it");
        }
    }
    assert_eq!(report.lines().count(), 261);
    assert!(report.contains(&format!(",,{},done,no match,no work item matches,", play.cases[0])), "{report}");
    let several = report.lines().find(|line| line.contains(&play.cases[2])).unwrap();
    assert!(several.contains("several work items match") && several.matches("SUP-").count() == 2, "{several}");
    assert_eq!(play.stage.keys("work", ""), Vec::<String>::new(), "nothing is left to do");
}

#[test]
fn ops_6_conditions_choose_the_records() {
    let mut play = Play::new(42, 10);
    for at in [0, 5, 6] {
        let case = play.cases[at].clone();
        play.stage.change("Case", &case, &json!({ "Priority": "High", "SuppliedName": "chosen" }));
    }
    let chosen = compare("SuppliedName", Comparison::Equals, "chosen");
    let both = Condition::All { of: vec![chosen.clone(), compare("Priority", Comparison::Equals, "High")] };
    let looked = play.look(of(Some(both)));
    let counts = BackfillCounts { link: 2, unmatched: 1, ..BackfillCounts::default() };
    assert_eq!(looked.planned, counts, "{:?}", looked.reasons);
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, counts);
    let links = play.links();
    assert_eq!(links[&play.issues[5]], [play.cases[5].clone()]);
    assert!(links[&play.issues[7]].is_empty(), "what the conditions leave out stays as it is");

    for wrong in [
        compare("NoSuchField__c", Comparison::Equals, "x"),
        compare("SuppliedName", Comparison::Equals, ""),
        compare("SuppliedName", Comparison::Changed, ""),
    ] {
        let mut play = Play::new(42, 10);
        let failure = play.begin(of(Some(wrong.clone()))).unwrap_err();
        assert_eq!(failure.code, FailureCode::Invalid, "{wrong:?}");
        assert_eq!(failure.values["field"], "condition");
        assert!(play.views().job.is_none(), "nothing was begun");
    }
}

#[test]
fn ops_6_without_conditions_all_records_of_the_object_are_gone_through() {
    let mut play = Play::new(43, 10);
    let all = play.stage.query("SELECT Id FROM Case").len();
    assert!(all > 10, "{all}");
    let looked = play.look(of(None));
    assert_eq!(looked.brief.rows as usize, all);
    assert_eq!((looked.planned.link, looked.planned.conflict), (5, 1));
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, looked.planned);
}

#[test]
fn ops_6_no_issue_is_created_of_a_record_and_jira_says_where_it_cannot_look() {
    let mut play = Play::new(44, 10);
    let failure = play.begin(BackfillPlan { create: true, ..by_case() }).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
    let plan =
        |field: &str| BackfillPlan { matching: BackfillMatching::Reference { jira_field: field.into() }, ..by_case() };
    for field in ["duedate", "customfield_99999"] {
        let failure = play.begin(plan(field)).unwrap_err();
        assert_eq!((failure.code, failure.values["field"].as_str()), (FailureCode::Invalid, "jiraField"), "{field}");
    }
    assert!(play.views().job.is_none(), "nothing was begun");
}

#[test]
fn ops_6_seen_from_records_two_fields_are_matched_where_they_are_alike() {
    let mut play = Play::new(45, 10);
    let quoted = "O'Hara \\ \"x\" (a.b@c)";
    for (at, name) in [(0, "acme-7"), (5, "ACME-7"), (6, "Twice"), (7, "twice"), (8, quoted), (9, "some words")] {
        let case = play.cases[at].clone();
        play.stage.change("Case", &case, &json!({ "SuppliedName": if at == 0 { "acme" } else { name } }));
    }
    for (at, name) in [(5, "acme-7"), (6, "Twice"), (8, quoted), (9, "some words more")] {
        let issue = play.issues[at].clone();
        play.stage.edit(AGENT, &issue, &json!({ NUMBER: name }));
    }
    let plan = BackfillPlan {
        matching: BackfillMatching::Fields { jira_field: NUMBER.into(), field: "SuppliedName".into() },
        ..by_case()
    };
    let looked = play.look(plan);
    let counts = BackfillCounts { link: 2, already: 1, unmatched: 5, conflict: 2, ..BackfillCounts::default() };
    assert_eq!(looked.planned, counts, "{:?}", looked.reasons);
    let told: Vec<_> = looked.reasons.iter().map(|reason| (reason.cause, reason.count)).collect();
    let expected = [(BackfillCause::NoRecordValue, 3), (BackfillCause::Several, 2), (BackfillCause::NoIssue, 2)];
    assert_eq!(told, expected, "what has the words and more is not the same");
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, counts);
    let links = play.links();
    assert_eq!(links[&play.issues[5]], [play.cases[5].clone()]);
    assert_eq!(links[&play.issues[8]], [play.cases[8].clone()]);
}

#[test]
fn ops_6_linked_records_that_meet_conditions_are_brought_in_step() {
    let mut play = Play::new(46, 20);
    let plan = BackfillPlan { matching: BackfillMatching::Linked {}, only_new: false, ..by_case() };
    let useless = BackfillPlan { only_new: true, ..plan.clone() };
    assert_eq!(play.begin(useless).unwrap_err().code, FailureCode::Invalid);
    let case = play.cases[4].clone();
    play.stage.world.advance(60_000);
    play.stage.change("Case", &case, &json!({ "Subject": "Case 4, changed meanwhile" }));
    play.stage.world.advance(60_000);
    let looked = play.look(plan);
    assert_eq!(looked.planned, BackfillCounts { update: 2, unmatched: 18, ..BackfillCounts::default() });
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, looked.planned);
    let path = format!("issue/{}?fields=summary", play.issues[4]);
    let (_, issue) = play.stage.jira(AGENT, "GET", &path, &serde_json::Value::Null);
    assert_eq!(issue["fields"]["summary"], "Case 4, changed meanwhile");
}

#[test]
fn ops_6_a_record_belongs_to_several_issues_only_where_it_may() {
    let mut play = Play::new(47, 10);
    play.stage.set(|settings| {
        settings.sharing = Sharing::Allowed;
        settings.first_sync = FirstSync::Nothing;
    });
    let looked = play.look(by_case());
    let counts = BackfillCounts { link: 7, already: 1, unmatched: 3, ..BackfillCounts::default() };
    assert_eq!(looked.planned, counts, "{:?}", looked.reasons);
    assert_eq!(play.carry_out(&|_| Luck::good()).brief.done, counts);
    for issue in [2, 3] {
        let document = play.stage.document("issue", &play.issues[issue]).unwrap();
        assert_eq!(document["links"][0]["recordId"], play.cases[2].as_str(), "issue {issue}");
    }
}

#[test]
fn ops_6_both_sides_come_to_the_same_links() {
    let mut scene = Play::new(48, 30);
    // Where a record has one issue only.
    for at in (3..30).step_by(10) {
        let issue = scene.issues[at].clone();
        scene.stage.edit(AGENT, &issue, &json!({ NUMBER: null }));
    }
    let (mut issues, mut records) = (scene.clone(), scene);
    issues.look(by_number(false));
    issues.carry_out(&|_| Luck::good());
    records.look(by_case());
    records.carry_out(&|_| Luck::good());
    issues.stage.settle();
    records.stage.settle();
    assert_eq!(issues.links(), records.links());
    assert_eq!(issues.subjects(), records.subjects());
    assert_eq!(records.links().values().filter(|linked| !linked.is_empty()).count(), 21);
}

#[test]
fn ops_6_what_changes_after_the_dry_run_is_not_linked() {
    let mut play = Play::new(49, 10);
    let looked = play.look(by_case());
    let (other, issue, gone) = (play.issues[6].clone(), play.issues[5].clone(), play.issues[7].clone());
    let number = play.stage.query(&format!("SELECT CaseNumber FROM Case WHERE Id = '{}'", play.cases[6]));
    play.stage.edit(AGENT, &issue, &json!({ NUMBER: number[0]["CaseNumber"] }));
    play.stage.edit(AGENT, &other, &json!({ NUMBER: null }));
    let (status, _) = play.stage.jira(AGENT, "DELETE", &format!("issue/{gone}"), &serde_json::Value::Null);
    let done = play.carry_out(&|_| Luck::good());
    let is_gone = u32::from(status == 204);
    let counts = BackfillCounts {
        link: looked.planned.link - 2 - is_gone,
        unmatched: looked.planned.unmatched + 2,
        cannot: is_gone,
        ..looked.planned
    };
    assert_eq!(done.brief.done, counts, "{:?}", done.reasons);
    assert!(play.stage.document("issue", &issue).is_none_or(|issue| issue["links"] == json!([])));
}

#[test]
fn ops_6_from_records_too_killed_at_any_effect_it_ends_the_same() {
    let mut scene = Play::new(50, 10);
    let begun = scene.clone();
    scene.look(by_case());
    let looked = scene.report();
    let mut good = scene.clone();
    let before = good.effects;
    let done = good.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, expected(10));
    good.stage.settle();
    let (wanted, effects) = (ends(&mut good), good.effects - before);
    println!("{before} effects of the dry run, {effects} of the run");
    assert!(effects > 50);
    for at in 0..before {
        let mut play = begun.clone();
        play.begin(by_case()).unwrap();
        let stroke = if at % 2 == 0 { Stroke::DiesBefore } else { Stroke::DiesAfter };
        let view = play.run(&|number| if number == 0 { Luck::bad(at, stroke) } else { Luck::good() });
        assert_eq!((view.brief.phase, view.planned), (BackfillPhase::Ready, expected(10)), "{stroke:?} at effect {at}");
        assert_eq!(play.report(), looked, "{stroke:?} at effect {at}");
    }
    for at in (0..effects).step_by(3) {
        let stroke = [Stroke::DiesBefore, Stroke::DiesAfter, Stroke::AnswerLost, Stroke::TimesOut][at % 4];
        let mut play = scene.clone();
        let done = play.carry_out(&|number| if number == 0 { Luck::bad(at, stroke) } else { Luck::good() });
        assert_eq!(done.brief.done, expected(10), "{stroke:?} at effect {at}");
        play.catch_up();
        assert_eq!(ends(&mut play), wanted, "{stroke:?} at effect {at}");
    }
    let done = scene.carry_out(&|_| dying_at(100));
    assert_eq!(done.brief.done, expected(10));
    scene.stage.settle();
    assert_eq!(ends(&mut scene), wanted, "all of them die");
}
