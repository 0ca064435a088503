//! An emulated Salesforce org: OAuth, the REST API over records, SOQL, SOSL and composites, with Salesforce's own errors.
//!
//! [`Org::handle`] answers a request in process. The org has no clock: the time comes with each request, and system
//! stamps are whole seconds. What a request changed is taken by [`Org::take_changes`] and given back by [`Org::load`].
//!
//! What it refuses to do: guess. A resource that is not emulated is answered with 501 and named; faults are injected
//! outside of it. Where the vendor's documentation and a client's expectation differ, the documentation wins.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest.htm>
//!
//! | area | emulated | not emulated |
//! |---|---|---|
//! | OAuth | authorize with PKCE, code, refresh with rotation and reuse detection, client credentials, password, revoke, introspect, userinfo, identity, discovery; replies as JSON, XML or form | JWT bearer, device flow, scopes below `api`, OpenID tokens |
//! | SOAP | login, logout, getUserInfo, getServerTimestamp, query, queryMore, create, update, upsert, delete, undelete, merge, emptyRecycleBin; deploy and checkDeployStatus | every other operation |
//! | formats | JSON, XML by header and by ending, files in parts | XML of describes by the vendor's schema |
//! | records | rows by id and external id, upsert, conditional requests, blobs, parents and children by relationship, updated, deleted, describes, layouts, picklists by record type | quick actions, list views |
//! | SOQL | everything of SELECT but what stands at the right | `DISTANCE`, `WITH DATA CATEGORY`, scopes other than `mine` and `everything`, time zones and locales of users, paths beyond a lookup to several objects |
//! | SOSL | words, phrases, wildcards, operators, fields and conditions by object | `WITH` clauses, snippets, spelling and synonyms |
//! | composites | references, all-or-none, graphs, trees, batch, collections | binary parts of collections and batches |
//! | set-up | custom fields by the Tooling API; objects, custom metadata and permission sets by deployment; permissions of fields, objects and the system, and what a user has of them | Apex, flows, other metadata, describes of the Tooling API |
//! | rules | required, length, type, restricted picklists by record type, unique keys, field-level security, system permissions to install and to grant; validation, duplicate, matching and assignment rules by [`OrgSettings`] | object permissions and sharing as limits of what is seen, triggers, dependent picklists (which the API does not enforce) |
//! | Chatter | feeds of records, posts with segments, comments, likes, files, tracked changes | other feeds, questions, polls, topics, groups |
//! | Bulk API 2.0 | ingest jobs: every operation, states, result files, limits | query jobs, the first Bulk API |
//! | outbound messages | an admin's message for each created or edited record, the queue with its retries | conditions, session ids, `Workflow` metadata |
//! | other | daily limits | streaming, reports |

mod authorize;
mod automation;
mod bulk;
mod call;
mod chatter;
mod collection;
mod component;
mod composite;
mod conditional;
mod content;
mod definition;
mod deployment;
mod discovery;
mod draft;
mod email;
mod error;
mod formats;
mod id;
mod keep;
mod layout;
mod limits;
mod metadata;
mod oauth;
mod oauth_token;
mod outbound;
mod permission;
mod query;
mod record;
mod recycle;
mod reference;
mod replicate;
mod rich_text;
mod rights;
mod route;
mod rows;
mod rules;
mod schema;
mod search;
mod search_term;
mod seed;
mod settings;
mod shaped;
mod soap;
mod soap_data;
mod soap_metadata;
mod soql;
mod store;
mod tooling;
mod tree;
mod ui_api;
mod value;
mod write;
mod xml;
mod zip;

pub use bulk::BulkOptions;
pub(crate) use bulk::{Stop, Trouble};
pub use id::Id;
pub use outbound::{OutboundCall, OutboundMessage, OutboundOptions};
pub use rules::{
    Action, Assigned, Assignment, AssignmentEntry, AssignmentRule, BeforeSaveFlow, Condition, DuplicateRule,
    MatchingRule, Operand, Order, ValidationRule,
};
pub use settings::OrgSettings;

use crate::http::{Request, Response};
use schema::{ObjectIndex, Schema};
use std::collections::HashMap;
use std::sync::Arc;
use store::Store;

/// The newest API version: Winter '27.
pub const VERSION_NEWEST: u32 = 68;
/// The oldest API version that is not retired.
pub const VERSION_OLDEST: u32 = 31;

/// What an org is like.
#[derive(Clone, Debug)]
pub struct OrgOptions {
    /// The number that the organization's id is made of: two orgs have two.
    pub number: u64,
    /// The organization's name.
    pub name: String,
    /// The host of its My Domain.
    pub my_domain: String,
    /// The consumer key of the connected client.
    pub client_id: String,
    /// The consumer secret.
    pub client_secret: String,
    /// Where the client may be sent back to, exactly; empty for anywhere.
    pub callback_urls: Vec<String>,
    /// Whether the authorization code flow asks for PKCE.
    pub pkce_required: bool,
    /// Whether the client's address is not on the list of those from which tokens may be refreshed.
    pub ip_restricted: bool,
    /// The user of the integration, who may do everything.
    pub username: String,
    /// That user's password, which is every user's.
    pub password: String,
    /// An access token that is valid from the start and never expires.
    pub access_token: String,
    /// A refresh token that is valid from the start.
    pub refresh_token: String,
    /// Whether a refresh token is good for one use: refresh token rotation.
    pub rotation: bool,
    /// How long after a rotation a second use of the old token is taken for a race rather than for theft.
    pub rotation_busy_ms: i64,
    /// How long an access token lives without being used.
    pub session_ms: i64,
    /// How long a refresh token lives without being used.
    pub refresh_idle_ms: i64,
    /// Fields that field-level security hides from everyone, as `Case.Effort__c`.
    pub hidden_fields: Vec<String>,
    /// Fields that field-level security lets nobody change.
    pub read_only_fields: Vec<String>,
    /// How long a transaction takes: records are stamped when it begins and are seen when it ends.
    pub transaction_ms: i64,
    /// How many API requests a day are allowed.
    pub daily_requests: u64,
    /// How bulk jobs are processed.
    pub bulk: BulkOptions,
    /// How outbound messages are sent.
    pub outbound: OutboundOptions,
    /// What the admin has switched on and off.
    pub settings: OrgSettings,
}

