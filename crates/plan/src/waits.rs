//! Directions in which nothing goes, because what a mapping asks for does not hold (SYNC-7).
//!
//! What would go waits: its base stays as it is, so that once the conditions hold it goes by the same merge as if it had
//! just been changed. Conditions that are wrong in themselves hold nowhere: nothing goes that an admin may have wanted
//! to keep.

use std::collections::BTreeMap;

use weftline_mapping::{JiraFields, compile};
use weftline_rules::{check_issue, check_record, compared_fields, judge_issue, judge_record};
use weftline_wire::configuration::Mapping;
use weftline_wire::decision::Judged;
use weftline_wire::json::Json;
use weftline_wire::plan::{Waits, Way};
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

use crate::inputs::UpdateInputs;

/// What keeps values of an issue from going to its records by this mapping, as it was judged; none when nothing does.
#[must_use]
pub fn unmet_to_salesforce(mapping: &Mapping, issue: &BTreeMap<String, Json>, jira: &JiraFields) -> Option<Judged> {
    let condition = mapping.to_salesforce_when.as_ref()?;
    let name = |id: &str| jira.fields.iter().find(|field| field.id == id).map(|field| field.name.clone());
    unmet(judge_issue(condition, issue, &name), check_issue(condition, jira).is_empty())
}

/// What keeps values of a record from going to its issues by this mapping, as it was judged; none when nothing does.
#[must_use]
pub fn unmet_to_jira(
    mapping: &Mapping,
    object: &ObjectDescribe,
    record: &BTreeMap<String, FieldValue>,
) -> Option<Judged> {
    let condition = mapping.to_jira_when.as_ref()?;
    unmet(judge_record(condition, object, record), check_record(condition, object).is_empty())
}

fn unmet(judged: Judged, is_sound: bool) -> Option<Judged> {
    (!judged.holds || !is_sound).then_some(Judged { holds: false, ..judged })
}

/// Directions in which nothing goes between an issue and a record, with nothing held back yet.
pub(crate) fn waits(inputs: &UpdateInputs) -> Vec<Waits> {
    let UpdateInputs { mapping, object, jira, issue, record, .. } = inputs;
    let directions = [
        (Way::ToSalesforce, unmet_to_salesforce(mapping, &issue.fields, jira)),
        (Way::ToJira, unmet_to_jira(mapping, object, &record.values)),
    ];
    let waits = directions.into_iter().filter_map(|(way, conditions)| Some((way, conditions?)));
    waits.map(|(way, conditions)| Waits { way, fields: Vec::new(), conditions }).collect()
}

/// The Jira fields that are read of an issue to keep it in step by a mapping, each once.
#[must_use]
pub fn issue_fields(mapping: &Mapping, jira: &JiraFields, object: &ObjectDescribe) -> Vec<String> {
    let mut fields: Vec<String> = compile(mapping, jira, object).jira_fields().into_iter().map(str::to_owned).collect();
    for field in mapping.to_salesforce_when.iter().flat_map(compared_fields) {
        if !fields.iter().any(|known| known == field) {
            fields.push(field.to_owned());
        }
    }
    fields
}

/// Why a value does not go.
pub(crate) fn reason(way: Way) -> &'static str {
    match way {
        Way::ToSalesforce => "it waits: the issue does not meet the conditions for syncing to Salesforce",
        Way::ToJira => "it waits: the record does not meet the conditions for syncing to Jira",
    }
}
