//! Long and rich texts: what a side cuts or writes in its own way stays there, and what is too long is told.

use serde_json::{Value, json};
use weftline_simulation::Stage;
use weftline_simulation::mappings::{field, mapping, section};
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{CUSTOMER, ISSUE, STEPS, come_to_rest, edit, issue, link, link_document, mark, record, sync};

fn scene(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let fields = vec![
        field("Description", "description", Direction::Both, Policy::SalesforceWins),
        field("Resolution__c", STEPS, Direction::Both, Policy::SalesforceWins),
        field("SuppliedName", CUSTOMER, Direction::Both, Policy::SalesforceWins),
    ];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    link(&mut stage, &id);
    come_to_rest(&mut stage, "linked");
    stage.world.advance(60_000);
    (stage, id)
}

fn paragraphs(texts: &[String]) -> Value {
    let content: Vec<Value> = texts
        .iter()
        .map(|text| json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] }))
        .collect();
    json!({ "type": "doc", "version": 1, "content": content })
}

/// Looks at the record again and again: nothing comes back to the issue, and nothing is written any more.
fn stays(stage: &mut Stage, id: &str, fields: &[&str]) {
    let before: Vec<Value> = fields.iter().map(|field| issue(stage, field)).collect();
    let modified = record(stage, "Case", id, "LastModifiedDate");
    for _ in 0..2 {
        stage.world.advance(60_000);
        mark(stage, &[id]);
        sync(stage);
        come_to_rest(stage, "looked at again");
        assert_eq!(record(stage, "Case", id, "LastModifiedDate"), modified, "it is written again");
        for (field, before) in fields.iter().zip(&before) {
            assert_eq!(issue(stage, field), *before, "{field} has travelled back");
        }
    }
    // A change of another field takes nothing along.
    stage.change("Case", id, &json!({ "SuppliedName": "Henry" }));
    stage.world.advance(60_000);
    mark(stage, &[id]);
    sync(stage);
    come_to_rest(stage, "another field");
    assert_eq!(issue(stage, CUSTOMER), "Henry");
    for (field, before) in fields.iter().zip(&before) {
        assert_eq!(issue(stage, field), *before, "{field} has travelled back");
    }
}

#[test]
fn sync_3_a_text_with_emoji_that_salesforce_cuts_stays_whole_in_jira() {
    let (mut stage, id) = scene(100);
    // 32,600 units of UTF-16 and one: Salesforce takes 32,000, and the cut must not fall into an emoji.
    let text = format!("a{}", "\u{1F600}".repeat(16_300));
    edit(&mut stage, &json!({ "description": paragraphs(std::slice::from_ref(&text)) }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "a long text");
    let there = record(&mut stage, "Case", &id, "Description");
    let there = there.as_str().expect("it is there, as far as it fits");
    assert!(there.starts_with("a\u{1F600}") && there.encode_utf16().count() <= 32_000, "{}", there.len());
    assert!(!there.contains('\u{FFFD}'));
    stays(&mut stage, &id, &["description"]);
    assert!(issue(&mut stage, "description").to_string().len() > text.len());
    // An edit in Salesforce is one all the same.
    stage.world.advance(60_000);
    stage.change("Case", &id, &json!({ "Description": "Short now" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    come_to_rest(&mut stage, "short");
    assert!(issue(&mut stage, "description").to_string().contains("Short now"));
}

#[test]
fn sync_3_a_document_that_salesforce_writes_in_its_own_way_stays_as_it_is_in_jira() {
    let (mut stage, id) = scene(101);
    let marked = |text: &str, kind: &str| json!({ "type": "text", "text": text, "marks": [{ "type": kind }] });
    let document = json!({ "type": "doc", "version": 1, "content": [
        { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "What to do" }] },
        { "type": "paragraph", "content": [
            { "type": "text", "text": "Press & hold <the> \"button\" " }, marked("firmly", "strong"),
            { "type": "hardBreak" }, marked("x = 1", "code"),
        ] },
        { "type": "bulletList", "content": [
            { "type": "listItem", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "One" }] }] },
        ] },
        { "type": "panel", "attrs": { "panelType": "info" }, "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "Mind the gap \u{1F600}" }] },
        ] },
    ] });
    edit(&mut stage, &json!({ STEPS: document }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "a document");
    let there = record(&mut stage, "Case", &id, "Resolution__c").to_string();
    assert!(there.contains("What to do") && there.contains("firmly"), "{there}");
    stays(&mut stage, &id, &[STEPS]);
}

#[test]
fn sync_3_what_is_too_long_for_jira_is_cut_there_and_stays_whole_in_salesforce() {
    let mut stage = Stage::connected(102);
    let fields = vec![
        field("Description", CUSTOMER, Direction::Both, Policy::SalesforceWins),
        field("Resolution__c", STEPS, Direction::Both, Policy::SalesforceWins),
        field("Subject", "summary", Direction::Both, Policy::SalesforceWins),
    ];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    link(&mut stage, &id);
    come_to_rest(&mut stage, "linked");
    stage.world.advance(60_000);
    let html = format!("<p>{}</p>", "0123456789 ".repeat(2_970));
    let long = "\u{1F600}".repeat(8_000);
    stage.change("Case", &id, &json!({ "Resolution__c": html, "Description": long, "Subject": "Goes all the same" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    stage.world.advance(30_000);
    assert_eq!(issue(&mut stage, "summary"), "Goes all the same");
    assert!(issue(&mut stage, STEPS).to_string().contains("0123456789 0123456789"), "a long document fits");
    assert_eq!(record(&mut stage, "Case", &id, "Description"), json!(long), "and nothing comes back");
    for (what, bytes) in [
        ("the link", link_document(&mut stage, &id).to_string().len()),
        ("the issue", stage.document("issue", ISSUE).unwrap().to_string().len()),
    ] {
        assert!(bytes < 20_000, "{bytes} bytes are kept of {what}");
    }
    let keys = stage.keys("activity", &format!("{ISSUE}:"));
    let newest = stage.document("activity", keys.last().unwrap()).unwrap().to_string();
    assert!(newest.len() < 100_000 && newest.contains("Description"), "{}", newest.len());
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &id, "Description"), json!(long));
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(issue(&mut stage, CUSTOMER), json!("\u{1F600}".repeat(127)), "no emoji is cut in two");
}
