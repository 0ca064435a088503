//! How issues and records are kept in step: on the panel, and for admins.

use serde::{Deserialize, Serialize};

use super::{ActivityView, IssueChoice};
use crate::document::{ApiUse, ConnectionState, Gone, Reconciled};
use crate::failure::{Failure, FailureCode};
use crate::plan::Way;

/// How an issue and its records stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum SyncStanding {
    /// Nothing is kept in step here: nothing is linked, or no field is mapped so.
    Nothing,
    /// In step, as far as is known.
    InStep,
    /// Something has changed and is still to be looked at.
    Pending,
    /// It failed, and is tried again by itself.
    Retrying,
    /// It failed, and nothing happens by itself any more: see the setback.
    Failed,
}

/// How an issue and its records stand, for the panel. Part of [`super::PanelView`] too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SyncStateView {
    /// How they stand.
    pub standing: SyncStanding,
    /// When they were last in step, in ms since 1970.
    pub synced_at_ms: Option<u64>,
    /// How many fields wait for someone to decide (D-8).
    pub conflicts: u32,
    /// To how many records nothing goes now, because the issue does not meet conditions of their mapping (SYNC-7).
    pub waiting_to_salesforce: u32,
    /// From how many records nothing goes now, because they do not meet them.
    pub waiting_to_jira: u32,
    /// Whether this user may ask to sync, decide and copy comments: may edit the issue, nothing forbids it.
    pub may_act: bool,
    /// Records that are not there any more (SYNC-6).
    pub gone: Vec<GoneRecord>,
}

/// A linked record that is not there any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct GoneRecord {
    /// Its id.
    pub record_id: String,
    /// What became of it.
    pub gone: Gone,
}

/// A field that both sides have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConflictRow {
    /// The record.
    pub record_id: String,
    /// Its name, as it was seen last.
    pub record_name: String,
    /// The Salesforce field.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// What people call the Jira field.
    pub jira_label: String,
    /// What both had agreed on, as far as it is known.
    pub base: Option<String>,
    /// What the issue has; none when it has nothing, or the user may not see it.
    pub jira: Option<String>,
    /// What the record has.
    pub salesforce: Option<String>,
    /// Since when it waits, in ms since 1970.
    pub at_ms: u64,
    /// Names the values that are shown.
    pub digest: String,
    /// Which way was decided and is still to be carried out; none while it waits.
    pub decided: Option<Way>,
    /// Whether this user may see the issue's side.
    pub hidden: bool,
}

/// What waits for someone to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConflictsView {
    /// By record and field.
    pub rows: Vec<ConflictRow>,
    /// Whether this user may decide.
    pub may_decide: bool,
    /// How many choices were not taken because the values had changed meanwhile: they are shown anew.
    pub outdated: u32,
}

/// What has become of a comment on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CommentCopy {
    /// It has no copy.
    None,
    /// It is about to be copied.
    Pending,
    /// It has one.
    Copied,
    /// It is a copy itself.
    IsCopy,
    /// The other side refuses it.
    Refused,
    /// Its copy was deleted.
    CopyGone,
}

/// A comment of the issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct IssueCommentRow {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// Its beginning, as plain text, cut to 300 characters.
    pub text: String,
    /// Whether customers see it.
    pub public: bool,
    /// When it was written, in ms since 1970.
    pub at_ms: u64,
    /// What has become of it.
    pub copy: CommentCopy,
}

/// The issue's comments, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct IssueCommentsView {
    /// A page of them.
    pub comments: Vec<IssueCommentRow>,
    /// Where the next page begins; none when there is none.
    pub after: Option<String>,
    /// Whether this user may have them copied.
    pub may_push: bool,
    /// Whether comments go to Salesforce by themselves.
    pub automatic: bool,
}

/// A plain judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Judgement {
    /// As it should be.
    Fine,
    /// It works, and somebody should have a look.
    Watch,
    /// Something does not work.
    Bad,
}

/// How the API limit is dealt with now (D-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BudgetStage {
    /// Everything runs.
    Free,
    /// From 70 %: what can wait is slowed down.
    Slow,
    /// From 85 %: only users' clicks and looking for changes.
    PollOnly,
    /// From 95 %: only users' clicks.
    Stopped,
}

