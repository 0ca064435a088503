//! What is made of one field, and the trace that leads to it.

use weftline_wire::salesforce::FieldDescribe;

use crate::issue::{Mapped, Value};
use crate::jira_value::{JiraValue, User};
use crate::place::Place;
use crate::reading::Reading;

/// What is made of one field.
pub(crate) struct Made<'m> {
    pub(crate) field: &'m FieldDescribe,
    pub(crate) origin: Origin<'m>,
    /// What was found there, where it is traced.
    pub(crate) found: Option<String>,
    pub(crate) reading: Reading,
}

impl<'m> Made<'m> {
    pub(crate) fn value(self) -> Value<'m> {
        Value { field: &self.field.name, value: self.reading.value, problems: self.reading.problems }
    }

    pub(crate) fn mapped(self) -> Mapped {
        Mapped {
            field: self.field.name.clone(),
            value: self.reading.value,
            value_label: self.reading.label,
            source: self.origin.text(),
            found: self.found,
            losses: self.reading.losses,
            problems: self.reading.problems,
        }
    }
}

/// Where a value came from.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'m> {
    Nothing,
    Constant,
    Template,
    Default,
    Issue(Place<'m>),
}

impl Origin<'_> {
    fn text(self) -> String {
        match self {
            Origin::Nothing => String::new(),
            Origin::Constant => String::from("constant"),
            Origin::Template => String::from("template"),
            Origin::Default => String::from("default"),
            Origin::Issue(place) => ["issue.", place.name()].concat(),
        }
    }
}

/// Characters of what was found that a trace keeps.
const FOUND_MAX: usize = 200;

/// What was found, as a trace keeps it.
pub(crate) fn found(text: &str) -> Option<String> {
    let kept = match text.char_indices().nth(FOUND_MAX) {
        Some((end, _)) => text.get(..end)?,
        None => text,
    };
    (!kept.is_empty()).then(|| kept.to_owned())
}

pub(crate) fn found_value(value: &JiraValue<'_>) -> Option<String> {
    match value {
        JiraValue::User(User { email: Some(email), .. }) => found(email),
        JiraValue::Document(_, text, _) => found(text),
        value => found(&value.text().0),
    }
}
