//! Users' clicks while a backfill runs.

use weftline_simulation::backfill::{JOB, Play, by_number};
use weftline_simulation::{AGENT, Luck, Step};
use weftline_wire::call::{Call, PanelCall, PanelKind};
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::BackfillStep;

/// Opens the panel of SUP-1: its turns, its effects and its calls of Salesforce.
fn open(play: &mut Play) -> (u32, usize, u32) {
    let mut worker =
        play.stage.worker(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false }), Luck::good());
    let end = worker.finish(&mut play.stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    (worker.turns(), worker.performed(), worker.salesforce_calls())
}

#[test]
fn ops_6_opening_a_panel_takes_the_same_while_it_runs() {
    let mut play = Play::new(31, 60);
    open(&mut play);
    let before = open(&mut play);
    play.look(by_number(true));
    play.steer(BackfillStep::Start, 60).unwrap();
    let mut worker = play.stage.work(Job::Backfill { job_id: JOB.into() });
    let mut opened = 0;
    for effect in 0.. {
        if matches!(worker.step(&mut play.stage.world), Step::Ended(_)) {
            break;
        }
        if effect % 50 == 0 {
            assert_eq!(open(&mut play), before, "at effect {effect}");
            opened += 1;
        }
    }
    assert!(opened > 5, "{opened}");
}

#[test]
fn ops_6_the_queue_stays_free_for_what_users_and_events_ask_for() {
    let mut play = Play::new(32, 40);
    play.look(by_number(true));
    while play.stage.world.next_due_ms().is_some() {
        play.stage.lose_messages();
    }
    play.steer(BackfillStep::Start, 40).unwrap();
    play.invoke(Luck::good());
    let mut messages = 0;
    while let Some(due_ms) = play.stage.world.next_due_ms() {
        let now_ms = play.stage.world.now_ms();
        play.stage.world.advance(due_ms.saturating_sub(now_ms) + 1);
        for delivery in play.stage.world.deliveries() {
            messages += 1;
            play.stage.world.settle(&delivery.id, weftline_sandbox::forge::Settlement::Done { response: None });
        }
    }
    println!("{messages} messages and events for 32 rows that were done");
    // Two of each record that is created, the job's own, and Jira's events of what people did.
    assert!(messages <= 24 + 8 * 3, "{messages}");
}
