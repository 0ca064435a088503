//! The first line: which column is which field, and what a row of them says about a record.
//!
//! <https://developer.salesforce.com/docs/platform/api-asynch/guide/relationship-fields-in-a-header-row-2-0.html>

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use super::job::{Job, Operation};
use crate::salesforce::error::ApiError;
use crate::salesforce::schema::field::Kind;
use crate::salesforce::schema::{FieldIndex, Object, Schema};

/// The most characters of the header.
const HEADER_MOST: usize = 32_000;
/// The most columns.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_common_limits.htm>
const COLUMNS_MOST: usize = 5_000;
/// The most characters of a field, and of a record.
const FIELD_MOST: usize = 131_072;
const RECORD_MOST: usize = 400_000;

/// A value by which a field is set to nothing; an empty one leaves it alone.
const NOTHING: &str = "#N/A";

/// A column.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// A field.
    Field {
        /// Its place.
        index: FieldIndex,
        /// Its name.
        name: String,
        /// Its type.
        kind: Kind,
    },
    /// A record that a lookup points to, by a key of its own: `Account.ExtId__c`.
    Lookup {
        /// The relationship's name.
        relationship: String,
        /// The object that is pointed to.
        object: String,
        /// The name of the key's field.
        key: String,
        /// The lookup's own name, for a key that is the id.
        field: String,
    },
}

/// Reads the header; a job whose header is wrong fails with this message.
pub(super) fn columns(
    schema: &Schema,
    object: &Object,
    job: &Job,
    names: &[Cow<'_, str>],
    visible: &dyn Fn(FieldIndex) -> bool,
) -> Result<Vec<Column>, String> {
    if names.iter().map(|name| name.chars().count() + 1).sum::<usize>() > HEADER_MOST || names.len() > COLUMNS_MOST {
        return Err("InvalidBatch : The header row is too long".to_owned());
    }
    let mut columns = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|other| other.eq_ignore_ascii_case(name)) {
            return Err(format!("InvalidBatch : Duplicate field name found : {name}"));
        }
        let column = column(schema, object, name, visible).ok_or_else(|| not_found(name))?;
        columns.push(column);
    }
    let has = |wanted: &str| {
        columns.iter().any(|column| matches!(column, Column::Field { name, .. } if name.eq_ignore_ascii_case(wanted)))
    };
    match (job.operation, &job.external_id) {
        (Operation::Update, _) if !has("Id") => Err(not_found("Id")),
        (Operation::Upsert, Some(field)) if !has(field) => Err(not_found(field)),
        (Operation::Delete | Operation::HardDelete, _) if !has("Id") || columns.len() > 1 => {
            Err("InvalidBatch : delete batch must contain only ids".to_owned())
        }
        _ => Ok(columns),
    }
}

fn not_found(name: &str) -> String {
    format!("InvalidBatch : Field name not found : {name}")
}

fn column(schema: &Schema, object: &Object, name: &str, visible: &dyn Fn(FieldIndex) -> bool) -> Option<Column> {
    if let Some((path, key)) = name.split_once('.') {
        let (kind, relationship) = match path.split_once(':') {
            Some((kind, relationship)) => (Some(kind), relationship),
            None => (None, path),
        };
        let lookup = object.field(object.relationship(relationship).filter(|index| visible(*index))?);
        let target = match (kind, lookup.reference_to.as_slice()) {
            (None, [only]) => only,
            // A lookup that may point to several objects is told which one it is, and no other is.
            (Some(kind), several) if several.len() > 1 => {
                several.iter().find(|target| target.eq_ignore_ascii_case(kind))?
            }
            _ => return None,
        };
        let parent = schema.find(target)?;
        let key = parent.field(parent.find(key)?);
        return (key.id_lookup || key.kind == Kind::Id).then(|| Column::Lookup {
            relationship: lookup.relationship_name.clone().unwrap_or_default(),
            object: target.clone(),
            key: key.name.clone(),
            field: lookup.name.clone(),
        });
    }
    let index = object.find(name).filter(|index| visible(*index))?;
    let field = object.field(index);
    Some(Column::Field { index, name: field.name.clone(), kind: field.kind })
}

/// What a row says, as the JSON that a collection's record would be. Empty values say nothing.
pub(super) fn record(columns: &[Column], values: &[Cow<'_, str>]) -> Result<Map<String, Json>, ApiError> {
    if values.len() != columns.len() {
        let message = format!("The row has {} columns and the header {}", values.len(), columns.len());
        return Err(ApiError::row("InvalidBatch", message, &[]));
    }
    let characters = |value: &Cow<'_, str>| if value.len() > FIELD_MOST { value.chars().count() } else { value.len() };
    if values.iter().any(|value| characters(value) > FIELD_MOST)
        || values.iter().map(characters).sum::<usize>() > RECORD_MOST
    {
        return Err(ApiError::row("InvalidBatch", "The record or one of its fields has too many characters", &[]));
    }
    let mut members = Map::new();
    for (column, value) in columns.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        match column {
            Column::Field { name, kind, .. } => members.insert(name.clone(), plain(*kind, value)),
            Column::Lookup { relationship, .. } if value == NOTHING => members.insert(relationship.clone(), Json::Null),
            Column::Lookup { key, field, .. } if key == "Id" => members.insert(field.clone(), json!(value)),
            Column::Lookup { relationship, object, key, .. } => {
                let mut named = Map::new();
                named.insert("attributes".into(), json!({ "type": object }));
                named.insert(key.clone(), json!(value));
                members.insert(relationship.clone(), Json::Object(named))
            }
        };
    }
    Ok(members)
}

fn plain(kind: Kind, value: &str) -> Json {
    match (kind, value) {
        (_, NOTHING) => Json::Null,
        (Kind::Boolean, "1") => Json::Bool(true),
        (Kind::Boolean, "0") => Json::Bool(false),
        (Kind::Date, text) => Json::String(text.strip_suffix('Z').unwrap_or(text).to_owned()),
        (_, text) => Json::String(text.to_owned()),
    }
}
