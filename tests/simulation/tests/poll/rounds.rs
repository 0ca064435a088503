//! The five-minute round.

use serde_json::{Value, json};
use weftline_simulation::Stage;
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, cases, link, look, stage};

/// Makes a round, and gives what it rings for.
fn sweep(stage: &mut Stage) -> Vec<Value> {
    let mut worker = stage.work(Job::Sweep {});
    let end = worker.finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    let mut rung = Vec::new();
    stage.world.advance(1_000);
    for delivery in stage.world.deliveries() {
        rung.push(delivery.body["body"].clone());
        let settlement = weftline_sandbox::forge::Settlement::Done { response: None };
        stage.world.settle(&delivery.id, settlement);
    }
    rung
}

fn kinds(rung: &[Value]) -> Vec<&str> {
    rung.iter().map(|job| job["kind"].as_str().unwrap()).collect()
}

/// A mark that is overdue.
fn overdue(stage: &mut Stage, issue: &str, trouble: Value) {
    let task = json!({
        "kind": "sync", "issueId": issue, "projectId": null, "causes": ["polled"], "records": [], "look": false,
        "comments": [], "pushed": [],
    });
    let failed = trouble["givenUp"] == true;
    let document = json!({ "task": task, "rung": 0, "sinceMs": 0, "trouble": trouble });
    let state = if failed { "failed" } else { "open" };
    let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": state, "document": document });
    stage.put_entity("work", &format!("sync:{issue}"), &value);
}

#[test]
fn sync_5_the_round_rings_for_looks_when_it_is_time() {
    let mut stage = stage(1);
    assert_eq!(kinds(&sweep(&mut stage)), Vec::<&str>::new(), "nothing is linked");
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    assert_eq!(kinds(&sweep(&mut stage)), ["poll"]);
    look(&mut stage);
    stage.world.advance(2 * MINUTE_MS);
    assert_eq!(kinds(&sweep(&mut stage)), Vec::<&str>::new());
    stage.world.advance(3 * MINUTE_MS);
    assert_eq!(kinds(&sweep(&mut stage)), ["poll"]);
    stage.set(|settings| settings.poll_minutes = 30);
    assert_eq!(kinds(&sweep(&mut stage)), Vec::<&str>::new(), "the settings say every half hour");
    stage.world.advance(24 * MINUTE_MS);
    assert_eq!(kinds(&sweep(&mut stage)), ["poll"]);
}

#[test]
fn ops_2_the_round_rings_for_overdue_syncs_but_never_for_what_is_left_to_people() {
    let mut stage = stage(2);
    let failure = json!({ "code": "bug", "text": "no", "values": {}, "retryable": true, "retryAfterMs": null });
    overdue(&mut stage, "10100", Value::Null);
    overdue(&mut stage, "10101", json!({ "failure": failure, "attempts": 9, "atMs": 0, "givenUp": true }));
    overdue(&mut stage, "10102", json!({ "failure": failure, "attempts": 1, "atMs": 0, "givenUp": false }));
    let rung = sweep(&mut stage);
    let mut issues: Vec<&str> = rung.iter().map(|job| job["issueId"].as_str().unwrap()).collect();
    issues.sort_unstable();
    assert_eq!(issues, ["10100", "10102"]);
    assert_eq!(sweep(&mut stage), Vec::<Value>::new(), "it is not overdue any more");
}
