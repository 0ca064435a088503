//! Forge's storage, as `@forge/kvs` calls it.

use serde_json::{Value, json};
use weftline_sandbox::World;
use weftline_sandbox::forge::{ForgeOptions, KvsOptions};

use super::common::{NOW_MS, kvs, world, world_with};

fn keys(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|record| record["key"].as_str().unwrap()).collect()
}

fn code(answer: (u16, Value)) -> (u16, String) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default().to_owned())
}

fn link(world: &mut World, key: &str, value: Value) {
    assert_eq!(kvs(world, "entity/set", json!({ "entityName": "link", "key": key, "value": value })).0, 200);
}

#[test]
fn a_value_is_written_read_and_deleted() {
    let mut world = world();
    assert_eq!(kvs(&mut world, "set", json!({ "key": "a:1", "value": { "x": [1, 2.5, "t"] } })), (200, Value::Null));
    world.advance(1_000);
    kvs(&mut world, "set", json!({ "key": "a:1", "value": "new" }));
    let expected = json!({ "key": "a:1", "value": "new", "createdAt": NOW_MS, "updatedAt": NOW_MS + 1_000 });
    assert_eq!(kvs(&mut world, "get", json!({ "key": "a:1" })), (200, expected));
    assert_eq!(kvs(&mut world, "delete", json!({ "key": "a:1" })), (200, Value::Null));
    assert_eq!(kvs(&mut world, "delete", json!({ "key": "a:1" })), (200, Value::Null));
    assert_eq!(code(kvs(&mut world, "get", json!({ "key": "a:1" }))), (404, "KEY_NOT_FOUND".into()));
}

#[test]
fn secrets_plain_values_and_entities_are_apart() {
    let mut world = world();
    kvs(&mut world, "secret/set", json!({ "key": "k", "value": "hidden" }));
    assert_eq!(kvs(&mut world, "get", json!({ "key": "k" })).0, 404);
    assert_eq!(kvs(&mut world, "secret/get", json!({ "key": "k" })).1["value"], "hidden");
    assert_eq!(kvs(&mut world, "query", json!({})).1, json!({ "data": [] }));
    assert_eq!(code(kvs(&mut world, "entity/get", json!({ "entityName": "link", "key": "k" }))).0, 404);
}

#[test]
fn keys_and_values_have_limits() {
    let mut world = world();
    let mut set = |key: &str, value: Value| code(kvs(&mut world, "set", json!({ "key": key, "value": value })));
    assert_eq!(set("", json!(1)), (400, "KEY_TOO_SHORT".into()));
    assert_eq!(set(&"k".repeat(501), json!(1)), (400, "KEY_TOO_LONG".into()));
    assert_eq!(set(&"k".repeat(500), json!(1)).0, 200);
    assert_eq!(set("a/b", json!(1)), (400, "INVALID_KEY".into()));
    assert_eq!(set("   ", json!(1)), (400, "INVALID_KEY".into()));
    assert_eq!(set("a b-c_d.e:f#1", json!(1)).0, 200);
    // Quotes count: 240 KiB of JSON text.
    assert_eq!(set("big", json!("x".repeat(240 * 1_024 - 2))).0, 200);
    assert_eq!(set("big", json!("x".repeat(240 * 1_024 - 1))), (400, "MAX_SIZE".into()));
    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!({ "in": inner }));
    assert_eq!(set("deep", nested(31)).0, 200);
    assert_eq!(set("deep", nested(32)), (400, "MAX_DEPTH".into()));
}

#[test]
fn options_of_set_are_kept() {
    let mut world = world();
    let set = |world: &mut World, value: &str, options: Value| {
        kvs(world, "set", json!({ "key": "k", "value": value, "options": options }))
    };
    let once = json!({ "keyPolicy": "FAIL_IF_EXISTS" });
    assert_eq!(set(&mut world, "a", once.clone()).0, 200);
    assert_eq!(code(set(&mut world, "b", once)), (409, "KEY_EXISTS".into()));
    let previous = set(&mut world, "c", json!({ "keyPolicy": "OVERRIDE", "returnValue": "PREVIOUS" }));
    assert_eq!((previous.0, &previous.1["value"]), (200, &json!("a")));
    let latest = set(&mut world, "d", json!({ "keyPolicy": "OVERRIDE", "returnValue": "LATEST" }));
    assert_eq!((latest.0, &latest.1["value"]), (200, &json!("d")));
}

