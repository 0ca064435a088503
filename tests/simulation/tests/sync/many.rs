//! Many records of one issue: more than a composite takes, and than a query names.

use serde_json::json;
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{CUSTOMER, ISSUE, come_to_rest, edit, link_document, mark, record, sync};

/// SUP-1 with so many cases, whose subjects the issue's summary fills.
fn scene(seed: u64, number: usize) -> (Stage, Vec<String>) {
    let mut stage = Stage::connected(seed);
    let fields = vec![
        field("Subject", "summary", Direction::ToSalesforce, Policy::JiraWins),
        field("SuppliedCompany", CUSTOMER, Direction::Both, Policy::Ask),
    ];
    stage.save(vec![section("10000", mapping("Case", fields))]);
    let ids: Vec<String> =
        (0..number).map(|number| stage.make("Case", &json!({ "Subject": format!("Case {number}") }))).collect();
    stage.world.advance(60_000);
    for part in ids.chunks(200) {
        let call = Call::Link(LinkCall { object: "Case".into(), record_ids: part.to_vec(), share: false });
        stage.call(AGENT, call).unwrap();
    }
    stage.settle();
    come_to_rest(&mut stage, "linked");
    stage.world.advance(60_000);
    (stage, ids)
}

#[test]
fn sync_2_more_records_than_a_composite_takes_are_changed_in_several_and_one_that_is_refused_keeps_no_other() {
    let (mut stage, ids) = scene(90, 60);
    let locked = &ids[25];
    let rule = json!({
        "name": "Locked", "object": "Case", "field": "Subject", "active": true, "message": "This case is locked",
        "refusedWhen": { "is": { "field": "SuppliedName", "values": ["Locked"] } },
    });
    stage.change("Case", locked, &json!({ "SuppliedName": "Locked" }));
    stage.world.set_up_org(&json!({ "validationRules": [rule] })).unwrap();
    stage.world.advance(60_000);
    edit(&mut stage, &json!({ "summary": "For all of them" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    let calls = sync(&mut stage).salesforce_calls();
    assert!(calls <= 5, "{calls} calls for 60 records, of which one was changed unheard");
    let mut left = Vec::new();
    for id in &ids {
        if record(&mut stage, "Case", id, "Subject") != "For all of them" {
            left.push(id.clone());
        }
    }
    assert_eq!(left, std::slice::from_ref(locked));
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!((&told["undertaking"]["recordId"], &told["next"]), (&json!(locked), &json!("nextChange")), "{told}");
    assert!(told["failure"]["text"].as_str().unwrap().contains("This case is locked"), "{told}");
    let work = stage.document("work", &format!("sync:{ISSUE}")).unwrap();
    assert_eq!(work["trouble"]["givenUp"], true, "{work}");

    stage.world.set_up_org(&json!({ "validationRules": [] })).unwrap();
    edit(&mut stage, &json!({ "summary": "Once more for all" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "unlocked");
    for id in &ids {
        assert_eq!(record(&mut stage, "Case", id, "Subject"), "Once more for all");
    }
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], json!(null));
}

#[test]
fn sync_6_more_records_than_a_query_names_are_read_in_one_call_and_their_conflicts_are_all_kept() {
    let (mut stage, ids) = scene(91, 230);
    let records: Vec<serde_json::Value> = ids
        .iter()
        .map(|id| json!({ "attributes": { "type": "Case" }, "id": id, "SuppliedCompany": "y".repeat(80) }))
        .collect();
    stage.change_many(&records);
    edit(&mut stage, &json!({ CUSTOMER: "x".repeat(250) }));
    stage.world.advance(60_000);
    let all: Vec<&str> = ids.iter().map(String::as_str).collect();
    mark(&mut stage, &all);
    let calls = sync(&mut stage).salesforce_calls();
    come_to_rest(&mut stage, "conflicts");
    assert!(calls <= 2, "{calls} calls to read 230 records");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["conflicts"], 230);
    for id in &ids {
        assert_eq!(link_document(&mut stage, id)["held"].as_array().unwrap().len(), 1);
        assert_eq!(record(&mut stage, "Case", id, "SuppliedCompany"), "y".repeat(80));
    }
    assert!(stage.is_at_rest(ISSUE));
    // Each sync finds the same, and writes nothing.
    let before = link_document(&mut stage, &ids[229])["held"].clone();
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    sync(&mut stage);
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(link_document(&mut stage, &ids[229])["held"], before);
}
