//! What an update needs to be known first, and what is known once it was carried out.

use std::collections::BTreeMap;

use weftline_mapping::{Needs, RecordInput, compile};
use weftline_wire::configuration::{Direction, Source};
use weftline_wire::document::{Base, Observed};
use weftline_wire::plan::{Plan, Write};
use weftline_wire::salesforce::FieldValue;

use super::fork::{Field, jira_value};
use super::{Fate, planned};
use crate::base::{digest, observed, salesforce_json};
use crate::inputs::{IssueSnapshot, UpdateInputs};
use crate::merge::Change;

/// What came of carrying a plan out.
#[derive(Clone, Copy, Debug)]
pub struct After<'a> {
    /// What the record had when it was read back; none when it was not written.
    pub record: Option<&'a BTreeMap<String, FieldValue>>,
    /// Fields of the record that were refused.
    pub refused: &'a [String],
    /// The issue when it was read back; none when it was not written.
    pub issue: Option<&'a IssueSnapshot>,
    /// Fields of the issue that were refused, or not sent.
    pub unsent: &'a [String],
    /// Fields of the issue that were written, and that others have changed since.
    pub theirs: &'a [String],
}

/// The bases once the plan of these inputs was carried out. Fields that wait keep the ones they have.
#[must_use]
pub fn bases_after(inputs: &UpdateInputs, after: &After<'_>) -> BTreeMap<String, Base> {
    let (plan, fates) = planned(inputs);
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let forward = compiled.apply(&inputs.issue.input(), &inputs.resolved);
    let mut bases = inputs.base.clone();
    for mapping in &inputs.mapping.fields {
        let Some(fate) = fates.get(&mapping.field) else { continue };
        let name = &mapping.field;
        let mapped = forward.iter().find(|mapped| mapped.field == *name);
        let is_unread = inputs.record.unread.contains(name);
        let now = || match inputs.base.get(name).filter(|_| is_unread) {
            Some(base) => base.salesforce.clone(),
            None => seen_in(&inputs.record.values, name),
        };
        let jira =
            || jira_value(&inputs.issue, &mapping.source, mapped).map_or(Observed::Unknown, |json| observed(&json));
        let base = match fate {
            Fate::Stays => continue,
            Fate::Settled => Base { salesforce: now(), jira: jira() },
            Fate::ToSalesforce => match after.record {
                Some(values) if !after.refused.contains(name) => {
                    Base { salesforce: seen_in(values, name), jira: jira() }
                }
                _ => continue,
            },
            Fate::ToJira => {
                let field = jira_field(&mapping.source);
                let Some(issue) = after.issue.filter(|_| !after.unsent.iter().any(|unsent| unsent == field)) else {
                    continue;
                };
                let jira = match after.theirs.iter().any(|theirs| theirs == field) {
                    true => observed(&sent(&plan, field)),
                    false => observed(issue.fields.get(field).map_or("null", |json| json.get())),
                };
                Base { salesforce: now(), jira }
            }
        };
        bases.insert(name.clone(), base);
    }
    bases
}

fn seen_in(values: &BTreeMap<String, FieldValue>, field: &str) -> Observed {
    observed(&salesforce_json(values.get(field).unwrap_or(&FieldValue::Null)))
}

pub(super) fn jira_field(source: &Source) -> &str {
    match source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => field,
        Source::Nothing | Source::Constant { .. } | Source::Template { .. } => "",
    }
}

/// What a plan sends for a field of the issue, as JSON text: of a status its name.
pub(super) fn sent(plan: &Plan, jira_field: &str) -> String {
    for write in &plan.writes {
        match write {
            Write::UpdateIssue { fields, .. } | Write::TransitionIssue { fields, .. } => {
                if let Some(value) = fields.get(jira_field) {
                    return value.get().to_owned();
                }
            }
            _ => {}
        }
        if let (Write::TransitionIssue { to, .. }, "status") = (write, jira_field) {
            return ["\"", to, "\""].concat();
        }
    }
    String::from("null")
}

/// What has to be asked before an update can be planned: of what has changed since it was last looked at. What is as it
/// was goes nowhere, whatever would be made of it.
#[must_use]
pub fn update_needs(inputs: &UpdateInputs) -> Needs {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let issue = inputs.issue.input();
    let forward = compiled.apply(&issue, &inputs.resolved);
    let mut by_issue = inputs.mapping.clone();
    let mut is_record_changed = false;
    by_issue.fields.retain(|mapping| {
        let describe = inputs.object.fields.iter().find(|describe| describe.name == mapping.field);
        let (Some(describe), true) = (describe, mapping.direction != Direction::Creation) else {
            return false;
        };
        let field = Field::of(inputs, mapping, describe, &forward, &[]);
        let (salesforce, jira) = field.changes(inputs.base.get(&mapping.field).filter(|_| !inputs.first));
        is_record_changed |= salesforce != Change::No;
        jira != Change::No
    });
    let needs = compile(&by_issue, &inputs.jira, &inputs.object).needs(&issue);
    if !is_record_changed {
        return needs;
    }
    // A transition may take values along that have not changed.
    needs.and(compiled.needs_back(RecordInput { id: &inputs.record.id, values: &inputs.record.values }, &issue))
}

/// Whether a base tells enough of the record to plan without reading it: what every field that is kept in step was.
#[must_use]
pub fn is_known(inputs: &UpdateInputs) -> bool {
    let kept = inputs.mapping.fields.iter().filter(|mapping| mapping.direction != Direction::Creation);
    let mut described = kept.filter(|mapping| inputs.object.fields.iter().any(|field| field.name == mapping.field));
    described.all(|mapping| inputs.base.get(&mapping.field).is_some_and(|base| base.salesforce != Observed::Unknown))
}

/// SHA-256 of what both sides of a field have, hex: what is decided of it holds for these values only.
#[must_use]
pub fn digest_of(inputs: &UpdateInputs, field: &str) -> Option<String> {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let forward = compiled.apply(&inputs.issue.input(), &inputs.resolved);
    let mapping = inputs.mapping.fields.iter().find(|mapping| mapping.field == field)?;
    let describe = inputs.object.fields.iter().find(|describe| describe.name == field)?;
    Some(digest(&Field::of(inputs, mapping, describe, &forward, &[]).both()))
}
