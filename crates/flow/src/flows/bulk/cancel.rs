//! Cancels a job.

use weftline_wire::call::BulkCancelCall;
use weftline_wire::document::{BulkJob, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Job};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::bulk::{gates, jobs};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::bulk::job;
use crate::store::{self, Committed};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Cancels a job: one that nobody works on at once, another before its worker begins the next piece. One that has
/// created all it will leaves out what cannot be done of the rest, and one that is over stays as it is.
pub(crate) async fn cancel(world: &World, caller: &Caller, call: &BulkCancelCall) -> Result<BulkJobView, Failure> {
    let (ground, stored) = gates::read(world, caller, &call.job_id).await?;
    gates::change(world, &ground).await?;
    let mut stored = stored.ok_or_else(gates::unknown)?;
    for _ in 0..ATTEMPTS_MAX {
        let Some(job) = cancelled(world, &stored.document) else {
            return Ok(job::view(world, &call.job_id, &stored.document, Vec::new(), true));
        };
        if jobs::replace(world, &call.job_id, &stored, &job).await? == Committed::Yes {
            if jobs::is_at_work(job.phase) {
                store::push(world, Job::Bulk { job_id: call.job_id.clone() }, 0).await?;
            }
            return Ok(job::view(world, &call.job_id, &job, Vec::new(), true));
        }
        let Versioned { revision, document } = jobs::read(world, &call.job_id).await?.ok_or_else(gates::unknown)?;
        stored = Versioned { revision, document };
    }
    Err(failure::of(FailureCode::Conflict, "this job is being changed at the same time; try again"))
}

/// The job as it is once it is cancelled, or asked to be; none when there is nothing to cancel, or it was asked before.
fn cancelled(world: &World, job: &BulkJob) -> Option<BulkJob> {
    let mut job = job.clone();
    let is_claimed = job.claim.as_ref().is_some_and(|claim| claim.until_ms > world.now_ms());
    match job.phase {
        BulkPhase::Checked => job.phase = BulkPhase::Cancelled,
        BulkPhase::Checking if !is_claimed => job.phase = BulkPhase::Cancelled,
        BulkPhase::Checking | BulkPhase::Creating if !job.cancel => {}
        BulkPhase::Finishing if !job.skips => {
            job.skips = true;
            job.retry_at_ms = None;
        }
        _ => return None,
    }
    if job.phase == BulkPhase::Cancelled {
        job.claim = None;
        job.failure = None;
        job.retry_at_ms = None;
        job.ending = BulkPhase::Cancelled;
        job.moved_ms = world.now_ms();
    }
    job.cancel = true;
    Some(job)
}
