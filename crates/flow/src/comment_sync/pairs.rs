//! Pairs as they are stored. A pair is written in one transaction under all its keys, on the revisions that were read:
//! whoever loses reads again.

use std::collections::BTreeMap;

use weftline_wire::document::{PairDocument, PairState, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::Way;

use super::resolve::is_over_at;
use super::{of_issue, of_record};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::store::{Committed, Entity, Transaction};

/// What is known of pairs: also which are not there.
#[derive(Default)]
pub(super) struct Pairs(BTreeMap<String, Option<Versioned<PairDocument>>>);

impl Pairs {
    /// Reads these, those that are known already left out.
    pub(super) async fn read(&mut self, world: &World, mut keys: Vec<String>) -> Result<(), Failure> {
        keys.retain(|key| !self.0.contains_key(key));
        keys.sort_unstable();
        keys.dedup();
        let found = super::stored(world, &keys).await?;
        for (key, pair) in keys.into_iter().zip(found) {
            self.0.insert(key, pair);
        }
        Ok(())
    }

    /// A pair that was read.
    pub(super) fn get(&self, key: &str) -> Option<&PairDocument> {
        self.0.get(key)?.as_ref().map(|pair| &pair.document)
    }

    /// Writes a pair under all its keys, and under `more`.
    pub(super) async fn put(&mut self, world: &World, pair: &PairDocument, more: &[String]) -> Result<(), Failure> {
        let mut keys = keys(pair);
        keys.extend(more.iter().cloned());
        keys.sort_unstable();
        keys.dedup();
        self.read(world, keys.clone()).await?;
        let mut transaction = Transaction::default();
        for key in &keys {
            let before = self.0.get(key).and_then(Option::as_ref);
            transaction.put_of(Entity::Pair, key, before, pair, &pair.issue_id);
        }
        if transaction.commit(world).await? == Committed::Conflict {
            let mut failure = failure::of(FailureCode::Conflict, "these comments are being copied by others");
            failure.retry_after_ms = Some(1_000);
            return Err(failure);
        }
        for key in keys {
            let revision = self.0.get(&key).and_then(Option::as_ref).map_or(0, |before| before.revision) + 1;
            self.0.insert(key, Some(Versioned { revision, document: pair.clone() }));
        }
        Ok(())
    }

    /// Intents that are open.
    pub(super) fn intended(&self) -> Vec<PairDocument> {
        let stored = self.0.iter().filter_map(|(key, pair)| Some((key, &pair.as_ref()?.document)));
        let open = stored.filter(|(key, pair)| pair.state == PairState::Intended && **key == original(pair));
        open.map(|(_, pair)| pair.clone()).collect()
    }

    /// Whether a comment may have been written on this record that nobody knows of.
    pub(super) fn is_writing(&self, now_ms: u64, record_id: &str) -> bool {
        let pairs = self.0.values().flatten().map(|pair| &pair.document);
        let mut open = pairs.filter(|pair| pair.state == PairState::Intended && pair.way == Way::ToSalesforce);
        open.any(|pair| pair.record_id == record_id && !is_over_at(now_ms, pair))
    }
}

/// The key of a pair's original: what stands there is the pair, its other keys lead to it.
pub(super) fn original(pair: &PairDocument) -> String {
    match pair.way {
        Way::ToSalesforce => of_issue(pair.issue_comment.as_deref().unwrap_or_default(), &pair.record_id),
        Way::ToJira => of_record(pair.record_comments.first().map_or("", String::as_str), &pair.issue_id),
    }
}

/// The keys of a pair.
fn keys(pair: &PairDocument) -> Vec<String> {
    let mut keys: Vec<String> = pair.record_comments.iter().map(|comment| of_record(comment, &pair.issue_id)).collect();
    keys.extend(pair.issue_comment.iter().map(|comment| of_issue(comment, &pair.record_id)));
    keys
}
