//! The result files (BLK-6): made of the source and of what came of its rows, attached one at a time. Customers of service
//! projects never see them.

use weftline_bulk::{Outcome, ResultFile, ResultFiles, Row};
use weftline_jira::error::JiraError;
use weftline_jira::reply::{self, Attachment};
use weftline_jira::request::{self, HEAD_FIELDS, NewFile};
use weftline_wire::document::{BulkEnding, BulkJob, BulkOutcome, BulkPlace};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BulkCause, BulkPhase, BulkResultFile};

use super::super::PIECE_MS;
use super::super::creating::UNCLEAR;
use super::super::rows::Rows;
use crate::bulk::dialects;
use crate::bulk::files;
use crate::bulk::jobs::Claimed;
use crate::bulk::outcomes::{Outcomes, ROWS};
use crate::bulk::recipe::Recipe;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::org;
use crate::site::{self, SiteError};

/// Bytes of a result file, so that one request takes it: with the form around it, below the 5 MB that Forge sends. Where
/// Jira takes less, less.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const FILE_BYTES: usize = 4_500_000;

/// Stored values of outcomes that are read at once.
const VALUES: u32 = 10;

/// Characters of what is said of a row.
const MESSAGE_CHARACTERS: usize = 1_000;

/// Rows that the check found wrong.
const CHECK: &str = "CHECK";

/// Rows that were not sent because the job had ended before.
const NOT_SENT: &str = "NOT_SENT";

/// What is attached to the issue by now, and how to attach more.
struct Issue {
    is_service: bool,
    files: Vec<Attachment>,
    bytes_max: usize,
}

/// Attaches the next files of the kind that is being made, as far as the time goes. Whether it was all of them.
pub(super) async fn attach(world: &World, claimed: &mut Claimed) -> Result<bool, Failure> {
    let is_failure = claimed.job.finishing == BulkEnding::Failure;
    let job = &claimed.job;
    if if is_failure { job.created >= job.rows } else { job.created == 0 } {
        return Ok(true);
    }
    let (recipe, (issue, connection)) = join(
        Recipe::read(world, &claimed.id),
        join(Issue::read(world, &job.issue_id), org::stored(world, &job.connection)),
    )
    .await;
    let (recipe, issue, connection) = (recipe?, issue?, connection?);
    if claimed.job.attached_before.is_none() {
        claimed.job.attached_before = Some(issue.files.iter().map(number_of).max().unwrap_or(0));
        claimed.save(world).await?;
    }
    let job = &claimed.job;
    let link = connection.map(|stored| [&stored.document.instance_url, "/"].concat()).unwrap_or_default();
    let converter = recipe.converter_of(&claimed.id, job)?;
    let mut files = ResultFiles::new(&recipe.header, dialects::read_as(&job.file.dialect)?, issue.bytes_max, &link);
    let mut rows = Rows::at(job, job.place)?;
    let mut outcomes = Outcomes::read(world, &claimed.id, BulkPlace::default(), BulkPlace::default()).await?;
    loop {
        loop {
            let before = rows.place();
            let Some(row) = rows.feed.next_row() else { break };
            if !outcomes.has(row.row) {
                outcomes = block(world, &claimed.id, row.row).await?;
            }
            let full = match outcomes.of(row.row) {
                Some(BulkOutcome::Created { id }) if !is_failure => files.add(&row, &Outcome::Created { id }),
                Some(BulkOutcome::Failed { cause }) if is_failure => {
                    let (code, message) = outcomes
                        .reason(row.row, *cause)
                        .map_or(UNCLEAR, |reason| (reason.code.as_str(), reason.message.as_str()));
                    files.add(&row, &Outcome::Failed { code, message })
                }
                None if is_failure => {
                    let (code, message) = unsent(&mut claimed.job, &converter, &row);
                    files.add(&row, &Outcome::Failed { code, message: &message })
                }
                _ => None,
            };
            if let Some(file) = full {
                issue.attach(world, claimed, file).await?;
                claimed.job.place = before;
                claimed.save(world).await?;
                if world.remaining_ms() < PIECE_MS {
                    return Ok(false);
                }
            }
        }
        if !rows.more(world).await? {
            break;
        }
    }
    for file in files.finish() {
        issue.attach(world, claimed, file).await?;
    }
    Ok(true)
}

