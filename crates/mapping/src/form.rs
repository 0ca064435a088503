//! Reads what a person sent from a form.

use std::collections::BTreeMap;

use weftline_wire::configuration::Mapping;
use weftline_wire::failure::Problem;
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

use crate::dependent;
use crate::number::Decimal;
use crate::problem::{Code, error, warning};
use crate::reading::{Context, Long, Reading, edited, read};
use crate::target::{Target, is_required};
use crate::zone::Clock;

/// Reads what the page sent, as the object's fields ask: the values with their final types, and what is wrong.
/// A value with an error is not among the values. A rich text field takes HTML, made safe.
///
/// Refused are fields that the form does not have, fields that people may only look at (whatever the value), required
/// fields sent empty, text that is too long (it is never cut: the person who typed it can), values that do not go with
/// the controlling value that was sent, and what cannot be read.
#[must_use]
pub fn check_form_values(
    object: &ObjectDescribe,
    mapping: &Mapping,
    values: &BTreeMap<String, FieldValue>,
) -> (BTreeMap<String, FieldValue>, Vec<Problem>) {
    let mut taken = BTreeMap::new();
    let mut problems = Vec::new();
    let context = Context { types: &object.record_type_infos, clock: Clock::named(None), traced: true, images: &[] };
    for (name, value) in values {
        match writable(object, mapping, name) {
            Err(problem) => problems.push(problem),
            Ok(describe) => {
                let reading = check(context, describe, value);
                if !reading.has_error() {
                    taken.insert(name.clone(), reading.value);
                }
                problems.extend(reading.problems);
            }
        }
    }
    for problem in dependent::problems(object, &taken) {
        if let Some(field) = &problem.field {
            taken.remove(field);
        }
        problems.push(problem);
    }
    (taken, problems)
}

fn writable<'o>(object: &'o ObjectDescribe, mapping: &Mapping, name: &str) -> Result<&'o FieldDescribe, Problem> {
    let Some(mapped) = mapping.fields.iter().find(|field| field.field == name) else {
        let text = format!("the form has no field `{name}`");
        return Err(error(Code::NotInForm, name, text, "open the form again: the mapping may have changed"));
    };
    let Some(describe) = object.fields.iter().find(|describe| describe.name == name) else {
        let text = format!("`{}` has no field `{name}`, or the integration user may not see it", object.name);
        return Err(error(Code::UnknownField, name, text, "open the form again"));
    };
    if mapped.read_only {
        let text = format!("`{}` may only be looked at", describe.label);
        return Err(error(Code::ReadOnly, name, text, "leave it as it is"));
    }
    if !describe.createable {
        let text = format!("`{}` cannot be set when a record is created", describe.label);
        return Err(error(Code::FieldNotCreatable, name, text, "leave it empty"));
    }
    Ok(describe)
}

fn check(context: Context<'_>, describe: &FieldDescribe, value: &FieldValue) -> Reading {
    let mut reading = match value {
        FieldValue::Null => Reading::nothing(),
        FieldValue::Boolean(value) if Target::of(describe) == Target::Boolean => {
            Reading::of(FieldValue::Boolean(*value))
        }
        FieldValue::Boolean(value) => read(context, describe, if *value { "true" } else { "false" }, Long::Refuse),
        FieldValue::Number(number) => match Decimal::of(*number) {
            Some(number) => read(context, describe, &number.text(), Long::Refuse),
            None => Reading::nothing(),
        },
        FieldValue::Text(html) if Target::of(describe) == Target::Html => edited(describe, html),
        FieldValue::Text(text) => read(context, describe, text, Long::Refuse),
    };
    if reading.is_nothing() && reading.problems.is_empty() && is_required(describe) {
        return Reading::problem(required_missing(describe));
    }
    for loss in reading.losses.drain(..) {
        let text = format!("`{}`: {loss}", describe.label);
        reading.problems.push(warning(Code::Lossy, &describe.name, text, ""));
    }
    reading
}

/// The problem of a required field that has no value.
#[must_use]
pub fn required_missing(describe: &FieldDescribe) -> Problem {
    error(Code::RequiredMissing, &describe.name, format!("`{}` is required", describe.label), "fill it in")
}