#[test]
fn an_expired_value_is_deleted_late() {
    let storage = KvsOptions { deletion_delay_ms: Some(3_600_000), ..KvsOptions::default() };
    let mut world = world_with(ForgeOptions { storage, ..ForgeOptions::default() });
    let body = json!({ "key": "k", "value": 1, "options": { "ttl": { "value": 2, "unit": "HOURS" } } });
    kvs(&mut world, "set", body);
    world.advance(2 * 3_600_000 + 1);
    let late = kvs(&mut world, "get", json!({ "key": "k" }));
    assert_eq!(
        (late.0, &late.1["expireTime"]),
        (200, &json!("2026-11-18T13:06:40.000Z")),
        "still there after its time"
    );
    world.advance(3_600_000);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "k" })).0, 404);

    let ttl = |value: u64, unit: &str| json!({ "key": "k", "value": 1, "options": { "ttl": { "value": value, "unit": unit } } });
    assert_eq!(kvs(&mut world, "set", ttl(400, "DAYS")).0, 400);
    assert_eq!(kvs(&mut world, "set", ttl(0, "DAYS")).0, 400);
    assert_eq!(kvs(&mut world, "set", ttl(1, "YEARS")).0, 400);
}

#[test]
fn writing_again_without_a_lifetime_takes_the_old_one_away() {
    let storage = KvsOptions { deletion_delay_ms: Some(0), ..KvsOptions::default() };
    let mut world = world_with(ForgeOptions { storage, ..ForgeOptions::default() });
    kvs(&mut world, "set", json!({ "key": "k", "value": 1, "options": { "ttl": { "value": 1, "unit": "SECONDS" } } }));
    kvs(&mut world, "set", json!({ "key": "k", "value": 2 }));
    world.advance(10_000);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "k" })).1["value"], 2);
}

#[test]
fn key_queries_give_pages() {
    let mut world = world();
    for number in 0..25 {
        kvs(&mut world, "set", json!({ "key": format!("p:{number:02}"), "value": number }));
    }
    kvs(&mut world, "set", json!({ "key": "q", "value": 0 }));
    let where_p = json!([{ "property": "key", "condition": "BEGINS_WITH", "values": ["p:"] }]);
    let first = kvs(&mut world, "query", json!({ "where": where_p })).1;
    assert_eq!(keys(&first).len(), 10);
    let second = kvs(&mut world, "query", json!({ "where": where_p, "limit": 20, "after": first["cursor"] })).1;
    assert_eq!(keys(&second).first(), Some(&"p:10"));
    assert_eq!((keys(&second).len(), second.get("cursor")), (15, None));
    let refused = kvs(&mut world, "query", json!({ "limit": 101 }));
    assert_eq!(code(refused), (400, "COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE".into()));
    assert_eq!(code(kvs(&mut world, "query", json!({ "after": "!" }))), (400, "INVALID_CURSOR".into()));
}

#[test]
fn queries_may_miss_what_was_just_written_and_get_never_does() {
    let storage = KvsOptions { query_lag_ms: 1_000, ..KvsOptions::default() };
    let mut world = world_with(ForgeOptions { storage, ..ForgeOptions::default() });
    kvs(&mut world, "set", json!({ "key": "old", "value": 1 }));
    world.advance(1_000);
    kvs(&mut world, "set", json!({ "key": "new", "value": 1 }));
    kvs(&mut world, "set", json!({ "key": "old", "value": 2 }));
    kvs(&mut world, "set", json!({ "key": "old", "value": 3 }));
    let seen = kvs(&mut world, "query", json!({})).1;
    assert_eq!((keys(&seen), &seen["data"][0]["value"]), (vec!["old"], &json!(1)));
    assert_eq!(kvs(&mut world, "get", json!({ "key": "old" })).1["value"], 3);
    kvs(&mut world, "delete", json!({ "key": "old" }));
    assert_eq!(keys(&kvs(&mut world, "query", json!({})).1), ["old"]);
    world.advance(1_000);
    assert_eq!(keys(&kvs(&mut world, "query", json!({})).1), ["new"]);
}

#[test]
fn entities_obey_the_manifest() {
    let mut world = world();
    let mut set =
        |value: Value| code(kvs(&mut world, "entity/set", json!({ "entityName": "link", "key": "k", "value": value })));
    assert_eq!(set(json!({ "revision": 1, "document": { "any": "thing" } })).0, 200);
    assert_eq!(set(json!({ "revision": "1" })), (400, "INVALID_ENTITY_VALUE".into()));
    assert_eq!(set(json!({ "revision": 1.5 })), (400, "INVALID_ENTITY_VALUE".into()));
    assert_eq!(set(json!({ "revision": 2_147_483_647 })).0, 200);
    assert_eq!(set(json!({ "revision": 2_147_483_648_u64 })), (400, "INVALID_ENTITY_VALUE".into()));
    assert_eq!(set(json!({ "other": 1 })), (400, "INVALID_ENTITY_ATTRIBUTE".into()));
    assert_eq!(set(json!("text")), (400, "INVALID_ENTITY_VALUE".into()));
    let unknown = kvs(&mut world, "entity/set", json!({ "entityName": "nothing", "key": "k", "value": {} }));
    assert_eq!(code(unknown), (400, "INVALID_ENTITY_TYPE".into()));
}

