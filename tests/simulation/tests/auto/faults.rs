//! One creation by a rule, with every kind of bad luck at every effect of every worker on the way: one record, linked,
//! and nothing left to do.

use serde_json::{Value, json};
use weftline_sandbox::random::Random;
use weftline_simulation::rules::RULE;
use weftline_simulation::{Luck, Stage, Step, Stroke, heard};
use weftline_wire::effect::Effect;
use weftline_wire::job::Job;

use crate::support::{create, hide_key_field, linked, made, on_yes, round, stage, subject, yes};

/// The two workers of a creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Changed,
    Judge,
}

fn job(which: Which, issue: &str) -> Job {
    match which {
        Which::Changed => {
            heard("created", &json!({ "issue": { "id": issue, "fields": { "project": { "id": "10000" } } } }))
        }
        Which::Judge => Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: issue.into() },
    }
}

/// What the issue is called.
const SUMMARY: &str = "Struck by bad luck";

/// A stage on which an issue was just created that sets the rule off; nobody has heard of it yet.
fn scene(seed: u64, keyed: bool) -> (Stage, String) {
    let mut stage = stage(seed, vec![on_yes()]);
    let issue = another(&mut stage, keyed, SUMMARY);
    (stage, issue)
}

/// The same once more on the same stage, after everything was read that is kept for a while.
fn another(stage: &mut Stage, keyed: bool, summary: &str) -> String {
    let first = create(stage, "So that everything was read once", yes());
    stage.settle();
    assert_eq!(linked(stage, &first).len(), 1);
    if !keyed {
        hide_key_field(stage);
    }
    create(stage, summary, yes())
}

/// How many effects each worker takes when nothing goes wrong.
fn effects(keyed: bool) -> [(Which, usize); 2] {
    let (mut stage, issue) = scene(1, keyed);
    [Which::Changed, Which::Judge].map(|which| {
        let mut worker = stage.work(job(which, &issue));
        worker.finish(&mut stage.world);
        (which, worker.performed())
    })
}

fn assert_one(stage: &mut Stage, issue: &str, summary: Option<&str>, case: &str) {
    let cases = match summary {
        None => made(stage, issue, RULE),
        Some(summary) => subject(stage, summary),
    };
    assert_eq!(cases.len(), 1, "{case}: cases made");
    assert_eq!(linked(stage, issue), cases, "{case}: records linked");
    let link = stage.document("link", &format!("{issue}:{}", cases[0])).unwrap_or_else(|| panic!("{case}: no link"));
    assert_eq!(link["origin"], "rule", "{case}");
    let back = stage.document("record", &format!("main:{}", cases[0])).unwrap_or_else(|| panic!("{case}: no way back"));
    assert_eq!(back["issueIds"], json!([issue]), "{case}");
    assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "{case}: nothing is left to do");
    assert_eq!(stage.document("issue", issue).unwrap()["setback"], json!(null), "{case}: nothing stands against it");
    let told: Vec<Value> = crate::support::activity(stage, issue);
    let created = told.iter().flat_map(|entry| entry["decisions"].as_array().unwrap());
    let created = created.filter(|decision| decision["verdict"] == "created" && decision["recordId"] == cases[0]);
    assert_eq!(created.count(), 1, "{case}: told once");
}

fn everywhere(keyed: bool) -> usize {
    let mut runs = 0;
    for (which, effects) in effects(keyed) {
        assert!(effects > if which == Which::Judge { 14 } else { 4 }, "{which:?} takes {effects} effects");
        for index in 0..effects {
            let mut stage = stage(7, vec![on_yes()]);
            for stroke in Stroke::ALL {
                let case = format!("{stroke:?} at effect {index} of {which:?}");
                let issue = another(&mut stage, keyed, &case);
                if which == Which::Judge {
                    stage.work(job(Which::Changed, &issue)).finish(&mut stage.world);
                }
                let mut unlucky = stage.unlucky(job(which, &issue), Luck::bad(index, stroke));
                unlucky.finish(&mut stage.world);
                round(&mut stage);
                assert!(unlucky.struck().is_some(), "{case}: there is such an effect");
                assert_one(&mut stage, &issue, (!keyed).then_some(&case), &case);
                runs += 1;
            }
        }
    }
    runs
}

