//! Collections: up to two hundred records in one call, answered in their order.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm>

use super::Org;
use super::bulk::locked_row;
use super::call::{Call, Reply};
use super::composite::{flag, too_many};
use super::draft::{self, Purpose};
use super::error::ApiError;
use super::id::Id;
use super::schema::{FieldIndex, Object};
use super::write::{Context, Upserted};
use serde_json::{Map, Value as Json, json};

/// How many records a collection may have.
const COLLECTION_MAX: usize = 200;

impl Org {
    /// `/composite/sobjects/...`
    pub(super) fn collection(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        let schema = self.schema();
        let object = |name: &str| schema.find(name).ok_or_else(ApiError::not_found);
        let reply = match (rest, call.method.as_str()) {
            ([], "POST") => self.save_all(context, call, Purpose::Create)?,
            ([], "PATCH") => self.save_all(context, call, Purpose::Update)?,
            ([], "DELETE") => self.delete_all(context, call)?,
            ([name], "GET") => {
                let object = object(name)?;
                let list = |name: &str| {
                    let text = call.parameter(name).unwrap_or_default();
                    text.split(',').filter(|one| !one.is_empty()).map(|one| json!(one.trim())).collect::<Vec<_>>()
                };
                self.retrieve(context, object, &list("ids"), &list("fields"))?
            }
            ([name], "POST") => {
                let object = object(name)?;
                let members = call.members()?;
                let list = |name: &str| members.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
                let (ids, fields) = (list("ids"), list("fields"));
                if ids.is_empty() || ids.len() > 2000 {
                    return Err(ApiError::new(400, "INVALID_BATCH_SIZE", "ids must have between 1 and 2000 elements"));
                }
                self.retrieve(context, object, &ids, &fields)?
            }
            ([name, key], "PATCH") => {
                let object = object(name)?;
                let index = object.find(key).filter(|index| object.field(*index).id_lookup);
                let Some(index) = index else {
                    let message = format!("Provided external ID field does not exist or is not accessible: {key}");
                    return Err(ApiError::new(404, "NOT_FOUND", message));
                };
                self.upsert_all(context, call, object, index)?
            }
            ([], method) => return Err(ApiError::method(method, "POST,PATCH,DELETE")),
            _ => return Ok(None),
        };
        Ok(Some(reply))
    }

    fn save_all(&mut self, context: &Context, call: &mut Call<'_>, purpose: Purpose) -> Result<Reply, ApiError> {
        let schema = self.schema();
        self.each(call, |org, record| {
            let kind =
                record.get("attributes").and_then(|one| one.get("type")).and_then(Json::as_str).unwrap_or_default();
            let Some(object) = schema.find(kind) else {
                return Err(ApiError::row("INVALID_TYPE", format!("sObject type '{kind}' is not supported."), &[]));
            };
            Ok((org.save_one(context, object, purpose, record)?, None))
        })
    }

    fn upsert_all(
        &mut self,
        context: &Context,
        call: &mut Call<'_>,
        object: &Object,
        key: FieldIndex,
    ) -> Result<Reply, ApiError> {
        let field = object.field(key);
        self.each(call, |org, record| {
            let mut record = record.clone();
            let name = record.keys().find(|name| name.eq_ignore_ascii_case(&field.name)).cloned();
            let given = name.and_then(|name| record.shift_remove(&name)).filter(|value| !value.is_null());
            let Some(given) = given else {
                if field.name == "Id" {
                    let id = org.save_one(context, object, Purpose::Create, &record)?;
                    return Ok((id, Some(true)));
                }
                let message = format!("{} not specified", field.name);
                return Err(ApiError::row("MISSING_ARGUMENT", message, &[]));
            };
            if field.name == "Id" {
                record.insert("Id".into(), given);
                return Ok((org.save_one(context, object, Purpose::Update, &record)?, Some(false)));
            }
            let value = draft::convert(field, &given)?;
            match org.upsert(context, object, key, value, &record, false)? {
                Upserted::Created(id) => Ok((id, Some(true))),
                Upserted::Updated(id) => Ok((id, Some(false))),
                Upserted::Several(_) => {
                    let message = format!("{}: more than one record found for external id field", field.name);
                    Err(ApiError::row("DUPLICATE_EXTERNAL_ID", message, &[]))
                }
            }
        })
    }

