//! An app that was rolled back leaves what the later version has stored alone, says so, and the rest goes on.

use serde_json::{Value, json};
use weftline_simulation::everything::{Names, everything};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, PanelCall, PanelKind, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::kept::SEED;

/// How a later version would have written a document: another shape, and something that nobody knows here.
fn as_later(document: &mut Value) {
    document["shape"] = json!(99);
    document["links"] = json!({ "are": "kept elsewhere" });
    document["issueIds"] = json!("kept elsewhere");
    document["base"] = json!([1, 2, 3]);
}

fn rounds(stage: &mut Stage, number: u32) {
    for _ in 0..number {
        // A message that came to nothing is delivered again: for as long as a queue does that.
        stage.settle_within(200_000);
        stage.lose_messages();
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
    }
}

fn name_of(stage: &mut Stage, names: &Names) -> Value {
    stage.query(&format!("SELECT SuppliedName FROM Case WHERE Id = '{}'", names["linked"]))[0]["SuppliedName"].clone()
}

#[test]
fn ops_10_what_a_later_version_has_stored_is_not_written_over_and_goes_on_when_that_is_back() {
    for (entity, of_record) in [("issue", false), ("link", true), ("record", true)] {
        let (mut stage, names) = everything(SEED);
        let issue = names["SUP-1"].clone();
        let key = match (entity, of_record) {
            ("record", _) => format!("main:{}", names["linked"]),
            (_, true) => format!("{issue}:{}", names["linked"]),
            _ => issue.clone(),
        };
        let before = stage.entity(entity, &key).unwrap();
        stage.tamper_entity(entity, &key, as_later);
        let later = stage.entity(entity, &key).unwrap();
        stage.edit(AGENT, "SUP-1", &json!({ "customfield_10050": "Of a later version" }));
        let was = name_of(&mut stage, &names);
        rounds(&mut stage, 6);
        assert_eq!(stage.entity(entity, &key).unwrap(), later, "{entity} is as it was");
        assert_eq!(name_of(&mut stage, &names), was, "{entity}: nothing is written half-read");
        let work = stage.document("work", &format!("sync:{issue}")).expect("the work rests");
        assert_ne!(work["trouble"]["givenUp"], true, "{entity}: {work}");
        if entity == "issue" {
            match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })) {
                Err(failure) => assert_eq!(failure.code, FailureCode::NewerData, "{failure:?}"),
                other => panic!("{other:?}"),
            }
        }
        // The later version is back: as far as it is the same to this one, all goes on.
        stage.put_entity(entity, &key, &before);
        rounds(&mut stage, 12);
        assert_eq!(name_of(&mut stage, &names), "Of a later version", "{entity}");
    }
}

#[test]
fn ops_10_work_of_a_later_version_keeps_other_work_from_nothing() {
    let (mut stage, names) = everything(SEED);
    let key = format!("sync:{}", names["SUP-3"]);
    stage.tamper_entity("work", &key, |work| {
        work["shape"] = json!(2);
        work["task"] = json!({ "kind": "somethingNew" });
    });
    let later = stage.entity("work", &key).unwrap();
    stage.edit(AGENT, "SUP-1", &json!({ "customfield_10050": "Of this version" }));
    rounds(&mut stage, 6);
    assert_eq!(name_of(&mut stage, &names), "Of this version");
    assert_eq!(stage.entity("work", &key).unwrap(), later);
}

#[test]
fn ops_10_what_salesforce_says_again_is_asked_for_again() {
    let (mut stage, names) = everything(SEED);
    stage.tamper("describe:main:Case", |describe| *describe = json!({ "shape": 2 }));
    stage.tamper(&format!("snapshot:{}", names["SUP-1"]), |snapshot| *snapshot = json!({ "shape": 2 }));
    match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: false })) {
        Ok(Reply::Panel(view)) => assert!(serde_json::to_string(&view).unwrap().contains(&names["linked"])),
        other => panic!("{other:?}"),
    }
}
