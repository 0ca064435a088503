//! Files that cases were created from before, told by their fingerprints.

use weftline_jira::reply;
use weftline_jira::request::{BROWSE_PROJECTS, my_permissions};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::BulkSeen;

use crate::bulk::jobs;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::site;
use crate::store::{self, key};

/// The job that has created cases from the same content, if there is one.
pub(crate) async fn job_of(world: &World, fingerprint: &str) -> Result<Option<String>, Failure> {
    store::get::<String>(world, key::bulk_seen(fingerprint)).await
}

/// Keeps that a job creates cases from it.
pub(crate) async fn keep(world: &World, fingerprint: &str, job_id: &str) -> Result<(), Failure> {
    store::set(world, key::bulk_seen(fingerprint), &job_id).await
}

/// The same as pages show it. The issue that it ran on is named to who may see it.
pub(crate) async fn shown(world: &World, fingerprint: &str, issue_id: &str) -> Result<Option<BulkSeen>, Failure> {
    let Some(job_id) = job_of(world, fingerprint).await? else { return Ok(None) };
    let Some(job) = jobs::read(world, &job_id).await? else { return Ok(None) };
    let job = job.document;
    let is_visible = job.issue_id == issue_id || may_browse(world, &job.issue_id).await;
    Ok(Some(BulkSeen { brief: jobs::brief(&job_id, &job), issue_key: is_visible.then_some(job.issue_key) }))
}

async fn may_browse(world: &World, issue_id: &str) -> bool {
    let asked = my_permissions(Some(issue_id), &[BROWSE_PROJECTS]);
    let Ok(read) = site::ask(world, asked).await else { return false };
    reply::permissions(&read.view()).is_ok_and(|granted| granted.has(BROWSE_PROJECTS))
}

/// That it was, and by which job, to who has not said that this does not matter.
pub(crate) async fn refusal(
    world: &World,
    fingerprint: &str,
    issue_id: &str,
    job_id: &str,
) -> Result<Failure, Failure> {
    let earlier = shown(world, fingerprint, issue_id).await?;
    let mut text = String::from("cases were created from this file before");
    if let Some(BulkSeen { brief, issue_key }) = &earlier {
        if let Some(key) = issue_key {
            text.push_str(&[", on ", key].concat());
        }
        text.push_str(&[", as `", &brief.file, "`"].concat());
    }
    text.push_str(": say that you want to create them again");
    let failure = failure::with(failure::of(FailureCode::Invalid, text), "file", "seen");
    Ok(failure::with(failure, "job", job_id))
}
