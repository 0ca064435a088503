//! Refresh token rotation under concurrent workers, lost replies and crashes: a refresh token is good for one use, and
//! to send it twice revokes everything. Prints its figures with `--nocapture`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail by panicking, and this one has figures to tell"
)]

use serde_json::Value;
use weftline_sandbox::random::Random;
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke, Worker, is_token_request, is_token_secret};
use weftline_wire::call::{Call, CreateFormCall, LinkCall, PanelCall, PanelKind, Reply};
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::PanelView;

/// Longer than a lease, and shorter than a session.
const PAUSE_MS: u64 = 61_000;

#[derive(Debug, Default)]
struct Figures {
    worlds: u32,
    workers: u32,
    died: u32,
    token_calls: u32,
    refreshes: u32,
    replies_lost: u32,
    reconnects: u32,
}

impl Figures {
    fn count(&mut self, worker: &Worker) {
        self.workers += 1;
        self.token_calls += worker.token_calls();
        self.refreshes += worker.tokens_given();
    }
}

fn stage(seed: u64) -> Stage {
    let mut stage = Stage::logged_in(seed);
    let id = stage.query("SELECT Id FROM Case LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    stage.call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false })).unwrap();
    stage
}

fn open() -> Call {
    Call::Panel(PanelCall { view: PanelKind::Compact, stored: false })
}

fn panel(stage: &mut Stage) -> PanelView {
    match stage.call(AGENT, open()) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn connection(stage: &mut Stage) -> Value {
    stage.document("connection", "main").unwrap()
}

fn tokens(stage: &mut Stage) -> Value {
    let connection = connection(stage);
    let (family, number) = (connection["family"].as_str().unwrap(), connection["tokenSet"].as_u64().unwrap());
    stage.secret(&format!("connection:main:{family}:{number}")).expect("the pointer points to tokens")
}

/// Ends the session, as time does.
fn expire(stage: &mut Stage) {
    let token = tokens(stage)["accessToken"].as_str().unwrap().to_owned();
    if stage.is_active(&token) {
        stage.revoke(&token);
    }
}

/// Whether a refresh token was lost on its way from Salesforce into storage: nobody can help it, whoever asked for it.
/// Only luck loses one, or the end of an invocation.
fn lost(worker: &Worker, out_of_time: bool) -> bool {
    let struck = worker.struck().is_some_and(|effect| is_token_request(effect) || is_token_secret(effect));
    assert!(!worker.lost_tokens() || struck || out_of_time, "tokens were not stored, though nothing went wrong");
    worker.lost_tokens()
}

fn is_out_of_time(step: &Step) -> bool {
    match step {
        Step::Ended(turn) => {
            matches!(&**turn, Turn::Failed { failure } if failure.code == FailureCode::OutOfTime)
        }
        Step::Worked | Step::Died => false,
    }
}

/// Ends the disorder: after every lease has ended, either the connection works, and its refresh token is the one that
/// Salesforce takes, or a reply was lost, and an admin logs in again.
fn check(stage: &mut Stage, lost: bool, figures: &mut Figures, case: &str) {
    stage.world.advance(PAUSE_MS);
    panel(stage);
    let state = connection(stage)["state"].as_str().unwrap().to_owned();
    if state == "reconnectNeeded" {
        assert!(lost, "{case}: the only refresh token was lost, though no reply was");
        assert!(!connection(stage)["trouble"].is_null(), "{case}: an admin is not told why");
        figures.reconnects += 1;
        stage.log_in(Some("main")).unwrap();
    }
    assert_eq!(panel(stage).stale, None, "{case}");
    let refresh = tokens(stage)["refreshToken"].as_str().unwrap().to_owned();
    assert!(stage.is_active(&refresh), "{case}: the family of the tokens is revoked");
    expire(stage);
    assert_eq!(panel(stage).stale, None, "{case}: the tokens can be renewed once more");
}

#[test]
fn con_4_a_renewal_that_breaks_off_anywhere_loses_no_refresh_token_but_with_the_reply() {
    let mut figures = Figures::default();
    for stroke in Stroke::ALL {
        for index in 0.. {
            let mut stage = stage(1);
            figures.worlds += 1;
            expire(&mut stage);
            let mut worker = stage.worker(AGENT, open(), Luck::bad(index, stroke));
            figures.died += u32::from(worker.finish(&mut stage.world).is_none());
            figures.count(&worker);
            let lost = lost(&worker, false);
            figures.replies_lost += u32::from(lost);
            check(&mut stage, lost, &mut figures, &format!("{stroke:?} at effect {index}"));
            if worker.struck().is_none() {
                assert!(index > 10, "a renewal has more effects than {index}");
                break;
            }
        }
    }
    println!("a renewal that breaks off anywhere: {figures:?}");
    assert!(figures.reconnects > 0, "a lost reply ends in a reconnection");
}

/// An invocation that asks for a panel or a form, with bad luck now and then.
fn worker(stage: &mut Stage, random: &mut Random) -> Worker {
    let stroke = Stroke::ALL[usize::try_from(random.below(5)).unwrap()];
    let index = usize::try_from(random.below(24)).unwrap();
    let luck = if random.happens(0.4) { Luck::bad(index, stroke) } else { Luck::good() };
    let form = Call::CreateForm(CreateFormCall { object: "Case".into() });
    let call = if random.happens(0.8) { open() } else { form };
    stage.worker(AGENT, call, luck)
}

#[test]
fn con_4_many_workers_with_lost_replies_and_crashes_never_revoke_the_family() {
    const WORLDS: u64 = 100;
    const AT_ONCE: usize = 8;
    const WAVES: usize = 5;
    let mut figures = Figures::default();
    for seed in 0..WORLDS {
        let mut random = Random::seeded(seed);
        let mut stage = stage(seed);
        figures.worlds += 1;
        let mut any_lost = false;
        let mut waiting = AT_ONCE * (WAVES - 1);
        let mut running: Vec<Option<Worker>> = (0..AT_ONCE).map(|_| Some(worker(&mut stage, &mut random))).collect();
        expire(&mut stage);
        while running.iter().any(Option::is_some) {
            let chosen = usize::try_from(random.below(AT_ONCE as u64)).unwrap();
            let Some(running_one) = &mut running[chosen] else { continue };
            if random.happens(0.02) && connection(&mut stage)["state"] == "connected" {
                expire(&mut stage);
            }
            let step = running_one.step(&mut stage.world);
            if matches!(step, Step::Worked) {
                continue;
            }
            figures.died += u32::from(matches!(step, Step::Died));
            figures.count(running_one);
            let lost = lost(running_one, is_out_of_time(&step));
            figures.replies_lost += u32::from(lost);
            any_lost |= lost;
            let next = waiting > 0;
            waiting -= usize::from(next);
            running[chosen] = next.then(|| worker(&mut stage, &mut random));
        }
        check(&mut stage, any_lost, &mut figures, &format!("seed {seed}"));
    }
    println!("many workers at once: {figures:?}");
    assert!(figures.refreshes > 100 && figures.reconnects > 0, "{figures:?}");
    assert!(figures.reconnects <= figures.replies_lost, "{figures:?}");
}

fn rounds(stage: &mut Stage, minutes: u64) {
    for _ in 0..minutes / 5 {
        stage.world.advance(5 * 60_000);
        let _ = stage.work(Job::Sweep {}).finish(&mut stage.world);
        stage.settle();
    }
}

#[test]
fn con_4_work_rests_while_an_org_has_to_be_reconnected_and_is_done_after() {
    let mut stage = Stage::logged_in(3);
    let form = match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    };
    let call = Call::Create(weftline_wire::call::CreateCall {
        object: "Case".into(),
        form_id: form.form_id,
        values: [("Subject".to_owned(), weftline_wire::salesforce::FieldValue::Text("rests".into()))].into(),
        assignment_rules: None,
        save_duplicates: false,
    });
    // The invocation dies with the case made and not linked.
    for index in 0.. {
        let mut worker = stage.worker(AGENT, call.clone(), Luck::bad(index, Stroke::DiesAfter));
        worker.finish(&mut stage.world);
        let sent = matches!(worker.struck(), Some(Effect::Salesforce { url, .. }) if url.ends_with("/composite"));
        if sent {
            break;
        }
        assert!(worker.struck().is_some(), "the creation was never struck");
    }
    assert_eq!(stage.query("SELECT Id FROM Case WHERE Subject = 'rests'").len(), 1);
    let refresh = tokens(&mut stage)["refreshToken"].as_str().unwrap().to_owned();
    stage.revoke(&refresh);
    // The queue's messages come to nothing, and after a day the queue forgets them.
    rounds(&mut stage, 60);
    stage.world.advance(25 * 3_600_000);
    rounds(&mut stage, 60);
    assert_eq!(connection(&mut stage)["state"], "reconnectNeeded");
    assert!(stage.document("issue", "10100").is_none(), "nothing can be linked while the org is away");
    stage.log_in(Some("main")).unwrap();
    rounds(&mut stage, 30);
    let links = stage.document("issue", "10100").expect("the case is linked")["links"].take();
    assert_eq!(links.as_array().map(Vec::len), Some(1), "{links}");
    assert_eq!(stage.query("SELECT Id FROM Case WHERE Subject = 'rests'").len(), 1, "it was made once");
    let key = stage.query("SELECT Weftline_Key__c FROM Case WHERE Subject = 'rests'")[0]["Weftline_Key__c"].clone();
    let work = format!("creation:{}", key.as_str().unwrap());
    assert_eq!(stage.document("work", &work), None, "the ledger is struck out");
}
