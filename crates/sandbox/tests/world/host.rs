//! Effects carried out in process.

use serde_json::json;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{Door, Host, World, WorldOptions};
use weftline_wire::effect::{
    Body, Effect, Expectation, Method, Outcome, Principal, StorageOperation, StoredItem, TransactSet, Trouble,
};

use super::common::{NOW_MS, manifest, world};

fn perform(world: &mut World, effect: &Effect) -> Outcome {
    Host::new(None, 1).perform(world, effect).0
}

fn storage(world: &mut World, operation: StorageOperation) -> Outcome {
    perform(world, &Effect::Storage(operation))
}

fn reason(outcome: &Outcome) -> Trouble {
    match outcome {
        Outcome::Trouble { reason, .. } => *reason,
        other => panic!("{other:?}"),
    }
}

fn put(revision: u32, expect: Expectation) -> StorageOperation {
    let set = TransactSet {
        entity: Some("link".into()),
        key: "a".into(),
        json: json!({ "revision": revision, "issue": "1", "rank": 1 }).to_string(),
        expect: Some(expect),
        ttl_seconds: None,
    };
    StorageOperation::Transact { set: vec![set], delete: Vec::new(), check: Vec::new() }
}

#[test]
fn storage_effects_have_their_outcomes() {
    let mut world = world();
    let get = || StorageOperation::Get { key: "k".into() };
    assert_eq!(storage(&mut world, get()), Outcome::Value { json: None });
    let set = StorageOperation::Set { key: "k".into(), json: "{\"x\":1}".into() };
    assert_eq!(storage(&mut world, set), Outcome::Done);
    assert_eq!(storage(&mut world, get()), Outcome::Value { json: Some("{\"x\":1}".into()) });
    assert_eq!(storage(&mut world, StorageOperation::Delete { key: "k".into() }), Outcome::Done);
    assert_eq!(storage(&mut world, put(1, Expectation::Absent)), Outcome::Done);
    assert_eq!(storage(&mut world, put(1, Expectation::Absent)), Outcome::Conflict);
    assert_eq!(storage(&mut world, put(2, Expectation::Revision { revision: 1 })), Outcome::Done);
    let query = StorageOperation::QueryEntity {
        entity: "link".into(),
        index: "by-issue".into(),
        partition: vec!["1".into()],
        prefix: None,
        descending: false,
        cursor: None,
        limit: 10,
    };
    let item = StoredItem { key: "a".into(), json: "{\"revision\":2,\"issue\":\"1\",\"rank\":1}".into() };
    assert_eq!(storage(&mut world, query), Outcome::Page { items: vec![item], cursor: None });
    let bad = StorageOperation::Set { key: "a/b".into(), json: "1".into() };
    assert_eq!(reason(&storage(&mut world, bad)), Trouble::Refused);
}

fn salesforce(url: &str) -> Effect {
    Effect::Salesforce {
        method: Method::Get,
        url: url.into(),
        headers: Vec::new(),
        body: Body::Empty,
        timeout_ms: 5_000,
        reply_bytes_max: None,
    }
}

const VERSIONS: &str = "https://weftline.my.salesforce.com/services/data";

#[test]
fn only_salesforces_hosts_are_reached() {
    let mut world = world();
    assert!(matches!(perform(&mut world, &salesforce(VERSIONS)), Outcome::Http { status: 200, .. }));
    for url in [
        "http://weftline.my.salesforce.com/services/data",
        "https://example.org/services/data",
        "https://evil.example\\.my.salesforce.com/services/data",
        "https://user@weftline.my.salesforce.com/services/data",
    ] {
        assert_eq!(reason(&perform(&mut world, &salesforce(url))), Trouble::Egress, "{url}");
    }
}

#[test]
fn silence_takes_as_long_as_the_patience() {
    let mut world = world();
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::Hang { carried_out: false }).once_after(0));
    assert_eq!(reason(&perform(&mut world, &salesforce(VERSIONS))), Trouble::Timeout);
    assert_eq!(world.now_ms(), NOW_MS + 5_000);
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::Slow { delay_ms: 2_000 }).once_after(0));
    assert!(matches!(perform(&mut world, &salesforce(VERSIONS)), Outcome::Http { .. }));
    assert_eq!(world.now_ms(), NOW_MS + 7_000);
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::Cut).once_after(0));
    assert_eq!(reason(&perform(&mut world, &salesforce(VERSIONS))), Trouble::Network);
}

#[test]
fn jira_is_asked_as_the_user_or_as_the_app() {
    let mut world = World::new(WorldOptions { now_ms: NOW_MS, ..WorldOptions::default() });
    world.install(&manifest()).unwrap();
    let myself = |principal: Principal| Effect::Jira {
        principal,
        method: Method::Get,
        path: "/rest/api/3/myself".into(),
        headers: Vec::new(),
        body: Body::Empty,
    };
    let (outcome, body) = Host::new(Some(super::common::JANE), 1).perform(&mut world, &myself(Principal::User));
    assert!(matches!(outcome, Outcome::Http { status: 200, .. }));
    assert!(String::from_utf8(body).unwrap().contains("Jane Doe"));
    assert_eq!(reason(&perform(&mut world, &myself(Principal::User))), Trouble::Unauthenticated);
    assert!(matches!(perform(&mut world, &myself(Principal::App)), Outcome::Http { .. }));
}

#[test]
fn waiting_and_chance_are_the_worlds() {
    let mut world = world();
    assert_eq!(perform(&mut world, &Effect::Wait { delay_ms: 1_500 }), Outcome::Done);
    assert_eq!(world.now_ms(), NOW_MS + 1_500);
    let random = Effect::Random { bytes: 16 };
    assert_eq!(perform(&mut world, &random), perform(&mut world, &random));
    assert!(matches!(perform(&mut world, &random), Outcome::Random { bytes } if bytes.len() == 16));
}
