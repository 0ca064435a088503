//! The shapes of what is written: none changes unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use weftline_simulation::everything::everything;

use crate::kept::{ENTITIES, Kept, SEED, fixtures, versions};

/// The version that is being built.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What to do when a kind of document is missing.
const HELP: &str = "play something in tests/simulation/src/everything.rs that stores it, and write the fixtures anew: \
                    UPDATE_FIXTURES=1 cargo test -p weftline-simulation --test migration ops_10_no_document";

/// Members whose objects have names of the site's or the org's own: fields, records, sections, values of a failure.
const OPEN: [&str; 17] = [
    "base", "records", "cells", "sections", "values", "objects", "fields", "record", "onSince", "current", "issue",
    "read", "names", "zones", "users", "lookups", "bases",
];

/// What an object has: its members, and what kinds of values they are seen with.
type Shape = BTreeMap<String, BTreeMap<String, BTreeSet<&'static str>>>;

/// The shapes of everything that is stored: of the objects of each kind of document, by their place in it.
fn shapes(kept: &Kept) -> Shape {
    let mut shape = Shape::new();
    for (table, rows) in &kept.tables {
        for (key, value) in rows {
            look(value, &kind(table, key), &mut shape);
        }
    }
    shape
}

/// The kind of a document: its table, and where that has several kinds, what its key says.
fn kind(table: &str, key: &str) -> String {
    let last = || key.rsplit(':').next().unwrap_or_default();
    let detail = match (table, key.split(':').next().unwrap_or_default()) {
        ("connection", "index") | ("poll", "jira" | "notices" | "heard") => key.split(':').next().unwrap().to_owned(),
        ("values", "describe") if last().parse::<u32>().is_ok() => "describe shard".to_owned(),
        ("values", "bulk") => {
            let part = key.split(':').nth(if key.starts_with("bulk:seen:") { 1 } else { 2 }).unwrap();
            let head = if part == "targets" && last() == "0" { " head" } else { "" };
            format!("bulk {part}{head}")
        }
        ("values", first) => first.to_owned(),
        ("backfill", "index") => "index".to_owned(),
        ("secrets", first) if last() == "client" || last() == "code" => format!("{first} {}", last()),
        ("secrets", first) => first.to_owned(),
        _ => return table.to_owned(),
    };
    format!("{table} {detail}")
}

fn look(value: &Value, place: &str, shape: &mut Shape) {
    match value {
        Value::Object(members) => {
            let place = match members.get("kind").and_then(Value::as_str) {
                Some(kind) => format!("{place}={kind}"),
                None => place.to_owned(),
            };
            let name = place.rsplit('.').next().unwrap_or_default();
            if OPEN.contains(&name) {
                members.values().for_each(|value| look(value, &format!("{place}.*"), shape));
                return;
            }
            let seen = shape.entry(place.clone()).or_default();
            for (member, value) in members {
                seen.entry(member.clone()).or_default().extend(sort(value));
            }
            for (member, value) in members {
                look(value, &format!("{place}.{member}"), shape);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, &format!("{place}[]"), shape)),
        _ => {}
    }
}

fn sort(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some("boolean"),
        Value::Number(_) => Some("number"),
        Value::String(_) => Some("string"),
        Value::Array(_) => Some("array"),
        Value::Object(_) => Some("object"),
    }
}

/// In what two versions differ, as far as both have written such an object.
fn differences(before: &Shape, now: &Shape) -> Vec<String> {
    let mut found = Vec::new();
    for (place, members) in now {
        let Some(earlier) = before.get(place) else { continue };
        for name in members.keys().filter(|name| !earlier.contains_key(*name)) {
            found.push(format!("{place} has `{name}` now"));
        }
        for (name, sorts) in earlier {
            match members.get(name) {
                None => found.push(format!("{place} has no `{name}` any more")),
                Some(now) if !sorts.is_empty() && !now.is_empty() && sorts != now => {
                    found.push(format!("`{name}` of {place} was {sorts:?} and is {now:?}"));
                }
                Some(_) => {}
            }
        }
    }
    found
}

fn is_released() -> bool {
    let changes = std::fs::read_to_string(fixtures().join("../../CHANGELOG.md")).expect("there is a changelog");
    changes.lines().any(|line| line.starts_with("## ") && line.contains(VERSION))
}

