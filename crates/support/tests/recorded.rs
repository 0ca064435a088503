//! Bundles of what a played world has stored: see `tests/migration/README.md`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_support::{Document, Entry, Made, Material, make, replay};
use weftline_wire::decision::Activity;
use weftline_wire::json::{self, Json};

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/migration/0.1.0");

fn table(name: &str) -> BTreeMap<String, Value> {
    serde_json::from_str(&std::fs::read_to_string(format!("{STORED}/{name}.json")).unwrap()).unwrap()
}

/// Values as they are written, with their members in their order: digests are of that.
fn values() -> BTreeMap<String, Json> {
    serde_json::from_str(&std::fs::read_to_string(format!("{STORED}/values.json")).unwrap()).unwrap()
}

fn material() -> Material {
    let values = values();
    let entries = table("activity").into_iter().map(|(key, stored)| {
        let activity: Activity = json::from_str(&stored["document"].to_string()).unwrap();
        let at = activity.inputs_of.clone().unwrap_or(key);
        let questions = (0..activity.inputs).map(|number| values[&format!("inputs:{at}:{number}")].get().to_owned());
        let inputs = questions.map(|question| (question, true)).collect();
        Entry { activity, inputs }
    });
    let mut documents = Vec::new();
    for kind in ["issue", "link", "record", "pair", "work", "connection"] {
        for (key, stored) in table(kind) {
            documents.push(Document { kind: kind.to_owned(), key, json: stored["document"].to_string() });
        }
    }
    for (key, section) in values.iter().filter(|(key, _)| key.starts_with("configuration:section:")) {
        documents.push(Document { kind: "section".to_owned(), key: key.clone(), json: section.get().to_owned() });
    }
    Material {
        app: "0.1.0".to_owned(),
        made_at_ms: 1_795_000_000_000,
        configuration: 2,
        documents,
        entries: entries.collect(),
        more: false,
    }
}

fn made(key: &[u8]) -> Made {
    make(&material(), key, 8_000_000).unwrap()
}

#[test]
fn ops_9_what_was_decided_is_decided_again_from_the_stand_ins() {
    for key in [[1_u8; 32], [2; 32], [3; 32]] {
        let made = made(&key);
        assert!(made.inputs >= 10, "{}", made.inputs);
        let replayed = replay(&made.json).unwrap();
        assert!(replayed.is_same());
        assert_eq!(replayed.inputs.len() as u32, made.inputs);
        for input in &replayed.inputs {
            assert_eq!(input.then, input.now);
            assert!(input.kept && input.same_then && !input.causes.is_empty());
        }
        assert_eq!(made.changed, 0);
    }
}

#[test]
fn ops_9_nobody_s_words_names_or_ids_are_in_a_bundle() {
    let made = made(&[7; 32]);
    let names = std::fs::read_to_string(format!("{STORED}/names.json")).unwrap();
    let names: BTreeMap<String, String> = serde_json::from_str(&names).unwrap();
    let said = [
        "Nora",
        "Jane",
        "SUP-1",
        "SUP-2",
        "About",
        "Soon gone",
        "Made by",
        "says in Jira",
        "Posted from",
        "weftline.atlassian",
        "5b10a",
        "my.salesforce.com",
        "integration@",
        "Refused",
        "not wanted",
        "c1d0beef",
    ];
    for said in said.into_iter().map(str::to_owned).chain(names.into_values().filter(|id| id.len() > 5)) {
        assert!(!made.json.contains(&said), "{said}: {}", around(&made.json, &said));
    }
    // And what says how it came to be is there.
    for name in ["\"SuppliedName\"", "customfield_10050", "\"planUpdate\"", "\"planComments\"", "toSalesforce"] {
        assert!(made.json.contains(name), "{name}");
    }
}

fn around(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap_or_default();
    let bytes = &text.as_bytes()[at.saturating_sub(160)..(at + 80).min(text.len())];
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn ops_9_what_is_the_same_stays_the_same_and_another_bundle_has_other_stand_ins() {
    let one: Value = serde_json::from_str(&made(&[1; 32]).json).unwrap();
    let again: Value = serde_json::from_str(&made(&[1; 32]).json).unwrap();
    let other: Value = serde_json::from_str(&made(&[2; 32]).json).unwrap();
    assert_eq!(one, again);
    let issues = |bundle: &Value| -> Vec<String> {
        let links = bundle["documents"].as_array().unwrap().iter().filter(|document| document["kind"] == "link");
        links.map(|link| link["document"]["issueId"].as_str().unwrap().to_owned()).collect()
    };
    let before = table("link").into_values().map(|link| link["document"]["issueId"].clone()).collect::<Vec<_>>();
    for (at, id) in issues(&one).iter().enumerate() {
        for (other_at, other) in issues(&one).iter().enumerate() {
            assert_eq!(id == other, before[at] == before[other_at]);
        }
    }
    assert_ne!(issues(&one), issues(&other));
}

#[test]
fn ops_9_a_bundle_that_was_changed_does_not_come_out_the_same() {
    let mut bundle: Value = serde_json::from_str(&made(&[1; 32]).json).unwrap();
    let entries = bundle["activity"].as_array_mut().unwrap();
    let update = entries
        .iter_mut()
        .flat_map(|entry| entry["inputs"].as_array_mut().unwrap())
        .find(|input| {
            input["question"]["ask"] == "planUpdate"
                && input["plan"]["writes"].as_array().is_some_and(|it| !it.is_empty())
        })
        .expect("something was written");
    update["question"]["about"]["mapping"]["fields"] = json!([]);
    let replayed = replay(&bundle.to_string()).unwrap();
    assert!(!replayed.is_same());
    assert!(replayed.inputs.iter().any(|input| input.then != input.now));
    for not in ["[]", "{}", "{\"format\":\"weftline-configuration\"}"] {
        assert!(replay(not).is_err(), "{not}");
    }
}

#[test]
fn ops_9_what_has_no_room_is_left_out_and_said() {
    let whole = made(&[1; 32]);
    let made = make(&material(), &[1; 32], whole.json.len() / 3).unwrap();
    assert!(made.left_out > 0 && made.json.len() < whole.json.len() / 2);
    let file: Value = serde_json::from_str(&made.json).unwrap();
    assert_eq!(file["more"], true);
    replay(&made.json).unwrap();
}
