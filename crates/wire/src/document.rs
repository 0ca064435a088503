//! Stored documents. Each has a key scheme, given with the type; what is compared-and-set is an entity whose stored
//! value is `{ "revision": n, "document": ... }` ([`Versioned`]).

mod backfill;
mod bulk;
mod files;
mod post_function;
mod sync;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::json::{self, Decode, Encode, Member, Reader, Unknown, Writer};
use crate::view::{BulkBrief, Cell};

pub use backfill::*;
pub use bulk::*;
pub use files::*;
pub use post_function::*;
pub use sync::*;

/// An entity's stored value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Versioned<T> {
    /// 1 when first written, one more with each write.
    pub revision: u32,
    /// The document.
    pub document: T,
}

/// How a connection gets its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum GrantKind {
    /// OAuth client credentials: no refresh token, a new access token by key and secret.
    ClientCredentials,
    /// OAuth authorization code with refresh token rotation.
    RefreshToken,
}

/// Whether a connection works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum ConnectionState {
    /// It does, as far as known.
    Connected,
    /// Its tokens are final no more: an admin has to act.
    ReconnectNeeded,
}

/// A run's right to renew a connection's tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// Random, so that a run knows its own.
    pub holder: String,
    /// Until when nobody else may take it, in ms since 1970.
    pub until_ms: u64,
}

/// A connection to an org. Entity `connection`, key: the connection's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Whether it works.
    pub state: ConnectionState,
    /// How tokens are got.
    pub grant: GrantKind,
    /// Where tokens are asked for, like `https://acme.my.salesforce.com`.
    pub login_url: String,
    /// Where the API is, canonical, no trailing slash.
    pub instance_url: String,
    /// The login that its tokens come from: the first 16 digits of the login's state. In the names of its secrets, so
    /// that what a login writes and what a renewal of older tokens writes never meet.
    pub family: String,
    /// Which token set is current: secret `connection:<id>:<family>:<n>`.
    pub token_set: u32,
    /// The oldest set of the family that may still be stored.
    pub oldest_set: u32,
    /// The token renewal in progress.
    pub lease: Option<Lease>,
    /// The org's id, 18 characters.
    pub organization_id: String,
    /// The org's name.
    pub organization_name: String,
    /// The integration user's name.
    pub username: String,
    /// The integration user's id.
    pub user_id: String,
    /// The API version, like `v62.0`.
    pub api_version: String,
    /// When it was connected, in ms since 1970.
    pub connected_at_ms: u64,
    /// When its tokens were last renewed, in ms since 1970.
    #[serde(default)]
    pub renewed_at_ms: u64,
    /// Why an admin has to act; none while it works.
    pub trouble: Option<Failure>,
    /// Whether Jira has told of the trouble.
    pub announced: bool,
    /// Whose secrets are still to be deleted.
    pub retired: Option<Retired>,
}

/// Tokens that a login has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Retired {
    /// Their family.
    pub family: String,
    /// The set that was current.
    pub token_set: u32,
    /// The oldest set that may still be stored.
    pub oldest_set: u32,
}

/// The connections of the site. Entity `connection`, key `index`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionIndex {
    /// Their ids, in the order in which they were made. Projects that are bound to none use `main`.
    pub ids: Vec<String>,
}

/// A login by authorization code in progress. Entity `authorization`, key: its state, which is random. What is secret
/// of it is in [`AuthorizationSecret`] and [`AuthorizationCode`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authorization {
    /// The account that began it; nobody else can finish it.
    pub account_id: String,
    /// The connection it is for; none until a new one has its id.
    pub connection: Option<String>,
    /// Where one logs in.
    pub login_url: String,
    /// Where Salesforce was told to send the browser back to.
    pub callback_url: String,
    /// Until when it is good, in ms since 1970.
    pub expires_at_ms: u64,
    /// How far it has come.
    pub stage: AuthorizationStage,
    /// Why it is refused; none otherwise.
    pub failure: Option<Failure>,
}

/// How far a login has come. Each stage is reached once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AuthorizationStage {
    /// Salesforce was asked.
    Begun,
    /// Salesforce has answered: the code, or why there is none, is stored.
    Returned,
    /// The code is being exchanged: it is good once.
    Exchanging,
    /// The org is connected.
    Connected,
    /// It came to nothing.
    Refused,
}

