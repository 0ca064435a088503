//! Workers that die, answers that are lost, an org that runs short of calls.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::backfill::{Play, by_number, dying_at, expected};
use weftline_simulation::{Luck, Stroke};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BackfillCause, BackfillPhase, BackfillStep};

/// What it ends with: the links, the subjects of the cases, and the report without the ids of what was created.
fn ends(play: &mut Play) -> impl PartialEq + std::fmt::Debug + use<> {
    let created = play.created();
    let mut links = play.links();
    for (issue, linked) in &mut links {
        if let Some(id) = created.get(issue) {
            assert_eq!(linked, std::slice::from_ref(id), "what was created is linked");
            linked[0] = "created".to_owned();
        }
    }
    let report = created.values().fold(play.report(), |report, id| report.replace(id.as_str(), "created"));
    (links, play.subjects(), report, created.len())
}

#[test]
fn ops_6_killed_at_every_hundredth_effect_it_ends_the_same() {
    let mut scene = Play::new(11, 40);
    scene.look(by_number(true));
    let mut good = scene.clone();
    let before = good.effects;
    let done = good.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, expected(40, true));
    let (wanted, effects) = (ends(&mut good), good.effects - before);
    println!("{effects} effects");
    assert!(effects > 300);
    for at in (0..effects).step_by(100) {
        for stroke in [Stroke::DiesBefore, Stroke::DiesAfter] {
            let mut play = scene.clone();
            let done = play.carry_out(&|number| if number == 0 { Luck::bad(at, stroke) } else { Luck::good() });
            assert_eq!(done.brief.done, expected(40, true), "{stroke:?} at effect {at}");
            play.stage.settle();
            assert_eq!(ends(&mut play), wanted, "{stroke:?} at effect {at}");
        }
    }
}

#[test]
fn ops_6_workers_that_all_die_after_a_while_get_on_all_the_same() {
    let mut play = Play::new(12, 40);
    play.begin(by_number(true)).unwrap();
    let looked = play.run(&|number| if number < 3 { dying_at(10 + 7 * number as usize) } else { Luck::good() });
    assert_eq!(looked.planned, expected(40, true));
    let done = play.carry_out(&|number| if number % 2 == 0 { dying_at(700) } else { dying_at(701) });
    assert_eq!(done.brief.done, looked.planned);
    assert!(play.invocations > 4, "they died: {}", play.invocations);
    assert_eq!(play.created().len(), 8);
    play.links();
}

#[test]
fn ops_6_workers_that_all_die_at_their_hundredth_effect_end_the_same() {
    let mut scene = Play::new(18, 30);
    scene.look(by_number(true));
    let mut good = scene.clone();
    good.carry_out(&|_| Luck::good());
    good.stage.settle();
    let done = scene.carry_out(&|_| dying_at(100));
    assert_eq!(done.brief.done, expected(30, true));
    scene.stage.settle();
    assert_eq!(ends(&mut scene), ends(&mut good));
}

#[test]
fn ops_6_answers_that_are_lost_double_nothing() {
    let mut scene = Play::new(13, 10);
    scene.look(by_number(true));
    let mut good = scene.clone();
    let before = good.effects;
    good.carry_out(&|_| Luck::good());
    let (wanted, effects) = (ends(&mut good), good.effects - before);
    for at in 0..effects {
        let stroke = [Stroke::AnswerLost, Stroke::NeverSent, Stroke::TimesOut, Stroke::DiesAfter][at % 4];
        let mut play = scene.clone();
        let done = play.carry_out(&|number| if number == 0 { Luck::bad(at, stroke) } else { Luck::good() });
        assert_eq!(done.brief.done, expected(10, true), "{stroke:?} at effect {at} of {effects}");
        play.catch_up();
        assert_eq!(ends(&mut play), wanted, "{stroke:?} at effect {at} of {effects}");
    }
}

