//! The emulated Jira Cloud site: REST API version 3 (and 2, with wiki text), the service desk API as far as comments
//! of requests go, and the product events that Jira hands to Forge apps.
//!
//! It has no clock, no randomness and no I/O: [`Site::handle`] is given the time. What it refuses to do: guess. A
//! route it does not know is answered with 501.
//!
//! The contract is the vendor's OpenAPI document, <https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/>.

mod attachment;
mod base64_bytes;
mod bulk;
mod call;
mod catalogue;
mod comment;
mod document;
mod event;
mod face;
mod field;
mod field_admin;
mod issue;
mod jql;
mod limit;
mod link;
mod lookup;
mod model;
mod page;
mod panel;
mod people;
mod permission;
mod project;
mod property;
mod refusal;
mod route;
mod search;
mod seed;
mod servicedesk;
mod servicedesk_files;
mod site_info;
mod store;
mod time;
mod watch;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

pub use event::ProductEvent;
pub use limit::Limits;
pub(crate) use workflow::Step;

use crate::change::Change;
use crate::http::{Request, Response};
use catalogue::Catalogue;
use model::{Attachment, Comment, Counters, Issue, Link, RemoteLink, Task};

/// As whom a request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The installed Forge app, as itself.
    App,
    /// A person, by account id.
    User(String),
    /// Nobody.
    Anonymous,
}

/// What a site is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteOptions {
    /// The site's address, without a slash at the end.
    pub base_url: String,
    /// The limits that are enforced.
    pub limits: Limits,
    /// For how long a search does not find what was created or changed: Jira's index follows its database, and
    /// `reconcileIssues` asks for both. None unless asked for.
    pub search_lag_ms: i64,
    /// The largest file, in bytes. A site's administrator sets it, up to 2 GB.
    pub attachment_bytes_max: usize,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self {
            base_url: "https://weftline.atlassian.net".into(),
            limits: Limits::documented(),
            search_lag_ms: 0,
            attachment_bytes_max: 100 * 1024 * 1024,
        }
    }
}

/// A value within an issue property that an app has indexed, and the name under which JQL knows it: what the manifest's
/// module `jira:entityProperty` says.
/// <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-entity-property/>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyAlias {
    /// The name in JQL, `searchAlias`.
    pub alias: String,
    /// The property's key.
    pub property_key: String,
    /// Where the value is within the property, with dots between: `records.name`.
    pub path: String,
}

/// A Jira Cloud site.
#[derive(Clone, Debug)]
pub struct Site {
    options: SiteOptions,
    aliases: Vec<PropertyAlias>,
    catalogue: Arc<Catalogue>,
    issues: BTreeMap<u64, Issue>,
    keys: BTreeMap<String, u64>,
    comments: BTreeMap<u64, Comment>,
    attachments: BTreeMap<u64, Attachment>,
    links: BTreeMap<u64, Link>,
    remote_links: BTreeMap<u64, RemoteLink>,
    tasks: BTreeMap<u64, Task>,
    /// Properties of projects, comments' excluded: `(entity, key)` to value.
    entity_properties: BTreeMap<(String, String), Value>,
    /// Files uploaded to the service desk and not yet attached to a request.
    temporary_files: BTreeMap<String, attachment::Part>,
    /// Projects to which issue panels are pinned, by module.
    pinned: BTreeMap<String, BTreeSet<u64>>,
    counters: Counters,
    events: Vec<ProductEvent>,
    /// Steps through workflows that nobody has taken note of yet.
    steps: Vec<Step>,
    dirty: BTreeSet<(&'static str, String)>,
    /// How many requests have changed something.
    writes: u64,
    limiter: limit::Limiter,
}

impl Site {
    /// A site with its people, projects and fields, but without issues.
    pub fn new(options: SiteOptions) -> Self {
        let catalogue = Catalogue::new();
        let last_number = catalogue.projects.iter().map(|project| (project.id, 0)).collect();
        Self {
            options,
            aliases: Vec::new(),
            catalogue: Arc::new(catalogue),
            issues: BTreeMap::new(),
            keys: BTreeMap::new(),
            comments: BTreeMap::new(),
            attachments: BTreeMap::new(),
            links: BTreeMap::new(),
            remote_links: BTreeMap::new(),
            tasks: BTreeMap::new(),
            entity_properties: BTreeMap::new(),
            temporary_files: BTreeMap::new(),
            pinned: BTreeMap::new(),
            counters: Counters { next_id: 11_000, last_number },
            events: Vec::new(),
            steps: Vec::new(),
            dirty: BTreeSet::new(),
            writes: 0,
            limiter: limit::Limiter::default(),
        }
    }

