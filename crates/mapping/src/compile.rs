//! Checks a mapping against both schemas.

use std::collections::BTreeMap;

use weftline_wire::configuration::{Direction, FeedPolicy, FieldMapping, FilePolicy, Mapping, Part, Source, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

use crate::check::Check;
use crate::jira::JiraFields;
use crate::kind::Kind;
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Context, Reading};
use crate::target::is_required;
use crate::template::Piece;
use crate::zone::Clock;

/// A mapping that was checked.
#[derive(Clone, Debug)]
pub struct Compiled<'a> {
    pub(crate) object: &'a ObjectDescribe,
    /// The time zone that has to be asked for; none for UTC.
    pub(crate) zone: Option<&'a str>,
    pub(crate) fields: Vec<CompiledField<'a>>,
    /// The places that values come from, each once, and where a field is in [`Compiled::jira_fields`].
    pub(crate) places: Vec<(Place<'a>, usize)>,
    problems: Vec<Problem>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledField<'a> {
    pub(crate) describe: &'a FieldDescribe,
    /// Where its value comes from; none for a field that Salesforce computes.
    pub(crate) source: Option<CompiledSource<'a>>,
    /// Where in [`Compiled::places`] what the source reads is, in its order.
    pub(crate) slots: Vec<usize>,
    /// How its value goes to Jira, if it does.
    pub(crate) back: Option<CompiledBack<'a>>,
    /// What is taken when the source gives nothing, and the text it was read from.
    pub(crate) default: Option<(&'a str, Reading)>,
}

#[derive(Clone, Debug)]
pub(crate) enum CompiledSource<'a> {
    Nothing,
    Direct { place: Place<'a>, part: Part, kind: Kind },
    ByValue { place: Place<'a>, part: Part, values: &'a BTreeMap<String, String>, unmapped: Unmapped },
    Lookup { place: Place<'a>, object: &'a str, by: &'a str },
    Constant { text: &'a str, reading: Reading },
    Template(Vec<Piece<'a>>),
}

/// How a record's value goes to Jira.
#[derive(Clone, Debug)]
pub(crate) struct CompiledBack<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) kind: Kind,
    pub(crate) part: Part,
    pub(crate) how: BackHow<'a>,
    pub(crate) reads: Reads,
}

#[derive(Clone, Debug)]
pub(crate) enum BackHow<'a> {
    /// As it is.
    Direct,
    /// By a value map.
    ByValue {
        /// The Jira values by Salesforce value.
        inverse: Vec<(FieldValue, &'a str)>,
        /// The map towards Salesforce: what the issue has stays if it becomes the record's value.
        values: &'a BTreeMap<String, String>,
        unmapped: Unmapped,
    },
}

/// What of a record is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// The field.
    Field,
    /// This path, which leads to the record that the field points to.
    Related(String),
}

/// Checks a mapping against what is known of Jira's fields and against the object's describe.
///
/// Everything found is reported, not only the first. A field with an error is left out of the result: the others
/// work.
#[must_use]
pub fn compile<'a>(mapping: &'a Mapping, jira: &JiraFields, object: &'a ObjectDescribe) -> Compiled<'a> {
    let zone = mapping.time_zone.as_deref().filter(|zone| *zone != "UTC");
    let mut compiled = Compiled { object, zone, fields: Vec::new(), places: Vec::new(), problems: Vec::new() };
    let context = Context { types: &object.record_type_infos, clock: Clock::named(zone), traced: true, images: &[] };
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
        let mut check = Check { jira, context, field, describe, problems: Vec::new() };
        let source = match field.direction {
            // People fill it in the form, if anybody does.
            Direction::ToJira => describe.createable.then_some(CompiledSource::Nothing),
            Direction::Creation | Direction::ToSalesforce | Direction::Both => check.source(),
        };
        let back = match field.direction {
            Direction::ToJira | Direction::Both => check.back(),
            Direction::Creation | Direction::ToSalesforce => None,
        };
        let default = check.default();
        check.required();
        let failed = check.problems.iter().any(|problem| problem.severity == Severity::Error);
        compiled.problems.append(&mut check.problems);
        if !failed {
            let default = field.default.as_deref().zip(default);
            compiled.fields.push(CompiledField { describe, source, slots: Vec::new(), back, default });
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
    compiled.find_places();
    compiled
}

/// Whether a field's values arrive whole, going this way: whatever arrives at all.
#[must_use]
pub fn lossless(field: &FieldMapping, jira: &JiraFields, object: &ObjectDescribe, way: Way) -> bool {
    // A value map says what it says: other values are lost unless they are refused.
    if let Source::Picklist { values, unmapped, .. } = &field.source {
        let doubled = |(at, value): (usize, &String)| values.values().take(at).any(|before| before == value);
        if *unmapped != Unmapped::Report || values.values().enumerate().any(doubled) {
            return false;
        }
    }
    let direction = match way {
        Way::ToSalesforce => Direction::Creation,
        Way::ToJira => Direction::ToJira,
    };
    let field = FieldMapping { direction, ..field.clone() };
    let mapping = Mapping {
        object: object.name.clone(),
        fields: vec![field],
        assignment_rules: false,
        time_zone: None,
        related: Vec::new(),
        to_salesforce_when: None,
        to_jira_when: None,
        files: FilePolicy::default(),
        feed: FeedPolicy::default(),
    };
    let compiled = compile(&mapping, jira, object);
    let lossy = [Code::Lossy, Code::LossyToJira, Code::AmbiguousBack].map(Code::name);
    let left = |problem: &Problem| problem.severity == Severity::Error || lossy.contains(&problem.code.as_str());
    !compiled.fields.is_empty() && !compiled.problems.iter().any(left)
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
            field.source.iter().for_each(|source| source.places(&mut add));
            if let Some(back) = &field.back {
                add(back.place);
            }
        }
        ids
    }

    fn find_places(&mut self) {
        let ids = self.jira_fields();
        let places = &mut self.places;
        for field in &mut self.fields {
            let Some(source) = &field.source else { continue };
            source.places(&mut |place| {
                let known = places.iter().position(|(known, _)| *known == place);
                field.slots.push(known.unwrap_or(places.len()));
                if known.is_none() {
                    places.push((place, ids.binary_search(&place.name()).unwrap_or(ids.len())));
                }
            });
        }
    }
}

impl<'a> CompiledSource<'a> {
    /// The places that it reads, in its order.
    fn places(&self, add: &mut dyn FnMut(Place<'a>)) {
        match self {
            CompiledSource::Nothing | CompiledSource::Constant { .. } => {}
            CompiledSource::Direct { place, .. }
            | CompiledSource::ByValue { place, .. }
            | CompiledSource::Lookup { place, .. } => add(*place),
            CompiledSource::Template(pieces) => {
                for piece in pieces {
                    if let Piece::Field { place, .. } = piece {
                        add(*place);
                    }
                }
            }
        }
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
