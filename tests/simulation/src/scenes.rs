//! Worlds with much in them.

use serde_json::{Value, json};
use weftline_wire::call::{Call, LinkCall, SectionDraft};
use weftline_wire::configuration::{Direction, FirstSync, Policy};
use weftline_wire::job::{Job, Turn};

use crate::mappings::{self, field, section};
use crate::{AGENT, Luck, Stage};

const MINUTE_MS: u64 = 60_000;

/// The issue SUP-1.
pub const ISSUE: &str = "10100";

/// A stage whose issue SUP-1 has so many linked cases, all in step with it; gives their ids. The subject goes both ways,
/// the name to Jira only.
pub fn many_links(seed: u64, many: usize) -> (Stage, Vec<String>) {
    let mut stage = Stage::connected(seed);
    stage.set(|settings| settings.first_sync = FirstSync::Nothing);
    stage.save(vec![mapping()]);
    let (_, issue) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}?fields=summary"), &Value::Null);
    let ids = cases(&mut stage, many, |_| issue["fields"]["summary"].clone());
    stage.world.advance(MINUTE_MS);
    for part in ids.chunks(200) {
        let call = Call::Link(LinkCall { object: "Case".into(), record_ids: part.to_vec(), share: false });
        stage.call(AGENT, call).expect("the cases can be linked");
    }
    stage.settle();
    // Once more with all of them heard of: what is found by reading is the base.
    mark(&mut stage, &ids);
    for _ in 0..8 {
        stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
        stage.world.advance(30_000);
    }
    assert!(stage.is_at_rest(ISSUE), "the links are in step");
    stage.world.advance(MINUTE_MS);
    (stage, ids)
}

/// Marks SUP-1 as a look at Salesforce does that found changes of these records, behind the app's back.
pub fn mark(stage: &mut Stage, records: &[String]) {
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    stage.mark(ISSUE, "10000", &records);
}

/// A stage with so many links, of which so many are of an issue and a case that are there, and whose org was looked at;
/// gives the ids of those issues and cases. Who fills which field is as with [`many_links`].
pub fn many_pairs(seed: u64, links: usize, real: usize) -> (Stage, Vec<(String, String)>) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![mapping()]);
    stage.settle();
    stage.world.advance(60 * MINUTE_MS);
    let cases = cases(&mut stage, real, |number| format!("Case {number}").into());
    let mut pairs = Vec::new();
    for case in cases {
        let fields = json!({ "project": { "id": "10000" }, "issuetype": { "id": "10001" }, "summary": "A pair" });
        let (status, made) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
        assert_eq!(status, 201, "{made}");
        pairs.push((made["id"].as_str().unwrap().to_owned(), case));
    }
    while stage.world.next_due_ms().is_some() {
        stage.lose_messages();
    }
    stage.world.advance(30 * MINUTE_MS);
    // Most of the links are of records that do not change: their documents are all that counts.
    for number in real..links {
        let back = json!({ "issueIds": [(2_000_000 + number).to_string()], "seen": null });
        stage.put_entity("record", &format!("main:500zz{number:010}AAA"), &json!({ "revision": 1, "document": back }));
    }
    for (issue, record) in &pairs {
        let now_ms = stage.world.now_ms();
        let linked = json!({ "recordId": record, "object": "Case", "connection": "main", "linkedAtMs": now_ms });
        stage.put_entity("issue", issue, &json!({ "revision": 1, "document": { "links": [linked] } }));
        let link = json!({
            "issueId": issue, "recordId": record, "object": "Case", "connection": "main", "origin": "linked",
            "author": "", "linkedAtMs": now_ms, "base": {},
        });
        stage.put_entity("link", &format!("{issue}:{record}"), &json!({ "revision": 1, "document": link }));
        let back = json!({ "issueIds": [issue], "seen": null });
        stage.put_entity("record", &format!("main:{record}"), &json!({ "revision": 1, "document": back }));
    }
    while let Some(Turn::Park { .. }) = stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world) {
        stage.world.advance(MINUTE_MS);
    }
    stage.world.advance(10 * MINUTE_MS);
    (stage, pairs)
}

/// Gives cases another subject, as an outside client does, two minutes ago.
pub fn change_all<'a>(stage: &mut Stage, ids: impl Iterator<Item = &'a String>, subject: &str) {
    let records: Vec<Value> =
        ids.map(|id| json!({ "attributes": { "type": "Case" }, "id": id, "Subject": subject })).collect();
    stage.change_many(&records);
    stage.world.advance(2 * MINUTE_MS);
}

fn cases(stage: &mut Stage, many: usize, subject: impl Fn(usize) -> Value) -> Vec<String> {
    let records: Vec<Value> =
        (0..many).map(|number| json!({ "attributes": { "type": "Case" }, "Subject": subject(number) })).collect();
    stage.make_many(&records)
}

fn mapping() -> SectionDraft {
    let fields = vec![
        field("Subject", "summary", Direction::Both, Policy::SalesforceWins),
        field("SuppliedName", "customfield_10050", Direction::ToJira, Policy::SalesforceWins),
    ];
    section("10000", mappings::mapping("Case", fields))
}
