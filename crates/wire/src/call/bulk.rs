//! What the upload dialog sends (BLK-1 to BLK-10).

use serde::{Deserialize, Serialize};

use crate::view::{BulkSource, CsvDialect};

/// What fills a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkChoice {
    /// The field's API name.
    pub field: String,
    /// What fills it.
    pub source: BulkSource,
}

crate::json_object! { refuse BulkChoice { field, source } }

payloads! {
    /// Opens the upload dialog.
    BulkUploadsCall {}
    /// Reads the head of a file that is attached to the issue, and proposes what fills which field.
    BulkFileCall {
        /// The attachment's id.
        attachment_id: String,
        /// How it is written; none to find out.
        dialect: Option<CsvDialect>,
    }
    /// Begins a job: all rows are checked, nothing is created yet.
    BulkCheckCall {
        /// Made by the page, 32 hex digits: sent twice, it begins one job.
        job_id: String,
        /// The attachment's id.
        attachment_id: String,
        /// Of the content that the table was made for.
        fingerprint: String,
        /// How it is written.
        dialect: CsvDialect,
        /// What fills which field; fields that are not named are filled by nothing.
        fields: Vec<BulkChoice>,
        /// Whether assignment rules run (MAP-2); none where they are not offered.
        assignment_rules: Option<bool>,
        /// Whether a file that was seen before is taken again.
        again: bool,
    }
    /// Asks how far a job has come.
    BulkJobCall {
        /// Its id.
        job_id: String,
        /// Whether the list of problems is wanted.
        problems: bool,
    }
    /// Has a job that is checked create cases of its good rows (BLK-5).
    BulkCreateCall {
        /// Its id.
        job_id: String,
        /// How many rows the user confirmed: the number of good ones.
        rows: u32,
    }
    /// Cancels a job: no further row is created.
    BulkCancelCall {
        /// Its id.
        job_id: String,
    }
    /// Reads all problems of a job, as CSV, in parts.
    BulkProblemsCall {
        /// Its id.
        job_id: String,
        /// Where to go on, from the part before.
        after: Option<String>,
    }
}
