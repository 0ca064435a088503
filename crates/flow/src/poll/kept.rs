//! How far an org was looked at, as it is stored; and which of the changes that are looked at again were marked before.

use weftline_salesforce::reply::Change;
use weftline_wire::document::{PollDocument, Versioned};
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Changes that are remembered: about 90 KB. What is forgotten is marked again.
const RECENT_MAX: usize = 3_000;

/// What is stored of an org.
pub(crate) async fn read(world: &World, connection: &str) -> Result<Option<Versioned<PollDocument>>, Failure> {
    store::entity(world, Entity::Poll, connection).await
}

/// Changes it, whoever else does. Gives what is stored then.
pub(crate) async fn change(
    world: &World,
    connection: &str,
    before: &mut Option<Versioned<PollDocument>>,
    change: &dyn Fn(&mut PollDocument),
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let mut document = before.as_ref().map(|before| before.document.clone()).unwrap_or_default();
        change(&mut document);
        if before.as_ref().is_some_and(|before| before.document == document) {
            return Ok(());
        }
        let mut transaction = Transaction::default();
        transaction.put(Entity::Poll, connection, before.as_ref(), &document)?;
        if transaction.commit(world).await? == Committed::Yes {
            let revision = before.as_ref().map_or(0, |before| before.revision) + 1;
            *before = Some(Versioned { revision, document });
            return Ok(());
        }
        *before = read(world, connection).await?;
    }
    Err(failure::of(FailureCode::Conflict, "how far the org was looked at is being changed by others"))
}

/// Changes that are in the ledger and are looked at again, because windows overlap: stamp and id, in order.
#[derive(Default)]
pub(crate) struct Recent {
    changes: Vec<String>,
    is_new: bool,
}

impl Recent {
    /// Reads what is remembered.
    pub(crate) async fn read(world: &World, connection: &str) -> Result<Self, Failure> {
        let changes = store::get::<Vec<String>>(world, key::recent(connection)).await?.unwrap_or_default();
        Ok(Self { changes, is_new: false })
    }

    /// Whether it was marked before.
    pub(crate) fn has(&self, change: &Change) -> bool {
        self.changes.binary_search(&entry(change)).is_ok()
    }

    /// Remembers what will be looked at again, and forgets what will not, nor what is too much: the oldest.
    pub(crate) fn remember<'a>(&mut self, changes: impl Iterator<Item = &'a Change>, since_ms: u64) {
        for change in changes.filter(|change| change.stamp_ms >= since_ms) {
            let entry = entry(change);
            if let Err(place) = self.changes.binary_search(&entry) {
                self.changes.insert(place, entry);
                self.is_new = true;
            }
        }
        let since = stamp(since_ms);
        let old = self.changes.partition_point(|entry| *entry < since);
        self.changes.drain(..old.max(self.changes.len().saturating_sub(RECENT_MAX)));
    }

    /// Keeps it, if there is something new.
    pub(crate) async fn keep(&mut self, world: &World, connection: &str) -> Result<(), Failure> {
        if std::mem::take(&mut self.is_new) {
            store::set(world, key::recent(connection), &self.changes).await?;
        }
        Ok(())
    }
}

fn entry(change: &Change) -> String {
    let mut entry = stamp(change.stamp_ms);
    entry.push_str(change.id.as_str());
    entry
}

fn stamp(at_ms: u64) -> String {
    format!("{:09x}", at_ms / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weftline_salesforce::id::RecordId;

    fn change(stamp_ms: u64, id: &str) -> Change {
        let id = RecordId::parse(id).unwrap();
        Change { id, stamp_ms, by: None, deleted: false, parent: None }
    }

    #[test]
    fn sync_5_the_same_record_at_another_time_is_another_change() {
        let mut recent = Recent::default();
        let one = change(60_000, "5005g00000AbCdEAAV");
        recent.remember([one].iter(), 0);
        assert!(recent.has(&one));
        assert!(!recent.has(&change(61_000, "5005g00000AbCdEAAV")));
        assert!(!recent.has(&change(60_000, "5005g00000AbCdFAAV")));
        recent.remember([].iter(), 61_000);
        assert!(!recent.has(&one), "it is not looked at again");
    }
}
