//! What panels last showed of an issue's records: shown at once when a panel is opened, and while Salesforce is away.
//!
//! The last write wins, and none of it is ever an input. It is kept in as many values as it needs, each small enough
//! for a stored value; readers and writers may meet half-way, so each record stands for itself.

use weftline_wire::document::{Snapshot, SnapshotRecord};
use weftline_wire::json;
use weftline_wire::view::Cell;

use crate::engine::World;
use crate::failure::Failure;
use crate::join::join_all;
use crate::store::{self, key};

/// Bytes of JSON in a value, beside which its frame is nothing.
const SHARD_BYTES_MAX: usize = 90_000;

/// Characters of a text that are kept: lists show no more of it.
const TEXT_CHARACTERS_MAX: usize = 500;

/// Reads what is kept of an issue. One turn for most issues, two for those of many records.
pub(crate) async fn read(world: &World, issue_id: &str) -> Result<Snapshot, Failure> {
    let head = store::get::<Snapshot>(world, key::snapshot(issue_id)).await?.unwrap_or_default();
    rest(world, issue_id, head).await
}

async fn rest(world: &World, issue_id: &str, head: Snapshot) -> Result<Snapshot, Failure> {
    let Snapshot { mut records, shards } = head;
    let more = (1..=shards).map(|shard| store::get::<Snapshot>(world, key::snapshot_shard(issue_id, shard)));
    for shard in join_all(more).await {
        for (id, record) in shard?.unwrap_or_default().records {
            if records.get(&id).is_none_or(|other| other.seen_at_ms < record.seen_at_ms) {
                records.insert(id, record);
            }
        }
    }
    Ok(Snapshot { records, shards })
}

/// Keeps this in place of `before`.
pub(crate) async fn write(world: &World, issue_id: &str, before: &Snapshot, after: Snapshot) -> Result<(), Failure> {
    let mut parts = parts(after);
    let shards = parts.len() as u32 - 1;
    if let Some(head) = parts.first_mut() {
        head.shards = shards;
    }
    let writes = parts.iter().zip(0..).map(|(part, shard)| async move {
        let key = if shard == 0 { key::snapshot(issue_id) } else { key::snapshot_shard(issue_id, shard) };
        store::set(world, key, part).await
    });
    join_all(writes).await.into_iter().collect::<Result<(), _>>()?;
    forget_shards(world, issue_id, shards + 1, before.shards).await
}

/// Keeps records that were just read, beside what is kept.
pub(crate) async fn add(world: &World, issue_id: &str, records: Vec<(String, SnapshotRecord)>) -> Result<(), Failure> {
    if records.is_empty() {
        return Ok(());
    }
    let before = read(world, issue_id).await?;
    let mut after = before.clone();
    after.records.extend(records);
    write(world, issue_id, &before, after).await
}

/// Forgets what is kept of some records.
pub(crate) async fn remove(world: &World, issue_id: &str, record_ids: &[String]) -> Result<(), Failure> {
    let before = read(world, issue_id).await?;
    let mut after = before.clone();
    after.records.retain(|id, _| !record_ids.contains(id));
    if after.records.len() == before.records.len() { Ok(()) } else { write(world, issue_id, &before, after).await }
}

/// Forgets what is kept of an issue.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    let head = store::get::<Snapshot>(world, key::snapshot(issue_id)).await?.unwrap_or_default();
    forget_shards(world, issue_id, 1, head.shards).await?;
    store::delete(world, key::snapshot(issue_id)).await
}

async fn forget_shards(world: &World, issue_id: &str, from: u32, to: u32) -> Result<(), Failure> {
    let gone = (from..=to).map(|shard| store::delete(world, key::snapshot_shard(issue_id, shard)));
    join_all(gone).await.into_iter().collect()
}

/// A value as lists show it.
pub(crate) fn shortened(cell: Cell) -> Cell {
    match cell {
        Cell::Text { mut text } => {
            if let Some((at, _)) = text.char_indices().nth(TEXT_CHARACTERS_MAX) {
                text.truncate(at);
                text.push('…');
            }
            Cell::Text { text }
        }
        other => other,
    }
}

/// In parts of at most [`SHARD_BYTES_MAX`]; at least one. A record that does not fit into one by itself is left out.
fn parts(snapshot: Snapshot) -> Vec<Snapshot> {
    let mut done = Vec::new();
    let (mut part, mut bytes) = (Snapshot::default(), 0);
    for (id, record) in snapshot.records {
        let size = json::to_string(&record).len() + id.len() + 4;
        if size > SHARD_BYTES_MAX {
            continue;
        }
        if bytes + size > SHARD_BYTES_MAX {
            done.push(std::mem::take(&mut part));
            bytes = 0;
        }
        bytes += size;
        part.records.insert(id, record);
    }
    done.push(part);
    done
}
