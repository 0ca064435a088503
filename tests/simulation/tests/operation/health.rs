//! How everything stands (OPS-3): read from storage, judged plainly.

use serde_json::json;
use weftline_simulation::{ADMIN, Luck, Stage};
use weftline_wire::call::{Call, HealthCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::{BudgetStage, ConnectionHealth, Judgement};

use crate::support::{give_up, health, linked};

const HOUR_MS: u64 = 3_600_000;

fn org(stage: &mut Stage) -> ConnectionHealth {
    health(stage).connections.into_iter().next().unwrap()
}

fn poll(stage: &mut Stage) {
    let mut worker = stage.work(Job::Poll { connection: "main".into() });
    worker.finish(&mut stage.world).unwrap();
    stage.settle();
}

#[test]
fn ops_3_an_org_that_works_is_fine_and_asking_costs_no_call_of_salesforce() {
    let (mut stage, _) = linked(21, &["SUP-1"]);
    poll(&mut stage);
    let view = health(&mut stage);
    let org = &view.connections[0];
    assert_eq!(
        [org.connection_judgement, org.api_judgement, org.poll_judgement, org.work_judgement, view.failed_judgement],
        [Judgement::Fine; 5]
    );
    assert!(org.polled_at_ms.is_some() && org.upto_ms.is_some(), "{org:?}");
    assert_eq!((org.open, org.poll_failure.as_ref(), view.failed), (0, None, 0));
    assert!(view.help_url.starts_with("https://") && !view.version.is_empty() && view.planner > 0);

    let mut worker = stage.worker(ADMIN, Call::Health(HealthCall {}), Luck::good());
    worker.finish(&mut stage.world).unwrap();
    assert_eq!(worker.salesforce_calls(), 0);
    assert!(worker.turns() <= 3, "{}", worker.turns());
}

#[test]
fn ops_3_a_look_that_does_not_come_is_judged_by_its_age() {
    let (mut stage, _) = linked(22, &["SUP-1"]);
    poll(&mut stage);
    stage.world.advance(HOUR_MS / 4 - 60_000);
    assert_eq!(org(&mut stage).poll_judgement, Judgement::Fine);
    stage.world.advance(HOUR_MS / 4);
    assert_eq!(org(&mut stage).poll_judgement, Judgement::Watch);
    stage.world.advance(3 * HOUR_MS);
    assert_eq!(org(&mut stage).poll_judgement, Judgement::Bad);
    stage.set(|settings| settings.enabled = false);
    assert_eq!(org(&mut stage).poll_judgement, Judgement::Fine, "while Weftline rests nobody looks");
}

#[test]
fn ops_3_a_lost_connection_needs_action_and_says_why() {
    let (mut stage, _) = linked(23, &["SUP-1"]);
    stage.tamper_entity("connection", "main", |connection| {
        connection["state"] = json!("reconnectNeeded");
        connection["trouble"] = json!({
            "code": "reconnectNeeded", "text": "the login was revoked", "values": {}, "retryable": false,
            "retryAfterMs": null,
        });
    });
    let org = org(&mut stage);
    assert_eq!(org.connection_judgement, Judgement::Bad);
    assert_eq!(org.trouble.unwrap().text, "the login was revoked");
}

#[test]
fn d_6_the_use_of_the_api_limit_is_told_with_what_follows() {
    let (mut stage, _) = linked(24, &["SUP-1"]);
    let mut judged = |used: u32, cap: Option<u32>| {
        stage.set(|settings| settings.api_cap = cap);
        let at_ms = stage.world.now_ms();
        stage.put_value("use:main", &json!({ "used": used, "max": 1_000, "atMs": at_ms }));
        let org = org(&mut stage);
        (org.budget, org.api_judgement, org.api_cap)
    };
    assert_eq!(judged(699, None), (BudgetStage::Free, Judgement::Fine, None));
    assert_eq!(judged(700, None), (BudgetStage::Slow, Judgement::Watch, None));
    assert_eq!(judged(850, None), (BudgetStage::PollOnly, Judgement::Watch, None));
    assert_eq!(judged(950, None), (BudgetStage::Stopped, Judgement::Bad, None));
    assert_eq!(judged(100, Some(100)), (BudgetStage::Stopped, Judgement::Bad, Some(100)));
    assert_eq!(judged(100, Some(5_000)), (BudgetStage::Free, Judgement::Fine, None), "the org's own limit is less");
    stage.world.advance(25 * HOUR_MS);
    let org = org(&mut stage);
    assert_eq!((org.api, org.budget), (None, BudgetStage::Free), "what was said a day ago says nothing of today");
}

#[test]
fn ops_3_failed_work_and_drift_are_counted_and_judged() {
    let (mut stage, _) = linked(25, &["SUP-1"]);
    let now_ms = stage.world.now_ms();
    give_up(&mut stage, "10100", now_ms, FailureCode::Bug);
    let mut drifted = |links: u32, drifted: u32| {
        let poll = json!({
            "objects": {}, "polledAtMs": now_ms, "failure": null, "heardAtMs": now_ms,
            "reconciled": { "atMs": now_ms, "links": links, "drifted": drifted }, "reconcileAfter": null, "listener": null,
        });
        stage.put_entity("poll", "main", &json!({ "revision": 1, "document": poll }));
        health(&mut stage)
    };
    let view = drifted(100, 0);
    assert_eq!((view.failed, view.failed_judgement), (1, Judgement::Bad));
    let org = &view.connections[0];
    assert_eq!((org.open, org.work_judgement), (0, Judgement::Fine), "what has failed does not wait");
    assert_eq!((org.drift_judgement, org.heard_at_ms), (Judgement::Fine, Some(now_ms)));
    assert_eq!(drifted(100, 10).connections[0].drift_judgement, Judgement::Watch);
    assert_eq!(drifted(100, 11).connections[0].drift_judgement, Judgement::Bad);
}
