//! What a request changed, for whoever keeps the world on disk.

/// One row written or removed. Keys are unique within a table; the newest change of a key is the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table, a name of this crate's own.
    pub table: &'static str,
    /// The row's key.
    pub key: String,
    /// The row as JSON text, or none when it was removed.
    pub json: Option<String>,
}

impl Change {
    /// A row written.
    pub fn put(table: &'static str, key: impl Into<String>, json: impl Into<String>) -> Self {
        Self { table, key: key.into(), json: Some(json.into()) }
    }

    /// A row removed.
    pub fn removed(table: &'static str, key: impl Into<String>) -> Self {
        Self { table, key: key.into(), json: None }
    }
}