async fn block(world: &World, job_id: &str, row: u32) -> Result<Outcomes, Failure> {
    let from = (row - 1) / ROWS * ROWS;
    let place = |row| BulkPlace { row, ..BulkPlace::default() };
    Outcomes::read(world, job_id, place(from), place(from.saturating_add(VALUES * ROWS))).await
}

/// Why a row was not sent; the first of its kind is told among the job's causes.
fn unsent(job: &mut BulkJob, converter: &weftline_bulk::Converter, row: &Row<'_>) -> (&'static str, String) {
    let mut problems = String::new();
    let is_good = converter.check(row, &mut |problem| {
        for part in [if problems.is_empty() { "" } else { "; " }, &problem.name, ": ", &problem.text] {
            problems.push_str(part);
        }
    });
    if !is_good {
        tell(job, CHECK, "left out because of what the check found", row.row, job.bad);
        return (CHECK, problems.chars().take(MESSAGE_CHARACTERS).collect());
    }
    let message = match job.ending {
        BulkPhase::Failed => "the job could not go on before this row was sent",
        _ => "the job was cancelled before this row was sent",
    };
    let left = job.good.saturating_sub(job.created + job.refused);
    tell(job, NOT_SENT, message, row.row, left);
    (NOT_SENT, message.to_owned())
}

fn tell(job: &mut BulkJob, code: &str, message: &str, first_row: u32, rows: u32) {
    if job.causes.iter().any(|cause| cause.code == code) {
        return;
    }
    let at = job.causes.iter().position(|cause| cause.rows < rows).unwrap_or(job.causes.len());
    let cause = BulkCause { code: code.to_owned(), message: message.to_owned(), rows, first_row };
    job.causes.insert(at, cause);
}

impl Issue {
    async fn read(world: &World, issue_id: &str) -> Result<Self, Failure> {
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
        Ok(Self {
            is_service: reply::issue_head(&head.view()).map_err(told)?.is_service,
            files: reply::attachments(&files.view()).map_err(told)?,
            bytes_max: FILE_BYTES.min(usize::try_from(bytes_max).unwrap_or(FILE_BYTES)),
        })
    }

    /// Attaches a file, unless it is attached, and keeps that it is.
    async fn attach(&self, world: &World, claimed: &mut Claimed, file: ResultFile) -> Result<(), Failure> {
        let job = &mut claimed.job;
        let failure = job.finishing == BulkEnding::Failure;
        let number = job.files.iter().filter(|file| file.failure == failure).count() + 1;
        let name = name(&job.file.name, failure, number);
        let is_it = |known: &Attachment| {
            let is_new = job.attached_before.is_some_and(|before| number_of(known) > before);
            is_new && known.name == name && known.bytes == file.bytes.len() as u64
        };
        // An earlier attempt may have attached it, and its answer been lost.
        if !self.files.iter().any(is_it) {
            let new = NewFile { name: &name, kind: "text/csv", bytes: &file.bytes };
            self.send(world, job, &new).await.map_err(SiteError::into_failure)?;
        }
        job.files.push(BulkResultFile { name, failure, rows: file.rows });
        Ok(())
    }

    async fn send(&self, world: &World, job: &BulkJob, file: &NewFile<'_>) -> Result<(), SiteError> {
        if self.is_service {
            let uploaded = site::ask(world, request::attach_temporarily(&job.project_id, file)).await?;
            let id = reply::temporary_file(&uploaded.view()).map_err(SiteError::Refused)?;
            match site::ask(world, request::attach_internally(&job.issue_id, &id)).await {
                Ok(_) => return Ok(()),
                // It is no request: customers see nothing of it.
                Err(SiteError::Refused(error)) if error.status() == 404 => {}
                Err(error) => return Err(error),
            }
        }
        site::ask(world, request::attach(&job.issue_id, file)).await.map(|_| ())
    }
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