#[test]
fn ops_6_d_6_it_is_the_first_to_stop_when_calls_run_short() {
    let mut play = Play::new(14, 20);
    play.look(by_number(false));
    play.stage.world.set_api_usage(Some(72_000), Some(100_000));
    play.steer(BackfillStep::Start, 20).unwrap();
    play.invoke(Luck::good());
    play.invoke(Luck::good());
    let waiting = play.view();
    assert_eq!(waiting.brief.phase, BackfillPhase::Running);
    let failure = waiting.failure.expect("it is told why");
    assert_eq!(failure.code, FailureCode::SalesforceLimit, "{failure:?}");
    assert!(waiting.retry_at_ms.is_some());
    let done = play.view().brief.done.link;
    assert!(done < 12, "it stops: {done}");
    play.stage.world.set_api_usage(Some(10), None);
    play.stage.world.advance(3_700_000);
    let view = play.run(&|_| Luck::good());
    assert_eq!((view.brief.phase, view.brief.done), (BackfillPhase::Done, expected(20, false)));
    assert_eq!(view.failure, None);
}

#[test]
fn ops_6_an_org_that_is_away_is_waited_for_and_one_that_refuses_is_told() {
    let mut play = Play::new(15, 10);
    play.look(by_number(true));
    let fault = Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 });
    let fault = play.stage.world.add_fault(fault);
    play.steer(BackfillStep::Start, 10).unwrap();
    play.invoke(Luck::good());
    let waiting = play.view();
    assert_eq!(waiting.failure.map(|failure| failure.code), Some(FailureCode::SalesforceUnavailable));
    play.stage.world.remove_fault(fault);
    play.stage
        .world
        .set_up_org(&serde_json::json!({ "validationRules": [{
            "name": "No_Refused", "object": "Case", "field": "Subject", "active": true, "message": "Not wanted",
            "refusedWhen": { "is": { "field": "Subject", "values": ["Issue 0"] } },
        }] }))
        .unwrap();
    play.stage.world.advance(60_000);
    let done = play.run(&|_| Luck::good());
    assert_eq!((done.brief.phase, done.brief.done.create, done.brief.done.cannot), (BackfillPhase::Done, 1, 1));
    let refused = done.reasons.iter().find(|reason| reason.text.contains("Not wanted")).expect("it is told why");
    assert_eq!(refused.examples.len(), 1);
    assert!(play.report().contains("Not wanted"));
}

#[test]
fn ops_6_what_fails_again_and_again_holds_up_nothing_else() {
    let mut play = Play::new(16, 20);
    play.look(by_number(true));
    // Jira gives this one issue no more.
    let path = format!("*/rest/api/3/issue/{}", play.issues[0]);
    let fault = Fault::always(Door::Jira, FaultKind::ServerError { status: 503 }).at(&path);
    let fault = play.stage.world.add_fault(fault);
    let begins_ms = play.stage.world.now_ms();
    let done = play.carry_out(&|_| Luck::good());
    assert!(play.stage.world.now_ms() - begins_ms < 3_600_000, "it goes on before long");
    assert_eq!((done.brief.done.create, done.brief.done.link, done.brief.done.cannot), (3, 12, 1), "{done:?}");
    let reason = done.reasons.iter().find(|reason| reason.cause == BackfillCause::Failed).expect("it is told");
    assert_eq!(reason.examples.len(), 1);
    assert!(play.report().contains("failed again and again"), "{}", play.report());
    // Another backfill tries it once more.
    play.stage.world.remove_fault(fault);
    assert_eq!(play.created().len(), 3);
}

#[test]
fn ops_6_where_nothing_goes_nothing_is_left_out_and_the_pauses_grow() {
    let mut play = Play::new(17, 10);
    play.look(by_number(true));
    let fault = Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 });
    let fault = play.stage.world.add_fault(fault);
    play.steer(BackfillStep::Start, 10).unwrap();
    let mut pauses = Vec::new();
    for _ in 0..12 {
        let pause = play.invoke(Luck::good()).expect("it is rung for");
        pauses.push(pause);
        play.stage.world.advance(u64::from(pause) * 1_000);
    }
    assert!(pauses.is_sorted() && pauses[11] == 900, "{pauses:?}");
    play.stage.world.remove_fault(fault);
    let done = play.run(&|_| Luck::good());
    assert_eq!((done.brief.phase, done.brief.done), (BackfillPhase::Done, expected(10, true)));
}
