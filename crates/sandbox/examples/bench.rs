//! Figures of the sandbox in process, as JSON: `{"figures": [{"name", "unit", "value", "goal"}], "record": "..."}`, where
//! `record` is one of the many cases as the org answers it.
//!
//! Run by `cargo xtask bench sandbox`, or with `cargo run --release -p weftline-sandbox --example bench`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken measurement is to be seen")]

use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};
use weftline_sandbox::forge::Settlement;
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::jira::Limits;
use weftline_sandbox::{Door, World, WorldOptions};

const REQUESTS: usize = 40_000;
const CASES: usize = 200_000;
const DAY_MS: u64 = 86_400_000;
const DATA: &str = "/services/data/v62.0";

/// What one request of a simulation may be.
struct Kind {
    name: &'static str,
    send: fn(&mut Bench, usize),
}

const KINDS: [Kind; 8] = [
    Kind { name: "SOQL by id", send: Bench::query },
    Kind { name: "record read", send: Bench::read },
    Kind { name: "record PATCH", send: Bench::update },
    Kind { name: "composite of a PATCH and a read", send: Bench::composite },
    Kind { name: "issue read", send: Bench::issue },
    Kind { name: "issue edit and its event", send: Bench::edit },
    Kind { name: "entity read", send: Bench::entity },
    Kind { name: "conditional transaction", send: Bench::transaction },
];

/// A world, and what is asked of it in turn.
struct Bench {
    world: World,
    token: String,
    cases: Vec<String>,
    revision: u64,
}

