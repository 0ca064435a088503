//! What is stored stays within bounds, however long issues and records are kept in step.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{Call, UnlinkCall};
use weftline_wire::configuration::Direction;
use weftline_wire::job::Job;

use crate::support::{field, link, linked, map, refuse};

const DAY_MS: u64 = 24 * 3_600_000;

/// Days that an entry is kept, and those that the platform may be late with deleting it.
const KEPT_DAYS: usize = 30 + 2;

/// What a value may have at most. <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const VALUE_MAX: usize = 240 * 1_024;

const ENTITIES: [&str; 15] = [
    "connection",
    "configuration",
    "issue",
    "link",
    "record",
    "creation",
    "work",
    "fired",
    "activity",
    "post",
    "bulk",
    "pair",
    "poll",
    "account",
    "file",
];

/// How many values of each entity are stored; plain values by what their keys begin with.
fn counted(stage: &mut Stage) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (entity, key, _) in stage.stored(&ENTITIES) {
        let name = if entity.is_empty() { key.split(':').next().unwrap_or_default().to_owned() } else { entity };
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// A day on which people edit both sides, and comment.
fn day(stage: &mut Stage, case: &str, number: usize) {
    let text = format!("Day {number}: {}", "what was found out ".repeat(1_000));
    let paragraph = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let description = json!({ "type": "doc", "version": 1, "content": [paragraph] });
    stage.edit(AGENT, "SUP-1", &json!({ "summary": format!("Day {number}"), "description": description }));
    stage.settle();
    stage.world.advance(3_600_000);
    stage.change("Case", case, &json!({ "SuppliedName": format!("Caller {number}") }));
    stage.world.advance(600_000);
    stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    stage.settle();
}

#[test]
fn ops_1_after_a_year_of_daily_edits_there_is_no_more_stored_than_after_a_month_and_nothing_of_a_deleted_issue() {
    let (mut stage, cases) = linked(50, &["SUP-2"]);
    map(
        &mut stage,
        vec![
            field("Subject", "summary", Direction::Both),
            field("Description", "description", Direction::ToSalesforce),
            field("SuppliedName", "customfield_10050", Direction::ToJira),
        ],
    );
    let case = stage.make("Case", &json!({ "Subject": "Quux" }));
    link(&mut stage, "SUP-1", &case);
    stage.world.advance(60_000);
    let mut after_a_while = BTreeMap::new();
    for number in 0..365 {
        // Something is always failing, too.
        refuse(&mut stage, number % 7 == 0);
        day(&mut stage, &case, number);
        stage.world.advance(DAY_MS - 4_200_000);
        stage.work(Job::Tend {}).finish(&mut stage.world);
        stage.settle();
        if number == 40 {
            after_a_while = counted(&mut stage);
        }
    }
    let after_a_year = counted(&mut stage);
    for (name, count) in &after_a_year {
        let before = after_a_while.get(name).copied().unwrap_or_default();
        // Two syncs a day, and what linking did.
        let most = if matches!(name.as_str(), "activity" | "inputs") { 2 * KEPT_DAYS + 4 } else { before };
        assert!(*count <= most, "{count} of `{name}`, and {before} after 40 days: {after_a_year:?}");
    }
    let stored = stage.stored(&ENTITIES);
    let (entity, key, bytes) = stored.iter().max_by_key(|(_, _, bytes)| *bytes).unwrap();
    println!("{after_a_year:?}; the largest of {} values is {entity} `{key}` with {bytes} bytes", stored.len());
    assert!(*bytes < VALUE_MAX, "{entity} `{key}` has {bytes} bytes");
    assert!(*bytes < 100_000, "{entity} `{key}` has {bytes} bytes");
    let link = stored.iter().find(|(entity, key, _)| entity == "link" && key == &format!("10100:{case}")).unwrap();
    assert!(link.2 < 10_000, "a link has {} bytes", link.2);

    // Unlinked: what was done stays for its 30 days, and nothing that only the link needs.
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![case.clone()] })).unwrap();
    stage.settle();
    let left: Vec<(String, String, usize)> = stage.stored(&ENTITIES);
    let of_link: Vec<&(String, String, usize)> = left
        .iter()
        .filter(|(entity, key, _)| key.contains(&case) || (entity == "work" && key.contains("10100")))
        .collect();
    assert!(of_link.is_empty(), "{of_link:?}");

    // Deleted: nothing.
    let (status, answer) = stage.jira(ADMIN, "DELETE", "issue/SUP-1", &Value::Null);
    assert_eq!(status, 204, "{answer}");
    stage.settle();
    // What had expired before, and the platform was late with, is found by nobody, and goes by itself.
    stage.world.advance(2 * DAY_MS);
    let left: Vec<(String, String, usize)> = stage.stored(&ENTITIES);
    let of_issue: Vec<&(String, String, usize)> = left.iter().filter(|(_, key, _)| key.contains("10100")).collect();
    assert!(of_issue.is_empty(), "{of_issue:?}");
    assert!(left.iter().any(|(entity, key, _)| entity == "link" && key.contains(&cases[0])), "others stay");
}
