//! Thousands of histories: people change issues as they like, events come late, twice, out of order or never, workers
//! die anywhere, answers are lost, the org is away for a while, and two workers are at the same issue at once.
//!
//! What has to come of it is known from the edits alone, by a model that shares nothing with what is tested.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::forge::{DeliveryKind, Disorder, ForgeOptions, Settlement};
use weftline_sandbox::random::Random;
use weftline_simulation::rules::{RULE, SEVERITY, SWITCH, always, rule};
use weftline_simulation::{Luck, Stage, Step, Stroke, Worker, heard};
use weftline_wire::configuration::Rule;
use weftline_wire::effect::Effect;
use weftline_wire::job::{Job, Turn};

use crate::support::{
    CHANNELS, REFERENCE, activity, create, edit, hide_key_field, linked, made, one_of, stage, subject,
};

/// A rule that creates again whenever its field takes the value.
const AGAIN: &str = "00000000000000a2";
/// A rule that creates nothing while a record is linked.
const ALONE: &str = "00000000000000a3";

/// Issues whose histories run at the same time in one world.
const ISSUES: usize = 20;
/// Worlds with the key field, and without.
const KEYED: u64 = 120;
const UNKEYED: u64 = 32;

/// What the edits of an issue were: when, and what its fields held from then on.
#[derive(Clone, Debug, Default, PartialEq)]
struct Held {
    at_ms: u64,
    yes: bool,
    severe: bool,
    vip: bool,
    first: bool,
}

/// An issue with its history.
struct Subject {
    id: String,
    summary: String,
    held: Vec<Held>,
}

/// How many records a rule has to have made, at least and at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owed {
    least: usize,
    most: usize,
}

/// What a rule owes by the history of its trigger and of its conditions.
fn owed(held: &[Held], trigger: impl Fn(&Held) -> bool, holds: impl Fn(&Held) -> bool, again: bool) -> Owed {
    let took = |at: usize| trigger(&held[at]) && (at == 0 || !trigger(&held[at - 1]));
    let taken: Vec<usize> = (0..held.len()).filter(|&at| took(at)).collect();
    // From then on without a break: whenever somebody looks, it holds.
    let surely = taken.iter().any(|&at| held[at..].iter().all(&holds));
    let possibly = taken.iter().filter(|&&at| held[at..].iter().any(&holds)).count();
    Owed { least: usize::from(surely), most: if again { possibly } else { possibly.min(1) } }
}

/// What is seen of all worlds.
#[derive(Default)]
struct Figures {
    histories: AtomicUsize,
    edits: AtomicUsize,
    deliveries: AtomicUsize,
    strokes: AtomicUsize,
    records: AtomicUsize,
    salesforce: AtomicUsize,
}

impl Figures {
    fn add(counter: &AtomicUsize, by: usize) {
        counter.fetch_add(by, Ordering::Relaxed);
    }
}

/// A world in which things go wrong.
struct Storm<'a> {
    stage: Stage,
    random: Random,
    figures: &'a Figures,
    workers: Vec<(Worker, Option<String>)>,
    keyed: bool,
    /// How likely something goes wrong in an invocation, in hundredths.
    trouble: u64,
    /// Whether events arrive for certain: Jira tells of nothing twice, so one has to be heard for the ledger to know.
    calm: bool,
    swept_ms: u64,
}

