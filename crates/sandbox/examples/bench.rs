//! Figures of the sandbox in process, as a list of `{"name", "unit", "value", "goal"}` in JSON.
//!
//! Run with `cargo run --release -p weftline-sandbox --example bench`.

#![allow(clippy::unwrap_used, reason = "a broken measurement is to be seen")]

use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};
use weftline_sandbox::http::Request;
use weftline_sandbox::jira::Limits;
use weftline_sandbox::{Door, World, WorldOptions};

const REQUESTS: u32 = 20_000;
const CASES: usize = 200_000;

fn main() {
    let options = WorldOptions { jira_limits: Limits::none(), ..WorldOptions::default() };
    let mut world = World::new(options);
    world.install(&manifest()).unwrap();
    let mut figures = vec![each("a request of a synchronization, in process", &mut world, synchronization)];
    figures.push(each("an entity transaction", &mut world, |world, number| {
        let item =
            json!({ "key": format!("k{}", number % 1_000), "entityName": "link", "value": { "revision": number } });
        ask(world, Door::Forge, "POST", "/kvs/api/v1/transaction", &json!({ "set": [item] }));
    }));
    let before = resident_mib();
    fill(&mut world);
    figures.push(json!({
        "name": format!("memory for {CASES} more cases"),
        "unit": "MiB",
        "value": resident_mib() - before,
        "goal": { "atMost": 1_024.0 },
    }));
    figures.push(each("a request of a synchronization among as many cases", &mut world, synchronization));
    std::io::stdout().write_all(format!("{}\n", Value::Array(figures)).as_bytes()).unwrap();
}

/// The mean time of one request; 50 microseconds are 20,000 a second.
fn each(name: &str, world: &mut World, request: impl Fn(&mut World, u32)) -> Value {
    (0..REQUESTS / 10).for_each(|number| request(world, number));
    let start = Instant::now();
    (0..REQUESTS).for_each(|number| request(world, number));
    let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS);
    json!({ "name": name, "unit": "µs", "value": micros, "goal": { "atMost": 50.0 } })
}

/// What synchronizing one issue asks, one request of it at a time.
fn synchronization(world: &mut World, number: u32) {
    let (door, method, target, body) = match number % 5 {
        0 => (Door::Forge, "POST", "/kvs/api/v1/entity/get", json!({ "entityName": "link", "key": "10100" })),
        1 => (Door::Forge, "GET", "/jira/rest/api/3/issue/SUP-1?fields=summary,status,priority", Value::Null),
        2 => (
            Door::Salesforce,
            "GET",
            "/services/data/v62.0/query?q=SELECT+Id,CaseNumber,Subject,Status,Priority,Owner.Name+FROM+Case+ORDER+BY+CaseNumber+LIMIT+1",
            Value::Null,
        ),
        3 => (
            Door::Forge,
            "PUT",
            "/jira/rest/api/3/issue/SUP-2",
            json!({ "fields": { "summary": format!("s{number}") } }),
        ),
        _ => (
            Door::Forge,
            "POST",
            "/kvs/api/v1/entity/set",
            json!({
                "entityName": "link", "key": "10100", "value": { "revision": number },
            }),
        ),
    };
    ask(world, door, method, target, &body);
    for delivery in world.deliveries() {
        world.settle(&delivery.id, weftline_sandbox::forge::Settlement::Done { response: None });
    }
}

fn fill(world: &mut World) {
    for chunk in 0..CASES / 200 {
        let records: Vec<Value> = (0..200)
            .map(|number| {
                json!({
                    "attributes": { "type": "Case" },
                    "Subject": format!("Pump {chunk}-{number} stops after a while"),
                    "Description": "It ran for two days, then it stopped. The light is red.",
                    "Status": "New",
                    "Priority": "Medium",
                    "Origin": "Web",
                })
            })
            .collect();
        let body = json!({ "allOrNone": true, "records": records });
        ask(world, Door::Salesforce, "POST", "/services/data/v62.0/composite/sobjects", &body);
    }
}

fn ask(world: &mut World, door: Door, method: &str, target: &str, body: &Value) {
    let token = world.access().access_token;
    let request = Request {
        method: method.into(),
        target: target.into(),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
            ("x-forge-principal".into(), "app".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = world.handle(door, &request);
    assert!(
        response.status < 300 || response.status == 404,
        "{method} {target}: {} {}",
        response.status,
        String::from_utf8_lossy(&response.body)
    );
}

fn manifest() -> Value {
    json!({ "app": { "storage": { "entities": [
        { "name": "link", "attributes": { "revision": { "type": "integer" }, "document": { "type": "any" } } },
    ] } } })
}

/// The process's memory; zero where the system does not say.
fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1_024.0
}
