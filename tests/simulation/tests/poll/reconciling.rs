//! Samples of links, held against both sides.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, cases, causes, link, marked, see, stage};

/// A round. Gives how many calls of Salesforce it took.
fn round(stage: &mut Stage) -> u32 {
    let mut worker = stage.work(Job::Reconcile { connection: "main".into() });
    let end = worker.finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    worker.salesforce_calls()
}

fn told(stage: &mut Stage) -> (u64, u64) {
    let told = stage.document("poll", "main").unwrap()["reconciled"].clone();
    (told["links"].as_u64().unwrap(), told["drifted"].as_u64().unwrap())
}

/// Three issues with a case each, all of them seen.
fn linked(seed: u64) -> (Stage, Vec<String>) {
    let mut stage = stage(seed);
    let cases = cases(&mut stage, 3);
    for (issue, case) in ["10100", "10101", "10102"].iter().zip(&cases) {
        link(&mut stage, issue, "Case", case);
        see(&mut stage, "Case", case);
    }
    (stage, cases)
}

#[test]
fn sync_6_what_has_drifted_apart_unheard_is_marked_and_counted() {
    let (mut stage, cases) = linked(1);
    assert_eq!(round(&mut stage), 1);
    assert_eq!(told(&mut stage), (3, 0));
    stage.world.advance(MINUTE_MS);
    stage.change("Case", &cases[0], &json!({ "Subject": "It hums" }));
    stage.world.hide_record(&cases[1], true);
    stage.world.advance(60 * MINUTE_MS);
    round(&mut stage);
    assert_eq!(told(&mut stage), (3, 2));
    assert_eq!(marked(&mut stage, "10100"), Some(vec![cases[0].clone()]));
    assert_eq!(marked(&mut stage, "10101"), Some(vec![cases[1].clone()]), "it is out of sight");
    assert_eq!(marked(&mut stage, "10102"), None);
    assert_eq!(causes(&mut stage, "10100"), ["reconciled"]);
}

#[test]
fn sync_6_an_issue_that_was_changed_unheard_is_marked() {
    let (mut stage, _) = linked(2);
    let now_ms = stage.world.now_ms();
    stage.tamper_entity("issue", "10102", |document| document["syncedUpdatedMs"] = now_ms.into());
    stage.world.advance(MINUTE_MS);
    let edit = json!({ "fields": { "summary": "It hums" } });
    assert_eq!(stage.jira(AGENT, "PUT", "issue/10102", &edit).0, 204);
    stage.lose_messages();
    stage.world.advance(60 * MINUTE_MS);
    round(&mut stage);
    assert_eq!(told(&mut stage), (3, 1));
    assert!(marked(&mut stage, "10102").is_some());
}

#[test]
fn sync_6_rounds_take_turns_until_every_link_was_held() {
    let (mut stage, cases) = linked(3);
    for number in 0..1_050 {
        let (issue, record) = (format!("2{number:04}"), &cases[2]);
        let link = json!({
            "issueId": issue, "recordId": record, "object": "Case", "connection": "main", "origin": "linked",
            "author": "", "linkedAtMs": 0, "base": {},
        });
        stage.put_entity("link", &format!("{issue}:{record}"), &json!({ "revision": 1, "document": link }));
    }
    let mut links = 0;
    for _ in 0..2 {
        round(&mut stage);
        links += told(&mut stage).0;
        stage.world.advance(20 * MINUTE_MS);
    }
    assert!(links >= 1_053, "{links}");
    while stage.document("poll", "main").unwrap()["reconcileAfter"] != Value::Null {
        round(&mut stage);
    }
    round(&mut stage);
    assert!(told(&mut stage).0 >= 1_000, "it begins anew");
}

#[test]
fn d_6_rounds_wait_while_the_calls_run_short() {
    let (mut stage, _) = linked(4);
    let now_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": 71_000, "max": 100_000, "atMs": now_ms }));
    assert_eq!(round(&mut stage), 0);
}