    /// Does the same with each record of a collection; the results come in the records' order.
    fn each(
        &mut self,
        call: &mut Call<'_>,
        mut save: impl FnMut(&mut Self, &Map<String, Json>) -> Result<(Id, Option<bool>), ApiError>,
    ) -> Result<Reply, ApiError> {
        let mut members = call.members()?;
        let all_or_none = flag(&members, "allOrNone");
        let Some(Json::Array(records)) = members.remove("records") else {
            return Err(ApiError::json("Missing required field records at [line:1, column:1]"));
        };
        if records.len() > COLLECTION_MAX {
            return Err(too_many("records", COLLECTION_MAX));
        }
        let empty = Map::new();
        let outcomes = self.transaction(all_or_none, records.len(), |org, place| {
            let record = records.get(place).and_then(Json::as_object).unwrap_or(&empty);
            save(org, record)
        });
        Ok(Reply::written(200, listed(&outcomes)))
    }

    fn delete_all(&mut self, context: &Context, call: &Call<'_>) -> Result<Reply, ApiError> {
        let ids: Vec<&str> = call.parameter("ids").unwrap_or_default().split(',').filter(|id| !id.is_empty()).collect();
        if ids.is_empty() || ids.len() > COLLECTION_MAX {
            return Err(too_many("ids", COLLECTION_MAX));
        }
        let all_or_none = call.parameter("allOrNone").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        let schema = self.schema();
        let outcomes = self.transaction(all_or_none, ids.len(), |org, place| {
            let text = ids.get(place).copied().unwrap_or_default().trim();
            let malformed = || ApiError::row("MALFORMED_ID", format!("malformed id {text}"), &[]);
            let id = Id::parse(text).ok_or_else(malformed)?;
            let object = schema.by_prefix(id.prefix()).ok_or_else(malformed)?;
            match org.delete(context, object, id) {
                Err(error) if error.code == "NOT_FOUND" => {
                    Err(ApiError::row("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[]))
                }
                outcome => outcome.map(|()| (id, None)),
            }
        });
        Ok(Reply::written(200, listed(&outcomes)))
    }

    fn transaction(
        &mut self,
        all_or_none: bool,
        count: usize,
        mut one: impl FnMut(&mut Self, usize) -> Result<(Id, Option<bool>), ApiError>,
    ) -> Vec<Outcome> {
        let before = self.store.savepoint();
        let locked_every = self.locked_rows();
        let mut outcomes = Vec::with_capacity(count);
        for place in 0..count {
            let here = self.store.savepoint();
            let locked = locked_every.is_some_and(|every| (place + 1).is_multiple_of(every));
            let result = if locked { Err(locked_row()) } else { one(self, place) };
            if result.is_err() {
                self.store.roll_back(here);
            }
            outcomes.push(match result {
                Ok((id, created)) => Outcome { id: Some(id), created, error: None },
                Err(error) => Outcome { id: None, created: None, error: Some(error) },
            });
        }
        if all_or_none && outcomes.iter().any(|outcome| outcome.error.is_some()) {
            self.store.roll_back(before);
            for outcome in outcomes.iter_mut().filter(|outcome| outcome.error.is_none()) {
                outcome.error = Some(ApiError::row(
                    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                    "Record rolled back because not all records were valid and the request was using AllOrNone header",
                    &[],
                ));
            }
        }
        outcomes
    }
}

struct Outcome {
    id: Option<Id>,
    created: Option<bool>,
    error: Option<ApiError>,
}

fn listed(outcomes: &[Outcome]) -> Vec<u8> {
    let rows: Vec<Json> = outcomes
        .iter()
        .map(|outcome| {
            let mut row = Map::new();
            if let Some(id) = outcome.id {
                row.insert("id".into(), json!(id.to_string()));
            }
            row.insert("success".into(), json!(outcome.error.is_none()));
            let errors: Vec<Json> = outcome.error.iter().flat_map(ApiError::in_collection).collect();
            row.insert("errors".into(), Json::Array(errors));
            if let Some(created) = outcome.created.filter(|_| outcome.error.is_none()) {
                row.insert("created".into(), json!(created));
            }
            Json::Object(row)
        })
        .collect();
    Json::Array(rows).to_string().into_bytes()
}
