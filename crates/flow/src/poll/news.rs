//! Which changes are news for which issues.
//!
//! What our own writes made is known by how a sync has seen the record; what an earlier look has marked, by its id and
//! stamp. Neither has to be right for anything to be right: a mark too many costs one sync that finds nothing to do.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Change;
use weftline_wire::decision::Cause;
use weftline_wire::document::{PairDocument, PairState, RecordDocument, Seen};
use weftline_wire::plan::Way;

use crate::engine::World;
use crate::failure::Failure;
use crate::marks::SyncMark;
use crate::store::{self, Entity, key};

/// A record that was looked at so long after its stamp has not been changed in the same second since.
const SETTLED_MS: u64 = 2_000;

/// A change, of a record or of what belongs to it.
pub(crate) struct Found {
    pub(crate) change: Change,
    /// Whether it is of something that belongs to records: a comment.
    pub(crate) of_comment: bool,
}

impl Found {
    fn record(&self) -> Option<RecordId> {
        if self.of_comment { self.change.parent } else { Some(self.change.id) }
    }
}

/// Whether a record has changed since a sync looked at it. Stamps are of whole seconds: of two changes in one, one may
/// not have been seen.
pub(crate) fn is_news(change: &Change, seen: Option<&Seen>, user_id: &str) -> bool {
    let Some(seen) = seen else { return true };
    let ours = || change.by.is_some_and(|by| Some(by) == RecordId::parse(user_id).ok());
    seen.stamp_ms != change.stamp_ms || !(seen.at_ms >= change.stamp_ms + SETTLED_MS || ours())
}

/// The marks that changes ask for: one for each issue of each record.
pub(crate) async fn marks(
    world: &World,
    connection: &str,
    user_id: &str,
    found: &[Found],
) -> Result<Vec<SyncMark>, Failure> {
    let mut records: Vec<RecordId> = found.iter().filter_map(Found::record).collect();
    records.sort_unstable();
    records.dedup();
    let keys: Vec<String> = records.iter().map(|id| key::record(connection, id.as_str())).collect();
    let documents = store::entities::<RecordDocument>(world, Entity::Record, &keys).await?;
    let linked = |id: &RecordId| {
        let at = records.binary_search(id).ok()?;
        documents.get(at)?.as_ref().map(|stored| &stored.document)
    };
    let mut marks = Vec::new();
    let mut copies: Vec<(&Change, String)> = Vec::new();
    let our = RecordId::parse(user_id).ok();
    for found in found {
        let Some(record) = found.record() else { continue };
        let Some(document) = linked(&record) else { continue };
        if !found.of_comment && !is_news(&found.change, document.seen.as_ref(), user_id) {
            continue;
        }
        for issue_id in &document.issue_ids {
            if found.of_comment && our.is_some() && found.change.by == our {
                copies.push((&found.change, issue_id.clone()));
            } else {
                marks.push(mark(issue_id, connection, &record));
            }
        }
    }
    // What the connection's user wrote is mostly ours.
    let keys: Vec<String> =
        copies.iter().map(|(change, issue_id)| key::pair_of_record(change.id.as_str(), issue_id)).collect();
    let pairs = store::entities::<PairDocument>(world, Entity::Pair, &keys).await?;
    for ((change, issue_id), pair) in copies.into_iter().zip(pairs) {
        let known = pair.is_some_and(|pair| is_our_copy(change, &pair.document));
        if let (false, Some(record)) = (known, change.parent) {
            marks.push(mark(&issue_id, connection, &record));
        }
    }
    Ok(marks)
}

/// Whether a comment is a copy that a sync has made or removed itself.
fn is_our_copy(change: &Change, pair: &PairDocument) -> bool {
    match pair.state {
        PairState::Paired => pair.way == Way::ToSalesforce && !change.deleted,
        PairState::Over | PairState::CopyGone => change.deleted,
        PairState::Intended | PairState::Refused => false,
    }
}

fn mark(issue_id: &str, connection: &str, record: &RecordId) -> SyncMark {
    SyncMark { records: vec![record.to_string()], ..SyncMark::new(issue_id, connection, Cause::Polled) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "0055g00000AbCdEAAV";
    const THEIRS: &str = "0055g00000AbCdFAAV";

    fn change(stamp_ms: u64, by: &str) -> Change {
        let id = RecordId::parse("5005g00000AbCdEAAV").unwrap();
        Change { id, stamp_ms, by: RecordId::parse(by).ok(), deleted: false, parent: None }
    }

    fn seen(stamp_ms: u64, at_ms: u64) -> Seen {
        Seen { modified_at_ms: stamp_ms, stamp_ms, at_ms }
    }

    #[test]
    fn sync_3_what_we_wrote_is_no_news() {
        assert!(!is_news(&change(5_000, OURS), Some(&seen(5_000, 5_100)), OURS));
    }

    #[test]
    fn sync_5_what_others_wrote_in_the_second_that_was_seen_is_news_unless_it_was_over() {
        assert!(is_news(&change(5_000, THEIRS), Some(&seen(5_000, 5_900)), OURS));
        assert!(!is_news(&change(5_000, THEIRS), Some(&seen(5_000, 7_000)), OURS));
    }

    #[test]
    fn sync_5_any_other_stamp_is_news_also_an_older_one() {
        assert!(is_news(&change(6_000, OURS), Some(&seen(5_000, 5_100)), OURS), "automation runs as our user too");
        assert!(is_news(&change(4_000, THEIRS), Some(&seen(5_000, 9_000)), OURS), "it was committed late");
        assert!(is_news(&change(5_000, OURS), None, OURS));
    }
}
