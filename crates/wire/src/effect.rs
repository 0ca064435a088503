//! Effects: what a flow asks of the world, and what the world answers.

use serde::{Deserialize, Serialize};

use crate::json::{Encode, Member, Writer};

/// A header's name and value. Names are compared without regard to case.
pub type Header = (String, String);

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks with a body.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Deletes.
    Delete,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Body {
    /// No body.
    Empty,
    /// Text, sent as UTF-8.
    Text(String),
    /// Bytes, sent as they are. A `Uint8Array` in JavaScript.
    Bytes(#[cfg_attr(feature = "types", tsify(type = "Uint8Array"))] serde_bytes::ByteBuf),
}

/// As whom a Jira request is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Principal {
    /// As the app.
    App,
    /// As the user who made the invocation; only in resolvers.
    User,
}

/// A storage operation. JSON values travel as text: the host parses on writing and stringifies on reading.
/// Limits and semantics: <https://developer.atlassian.com/platform/forge/storage-reference/>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum StorageOperation {
    /// Reads a plain value by key. Answered by [`Outcome::Value`].
    Get {
        /// The key.
        key: String,
    },
    /// Writes a plain value. Answered by [`Outcome::Done`].
    Set {
        /// The key.
        key: String,
        /// The value as JSON text.
        json: String,
    },
    /// Deletes a plain value; deleting what is not there is no error.
    Delete {
        /// The key.
        key: String,
    },
    /// Reads a secret by key. Answered by [`Outcome::Value`].
    GetSecret {
        /// The key.
        key: String,
    },
    /// Writes a secret.
    SetSecret {
        /// The key.
        key: String,
        /// The value as JSON text.
        json: String,
    },
    /// Deletes a secret.
    DeleteSecret {
        /// The key.
        key: String,
    },
    /// Reads an entity by key, strictly consistent. Answered by [`Outcome::Value`] with the whole stored object.
    GetEntity {
        /// The entity's name.
        entity: String,
        /// The key.
        key: String,
    },
    /// Reads at most 25 entities by key, strictly consistent. Answered by [`Outcome::Values`], in the order of the keys.
    GetEntities {
        /// The entity's name.
        entity: String,
        /// The keys.
        keys: Vec<String>,
    },
    /// Queries an entity by one of its indexes, eventually consistent. Answered by [`Outcome::Page`].
    QueryEntity {
        /// The entity's name.
        entity: String,
        /// The index's name.
        index: String,
        /// Values of the index's partition attributes, in order.
        partition: Vec<String>,
        /// Only keys that begin so; for the index `by-key`, which every entity has.
        prefix: Option<String>,
        /// Whether the last of the index's order comes first.
        descending: bool,
        /// The cursor of the page before.
        cursor: Option<String>,
        /// 1 to 100.
        limit: u32,
    },
    /// All or nothing, at most 25 operations. Answered by [`Outcome::Done`] or [`Outcome::Conflict`].
    Transact {
        /// Values to write.
        set: Vec<TransactSet>,
        /// Values to delete.
        delete: Vec<TransactDelete>,
        /// Conditions on values that are not written.
        check: Vec<TransactCheck>,
    },
}

/// What must hold of an entity's `revision` attribute for a transaction to be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Expectation {
    /// There is no such entity.
    Absent,
    /// It is at this revision.
    Revision {
        /// The revision.
        revision: u32,
    },
}

/// One value written in a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct TransactSet {
    /// The entity's name, or none for a plain value (which can have no expectation).
    pub entity: Option<String>,
    /// The key.
    pub key: String,
    /// The value as JSON text.
    pub json: String,
    /// What must hold first.
    pub expect: Option<Expectation>,
    /// Seconds after which the platform may delete the value.
    pub ttl_seconds: Option<u32>,
}

/// One value deleted in a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct TransactDelete {
    /// The entity's name, or none for a plain value.
    pub entity: Option<String>,
    /// The key.
    pub key: String,
    /// What must hold first.
    pub expect: Option<Expectation>,
}

/// One condition in a transaction, on a value that the transaction does not write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct TransactCheck {
    /// The entity's name.
    pub entity: String,
    /// The key.
    pub key: String,
    /// What must hold.
    pub expect: Expectation,
}

