//! Values of picklists.

use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldValue, PicklistValue};

use crate::problem::{Code, error, warning};
use crate::reading::{Long, Reading, limited};

pub(crate) fn picklist(field: &FieldDescribe, text: &str) -> Reading {
    let text = text.trim();
    match picklist_value(field, text) {
        Ok(value) => Reading::of(FieldValue::Text(value.to_owned())),
        Err(problem) if problem.severity == Severity::Error => Reading::problem(problem),
        Err(problem) => {
            let mut reading = limited(field, text, Long::Refuse);
            if !reading.has_error() {
                reading.problems.push(problem);
            }
            reading
        }
    }
}

pub(crate) fn multi_picklist(field: &FieldDescribe, values: &[&str]) -> Reading {
    let mut taken: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for &value in values {
        if value.contains(';') {
            let text = format!("`{value}` contains `;`, which separates values");
            problems.push(error(Code::SeparatorInValue, &field.name, text, "map it to another value"));
            continue;
        }
        let value = match picklist_value(field, value) {
            Ok(value) => value,
            Err(problem) => {
                let open = problem.severity == Severity::Warning;
                problems.push(problem);
                if !open {
                    continue;
                }
                value
            }
        };
        if !taken.contains(&value) {
            taken.push(value);
        }
    }
    let value = if taken.is_empty() { FieldValue::Null } else { FieldValue::Text(taken.join(";")) };
    Reading { problems, ..Reading::of(value) }
}

/// The API value that is meant: by value, else by label, else the same without regard to case. A list that was not
/// read (describe's shards come apart) is not checked.
fn picklist_value<'a>(field: &'a FieldDescribe, text: &'a str) -> Result<&'a str, Problem> {
    let find = |matches: &dyn Fn(&PicklistValue) -> bool| {
        field.picklist_values.iter().find(|value| value.active && matches(value)).map(|value| value.value.as_str())
    };
    let found = find(&|value| value.value == text)
        .or_else(|| find(&|value| value.label == text))
        .or_else(|| find(&|value| value.value.eq_ignore_ascii_case(text) || value.label.eq_ignore_ascii_case(text)));
    match found {
        Some(value) => Ok(value),
        None if field.picklist_values.is_empty() => Ok(text),
        None if field.restricted_picklist => Err(error(
            Code::RestrictedPicklist,
            &field.name,
            format!("`{text}` is not a value of `{}`", field.label),
            "map it to one of the values, or add it in Salesforce",
        )),
        None => Err(warning(
            Code::NotInPicklist,
            &field.name,
            format!("`{text}` is not in the list of `{}`, which takes it all the same", field.label),
            "map it to one of the values, or add it in Salesforce",
        )),
    }
}
