//! A world with an app installed, and short ways to ask it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use weftline_sandbox::forge::ForgeOptions;
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::{Door, World, WorldOptions};

pub(crate) const NOW_MS: u64 = 1_795_000_000_000;
pub(crate) const JANE: &str = "5b10a0000000000000000002";

pub(crate) fn manifest() -> Value {
    json!({
        "app": {
            "id": "ari:cloud:ecosystem::app/11111111-1111-4111-8111-111111111111",
            "storage": { "entities": [
                {
                    "name": "link",
                    "attributes": {
                        "revision": { "type": "integer" },
                        "document": { "type": "any" },
                        "issue": { "type": "string" },
                        "rank": { "type": "float" },
                        "open": { "type": "boolean" },
                    },
                    "indexes": ["rank", { "name": "by-issue", "partition": ["issue"], "range": ["rank"] }],
                },
            ] },
        },
        "modules": {
            "consumer": [{ "key": "work-consumer", "queue": "work", "function": "consume" }],
            "trigger": [
                { "key": "on-update", "function": "updated", "events": ["avi:jira:updated:issue"] },
                {
                    "key": "on-others",
                    "function": "updated-by-others",
                    "events": ["avi:jira:updated:issue", "avi:jira:created:issue"],
                    "filter": { "ignoreSelf": true },
                },
                {
                    "key": "on-eng",
                    "function": "eng",
                    "events": [{
                        "eventType": "avi:jira:updated:issue",
                        "filter": { "expression": "event.issue.fields.project.key == 'ENG'" },
                    }],
                },
            ],
            "scheduledTrigger": [
                { "key": "poll", "function": "poll", "interval": "fiveMinute" },
                { "key": "nightly", "function": "nightly", "interval": "day" },
            ],
            "webtrigger": [
                { "key": "callback", "function": "callback" },
                { "key": "ping", "function": "ping", "response": { "type": "static", "outputs": [
                    { "key": "ok", "statusCode": 202, "contentType": "text/plain", "body": "thanks" },
                ] } },
            ],
            "function": [
                { "key": "consume", "handler": "index.consume", "timeoutSeconds": 300 },
                { "key": "updated", "handler": "index.updated" },
            ],
        },
    })
}

/// A world without seeded content whose clock stands, with the app installed and its first event taken away.
pub(crate) fn world() -> World {
    world_with(ForgeOptions::default())
}

pub(crate) fn world_with(forge: ForgeOptions) -> World {
    let mut world =
        World::new(WorldOptions { now_ms: NOW_MS, step_ms: 0, seeded: false, forge, ..WorldOptions::default() });
    world.install(&manifest()).unwrap();
    world
}

pub(crate) fn request(method: &str, target: &str, body: &Value) -> Request {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let headers = vec![("host".into(), "127.0.0.1:1".into()), ("content-type".into(), "application/json".into())];
    Request { method: method.into(), target: target.into(), headers, body }
}

pub(crate) fn forge(world: &mut World, method: &str, target: &str, body: Value) -> (u16, Value) {
    read(world.handle(Door::Forge, &request(method, target, &body)))
}

pub(crate) fn post(world: &mut World, target: &str, body: Value) -> (u16, Value) {
    forge(world, "POST", target, body)
}

/// A storage call, by its path below `/kvs/api/v1/`.
pub(crate) fn kvs(world: &mut World, route: &str, body: Value) -> (u16, Value) {
    post(world, &format!("/kvs/api/v1/{route}"), body)
}

pub(crate) fn read(response: Response) -> (u16, Value) {
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// A directory for one test alone, which it makes and removes.
pub(crate) fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    directory
}
