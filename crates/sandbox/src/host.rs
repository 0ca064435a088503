//! A host in process: carries out a flow's effects against a world, as the shipped host does against the real ones.
//!
//! Every effect goes through [`World::exchange`], so that faults strike it. Time is the world's: waiting, slow replies and
//! time-outs move its clock.

use std::time::Duration;

use serde_json::{Map, Value, json};
use weftline_wire::effect::{
    Body, Effect, Expectation, Header, Method, Outcome, Principal, StorageOperation, StoredItem, Trouble,
};
use weftline_wire::zone::{Zone, ZoneOffset};

use crate::http::{Request, Response};
use crate::random::Random;
use crate::world::{Door, Exchange, World};

const PUBLISH: &str = "/stargate/webhook/queue/publish/{contextAri}/{environmentId}/{appId}/{appVersion}";

/// How long Forge lets a request to Jira or to a service of its own take.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/#invocation-limits>
const REQUEST_MAX_MS: u32 = 180_000;

/// What came of an effect: its outcome, and a reply's body.
pub type Performed = (Outcome, Vec<u8>);

/// A host for the invocations of one user, or of none.
#[derive(Clone, Debug)]
pub struct Host {
    account: Option<String>,
    random: Random,
}

impl Host {
    /// A host; `account` is who made the invocation, none for queue events, triggers and schedules.
    pub fn new(account: Option<&str>, seed: u64) -> Self {
        Self { account: account.map(str::to_owned), random: Random::seeded(seed) }
    }

    /// Carries out one effect.
    pub fn perform(&mut self, world: &mut World, effect: &Effect) -> Performed {
        match effect {
            Effect::Salesforce { method, url, headers, body, timeout_ms, reply_bytes_max } => {
                let Some((host, target)) = salesforce_address(url) else {
                    return trouble(Trouble::Egress, "the address is not one of Salesforce's");
                };
                let mut request = request(*method, target, headers, body);
                request.headers.push(("x-forwarded-host".into(), host.into()));
                request.headers.push(("x-forwarded-proto".into(), "https".into()));
                let reply = exchange(world, Door::Salesforce, &request, *timeout_ms);
                let too_large =
                    |response: &Response| reply_bytes_max.is_some_and(|max| response.body.len() > max as usize);
                if reply.as_ref().is_ok_and(too_large) {
                    return trouble(Trouble::TooLarge, "the reply is too large");
                }
                http(reply)
            }
            Effect::Jira { principal, method, path, headers, body } => {
                if !path.starts_with("/rest/") {
                    return trouble(Trouble::Egress, "the path leaves Jira's REST API");
                }
                let mut request = request(*method, &format!("/jira{path}"), headers, body);
                match (principal, &self.account) {
                    (Principal::App, _) => request.headers.push(("x-forge-principal".into(), "app".into())),
                    (Principal::User, Some(account)) => {
                        request.headers.push(("x-forge-principal".into(), "user".into()));
                        request.headers.push(("x-forge-account".into(), account.clone()));
                    }
                    (Principal::User, None) => return trouble(Trouble::Unauthenticated, "the user has not consented"),
                }
                http(exchange(world, Door::Forge, &request, REQUEST_MAX_MS))
            }
            Effect::Storage(operation) => storage(world, operation),
            Effect::ReportAccounts { accounts } => {
                let body = json!({ "accounts": accounts });
                match exchange(world, Door::Forge, &post("/stargate/app/report-accounts", &body), REQUEST_MAX_MS) {
                    Ok(Response { status: 204, .. }) => (Outcome::Value { json: Some("[]".into()) }, Vec::new()),
                    Ok(Response { status: 200, body, .. }) => {
                        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
                        let accounts = answer.get("accounts").map(Value::to_string);
                        (Outcome::Value { json: accounts }, Vec::new())
                    }
                    Ok(_) => trouble(Trouble::Internal, "Atlassian refused the report"),
                    Err((reason, message)) => trouble(reason, message),
                }
            }
            Effect::Push { queue, job, delay_seconds } => {
                let body = json!({
                    "queueName": queue,
                    "jobId": self.random.uuid(),
                    "type": "avi:forge:app:event",
                    "schema": "ari:cloud:ecosystem::forge/app-event-2",
                    "payload": [{ "body": job, "delayInSeconds": delay_seconds }],
                    "time": crate::clock::iso(world.now_ms()),
                });
                match exchange(world, Door::Forge, &post(PUBLISH, &body), REQUEST_MAX_MS) {
                    Err((reason, message)) => trouble(reason, message),
                    Ok(response) => match response.status {
                        201 => (Outcome::Done, Vec::new()),
                        429 => trouble(Trouble::RateLimited, "too many messages"),
                        413 => trouble(Trouble::Refused, "the message is too large"),
                        status => trouble(Trouble::Internal, &format!("the queue answered {status}")),
                    },
                }
            }
            Effect::Random { bytes } => {
                let bytes = (0..*bytes).map(|_| self.random.number().to_le_bytes()[0]).collect();
                (Outcome::Random { bytes }, Vec::new())
            }
            Effect::WebTriggerUrl { module } => {
                let body = json!({
                    "query": "mutation forge_app_createWebTriggerUrl($input: WebTriggerUrlInput!, $forceCreate: Boolean) {\
                              createWebTriggerUrl(input: $input, forceCreate: $forceCreate) { url } }",
                    "variables": { "input": {
                        "appId": "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000",
                        "envId": "00000000-0000-4000-8000-000000000001",
                        "triggerKey": module,
                        "contextId": format!("ari:cloud:jira::site/{}", crate::CLOUD_ID),
                    }},
                });
                match exchange(world, Door::Forge, &post("/stargate/graphql", &body), REQUEST_MAX_MS) {
                    Err((reason, message)) => trouble(reason, message),
                    Ok(response) => {
                        let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
                        match answer.pointer("/data/createWebTriggerUrl/url") {
                            Some(url) => (Outcome::Value { json: Some(url.to_string()) }, Vec::new()),
                            None => trouble(Trouble::Internal, "there is no such web trigger"),
                        }
                    }
                }
            }
            Effect::TimeZone { zone } => match crate::zone::offsets(zone) {
                None => trouble(Trouble::Refused, "nobody knows this time zone"),
                Some(offsets) => {
                    let each =
                        offsets.into_iter().map(|(second, seconds)| ZoneOffset { from_ms: second * 1_000, seconds });
                    (Outcome::Zone { zone: Zone { offsets: each.collect() } }, Vec::new())
                }
            },
            Effect::Wait { delay_ms } => {
                world.advance(u64::from(*delay_ms));
                (Outcome::Done, Vec::new())
            }
        }
    }
}

