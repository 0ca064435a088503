//! One invocation: a run, driven one effect at a time, so that several can be interleaved.

use std::collections::VecDeque;
use std::time::Instant;

use weftline_flow::engine::Run;
use weftline_sandbox::Host;
use weftline_sandbox::World;
use weftline_wire::effect::{Effect, NumberedEffect, Outcome, Settled, StorageOperation, Trouble};
use weftline_wire::job::{Job, Turn};

use crate::weather::{Mishap, Weather};
use crate::{Cost, Luck, Stroke};

/// How long an invocation may run, and how long one that is begun by a queue only.
const INVOCATION_MS: u64 = 25_000;
const QUEUE_MS: u64 = 55_000;

/// What a worker did.
#[derive(Debug)]
pub enum Step {
    /// It carried out an effect.
    Worked,
    /// It ended with this turn.
    Ended(Box<Turn>),
    /// It died.
    Died,
}

/// An invocation.
pub struct Worker {
    run: Run,
    host: Host,
    luck: Luck,
    ends_ms: u64,
    open: VecDeque<NumberedEffect>,
    settled: Vec<Settled>,
    performed: usize,
    salesforce_calls: u32,
    token_calls: u32,
    tokens_given: u32,
    unsaved: bool,
    struck: Option<Effect>,
    turns: u32,
    weather: Option<Weather>,
    mishaps: u32,
    skew_ms: i64,
    cost: Cost,
    last: Option<Last>,
}

/// What a worker did last.
#[derive(Debug)]
pub struct Last {
    /// The effect.
    pub effect: Effect,
    /// What went wrong at it.
    pub mishap: Option<Mishap>,
    /// What came of it; none when the worker died of it.
    pub outcome: Option<Outcome>,
}

impl Worker {
    /// Starts a job, for a user or for none.
    pub fn start(world: &World, job: Job, account: Option<&str>, seed: u64, luck: Luck) -> Self {
        let is_long = matches!(job, Job::Bulk { .. } | Job::Backfill { .. } | Job::Files { .. });
        let lasts_ms = if is_long { QUEUE_MS } else { INVOCATION_MS };
        Self {
            run: Run::start(job, world.now_ms()),
            host: Host::new(account, seed),
            luck,
            ends_ms: world.now_ms() + lasts_ms,
            open: VecDeque::new(),
            settled: Vec::new(),
            performed: 0,
            salesforce_calls: 0,
            token_calls: 0,
            tokens_given: 0,
            unsaved: false,
            struck: None,
            turns: 0,
            weather: None,
            mishaps: 0,
            skew_ms: 0,
            cost: Cost { invocations: 1, ..Cost::default() },
            last: None,
        }
    }

    /// Lets it run where something may go wrong at every effect, on a machine whose clock is wrong by so much.
    #[must_use]
    pub fn in_weather(mut self, weather: Weather, skew_ms: i64) -> Self {
        self.weather = Some(weather);
        self.skew_ms = skew_ms;
        self
    }

    /// Keeps what it does last, so that somebody may act between two effects.
    #[must_use]
    pub fn watched(self) -> Self {
        self.in_weather(Weather::new(0, 0), 0)
    }

    /// What it has asked for so far.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// How often something went wrong in its weather.
    pub fn mishaps(&self) -> u32 {
        self.mishaps
    }

    /// What it did last.
    pub fn last(&self) -> Option<&Last> {
        self.last.as_ref()
    }

    /// Effects carried out so far.
    pub fn performed(&self) -> usize {
        self.performed
    }

    /// Requests to Salesforce so far.
    pub fn salesforce_calls(&self) -> u32 {
        self.salesforce_calls
    }

    /// Requests for tokens so far.
    pub fn token_calls(&self) -> u32 {
        self.token_calls
    }

    /// Requests for tokens that Salesforce has answered with tokens, whether the answer arrived or not.
    pub fn tokens_given(&self) -> u32 {
        self.tokens_given
    }

    /// Whether Salesforce has given tokens that were not stored.
    pub fn lost_tokens(&self) -> bool {
        self.unsaved
    }

    /// The effect at which luck struck.
    pub fn struck(&self) -> Option<&Effect> {
        self.struck.as_ref()
    }

    /// Turns with effects so far.
    pub fn turns(&self) -> u32 {
        self.turns
    }

