//! How an issue and its records stand, as the panel tells it.

use weftline_wire::document::{IssueDocument, NextStep, Undertaking};
use weftline_wire::view::{SyncStanding, SyncStateView};

/// What the issue's document says of it. `pending` when the ledger has something of it, `may_act` when the user may have
/// it synced.
pub(crate) fn sync_state(document: &IssueDocument, pending: bool, may_act: bool) -> SyncStateView {
    let setback = document.setback.as_ref().filter(|setback| matches!(setback.undertaking, Undertaking::Sync { .. }));
    let standing = match setback {
        _ if document.links.is_empty() => SyncStanding::Nothing,
        Some(setback) if setback.next == NextStep::Retry => SyncStanding::Retrying,
        Some(_) => SyncStanding::Failed,
        None if pending => SyncStanding::Pending,
        None if document.synced_at_ms.is_some() => SyncStanding::InStep,
        None => SyncStanding::Nothing,
    };
    SyncStateView {
        standing,
        synced_at_ms: document.synced_at_ms,
        conflicts: document.conflicts,
        may_act,
        gone: Vec::new(),
    }
}
