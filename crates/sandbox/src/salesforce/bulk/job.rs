//! One job: what was asked for, how far it is, what became of its rows.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::csv;
use crate::salesforce::id::Id;
use crate::salesforce::value::instant_text;

/// What is done with the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Operation {
    Insert,
    Update,
    Upsert,
    Delete,
    HardDelete,
}

/// Where a job is.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_understanding_bulk2_ingest.htm>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Open,
    UploadComplete,
    InProgress,
    JobComplete,
    Failed,
    Aborted,
}

impl State {
    /// As the API spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::UploadComplete => "UploadComplete",
            Self::InProgress => "InProgress",
            Self::JobComplete => "JobComplete",
            Self::Failed => "Failed",
            Self::Aborted => "Aborted",
        }
    }

    /// Whether nothing more happens.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::JobComplete | Self::Failed | Self::Aborted)
    }
}

/// What separates columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Delimiter {
    Backquote,
    Caret,
    #[default]
    Comma,
    Pipe,
    Semicolon,
    Tab,
}

impl Delimiter {
    /// The character.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Backquote => b'`',
            Self::Caret => b'^',
            Self::Comma => b',',
            Self::Pipe => b'|',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum LineEnding {
    #[default]
    Lf,
    CrLf,
}

impl LineEnding {
    /// The characters.
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// It was saved or deleted.
    Done {
        /// The record.
        id: Id,
        /// Whether it was created.
        created: bool,
    },
    /// It was refused.
    Refused {
        /// The record that the row named.
        id: Option<Id>,
        /// `CODE:message:fields --`.
        error: Box<str>,
    },
}

/// What goes wrong with a job that is processed, when a fault says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Trouble {
    /// Each row at a multiple of this is locked by another transaction.
    #[serde(default)]
    pub(crate) locked_every: Option<u32>,
    /// It fails after so many rows; zero rows fails at once.
    #[serde(default)]
    pub(crate) fails_after: Option<Stop>,
    /// It stands still after so many rows, for ever.
    #[serde(default)]
    pub(crate) stuck_after: Option<Stop>,
    /// How many rows it gets done in a second.
    #[serde(default)]
    pub(crate) rows_per_second: Option<u32>,
}

/// After how many rows something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Stop {
    /// After half of them.
    Half,
    /// After so many.
    Rows(u32),
}

impl Stop {
    /// The row at which it happens.
    pub(super) fn row(self, rows: usize) -> usize {
        match self {
            Self::Half => rows / 2,
            Self::Rows(after) => rows.min(after as usize),
        }
    }
}

/// A job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) object: String,
    pub(super) operation: Operation,
    pub(super) external_id: Option<String>,
    pub(super) delimiter: Delimiter,
    pub(super) line_ending: LineEnding,
    pub(super) rule: Option<String>,
    pub(super) user: String,
    pub(super) version: u32,
    pub(super) created_ms: i64,
    pub(super) modified_ms: i64,
    pub(super) state: State,
    pub(super) error: Option<String>,
    pub(super) trouble: Trouble,
    /// How often data was uploaded: once is right.
    pub(super) uploads: u32,
    /// When the upload was said to be complete.
    pub(super) closed_ms: i64,
    /// How many rows failed.
    pub(super) failed: usize,
    /// How long processing took so far.
    pub(super) active_ms: i64,
    #[serde(skip)]
    pub(super) data: Arc<Vec<u8>>,
    #[serde(skip)]
    pub(super) outcomes: Vec<Outcome>,
    /// Where the records stand in the data, the header first, once that is known.
    #[serde(skip)]
    pub(super) records: Option<Arc<[Range<u32>]>>,
}

impl Job {
    /// The records' places, the header's first; nothing in a file that cannot be taken apart.
    pub(super) fn records(&mut self) -> Arc<[Range<u32>]> {
        if let Some(known) = &self.records {
            return Arc::clone(known);
        }
        let crlf = self.line_ending == LineEnding::CrLf;
        let found: Arc<[Range<u32>]> = csv::records(&self.data, self.delimiter.byte(), crlf).unwrap_or_default().into();
        self.records = Some(Arc::clone(&found));
        found
    }

    /// What every answer shows of a job, and what answers while the job is open show besides.
    pub(super) fn brief(&self, id: Id) -> Map<String, Json> {
        let mut view = Map::new();
        view.insert("id".into(), json!(id.to_string()));
        view.insert("operation".into(), json!(self.operation));
        view.insert("object".into(), json!(self.object));
        view.insert("createdById".into(), json!(self.user));
        view.insert("createdDate".into(), json!(instant_text(self.created_ms.div_euclid(1000))));
        view.insert("systemModstamp".into(), json!(instant_text(self.modified_ms.div_euclid(1000))));
        view.insert("state".into(), json!(self.state.name()));
        if let Some(field) = &self.external_id {
            view.insert("externalIdFieldName".into(), json!(field));
        }
        if let Some(rule) = &self.rule {
            view.insert("assignmentRuleId".into(), json!(rule));
        }
        view.insert("concurrencyMode".into(), json!("Parallel"));
        view.insert("contentType".into(), json!("CSV"));
        view.insert("apiVersion".into(), json!(f64::from(self.version)));
        view
    }

    /// What creating a job and listing jobs show.
    pub(super) fn opened(&self, id: Id) -> Map<String, Json> {
        let mut view = self.brief(id);
        if self.state == State::Open {
            let path = format!("services/data/v{}.0/jobs/ingest/{id}/batches", self.version);
            view.insert("contentUrl".into(), json!(path));
        }
        view.insert("lineEnding".into(), json!(self.line_ending));
        view.insert("columnDelimiter".into(), json!(self.delimiter));
        view
    }

    /// What asking for one job shows.
    pub(super) fn details(&self, id: Id) -> Map<String, Json> {
        let mut view = self.opened(id);
        view.insert("jobType".into(), json!("V2Ingest"));
        if let Some(error) = &self.error {
            view.insert("errorMessage".into(), json!(error));
        }
        if self.state != State::Open {
            view.insert("numberRecordsProcessed".into(), json!(self.outcomes.len()));
            view.insert("numberRecordsFailed".into(), json!(self.failed));
        }
        view.insert("retries".into(), json!(0));
        view.insert("totalProcessingTime".into(), json!(self.active_ms));
        view.insert("apiActiveProcessingTime".into(), json!(self.active_ms));
        view.insert("apexProcessingTime".into(), json!(0));
        view
    }
}
