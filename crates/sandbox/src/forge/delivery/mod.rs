//! Deliveries: queue events, product events, scheduled runs and web trigger calls on their way to the app.
//!
//! A delivery is leased for as long as the function may run. One that is not settled in time counts as timed out, as
//! Forge kills the function. Queue events are delivered at least once and unordered, kept for 24 hours, and tried again
//! with growing pauses; product events are tried again only when the app asks, at most four times, or when the function
//! timed out; scheduled runs never.
//! <https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/>

mod pending;
mod settlement;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub(crate) use self::pending::{Concurrency, Job, Outgoing};
use self::pending::{Pending, Retry};
pub use self::settlement::{Delivery, DeliveryKind, Disorder, Settlement};
use super::manifest::Manifest;
use crate::change::Change;
use crate::random::Random;

pub(crate) const TABLE: &str = "forge-deliveries";
pub(crate) const JOB_TABLE: &str = "forge-jobs";
pub(crate) const COUNTER_TABLE: &str = "forge-counter";

const RETENTION_MS: u64 = 24 * 3_600_000;
const BACK_OFF_FIRST_MS: u64 = 10_000;
const BACK_OFF_MAX_MS: u64 = 900_000;
const EVENT_RETRIES_MAX: u32 = 4;
const RETRY_AFTER_MAX_S: u64 = 900;
/// <https://developer.atlassian.com/platform/forge/limits-async-events/>
const RETRY_DATA_BYTES_MAX: usize = 4 * 1_024;

/// All deliveries that are not settled.
#[derive(Clone, Debug)]
pub(crate) struct Deliveries {
    pub(crate) disorder: Disorder,
    pending: BTreeMap<u64, Pending>,
    jobs: BTreeMap<String, Job>,
    dirty: BTreeSet<u64>,
    dirty_jobs: BTreeSet<String>,
    next: u64,
    kept_next: u64,
    random: Random,
    /// What came of web trigger calls, until it is collected.
    responses: BTreeMap<u64, Option<Value>>,
    /// How many pushes each chain has made.
    chains: BTreeMap<u64, u32>,
}

