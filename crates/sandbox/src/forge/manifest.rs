//! The installed app's manifest, as far as the services need it.
//!
//! Read from the manifest as JSON, the shape of `manifest.yml`: `app.storage.entities`, `modules.consumer`,
//! `modules.trigger`, `modules.scheduledTrigger`, `modules.webtrigger`, `modules.preUninstall`, `modules.function`,
//! `modules.jira:issuePanel`, `modules.jira:workflowPostFunction`, `modules.jira:entityProperty`, `permissions.scopes`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::expression::Expression;
use super::kvs::Entity;
use crate::jira::PropertyAlias;

const FUNCTION_TIMEOUT_S: u64 = 25;
const LONG_TIMEOUT_S: u64 = 55;

const POST_FUNCTION: &str = "jira:workflowPostFunction";

/// What an installed app declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) app_id: String,
    pub(crate) entities: BTreeMap<String, Entity>,
    pub(crate) consumers: Vec<Consumer>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) web_triggers: Vec<WebTrigger>,
    /// Modules and functions that run before an uninstallation.
    pub(crate) farewells: Vec<(String, String)>,
    /// The keys of the issue panels.
    pub(crate) issue_panels: Vec<String>,
    /// Post functions of workflows: modules and their functions.
    pub(crate) post_functions: Vec<(String, String)>,
    /// What the app was granted.
    pub(crate) scopes: Vec<String>,
    /// Values in issue properties that JQL knows by name.
    pub(crate) aliases: Vec<PropertyAlias>,
    timeouts_s: BTreeMap<String, u64>,
}

/// A module that takes a queue's events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Consumer {
    pub(crate) module: String,
    pub(crate) queue: String,
    pub(crate) function: String,
}

/// A module that takes product events.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    pub(crate) module: String,
    pub(crate) function: String,
    pub(crate) events: Vec<Subscription>,
}

/// One event of a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) event: String,
    pub(crate) ignore_self: bool,
    pub(crate) expression: Option<Expression>,
    /// Whether the event is delivered when the expression cannot be evaluated.
    pub(crate) receive_on_error: bool,
}

/// A module that runs at intervals.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) module: String,
    pub(crate) function: String,
    pub(crate) interval_ms: u64,
}

/// A module behind a public address.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WebTrigger {
    pub(crate) module: String,
    pub(crate) function: String,
    /// The declared answers of a static web trigger by their keys; none for a dynamic one.
    pub(crate) outputs: Option<BTreeMap<String, Value>>,
}

