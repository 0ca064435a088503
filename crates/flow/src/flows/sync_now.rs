//! Sync now (SYNC-6): someone wants the issue and its records in step. Noted in the ledger; the work is done behind the
//! call, and what had failed is tried again.

use weftline_wire::call::SyncNowCall;
use weftline_wire::decision::Cause;
use weftline_wire::document::Setback;
use weftline_wire::job::{Caller, Job};
use weftline_wire::view::SyncStateView;

use crate::engine::World;
use crate::failure::Failure;
use crate::flows::sync_state;
use crate::gate;
use crate::ground::Ground;
use crate::join::{join, join_all};
use crate::ledger::{self, Mark};
use crate::marks::{self, SyncMark};
use crate::place::{Intent, Place};
use crate::post_functions;
use crate::store::{self, Among, Entity, key};

/// First syncs that are rung for at most: more of them follow with the ledger's rounds.
const RUNG_MAX: u32 = 10;

/// Notes it.
pub(crate) async fn sync_now(world: &World, caller: &Caller, _: &SyncNowCall) -> Result<SyncStateView, Failure> {
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    let place = ground.place(world, Intent::Change).await?;
    let issue_id = ground.issue.id.as_str();
    if !ground.links.links.is_empty() {
        let mark = SyncMark {
            issue_id: issue_id.to_owned(),
            project_id: Some(ground.project.id.clone()),
            connection: place.connection().to_owned(),
            causes: vec![Cause::SyncNow],
            records: Vec::new(),
            comments: Vec::new(),
            pushed: Vec::new(),
            look: true,
        };
        marks::mark(world, &mark).await?;
    }
    let (rules, firsts) = join(rules_again(world, &ground, caller, &place), firsts_again(world, issue_id)).await;
    rules?;
    firsts?;
    sync_state::now(world, issue_id, true).await
}

/// A rule, or a post function, whose record was refused is judged again.
async fn rules_again(world: &World, ground: &Ground<'_>, caller: &Caller, place: &Place) -> Result<(), Failure> {
    let refused = |setback: &Setback| post_functions::creates(&setback.undertaking, None);
    if !ground.links.setback.as_ref().is_some_and(refused) && ground.links.owed.is_empty() {
        return Ok(());
    }
    let mark = Mark {
        cloud_id: &caller.cloud_id,
        issue_id: &ground.issue.id,
        project_id: Some(&ground.project.id),
        connection: place.connection(),
        causes: &[Cause::SyncNow],
        post_functions: &[],
    };
    ledger::mark(world, &mark).await
}

/// Values that are still to be copied for the first time need not wait for the next round.
async fn firsts_again(world: &World, issue_id: &str) -> Result<(), Failure> {
    let among = key::first_sync_work(issue_id, "");
    let (items, _) = store::query(world, Entity::Work, Among::Prefix(&among), RUNG_MAX).await?;
    let rung = join_all(items.into_iter().map(|item| store::push(world, Job::FirstSync { key: item.key }, 0))).await;
    rung.into_iter().collect()
}
