//! What is stored of files that are carried between an issue and its records (FILE-1).

use serde::{Deserialize, Serialize};

use crate::plan::Way;

/// How far a file got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileState {
    /// It was about to be sent; whether it was is unknown.
    Intended,
    /// It is on both sides.
    Carried,
    /// The other side had the same content already: nothing was sent.
    Same,
    /// It does not go by the rules: see the reason. It goes once they allow it.
    Left,
    /// The other side refuses it: see the reason. It is tried again when somebody asks for a sync.
    Refused,
}

/// A file of one side, and what became of it on the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilePair {
    /// The record.
    pub record_id: String,
    /// Which way it goes.
    pub way: Way,
    /// How far it got.
    pub state: FileState,
    /// The attachment; none until it is there.
    pub attachment: Option<String>,
    /// The record's file, as the id of its version (`068`); none until it is there.
    pub version: Option<String>,
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u32,
    /// SHA-256 of its content, hex; empty where it was never read.
    #[serde(default)]
    pub digest: String,
    /// When it was last about to be sent, in ms since 1970.
    #[serde(default)]
    pub tried_at_ms: u64,
    /// Why it was left or refused.
    #[serde(default)]
    pub reason: Option<String>,
    /// Where the record's rich text shows it, if it is a picture that is kept there and nowhere else; `version` is its id
    /// then, `0EM…` or `068…`.
    #[serde(default)]
    pub shown: Option<String>,
}

/// The files of an issue and its records, each with what became of it. Entity `file`, key: the id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilesDocument {
    /// In the order in which they were found.
    pub files: Vec<FilePair>,
    /// Whether there were more than are kept.
    #[serde(default)]
    pub full: bool,
}

crate::json_words! { FileState { Intended, Carried, Same, Left, Refused } }
crate::json_object! {
    ignore FilePair {
        record_id, way, state, attachment, version, name, bytes, digest: optional, tried_at_ms: optional, reason,
        shown
    }
}
crate::json_object! { ignore FilesDocument { files, full: optional } }