impl Storm<'_> {
    /// Some of the fields, changed as somebody likes; none when nothing would change.
    fn change(&mut self, now: &Held) -> Option<(Held, Value)> {
        let mut next = now.clone();
        let mut fields = serde_json::Map::new();
        for _ in 0..=self.random.below(2) {
            let value = self.random.below(3);
            match self.random.below(if self.keyed { 5 } else { 3 }) {
                0 | 1 => {
                    next.yes = value == 0;
                    let switch = [json!({ "value": "Yes" }), json!({ "value": "No" }), Value::Null];
                    fields.insert(SWITCH.into(), switch[usize::try_from(value).unwrap()].clone());
                }
                2 => {
                    next.severe = value < 2;
                    let severity =
                        [json!({ "value": "High" }), json!({ "value": "Critical" }), json!({ "value": "Low" })];
                    fields.insert(SEVERITY.into(), severity[usize::try_from(value).unwrap()].clone());
                }
                3 => {
                    next.vip = value == 0;
                    let reference = [json!("VIP"), json!("other"), Value::Null];
                    fields.insert(REFERENCE.into(), reference[usize::try_from(value).unwrap()].clone());
                }
                _ => {
                    next.first = value == 0;
                    let channels = [json!([{ "id": "10610" }]), json!([{ "id": "10612" }]), json!([])];
                    fields.insert(CHANNELS.into(), channels[usize::try_from(value).unwrap()].clone());
                }
            }
        }
        next.at_ms = self.stage.world.now_ms();
        (!fields.is_empty()).then_some((next, Value::Object(fields)))
    }

    /// Takes what is due, and begins work on it.
    fn begin(&mut self) {
        for delivery in self.stage.world.deliveries() {
            let job = match delivery.kind {
                DeliveryKind::Queue => serde_json::from_value(delivery.body["body"].clone()).unwrap(),
                _ => heard(&delivery.function_key, &delivery.body),
            };
            let safe = self.calm && delivery.kind == DeliveryKind::Event;
            self.start(job, Some(delivery.id), safe);
            Figures::add(&self.figures.deliveries, 1);
        }
        // The five-minute round, which nothing loses for long.
        if self.stage.world.now_ms() >= self.swept_ms + 300_000 {
            self.swept_ms = self.stage.world.now_ms();
            self.start(Job::Sweep {}, None, false);
        }
    }

    fn start(&mut self, job: Job, delivery: Option<String>, safe: bool) {
        let luck = if !safe && self.random.below(100) < self.trouble {
            let stroke = Stroke::ALL[usize::try_from(self.random.below(5)).unwrap()];
            Luck::bad(usize::try_from(self.random.below(34)).unwrap(), stroke)
        } else {
            Luck::good()
        };
        self.workers.push((self.stage.unlucky(job, luck), delivery));
    }

    /// One step of some worker.
    fn step(&mut self) {
        let chosen = usize::try_from(self.random.below(self.workers.len() as u64)).unwrap();
        let step = self.workers[chosen].0.step(&mut self.stage.world);
        let settlement = match step {
            Step::Worked => return,
            Step::Died => Settlement::Failed { reason: None },
            Step::Ended(turn) => match *turn {
                Turn::Park { job, delay_seconds } => {
                    let push = Effect::Push { queue: "work".into(), job: Box::new(job), delay_seconds };
                    let seed = self.random.number();
                    weftline_sandbox::Host::new(None, seed).perform(&mut self.stage.world, &push);
                    Settlement::Done { response: None }
                }
                Turn::Failed { failure } if failure.retryable => {
                    Settlement::Retry { retry_after_seconds: Some(10), retry_reason: None, retry_data: None }
                }
                Turn::Failed { failure } => panic!("a worker failed for good: {failure:?}"),
                _ => Settlement::Done { response: None },
            },
        };
        let (worker, delivery) = self.workers.swap_remove(chosen);
        Figures::add(&self.figures.strokes, usize::from(worker.struck().is_some()));
        Figures::add(&self.figures.salesforce, worker.salesforce_calls() as usize);
        if let Some(delivery) = delivery {
            self.stage.world.settle(&delivery, settlement);
        }
    }

    /// Goes on until `until_ms`, with whatever comes.
    fn run(&mut self, until_ms: u64) {
        loop {
            self.begin();
            if !self.workers.is_empty() {
                // More may come while they are at work.
                for _ in 0..=self.random.below(6) {
                    if !self.workers.is_empty() {
                        self.step();
                    }
                }
                continue;
            }
            let now_ms = self.stage.world.now_ms();
            let due_ms = self.stage.world.next_due_ms().unwrap_or(u64::MAX).min(self.swept_ms + 300_000);
            if due_ms > until_ms {
                self.stage.world.advance(until_ms.saturating_sub(now_ms));
                return;
            }
            self.stage.world.advance(due_ms.saturating_sub(now_ms).max(1));
        }
    }
}

