//! What is stored of keeping issues and records in step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Base, Observed};
use crate::decision::Judged;
use crate::failure::Failure;
use crate::plan::Way;

/// How a record was when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Its `LastModifiedDate`, in ms since 1970.
    pub modified_at_ms: u64,
    /// Its `SystemModstamp`, in ms since 1970. Whole seconds: what changes twice in one looks the same.
    pub stamp_ms: u64,
    /// When it was looked at by Salesforce's clock, in ms since 1970.
    pub at_ms: u64,
}

/// A field that both sides have changed, and that waits for someone to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldField {
    /// The Salesforce field.
    pub field: String,
    /// The Jira field.
    pub jira_field: String,
    /// What the record has, as people read it, cut to 200 characters.
    pub salesforce: Option<String>,
    /// What the issue has.
    pub jira: Option<String>,
    /// What both had agreed on, as far as it is known.
    pub base: Option<String>,
    /// Since when it waits, in ms since 1970.
    pub at_ms: u64,
    /// SHA-256 of both sides' whole values, hex: what is decided holds for these values only.
    pub digest: String,
}

/// What was decided of a held field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidedField {
    /// The Salesforce field.
    pub field: String,
    /// Which way its value goes.
    pub way: Way,
    /// The [`HeldField::digest`] of what was decided about.
    pub digest: String,
    /// The account that decided.
    pub author: String,
    /// When, in ms since 1970.
    pub at_ms: u64,
}

/// A direction in which nothing goes between an issue and a record, because what the mapping asks for does not hold
/// (SYNC-7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// Which direction.
    pub way: Way,
    /// Since when, in ms since 1970.
    pub since_ms: u64,
    /// How far comments of the side that it is about were looked at when it began, in ms since 1970 by that side's clock:
    /// from there on they are looked at again once the conditions hold.
    pub comments_ms: u64,
    /// Whether something was held back since, and was told.
    pub held_back: bool,
    /// The conditions as they were judged last; of an issue without the values that were found.
    pub conditions: Judged,
}

/// What became of a record that is not there any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Gone {
    /// It is in the recycle bin, or deleted for good.
    Deleted {
        /// When that was noticed, in ms since 1970.
        at_ms: u64,
    },
    /// It was merged into another record of its object.
    Merged {
        /// When that was noticed, in ms since 1970.
        at_ms: u64,
        /// The record that has it now.
        into: String,
    },
    /// The integration user does not see it any more.
    OutOfSight {
        /// When that was noticed, in ms since 1970.
        at_ms: u64,
    },
}

/// Why a record is linked by itself (REL-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RelatedBy {
    /// The primary record that points to it.
    pub record_id: String,
    /// By which field.
    pub field: String,
}

/// How far an issue's comments were looked at. What was changed before is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentsSeen {
    /// The latest `updated` of the issue's comments, in ms since 1970.
    pub jira_ms: u64,
    /// The latest `SystemModstamp` of its records' comments, in ms since 1970.
    pub salesforce_ms: u64,
    /// Since when comments are followed, in ms since 1970: older ones are copied only when someone asks.
    pub since_ms: u64,
    /// How many comments the issue had when they were listed last, and the newest one's id then.
    pub jira_total: Option<u32>,
    /// See there.
    pub jira_last: u64,
}

/// What was about to be written to a field, and of which nobody knows yet whether it was: the answer may be lost, and the
/// worker may die. What is found to be the same later is no change of that side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// The record.
    pub record_id: String,
    /// The Salesforce field.
    pub field: String,
    /// Which side was to get the other one's value.
    pub way: Way,
    /// Digest of the field's base at that time: with another base the outcome is known.
    pub from: String,
    /// Digest of what the base had become by then without being stored, where that is another one: it may have been stored
    /// since.
    #[serde(default)]
    pub became: Option<String>,
    /// What both sides have if it was written.
    pub base: Base,
}

/// A comment that someone wants copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushedComment {
    /// Which way.
    pub way: Way,
    /// Its id on the side where it was written.
    pub comment_id: String,
    /// The record: of the comment, or the one that gets it.
    pub record_id: String,
}

/// Who sees a comment where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Visibility {
    /// Nobody knows: it counts as internal.
    Unknown,
    /// Customers too.
    Public,
    /// The team.
    Internal,
    /// A role or a group: it counts as internal.
    Restricted,
}

/// How far the copy of a comment got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PairState {
    /// The copy was about to be sent; whether it was is unknown.
    Intended,
    /// Both are there.
    Paired,
    /// The original was deleted, and its copy treated as the setting says.
    Over,
    /// The copy was deleted: it is not made again.
    CopyGone,
    /// The other side refuses the copy: see the activity. A change of the original tries again.
    Refused,
}

/// A comment and its copy. Entity `pair`, two keys with the same document, written together: `j:<issue comment>:<record id>` and for
/// each of the record's comments `s:<record comment>:<issue id>`. An intent towards either side is stored under its original's key
/// before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PairDocument {
    /// How far it got.
    pub state: PairState,
    /// The issue.
    pub issue_id: String,
    /// The record.
    pub record_id: String,
    /// Which way it was copied.
    pub way: Way,
    /// The issue's comment; none until the copy is there.
    pub issue_comment: Option<String>,
    /// The record's: several where it is long; empty until the copy is there.
    pub record_comments: Vec<String>,
    /// The original's words when it was copied last.
    pub words: Observed,
    /// Who saw the original then.
    pub visibility: Visibility,
    /// When the copy was last about to be sent, in ms since 1970; 0 when that surely came to nothing.
    pub tried_at_ms: u64,
    /// While it is intended: digests of what was about to be written, in its order, by which it is looked for.
    #[serde(default)]
    pub sent: Vec<String>,
    /// The record's earlier comments that others took the place of, because they could not be changed, and that customers
    /// may see: they are hidden once the original is.
    #[serde(default)]
    pub replaced: Vec<String>,
    /// Where the original is an answer in a feed: the post that it answers.
    #[serde(default)]
    pub answers: Option<String>,
}

