//! Records that post functions of workflows ask for: one for a transition that wants one, none where one is linked,
//! whatever happens to events, workers and answers.

use serde_json::{Value, json};
use weftline_sandbox::random::Random;
use weftline_simulation::mappings::{field, mapping, removal, section};
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{Call, LinkCall, Reply, SyncNowCall, UnlinkCall, WhyCall};
use weftline_wire::configuration::{Direction, Policy, Rule};
use weftline_wire::job::{Job, Turn};

use crate::support::{
    REFERENCE, activity, create, edit, hide_key_field, linked, made, on_yes, round, stage, subject, verdicts, yes,
};

/// The rule that stands for post functions about cases.
const BY_WORKFLOW: &str = "post-function.Case";

const CREATE: &str = r#"{"act":"create","object":"Case"}"#;
const SYNC: &str = r#"{"act":"sync","object":null}"#;
const CREATE_OR_SYNC: &str = r#"{"act":"createOrSync","object":"Case"}"#;

/// What Jira tells of a transition.
fn told(issue: &str, execution: &str, configuration: &str) -> Job {
    Job::Transitioned {
        cloud_id: weftline_sandbox::CLOUD_ID.into(),
        issue_id: issue.into(),
        project_id: None,
        execution: execution.into(),
        transition: "Escalate".into(),
        configuration: configuration.into(),
    }
}

fn judge(issue: &str) -> Job {
    Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: issue.into() }
}

/// Has the app hear of a transition, and everything done that follows.
fn tell(stage: &mut Stage, issue: &str, execution: &str, configuration: &str) {
    let end = stage.work(told(issue, execution, configuration)).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { reply: None })), "{end:?}");
    stage.settle();
}

/// An issue of which nobody has heard anything.
fn quiet(stage: &mut Stage, summary: &str) -> String {
    let issue = create(stage, summary, json!({}));
    stage.settle();
    issue
}

fn unlink(stage: &mut Stage, issue: &str, record: &str) {
    let Job::Call { mut caller, .. } = stage.job(AGENT, Call::Why(WhyCall {})) else { panic!() };
    caller.issue = caller.issue.map(|named| weftline_wire::job::Named { id: issue.into(), key: named.key });
    let call = Call::Unlink(UnlinkCall { record_ids: vec![record.into()] });
    let end = stage.work_as(AGENT, Job::Call { caller, call }).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    stage.settle();
}

#[test]
fn auto_5_a_post_function_creates_a_record_by_the_mapping_and_why_tells_of_which_transition() {
    let mut stage = stage(30, Vec::new());
    let issue = quiet(&mut stage, "Escalated by the workflow");
    tell(&mut stage, &issue, "e-1", CREATE);
    let cases = made(&mut stage, &issue, BY_WORKFLOW);
    assert_eq!(cases.len(), 1);
    assert_eq!(linked(&mut stage, &issue), cases);
    assert_eq!(subject(&mut stage, "Escalated by the workflow"), cases, "by the mapping");
    let entries = activity(&mut stage, &issue);
    let decision = &entries[0]["decisions"][0];
    assert_eq!(entries[0]["causes"], json!(["postFunction"]));
    assert_eq!((&decision["name"], &decision["verdict"]), (&json!("Escalate"), &json!("created")));
    assert_eq!(decision["recordId"], cases[0]);
    assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "nothing is left to do");
}

#[test]
fn auto_7_a_transition_that_is_told_again_makes_one_record_also_after_that_was_unlinked() {
    let mut stage = stage(31, Vec::new());
    let issue = quiet(&mut stage, "Told four times");
    tell(&mut stage, &issue, "e-1", CREATE);
    tell(&mut stage, &issue, "e-1", CREATE);
    let cases = made(&mut stage, &issue, BY_WORKFLOW);
    assert_eq!(cases.len(), 1);
    unlink(&mut stage, &issue, &cases[0]);
    assert_eq!(linked(&mut stage, &issue), Vec::<String>::new());
    tell(&mut stage, &issue, "e-1", CREATE);
    // Also when what was heard is not known any more.
    for key in stage.keys("poll", "heard:transition:") {
        stage.remove_entity("poll", &key);
    }
    tell(&mut stage, &issue, "e-1", CREATE);
    assert_eq!(made(&mut stage, &issue, BY_WORKFLOW), cases);
    assert_eq!(verdicts(&mut stage, &issue).last(), Some(&(BY_WORKFLOW.into(), "firedBefore".into())));
}

