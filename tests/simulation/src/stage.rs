//! A world with the app installed and an org connected.

use serde_json::{Value, json};
use weftline_sandbox::forge::{DeliveryKind, Settlement};
use weftline_sandbox::http::Request;
use weftline_sandbox::{CLOUD_ID, Door, World, WorldOptions};
use weftline_wire::call::{
    Call, ConfigurationCall, ConnectCall, ReplayCall, Reply, SaveConfigurationCall, SectionDraft,
};
use weftline_wire::configuration::{EventSelection, NamedId, Restrictions, Section, Settings};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::{Caller, Job, Named, Turn};
use weftline_wire::view::{ConfigurationView, SaveView};

use crate::manifest::{heard, manifest};
use crate::mappings::{configured, draft, project, support};
use crate::{Cost, Luck, Worker};

/// Mia, who administers the site.
pub const ADMIN: &str = "5b10a0000000000000000001";
/// Jane, who works on issues.
pub const AGENT: &str = "5b10a0000000000000000002";
/// Sam, who may look only.
pub const VIEWER: &str = "5b10a0000000000000000003";

/// What the ids of the app's modules begin with.
pub(crate) const EXTENSION: &str =
    "ari:cloud:ecosystem::extension/00000000-0000-4000-8000-000000000000/e0710000-0000-4000-8000-000000000001/static/";

/// What a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Turns of the core.
    pub turns: u32,
    /// Requests to Salesforce.
    pub salesforce_calls: u32,
}

/// The world, and how often it was asked.
#[derive(Clone)]
pub struct Stage {
    /// The world.
    pub world: World,
    /// What was asked for by what the queue and events set off.
    pub cost: Cost,
    seed: u64,
}

impl Stage {
    /// A world that was made before. What is random on it follows from the seed.
    pub fn of(world: World, seed: u64) -> Self {
        Self { world, cost: Cost::default(), seed }
    }

    /// What is configured, as the admin sees it.
    ///
    /// # Errors
    /// What the page would show.
    pub fn configuration(&mut self) -> Result<ConfigurationView, Failure> {
        match self.call(ADMIN, Call::Configuration(ConfigurationCall {}))? {
            Reply::Configuration(view) => Ok(view),
            other => panic!("{other:?}"),
        }
    }

    /// Saves sections of the configuration as the admin does, on top of what is in force; warnings are all right.
    ///
    /// # Errors
    /// What the page would show.
    pub fn try_save(&mut self, sections: Vec<SectionDraft>) -> Result<SaveView, Failure> {
        let base_version = self.configuration()?.version;
        let call = SaveConfigurationCall { base_version, sections, objects: None };
        match self.call(ADMIN, Call::SaveConfiguration(call))? {
            Reply::SaveConfiguration(saved) => Ok(saved),
            other => panic!("{other:?}"),
        }
    }

    /// A world with the app installed, and no org connected.
    pub fn bare(seed: u64) -> Self {
        let mut world = World::new(WorldOptions { seed, configured: false, ..WorldOptions::default() });
        world.install(&manifest()).expect("the manifest is one");
        Self { world, cost: Cost::default(), seed }
    }

    /// A world with the app installed, the org connected, and the projects SUP and ENG configured.
    pub fn connected(seed: u64) -> Self {
        let mut stage = Self::unconfigured(seed);
        stage.configure();
        stage
    }

    /// Configures the projects SUP and ENG, as the admin does.
    pub(crate) fn configure(&mut self) {
        self.save(vec![configured(support()), configured(project("10001", "ENG", "Engineering"))]);
    }

    /// Saves sections that nothing is to be said against.
    pub fn save(&mut self, sections: Vec<SectionDraft>) -> ConfigurationView {
        match self.try_save(sections) {
            Ok(SaveView::Saved { configuration, warnings }) if warnings.is_empty() => configuration,
            other => panic!("the configuration cannot be saved: {other:?}"),
        }
    }

    /// Saves sections that are taken, with a warning or without.
    pub fn save_in_spite_of_warnings(&mut self, sections: Vec<SectionDraft>) {
        let saved = self.try_save(sections);
        assert!(matches!(saved, Ok(SaveView::Saved { .. })), "the configuration cannot be saved: {saved:?}");
    }

