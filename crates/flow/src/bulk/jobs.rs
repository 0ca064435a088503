//! The stored job, and a worker's claim to it.
//!
//! Who changes a job does so on condition of its revision. A worker claims it first, for longer than an invocation lasts;
//! a call changes a claimed job only by asking for its cancellation, which the worker finds when it saves.

use weftline_wire::document::{BulkClaim, BulkJob, IssueDocument, Task, Versioned};
use weftline_wire::effect::Expectation;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BulkBrief, BulkPhase};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::ledger;
use crate::links::{self, hex};
use crate::org::random_bytes;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How long a claim holds: longer than the longest invocation, so that whoever takes it over is alone.
const CLAIM_MS: u64 = 120_000;

/// As long as a message can be put off.
/// <https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/>
const DELAY_SECONDS_MAX: u32 = 900;

/// A message may come so much before its time.
const EARLY_MS: u64 = 2_000;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// A job as it is stored, with what it is found by.
struct Entry {
    revision: u32,
    issue: String,
    at: u32,
    document: BulkJob,
}

weftline_wire::json_object! { ignore Entry { revision, issue, at, document } }

/// Reads a job.
pub(crate) async fn read(world: &World, job_id: &str) -> Result<Option<Versioned<BulkJob>>, Failure> {
    store::entity(world, Entity::Bulk, job_id).await
}

/// Adds a job to a transaction, in place of the revision that was read; 0 where there was none.
pub(crate) fn put(transaction: &mut Transaction, job_id: &str, before: u32, job: &BulkJob) {
    let expect = match before {
        0 => Expectation::Absent,
        revision => Expectation::Revision { revision },
    };
    let at = u32::try_from(job.began_ms / 1_000).unwrap_or(u32::MAX).min(i32::MAX as u32);
    let entry = Entry { revision: before + 1, issue: job.issue_id.clone(), at, document: job.clone() };
    transaction.write(Entity::Bulk, job_id, &entry, Some(expect));
}

/// Writes what the job has come to into its issue's document, unless another job was begun since or the issue is gone.
fn tell_issue(
    transaction: &mut Transaction,
    issue: Option<&Versioned<IssueDocument>>,
    brief: BulkBrief,
    issue_id: &str,
) -> Result<(), Failure> {
    let Some(issue) = issue else { return Ok(()) };
    let told = issue.document.bulk.as_ref();
    if told.is_none_or(|told| told.job_id != brief.job_id || *told == brief) {
        return Ok(());
    }
    let document = IssueDocument { bulk: Some(brief), ..issue.document.clone() };
    transaction.put(Entity::Issue, issue_id, Some(issue), &document)
}

/// Whether a job is over: nothing will change any more.
pub(crate) fn is_over(phase: BulkPhase) -> bool {
    matches!(phase, BulkPhase::Done | BulkPhase::Cancelled | BulkPhase::Failed)
}

/// Whether a worker has something to do.
pub(crate) fn is_at_work(phase: BulkPhase) -> bool {
    matches!(phase, BulkPhase::Checking | BulkPhase::Creating | BulkPhase::Finishing)
}

/// A job in a line.
pub(crate) fn brief(job_id: &str, job: &BulkJob) -> BulkBrief {
    BulkBrief {
        job_id: job_id.to_owned(),
        file: job.file.name.clone(),
        phase: job.phase,
        rows: job.rows,
        created: job.created + under_way(job).0,
        failed: failed(job),
        at_ms: job.moved_ms,
    }
}

/// Writes a job in place of the one that was read, with what follows from its phase: the ledger's entry, and what its
/// issue is told.
pub(crate) async fn replace(
    world: &World,
    job_id: &str,
    before: &Versioned<BulkJob>,
    job: &BulkJob,
) -> Result<Committed, Failure> {
    let mut transaction = Transaction::default();
    if before.document.phase != job.phase {
        let issue = links::read_issue(world, &job.issue_id).await?;
        tell_issue(&mut transaction, issue.as_ref(), brief(job_id, job), &job.issue_id)?;
    }
    write(&mut transaction, world, job_id, before.revision, job);
    transaction.commit(world).await
}

/// Adds a job to a transaction, and enters it into the ledger while a worker has something to do, or strikes it out.
pub(crate) fn write(transaction: &mut Transaction, world: &World, job_id: &str, before: u32, job: &BulkJob) {
    put(transaction, job_id, before, job);
    if is_at_work(job.phase) {
        let task = Task::Bulk { job_id: job_id.to_owned() };
        ledger::note(transaction, world, &key::bulk_work(job_id), &job.connection, task);
    } else {
        transaction.drop(Entity::Work, &key::bulk_work(job_id));
    }
}

/// Rows of which no case was created. Of a job that ended early, those that it did not come to are among them.
fn failed(job: &BulkJob) -> u32 {
    if is_over(job.phase) && job.creating_ms.is_some() {
        job.rows.saturating_sub(job.created)
    } else {
        job.refused.saturating_add(job.bad).saturating_add(under_way(job).1)
    }
}

/// What Salesforce itself says of the piece that it is working on: how many cases it has created, and how many rows it
/// has refused. What becomes of each row is known only when it is done.
pub(crate) fn under_way(job: &BulkJob) -> (u32, u32) {
    let Some(ingest) = job.piece.as_ref().and_then(|piece| piece.ingest.as_ref()) else { return (0, 0) };
    let most = job.good.saturating_sub(job.created + job.refused);
    let processed = ingest.processed.min(most);
    let refused = ingest.refused.min(processed);
    (processed - refused, refused)
}

