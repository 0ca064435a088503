//! Dependent picklists: which values go with which values of the field that controls them.

use std::collections::BTreeMap;

use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe, PicklistValue};

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
