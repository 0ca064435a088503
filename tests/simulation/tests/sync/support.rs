//! Linked issues and records, edits on both sides, and what is marked.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke, Worker};
use weftline_wire::call::{Call, ConfigurationCall, LinkCall, Reply, SaveConfigurationCall, SectionDraft};
use weftline_wire::configuration::{
    Direction, FieldMapping, FieldSelection, Mapping, Part, Policy, Section, Source, Width,
};
use weftline_wire::job::Job;
use weftline_wire::view::SaveView;

/// The issue SUP-1.
pub(crate) const ISSUE: &str = "10100";
/// The text field `Customer reference`.
pub(crate) const CUSTOMER: &str = "customfield_10050";
/// The text area `Steps to reproduce`.
pub(crate) const STEPS: &str = "customfield_10051";

/// A field that takes its value from a Jira field.
pub(crate) fn field(name: &str, jira: &str, direction: Direction, policy: Policy) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source: Source::Field { field: jira.into(), part: Part::Whole },
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction,
        policy,
    }
}

pub(crate) fn mapping(object: &str, fields: Vec<FieldMapping>) -> Mapping {
    Mapping { object: object.into(), fields, assignment_rules: false, time_zone: None, related: Vec::new() }
}

pub(crate) fn section(mapping: Mapping) -> SectionDraft {
    SectionDraft { name: format!("mapping:10000:{}", mapping.object), content: Some(Section::Mapping(mapping)) }
}

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
    stage.save(vec![section(cases(policy))]);
    let id = make(&mut stage, "Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia" }));
    link(&mut stage, &id);
    (stage, id)
}

/// Saves the mapping of an object that nobody has configured, as the admin does; warnings are all right.
pub(crate) fn configure(stage: &mut Stage, mapping: Mapping) {
    let name = if mapping.object == "Solution" { "SolutionName" } else { "Name" };
    let names = vec![name.to_owned()];
    let selection = FieldSelection {
        object: mapping.object.clone(),
        search: names.clone(),
        details: names.clone(),
        list: names.clone(),
        compact: names,
    };
    let fields = SectionDraft { name: format!("fields:{}", mapping.object), content: Some(Section::Fields(selection)) };
    let Ok(Reply::Configuration(now)) = stage.call(ADMIN, Call::Configuration(ConfigurationCall {})) else {
        panic!("no configuration");
    };
    let sections = vec![fields, section(mapping)];
    let call = SaveConfigurationCall { base_version: now.version, sections, objects: None };
    match stage.call(ADMIN, Call::SaveConfiguration(call)) {
        Ok(Reply::SaveConfiguration(SaveView::Saved { .. })) => {}
        other => panic!("{other:?}"),
    }
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

/// Creates a record as an outside client does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let token = stage.world.access().access_token;
    let request = Request {
        method: "POST".into(),
        target: format!("/services/data/v62.0/sobjects/{object}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: values.to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let made: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// Changes a record as an outside client does.
pub(crate) fn change(stage: &mut Stage, object: &str, id: &str, values: &Value) {
    stage.patch(&format!("/services/data/v62.0/sobjects/{object}/{id}"), &values.to_string());
}

/// Changes up to 200 records at once, as an outside client does.
pub(crate) fn change_many(stage: &mut Stage, records: &[Value]) {
    let token = stage.world.access().access_token;
    let request = Request {
        method: "PATCH".into(),
        target: "/services/data/v62.0/composite/sobjects".into(),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: json!({ "allOrNone": true, "records": records }).to_string().into_bytes(),
    };
    assert_eq!(stage.world.handle(Door::Salesforce, &request).status, 200);
}

/// Changes SUP-1 as Jane does.
pub(crate) fn edit(stage: &mut Stage, fields: &Value) {
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{ISSUE}"), &json!({ "fields": fields }));
    assert_eq!(status, 204, "{answer}");
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
    let task = json!({
        "kind": "sync", "issueId": ISSUE, "projectId": "10000", "causes": ["polled"], "records": records,
        "look": false, "comments": [], "pushed": [],
    });
    let document = json!({ "task": task, "rung": 0, "sinceMs": stage.world.now_ms(), "trouble": null });
    let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": "open", "document": document });
    stage.put_entity("work", &format!("sync:{ISSUE}"), &value);
}

/// Runs the sync of SUP-1, and whatever it leaves in the queue; gives the worker.
pub(crate) fn sync(stage: &mut Stage) -> Worker {
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good());
    worker.finish(&mut stage.world);
    worker
}

/// Deletes records, or brings them back, as an outside client of the SOAP API does.
pub(crate) fn soap(stage: &mut Stage, operation: &str, inside: &str) {
    let token = stage.world.access().access_token;
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\">\
         <e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header>\
         <e:Body><{operation}>{inside}</{operation}></e:Body></e:Envelope>"
    );
    let request = Request {
        method: "POST".into(),
        target: "/services/Soap/u/62.0/00D".into(),
        headers: vec![("content-type".into(), "text/xml".into()), ("soapaction".into(), "\"\"".into())],
        body: body.into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(response.status == 200 && text.contains("<success>true</success>"), "{text}");
}

/// Syncs SUP-1 until nothing is left to do, with time passing in between.
pub(crate) fn come_to_rest(stage: &mut Stage, case: &str) {
    for _ in 0..8 {
        if is_at_rest(stage) {
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

/// Whether nothing is left to do for SUP-1.
pub(crate) fn is_at_rest(stage: &mut Stage) -> bool {
    stage.document("work", &format!("sync:{ISSUE}")).is_none()
}