#[test]
fn entity_queries_use_declared_indexes() {
    let mut world = world();
    for (key, issue, rank) in [("a", "1", 3.0), ("b", "1", 1.5), ("c", "2", 2.0), ("d", "1", 10.0), ("e", "1", 9.0)] {
        link(&mut world, key, json!({ "issue": issue, "rank": rank, "open": rank > 2.0 }));
    }
    link(&mut world, "unranked", json!({ "issue": "1" }));
    let mut query = |more: Value| {
        let mut body = json!({ "entityName": "link", "indexName": "by-issue", "partition": ["1"], "limit": 100 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        kvs(&mut world, "entity/query", body)
    };
    assert_eq!(keys(&query(json!({})).1), ["b", "a", "e", "d"]);
    assert_eq!(keys(&query(json!({ "sort": "DESC" })).1), ["d", "e", "a", "b"]);
    let range = json!({ "condition": "BETWEEN", "values": [3, 9] });
    assert_eq!(keys(&query(json!({ "range": range })).1), ["a", "e"]);
    let open = json!({ "and": [{ "property": "open", "condition": "EQUAL_TO", "values": [true] }] });
    assert_eq!(keys(&query(json!({ "filters": open })).1), ["a", "e", "d"]);
    // The limit counts what the index gives, before the filters.
    let page = query(json!({ "filters": open, "limit": 1 })).1;
    assert_eq!((keys(&page).len(), page["cursor"].is_string()), (0, true));
    let first = query(json!({ "limit": 3 })).1;
    assert_eq!(keys(&query(json!({ "cursor": first["cursor"] })).1), ["d"]);
    assert_eq!(code(query(json!({ "indexName": "nothing" }))), (400, "INVALID_ENTITY_INDEX".into()));
    assert_eq!(query(json!({ "partition": [] })).0, 400);
    let contains = json!({ "condition": "CONTAINS", "values": ["x"] });
    assert_eq!(query(json!({ "range": contains })).0, 400);
    let all = query(json!({ "indexName": "rank", "partition": null })).1;
    assert_eq!(keys(&all), ["b", "c", "a", "e", "d"]);
}

#[test]
fn a_transaction_is_all_or_nothing() {
    let mut world = world();
    link(&mut world, "held", json!({ "revision": 4 }));
    let at =
        |revision: u32| json!({ "and": [{ "property": "revision", "condition": "EQUAL_TO", "values": [revision] }] });
    let absent = json!({ "and": [{ "property": "revision", "condition": "NOT_EXISTS", "values": [true] }] });
    let body = |revision: u32| {
        json!({
            "set": [
                { "key": "held", "entityName": "link", "value": { "revision": 5 }, "conditions": at(revision) },
                { "key": "new", "entityName": "link", "value": { "revision": 1 }, "conditions": absent },
                { "key": "plain", "value": "text", "options": { "ttl": { "value": 1, "unit": "DAYS" } } },
            ],
        })
    };
    assert_eq!(code(kvs(&mut world, "transaction", body(3))), (409, "CONDITION_FAILED".into()));
    assert_eq!(kvs(&mut world, "get", json!({ "key": "plain" })).0, 404);
    assert_eq!(kvs(&mut world, "transaction", body(4)).0, 200);
    assert_eq!(kvs(&mut world, "entity/get", json!({ "entityName": "link", "key": "held" })).1["value"]["revision"], 5);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "plain" })).1["value"], "text");
    assert_eq!(kvs(&mut world, "transaction", body(5)).0, 409, "`new` exists now");
    let check = json!({
        "check": [{ "key": "held", "entityName": "link", "conditions": at(5) }],
        "delete": [{ "key": "new", "entityName": "link", "conditions": at(1) }, { "key": "never-there" }],
    });
    assert_eq!(kvs(&mut world, "transaction", check).0, 200);
    assert_eq!(kvs(&mut world, "entity/get", json!({ "entityName": "link", "key": "new" })).0, 404);
}

