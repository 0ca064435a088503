//! What an invocation asks for: the unit in which limits and prices are.

use std::ops::AddAssign;

use serde_json::Value;
use weftline_wire::effect::{Body, Effect, Method, StorageOperation};

/// How often something was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Requests to Salesforce.
    pub salesforce: u64,
    /// Those of them that change something, or may.
    pub salesforce_writes: u64,
    /// Requests to Jira.
    pub jira: u64,
    /// Those of them that change something, or may.
    pub jira_writes: u64,
    /// Values and entities read from storage.
    pub reads: u64,
    /// Values and entities written or deleted.
    pub writes: u64,
    /// Queue messages.
    pub messages: u64,
}

impl Cost {
    pub(crate) fn count(&mut self, effect: &Effect) {
        match effect {
            Effect::Salesforce { method, url, body, .. } => {
                self.salesforce += 1;
                self.salesforce_writes += u64::from(changes_salesforce(*method, url, body));
            }
            Effect::Jira { method, path, .. } => {
                self.jira += 1;
                self.jira_writes += u64::from(changes_jira(*method, path));
            }
            Effect::Storage(operation) => match operation {
                StorageOperation::GetEntities { keys, .. } => self.reads += keys.len() as u64,
                StorageOperation::Get { .. }
                | StorageOperation::GetSecret { .. }
                | StorageOperation::GetEntity { .. }
                | StorageOperation::QueryEntity { .. } => self.reads += 1,
                StorageOperation::Transact { set, delete, .. } => self.writes += (set.len() + delete.len()) as u64,
                _ => self.writes += 1,
            },
            Effect::Push { .. } => self.messages += 1,
            _ => {}
        }
    }

    /// What was asked for beyond that.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self {
            salesforce: self.salesforce.saturating_sub(other.salesforce),
            salesforce_writes: self.salesforce_writes.saturating_sub(other.salesforce_writes),
            jira: self.jira.saturating_sub(other.jira),
            jira_writes: self.jira_writes.saturating_sub(other.jira_writes),
            reads: self.reads.saturating_sub(other.reads),
            writes: self.writes.saturating_sub(other.writes),
            messages: self.messages.saturating_sub(other.messages),
        }
    }

    /// Requests that change something in Salesforce or Jira, or may.
    pub fn outside_writes(self) -> u64 {
        self.salesforce_writes + self.jira_writes
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.salesforce += other.salesforce;
        self.salesforce_writes += other.salesforce_writes;
        self.jira += other.jira;
        self.jira_writes += other.jira_writes;
        self.reads += other.reads;
        self.writes += other.writes;
        self.messages += other.messages;
    }
}

/// Whether a request to Salesforce changes something: of a composite, whether one of its parts does.
fn changes_salesforce(method: Method, url: &str, body: &Body) -> bool {
    if method == Method::Get || url.contains("/oauth2/") {
        return false;
    }
    if !url.ends_with("/composite") && !url.ends_with("/composite/batch") {
        return true;
    }
    let parts: Value = match body {
        Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        Body::Empty => Value::Null,
    };
    let parts = parts["compositeRequest"].as_array().or_else(|| parts["batchRequests"].as_array()).cloned();
    parts.unwrap_or_default().iter().any(|part| part["method"].as_str().is_some_and(|method| method != "GET"))
}

fn changes_jira(method: Method, path: &str) -> bool {
    let asks = ["/search/jql", "/bulkfetch", "/changelog/", "/comment/list", "/jql/", "/permissions/", "/expression"];
    method != Method::Get && !asks.iter().any(|part| path.contains(part))
}