    /// Changes some settings, as the admin does.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) -> ConfigurationView {
        let mut settings = self.configuration().expect("the configuration can be read").settings;
        change(&mut settings);
        self.save(vec![draft("settings", Section::Settings(settings))])
    }

    /// Changes which events are followed, as the admin does.
    pub fn follow(&mut self, change: impl FnOnce(&mut EventSelection)) {
        let mut events = self.configuration().expect("the configuration can be read").events;
        change(&mut events);
        self.save(vec![draft("events", Section::Events(events))]);
    }

    /// Restricts issue types, these and no others, as the admin does.
    pub fn restrict(&mut self, issue_types: &[&str]) {
        let issue_types = issue_types.iter().map(|&id| NamedId { id: id.into(), name: "Type".into() }).collect();
        self.save(vec![draft("restrictions", Section::Restrictions(Restrictions { issue_types }))]);
    }

    /// A world with the app installed and the org connected; nobody has saved a configuration.
    pub fn unconfigured(seed: u64) -> Self {
        let mut stage = Self::bare(seed);
        let access = stage.world.access();
        let call = ConnectCall {
            connection: None,
            my_domain: "weftline.my.salesforce.com".into(),
            client_id: Some(access.client_id),
            client_secret: Some(access.client_secret),
        };
        match stage.call(ADMIN, Call::Connect(call)) {
            Ok(Reply::Connect(view)) if !view.connections.is_empty() => stage,
            other => panic!("the org cannot be connected: {other:?}"),
        }
    }

    /// A job for a call of this user on issue SUP-1.
    pub fn job(&self, account: &str, call: Call) -> Job {
        let caller = Caller {
            cloud_id: CLOUD_ID.into(),
            site_url: "https://weftline.atlassian.net".into(),
            account_id: account.into(),
            issue: Some(Named { id: "10100".into(), key: "SUP-1".into() }),
            project: Some(Named { id: "10000".into(), key: "SUP".into() }),
            issue_type: Some("10001".into()),
            module: "weftline-list".into(),
            extension: EXTENSION.into(),
        };
        Job::Call { caller, call }
    }

    /// An invocation of this user.
    pub fn worker(&mut self, account: &str, call: Call, luck: Luck) -> Worker {
        self.seed += 1;
        let job = self.job(account, call);
        Worker::start(&self.world, job, Some(account), self.seed, luck)
    }

    /// An invocation of this user with a job that was changed.
    pub fn work_as(&mut self, account: &str, job: Job) -> Worker {
        self.seed += 1;
        Worker::start(&self.world, job, Some(account), self.seed, Luck::good())
    }

    /// An invocation of nobody: a queue message, a trigger.
    pub fn work(&mut self, job: Job) -> Worker {
        self.seed += 1;
        Worker::start(&self.world, job, None, self.seed, Luck::good())
    }

    /// An invocation of nobody with bad luck.
    pub fn unlucky(&mut self, job: Job, luck: Luck) -> Worker {
        self.seed += 1;
        Worker::start(&self.world, job, None, self.seed, luck)
    }

    /// Makes a call with good luck.
    ///
    /// # Errors
    /// The failure that the page would show.
    pub fn call(&mut self, account: &str, call: Call) -> Result<Reply, Failure> {
        let mut worker = self.worker(account, call, Luck::good());
        match worker.finish(&mut self.world) {
            Some(Turn::Done { reply: Some(reply) }) => Ok(reply),
            Some(Turn::Failed { failure }) => Err(failure),
            other => panic!("a call ended with {other:?}"),
        }
    }

    /// Makes a call with good luck, and says what it took.
    pub fn priced(&mut self, account: &str, call: Call) -> (Reply, Price) {
        let mut worker = self.worker(account, call, Luck::good());
        match worker.finish(&mut self.world) {
            Some(Turn::Done { reply: Some(reply) }) => {
                (reply, Price { turns: worker.turns(), salesforce_calls: worker.salesforce_calls() })
            }
            other => panic!("a call ended with {other:?}"),
        }
    }

    /// Why a call is refused.
    pub fn refused(&mut self, account: &str, call: Call) -> FailureCode {
        match self.call(account, call.clone()) {
            Err(failure) => failure.code,
            Ok(reply) => panic!("{call:?} is answered with {reply:?}"),
        }
    }

    /// Loses what lies in the queue and is due within a minute.
    pub fn lose_messages(&mut self) {
        self.world.advance(60_000);
        for delivery in self.world.deliveries() {
            self.world.settle(&delivery.id, Settlement::Done { response: None });
        }
    }

    /// Lets time pass and runs what the queue delivers, until nothing is due within an hour. Gives how many messages
    /// were handled.
    pub fn settle(&mut self) -> usize {
        self.settle_within(3_600_000)
    }

    /// The same until nothing is due within so many ms.
    pub fn settle_within(&mut self, within_ms: u64) -> usize {
        self.settle_most(within_ms, 200)
    }

    /// The same, where more than so many messages are a fault.
    pub fn settle_most(&mut self, within_ms: u64, most: usize) -> usize {
        let mut handled = 0;
        let until_ms = self.world.now_ms() + within_ms;
        while let Some(due_ms) = self.world.next_due_ms().filter(|due_ms| *due_ms <= until_ms) {
            let now_ms = self.world.now_ms();
            self.world.advance(due_ms.saturating_sub(now_ms) + 1);
            for delivery in self.world.deliveries() {
                let settlement = match delivery.kind {
                    DeliveryKind::Queue => self.consume(&delivery.body),
                    DeliveryKind::Event => self.hear(&delivery.function_key, &delivery.body),
                    _ => Settlement::Done { response: None },
                };
                handled += 1;
                assert!(handled < most, "the queue never comes to rest");
                self.world.settle(&delivery.id, settlement);
            }
        }
        handled
    }

    pub(crate) fn consume(&mut self, message: &Value) -> Settlement {
        let job: Job = serde_json::from_value(message["body"].clone()).expect("a message is a job");
        self.handle(job)
    }

    /// The trigger of an event, as the host has it: which issue, and what kind of event.
    fn hear(&mut self, function: &str, event: &Value) -> Settlement {
        self.handle(heard(function, event))
    }

    fn handle(&mut self, job: Job) -> Settlement {
        self.seed += 1;
        let mut worker = Worker::start(&self.world, job, None, self.seed, Luck::good());
        let end = worker.finish(&mut self.world).expect("nothing goes wrong here");
        self.cost += worker.cost();
        match end {
            Turn::Done { .. } | Turn::Page { .. } | Turn::Soap { .. } => {}
            Turn::Park { job, delay_seconds } => {
                let push =
                    weftline_wire::effect::Effect::Push { queue: "work".into(), job: Box::new(job), delay_seconds };
                weftline_sandbox::Host::new(None, self.seed).perform(&mut self.world, &push);
            }
            Turn::Failed { failure } if failure.retryable => {
                return Settlement::Retry { retry_after_seconds: Some(30), retry_reason: None, retry_data: None };
            }
            Turn::Failed { .. } => {}
            Turn::Perform { .. } => panic!("a worker ended with effects"),
        }
        Settlement::Done { response: None }
    }

    /// A request to Jira as a user of it makes it, with its status and answer.
    pub fn jira(&mut self, account: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = Request {
            method: method.into(),
            target: format!("/jira/rest/api/3/{path}"),
            headers: vec![
                ("x-forge-principal".into(), "user".into()),
                ("x-forge-account".into(), account.into()),
                ("content-type".into(), "application/json".into()),
            ],
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        };
        let response = self.world.handle(Door::Forge, &request);
        (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
    }

    /// Changes an issue as a user of Jira does.
    pub fn edit(&mut self, account: &str, issue: &str, fields: &Value) {
        let (status, answer) = self.jira(account, "PUT", &format!("issue/{issue}"), &json!({ "fields": fields }));
        assert_eq!(status, 204, "{answer}");
    }

    /// Whether nothing is left to do to keep an issue in step.
    pub fn is_at_rest(&mut self, issue: &str) -> bool {
        self.document("work", &format!("sync:{issue}")).is_none()
    }

    /// Plans everything once more that activity says was planned, as the admin does (D-5). Gives what was asked, as many
    /// times as it was. What only says which links changed was planned from no inputs.
    ///
    /// # Panics
    /// Where a plan comes out otherwise, or nothing is kept of what it was made from.
    pub fn replay_all(&mut self) -> Vec<String> {
        let mut asked = Vec::new();
        for key in self.keys("activity", "") {
            let activity = self.document("activity", &key).expect("an entry has a document");
            let is_of_links = |write: &Value| {
                let kinds = ["linkRecord", "unlinkRecord", "attachToRecord", "attachToIssue"];
                write["kind"].as_str().is_some_and(|kind| kinds.contains(&kind))
            };
            let mut plans = activity["plans"].as_array().expect("an entry has plans").clone();
            plans.retain(|plan| {
                let tells_of_file =
                    |skipped: &Value| skipped["field"].as_str().is_some_and(|of| of.starts_with("file:"));
                !plan["writes"].as_array().is_some_and(|writes| !writes.is_empty() && writes.iter().all(is_of_links))
                    && !plan["skipped"].as_array().is_some_and(|all| all.iter().any(tells_of_file))
            });
            if plans.is_empty() {
                continue;
            }
            assert_eq!(activity["inputs"], json!(plans.len()), "{key}: {activity}");
            match self.call(crate::ADMIN, Call::Replay(ReplayCall { key: key.clone() })) {
                Ok(Reply::Replay(view)) => {
                    assert_eq!((view.same as usize, view.older), (plans.len(), 0), "{key}: {view:?}")
                }
                other => panic!("{key} is planned again: {other:?}"),
            }
            let at = activity["inputsOf"].as_str().unwrap_or(&key).to_owned();
            for number in 0..plans.len() {
                let question = self.value(&format!("inputs:{at}:{number}")).expect("the inputs are kept");
                asked.push(question["ask"].as_str().expect("a question asks").to_owned());
            }
        }
        asked
    }

    /// A property that the app has set on itself in Jira.
    pub fn app_property(&mut self, key: &str) -> Value {
        let request = Request {
            method: "GET".into(),
            target: format!("/jira/rest/forge/1/app/properties/{key}"),
            headers: vec![("x-forge-principal".into(), "app".into())],
            body: Vec::new(),
        };
        let response = self.world.handle(Door::Forge, &request);
        let mut answer: Value = serde_json::from_slice(&response.body).expect("an answer is JSON");
        answer["value"].take()
    }
}
