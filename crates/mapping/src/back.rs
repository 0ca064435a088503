//! Makes Jira values from a record.

use weftline_wire::configuration::Direction;
use weftline_wire::json::{self, Json};
use weftline_wire::salesforce::FieldValue;

use crate::compile::{Compiled, CompiledSource, insert};
use crate::issue::{BackValue, IssueInput, MappedBack, Needs, RecordInput, Resolved};

impl Compiled<'_> {
    /// What has to be asked before [`Compiled::apply_back`] can make its values.
    #[must_use]
    pub fn needs_back(&self, _record: RecordInput<'_>, _issue: &IssueInput<'_>) -> Needs {
        Needs::default()
    }

    /// The paths that the way back reads of a record, sorted, each once: `Status`, `Owner.Email`.
    #[must_use]
    pub fn record_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for field in self.fields.iter().filter(|field| goes_back(field.direction)) {
            insert(&mut paths, field.describe.name.clone());
        }
        paths
    }

    /// Makes the values of the issue from a record, in the mapping's order: one for each field that goes to Jira and
    /// compiled without an error.
    #[must_use]
    pub fn apply_back(
        &self,
        record: RecordInput<'_>,
        _issue: &IssueInput<'_>,
        _resolved: &Resolved,
    ) -> Vec<MappedBack> {
        let mut mapped = Vec::new();
        for field in self.fields.iter().filter(|field| goes_back(field.direction)) {
            let (CompiledSource::Direct(place) | CompiledSource::ByValue { place, .. }) = &field.source else {
                continue;
            };
            let name = &field.describe.name;
            let text = match record.values.get(name) {
                None | Some(FieldValue::Null) => None,
                Some(FieldValue::Text(text)) => Some(text.clone()),
                Some(other) => Some(json::to_string(other)),
            };
            let value = match &text {
                None => BackValue::Clear,
                Some(text) => Json::parse(&json::to_string(text)).map_or(BackValue::Nothing, BackValue::Set),
            };
            mapped.push(MappedBack {
                field: name.clone(),
                jira_field: place.name().to_owned(),
                value,
                text: text.clone(),
                source: ["record.", name].concat(),
                found: text,
                losses: Vec::new(),
                problems: Vec::new(),
            });
        }
        mapped
    }
}

fn goes_back(direction: Direction) -> bool {
    matches!(direction, Direction::ToJira | Direction::Both)
}
