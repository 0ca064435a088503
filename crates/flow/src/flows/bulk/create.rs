//! Has a job that is checked create cases.

use weftline_wire::call::BulkCreateCall;
use weftline_wire::document::BulkPlace;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Job};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::bulk::{gates, jobs, seen};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::bulk::job;
use crate::join::join;
use crate::store::{self, Committed};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Has a job that is checked create cases of its good rows (BLK-5). Sent twice, it begins once.
pub(crate) async fn create(world: &World, caller: &Caller, call: &BulkCreateCall) -> Result<BulkJobView, Failure> {
    let (ground, stored) = gates::read(world, caller, &call.job_id).await?;
    gates::open(world, &ground).await?;
    let mut stored = stored.ok_or_else(gates::unknown)?;
    // It may have been begun elsewhere since it was checked.
    if stored.document.creating_ms.is_none() && !stored.document.again {
        let fingerprint = &stored.document.file.fingerprint;
        if let Some(earlier) = seen::job_of(world, fingerprint).await?.filter(|earlier| *earlier != call.job_id) {
            return Err(seen::refusal(world, fingerprint, &ground.issue.id, &earlier).await?);
        }
    }
    for _ in 0..ATTEMPTS_MAX {
        let mut job = stored.document.clone();
        if job.creating_ms.is_some() {
            if jobs::is_at_work(job.phase) {
                store::push(world, Job::Bulk { job_id: call.job_id.clone() }, 0).await?;
            }
            return Ok(job::view(world, &call.job_id, &job, Vec::new(), true));
        }
        if job.phase != BulkPhase::Checked {
            return Err(refused(match job.phase {
                BulkPhase::Checking => "its rows are still being checked",
                _ => "it is over",
            }));
        }
        if call.rows == 0 || call.rows != job.good {
            return Err(refused("the number of rows is not the one that can be created; look at it again"));
        }
        job.phase = BulkPhase::Creating;
        job.place = BulkPlace::default();
        job.creating_ms = Some(world.now_ms());
        job.moved_ms = world.now_ms();
        if jobs::replace(world, &call.job_id, &stored, &job).await? == Committed::Yes {
            // Only now is it true.
            let (kept, rung) = join(
                seen::keep(world, &job.file.fingerprint, &call.job_id),
                store::push(world, Job::Bulk { job_id: call.job_id.clone() }, 0),
            )
            .await;
            kept.and(rung)?;
            return Ok(job::view(world, &call.job_id, &job, Vec::new(), true));
        }
        stored = jobs::read(world, &call.job_id).await?.ok_or_else(gates::unknown)?;
    }
    Err(failure::of(FailureCode::Conflict, "this job is being changed at the same time; try again"))
}

fn refused(why: &str) -> Failure {
    failure::of(FailureCode::Invalid, format!("no cases are created from this file: {why}"))
}
