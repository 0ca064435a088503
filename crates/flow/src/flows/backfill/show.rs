//! Shows backfills.

use weftline_wire::configuration::FirstSync;
use weftline_wire::document::{ApiUse, BackfillJob};
use weftline_wire::view::{
    BackfillBrief, BackfillForecast, BackfillJobView, BackfillMatching, BackfillPhase, BackfillSource, BackfillView,
};

use super::work::ROW_MS;
use crate::backfill::{jobs, tally};
use crate::budget;
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::{join, join_all};

/// Calls of Salesforce that rows take at most: a link that is filled (read, write, and the sync that follows), one that
/// is not, a record that is created (what its lookups lead to, the creation, the sync), and a sync.
const FILLED_CALLS: u32 = 5;
const LINKED_CALLS: u32 = 1;
const CREATED_CALLS: u32 = 4;
const SYNCED_CALLS: u32 = 2;

/// How long a row takes that is only looked at. It is assumed; once it runs, its own pace tells.
const LOOKED_MS: u64 = 15;

/// Shows the job that was begun last, and those before.
pub(crate) async fn show(world: &World) -> Result<BackfillView, Failure> {
    let (admin, view) = join(gate::admin(world), view(world)).await;
    admin?;
    view
}

/// The same for who is known to be an admin.
pub(crate) async fn view(world: &World) -> Result<BackfillView, Failure> {
    let index = jobs::index(world).await?.map(|index| index.document.jobs).unwrap_or_default();
    let mut found = Vec::new();
    for (id, job) in index.iter().zip(join_all(index.iter().map(|id| jobs::read(world, id))).await) {
        if let Some(job) = job? {
            found.push((id, job.document));
        }
    }
    let mut found = found.into_iter();
    let job = match found.next() {
        Some((id, job)) => Some(one(world, id, &job).await?),
        None => None,
    };
    Ok(BackfillView { job, earlier: found.map(|(id, job)| brief(id, &job)).collect() })
}

fn brief(job_id: &str, job: &BackfillJob) -> BackfillBrief {
    BackfillBrief {
        job_id: job_id.to_owned(),
        phase: job.phase,
        object: job.plan.object.clone(),
        records: matches!(job.plan.source, BackfillSource::Records { .. }),
        author: job.author.clone(),
        began_ms: job.began_ms,
        moved_ms: job.moved_ms,
        rows: job.rows,
        done: tally::sum(job.done, job.doing),
    }
}

async fn one(world: &World, job_id: &str, job: &BackfillJob) -> Result<BackfillJobView, Failure> {
    let (settings, used) = join(
        async { Configuration::read(world).await?.settings(world).await },
        budget::read(world, &job.plan.connection),
    )
    .await;
    let (settings, used) = (settings?, used?);
    let brief = brief(job_id, job);
    let through = tally::all(&brief.done);
    let is_under_way = matches!(job.phase, BackfillPhase::Looking | BackfillPhase::Running);
    let elapsed_ms = job.started_ms.map(|started_ms| world.now_ms().saturating_sub(started_ms));
    Ok(BackfillJobView {
        plan: job.plan.clone(),
        started_by: job.started_by.clone(),
        paused: job.paused,
        cancelling: job.cancel && is_under_way,
        planned: job.planned,
        reasons: if job.started_ms.is_some() { job.done_reasons.clone() } else { job.planned_reasons.clone() },
        forecast: forecast(job, settings.first_sync, used, settings.api_cap),
        thousandths: (u64::from(through) * 1_000).checked_div(u64::from(job.rows)).unwrap_or_default() as u32,
        left_ms: elapsed_ms.filter(|_| job.phase == BackfillPhase::Running && !job.paused).and_then(|elapsed_ms| {
            elapsed_ms.checked_mul(u64::from(job.rows.saturating_sub(through)))?.checked_div(u64::from(through))
        }),
        failure: job.failure.clone(),
        retry_at_ms: job.retry_at_ms.filter(|_| is_under_way && !job.paused),
        brief,
    })
}

/// What the run takes, from what the dry run found.
fn forecast(job: &BackfillJob, first_sync: FirstSync, used: Option<ApiUse>, cap: Option<u32>) -> BackfillForecast {
    let counts = &job.planned;
    let of_link = if first_sync == FirstSync::Nothing { LINKED_CALLS } else { FILLED_CALLS };
    let matching = if job.plan.matching == (BackfillMatching::Linked {}) { 0 } else { job.calls };
    let calls = [
        counts.link.saturating_mul(of_link),
        counts.create.saturating_mul(CREATED_CALLS),
        counts.update.saturating_mul(SYNCED_CALLS),
    ];
    let worked = counts.link + counts.create + counts.update;
    BackfillForecast {
        calls: calls.into_iter().fold(matching, u32::saturating_add),
        left: used.map(|used| {
            let most = cap.filter(|cap| *cap > 0).map_or(used.max, |cap| cap.min(used.max));
            most.saturating_sub(used.used)
        }),
        takes_ms: u64::from(worked) * ROW_MS + u64::from(job.rows - worked.min(job.rows)) * LOOKED_MS,
    }
}
