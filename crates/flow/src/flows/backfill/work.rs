//! Goes on with a backfill in the background, a piece at a time, at the lowest priority.
//!
//! Every link of the chain of invocations is "save the job, then ring". A message that comes twice finds the job claimed
//! and looks again when the claim ends, so a worker that died is followed by another; the ledger's schedule is behind both.

mod carrying;
mod creating;
mod looking;
mod running;

use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::BackfillPhase;

use crate::backfill::jobs::{self, Claimed, Claiming, seconds};
use crate::backfill::scene::Scene;
use crate::budget::{self, Priority, Verdict};
use crate::engine::{End, World};
use crate::failure::{self, Failure};

/// With less time left nothing is begun: enough for requests that take as long as they may, and for saving.
const STEP_MS: u32 = 25_000;

/// Rows that are worked on side by side: few, so that what users ask for finds Salesforce, Jira and the storage free.
const ABREAST: usize = 5;

/// How long a row that takes something has to last, and a piece of a long dry run. Jira lets an app ask for 65,000 points
/// an hour, of all customers together until Atlassian has reviewed it, and answers nobody beyond that: this takes about
/// half of them. <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>
pub(super) const ROW_MS: u64 = 800;
const PIECE_MS: u64 = 48_000;

/// Pieces of a dry run that are looked at without a pause: somebody waits for it.
const PIECES_AT_ONCE: u32 = 50;

/// The pause after the first failure; it doubles with each, up to the longest.
const PAUSE_MS: u64 = 5_000;
const PAUSE_MS_MAX: u64 = 15 * 60 * 1_000;

/// After so long without getting on it is given up.
const PATIENCE_MS: u64 = 3 * 24 * 60 * 60 * 1_000;

/// What came of a step.
enum Step {
    /// There may be more to do, at once.
    More,
    /// Someone wants it paused or cancelled, or this invocation's time is over.
    Rest,
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
    End::Park { job: Job::Backfill { job_id: job_id.to_owned() }, delay_seconds }
}

/// Gives after how many seconds somebody has to go on; none when the job is over, waits for a person, or is left to the
/// schedule.
async fn pieces(world: &World, claimed: &mut Claimed) -> Result<Option<u32>, Failure> {
    let mut scene = match Scene::read(world, &claimed.job.plan).await {
        Ok(scene) => scene,
        Err(failure) => return failed(world, claimed, failure).await,
    };
    while jobs::is_at_work(&claimed.job) {
        let (began_ms, mut took) = (world.now_ms(), 0);
        let step = match allowed(world, claimed, &scene).await {
            Ok(()) if world.remaining_ms() < STEP_MS => Ok(Step::Rest),
            Ok(()) => match claimed.job.phase {
                BackfillPhase::Looking => Box::pin(looking::piece(world, claimed, &mut scene)).await,
                _ => Box::pin(running::piece(world, claimed, &mut scene, &mut took)).await,
            },
            Err(failure) => Err(failure),
        };
        match step {
            Ok(Step::More) => {
                let is_long = claimed.job.phase == BackfillPhase::Looking && claimed.job.pieces > PIECES_AT_ONCE;
                let lasts_ms = u64::from(took) * ROW_MS + if is_long { PIECE_MS } else { 0 };
                let pause_ms = (began_ms + lasts_ms).saturating_sub(world.now_ms());
                if pause_ms > 0 && jobs::is_at_work(&claimed.job) {
                    claimed.release(world, Some(world.now_ms() + pause_ms)).await?;
                    return Ok(jobs::is_at_work(&claimed.job).then(|| seconds(pause_ms)));
                }
            }
            Ok(Step::Rest) => {
                claimed.release(world, None).await?;
                return Ok(jobs::is_at_work(&claimed.job).then_some(1));
            }
            Err(failure) => return failed(world, claimed, failure).await,
        }
    }
    if claimed.job.claim.is_some() {
        claimed.release(world, None).await?;
    }
    Ok(None)
}

/// Whether Weftline may work at all (CON-3): what is switched off meanwhile rests until it is on again. Nor is anything
/// begun while the org's calls run short: of all that asks for calls, this stops first (D-6).
async fn allowed(world: &World, claimed: &Claimed, scene: &Scene) -> Result<(), Failure> {
    let settings = &scene.settings;
    if !settings.enabled || !settings.allow_linking {
        let failure = failure::of(FailureCode::NotPermitted, "linking is switched off in Weftline's settings");
        return Err(failure::with(failure, "setting", if settings.enabled { "allowLinking" } else { "enabled" }));
    }
    let connection = &claimed.job.plan.connection;
    let gate = budget::gate(world, settings, connection, Priority::Backfill, claimed.job.moved_ms).await?;
    budget::keep(world, &scene.org, &gate).await;
    match gate.verdict {
        Verdict::Go => Ok(()),
        Verdict::Slowed(_) => Err(failure::bug("what can wait longest was slowed down only")),
        Verdict::Wait(_, failure) => Err(failure),
    }
}

/// A step has failed: it is told, and tried again after a while, or when an admin has acted; or the job is given up.
async fn failed(world: &World, claimed: &mut Claimed, failure: Failure) -> Result<Option<u32>, Failure> {
    if claimed.is_lost() {
        return Ok(None);
    }
    claimed.revert(world).await?;
    let waited_ms = world.now_ms().saturating_sub(claimed.job.moved_ms);
    let next = next(&failure);
    if next == Next::Never || waited_ms > PATIENCE_MS {
        jobs::end(&mut claimed.job, BackfillPhase::Failed);
        claimed.job.failure = Some(*failure);
        claimed.save(world, &|_| Ok(())).await?;
        return Ok(None);
    }
    let job = &mut claimed.job;
    let doubled = PAUSE_MS << job.failures.min(16);
    let pause_ms = doubled.max(u64::from(failure.retry_after_ms.unwrap_or(0))).min(PAUSE_MS_MAX);
    job.failures += 1;
    job.failure = Some(*failure);
    let retry_at_ms = (next == Next::Later).then_some(world.now_ms() + pause_ms);
    claimed.release(world, retry_at_ms).await?;
    Ok((next == Next::Later && jobs::is_at_work(&claimed.job)).then(|| seconds(pause_ms)))
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
        | FailureCode::SalesforceForbidden
        | FailureCode::HostRefused
        | FailureCode::CredentialsRefused
        | FailureCode::NotPermitted => Next::Admin,
        _ if failure.retryable => Next::Later,
        _ => Next::Never,
    }
}
