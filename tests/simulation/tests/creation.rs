//! A creation makes exactly one record and links it, whatever is lost, repeated or interrupted, at any effect, with
//! one worker or two.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use weftline_sandbox::random::Random;
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, Reply};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::Turn;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, FormView};

fn form(stage: &mut Stage) -> FormView {
    match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn filled(form: &FormView) -> Call {
    let editable = form.fields.iter().filter(|field| !field.read_only);
    let values: BTreeMap<String, FieldValue> =
        editable.map(|field| (field.field.clone(), field.value.clone())).collect();
    Call::Create(CreateCall {
        object: form.object.clone(),
        form_id: form.form_id.clone(),
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    })
}

fn created(reply: Result<Reply, Failure>) -> String {
    match reply {
        Ok(Reply::Create(CreateView::Created { id, .. })) => id,
        other => panic!("not created: {other:?}"),
    }
}

/// The ids of the cases that this form made, and of the records linked to the issue.
fn made_and_linked(stage: &mut Stage, form: &FormView) -> (Vec<String>, Vec<String>) {
    let soql = format!("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%form-{}'", form.form_id);
    let made = stage.query(&soql).iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect();
    let issue = stage.document("issue", "10100");
    let links = issue.as_ref().and_then(|issue| issue["links"].as_array()).cloned().unwrap_or_default();
    let linked = links.iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect();
    (made, linked)
}

fn assert_one(stage: &mut Stage, form: &FormView, id: &str, case: &str) {
    let (made, linked) = made_and_linked(stage, form);
    assert_eq!(made, [id], "{case}: cases made");
    assert_eq!(linked, [id], "{case}: records linked");
    let link = stage.document("link", &format!("10100:{id}")).unwrap_or_else(|| panic!("{case}: no link"));
    assert_eq!(link["origin"], "created", "{case}");
    let back = stage.document("record", &format!("main:{id}")).unwrap_or_else(|| panic!("{case}: no way back"));
    assert_eq!(back["issueIds"], serde_json::json!(["10100"]), "{case}");
}

/// How many effects a creation takes when nothing goes wrong.
fn effects() -> usize {
    let mut stage = Stage::connected(1);
    let form = form(&mut stage);
    let mut worker = stage.worker(AGENT, filled(&form), Luck::good());
    worker.finish(&mut stage.world);
    worker.performed()
}

#[test]
fn crt_4_a_creation_that_breaks_off_anywhere_and_is_sent_again_makes_one_case() {
    let effects = effects();
    assert!(effects > 10, "a creation takes {effects} effects");
    for index in 0..=effects {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = Stage::connected(7);
            let form = form(&mut stage);
            let mut unlucky = stage.worker(AGENT, filled(&form), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            let id = created(stage.call(AGENT, filled(&form)));
            assert_one(&mut stage, &form, &id, &case);
            stage.settle();
            assert_one(&mut stage, &form, &id, &format!("{case}, settled"));
        }
    }
}

#[test]
fn crt_4_a_creation_that_nobody_sends_again_is_linked_by_itself_or_was_never_made() {
    for index in 0..=effects() {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = Stage::connected(11);
            let form = form(&mut stage);
            let mut unlucky = stage.worker(AGENT, filled(&form), Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            stage.settle();
            let (made, linked) = made_and_linked(&mut stage, &form);
            assert!(made.len() <= 1, "{case}: {made:?}");
            assert_eq!(made, linked, "{case}: what was made is linked");
        }
    }
}

#[test]
fn crt_4_two_workers_at_once_make_one_case() {
    for seed in 0..200 {
        let mut random = Random::seeded(seed);
        let mut stage = Stage::connected(seed);
        let form = form(&mut stage);
        let luck = |random: &mut Random| match random.below(3) {
            0 => Luck::good(),
            _ => {
                let stroke = Stroke::ALL[usize::try_from(random.below(5)).unwrap()];
                Luck::bad(usize::try_from(random.below(22)).unwrap(), stroke)
            }
        };
        let lucks = [luck(&mut random), luck(&mut random)];
        let mut workers = lucks.map(|luck| Some(stage.worker(AGENT, filled(&form), luck)));
        while workers.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(2)).unwrap();
            let Some(worker) = &mut workers[chosen] else { continue };
            if !matches!(worker.step(&mut stage.world), Step::Worked) {
                workers[chosen] = None;
            }
        }
        let id = created(stage.call(AGENT, filled(&form)));
        stage.settle();
        assert_one(&mut stage, &form, &id, &format!("seed {seed}, {lucks:?}"));
    }
}

