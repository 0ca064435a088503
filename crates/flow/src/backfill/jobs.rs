//! The stored job, and a worker's claim to it.
//!
//! Who changes a job does so on condition of its revision. A worker claims it first, for longer than an invocation lasts;
//! calls change a claimed job only by asking that it pauses, goes on or ends, which the worker finds.

use weftline_wire::document::{BackfillIndex, BackfillJob, BackfillRows, BulkClaim, Task, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::view::BackfillPhase;

use crate::activity::KEPT_SECONDS;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::ledger;
use crate::links::hex;
use crate::org::random_bytes;
use crate::store::{self, Committed, Entity, Transaction, key};

/// The key of the list of jobs.
pub(crate) const INDEX: &str = "index";

/// Jobs in that list.
pub(crate) const LISTED_MAX: usize = 10;

/// How long a claim holds: longer than the longest invocation, so that whoever takes it over is alone.
const CLAIM_MS: u64 = 120_000;

/// A message may come so much before its time.
const EARLY_MS: u64 = 2_000;

/// How often a lost race is run again.
pub(crate) const ATTEMPTS_MAX: u32 = 8;

/// Reads a job.
pub(crate) async fn read(world: &World, job_id: &str) -> Result<Option<Versioned<BackfillJob>>, Failure> {
    match job_id {
        INDEX => Ok(None),
        _ => store::entity(world, Entity::Backfill, job_id).await,
    }
}

/// Reads the list of jobs.
pub(crate) async fn index(world: &World) -> Result<Option<Versioned<BackfillIndex>>, Failure> {
    store::entity(world, Entity::Backfill, INDEX).await
}

/// Adds a job to a transaction, in place of the one that was read.
pub(crate) fn put(
    transaction: &mut Transaction,
    job_id: &str,
    before: Option<&Versioned<BackfillJob>>,
    job: &BackfillJob,
) -> Result<(), Failure> {
    transaction.put_for(Entity::Backfill, job_id, before, job, KEPT_SECONDS)
}

/// Adds a job to a transaction, and enters it into the ledger while a worker has something to do, or strikes it out.
pub(crate) fn write(
    transaction: &mut Transaction,
    world: &World,
    job_id: &str,
    before: Option<&Versioned<BackfillJob>>,
    job: &BackfillJob,
) -> Result<(), Failure> {
    put(transaction, job_id, before, job)?;
    if is_at_work(job) {
        let task = Task::Backfill { job_id: job_id.to_owned() };
        ledger::note(transaction, world, &key::backfill_work(job_id), &job.plan.connection, task);
    } else {
        transaction.drop(Entity::Work, &key::backfill_work(job_id));
    }
    Ok(())
}

/// Whether a job is over: nothing will change any more.
pub(crate) fn is_over(phase: BackfillPhase) -> bool {
    matches!(phase, BackfillPhase::Done | BackfillPhase::Cancelled | BackfillPhase::Failed)
}

/// Whether a worker has something to do.
pub(crate) fn is_at_work(job: &BackfillJob) -> bool {
    matches!(job.phase, BackfillPhase::Looking | BackfillPhase::Running) && !job.paused
}

/// Ends a job in this phase. What its piece has come to counts.
pub(crate) fn end(job: &mut BackfillJob, phase: BackfillPhase) {
    job.phase = phase;
    job.paused = false;
    job.claim = None;
    job.retry_at_ms = None;
    if phase != BackfillPhase::Failed {
        job.failure = None;
    }
}

/// Reads a piece of a job.
pub(crate) async fn rows(world: &World, job_id: &str, number: u32) -> Result<Option<BackfillRows>, Failure> {
    store::get(world, key::backfill_rows(job_id, number)).await
}

/// Adds a piece of a job to a transaction.
pub(crate) fn put_rows(transaction: &mut Transaction, job_id: &str, number: u32, rows: &BackfillRows) {
    transaction.write_value_for(key::backfill_rows(job_id, number), json::to_string(rows), KEPT_SECONDS);
}

/// A job that this worker has claimed, as it is to be stored next.
pub(crate) struct Claimed {
    /// The job's id.
    pub(crate) id: String,
    /// The job. Changes are kept by [`Claimed::save`], and lost without.
    pub(crate) job: BackfillJob,
    stored: Versioned<BackfillJob>,
    worker: String,
    lost: bool,
}

/// What came of claiming a job.
pub(crate) enum Claiming {
    /// It is ours.
    Mine(Box<Claimed>),
    /// Somebody else works on it: to be looked at again after so many seconds, when that worker has ended or died.
    Later(u32),
    /// There is nothing to do, or not yet.
    Nothing,
}

/// Claims a job for this invocation.
pub(crate) async fn claim(world: &World, job_id: &str) -> Result<Claiming, Failure> {
    let (stored, worker) = join(read(world, job_id), random_bytes(world, 16)).await;
    let (mut stored, worker) = (stored?, hex(&worker?));
    for _ in 0..ATTEMPTS_MAX {
        let Some(before) = stored else { return Ok(Claiming::Nothing) };
        let now_ms = world.now_ms();
        // A message of its own comes when it is time: one that comes before would only be one more from then on.
        let waits = before.document.retry_at_ms.is_some_and(|retry_ms| retry_ms > now_ms + EARLY_MS);
        if !is_at_work(&before.document) || waits && !before.document.cancel {
            return Ok(Claiming::Nothing);
        }
        let free_ms = before.document.claim.as_ref().map_or(0, |claim| claim.until_ms);
        if free_ms > now_ms {
            return Ok(Claiming::Later(seconds(free_ms - now_ms)));
        }
        let mut claimed = Claimed {
            id: job_id.to_owned(),
            job: before.document.clone(),
            stored: before,
            worker: worker.clone(),
            lost: false,
        };
        claimed.job.claim = Some(claimed.claim(now_ms));
        match claimed.write(world, &|_| Ok(())).await {
            Ok(()) => return Ok(Claiming::Mine(Box::new(claimed))),
            Err(failure) if !claimed.lost => return Err(failure),
            Err(_) => stored = read(world, job_id).await?,
        }
    }
    Err(taken())
}

impl Claimed {
    /// Stores the job as it is now: it has got on. What else is written in the same transaction is written all or none;
    /// it may be asked for several times. Fails when another worker has taken the job over; nothing is written then.
    pub(crate) async fn save(
        &mut self,
        world: &World,
        also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.job.moved_ms = world.now_ms();
        self.job.failures = 0;
        self.job.retry_at_ms = None;
        if self.job.phase != BackfillPhase::Failed {
            self.job.failure = None;
        }
        self.job.claim = is_at_work(&self.job).then(|| self.claim(world.now_ms()));
        self.write(world, also).await
    }

    /// Stores the job as it is now, which has not got on: how often it has failed stays.
    pub(crate) async fn keep(
        &mut self,
        world: &World,
        also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.job.claim = Some(self.claim(world.now_ms()));
        self.write(world, also).await
    }

    /// Lets the job go, for the invocation that goes on with it: not before then.
    pub(crate) async fn release(&mut self, world: &World, retry_at_ms: Option<u64>) -> Result<(), Failure> {
        self.job.claim = None;
        self.job.retry_at_ms = retry_at_ms;
        self.write(world, &|_| Ok(())).await
    }

    /// Looks whether someone wants it paused or cancelled.
    pub(crate) async fn look(&mut self, world: &World) -> Result<(), Failure> {
        let stored = read(world, &self.id).await?;
        self.adopt(stored)
    }

    /// Forgets what was not saved: a piece of work has failed.
    pub(crate) async fn revert(&mut self, world: &World) -> Result<(), Failure> {
        let stored = read(world, &self.id).await?;
        self.adopt(stored)?;
        self.job = self.stored.document.clone();
        Ok(())
    }

    /// Whether another worker has taken it over: there is nothing to do here any more.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    fn adopt(&mut self, stored: Option<Versioned<BackfillJob>>) -> Result<(), Failure> {
        match stored {
            Some(stored) if self.holds(&stored.document) => {
                (self.job.paused, self.job.cancel) = (stored.document.paused, stored.document.cancel);
                self.stored = stored;
                Ok(())
            }
            _ => {
                self.lost = true;
                Err(taken())
            }
        }
    }

    async fn write(
        &mut self,
        world: &World,
        also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for _ in 0..ATTEMPTS_MAX {
            if self.job.cancel && !is_over(self.job.phase) {
                end(&mut self.job, BackfillPhase::Cancelled);
            }
            if self.job.phase == BackfillPhase::Ready {
                self.job.paused = false;
            }
            let mut transaction = Transaction::default();
            write(&mut transaction, world, &self.id, Some(&self.stored), &self.job)?;
            also(&mut transaction)?;
            if transaction.commit(world).await? == Committed::Yes {
                self.stored = Versioned { revision: self.stored.revision + 1, document: self.job.clone() };
                return Ok(());
            }
            // Somebody wants it paused or cancelled; or, where it is being claimed, was faster.
            let stored = read(world, &self.id).await?;
            self.adopt(stored)?;
        }
        Err(taken())
    }

    fn holds(&self, stored: &BackfillJob) -> bool {
        stored.claim.as_ref().is_some_and(|claim| claim.worker == self.worker)
    }

    fn claim(&self, now_ms: u64) -> BulkClaim {
        BulkClaim { worker: self.worker.clone(), until_ms: now_ms + CLAIM_MS }
    }
}

/// In whole seconds, rounded up, as far as a message can be put off.
/// <https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/>
pub(crate) fn seconds(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1_000)).unwrap_or(u32::MAX).clamp(1, 900)
}

fn taken() -> Failure {
    failure::of(FailureCode::Conflict, "this backfill is being got on with by another worker")
}
