//! A backfill of many work items against as many cases (OPS-6): what the dry run says, what the run does, the same with
//! workers that all die, and what a user's click takes meanwhile.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example measures, prints, and fails by panicking"
)]

use std::time::{Duration, Instant};

use weftline_simulation::backfill::{JOB, Play, by_number, dying_at, expected};
use weftline_simulation::{AGENT, Luck, Step};
use weftline_wire::call::{Call, PanelCall, PanelKind};
use weftline_wire::job::Job;
use weftline_wire::view::BackfillStep;

/// Workers die at this effect.
const DIES_AT: usize = 100;

/// Effects of a worker between two clicks, and clicks that are compared.
const BETWEEN_CLICKS: usize = 40;
const CLICKS: usize = 400;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let many: u32 = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--issues"), Some(many)) => many.parse().expect("a number of issues"),
        (None, _) => 20_000,
        _ => panic!("--issues N is all it takes"),
    };
    let mut ready = Play::new(1, many as usize);
    eprintln!("{many} issues and {many} cases are there");
    let looked = ready.look(by_number(true));
    assert_eq!(looked.planned, expected(many, true), "the dry run counts what is there");
    let dry = (ready.effects, ready.salesforce_calls, ready.invocations);
    eprintln!("the dry run is done");

    let (click, other) = clicks(&ready);
    eprintln!("clicks are compared");

    let mut good = ready.clone();
    let done = good.carry_out(&|_| Luck::good());
    assert_eq!(done.brief.done, looked.planned, "the run does what the dry run counted");
    let run = (good.effects - dry.0, good.salesforce_calls - dry.1, good.invocations - dry.2);
    eprintln!("the run is done");

    let mut dying = ready;
    let done = dying.carry_out(&|_| dying_at(DIES_AT));
    assert_eq!(done.brief.done, looked.planned, "workers that die change nothing");
    for play in [&mut good, &mut dying] {
        play.stage.settle_most(3_600_000, 100 * many as usize);
    }
    eprintln!("both have come to rest");
    let (created, wanted) = (dying.created(), good.created());
    assert!(created.keys().eq(wanted.keys()), "the same issues have new cases, one each");
    let values = |play: &mut Play, created: &std::collections::BTreeMap<String, String>| {
        let mut subjects = play.subjects();
        let new: Vec<Option<String>> = created.values().map(|id| subjects.remove(id)).collect();
        (new, subjects)
    };
    assert_eq!(values(&mut dying, &created), values(&mut good, &wanted), "the same values");
    let without = |links: std::collections::BTreeMap<String, Vec<String>>| {
        links.into_iter().filter(|(issue, _)| !wanted.contains_key(issue)).collect::<Vec<_>>()
    };
    assert_eq!(without(dying.links()), without(good.links()), "the same links");

    let counts = looked.planned;
    for (what, number) in [
        ("issues, and as many cases", u64::from(many)),
        ("linked", counts.link.into()),
        ("created", counts.create.into()),
        ("linked before", counts.already.into()),
        ("conflicts", counts.conflict.into()),
        ("Salesforce calls of the dry run", dry.1.into()),
        ("invocations of the dry run", dry.2.into()),
        ("Salesforce calls of the run", run.1.into()),
        ("Salesforce calls it said at most", looked.forecast.calls.into()),
        ("effects of the run", run.0 as u64),
        ("invocations of the run", run.2.into()),
        ("workers that died when each did", u64::from(dying.invocations - dry.2)),
    ] {
        println!("| {what} | {number} |");
    }
    println!("| a click while it runs, of one while it does not | {:.2} |", click.as_secs_f64() / other.as_secs_f64());
}

/// How long opening a panel computes while a backfill runs, and while none does: the medians of clicks side by side.
fn clicks(ready: &Play) -> (Duration, Duration) {
    let (mut running, mut resting) = (ready.clone(), ready.clone());
    let rows = running.view().brief.rows;
    running.steer(BackfillStep::Start, rows).expect("it can be started");
    let (mut busy, mut free) = (Vec::new(), Vec::new());
    let mut worker = running.stage.work(Job::Backfill { job_id: JOB.into() });
    while busy.len() < CLICKS {
        for _ in 0..BETWEEN_CLICKS {
            if matches!(worker.step(&mut running.stage.world), Step::Ended(_)) {
                running.stage.world.advance(1_000);
                worker = running.stage.work(Job::Backfill { job_id: JOB.into() });
            }
        }
        busy.push(open(&mut running));
        free.push(open(&mut resting));
    }
    (median(busy), median(free))
}

fn open(play: &mut Play) -> Duration {
    let call = Call::Panel(PanelCall { view: PanelKind::List, stored: false });
    let mut worker = play.stage.worker(AGENT, call, Luck::good());
    let began = Instant::now();
    let _ = worker.finish(&mut play.stage.world);
    began.elapsed()
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