fn rules(keyed: bool) -> Vec<Rule> {
    let severe = rule(RULE, SWITCH, "Yes", one_of(SEVERITY, &["High", "Critical"]));
    let again = Rule { again: true, ..rule(AGAIN, REFERENCE, "VIP", always()) };
    let mut alone = Rule { while_linked: false, ..rule(ALONE, CHANNELS, "x", always()) };
    alone.trigger.values[0].id = Some("10610".into());
    // Without a key two rules would make records that nobody could tell apart.
    if keyed { vec![severe, again, alone] } else { vec![severe] }
}

fn world(seed: u64, keyed: bool, figures: &Figures) {
    let mut random = Random::seeded(seed ^ 0xA070);
    let stage = stage(seed, rules(keyed));
    let trouble = random.below(4) * 12;
    let disorder = Disorder {
        late_ms: [0, 20_000, 180_000][usize::try_from(random.below(3)).unwrap()],
        repeat_probability: f64::from(u32::try_from(random.below(4)).unwrap()) / 10.0,
        lost_probability: f64::from(u32::try_from(random.below(3)).unwrap()) / 10.0,
        reorder: random.below(2) == 0,
    };
    let away = random.below(4) == 0;
    let swept_ms = stage.world.now_ms();
    let mut storm = Storm { stage, random, figures, workers: Vec::new(), keyed, trouble, calm: false, swept_ms };
    if !keyed {
        // What is known of the object says that it has no key.
        let warm =
            create(&mut storm.stage, "Read once", json!({ SWITCH: { "value": "Yes" }, SEVERITY: { "value": "High" } }));
        storm.stage.settle();
        assert_eq!(linked(&mut storm.stage, &warm).len(), 1, "seed {seed}");
        hide_key_field(&mut storm.stage);
    }
    let options = ForgeOptions { deliveries: disorder, ..storm.stage.world.forge_options().clone() };
    storm.stage.world.set_forge_options(options.clone());

    let mut subjects = Vec::new();
    for number in 0..ISSUES {
        let (held, fields) = storm.change(&Held::default()).unwrap();
        let summary = format!("History {seed} of {number}.");
        let id = create(&mut storm.stage, &summary, fields);
        subjects.push(Subject { id, summary, held: vec![held] });
    }
    let edits = 2 + storm.random.below(6);
    let (begins, ends) = (storm.random.below(edits), storm.random.below(edits) + 1);
    let mut fault = None;
    for round in 0..edits {
        if away && round == begins {
            fault = Some(
                storm.stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 })),
            );
        }
        for subject in &mut subjects {
            let pause_ms = storm.random.below(40_000);
            let until_ms = storm.stage.world.now_ms() + pause_ms;
            storm.run(until_ms);
            let now = subject.held.last().unwrap().clone();
            if let Some((held, fields)) = storm.change(&now) {
                edit(&mut storm.stage, &subject.id, fields);
                Figures::add(&figures.edits, 1);
                subject.held.push(held);
            }
        }
        if round >= ends
            && let Some(fault) = fault.take()
        {
            storm.stage.world.remove_fault(fault);
        }
    }
    if let Some(fault) = fault {
        storm.stage.world.remove_fault(fault);
    }
    // An event that was lost is made up for by the next one that is heard.
    storm.calm = true;
    let calm = Disorder { lost_probability: 0.0, ..options.deliveries };
    storm.stage.world.set_forge_options(ForgeOptions { deliveries: calm, ..options });
    for subject in &subjects {
        edit(&mut storm.stage, &subject.id, json!({ "customfield_10052": seed + 1 }));
    }
    for _ in 0..200 {
        let until_ms = storm.stage.world.now_ms() + 300_001;
        storm.run(until_ms);
        let due_ms = storm.stage.world.next_due_ms();
        if due_ms.is_none() && storm.stage.keys("work", "").is_empty() {
            break;
        }
    }
    for subject in subjects {
        judge(&mut storm, seed, &subject);
    }
    assert_eq!(storm.stage.keys("work", ""), Vec::<String>::new(), "seed {seed}: nothing is left to do");
}

