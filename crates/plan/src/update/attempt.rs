//! What was about to be written and of which nobody knows whether it was: an answer may be lost, a worker may die.
//!
//! Without this, what Weftline wrote itself would look like somebody else's edit of that side, and an older value would
//! overwrite a later edit of the other one.

use std::collections::BTreeMap;

use weftline_mapping::compile;
use weftline_wire::document::{Attempt, Base, Observed};
use weftline_wire::json;
use weftline_wire::plan::{Plan, Way, Write};
use weftline_wire::salesforce::FieldValue;

use super::after::{jira_field, sent};
use super::fork::{jira_value, same_name};
use super::{Fate, planned};
use crate::base::{changed_jira, changed_salesforce, digest, observed, salesforce_json};
use crate::inputs::UpdateInputs;
use crate::merge::Change;

/// Bytes of a value's JSON that an attempt keeps whole, for a service may give back the same in other words: of longer
/// ones it keeps a digest.
const WHOLE_MAX: usize = 32_768;

struct Name {
    name: String,
}

weftline_wire::decode_object! { ignore Name { name } }

/// What the plan of these inputs is about to write. `known` are the bases as they are stored; `room` is how many bytes of
/// whole values there may be still.
#[must_use]
pub fn attempts(inputs: &UpdateInputs, known: &BTreeMap<String, Base>, room: &mut usize) -> Vec<Attempt> {
    let (plan, fates) = planned(inputs);
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let forward = compiled.apply(&inputs.issue.input(), &inputs.resolved);
    let mut attempts = Vec::new();
    for mapping in &inputs.mapping.fields {
        let name = &mapping.field;
        let mapped = forward.iter().find(|mapped| mapped.field == *name);
        let (way, base) = match fates.get(name) {
            Some(Fate::ToSalesforce) => {
                let Some(value) = sent_to_record(&plan, name) else { continue };
                let jira = jira_value(&inputs.issue, &mapping.source, mapped);
                let jira = jira.map_or(Observed::Unknown, |json| observed(&json));
                (Way::ToSalesforce, Base { salesforce: whole(&salesforce_json(value), room), jira })
            }
            Some(Fate::ToJira) => {
                let salesforce = match inputs.base.get(name).filter(|_| inputs.record.unread.contains(name)) {
                    Some(base) => base.salesforce.clone(),
                    None => observed(&salesforce_json(value_of(inputs, name))),
                };
                let jira = whole(&sent(&plan, jira_field(&mapping.source)), room);
                (Way::ToJira, Base { salesforce, jira })
            }
            Some(Fate::Settled | Fate::Stays) | None => continue,
        };
        let record_id = inputs.record.id.clone();
        let (from, became) = (fingerprint(known.get(name)), fingerprint(inputs.base.get(name)));
        let became = Some(became).filter(|became| *became != from);
        attempts.push(Attempt { record_id, field: name.clone(), way, from, became, base });
    }
    attempts
}

/// The bases of fields for which one of these attempts has been carried out: what it was to write is what that side has
/// now. Whoever else may have given it the same value, both sides agreed on it then. `known` are the bases as they are stored.
#[must_use]
pub fn recognised(
    inputs: &UpdateInputs,
    known: &BTreeMap<String, Base>,
    attempts: &[Attempt],
) -> BTreeMap<String, Base> {
    let mut bases = BTreeMap::new();
    if attempts.is_empty() {
        return bases;
    }
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let forward = compiled.apply(&inputs.issue.input(), &inputs.resolved);
    for attempt in attempts.iter().filter(|attempt| attempt.record_id == inputs.record.id) {
        let name = &attempt.field;
        let mapping = inputs.mapping.fields.iter().find(|mapping| mapping.field == *name);
        let describe = inputs.object.fields.iter().find(|describe| describe.name == *name);
        let from = fingerprint(known.get(name));
        let is_open = from == attempt.from || attempt.became.as_ref() == Some(&from);
        let (Some(mapping), Some(describe), true) = (mapping, describe, is_open) else { continue };
        let base = match attempt.way {
            Way::ToSalesforce => {
                let now = value_of(inputs, name);
                let is_read = !inputs.record.unread.contains(name);
                if !is_read || changed_salesforce(describe, &attempt.base.salesforce, now) != Change::No {
                    continue;
                }
                Base { salesforce: observed(&salesforce_json(now)), jira: attempt.base.jira.clone() }
            }
            Way::ToJira => {
                let mapped = forward.iter().find(|mapped| mapped.field == *name);
                let Some(now) = jira_value(&inputs.issue, &mapping.source, mapped) else { continue };
                if !is_as_sent(&attempt.base.jira, jira_field(&mapping.source), &now) {
                    continue;
                }
                Base { salesforce: attempt.base.salesforce.clone(), jira: observed(&now) }
            }
        };
        bases.insert(name.clone(), base);
    }
    bases
}

fn value_of<'a>(inputs: &'a UpdateInputs, field: &str) -> &'a FieldValue {
    inputs.record.values.get(field).unwrap_or(&FieldValue::Null)
}

fn sent_to_record<'a>(plan: &'a Plan, field: &str) -> Option<&'a FieldValue> {
    plan.writes.iter().find_map(|write| match write {
        Write::UpdateRecord { fields, .. } => fields.get(field),
        _ => None,
    })
}

/// Whether a field of the issue has what was sent: of a status that is its name.
fn is_as_sent(sent: &Observed, field: &str, now: &str) -> bool {
    match (sent, field) {
        (Observed::Value { json }, "status") => {
            let name = json::from_str::<String>(json).ok();
            let now = json::from_str::<Name>(now).ok();
            name.zip(now).is_some_and(|(name, now)| same_name(&name, &now.name))
        }
        _ => changed_jira(sent, now) == Change::No,
    }
}

/// A value, whole while there is room.
fn whole(json: &str, room: &mut usize) -> Observed {
    if json.len() > WHOLE_MAX || json.len() > *room {
        return Observed::Digest { sha256: digest(json), length: u32::try_from(json.len()).unwrap_or(u32::MAX) };
    }
    *room -= json.len();
    Observed::Value { json: json.to_owned() }
}

fn fingerprint(base: Option<&Base>) -> String {
    base.map_or_else(String::new, |base| digest(&json::to_string(base)))
}
