//! The Forge services: storage, queues, product events, schedules and web triggers.
//!
//! They serve one installation of one app on the seeded site. What it refuses to do: run the app; whoever does takes
//! deliveries and settles them.

mod delivery;
mod event;
mod expression;
mod kvs;
mod manifest;
mod panel;
mod post_function;
mod privacy;
mod queue;
mod webtrigger;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::delivery::Deliveries;
pub use self::delivery::{Delivery, DeliveryKind, Disorder, Settlement};
use self::expression::Expression;
use self::kvs::Kvs;
pub use self::kvs::KvsOptions;
use self::manifest::Manifest;
pub(crate) use self::panel::PanelAction;
pub(crate) use self::post_function::Kept;
use self::post_function::PostFunction;
use self::privacy::AccountNews;
pub(crate) use self::privacy::{AccountAction, AccountStatus};
use crate::change::Change;
use crate::http::{Request, Response};
use crate::jira::PropertyAlias;

pub(crate) const WEB_TRIGGER_TABLE: &str = "forge-webtriggers";
pub(crate) const SCHEDULE_TABLE: &str = "forge-schedules";
pub(crate) const INSTALLATION_TABLE: &str = "forge-installation";
pub(crate) const PANEL_TABLE: &str = "forge-panels";
pub(crate) const POST_FUNCTION_TABLE: &str = "forge-post-functions";
pub(crate) const ACCOUNT_TABLE: &str = "forge-accounts";

/// The installation's id.
pub const INSTALLATION_ID: &str = "1d5f0000-0000-4000-8000-000000000001";
/// The environment's id.
pub const ENVIRONMENT_ID: &str = "e0710000-0000-4000-8000-000000000001";

const LEASES_MAX: usize = 16;
/// How long what runs before an uninstallation may hold it up.
const FAREWELL_MS: u64 = 55_000;

/// How the services behave where Forge leaves room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ForgeOptions {
    /// Storage.
    pub storage: KvsOptions,
    /// Deliveries.
    pub deliveries: Disorder,
    /// Whether more than 500 queue events a minute are refused with 429.
    pub rates_enforced: bool,
}

/// The services.
#[derive(Clone, Debug)]
pub(crate) struct Forge {
    options: ForgeOptions,
    cloud_id: String,
    installed: Option<Value>,
    manifest: Manifest,
    kvs: Kvs,
    deliveries: Deliveries,
    addresses: BTreeMap<String, String>,
    calls: BTreeMap<u64, Call>,
    next_runs_ms: BTreeMap<String, u64>,
    leaving: Option<Leaving>,
    pushes: (u64, usize),
    /// Issue panels by module and issue.
    added_panels: BTreeSet<String>,
    /// Post functions of workflows, in the order in which they were added.
    added_functions: BTreeMap<String, PostFunction>,
    /// Accounts that were closed or changed.
    accounts: BTreeMap<String, AccountNews>,
    /// What JQL knows of the app's properties, when it has changed.
    new_aliases: Option<Vec<PropertyAlias>>,
    changes: Vec<Change>,
}

/// An uninstallation under way.
#[derive(Clone, Debug)]
struct Leaving {
    calls: Vec<u64>,
    until_ms: u64,
}

#[derive(Clone, Debug)]
struct Call {
    module: String,
    deadline_ms: u64,
}

/// Whether an expression is true in a context: `{expression, context}`.
pub(crate) fn evaluate(asked: &Value) -> Result<bool, String> {
    let expression = asked.get("expression").and_then(Value::as_str).ok_or("`expression` is missing")?;
    let context = asked.get("context").and_then(Value::as_object).ok_or("`context` is missing")?;
    let things: Vec<(&str, &Value)> = context.iter().map(|(name, thing)| (name.as_str(), thing)).collect();
    Expression::parse(expression)?.holds_of(&things)
}

/// What came of a web trigger call so far.
pub(crate) enum Called {
    Answered(Response),
    Waiting,
}

