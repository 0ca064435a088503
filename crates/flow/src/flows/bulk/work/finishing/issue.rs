//! Files that are attached to the issue: each once, and so that customers of service projects never see them.

use weftline_bulk::ResultFile;
use weftline_jira::error::JiraError;
use weftline_jira::reply::{self, Attachment};
use weftline_jira::request::{self, HEAD_FIELDS, NewFile};
use weftline_wire::document::{BulkEnding, BulkJob, BulkPlace, BulkSending};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::BulkResultFile;

use crate::bulk::files;
use crate::bulk::jobs::Claimed;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::site::{self, SiteError};

/// Bytes of a result file, so that one request takes it: with the form around it, below the 5 MB that Forge sends. Where
/// Jira takes less, less.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const FILE_BYTES: usize = 4_500_000;

/// What is attached to the issue by now, and how to attach more.
pub(super) struct Issue {
    /// Its project now: an issue may have been moved since the job began.
    project_id: String,
    is_service: bool,
    files: Vec<Attachment>,
    pub(super) bytes_max: usize,
}

impl Issue {
    pub(super) async fn read(world: &World, issue_id: &str) -> Result<Self, Failure> {
        let (head, (files, bytes_max)) = join(
            site::ask(world, request::issue(issue_id, HEAD_FIELDS, Principal::App)),
            join(
                site::ask(world, request::attachments(issue_id, Principal::App)),
                files::bytes_max(world, Principal::App),
            ),
        )
        .await;
        let (head, files, bytes_max) = (head.map_err(gone)?, files.map_err(gone)?, bytes_max?);
        if bytes_max == 0 {
            return Err(failure::of(
                FailureCode::Invalid,
                "jira takes no attachments any more: an admin has switched them off",
            ));
        }
        let told = |error: JiraError| error.to_failure();
        let head = reply::issue_head(&head.view()).map_err(told)?;
        Ok(Self {
            project_id: head.project_id,
            is_service: head.is_service,
            files: reply::attachments(&files.view()).map_err(told)?,
            bytes_max: FILE_BYTES.min(usize::try_from(bytes_max).unwrap_or(FILE_BYTES)),
        })
    }

    /// Keeps what was attached before the job's first file, and whether an earlier worker's file was attached.
    pub(super) async fn remember(&self, world: &World, claimed: &mut Claimed) -> Result<(), Failure> {
        let job = &mut claimed.job;
        if job.attached_before.is_none() {
            job.attached_before = Some(self.files.iter().map(number_of).max().unwrap_or(0));
            return claimed.save(world).await;
        }
        let Some(sending) = &job.sending else { return Ok(()) };
        let Some(id) = id_of(&self.files, job, &next_name(job), sending.bytes) else { return Ok(()) };
        attached(job, Some(id));
        claimed.save(world).await
    }

    /// Attaches a file with the rows up to a place, and keeps that it is.
    pub(super) async fn attach(
        &self,
        world: &World,
        claimed: &mut Claimed,
        file: ResultFile,
        to: BulkPlace,
    ) -> Result<(), Failure> {
        let bytes = file.bytes.len() as u64;
        claimed.job.sending = Some(BulkSending { to, rows: file.rows, bytes });
        claimed.save(world).await?;
        let name = next_name(&claimed.job);
        let new = NewFile { name: &name, kind: "text/csv", bytes: &file.bytes };
        let id = self.send(world, &claimed.job, &new).await.map_err(SiteError::into_failure)?;
        attached(&mut claimed.job, id);
        claimed.save(world).await
    }

    /// Gives the attachment's id, if Jira says it.
    async fn send(&self, world: &World, job: &BulkJob, file: &NewFile<'_>) -> Result<Option<String>, SiteError> {
        if self.is_service {
            let uploaded = site::ask(world, request::attach_temporarily(&self.project_id, file)).await?;
            let id = reply::temporary_file(&uploaded.view()).map_err(SiteError::Refused)?;
            match site::ask(world, request::attach_internally(&job.issue_id, &id)).await {
                // The answer has no ids in it.
                Ok(_) => return Ok(find(world, job, file).await),
                // It is no request: customers see nothing of it.
                Err(SiteError::Refused(error)) if error.status() == 404 => {}
                Err(error) => return Err(error),
            }
        }
        let answer = site::ask(world, request::attach(&job.issue_id, file)).await?;
        Ok(reply::attached(&answer.view()))
    }
}

/// The id of a file that was just attached. Without it the page has no link, and nothing else is amiss.
async fn find(world: &World, job: &BulkJob, file: &NewFile<'_>) -> Option<String> {
    let read = site::ask(world, request::attachments(&job.issue_id, Principal::App)).await.ok()?;
    let files = reply::attachments(&read.view()).ok()?;
    id_of(&files, job, file.name, file.bytes.len() as u64)
}

/// The id of this job's file with this name and size.
fn id_of(files: &[Attachment], job: &BulkJob, name: &str, bytes: u64) -> Option<String> {
    let before = job.attached_before?;
    let is_it = |file: &&Attachment| number_of(file) > before && file.name == name && file.bytes == bytes;
    files.iter().find(is_it).map(|file| file.id.clone())
}

/// The file that was being sent is attached.
fn attached(job: &mut BulkJob, attachment_id: Option<String>) {
    let name = next_name(job);
    let failure = job.finishing == BulkEnding::Failure;
    if let Some(sending) = job.sending.take() {
        job.files.push(BulkResultFile { name, failure, rows: sending.rows, attachment_id });
        job.place = sending.to;
    }
}

/// What the next file is called.
fn next_name(job: &BulkJob) -> String {
    let failure = job.finishing == BulkEnding::Failure;
    let number = job.files.iter().filter(|file| file.failure == failure).count() + 1;
    name(&job.file.name, failure, number)
}

/// Jira numbers its attachments in the order in which they come.
fn number_of(file: &Attachment) -> u64 {
    file.id.parse().unwrap_or(0)
}

/// Jira shows every issue to the app: one that it does not show is deleted, and nothing can be attached any more.
fn gone(error: SiteError) -> Failure {
    match error {
        SiteError::Refused(error) if error.status() == 404 => {
            failure::of(FailureCode::Invalid, "the issue is not there any more")
        }
        error => error.into_failure(),
    }
}

/// `tickets-success.csv`, `tickets-failure-2.csv`.
fn name(source: &str, failure: bool, number: usize) -> String {
    let is_csv = |(_, ending): &(&str, &str)| ending.eq_ignore_ascii_case("csv");
    let stem = source.rsplit_once('.').filter(is_csv).map_or(source, |(stem, _)| stem);
    let kind = if failure { "-failure" } else { "-success" };
    let number = if number > 1 { ["-", &number.to_string()].concat() } else { String::new() };
    [stem, kind, &number, ".csv"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_their_source() {
        assert_eq!(name("tickets.csv", false, 1), "tickets-success.csv");
        assert_eq!(name("May. tickets.CSV", true, 2), "May. tickets-failure-2.csv");
        assert_eq!(name("tickets", true, 1), "tickets-failure.csv");
    }
}
