//! What a rule makes of an issue.

use weftline_wire::configuration::{Comparison, Rule, Trigger};
use weftline_wire::decision::{Judged, JudgedKind, RuleDecision, Verdict};

use crate::change::Step;
use crate::check;
use crate::condition::{Look, shown, takes};
use crate::facts::Facts;
use crate::sought::Sought;

/// Judges a rule over what happened to the issue since it was last looked at: [`Verdict::Creates`],
/// [`Verdict::NotTriggered`], [`Verdict::ConditionsUnmet`], [`Verdict::RuleOff`], [`Verdict::SwitchedOff`] or
/// [`Verdict::Invalid`]. What it created before, and what is linked, is for others to know.
#[must_use]
pub fn judge(rule: &Rule, facts: &Facts<'_>) -> RuleDecision {
    let off = match (rule.enabled, facts.events.issue_created || facts.events.issue_updated) {
        (false, _) => Some(Verdict::RuleOff),
        (true, false) => Some(Verdict::SwitchedOff),
        (true, true) => None,
    };
    if let Some(verdict) = off {
        return decision(rule, verdict);
    }
    judged(rule, &Look { facts, since_ms: rule.since_ms, just_set: None })
}

/// Judges a rule as if its field had just taken the value that it has: for trying a rule, and for trying again.
/// Whether it or its events are switched on makes no difference.
#[must_use]
pub fn judge_now(rule: &Rule, facts: &Facts<'_>) -> RuleDecision {
    judged(rule, &Look { facts, since_ms: rule.since_ms, just_set: Some(&rule.trigger.field) })
}

/// The changelog entry that sets the rule off, the last of several; 0 for the issue's creation. None when nothing does.
#[must_use]
pub fn occasion(rule: &Rule, facts: &Facts<'_>) -> Option<u64> {
    let look = Look { facts, since_ms: rule.since_ms, just_set: None };
    let now = look.value(&rule.trigger.field);
    let steps = look.steps(&rule.trigger.field, &now);
    let sought = Sought::all(&rule.trigger.values);
    steps.iter().rev().find(|step| sets_off(&sought, step)).map(|step| step.history_id)
}

fn judged(rule: &Rule, look: &Look<'_, '_>) -> RuleDecision {
    let problems = check::shape(rule);
    if !problems.is_empty() {
        return RuleDecision { problems, ..decision(rule, Verdict::Invalid) };
    }
    let trigger = triggered(&rule.trigger, look);
    let conditions = look.judge(&rule.conditions);
    let verdict = match (trigger.holds, conditions.holds) {
        (false, _) => Verdict::NotTriggered,
        (true, false) => Verdict::ConditionsUnmet,
        (true, true) => Verdict::Creates,
    };
    RuleDecision { trigger: Some(trigger), conditions: Some(conditions), ..decision(rule, verdict) }
}

fn triggered(trigger: &Trigger, look: &Look<'_, '_>) -> Judged {
    let now = look.value(&trigger.field);
    let steps = look.steps(&trigger.field, &now);
    let sought = Sought::all(&trigger.values);
    Judged {
        kind: JudgedKind::Compare,
        holds: steps.iter().any(|step| sets_off(&sought, step)),
        field: Some(trigger.field.clone()),
        field_name: look.facts.names.get(trigger.field.as_str()).map(|name| (*name).to_owned()),
        comparison: Some(if trigger.values.is_empty() { Comparison::Changed } else { Comparison::ChangedTo }),
        values: trigger.values.clone(),
        found: if look.just_set.is_some() { now.found() } else { shown(&steps) },
        of: Vec::new(),
    }
}

fn sets_off(triggers: &[Sought], step: &Step<'_>) -> bool {
    if triggers.is_empty() { step.takes_any() } else { takes(step, triggers) }
}

/// A decision about a rule of which nothing more is said.
#[must_use]
pub fn decision(rule: &Rule, verdict: Verdict) -> RuleDecision {
    RuleDecision {
        rule: rule.id.clone(),
        name: rule.name.clone(),
        object: rule.object.clone(),
        verdict,
        trigger: None,
        conditions: None,
        problems: Vec::new(),
        record_id: None,
    }
}
