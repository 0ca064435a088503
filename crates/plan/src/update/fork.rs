//! What a field has on both sides, as the merge takes it.

use std::borrow::Cow;

use weftline_mapping::{
    BackValue, Mapped, MappedBack, cleared, is_unplaced, is_unplaced_jira, jira_words, same, same_jira,
};
use weftline_wire::configuration::{Direction, FieldMapping, Part, Source};
use weftline_wire::document::Base;
use weftline_wire::failure::Severity;
use weftline_wire::json;
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::base::{changed_jira, changed_salesforce, salesforce_json};
use crate::inputs::{IssueSnapshot, UpdateInputs};
use crate::merge::{Change, Fork, Side, goes};

/// A mapped field with what either side makes of the other's value.
pub(super) struct Field<'a> {
    pub(super) mapping: &'a FieldMapping,
    pub(super) describe: &'a FieldDescribe,
    pub(super) forward: Option<&'a Mapped>,
    pub(super) back: Option<&'a MappedBack>,
    /// What the record has.
    pub(super) salesforce: &'a FieldValue,
    /// Whether nobody has read that: it counts as unchanged.
    pub(super) unread: bool,
    /// What the issue has, as JSON text; none when there is nothing to compare with.
    jira: Option<Cow<'a, str>>,
}

impl<'a> Field<'a> {
    pub(super) fn of(
        inputs: &'a UpdateInputs,
        mapping: &'a FieldMapping,
        describe: &'a FieldDescribe,
        forward: &'a [Mapped],
        back: &'a [MappedBack],
    ) -> Field<'a> {
        let forward = forward.iter().find(|mapped| mapped.field == mapping.field);
        Field {
            mapping,
            describe,
            forward,
            back: back.iter().find(|back| back.field == mapping.field),
            salesforce: inputs.record.values.get(&mapping.field).unwrap_or(&FieldValue::Null),
            unread: inputs.record.unread.contains(&mapping.field),
            jira: jira_value(&inputs.issue, &mapping.source, forward),
        }
    }

    pub(super) fn name(&self) -> &'a str {
        &self.mapping.field
    }

    /// The Jira field on the other side; empty when there are several, or none.
    pub(super) fn jira_field(&self) -> &'a str {
        source_field(&self.mapping.source).unwrap_or_default()
    }

    /// What the issue has, as people read it.
    pub(super) fn jira_text(&self) -> Option<String> {
        match self.forward {
            Some(mapped) => mapped.found.clone(),
            // Nothing goes the other way: nobody has read it yet.
            None => self.jira.as_deref().and_then(jira_words),
        }
    }

    /// Whether both sides say the same, whichever of them is turned into the other. A default that stands in for a
    /// value agrees with nothing on the way to Jira: there is no value that it could be the same as.
    fn agrees(&self) -> bool {
        if self.unread {
            return false;
        }
        let direction = self.mapping.direction;
        let forward = self.forward.is_some_and(|mapped| {
            // Towards Jira only, nothing is made of the issue's value.
            let is_made = mapped.source != "default" && mapped.value != FieldValue::Null;
            let counts = goes(direction, Way::ToSalesforce) || is_made;
            let value = if mapped.value == FieldValue::Null { &cleared(self.describe) } else { &mapped.value };
            counts && !failed(mapped) && same(self.describe, value, self.salesforce)
        });
        forward || (goes(direction, Way::ToJira) && self.agrees_back())
    }

    fn agrees_back(&self) -> bool {
        let (Some(back), Some(jira), false) = (self.back, &self.jira, self.unread) else {
            return false;
        };
        match &back.value {
            BackValue::Nothing => false,
            BackValue::Clear => self.is_jira_empty(),
            BackValue::Set(value) => same_jira(value.get(), jira),
            BackValue::Status { name } => self.jira_text().is_some_and(|now| same_name(&now, name)),
        }
    }

    /// Where all that the one side lacks are pictures, which are named there: whose value is written, though neither side
    /// has changed. They are on both sides by now.
    pub(super) fn unplaced(&self) -> Option<Way> {
        if self.unread {
            return None;
        }
        let direction = self.mapping.direction;
        let forward = |mapped: &Mapped| !failed(mapped) && is_unplaced(self.describe, &mapped.value, self.salesforce);
        if goes(direction, Way::ToSalesforce) && self.forward.is_some_and(forward) {
            return Some(Way::ToSalesforce);
        }
        let (Some(BackValue::Set(value)), Some(jira)) = (self.back.map(|back| &back.value), &self.jira) else {
            return None;
        };
        (goes(direction, Way::ToJira) && is_unplaced_jira(value.get(), jira)).then_some(Way::ToJira)
    }

    fn is_salesforce_empty(&self) -> bool {
        !self.unread && same(self.describe, self.salesforce, &cleared(self.describe))
    }

    /// Whether each side has changed since it was last looked at.
    pub(super) fn changes(&self, base: Option<&Base>) -> (Change, Change) {
        let Some(base) = base else {
            return (Change::Unknown, Change::Unknown);
        };
        let salesforce = match self.unread {
            true => Change::No,
            false => changed_salesforce(self.describe, &base.salesforce, self.salesforce),
        };
        let jira = self.jira.as_deref().map_or(Change::Unknown, |now| changed_jira(&base.jira, now));
        (salesforce, jira)
    }

    /// What both sides have, whole, as text.
    pub(super) fn both(&self) -> String {
        [&salesforce_json(self.salesforce), "\n", self.jira.as_deref().unwrap_or_default(), "\n"].concat()
    }

    fn is_jira_empty(&self) -> bool {
        let nothing = self.jira.as_deref().is_none_or(|json| matches!(json.trim(), "null" | "\"\"" | "[]" | "false"));
        // Towards Jira only, nobody has looked for the issue's value on the way to Salesforce.
        let looked = goes(self.mapping.direction, Way::ToSalesforce);
        nothing || looked && self.forward.is_some_and(|mapped| mapped.found.is_none() && mapped.problems.is_empty())
    }
}

