//! What a base keeps of values, and whether a value is still what it keeps.

use sha2::{Digest, Sha256};
use weftline_mapping::{same, same_jira};
use weftline_wire::document::{Base, Observed};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::merge::Change;

/// Bytes of a value's JSON that a base keeps whole; of longer ones it keeps a digest.
const WHOLE_MAX: usize = 512;

/// What a base keeps of a value, given as JSON text.
#[must_use]
pub fn observed(json: &str) -> Observed {
    if json.len() <= WHOLE_MAX {
        return Observed::Value { json: json.to_owned() };
    }
    Observed::Digest { sha256: digest(json), length: json.len() as u32 }
}

/// Whether a base keeps just this of the record.
#[must_use]
pub fn is_as_observed(base: &Base, value: &FieldValue) -> bool {
    base.salesforce == observed(&salesforce_json(value))
}

/// A value of Salesforce as JSON text. Whole numbers have no point, whichever way they came.
pub(crate) fn salesforce_json(value: &FieldValue) -> String {
    let json = json::to_string(value);
    match (value, json.strip_suffix(".0")) {
        (FieldValue::Number(_), Some(whole)) => whole.to_owned(),
        _ => json,
    }
}

/// A value of Salesforce as people read it; none when there is none.
pub(crate) fn salesforce_text(value: &FieldValue) -> Option<String> {
    match value {
        FieldValue::Null => None,
        FieldValue::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(salesforce_json(other)),
    }
}

/// Whether a field of the record has changed since.
pub(crate) fn changed_salesforce(describe: &FieldDescribe, base: &Observed, now: &FieldValue) -> Change {
    match base {
        Observed::Value { json } => match json::from_str::<FieldValue>(json) {
            Ok(then) => changed_if(!same(describe, &then, now)),
            Err(_) => Change::Unknown,
        },
        other => changed_text(other, &salesforce_json(now)),
    }
}

/// Whether a field of the issue has changed since.
pub(crate) fn changed_jira(base: &Observed, now: &str) -> Change {
    match base {
        Observed::Value { json } => changed_if(json != now && !same_jira(json, now)),
        other => changed_text(other, now),
    }
}

/// Whether a JSON text is another one.
pub(crate) fn changed_text(base: &Observed, now: &str) -> Change {
    match base {
        Observed::Unknown => Change::Unknown,
        Observed::Value { json } => changed_if(json != now),
        Observed::Digest { sha256, length } => changed_if(now.len() != *length as usize || digest(now) != *sha256),
    }
}

fn changed_if(changed: bool) -> Change {
    if changed { Change::Yes } else { Change::No }
}

/// SHA-256 in lower-case hexadecimal digits.
pub(crate) fn digest(json: &str) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    Sha256::digest(json).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