fn exchange(
    world: &mut World,
    door: Door,
    request: &Request,
    timeout_ms: u32,
) -> Result<Response, (Trouble, &'static str)> {
    let timed_out = (Trouble::Timeout, "no answer in time");
    let patience = Duration::from_millis(u64::from(timeout_ms));
    match world.exchange(door, request) {
        Exchange::Reply { response, delay } if delay < patience => {
            world.advance(u64::try_from(delay.as_millis()).unwrap_or(0));
            Ok(response)
        }
        Exchange::Lost { .. } => Err((Trouble::Network, "the connection broke")),
        Exchange::Reply { .. } | Exchange::Hang { .. } | Exchange::Waiting { .. } => {
            world.advance(u64::from(timeout_ms));
            Err(timed_out)
        }
    }
}

fn http(reply: Result<Response, (Trouble, &'static str)>) -> Performed {
    match reply {
        Ok(Response { status, headers, body }) => (Outcome::Http { status, headers }, body),
        Err((reason, message)) => trouble(reason, message),
    }
}

fn storage(world: &mut World, operation: &StorageOperation) -> Performed {
    let (route, body) = match storage_request(operation) {
        Ok(request) => request,
        Err(error) => return trouble(Trouble::Internal, &error.to_string()),
    };
    let request = post(&format!("/kvs/api/v1/{route}"), &body);
    let response = match exchange(world, Door::Forge, &request, REQUEST_MAX_MS) {
        Ok(response) => response,
        Err((reason, message)) => return trouble(reason, message),
    };
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = answer.get("code").and_then(Value::as_str).unwrap_or("UNKNOWN_ERROR");
    let outcome = match response.status {
        200 => match operation {
            StorageOperation::Get { .. } | StorageOperation::GetSecret { .. } | StorageOperation::GetEntity { .. } => {
                Outcome::Value { json: answer.get("value").map(Value::to_string) }
            }
            StorageOperation::GetEntities { keys, .. } => values(&answer, keys),
            StorageOperation::QueryEntity { .. } => page(&answer),
            _ => Outcome::Done,
        },
        404 if code == "KEY_NOT_FOUND" => Outcome::Value { json: None },
        409 => Outcome::Conflict,
        429 => return trouble(Trouble::RateLimited, code),
        400..=499 => return trouble(Trouble::Refused, code),
        _ => return trouble(Trouble::Internal, code),
    };
    (outcome, Vec::new())
}

/// What a batch has read, in the order of the keys. What is not there is none; any other failure is all of it's.
fn values(answer: &Value, keys: &[String]) -> Outcome {
    let list = |name: &str| answer.get(name).and_then(Value::as_array).into_iter().flatten();
    let mut codes = list("failedKeys").map(|item| item.pointer("/error/code").and_then(Value::as_str));
    if let Some(code) = codes.find(|code| *code != Some("KEY_NOT_FOUND")) {
        return trouble(Trouble::Internal, code.unwrap_or("UNKNOWN_ERROR")).0;
    }
    let value = |key: &String| {
        let found = list("successfulKeys").find(|item| item.get("key").and_then(Value::as_str) == Some(key))?;
        found.get("value").map(Value::to_string)
    };
    Outcome::Values { values: keys.iter().map(value).collect() }
}

fn storage_request(operation: &StorageOperation) -> Result<(&'static str, Value), serde_json::Error> {
    let parse = |json: &str| serde_json::from_str::<Value>(json);
    Ok(match operation {
        StorageOperation::Get { key } => ("get", json!({ "key": key })),
        StorageOperation::Set { key, json } => ("set", json!({ "key": key, "value": parse(json)? })),
        StorageOperation::Delete { key } => ("delete", json!({ "key": key })),
        StorageOperation::GetSecret { key } => ("secret/get", json!({ "key": key })),
        StorageOperation::SetSecret { key, json } => ("secret/set", json!({ "key": key, "value": parse(json)? })),
        StorageOperation::DeleteSecret { key } => ("secret/delete", json!({ "key": key })),
        StorageOperation::GetEntity { entity, key } => ("entity/get", json!({ "entityName": entity, "key": key })),
        StorageOperation::GetEntities { entity, keys } => {
            let each: Vec<Value> = keys.iter().map(|key| json!({ "entityName": entity, "key": key })).collect();
            ("batch/get", Value::Array(each))
        }
        StorageOperation::QueryEntity { entity, index, partition, prefix, descending, cursor, limit } => {
            let mut body = Map::new();
            body.insert("entityName".into(), entity.as_str().into());
            body.insert("indexName".into(), index.as_str().into());
            body.insert("limit".into(), (*limit).into());
            if !partition.is_empty() {
                body.insert("partition".into(), json!(partition));
            }
            if let Some(prefix) = prefix {
                body.insert("range".into(), json!({ "condition": "BEGINS_WITH", "values": [prefix] }));
            }
            if *descending {
                body.insert("sort".into(), "DESC".into());
            }
            if let Some(cursor) = cursor {
                body.insert("cursor".into(), cursor.as_str().into());
            }
            ("entity/query", Value::Object(body))
        }
        StorageOperation::Transact { set, delete, check } => {
            let mut sets = Vec::new();
            for item in set {
                let mut fields = operation_item(&item.key, item.entity.as_deref(), item.expect.as_ref());
                fields.insert("value".into(), parse(&item.json)?);
                if let Some(seconds) = item.ttl_seconds {
                    fields.insert("options".into(), json!({ "ttl": { "value": seconds, "unit": "SECONDS" } }));
                }
                sets.push(fields);
            }
            let deletes =
                delete.iter().map(|item| operation_item(&item.key, item.entity.as_deref(), item.expect.as_ref()));
            let checks = check.iter().map(|item| operation_item(&item.key, Some(&item.entity), Some(&item.expect)));
            let body = json!({
                "set": sets,
                "delete": deletes.collect::<Vec<_>>(),
                "check": checks.collect::<Vec<_>>(),
            });
            ("transaction", body)
        }
    })
}

fn operation_item(key: &str, entity: Option<&str>, expect: Option<&Expectation>) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("key".into(), key.into());
    if let Some(entity) = entity {
        item.insert("entityName".into(), entity.into());
        if let Some(expect) = expect {
            let (condition, value) = match expect {
                Expectation::Absent => ("NOT_EXISTS", json!(true)),
                Expectation::Revision { revision } => ("EQUAL_TO", json!(revision)),
            };
            let clause = json!({ "property": "revision", "condition": condition, "values": [value] });
            item.insert("conditions".into(), json!({ "and": [clause] }));
        }
    }
    item
}