impl Forge {
    pub(crate) fn new(cloud_id: &str, options: ForgeOptions, seed: u64) -> Self {
        let mut forge = Self {
            options: ForgeOptions::default(),
            cloud_id: cloud_id.into(),
            installed: None,
            manifest: Manifest::default(),
            kvs: Kvs::default(),
            deliveries: Deliveries::new(seed),
            addresses: BTreeMap::new(),
            calls: BTreeMap::new(),
            next_runs_ms: BTreeMap::new(),
            leaving: None,
            pushes: (0, 0),
            added_panels: BTreeSet::new(),
            added_functions: BTreeMap::new(),
            accounts: BTreeMap::new(),
            new_aliases: None,
            changes: Vec::new(),
        };
        forge.set_options(options);
        forge
    }

    pub(crate) fn options(&self) -> &ForgeOptions {
        &self.options
    }

    pub(crate) fn set_options(&mut self, options: ForgeOptions) {
        self.kvs.options = options.storage.clone();
        self.deliveries.disorder = options.deliveries.clone();
        self.options = options;
    }

    /// The installed app's manifest.
    pub(crate) fn manifest(&self) -> Option<&Value> {
        self.installed.as_ref()
    }

    /// Installs an app, or a new version of it: storage, queue events and addresses stay; schedules begin anew if they
    /// changed.
    pub(crate) fn install(&mut self, manifest: &Value, now_ms: u64) -> Result<Value, String> {
        let read = Manifest::read(manifest)?;
        let first = self.installed.is_none();
        let rescheduled = first || read.schedules != self.manifest.schedules;
        let changed = self.installed.as_ref() != Some(manifest);
        self.kvs.declare(read.entities.clone());
        self.new_aliases = Some(read.aliases.clone());
        self.manifest = read;
        if rescheduled {
            self.start_schedules(now_ms);
        }
        if changed {
            self.changes.push(Change::put(INSTALLATION_TABLE, "manifest", manifest.to_string()));
            self.installed = Some(manifest.clone());
            let event = if first { "avi:forge:installed:app" } else { "avi:forge:upgraded:app" };
            let payload = json!({
                "id": self.installation(),
                "app": { "id": self.manifest.app_id, "version": "1.0.0" },
                "environment": { "id": ENVIRONMENT_ID },
            });
            self.product_event(event, &payload, false, now_ms);
        }
        Ok(json!({
            "installationId": INSTALLATION_ID,
            "appId": self.manifest.app_id,
            "environmentId": ENVIRONMENT_ID,
            "environmentType": "DEVELOPMENT",
            "cloudId": self.cloud_id,
            "contextAri": self.context_ari(),
        }))
    }

    /// Uninstalls the app, after what it wants to run before; everything it stored goes. False while that runs.
    pub(crate) fn uninstall(&mut self, now_ms: u64) -> bool {
        if self.leaving.is_none() {
            let calls = self.say_farewell(now_ms);
            self.leaving = Some(Leaving { calls, until_ms: now_ms.saturating_add(FAREWELL_MS) });
        }
        self.leave(now_ms);
        self.leaving.is_none()
    }

    /// Finishes an uninstallation whose last calls are settled or have had their time.
    fn leave(&mut self, now_ms: u64) {
        let waits = |leaving: &Leaving| {
            now_ms < leaving.until_ms && leaving.calls.iter().any(|number| self.deliveries.holds(*number))
        };
        if self.leaving.as_ref().is_none_or(waits) {
            return;
        }
        self.leaving = None;
        self.kvs.clear();
        self.kvs.declare(BTreeMap::new());
        self.deliveries.clear();
        self.manifest = Manifest::default();
        self.new_aliases = Some(Vec::new());
        self.installed = None;
        self.changes.push(Change::removed(INSTALLATION_TABLE, "manifest"));
        for id in std::mem::take(&mut self.addresses).into_keys() {
            self.changes.push(Change::removed(WEB_TRIGGER_TABLE, id));
        }
        for module in std::mem::take(&mut self.next_runs_ms).into_keys() {
            self.changes.push(Change::removed(SCHEDULE_TABLE, module));
        }
        for panel in std::mem::take(&mut self.added_panels) {
            self.changes.push(Change::removed(PANEL_TABLE, panel));
        }
        self.remove_post_functions();
    }

    /// What JQL knows of the app's properties from now on, when it has changed since the last call.
    pub(crate) fn take_aliases(&mut self) -> Option<Vec<PropertyAlias>> {
        self.new_aliases.take()
    }

