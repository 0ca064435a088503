//! What a person sees of planning: the create form's values and what becomes of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use serde_json::{Value, json};
use weftline_plan::{CreationInputs, plan_creation};

/// A case with a required topic, made from an issue called `Printer on fire`; `form` is what a person sent.
fn plan(topic: Value, read_only: bool, form: Value) -> Value {
    let field = |name: &str, nillable: bool| json!({"name": name, "label": name, "type": "string", "length": 255, "createable": true, "nillable": nillable});
    let mapped = |name: &str, source: Value, default: Value| json!({"field": name, "label": null, "source": source, "default": default, "width": "one", "help": null, "readOnly": read_only});
    let inputs: CreationInputs = serde_json::from_value(json!({
        "object": {"name": "Case", "label": "Case", "labelPlural": "Cases", "createable": true,
            "fields": [field("Subject", true), field("Topic__c", false)]},
        "mapping": {"object": "Case", "assignmentRules": true, "fields": [
            mapped("Subject", json!({"kind": "field", "field": "summary"}), Value::Null),
            mapped("Topic__c", json!({"kind": "nothing"}), topic)]},
        "jira": {"fields": [], "complete": false},
        "issue": {"id": "10100", "key": "SUP-1", "siteUrl": "https://weftline.atlassian.net", "fields": {"summary": "Printer on fire"}},
        "resolved": {"usersByEmail": {}},
        "form": form,
        "assignmentRules": null,
    }))
    .unwrap();
    serde_json::to_value(plan_creation(&inputs)).unwrap()
}

#[test]
fn crt_1_values_come_from_the_issue_and_from_defaults() {
    let plan = plan(json!("Hardware"), false, Value::Null);
    assert_eq!(plan["writes"][0]["fields"], json!({"Subject": "Printer on fire", "Topic__c": "Hardware"}));
    assert_eq!(plan["writes"][0]["assignmentRules"], true, "as the mapping presets it");
    assert_eq!(plan["writes"][1], json!({"kind": "linkRecord", "issueId": "10100", "recordId": null}));
    assert_eq!(plan["trace"][1]["source"], "default");
}

#[test]
fn crt_1_what_a_person_changed_goes_first() {
    let plan = plan(json!("Hardware"), false, json!({"Subject": "Printer burnt down", "Topic__c": "Insurance"}));
    assert_eq!(plan["writes"][0]["fields"], json!({"Subject": "Printer burnt down", "Topic__c": "Insurance"}));
}

#[test]
fn crt_1_read_only_fields_are_locked() {
    let plan = plan(json!("Hardware"), true, json!({"Subject": "Printer burnt down"}));
    assert_eq!(plan["writes"], json!([]));
    assert_eq!(plan["problems"][0]["code"], "readOnly");
    assert_eq!(plan["problems"][0]["field"], "Subject");
}

#[test]
fn a_required_field_left_empty_creates_nothing() {
    let plan = plan(Value::Null, false, json!({"Topic__c": " "}));
    assert_eq!((&plan["writes"], &plan["salesforceCalls"]), (&json!([]), &json!(0)));
    assert_eq!(plan["problems"][0]["code"], "REQUIRED_FIELD_MISSING");
}