/// Holds what came of a history against what had to come.
fn judge(storm: &mut Storm<'_>, seed: u64, subject: &Subject) {
    let Subject { id, summary, held } = subject;
    let case = format!("seed {seed}, issue {id} ({summary}), key field {}, {held:?}", storm.keyed);
    let severe = owed(held, |held| held.yes, |held| held.severe, false);
    let again = owed(held, |held| held.vip, |_| true, true);
    let alone = owed(held, |held| held.first, |_| true, false);
    let stage = &mut storm.stage;
    let cases = if storm.keyed { made(stage, id, RULE) } else { self::subject(stage, summary) };
    assert!((severe.least..=severe.most).contains(&cases.len()), "{severe:?} and not {}: {case}", cases.len());
    let mut all = cases;
    if storm.keyed {
        let more = made(stage, id, AGAIN);
        assert!((again.least..=again.most).contains(&more.len()), "again: {again:?} and not {}: {case}", more.len());
        let lone = made(stage, id, ALONE);
        let least = if severe.most + again.most == 0 { alone.least } else { 0 };
        assert!((least..=alone.most).contains(&lone.len()), "alone: {alone:?} and not {}: {case}", lone.len());
        all.extend(more);
        if let Some(lone) = lone.first() {
            // It may have been decided before others were, and been linked after them.
            let document = stage.document("issue", id).unwrap();
            let first = &document["links"][0];
            let fired = stage.document("fired", &format!("{id}:{ALONE}")).unwrap();
            let decided = fired["firedAtMs"].as_u64() <= first["linkedAtMs"].as_u64();
            assert!(decided || first["recordId"] == json!(lone), "nothing was linked before: {case}");
        }
        all.extend(lone);
    }
    let mut links = linked(stage, id);
    links.sort();
    all.sort();
    assert_eq!(links, all, "what was made is linked: {case}");
    let entries = activity(stage, id);
    let told = entries.iter().flat_map(|entry| entry["decisions"].as_array().unwrap());
    let told = told.filter(|decision| decision["verdict"] == "created").count();
    assert_eq!(told, all.len(), "each is told once: {case}");
    Figures::add(&storm.figures.records, all.len());
    Figures::add(&storm.figures.histories, 1);
}

/// Runs worlds on as many threads as there are.
fn worlds(seeds: std::ops::Range<u64>, keyed: bool, figures: &Figures) {
    let next = AtomicUsize::new(usize::try_from(seeds.start).unwrap());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed) as u64;
                    if seed >= seeds.end {
                        return;
                    }
                    world(seed, keyed, figures);
                }
            });
        }
    });
}

fn show(what: &str, figures: &Figures) {
    let of = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!(
        "{what}: {} histories, {} edits, {} deliveries, {} strokes of bad luck, {} records, {} Salesforce calls",
        of(&figures.histories),
        of(&figures.edits),
        of(&figures.deliveries),
        of(&figures.strokes),
        of(&figures.records),
        of(&figures.salesforce),
    );
}

#[test]
fn auto_7_any_history_makes_the_records_that_it_owes_and_none_twice() {
    let figures = Figures::default();
    worlds(0..KEYED, true, &figures);
    show("with the key field", &figures);
    assert_eq!(figures.histories.into_inner(), ISSUES * usize::try_from(KEYED).unwrap());
}

#[test]
fn auto_7_any_history_makes_the_records_that_it_owes_without_a_key_field() {
    let figures = Figures::default();
    worlds(10_000..10_000 + UNKEYED, false, &figures);
    show("without a key field", &figures);
    assert_eq!(figures.histories.into_inner(), ISSUES * usize::try_from(UNKEYED).unwrap());
}
