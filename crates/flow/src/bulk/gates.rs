//! Who may create cases from files, and where: asked by every call again.

use weftline_wire::configuration::{Mapping, Settings};
use weftline_wire::document::{BulkJob, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;

use crate::bulk::jobs;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::ground::{self, Ground};
use crate::join::join;
use crate::org::Org;
use crate::place::Intent;

/// The only object of which records are created from files (BLK-2).
pub(crate) const OBJECT: &str = "Case";

const WHAT: &str = "creating cases from files";

/// Who may begin a job here (TGL-10): gives what the table is made of.
pub(crate) async fn open(
    world: &World,
    ground: &Ground<'_>,
) -> Result<(Settings, Org, Option<describes::Stored>, Mapping), Failure> {
    let opened = ground.open_to_create(world, OBJECT).await?;
    gate::switched_on(opened.0.allow_bulk, WHAT)?;
    Ok(opened)
}

/// The same where Salesforce is not needed.
pub(crate) async fn change(world: &World, ground: &Ground<'_>) -> Result<(), Failure> {
    gate::may_edit(ground.rights)?;
    ground::configured(&ground.configuration, OBJECT)?;
    let place = ground.place(world, Intent::Change).await?;
    gate::switched_on(place.settings.allow_linking, "creating")?;
    gate::switched_on(place.settings.allow_bulk, WHAT)
}

/// Whoever sees the issue may look at its jobs.
pub(crate) async fn look(world: &World, ground: &Ground<'_>) -> Result<(), Failure> {
    let place = ground.place(world, Intent::Look).await?;
    gate::switched_on(place.settings.allow_bulk, WHAT)
}

/// Reads what a call on a job stands on, and the job: one of this issue.
pub(crate) async fn read<'a>(
    world: &World,
    caller: &'a Caller,
    job_id: &str,
) -> Result<(Ground<'a>, Option<Versioned<BulkJob>>), Failure> {
    let (ground, job) = join(Ground::read(world, caller), read_job(world, job_id)).await;
    let (ground, job) = (ground?, job?);
    match job {
        Some(job) if job.document.issue_id != ground.issue.id || job.document.cloud_id != caller.cloud_id => {
            Err(unknown())
        }
        job => Ok((ground, job)),
    }
}

async fn read_job(world: &World, job_id: &str) -> Result<Option<Versioned<BulkJob>>, Failure> {
    if job_id.len() != 32 || !job_id.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')) {
        return Err(failure::of(FailureCode::Invalid, "a job's id has 32 hexadecimal digits in lower case"));
    }
    jobs::read(world, job_id).await
}

/// There is no such job on this issue.
pub(crate) fn unknown() -> Failure {
    failure::of(FailureCode::Invalid, "there is no such job on this issue")
}
