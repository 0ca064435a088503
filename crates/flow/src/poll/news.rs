//! Which changes are news for which issues.
//!
//! What our own writes made is known by how a sync has seen the record; what an earlier look has marked, by its id and
//! stamp. Neither has to be right for anything to be right: a mark too many costs one sync that finds nothing to do.

use std::collections::BTreeMap;

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Change};
use weftline_salesforce::request::{files_linked, query, query_more};
use weftline_salesforce::soql::IDS_PER_QUERY;
use weftline_wire::decision::Cause;
use weftline_wire::document::{FileState, FilesDocument, PairDocument, PairState, RecordDocument, Seen};
use weftline_wire::plan::Way;

use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::{self, marks::FilesMark};
use crate::marks::SyncMark;
use crate::org::Org;
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

/// Marks the issues of records that have new files, or new versions of files. What was carried there by us is known.
pub(crate) async fn mark_files(
    world: &World,
    org: &mut Org,
    connection: &str,
    versions: &[Change],
) -> Result<(), Failure> {
    let mut documents: Vec<RecordId> = versions.iter().filter_map(|version| version.parent).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut linked: Vec<(RecordId, RecordId)> = Vec::new();
    for part in documents.chunks(IDS_PER_QUERY) {
        let asked = files_linked(part);
        let reply = org.read(world, |session, timeout_ms| query(session, &asked, timeout_ms)).await?;
        let (mut files, mut next) = reply::file_links(&reply.view()).map_err(|error| error.to_failure())?;
        while let Some(page) = next {
            let reply = org.read(world, |session, timeout_ms| query_more(session, &page, timeout_ms)).await?;
            let (more, after) = reply::file_links(&reply.view()).map_err(|error| error.to_failure())?;
            files.extend(more);
            next = after;
        }
        linked.extend(files.into_iter().map(|file| (file.record, file.document)));
    }
    linked.sort_unstable();
    let keys: Vec<String> = linked.iter().map(|(record, _)| key::record(connection, record.as_str())).collect();
    let records = store::entities::<RecordDocument>(world, Entity::Record, &keys).await?;
    let mut issues: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
    for ((_, document), stored) in linked.iter().zip(records) {
        for issue_id in stored.map(|stored| stored.document.issue_ids).unwrap_or_default() {
            issues.entry(issue_id).or_default().push(*document);
        }
    }
    let ids: Vec<String> = issues.keys().cloned().collect();
    let lists = store::entities::<FilesDocument>(world, Entity::File, &ids).await?;
    for ((issue_id, documents), list) in issues.iter().zip(lists) {
        let list = list.map(|list| list.document).unwrap_or_default();
        let is_known = |version: &RecordId| {
            let mut files = list.files.iter();
            files.any(|pair| pair.version.as_deref() == Some(version.as_str()) && pair.state != FileState::Intended)
        };
        let mut new = versions.iter().filter(|version| version.parent.is_some_and(|of| documents.contains(&of)));
        if new.any(|version| !is_known(&version.id)) {
            let mark = FilesMark { issue_id, connection, causes: &[Cause::Polled], look: true };
            file_sync::marks::mark(world, &mark).await?;
        }
    }
    Ok(())
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
