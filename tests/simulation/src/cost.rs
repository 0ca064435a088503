//! What invocations ask for: the units in which limits and prices are.

use std::ops::AddAssign;

use serde_json::Value;
use weftline_wire::effect::{Body, Effect, Method, Outcome, StorageOperation};

/// How often something was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Invocations.
    pub invocations: u64,
    /// Requests to Salesforce.
    pub salesforce: u64,
    /// Those of them that change something, or may.
    pub salesforce_writes: u64,
    /// Queries among them: up to five of them are one request.
    pub queries: u64,
    /// Requests to Jira.
    pub jira: u64,
    /// Those of them that change something, or may.
    pub jira_writes: u64,
    /// What Jira charges for its answers.
    pub points: u64,
    /// Values and entities read from storage.
    pub reads: u64,
    /// Bytes of them. What is not there counts as 1 KB.
    pub read_bytes: u64,
    /// Values and entities written or deleted.
    pub writes: u64,
    /// Bytes of them.
    pub written_bytes: u64,
    /// Requests to the storage: a batch, or a transaction, is one.
    pub storage: u64,
    /// Queue messages.
    pub messages: u64,
    /// Turns whose slowest effect is one of the storage or the queue, of Jira, of Salesforce.
    pub turns: [u64; 3],
    /// What the core itself took.
    pub computing_ns: u64,
    /// What it waited for on purpose.
    pub waiting_ms: u64,
}

impl Cost {
    pub(crate) fn count(&mut self, effect: &Effect) {
        match effect {
            Effect::Salesforce { method, url, body, .. } => {
                self.salesforce += 1;
                let parts = parts(url, body);
                let asked = parts.iter().filter_map(|part| part["url"].as_str()).chain([url.as_str()]);
                self.queries +=
                    asked.filter(|url| url.contains("/query?") || url.contains("/queryAll?")).count() as u64;
                self.salesforce_writes += u64::from(changes_salesforce(*method, url, &parts));
            }
            Effect::Jira { method, path, .. } => {
                self.jira += 1;
                self.jira_writes += u64::from(changes_jira(*method, path));
            }
            Effect::Storage(operation) => self.count_stored(operation),
            Effect::Push { .. } => self.messages += 1,
            Effect::Wait { delay_ms } => self.waiting_ms += u64::from(*delay_ms),
            _ => {}
        }
    }

    fn count_stored(&mut self, operation: &StorageOperation) {
        self.storage += 1;
        match operation {
            StorageOperation::GetEntities { keys, .. } => self.reads += keys.len() as u64,
            StorageOperation::Get { .. }
            | StorageOperation::GetSecret { .. }
            | StorageOperation::GetEntity { .. }
            | StorageOperation::QueryEntity { .. } => self.reads += 1,
            StorageOperation::Transact { set, delete, .. } => {
                self.writes += (set.len() + delete.len()) as u64;
                self.written_bytes += set.iter().map(|item| (item.key.len() + item.json.len()) as u64).sum::<u64>();
            }
            StorageOperation::Set { key, json } | StorageOperation::SetSecret { key, json } => {
                self.writes += 1;
                self.written_bytes += (key.len() + json.len()) as u64;
            }
            _ => self.writes += 1,
        }
    }

    /// What came of an effect: what Jira charges for it, and how much was read.
    pub(crate) fn answered(&mut self, effect: &Effect, outcome: &Outcome, body: &[u8]) {
        let size = |json: &Option<String>| json.as_ref().map_or(1_000, |json| json.len() as u64);
        match (effect, outcome) {
            (Effect::Jira { method, path, .. }, Outcome::Http { .. }) => {
                self.points += if changes_jira(*method, path) { 1 } else { 1 + objects(path, body) };
            }
            (Effect::Storage(_), Outcome::Value { json }) => self.read_bytes += size(json),
            (Effect::Storage(_), Outcome::Values { values }) => {
                self.read_bytes += values.iter().map(size).sum::<u64>();
            }
            (Effect::Storage(_), Outcome::Page { items, .. }) => {
                self.read_bytes += items.iter().map(|item| item.json.len() as u64).sum::<u64>().max(1_000);
            }
            _ => {}
        }
    }

