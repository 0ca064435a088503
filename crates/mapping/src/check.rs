//! The check of one field of a mapping.

use weftline_wire::configuration::{FieldMapping, Source, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::FieldDescribe;

use crate::compile::CompiledSource;
use crate::jira::JiraFields;
use crate::kind::Kind;
use crate::limit;
use crate::pair::{self, Pair};
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Long, Reading, read};
use crate::target::{Target, is_required};
use crate::template::{self, Part};

/// Characters of an issue's key: a project's of at most 10, a number.
const KEY_MAX: usize = 30;

/// What is checked, and what was found.
pub(crate) struct Check<'a, 'j> {
    pub(crate) jira: &'j JiraFields,
    pub(crate) field: &'a FieldMapping,
    pub(crate) describe: &'a FieldDescribe,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Check<'a, '_> {
    /// Where the value comes from; none when that cannot work.
    pub(crate) fn source(&mut self) -> Option<CompiledSource<'a>> {
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
            Source::Field { field, .. } => {
                let place = Place::of(field);
                let kind = self.kind(place)?;
                self.pair(place, kind, pair::direct(kind, self.describe))?;
                self.cut(kind.text_max());
                if matches!(kind, Kind::Named | Kind::Cascading | Kind::Several | Kind::Text(_)) {
                    self.outside_list();
                }
                CompiledSource::Direct(place)
            }
            Source::Picklist { field, values, unmapped, .. } => {
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
                CompiledSource::ByValue { place, values, unmapped: *unmapped }
            }
            Source::Constant { value } => CompiledSource::Constant(self.read(value, Code::BadConstant)?),
            Source::Template { template } => CompiledSource::Template(self.template(template)?),
            Source::Lookup { .. } => CompiledSource::Nothing,
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
            Pair::Lossy(loss) => {
                self.warning(Code::Lossy, format!("`{}` to `{}`: {loss}", place.name(), self.field.field), "")
            }
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

    fn cut(&mut self, text_max: usize) {
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
                format!("`{}` takes the values of its list only: others stop a creation", self.field.field),
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
            self.problems.push(if bad { Problem { code: code.name().to_owned(), ..problem } } else { problem });
        }
        (!failed).then_some(reading)
    }

    /// What is taken when the source gives nothing.
    pub(crate) fn default(&mut self) -> Option<Reading> {
        let text = self.field.default.as_deref()?;
        self.read(text, Code::BadDefault).filter(|reading| !reading.is_nothing())
    }

    fn template(&mut self, template: &'a str) -> Option<Vec<Part<'a>>> {
        let parts = match template::parse(template) {
            Ok(parts) => parts,
            Err(text) => {
                self.error(Code::BadTemplate, text, "write it like `{{issue.key}}: {{issue.summary}}`");
                return None;
            }
        };
        let mut text_max = 0_usize;
        for part in &parts {
            text_max = text_max.saturating_add(match part {
                Part::Text(text) => limit::units(text),
                Part::Field { place, fallback } => self.placeholder(*place)?.max(limit::units(fallback)),
            });
        }
        self.cut(text_max);
        self.outside_list();
        let target = Target::of(self.describe);
        if target.reads_text() {
            let (field, words) = (&self.field.field, target.words());
            let text = format!("`{field}` is {words}: other text than that stops a creation");
            self.warning(Code::Lossy, text, "");
        }
        Some(parts)
    }

    /// The most characters that a placeholder becomes.
    fn placeholder(&mut self, place: Place<'_>) -> Option<usize> {
        let kind = self.kind(place)?;
        let name = place.name();
        if kind == Kind::Unsupported {
            let text = format!("`{name}` is {} and has no text", kind.words());
            self.error(Code::ImpossiblePair, text, "choose another field");
            return None;
        }
        if kind == Kind::RichText {
            let field = &self.field.field;
            let text = format!("`{name}` to `{field}`: formatting is lost, and files become names");
            self.warning(Code::Lossy, text, "");
        }
        Some(if place == Place::Key { KEY_MAX } else { kind.text_max() })
    }

    /// Says when a required field depends on people, or on nobody.
    pub(crate) fn required(&mut self) {
        let unmapped = self.field.source == Source::Nothing && self.field.default.is_none();
        if !unmapped || !is_required(self.describe) {
            return;
        }
        if self.field.read_only {
            let text = format!("`{}` is required, has no source, and people may not fill it in", self.describe.label);
            self.error(Code::RequiredUnfillable, text, "give it a source or a default, or let people fill it in");
        } else {
            let text = format!("`{}` is required and has no source: somebody has to fill it in", self.describe.label);
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

/// Whether a field takes a text, as a default or in a value map.
#[must_use]
pub fn takes(field: &FieldDescribe, text: &str) -> bool {
    !read(field, text, Long::Refuse).has_error()
}
