//! What a rule says of an issue now, with all that keeps it from creating a record. Pure.

use weftline_rules::{Facts, judge, judge_now};
use weftline_wire::configuration::Rule;
use weftline_wire::decision::{RuleDecision, Verdict};
use weftline_wire::document::LinkedRecord;

use crate::fired::Firing;
use crate::weigh::held_back;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Why something was created, or was not.
    Why,
    /// What would come of it if the rule's field had just been set, and the rule were switched on.
    Trial,
}

/// How things stand on an issue.
pub(crate) struct Standing<'a> {
    /// Why rules create nothing here.
    pub(crate) rest: Option<Verdict>,
    /// The configured objects.
    pub(crate) objects: &'a [String],
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) links: &'a [LinkedRecord],
    pub(crate) asks: Asks,
}

impl Standing<'_> {
    /// What a rule decides. Its trigger and conditions are judged also where something else decides.
    pub(crate) fn decide(&self, rule: &Rule, firing: Option<&Firing>) -> RuleDecision {
        let now = judge_now(rule, self.facts);
        if now.verdict == Verdict::Invalid {
            return now;
        }
        let followed = self.facts.events.issue_created || self.facts.events.issue_updated;
        let keeps = match (self.rest, self.asks) {
            (Some(rest), _) => Some(rest),
            (None, _) if !self.objects.contains(&rule.object) => Some(Verdict::NotConfigured),
            (None, Asks::Why) if !rule.enabled => Some(Verdict::RuleOff),
            (None, _) if !followed => Some(Verdict::SwitchedOff),
            (None, _) => None,
        };
        if let Some(verdict) = self.before(rule, firing, &now).or(keeps) {
            let record_id = firing.and_then(Firing::record_id).map(str::to_owned);
            return RuleDecision { verdict, record_id, ..now };
        }
        if now.verdict != Verdict::Creates {
            return now;
        }
        if held_back(rule, self.links, &[]) {
            let linked = self.links.iter().rev().find(|link| link.object == rule.object);
            let record_id = linked.map(|link| link.record_id.clone());
            return RuleDecision { verdict: Verdict::LinkedAlready, record_id, ..now };
        }
        match self.asks {
            Asks::Trial => now,
            // The field has the value; whether it has taken it since the issue was looked at is another question.
            Asks::Why => judge(rule, self.facts),
        }
    }

    /// What the rule has done here before, where that decides.
    fn before(&self, rule: &Rule, firing: Option<&Firing>, now: &RuleDecision) -> Option<Verdict> {
        let firing = firing?;
        let fires = now.verdict == Verdict::Creates;
        if firing.fired.document.reset {
            return None;
        }
        if firing.is_open() {
            return Some(Verdict::Unclear);
        }
        if firing.is_refused() {
            return (self.asks == Asks::Why && fires).then_some(Verdict::Refused);
        }
        match self.asks {
            Asks::Why if is_linked(firing, self.links) => Some(Verdict::Created),
            Asks::Why => Some(Verdict::FiredBefore),
            Asks::Trial => (fires && !rule.again && self.rest.is_none()).then_some(Verdict::FiredBefore),
        }
    }

    /// Whether somebody may let it run again.
    pub(crate) fn may_run_again(&self, firing: Option<&Firing>, pending: bool) -> bool {
        may_run_again(firing, self.links, pending)
    }
}

/// Whether a rule has something to run again: what was refused, or what is not linked any more. While the issue is still
/// to be looked at, that was asked for already.
pub(super) fn may_run_again(firing: Option<&Firing>, links: &[LinkedRecord], pending: bool) -> bool {
    let Some(firing) = firing else { return false };
    if firing.is_refused() {
        return !pending;
    }
    let known = firing.fired.document.reset || !firing.is_open();
    known && !is_linked(firing, links) && !(firing.fired.document.reset && pending)
}

fn is_linked(firing: &Firing, links: &[LinkedRecord]) -> bool {
    firing.record_id().is_some_and(|id| links.iter().any(|link| link.record_id == id))
}