/// What a flow asks the host to do. The host performs all effects of a turn side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Effect {
    /// An HTTP request to Salesforce. Answered by [`Outcome::Http`].
    Salesforce {
        /// The method.
        method: Method,
        /// The full address; `https`, and a host that the manifest allows.
        url: String,
        /// Headers, the authorization among them.
        headers: Vec<Header>,
        /// The body.
        body: Body,
        /// After how long the host gives up.
        timeout_ms: u32,
        /// How many bytes the reply's body may have: a longer one is broken off, [`Trouble::TooLarge`]. None takes any.
        reply_bytes_max: Option<u32>,
    },
    /// An HTTP request to Jira's REST API. Answered by [`Outcome::Http`].
    Jira {
        /// As whom.
        principal: Principal,
        /// The method.
        method: Method,
        /// Path and query, beginning with `/rest/`; percent-encoded.
        path: String,
        /// Headers.
        headers: Vec<Header>,
        /// The body.
        body: Body,
    },
    /// A storage operation.
    Storage(StorageOperation),
    /// A message to the app's queue. Answered by [`Outcome::Done`].
    Push {
        /// The queue's key in the manifest.
        queue: String,
        /// The job to run when the message arrives.
        job: Box<crate::job::Job>,
        /// 0 to 900.
        delay_seconds: u32,
    },
    /// Random bytes. Answered by [`Outcome::Random`].
    Random {
        /// How many, 1 to 64.
        bytes: u32,
    },
    /// The public address of a web trigger of the manifest, as a JSON string. Answered by [`Outcome::Value`].
    WebTriggerUrl {
        /// The module's key.
        module: String,
    },
    /// The offsets of a time zone from 1970 to 2100. The outcome is [`Outcome::Zone`], or [`Trouble::Refused`] for a
    /// zone that nobody knows.
    TimeZone {
        /// The zone's IANA name, like `Europe/Berlin`.
        zone: String,
    },
    /// Tells Atlassian of whom personal data is stored. Answered by [`Outcome::Value`]: a JSON list of
    /// `{ accountId, status }`, status `closed` (erase it) or `updated` (read it anew).
    /// <https://developer.atlassian.com/platform/forge/user-privacy-guidelines/>
    ReportAccounts {
        /// At most 90 accounts.
        accounts: Vec<ReportedAccount>,
    },
    /// Nothing for a while. Answered by [`Outcome::Done`].
    Wait {
        /// How long.
        delay_ms: u32,
    },
}

/// An account of which personal data is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ReportedAccount {
    /// The Atlassian account.
    pub account_id: String,
    /// When it was stored, ISO 8601.
    pub updated_at: String,
}

/// An effect with the id by which its outcome is matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct NumberedEffect {
    /// Unique within a run.
    pub id: u32,
    /// What to do.
    pub effect: Effect,
}

/// Why an effect has no regular outcome. Whether it was carried out is unknown unless said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Trouble {
    /// No answer in time.
    Timeout,
    /// The connection failed or broke.
    Network,
    /// The platform or the host refused the address; not carried out.
    Egress,
    /// The platform's rate limit; not carried out.
    RateLimited,
    /// A value or key the platform does not take; not carried out.
    Refused,
    /// The user has not consented, or there is no user; not carried out.
    Unauthenticated,
    /// The reply has more bytes than it may have.
    TooLarge,
    /// Anything else.
    Internal,
}

