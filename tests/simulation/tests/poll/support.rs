//! Linked records behind the app's back, changes of them, and looks.

use serde_json::json;
use weftline_simulation::{Luck, Stage, Worker};
use weftline_wire::job::{Job, Turn};

pub(crate) const MINUTE_MS: u64 = 60_000;

/// A stage with an org and projects, an hour after it was made: what its org has is old.
pub(crate) fn stage(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    stage.settle();
    stage.world.advance(60 * MINUTE_MS);
    stage
}

/// Some cases of the org.
pub(crate) fn cases(stage: &mut Stage, number: usize) -> Vec<String> {
    let found = stage.query(&format!("SELECT Id FROM Case ORDER BY CaseNumber LIMIT {number}"));
    found.iter().map(|record| record["Id"].as_str().unwrap().to_owned()).collect()
}

/// Links a record to an issue; nobody has looked at it.
pub(crate) fn link(stage: &mut Stage, issue: &str, object: &str, record: &str) {
    let now_ms = stage.world.now_ms();
    let linked = json!({ "recordId": record, "object": object, "connection": "main", "linkedAtMs": now_ms });
    let document = stage.document("issue", issue).unwrap_or_else(|| json!({ "links": [] }));
    let mut links = document["links"].as_array().cloned().unwrap_or_default();
    links.push(linked);
    stage.put_entity("issue", issue, &json!({ "revision": 1, "document": { "links": links } }));
    let link = json!({
        "issueId": issue, "recordId": record, "object": object, "connection": "main", "origin": "linked",
        "author": "", "linkedAtMs": now_ms, "base": {},
    });
    stage.put_entity("link", &format!("{issue}:{record}"), &json!({ "revision": 1, "document": link }));
    let back = json!({ "issueIds": [issue], "seen": null });
    stage.put_entity("record", &format!("main:{record}"), &json!({ "revision": 1, "document": back }));
}

/// Says that a record was looked at as it is now.
pub(crate) fn see(stage: &mut Stage, object: &str, record: &str) {
    let stamp_ms = stamp(stage, object, record);
    let at_ms = stage.world.now_ms();
    let seen = json!({ "modifiedAtMs": stamp_ms, "stampMs": stamp_ms, "atMs": at_ms });
    stage.tamper_entity("record", &format!("main:{record}"), |document| document["seen"] = seen.clone());
}

/// A record's `SystemModstamp`, in ms since 1970.
pub(crate) fn stamp(stage: &mut Stage, object: &str, record: &str) -> u64 {
    let soql = format!("SELECT SystemModstamp FROM {object} WHERE Id = '{record}'");
    let text = stage.query(&soql)[0]["SystemModstamp"].as_str().unwrap().to_owned();
    instant(&text)
}

/// `2026-11-21T12:00:00.000+0000` in ms since 1970.
fn instant(text: &str) -> u64 {
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let year_from_march = if month <= 2 { year - 1 } else { year };
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    let seconds = ((days * 24 + number(11, 13)) * 60 + number(14, 16)) * 60 + number(17, 19);
    u64::try_from(seconds).unwrap() * 1_000
}

/// A look at the org, with this luck. Gives the worker and its end.
pub(crate) fn look_with(stage: &mut Stage, luck: Luck) -> (Worker, Option<Turn>) {
    let mut worker = stage.unlucky(Job::Poll { connection: "main".into() }, luck);
    let end = worker.finish(&mut stage.world);
    (worker, end)
}

/// A look with good luck, to its end. Gives how many calls of Salesforce it took.
pub(crate) fn look(stage: &mut Stage) -> u32 {
    let mut calls = 0;
    loop {
        let (worker, end) = look_with(stage, Luck::good());
        calls += worker.salesforce_calls();
        match end {
            Some(Turn::Park { .. }) => stage.world.advance(MINUTE_MS),
            Some(Turn::Done { .. }) => return calls,
            other => panic!("{other:?}"),
        }
    }
}

/// The records that an issue's mark names; none when it is not marked.
pub(crate) fn marked(stage: &mut Stage, issue: &str) -> Option<Vec<String>> {
    let work = stage.document("work", &format!("sync:{issue}"))?;
    let records = work["task"]["records"].as_array().unwrap();
    Some(records.iter().map(|record| record.as_str().unwrap().to_owned()).collect())
}

/// What set an issue's mark off.
pub(crate) fn causes(stage: &mut Stage, issue: &str) -> Vec<String> {
    let work = stage.document("work", &format!("sync:{issue}")).unwrap();
    work["task"]["causes"].as_array().unwrap().iter().map(|cause| cause.as_str().unwrap().to_owned()).collect()
}

/// Takes an issue's mark away, as a sync does.
pub(crate) fn unmark(stage: &mut Stage, issue: &str) {
    stage.remove_entity("work", &format!("sync:{issue}"));
}

/// What is stored of looks at the org.
pub(crate) fn watermark(stage: &mut Stage, source: &str) -> u64 {
    let document = stage.document("poll", "main").unwrap_or_default();
    document["objects"][source]["uptoMs"].as_u64().unwrap_or(0)
}
