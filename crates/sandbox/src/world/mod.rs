//! The world: both services, the platform between them, one clock, and what goes wrong.

mod exchange;
mod host_route;
mod identity;
mod options;
mod outbound;
mod panel;
mod request;
mod shape;
mod workflow;

use serde_json::Value;

use crate::change::Change;
use crate::clock::Clock;
use crate::fault::{Fault, Faults};
use crate::forge::{self, AccountAction, AccountStatus, Delivery, Forge, ForgeOptions, Settlement};
use crate::jira::{Limits, Site, SiteOptions};
use crate::salesforce::{BulkOptions, Org, OrgOptions, OrgSettings, VERSION_NEWEST};

pub use self::exchange::{Called, Door, Exchange, Unknown};
pub use self::identity::JIRA_TOKEN;
pub use self::options::{Access, WorldOptions};
pub(crate) use self::outbound::OutboundBody;
pub(crate) use self::request::PERSON_HEADER;
pub use self::shape::OrgShape;
pub(crate) use self::shape::TABLE as SHAPE_TABLE;

const CLOCK_TABLE: &str = "world-clock";
const SETUP_TABLE: &str = "world-setup";
/// The site's cloud id.
pub const CLOUD_ID: &str = "c1d0beef-0000-4000-8000-000000000001";

/// The emulated world.
#[derive(Clone, Debug)]
pub struct World {
    options: WorldOptions,
    clock: Clock,
    machine_ms: Option<u64>,
    org: Org,
    site: Site,
    forge: Forge,
    faults: Faults,
    unknown: Vec<Unknown>,
    mail: outbound::Mail,
    changes: Vec<Change>,
    emptied: bool,
    /// By how much the clock was moved forward on purpose, all in all.
    advanced_ms: u64,
    search_lag_ms: i64,
    shape: Option<OrgShape>,
    /// What of the shape could not be taken.
    problems: Vec<String>,
}

impl World {
    /// A world as it begins.
    pub fn new(options: WorldOptions) -> Self {
        Self::begin(options, None)
    }

    /// A world whose org has the shape of a real one instead of the demonstration's, and its records.
    pub fn shaped(options: WorldOptions, shape: OrgShape) -> Self {
        Self::begin(options, Some(shape))
    }

    /// A world without content, into which kept rows are [loaded](World::load); its org has the shape that it had.
    pub fn empty(options: WorldOptions, shape: Option<OrgShape>) -> Self {
        Self::begin(WorldOptions { seeded: false, configured: true, ..options }, shape)
    }

    fn begin(options: WorldOptions, shape: Option<OrgShape>) -> Self {
        let now_ms = signed(options.now_ms);
        let site_options = SiteOptions { limits: options.jira_limits, ..SiteOptions::default() };
        let (org, problems) = match &shape {
            Some(shape) => shape.org(&OrgOptions::default(), options.seeded),
            None if options.seeded => (Org::seed(OrgOptions::default(), now_ms), Vec::new()),
            None => (Org::new(OrgOptions::default()), Vec::new()),
        };
        let clock = if options.auto {
            Clock::following(options.now_ms)
        } else {
            Clock::standing(options.now_ms, options.step_ms)
        };
        Self {
            clock,
            machine_ms: None,
            org,
            site: if options.seeded { Site::seed(site_options, now_ms) } else { Site::new(site_options) },
            forge: Forge::new(CLOUD_ID, options.forge.clone(), options.seed),
            faults: Faults::default(),
            unknown: Vec::new(),
            mail: outbound::Mail::default(),
            changes: shape.as_ref().map(OrgShape::rows).into_iter().flatten().chain(first_day(&options)).collect(),
            emptied: false,
            advanced_ms: 0,
            search_lag_ms: 0,
            options,
            shape,
            problems,
        }
    }

    /// Begins anew, at the machine's time if the clock follows it: everything that happened is gone, faults too. The
    /// app stays installed, its panels pinned or not as when this world began.
    pub fn reset(&mut self) {
        self.reset_as(self.options.configured);
    }

    /// Begins anew, with the app set up by somebody or as on its first day.
    pub fn reset_as(&mut self, configured: bool) {
        let manifest = self.forge.manifest().cloned();
        let mut options = self.options.clone();
        options.seeded = true;
        options.configured = configured;
        if let (true, Some(machine_ms)) = (options.auto, self.machine_ms) {
            options.now_ms = machine_ms;
        }
        *self = Self {
            machine_ms: self.machine_ms,
            emptied: true,
            advanced_ms: self.advanced_ms,
            ..Self::begin(options, self.shape.clone())
        };
        if let Some(manifest) = manifest {
            // It was installed before, so it can be read.
            let _ = self.install(&manifest);
        }
    }

