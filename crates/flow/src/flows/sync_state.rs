//! How an issue and its records stand (SYNC-8): what an open panel asks while something is to come. Salesforce is not
//! asked.

use weftline_wire::configuration::RoleAction;
use weftline_wire::job::Caller;
use weftline_wire::view::SyncStateView;

use crate::engine::World;
use crate::failure::Failure;
use crate::ground::Ground;
use crate::join::join;
use crate::links;
use crate::marks;
use crate::place::Intent;
use crate::snapshots;
use crate::standing;

/// Says how they stand.
pub(crate) async fn sync_state(world: &World, caller: &Caller) -> Result<SyncStateView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let place = ground.place(world, Intent::Look).await?;
    let may_act = ground.may(RoleAction::Sync) && !place.restricted(caller.issue_type.as_deref());
    now(world, &ground.issue.id, may_act).await
}

/// The same as it is read now, for calls that have changed it.
pub(crate) async fn now(world: &World, issue_id: &str, may_act: bool) -> Result<SyncStateView, Failure> {
    let (issue, (mark, snapshot)) =
        join(links::read_issue(world, issue_id), join(marks::read(world, issue_id), snapshots::read(world, issue_id)))
            .await;
    let document = issue?.map(|stored| stored.document).unwrap_or_default();
    let (mark, snapshot) = (mark?, snapshot?);
    let gone = standing::gone(world, issue_id, &document, &snapshot, &|_| false).await?;
    Ok(standing::sync_state(&document, mark.as_ref().map(|mark| &mark.document), may_act, gone))
}
