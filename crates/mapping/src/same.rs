//! Whether two values are the same to Salesforce or to Jira.

use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::jira_value::JiraValue;
use crate::target::Target;

/// Whether two values of a field are the same to Salesforce.
#[must_use]
pub fn same(describe: &FieldDescribe, a: &FieldValue, b: &FieldValue) -> bool {
    let empty = |value: &FieldValue| match value {
        FieldValue::Null => true,
        FieldValue::Boolean(value) => !value && Target::of(describe) == Target::Boolean,
        FieldValue::Text(text) => text.trim().is_empty(),
        FieldValue::Number(_) => false,
    };
    a == b || (empty(a) && empty(b))
}

/// Whether two values of a field, as JSON text, are the same to Jira: what Jira sends and what it takes are written
/// differently, and mean the same.
#[must_use]
pub fn same_jira(a: &str, b: &str) -> bool {
    JiraValue::read(a).text() == JiraValue::read(b).text()
}

/// What empties a field: a checkbox is never empty, it is false.
#[must_use]
pub fn cleared(describe: &FieldDescribe) -> FieldValue {
    if Target::of(describe) == Target::Boolean { FieldValue::Boolean(false) } else { FieldValue::Null }
}
