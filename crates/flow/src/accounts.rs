//! People of whom something is stored (OPS-5): their Atlassian account, where they linked, created, posted or decided something. Each
//! is noted once, so that Atlassian can be told of them, and can say whose account was closed.

use weftline_wire::call::{Call, Reply};
use weftline_wire::document::{AccountDocument, Versioned};

use crate::dispatch::Answering;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::store::{self, Entity, Transaction};

/// Accounts that are noted in one transaction.
const NOTED_AT_ONCE: usize = 25;

/// Whether something of whoever makes this call is stored.
pub(crate) fn keeps(call: &Call) -> bool {
    matches!(
        call,
        Call::Link(_)
            | Call::Create(_)
            | Call::PostComment(_)
            | Call::PostFeed(_)
            | Call::DecideConflicts(_)
            | Call::BulkCheck(_)
            | Call::BeginBackfill(_)
            | Call::SteerBackfill(_)
            | Call::Connect(_)
            | Call::BeginLogin(_)
            | Call::SaveConfiguration(_)
            | Call::RollBack(_)
            | Call::ImportConfiguration(_)
            | Call::SyncFromSalesforce(_)
            | Call::DropWork(_)
    )
}

/// Answers a call by `answering`, and notes who made it, where something of them is stored now. That they are known is looked up
/// beside; a note that does not get through is made with their next call.
pub(crate) async fn noting(world: &World, account_id: &str, answering: Answering<'_>) -> Result<Reply, Failure> {
    let (answer, known) = join(answering, read(world, account_id)).await;
    if answer.is_ok() && !matches!(known, Ok(Some(_))) {
        let document = AccountDocument { stored_at_ms: world.now_ms(), reported_at_ms: 0 };
        let mut transaction = Transaction::default();
        if transaction.put(Entity::Account, account_id, None::<&Versioned<()>>, &document).is_ok() {
            let _ = transaction.commit(world).await;
        }
    }
    answer
}

/// Notes whose profiles stand in what is about to be kept; those that are known are left alone. A note that does not get
/// through is made with the next that is kept of them.
pub(crate) async fn note(world: &World, account_ids: &[String]) {
    if account_ids.is_empty() {
        return;
    }
    let Ok(known) = store::entities::<AccountDocument>(world, Entity::Account, account_ids).await else { return };
    let unknown: Vec<&String> =
        account_ids.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(account_id, _)| account_id).collect();
    for part in unknown.chunks(NOTED_AT_ONCE) {
        let document = AccountDocument { stored_at_ms: world.now_ms(), reported_at_ms: 0 };
        let mut transaction = Transaction::default();
        let put =
            |account_id: &&String| transaction.put(Entity::Account, account_id, None::<&Versioned<()>>, &document);
        if part.iter().try_for_each(put).is_ok() {
            let _ = transaction.commit(world).await;
        }
    }
}

/// What is noted of an account.
pub(crate) async fn read(world: &World, account_id: &str) -> Result<Option<Versioned<AccountDocument>>, Failure> {
    store::entity(world, Entity::Account, account_id).await
}
