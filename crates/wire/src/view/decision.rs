//! What pages show of plans and decisions: previews (D-1) and why (D-2).

use serde::{Deserialize, Serialize};

use super::{Column, RecordRow};
use crate::decision::{Cause, Judged, Noticed, RuleDecision};
use crate::failure::{Failure, Problem};
use crate::plan::{Waits, Way};

/// Records like the one that is being typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PotentialResultsView {
    /// What is shown of them: the object's Search fields.
    pub columns: Vec<Column>,
    /// The records, the likeliest first; those that are linked already are marked.
    pub records: Vec<RecordRow>,
    /// Whether there are more than these.
    pub more: bool,
}

/// An issue, to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct IssueChoice {
    /// The id.
    pub id: String,
    /// The key.
    pub key: String,
    /// The summary.
    pub summary: String,
    /// Its project's id.
    pub project_id: String,
    /// The name of its type.
    pub issue_type: String,
}

/// Issues, to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct IssuesView {
    /// At most 20, those that changed last first.
    pub issues: Vec<IssueChoice>,
}

/// What a plan does to one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PlanRow {
    /// The field that is written: of the record, or of the issue.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// Which way.
    pub way: Way,
    /// Where the value comes from, as people read it: `Summary`, `always`, `text with placeholders`, `default`, `form`.
    pub source: String,
    /// What is there before, as people read it; none when there is nothing.
    pub before: Option<String>,
    /// What is there afterwards; none when there is nothing.
    pub after: Option<String>,
    /// Whether it is written.
    pub written: bool,
    /// Whether both sides have changed it, so that it waits for someone to decide (D-8).
    pub held: bool,
    /// Whether it would be written and waits until conditions of the mapping hold (SYNC-7).
    pub waits: bool,
    /// Why it is not, or what decided between two sides; none when there is nothing to say.
    pub reason: Option<String>,
    /// What is lost on the way.
    pub losses: Vec<String>,
    /// Whether customers will see it.
    pub customers_see: bool,
}

/// A plan, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PlanView {
    /// Field by field, in the mapping's order.
    pub rows: Vec<PlanRow>,
    /// What it does, in order; a comment that is split counts once.
    pub deeds: Vec<Deed>,
    /// Directions in which nothing goes, because conditions of the mapping do not hold (SYNC-7).
    pub waits: Vec<Waits>,
    /// What stands against it; with an error nothing is written.
    pub problems: Vec<Problem>,
    /// Whether assignment rules run; none for objects that have none, and for changes.
    pub assignment_rules: Option<bool>,
    /// Salesforce API calls it takes.
    pub salesforce_calls: u32,
    /// Calls to Jira it takes.
    pub jira_calls: u32,
}

/// What a plan does beside giving fields values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum DeedKind {
    /// Creates a record.
    CreateRecord,
    /// Links a record.
    LinkRecord,
    /// Changes a record's fields.
    UpdateRecord,
    /// Changes the issue's fields.
    UpdateIssue,
    /// Moves the issue to another status.
    TransitionIssue,
    /// Copies a comment to a record.
    CommentOnRecord,
    /// Brings the copy on a record up to date.
    EditOnRecord,
    /// Deletes the copy on a record.
    DeleteOnRecord,
    /// Copies a comment to the issue.
    CommentOnIssue,
    /// Brings the copy on the issue up to date.
    EditOnIssue,
    /// Deletes the copy on the issue.
    DeleteOnIssue,
    /// Unlinks a record (REL-1).
    UnlinkRecord,
    /// Adds a file to a record (FILE-1).
    AttachToRecord,
    /// Attaches a file to the issue (FILE-1).
    AttachToIssue,
}

/// Something that a plan does, without values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Deed {
    /// What.
    pub kind: DeedKind,
    /// The record, where it is about one that is there.
    pub record_id: Option<String>,
    /// The status that the issue is moved to, or the name of the file.
    pub to: Option<String>,
    /// Whether customers see it.
    pub public: bool,
}

