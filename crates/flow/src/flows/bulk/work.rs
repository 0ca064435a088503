//! Goes on with a job in the background, a piece at a time.
//!
//! Every link of the chain of invocations is "save the job, then ring". A message that comes twice finds the job claimed
//! and looks again when the claim ends, so a worker that died is followed by another; the ledger's schedule is behind both.

mod checking;
mod collections;
mod creating;
mod finishing;
mod ingest;
mod look;
mod rows;

use weftline_wire::document::BulkJob;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::BulkPhase;

use crate::budget::{self, Priority, Verdict};
use crate::bulk::jobs::{self, Claimed, Claiming, seconds};
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::{self, Failure};

/// With less time left no piece is begun: enough for a request that takes as long as requests may, and for saving.
const PIECE_MS: u32 = 20_000;

/// The pause after the first failure; it doubles with each, up to the longest.
const PAUSE_MS: u64 = 5_000;
const PAUSE_MS_MAX: u64 = 15 * 60 * 1_000;

/// After so long without getting on it is given up.
const PATIENCE_MS: u64 = 3 * 24 * 60 * 60 * 1_000;

/// What came of a piece of work. What it did is saved.
pub(crate) enum Step {
    /// There may be more to do, at once. Once the job's phase is one in which no worker has anything to do, it ends.
    More,
    /// There is more to do, but not before so many seconds.
    Wait(u32),
    /// It cannot go on, and waiting does not help.
    Fail(Failure),
}

/// Does the job's next pieces, as far as this invocation's time goes.
pub(crate) async fn work(world: &World, job_id: &str) -> Result<End, Failure> {
    match jobs::claim(world, job_id).await? {
        Claiming::Nothing => Ok(End::Done(None)),
        Claiming::Later(seconds) => Ok(ring(job_id, seconds)),
        Claiming::Mine(mut claimed) => {
            let after = Box::pin(pieces(world, &mut claimed)).await;
            match after {
                _ if claimed.is_lost() => Ok(End::Done(None)),
                Ok(Some(seconds)) => Ok(ring(job_id, seconds)),
                Ok(None) => Ok(End::Done(None)),
                Err(failure) => Err(failure),
            }
        }
    }
}

fn ring(job_id: &str, delay_seconds: u32) -> End {
    End::Park { job: Job::Bulk { job_id: job_id.to_owned() }, delay_seconds }
}

/// Gives after how many seconds somebody has to go on; none when the job is over, waits for a person, or is left to the
/// schedule.
async fn pieces(world: &World, claimed: &mut Claimed) -> Result<Option<u32>, Failure> {
    if let Err(failure) = allowed(world, &claimed.job).await {
        return failed(world, claimed, failure).await;
    }
    while jobs::is_at_work(claimed.job.phase) {
        if world.remaining_ms() < PIECE_MS {
            claimed.release(world, None).await?;
            return Ok(Some(1));
        }
        let step = if stops(claimed) {
            claimed.save(world).await.map(|()| Step::More)
        } else {
            match claimed.job.phase {
                BulkPhase::Checking => Box::pin(checking::piece(world, claimed)).await,
                BulkPhase::Creating => Box::pin(creating::piece(world, claimed)).await,
                _ => Box::pin(finishing::piece(world, claimed)).await,
            }
        };
        match step {
            Ok(Step::More) => {}
            Ok(Step::Wait(seconds)) => {
                claimed.release(world, Some(world.now_ms() + u64::from(seconds) * 1_000)).await?;
                return Ok(Some(seconds));
            }
            Ok(Step::Fail(failure)) => give_up(world, claimed, failure).await?,
            Err(failure) => return failed(world, claimed, failure).await,
        }
    }
    Ok(None)
}