    /// A turn with these effects, which are carried out side by side.
    pub(crate) fn turn<'a>(&mut self, effects: impl Iterator<Item = &'a Effect>) {
        let slowest = effects.map(|effect| match effect {
            Effect::Salesforce { .. } => 2,
            Effect::Jira { .. } => 1,
            _ => 0,
        });
        if let Some(turns) = slowest.max().and_then(|kind| self.turns.get_mut(kind)) {
            *turns += 1;
        }
    }

    /// What was asked for beyond that.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.with(other, &u64::saturating_sub)
    }

    /// The same so many times.
    #[must_use]
    pub fn times(self, many: u64) -> Self {
        self.with(self, &|one, _| one * many)
    }

    fn with(self, other: Self, both: &dyn Fn(u64, u64) -> u64) -> Self {
        let [storage, jira, salesforce] = self.turns;
        let [other_storage, other_jira, other_salesforce] = other.turns;
        Self {
            invocations: both(self.invocations, other.invocations),
            salesforce: both(self.salesforce, other.salesforce),
            salesforce_writes: both(self.salesforce_writes, other.salesforce_writes),
            queries: both(self.queries, other.queries),
            jira: both(self.jira, other.jira),
            jira_writes: both(self.jira_writes, other.jira_writes),
            points: both(self.points, other.points),
            reads: both(self.reads, other.reads),
            read_bytes: both(self.read_bytes, other.read_bytes),
            writes: both(self.writes, other.writes),
            written_bytes: both(self.written_bytes, other.written_bytes),
            storage: both(self.storage, other.storage),
            messages: both(self.messages, other.messages),
            turns: [both(storage, other_storage), both(jira, other_jira), both(salesforce, other_salesforce)],
            computing_ns: both(self.computing_ns, other.computing_ns),
            waiting_ms: both(self.waiting_ms, other.waiting_ms),
        }
    }

    /// Requests that change something in Salesforce or Jira, or may.
    pub fn outside_writes(self) -> u64 {
        self.salesforce_writes + self.jira_writes
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = self.with(other, &|one, other| one + other);
    }
}

/// What a composite request consists of.
fn parts(url: &str, body: &Body) -> Vec<Value> {
    if !url.ends_with("/composite") && !url.ends_with("/composite/batch") {
        return Vec::new();
    }
    let parts: Value = match body {
        Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        Body::Empty => Value::Null,
    };
    let parts = parts["compositeRequest"].as_array().or_else(|| parts["batchRequests"].as_array()).cloned();
    parts.unwrap_or_default()
}

/// Whether a request to Salesforce changes something: of a composite, whether one of its parts does.
fn changes_salesforce(method: Method, url: &str, parts: &[Value]) -> bool {
    let changes = |part: &Value| part["method"].as_str().is_some_and(|method| method != "GET");
    match parts {
        [] => method != Method::Get && !url.contains("/oauth2/"),
        parts => parts.iter().any(changes),
    }
}

fn changes_jira(method: Method, path: &str) -> bool {
    let asks = ["/search/jql", "/bulkfetch", "/changelog/", "/comment/list", "/jql/", "/permissions/", "/expression"];
    method != Method::Get && !asks.iter().any(|part| path.contains(part))
}

/// For how many objects Jira charges an answer that gives these: 1 for an issue, a comment, an entry of a list; 2 for a
/// person or a permission. The documentation names kinds of objects and no routes: what is part of another object, like an
/// issue's newest changes, is counted with it. <https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>
fn objects(path: &str, body: &[u8]) -> u64 {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let each = if ["/myself", "/user", "/mypermissions", "/permissions/"].iter().any(|part| path.contains(part)) {
        2
    } else {
        1
    };
    let lists = ["issues", "comments", "values", "issueChangeLogs", "histories"];
    let listed = lists.iter().find_map(|list| answer[list].as_array());
    each * listed.or_else(|| answer.as_array()).map_or(1, |list| list.len() as u64)
}