/// Whether two names of a status are the same.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Whether the mapping could not make a value, rather than make none.
pub(super) fn failed(mapped: &Mapped) -> bool {
    let error = mapped.problems.iter().any(|problem| problem.severity == Severity::Error);
    error || (mapped.value == FieldValue::Null && !mapped.problems.is_empty())
}

/// The issue's side of a field: a field's own value, else what is made for Salesforce.
pub(super) fn jira_value<'a>(
    issue: &'a IssueSnapshot,
    source: &Source,
    forward: Option<&Mapped>,
) -> Option<Cow<'a, str>> {
    match source_field(source) {
        Some(field) if !matches!(field, "key" | "issuekey" | "id" | "url") => {
            Some(Cow::Borrowed(issue.fields.get(field).map_or("null", json::Json::get)))
        }
        _ => forward.map(|mapped| Cow::Owned(salesforce_json(&mapped.value))),
    }
}

fn source_field(source: &Source) -> Option<&str> {
    match source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => Some(field),
        Source::Nothing | Source::Constant { .. } | Source::Template { .. } => None,
    }
}

/// The fields by what has to be decided together: both parts of a cascading option go back as one value, with the
/// first of them that has it.
pub(super) fn units<'f, 'a>(fields: &'f [Field<'a>]) -> Vec<Vec<&'f Field<'a>>> {
    let mut units: Vec<Vec<&Field<'a>>> = Vec::new();
    for field in fields {
        let together = units.iter_mut().find(|unit| {
            let first = unit.first().and_then(|first| part_of(first));
            first.is_some() && first == part_of(field)
        });
        match together {
            Some(unit) if field.back.is_some_and(|back| back.value != BackValue::Nothing) && !leads(unit) => {
                unit.insert(0, field);
            }
            Some(unit) => unit.push(field),
            None => units.push(vec![field]),
        }
    }
    units
}

fn leads(unit: &[&Field<'_>]) -> bool {
    unit.first().and_then(|first| first.back).is_some_and(|back| back.value != BackValue::Nothing)
}

/// The cascading field of which a field has a part that goes back.
fn part_of<'a>(field: &Field<'a>) -> Option<(&'a str, Direction)> {
    let direction = field.mapping.direction;
    match &field.mapping.source {
        Source::Field { field, part } | Source::Picklist { field, part, .. } if *part != Part::Whole => {
            goes(direction, Way::ToJira).then_some((field, direction))
        }
        _ => None,
    }
}

/// The fork of fields that are decided together.
pub(super) fn fork(inputs: &UpdateInputs, unit: &[&Field<'_>]) -> Fork {
    let mut fork = Fork {
        direction: unit.first().map_or(Direction::Creation, |first| first.mapping.direction),
        policy: unit.first().map_or(weftline_wire::configuration::Policy::Ask, |first| first.mapping.policy),
        agree: unit.first().is_some_and(|first| first.agrees_back() && goes(first.mapping.direction, Way::ToJira))
            || unit.iter().all(|field| field.agrees()),
        salesforce: Side { change: Change::No, empty: true, modified_at_ms: inputs.record.modified_at_ms },
        jira: Side { change: Change::No, empty: true, modified_at_ms: inputs.issue_modified_at_ms },
    };
    for field in unit {
        let (salesforce, jira) = field.changes(inputs.base.get(field.name()).filter(|_| !inputs.first));
        note(&mut fork.salesforce, salesforce, field.is_salesforce_empty());
        note(&mut fork.jira, jira, field.is_jira_empty());
    }
    fork
}

fn note(side: &mut Side, change: Change, empty: bool) {
    side.change = match (side.change, change) {
        (Change::Yes, _) | (_, Change::Yes) => Change::Yes,
        (Change::Unknown, _) | (_, Change::Unknown) => Change::Unknown,
        (Change::No, Change::No) => Change::No,
    };
    side.empty &= empty;
}