impl Default for OrgOptions {
    fn default() -> Self {
        let hour = 3_600_000;
        Self {
            number: 1,
            name: "Weftline Demo".into(),
            my_domain: "weftline.my.salesforce.com".into(),
            client_id: "3MVG9.WeftlineDemo.ExternalClientApp.0001".into(),
            client_secret: "8F1D7A5C3B9E2046D1A7C5E3B90F2846".into(),
            callback_urls: Vec::new(),
            pkce_required: true,
            ip_restricted: false,
            username: "integration@weftline.example".into(),
            password: "weave-the-weft-1".into(),
            access_token: "00DWf0000000001!AQEAQDemo.Access.Token.For.Outside.Clients_0001".into(),
            refresh_token: "5Aep861Demo.Refresh.Token.For.Outside.Clients_0001".into(),
            rotation: true,
            rotation_busy_ms: 500,
            session_ms: 2 * hour,
            refresh_idle_ms: 30 * 24 * hour,
            hidden_fields: Vec::new(),
            read_only_fields: Vec::new(),
            transaction_ms: 0,
            daily_requests: 100_000,
            bulk: BulkOptions::default(),
            outbound: OutboundOptions::default(),
            settings: OrgSettings::default(),
        }
    }
}

/// The org.
#[derive(Clone, Debug)]
pub struct Org {
    options: OrgOptions,
    schema: Arc<Schema>,
    store: Store,
    auth: oauth_token::Auth,
    approvals: authorize::Approvals,
    cursors: query::Cursors,
    usage: limits::Usage,
    bulk: bulk::Bulk,
    outbox: outbound::Outbox,
    /// How many transactions have changed something.
    writes: u64,
    /// When the last transaction over a row ended, in seconds, for those that took long.
    committed: HashMap<Id, i64>,
    describes: HashMap<(ObjectIndex, u32), Arc<[u8]>>,
    /// What was added to the demonstration's shape, in order.
    shape: Vec<serde_json::Value>,
    shape_changed: bool,
    deployments: metadata::Deployments,
    /// The settings that the shape follows already.
    settings: OrgSettings,
    settings_changed: bool,
}

impl Org {
    /// An org with the demonstration's objects, users and queues, and no business records yet.
    pub fn new(options: OrgOptions) -> Self {
        let schema = Arc::new(Schema::demonstration());
        let store = Store::new(&schema);
        let mut org = Self {
            auth: oauth_token::Auth::new(),
            approvals: authorize::Approvals::default(),
            options,
            schema,
            store,
            cursors: query::Cursors::default(),
            usage: limits::Usage::default(),
            bulk: bulk::Bulk::default(),
            outbox: outbound::Outbox::default(),
            committed: HashMap::new(),
            writes: 0,
            describes: HashMap::new(),
            shape: Vec::new(),
            shape_changed: false,
            deployments: metadata::Deployments::default(),
            settings: OrgSettings::default(),
            settings_changed: false,
        };
        org.set_up();
        org
    }

    /// What the org is like.
    pub fn options(&self) -> &OrgOptions {
        &self.options
    }

    /// What the org is like, to be changed: how tokens live, what a client must prove, how long a transaction takes.
    /// The names of the org, of its users and of the client are taken over when it is made, and not again.
    pub fn options_mut(&mut self) -> &mut OrgOptions {
        // Field-level security may be what changes, and conditional describes have to notice.
        self.permissions_changed(self.schema.modified + 1);
        &mut self.options
    }

    /// How long transactions take from now on, from the time with which they stamp records to the end, when what they
    /// wrote is seen.
    pub fn set_transaction_ms(&mut self, transaction_ms: i64) {
        self.options.transaction_ms = transaction_ms;
    }

    /// How many API requests a day are allowed from now on, and how many of them are used; what is not given stays.
    pub fn set_api_usage(&mut self, now_ms: i64, used: Option<u64>, daily: Option<u64>) {
        self.options.daily_requests = daily.unwrap_or(self.options.daily_requests);
        if let Some(used) = used {
            self.usage.set(now_ms, used);
        }
    }

    /// How many API requests of the last 24 hours count.
    pub fn api_requests_used(&self) -> u64 {
        self.usage.used()
    }

    /// How many transactions have changed something.
    pub(crate) fn writes(&self) -> u64 {
        self.writes
    }

    /// How outbound messages are sent from now on.
    pub(crate) fn set_outbound_options(&mut self, options: OutboundOptions) {
        self.options.outbound = options;
    }

    /// Answers a request. `now_ms` is the time in milliseconds since 1970.
    pub fn handle(&mut self, request: &Request, now_ms: i64) -> Response {
        self.follow_settings();
        self.work_on_jobs(now_ms, usize::MAX);
        let response = route::handle(self, request, now_ms);
        self.end_transaction(now_ms);
        response
    }

    fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }
}

#[cfg(test)]
mod tests;