/// What is secret of a login. Secret `authorization:<state>`; deleted when the login is over.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationSecret {
    /// The PKCE code verifier (RFC 7636).
    pub verifier: String,
    /// The client.
    pub client: ClientSecret,
}

/// What Salesforce sent back. Secret `authorization:<state>:code`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationCode {
    /// The code, good once and for some minutes.
    pub code: Option<String>,
    /// Why there is none: `access_denied` and the like.
    pub error: Option<String>,
    /// The same in Salesforce's words.
    pub error_description: Option<String>,
}

/// A connection's tokens. Secret `connection:<id>:<family>:<n>`; written once, never changed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenSet {
    /// The access token.
    pub access_token: String,
    /// The refresh token, when there is one.
    pub refresh_token: Option<String>,
    /// When Salesforce issued it, in ms since 1970.
    pub issued_at_ms: u64,
}

/// A connection's client. Secret `connection:<id>:<family>:client`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientSecret {
    /// The consumer key.
    pub client_id: String,
    /// The consumer secret.
    pub client_secret: String,
}

/// How a link came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Origin {
    /// Someone linked it by hand.
    Linked,
    /// Someone created it from the issue.
    Created,
    /// A rule created it.
    Rule,
    /// The primary record points to it (REL-1).
    Related,
}

/// A linked record, in its issue's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedRecord {
    /// The record's id, 18 characters.
    pub record_id: String,
    /// Its object.
    pub object: String,
    /// The connection.
    pub connection: String,
    /// When it was linked, in ms since 1970.
    pub linked_at_ms: u64,
}

/// What Weftline knows of an issue. Entity `issue`, key: the issue's id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueDocument {
    /// Its linked records, newest last.
    pub links: Vec<LinkedRecord>,
    /// How far its changelog was judged by the rules; none when it never was.
    #[serde(default)]
    pub judged: Option<Judged>,
    /// The record that someone chose as the primary one (LNK-4). None, or one that is not linked any more: the oldest
    /// link of the object that comes first in the configuration is.
    #[serde(default)]
    pub primary: Option<String>,
    /// What went wrong when it was last synced, until it goes well again (SYNC-8).
    #[serde(default)]
    pub setback: Option<Setback>,
    /// The last creation of cases from a file.
    #[serde(default)]
    pub bulk: Option<BulkBrief>,
    /// When it was last found in step with its records, in ms since 1970; none when it never was.
    #[serde(default)]
    pub synced_at_ms: Option<u64>,
    /// How many fields wait for someone to decide (D-8).
    #[serde(default)]
    pub conflicts: u32,
    /// To how many of its records nothing goes, and from how many, because conditions of their mapping do not hold
    /// (SYNC-7).
    #[serde(default)]
    pub waiting_to_salesforce: u32,
    /// See there.
    #[serde(default)]
    pub waiting_to_jira: u32,
    /// How far its comments were looked at.
    #[serde(default)]
    pub comments: Option<CommentsSeen>,
    /// The issue's `updated` when a sync looked at it last, after what the sync wrote itself, in ms since 1970: a later one
    /// is news. 0 when none did.
    #[serde(default)]
    pub synced_updated_ms: u64,
    /// The issue's `updated` when it was judged by the rules last, in ms since 1970; 0 when it never was.
    #[serde(default)]
    pub judged_updated_ms: u64,
    /// Digest of what its records were last found in step with, where there are many: while it is the same, nothing is to
    /// be written to them. None when that is not known.
    #[serde(default)]
    pub synced_values: Option<String>,
    /// The project that it was in when it was synced last; none when it never was.
    #[serde(default)]
    pub project_id: Option<String>,
    /// What post functions have asked for and Salesforce refused: the issue's next change tries again.
    #[serde(default)]
    pub owed: Vec<PostFunctionRun>,
}

