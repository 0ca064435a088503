//! From a request's JSON to the values that a record is to take, with the refusals that Salesforce gives on the way.

use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::rich_text;
use super::rights;
use super::schema::field::{Field, Kind, Source};
use super::schema::{FieldIndex, Object};
use super::value::{Value, parse_date, parse_instant_lenient, parse_time};
use base64::Engine;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// What the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new record.
    Create,
    /// A change of a record.
    Update,
}

/// The values that a record is to take.
pub(crate) type Draft = Vec<(FieldIndex, Value)>;

/// Reads the members of a record's JSON. Refused are: names that the object does not have or that the user may not
/// see, values of another JSON type, fields that may not be set, and values that the field cannot hold.
pub(crate) fn read(
    view: View<'_>,
    object: &Object,
    members: &Map<String, Json>,
    purpose: Purpose,
    access: &dyn Fn(&Object, &Field) -> (bool, bool),
) -> Result<Draft, ApiError> {
    let mut draft = Vec::with_capacity(members.len());
    let mut refused = Vec::new();
    for (name, json) in members {
        if name == "attributes" {
            continue;
        }
        let Some(index) = object.find(name).filter(|index| access(object, object.field(*index)).0) else {
            match object.relationship(name) {
                Some(lookup) => {
                    draft.push((lookup, by_external_id(view, object.field(lookup), json)?));
                    continue;
                }
                None => return Err(no_such_column(object, name)),
            }
        };
        let field = object.field(index);
        if field.kind == Kind::Id {
            let message = "The Id field should not be specified in the sobject data.";
            return Err(ApiError::new(400, "INVALID_FIELD", message));
        }
        let settable = match purpose {
            Purpose::Create => field.createable,
            Purpose::Update => field.updateable,
        };
        let kept = matches!(field.source, Source::Stored | Source::LinkedDocuments);
        if !settable || !kept || !access(object, field).1 {
            refused.push(field.name.clone());
            continue;
        }
        let value = convert(field, json)?;
        draft.push((index, value));
    }
    if !refused.is_empty() {
        let message = format!(
            "Unable to create/update fields: {}. Please check the security settings of this field and verify that it \
             is read/write for your profile or permission set.",
            refused.join(", ")
        );
        let fields: Vec<&str> = refused.iter().map(String::as_str).collect();
        return Err(ApiError::row("INVALID_FIELD_FOR_INSERT_UPDATE", message, &fields));
    }
    for (index, value) in &draft {
        check(view, object.field(*index), value)?;
    }
    if purpose == Purpose::Update {
        let emptied = draft.iter().map(|(index, value)| (object.field(*index), value));
        let missing: Vec<&str> = emptied
            .filter(|(field, value)| value.is_null() && !field.nillable)
            .map(|(field, _)| field.name.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(required_missing(&missing));
        }
    }
    Ok(draft)
}

/// 400: the object has no such field, or hides it.
pub(crate) fn no_such_column(object: &Object, name: &str) -> ApiError {
    let message = format!("No such column '{name}' on sobject of type {}", object.name);
    ApiError::new(400, "INVALID_FIELD", message)
}

/// 400: fields that must have a value lack one.
pub(crate) fn required_missing(fields: &[&str]) -> ApiError {
    let message = format!("Required fields are missing: [{}]", fields.join(", "));
    ApiError::row("REQUIRED_FIELD_MISSING", message, fields)
}

fn by_external_id(view: View<'_>, lookup: &Field, json: &Json) -> Result<Value, ApiError> {
    let members = match json {
        Json::Null => return Ok(Value::Null),
        Json::Object(members) => members,
        _ => {
            return Err(ApiError::json("Unexpected value for a relationship; an object was expected"));
        }
    };
    let named = members.get("attributes").and_then(|attributes| attributes.get("type")).and_then(Json::as_str);
    let target = named.or_else(|| lookup.reference_to.first().map(String::as_str)).unwrap_or_default();
    let Some(object) = view.schema.find(target) else {
        return Err(ApiError::new(400, "INVALID_TYPE", format!("sObject type '{target}' is not supported.")));
    };
    let mut keys = members.iter().filter(|(name, _)| *name != "attributes");
    let (Some((name, json)), None) = (keys.next(), keys.next()) else {
        let message = "More than 1 field provided in an external foreign key reference in entity: ";
        return Err(ApiError::new(400, "INVALID_FIELD", format!("{message}{}", object.name)));
    };
    let key = object.find(name).filter(|index| object.field(*index).id_lookup);
    let Some(index) = key else {
        let message = format!("Foreign key external ID field '{name}' is not an external ID in entity {}", object.name);
        return Err(ApiError::new(400, "INVALID_FIELD", message));
    };
    let wanted = convert(object.field(index), json)?;
    let table = view.store.table(object.index);
    let found = table.with(index, &wanted).into_iter().filter_map(|slot| table.at(slot));
    let mut found = found.filter(|row| !view.is_deleted(object, row));
    match found.next().and_then(super::store::Row::id) {
        Some(id) => Ok(Value::Id(id)),
        None => {
            let shown = wanted.display().to_lowercase();
            let field = &object.field(index).name;
            let message =
                format!("Foreign key external ID: {shown} not found for field {field} in entity {}", object.name);
            Err(ApiError::row("INVALID_FIELD", message, &[]))
        }
    }
}