/// How an org stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ConnectionHealth {
    /// The connection.
    pub connection: String,
    /// The org's name.
    pub organization_name: String,
    /// Whether it works.
    pub state: ConnectionState,
    /// Why an admin has to act.
    pub trouble: Option<Failure>,
    /// When its tokens were last renewed, in ms since 1970.
    pub renewed_at_ms: u64,
    /// What is judged of the connection.
    pub connection_judgement: Judgement,
    /// API calls of the last 24 hours; none while nobody knows.
    pub api: Option<ApiUse>,
    /// How many there may be by the settings, where that is fewer.
    pub api_cap: Option<u32>,
    /// What follows from them.
    pub budget: BudgetStage,
    /// What is judged of them.
    pub api_judgement: Judgement,
    /// When Salesforce was last looked at, in ms since 1970; none when it never was.
    pub polled_at_ms: Option<u64>,
    /// Why the last look failed.
    pub poll_failure: Option<Failure>,
    /// Up to when all changes are known, in ms since 1970.
    pub upto_ms: Option<u64>,
    /// What is judged of it.
    pub poll_judgement: Judgement,
    /// When an outbound message was last heard of, in ms since 1970.
    pub heard_at_ms: Option<u64>,
    /// The last comparison of links.
    pub reconciled: Option<Reconciled>,
    /// What is judged of it.
    pub drift_judgement: Judgement,
    /// Work that is not done yet, at most 100 counted.
    pub open: u32,
    /// Since when the oldest of it waits, in ms since 1970.
    pub oldest_ms: Option<u64>,
    /// What is judged of it.
    pub work_judgement: Judgement,
}

/// How everything stands (OPS-3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct HealthView {
    /// Whether Weftline is switched on.
    pub enabled: bool,
    /// The orgs.
    pub connections: Vec<ConnectionHealth>,
    /// When Jira was last looked at, in ms since 1970.
    pub jira_polled_at_ms: Option<u64>,
    /// Why the last look failed.
    pub jira_poll_failure: Option<Failure>,
    /// What is judged of it.
    pub jira_judgement: Judgement,
    /// Work that has failed and is left to people, at most 100 counted.
    pub failed: u32,
    /// What is judged of it.
    pub failed_judgement: Judgement,
    /// Weftline's version.
    pub version: String,
    /// The planner's version.
    pub planner: u32,
    /// Where there is help.
    pub help_url: String,
    /// When all of this was looked at, in ms since 1970.
    pub at_ms: u64,
}

/// Something that was done on the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SiteActivityRow {
    /// Its key.
    pub key: String,
    /// The issue; only its id where it is gone.
    pub issue: IssueChoice,
    /// The records that it was about.
    pub record_ids: Vec<String>,
    /// What was done and why.
    pub activity: ActivityView,
    /// Whether its inputs are kept, so that it can be planned once more (D-5).
    pub replayable: bool,
}

/// What was done on the site, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SiteActivityView {
    /// A page of it.
    pub rows: Vec<SiteActivityRow>,
    /// Where the next page begins; none when there is none.
    pub after: Option<String>,
}

/// What two plans differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum ReplayPart {
    /// What is written.
    Writes,
    /// What is skipped, or why.
    Skipped,
    /// What was looked at.
    Trace,
    /// What waits for someone.
    Held,
    /// What stands against it.
    Problems,
    /// The calls it takes.
    Calls,
    /// Something that is cut where the plan is kept: the rest of a long text.
    Cut,
    /// All of it: this planner does not understand the inputs.
    Inputs,
}

/// Where a plan came out otherwise. Values are not told: who administers Jira need not see every issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ReplayDifference {
    /// Which plan, from 0.
    pub plan: u32,
    /// Which part of it.
    pub part: ReplayPart,
    /// The Salesforce fields, or comments, that it is about; empty where it is about none.
    pub fields: Vec<String>,
}

/// What came of planning something once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ReplayView {
    /// How many plans.
    pub plans: u32,
    /// How many came out the same, byte for byte.
    pub same: u32,
    /// How many an older planner made that this one plans otherwise: that is meant, and no difference.
    pub older: u32,
    /// What the others differ in.
    pub differences: Vec<ReplayDifference>,
    /// The planner's version then, and now.
    pub planner_then: u32,
    /// The planner's version now.
    pub planner_now: u32,
}