#[test]
fn auto_7_another_transition_makes_another_record_only_where_none_is_linked() {
    let mut stage = stage(32, Vec::new());
    let issue = quiet(&mut stage, "Escalated twice");
    tell(&mut stage, &issue, "e-1", CREATE);
    tell(&mut stage, &issue, "e-2", CREATE);
    let cases = made(&mut stage, &issue, BY_WORKFLOW);
    assert_eq!(cases.len(), 1, "one is linked");
    assert_eq!(verdicts(&mut stage, &issue).last(), Some(&(BY_WORKFLOW.into(), "linkedAlready".into())));
    unlink(&mut stage, &issue, &cases[0]);
    tell(&mut stage, &issue, "e-3", CREATE);
    assert_eq!(made(&mut stage, &issue, BY_WORKFLOW).len(), 2, "the workflow asks again, and none is linked");
}

#[test]
fn auto_7_a_rule_and_a_post_function_that_ask_at_once_make_one_record() {
    let mut stage = stage(33, vec![Rule { while_linked: false, ..on_yes() }]);
    let issue = create(&mut stage, "Asked for twice", yes());
    let end = stage.work(told(&issue, "e-1", CREATE)).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })));
    stage.settle();
    assert_eq!(linked(&mut stage, &issue).len(), 1);
    assert_eq!(subject(&mut stage, "Asked for twice").len(), 1);
}

#[test]
fn auto_5_what_was_refused_stands_on_the_panel_and_the_next_change_or_sync_now_tries_again() {
    for by_hand in [false, true] {
        let mut stage = stage(34, Vec::new());
        let metadata = json!({ "type": "Text", "label": "Contract", "length": 40, "required": true });
        stage.make_field("Case.Contract__c", &metadata);
        stage.world.advance(2 * 3_600_000);
        let issue = quiet(&mut stage, "No contract");
        tell(&mut stage, &issue, "e-1", CREATE);
        assert_eq!(verdicts(&mut stage, &issue), [(BY_WORKFLOW.into(), "refused".into())]);
        let setback = stage.document("issue", &issue).unwrap()["setback"].clone();
        let undertaking = json!({ "kind": "postFunction", "transition": "Escalate", "object": "Case" });
        assert_eq!((&setback["undertaking"], &setback["next"]), (&undertaking, &json!("nextChange")));
        stage.remove_field("Case.Contract__c");
        stage.world.advance(2 * 3_600_000);
        if by_hand {
            let Job::Call { mut caller, .. } = stage.job(AGENT, Call::Why(WhyCall {})) else { panic!() };
            caller.issue = caller.issue.map(|named| weftline_wire::job::Named { id: issue.clone(), key: named.key });
            let call = Call::SyncNow(SyncNowCall {});
            stage.work_as(AGENT, Job::Call { caller, call }).finish(&mut stage.world);
        } else {
            edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
        }
        stage.settle();
        assert_eq!(made(&mut stage, &issue, BY_WORKFLOW).len(), 1, "by hand: {by_hand}");
        let document = stage.document("issue", &issue).unwrap();
        assert_eq!((&document["setback"], &document["owed"]), (&json!(null), &json!([])), "nothing stands against it");
    }
}

/// Keeps post functions from creating anything.
type Forbid = fn(&mut Stage);

#[test]
fn auto_8_where_nothing_may_be_created_a_post_function_creates_nothing_and_why_says_so() {
    let cases: [(&str, Forbid); 3] = [
        ("restricted", |stage| stage.restrict(&["10001"])),
        ("notConfigured", |stage| {
            stage.save(vec![removal("project:10000")]);
        }),
        ("switchedOff", |stage| {
            stage.set(|settings| settings.allow_linking = false);
        }),
    ];
    for (verdict, forbid) in cases {
        let mut stage = stage(35, Vec::new());
        let issue = quiet(&mut stage, "Not here");
        forbid(&mut stage);
        tell(&mut stage, &issue, "e-1", CREATE_OR_SYNC);
        assert_eq!(made(&mut stage, &issue, BY_WORKFLOW), Vec::<String>::new(), "{verdict}");
        assert_eq!(verdicts(&mut stage, &issue), [(BY_WORKFLOW.into(), verdict.into())]);
        assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "{verdict}");
    }
    let mut stage = stage(36, Vec::new());
    let issue = quiet(&mut stage, "Switched off");
    stage.set(|settings| settings.enabled = false);
    tell(&mut stage, &issue, "e-1", CREATE);
    stage.set(|settings| settings.enabled = true);
    edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, BY_WORKFLOW), Vec::<String>::new(), "not later either");
}

