//! Ends a job: what came of each row is attached to the issue, cases are linked, a comment tells of it. Each step can be
//! begun again at any point, and leaves the same behind.

mod comment;
mod linking;
mod result_files;

use weftline_wire::configuration::BulkLinks;
use weftline_wire::document::{BulkEnding, BulkPlace};
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
    let next = match claimed.job.finishing {
        BulkEnding::Success | BulkEnding::Failure => {
            if !result_files::attach(world, claimed).await? {
                return Ok(Step::More);
            }
            if claimed.job.finishing == BulkEnding::Success { BulkEnding::Failure } else { BulkEnding::Links }
        }
        BulkEnding::Links => {
            if claimed.job.links != BulkLinks::None {
                linking::link(world, claimed).await?;
            }
            BulkEnding::Comment
        }
        BulkEnding::Comment => {
            if claimed.job.comment {
                comment::comment(world, claimed).await?;
            }
            return over(world, claimed).await;
        }
    };
    claimed.job.finishing = next;
    claimed.job.place = BulkPlace::default();
    claimed.save(world).await?;
    Ok(Step::More)
}

/// It is over. What was kept of its rows is in the files now.
async fn over(world: &World, claimed: &mut Claimed) -> Result<Step, Failure> {
    let job = &mut claimed.job;
    job.phase = match job.ending {
        BulkPhase::Cancelled | BulkPhase::Failed => job.ending,
        _ => BulkPhase::Done,
    };
    claimed.save(world).await?;
    // What cannot be deleted now does no harm.
    let _ = outcomes::forget(world, &claimed.id, claimed.job.rows).await;
    Ok(Step::More)
}
