//! Ends a job: what came of each row is attached to the issue, cases are linked, a comment tells of it. Each step can be
//! begun again at any point, and leaves the same behind.

mod comment;
mod issue;
mod linking;
mod result_files;

use weftline_wire::configuration::BulkLinks;
use weftline_wire::document::{BulkEnding, BulkJob, BulkPlace};
use weftline_wire::failure::Failure as WireFailure;
use weftline_wire::view::BulkPhase;

use super::Step;
use super::creating;
use crate::bulk::jobs::Claimed;
use crate::bulk::outcomes;
use crate::engine::World;
use crate::failure::Failure;

/// Does the next piece, and saves it.
pub(super) async fn piece(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    if claimed.job.piece.is_some() {
        return creating::settle(world, claimed).await;
    }
    match claimed.job.finishing {
        BulkEnding::Success | BulkEnding::Failure => {
            if !result_files::attach(world, claimed).await? {
                return Ok(Step::More);
            }
        }
        BulkEnding::Links => {
            if claimed.job.links != BulkLinks::None {
                linking::link(world, claimed).await?;
            }
        }
        BulkEnding::Comment => {
            if claimed.job.comment {
                comment::comment(world, claimed).await?;
            }
        }
    }
    next(world, claimed).await?;
    Ok(Step::More)
}

/// Whether a step that has failed is left out: someone wants the job ended. Rows of which it is not known what became of
/// them are not.
pub(super) fn may_skip(job: &BulkJob) -> bool {
    job.skips && job.phase == BulkPhase::Finishing && job.piece.is_none()
}

/// Leaves out the step that has failed, and says so.
pub(super) async fn skip(world: &World, claimed: &mut Claimed, why: WireFailure) -> Result<(), Failure> {
    let job = &mut claimed.job;
    let what = match job.finishing {
        BulkEnding::Success => "the files of what was created",
        BulkEnding::Failure => "the files of what was not",
        BulkEnding::Links => "the links",
        BulkEnding::Comment => "the comment",
    };
    let before = job.failure.take().filter(|_| job.ending == BulkPhase::Failed);
    let before = before.map_or_else(String::new, |before| before.text + "; ");
    let text = [&before, what, " could not be made, and were left out: ", &why.text].concat();
    job.failure = Some(WireFailure { text, retryable: false, ..why });
    job.ending = BulkPhase::Failed;
    job.sending = None;
    next(world, claimed).await
}

/// Goes on to the next step, or ends the job.
async fn next(world: &World, claimed: &mut Claimed) -> Result<(), Failure> {
    claimed.job.finishing = match claimed.job.finishing {
        BulkEnding::Success => BulkEnding::Failure,
        BulkEnding::Failure => BulkEnding::Links,
        BulkEnding::Links => BulkEnding::Comment,
        BulkEnding::Comment => return over(world, claimed).await,
    };
    claimed.job.place = BulkPlace::default();
    claimed.save(world).await
}

/// It is over. What was kept of its rows is in the files now.
async fn over(world: &World, claimed: &mut Claimed) -> Result<(), Failure> {
    let job = &mut claimed.job;
    job.phase = match job.ending {
        BulkPhase::Cancelled | BulkPhase::Failed => job.ending,
        _ => BulkPhase::Done,
    };
    claimed.save(world).await?;
    // What cannot be deleted now does no harm.
    let _ = outcomes::forget(world, &claimed.id, claimed.job.rows).await;
    Ok(())
}
