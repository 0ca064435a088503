//! What happens to a job whose upload is complete: it waits, then its rows are saved in chunks, each a transaction of its
//! own, as fast as the world's clock and the org's speed allow.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_understanding_bulk2_ingest.htm>

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::csv::{self, Broken};
use super::header::{self, Column};
use super::job::{Job, LineEnding, Operation, Outcome, State};
use crate::salesforce::Org;
use crate::salesforce::draft::{self, Purpose};
use crate::salesforce::error::ApiError;
use crate::salesforce::id::Id;
use crate::salesforce::permission;
use crate::salesforce::rules::duplicate::DuplicateOptions;
use crate::salesforce::schema::Object;
use crate::salesforce::write::{AutoAssign, Context, Upserted};

/// How many rows a transaction has.
pub(super) const CHUNK_ROWS: usize = 200;
/// How many rows a batch has, which is what the daily limit counts.
const BATCH_ROWS: usize = 10_000;
/// How long a job may be open, and how long its results are kept afterwards.
const OPEN_MOST_MS: i64 = 24 * 3_600_000;
const KEPT_MS: i64 = 7 * 24 * 3_600_000;

/// A job taken out of the list while it is worked on.
struct Work<'a> {
    job: &'a mut Job,
    columns: Vec<Column>,
    schema: &'a crate::salesforce::schema::Schema,
    object: &'a Object,
}

impl Org {
    /// Does what is due of all jobs, at most so many rows; gives how many it did.
    pub(in crate::salesforce) fn work_on_jobs(&mut self, now_ms: i64, rows_most: usize) -> usize {
        self.bulk.now_ms = now_ms;
        let (mut done, mut gone) = (0, Vec::new());
        let ids: Vec<Id> = self.bulk.jobs.keys().copied().collect();
        for id in ids {
            let Some(job) = self.bulk.jobs.get(&id) else { continue };
            match job.state {
                State::Open if now_ms - job.created_ms > OPEN_MOST_MS => {
                    let due_ms = job.created_ms + OPEN_MOST_MS;
                    self.end_job(id, State::Aborted, None, due_ms);
                }
                state if state.is_over() && now_ms - job.modified_ms > KEPT_MS => gone.push(id),
                State::UploadComplete | State::InProgress if done < rows_most => {
                    done += self.work_on(id, now_ms, rows_most - done);
                }
                _ => {}
            }
        }
        gone.into_iter().for_each(|id| self.bulk.remove(id));
        done
    }

    fn end_job(&mut self, id: Id, state: State, error: Option<String>, at_ms: i64) {
        if let Some(job) = self.bulk.change(id) {
            job.state = state;
            job.error = error;
            job.modified_ms = at_ms;
        }
    }

    fn work_on(&mut self, id: Id, now_ms: i64, rows_most: usize) -> usize {
        let queue_ms = i64::from(self.options.bulk.queue_ms);
        let speed = self.options.bulk.rows_per_second;
        // Out of the list while rows are saved, and always put back.
        let Some(mut job) = self.bulk.jobs.remove(&id) else { return 0 };
        let began_ms = job.closed_ms + queue_ms;
        let before = job.outcomes.len();
        if now_ms >= began_ms {
            self.process(id, &mut job, began_ms, now_ms, speed, rows_most);
        }
        let done = job.outcomes.len() - before;
        self.bulk.jobs.insert(id, job);
        done
    }