    /// By what a client from outside gets in. Whoever uses the refresh token gets another one, and this one is spent.
    pub fn access(&self) -> Access {
        let org = self.org.options();
        Access {
            client_id: org.client_id.clone(),
            client_secret: org.client_secret.clone(),
            username: org.username.clone(),
            password: org.password.clone(),
            access_token: org.access_token.clone(),
            refresh_token: org.refresh_token.clone(),
            api_version: format!("{VERSION_NEWEST}.0"),
            jira_user: self.site.people().into_iter().next().map(|(_, _, email)| email).unwrap_or_default(),
        }
    }

    /// What came of a web trigger's call.
    pub fn collect(&mut self, call: u64) -> Called {
        match self.forge.collect_call(call, self.clock.now_ms()) {
            forge::Called::Answered(response) => Called::Answered(response),
            forge::Called::Waiting => Called::Waiting,
        }
    }

    /// Leases the deliveries that are due.
    pub fn deliveries(&mut self) -> Vec<Delivery> {
        self.run_outbound();
        self.forge.lease(self.clock.now_ms())
    }

    /// Settles a delivery; false when it is not leased under this id any more.
    pub fn settle(&mut self, id: &str, settlement: Settlement) -> bool {
        let settled = self.forge.settle(id, settlement, self.clock.now_ms());
        self.run_outbound();
        settled
    }

    /// When something falls due if nothing else happens.
    pub fn next_due_ms(&self) -> Option<u64> {
        let outbound = self.org.outbound_due_ms().and_then(|due_ms| u64::try_from(due_ms).ok());
        self.forge.next_due_ms().into_iter().chain(outbound).min()
    }

    /// Installs the app whose manifest this is, or a new version of it.
    ///
    /// # Errors
    /// When the manifest cannot be read, with the reason.
    pub fn install(&mut self, manifest: &Value) -> Result<Value, String> {
        let first = self.forge.manifest().is_none();
        let installation = self.forge.install(manifest, self.clock.now_ms())?;
        self.follow_aliases();
        if first && self.options.configured && self.options.seeded {
            self.pin_panels();
        }
        Ok(installation)
    }

    /// Whether somebody has set the app up before this world began.
    pub fn configured(&self) -> bool {
        self.options.configured
    }

    /// How long Jira's searches lag behind from now on.
    pub fn set_search_lag(&mut self, lag_ms: i64) {
        self.search_lag_ms = lag_ms;
        self.site.set_search_lag(lag_ms);
    }

    /// How large a file may be from now on that is attached to an issue.
    pub fn set_attachment_limit(&mut self, bytes_max: usize) {
        self.site.set_attachment_limit(bytes_max);
    }

    /// How long Jira's searches lag behind.
    pub fn search_lag_ms(&self) -> i64 {
        self.search_lag_ms
    }

    /// By how much the clock was moved forward on purpose, all in all: what runs has so much less time.
    pub fn advanced_ms(&self) -> u64 {
        self.advanced_ms
    }

    /// The time in the world.
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Moves the clock forward.
    pub fn advance(&mut self, by_ms: u64) {
        self.clock.advance(by_ms);
        self.advanced_ms = self.advanced_ms.saturating_add(by_ms);
        self.keep_clock();
    }

    /// Sets the clock, back too.
    pub fn set_time(&mut self, to_ms: u64) {
        self.advanced_ms = self.advanced_ms.saturating_add(to_ms.saturating_sub(self.clock.now_ms()));
        self.clock.set(to_ms);
        self.keep_clock();
    }

    /// Tells the machine's time, for a clock that follows it.
    pub fn tell_time(&mut self, machine_ms: u64) {
        self.machine_ms = Some(machine_ms);
        self.clock.told(machine_ms);
    }

    /// Sets a fault; gives its id.
    pub fn add_fault(&mut self, fault: Fault) -> u64 {
        self.faults.add(fault)
    }

    /// Takes a fault away; false when there is none of this id.
    pub fn remove_fault(&mut self, id: u64) -> bool {
        self.faults.remove(id)
    }

    /// Takes all faults away.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Changes what the org is like: what a client must prove, how long tokens live, what an admin has forbidden.
    pub fn change_org(&mut self, change: impl FnOnce(&mut OrgOptions)) {
        change(self.org.options_mut());
    }

    /// Goes on with bulk jobs that are under way, by at most so many rows; tells whether it did anything. Every request
    /// to Salesforce does whatever is due as well.
    pub fn work(&mut self, rows_most: usize) -> bool {
        let now_ms = signed(self.clock.now_ms());
        self.org.work(now_ms, rows_most)
    }

    /// How bulk jobs are processed.
    pub fn bulk_options(&self) -> &BulkOptions {
        &self.org.options().bulk
    }

    /// What the org's admin has switched on and off.
    pub fn org_settings(&self) -> &OrgSettings {
        &self.org.options().settings
    }

    /// Lets the org's admin change settings: the members that are named.
    ///
    /// # Errors
    /// When a member is unknown or has the wrong form.
    pub fn set_up_org(&mut self, members: &Value) -> Result<(), String> {
        let settings = self.org_settings().with(members)?;
        self.org.set_settings(settings);
        Ok(())
    }

