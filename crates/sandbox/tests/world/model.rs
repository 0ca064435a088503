//! Storage against a model: a map, and a list of when each key was last written.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_sandbox::forge::{ForgeOptions, KvsOptions};
use weftline_sandbox::random::Random;

use super::common::{kvs, world_with};

const LAG_MS: u64 = 300;

/// What a key held from a time on.
type History = Vec<(u64, Option<u64>)>;

fn as_of(history: &History, at_ms: u64) -> Option<u64> {
    history.iter().rev().find(|(written_ms, _)| *written_ms <= at_ms).and_then(|(_, value)| *value)
}

#[test]
fn storage_agrees_with_a_map_whatever_the_order_of_calls() {
    for seed in 0..20 {
        let storage = KvsOptions { query_lag_ms: LAG_MS, ..KvsOptions::default() };
        let mut world = world_with(ForgeOptions { storage, ..ForgeOptions::default() });
        let mut random = Random::seeded(seed);
        let mut model: BTreeMap<String, History> = BTreeMap::new();
        for step in 0..400u64 {
            world.advance(random.below(200));
            let now_ms = world.now_ms();
            let key = format!("k{}", random.below(12));
            match random.below(5) {
                0 | 1 => {
                    kvs(&mut world, "set", json!({ "key": key, "value": step }));
                    model.entry(key).or_default().push((now_ms, Some(step)));
                }
                2 => {
                    kvs(&mut world, "delete", json!({ "key": key }));
                    model.entry(key).or_default().push((now_ms, None));
                }
                3 => {
                    let held = kvs(&mut world, "get", json!({ "key": key })).1.get("value").and_then(Value::as_u64);
                    assert_eq!(
                        held,
                        model.get(&key).and_then(|history| as_of(history, now_ms)),
                        "seed {seed} step {step}"
                    );
                }
                _ => {
                    let limit = 1 + random.below(5);
                    let mut seen = BTreeMap::new();
                    let mut cursor = Value::Null;
                    loop {
                        let page = kvs(&mut world, "query", json!({ "limit": limit, "after": cursor })).1;
                        for record in page["data"].as_array().unwrap() {
                            seen.insert(record["key"].as_str().unwrap().to_owned(), record["value"].as_u64().unwrap());
                        }
                        cursor = page["cursor"].clone();
                        if cursor.is_null() {
                            break;
                        }
                    }
                    let expected = model
                        .iter()
                        .filter_map(|(key, history)| Some((key.clone(), as_of(history, now_ms.checked_sub(LAG_MS)?)?)));
                    assert_eq!(seen, expected.collect::<BTreeMap<_, _>>(), "seed {seed} step {step}");
                }
            }
        }
    }
}