/// One value of a query's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct StoredItem {
    /// The key.
    pub key: String,
    /// The value as JSON text.
    pub json: String,
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Outcome {
    /// A reply, whatever its status. Its body travels beside, as bytes.
    Http {
        /// The status.
        status: u16,
        /// The headers, names in lower case.
        headers: Vec<Header>,
    },
    /// A stored value, or none.
    Value {
        /// The value as JSON text.
        json: Option<String>,
    },
    /// Stored values, each or none, in the order in which they were asked for.
    Values {
        /// The values as JSON text.
        values: Vec<Option<String>>,
    },
    /// A page of a query.
    Page {
        /// The values.
        items: Vec<StoredItem>,
        /// Where the next page begins.
        cursor: Option<String>,
    },
    /// Carried out.
    Done,
    /// A transaction's condition did not hold; nothing was written.
    Conflict,
    /// Random bytes.
    Random {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A time zone.
    Zone {
        /// The zone.
        zone: crate::zone::Zone,
    },
    /// No regular outcome.
    Trouble {
        /// Why.
        reason: Trouble,
        /// The platform's words, without secrets.
        message: String,
        /// How long the platform asks to wait.
        retry_after_ms: Option<u32>,
    },
}

/// An effect's outcome with the effect's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Settled {
    /// The effect's id.
    pub id: u32,
    /// What came of it.
    pub outcome: Outcome,
    /// An HTTP reply's body. Crosses beside the JSON, as a `Uint8Array` at the same position.
    #[serde(skip)]
    pub body: Vec<u8>,
}

crate::json_words! { Trouble { Timeout, Network, Egress, RateLimited, Refused, Unauthenticated, TooLarge, Internal } }
crate::json_object! { refuse StoredItem { key, json } }
crate::json_tagged! {
    refuse Outcome by "kind" {
        Http { status, headers },
        Value { json },
        Values { values },
        Page { items, cursor },
        Done {},
        Conflict {},
        Random { bytes },
        Zone { zone },
        Trouble { reason, message, retry_after_ms },
    }
}
crate::json_object! { refuse Settled { id, outcome; body } }

crate::encode_words! { Method Upper { Get, Post, Put, Patch, Delete } }
crate::encode_words! { Principal { App, User } }
crate::encode_tagged! {
    within StorageOperation by "operation" {
        Get { key },
        Set { key, json },
        Delete { key },
        GetSecret { key },
        SetSecret { key, json },
        DeleteSecret { key },
        GetEntity { entity, key },
        GetEntities { entity, keys },
        QueryEntity { entity, index, partition, prefix, descending, cursor, limit },
        Transact { set, delete, check },
    }
}
crate::encode_tagged! { Expectation by "kind" { Absent {}, Revision { revision } } }
crate::encode_object! { TransactSet { entity, key, json, expect, ttl_seconds } }
crate::encode_object! { TransactDelete { entity, key, expect } }
crate::encode_object! { TransactCheck { entity, key, expect } }

impl Encode for Body {
    fn encode(&self, writer: &mut Writer) {
        const DATA: &[Member] = &[crate::decode_member!(data)];
        match self {
            Self::Empty => writer.object(&[("kind", "Empty")], &[], &[]),
            Self::Text(text) => writer.object(&[("kind", "Text")], DATA, &[text]),
            Self::Bytes(bytes) => writer.object(&[("kind", "Bytes")], DATA, &[&Blob(bytes)]),
        }
    }
}

/// Bytes that travel beside the text.
struct Blob<'a>(&'a [u8]);

impl Encode for Blob<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.blob(self.0);
    }
}

impl Encode for Effect {
    fn encode(&self, writer: &mut Writer) {
        macro_rules! members {
            ($kind:literal $($field:ident)*) => {
                writer.object(&[("kind", $kind)], &[$(crate::decode_member!($field)),*], &[$($field),*])
            };
        }
        match self {
            Self::Salesforce { method, url, headers, body, timeout_ms, reply_bytes_max } => {
                members!("Salesforce" method url headers body timeout_ms reply_bytes_max);
            }
            Self::Jira { principal, method, path, headers, body } => {
                members!("Jira" principal method path headers body);
            }
            Self::Storage(operation) => operation.encode_within(&[("kind", "Storage")], writer),
            Self::Push { queue, job, delay_seconds } => members!("Push" queue job delay_seconds),
            Self::Random { bytes } => members!("Random" bytes),
            Self::WebTriggerUrl { module } => members!("WebTriggerUrl" module),
            Self::TimeZone { zone } => members!("TimeZone" zone),
            Self::ReportAccounts { accounts } => members!("ReportAccounts" accounts),
            Self::Wait { delay_ms } => members!("Wait" delay_ms),
        }
    }
}
crate::encode_object! { ReportedAccount { account_id, updated_at } }
crate::encode_object! { NumberedEffect { id, effect } }