/// Cancels a job that someone wants cancelled, as soon as nothing of it is under way. What was begun is ended first.
fn stops(claimed: &mut Claimed) -> bool {
    let job = &mut claimed.job;
    match job.phase {
        _ if !job.cancel => return false,
        BulkPhase::Checking => job.phase = BulkPhase::Cancelled,
        BulkPhase::Creating if job.piece.is_none() => {
            job.ending = BulkPhase::Cancelled;
            job.phase = BulkPhase::Finishing;
            job.place = Default::default();
        }
        _ => return false,
    }
    true
}

/// Whether Weftline may work at all (CON-3, TGL-10): what is switched off meanwhile rests until it is on again. Nor is
/// anything new begun while the org's calls run short (D-6); what was begun is ended.
async fn allowed(world: &World, job: &BulkJob) -> Result<(), Failure> {
    let settings = Configuration::read(world).await?.settings(world).await?;
    if settings.enabled && settings.allow_bulk {
        let begins = job.phase == BulkPhase::Creating && job.piece.is_none();
        let gate = budget::gate(world, &settings, &job.connection, Priority::Event, job.moved_ms).await?;
        return match gate.verdict {
            Verdict::Wait(_, failure) if begins && !job.cancel => Err(failure),
            _ => Ok(()),
        };
    }
    let failure = failure::of(FailureCode::NotPermitted, "creating cases from files is switched off");
    Err(failure::with(failure, "setting", if settings.enabled { "allowBulk" } else { "enabled" }))
}

/// A piece has failed: it is told, and tried again after a while, or when an admin has acted; or the job is given up.
async fn failed(world: &World, claimed: &mut Claimed, failure: Failure) -> Result<Option<u32>, Failure> {
    if claimed.is_lost() {
        return Ok(None);
    }
    claimed.revert(world).await?;
    if finishing::may_skip(&claimed.job) {
        finishing::skip(world, claimed, *failure).await?;
        return Ok(jobs::is_at_work(claimed.job.phase).then_some(1));
    }
    let waited_ms = world.now_ms().saturating_sub(claimed.job.moved_ms);
    let next = next(&failure);
    if next == Next::Never || waited_ms > PATIENCE_MS {
        give_up(world, claimed, failure).await?;
        return Ok(jobs::is_at_work(claimed.job.phase).then_some(1));
    }
    let job = &mut claimed.job;
    let doubled = PAUSE_MS << job.failures.min(16);
    let pause_ms = doubled.max(u64::from(failure.retry_after_ms.unwrap_or(0))).min(PAUSE_MS_MAX);
    job.failures += 1;
    let retry_at_ms = (next == Next::Later).then_some(world.now_ms() + pause_ms);
    if job.ending != BulkPhase::Failed {
        job.failure = Some(*failure);
    }
    claimed.release(world, retry_at_ms).await?;
    Ok((next == Next::Later).then(|| seconds(pause_ms)))
}

/// Ends a job that cannot go on: what was created is told all the same.
async fn give_up(world: &World, claimed: &mut Claimed, failure: Failure) -> Result<(), Failure> {
    claimed.revert(world).await?;
    let job = &mut claimed.job;
    if job.phase == BulkPhase::Creating {
        job.phase = BulkPhase::Finishing;
        job.place = Default::default();
    } else {
        job.phase = BulkPhase::Failed;
    }
    job.ending = BulkPhase::Failed;
    job.failure = Some(*failure);
    claimed.save(world).await
}

/// When what failed is tried again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// After a pause.
    Later,
    /// When the schedule rings: an admin has to act.
    Admin,
    /// It would fail again.
    Never,
}

fn next(failure: &Failure) -> Next {
    match failure.code {
        FailureCode::NotConnected
        | FailureCode::ReconnectNeeded
        | FailureCode::NewerData
        | FailureCode::SalesforceForbidden
        | FailureCode::HostRefused
        | FailureCode::CredentialsRefused
        | FailureCode::NotPermitted => Next::Admin,
        _ if failure.retryable => Next::Later,
        _ => Next::Never,
    }
}
