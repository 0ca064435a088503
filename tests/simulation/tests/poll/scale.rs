//! 100,000 links, 2,000 of whose records have changed.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_flow::engine::Run;
use weftline_sandbox::Host;
use weftline_sandbox::forge::Settlement;
use weftline_simulation::Stage;
use weftline_wire::effect::{Effect, Settled, StorageOperation};
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, link, look, post, stage};

/// What a turn takes: a call of Salesforce with its thousands of rows, and everything else.
const SALESFORCE_MS: u64 = 3_000;
const TURN_MS: u64 = 100;

/// What Forge lets a queue's consumer run.
const INVOCATION_MS: u64 = 55_000;

const LINKS: usize = 100_000;
const CHANGED: usize = 2_000;

/// What a run did.
#[derive(Debug, Default)]
struct Bill {
    salesforce: u32,
    /// Values read by key, and values written.
    read: usize,
    written: usize,
    /// Requests to the storage.
    storage: u32,
    pushed: Vec<Job>,
    turns: u32,
    lasted_ms: u64,
}

/// Runs a job as a queue's consumer does, with the time that each turn takes.
fn run(stage: &mut Stage, job: Job) -> (Turn, Bill) {
    let mut bill = Bill::default();
    let began_ms = stage.world.now_ms();
    let mut host = Host::new(None, began_ms);
    let mut run = Run::start(job, began_ms);
    let mut settled = Vec::new();
    loop {
        let now_ms = stage.world.now_ms();
        let left_ms = INVOCATION_MS.saturating_sub(now_ms - began_ms);
        let effects = match run.resume(std::mem::take(&mut settled), now_ms, u32::try_from(left_ms).unwrap()) {
            Turn::Perform { effects } => effects,
            end => {
                bill.lasted_ms = now_ms - began_ms;
                return (end, bill);
            }
        };
        bill.turns += 1;
        let asks = effects.iter().any(|one| matches!(one.effect, Effect::Salesforce { .. }));
        for one in effects {
            match &one.effect {
                Effect::Salesforce { .. } => bill.salesforce += 1,
                Effect::Push { job, .. } => bill.pushed.push((**job).clone()),
                Effect::Storage(operation) => {
                    bill.storage += 1;
                    match operation {
                        StorageOperation::GetEntities { keys, .. } => bill.read += keys.len(),
                        StorageOperation::Transact { set, delete, .. } => bill.written += set.len() + delete.len(),
                        StorageOperation::Set { .. } => bill.written += 1,
                        _ => bill.read += 1,
                    }
                }
                _ => {}
            }
            let (outcome, body) = host.perform(&mut stage.world, &one.effect);
            settled.push(Settled { id: one.id, outcome, body });
        }
        stage.world.advance(if asks { SALESFORCE_MS } else { TURN_MS });
    }
}

#[test]
fn sync_5_two_thousand_changes_among_a_hundred_thousand_links_are_in_the_ledger_in_one_invocation_and_rung_for_once() {
    let mut stage = stage(1);
    let cases: Vec<serde_json::Value> = (0..CHANGED)
        .map(|number| json!({ "attributes": { "type": "Case" }, "Subject": format!("Case {number}") }))
        .collect();
    let mut ids = Vec::new();
    for part in cases.chunks(200) {
        let made = post(&mut stage, "composite/sobjects", &json!({ "allOrNone": true, "records": part }));
        ids.extend(made.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
    }
    stage.world.advance(30 * MINUTE_MS);
    // Most of the links are of records that do not change: their documents are all that counts.
    for number in CHANGED..LINKS {
        let back = json!({ "issueIds": [(2_000_000 + number).to_string()], "seen": null });
        let key = format!("main:500zz{number:010}AAA");
        stage.put_entity("record", &key, &json!({ "revision": 1, "document": back }));
    }
    for (number, id) in ids.iter().enumerate() {
        link(&mut stage, &(2_000_000 + number).to_string(), "Case", id);
    }
    look(&mut stage);
    stage.world.advance(10 * MINUTE_MS);
    for part in ids.chunks(200) {
        let records: Vec<serde_json::Value> =
            part.iter().map(|id| json!({ "attributes": { "type": "Case" }, "id": id, "Subject": "It hums" })).collect();
        let token = stage.world.access().access_token;
        let request = weftline_sandbox::http::Request {
            method: "PATCH".into(),
            target: "/services/data/v62.0/composite/sobjects".into(),
            headers: vec![
                ("authorization".into(), format!("Bearer {token}")),
                ("content-type".into(), "application/json".into()),
            ],
            body: json!({ "allOrNone": true, "records": records }).to_string().into_bytes(),
        };
        assert_eq!(stage.world.handle(weftline_sandbox::Door::Salesforce, &request).status, 200);
    }
    stage.world.advance(2 * MINUTE_MS);

    let (end, bill) = run(&mut stage, Job::Poll { connection: "main".into() });
    assert!(matches!(end, Turn::Done { .. }), "it is done in one invocation: {end:?}");
    let bells = bill.pushed.iter().filter(|job| matches!(job, Job::Sync { .. })).count();
    println!(
        "a look at {CHANGED} changes among {LINKS} links: {} calls of Salesforce, {} requests to the storage ({} values \
         read, {} written), {bells} doorbells, {} turns, {} ms",
        bill.salesforce, bill.storage, bill.read, bill.written, bill.turns, bill.lasted_ms
    );
    assert!(bill.lasted_ms < INVOCATION_MS, "{bill:?}");
    assert!(bill.salesforce <= 2, "{} calls", bill.salesforce);
    assert!(bill.read < 4_000 && bill.written < 4_000, "what Forge lets an app read and write in a minute: {bill:?}");
    assert!(bells <= 20, "{bells} doorbells");
    let due = |number: usize| format!("sync:{}", 2_000_000 + number);
    for number in [0, 1, CHANGED / 2, CHANGED - 1] {
        assert!(stage.document("work", &due(number)).is_some(), "{number} is in the ledger");
    }

    let mut rung: BTreeMap<String, u32> = BTreeMap::new();
    let mut minutes: BTreeMap<u64, u32> = BTreeMap::new();
    let until_ms = stage.world.now_ms() + 30 * MINUTE_MS;
    while let Some(due_ms) = stage.world.next_due_ms().filter(|due_ms| *due_ms <= until_ms) {
        let now_ms = stage.world.now_ms();
        stage.world.advance(due_ms.saturating_sub(now_ms) + 1);
        for delivery in stage.world.deliveries() {
            stage.world.settle(&delivery.id, Settlement::Done { response: None });
            let Ok(job) = serde_json::from_value::<Job>(delivery.body["body"].clone()) else { continue };
            if let Job::Sync { issue_id } = &job {
                *rung.entry(issue_id.clone()).or_default() += 1;
                // What a sync ends with; here nothing is told of the issues.
                stage.remove_entity("work", &format!("sync:{issue_id}"));
                continue;
            }
            *minutes.entry(stage.world.now_ms() / MINUTE_MS).or_default() +=
                u32::try_from(run(&mut stage, job).1.pushed.len()).unwrap();
        }
    }
    assert_eq!(rung.len(), CHANGED, "all were rung for");
    assert!(rung.values().all(|times| *times == 1), "none twice");
    assert!(minutes.values().all(|pushed| *pushed <= 500), "what Forge lets an app push in a minute: {minutes:?}");
    assert!(stage.keys("work", "sync:").is_empty(), "all are done");
}
