//! What holds for every plan between an issue and a record, on worlds that change values as Salesforce and Jira do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use weftline_plan::{After, UpdateInputs, attempts, bases_after, observe, plan_update, recognised};
use weftline_wire::document::{Base, Observed};
use weftline_wire::json::Json;
use weftline_wire::plan::{Plan, Way, Write};
use weftline_wire::salesforce::FieldValue;

/// A mapped pair: the Salesforce field, its type, and the Jira field.
const PAIRS: &[(&str, &str, &str)] = &[
    ("Name__c", "string", "summary"),
    ("Short__c", "string", "customfield_1"),
    ("Amount__c", "double", "customfield_2"),
    ("Due__c", "date", "duedate"),
    ("Region__c", "picklist", "customfield_3"),
    ("Tags__c", "multipicklist", "labels"),
    ("Notes__c", "textarea", "description"),
];

const REGIONS: [&str; 3] = ["EMEA", "APAC", "AMER"];

fn describe(&(name, kind, _): &(&str, &str, &str)) -> Value {
    let length = match name {
        "Short__c" => 8,
        "Notes__c" => 40,
        "Tags__c" => 4099,
        _ => 255,
    };
    json!({
        "name": name, "label": name, "type": kind, "createable": true, "updateable": true, "nillable": true,
        "length": length, "byteLength": length * 3, "precision": 10, "scale": 2,
        "picklistValues": REGIONS.map(|value| json!({"value": value, "label": value, "active": true})),
    })
}

fn jira_fields() -> Value {
    let custom = |id: &str, kind: &str, custom: &str| {
        let custom = format!("com.atlassian.jira.plugin.system.customfieldtypes:{custom}");
        json!({"id": id, "name": id, "schema": {"type": kind, "custom": custom}})
    };
    json!({"complete": false, "fields": [
        custom("customfield_1", "string", "textfield"),
        custom("customfield_2", "number", "float"),
        custom("customfield_3", "option", "select"),
    ]})
}

/// A value that Salesforce can hold in a pair's field.
fn of_salesforce(pair: usize) -> BoxedStrategy<FieldValue> {
    let text = |strategy: BoxedStrategy<String>| {
        let filled = strategy.prop_map(|text| match text.trim() {
            "" => FieldValue::Null,
            text => FieldValue::Text(text.to_owned()),
        });
        filled.boxed()
    };
    match PAIRS[pair].1 {
        "double" => prop_oneof![
            Just(FieldValue::Null),
            (-9999_i32..9999).prop_map(|n| FieldValue::Number(f64::from(n) / 100.0))
        ]
        .boxed(),
        "date" => prop_oneof![
            Just(FieldValue::Null),
            (1_u32..28).prop_map(|day| FieldValue::Text(format!("2026-03-{day:02}")))
        ]
        .boxed(),
        "picklist" => prop_oneof![
            Just(FieldValue::Null),
            prop::sample::select(REGIONS.to_vec()).prop_map(|value| FieldValue::Text(value.to_owned())),
        ]
        .boxed(),
        "multipicklist" => {
            text(prop::sample::select(vec!["", "EMEA", "APAC;AMER", "EMEA;AMER"]).prop_map(str::to_owned).boxed())
        }
        _ => text("[a-c]{0,7}".boxed()),
    }
}

/// A value that Jira can hold.
fn of_jira(pair: usize) -> BoxedStrategy<Value> {
    match PAIRS[pair].2 {
        "summary" => "[a-c]{1,9}".prop_map(Value::from).boxed(),
        "customfield_1" => prop_oneof![Just(Value::Null), "[a-c]{1,14}".prop_map(Value::from)].boxed(),
        "customfield_2" => {
            prop_oneof![Just(Value::Null), (-9_999_999_i32..9_999_999).prop_map(|n| json!(f64::from(n) / 10_000.0))].boxed()
        }
        "duedate" => prop_oneof![Just(Value::Null), (1_u32..28).prop_map(|day| json!(format!("2026-03-{day:02}")))].boxed(),
        "customfield_3" => prop_oneof![
            Just(Value::Null),
            prop::sample::select(REGIONS.to_vec()).prop_map(|value| json!({"id": "1", "value": value})),
        ]
        .boxed(),
        "labels" => prop::sample::subsequence(REGIONS.to_vec(), 0..3).prop_map(|labels| json!(labels)).boxed(),
        _ => prop_oneof![
            Just(Value::Null),
            "[a-c ]{0,60}[a-c]".prop_map(|text| {
                json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
            }),
        ]
        .boxed(),
    }
}

