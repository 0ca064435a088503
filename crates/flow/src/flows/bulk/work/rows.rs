//! The rows of a job's file from a place on, and the bodies of requests that are made of them.

use weftline_bulk::{CollectionBody, Converter, Feed, PartBody};
use weftline_wire::document::{BulkJob, BulkPlace};
use weftline_wire::effect::Principal;

use super::PIECE_MS;
use crate::bulk::dialects;
use crate::bulk::source::{RANGE_BYTES, Source};
use crate::engine::World;
use crate::failure::Failure;

/// Bytes after which a body takes no further row: with a row more it is still below the 5 MB that Forge sends.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const BODY_BYTES: usize = 4_200_000;

/// Rows of a job of Bulk API 2.0: what came of them is read, and told, all at once.
const PART_ROWS: usize = 100_000;

/// Collections that are under way at the same time.
pub(super) const COLLECTIONS: usize = 5;

/// The file, read on from a place.
pub(super) struct Rows {
    attachment_id: String,
    bytes: u64,
    pub(super) feed: Feed,
    read: u64,
}

/// What is made of rows.
pub(super) enum Bodies {
    Collections(Vec<CollectionBody>),
    Part(PartBody),
}

/// Bodies, and how far the file has been read for them.
pub(super) struct Built {
    pub(super) bodies: Bodies,
    pub(super) to: BulkPlace,
    /// Whether there is no further row that was looked for. Without it, time ran short, or the bodies are full.
    pub(super) ended: bool,
}

impl Rows {
    /// From a place on.
    pub(super) fn at(job: &BulkJob, place: BulkPlace) -> Result<Self, Failure> {
        let dialect = dialects::read_as(&job.file.dialect)?;
        Ok(Self {
            attachment_id: job.file.attachment_id.clone(),
            bytes: job.file.bytes,
            feed: Feed::at(dialect, dialects::place(place), job.file.width),
            read: place.offset,
        })
    }

    /// Behind the last row that was taken.
    pub(super) fn place(&self) -> BulkPlace {
        dialects::stored(self.feed.place())
    }

    /// Reads on, when the feed has no whole row any more. False at the file's end, when it still has none.
    pub(super) async fn more(&mut self, world: &World) -> Result<bool, Failure> {
        if self.read > self.bytes {
            return Ok(false);
        }
        let source = Source { attachment_id: &self.attachment_id, bytes: self.bytes, principal: Principal::App };
        let range = source.read(world, self.read, RANGE_BYTES).await?;
        self.read += range.len() as u64;
        self.feed.push_owned(range);
        if self.read >= self.bytes {
            self.feed.end();
            // Behind every file: there is nothing more to read.
            self.read = self.bytes + 1;
        }
        Ok(true)
    }

    /// Makes bodies of the next good rows that are wanted: of as many as are sent at once and there is time to look for,
    /// or, up to a place, of all.
    pub(super) async fn build(
        &mut self,
        world: &World,
        converter: &Converter,
        by_part: bool,
        until: Option<BulkPlace>,
        wanted: &dyn Fn(u32) -> bool,
    ) -> Result<Built, Failure> {
        let mut bodies = if by_part { Bodies::Part(PartBody::new()) } else { Bodies::Collections(Vec::new()) };
        let mut ended = until.is_some();
        'reading: loop {
            loop {
                let passed = self.feed.place().row;
                if until.map_or_else(|| bodies.is_full(), |until| passed >= until.row) {
                    break 'reading;
                }
                let Some(row) = self.feed.next_row() else { break };
                if !wanted(row.row) {
                    continue;
                }
                // What is wrong with a row was told by the check; it is left out.
                let _ = match &mut bodies {
                    Bodies::Part(part) => converter.csv(&row, part),
                    Bodies::Collections(list) => match open(list) {
                        Some(body) => converter.json(&row, body),
                        None => Ok(()),
                    },
                };
            }
            if until.is_none() && world.remaining_ms() < PIECE_MS {
                break;
            }
            if !self.more(world).await? {
                ended = true;
                break;
            }
        }
        if let Bodies::Collections(list) = &mut bodies {
            list.retain(|body| !body.is_empty());
        }
        Ok(Built { bodies, to: self.place(), ended })
    }
}

/// The collection that the next record goes into.
fn open(list: &mut Vec<CollectionBody>) -> Option<&mut CollectionBody> {
    if list.last().is_none_or(is_closed) {
        list.push(CollectionBody::new());
    }
    list.last_mut()
}

fn is_closed(body: &CollectionBody) -> bool {
    body.is_full() || body.bytes_len() >= BODY_BYTES
}

impl Bodies {
    fn is_full(&self) -> bool {
        match self {
            Self::Part(part) => part.is_full(BODY_BYTES, PART_ROWS),
            Self::Collections(list) => list.len() >= COLLECTIONS && list.last().is_some_and(is_closed),
        }
    }

    /// The rows that they hold.
    pub(super) fn rows(&self) -> Vec<u32> {
        match self {
            Self::Part(part) => part.rows().to_vec(),
            Self::Collections(list) => list.iter().flat_map(|body| body.rows().iter().copied()).collect(),
        }
    }
}
