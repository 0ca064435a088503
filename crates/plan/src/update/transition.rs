//! The status: a transition that the issue's workflow allows, with the values that its screen wants.

use std::collections::BTreeMap;

use weftline_mapping::{BackValue, MappedBack, Transition, TransitionField};
use weftline_wire::json::Json;
use weftline_wire::plan::Write;

use super::fork::{Field, same_name};
use super::{Fate, ForIssue, Planning, warning};

impl<'b> Planning<'_, 'b> {
    /// Whether a transition leads to the status. One that wants nothing which is not there is taken before others,
    /// then the first that Jira names.
    pub(super) fn for_status(&mut self, field: &Field<'_>, wanted: &str) -> bool {
        let transitions = &self.inputs.resolved.transitions;
        let mut leading = transitions.iter().filter(|transition| same_name(&transition.to, wanted)).peekable();
        if leading.peek().is_none() {
            let text = ["no transition of the issue leads to `", wanted, "`", &others(transitions)].concat();
            let remedy = "change the status in Jira by hand, map the value to another status, or add a transition";
            self.refuse(field.name(), warning("noTransition", field.describe, text, remedy));
            return false;
        }
        self.status = Some((field.name().to_owned(), wanted.to_owned()));
        true
    }

    /// The transition, once all other values are known. Values that its screen wants travel with it, as do those that
    /// it takes and that the issue is not given otherwise.
    pub(super) fn transition(&mut self) -> Option<Write> {
        let (from, wanted) = self.status.take()?;
        let leading = self.inputs.resolved.transitions.iter().filter(|transition| same_name(&transition.to, &wanted));
        let mut chosen: Option<(&Transition, Vec<&TransitionField>)> = None;
        for transition in leading {
            let missing: Vec<_> = transition.fields.iter().filter(|field| self.lacks(field)).collect();
            if chosen.as_ref().is_none_or(|(_, before)| missing.is_empty() && !before.is_empty()) {
                chosen = Some((transition, missing));
            }
        }
        let (transition, missing) = chosen?;
        if !missing.is_empty() {
            self.unfilled(&from, transition, &missing);
            return None;
        }
        let mut fields: BTreeMap<String, Json> = BTreeMap::new();
        for wanted in &transition.fields {
            let given = self.issue.iter().position(|value| value.jira_field == wanted.id);
            if let Some(at) = given.filter(|_| wanted.required || !self.is_editable(&wanted.id)) {
                fields.insert(wanted.id.clone(), self.issue.remove(at).value);
            } else if given.is_none() && wanted.required && !self.has(&wanted.id) {
                self.take_along(&wanted.id, &mut fields);
            }
        }
        Some(Write::TransitionIssue {
            issue_id: self.inputs.issue.id.clone(),
            transition_id: transition.id.clone(),
            to: transition.to.clone(),
            fields,
        })
    }

    /// Whether a screen wants a value that neither the issue has nor the record gives.
    fn lacks(&self, wanted: &TransitionField) -> bool {
        if !wanted.required {
            return false;
        }
        match self.issue.iter().find(|value| value.jira_field == wanted.id) {
            Some(given) => is_null(&given.value),
            None => !self.has(&wanted.id) && self.offer(&wanted.id).is_none(),
        }
    }

    /// Whether the issue has a value, which a screen keeps.
    fn has(&self, jira_field: &str) -> bool {
        self.inputs.issue.fields.get(jira_field).is_some_and(|value| !is_null(value))
    }

    /// What the record gives for a field of the issue although neither has changed.
    fn offer(&self, jira_field: &str) -> Option<(&'b MappedBack, &'b Json)> {
        let is_held = |back: &MappedBack| self.held.iter().any(|held| held.field == back.field);
        let mut offers = self.back.iter().filter(|back| back.jira_field == jira_field && !is_held(back));
        offers.find_map(|back| match &back.value {
            BackValue::Set(value) => Some((back, value)),
            _ => None,
        })
    }

    fn take_along(&mut self, jira_field: &str, fields: &mut BTreeMap<String, Json>) {
        let Some((back, value)) = self.offer(jira_field) else { return };
        fields.insert(jira_field.to_owned(), value.clone());
        self.skipped.retain(|skipped| skipped.field != back.field);
        self.fare(&back.field, Fate::ToJira);
        self.look(back, None);
    }

    fn unfilled(&mut self, from: &str, transition: &Transition, missing: &[&TransitionField]) {
        self.trace.retain(|trace| trace.field != from);
        let names: Vec<&str> = missing.iter().map(|field| field.name.as_str()).collect();
        let text = [
            "the transition `",
            &transition.name,
            "` to `",
            &transition.to,
            "` wants a value for `",
            &names.join("`, `"),
            "`",
        ];
        let text = text.concat();
        self.refuse_with(from, &text);
        // What the screen wants belongs with the status: a resolution on an issue that goes on would be wrong.
        let wants =
            |value: &ForIssue| transition.fields.iter().any(|field| field.required && field.id == value.jira_field);
        let (waiting, values): (Vec<_>, Vec<_>) = std::mem::take(&mut self.issue).into_iter().partition(wants);
        self.issue = values;
        for value in waiting {
            self.trace.retain(|trace| trace.field != value.from);
            self.refuse_with(&value.from, &["it goes with `", from, "`, and ", &text].concat());
        }
    }

    fn refuse_with(&mut self, field: &str, text: &str) {
        let describe = self.inputs.object.fields.iter().find(|describe| describe.name == field);
        if let Some(describe) = describe {
            let remedy = "map a field of the record to what is wanted, or change the status in Jira by hand";
            self.refuse(field, warning("transitionFieldMissing", describe, text.to_owned(), remedy));
        }
    }
}

fn is_null(json: &Json) -> bool {
    matches!(json.get().trim(), "null" | "\"\"" | "[]")
}

/// The statuses that transitions lead to.
fn others(transitions: &[Transition]) -> String {
    if transitions.is_empty() {
        return String::from(": the issue has none");
    }
    let names: Vec<&str> = transitions.iter().map(|transition| transition.to.as_str()).collect();
    ["; there are those to `", &names.join("`, `"), "`"].concat()
}