    fn process(&mut self, id: Id, job: &mut Job, began_ms: i64, now_ms: i64, speed: u32, rows_most: usize) {
        if job.state == State::UploadComplete {
            job.state = State::InProgress;
            job.modified_ms = began_ms;
            self.bulk.dirty_jobs.insert(id);
        }
        let (schema, speed) = (self.schema(), job.trouble.rows_per_second.unwrap_or(speed).max(1));
        let prepared = self.prepare(&schema, job);
        let (object, columns) = match prepared {
            Ok(prepared) => prepared,
            Err(message) => return self.fail(id, job, message, began_ms),
        };
        let rows = job.records().len().saturating_sub(1);
        let at_ms = |row: usize| began_ms + i64::try_from(row * 1_000 / speed as usize).unwrap_or(0);
        let mut work = Work { job, columns, schema: &schema, object };
        let first = work.job.outcomes.len();
        loop {
            let row = work.job.outcomes.len();
            let stuck = work.job.trouble.stuck_after.is_some_and(|stop| row >= stop.row(rows));
            if stuck || row - first >= rows_most {
                return;
            }
            if work.job.trouble.fails_after.is_some_and(|stop| row >= stop.row(rows)) {
                let message = "InternalServerError : The job could not be processed. Rows that were saved stay saved.";
                return self.fail(id, work.job, message.to_owned(), at_ms(row));
            }
            if row >= rows {
                break;
            }
            let mut end = rows.min(row + CHUNK_ROWS);
            for stop in [work.job.trouble.stuck_after, work.job.trouble.fails_after].into_iter().flatten() {
                end = end.min(stop.row(rows));
            }
            if at_ms(end) > now_ms {
                return;
            }
            if row.is_multiple_of(BATCH_ROWS)
                && self.bulk.batches.take(at_ms(row), self.options.bulk.daily_batches).is_err()
            {
                let message = "ExceededQuota : ApiBatchItems Limit exceeded.".to_owned();
                return self.fail(id, work.job, message, at_ms(row));
            }
            self.chunk(&mut work, row, end, at_ms(end));
            self.end_transaction(at_ms(end));
            work.job.modified_ms = at_ms(end);
            work.job.active_ms = at_ms(end) - began_ms;
            self.bulk.dirty_jobs.insert(id);
            self.bulk.dirty_chunks.insert((id, row));
        }
        let ended_ms = at_ms(rows);
        if ended_ms <= now_ms {
            work.job.state = State::JobComplete;
            work.job.modified_ms = ended_ms;
            self.bulk.dirty_jobs.insert(id);
        }
    }

    fn fail(&mut self, id: Id, job: &mut Job, message: String, at_ms: i64) {
        job.state = State::Failed;
        job.error = Some(message);
        job.modified_ms = at_ms;
        self.bulk.dirty_jobs.insert(id);
    }

