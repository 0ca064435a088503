//! What pages send to see and steer how issues and records are kept in step.

use serde::{Deserialize, Serialize};

use crate::decision::Cause;
use crate::failure::FailureCode;
use crate::plan::Way;

/// What was decided of a field that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Choice {
    /// The record.
    pub record_id: String,
    /// The Salesforce field.
    pub field: String,
    /// Which way its value goes.
    pub way: Way,
    /// The digest of what was shown: it holds for these values only.
    pub digest: String,
}

/// Which activity is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum ActivityOutcome {
    /// What went well.
    Done,
    /// What did not.
    Failed,
    /// What waits for someone to decide.
    Waits,
}

crate::json_object! { refuse Choice { record_id, field, way, digest } }
crate::json_words! { ActivityOutcome { Done, Failed, Waits } }

payloads! {
    /// Has the issue and its records brought in step now (SYNC-6). What had failed is tried again.
    SyncNowCall {}
    /// Says how the issue and its records stand.
    SyncStateCall {}
    /// Shows fields that both sides have changed (D-8).
    ConflictsCall {}
    /// Decides them.
    DecideConflictsCall {
        /// What was decided; others wait on.
        choices: Vec<Choice>,
    }
    /// Lists the issue's comments with what has become of each in Salesforce (CMT-2), a page at a time.
    IssueCommentsCall {
        /// The record.
        record_id: String,
        /// Where to go on, from the page before.
        after: Option<String>,
    }
    /// Has one comment copied to the other side (CMT-2).
    PushCommentCall {
        /// The record.
        record_id: String,
        /// Which way.
        way: Way,
        /// The comment's id where it was written.
        comment_id: String,
    }
    /// Shows how everything stands (OPS-3).
    HealthCall {}
    /// Lists what was done on the site (OPS-1), newest first.
    SiteActivityCall {
        /// Only of this issue, by its key.
        issue: Option<String>,
        /// Only of this record, by its id.
        record: Option<String>,
        /// Only of this rule, by its id.
        rule: Option<String>,
        /// Only what ended so.
        outcome: Option<ActivityOutcome>,
        /// Only what was set off by this.
        cause: Option<Cause>,
        /// Where to go on, from the page before.
        after: Option<String>,
    }
    /// Plans what is kept of an activity once more from its inputs, and compares (D-5).
    ReplayCall {
        /// The activity's key.
        key: String,
    }
    /// Makes a support bundle of an issue: what was decided on it and from what, without what is personal or secret (OPS-9).
    SupportBundleCall {
        /// The issue's key, or its id when it is gone; or a record's id: then it is about the issues that have it linked.
        about: String,
    }
    /// Lists work that has failed, by cause (OPS-2).
    FailedWorkCall {}
    /// Tries failed work again: one, those of a cause, or all, the oldest first (OPS-2).
    RetryWorkCall {
        /// Only this.
        key: Option<String>,
        /// Only what failed so.
        code: Option<FailureCode>,
    }
    /// Gives failed work up for good: it is noted in the issue's activity.
    DropWorkCall {
        /// Which.
        key: String,
    }
    /// Shows how an org sends outbound messages (SYNC-5).
    OutboundMessagesCall {
        /// The connection.
        connection: String,
        /// Makes a new address, the first one too: the one before is not answered any more.
        renew: bool,
        /// Takes the address away.
        remove: bool,
    }
    /// Erases what is stored of a person (OPS-5).
    EraseAccountCall {
        /// The Atlassian account.
        account_id: String,
    }
}