/// A support bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SupportBundleView {
    /// The file, JSON.
    pub json: String,
    /// When it was made, in ms since 1970.
    pub made_at_ms: u64,
    /// How many issues it is about.
    pub issues: u32,
    /// How many entries of activity are in it.
    pub entries: u32,
    /// How many plans can be made again from it.
    pub inputs: u32,
    /// Of how many of those the stand-ins change what is decided: they are in it all the same, and say so.
    pub changed: u32,
    /// How many documents and sections of the configuration are in it.
    pub documents: u32,
    /// Whether there was more than has room.
    pub more: bool,
}

/// Work that has failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FailedItem {
    /// Its key.
    pub key: String,
    /// The issue; only its id where it is gone.
    pub issue: Option<IssueChoice>,
    /// What was to be done: `sync`, `judge`, `creation`, `first`, `property`, `bulk`.
    pub task: String,
    /// Why it failed.
    pub failure: Failure,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when it is open, in ms since 1970.
    pub since_ms: u64,
    /// When it was last tried, in ms since 1970.
    pub at_ms: u64,
}

/// Failed work of one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FailedGroup {
    /// The cause.
    pub code: FailureCode,
    /// Its items, the oldest first.
    pub items: Vec<FailedItem>,
}

/// Work that has failed, by cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FailedWorkView {
    /// The causes, the commonest first.
    pub groups: Vec<FailedGroup>,
    /// Whether there is more than is shown.
    pub more: bool,
    /// How many were rung for by this call.
    pub retried: u32,
}

/// How an org sends outbound messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct OutboundMessagesView {
    /// The connection.
    pub connection: String,
    /// Whether there is an address.
    pub set_up: bool,
    /// The address, told once: when it was made.
    pub url: Option<String>,
    /// The org's id, which messages have to name.
    pub organization_id: String,
    /// When one was last heard of, in ms since 1970.
    pub heard_at_ms: Option<u64>,
}

/// What came of erasing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ErasureView {
    /// Whether something of this person was stored.
    pub known: bool,
}

crate::encode_words! { SyncStanding { Nothing, InStep, Pending, Retrying, Failed } }
crate::encode_object! {
    SyncStateView { standing, synced_at_ms, conflicts, waiting_to_salesforce, waiting_to_jira, may_act, gone }
}
crate::encode_object! { GoneRecord { record_id, gone } }
crate::encode_object! {
    ConflictRow { record_id, record_name, field, label, jira_label, base, jira, salesforce, at_ms, digest, decided, hidden }
}
crate::encode_object! { ConflictsView { rows, may_decide, outdated } }
crate::encode_words! { CommentCopy { None, Pending, Copied, IsCopy, Refused, CopyGone } }
crate::encode_object! { IssueCommentRow { id, author, text, public, at_ms, copy } }
crate::encode_object! { IssueCommentsView { comments, after, may_push, automatic } }
crate::encode_words! { Judgement { Fine, Watch, Bad } }
crate::encode_words! { BudgetStage { Free, Slow, PollOnly, Stopped } }
crate::encode_object! {
    ConnectionHealth {
        connection, organization_name, state, trouble, renewed_at_ms, connection_judgement, api, api_cap, budget,
        api_judgement, polled_at_ms, poll_failure, upto_ms, poll_judgement, heard_at_ms, reconciled, drift_judgement,
        open, oldest_ms, work_judgement
    }
}
crate::encode_object! {
    HealthView {
        enabled, connections, jira_polled_at_ms, jira_poll_failure, jira_judgement, failed, failed_judgement, version,
        planner, help_url, at_ms
    }
}
crate::encode_object! { SiteActivityRow { key, issue, record_ids, activity, replayable } }
crate::encode_object! { SiteActivityView { rows, after } }
crate::encode_words! { ReplayPart { Writes, Skipped, Trace, Held, Problems, Calls, Cut, Inputs } }
crate::encode_object! { ReplayDifference { plan, part, fields } }
crate::encode_object! {
    SupportBundleView { json, made_at_ms, issues, entries, inputs, changed, documents, more }
}
crate::encode_object! { ReplayView { plans, same, older, differences, planner_then, planner_now } }
crate::encode_object! { FailedItem { key, issue, task, failure, attempts, since_ms, at_ms } }
crate::encode_object! { FailedGroup { code, items } }
crate::encode_object! { FailedWorkView { groups, more, retried } }
crate::encode_object! { OutboundMessagesView { connection, set_up, url, organization_id, heard_at_ms } }
crate::encode_object! { ErasureView { known } }