/// Turns a JSON value into what the field keeps.
pub(crate) fn convert(field: &Field, json: &Json) -> Result<Value, ApiError> {
    let value = match (field.kind, json) {
        (Kind::Junction, Json::Null) => Value::Compound("[]".into()),
        (Kind::Junction, Json::Array(list)) => junction(field, list)?,
        (_, Json::Null) => Value::Null,
        (_, Json::String(text)) if text.trim().is_empty() && field.kind != Kind::Boolean => Value::Null,
        (Kind::Boolean, Json::Bool(flag)) => Value::Bool(*flag),
        (Kind::Boolean, Json::String(text)) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        (Kind::Boolean, Json::String(text)) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        (Kind::Int, json) => {
            let number = json.as_i64().or_else(|| json.as_str()?.trim().parse().ok());
            let whole = || json.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64);
            Value::Int(number.or_else(whole).ok_or_else(|| cannot(field, json))?)
        }
        (Kind::Double | Kind::Currency | Kind::Percent, json) => {
            let number = json.as_f64().or_else(|| json.as_str()?.trim().parse().ok());
            Value::Double(number.filter(|number: &f64| number.is_finite()).ok_or_else(|| cannot(field, json))?)
        }
        (Kind::Date, Json::String(text)) => Value::Date(parse_date(text.trim()).ok_or_else(|| cannot(field, json))?),
        (Kind::DateTime, Json::String(text)) => {
            Value::DateTime(parse_instant_lenient(text.trim()).ok_or_else(|| cannot(field, json))?)
        }
        (Kind::Time, Json::String(text)) => Value::Time(parse_time(text.trim()).ok_or_else(|| cannot(field, json))?),
        (Kind::Reference | Kind::Id, Json::String(text)) => match Id::parse(text.trim()) {
            Some(id) => Value::Id(id),
            None => return Err(wrong_id(field, text)),
        },
        (Kind::Base64, Json::String(text)) => {
            let plain: String = text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
            let bytes = base64::engine::general_purpose::STANDARD.decode(plain).map_err(|_| cannot(field, json))?;
            Value::Bytes(bytes.into_boxed_slice())
        }
        (kind, Json::String(text)) if kind.is_text() => Value::text(text.trim_matches([' ', '\t', '\n', '\r'])),
        (kind, Json::Number(number)) if kind.is_text() => Value::text(number.to_string()),
        (kind, Json::Bool(flag)) if kind.is_text() => Value::text(flag.to_string()),
        (_, json) => return Err(cannot(field, json)),
    };
    Ok(match value {
        Value::Null if field.kind == Kind::Boolean => Value::Bool(false),
        Value::Double(number) => Value::Double(rounded(number, field.scale)),
        value => value,
    })
}

/// A list of ids.
fn junction(field: &Field, list: &[Json]) -> Result<Value, ApiError> {
    let mut ids = Vec::with_capacity(list.len());
    for one in list {
        let text = one.as_str().ok_or_else(|| cannot(field, one))?;
        ids.push(Id::parse(text).ok_or_else(|| wrong_id(field, text))?.to_string());
    }
    Ok(Value::Compound(Json::from(ids).to_string().into_boxed_str()))
}

/// The ids of such a list.
pub(crate) fn junction_ids(value: &Value) -> Option<Vec<Id>> {
    let Value::Compound(text) = value else { return None };
    let list: Vec<String> = serde_json::from_str(text).ok()?;
    Some(list.iter().filter_map(|id| Id::parse(id)).collect())
}

/// Salesforce rounds half up to the field's decimals when it saves.
fn rounded(number: f64, scale: u32) -> f64 {
    let factor = 10f64.powi(i32::try_from(scale).unwrap_or(0));
    let scaled = number * factor;
    if scaled.is_finite() { scaled.round() / factor } else { number }
}

