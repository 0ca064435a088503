//! Backfill: issues and records that were there before are linked and filled (OPS-6).

use serde::{Deserialize, Serialize};

use crate::configuration::Condition;
use crate::failure::Failure;

/// What is gone through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillSource {
    /// Issues of the configured projects.
    Issues {
        /// Which of them, as JQL; empty is all.
        jql: String,
    },
    /// Records of the object: of each the issues are looked for that match it.
    Records {
        /// Which of them, by their own fields as conditions of a mapping compare them; none is all.
        condition: Option<Condition>,
    },
}

/// By what issues and records are matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillMatching {
    /// By being linked already.
    Linked {},
    /// By a Jira field that holds a record's id, or its name: of a case that is its number.
    Reference {
        /// The Jira field's id.
        jira_field: String,
    },
    /// By two fields of the same text, in any case.
    Fields {
        /// The Jira field's id.
        jira_field: String,
        /// The record field's API name.
        field: String,
    },
}

/// What is to be done, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillPlan {
    /// The connection.
    pub connection: String,
    /// The object's API name.
    pub object: String,
    /// What is gone through.
    pub source: BackfillSource,
    /// By what it is matched.
    pub matching: BackfillMatching,
    /// Whether a record is created of an issue that has none, as its project's mapping says.
    pub create: bool,
    /// Whether what is linked already stays as it is; otherwise it is brought in step.
    pub only_new: bool,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillPhase {
    /// It looks what would be done: the dry run.
    Looking,
    /// It waits for someone to start it.
    Ready,
    /// It does it.
    Running,
    /// All of it is done.
    Done,
    /// Someone cancelled it; what was done until then stays.
    Cancelled,
    /// It could not go on; what was done until then stays.
    Failed,
}

/// What is done with one issue or record, or was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillFate {
    /// Issue and record are linked, and filled from one another as linking by hand does it.
    Link,
    /// A record is created of the issue, and linked.
    Create,
    /// They are linked already, and brought in step.
    Update,
    /// They are linked already, and stay as they are.
    Already,
    /// There is no match, and it stays as it is.
    Unmatched,
    /// There is more than one, or somebody else has it: a person has to decide.
    Conflict,
    /// It cannot be done.
    Cannot,
}

/// Why nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillCause {
    /// The field by which it is matched is empty.
    NoValue,
    /// Nothing has this value.
    NotFound,
    /// Several have it.
    Several,
    /// No issue matches the record.
    NoIssue,
    /// Several issues match the record, which may have one only.
    SeveralIssues,
    /// The record's field is empty.
    NoRecordValue,
    /// The record is linked to another issue, or is about to be.
    Elsewhere,
    /// The issue is linked to another record of the object.
    OtherRecord,
    /// The issue's project or type is not configured.
    NotConfigured,
    /// Its project is bound to another org.
    OtherOrg,
    /// Nothing is linked on issues of its type.
    Restricted,
    /// No mapping says how a record is made.
    NotMapped,
    /// The issue has as many links as it can have.
    Full,
    /// It is not there any more, or out of sight.
    Gone,
    /// What the mapping makes of the issue cannot be created, or Salesforce refused it: see the text.
    Refused,
    /// It failed again and again, while others went well: see the text.
    Failed,
    /// Nobody knows whether the record was created: a person has to look in Salesforce.
    Unclear,
}

/// How many issues or records have which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillCounts {
    /// [`BackfillFate::Link`].
    pub link: u32,
    /// [`BackfillFate::Create`].
    pub create: u32,
    /// [`BackfillFate::Update`].
    pub update: u32,
    /// [`BackfillFate::Already`].
    pub already: u32,
    /// [`BackfillFate::Unmatched`].
    pub unmatched: u32,
    /// [`BackfillFate::Conflict`].
    pub conflict: u32,
    /// [`BackfillFate::Cannot`].
    pub cannot: u32,
}

/// Why nothing is done, how often, and with what for example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillReason {
    /// What becomes of them.
    pub fate: BackfillFate,
    /// Why.
    pub cause: BackfillCause,
    /// What Salesforce or the mapping says; empty where the cause says it all.
    pub text: String,
    /// How many.
    pub count: u32,
    /// Some of them: keys of issues, or ids of records where records are gone through.
    pub examples: Vec<String>,
}