fn main() {
    let mut bench = Bench::new();
    let mut figures = vec![bench.mix("requests a second, a simulation's mix, in process")];
    figures.extend(KINDS.iter().map(|kind| bench.alone(kind)));
    let before = resident_mib();
    let record = bench.fill();
    if let (Some(before), Some(after)) = (before, resident_mib()) {
        figures.push(json!({
            "name": "memory for 200,000 more cases",
            "unit": "MiB",
            "value": after - before,
            "goal": { "atMost": 1_024.0 },
        }));
    }
    figures.push(bench.mix("requests a second, the same mix among 200,000 more cases"));
    let text = json!({ "figures": figures, "record": record }).to_string() + "\n";
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

impl Bench {
    fn new() -> Self {
        let mut world = World::new(WorldOptions { jira_limits: Limits::none(), ..WorldOptions::default() });
        world.install(&manifest()).unwrap();
        let token = world.access().access_token;
        let mut bench = Self { world, token, cases: Vec::new(), revision: 0 };
        let reply = bench.ask(Door::Salesforce, "GET", &format!("{DATA}/query?q=SELECT+Id+FROM+Case"), &Value::Null);
        let reply: Value = serde_json::from_slice(&reply.body).unwrap();
        let ids = reply["records"].as_array().unwrap().iter().map(|record| record["Id"].as_str().unwrap().to_owned());
        bench.cases = ids.collect();
        bench.put_entity(&json!({ "revision": 0 }), &Value::Null);
        bench
    }

    /// How many requests of all kinds in turn there are in a second.
    fn mix(&mut self, name: &str) -> Value {
        let micros = self.micros(|bench, number| (KINDS[number % KINDS.len()].send)(bench, number / KINDS.len()));
        json!({ "name": name, "unit": "requests/s", "value": (1e6 / micros).round(), "goal": { "atLeast": 20_000.0 } })
    }

    fn alone(&mut self, kind: &Kind) -> Value {
        let micros = self.micros(|bench, number| (kind.send)(bench, number));
        json!({ "name": format!("  {}", kind.name), "unit": "µs", "value": micros })
    }

    /// The mean time of one request. The org allows so many a day: each measurement has a day of its own.
    fn micros(&mut self, request: impl Fn(&mut Self, usize)) -> f64 {
        self.world.advance(DAY_MS);
        (0..REQUESTS / 10).for_each(|number| request(self, number));
        let start = Instant::now();
        (0..REQUESTS).for_each(|number| request(self, number));
        start.elapsed().as_secs_f64() * 1e6 / REQUESTS as f64
    }

    fn query(&mut self, number: usize) {
        let fields = "Id,CaseNumber,Subject,Status,Priority,Owner.Name,Contact.Name,LastModifiedDate";
        let id = self.case(number);
        let target = format!("{DATA}/query?q=SELECT+{fields}+FROM+Case+WHERE+Id='{id}'");
        self.ask(Door::Salesforce, "GET", &target, &Value::Null);
    }

    fn read(&mut self, number: usize) {
        let target = format!("{DATA}/sobjects/Case/{}?fields=Id,Subject,Status,SystemModstamp", self.case(number));
        self.ask(Door::Salesforce, "GET", &target, &Value::Null);
    }

    fn update(&mut self, number: usize) {
        let target = format!("{DATA}/sobjects/Case/{}", self.case(number));
        self.ask(Door::Salesforce, "PATCH", &target, &json!({ "Subject": format!("s{number}") }));
    }

    fn composite(&mut self, number: usize) {
        let url = format!("{DATA}/sobjects/Case/{}", self.case(number));
        let body = json!({ "allOrNone": true, "compositeRequest": [
            { "method": "PATCH", "url": url, "referenceId": "write", "body": { "Priority": "High" } },
            { "method": "GET", "url": format!("{url}?fields=Id,Subject,Priority"), "referenceId": "read" },
        ] });
        self.ask(Door::Salesforce, "POST", &format!("{DATA}/composite"), &body);
    }

    fn issue(&mut self, number: usize) {
        let target = format!("/jira/rest/api/3/issue/SUP-{}?fields=summary,status,priority,updated", 1 + number % 20);
        self.ask(Door::Forge, "GET", &target, &Value::Null);
    }

    /// An edit, and what the platform makes of it: the event is delivered and settled.
    fn edit(&mut self, number: usize) {
        let target = format!("/jira/rest/api/3/issue/SUP-{}", 1 + number % 20);
        self.ask(Door::Forge, "PUT", &target, &json!({ "fields": { "summary": format!("s{number}") } }));
        for delivery in self.world.deliveries() {
            self.world.settle(&delivery.id, Settlement::Done { response: None });
        }
    }

    fn entity(&mut self, _number: usize) {
        let body = json!({ "entityName": "link", "key": "10100" });
        self.ask(Door::Forge, "POST", "/kvs/api/v1/entity/get", &body);
    }

    fn transaction(&mut self, _number: usize) {
        let held = json!({ "and": [{ "property": "revision", "condition": "EQUAL_TO", "values": [self.revision] }] });
        self.revision += 1;
        self.put_entity(&json!({ "revision": self.revision, "document": { "record": "500" } }), &held);
    }

    fn put_entity(&mut self, value: &Value, conditions: &Value) {
        let mut item = json!({ "key": "10100", "entityName": "link", "value": value });
        if !conditions.is_null() {
            item["conditions"] = conditions.clone();
        }
        self.ask(Door::Forge, "POST", "/kvs/api/v1/transaction", &json!({ "set": [item] }));
    }

    fn case(&self, number: usize) -> &str {
        &self.cases[number % self.cases.len()]
    }

    /// Makes the many cases; gives the last one as the org answers it.
    fn fill(&mut self) -> String {
        self.world.advance(DAY_MS);
        let mut last = Value::Null;
        for chunk in 0..CASES / 200 {
            let case = |number: usize| {
                json!({
                    "attributes": { "type": "Case" },
                    "Subject": format!("Pump {chunk}-{number} stops after a while"),
                    "Description": "It ran for two days, then it stopped. The light is red.",
                    "Status": "New",
                    "Priority": "Medium",
                    "Origin": "Web",
                })
            };
            let body = json!({ "allOrNone": true, "records": (0..200).map(case).collect::<Vec<_>>() });
            let reply = self.ask(Door::Salesforce, "POST", &format!("{DATA}/composite/sobjects"), &body);
            last = serde_json::from_slice::<Value>(&reply.body).unwrap()[199].clone();
        }
        let target = format!("{DATA}/sobjects/Case/{}", last["id"].as_str().unwrap());
        let reply = self.ask(Door::Salesforce, "GET", &target, &Value::Null);
        String::from_utf8(reply.body).unwrap()
    }

    fn ask(&mut self, door: Door, method: &str, target: &str, body: &Value) -> Response {
        let request = Request {
            method: method.into(),
            target: target.into(),
            headers: vec![
                ("authorization".into(), format!("Bearer {}", self.token)),
                ("content-type".into(), "application/json".into()),
                ("x-forge-principal".into(), "app".into()),
            ],
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        };
        let response = self.world.handle(door, &request);
        let text = String::from_utf8_lossy(&response.body);
        let refused = response.status >= 300 || text.contains("\"httpStatusCode\":4");
        assert!(!refused, "{method} {target}: {} {text}", response.status);
        response
    }
}

/// An app that stores links and hears of every edit.
fn manifest() -> Value {
    json!({
        "app": { "storage": { "entities": [
            { "name": "link", "attributes": { "revision": { "type": "integer" }, "document": { "type": "any" } } },
        ] } },
        "modules": {
            "trigger": [{ "key": "edited", "function": "edited", "events": ["avi:jira:updated:issue"] }],
            "function": [{ "key": "edited", "handler": "index.edited" }],
        },
    })
}

/// The process's memory, where the system says.
fn resident_mib() -> Option<f64> {
    let process = std::process::id().to_string();
    let output = std::process::Command::new("ps").args(["-o", "rss=", "-p", &process]).output().ok()?;
    let kib: f64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    Some(kib / 1_024.0)
}