    /// Carries out the next effect, or goes on to the next turn.
    pub fn step(&mut self, world: &mut World) -> Step {
        if self.open.is_empty() {
            let remaining_ms = u32::try_from(self.ends_ms.saturating_sub(world.now_ms())).unwrap_or(u32::MAX);
            let now_ms = world.now_ms().saturating_add_signed(self.skew_ms);
            match self.resume(now_ms, remaining_ms) {
                Turn::Perform { effects } => {
                    self.turns += 1;
                    self.cost.turn(effects.iter().map(|one| &one.effect));
                    self.open = effects.into();
                }
                end => return Step::Ended(Box::new(end)),
            }
        }
        let NumberedEffect { id, effect } = self.open.pop_front().expect("a turn has effects");
        let mishap = self.weather.as_mut().and_then(|weather| weather.strikes(&effect));
        self.mishaps += u32::from(mishap.is_some());
        let stroke = match mishap {
            Some(Mishap::Stroke(stroke)) => Some(stroke),
            _ => self.luck.at(self.performed),
        };
        let fault = match &mishap {
            Some(Mishap::Refusal(fault)) => Some(world.add_fault(fault.clone())),
            _ => None,
        };
        if stroke.is_some() {
            self.struck = Some(effect.clone());
        }
        self.performed += 1;
        self.salesforce_calls += u32::from(matches!(effect, Effect::Salesforce { .. }));
        self.cost.count(&effect);
        let (outcome, body) = match stroke {
            Some(Stroke::DiesBefore) => {
                self.last = Some(Last { effect, mishap, outcome: None });
                return Step::Died;
            }
            Some(Stroke::NeverSent) => (broken(), Vec::new()),
            Some(Stroke::DiesAfter) => {
                self.perform(world, &effect);
                self.last = Some(Last { effect, mishap, outcome: None });
                return Step::Died;
            }
            Some(Stroke::AnswerLost) => {
                self.perform(world, &effect);
                (broken(), Vec::new())
            }
            Some(Stroke::TimesOut) => {
                self.perform(world, &effect);
                world.advance(10_000);
                (trouble(Trouble::Timeout), Vec::new())
            }
            None => self.perform(world, &effect),
        };
        self.cost.answered(&effect, &outcome, &body);
        if let Some(fault) = fault {
            world.remove_fault(fault);
        }
        if self.weather.is_some() {
            self.last = Some(Last { effect, mishap, outcome: Some(outcome.clone()) });
        }
        self.settled.push(Settled { id, outcome, body });
        Step::Worked
    }

    #[allow(clippy::disallowed_methods, reason = "how long the core computes is among what an invocation costs")]
    fn resume(&mut self, now_ms: u64, remaining_ms: u32) -> Turn {
        let began = Instant::now();
        let turn = self.run.resume(std::mem::take(&mut self.settled), now_ms, remaining_ms);
        self.cost.computing_ns += u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        turn
    }

    fn perform(&mut self, world: &mut World, effect: &Effect) -> (Outcome, Vec<u8>) {
        let performed = self.host.perform(world, effect);
        if is_token_request(effect) {
            let given = matches!(performed.0, Outcome::Http { status: 200, .. });
            self.token_calls += 1;
            self.tokens_given += u32::from(given);
            self.unsaved |= given;
        }
        if is_token_secret(effect) && performed.0 == Outcome::Done {
            self.unsaved = false;
        }
        performed
    }

    /// Goes on to the end; none when it died.
    pub fn finish(&mut self, world: &mut World) -> Option<Turn> {
        loop {
            match self.step(world) {
                Step::Worked => {}
                Step::Ended(turn) => return Some(*turn),
                Step::Died => return None,
            }
        }
    }
}

/// Whether an effect asks Salesforce for tokens.
pub fn is_token_request(effect: &Effect) -> bool {
    matches!(effect, Effect::Salesforce { url, .. } if url.ends_with("/services/oauth2/token"))
}

/// Whether an effect stores tokens.
pub fn is_token_secret(effect: &Effect) -> bool {
    matches!(effect, Effect::Storage(StorageOperation::SetSecret { key, .. }) if key.starts_with("connection:"))
}

fn broken() -> Outcome {
    trouble(Trouble::Network)
}

fn trouble(reason: Trouble) -> Outcome {
    Outcome::Trouble { reason, message: "simulated".into(), retry_after_ms: None }
}