    /// How long Salesforce's transactions take from now on: what they write is stamped when they begin, and seen when they
    /// end.
    pub fn set_transaction_ms(&mut self, transaction_ms: i64) {
        self.org.set_transaction_ms(transaction_ms);
    }

    /// How many API requests a day the org allows from now on, and how many are used; what is not given stays.
    pub fn set_api_usage(&mut self, used: Option<u64>, daily: Option<u64>) {
        self.org.set_api_usage(signed(self.clock.now_ms()), used, daily);
    }

    /// Hides a record from everyone who uses Salesforce's API, with what is a part of it, or shows it again.
    pub fn hide_record(&mut self, id: &str, hidden: bool) {
        let mut settings = self.org_settings().clone();
        settings.hidden_records.retain(|one| one != id);
        if hidden {
            settings.hidden_records.push(id.to_owned());
        }
        self.org.set_settings(settings);
    }

    /// Changes how Forge's services behave.
    pub fn set_forge_options(&mut self, options: ForgeOptions) {
        self.forge.set_options(options);
    }

    /// How Forge's services behave.
    pub fn forge_options(&self) -> &ForgeOptions {
        self.forge.options()
    }

    /// Jira's limits from now on.
    pub fn set_jira_limits(&mut self, limits: Limits) {
        self.site.set_limits(limits);
    }

    /// What of the org's shape could not be taken, with the reason.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    pub(crate) fn shape_view(&self) -> Value {
        self.shape.clone().unwrap_or_default().view(&self.problems)
    }

    /// Requests to routes that the world does not have, in order.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// What changed since the last call, in order, and whether everything before it is gone.
    pub fn take_changes(&mut self) -> (bool, Vec<Change>) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.extend(self.org.take_changes());
        changes.extend(self.site.take_changes());
        changes.extend(self.forge.take_changes());
        (std::mem::take(&mut self.emptied), changes)
    }

    /// Takes in a row that was kept.
    ///
    /// # Errors
    /// When the row is none that this world wrote.
    pub fn load(&mut self, table: &str, key: &str, json: &str) -> Result<(), String> {
        if table == CLOCK_TABLE {
            self.clock = serde_json::from_str(json).map_err(|error| error.to_string())?;
            return Ok(());
        }
        if table == SETUP_TABLE {
            self.options.configured = false;
            return Ok(());
        }
        if table == SHAPE_TABLE {
            // The world was made of it.
            return Ok(());
        }
        if table == forge::ACCOUNT_TABLE {
            if self.forge.load_account(key, json) {
                self.site.close_account(key);
            }
            return Ok(());
        }
        if self.forge.load(table, key, json) {
            return Ok(());
        }
        if table.starts_with("jira") {
            return self.site.load(table, key, json);
        }
        self.org.load(table, key, json)
    }

    /// Takes in a file's content that was kept.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn load_content(&mut self, table: &str, key: &str, bytes: Vec<u8>) -> Result<(), String> {
        if table.starts_with("jira") {
            return self.site.load_content(table, key, bytes);
        }
        self.org.load_content(table, key, bytes)
    }

    /// An account was closed, or its owner changed their data: apps hear of it when they report whom they know.
    pub(crate) fn account_changed(&mut self, action: &AccountAction) -> Result<(), String> {
        if !self.site.knows(&action.account_id) {
            return Err(format!("there is no account `{}`", action.account_id));
        }
        self.forge.account_changed(action, self.clock.now_ms());
        if action.status == AccountStatus::Closed {
            self.site.close_account(&action.account_id);
        }
        Ok(())
    }

    fn keep_clock(&mut self) {
        let text = serde_json::to_string(&self.clock).unwrap_or_default();
        self.changes.push(Change::put(CLOCK_TABLE, "clock", text));
    }

    pub(crate) fn follow_time(&mut self, auto: bool) {
        self.clock.follow(auto, self.machine_ms);
        self.keep_clock();
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn faults(&mut self) -> &mut Faults {
        &mut self.faults
    }

    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// How many requests have changed something in Salesforce, and in Jira.
    pub(crate) fn writes(&self) -> (u64, u64) {
        (self.org.writes(), self.site.writes())
    }

    pub(crate) fn org(&self) -> &Org {
        &self.org
    }

    pub(crate) fn pending(&self) -> Value {
        self.forge.pending()
    }

    pub(crate) fn clear_unknown(&mut self) {
        self.unknown.clear();
    }
}

/// The row by which a world remembers that nobody has set the app up.
fn first_day(options: &WorldOptions) -> Option<Change> {
    (!options.configured).then(|| Change::put(SETUP_TABLE, "first day", "true"))
}

fn signed(at_ms: u64) -> i64 {
    i64::try_from(at_ms).unwrap_or(i64::MAX)
}