#[test]
fn sync_6_a_post_function_syncs_what_is_linked_and_nothing_where_nothing_is() {
    for act in [SYNC, CREATE_OR_SYNC] {
        let mut stage = stage(37, Vec::new());
        let both_ways = vec![field("Subject", "summary", Direction::Both, Policy::LatestWins)];
        stage.save(vec![section("10000", mapping("Case", both_ways))]);
        let issue = quiet(&mut stage, "Synced by the workflow");
        tell(&mut stage, &issue, "e-1", SYNC);
        assert_eq!(
            (linked(&mut stage, &issue), activity(&mut stage, &issue)),
            (Vec::new(), Vec::new()),
            "nothing is linked"
        );
        tell(&mut stage, &issue, "e-2", CREATE);
        assert!(activity(&mut stage, &issue)[0]["decisions"][0]["recordId"].is_string());
        let case = linked(&mut stage, &issue)[0].clone();
        stage.world.advance(60_000);
        // Nobody tells of it: neither an outbound message nor a poll.
        stage.change("Case", &case, &json!({ "Subject": "Changed by a colleague" }));
        stage.world.advance(60_000);
        tell(&mut stage, &issue, "e-3", act);
        let (_, read) = stage.jira(AGENT, "GET", &format!("issue/{issue}?fields=summary"), &Value::Null);
        assert_eq!(read["fields"]["summary"], "Changed by a colleague", "{act}");
        let entries = activity(&mut stage, &issue);
        let synced = entries.iter().filter(|entry| entry["causes"] == json!(["postFunction"]));
        assert!(synced.clone().any(|entry| entry["plans"].as_array().is_some_and(|plans| !plans.is_empty())), "{act}");
        assert_eq!(linked(&mut stage, &issue), [case], "{act}: nothing more is created");
    }
}

#[test]
fn auto_8_a_post_function_that_does_not_say_what_to_do_is_told_once_and_does_nothing() {
    for configuration in
        ["null", "{}", "not JSON", r#"{"act":"create","object":null}"#, r#"{"act":"delete","object":"Case"}"#]
    {
        let mut stage = stage(38, Vec::new());
        let issue = quiet(&mut stage, "Never configured");
        tell(&mut stage, &issue, "e-1", configuration);
        tell(&mut stage, &issue, "e-1", configuration);
        let entries = activity(&mut stage, &issue);
        assert_eq!(entries.len(), 1, "{configuration}");
        assert_eq!(entries[0]["failure"]["code"], "configurationInvalid", "{configuration}");
        assert_eq!((linked(&mut stage, &issue), stage.keys("work", "")), (Vec::new(), Vec::new()), "{configuration}");
    }
    // Jira has to say which transition it is: without that, nobody could tell one from another.
    let mut stage = stage(39, Vec::new());
    let issue = quiet(&mut stage, "Nameless");
    let end = stage.work(told(&issue, "", CREATE)).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Failed { failure }) if !failure.retryable));
}

#[test]
fn auto_7_records_linked_by_hand_count_for_a_post_function() {
    let mut stage = stage(40, Vec::new());
    let issue = quiet(&mut stage, "Linked by hand");
    let case = stage.make("Case", &json!({ "Subject": "Known already" }));
    let Job::Call { mut caller, .. } = stage.job(AGENT, Call::Why(WhyCall {})) else { panic!() };
    caller.issue = caller.issue.map(|named| weftline_wire::job::Named { id: issue.clone(), key: named.key });
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![case.clone()], share: false });
    let end = stage.work_as(AGENT, Job::Call { caller, call }).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { reply: Some(Reply::Link(_)) })), "{end:?}");
    stage.settle();
    tell(&mut stage, &issue, "e-1", CREATE);
    assert_eq!(linked(&mut stage, &issue), [case]);
    assert_eq!(verdicts(&mut stage, &issue).last(), Some(&(BY_WORKFLOW.into(), "linkedAlready".into())));
}