/// What a run takes, at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillForecast {
    /// Calls of Salesforce.
    pub calls: u32,
    /// How many the org has left in these 24 hours; none when it has not said.
    pub left: Option<u32>,
    /// How long, in ms.
    pub takes_ms: u64,
}

/// A job in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillBrief {
    /// Its id.
    pub job_id: String,
    /// How far it has come.
    pub phase: BackfillPhase,
    /// The object.
    pub object: String,
    /// Whether it goes through its records, and not through issues.
    pub records: bool,
    /// Who began it: an Atlassian account.
    pub author: String,
    /// When, in ms since 1970.
    pub began_ms: u64,
    /// When it was last got on with, in ms since 1970.
    pub moved_ms: u64,
    /// How many issues or records it goes through, as far as they were looked at.
    pub rows: u32,
    /// What was done.
    pub done: BackfillCounts,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillJobView {
    /// In a line.
    pub brief: BackfillBrief,
    /// What is to be done.
    pub plan: BackfillPlan,
    /// Who started the run: an Atlassian account; none before it was started.
    pub started_by: Option<String>,
    /// Whether it rests until someone lets it go on.
    pub paused: bool,
    /// Whether it is being cancelled.
    pub cancelling: bool,
    /// What the dry run found.
    pub planned: BackfillCounts,
    /// Why some are left out, the commonest first: of the run where there was one.
    pub reasons: Vec<BackfillReason>,
    /// What the run takes.
    pub forecast: BackfillForecast,
    /// How far the run has come, of 1,000.
    pub thousandths: u32,
    /// How long the rest takes if it goes on so, in ms.
    pub left_ms: Option<u64>,
    /// Why it waits or failed.
    pub failure: Option<Failure>,
    /// When it is tried again, in ms since 1970; none when it is not waiting.
    pub retry_at_ms: Option<u64>,
}

/// The backfill page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillView {
    /// The job that was begun last; none before the first, and 30 days after the last.
    pub job: Option<BackfillJobView>,
    /// Those before, the newest first.
    pub earlier: Vec<BackfillBrief>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BackfillReportView {
    /// CSV with a header in the first part; safe against formulas.
    pub csv: String,
    /// Where the next part begins; none when this is the last.
    pub after: Option<u32>,
}

/// What is done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BackfillStep {
    /// The run is started.
    Start,
    /// It rests.
    Pause,
    /// It goes on.
    Resume,
    /// It ends where it is.
    Cancel,
}

crate::json_tagged! { refuse BackfillSource by "kind" { Issues { jql }, Records { condition } } }
crate::json_tagged! {
    refuse BackfillMatching by "kind" { Linked {}, Reference { jira_field }, Fields { jira_field, field } }
}
crate::json_object! { refuse BackfillPlan { connection, object, source, matching, create, only_new } }
crate::json_words! { BackfillPhase { Looking, Ready, Running, Done, Cancelled, Failed } }
crate::json_words! { BackfillFate { Link, Create, Update, Already, Unmatched, Conflict, Cannot } }
crate::json_words! {
    BackfillCause {
        NoValue, NotFound, Several, Elsewhere, OtherRecord, NotConfigured, OtherOrg, Restricted, NotMapped, Full, Gone,
        Refused, Failed, Unclear, NoIssue, SeveralIssues, NoRecordValue
    }
}
crate::json_object! { ignore BackfillCounts { link, create, update, already, unmatched, conflict, cannot } }
crate::json_object! { ignore BackfillReason { fate, cause, text, count, examples } }
crate::json_words! { BackfillStep { Start, Pause, Resume, Cancel } }
crate::encode_object! { BackfillForecast { calls, left, takes_ms } }
crate::encode_object! { BackfillBrief { job_id, phase, object, records, author, began_ms, moved_ms, rows, done } }
crate::encode_object! {
    BackfillJobView {
        brief, plan, started_by, paused, cancelling, planned, reasons, forecast, thousandths, left_ms, failure,
        retry_at_ms
    }
}
crate::encode_object! { BackfillView { job, earlier } }
crate::encode_object! { BackfillReportView { csv, after } }
