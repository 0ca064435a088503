//! What the upload dialog begins with.

use weftline_wire::document::{BulkJob, Versioned};
use weftline_wire::job::Caller;
use weftline_wire::view::{BulkAttachment, BulkBrief, BulkUploadsView};

use crate::bulk::{files, gates, jobs};
use crate::engine::World;
use crate::failure::Failure;
use crate::ground::Ground;
use crate::join::join;
use crate::store::{self, Among, Entity};

/// How many of the issue's jobs are looked through, and how many of them are listed.
const JOBS_MAX: u32 = 50;
const EARLIER_MAX: usize = 10;

/// The issue's files and jobs (BLK-1, BLK-2).
pub(crate) async fn uploads(world: &World, caller: &Caller) -> Result<BulkUploadsView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let ((allowed, files), (known, last)) = join(
        join(gates::change(world, &ground), files::attached_and_limit(world, &ground.issue.id)),
        join(
            store::query(world, Entity::Bulk, Among::Newest("issue", &ground.issue.id), JOBS_MAX),
            last(world, &ground),
        ),
    )
    .await;
    allowed?;
    let (attached, bytes_max) = files?;
    let last = last?;
    let mut jobs: Vec<(String, BulkJob)> = Vec::new();
    // A query may know nothing yet of the last job, or what it was a moment ago.
    if let Some((id, job)) = last {
        jobs.push((id, job));
    }
    for item in known?.0 {
        if !jobs.iter().any(|(id, _)| *id == item.key) {
            let job = store::read_known::<Versioned<BulkJob>>(Entity::Bulk, &item)?;
            jobs.extend(job.map(|job| (item.key, job.document)));
        }
    }
    let successes: Vec<&str> = jobs
        .iter()
        .flat_map(|(_, job)| job.files.iter().filter(|file| !file.failure).map(|file| file.name.as_str()))
        .collect();
    let is_taken = |file: &BulkAttachment| files::is_csv(&file.name) && !successes.contains(&file.name.as_str());
    let mut attachments: Vec<BulkAttachment> = Vec::new();
    for file in attached.into_iter().filter(is_taken) {
        let at = attachments.partition_point(|other| newer(other, &file));
        attachments.insert(at, file);
    }
    let running = jobs.first().filter(|(_, job)| !jobs::is_over(job.phase)).map(|(id, job)| jobs::brief(id, job));
    let over = jobs.iter().filter(|(_, job)| jobs::is_over(job.phase));
    let earlier: Vec<BulkBrief> = over.take(EARLIER_MAX).map(|(id, job)| jobs::brief(id, job)).collect();
    Ok(BulkUploadsView { attachments, bytes_max, rows_max: files::ROWS_MAX, running, earlier })
}

/// Whether one file is newer than another: of those of one moment, the one with the higher id.
fn newer(one: &BulkAttachment, other: &BulkAttachment) -> bool {
    let number = |file: &BulkAttachment| file.id.parse::<u64>().unwrap_or(0);
    (one.created_ms, number(one)) > (other.created_ms, number(other))
}

/// The job that the issue's document names, as it is.
async fn last(world: &World, ground: &Ground<'_>) -> Result<Option<(String, BulkJob)>, Failure> {
    let Some(brief) = &ground.links.bulk else { return Ok(None) };
    let job = jobs::read(world, &brief.job_id).await?;
    Ok(job.map(|job| (brief.job_id.clone(), job.document)))
}