/// An issue and a record.
#[derive(Clone, Debug, PartialEq)]
struct World {
    salesforce: BTreeMap<String, FieldValue>,
    jira: BTreeMap<String, Value>,
}

fn world() -> impl Strategy<Value = World> {
    let salesforce: Vec<_> = (0..PAIRS.len()).map(of_salesforce).collect();
    let jira: Vec<_> = (0..PAIRS.len()).map(of_jira).collect();
    (salesforce, jira).prop_map(|(salesforce, jira)| World {
        salesforce: PAIRS.iter().map(|pair| pair.0.to_owned()).zip(salesforce).collect(),
        jira: PAIRS.iter().map(|pair| pair.2.to_owned()).zip(jira).collect(),
    })
}

/// Edits of some fields of either side: what they become.
fn edits() -> impl Strategy<Value = (World, u32, u32)> {
    (world(), 0_u32..1 << PAIRS.len(), 0_u32..1 << PAIRS.len())
}

fn edited(world: &World, (edits, salesforce, jira): &(World, u32, u32)) -> World {
    let mut world = world.clone();
    for (at, (field, _, jira_field)) in PAIRS.iter().enumerate() {
        if salesforce & (1 << at) != 0 {
            world.salesforce.insert((*field).to_owned(), edits.salesforce[*field].clone());
        }
        if jira & (1 << at) != 0 {
            world.jira.insert((*jira_field).to_owned(), edits.jira[*jira_field].clone());
        }
    }
    world
}

/// Direction and policy of each pair.
type Setup = Vec<(&'static str, &'static str)>;

fn setup() -> impl Strategy<Value = Setup> {
    let direction = prop::sample::select(vec!["creation", "toSalesforce", "toJira", "both", "both", "both"]);
    let policy = prop::sample::select(vec!["salesforceWins", "jiraWins", "latestWins", "ask"]);
    prop::collection::vec((direction, policy), PAIRS.len())
}

fn inputs(setup: &Setup, world: &World, base: BTreeMap<String, Base>, first: bool, jira_later: bool) -> UpdateInputs {
    let mapped = PAIRS.iter().zip(setup).map(|((field, _, jira_field), (direction, policy))| {
        json!({
            "field": field, "label": null, "source": {"kind": "field", "field": jira_field}, "default": null,
            "width": "one", "help": null, "readOnly": false, "direction": direction, "policy": policy,
        })
    });
    let inputs = json!({
        "mapping": {"object": "Thing__c", "fields": mapped.collect::<Vec<_>>(), "assignmentRules": false},
        "object": {"name": "Thing__c", "label": "Thing", "labelPlural": "Things", "createable": true, "updateable": true,
            "fields": PAIRS.iter().map(describe).collect::<Vec<_>>()},
        "jira": jira_fields(),
        "issue": {"id": "10100", "key": "SUP-1", "siteUrl": "https://acme.atlassian.net", "fields": {}},
        "record": {"id": "a00000000000001AAA", "values": {}, "modifiedAtMs": 5},
        "issueModifiedAtMs": if jira_later { 6 } else { 4 },
        "base": {}, "resolved": {"usersByEmail": {}}, "customersSee": ["summary"], "first": first,
    });
    let mut inputs: UpdateInputs = serde_json::from_value(inputs).unwrap();
    let fields = world.jira.iter().map(|(id, value)| (id.clone(), Json::parse(&value.to_string()).unwrap()));
    inputs.issue.fields = fields.collect();
    inputs.record.values.clone_from(&world.salesforce);
    inputs.base = base;
    inputs
}