/// What was under way when something went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Undertaking {
    /// A rule was to create a record.
    Rule {
        /// The rule's name.
        rule: String,
        /// The object.
        object: String,
    },
    /// A post function of the workflow was to create a record.
    PostFunction {
        /// What people call the transition; empty where Jira did not say.
        transition: String,
        /// The object.
        object: String,
    },
    /// A record that was linked, and its issue, were to be filled from one another.
    FirstSync {
        /// The record's id.
        record_id: String,
        /// The object.
        object: String,
    },
    /// The issue and its records were to be brought in step.
    Sync {
        /// The record that it failed at; none when it was the issue.
        record_id: Option<String>,
        /// Its object.
        object: Option<String>,
    },
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum NextStep {
    /// Weftline tries again by itself.
    Retry,
    /// The issue's next change tries again.
    NextChange,
    /// An admin has to act first: reconnect, or mend the configuration.
    Admin,
    /// Someone has to decide: nothing happens by itself.
    Person,
}

/// What went wrong when an issue was synced last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Setback {
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// What was under way.
    pub undertaking: Undertaking,
    /// Why it came to nothing.
    pub failure: Failure,
    /// What happens next.
    pub next: NextStep,
}

/// How far an issue's changelog was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The id of the last entry that was judged; 0 when only the issue's creation was.
    pub history_id: u64,
    /// When, in ms since 1970.
    pub at_ms: u64,
}

/// What a rule has done on an issue: permanent, so that it creates at most one record whatever happens to links,
/// records and the rule (AUTO-7). Entity `fired`, key `<issue id>:<rule id>`; of post functions `<issue id>:post-function.<object>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fired {
    /// The creation that it led to last: its key ends in `rule-<rule id>-<times>`.
    pub creation_key: String,
    /// How often it has fired: more than once only where the rule says so, or after someone ran it again.
    pub times: u32,
    /// The last changelog entry that there was when it fired; 0 for none. What happened up to it does not make it fire
    /// again.
    pub history_id: u64,
    /// When it fired last, in ms since 1970.
    pub fired_at_ms: u64,
    /// Whether someone asked for it to run again since.
    pub reset: bool,
    /// How far the issue had been judged when it fired: what set it off came after.
    #[serde(default)]
    pub judged: Option<Judged>,
    /// The post function that asked for the record; none for a rule.
    #[serde(default)]
    pub post_function: Option<PostFunctionRun>,
}

/// A value as it was observed: whole while it is short, as a digest when it is long, for a base only has to tell
/// whether a side has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Observed {
    /// It was not looked at.
    Unknown,
    /// The value as JSON text.
    Value {
        /// The JSON.
        json: String,
    },
    /// A long value.
    Digest {
        /// SHA-256 of the JSON text, hex.
        sha256: String,
        /// Bytes of the JSON text.
        length: u32,
    },
}

/// A field's values last observed on each side. A side has changed only against its own base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Base {
    /// What Salesforce had.
    pub salesforce: Observed,
    /// What Jira had.
    pub jira: Observed,
}

/// A link between an issue and a record. Entity `link`, key: `<issue id>:<record id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkDocument {
    /// The issue's id.
    pub issue_id: String,
    /// The record's id.
    pub record_id: String,
    /// The record's object.
    pub object: String,
    /// The connection.
    pub connection: String,
    /// How it came to be.
    pub origin: Origin,
    /// The account that linked or created it; empty where a rule did.
    pub author: String,
    /// When, in ms since 1970.
    pub linked_at_ms: u64,
    /// The values last observed on each side, by Salesforce field.
    pub base: BTreeMap<String, Base>,
    /// How the record was when it was looked at last; none when it never was.
    #[serde(default)]
    pub seen: Option<Seen>,
    /// Fields that both sides have changed, and that wait for someone (SYNC-4, D-8).
    #[serde(default)]
    pub held: Vec<HeldField>,
    /// What was decided of them, and is still to be carried out.
    #[serde(default)]
    pub decided: Vec<DecidedField>,
    /// Set when the record is not there any more, or out of sight (SYNC-6).
    #[serde(default)]
    pub gone: Option<Gone>,
    /// Why it was linked by itself; none where it was not (REL-1).
    #[serde(default)]
    pub related: Option<RelatedBy>,
    /// Directions in which nothing goes as things are (SYNC-7): at most one entry for each.
    #[serde(default)]
    pub waiting: Vec<Waiting>,
}

