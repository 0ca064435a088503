//! Checks a mapping against both schemas.

use std::collections::BTreeMap;

use weftline_wire::configuration::{Direction, Mapping, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, ObjectDescribe};

use crate::check::Check;
use crate::jira::JiraFields;
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::Reading;
use crate::target::is_required;
use crate::template::Part;

/// A mapping that was checked.
#[derive(Clone, Debug)]
pub struct Compiled<'a> {
    pub(crate) fields: Vec<CompiledField<'a>>,
    problems: Vec<Problem>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledField<'a> {
    pub(crate) describe: &'a FieldDescribe,
    pub(crate) direction: Direction,
    pub(crate) source: CompiledSource<'a>,
    /// What is taken when the source gives nothing.
    pub(crate) default: Option<Reading>,
}

#[derive(Clone, Debug)]
pub(crate) enum CompiledSource<'a> {
    Nothing,
    Direct(Place<'a>),
    ByValue { place: Place<'a>, values: &'a BTreeMap<String, String>, unmapped: Unmapped },
    Constant(Reading),
    Template(Vec<Part<'a>>),
}

/// Checks a mapping against what is known of Jira's fields and against the object's describe.
///
/// Everything found is reported, not only the first. A field with an error is left out of the result: the others
/// work.
#[must_use]
pub fn compile<'a>(mapping: &'a Mapping, jira: &JiraFields, object: &'a ObjectDescribe) -> Compiled<'a> {
    let mut compiled = Compiled { fields: Vec::new(), problems: Vec::new() };
    if !object.createable {
        compiled.problems.push(Problem {
            field: None,
            ..error(
                Code::ObjectNotCreatable,
                "",
                format!("the integration user may not create `{}`", object.name),
                "give the integration user the right to create it in Salesforce",
            )
        });
    }
    let mut seen: Vec<&str> = Vec::new();
    for field in &mapping.fields {
        let Some(describe) = object.fields.iter().find(|describe| describe.name == field.field) else {
            compiled.problems.push(error(
                Code::UnknownField,
                &field.field,
                format!("`{}` has no field `{}`, or the integration user may not see it", object.name, field.field),
                "check the field's name and its field-level security in Salesforce",
            ));
            continue;
        };
        if !insert(&mut seen, &field.field) {
            let text = format!("`{}` is mapped twice", field.field);
            compiled.problems.push(error(Code::DuplicateField, &field.field, text, "remove one of the two"));
            continue;
        }
        let mut check = Check { jira, field, describe, problems: Vec::new() };
        let source = check.source();
        let default = check.default();
        check.required();
        let failed = check.problems.iter().any(|problem| problem.severity == Severity::Error);
        compiled.problems.append(&mut check.problems);
        if let Some(source) = source.filter(|_| !failed) {
            compiled.fields.push(CompiledField { describe, direction: field.direction, source, default });
        }
    }
    for describe in
        object.fields.iter().filter(|describe| is_required(describe) && !seen.contains(&describe.name.as_str()))
    {
        compiled.problems.push(warning(
            Code::RequiredUnmapped,
            &describe.name,
            format!("`{}` is required and is not in the mapping: no record can be created", describe.label),
            "add the field to the mapping",
        ));
    }
    compiled
}

impl<'a> Compiled<'a> {
    /// What the check found, in the mapping's order. A field with an error is left out when the mapping is applied.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The ids of the Jira fields that have to be read, sorted, each once.
    #[must_use]
    pub fn jira_fields(&self) -> Vec<&'a str> {
        let mut ids = Vec::new();
        let mut add = |place: Place<'a>| {
            if let Place::Field(id) = place {
                insert(&mut ids, id);
            }
        };
        for field in &self.fields {
            match &field.source {
                CompiledSource::Nothing | CompiledSource::Constant(_) => {}
                CompiledSource::Direct(place) | CompiledSource::ByValue { place, .. } => add(*place),
                CompiledSource::Template(parts) => {
                    for part in parts {
                        if let Part::Field { place, .. } = part {
                            add(*place);
                        }
                    }
                }
            }
        }
        ids
    }
}

/// Keeps a list sorted and free of doubles. Says whether the item is new.
pub(crate) fn insert<T: Ord>(sorted: &mut Vec<T>, item: T) -> bool {
    match sorted.binary_search(&item) {
        Ok(_) => false,
        Err(at) => {
            sorted.insert(at, item);
            true
        }
    }
}
