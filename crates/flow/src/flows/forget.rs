//! Forgets an issue that was deleted in Jira: its links, what was kept of them, how far it was judged and synced, what was
//! decided on it and from what, what was posted from it, which comments were copied and which files carried, its jobs, and what rules have done there, for
//! its id is never given again. Only where that event is followed (EVT-1).

use crate::activity;
use crate::bulk::forgetting;
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::fired;
use crate::join::join;
use crate::links;
use crate::snapshots;
use crate::store::{self, Among, Entity, Transaction, key};

/// The index that has comment pairs by issue.
const BY_ISSUE: &str = "issue";

/// Forgets an issue. To forget what is forgotten changes nothing.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    let events = Configuration::read(world).await?.events(world).await?;
    if !events.issue_deleted {
        return Ok(());
    }
    while let Some(issue) = links::read_issue(world, issue_id).await? {
        if issue.document.links.is_empty() {
            let mut transaction = Transaction::default();
            transaction.remove(Entity::Issue, issue_id, &issue);
            // Its property is gone with it.
            transaction.drop(Entity::Work, &key::property_work(issue_id));
            transaction.drop(Entity::Work, &key::sync_work(issue_id));
            transaction.drop(Entity::Work, &key::issue_work(issue_id));
            transaction.drop(Entity::Work, &key::files_work(issue_id));
            transaction.drop(Entity::File, issue_id);
            transaction.commit(world).await?;
            continue;
        }
        let ids: Vec<String> = issue.document.links.into_iter().map(|link| link.record_id).collect();
        links::unlink(world, issue_id, &ids).await?;
    }
    let ((decided, fired), ((posted, jobs), (copied, snapshot))) = join(
        join(activity::forget(world, issue_id), fired::forget(world, issue_id)),
        join(
            join(store::drop_all(world, Entity::Post, &key::of_issue(issue_id)), forgetting::forget(world, issue_id)),
            join(
                store::drop_among(world, Entity::Pair, Among::Index(BY_ISSUE, issue_id)),
                snapshots::forget(world, issue_id),
            ),
        ),
    )
    .await;
    decided?;
    fired?;
    posted?;
    jobs?;
    copied?;
    snapshot
}
