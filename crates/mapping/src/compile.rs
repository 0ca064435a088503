//! Checks a mapping against both schemas.

use weftline_wire::configuration::{FieldMapping, Mapping, Source, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, ObjectDescribe};

use std::collections::BTreeMap;

use crate::jira::JiraFields;
use crate::kind::Kind;
use crate::pair::{self, Pair};
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Long, Reading, read};
use crate::target::{Target, is_required};
use crate::template::{self, Part};

/// A mapping that was checked.
#[derive(Clone, Debug)]
pub struct Compiled<'a> {
    pub(crate) fields: Vec<CompiledField<'a>>,
    problems: Vec<Problem>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledField<'a> {
    pub(crate) describe: &'a FieldDescribe,
    pub(crate) source: CompiledSource<'a>,
    /// What is taken when the source gives nothing.
    pub(crate) default: Option<Reading>,
}

#[derive(Clone, Debug)]
pub(crate) enum CompiledSource<'a> {
    Nothing,
    Direct(Place<'a>),
    ByValue {
        place: Place<'a>,
        values: &'a BTreeMap<String, String>,
        unmapped: Unmapped,
    },
    Constant(Reading),
    Template(Vec<Part<'a>>),
}

/// Checks a mapping against what is known of Jira's fields and against the object's describe.
///
/// Everything found is reported, not only the first. A field with an error is left out of the result: the others
/// work.
#[must_use]
pub fn compile<'a>(mapping: &'a Mapping, jira: &JiraFields, object: &'a ObjectDescribe) -> Compiled<'a> {
    let mut compiled = Compiled {
        fields: Vec::new(),
        problems: Vec::new(),
    };
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
                format!(
                    "`{}` has no field `{}`, or the integration user may not see it",
                    object.name, field.field
                ),
                "check the field's name and its field-level security in Salesforce",
            ));
            continue;
        };
        if !insert(&mut seen, &field.field) {
            let text = format!("`{}` is mapped twice", field.field);
            compiled
                .problems
                .push(error(Code::DuplicateField, &field.field, text, "remove one of the two"));
            continue;
        }
        let mut check = Check {
            jira,
            field,
            describe,
            problems: Vec::new(),
        };
        let source = check.source();
        let default = check.default();
        check.required();
        let failed = check.problems.iter().any(|problem| problem.severity == Severity::Error);
        compiled.problems.append(&mut check.problems);
        if let Some(source) = source.filter(|_| !failed) {
            compiled.fields.push(CompiledField {
                describe,
                source,
                default,
            });
        }
    }
    for describe in object
        .fields
        .iter()
        .filter(|describe| is_required(describe) && !seen.contains(&describe.name.as_str()))
    {
        compiled.problems.push(warning(
            Code::RequiredUnmapped,
            &describe.name,
            format!(
                "`{}` is required and is not in the mapping: no record can be created",
                describe.label
            ),
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

/// The check of one field.
struct Check<'a, 'j> {
    jira: &'j JiraFields,
    field: &'a FieldMapping,
    describe: &'a FieldDescribe,
    problems: Vec<Problem>,
}

impl<'a> Check<'a, '_> {
    fn source(&mut self) -> Option<CompiledSource<'a>> {
        if !self.describe.createable {
            self.error(
                Code::FieldNotCreatable,
                format!("`{}` cannot be set when a record is created", self.field.field),
                "remove it from the mapping, or allow it by field-level security in Salesforce",
            );
            return None;
        }
        if Target::of(self.describe) == Target::Unsupported {
            self.error(
                Code::ImpossiblePair,
                format!("`{}` is of a type that cannot be set", self.field.field),
                "remove it from the mapping",
            );
            return None;
        }
        Some(match &self.field.source {
            Source::Nothing => CompiledSource::Nothing,
            Source::Field { field } => {
                let place = Place::of(field);
                let kind = self.kind(place)?;
                self.pair(place, kind, pair::direct(kind, self.describe))?;
                self.cut(kind.text_max());
                if matches!(kind, Kind::Named | Kind::Cascading | Kind::Several | Kind::Text(_)) {
                    self.outside_list();
                }
                CompiledSource::Direct(place)
            }
            Source::Picklist {
                field,
                values,
                unmapped,
            } => {
                let place = Place::of(field);
                let kind = self.kind(place)?;
                self.pair(place, kind, pair::by_value(kind, self.describe))?;
                for value in values.values() {
                    self.read(value, Code::BadMappedValue);
                }
                match unmapped {
                    Unmapped::Copy => self.outside_list(),
                    Unmapped::Default if self.field.default.is_none() => self.warning(
                        Code::NoDefault,
                        String::from("values that are not mapped take the default, and there is none"),
                        "give a default, or let such values be reported",
                    ),
                    Unmapped::Default | Unmapped::Empty | Unmapped::Report => {}
                }
                CompiledSource::ByValue {
                    place,
                    values,
                    unmapped: *unmapped,
                }
            }
            Source::Constant { value } => CompiledSource::Constant(self.read(value, Code::BadConstant)?),
            Source::Template { template } => CompiledSource::Template(self.template(template)?),
        })
    }

    fn kind(&mut self, place: Place<'_>) -> Option<Kind> {
        let kind = Kind::of(place, self.jira);
        if kind.is_none() {
            let text = format!("Jira has no field `{}`", place.name());
            self.error(Code::UnknownJiraField, text, "choose another field");
        }
        kind
    }

    fn pair(&mut self, place: Place<'_>, kind: Kind, pair: Pair) -> Option<()> {
        match pair {
            Pair::Fits => {}
            Pair::Lossy(loss) => self.warning(
                Code::Lossy,
                format!("`{}` to `{}`: {loss}", place.name(), self.field.field),
                "",
            ),
            Pair::Impossible => {
                let target = Target::of(self.describe).words();
                self.error(
                    Code::ImpossiblePair,
                    format!("`{}` is {} and cannot become {target}", place.name(), kind.words()),
                    "choose another field, a value map or a template",
                );
                return None;
            }
        }
        Some(())
    }

    fn cut(&mut self, text_max: Option<usize>) {
        if let Some(loss) = pair::cut(text_max, self.describe) {
            self.warning(Code::Lossy, format!("`{}`: {loss}", self.field.field), "");
        }
    }

    /// Says that values which are not in a closed list will be refused.
    fn outside_list(&mut self) {
        if matches!(Target::of(self.describe), Target::Picklist | Target::MultiPicklist)
            && self.describe.restricted_picklist
        {
            self.warning(
                Code::NotInPicklist,
                format!(
                    "`{}` takes the values of its list only: others stop a creation",
                    self.field.field
                ),
                "map the values",
            );
        }
    }

    /// Reads a text that the mapping itself holds.
    fn read(&mut self, text: &str, code: Code) -> Option<Reading> {
        let mut reading = read(self.describe, text, Long::Refuse);
        if reading.is_nothing() && reading.problems.is_empty() && code == Code::BadConstant {
            self.error(code, String::from("the constant is empty"), "give a value");
            return None;
        }
        for loss in &reading.losses {
            self.warning(Code::Lossy, format!("`{text}`: {loss}"), "");
        }
        let failed = reading.has_error();
        for problem in reading.problems.drain(..) {
            let bad = problem.severity == Severity::Error;
            self.problems.push(if bad {
                Problem {
                    code: code.name().to_owned(),
                    ..problem
                }
            } else {
                problem
            });
        }
        (!failed).then_some(reading)
    }

    fn default(&mut self) -> Option<Reading> {
        let text = self.field.default.as_deref()?;
        self.read(text, Code::BadDefault)
            .filter(|reading| !reading.is_nothing())
    }

    fn template(&mut self, template: &'a str) -> Option<Vec<Part<'a>>> {
        let parts = match template::parse(template) {
            Ok(parts) => parts,
            Err(text) => {
                self.error(
                    Code::BadTemplate,
                    text,
                    "write it like `{{issue.key}}: {{issue.summary}}`",
                );
                return None;
            }
        };
        let mut text_max = Some(0_usize);
        for part in &parts {
            let part_max = match part {
                Part::Text(text) => Some(crate::limit::units(text)),
                Part::Field { place, fallback } => {
                    let kind = self.kind(*place)?;
                    match kind {
                        Kind::Unsupported => {
                            let text = format!("`{}` is {} and has no text", place.name(), kind.words());
                            self.error(Code::ImpossiblePair, text, "choose another field");
                            return None;
                        }
                        Kind::RichText => self.warning(
                            Code::Lossy,
                            format!(
                                "`{}` to `{}`: formatting is lost, and files become names",
                                place.name(),
                                self.field.field
                            ),
                            "",
                        ),
                        _ => {}
                    }
                    // A key is short, and an address is the site's with a key.
                    let kind_max = if *place == Place::Key {
                        Some(30)
                    } else {
                        kind.text_max()
                    };
                    kind_max.map(|units| units.max(crate::limit::units(fallback)))
                }
            };
            text_max = text_max.zip(part_max).map(|(sum, part)| sum + part);
        }
        self.cut(text_max);
        self.outside_list();
        let target = Target::of(self.describe);
        if matches!(
            target,
            Target::Boolean
                | Target::Whole
                | Target::Decimal
                | Target::Date
                | Target::DateTime
                | Target::Time
                | Target::Lookup
        ) {
            let text = format!(
                "`{}` is {}: other text than that stops a creation",
                self.field.field,
                target.words()
            );
            self.warning(Code::Lossy, text, "");
        }
        Some(parts)
    }

    /// Says when a required field depends on people, or on nobody.
    fn required(&mut self) {
        let unmapped = self.field.source == Source::Nothing && self.field.default.is_none();
        if !unmapped || !is_required(self.describe) {
            return;
        }
        if self.field.read_only {
            let text = format!(
                "`{}` is required, has no source, and people may not fill it in",
                self.describe.label
            );
            self.error(
                Code::RequiredUnfillable,
                text,
                "give it a source or a default, or let people fill it in",
            );
        } else {
            let text = format!(
                "`{}` is required and has no source: somebody has to fill it in",
                self.describe.label
            );
            self.warning(Code::RequiredUnmapped, text, "give it a source or a default");
        }
    }

    fn error(&mut self, code: Code, text: String, remedy: &str) {
        self.problems.push(error(code, &self.field.field, text, remedy));
    }

    fn warning(&mut self, code: Code, text: String, remedy: &str) {
        self.problems.push(warning(code, &self.field.field, text, remedy));
    }
}
