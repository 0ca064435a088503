//! Linked issues and records, edits on both sides, and what is marked.

use serde_json::{Value, json};
use weftline_simulation::mappings::{field, mapping, section, selection, shown};
use weftline_simulation::{AGENT, Luck, Stage, Stroke, Worker};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::configuration::{Direction, Mapping, Policy};
use weftline_wire::job::Job;

/// The issue SUP-1.
pub(crate) const ISSUE: &str = "10100";
/// The text field `Customer reference`.
pub(crate) const CUSTOMER: &str = "customfield_10050";
/// The text area `Steps to reproduce`.
pub(crate) const STEPS: &str = "customfield_10051";

/// Cases whose subject goes both ways by this policy, the name to Jira, the description to Salesforce.
pub(crate) fn cases(policy: Policy) -> Mapping {
    let fields = vec![
        field("Subject", "summary", Direction::Both, policy),
        field("SuppliedName", CUSTOMER, Direction::ToJira, policy),
        field("Description", "description", Direction::ToSalesforce, policy),
    ];
    mapping("Case", fields)
}

/// A stage whose issue SUP-1 has a linked case that was looked at once; gives the case's id.
pub(crate) fn linked(seed: u64, policy: Policy) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![section("10000", cases(policy))]);
    let id = stage.make("Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia" }));
    link(&mut stage, &id);
    (stage, id)
}

/// Saves the mapping of an object that nobody has configured, as the admin does; warnings are all right.
pub(crate) fn configure(stage: &mut Stage, mapping: Mapping) {
    let name = if mapping.object == "Solution" { "SolutionName" } else { "Name" };
    stage.save_in_spite_of_warnings(vec![shown(selection(&mapping.object, &[name])), section("10000", mapping)]);
}

/// Links a case to SUP-1, and looks at both sides.
pub(crate) fn link(stage: &mut Stage, id: &str) {
    link_of(stage, "Case", id);
}

/// Links a record to SUP-1, and looks at both sides.
pub(crate) fn link_of(stage: &mut Stage, object: &str, id: &str) {
    stage.world.advance(10_000);
    let call = Call::Link(LinkCall { object: object.into(), record_ids: vec![id.to_owned()], share: false });
    stage.call(AGENT, call).unwrap();
    stage.settle();
    mark(stage, &[id]);
    sync(stage);
    stage.world.advance(60_000);
}

/// Changes SUP-1 as Jane does.
pub(crate) fn edit(stage: &mut Stage, fields: &Value) {
    stage.edit(AGENT, ISSUE, fields);
}

/// A field of SUP-1.
pub(crate) fn issue(stage: &mut Stage, field: &str) -> Value {
    let (status, issue) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}?fields={field}"), &Value::Null);
    assert_eq!(status, 200);
    issue["fields"][field].clone()
}

/// A field of a record.
pub(crate) fn record(stage: &mut Stage, object: &str, id: &str, field: &str) -> Value {
    stage.query(&format!("SELECT {field} FROM {object} WHERE Id = '{id}'"))[0][field].clone()
}

/// Marks SUP-1 as a look at Salesforce does that found changes of these records, behind the app's back.
pub(crate) fn mark(stage: &mut Stage, records: &[&str]) {
    stage.mark(ISSUE, "10000", records);
}

/// Runs the sync of SUP-1, and whatever it leaves in the queue; gives the worker.
pub(crate) fn sync(stage: &mut Stage) -> Worker {
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good());
    worker.finish(&mut stage.world);
    worker
}

/// Syncs SUP-1 until nothing is left to do, with time passing in between.
pub(crate) fn come_to_rest(stage: &mut Stage, case: &str) {
    for _ in 0..8 {
        if stage.is_at_rest(ISSUE) {
            return;
        }
        sync(stage);
        stage.world.advance(30_000);
    }
    let mark = stage.document("work", &format!("sync:{ISSUE}"));
    panic!("{case}: it never comes to rest: {mark:?}");
}

/// Does something with every kind of bad luck at every effect of the sync that follows, each time from the same scene, and
/// looks at what came of it in the end.
pub(crate) fn whatever_breaks_off(scene: &Stage, happens: &dyn Fn(&mut Stage), look: &dyn Fn(&mut Stage, &str)) {
    let mut good = scene.clone();
    happens(&mut good);
    let effects = sync(&mut good).performed();
    come_to_rest(&mut good, "good luck");
    look(&mut good, "good luck");
    for index in 0..=effects {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = scene.clone();
            happens(&mut stage);
            let job = Job::Sync { issue_id: ISSUE.into() };
            stage.unlucky(job, Luck::bad(index, stroke)).finish(&mut stage.world);
            stage.world.advance(30_000);
            come_to_rest(&mut stage, &case);
            look(&mut stage, &case);
        }
    }
}

/// Hears of these records, on top of what is marked already.
pub(crate) fn hear(stage: &mut Stage, records: &[&str]) {
    let key = format!("sync:{ISSUE}");
    if stage.document("work", &key).is_none() {
        return mark(stage, records);
    }
    stage.tamper_entity("work", &key, |work| {
        let known = work["task"]["records"].as_array_mut().unwrap();
        known.extend(records.iter().map(|&id| json!(id)).filter(|id| !known.contains(id)).collect::<Vec<_>>());
    });
}

/// Does something, lets every kind of bad luck strike at every effect of the sync that follows, does something else before
/// the next try, and looks at what came of it in the end.
pub(crate) fn however_it_breaks_off(
    scene: &Stage,
    happens: &dyn Fn(&mut Stage),
    meanwhile: &dyn Fn(&mut Stage),
    look: &dyn Fn(&mut Stage, &str),
) {
    let mut good = scene.clone();
    happens(&mut good);
    let effects = sync(&mut good).performed();
    for index in 0..=effects {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = scene.clone();
            happens(&mut stage);
            let job = Job::Sync { issue_id: ISSUE.into() };
            stage.unlucky(job, Luck::bad(index, stroke)).finish(&mut stage.world);
            stage.world.advance(30_000);
            meanwhile(&mut stage);
            come_to_rest(&mut stage, &case);
            look(&mut stage, &case);
        }
    }
}

/// What is stored of the link of SUP-1 and a record.
pub(crate) fn link_document(stage: &mut Stage, id: &str) -> Value {
    stage.document("link", &format!("{ISSUE}:{id}")).expect("they are linked")
}

/// The ids of the records that are linked to SUP-1.
pub(crate) fn linked_ids(stage: &mut Stage) -> Vec<String> {
    let document = stage.document("issue", ISSUE).expect("the issue has links");
    let links = document["links"].as_array().unwrap().iter();
    links.map(|link| link["recordId"].as_str().unwrap().to_owned()).collect()
}
