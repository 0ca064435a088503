//! What a rule makes of an issue once it is known what it has done there before: at most one record for an issue and
//! rule (AUTO-7). Pure.

use weftline_rules::{Facts, judge, judge_now};
use weftline_wire::configuration::Rule;
use weftline_wire::decision::{Cause, RuleDecision, Verdict};
use weftline_wire::document::{Judged, LinkedRecord};

use crate::fired::Firing;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing.
    Nothing,
    /// A record is created for this time.
    Fire {
        /// The how manieth.
        times: u32,
    },
    /// What was refused is tried again, with the same key.
    Retry,
    /// What became of the creation has to be found out first.
    Settle,
}

/// Weighs what a rule says now, over what happened since `judged`, against what it has done. `causes` is why the issue
/// is looked at.
pub(crate) fn weigh(
    rule: &Rule,
    facts: &Facts<'_>,
    judged: Option<Judged>,
    firing: Option<&Firing>,
    causes: &[Cause],
) -> (RuleDecision, Next) {
    let usual = Facts { judged, ..facts.clone() };
    let Some(firing) = firing else {
        return creates(judge(rule, &usual), Next::Fire { times: 1 });
    };
    let fired = &firing.fired.document;
    let again = Next::Fire { times: fired.times.saturating_add(1) };
    if firing.is_open() && !fired.reset {
        return (RuleDecision { verdict: Verdict::Unclear, ..judge(rule, &usual) }, Next::Settle);
    }
    let works = rule.enabled && (facts.events.issue_created || facts.events.issue_updated);
    if firing.is_refused() {
        // What never arrived is made up for: what set the rule off counts as if nobody had looked since.
        let settled = causes.contains(&Cause::Settled);
        let usual = if settled { Facts { judged: fired.judged, ..usual } } else { usual };
        let decision = judge(rule, &usual);
        if decision.verdict == Verdict::Creates || !works {
            return creates(decision, Next::Retry);
        }
        return creates(judge_now(rule, &usual), Next::Retry);
    }
    // What happened before it fired does not make it fire again, whether the cursor has moved that far or not.
    let since = Judged { history_id: fired.history_id, at_ms: fired.fired_at_ms };
    let since = judged.filter(|judged| judged.history_id > since.history_id).unwrap_or(since);
    let facts = Facts { judged: Some(since), ..usual };
    if fired.reset && causes.contains(&Cause::RunAgain) && works {
        return creates(judge_now(rule, &facts), again);
    }
    let decision = judge(rule, &facts);
    match decision.verdict {
        Verdict::Creates if rule.again || fired.reset => (decision, again),
        Verdict::Creates => {
            let record_id = firing.record_id().map(str::to_owned);
            (RuleDecision { verdict: Verdict::FiredBefore, record_id, ..decision }, Next::Nothing)
        }
        _ => (decision, Next::Nothing),
    }
}

/// Whether a rule creates nothing while a record of its object is linked, or may just be created by another rule.
pub(crate) fn held_back(rule: &Rule, links: &[LinkedRecord], coming: &[&str]) -> bool {
    let linked = links.iter().any(|link| link.object == rule.object);
    !rule.while_linked && (linked || coming.contains(&rule.object.as_str()))
}

fn creates(decision: RuleDecision, next: Next) -> (RuleDecision, Next) {
    let next = if decision.verdict == Verdict::Creates { next } else { Next::Nothing };
    (decision, next)
}