    /// Answers `/kvs/...` and `/stargate/...`; none for another route.
    pub(crate) fn handle(&mut self, request: &Request, now_ms: u64) -> Option<Response> {
        self.leave(now_ms);
        let path = request.path();
        if let Some(route) = path.strip_prefix("/kvs") {
            return self.kvs.handle(route, request, now_ms);
        }
        let route = path.strip_prefix("/stargate/")?;
        if let Some(route) = route.strip_prefix("webhook/queue/") {
            return self.queue(route, request, now_ms);
        }
        match (request.method.as_str(), route) {
            ("POST", "graphql") => self.graphql(request),
            ("POST", "app/report-accounts") => Some(self.report_accounts(request)),
            _ => None,
        }
    }

    /// Leases what is due.
    pub(crate) fn lease(&mut self, now_ms: u64) -> Vec<Delivery> {
        self.leave(now_ms);
        self.run_schedules(now_ms);
        self.deliveries.lease(&self.manifest, now_ms, LEASES_MAX)
    }

    pub(crate) fn settle(&mut self, id: &str, settlement: Settlement, now_ms: u64) -> bool {
        let settled = self.deliveries.settle(id, settlement, now_ms);
        self.leave(now_ms);
        settled
    }

    /// When something is due if nothing else happens.
    pub(crate) fn next_due_ms(&self) -> Option<u64> {
        self.next_runs_ms.values().copied().chain(self.deliveries.next_due_ms()).min()
    }

    pub(crate) fn pending(&self) -> Value {
        self.deliveries.view()
    }

    /// Begins a web trigger call; gives what it is collected by.
    pub(crate) fn begin_call(&mut self, request: &Request, now_ms: u64) -> Result<u64, Response> {
        let module = self.module_of(request);
        let number = self.call(request, now_ms)?;
        self.calls.insert(number, Call { module, deadline_ms: now_ms.saturating_add(webtrigger::DEADLINE_MS) });
        Ok(number)
    }

    /// What came of a web trigger call.
    pub(crate) fn collect_call(&mut self, number: u64, now_ms: u64) -> Called {
        let gone =
            || Called::Answered(Response::json(504, &json!({ "message": "the web trigger did not answer in time" })));
        let Some(call) = self.calls.get(&number).cloned() else {
            return gone();
        };
        if let Some(response) = self.answer(&call.module, number) {
            self.calls.remove(&number);
            return Called::Answered(response);
        }
        if call.deadline_ms <= now_ms {
            self.calls.remove(&number);
            self.deliveries.abandon(number);
            return gone();
        }
        Called::Waiting
    }

    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = std::mem::take(&mut self.changes);
        changes.extend(self.kvs.take_changes());
        changes.extend(self.deliveries.take_changes());
        changes
    }

    /// Takes in a row that was kept; false if the table is none of ours.
    pub(crate) fn load(&mut self, table: &str, key: &str, text: &str) -> bool {
        match table {
            kvs::TABLE => self.kvs.load(key, text),
            delivery::TABLE | delivery::JOB_TABLE | delivery::COUNTER_TABLE => self.deliveries.load(table, key, text),
            WEB_TRIGGER_TABLE => {
                self.addresses.insert(key.into(), text.into());
            }
            SCHEDULE_TABLE => {
                if let Ok(at_ms) = text.parse() {
                    self.next_runs_ms.insert(key.into(), at_ms);
                }
            }
            INSTALLATION_TABLE => {
                if let Ok(manifest) = serde_json::from_str::<Value>(text)
                    && let Ok(read) = Manifest::read(&manifest)
                {
                    self.kvs.declare(read.entities.clone());
                    self.new_aliases = Some(read.aliases.clone());
                    self.manifest = read;
                    self.installed = Some(manifest);
                }
            }
            PANEL_TABLE => {
                self.added_panels.insert(key.into());
            }
            POST_FUNCTION_TABLE => self.load_post_function(key, text),
            _ => return false,
        }
        true
    }

    fn context(&self, module: &str) -> Value {
        json!({ "cloudId": self.cloud_id, "moduleKey": module })
    }

    fn context_token(&self) -> String {
        format!("sandbox-context-{}", self.cloud_id)
    }

    fn context_ari(&self) -> String {
        format!("ari:cloud:jira::site/{}", self.cloud_id)
    }

    fn installation(&self) -> String {
        format!("ari:cloud:ecosystem::installation/{INSTALLATION_ID}")
    }
}