    /// The object and the columns; a job of which they cannot be told fails with the message.
    fn prepare<'a>(
        &self,
        schema: &'a crate::salesforce::schema::Schema,
        job: &mut Job,
    ) -> Result<(&'a Object, Vec<Column>), String> {
        let object =
            schema.find(&job.object).ok_or_else(|| format!("InvalidJob : Unable to find object: {}", job.object))?;
        if job.records.is_none() {
            let crlf = job.line_ending == LineEnding::CrLf;
            match csv::records(&job.data, job.delimiter.byte(), crlf) {
                Ok(records) => job.records = Some(records.into()),
                Err(Broken::LineEnding) => {
                    let setting = if crlf { "CRLF" } else { "LF" };
                    return Err(format!(
                        "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is {setting}"
                    ));
                }
                Err(Broken::Unclosed) => {
                    return Err(
                        "InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote".to_owned()
                    );
                }
                Err(Broken::Encoding) => {
                    return Err("ClientInputError : Failed to parse CSV. The data is not UTF-8".to_owned());
                }
            }
        }
        let records = job.records();
        let data = std::str::from_utf8(&job.data).unwrap_or_default();
        let Some(first) = records.first().and_then(|range| data.get(range.start as usize..range.end as usize)) else {
            return Err("InvalidBatch : Failed to parse CSV. No header found".to_owned());
        };
        let names = csv::fields(first, char::from(job.delimiter.byte())).map_err(|_| stray().message)?;
        let user = Id::parse(&job.user).ok_or_else(|| "InvalidUser : The user is not known".to_owned())?;
        let visible = |index| self.access(user, object, object.field(index)).0;
        let columns = header::columns(schema, object, job, &names, &visible)?;
        Ok((object, columns))
    }

    /// Saves the rows of one transaction.
    fn chunk(&mut self, work: &mut Work<'_>, from: usize, to: usize, at_ms: i64) {
        let context = self.job_context(work.job, at_ms);
        let (records, data) = (work.job.records(), std::sync::Arc::clone(&work.job.data));
        let text = std::str::from_utf8(&data).unwrap_or_default();
        let delimiter = char::from(work.job.delimiter.byte());
        let rows: Vec<Result<Map<String, Json>, ApiError>> = (from..to)
            .map(|row| {
                let range = records.get(row + 1).cloned().unwrap_or_default();
                let record = text.get(range.start as usize..range.end as usize).unwrap_or_default();
                let values = csv::fields(record, delimiter).map_err(|_| stray())?;
                header::record(&work.columns, &values)
            })
            .collect();
        let mut keys: HashMap<String, u32> = HashMap::new();
        if let Some(field) = &work.job.external_id {
            for key in rows.iter().flatten().filter_map(|members| key_of(members, field)) {
                *keys.entry(key).or_default() += 1;
            }
        }
        for (row, members) in (from..).zip(rows) {
            let given =
                members.as_ref().ok().and_then(|members| members.get("Id")).and_then(Json::as_str).and_then(Id::parse);
            let locked =
                work.job.trouble.locked_every.is_some_and(|every| (row + 1).is_multiple_of(every.max(1) as usize));
            let before = self.store.savepoint();
            let outcome = match members {
                _ if locked => Err(locked_row()),
                Err(error) => Err(error),
                Ok(members) => self.save_row(&context, work, members, &keys),
            };
            work.job.outcomes.push(match outcome {
                Ok((id, created)) => Outcome::Done { id, created },
                Err(error) => {
                    self.store.roll_back(before);
                    work.job.failed += 1;
                    Outcome::Refused { id: given, error: written(&error) }
                }
            });
        }
    }

    fn job_context(&self, job: &Job, at_ms: i64) -> Context {
        let rule = job.rule.as_deref().and_then(Id::parse);
        Context {
            user: Id::parse(&job.user).unwrap_or_else(|| Id::numbered(*b"005", 1)),
            version: job.version,
            now: at_ms.div_euclid(1000),
            stamped: (at_ms - self.options.transaction_ms).div_euclid(1000),
            // Unlike the REST API, the Bulk API assigns nobody unless the job names a rule.
            auto_assign: rule.map_or(AutoAssign::Off, |id| AutoAssign::Rule { id, updates: true }),
            duplicates: Some(DuplicateOptions::default()),
            tooling: false,
            batch_size: 2000,
        }
    }

    fn save_row(
        &mut self,
        context: &Context,
        work: &Work<'_>,
        mut members: Map<String, Json>,
        keys: &HashMap<String, u32>,
    ) -> Result<(Id, bool), ApiError> {
        let object = work.object;
        let result = match (work.job.operation, work.job.external_id.as_deref()) {
            (Operation::Insert, _) if members.contains_key("Id") => {
                let message = "cannot specify Id in an insert call";
                return Err(ApiError::row("INVALID_FIELD_FOR_INSERT_UPDATE", message, &["Id"]));
            }
            (Operation::Insert, _) => self.save_one(context, object, Purpose::Create, &members).map(|id| (id, true)),
            (Operation::Update, _) => self.save_one(context, object, Purpose::Update, &members).map(|id| (id, false)),
            (Operation::Upsert, Some(name)) => {
                let given = key_of(&members, name);
                if given.as_ref().and_then(|key| keys.get(key)).is_some_and(|count| *count > 1) {
                    let shown = members.get(name).and_then(Json::as_str).unwrap_or_default();
                    let message = format!("Duplicate external id specified: {shown}");
                    return Err(ApiError::row("DUPLICATE_VALUE", message, &[name]));
                }
                self.upsert_row(context, object, name, &mut members)
            }
            (Operation::Upsert, None) => self.upsert_row(context, object, "Id", &mut members),
            (Operation::Delete | Operation::HardDelete, _) => {
                let text = members.get("Id").and_then(Json::as_str).unwrap_or_default();
                let malformed = || ApiError::row("MALFORMED_ID", format!("bad id {text}"), &["Id"]);
                let id = Id::parse(text).filter(|id| id.prefix() == object.prefix).ok_or_else(malformed)?;
                let gone = self.delete(context, object, id);
                let gone = match gone {
                    Ok(()) if work.job.operation == Operation::HardDelete => self.erase(id).map(|_| ()),
                    other => other,
                };
                gone.map(|()| (id, false))
            }
        };
        result.map_err(|error| match error.code {
            "NOT_FOUND" => ApiError::row("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]),
            "JSON_PARSER_ERROR" => wrong_type(work, &members).unwrap_or(error),
            _ => error,
        })
    }

    fn upsert_row(
        &mut self,
        context: &Context,
        object: &Object,
        name: &str,
        members: &mut Map<String, Json>,
    ) -> Result<(Id, bool), ApiError> {
        if name.eq_ignore_ascii_case("Id") {
            return match members.get("Id") {
                Some(Json::String(_)) => self.save_one(context, object, Purpose::Update, members).map(|id| (id, false)),
                _ => {
                    members.shift_remove("Id");
                    self.save_one(context, object, Purpose::Create, members).map(|id| (id, true))
                }
            };
        }
        let missing = || ApiError::row("MISSING_ARGUMENT", format!("{name} not specified"), &[]);
        let index = object.find(name).ok_or_else(missing)?;
        let field = object.field(index);
        let given = members.shift_remove(&field.name).filter(|value| !value.is_null()).ok_or_else(missing)?;
        let value = draft::convert(field, &given)?;
        match self.upsert(context, object, index, value, members, false)? {
            Upserted::Created(id) => Ok((id, true)),
            Upserted::Updated(id) => Ok((id, false)),
            Upserted::Several(_) => {
                let message = format!("{}: more than one record found for external id field", field.name);
                Err(ApiError::row("DUPLICATE_EXTERNAL_ID", message, &[]))
            }
        }
    }

    /// Whether a user may delete for good.
    pub(super) fn may_hard_delete(&self, user: Id) -> bool {
        permission::allows(self.view(), user, "PermissionsBulkApiHardDelete")
    }
}