#[test]
fn transactions_have_limits() {
    let mut world = world();
    let sets = |count: usize| -> Value {
        let sets: Vec<Value> = (0..count).map(|number| json!({ "key": format!("k{number}"), "value": 1 })).collect();
        json!({ "set": sets })
    };
    assert_eq!(kvs(&mut world, "transaction", sets(25)).0, 200);
    assert_eq!(kvs(&mut world, "transaction", sets(26)).0, 400);
    assert_eq!(kvs(&mut world, "transaction", sets(0)).0, 400);
    let twice = json!({ "set": [{ "key": "k", "value": 1 }], "delete": [{ "key": "k" }] });
    assert_eq!(kvs(&mut world, "transaction", twice).0, 400);
    let filter = json!({ "and": [{ "property": "revision", "condition": "EXISTS", "values": [true] }] });
    let plain = json!({ "set": [{ "key": "k", "value": 1, "conditions": filter }] });
    assert_eq!(kvs(&mut world, "transaction", plain).0, 400, "conditions are for entities");
    let policy = json!({ "set": [{ "key": "k", "value": 1, "options": { "keyPolicy": "FAIL_IF_EXISTS" } }] });
    assert_eq!(kvs(&mut world, "transaction", policy).0, 400);
    let large: Vec<Value> = (0..20).map(|n| json!({ "key": format!("l{n}"), "value": "x".repeat(220_000) })).collect();
    assert_eq!(code(kvs(&mut world, "transaction", json!({ "set": large }))), (400, "MAX_SIZE".into()));
}

#[test]
fn each_item_of_a_batch_stands_alone() {
    let mut world = world();
    let answer = kvs(
        &mut world,
        "batch/set",
        json!([
            { "key": "a", "value": 1 },
            { "key": "bad/key", "value": 1 },
            { "key": "b", "entityName": "link", "value": { "revision": 1 } },
            { "key": "c", "entityName": "link", "value": { "revision": "one" } },
        ]),
    );
    assert_eq!(answer.1["successfulKeys"], json!([{ "key": "a" }, { "key": "b", "entityName": "link" }]));
    let failed = answer.1["failedKeys"].as_array().unwrap();
    let codes: Vec<_> = failed.iter().map(|item| (&item["key"], &item["error"]["code"])).collect();
    assert_eq!(codes, [(&json!("bad/key"), &json!("INVALID_KEY")), (&json!("c"), &json!("INVALID_ENTITY_VALUE"))]);
    let got = kvs(&mut world, "batch/get", json!([{ "key": "a" }, { "key": "zzz" }])).1;
    assert_eq!(got["successfulKeys"][0]["value"], 1);
    assert_eq!(got["failedKeys"][0]["error"]["code"], "KEY_NOT_FOUND");
    assert_eq!(kvs(&mut world, "batch/delete", json!([{ "key": "a" }])).0, 200);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "a" })).0, 404);
    let many: Vec<Value> = (0..26).map(|number| json!({ "key": format!("k{number}") })).collect();
    assert_eq!(kvs(&mut world, "batch/get", Value::Array(many)).0, 400);
}

#[test]
fn too_many_operations_in_a_minute_are_refused() {
    let storage = KvsOptions { rates_enforced: true, ..KvsOptions::default() };
    let mut world = world_with(ForgeOptions { storage, ..ForgeOptions::default() });
    for _ in 0..4_000 {
        assert_eq!(kvs(&mut world, "get", json!({ "key": "k" })).0, 404);
    }
    assert_eq!(code(kvs(&mut world, "get", json!({ "key": "k" }))), (429, "RATE_LIMIT_EXCEEDED".into()));
    assert_eq!(kvs(&mut world, "set", json!({ "key": "k", "value": 1 })).0, 200, "writes are counted apart");
    world.advance(60_000);
    assert_eq!(kvs(&mut world, "get", json!({ "key": "k" })).0, 200);

    // 200 KB are twenty units more than the first, read or written.
    kvs(&mut world, "set", json!({ "key": "large", "value": "x".repeat(200 * 1_024) }));
    world.advance(60_000);
    let mut read = 0;
    while kvs(&mut world, "get", json!({ "key": "large" })).0 == 200 {
        read += 1;
    }
    assert_eq!(read, 191);
}

#[test]
fn an_unknown_storage_route_is_recorded() {
    let mut world = world();
    assert_eq!(kvs(&mut world, "sql", json!({})).0, 501);
    assert_eq!(world.unknown().len(), 1);
    assert_eq!(world.unknown()[0].target, "/kvs/api/v1/sql");
}
