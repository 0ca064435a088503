//! Bulk API 2.0: jobs that take in a table of records and save them in their own time.
//!
//! What it refuses to do: query jobs, and the first Bulk API.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm>

mod create;
mod csv;
mod header;
mod job;
mod keep;
mod process;
mod result;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value as Json, json};

pub(crate) use self::job::{Stop, Trouble};
pub(super) use self::process::locked_row;

use self::job::{Job, State};
use self::result::Kind;
use super::Org;
use super::call::{Call, Payload, Reply};
use super::error::ApiError;
use super::id::Id;
use super::limits::Usage;
use super::write::Context;

/// The version from which the API is there, and from which failed rows tell their records' ids.
const SINCE: u32 = 41;
const IDS_SINCE: u32 = 53;
/// The most bytes of base64 that an upload may become.
const BASE64_MOST: usize = 150 * 1_024 * 1_024;
/// How many jobs a list shows at a time.
const LIST_PAGE: usize = 1_000;

/// How fast jobs are processed, and how many batches a day takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkOptions {
    /// How long a job waits before it is processed.
    pub queue_ms: u32,
    /// How many rows are processed in a second.
    pub rows_per_second: u32,
    /// How many batches of 10,000 rows may be processed in 24 hours.
    pub daily_batches: u64,
    /// Whether results come in pages as `maxRecords` asks. The vendor's pages on results name no parameters, so that a
    /// client must be able to take them whole.
    pub paged_results: bool,
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self { queue_ms: 100, rows_per_second: 20_000, daily_batches: 15_000, paged_results: true }
    }
}

/// The jobs of an org.
#[derive(Clone, Debug, Default)]
pub(super) struct Bulk {
    jobs: BTreeMap<Id, Job>,
    made: u64,
    /// The time of the request at hand.
    now_ms: i64,
    batches: Usage,
    dirty_jobs: BTreeSet<Id>,
    dirty_data: BTreeSet<Id>,
    /// Chunks of outcomes that are to be kept, by their first row.
    dirty_chunks: BTreeSet<(Id, usize)>,
    /// What goes wrong with the rows of the request at hand, and with the job that it closes.
    trouble: Trouble,
}

impl Bulk {
    /// How many batches count.
    pub(super) fn batches_used(&self) -> u64 {
        self.batches.used()
    }

    fn change(&mut self, id: Id) -> Option<&mut Job> {
        let job = self.jobs.get_mut(&id)?;
        self.dirty_jobs.insert(id);
        Some(job)
    }
}

impl Org {
    /// What goes wrong with the rows of the request at hand, and with the job that it closes.
    pub(crate) fn trouble_rows(&mut self, trouble: Trouble) {
        self.bulk.trouble = trouble;
    }

    /// Each row at a multiple of this is locked in the request at hand.
    pub(super) fn locked_rows(&self) -> Option<usize> {
        self.bulk.trouble.locked_every.map(|every| every.max(1) as usize)
    }

    /// Goes on with the jobs that are under way, by at most so many rows; tells whether it did anything.
    pub fn work(&mut self, now_ms: i64, rows_most: usize) -> bool {
        let before = self.bulk.dirty_jobs.len();
        self.work_on_jobs(now_ms, rows_most) > 0 || self.bulk.dirty_jobs.len() > before
    }

    /// `/jobs/ingest/...`; nothing for what is not emulated.
    pub(super) fn bulk(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        let now_ms = self.bulk.now_ms;
        if context.version < SINCE {
            return Err(ApiError::not_found());
        }
        let id = rest.first().map(|id| Id::parse(id).filter(|id| self.bulk.jobs.contains_key(id)));
        let id = match id {
            Some(None) => return Err(ApiError::not_found()),
            Some(found) => found,
            None => None,
        };
        let method = call.method.clone();
        Ok(Some(match (id, rest.get(1..).unwrap_or_default(), method.as_str()) {
            (None, _, "POST") => self.create_job(context, call, now_ms)?,
            (None, _, "GET") => self.list_jobs(context, call)?,
            (None, _, method) => return Err(ApiError::method(method, "HEAD,GET,POST")),
            (Some(id), [], "GET") => self.job_details(id)?,
            (Some(id), [], "PATCH") => self.close_job(context, call, id, now_ms)?,
            (Some(id), [], "DELETE") => self.delete_job(id)?,
            (Some(_), [], method) => return Err(ApiError::method(method, "HEAD,GET,PATCH,DELETE")),
            (Some(id), ["batches"], "PUT") => self.upload(context, call, id, now_ms)?,
            (Some(_), ["batches"], method) => return Err(ApiError::method(method, "PUT")),
            (Some(id), [name], method) => match (Kind::named(name), method) {
                (None, _) => return Err(ApiError::not_found()),
                (Some(kind), "GET") => self.results(context, call, id, kind)?,
                (Some(_), method) => return Err(ApiError::method(method, "HEAD,GET")),
            },
            _ => return Err(ApiError::not_found()),
        }))
    }