#[test]
fn ops_10_no_document_changes_its_shape_unnoticed() {
    let (mut stage, names) = everything(SEED);
    let now = Kept::of(&mut stage, &names);
    let directory = fixtures().join(VERSION);
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        assert!(!is_released(), "what {VERSION} has stored is out in the world: raise the version first");
        now.write(&directory);
    }
    let differences = differences(&shapes(&Kept::read(&directory)), &shapes(&now));
    let what = match is_released() {
        true => {
            "is released: raise the version in Cargo.toml, raise the shape of the kind in \
                 crates/flow/src/store/shape.rs by an upcast from the one before, and write fixtures of the new version"
        }
        false => "is not released yet: see that the difference is meant, and write its fixtures anew",
    };
    assert!(
        differences.is_empty(),
        "{}\n\nWhat is stored has changed. {VERSION} {what}:\n\n    UPDATE_FIXTURES=1 cargo test -p weftline-simulation \
         --test migration ops_10_no_document\n\n(Members that are named by people, like fields or users, are not shapes: \
         add what holds them to `OPEN` in tests/simulation/tests/migration/shapes.rs.)",
        differences.join("\n")
    );
}

#[test]
fn ops_10_there_are_fixtures_of_every_kind_of_document() {
    let manifest = std::fs::read_to_string(fixtures().join("../../manifest.yml")).expect("there is a manifest");
    let kept = Kept::read(&fixtures().join(VERSION));
    let kinds: BTreeSet<String> =
        kept.tables.iter().flat_map(|(table, rows)| rows.keys().map(move |key| kind(table, key))).collect();
    let storage = manifest.split_once("  storage:").expect("the manifest has a store").1;
    let storage = storage.split_once("\npermissions:").map_or(storage, |(storage, _)| storage);
    // Indices have names too, further in.
    let entities: Vec<&str> =
        storage.lines().filter_map(|line| line.strip_prefix("      - name: ")).map(str::trim).collect();
    for entity in ENTITIES {
        assert!(kinds.iter().any(|kind| kind.starts_with(entity)), "no {entity} is in the fixtures: {HELP}\n{kinds:?}");
    }
    for kind in [
        "connection index",
        "poll jira",
        "poll notices",
        "poll heard",
        "values describe",
        "values describe shard",
        "values configuration",
        "values snapshot",
        "values inputs",
        "values use",
        "values recent",
        "values bulk targets head",
        "values bulk targets",
        "values bulk outcomes",
        "values bulk problems",
        "values bulk seen",
        "backfill",
        "backfill index",
        "values backfill",
        "secrets connection",
        "secrets connection client",
        "secrets authorization",
        "secrets authorization code",
    ] {
        assert!(kinds.contains(kind), "no {kind} is in the fixtures: {HELP}\n{kinds:?}");
    }
    assert!(ENTITIES.iter().all(|entity| entities.contains(entity)), "{entities:?}");
    assert!(
        entities.iter().all(|entity| ENTITIES.contains(entity)),
        "the manifest has an entity that `ENTITIES` in tests/simulation/tests/migration/kept.rs lacks: add it, and {HELP}\n\
         {entities:?}"
    );
    assert!(versions().iter().any(|(version, _)| version == VERSION));
}

#[test]
fn ops_10_a_member_that_comes_goes_or_changes_is_a_difference() {
    let of = |json: &str| {
        let mut shape = Shape::new();
        look(&serde_json::from_str(json).unwrap(), "link", &mut shape);
        shape
    };
    let before = of(r#"{"document":{"author":"a","base":{"Subject":{"jira":1}},"gone":null}}"#);
    let same = of(r#"{"document":{"author":"b","base":{"Other":{"jira":2}},"gone":{"kind":"deleted","atMs":1}}}"#);
    assert_eq!(differences(&before, &same), Vec::<String>::new());
    let more = of(r#"{"document":{"author":"a","base":{"Subject":{"jira":1,"by":2}},"gone":null}}"#);
    assert_eq!(differences(&before, &more), ["link.document.base.* has `by` now"]);
    let less = of(r#"{"document":{"author":7,"base":{}}}"#);
    let found = differences(&before, &less).join("; ");
    assert!(found.contains("no `gone` any more") && found.contains("`author` of link.document was"), "{found}");
}