fn page(answer: &Value) -> Outcome {
    let records = answer.get("data").and_then(Value::as_array).into_iter().flatten();
    let items = records.filter_map(|record| {
        Some(StoredItem { key: record.get("key")?.as_str()?.into(), json: record.get("value")?.to_string() })
    });
    Outcome::Page { items: items.collect(), cursor: answer.get("cursor").and_then(Value::as_str).map(str::to_owned) }
}

fn post(target: &str, body: &Value) -> Request {
    Request {
        method: "POST".into(),
        target: target.into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.to_string().into_bytes(),
    }
}

fn request(method: Method, target: &str, headers: &[Header], body: &Body) -> Request {
    Request {
        method: match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
        .into(),
        target: target.into(),
        headers: headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect(),
        body: match body {
            Body::Empty => Vec::new(),
            Body::Text(text) => text.clone().into_bytes(),
            Body::Bytes(bytes) => bytes.to_vec(),
        },
    }
}

/// Host and target of an address that the manifest allows.
fn salesforce_address(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://")?;
    let (host, target) = rest.split_at_checked(rest.find('/')?)?;
    let plain = host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte));
    let ours = matches!(host, "login.salesforce.com" | "test.salesforce.com") || host.ends_with(".my.salesforce.com");
    (plain && ours).then_some((host, target))
}

fn trouble(reason: Trouble, message: &str) -> Performed {
    (Outcome::Trouble { reason, message: message.into(), retry_after_ms: None }, Vec::new())
}
