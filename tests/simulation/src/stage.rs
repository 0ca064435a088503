//! A world with the app installed and an org connected.

use serde_json::{Value, json};
use weftline_sandbox::forge::{DeliveryKind, Settlement};
use weftline_sandbox::http::Request;
use weftline_sandbox::{CLOUD_ID, Door, World, WorldOptions};
use weftline_wire::call::{
    Call, ConfigurationCall, ConnectCall, ReplayCall, Reply, SaveConfigurationCall, SectionDraft,
};
use weftline_wire::configuration::{ProjectConfiguration, Section, Settings};
use weftline_wire::decision::Cause;
use weftline_wire::job::{Caller, Job, Named, Turn};
use weftline_wire::view::{ConfigurationView, SaveView};

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

    /// Saves sections of the configuration as the admin does.
    ///
    /// # Errors
    /// What the page would show.
    pub fn try_save(&mut self, sections: Vec<SectionDraft>) -> Result<SaveView, weftline_wire::failure::Failure> {
        let now = match self.call(ADMIN, Call::Configuration(ConfigurationCall {}))? {
            Reply::Configuration(now) => now,
            other => panic!("{other:?}"),
        };
        let call = SaveConfigurationCall { base_version: now.version, sections, objects: None };
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
        let projects = [("10000", "SUP", "Support"), ("10001", "ENG", "Engineering")];
        let sections = projects.map(|(id, key, name)| {
            let (id, key, name) = (id.to_owned(), key.to_owned(), name.to_owned());
            let name_of_section = format!("project:{id}");
            let project = ProjectConfiguration { id, key, name, connection: None, issue_types: Vec::new() };
            SectionDraft { name: name_of_section, content: Some(Section::Project(project)) }
        });
        self.save(sections.into());
    }

    /// Saves sections of the configuration as the admin does, on top of what is in force.
    pub fn save(&mut self, sections: Vec<SectionDraft>) -> ConfigurationView {
        let Ok(Reply::Configuration(now)) = self.call(ADMIN, Call::Configuration(ConfigurationCall {})) else {
            panic!("the configuration cannot be read");
        };
        let call = SaveConfigurationCall { base_version: now.version, sections, objects: None };
        match self.call(ADMIN, Call::SaveConfiguration(call)) {
            Ok(Reply::SaveConfiguration(SaveView::Saved { configuration, warnings })) if warnings.is_empty() => {
                configuration
            }
            other => panic!("the configuration cannot be saved: {other:?}"),
        }
    }

    /// Changes some settings, as the admin does.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) -> ConfigurationView {
        let Ok(Reply::Configuration(now)) = self.call(ADMIN, Call::Configuration(ConfigurationCall {})) else {
            panic!("the configuration cannot be read");
        };
        let mut settings = now.settings;
        change(&mut settings);
        self.save(vec![SectionDraft { name: "settings".into(), content: Some(Section::Settings(settings)) }])
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
    pub fn call(&mut self, account: &str, call: Call) -> Result<Reply, weftline_wire::failure::Failure> {
        let mut worker = self.worker(account, call, Luck::good());
        match worker.finish(&mut self.world) {
            Some(Turn::Done { reply: Some(reply) }) => Ok(reply),
            Some(Turn::Failed { failure }) => Err(failure),
            other => panic!("a call ended with {other:?}"),
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
                assert!(handled < 200, "the queue never comes to rest");
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

    /// Records that a query finds, asked as an outside client asks.
    pub fn query(&mut self, soql: &str) -> Vec<Value> {
        let body = self.salesforce("GET", &format!("/services/data/v62.0/query?q={}", encode(soql)));
        let mut page: Value = serde_json::from_slice(&body).expect("a page is JSON");
        serde_json::from_value(page["records"].take()).expect("a page has records")
    }

    /// Deletes what is at a path, as an outside client does.
    pub fn delete(&mut self, path: &str) {
        self.salesforce("DELETE", path);
    }

    /// Changes what is at a path, as an outside client does.
    pub fn patch(&mut self, path: &str, json: &str) {
        self.salesforce_with("PATCH", path, json);
    }

    fn salesforce(&mut self, method: &str, target: &str) -> Vec<u8> {
        self.salesforce_with(method, target, "")
    }

    fn salesforce_with(&mut self, method: &str, target: &str, json: &str) -> Vec<u8> {
        let token = self.world.access().access_token;
        let request = Request {
            method: method.into(),
            target: target.into(),
            headers: vec![
                ("authorization".into(), format!("Bearer {token}")),
                ("content-type".into(), "application/json".into()),
            ],
            body: json.as_bytes().to_vec(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        assert!(response.status < 300, "{}", String::from_utf8_lossy(&response.body));
        response.body
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

    /// Deletes a stored entity behind the app's back.
    pub fn drop_entity(&mut self, entity: &str, key: &str) {
        self.storage("entity/delete", &json!({ "entityName": entity, "key": key }));
    }

    /// The keys of a stored entity that begin so, as a query finds them.
    pub fn keys(&mut self, entity: &str, prefix: &str) -> Vec<String> {
        let mut asked = json!({ "entityName": entity, "indexName": "by-key", "limit": 100 });
        if !prefix.is_empty() {
            asked["range"] = json!({ "condition": "BEGINS_WITH", "values": [prefix] });
        }
        let page = self.storage("entity/query", &asked).expect("the entity is there");
        let rows = page["data"].as_array().expect("a page has rows");
        rows.iter().map(|row| row["key"].as_str().expect("a row has a key").to_owned()).collect()
    }

    /// Everything that is stored in these entities and as plain values: entity, key and bytes of JSON.
    pub fn stored(&mut self, entities: &[&str]) -> Vec<(String, String, usize)> {
        let mut all = Vec::new();
        let mut take = |entity: &str, page: &Value| {
            for row in page["data"].as_array().expect("a page has rows") {
                let key = row["key"].as_str().expect("a row has a key").to_owned();
                all.push((entity.to_owned(), key, row["value"].to_string().len()));
            }
        };
        for entity in entities {
            let mut asked = json!({ "entityName": entity, "indexName": "by-key", "limit": 100 });
            loop {
                let page = self.storage("entity/query", &asked).expect("the entity is there");
                take(entity, &page);
                let Some(cursor) = page["cursor"].as_str() else { break };
                asked["cursor"] = json!(cursor);
            }
        }
        let mut asked = json!({ "limit": 100 });
        loop {
            let page = self.storage("query", &asked).expect("values can be asked for");
            take("", &page);
            let Some(cursor) = page["cursor"].as_str() else { break };
            asked["after"] = json!(cursor);
        }
        all
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
            let is_of_links = |write: &Value| matches!(write["kind"].as_str(), Some("linkRecord" | "unlinkRecord"));
            let mut plans = activity["plans"].as_array().expect("an entry has plans").clone();
            plans.retain(|plan| {
                !plan["writes"].as_array().is_some_and(|writes| !writes.is_empty() && writes.iter().all(is_of_links))
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

    /// A stored entity's document.
    pub fn document(&mut self, entity: &str, key: &str) -> Option<Value> {
        let mut stored = self.storage("entity/get", &json!({ "entityName": entity, "key": key }))?;
        Some(stored["value"]["document"].take())
    }

    /// Changes a stored entity's document behind the app's back.
    pub fn tamper_entity(&mut self, entity: &str, key: &str, change: impl FnOnce(&mut Value)) {
        let asked = json!({ "entityName": entity, "key": key });
        let mut value = self.storage("entity/get", &asked).expect("there is such an entity")["value"].take();
        change(&mut value["document"]);
        self.storage("entity/set", &json!({ "entityName": entity, "key": key, "value": value }));
    }

    /// Writes an entity's whole value behind the app's back.
    pub fn put_entity(&mut self, entity: &str, key: &str, value: &Value) {
        let asked = json!({ "entityName": entity, "key": key, "value": value });
        self.storage("entity/set", &asked).expect("there is such an entity");
    }

    /// Deletes an entity behind the app's back.
    pub fn remove_entity(&mut self, entity: &str, key: &str) {
        self.storage("entity/delete", &json!({ "entityName": entity, "key": key }));
    }

    /// Changes a stored value behind the app's back.
    pub fn tamper(&mut self, key: &str, change: impl FnOnce(&mut Value)) {
        let mut stored = self.storage("get", &json!({ "key": key })).expect("there is such a value");
        let mut value = stored["value"].take();
        change(&mut value);
        self.storage("set", &json!({ "key": key, "value": value }));
    }

    /// Writes a value behind the app's back.
    pub fn put_value(&mut self, key: &str, value: &Value) {
        self.storage("set", &json!({ "key": key, "value": value }));
    }

    /// A stored value.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        let mut stored = self.storage("get", &json!({ "key": key }))?;
        Some(stored["value"].take())
    }

    /// Deletes a stored value behind the app's back.
    pub fn forget(&mut self, key: &str) {
        self.storage("delete", &json!({ "key": key }));
    }

    /// What the app keeps as a secret under this key.
    pub fn secret(&mut self, key: &str) -> Option<Value> {
        let mut stored = self.storage("secret/get", &json!({ "key": key }))?;
        Some(stored["value"].take())
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

    /// Revokes a token, as its owner does.
    pub fn revoke(&mut self, token: &str) {
        let request = Request {
            method: "POST".into(),
            target: "/services/oauth2/revoke".into(),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            body: format!("token={}", encode(token)).into_bytes(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    }

    /// Whether Salesforce takes a token at the moment.
    pub fn is_active(&mut self, token: &str) -> bool {
        let access = self.world.access();
        let (id, secret) = (encode(&access.client_id), encode(&access.client_secret));
        let request = Request {
            method: "POST".into(),
            target: "/services/oauth2/introspect".into(),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            body: format!("token={}&client_id={id}&client_secret={secret}", encode(token)).into_bytes(),
        };
        let response = self.world.handle(Door::Salesforce, &request);
        let answer: Value = serde_json::from_slice(&response.body).expect("an answer is JSON");
        answer["active"].as_bool().expect("an introspection says whether the token is active")
    }

    fn storage(&mut self, route: &str, body: &Value) -> Option<Value> {
        let request = Request {
            method: "POST".into(),
            target: format!("/kvs/api/v1/{route}"),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        };
        let response = self.world.handle(Door::Forge, &request);
        (response.status == 200).then(|| serde_json::from_slice(&response.body).unwrap_or_default())
    }
}

/// The events that are heard, by the functions of their triggers, and what they cause; none of comments and deletions.
const EVENTS: [(&str, &str, Option<Cause>); 6] = [
    ("created", "avi:jira:created:issue", Some(Cause::IssueCreated)),
    ("updated", "avi:jira:updated:issue", Some(Cause::IssueUpdated)),
    ("assigned", "avi:jira:assigned:issue", Some(Cause::IssueAssigned)),
    ("commented", "avi:jira:commented:issue", None),
    ("comment-deleted", "avi:jira:deleted:comment", None),
    ("deleted", "avi:jira:deleted:issue", None),
];

/// The job of an event's trigger, as the host makes it: which issue, and what kind of event.
pub fn heard(function: &str, event: &Value) -> Job {
    let (_, _, cause) = EVENTS.into_iter().find(|(name, ..)| *name == function).expect("the event is heard");
    let cloud_id = CLOUD_ID.to_owned();
    let issue_id = event["issue"]["id"].as_str().expect("an event names its issue").to_owned();
    let project_id = event["issue"]["fields"]["project"]["id"].as_str().map(str::to_owned);
    match cause {
        Some(cause) => Job::IssueChanged { cloud_id, issue_id, project_id, causes: vec![cause] },
        None if function == "deleted" => Job::ForgetIssue { issue_id },
        None => Job::CommentChanged {
            cloud_id,
            issue_id,
            project_id,
            comment_id: event["comment"]["id"].as_str().expect("such an event names its comment").to_owned(),
            deleted: function == "comment-deleted",
        },
    }
}

pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// The part of the manifest that the world's Forge reads.
fn manifest() -> Value {
    let versioned = json!({ "revision": { "type": "integer" }, "document": { "type": "any" } });
    let work = json!({
        "name": "work",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "connection": { "type": "string" },
            "due": { "type": "integer" },
            "state": { "type": "string" },
        },
        "indexes": [
            { "name": "due", "partition": ["connection"], "range": ["due"] },
            { "name": "state", "partition": ["state"], "range": ["due"] },
        ],
    });
    let activity = json!({
        "name": "activity",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
            "site": { "type": "string" },
            "at": { "type": "integer" },
        },
        "indexes": [
            { "name": "issue", "partition": ["issue"], "range": ["at"] },
            { "name": "site", "partition": ["site"], "range": ["at"] },
        ],
    });
    let pair = json!({
        "name": "pair",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
        },
        "indexes": [{ "name": "issue", "partition": ["issue"], "range": ["revision"] }],
    });
    let bulk = json!({
        "name": "bulk",
        "attributes": {
            "revision": { "type": "integer" },
            "document": { "type": "any" },
            "issue": { "type": "string" },
            "at": { "type": "integer" },
        },
        "indexes": [{ "name": "issue", "partition": ["issue"], "range": ["at"] }],
    });
    let entities = [
        "connection",
        "configuration",
        "issue",
        "link",
        "record",
        "creation",
        "authorization",
        "fired",
        "post",
        "poll",
        "account",
    ];
    let entities = entities.iter().map(|name| json!({ "name": name, "attributes": versioned }));
    let entities: Vec<Value> = entities.chain([work, activity, bulk, pair]).collect();
    json!({
        "app": {
            "id": "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000",
            "runtime": { "name": "nodejs22.x" },
            "storage": { "entities": entities },
        },
        "permissions": { "scopes": ["read:jira-work", "write:jira-work", "read:jira-user", "storage:app"] },
        "modules": {
            "consumer": [{ "key": "on-work", "queue": "work", "function": "consume" }],
            "trigger": EVENTS.map(|(name, event, _)| json!({
                "key": format!("on-{name}"),
                "function": name,
                "events": [event],
                "filter": { "ignoreSelf": name != "deleted" },
            })),
            "webtrigger": [
                { "key": "oauth-callback", "function": "returned" },
                { "key": "outbound-message", "function": "told" },
            ],
            "jira:entityProperty": [{
                "key": "weftline-records",
                "entityType": "issue",
                "propertyKey": "weftline",
                "values": [
                    { "path": "records", "type": "string", "searchAlias": "salesforceRecord" },
                    { "path": "objects", "type": "string", "searchAlias": "salesforceObject" },
                ],
            }],
            "function": [
                { "key": "consume", "handler": "index.consume", "timeoutSeconds": 55 },
                { "key": "returned", "handler": "index.authorizationReturned", "timeoutSeconds": 25 },
                { "key": "told", "handler": "index.outboundMessage", "timeoutSeconds": 25 },
            ],
        },
    })
}