#[test]
fn auto_7_bad_luck_at_any_effect_leaves_one_record() {
    println!("one creation, bad luck at every effect: {} runs", everywhere(true));
}

#[test]
fn auto_7_bad_luck_at_any_effect_leaves_one_record_without_a_key_field() {
    println!("one creation without a key field, bad luck at every effect: {} runs", everywhere(false));
}

#[test]
fn auto_7_two_workers_at_once_make_one_record() {
    for keyed in [true, false] {
        let mut stage = stage(11, vec![on_yes()]);
        for seed in 0..150 {
            let mut random = Random::seeded(seed);
            let summary = format!("Two at once {seed}");
            let issue = another(&mut stage, keyed, &summary);
            stage.work(job(Which::Changed, &issue)).finish(&mut stage.world);
            let luck = |random: &mut Random| match random.below(3) {
                0 => Luck::good(),
                _ => {
                    let stroke = Stroke::ALL[usize::try_from(random.below(5)).unwrap()];
                    Luck::bad(usize::try_from(random.below(26)).unwrap(), stroke)
                }
            };
            let lucks = [luck(&mut random), luck(&mut random)];
            let mut workers = lucks.map(|luck| Some(stage.unlucky(job(Which::Judge, &issue), luck)));
            while workers.iter().any(Option::is_some) {
                let chosen = usize::try_from(random.below(2)).unwrap();
                let Some(worker) = &mut workers[chosen] else { continue };
                if !matches!(worker.step(&mut stage.world), Step::Worked) {
                    workers[chosen] = None;
                }
            }
            round(&mut stage);
            let case = format!("seed {seed}, key field {keyed}, {lucks:?}");
            assert_one(&mut stage, &issue, (!keyed).then_some(&summary), &case);
        }
    }
}

#[test]
fn auto_7_without_a_key_field_two_records_that_may_be_the_one_are_left_to_a_person() {
    let (mut stage, issue) = scene(5, false);
    stage.work(job(Which::Changed, &issue)).finish(&mut stage.world);
    // The creation is sent; whoever sent it dies, and somebody makes the same with the integration user.
    let mut index = 0;
    loop {
        let (mut twin, issue) = scene(5, false);
        twin.work(job(Which::Changed, &issue)).finish(&mut twin.world);
        let mut worker = twin.unlucky(job(Which::Judge, &issue), Luck::bad(index, Stroke::DiesAfter));
        worker.finish(&mut twin.world);
        if matches!(worker.struck(), Some(Effect::Salesforce { .. })) {
            break;
        }
        index += 1;
    }
    let mut unlucky = stage.unlucky(job(Which::Judge, &issue), Luck::bad(index, Stroke::DiesAfter));
    unlucky.finish(&mut stage.world);
    crate::support::create_case_as_integration_user(&mut stage, SUMMARY);
    round(&mut stage);
    assert_eq!(subject(&mut stage, SUMMARY).len(), 2, "no third one is made");
    assert_eq!(linked(&mut stage, &issue), Vec::<String>::new(), "nobody guesses");
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
    let told = crate::support::verdicts(&mut stage, &issue);
    assert_eq!(told, [(RULE.into(), "unclear".into())]);
}

#[test]
fn auto_5_while_the_org_has_to_be_reconnected_the_mark_rests() {
    let (mut stage, issue) = scene(6, true);
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("reconnectNeeded"));
    round(&mut stage);
    assert_eq!(linked(&mut stage, &issue), Vec::<String>::new());
    assert_eq!(stage.keys("work", ""), [format!("issue:{issue}")], "it is not lost");
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("connected"));
    stage.world.advance(4 * 3_600_000);
    round(&mut stage);
    assert_one(&mut stage, &issue, None, "connected again");
}