    /// A site with the fixed seeds: some dozens of issues in each project, made in the weeks before `now_ms`.
    /// [`Site::take_changes`] then has all of it.
    pub fn seed(options: SiteOptions, now_ms: i64) -> Self {
        let mut site = Self::new(options);
        seed::fill(&mut site, now_ms);
        site.events.clear();
        site
    }

    /// Answers a request; links in the answer begin with the site's own address.
    pub fn handle(&mut self, request: &Request, identity: &Identity, now_ms: i64) -> Response {
        let base = self.options.base_url.clone();
        self.handle_at(request, identity, now_ms, &base)
    }

    /// Answers a request from a client that reaches the site at another address, `base`: clients follow the `self`
    /// links they are given.
    pub fn handle_at(&mut self, request: &Request, identity: &Identity, now_ms: i64, base: &str) -> Response {
        let response = route::handle(self, request, identity, now_ms, base);
        if !matches!(request.method.as_str(), "GET" | "HEAD") && !self.dirty.is_empty() {
            self.writes += 1;
        }
        response
    }

    /// How many requests have changed something.
    pub(crate) fn writes(&self) -> u64 {
        self.writes
    }

    /// The limits enforced from now on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.options.limits = limits;
    }

    /// The limits that are enforced.
    pub fn limits(&self) -> Limits {
        self.options.limits
    }

    /// How long searches lag behind from now on.
    pub fn set_search_lag(&mut self, lag_ms: i64) {
        self.options.search_lag_ms = lag_ms;
    }

    /// The values in issue properties that JQL knows by name, instead of those before: what the installed app's
    /// manifest says.
    pub fn set_property_aliases(&mut self, aliases: Vec<PropertyAlias>) {
        self.aliases = aliases;
    }

    /// The product events that happened since the last call, in order.
    pub fn take_events(&mut self) -> Vec<ProductEvent> {
        std::mem::take(&mut self.events)
    }

    /// What changed since the last call, one row per key.
    pub fn take_changes(&mut self) -> Vec<Change> {
        store::take_changes(self)
    }

    /// Puts a kept row back.
    ///
    /// # Errors
    /// When the table is unknown or the row cannot be read.
    pub fn load(&mut self, table: &str, key: &str, json: &str) -> Result<(), String> {
        store::load(self, table, key, json)
    }

    /// How large a file may be that is attached to an issue.
    pub fn attachment_limit(&self) -> usize {
        self.options.attachment_bytes_max
    }

    /// How large a file may be from now on.
    pub fn set_attachment_limit(&mut self, bytes_max: usize) {
        self.options.attachment_bytes_max = bytes_max;
    }

    /// Puts a file's kept content back; its row is there already.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn load_content(&mut self, table: &str, key: &str, bytes: Vec<u8>) -> Result<(), String> {
        store::load_content(self, table, key, bytes)
    }

    /// The account of the installed app.
    pub fn app_account_id() -> &'static str {
        seed::APP_ACCOUNT
    }

    /// The people of the site who can log in: account id, display name, e-mail address.
    pub fn people(&self) -> Vec<(String, String, String)> {
        self.catalogue
            .users
            .iter()
            .filter(|user| user.account_type == "atlassian")
            .map(|user| (user.account_id.clone(), user.display_name.clone(), user.email.clone()))
            .collect()
    }

    /// Whether there is an account.
    pub(crate) fn knows(&self, account: &str) -> bool {
        self.catalogue.user(account).is_some()
    }

    /// An account was closed: Jira knows it as a former user from then on.
    pub(crate) fn close_account(&mut self, account: &str) {
        let user = Arc::make_mut(&mut self.catalogue).users.iter_mut().find(|user| user.account_id == account);
        if let Some(user) = user {
            user.active = false;
            user.display_name = "Former user".into();
            user.email = String::new();
            user.groups.clear();
        }
    }

    /// Whether an issue panel is shown on all issues of a project because it was pinned to it.
    pub fn is_pinned(&self, module_id: &str, project_id: u64) -> bool {
        self.pinned.get(module_id).is_some_and(|projects| projects.contains(&project_id))
    }
}
