//! What was changed and what was deleted in a period.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::schema::Object;
use super::value::{instant_text, parse_instant};
use super::write::Context;
use serde_json::{Value as Json, json};

impl Org {
    pub(super) fn updated(&self, context: &Context, call: &Call<'_>, object: &Object) -> Result<Reply, ApiError> {
        let (start, end) = period(context, call, object)?;
        let stamp = object.system.modstamp.ok_or_else(ApiError::not_found)?;
        let table = self.store.table(object.index);
        let rows = table.between(stamp, start, end - 1).into_iter().filter_map(|slot| table.at(slot));
        let living = rows.filter(|row| self.view().is_of(object, row) && !self.view().is_deleted(object, row));
        let ids: Vec<String> = living.filter_map(|row| row.id().map(|id| id.to_string())).collect();
        Ok(Reply::json(200, &json!({ "ids": ids, "latestDateCovered": covered(context, end) })))
    }

    pub(super) fn deleted(&self, context: &Context, call: &Call<'_>, object: &Object) -> Result<Reply, ApiError> {
        let (start, end) = period(context, call, object)?;
        let stamp = object.system.modstamp.ok_or_else(ApiError::not_found)?;
        let table = self.store.table(object.index);
        let rows = table.between(stamp, start, end - 1).into_iter().filter_map(|slot| table.at(slot));
        let gone = rows.filter(|row| self.view().is_of(object, row) && self.view().is_deleted(object, row));
        let records: Vec<Json> = gone
            .map(|row| {
                let at = row.get(stamp).as_seconds().unwrap_or(0);
                json!({ "id": row.id().map(|id| id.to_string()), "deletedDate": instant_text(at) })
            })
            .collect();
        let earliest = instant_text(context.now - 15 * 86_400);
        let latest = covered(context, end);
        let body = json!({ "deletedRecords": records, "earliestDateAvailable": earliest, "latestDateCovered": latest });
        Ok(Reply::json(200, &body))
    }
}

/// The period of `updated` and `deleted`: at most thirty days back, the start before the end.
fn period(context: &Context, call: &Call<'_>, object: &Object) -> Result<(i64, i64), ApiError> {
    if call.method != "GET" {
        return Err(ApiError::method(&call.method, "HEAD,GET"));
    }
    if !object.abilities.replicateable {
        let message = format!("object {} is not replicable", object.name);
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    let date = |name: &str| {
        let text = call.parameter(name).unwrap_or_default();
        // A plus that was not escaped arrives as a blank.
        parse_instant(&text.replace(' ', "+")).ok_or_else(|| {
            ApiError::new(400, "INVALID_REPLICATION_DATE", format!("invalid date for parameter {name}: {text}"))
        })
    };
    let minute = |seconds: i64| seconds - seconds.rem_euclid(60);
    let (start, end) = (minute(date("start")?), minute(date("end")?));
    if start >= end {
        let message = "startDate must be less than endDate, and at least one minute apart";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    if start < context.now - 30 * 86_400 - 60 {
        let message = "startDate before org replication enabled date or more than 30 days ago";
        return Err(ApiError::new(400, "INVALID_REPLICATION_DATE", message));
    }
    Ok((start, end))
}

/// Up to when an answer is complete: the end asked for, or the last whole minute.
fn covered(context: &Context, end: i64) -> String {
    instant_text(end.min(context.now - context.now.rem_euclid(60)))
}
