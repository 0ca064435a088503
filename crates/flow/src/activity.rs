//! What was decided on issues: kept for 30 days, for people who ask why.

use sha2::{Digest, Sha256};
use weftline_wire::decision::Activity;

use crate::engine::World;
use crate::failure::Failure;
use crate::links::hex;
use crate::store::{self, Among, Entity, Transaction, key};

/// The index that has the activity of an issue by time.
const BY_ISSUE: &str = "issue";

/// What the index `site` has all activity under.
pub(crate) const SITE: &str = "all";

/// How long it is kept. The platform deletes it up to two days later.
const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// An entry as it is stored.
struct Entry {
    revision: u32,
    issue: String,
    site: String,
    at: u32,
    document: Activity,
}

weftline_wire::json_object! { ignore Entry { revision, issue, site: optional, at, document } }

/// Adds an entry to a transaction. `what` names what the entry is about: of the same at the same time there is one.
pub(crate) fn add(transaction: &mut Transaction, activity: Activity, what: &str) {
    let mut digits = hex(&Sha256::digest(what));
    digits.truncate(8);
    let key = key::activity(&activity.issue_id, activity.at_ms, &digits);
    // In seconds since 1970, which Forge's whole numbers of 32 bits hold until 2038.
    let at = u32::try_from(activity.at_ms / 1_000).unwrap_or(u32::MAX).min(i32::MAX as u32);
    let entry = Entry { revision: 1, issue: activity.issue_id.clone(), site: SITE.to_owned(), at, document: activity };
    transaction.write_for(Entity::Activity, &key, &entry, KEPT_SECONDS);
}

/// The newest entries of an issue, the newest first, and whether there are more.
pub(crate) async fn read(world: &World, issue_id: &str, limit: u32) -> Result<(Vec<Activity>, bool), Failure> {
    let (items, more) = store::query(world, Entity::Activity, Among::Newest(BY_ISSUE, issue_id), limit).await?;
    let oldest_ms = world.now_ms().saturating_sub(u64::from(KEPT_SECONDS) * 1_000);
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let entry: Entry = store::read_item(&item)?;
        if entry.document.at_ms >= oldest_ms {
            found.push(entry.document);
        }
    }
    Ok((found, more))
}

/// Forgets what was decided on an issue.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    store::drop_all(world, Entity::Activity, &key::of_issue(issue_id)).await
}
