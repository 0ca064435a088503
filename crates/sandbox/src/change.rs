//! What a request changed, for whoever keeps the world on disk.

use std::sync::Arc;

/// One row written or removed. Keys are unique within a table; the newest change of a key is the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table, a name of this crate's own.
    pub table: &'static str,
    /// The row's key.
    pub key: String,
    /// The row as JSON text, or none when it was removed.
    pub json: Option<String>,
    /// Where the row is a file's content: its bytes, shared with the world, instead of JSON.
    pub bytes: Option<Arc<Vec<u8>>>,
}

impl Change {
    /// A row written.
    pub fn put(table: &'static str, key: impl Into<String>, json: impl Into<String>) -> Self {
        Self::of(table, key, Some(json.into()))
    }

    /// A row removed.
    pub fn removed(table: &'static str, key: impl Into<String>) -> Self {
        Self::of(table, key, None)
    }

    /// A row written, or removed when there is nothing of it.
    pub fn of(table: &'static str, key: impl Into<String>, json: Option<String>) -> Self {
        Self { table, key: key.into(), json, bytes: None }
    }

    /// A file's content written.
    pub fn content(table: &'static str, key: impl Into<String>, bytes: Arc<Vec<u8>>) -> Self {
        Self { table, key: key.into(), json: None, bytes: Some(bytes) }
    }
}