/// The two workers of a creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Told,
    Judge,
}

fn job(which: Which, issue: &str) -> Job {
    match which {
        Which::Told => told(issue, "e-1", CREATE),
        Which::Judge => judge(issue),
    }
}

/// An issue that took the transition, of which nobody has heard yet, after everything was read that is kept for a while.
fn another(stage: &mut Stage, keyed: bool, summary: &str) -> String {
    let first = quiet(stage, "So that everything was read once");
    tell(stage, &first, "e-0", CREATE);
    assert_eq!(linked(stage, &first).len(), 1);
    if !keyed {
        hide_key_field(stage);
    }
    quiet(stage, summary)
}

fn assert_one(stage: &mut Stage, issue: &str, summary: &str, case: &str) {
    let cases = subject(stage, summary);
    assert_eq!(cases.len(), 1, "{case}: cases made");
    assert_eq!(linked(stage, issue), cases, "{case}: records linked");
    assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "{case}: nothing is left to do");
    let document = stage.document("issue", issue).unwrap();
    assert_eq!(
        (&document["setback"], &document["owed"]),
        (&json!(null), &json!([])),
        "{case}: nothing stands against it"
    );
}

#[test]
fn auto_7_bad_luck_at_any_effect_of_a_post_function_leaves_one_record() {
    let mut runs = 0;
    for keyed in [true, false] {
        let (mut stage, mut counts) = (stage(41, Vec::new()), Vec::new());
        let issue = another(&mut stage, keyed, "Counted");
        for which in [Which::Told, Which::Judge] {
            let mut worker = stage.work(job(which, &issue));
            worker.finish(&mut stage.world);
            counts.push((which, worker.performed()));
        }
        for (which, effects) in counts {
            assert!(effects > if which == Which::Judge { 14 } else { 6 }, "{which:?} takes {effects} effects");
            for index in 0..effects {
                let mut stage = crate::support::stage(42, Vec::new());
                for stroke in Stroke::ALL {
                    let case = format!("{stroke:?} at effect {index} of {which:?}, key field {keyed}");
                    let issue = another(&mut stage, keyed, &case);
                    if which == Which::Judge {
                        stage.work(job(Which::Told, &issue)).finish(&mut stage.world);
                    }
                    let mut unlucky = stage.unlucky(job(which, &issue), Luck::bad(index, stroke));
                    unlucky.finish(&mut stage.world);
                    assert!(unlucky.struck().is_some(), "{case}: there is such an effect");
                    // Jira tells again of what did not answer well; it may tell again of what did, too.
                    stage.work(job(Which::Told, &issue)).finish(&mut stage.world);
                    round(&mut stage);
                    assert_one(&mut stage, &issue, &case, &case);
                    runs += 1;
                }
            }
        }
    }
    println!("one creation by a post function, bad luck at every effect: {runs} runs");
}

#[test]
fn auto_7_two_workers_at_once_that_hear_of_one_transition_make_one_record() {
    for keyed in [true, false] {
        let mut stage = stage(43, Vec::new());
        for seed in 0..80 {
            let mut random = Random::seeded(seed);
            let summary = format!("Heard twice at once {seed}");
            let issue = another(&mut stage, keyed, &summary);
            let jobs = [told(&issue, "e-1", CREATE), told(&issue, "e-1", CREATE), judge(&issue), judge(&issue)];
            let mut workers = jobs.map(|job| Some(stage.work(job)));
            while workers.iter().any(Option::is_some) {
                let chosen = usize::try_from(random.below(4)).unwrap();
                let Some(worker) = &mut workers[chosen] else { continue };
                if !matches!(worker.step(&mut stage.world), Step::Worked) {
                    workers[chosen] = None;
                }
            }
            round(&mut stage);
            assert_one(&mut stage, &issue, &summary, &format!("seed {seed}, key field {keyed}"));
        }
    }
}