fn key_of(members: &Map<String, Json>, field: &str) -> Option<String> {
    Some(members.get(field)?.as_str()?.to_lowercase())
}

fn stray() -> ApiError {
    let message = "Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote";
    ApiError::row("InvalidBatch", message, &[])
}

/// A row that another transaction holds.
pub(in crate::salesforce) fn locked_row() -> ApiError {
    ApiError::row("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records", &[])
}

/// The refusal of the first value that is not of its field's type, in the words for tables.
fn wrong_type(work: &Work<'_>, members: &Map<String, Json>) -> Option<ApiError> {
    work.columns.iter().find_map(|column| {
        let (field, json) = match column {
            Column::Field { index, name, .. } => (work.object.field(*index), members.get(name)?),
            Column::Lookup { relationship, object, key, .. } => {
                let target = work.schema.find(object)?;
                (target.field(target.find(key)?), members.get(relationship)?.get(key)?)
            }
        };
        let refused = draft::convert(field, json).err()?;
        let shown = json.as_str().unwrap_or_default();
        let message = format!("{}: value not of required type: {shown}", field.label);
        (refused.code == "JSON_PARSER_ERROR")
            .then(|| ApiError::row("INVALID_TYPE_ON_FIELD_IN_RECORD", message, &[&field.name]))
    })
}

/// An error as result files have it: `CODE:message:fields --`, several one behind the other.
fn written(error: &ApiError) -> Box<str> {
    let one = |error: &ApiError| {
        let fields = error.fields.as_deref().unwrap_or_default().join(",");
        let space = if fields.is_empty() { "" } else { " " };
        format!("{}:{}:{fields}{space}--", error.code, error.message)
    };
    error.all().map(one).collect::<String>().into_boxed_str()
}