#[test]
fn crt_4_sending_a_form_again_says_so_and_asks_salesforce_for_nothing_new() {
    let mut stage = Stage::connected(3);
    let form = form(&mut stage);
    let id = created(stage.call(AGENT, filled(&form)));
    match stage.call(AGENT, filled(&form)) {
        Ok(Reply::Create(CreateView::Created { id: again, repeated, name, .. })) => {
            assert_eq!((again, repeated), (id.clone(), true));
            assert_ne!(name, id, "the name is known");
        }
        other => panic!("{other:?}"),
    }
    assert_one(&mut stage, &form, &id, "sent twice");
}

#[test]
fn crt_4_creating_takes_at_most_two_salesforce_calls() {
    let mut stage = Stage::connected(5);
    let form = form(&mut stage);
    let mut worker = stage.worker(AGENT, filled(&form), Luck::good());
    let turn = worker.finish(&mut stage.world);
    assert!(matches!(turn, Some(Turn::Done { reply: Some(Reply::Create(CreateView::Created { .. })) })), "{turn:?}");
    assert!(worker.salesforce_calls() <= 2, "{} calls", worker.salesforce_calls());
}

#[test]
fn crt_4_a_form_of_another_issue_or_of_ones_own_making_creates_nothing() {
    let mut stage = Stage::connected(9);
    let form = form(&mut stage);
    for form_id in ["", "x", &"g".repeat(32), &format!("{}:", &form.form_id[..31])] {
        let Call::Create(call) = filled(&form) else { unreachable!() };
        let failure = stage.call(AGENT, Call::Create(CreateCall { form_id: form_id.into(), ..call })).unwrap_err();
        assert_eq!(failure.code, FailureCode::Invalid, "{form_id}");
    }
    assert_eq!(made_and_linked(&mut stage, &form), (vec![], vec![]));
}

/// The index of the effect that sends the creation to Salesforce.
fn sending(stage: &mut Stage, form: &FormView) -> usize {
    let mut worker = stage.worker(AGENT, filled(form), Luck::good());
    loop {
        let calls = worker.salesforce_calls();
        let step = worker.step(&mut stage.world);
        if worker.salesforce_calls() > calls {
            return worker.performed() - 1;
        }
        assert!(matches!(step, Step::Worked), "nothing was sent");
    }
}

#[test]
fn crt_4_without_a_key_field_a_lost_answer_is_never_followed_by_a_second_case_but_by_a_question() {
    for stroke in [Stroke::AnswerLost, Stroke::TimesOut, Stroke::DiesAfter] {
        let hide = |describe: &mut serde_json::Value| {
            let fields = describe["fields"].as_array_mut().unwrap();
            fields.retain(|field| field["name"] != "Weftline_Key__c");
        };
        let index = {
            let mut stage = Stage::connected(13);
            stage.tamper("describe:main:Case:0", hide);
            let form = form(&mut stage);
            sending(&mut stage, &form)
        };
        let mut stage = Stage::connected(13);
        stage.tamper("describe:main:Case:0", hide);
        let form = form(&mut stage);
        let subject = "SELECT Id FROM Case WHERE Subject = 'Invoice total is one cent too high'";
        let before = stage.query(subject).len();
        let mut unlucky = stage.worker(AGENT, filled(&form), Luck::bad(index, stroke));
        let turn = unlucky.finish(&mut stage.world);
        assert_eq!(stage.query(subject).len(), before + 1, "{stroke:?}: the case was created, and nobody was told");
        let answers = [
            match turn {
                Some(Turn::Done { reply }) => reply,
                None => None,
                other => panic!("{stroke:?}: {other:?}"),
            },
            stage.call(AGENT, filled(&form)).ok(),
        ];
        for answer in answers.into_iter().flatten() {
            match answer {
                Reply::Create(CreateView::Unclear { candidates }) => {
                    assert_eq!(candidates.len(), 1, "{stroke:?}: the one that was created is offered");
                }
                other => panic!("{stroke:?}: {other:?}"),
            }
        }
        stage.settle();
        assert_eq!(stage.query(subject).len(), before + 1, "{stroke:?}: there is no second one");
    }
}

#[test]
fn crt_2_what_salesforce_refuses_is_said_at_its_field_and_may_be_sent_again() {
    let mut stage = Stage::connected(14);
    let form = form(&mut stage);
    let Call::Create(call) = filled(&form) else { unreachable!() };
    let mut wrong = call.clone();
    wrong.values.insert("ContactId".into(), FieldValue::Text("003000000000000AAA".into()));
    match stage.call(AGENT, Call::Create(wrong)) {
        Ok(Reply::Create(CreateView::Invalid { problems })) => {
            assert!(problems.iter().any(|problem| problem.field.as_deref() == Some("ContactId")), "{problems:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(made_and_linked(&mut stage, &form), (vec![], vec![]));
    let id = created(stage.call(AGENT, Call::Create(call)));
    assert_one(&mut stage, &form, &id, "corrected");
}
