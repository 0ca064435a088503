//! Forgets an issue that was deleted in Jira: its links and what was kept of them.

use crate::failure::Failure;

use crate::engine::World;
use crate::links;
use crate::store::{self, Entity, Transaction, key};

/// Forgets an issue. To forget what is forgotten changes nothing.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    while let Some(issue) = links::read_issue(world, issue_id).await? {
        if issue.document.links.is_empty() {
            let mut transaction = Transaction::default();
            transaction.remove(Entity::Issue, issue_id, &issue);
            transaction.commit(world).await?;
            continue;
        }
        let ids: Vec<String> = issue.document.links.into_iter().map(|link| link.record_id).collect();
        links::unlink(world, issue_id, &ids).await?;
    }
    store::delete(world, key::snapshot(issue_id)).await
}