impl Manifest {
    /// Reads a manifest, or says what is wrong with it.
    pub(crate) fn read(manifest: &Value) -> Result<Self, String> {
        let mut read = Self {
            app_id: text(manifest.pointer("/app/id")).unwrap_or("ari:cloud:ecosystem::app/weftline").into(),
            ..Self::default()
        };
        for item in list(manifest.pointer("/app/storage/entities")) {
            let (name, entity) = Entity::from_manifest(item)?;
            read.entities.insert(name, entity);
        }
        for item in modules(manifest, "function") {
            let key = member(item, "function", "key")?;
            if let Some(seconds) = item.get("timeoutSeconds").and_then(Value::as_u64) {
                read.timeouts_s.insert(key, seconds);
            }
        }
        for item in modules(manifest, "consumer") {
            let function = match text(item.get("function")) {
                Some(function) => function.to_owned(),
                None => {
                    text(item.pointer("/resolver/function")).map(str::to_owned).ok_or("a consumer has no function")?
                }
            };
            read.consumers.push(Consumer {
                module: member(item, "consumer", "key")?,
                queue: member(item, "consumer", "queue")?,
                function,
            });
        }
        for item in modules(manifest, "trigger") {
            let subscriptions = list(item.get("events")).iter().map(|event| Subscription::read(item, event));
            read.triggers.push(Trigger {
                module: member(item, "trigger", "key")?,
                function: member(item, "trigger", "function")?,
                events: subscriptions.collect::<Result<_, _>>()?,
            });
        }
        for item in modules(manifest, "scheduledTrigger") {
            let interval_ms = match text(item.get("interval")) {
                Some("fiveMinute") => 300_000,
                Some("hour") => 3_600_000,
                Some("day") => 86_400_000,
                Some("week") => 604_800_000,
                other => {
                    return Err(format!(
                        "a scheduled trigger has the unknown interval `{}`",
                        other.unwrap_or_default()
                    ));
                }
            };
            read.schedules.push(Schedule {
                module: member(item, "scheduledTrigger", "key")?,
                function: member(item, "scheduledTrigger", "function")?,
                interval_ms,
            });
        }
        for item in modules(manifest, "preUninstall") {
            read.farewells.push((member(item, "preUninstall", "key")?, member(item, "preUninstall", "function")?));
        }
        for item in modules(manifest, "webtrigger") {
            let fixed = text(item.pointer("/response/type")) == Some("static");
            let outputs = list(item.pointer("/response/outputs")).iter();
            let outputs = outputs.filter_map(|output| Some((text(output.get("key"))?.to_owned(), output.clone())));
            read.web_triggers.push(WebTrigger {
                module: member(item, "webtrigger", "key")?,
                function: member(item, "webtrigger", "function")?,
                outputs: fixed.then(|| outputs.collect()),
            });
        }
        for item in modules(manifest, "jira:issuePanel") {
            read.issue_panels.push(member(item, "jira:issuePanel", "key")?);
        }
        for item in modules(manifest, POST_FUNCTION) {
            read.post_functions.push((member(item, POST_FUNCTION, "key")?, member(item, POST_FUNCTION, "function")?));
        }
        read.scopes = match manifest.pointer("/permissions/scopes") {
            Some(Value::Object(scopes)) => scopes.keys().cloned().collect(),
            scopes => list(scopes).iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        };
        for item in modules(manifest, "jira:entityProperty") {
            let property_key = member(item, "jira:entityProperty", "propertyKey")?;
            if text(item.get("entityType")).is_some_and(|entity| entity != "issue") {
                continue;
            }
            for value in list(item.get("values")) {
                let path = member(value, "jira:entityProperty", "path")?;
                if let Some(alias) = text(value.get("searchAlias")) {
                    read.aliases.push(PropertyAlias { alias: alias.into(), property_key: property_key.clone(), path });
                }
            }
        }
        Ok(read)
    }

    /// How long a function may run: what the manifest says, else 55 s where Forge's default is that, else 25 s.
    /// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/#invocation-limits>
    pub(crate) fn timeout_ms(&self, function: &str) -> u64 {
        let long = self.consumers.iter().any(|consumer| consumer.function == function)
            || self.schedules.iter().any(|schedule| schedule.function == function)
            || self.web_triggers.iter().any(|trigger| trigger.function == function)
            || self.farewells.iter().any(|(_, farewell)| farewell == function);
        let default_s = if long { LONG_TIMEOUT_S } else { FUNCTION_TIMEOUT_S };
        self.timeouts_s.get(function).copied().unwrap_or(default_s).saturating_mul(1_000)
    }

    pub(crate) fn consumer(&self, queue: &str) -> Option<&Consumer> {
        self.consumers.iter().find(|consumer| consumer.queue == queue)
    }

    pub(crate) fn web_trigger(&self, module: &str) -> Option<&WebTrigger> {
        self.web_triggers.iter().find(|trigger| trigger.module == module)
    }
}

impl Subscription {
    fn read(module: &Value, event: &Value) -> Result<Self, String> {
        let (name, filter) = match event {
            Value::String(name) => (name.as_str(), module.get("filter")),
            other => (text(other.get("eventType")).ok_or("a trigger's event has no `eventType`")?, other.get("filter")),
        };
        let expression = filter.and_then(|filter| text(filter.get("expression")));
        let on_error = filter.and_then(|filter| text(filter.get("onError"))).unwrap_or("IGNORE_AND_LOG");
        Ok(Self {
            event: name.into(),
            ignore_self: filter.and_then(|filter| filter.get("ignoreSelf")) == Some(&Value::Bool(true)),
            expression: expression.map(Expression::parse).transpose()?,
            receive_on_error: on_error.starts_with("RECEIVE"),
        })
    }
}

fn modules<'a>(manifest: &'a Value, kind: &str) -> &'a [Value] {
    list(manifest.get("modules").and_then(|modules| modules.get(kind)))
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

fn member(item: &Value, kind: &str, name: &str) -> Result<String, String> {
    text(item.get(name)).map(str::to_owned).ok_or_else(|| format!("a {kind} module has no `{name}`"))
}
