//! Starts, pauses, resumes and cancels a backfill.

use weftline_wire::call::SteerBackfillCall;
use weftline_wire::document::BackfillJob;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Job};
use weftline_wire::view::{BackfillPhase, BackfillStep, BackfillView};

use crate::backfill::jobs;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::backfill::show;
use crate::gate;
use crate::join::join;
use crate::store::{self, Committed, Transaction};

/// Does what an admin wants done to a job. Sent twice, it is done once.
pub(crate) async fn steer(world: &World, caller: &Caller, call: &SteerBackfillCall) -> Result<BackfillView, Failure> {
    let (admin, stored) = join(gate::admin(world), jobs::read(world, &call.job_id)).await;
    admin?;
    let mut stored = stored?;
    for _ in 0..jobs::ATTEMPTS_MAX {
        let before = stored.ok_or_else(unknown)?;
        let Some(job) = steered(world, caller, call, &before.document)? else {
            return show::view(world).await;
        };
        let mut transaction = Transaction::default();
        jobs::write(&mut transaction, world, &call.job_id, Some(&before), &job)?;
        if transaction.commit(world).await? == Committed::Yes {
            if jobs::is_at_work(&job) {
                store::push(world, Job::Backfill { job_id: call.job_id.clone() }, 0).await?;
            }
            return show::view(world).await;
        }
        stored = jobs::read(world, &call.job_id).await?;
    }
    Err(failure::of(FailureCode::Conflict, "this backfill is being changed at the same time; try again"))
}

/// The job as it is afterwards; none where nothing is to be changed.
fn steered(
    world: &World,
    caller: &Caller,
    call: &SteerBackfillCall,
    before: &BackfillJob,
) -> Result<Option<BackfillJob>, Failure> {
    let mut job = before.clone();
    let now_ms = world.now_ms();
    let is_claimed = before.claim.as_ref().is_some_and(|claim| claim.until_ms > now_ms);
    let is_under_way = matches!(before.phase, BackfillPhase::Looking | BackfillPhase::Running);
    match call.step {
        BackfillStep::Start if before.phase == BackfillPhase::Running => return Ok(None),
        BackfillStep::Start if before.phase == BackfillPhase::Ready => {
            if call.rows != before.rows || before.rows == 0 {
                let text = "this is not what the dry run found; look at it again";
                return Err(failure::of(FailureCode::Invalid, text));
            }
            job.phase = BackfillPhase::Running;
            job.started_by = Some(caller.account_id.clone());
            job.started_ms = Some(now_ms);
            job.moved_ms = now_ms;
        }
        BackfillStep::Start => {
            return Err(failure::of(FailureCode::Invalid, "only what the dry run has been through can be started"));
        }
        BackfillStep::Pause if is_under_way && !before.paused => job.paused = true,
        BackfillStep::Resume if is_under_way && before.paused => {
            job.paused = false;
            job.retry_at_ms = None;
            job.failures = 0;
            // While it was paused nobody tried to get on; its pace is that of the time in which somebody did.
            let paused_ms = now_ms.saturating_sub(before.moved_ms);
            job.started_ms = before.started_ms.map(|started_ms| started_ms + paused_ms);
            job.moved_ms = now_ms;
        }
        BackfillStep::Cancel if is_under_way && is_claimed && !before.cancel => {
            // Its worker ends it, as soon as nothing of it is under way.
            job.cancel = true;
            job.paused = false;
        }
        BackfillStep::Cancel if before.phase == BackfillPhase::Ready || is_under_way && !is_claimed => {
            jobs::end(&mut job, BackfillPhase::Cancelled);
            job.cancel = true;
            job.moved_ms = now_ms;
        }
        BackfillStep::Pause | BackfillStep::Resume | BackfillStep::Cancel => return Ok(None),
    }
    Ok(Some(job))
}

pub(super) fn unknown() -> Failure {
    failure::of(FailureCode::Invalid, "there is no such backfill any more")
}
