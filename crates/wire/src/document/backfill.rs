//! What is stored of a backfill. One writer at a time: who changes a job does so on condition of its revision, and
//! whoever does something in the world claims it first.

use serde::{Deserialize, Serialize};

use super::BulkClaim;
use crate::failure::Failure;
use crate::view::{BackfillCause, BackfillCounts, BackfillFate, BackfillPhase, BackfillPlan, BackfillReason};

/// A backfill. Entity `backfill`, key: the job's id. It goes after 30 days, and its rows with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackfillJob {
    /// The site's id.
    pub cloud_id: String,
    /// The site's address.
    pub site_url: String,
    /// Who began it.
    pub author: String,
    /// Who started the run.
    pub started_by: Option<String>,
    /// What is to be done.
    pub plan: BackfillPlan,
    /// How far it has come.
    pub phase: BackfillPhase,
    /// Whether it rests.
    pub paused: bool,
    /// Whether someone wants it cancelled.
    pub cancel: bool,
    /// From where the dry run goes on: Jira's token, or the id of the last record; none at its beginning.
    pub after: Option<String>,
    /// How many pieces the dry run has made.
    pub pieces: u32,
    /// How many issues or records are in them.
    pub rows: u32,
    /// Which piece the run is at.
    pub piece: u32,
    /// Whether what is done with the rows of that piece was decided and stored: some of it may have been done.
    pub begun: bool,
    /// Calls of Salesforce that the dry run has made to match.
    pub calls: u32,
    /// What the dry run found.
    pub planned: BackfillCounts,
    /// What the run has done, of the pieces before.
    pub done: BackfillCounts,
    /// What the run has done of its piece, as far as it is known.
    pub doing: BackfillCounts,
    /// Why some are left out, of the dry run.
    pub planned_reasons: Vec<BackfillReason>,
    /// The same of the run.
    pub done_reasons: Vec<BackfillReason>,
    /// Who works on it.
    pub claim: Option<BulkClaim>,
    /// When it began, in ms since 1970.
    pub began_ms: u64,
    /// When the run began; none before.
    pub started_ms: Option<u64>,
    /// When it was last got on with, in ms since 1970.
    pub moved_ms: u64,
    /// Why it waits or failed.
    pub failure: Option<Failure>,
    /// When it is tried again; none when it is not waiting.
    pub retry_at_ms: Option<u64>,
    /// How often the same step has failed in a row.
    pub failures: u32,
}

/// An issue or record that is gone through, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackfillRow {
    /// The issue's id; empty where no issue is known.
    pub issue_id: String,
    /// Its key.
    pub issue_key: String,
    /// Its project's id.
    pub project_id: String,
    /// The record's id; empty where no record is known.
    pub record_id: String,
    /// What is done, or was.
    pub fate: BackfillFate,
    /// Why nothing is.
    pub cause: Option<BackfillCause>,
    /// What there is to say of it.
    pub text: String,
    /// Whether the run has been through it.
    pub done: bool,
}

/// A piece of what is gone through. Value `backfill:<job id>:rows:<number>`, numbers from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackfillRows {
    /// At most 400.
    pub list: Vec<BackfillRow>,
}

/// Which backfills there are. Entity `backfill`, key `index`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackfillIndex {
    /// Their ids, the newest first.
    pub jobs: Vec<String>,
}

crate::json_object! {
    ignore BackfillJob {
        cloud_id, site_url, author, started_by, plan, phase, paused, cancel, after, pieces, rows, piece, begun, calls,
        planned, done, doing, planned_reasons, done_reasons, claim, began_ms, started_ms, moved_ms, failure,
        retry_at_ms, failures
    }
}
crate::json_object! { ignore BackfillRow { issue_id, issue_key, project_id, record_id, fate, cause, text, done } }
crate::json_object! { ignore BackfillRows { list } }
crate::json_object! { ignore BackfillIndex { jobs } }
