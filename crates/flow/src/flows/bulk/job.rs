//! Says how far a job has come.

use weftline_wire::call::BulkJobCall;
use weftline_wire::configuration::RoleAction;
use weftline_wire::document::{BulkJob, BulkProblems};
use weftline_wire::job::Caller;
use weftline_wire::view::{BulkJobView, BulkPhase, BulkProblem};

use crate::bulk::{gates, jobs};
use crate::engine::World;
use crate::failure::Failure;
use crate::store::{self, key};

/// Says how far a job has come (BLK-8).
pub(crate) async fn job(world: &World, caller: &Caller, call: &BulkJobCall) -> Result<BulkJobView, Failure> {
    let (ground, job) = gates::read(world, caller, &call.job_id).await?;
    gates::look(world, &ground).await?;
    let job = job.ok_or_else(gates::unknown)?.document;
    let problems = match call.problems {
        true => store::get::<BulkProblems>(world, key::bulk_problems(&call.job_id)).await?.unwrap_or_default().list,
        false => Vec::new(),
    };
    Ok(view(world, &call.job_id, &job, problems, ground.may(RoleAction::Upload)))
}

/// A job as pages show it.
pub(crate) fn view(
    world: &World,
    job_id: &str,
    job: &BulkJob,
    mut problems: Vec<BulkProblem>,
    may_change: bool,
) -> BulkJobView {
    // Of a range that is being checked a second time, the problems are known, and not yet counted.
    problems.retain(|problem| problem.row <= job.place.row || job.phase != BulkPhase::Checking);
    let under_way = jobs::under_way(job);
    let sent = job.created + job.refused + under_way.0 + under_way.1;
    let is_at_work = jobs::is_at_work(job.phase);
    BulkJobView {
        brief: jobs::brief(job_id, job),
        thousandths: match job.phase {
            BulkPhase::Checking | BulkPhase::Finishing => thousandths(job.place.offset, job.file.bytes),
            BulkPhase::Creating => thousandths(sent.into(), job.good.into()),
            BulkPhase::Checked | BulkPhase::Done | BulkPhase::Cancelled | BulkPhase::Failed => 1_000,
        },
        good: job.good,
        bad: job.bad,
        problems,
        problems_count: job.problems,
        remaining: match job.phase {
            BulkPhase::Checked | BulkPhase::Creating => job.good.saturating_sub(sent),
            _ => 0,
        },
        estimate_ms: match job.phase {
            BulkPhase::Checking => estimate(world, job.began_ms, job.place.offset, job.file.bytes),
            BulkPhase::Creating => estimate(world, job.creating_ms.unwrap_or(0), sent.into(), job.good.into()),
            _ => None,
        },
        way: job.way,
        causes: job.causes.clone(),
        files: job.files.clone(),
        linked: job.linked,
        cancelling: match job.phase {
            BulkPhase::Checking | BulkPhase::Creating => job.cancel,
            BulkPhase::Finishing => job.skips,
            _ => false,
        },
        failure: job.failure.clone(),
        // Waiting for Salesforce's own work is no trouble that has to be told.
        retry_at_ms: job.retry_at_ms.filter(|_| is_at_work && job.failure.is_some()),
        may_change,
    }
}

fn thousandths(done: u64, all: u64) -> u32 {
    match all {
        0 => 0,
        all => (done.min(all).saturating_mul(1_000) / all) as u32,
    }
}

/// How long the rest takes if it goes on as it did so far.
fn estimate(world: &World, since_ms: u64, done: u64, all: u64) -> Option<u64> {
    let elapsed_ms = world.now_ms().checked_sub(since_ms)?;
    elapsed_ms.checked_mul(all.saturating_sub(done))?.checked_div(done)
}