/// From a record to its issues. Entity `record`, key: `<connection>:<record id>`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordDocument {
    /// The ids of the issues it is linked to.
    pub issue_ids: Vec<String>,
    /// How it was when a sync looked at it last, so that a poll knows our own changes; none when none did.
    #[serde(default)]
    pub seen: Option<Seen>,
}

/// How far a creation got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CreationState {
    /// It was about to be sent; whether it was is unknown.
    Intended,
    /// Salesforce refused it: nothing was created, and it may be sent again.
    Refused,
    /// The record exists and is linked.
    Created {
        /// The record's id.
        record_id: String,
    },
}

/// A creation, written before it is sent. Entity `creation`, key: the creation key,
/// `<cloud id>:<issue id>:<cause>`, cause = `form-<form id>` or `rule-<rule id>-<times>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationDocument {
    /// How far it got.
    pub state: CreationState,
    /// The issue.
    pub issue_id: String,
    /// The project, for the mapping.
    pub project_id: String,
    /// The object.
    pub object: String,
    /// The connection.
    pub connection: String,
    /// Who created it; empty where a rule did.
    pub author: String,
    /// The external id field that carries the key, if the object has one.
    pub key_field: Option<String>,
    /// When it was first intended, in ms since 1970.
    pub intended_at_ms: u64,
    /// The plan that is carried out, its long values cut; none of creations of old.
    #[serde(default)]
    pub plan: Option<crate::plan::Plan>,
    /// What the plan was as a whole, where its inputs are kept as the value `inputs:<key>:0` (D-5).
    #[serde(default)]
    pub recorded: Option<Recorded>,
}

/// A plan whose inputs are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// SHA-256 of the plan's JSON, hex.
    pub digest: String,
    /// The Atlassian accounts that stand in the inputs.
    pub people: Vec<String>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Task {
    /// To find out what became of a creation.
    SettleCreation {
        /// The creation's key.
        key: String,
    },
    /// To judge an issue that may have changed by the rules.
    Judge {
        /// The site's id.
        cloud_id: String,
        /// The issue's id.
        issue_id: String,
        /// Its project when that was last heard of; none when nobody said.
        #[serde(default)]
        project_id: Option<String>,
        /// What has happened since it was judged last.
        causes: Vec<crate::decision::Cause>,
        /// What post functions have asked for since, of each object the last one.
        #[serde(default)]
        post_functions: Vec<PostFunctionRun>,
    },
    /// To write what is linked to an issue into the property by which JQL finds it.
    Project {
        /// The issue's id.
        issue_id: String,
    },
    /// To fill an issue and records that were linked to it from one another (LNK-3).
    FirstSync {
        /// The site's address.
        site_url: String,
        /// The issue's id.
        issue_id: String,
        /// The records' ids.
        record_ids: Vec<String>,
        /// What was decided when they were linked.
        how: crate::configuration::FirstSync,
    },
    /// To bring an issue and its records in step (SYNC-2). Key `sync:<issue id>`.
    Sync {
        /// The issue's id.
        issue_id: String,
        /// Its project when that was last heard of; none when nobody said.
        project_id: Option<String>,
        /// What has happened since it was in step last.
        causes: Vec<crate::decision::Cause>,
        /// Records of which something was heard: they have to be read. Others may be taken as they were seen last.
        records: Vec<String>,
        /// Whether all of its records have to be read.
        look: bool,
        /// Comments of Jira of which something was heard.
        comments: Vec<String>,
        /// Single comments that someone wants copied (CMT-2).
        pushed: Vec<PushedComment>,
        /// What was about to be written, until it is known what came of it.
        #[serde(default)]
        attempts: Vec<Attempt>,
    },
    /// To carry files between an issue and its records (FILE-1). Key `files:<issue>`.
    Files {
        /// The issue's id.
        issue_id: String,
        /// What has happened since that was done last.
        causes: Vec<crate::decision::Cause>,
        /// Whether the files of its records have to be looked at: without it only when the issue has a new one.
        look: bool,
    },
    /// To create cases from a file.
    Bulk {
        /// The job's id.
        job_id: String,
    },
    /// To link and fill what was there before (OPS-6).
    Backfill {
        /// The job's id.
        job_id: String,
    },
}

