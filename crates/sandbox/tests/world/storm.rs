//! Requests that make no sense, at Forge's door: each has an answer, and the world goes on.

use serde_json::{Value, json};
use weftline_sandbox::forge::ForgeOptions;
use weftline_sandbox::http::Request;
use weftline_sandbox::random::Random;
use weftline_sandbox::{Door, Exchange};

use super::common::{kvs, manifest, world_with};

const PATHS: [&str; 24] = [
    "/kvs/api/v1/get",
    "/kvs/api/v1/set",
    "/kvs/api/v1/delete",
    "/kvs/api/v1/secret/set",
    "/kvs/api/v1/entity/get",
    "/kvs/api/v1/entity/set",
    "/kvs/api/v1/entity/query",
    "/kvs/api/v1/query",
    "/kvs/api/v1/batch/get",
    "/kvs/api/v1/batch/set",
    "/kvs/api/v1/batch/delete",
    "/kvs/api/v1/transaction",
    "/stargate/webhook/queue/publish/a/b/c/d",
    "/stargate/webhook/queue/stats/a/b/c/d",
    "/stargate/webhook/queue/cancel/a/b/c/d",
    "/stargate/graphql",
    "/deliveries",
    "/deliveries/1-1",
    "/x1/none",
    "/jira/rest/api/3/myself",
    "/jira",
    "/control/clock",
    "/control/faults/x",
    "/%zz?%",
];

const WORDS: [&str; 40] = [
    "key",
    "value",
    "entityName",
    "link",
    "indexName",
    "by-issue",
    "by-key",
    "partition",
    "range",
    "condition",
    "values",
    "BETWEEN",
    "EQUAL_TO",
    "EXISTS",
    "filters",
    "and",
    "or",
    "property",
    "revision",
    "issue",
    "sort",
    "DESC",
    "cursor",
    "limit",
    "set",
    "delete",
    "check",
    "conditions",
    "options",
    "ttl",
    "unit",
    "DAYS",
    "keyPolicy",
    "queueName",
    "work",
    "jobId",
    "payload",
    "body",
    "delayInSeconds",
    "concurrency",
];

fn word(random: &mut Random) -> String {
    let at = usize::try_from(random.below(WORDS.len() as u64)).unwrap();
    WORDS[at].to_owned()
}

fn anything(random: &mut Random, depth: u64) -> Value {
    match random.below(if depth == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => json!(random.happens(0.5)),
        2 => json!(random.below(100)),
        3 => json!(-1.5e300),
        4 => json!("\u{0}é\u{1F600}"),
        5 => json!(word(random)),
        6 => (0..random.below(4)).map(|_| anything(random, depth - 1)).collect(),
        _ => (0..random.below(6)).map(|_| (word(random), anything(random, depth - 1))).collect(),
    }
}

#[test]
fn every_request_has_an_answer() {
    let mut world = world_with(ForgeOptions::default());
    let mut random = Random::seeded(5);
    for _ in 0..20_000 {
        let at = usize::try_from(random.below(PATHS.len() as u64)).unwrap();
        let method = ["GET", "POST", "DELETE", "BREW"][usize::try_from(random.below(8)).unwrap().min(3) ^ 1];
        let body = match random.below(8) {
            0 => b"{\"key\":".to_vec(),
            1 => vec![0xFF; 3],
            _ => anything(&mut random, 4).to_string().into_bytes(),
        };
        let headers = vec![("x-forge-principal".into(), word(&mut random))];
        let request = Request { method: method.into(), target: PATHS[at].into(), headers, body };
        match world.exchange(Door::Forge, &request) {
            Exchange::Reply { response, .. } => assert!((200..=504).contains(&response.status), "{request:?}"),
            other => panic!("{request:?}: {other:?}"),
        }
    }
    world.install(&manifest()).unwrap();
    assert_eq!(kvs(&mut world, "set", json!({ "key": "still", "value": "here" })).0, 200);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "still" })).1["value"], "here");
}
