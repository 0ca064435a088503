//! Post functions of workflows: what they ask for goes the way of rules, so that it is created exactly once, waits and is
//! told as theirs is. A run of a post function is judged as a rule that the workflow has set off already. Pure.

use weftline_rules::decision;
use weftline_wire::configuration::{Condition, Rule, Trigger};
use weftline_wire::decision::{RuleDecision, Verdict};
use weftline_wire::document::{PostFunctionRun, Undertaking};

use crate::fired::Firing;
use crate::weigh::Next;

/// What the ids of such rules begin with: those of an admin's rules are hexadecimal digits.
const PREFIX: &str = "post-function.";

/// The rule that stands for what a post function asked for.
pub(crate) fn rule(run: &PostFunctionRun) -> Rule {
    Rule {
        id: format!("{PREFIX}{}", run.object),
        name: run.transition.clone(),
        enabled: true,
        object: run.object.clone(),
        trigger: Trigger { field: String::new(), values: Vec::new() },
        conditions: Condition::All { of: Vec::new() },
        again: false,
        while_linked: false,
        since_ms: 0,
    }
}

/// Whether a rule's id is that of a post function.
pub(crate) fn is_post_function(rule: &str) -> bool {
    rule.starts_with(PREFIX)
}

/// What is to be done about a run, once it is known what post functions have done on the issue before: at most one record
/// for an execution, and none while nobody knows what came of the last one.
pub(crate) fn weigh(rule: &Rule, run: &PostFunctionRun, firing: Option<&Firing>) -> (RuleDecision, Next) {
    let Some(firing) = firing else {
        return (decision(rule, Verdict::Creates), Next::Fire { times: 1 });
    };
    if firing.is_open() {
        return (decision(rule, Verdict::Unclear), Next::Settle);
    }
    if firing.is_refused() {
        return (decision(rule, Verdict::Creates), Next::Retry);
    }
    let fired = &firing.fired.document;
    if fired.post_function.as_ref().is_some_and(|before| before.execution == run.execution) {
        let record_id = firing.record_id().map(str::to_owned);
        return (RuleDecision { record_id, ..decision(rule, Verdict::FiredBefore) }, Next::Nothing);
    }
    (decision(rule, Verdict::Creates), Next::Fire { times: fired.times.saturating_add(1) })
}

/// What a rule, or a post function, was about to do.
pub(crate) fn undertaking(rule: &str, name: &str, object: &str) -> Undertaking {
    let (name, object) = (name.to_owned(), object.to_owned());
    match is_post_function(rule) {
        true => Undertaking::PostFunction { transition: name, object },
        false => Undertaking::Rule { rule: name, object },
    }
}

/// Whether an undertaking was to create a record by itself; of this object, where one is named.
pub(crate) fn creates(undertaking: &Undertaking, of: Option<&str>) -> bool {
    match undertaking {
        Undertaking::Rule { object, .. } | Undertaking::PostFunction { object, .. } => of.is_none_or(|of| of == object),
        Undertaking::FirstSync { .. } | Undertaking::Sync { .. } => false,
    }
}

/// Adds runs to others: of each object the last one counts.
pub(crate) fn unite(runs: &mut Vec<PostFunctionRun>, more: &[PostFunctionRun]) {
    for run in more {
        runs.retain(|before| before.object != run.object);
        runs.push(run.clone());
    }
}