/// How far a post got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PostState {
    /// It was about to be sent; whether it was is unknown.
    Intended,
    /// Salesforce refused it: nothing was posted, and it may be sent again.
    Refused,
    /// It is there.
    Posted {
        /// The ids of what was made of it, the oldest first.
        ids: Vec<String>,
    },
}

/// A comment or feed post, written before it is sent. Entity `post`, key `<issue id>:<record id>:<post id>`; kept for
/// 30 days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostDocument {
    /// How far it got.
    pub state: PostState,
    /// SHA-256 of what is posted, hex: one post id is for one text.
    pub digest: String,
    /// Who posted it.
    pub author: String,
    /// When it was first intended, in ms since 1970.
    pub intended_at_ms: u64,
    /// When it was last about to be sent, in ms since 1970.
    pub tried_at_ms: u64,
}

/// Work that is not done yet: the ledger. A queue's message is a doorbell only, and may be dropped; this stays until
/// the work is done. Entity `work`, key: `creation:<creation key>`, `issue:<issue id>`,
/// `property:<issue id>`, `first:<issue id>:<record id>`, `bulk:<job id>`, `backfill:<job id>`, `sync:<issue id>` or
/// `files:<issue id>`; beside the document it has the attributes `connection`, `due` in seconds since 1970, and `state`
/// (`open`, or `failed` when nobody rings for it any
/// more), by which it is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// What is to be done.
    pub task: Task,
    /// How often the schedule has rung for it.
    pub rung: u32,
    /// Since when it is open, in ms since 1970.
    pub since_ms: u64,
    /// What stands against it; none while nothing does.
    #[serde(default)]
    pub trouble: Option<WorkTrouble>,
}

/// A record as it was last seen in a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotRecord {
    /// The record's name.
    pub name: String,
    /// Its shown values, by field path.
    pub cells: BTreeMap<String, Cell>,
    /// When it was read, in ms since 1970.
    pub seen_at_ms: u64,
    /// Whether it was not among what Salesforce returned when it was asked for last: deleted, or out of sight.
    #[serde(default)]
    pub missing: bool,
}

/// What the panel shows at once, and while Salesforce is away (OFF-1). Value `snapshot:<issue id>`; what does not fit
/// into 90 KB is in further values `snapshot:<issue id>:<n>`, counted from 1. They are written one by one: a record
/// that is in two of them is as in the one that was read last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The records by id.
    pub records: BTreeMap<String, SnapshotRecord>,
    /// How many further values there are; 0 in a further value.
    #[serde(default)]
    pub shards: u32,
}

/// An object's describe without its fields. Value `describe:<connection>:<object>`; its fields are in shards,
/// values `describe:<connection>:<object>:<shard>`, each under 100 KB. Values are at most 240 KiB.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeHead {
    /// The object, with no fields.
    pub object: crate::salesforce::ObjectDescribe,
    /// How many shards hold its fields.
    pub shards: u32,
    /// Salesforce's `Last-Modified`, to ask for changes only.
    pub last_modified: Option<String>,
    /// When it was last asked for, in ms since 1970.
    pub checked_at_ms: u64,
}

/// A part of an object's fields. See [`DescribeHead`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeShard {
    /// The `last_modified` of the head that belongs with it.
    pub last_modified: Option<String>,
    /// The fields.
    pub fields: Vec<crate::salesforce::FieldDescribe>,
}

impl<'de, T: Decode<'de>> Decode<'de> for Versioned<T> {
    fn empty() -> Self {
        Self { revision: 0, document: T::empty() }
    }

    fn decode(&mut self, reader: &mut Reader<'de>) -> json::Result<()> {
        const MEMBERS: &[Member] = &[crate::decode_member!(revision), crate::decode_member!(document)];
        reader.object(None, MEMBERS, Unknown::Ignored, &mut [&mut self.revision, &mut self.document])
    }
}

impl<T: Encode> Encode for Versioned<T> {
    fn encode(&self, writer: &mut Writer) {
        const MEMBERS: &[Member] = &[crate::decode_member!(revision), crate::decode_member!(document)];
        writer.object(&[], MEMBERS, &[&self.revision, &self.document]);
    }
}