/// What Salesforce and Jira make of a plan's writes.
fn carried_out(world: &World, plan: &Plan) -> World {
    let mut world = world.clone();
    for write in &plan.writes {
        match write {
            Write::UpdateRecord { fields, .. } => world.salesforce.extend(fields.clone()),
            Write::UpdateIssue { fields, .. } => {
                for (id, value) in fields {
                    world.jira.insert(id.clone(), kept_by_jira(id, &serde_json::from_str(value.get()).unwrap()));
                }
            }
            other => panic!("{other:?}"),
        }
    }
    world
}

/// Jira sends an option with its id, and labels in its own order.
fn kept_by_jira(id: &str, value: &Value) -> Value {
    match (id, value) {
        ("customfield_3", Value::Object(option)) => json!({"id": "1", "self": "x", "value": option["value"]}),
        ("labels", Value::Null) => json!([]),
        ("labels", Value::Array(labels)) => {
            let mut labels: Vec<&str> = labels.iter().map(|label| label.as_str().unwrap()).collect();
            labels.sort_unstable();
            json!(labels)
        }
        _ => value.clone(),
    }
}

fn no_writes(plan: &Plan) -> bool {
    plan.writes.is_empty() && plan.salesforce_calls == 0 && plan.jira_calls == 0
}

/// The bases once a plan was carried out: those of fields that wait stay.
fn rebased(setup: &Setup, before: &UpdateInputs, plan: &Plan, after: &World) -> BTreeMap<String, Base> {
    let mut bases = observe(&inputs(setup, after, BTreeMap::new(), false, false));
    let waits = |field: &str| {
        plan.held.iter().any(|held| held.field == field)
            || plan.problems.iter().any(|problem| problem.field.as_deref() == Some(field))
    };
    bases.retain(|field, _| !waits(field));
    for (field, base) in &before.base {
        bases.entry(field.clone()).or_insert_with(|| base.clone());
    }
    bases
}

