//! How an issue and its records stand, as the panel tells it.

use weftline_wire::document::{IssueDocument, LinkDocument, NextStep, Snapshot, Undertaking, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{GoneRecord, SyncStanding, SyncStateView};

use crate::engine::World;
use crate::failure::Failure;
use crate::store::{self, Entity, key};

/// What the issue's document says of it. `mark` is the ledger's entry of it, `may_act` when the user may have it synced.
pub(crate) fn sync_state(
    document: &IssueDocument,
    mark: Option<&Work>,
    may_act: bool,
    gone: Vec<GoneRecord>,
) -> SyncStateView {
    SyncStateView {
        standing: standing(document, mark),
        synced_at_ms: document.synced_at_ms,
        conflicts: document.conflicts,
        waiting_to_salesforce: document.waiting_to_salesforce,
        waiting_to_jira: document.waiting_to_jira,
        may_act,
        gone,
    }
}

fn standing(document: &IssueDocument, mark: Option<&Work>) -> SyncStanding {
    if document.links.is_empty() {
        return SyncStanding::Nothing;
    }
    let setback = document.setback.as_ref().filter(|setback| matches!(setback.undertaking, Undertaking::Sync { .. }));
    if let Some(mark) = mark {
        // Work rests while its org is not connected, and goes on by itself once it is.
        let rests = setback.is_some_and(|setback| {
            matches!(setback.failure.code, FailureCode::NotConnected | FailureCode::ReconnectNeeded)
        });
        // What is tried now counts for more than what failed before.
        return match &mark.trouble {
            None if rests => SyncStanding::Retrying,
            None => SyncStanding::Pending,
            Some(trouble) if trouble.given_up => SyncStanding::Failed,
            Some(_) => SyncStanding::Retrying,
        };
    }
    match setback {
        Some(setback) if setback.next == NextStep::Retry => SyncStanding::Retrying,
        Some(_) => SyncStanding::Failed,
        None if document.synced_at_ms.is_some() => SyncStanding::InStep,
        None => SyncStanding::Nothing,
    }
}

/// What became of linked records that Salesforce does not show any more. Records that it shows are not looked up.
pub(crate) async fn gone(
    world: &World,
    issue_id: &str,
    document: &IssueDocument,
    snapshot: &Snapshot,
    is_missing: &dyn Fn(&str) -> bool,
) -> Result<Vec<GoneRecord>, Failure> {
    let kept = |id: &str| snapshot.records.get(id).is_some_and(|record| record.missing);
    let missing = document.links.iter().filter(|link| is_missing(&link.record_id) || kept(&link.record_id));
    let keys: Vec<String> = missing.map(|link| key::link(issue_id, &link.record_id)).collect();
    let links = store::entities::<LinkDocument>(world, Entity::Link, &keys).await?;
    let gone = links.into_iter().flatten().filter_map(|link| {
        let LinkDocument { record_id, gone, .. } = link.document;
        gone.map(|gone| GoneRecord { record_id, gone })
    });
    Ok(gone.collect())
}