/// A job that this worker has claimed, as it is to be stored next.
pub(crate) struct Claimed {
    /// The job's id.
    pub(crate) id: String,
    /// The job. Changes are kept by [`Claimed::save`], and lost without.
    pub(crate) job: BulkJob,
    revision: u32,
    worker: String,
    /// The phase that the issue was told of.
    told: BulkPhase,
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
        let Some(Versioned { revision, document: job }) = stored else { return Ok(Claiming::Nothing) };
        if !is_at_work(job.phase) {
            return Ok(Claiming::Nothing);
        }
        let now_ms = world.now_ms();
        // A message of its own comes when it is time: one that comes before would only be one more from then on. Who
        // cancels does not wait, but for what may be under way.
        let hurries = job.cancel && job.piece.as_ref().is_none_or(|piece| piece.quiet_ms <= now_ms + EARLY_MS);
        if job.retry_at_ms.is_some_and(|retry_ms| retry_ms > now_ms + EARLY_MS) && !hurries {
            return Ok(Claiming::Nothing);
        }
        let free_ms = job.claim.as_ref().map_or(0, |claim| claim.until_ms);
        if free_ms > now_ms {
            return Ok(Claiming::Later(seconds(free_ms - now_ms)));
        }
        let told = job.phase;
        let mut claimed = Claimed { id: job_id.to_owned(), job, revision, worker: worker.clone(), told, lost: false };
        claimed.job.claim = Some(claimed.claim(now_ms));
        let mut transaction = Transaction::default();
        write(&mut transaction, world, job_id, revision, &claimed.job);
        if transaction.commit(world).await? == Committed::Yes {
            claimed.revision += 1;
            return Ok(Claiming::Mine(Box::new(claimed)));
        }
        stored = read(world, job_id).await?;
    }
    Err(taken())
}

impl Claimed {
    /// Stores the job as it is now: it has got on.
    pub(crate) async fn save(&mut self, world: &World) -> Result<(), Failure> {
        self.save_with(world, &|_| Ok(())).await
    }

    /// The same, with something else that is written in the same transaction: all or none. It may be asked for several
    /// times. Fails when another worker has taken the job over; nothing is written then.
    pub(crate) async fn save_with(
        &mut self,
        world: &World,
        also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.job.moved_ms = world.now_ms();
        self.job.failure = self.job.failure.take().filter(|_| self.job.ending == BulkPhase::Failed);
        self.job.retry_at_ms = None;
        self.job.failures = 0;
        let claim = self.claim(world.now_ms());
        self.job.claim = is_at_work(self.job.phase).then_some(claim);
        Box::pin(self.write(world, also)).await
    }

    /// Stores the job as it is now, though it has not got on: what failed and for how long it has been waited stays.
    pub(crate) async fn note(&mut self, world: &World) -> Result<(), Failure> {
        self.job.claim = Some(self.claim(world.now_ms()));
        Box::pin(self.write(world, &|_| Ok(()))).await
    }

    /// Lets the job go, for the invocation that goes on with it: not before then.
    pub(crate) async fn release(&mut self, world: &World, retry_at_ms: Option<u64>) -> Result<(), Failure> {
        self.job.claim = None;
        self.job.retry_at_ms = retry_at_ms;
        Box::pin(self.write(world, &|_| Ok(()))).await
    }

    /// What is stored instead of what this worker has made of the job: a piece of work has failed, and what it did not
    /// save is not to be relied on.
    pub(crate) async fn revert(&mut self, world: &World) -> Result<(), Failure> {
        match read(world, &self.id).await? {
            Some(stored) if self.holds(&stored.document) => {
                self.told = stored.document.phase;
                self.revision = stored.revision;
                self.job = stored.document;
                Ok(())
            }
            _ => {
                self.lost = true;
                Err(taken())
            }
        }
    }

    /// Whether another worker has taken it over: there is nothing to do here any more.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    async fn write(
        &mut self,
        world: &World,
        also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let tells = self.told != self.job.phase;
        for _ in 0..ATTEMPTS_MAX {
            // It would wait for a person who has said already what is to become of it.
            if self.job.cancel && self.job.phase == BulkPhase::Checked {
                self.job.phase = BulkPhase::Cancelled;
            }
            let mut transaction = Transaction::default();
            if tells {
                let issue = links::read_issue(world, &self.job.issue_id).await?;
                tell_issue(&mut transaction, issue.as_ref(), brief(&self.id, &self.job), &self.job.issue_id)?;
            }
            write(&mut transaction, world, &self.id, self.revision, &self.job);
            also(&mut transaction)?;
            if transaction.commit(world).await? == Committed::Yes {
                self.revision += 1;
                self.told = self.job.phase;
                return Ok(());
            }
            match read(world, &self.id).await? {
                // Somebody wants it cancelled, or the issue's document was changed.
                Some(stored) if self.holds(&stored.document) => {
                    self.revision = stored.revision;
                    self.job.cancel |= stored.document.cancel;
                }
                _ => {
                    self.lost = true;
                    return Err(taken());
                }
            }
        }
        Err(taken())
    }

    fn holds(&self, stored: &BulkJob) -> bool {
        stored.claim.as_ref().is_some_and(|claim| claim.worker == self.worker)
    }

    fn claim(&self, now_ms: u64) -> BulkClaim {
        BulkClaim { worker: self.worker.clone(), until_ms: now_ms + CLAIM_MS }
    }
}

/// In whole seconds, rounded up, as far as a message can be put off.
pub(crate) fn seconds(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1_000)).unwrap_or(u32::MAX).clamp(1, DELAY_SECONDS_MAX)
}

fn taken() -> Failure {
    failure::of(FailureCode::Conflict, "this job is being got on with by another worker")
}