fn written(plan: &Plan, way: Way) -> Vec<&str> {
    plan.trace.iter().filter(|trace| trace.way == way).map(|trace| trace.field.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_was_carried_out_is_not_written_again(
        setup in setup(), start in world(), first_edits in edits(), edits in edits(), first in any::<bool>(), later in any::<bool>(),
    ) {
        let known = observe(&inputs(&setup, &start, BTreeMap::new(), false, later));
        let base = if first { BTreeMap::new() } else { known };
        let world = edited(&start, &first_edits);
        let before = inputs(&setup, &world, base, first, later);
        let plan = plan_update(&before);
        let after = carried_out(&world, &plan);
        let bases = rebased(&setup, &before, &plan, &after);

        let again = plan_update(&inputs(&setup, &after, bases.clone(), false, later));
        let text = serde_json::to_string(&again).unwrap();
        prop_assert!(no_writes(&again), "{}\n{}", serde_json::to_string(&plan).unwrap(), text);
        prop_assert!(again.held.iter().all(|held| plan.held.iter().any(|before| before.field == held.field)));

        // And again after further edits.
        let world = edited(&after, &edits);
        let before = inputs(&setup, &world, bases, false, later);
        let plan = plan_update(&before);
        let after = carried_out(&world, &plan);
        let bases = rebased(&setup, &before, &plan, &after);
        prop_assert!(no_writes(&plan_update(&inputs(&setup, &after, bases, false, later))));
    }

    #[test]
    fn a_plan_that_was_carried_out_and_forgotten_is_agreement(
        setup in setup(), start in world(), edits in edits(), later in any::<bool>(),
    ) {
        let base = observe(&inputs(&setup, &start, BTreeMap::new(), false, later));
        let world = edited(&start, &edits);
        let plan = plan_update(&inputs(&setup, &world, base.clone(), false, later));
        let after = carried_out(&world, &plan);
        let again = plan_update(&inputs(&setup, &after, base, false, later));
        for way in [Way::ToSalesforce, Way::ToJira] {
            let twice: Vec<&str> =
                written(&again, way).into_iter().filter(|field| plan.trace.iter().any(|trace| trace.field == *field)).collect();
            prop_assert!(twice.is_empty(), "{twice:?}: {}", serde_json::to_string(&plan).unwrap());
        }
    }

    /// The answer is lost, and the side that the value came from is edited before the next try: it goes on as it would
    /// have with the answer.
    #[test]
    fn sync_3_what_was_carried_out_without_an_answer_is_nobodys_edit(
        setup in setup(), start in world(), edits in edits(), further in world(), edited_again in 0_u32..1 << PAIRS.len(),
        on_record in any::<bool>(), on_issue in any::<bool>(), later in any::<bool>(),
    ) {
        let base = observe(&inputs(&setup, &start, BTreeMap::new(), false, later));
        let world = edited(&start, &edits);
        let before = inputs(&setup, &world, base.clone(), false, later);
        let mut plan = plan_update(&before);
        let attempted = attempts(&before, &base, &mut 60_000);
        plan.writes.retain(|write| if matches!(write, Write::UpdateRecord { .. }) { on_record } else { on_issue });
        let mut now = carried_out(&world, &plan);
        let after = inputs(&setup, &now, BTreeMap::new(), false, later);
        let answered = bases_after(&before, &After {
            record: on_record.then_some(&now.salesforce), refused: &[], issue: on_issue.then_some(&after.issue), unsent: &[], theirs: &[],
        });
        for (at, (field, _, jira_field)) in PAIRS.iter().enumerate().filter(|(at, _)| edited_again & (1 << at) != 0) {
            match attempted.iter().find(|attempt| attempt.field == PAIRS[at].0).map(|attempt| attempt.way) {
                Some(Way::ToSalesforce) => drop(now.jira.insert((*jira_field).to_owned(), further.jira[*jira_field].clone())),
                Some(Way::ToJira) => drop(now.salesforce.insert((*field).to_owned(), further.salesforce[*field].clone())),
                None => {}
            }
        }
        let again = inputs(&setup, &now, base.clone(), false, later);
        let mut found = base.clone();
        found.extend(recognised(&again, &base, &attempted));
        let with_answer = plan_update(&inputs(&setup, &now, answered, false, later));
        let without = plan_update(&inputs(&setup, &now, found, false, later));
        for attempt in &attempted {
            let field = attempt.field.as_str();
            for way in [Way::ToSalesforce, Way::ToJira] {
                let goes = |plan: &Plan| written(plan, way).contains(&field);
                prop_assert_eq!(goes(&without), goes(&with_answer), "{} {:?}", field, way);
            }
            let holds = |plan: &Plan| plan.held.iter().any(|held| held.field == field);
            prop_assert_eq!(holds(&without), holds(&with_answer), "{}", field);
        }
        // Once the base has moved, its outcome is known: it says nothing any more.
        let moved: BTreeMap<String, Base> =
            base.keys().map(|field| (field.clone(), Base { salesforce: Observed::Unknown, jira: Observed::Unknown })).collect();
        prop_assert!(recognised(&again, &moved, &attempted).is_empty());
    }

    #[test]
    fn a_change_of_one_side_arrives_or_is_explained(
        setup in setup(), start in world(), edits in edits(), later in any::<bool>(),
    ) {
        let base = observe(&inputs(&setup, &start, BTreeMap::new(), false, later));
        let world = edited(&start, &edits);
        let plan = plan_update(&inputs(&setup, &world, base, false, later));
        let after = carried_out(&world, &plan);
        for (at, (field, _, jira_field)) in PAIRS.iter().enumerate() {
            let (direction, policy) = setup[at];
            let salesforce = world.salesforce[*field] != start.salesforce[*field];
            let jira = world.jira[*jira_field] != start.jira[*jira_field];
            let (to_salesforce, to_jira) =
                (written(&plan, Way::ToSalesforce).contains(field), written(&plan, Way::ToJira).contains(field));
            prop_assert!(!(to_salesforce && to_jira));
            prop_assert!(!to_salesforce || matches!(direction, "toSalesforce" | "both"));
            prop_assert!(!to_jira || matches!(direction, "toJira" | "both"));
            // Whoever alone has changed is never overwritten, and nobody who has not changed is a source.
            prop_assert!((!to_salesforce || jira) && (!to_jira || salesforce), "{}", field);
            prop_assert!(to_salesforce || after.salesforce[*field] == world.salesforce[*field]);
            prop_assert!(to_jira || after.jira[*jira_field] == world.jira[*jira_field]);
            let held = plan.held.iter().any(|held| held.field == *field);
            prop_assert!(!held || policy == "ask" && salesforce && jira && !to_salesforce && !to_jira);
            let skipped = plan.skipped.iter().filter(|skipped| skipped.field == *field).count();
            prop_assert_eq!(usize::from(to_salesforce || to_jira) + usize::from(held) + skipped, 1, "{}", field);
            let goes = match (salesforce, jira) {
                (true, false) => matches!(direction, "toJira" | "both"),
                (false, true) => matches!(direction, "toSalesforce" | "both"),
                _ => continue,
            };
            let reason = plan.skipped.iter().find(|skipped| skipped.field == *field).map(|skipped| &skipped.reason);
            // What differs only in how it is written, or beyond what the other side holds, is the same.
            let is_exact = matches!(*field, "Name__c" | "Due__c" | "Region__c");
            let excused = match reason.map(String::as_str) {
                None => true,
                Some("both sides have the same") => true,
                Some("neither side has changed") => !is_exact,
                // Jira wants a summary.
                Some(_) => *field == "Name__c" && world.salesforce["Name__c"] == FieldValue::Null,
            };
            prop_assert!(!goes || excused, "{}: {:?}", field, reason);
        }
    }

    #[test]
    fn plans_are_the_same_from_narrowed_and_stored_inputs(
        setup in setup(), start in world(), edits in edits(), first in any::<bool>(),
    ) {
        let base = observe(&inputs(&setup, &start, BTreeMap::new(), false, false));
        let mut inputs = inputs(&setup, &edited(&start, &edits), base, first, false);
        inputs.issue.fields.insert("customfield_9".to_owned(), Json::parse("1").unwrap());
        inputs.record.values.insert("Other__c".to_owned(), FieldValue::Null);
        inputs.base.insert("Other__c".to_owned(), Base { salesforce: Observed::Unknown, jira: Observed::Unknown });
        let plan = plan_update(&inputs);
        let text = weftline_wire::json::to_string(&plan);
        let stored: Plan = weftline_wire::json::from_str(&text).unwrap();
        prop_assert_eq!(&stored, &plan, "stored and read again");
        let narrowed = inputs.clone().narrowed();
        prop_assert!(!narrowed.issue.fields.contains_key("customfield_9"));
        prop_assert!(!narrowed.record.values.contains_key("Other__c") && !narrowed.base.contains_key("Other__c"));
        prop_assert_eq!(&text, &weftline_wire::json::to_string(&plan_update(&narrowed)));
        let replayed: UpdateInputs = weftline_wire::json::from_str(&serde_json::to_string(&narrowed).unwrap()).unwrap();
        prop_assert_eq!(&text, &weftline_wire::json::to_string(&plan_update(&replayed)));
    }
}

#[test]
fn what_a_plan_shows_is_bounded_and_what_it_writes_is_whole() {
    let setup: Setup = PAIRS.iter().map(|_| ("both", "salesforceWins")).collect();
    let long = "x".repeat(30_000);
    let mut world = World { salesforce: BTreeMap::new(), jira: BTreeMap::new() };
    world.jira.insert("customfield_1".to_owned(), json!("y"));
    world.salesforce.insert("Name__c".to_owned(), FieldValue::Text("n".to_owned()));
    world.salesforce.insert("Notes__c".to_owned(), FieldValue::Text(long.clone()));
    let plan = plan_update(&inputs(&setup, &world, BTreeMap::new(), true, false));
    let writes: usize = plan.writes.iter().map(|write| weftline_wire::json::to_string(write).len()).sum();
    assert!(writes > long.len());
    assert!(weftline_wire::json::to_string(&plan).len() - writes < 5_000);
}
