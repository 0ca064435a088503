//! What a rule is judged on.

use std::collections::BTreeMap;

use weftline_wire::configuration::{EventSelection, Rule};
use weftline_wire::document::Judged;

use crate::state::compared_fields;

/// One item of an issue's changelog, as Jira writes it: `from` and `to` hold ids, the others what people read. For
/// several options they are like `[10001, 10002]` and `A,B`; text has no ids.
///
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change<'a> {
    /// The id of the entry that the item is in. Entries come in the order of their ids.
    pub history_id: u64,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// The field's id, like `customfield_10042` (Jira's `fieldId`), or its name where there is none.
    pub field: &'a str,
    /// The ids before.
    pub from: Option<&'a str>,
    /// The text before.
    pub from_string: Option<&'a str>,
    /// The ids after.
    pub to: Option<&'a str>,
    /// The text after.
    pub to_string: Option<&'a str>,
}

/// An issue as a rule sees it.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The values of its fields as JSON text, by field id, as they are now. A field that is missing has no value.
    pub fields: BTreeMap<&'a str, &'a str>,
    /// What people call the fields, by field id.
    pub names: BTreeMap<&'a str, &'a str>,
    /// When the issue was created, in ms since 1970.
    pub created_ms: u64,
    /// Its whole changelog, oldest first.
    pub changes: &'a [Change<'a>],
    /// How far the changelog was judged; none when the issue never was.
    pub judged: Option<Judged>,
    /// Which kinds of events count (EVT-1).
    pub events: &'a EventSelection,
}

impl<'a> Facts<'a> {
    /// The changes of a field.
    pub(crate) fn changes_of(&self, field: &str) -> impl DoubleEndedIterator<Item = &'a Change<'a>> {
        let name = self.names.get(field).copied();
        self.changes.iter().filter(move |change| change.field == field || name == Some(change.field))
    }
}

/// The ids of the Jira fields that a rule reads, each once, in order.
#[must_use]
pub fn fields(rule: &Rule) -> Vec<&str> {
    let mut found = vec![rule.trigger.field.as_str()];
    found.extend(compared_fields(&rule.conditions));
    found.sort_unstable();
    found.dedup();
    found
}