fn cannot(field: &Field, json: &Json) -> ApiError {
    let token = match json {
        Json::String(_) => "VALUE_STRING",
        Json::Number(number) if number.is_i64() => "VALUE_NUMBER_INT",
        Json::Number(_) => "VALUE_NUMBER_FLOAT",
        Json::Bool(true) => "VALUE_TRUE",
        Json::Bool(false) => "VALUE_FALSE",
        Json::Array(_) => "START_ARRAY",
        Json::Object(_) => "START_OBJECT",
        Json::Null => "VALUE_NULL",
    };
    let shown = match json {
        Json::String(text) => text.clone(),
        Json::Array(_) => "[".to_owned(),
        Json::Object(_) => "{".to_owned(),
        other => other.to_string(),
    };
    let kind = field.kind.name();
    let message = format!(
        "Cannot deserialize instance of {kind} from {token} value {shown} or request may be missing a required field"
    );
    ApiError::json(message)
}

fn wrong_id(field: &Field, text: &str) -> ApiError {
    let message = format!("{}: id value of incorrect type: {text}", field.label);
    ApiError::row("MALFORMED_ID", message, &[&field.name])
}

fn check(view: View<'_>, field: &Field, value: &Value) -> Result<(), ApiError> {
    let refuse = |code, message: String| Err(ApiError::row(code, message, &[&field.name]));
    match value {
        Value::Compound(_) if field.kind == Kind::Junction => {
            let one = |id: &Id| check_reference(view, field, *id, &Value::Id(*id));
            junction_ids(value).iter().flatten().try_for_each(one)
        }
        Value::Text(text) => {
            let measured = if field.html { rich_text::measured(text) } else { Cow::Borrowed(&**text) };
            let too_long =
                measured.chars().count() > field.length as usize || measured.len() > field.byte_length as usize;
            if too_long {
                let message = format!("{}: data value too large: {text} (max length={})", field.label, field.length);
                return refuse("STRING_TOO_LONG", message);
            }
            check_text(field, text)
        }
        Value::Int(number) if i32::try_from(*number).is_err() => refuse(
            "NUMBER_OUTSIDE_VALID_RANGE",
            format!("{}: value outside of valid range on numeric field: {number}", field.label),
        ),
        Value::Double(number) => {
            let whole_digits = i32::try_from(field.precision.saturating_sub(field.scale)).unwrap_or(18);
            if field.precision > 0 && number.abs() >= 10f64.powi(whole_digits) {
                let message = format!("{}: value outside of valid range on numeric field: {number}", field.label);
                return refuse("NUMBER_OUTSIDE_VALID_RANGE", message);
            }
            Ok(())
        }
        Value::Date(_) | Value::DateTime(_) => {
            let year = 365 * 86_400 + 86_400 / 4;
            let seconds = value.as_seconds().unwrap_or(0);
            if !(-270 * year..=2030 * year).contains(&seconds) {
                let message = format!("{}: invalid date: {}", field.label, value.display());
                return refuse("NUMBER_OUTSIDE_VALID_RANGE", message);
            }
            Ok(())
        }
        Value::Id(id) if field.kind == Kind::Reference => check_reference(view, field, *id, value),
        _ => Ok(()),
    }
}

fn check_reference(view: View<'_>, field: &Field, id: Id, value: &Value) -> Result<(), ApiError> {
    let refuse = |code, message: &str| Err(ApiError::row(code, message, &[&field.name]));
    let target = view.schema.by_prefix(id.prefix());
    if !target.is_some_and(|target| field.reference_to.contains(&target.name)) {
        return Err(wrong_id(field, &id.to_string()));
    }
    match view.follow(value) {
        Some((target, row)) if view.is_deleted(target, row) => refuse("ENTITY_IS_DELETED", "entity is deleted"),
        Some((target, row)) if view.is_hidden(target, row) => Err(rights::no_access()),
        Some(_) => Ok(()),
        None => refuse("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
    }
}

fn check_text(field: &Field, text: &str) -> Result<(), ApiError> {
    match field.kind {
        Kind::Email if !is_email(text) => {
            let message = format!("{}: invalid email address: {text}", field.label);
            Err(ApiError::row("INVALID_EMAIL_ADDRESS", message, &[&field.name]))
        }
        Kind::Picklist if field.restricted && !field.pick(text).is_some_and(|pick| pick.active) => {
            Err(bad_value(field, text))
        }
        Kind::MultiPicklist => {
            let unknown = text.split(';').find(|part| field.pick(part.trim()).is_none());
            match unknown {
                Some(part) if field.restricted => Err(bad_value(field, part)),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// 400: a restricted picklist does not have this value.
pub(crate) fn bad_value(field: &Field, value: &str) -> ApiError {
    let message = format!("{}: bad value for restricted picklist field: {value}", field.label);
    ApiError::row("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, &[&field.name])
}

fn is_email(text: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || "!#$%&'*/=?^_+-`{|}~.".contains(character);
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && local.chars().all(allowed)
                && domain.contains('.')
                && domain.split('.').all(|label| {
                    !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
                })
        }
        None => false,
    }
}
