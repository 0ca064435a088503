//! A new job: what may be said of it, what is filled in, what is refused.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::job::{Delimiter, Job, LineEnding, Operation, State, Trouble};
use super::refused;
use crate::salesforce::Org;
use crate::salesforce::call::{Call, Payload, Reply};
use crate::salesforce::component::multipart;
use crate::salesforce::error::ApiError;
use crate::salesforce::id::Id;
use crate::salesforce::write::Context;

/// The version from which a job may name an assignment rule.
const RULES_SINCE: u32 = 49;
/// The most characters of data in the request that creates the job.
const MULTIPART_MOST: usize = 100_000;

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
    pub(super) fn create_job(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        now_ms: i64,
    ) -> Result<Reply, ApiError> {
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
}

/// A member with one of a few values.
fn one_of<T: DeserializeOwned>(name: &str, given: Json) -> Result<T, ApiError> {
    let shown = given.to_string();
    serde_json::from_value(given).map_err(|_| ApiError::json(format!("Unexpected value {shown} for {name}")))
}