/// What a mapping would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct MappingPreviewView {
    /// The issue.
    pub issue: IssueChoice,
    /// What is wrong with the mapping, or is lost by it.
    pub problems: Vec<Problem>,
    /// What is written when a record is created from the issue.
    pub creation: PlanView,
    /// What is written when issue and record are kept in step, as if both had just been linked; none without a record.
    pub update: Option<PlanView>,
    /// The record's name; none without a record.
    pub record_name: Option<String>,
}

/// What a rule would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RuleTrialView {
    /// The issue.
    pub issue: IssueChoice,
    /// What the rule would decide now.
    pub decision: RuleDecision,
    /// The record it would create by the saved mapping; none when there is no mapping, or nothing would be created.
    pub creation: Option<PlanView>,
}

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ActivityView {
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// What set it off.
    pub causes: Vec<Cause>,
    /// Who did it; none where Weftline did it by itself.
    pub author: Option<String>,
    /// The configuration's version.
    pub configuration: u32,
    /// What each rule decided.
    pub decisions: Vec<RuleDecision>,
    /// The plans that were applied.
    pub plans: Vec<PlanView>,
    /// Why it came to nothing, or not to all of it.
    pub failure: Option<Failure>,
    /// What was noticed of records: one that is not there any more, or is back (SYNC-6).
    pub noticed: Vec<Noticed>,
}

/// What a rule says of the issue now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RuleNow {
    /// The decision, as if the issue were looked at now.
    pub decision: RuleDecision,
    /// Whether the user may let it run again.
    pub may_run_again: bool,
}

/// A direction in which nothing goes between the issue and a record (SYNC-7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct WaitingView {
    /// The record.
    pub record_id: String,
    /// Its name, as it was seen last.
    pub record_name: String,
    /// Which direction.
    pub way: Way,
    /// Since when, in ms since 1970.
    pub since_ms: u64,
    /// Whether something was held back since.
    pub held_back: bool,
    /// The conditions: of the issue with the values that this user sees there now, of the record as it was seen last.
    pub conditions: Judged,
}

/// Why something happened on the issue, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct WhyView {
    /// Each rule of the project, now.
    pub now: Vec<RuleNow>,
    /// What waits until conditions of a mapping hold.
    pub waiting: Vec<WaitingView>,
    /// What was decided, newest first.
    pub activity: Vec<ActivityView>,
    /// Whether a change of the issue is still to be looked at.
    pub pending: bool,
}

crate::encode_object! { PotentialResultsView { columns, records, more } }
crate::encode_object! { IssueChoice { id, key, summary, project_id, issue_type } }
crate::encode_object! { IssuesView { issues } }
crate::encode_object! {
    PlanRow { field, label, way, source, before, after, written, held, waits, reason, losses, customers_see }
}
crate::encode_words! {
    DeedKind {
        CreateRecord, LinkRecord, UpdateRecord, UpdateIssue, TransitionIssue, CommentOnRecord, EditOnRecord,
        DeleteOnRecord, CommentOnIssue, EditOnIssue, DeleteOnIssue, UnlinkRecord,
        AttachToRecord, AttachToIssue
    }
}
crate::encode_object! { Deed { kind, record_id, to, public } }
crate::encode_object! { PlanView { rows, deeds, waits, problems, assignment_rules, salesforce_calls, jira_calls } }
crate::encode_object! { MappingPreviewView { issue, problems, creation, update, record_name } }
crate::encode_object! { RuleTrialView { issue, decision, creation } }
crate::encode_object! { ActivityView { at_ms, causes, author, configuration, decisions, plans, failure, noticed } }
crate::encode_object! { RuleNow { decision, may_run_again } }
crate::encode_object! { WaitingView { record_id, record_name, way, since_ms, held_back, conditions } }
crate::encode_object! { WhyView { now, waiting, activity, pending } }
