//! The content of a job of Bulk API 2.0.

use crate::body::Buffer;

/// The content of an insert job of Bulk API 2.0: UTF-8, commas, LF.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm>
#[derive(Clone, Debug, Default)]
pub struct PartBody {
    pub(crate) buffer: Buffer,
    pub(crate) rows: Vec<u32>,
}

impl PartBody {
    /// Content without rows; the header is written with the first one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it has so many bytes or rows. The row that goes beyond the bytes is in it: leave room for one.
    #[must_use]
    pub fn is_full(&self, bytes_max: usize, rows_max: usize) -> bool {
        self.buffer.len() >= bytes_max || self.rows.len() >= rows_max
    }

    /// The content, from the header on.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.buffer.bytes()
    }

    /// The rows of the file that it has, in their order.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The content, as its own.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.buffer.finish()
    }

    /// Takes all rows out; the room that they had is used again.
    pub fn clear(&mut self) {
        self.buffer.truncate(0);
        self.rows.clear();
    }
}
