//! The check of one field of a mapping.

use weftline_wire::configuration::{Direction, FieldMapping, Part, Source, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::FieldDescribe;

use crate::compile::CompiledSource;
use crate::jira::JiraFields;
use crate::kind::{Kind, Written};
use crate::limit;
use crate::pair::{self, Pair};
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Context, Long, Reading, read};
use crate::target::{Target, is_required};
use crate::template::{self, Piece};
use crate::zone::Clock;

/// Characters of an issue's key: a project's of at most 10, a number.
const KEY_MAX: usize = 30;

/// What is checked, and what was found.
pub(crate) struct Check<'a, 'j> {
    pub(crate) jira: &'j JiraFields,
    pub(crate) context: Context<'a>,
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
        if !self.describe.updateable && self.field.direction != Direction::Creation {
            self.error(
                Code::FieldNotUpdateable,
                format!("`{}` cannot be set when a record is changed", self.field.field),
                "let it go to Salesforce at creation only, or allow it by field-level security in Salesforce",
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
            Source::Field { field, part } => {
                let (place, part) = (Place::of(field), *part);
                let kind = self.one_level(place, part)?;
                self.pair(place, kind, pair::direct(kind, self.describe, self.context.clock.name))?;
                self.cut(kind.text_max());
                if matches!(kind, Kind::Named(_) | Kind::Cascading | Kind::Several(_) | Kind::Text(_)) {
                    self.outside_list();
                }
                CompiledSource::Direct { place, part, kind }
            }
            Source::Picklist { field, part, values, unmapped, .. } => {
                let (place, part) = (Place::of(field), *part);
                let kind = self.one_level(place, part)?;
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
                CompiledSource::ByValue { place, part, values, unmapped: *unmapped }
            }
            Source::Constant { value } => {
                CompiledSource::Constant { text: value, reading: self.read(value, Code::BadConstant)? }
            }
            Source::Template { template } => CompiledSource::Template(self.template(template)?),
            Source::Lookup { field, object, by } => {
                let place = Place::of(field);
                self.looks_in(object, by)?;
                let kind = self.one_level(place, Part::Whole)?;
                self.pair(place, kind, pair::lookup(kind))?;
                CompiledSource::Lookup { place, object, by }
            }
        })
    }

    /// Says when a lookup cannot point there.
    fn looks_in(&mut self, object: &str, by: &str) -> Option<()> {
        let text = if Target::of(self.describe) != Target::Lookup {
            format!("`{}` is no lookup", self.field.field)
        } else if !self.describe.reference_to.iter().any(|one| one == object) {
            format!("`{}` does not point to `{object}`", self.field.field)
        } else if by.is_empty() || !by.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            format!("`{by}` is not the name of a field")
        } else {
            return Some(());
        };
        self.error(Code::BadLookup, text, "choose an object that the field points to, and its name or external id");
        None
    }

    /// The kind of what is found; an error when Jira has no such field, or it has no such part.
    pub(crate) fn kind(&mut self, place: Place<'_>, part: Part) -> Option<Kind> {
        let kind = Kind::of(place, self.jira);
        match kind {
            None => {
                let text = format!("Jira has no field `{}`", place.name());
                self.error(Code::UnknownJiraField, text, "choose another field");
                None
            }
            Some(Kind::Cascading | Kind::Any | Kind::Unknown) => kind,
            Some(_) if part != Part::Whole => {
                let text = format!("`{}` has no levels", place.name());
                self.error(Code::ImpossiblePair, text, "take all of it");
                None
            }
            Some(_) => kind,
        }
    }

    /// The same; a level of a cascading option is an option.
    fn one_level(&mut self, place: Place<'_>, part: Part) -> Option<Kind> {
        match self.kind(place, part)? {
            Kind::Cascading if part != Part::Whole => Some(Kind::Named(Written::Value)),
            kind => Some(kind),
        }
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
        let mut reading = read(self.context, self.describe, text, Long::Refuse);
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

    fn template(&mut self, template: &'a str) -> Option<Vec<Piece<'a>>> {
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
                Piece::Text(text) => limit::units(text),
                Piece::Field { place, fallback } => self.placeholder(*place)?.max(limit::units(fallback)),
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
        let kind = self.kind(place, Part::Whole)?;
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
        let is_given = self.field.source != Source::Nothing && self.field.direction != Direction::ToJira;
        let unmapped = !is_given && self.field.default.is_none();
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

/// Whether a field takes a text, as a default or in a value map. Which record types there are its describe does not say.
#[must_use]
pub fn takes(field: &FieldDescribe, text: &str) -> bool {
    if Target::of(field) == Target::RecordType {
        return true;
    }
    let context = Context { types: &[], clock: Clock::named(None), traced: true, images: &[] };
    !read(context, field, text, Long::Refuse).has_error()
}