impl Deliveries {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            disorder: Disorder::default(),
            pending: BTreeMap::new(),
            jobs: BTreeMap::new(),
            dirty: BTreeSet::new(),
            dirty_jobs: BTreeSet::new(),
            next: 1,
            kept_next: 1,
            random: Random::seeded(seed ^ 0xDE11),
            responses: BTreeMap::new(),
            chains: BTreeMap::new(),
        }
    }

    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        let rows = std::mem::take(&mut self.dirty).into_iter().map(|number| {
            let json = self.pending.get(&number).and_then(|pending| serde_json::to_string(pending).ok());
            Change::of(TABLE, number.to_string(), json)
        });
        let jobs = std::mem::take(&mut self.dirty_jobs).into_iter().map(|id| {
            let json = self.jobs.get(&id).and_then(|job| serde_json::to_string(job).ok());
            Change::of(JOB_TABLE, id, json)
        });
        let mut changes: Vec<Change> = rows.chain(jobs).collect();
        if self.next != self.kept_next {
            self.kept_next = self.next;
            changes.push(Change::put(COUNTER_TABLE, "next", self.next.to_string()));
        }
        changes
    }

    pub(crate) fn load(&mut self, table: &str, key: &str, text: &str) {
        if table == COUNTER_TABLE {
            // Numbers and ids given before are not given again.
            self.next = text.parse().unwrap_or(self.next);
            self.kept_next = self.next;
            self.random = Random::seeded(self.random.number() ^ self.next);
        } else if table == JOB_TABLE {
            if let Ok(job) = serde_json::from_str(text) {
                self.jobs.insert(key.into(), job);
            }
        } else if let (Ok(number), Ok(mut pending)) = (key.parse::<u64>(), serde_json::from_str::<Pending>(text)) {
            // Nobody who held a lease can settle it now, and who called a web trigger is gone.
            pending.leased_until_ms = None;
            if let Some((chain, pushes)) = pending.chain {
                let known = self.chains.entry(chain).or_default();
                *known = pushes.max(*known);
            }
            if pending.kind != DeliveryKind::Webtrigger {
                self.next = self.next.max(number.saturating_add(1));
                self.pending.insert(number, pending);
            }
        }
    }

    /// A UUID for what needs one.
    pub(crate) fn uuid(&mut self) -> String {
        self.random.uuid()
    }

    /// Adds a delivery; gives its number.
    pub(crate) fn add(&mut self, outgoing: Outgoing, now_ms: u64) -> u64 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        if let Some((queue, id)) = &outgoing.queue {
            let job = self.jobs.entry(id.clone()).or_insert_with(|| Job { queue: queue.clone(), ..Job::default() });
            job.in_progress = job.in_progress.saturating_add(1);
            self.dirty_jobs.insert(id.clone());
        }
        let event_id = self.random.uuid();
        self.dirty.insert(number);
        self.pending.insert(
            number,
            Pending {
                kind: outgoing.kind,
                function: outgoing.function,
                module: outgoing.module,
                body: outgoing.body,
                event_id,
                queue: outgoing.queue,
                concurrency: outgoing.concurrency,
                created_ms: now_ms,
                due_ms: now_ms.saturating_add(outgoing.delay_ms),
                attempt: 0,
                leased_until_ms: None,
                retry: None,
                chain: outgoing.chain,
                repeated: false,
            },
        );
        number
    }

    /// Adds a product event, with the disorder that is set.
    pub(crate) fn add_event(&mut self, mut outgoing: Outgoing, now_ms: u64) {
        if self.random.happens(self.disorder.lost_probability) {
            return;
        }
        outgoing.delay_ms = self.random.below(self.disorder.late_ms.saturating_add(1));
        self.add(outgoing, now_ms);
    }

    /// Leases what is due, oldest first unless reordered.
    pub(crate) fn lease(&mut self, manifest: &Manifest, now_ms: u64, most: usize) -> Vec<Delivery> {
        self.expire(now_ms);
        let mut due: Vec<(u64, u64)> = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.leased_until_ms.is_none() && pending.due_ms <= now_ms)
            .map(|(number, pending)| (pending.due_ms, *number))
            .collect();
        due.sort_unstable();
        if self.disorder.reorder {
            for (order, _) in &mut due {
                *order = self.random.number();
            }
            due.sort_unstable();
        }
        let mut running: BTreeMap<String, u64> = BTreeMap::new();
        for pending in self.pending.values().filter(|pending| pending.leased_until_ms.is_some()) {
            if let Some(concurrency) = &pending.concurrency {
                *running.entry(concurrency.key.clone()).or_default() += 1;
            }
        }
        let mut leased = Vec::new();
        for (_, number) in due {
            if leased.len() >= most {
                break;
            }
            let Some(pending) = self.pending.get_mut(&number) else { continue };
            if let Some(concurrency) = &pending.concurrency {
                let running = running.entry(concurrency.key.clone()).or_default();
                if *running >= concurrency.limit {
                    continue;
                }
                *running = running.saturating_add(1);
            }
            let timeout_ms = manifest.timeout_ms(&pending.function);
            pending.leased_until_ms = Some(now_ms.saturating_add(timeout_ms));
            pending.attempt = pending.attempt.saturating_add(1);
            self.dirty.insert(number);
            leased.push(Delivery {
                id: format!("{number}-{}", pending.attempt),
                kind: pending.kind,
                function_key: pending.function.clone(),
                module_key: pending.module.clone(),
                timeout_ms,
                body: pending.argument(now_ms),
            });
        }
        leased
    }

    /// When something falls due or a lease ends, if nothing else happens.
    pub(crate) fn next_due_ms(&self) -> Option<u64> {
        self.pending.values().map(|pending| pending.leased_until_ms.unwrap_or(pending.due_ms)).min()
    }

    /// Settles a leased delivery; false when it is not leased under this id any more.
    pub(crate) fn settle(&mut self, id: &str, settlement: Settlement, now_ms: u64) -> bool {
        self.expire(now_ms);
        let parsed = id.split_once('-').map(|(number, attempt)| (number.parse::<u64>(), attempt.parse::<u32>()));
        let Some((Ok(number), Ok(attempt))) = parsed else { return false };
        let leased = self
            .pending
            .get(&number)
            .is_some_and(|pending| pending.attempt == attempt && pending.leased_until_ms.is_some());
        if leased {
            self.conclude(number, settlement, now_ms);
        }
        leased
    }

    /// Whether a delivery is not settled.
    pub(crate) fn holds(&self, number: u64) -> bool {
        self.pending.contains_key(&number)
    }

    /// Drops everything that is not settled.
    pub(crate) fn clear(&mut self) {
        self.dirty.extend(std::mem::take(&mut self.pending).into_keys());
        self.dirty_jobs.extend(std::mem::take(&mut self.jobs).into_keys());
        self.responses.clear();
        self.chains.clear();
    }

    /// Counts a push, made while the delivery that is leased under this id is handled, or at the beginning of a chain:
    /// the chain, and how many pushes all its handlers have made by now.
    pub(crate) fn count_push(&mut self, made_by: Option<&str>) -> (u64, u32) {
        let number = made_by.and_then(|id| id.split_once('-')).and_then(|(number, _)| number.parse::<u64>().ok());
        let known = number.and_then(|number| self.pending.get(&number)).map(|pending| pending.chain);
        // What is no queue event's handler begins a chain, which is called by the number of what it handles.
        let (chain, before) = match (known, number) {
            (Some(Some(chain)), _) => chain,
            (Some(None), Some(number)) => (number, 0),
            _ => (self.next, 0),
        };
        let pushes = self.chains.get(&chain).copied().unwrap_or(before).saturating_add(1);
        self.chains.insert(chain, pushes);
        (chain, pushes)
    }

    pub(crate) fn job(&self, queue: &str, id: &str) -> Option<&Job> {
        self.jobs.get(id).filter(|job| job.queue == queue)
    }

    /// Takes away a job's events that are not being handled; false when there is no such job.
    pub(crate) fn cancel(&mut self, queue: &str, id: &str) -> bool {
        if self.job(queue, id).is_none() {
            return false;
        }
        let of_job = |pending: &Pending| pending.queue.as_ref().is_some_and(|(_, job)| job == id);
        let cancelled: Vec<u64> = self
            .pending
            .iter()
            .filter(|(_, pending)| of_job(pending) && pending.leased_until_ms.is_none())
            .map(|(number, _)| *number)
            .collect();
        for number in cancelled {
            self.finish(number, |job| job.failed = job.failed.saturating_add(1));
        }
        true
    }

    /// What a web trigger's handler returned: none while it has not.
    pub(crate) fn collect(&mut self, number: u64) -> Option<Option<Value>> {
        self.responses.remove(&number)
    }

    /// Forgets a web trigger call that nobody waits for.
    pub(crate) fn abandon(&mut self, number: u64) {
        self.responses.remove(&number);
        if self.pending.remove(&number).is_some() {
            self.dirty.insert(number);
        }
    }

    /// Everything that is not settled, for people to look at.
    pub(crate) fn view(&self) -> Value {
        self.pending
            .iter()
            .map(|(number, pending)| {
                json!({
                    "number": number,
                    "kind": pending.kind,
                    "functionKey": pending.function,
                    "queue": pending.queue.as_ref().map(|(queue, _)| queue),
                    "dueMs": pending.due_ms,
                    "attempt": pending.attempt,
                    "leasedUntilMs": pending.leased_until_ms,
                    "body": pending.body,
                })
            })
            .collect()
    }

    fn expire(&mut self, now_ms: u64) {
        let ended: Vec<u64> = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.leased_until_ms.is_some_and(|until_ms| until_ms <= now_ms))
            .map(|(number, _)| *number)
            .collect();
        for number in ended {
            self.conclude(number, Settlement::Failed { reason: Some("FUNCTION_TIME_OUT".into()) }, now_ms);
        }
        let kept_too_long: Vec<u64> = self
            .pending
            .iter()
            .filter(|(_, pending)| {
                pending.kind == DeliveryKind::Queue
                    && pending.leased_until_ms.is_none()
                    && pending.created_ms.saturating_add(RETENTION_MS) <= now_ms
            })
            .map(|(number, _)| *number)
            .collect();
        for number in kept_too_long {
            self.finish(number, |job| job.failed = job.failed.saturating_add(1));
        }
    }

    fn conclude(&mut self, number: u64, settlement: Settlement, now_ms: u64) {
        let repeats = self.random.happens(self.disorder.repeat_probability);
        let Some(pending) = self.pending.get_mut(&number) else { return };
        pending.leased_until_ms = None;
        self.dirty.insert(number);
        let count = pending.retry.as_ref().map_or(0, |retry| retry.count).saturating_add(1);
        match (settlement, pending.kind) {
            (Settlement::Done { response }, DeliveryKind::Webtrigger) => {
                self.responses.insert(number, response);
                self.pending.remove(&number);
            }
            (_, DeliveryKind::Webtrigger) => {
                self.responses.insert(number, None);
                self.pending.remove(&number);
            }
            (Settlement::Done { .. }, _) if repeats && !pending.repeated => {
                pending.repeated = true;
                pending.due_ms = now_ms;
            }
            (Settlement::Done { .. }, _) => self.finish(number, |job| job.success = job.success.saturating_add(1)),
            // What cannot be given back is not tried again.
            (Settlement::Retry { retry_data: Some(data), .. }, _) if size(&data) > RETRY_DATA_BYTES_MAX => {
                self.finish(number, |job| job.failed = job.failed.saturating_add(1));
            }
            (Settlement::Retry { retry_after_seconds, retry_reason, retry_data }, kind)
                if kind == DeliveryKind::Queue || (kind == DeliveryKind::Event && count <= EVENT_RETRIES_MAX) =>
            {
                let pause_ms = match retry_after_seconds {
                    Some(seconds) => seconds.clamp(1, RETRY_AFTER_MAX_S).saturating_mul(1_000),
                    None => back_off_ms(count),
                };
                pending.due_ms = now_ms.saturating_add(pause_ms);
                pending.retry = Some(Retry {
                    count,
                    reason: retry_reason.unwrap_or_else(|| "FUNCTION_RETRY_REQUEST".into()),
                    data: retry_data.unwrap_or_default(),
                });
            }
            (Settlement::Failed { reason }, kind) if kind == DeliveryKind::Queue || timed_out(&reason, count) => {
                pending.due_ms = now_ms.saturating_add(back_off_ms(count));
                pending.retry = Some(Retry {
                    count,
                    reason: reason.unwrap_or_else(|| "FUNCTION_PLATFORM_UNKNOWN_ERROR".into()),
                    data: Value::Null,
                });
            }
            (Settlement::Retry { .. } | Settlement::Failed { .. }, _) => {
                self.finish(number, |job| job.failed = job.failed.saturating_add(1));
            }
        }
    }

    fn finish(&mut self, number: u64, count: impl FnOnce(&mut Job)) {
        let Some(pending) = self.pending.remove(&number) else { return };
        self.dirty.insert(number);
        if let Some((chain, _)) = pending.chain
            && !self.pending.values().any(|other| other.chain.is_some_and(|(of, _)| of == chain))
        {
            self.chains.remove(&chain);
        }
        if let Some((_, id)) = pending.queue
            && let Some(job) = self.jobs.get_mut(&id)
        {
            job.in_progress = job.in_progress.saturating_sub(1);
            count(job);
            self.dirty_jobs.insert(id);
        }
    }
}

fn size(value: &Value) -> usize {
    serde_json::to_vec(value).map_or(usize::MAX, |bytes| bytes.len())
}

fn timed_out(reason: &Option<String>, count: u32) -> bool {
    matches!(reason.as_deref(), Some("FUNCTION_TIME_OUT" | "FUNCTION_OUT_OF_MEMORY")) && count <= EVENT_RETRIES_MAX
}

fn back_off_ms(count: u32) -> u64 {
    let doublings = count.saturating_sub(1).min(16);
    BACK_OFF_FIRST_MS.saturating_mul(1 << doublings).min(BACK_OFF_MAX_MS)
}