    fn list_jobs(&self, context: &Context, call: &Call<'_>) -> Result<Reply, ApiError> {
        let ours = call.parameter("jobType").is_none_or(|kind| kind == "V2Ingest")
            && call.parameter("isPkChunkingEnabled").is_none_or(|wanted| wanted != "true");
        let from = match call.parameter("queryLocator") {
            None => 0,
            Some(text) => {
                let invalid = || ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
                text.parse().map_err(|_| invalid())?
            }
        };
        let all = self.bulk.jobs.iter().rev().filter(|_| ours);
        let records: Vec<Json> = all
            .clone()
            .skip(from)
            .take(LIST_PAGE)
            .map(|(id, job)| {
                let mut view = job.opened(*id);
                view.insert("jobType".into(), json!("V2Ingest"));
                Json::Object(view)
            })
            .collect();
        let next = from + records.len();
        let done = next >= all.count();
        let url = format!("/services/data/v{}.0/jobs/ingest?queryLocator={next}", context.version);
        let url = if done { Json::Null } else { json!(url) };
        Ok(Reply::json(200, &json!({ "done": done, "records": records, "nextRecordsUrl": url })))
    }

    fn job_details(&self, id: Id) -> Result<Reply, ApiError> {
        let job = self.bulk.jobs.get(&id).ok_or_else(ApiError::not_found)?;
        Ok(Reply::json(200, &Json::Object(job.details(id))))
    }

    fn upload(&mut self, context: &Context, call: &mut Call<'_>, id: Id, now_ms: i64) -> Result<Reply, ApiError> {
        let kind = call.header("content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("text/csv") {
            return Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", format!("Unsupported Media Type: {kind}")));
        }
        let Payload::Bytes(bytes) = call.payload else {
            return Err(ApiError::new(400, "INVALIDREQUEST", "an upload is a request of its own"));
        };
        if bytes.len().div_ceil(3).saturating_mul(4) > BASE64_MOST {
            let message = "ClientInputError : The data has more than 150 MB in base64";
            return Err(ApiError::new(413, "CLIENTINPUTERROR", message));
        }
        let job = self.bulk.jobs.get(&id).ok_or_else(ApiError::not_found)?;
        own(job, context)?;
        if job.state != State::Open {
            return Err(wrong_state(job.state));
        }
        self.bulk.dirty_data.insert(id);
        let data = Arc::new(bytes.to_vec());
        let job = self.bulk.change(id).ok_or_else(ApiError::not_found)?;
        job.data = data;
        job.uploads += 1;
        job.modified_ms = now_ms;
        Ok(Reply::written(201, Vec::new()))
    }

    fn close_job(&mut self, context: &Context, call: &mut Call<'_>, id: Id, now_ms: i64) -> Result<Reply, ApiError> {
        let members = call.members()?;
        let wanted = members.get("state").and_then(Json::as_str).unwrap_or_default().to_owned();
        let trouble = std::mem::take(&mut self.bulk.trouble);
        let job = self.bulk.jobs.get(&id).ok_or_else(ApiError::not_found)?;
        own(job, context)?;
        match (wanted.as_str(), job.state) {
            ("UploadComplete", State::Open) if job.uploads > 1 => {
                let message = format!(
                    "Found multipe contents for job: <{}>, please 'Close' / 'Abort' / 'Delete' the current Job then \
                     create a new Job and make sure you only do 'PUT' once on a given Job.",
                    id.short()
                );
                return Err(refused("INVALIDJOB", message));
            }
            ("UploadComplete", State::Open) => {
                let job = self.bulk.change(id).ok_or_else(ApiError::not_found)?;
                job.state = State::UploadComplete;
                job.closed_ms = now_ms;
                job.trouble = trouble;
            }
            ("Aborted", State::Open | State::UploadComplete | State::InProgress) => {
                let job = self.bulk.change(id).ok_or_else(ApiError::not_found)?;
                job.state = State::Aborted;
            }
            ("UploadComplete" | "Aborted", state) => return Err(wrong_state(state)),
            _ => return Err(refused("INVALIDJOBSTATE", format!("InvalidJobState : Invalid job state: {wanted}"))),
        }
        let job = self.bulk.change(id).ok_or_else(ApiError::not_found)?;
        job.modified_ms = now_ms;
        Ok(Reply::json(200, &Json::Object(job.brief(id))))
    }

    fn delete_job(&mut self, id: Id) -> Result<Reply, ApiError> {
        let job = self.bulk.jobs.get(&id).ok_or_else(ApiError::not_found)?;
        if matches!(job.state, State::Open | State::InProgress) {
            return Err(wrong_state(job.state));
        }
        self.bulk.remove(id);
        Ok(Reply::nothing())
    }

    fn results(&mut self, context: &Context, call: &Call<'_>, id: Id, kind: Kind) -> Result<Reply, ApiError> {
        let job = self.bulk.jobs.get_mut(&id).ok_or_else(ApiError::not_found)?;
        if !job.state.is_over() {
            return Err(wrong_state(job.state));
        }
        result::page(job, call, kind, context.version >= IDS_SINCE, self.options.bulk.paged_results)
    }
}

/// 400, with one of the API's own codes.
fn refused(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(400, code, message)
}

fn wrong_state(state: State) -> ApiError {
    let message = format!("InvalidJobState : The job is in state {}, which does not allow this", state.name());
    refused("INVALIDJOBSTATE", message)
}

/// A job is for the user who made it.
fn own(job: &Job, context: &Context) -> Result<(), ApiError> {
    if job.user == context.user.to_string() {
        return Ok(());
    }
    Err(refused("INVALIDUSER", "InvalidUser : The job was created by another user"))
}
