//! The body of a request that creates up to 200 records.

use crate::body::Buffer;

/// The body of a request that creates up to 200 records, each for itself.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm>
#[derive(Clone, Debug, Default)]
pub struct CollectionBody {
    pub(crate) buffer: Buffer,
    pub(crate) rows: Vec<u32>,
}

const START: &[u8] = b"{\"allOrNone\":false,\"records\":[";

impl CollectionBody {
    /// Records that one request takes.
    pub const RECORDS_MAX: usize = 200;

    /// A body without records.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many records it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many bytes it has by now.
    #[must_use]
    pub fn bytes_len(&self) -> usize {
        self.buffer.len()
    }

    /// Whether it has as many records as one request takes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows.len() >= Self::RECORDS_MAX
    }

    /// The rows that its records were made of, in their order.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The body, closed. Then no record can be added but after [`Self::clear`].
    pub fn close(&mut self) -> &[u8] {
        self.start();
        self.buffer.push(b"]}");
        self.buffer.bytes()
    }

    /// The body.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.close();
        self.buffer.finish()
    }

    /// Takes all records out; the room that they had is used again.
    pub fn clear(&mut self) {
        self.buffer.truncate(0);
        self.rows.clear();
    }

    /// Writes what stands before a record.
    #[inline(always)]
    pub(crate) fn start(&mut self) {
        if self.buffer.len() == 0 {
            self.buffer.push(START);
        }
    }
}
