//! What went wrong when an issue was synced last, until it goes well again (SYNC-8): part of the issue's document, so
//! that the panel reads it with the links.

use weftline_wire::configuration::Rule;
use weftline_wire::decision::{RuleDecision, Verdict};
use weftline_wire::document::{IssueDocument, NextStep, Setback, Undertaking};
use weftline_wire::failure::{FailureCode, Problem, Severity};
use weftline_wire::json;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::fired::Firing;
use crate::links::read_issue;
use crate::post_functions;
use crate::store::{Committed, Entity, Transaction};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Notes that an undertaking came to nothing. The same again is not written again.
pub(crate) async fn note(world: &World, issue_id: &str, setback: Setback) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let issue = read_issue(world, issue_id).await?;
        let mut document = issue.as_ref().map(|issue| issue.document.clone()).unwrap_or_default();
        if !put_in(&mut document, setback.clone()) {
            return Ok(());
        }
        let mut transaction = Transaction::default();
        transaction.put(Entity::Issue, issue_id, issue.as_ref(), &document)?;
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(());
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue is being changed by others; try again"))
}

/// Forgets it in a document that is written anyway, once an undertaking of this kind has gone well. Whether that changed
/// it.
pub(crate) fn clear_in(document: &mut IssueDocument, went_well: &dyn Fn(&Undertaking) -> bool) -> bool {
    let over = document.setback.as_ref().is_some_and(|setback| went_well(&setback.undertaking));
    if over {
        document.setback = None;
    }
    over
}

/// Puts it into a document that is written anyway; of the same again the first stays. Whether that changed it.
pub(crate) fn put_in(document: &mut IssueDocument, setback: Setback) -> bool {
    let news = document.setback.as_ref().is_none_or(|before| !is_same(before, &setback));
    if news {
        document.setback = Some(setback);
    }
    news
}

/// What is left when all rules were judged: what still stands against one of them, and nothing of what did before.
pub(crate) fn judged(document: &mut IssueDocument, setback: Option<Setback>) {
    match setback {
        Some(setback) => {
            put_in(document, setback);
        }
        None => {
            clear_in(document, &|undertaking| post_functions::creates(undertaking, None));
        }
    }
}

/// A rule that cannot go on.
pub(crate) fn of_rule(world: &World, rule: &Rule, failure: Failure) -> Setback {
    let undertaking = post_functions::undertaking(&rule.id, &rule.name, &rule.object);
    let next = next_step(&failure);
    Setback { at_ms: world.now_ms(), undertaking, failure: *failure, next }
}

/// What a decision has against a rule's record; none when it has nothing.
pub(crate) fn of_decision(world: &World, decision: &RuleDecision, firing: Option<&Firing>) -> Option<Setback> {
    let mut failure = of_problems(&decision.problems);
    if decision.verdict == Verdict::Unclear {
        failure.code = FailureCode::CreationUnclear;
    }
    let next = match decision.verdict {
        Verdict::Refused => next_step(&failure),
        // After the last look nobody looks any more.
        Verdict::Unclear if firing.is_some_and(|firing| firing.is_given_up(world.now_ms())) => NextStep::Person,
        Verdict::Unclear => NextStep::Retry,
        _ => return None,
    };
    let undertaking = post_functions::undertaking(&decision.rule, &decision.name, &decision.object);
    Some(Setback { at_ms: world.now_ms(), undertaking, failure: *failure, next })
}

/// What happens next after a failure.
pub(crate) fn next_step(failure: &Failure) -> NextStep {
    match failure.code {
        FailureCode::NotConnected
        | FailureCode::ReconnectNeeded
        | FailureCode::SalesforceForbidden
        | FailureCode::SalesforceRefused
        | FailureCode::HostRefused
        | FailureCode::CredentialsRefused
        | FailureCode::ObjectNotConfigured
        | FailureCode::ProjectNotConfigured
        | FailureCode::ConfigurationInvalid
        | FailureCode::NewerData => NextStep::Admin,
        _ if failure.retryable => NextStep::Retry,
        _ => NextStep::NextChange,
    }
}

/// What stood against an undertaking, as one failure: the first error's text.
pub(crate) fn of_problems(problems: &[Problem]) -> Failure {
    let error = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first());
    let Some(problem) = error else {
        return failure::of(FailureCode::CreationUnclear, "Salesforce's answer was lost");
    };
    let code = json::from_str(&json::to_string(&problem.code)).unwrap_or(FailureCode::Invalid);
    let failure = failure::with(failure::of(code, problem.text.clone()), "problem", problem.code.clone());
    match &problem.field {
        Some(field) => failure::with(failure, "field", field.clone()),
        None => failure,
    }
}

fn is_same(one: &Setback, other: &Setback) -> bool {
    one.undertaking == other.undertaking
        && one.next == other.next
        && one.failure.code == other.failure.code
        && one.failure.text == other.failure.text
}