crate::json_words! { GrantKind { ClientCredentials, RefreshToken } }
crate::json_words! { ConnectionState { Connected, ReconnectNeeded } }
crate::json_object! { ignore Lease { holder, until_ms } }
crate::json_object! {
    ignore Connection {
        state, grant, login_url, instance_url, family, token_set, oldest_set, lease, organization_id, organization_name,
        username, user_id, api_version, connected_at_ms, renewed_at_ms: optional, trouble, announced, retired
    }
}
crate::json_object! { ignore Retired { family, token_set, oldest_set } }
crate::json_object! { ignore ConnectionIndex { ids } }
crate::json_words! { AuthorizationStage { Begun, Returned, Exchanging, Connected, Refused } }
crate::json_object! {
    ignore Authorization { account_id, connection, login_url, callback_url, expires_at_ms, stage, failure }
}
crate::json_object! { ignore AuthorizationSecret { verifier, client } }
crate::json_object! { ignore AuthorizationCode { code, error, error_description } }
crate::json_object! { ignore TokenSet { access_token, refresh_token, issued_at_ms } }
crate::json_object! { ignore ClientSecret { client_id, client_secret } }
crate::json_words! { Origin { Linked, Created, Rule, Related } }
crate::json_object! { ignore LinkedRecord { record_id, object, connection, linked_at_ms } }
crate::json_object! { ignore
    IssueDocument {
        links, judged, primary, setback, bulk, synced_at_ms, conflicts: optional,
        waiting_to_salesforce: optional, waiting_to_jira: optional, comments,
        synced_updated_ms: optional, judged_updated_ms: optional, synced_values, project_id, owed: optional
    }
}
crate::json_tagged! { ignore Undertaking by "kind" { Rule { rule, object }, PostFunction { transition, object }, FirstSync { record_id, object }, Sync { record_id, object } } }
crate::json_words! { NextStep { Retry, NextChange, Admin, Person } }
crate::json_object! { ignore Setback { at_ms, undertaking, failure, next } }
crate::json_object! { ignore Judged { history_id, at_ms } }
crate::json_object! { ignore Fired { creation_key, times, history_id, fired_at_ms, reset, judged, post_function } }
crate::json_tagged! { ignore Observed by "kind" { Unknown {}, Value { json }, Digest { sha256, length } } }
crate::json_object! { ignore Base { salesforce, jira } }
crate::json_object! {
    ignore LinkDocument {
        issue_id, record_id, object, connection, origin, author, linked_at_ms, base, seen, held: optional,
        decided: optional, gone, related, waiting: optional
    }
}
crate::json_object! { ignore RecordDocument { issue_ids, seen } }
crate::json_tagged! { ignore CreationState by "kind" { Intended {}, Refused {}, Created { record_id } } }
crate::json_object! {
    ignore CreationDocument {
        state, issue_id, project_id, object, connection, author, key_field, intended_at_ms, plan,
        recorded: optional
    }
}
crate::json_object! { ignore Recorded { digest, people } }
crate::json_tagged! {
    ignore Task by "kind" {
        SettleCreation { key },
        Judge { cloud_id, issue_id, project_id, causes, post_functions: optional },
        Project { issue_id },
        FirstSync { site_url, issue_id, record_ids, how },
        Sync { issue_id, project_id, causes, records, look: optional, comments, pushed: optional, attempts: optional },
        Files { issue_id, causes, look },
        Bulk { job_id },
        Backfill { job_id },
    }
}
crate::json_tagged! { ignore PostState by "kind" { Intended {}, Refused {}, Posted { ids } } }
crate::json_object! { ignore PostDocument { state, digest, author, intended_at_ms, tried_at_ms } }
crate::json_object! { ignore Work { task, rung, since_ms, trouble } }
crate::json_object! { ignore SnapshotRecord { name, cells, seen_at_ms, missing: optional } }
crate::json_object! { ignore Snapshot { records, shards: optional } }
crate::json_object! { ignore DescribeHead { object, shards, last_modified, checked_at_ms } }
crate::json_object! { ignore DescribeShard { last_modified, fields } }
