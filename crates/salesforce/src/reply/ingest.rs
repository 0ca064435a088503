//! What came of many records.

use super::{Record, Reply, Scalar, object_or_list};
use crate::error::SalesforceError;
use crate::id::RecordId;

/// Reads what came of each record of [`crate::request::create_collection`], in their order.
///
/// # Errors
/// When the body does not say so of each of `count` records: whether they were created is unknown.
pub fn saved(reply: &Reply<'_>, count: usize) -> Result<Vec<Result<RecordId, SalesforceError>>, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "what came of records");
    let rows = object_or_list(reply.body).ok_or_else(unreadable)?;
    let saved: Option<Vec<_>> = rows.parts("").map(row).collect();
    saved.filter(|saved| saved.len() == count).ok_or_else(unreadable)
}

fn row(row: &Record<'_>) -> Option<Result<RecordId, SalesforceError>> {
    if row.get("success") == Scalar::Boolean(true) {
        return RecordId::parse(row.get("id").text().unwrap_or_default()).ok().map(Ok);
    }
    SalesforceError::of_row(row).map(Err)
}

/// How far a job of Bulk API 2.0 has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IngestState {
    /// It can be given its rows.
    Open,
    /// It is closed, and waits or is processed.
    Running,
    /// Every row was processed; some may have been refused.
    Complete,
    /// It could not be processed to its end.
    Failed,
    /// Somebody stopped it.
    Aborted,
}

/// A job of Bulk API 2.0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestJob {
    /// Its id.
    pub id: RecordId,
    /// How far it has come.
    pub state: IngestState,
    /// Rows that were processed, refused ones among them.
    pub processed: u32,
    /// Rows that were refused.
    pub failed: u32,
    /// Why the job failed; empty when it did not.
    pub message: String,
}

/// Reads a job.
///
/// # Errors
/// When the body is none.
pub fn ingest_job(reply: &Reply<'_>) -> Result<IngestJob, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "a job");
    let job = super::record(reply).map_err(|_| unreadable())?;
    let id = RecordId::parse(job.get("id").text().unwrap_or_default()).map_err(|_| unreadable())?;
    let state = match job.get("state").text() {
        Some("Open") => IngestState::Open,
        Some("UploadComplete" | "InProgress") => IngestState::Running,
        Some("JobComplete") => IngestState::Complete,
        Some("Failed") => IngestState::Failed,
        Some("Aborted") => IngestState::Aborted,
        _ => return Err(unreadable()),
    };
    Ok(IngestJob {
        id,
        state,
        processed: job.get("numberRecordsProcessed").whole().unwrap_or_default(),
        failed: job.get("numberRecordsFailed").whole().unwrap_or_default(),
        message: job.get("errorMessage").text().unwrap_or_default().to_owned(),
    })
}

/// A page of a job's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IngestPage<'a> {
    /// CSV with a header, UTF-8.
    pub csv: &'a [u8],
    /// Where the next page begins; none after the last one.
    pub next: Option<&'a str>,
}

/// Reads a page of a job's rows.
#[must_use]
pub fn ingest_page<'a>(reply: &Reply<'a>) -> IngestPage<'a> {
    let next = reply.header("sforce-locator").filter(|locator| !locator.is_empty() && *locator != "null");
    IngestPage { csv: reply.body, next }
}

/// What a row of a job was refused for: `CODE:message:fields --`, of which the message may hold colons and the last part
/// is cut off.
#[must_use]
pub fn ingest_error(error: &str) -> SalesforceError {
    SalesforceError::of_ingest(error)
}
