//! Decisions: what a rule made of an issue, and why.

use serde::{Deserialize, Serialize};

use crate::configuration::{Comparison, Operand};
use crate::document::Gone;
use crate::failure::{Failure, Problem};
use crate::plan::Plan;

/// What a condition was judged to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum JudgedKind {
    /// All of the conditions below.
    All,
    /// At least one of them.
    Any,
    /// None of them.
    Not,
    /// A comparison.
    Compare,
}

/// A condition as it was judged. Every part of a tree is judged, also where the verdict is known before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Judged {
    /// What kind of condition.
    pub kind: JudgedKind,
    /// Whether it holds.
    pub holds: bool,
    /// The Jira field; none unless a comparison.
    pub field: Option<String>,
    /// What people call the field.
    pub field_name: Option<String>,
    /// How it was compared; none unless a comparison.
    pub comparison: Option<Comparison>,
    /// What it was compared with.
    pub values: Vec<Operand>,
    /// What was found, as people read it, cut to 200 characters: the field's value, or for a change each step like
    /// `No → Yes`; none when there is no value, or no change.
    pub found: Option<String>,
    /// The conditions below.
    pub of: Vec<Judged>,
}

/// What a rule decided on an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Verdict {
    /// A record is created, or will be.
    Creates,
    /// A record was created by it.
    Created,
    /// The field did not take a triggering value.
    NotTriggered,
    /// It did, and a condition did not hold.
    ConditionsUnmet,
    /// It created a record before (AUTO-7).
    FiredBefore,
    /// A record of the object is linked already (AUTO-7).
    LinkedAlready,
    /// Nothing is created on this issue type (MAP-12).
    Restricted,
    /// The project or issue type is not configured.
    NotConfigured,
    /// Weftline, creation, or every event that could set it off is switched off.
    SwitchedOff,
    /// The rule is switched off.
    RuleOff,
    /// The record could not be created: see the problems. The next change of the issue tries again.
    Refused,
    /// Nobody knows yet whether the record was created: Weftline looks again.
    Unclear,
    /// The rule cannot be judged: see the problems.
    Invalid,
}

/// What a rule made of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RuleDecision {
    /// The rule's id; of a post function of the workflow `post-function.<object>`.
    pub rule: String,
    /// Its name then; of a post function the transition's, empty where Jira did not say.
    pub name: String,
    /// The object.
    pub object: String,
    /// What was decided.
    pub verdict: Verdict,
    /// The trigger; none when it was not looked at.
    pub trigger: Option<Judged>,
    /// The conditions; none when they were not looked at.
    pub conditions: Option<Judged>,
    /// What stood against it, or was lost.
    pub problems: Vec<Problem>,
    /// The record that it created.
    pub record_id: Option<String>,
}

/// What set work on an issue off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Cause {
    /// The issue was created.
    IssueCreated,
    /// A field of it changed.
    IssueUpdated,
    /// Its status changed.
    IssueTransitioned,
    /// Its assignee changed.
    IssueAssigned,
    /// Someone asked for a rule to run again.
    RunAgain,
    /// What became of a creation had to be found out.
    Settled,
    /// Someone sent the create form.
    Form,
    /// Someone linked a record.
    Linked,
    /// A comment was written or edited in Jira.
    Commented,
    /// A comment was deleted in Jira.
    CommentDeleted,
    /// Salesforce told of a change of a record.
    Heard,
    /// A look at Salesforce found a change of a record.
    Polled,
    /// A look at Jira found a change that it had not told.
    JiraPolled,
    /// Someone asked to sync now.
    SyncNow,
    /// Someone decided a conflict.
    Decided,
    /// Someone asked for one comment to be copied.
    Pushed,
    /// A link was held against both sides, and they had drifted apart.
    Reconciled,
    /// What had failed was tried again.
    Retried,
    /// A record that another one points to was linked, or is no longer pointed to.
    Related,
    /// An admin gave up what had failed.
    Dropped,
    /// An admin changed on what conditions a mapping's values go (SYNC-7).
    Configured,
    /// An admin had a backfill run (OPS-6).
    Backfill,
    /// A picture that a text shows was carried to the other side (FILE-1).
    Pictured,
    /// A post function of the workflow asked for it.
    PostFunction,
}

/// What was noticed of a linked record (SYNC-6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Noticed {
    /// The record.
    pub record_id: String,
    /// What became of it; none when it is back.
    pub gone: Option<Gone>,
}

/// Something that was decided on an issue, kept for 30 days. Entity `activity`, key
/// `<issue id>:<ms since 1970, 15 digits>:<8 hexadecimal digits>`; beside the document it has the attributes `issue`,
/// `site` (always `all`) and `at`, in seconds since 1970, by which it is found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Activity {
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// The issue's id.
    pub issue_id: String,
    /// What set it off.
    pub causes: Vec<Cause>,
    /// The account that did it; none where Weftline did it by itself.
    pub author: Option<String>,
    /// The configuration's version.
    pub configuration: u32,
    /// What the rules decided.
    pub decisions: Vec<RuleDecision>,
    /// The plans that were applied, by what they created: in the order of the decisions that created something.
    pub plans: Vec<Plan>,
    /// Why it came to nothing, or not to all of it; none when it went well.
    #[serde(default)]
    pub failure: Option<Failure>,
    /// The records that it was about, beside those that decisions and writes name.
    #[serde(default)]
    pub records: Vec<String>,
    /// What was noticed of records.
    #[serde(default)]
    pub noticed: Vec<Noticed>,
    /// How many inputs of plans are kept beside it, as values `inputs:<activity key>:<n>` from 0, for as long as it is
    /// (D-5): each a question of replay as JSON.
    #[serde(default)]
    pub inputs: u32,
    /// SHA-256 of each plan whose inputs are kept, as it was applied, in their order: the plans above are cut where they
    /// are long.
    #[serde(default)]
    pub digests: Vec<String>,
    /// The creation under whose key the inputs are, in place of the activity's: they were stored with its intent.
    #[serde(default)]
    pub inputs_of: Option<String>,
    /// The Atlassian accounts that stand in the inputs, so that who is erased is found (OPS-5).
    #[serde(default)]
    pub people: Vec<String>,
}

crate::json_words! { JudgedKind { All, Any, Not, Compare } }
crate::json_object! { ignore Judged { kind, holds, field, field_name, comparison, values, found, of } }
crate::json_words! {
    Verdict {
        Creates, Created, NotTriggered, ConditionsUnmet, FiredBefore, LinkedAlready, Restricted, NotConfigured,
        SwitchedOff, RuleOff, Refused, Unclear, Invalid
    }
}
crate::json_object! {
    ignore RuleDecision { rule, name, object, verdict, trigger, conditions, problems, record_id }
}
crate::json_words! {
    Cause {
        IssueCreated, IssueUpdated, IssueTransitioned, IssueAssigned, RunAgain, Settled, Form, Linked, Commented,
        CommentDeleted, Heard, Polled, JiraPolled, SyncNow, Decided, Pushed, Reconciled, Retried, Related, Dropped,
        Configured, Backfill, Pictured, PostFunction
    }
}
crate::json_object! { ignore Noticed { record_id, gone } }
crate::json_object! {
    ignore Activity {
        at_ms, issue_id, causes, author, configuration, decisions, plans, failure, records: optional,
        noticed: optional, inputs: optional, digests: optional, inputs_of: optional, people: optional
    }
}
