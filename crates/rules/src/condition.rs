//! Judges a tree of conditions, every part of it.

use weftline_wire::configuration::{Comparison, Condition, Operand};
use weftline_wire::decision::{Judged, JudgedKind};
use weftline_wire::json::Unread;

use crate::change::{Step, Written, initial};
use crate::facts::{Change, Facts};
use crate::sought::Sought;
use crate::state::tree;
use crate::text::cut;
use crate::value::Value;

/// The stretch of the changelog that is judged, and the issue as it is at its end.
pub(crate) struct Look<'l, 'a> {
    pub(crate) facts: &'l Facts<'a>,
    /// What happened before does not count, in ms since 1970.
    pub(crate) since_ms: u64,
    /// The field that is taken to have just got the value it has.
    pub(crate) just_set: Option<&'l str>,
}

impl<'a> Look<'_, 'a> {
    /// What a field holds now.
    pub(crate) fn value(&self, field: &str) -> Value<'a> {
        self.facts.fields.get(field).map_or_else(Value::default, |json| Value::read(Unread::of(json)))
    }

    /// What a field went through.
    pub(crate) fn steps(&self, field: &str, now: &Value<'a>) -> Vec<Step<'a>> {
        let written = Written::of(field, now);
        let nothing = Value { several: now.several, ..Value::default() };
        if self.just_set == Some(field) {
            return vec![Step { history_id: 0, from: nothing, to: now.clone() }];
        }
        let mut steps = Vec::new();
        if self.counts_creation() {
            let to = initial(self.facts, field, written, now);
            if !to.is_empty() {
                steps.push(Step { history_id: 0, from: nothing, to });
            }
        }
        let counted = self.facts.changes_of(field).filter(|change| self.counts(field, change));
        steps.extend(counted.map(|change| Step::of(change, written, now)));
        steps
    }

    fn counts_creation(&self) -> bool {
        let facts = self.facts;
        facts.judged.is_none() && facts.created_ms >= self.since_ms && facts.events.issue_created
    }

    fn counts(&self, field: &str, change: &Change<'_>) -> bool {
        let events = self.facts.events;
        let chosen = match field {
            "status" => events.issue_transitioned,
            "assignee" => events.issue_assigned,
            _ => events.issue_updated,
        };
        chosen
            && change.at_ms >= self.since_ms
            && self.facts.judged.is_none_or(|judged| change.history_id > judged.history_id)
    }

    /// Judges a tree.
    pub(crate) fn judge(&self, condition: &Condition) -> Judged {
        tree(condition, &|field, comparison, values| self.compare(field, comparison, values))
    }

    pub(crate) fn compare(&self, field: &str, comparison: Comparison, values: &[Operand]) -> Judged {
        let now = self.value(field);
        let is_change = matches!(comparison, Comparison::Changed | Comparison::ChangedTo | Comparison::ChangedFrom);
        let steps = if is_change { self.steps(field, &now) } else { Vec::new() };
        let sought = Sought::all(values);
        let holds = match comparison {
            Comparison::Changed => !steps.is_empty(),
            Comparison::ChangedTo => steps.iter().any(|step| takes(step, &sought)),
            Comparison::ChangedFrom => steps.iter().any(|step| leaves(step, &sought)),
            _ => now.compares(comparison, &sought),
        };
        Judged {
            kind: JudgedKind::Compare,
            holds,
            field: Some(field.to_owned()),
            field_name: self.facts.names.get(field).map(|name| (*name).to_owned()),
            comparison: Some(comparison),
            values: values.to_vec(),
            found: if is_change { shown(&steps) } else { now.found() },
            of: Vec::new(),
        }
    }
}

/// Whether one of these came, that was not there before.
pub(crate) fn takes(step: &Step<'_>, values: &[Sought]) -> bool {
    values.iter().any(|value| step.to.has(value) && !step.from.has(value))
}

fn leaves(step: &Step<'_>, values: &[Sought]) -> bool {
    values.iter().any(|value| step.from.has(value) && !step.to.has(value))
}

/// The steps as people read them.
pub(crate) fn shown(steps: &[Step<'_>]) -> Option<String> {
    if steps.is_empty() {
        return None;
    }
    let mut all = String::new();
    for step in steps {
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(step.from.found().as_deref().unwrap_or(EMPTY));
        all.push_str(" → ");
        all.push_str(step.to.found().as_deref().unwrap_or(EMPTY));
    }
    Some(cut(&all))
}

/// What stands for no value.
const EMPTY: &str = "(empty)";
