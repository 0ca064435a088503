//! Which activity is wanted. Pure.

use weftline_salesforce::id::RecordId;
use weftline_wire::call::{ActivityOutcome, SiteActivityCall};
use weftline_wire::decision::{Activity, Verdict};
use weftline_wire::failure::Severity;
use weftline_wire::plan::Write;

/// Whether an entry is among what is asked for. Which issue is decided by the query.
pub(super) fn keeps(call: &SiteActivityCall, activity: &Activity) -> bool {
    let of_record = |record: &str| {
        // People copy ids of 15 characters from old addresses.
        let id = RecordId::parse(record.trim()).map_or_else(|_| record.trim().to_owned(), |id| id.to_string());
        record_ids(activity).contains(&id.as_str())
    };
    let of_rule = |rule: &str| activity.decisions.iter().any(|decision| decision.rule == rule);
    call.record.as_deref().filter(|record| !record.trim().is_empty()).is_none_or(of_record)
        && call.rule.as_deref().is_none_or(of_rule)
        && call.cause.is_none_or(|cause| activity.causes.contains(&cause))
        && call.outcome.is_none_or(|outcome| outcome == self::outcome(activity))
}

/// How it ended. What did not go well counts more than what waits.
fn outcome(activity: &Activity) -> ActivityOutcome {
    let went_wrong =
        activity.decisions.iter().any(|decision| matches!(decision.verdict, Verdict::Refused | Verdict::Invalid));
    let stands_against =
        activity.plans.iter().any(|plan| plan.problems.iter().any(|problem| problem.severity == Severity::Error));
    let waits = activity.decisions.iter().any(|decision| decision.verdict == Verdict::Unclear)
        || activity.plans.iter().any(|plan| !plan.held.is_empty());
    if activity.failure.is_some() || went_wrong || stands_against {
        ActivityOutcome::Failed
    } else if waits {
        ActivityOutcome::Waits
    } else {
        ActivityOutcome::Done
    }
}

/// The records that it was about, each once.
pub(super) fn record_ids(activity: &Activity) -> Vec<&str> {
    let decided = activity.decisions.iter().filter_map(|decision| decision.record_id.as_deref());
    let written = activity.plans.iter().flat_map(|plan| &plan.writes).filter_map(|write| match write {
        Write::LinkRecord { record_id, .. } => record_id.as_deref(),
        Write::UpdateRecord { record_id, .. }
        | Write::CommentOnRecord { record_id, .. }
        | Write::DeleteOnRecord { record_id, .. }
        | Write::UnlinkRecord { record_id, .. }
        | Write::AttachToRecord { record_id, .. }
        | Write::AttachToIssue { record_id, .. } => Some(record_id),
        Write::CreateRecord { .. }
        | Write::UpdateIssue { .. }
        | Write::TransitionIssue { .. }
        | Write::CommentOnIssue { .. }
        | Write::DeleteOnIssue { .. } => None,
    });
    let mut ids: Vec<&str> = Vec::new();
    let about = activity.records.iter().chain(activity.noticed.iter().map(|noticed| &noticed.record_id));
    for id in decided.chain(written).chain(about.map(String::as_str)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
