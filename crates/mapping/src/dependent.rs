//! Dependent picklists: which values go with which values of the field that controls them.

use std::collections::BTreeMap;

use weftline_wire::failure::Problem;
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, ObjectDescribe, PicklistValue};

use crate::problem::{Code, error};

/// On which field a dependent picklist depends, and which of its values go with which value of that field (`true` and
/// `false` of a checkbox). None for a field that depends on none, or on one that the describe does not show.
#[must_use]
pub fn dependents(object: &ObjectDescribe, field: &str) -> Option<(String, BTreeMap<String, Vec<String>>)> {
    let describe = named(object, field)?;
    let controller = controller(object, describe)?;
    let mut values = BTreeMap::new();
    for (at, value) in controlling_values(controller).into_iter().enumerate() {
        let goes = |dependent: &&PicklistValue| dependent.active && goes_with(dependent, at);
        let with = describe.picklist_values.iter().filter(goes).map(|value| value.value.clone()).collect();
        values.insert(value.to_owned(), with);
    }
    Some((controller.name.clone(), values))
}

/// Which values do not go with the value of their controlling field. A controlling field that is not among the values
/// may be filled by others; one that is there and empty goes with nothing.
#[must_use]
pub fn problems(object: &ObjectDescribe, values: &BTreeMap<String, FieldValue>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in values {
        let FieldValue::Text(text) = value else { continue };
        let Some(describe) = named(object, name) else { continue };
        let Some(controller) = controller(object, describe) else { continue };
        let Some(controlling) = values.get(&controller.name) else { continue };
        let controlling = match controlling {
            FieldValue::Text(controlling) => controlling.as_str(),
            FieldValue::Boolean(true) => "true",
            FieldValue::Boolean(false) => "false",
            FieldValue::Number(_) | FieldValue::Null => "",
        };
        let at = controlling_values(controller).iter().position(|value| *value == controlling);
        // An open list takes what is not in it, and nothing is said of that.
        let stray = |item: &&str| {
            let known = describe.picklist_values.iter().find(|known| known.value == *item);
            known.is_some_and(|known| !at.is_some_and(|at| goes_with(known, at)))
        };
        if !controlling.is_empty() && at.is_none() {
            continue;
        }
        if let Some(item) = text.split(';').find(stray) {
            let with = if controlling.is_empty() { "no value" } else { controlling };
            let text = format!("`{item}` of `{}` does not go with `{with}` of `{}`", describe.label, controller.label);
            problems.push(error(Code::DependentValue, name, text, "choose a value that goes with it"));
        }
    }
    problems
}

/// The field that controls a dependent picklist.
pub(crate) fn controller<'o>(object: &'o ObjectDescribe, describe: &FieldDescribe) -> Option<&'o FieldDescribe> {
    if !describe.dependent_picklist {
        return None;
    }
    named(object, describe.controller_name.as_deref()?)
}

/// The values of a controlling field, in the order in which bits count them: inactive ones too.
pub(crate) fn controlling_values(controller: &FieldDescribe) -> Vec<&str> {
    if controller.field_type == FieldType::Boolean {
        return vec!["false", "true"];
    }
    controller.picklist_values.iter().map(|value| value.value.as_str()).collect()
}

/// Whether a value goes with the controlling field's value at this position.
pub(crate) fn goes_with(value: &PicklistValue, at: usize) -> bool {
    let Some(bitmap) = value.valid_for.as_deref() else {
        return false;
    };
    // Each character of Base64 holds six bits, the most significant one first.
    let sextet = bitmap.as_bytes().get(at / 6).and_then(|byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    });
    sextet.is_some_and(|sextet| sextet >> (5 - at % 6) & 1 == 1)
}

fn named<'o>(object: &'o ObjectDescribe, name: &str) -> Option<&'o FieldDescribe> {
    object.fields.iter().find(|field| field.name == name)
}