/// What stands against work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkTrouble {
    /// Why it came to nothing last time.
    pub failure: Failure,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried, in ms since 1970.
    pub at_ms: u64,
    /// Whether it is left to people: nothing happens by itself any more.
    pub given_up: bool,
}

/// How far an object of an org was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Watermark {
    /// All changes with a `SystemModstamp` before this are in the ledger, in ms since 1970.
    pub upto_ms: u64,
    /// Where a look that found too much goes on.
    pub parked: Option<Parked>,
}

/// A place in an object's changes, by `SystemModstamp` and id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parked {
    /// The horizon of the look, in ms since 1970.
    pub horizon_ms: u64,
    /// The last change that is in the ledger: its `SystemModstamp`, in ms since 1970.
    pub stamp_ms: u64,
    /// Its id.
    pub id: String,
}

/// How far an org was looked at (SYNC-5). Entity `poll`, key: the connection's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PollDocument {
    /// By object; deletions are followed as `deleted:<object>`, comments as `CaseComment`, files as `ContentVersion`.
    pub objects: BTreeMap<String, Watermark>,
    /// When a look last got through, in ms since 1970.
    pub polled_at_ms: u64,
    /// Why the last one did not; none when it did.
    pub failure: Option<Failure>,
    /// Since when outbound messages were heard of, in ms since 1970: the last one.
    pub heard_at_ms: u64,
    /// The last comparison of links with both sides: when, how many, and how many had drifted apart.
    pub reconciled: Option<Reconciled>,
    /// Where the next comparison begins: a key of the entity `link`.
    pub reconcile_after: Option<String>,
    /// SHA-256 of the token by which outbound messages are recognised, hex; none where they are not set up.
    pub listener: Option<String>,
}

/// What a comparison of links with both sides found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Reconciled {
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// How many links.
    pub links: u32,
    /// How many had drifted apart.
    pub drifted: u32,
}

/// How far Jira was looked at. Entity `poll`, key `jira`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JiraPollDocument {
    /// All changes of issues before this are in the ledger, in ms since 1970.
    pub upto_ms: u64,
    /// When a look last got through, in ms since 1970.
    pub polled_at_ms: u64,
    /// Why the last one did not; none when it did.
    pub failure: Option<Failure>,
    /// Where a look that found too much goes on.
    #[serde(default)]
    pub parked: Option<JiraParked>,
}

/// A place in the issues that Jira has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JiraParked {
    /// Up to when the look goes, in ms since 1970.
    pub upto_ms: u64,
    /// The query: the token is good for this one only.
    pub jql: String,
    /// Jira's token of the next page.
    pub token: String,
}

/// What an org has said of its API limit (D-6). Value `use:<connection>`; the last write wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ApiUse {
    /// Calls of the last 24 hours, whoever made them.
    pub used: u32,
    /// How many there may be.
    pub max: u32,
    /// When it was said, in ms since 1970.
    pub at_ms: u64,
}

/// A person of whom something is stored. Entity `account`, key: the Atlassian account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDocument {
    /// When something was first stored of them, in ms since 1970.
    pub stored_at_ms: u64,
    /// When Atlassian was last told, in ms since 1970.
    pub reported_at_ms: u64,
}

crate::json_object! { ignore Seen { modified_at_ms, stamp_ms, at_ms } }
crate::json_object! { ignore HeldField { field, jira_field, salesforce, jira, base, at_ms, digest } }
crate::json_object! { ignore Waiting { way, since_ms, comments_ms, held_back, conditions } }
crate::json_object! { ignore DecidedField { field, way, digest, author, at_ms } }
crate::json_tagged! { ignore Gone by "kind" { Deleted { at_ms }, Merged { at_ms, into }, OutOfSight { at_ms } } }
crate::json_object! { ignore RelatedBy { record_id, field } }
crate::json_object! { ignore Attempt { record_id, field, way, from, became: optional, base } }
crate::json_object! { ignore CommentsSeen { jira_ms, salesforce_ms, since_ms, jira_total, jira_last: optional } }
crate::json_object! { ignore PushedComment { way, comment_id, record_id } }
crate::json_words! { Visibility { Unknown, Public, Internal, Restricted } }
crate::json_words! { PairState { Intended, Paired, Over, CopyGone, Refused } }
crate::json_object! {
    ignore PairDocument {
        state, issue_id, record_id, way, issue_comment, record_comments, words, visibility, tried_at_ms,
        sent: optional, replaced: optional, answers
    }
}
crate::json_object! { ignore WorkTrouble { failure, attempts, at_ms, given_up } }
crate::json_object! { ignore Watermark { upto_ms, parked } }
crate::json_object! { ignore Parked { horizon_ms, stamp_ms, id } }
crate::json_object! {
    ignore PollDocument {
        objects, polled_at_ms, failure, heard_at_ms: optional, reconciled, reconcile_after, listener
    }
}
crate::json_object! { ignore Reconciled { at_ms, links, drifted } }
crate::json_object! { ignore JiraPollDocument { upto_ms, polled_at_ms, failure, parked } }
crate::json_object! { ignore JiraParked { upto_ms, jql, token } }
crate::json_object! { ignore ApiUse { used, max, at_ms } }
crate::json_object! { ignore AccountDocument { stored_at_ms, reported_at_ms } }
