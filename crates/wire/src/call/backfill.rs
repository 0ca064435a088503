//! What the backfill page sends (OPS-6).

use serde::{Deserialize, Serialize};

use crate::view::{BackfillPlan, BackfillStep};

payloads! {
    /// Shows the job that was begun last, and those before.
    BackfillCall {}
    /// Begins a job: it looks what would be done, and does nothing yet.
    BeginBackfillCall {
        /// Made by the page, 32 hex digits: sent twice, it begins one job.
        job_id: String,
        /// What is to be done.
        plan: BackfillPlan,
    }
    /// Starts, pauses, resumes or cancels a job.
    SteerBackfillCall {
        /// Its id.
        job_id: String,
        /// What is done to it.
        step: BackfillStep,
        /// How many issues or records the user confirmed, where it is started; 0 otherwise.
        rows: u32,
    }
    /// Reads a job's report, as CSV, in parts.
    BackfillReportCall {
        /// Its id.
        job_id: String,
        /// Where to go on, from the part before.
        after: Option<u32>,
    }
}
