//! Bulk API 2.0: jobs that take in a table of records and save them in their own time.
//!
//! What it refuses to do: query jobs, and the first Bulk API.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm>

mod csv;
mod header;
mod job;
mod keep;
mod process;
mod result;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

pub(crate) use self::job::{Stop, Trouble};
pub(super) use self::process::locked_row;

use self::job::{Delimiter, Job, LineEnding, Operation, State};
use self::result::Kind;
use super::Org;
use super::call::{Call, Payload, Reply};
use super::component::multipart;
use super::error::ApiError;
use super::id::Id;
use super::limits::Usage;
use super::write::Context;

/// The version from which the API is there, and from which failed rows tell their records' ids.
const SINCE: u32 = 41;
const IDS_SINCE: u32 = 53;
const RULES_SINCE: u32 = 49;
/// The most bytes of base64 that an upload may become.
const BASE64_MOST: usize = 150 * 1_024 * 1_024;
/// The most characters of data in the request that creates the job.
const MULTIPART_MOST: usize = 100_000;
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
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self { queue_ms: 100, rows_per_second: 20_000, daily_batches: 15_000 }
    }
}

/// The jobs of an org.
#[derive(Debug, Default)]
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

/// What a request for a job may say.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewJob {
    object: Option<String>,
    operation: Option<Json>,
    external_id_field_name: Option<String>,
    content_type: Option<String>,
    column_delimiter: Option<Json>,
    line_ending: Option<Json>,
    assignment_rule_id: Option<String>,
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

    fn create_job(&mut self, context: &Context, call: &mut Call<'_>, now_ms: i64) -> Result<Reply, ApiError> {
        let (given, data) = self.job_parts(call)?;
        let new: NewJob = serde_json::from_value(Json::Object(given)).map_err(|error| {
            let message = error.to_string();
            ApiError::json(message.split(", expected").next().unwrap_or_default())
        })?;
        let job = self.checked(context, new, now_ms)?;
        self.bulk.made += 1;
        let id = Id::numbered(*b"750", self.bulk.made);
        let view = job.opened(id);
        self.bulk.jobs.insert(id, job);
        self.bulk.dirty_jobs.insert(id);
        let Some(data) = data else {
            return Ok(Reply::json(200, &Json::Object(view)));
        };
        let trouble = std::mem::take(&mut self.bulk.trouble);
        self.bulk.dirty_data.insert(id);
        let job = self.bulk.change(id).ok_or_else(ApiError::not_found)?;
        job.data = Arc::new(data);
        job.uploads = 1;
        job.state = State::UploadComplete;
        job.closed_ms = now_ms;
        job.trouble = trouble;
        Ok(Reply::json(200, &Json::Object(job.opened(id))))
    }

    /// The description of the new job, and its data if it comes along.
    #[expect(clippy::type_complexity, reason = "two parts of a request, named where they are taken apart")]
    fn job_parts(&self, call: &mut Call<'_>) -> Result<(Map<String, Json>, Option<Vec<u8>>), ApiError> {
        let kind = call.header("content-type").unwrap_or_default().to_owned();
        let Payload::Bytes(bytes) = call.payload else {
            return Ok((call.members()?, None));
        };
        if !kind.starts_with("multipart/form-data") {
            return Ok((call.members()?, None));
        }
        let broken = || ApiError::new(400, "INVALID_MULTIPART_REQUEST", "the parts cannot be told apart");
        let mut parts = multipart(&kind, bytes).ok_or_else(broken)?.into_iter();
        let (Some((_, job)), Some((_, data))) = (parts.next(), parts.next()) else {
            return Err(broken());
        };
        if String::from_utf8_lossy(&data).chars().count() > MULTIPART_MOST {
            return Err(refused("INVALIDJOB", "InvalidJob : The data of a multipart request is too large"));
        }
        match serde_json::from_slice(&job) {
            Ok(Json::Object(members)) => Ok((members, Some(data))),
            _ => Err(ApiError::json("Unexpected value: an object was expected at [line:1, column:1]")),
        }
    }

    fn checked(&self, context: &Context, new: NewJob, now_ms: i64) -> Result<Job, ApiError> {
        let invalid = |message: String| refused("INVALIDJOB", format!("InvalidJob : {message}"));
        let name = new.object.ok_or_else(|| invalid("No object specified in call".into()))?;
        let object = self.schema.find(&name).filter(|object| !object.tooling);
        let object = object.ok_or_else(|| invalid(format!("Unable to find object: {name}")))?;
        let operation = new.operation.ok_or_else(|| invalid("No operation specified in call".into()))?;
        let operation: Operation = one_of("operation", operation)?;
        if new.content_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("CSV")) {
            return Err(invalid("The only content type is CSV".into()));
        }
        let external_id = match (operation, new.external_id_field_name) {
            (Operation::Upsert, None) => {
                let message = format!("External ID was blank for {name}. An External ID must be specified for upsert.");
                return Err(invalid(message));
            }
            (Operation::Upsert, Some(given)) => {
                let index = object.find(&given).filter(|index| object.field(*index).id_lookup);
                let Some(index) = index.or_else(|| object.find("Id").filter(|_| given.eq_ignore_ascii_case("Id")))
                else {
                    return Err(invalid(format!(
                        "Field name provided, {given} does not match an External ID, Salesforce Id, or indexed field for {name}"
                    )));
                };
                Some(object.field(index).name.clone())
            }
            _ => None,
        };
        if operation == Operation::HardDelete && !self.may_hard_delete(context.user) {
            let message = "FeatureNotEnabled : hardDelete operation requires special user profile permission, please \
                           contact your system administrator";
            return Err(refused("FEATURENOTENABLED", message));
        }
        let rule = match new.assignment_rule_id {
            None => None,
            Some(_) if context.version < RULES_SINCE => return Err(ApiError::json("unknown field `assignmentRuleId`")),
            Some(text) => {
                let known = self.schema.find("AssignmentRule").and_then(|rules| {
                    let id = Id::parse(&text)?;
                    self.store.table(rules.index).row(id).map(|_| id.to_string())
                });
                Some(known.ok_or_else(|| invalid(format!("Unable to find assignment rule: {text}")))?)
            }
        };
        Ok(Job {
            object: object.name.clone(),
            operation,
            external_id,
            delimiter: new.column_delimiter.map_or(Ok(Delimiter::default()), |one| one_of("columnDelimiter", one))?,
            line_ending: new.line_ending.map_or(Ok(LineEnding::default()), |one| one_of("lineEnding", one))?,
            rule,
            user: context.user.to_string(),
            version: context.version,
            created_ms: now_ms,
            modified_ms: now_ms,
            state: State::Open,
            error: None,
            trouble: Trouble::default(),
            uploads: 0,
            closed_ms: 0,
            failed: 0,
            active_ms: 0,
            data: Arc::default(),
            outcomes: Vec::new(),
            records: None,
        })
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
        result::page(job, call, kind, context.version >= IDS_SINCE)
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

/// A member with one of a few values.
fn one_of<T: DeserializeOwned>(name: &str, given: Json) -> Result<T, ApiError> {
    let shown = given.to_string();
    serde_json::from_value(given).map_err(|_| ApiError::json(format!("Unexpected value {shown} for {name}")))
}
