//! Dependent picklists, by describes in the shape that Salesforce gives them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_mapping::{dependent_problems, dependents};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

fn field(name: &str, kind: &str, controller: Value, values: &[(&str, Value)]) -> Value {
    let values = values.iter().map(|(value, valid_for)| json!({"active": !value.starts_with("Old"), "defaultValue": false, "label": value, "validFor": valid_for, "value": value}));
    json!({"name": name, "label": name, "type": kind, "dependentPicklist": !controller.is_null(),
        "controllerName": controller, "picklistValues": values.collect::<Vec<_>>(), "restrictedPicklist": true})
}

/// Ten controlling values, so that bitmaps are longer than a byte; one of them inactive, which bits count all the same.
fn object() -> ObjectDescribe {
    let areas = ["One", "Two", "Old Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    let areas: Vec<(&str, Value)> = areas.into_iter().map(|area| (area, Value::Null)).collect();
    let details = [
        ("first", json!("gAAA")),
        ("second", json!("QAAA")),
        ("several", json!("6AAA")),
        ("tenth", json!("AEAA")),
        ("Old", json!("gAAA")),
        ("nowhere", json!("AAAA")),
        ("unsaid", Value::Null),
        ("short", json!("g")),
        ("broken", json!("-*")),
    ];
    let object = json!({"name": "Case", "label": "Case", "labelPlural": "Cases", "fields": [
        field("Area__c", "picklist", Value::Null, &areas),
        field("Detail__c", "multipicklist", json!("Area__c"), &details),
        field("Billable__c", "boolean", Value::Null, &[]),
        field("Rate__c", "picklist", json!("Billable__c"), &[("free", json!("gAAA")), ("full", json!("QAAA")), ("half", json!("wAAA"))]),
        field("Lost__c", "picklist", json!("Hidden__c"), &[("x", json!("gAAA"))]),
    ]});
    json::from_str(&object.to_string()).unwrap()
}

#[test]
fn map_13_bitmaps_say_which_values_go_together() {
    let object = object();
    let (controller, values) = dependents(&object, "Detail__c").unwrap();
    assert_eq!(controller, "Area__c");
    assert_eq!(values.len(), 10);
    assert_eq!(values["One"], ["first", "several", "short"]);
    assert_eq!(values["Two"], ["second", "several"]);
    assert_eq!(values["Old Three"], ["several"]);
    assert_eq!(values["Four"], [""; 0]);
    assert_eq!(values["Five"], ["several"]);
    assert_eq!(values["Ten"], ["tenth"]);
}

#[test]
fn map_13_a_checkbox_controls_too() {
    let (controller, values) = dependents(&object(), "Rate__c").unwrap();
    assert_eq!(controller, "Billable__c");
    assert_eq!(values["false"], ["free", "half"]);
    assert_eq!(values["true"], ["full", "half"]);
}

#[test]
fn a_field_that_depends_on_none_or_on_one_that_is_not_shown_has_no_dependents() {
    assert_eq!(dependents(&object(), "Area__c"), None);
    assert_eq!(dependents(&object(), "Lost__c"), None);
    assert_eq!(dependents(&object(), "Nothing__c"), None);
}

fn problems(values: &[(&str, FieldValue)]) -> Vec<String> {
    let values: BTreeMap<String, FieldValue> =
        values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    dependent_problems(&object(), &values).into_iter().map(|problem| problem.text).collect()
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

#[test]
fn map_13_values_that_do_not_go_together_are_told() {
    assert_eq!(problems(&[("Area__c", text("One")), ("Detail__c", text("first;several"))]), [""; 0]);
    assert_eq!(
        problems(&[("Area__c", text("Two")), ("Detail__c", text("several;first"))]),
        ["`first` of `Detail__c` does not go with `Two` of `Area__c`"]
    );
    assert_eq!(
        problems(&[("Area__c", FieldValue::Null), ("Detail__c", text("first"))]),
        ["`first` of `Detail__c` does not go with `no value` of `Area__c`"]
    );
    let billable = |value| ("Billable__c", FieldValue::Boolean(value));
    assert_eq!(problems(&[billable(true), ("Rate__c", text("half"))]), [""; 0]);
    assert_eq!(
        problems(&[billable(false), ("Rate__c", text("full"))]),
        ["`full` of `Rate__c` does not go with `false` of `Billable__c`"]
    );
    // Nobody knows what a value outside of the lists goes with, nor what a field has that is not among them.
    assert_eq!(problems(&[("Area__c", text("Eleven")), ("Detail__c", text("first"))]), [""; 0]);
    assert_eq!(problems(&[("Area__c", text("Two")), ("Detail__c", text("something else"))]), [""; 0]);
    assert_eq!(problems(&[("Detail__c", text("first"))]), [""; 0]);
}
