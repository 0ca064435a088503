//! Forgets the jobs of an issue that was deleted. A worker that is at one finds nothing of it when it saves.

use weftline_wire::document::{BulkJob, BulkRecipe, Versioned};
use weftline_wire::effect::StoredItem;

use crate::bulk::{outcomes, seen};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::store::{self, Among, Entity, Transaction, key};

/// Jobs that are forgotten in one transaction, and how often.
const JOBS_MAX: u32 = 12;
const ROUNDS_MAX: u32 = 40;

/// Forgets them, as far as queries know of them.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    for _ in 0..ROUNDS_MAX {
        let (items, more) = store::query(world, Entity::Bulk, Among::Index("issue", issue_id), JOBS_MAX).await?;
        join_all(items.iter().map(|item| values(world, item))).await.into_iter().collect::<Result<(), _>>()?;
        let mut transaction = Transaction::default();
        for item in &items {
            transaction.drop(Entity::Bulk, &item.key);
            transaction.drop(Entity::Work, &key::bulk_work(&item.key));
        }
        if !transaction.is_empty() {
            transaction.commit(world).await?;
        }
        if !more {
            break;
        }
    }
    Ok(())
}

/// What is stored beside a job.
async fn values(world: &World, item: &StoredItem) -> Result<(), Failure> {
    let Some(Versioned { document: job, .. }) = store::read_known::<Versioned<BulkJob>>(Entity::Bulk, item)? else {
        return Ok(());
    };
    let (recipe, seen) = join(
        store::get::<BulkRecipe>(world, key::bulk_targets(&item.key, 0)),
        seen::job_of(world, &job.file.fingerprint),
    )
    .await;
    let mut keys = vec![key::bulk_problems(&item.key)];
    keys.extend((0..=recipe?.map_or(0, |recipe| recipe.shards)).map(|shard| key::bulk_targets(&item.key, shard)));
    if seen?.as_deref() == Some(item.key.as_str()) {
        keys.push(key::bulk_seen(&job.file.fingerprint));
    }
    let (forgotten, deleted) = join(
        outcomes::forget(world, &item.key, job.rows),
        join_all(keys.into_iter().map(|key| store::delete(world, key))),
    )
    .await;
    forgotten?;
    deleted.into_iter().collect()
}
