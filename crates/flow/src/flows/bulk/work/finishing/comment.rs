//! A comment on the issue that tells what came of the job; customers of service projects do not see it.

use weftline_jira::reply;
use weftline_jira::request::{self, HEAD_FIELDS};
use weftline_wire::document::BulkJob;
use weftline_wire::effect::Principal;
use weftline_wire::view::BulkPhase;

use crate::bulk::jobs::Claimed;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::site::{self, SiteError};

/// Comments once: an earlier attempt's comment is known by the job's id in it.
pub(super) async fn comment(world: &World, claimed: &Claimed) -> Result<(), Failure> {
    let job = &claimed.job;
    let (head, known) = join(
        site::ask(world, request::issue(&job.issue_id, HEAD_FIELDS, Principal::App)),
        site::ask(world, request::newest_comments(&job.issue_id)),
    )
    .await;
    let (head, known) = (head.map_err(SiteError::into_failure)?, known.map_err(SiteError::into_failure)?);
    let head = reply::issue_head(&head.view()).map_err(|error| error.to_failure())?;
    let known = reply::comments(&known.view()).map_err(|error| error.to_failure())?;
    if known.iter().any(|text| text.contains(&claimed.id)) {
        return Ok(());
    }
    let text = text(&claimed.id, job);
    if head.is_service {
        match site::ask(world, request::comment_internally(&job.issue_id, &text)).await {
            Ok(_) => return Ok(()),
            // It is no request.
            Err(SiteError::Refused(error)) if error.status() == 404 => {}
            Err(error) => return Err(error.into_failure()),
        }
    }
    site::ask(world, request::comment(&job.issue_id, &text, head.is_service))
        .await
        .map(|_| ())
        .map_err(SiteError::into_failure)
}

fn text(job_id: &str, job: &BulkJob) -> String {
    let ended = match job.ending {
        BulkPhase::Cancelled => " It was cancelled.",
        BulkPhase::Failed => " It could not go on.",
        _ => "",
    };
    let file = request::plain(&job.file.name);
    let (created, rows) = (job.created, job.rows);
    let left = rows.saturating_sub(created);
    let mut text = format!("Weftline created {created} of {rows} cases from {file} in Salesforce.{ended}");
    if left > 0 {
        text.push_str(&format!(" Of {left} rows there is none; the failure file says why."));
    }
    let names: Vec<String> = job.files.iter().map(|file| request::plain(&file.name)).collect();
    if !names.is_empty() {
        text.push_str(&[" Attached: ", &names.join(", "), "."].concat());
    }
    text.push_str(&["\n\nJob ", job_id].concat());
    text
}
