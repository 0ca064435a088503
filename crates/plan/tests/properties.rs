//! What holds for every plan, whatever is in the issue, the form and the mapping.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use weftline_plan::{CreationInputs, plan_creation};
use weftline_wire::failure::Severity;
use weftline_wire::plan::Write;
use weftline_wire::salesforce::FieldValue;

/// Type, length, bytes, precision and scale of the object's fields.
const FIELDS: &[(&str, u32, u32, u32, u32)] = &[
    ("string", 10, 30, 0, 0),
    ("string", 8, 9, 0, 0),
    ("textarea", 40, 60, 0, 0),
    ("picklist", 40, 120, 0, 0),
    ("multipicklist", 4099, 4099, 0, 0),
    ("combobox", 12, 36, 0, 0),
    ("boolean", 0, 0, 0, 0),
    ("int", 0, 0, 0, 0),
    ("double", 0, 0, 6, 2),
    ("percent", 0, 0, 18, 18),
    ("date", 0, 0, 0, 0),
    ("datetime", 0, 0, 0, 0),
    ("time", 0, 0, 0, 0),
    ("reference", 18, 54, 0, 0),
    ("email", 20, 60, 0, 0),
    ("url", 30, 90, 0, 0),
];

fn field_name(index: usize) -> String {
    format!("F{index}__c")
}

fn object(html: bool, required: usize) -> Value {
    let fields = FIELDS.iter().enumerate().map(|(index, (kind, length, bytes, precision, scale))| {
        json!({
            "name": field_name(index), "label": field_name(index), "type": kind, "createable": true,
            "nillable": index != required, "length": length, "byteLength": bytes, "precision": precision,
            "scale": scale, "htmlFormatted": html && *kind == "textarea", "referenceTo": ["User"],
            "restrictedPicklist": *kind == "multipicklist",
            "picklistValues": [{"value": "A", "label": "a letter", "active": true}, {"value": "B", "label": "B"}],
        })
    });
    let fields: Vec<Value> = fields.collect();
    json!({"name": "Case", "label": "Case", "labelPlural": "Cases", "createable": true, "fields": fields})
}

/// Text that is sometimes what one of the types wants.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        ".{0,50}",
        prop::sample::select(vec![
            "A",
            "a letter",
            "B",
            "A;B",
            "true",
            "no",
            "12.345",
            "-0.5e3",
            "99999999999",
            "2026-11-21",
            "2024-02-30",
            "2026-11-21T09:30:00.000+0100",
            "09:30",
            "005000000000001",
            "a@b.example",
            "👩‍🚀👩‍🚀👩‍🚀",
            "&&&&&&&&&&&&",
            "{{issue.a}}",
        ])
        .prop_map(str::to_owned),
    ]
}

/// A number as people type it: JSON, as it is read here, keeps 15 digits exactly.
fn number() -> impl Strategy<Value = f64> {
    (-999_999_999_999_999_i64..=999_999_999_999_999, 0..16_i32)
        .prop_map(|(digits, places)| format!("{digits}e-{places}").parse().unwrap())
}

fn jira_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::from),
        text().prop_map(|text| json!({"value": text, "child": {"value": "child"}})),
        text().prop_map(|text| json!({"name": text, "id": "1"})),
        text().prop_map(|text| json!({"accountId": "5b10", "emailAddress": text, "displayName": "Jane"})),
        text().prop_map(|text| {
            json!({"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
        }),
        text().prop_map(|text| json!({ text: [{}] })),
    ];
    prop_oneof![scalar.clone(), prop::collection::vec(scalar, 0..4).prop_map(Value::from)]
}

fn source() -> impl Strategy<Value = Value> {
    let field = prop::sample::select(vec!["a", "b", "description", "assignee", "labels", "key", "url"]);
    let unmapped = prop::sample::select(vec!["copy", "default", "empty", "report"]);
    prop_oneof![
        Just(json!({"kind": "nothing"})),
        field.clone().prop_map(|field| json!({"kind": "field", "field": field})),
        (field, text(), text(), unmapped).prop_map(|(field, from, to, unmapped)| {
            json!({"kind": "picklist", "field": field, "values": {from: to}, "unmapped": unmapped})
        }),
        text().prop_map(|text| json!({"kind": "constant", "value": text})),
        (text(), text()).prop_map(|(before, fallback)| {
            json!({"kind": "template", "template": format!("{before}{{{{issue.a|{fallback}}}}}{{{{issue.b}}}}")})
        }),
    ]
}

prop_compose! {
    fn inputs()(
        html in any::<bool>(),
        required in 0..FIELDS.len() * 2,
        sources in prop::collection::vec((source(), prop::option::of(text()), prop::bool::weighted(0.2)), FIELDS.len()),
        issue in prop::collection::btree_map(prop::sample::select(vec!["a", "b", "description", "assignee", "labels"]), jira_value(), 0..6),
        form in prop::option::of(prop::collection::btree_map(0..FIELDS.len() + 2, prop_oneof![
            Just(Value::Null), any::<bool>().prop_map(Value::from), number().prop_map(Value::from), text().prop_map(Value::from),
        ], 0..6)),
    ) -> Value {
        let mapped = sources.into_iter().enumerate().map(|(index, (source, default, read_only))| {
            json!({"field": field_name(index), "label": null, "source": source, "default": default, "width": "one", "help": null, "readOnly": read_only})
        });
        let mapped: Vec<Value> = mapped.collect();
        let form: Option<BTreeMap<String, Value>> =
            form.map(|form| form.into_iter().map(|(index, value)| (field_name(index), value)).collect());
        json!({
            "mapping": {"object": "Case", "fields": mapped, "assignmentRules": false},
            "object": object(html, required),
            "jira": {"fields": [], "complete": false},
            "issue": {"id": "1", "key": "SUP-1", "siteUrl": "https://acme.atlassian.net", "fields": issue},
            "resolved": {"usersByEmail": {"a@b.example": {"id": "005000000000001AAA", "name": "Jane"}}},
            "form": form,
            "assignmentRules": null,
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn plans_hold_their_promises(inputs in inputs()) {
        let inputs: CreationInputs = serde_json::from_value(inputs).unwrap();
        let plan = plan_creation(&inputs);
        let text = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(&text, &serde_json::to_string(&plan_creation(&inputs)).unwrap(), "the same inputs, the same plan");

        let stored = serde_json::to_string(&inputs).unwrap();
        let replayed: CreationInputs = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&text, &serde_json::to_string(&plan_creation(&replayed)).unwrap(), "replayed from its document");
        let narrowed = serde_json::to_string(&plan_creation(&replayed.narrowed())).unwrap();
        prop_assert_eq!(&text, &narrowed, "what was left out decides nothing");

        let error = plan.problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(plan.writes.is_empty(), error, "no writes with an error, writes without");
        for mapped in &inputs.mapping.fields {
            let traced = plan.trace.iter().filter(|trace| trace.field == mapped.field).count();
            let skipped = plan.skipped.iter().filter(|skipped| skipped.field == mapped.field).count();
            prop_assert!(traced + skipped >= 1 && traced <= 1 && skipped <= 1, "{}", mapped.field);
        }
        let Some(Write::CreateRecord { fields, .. }) = plan.writes.first() else { return Ok(()) };
        for (name, value) in fields {
            let field = inputs.object.fields.iter().find(|field| field.name == *name).unwrap();
            prop_assert!(*value != FieldValue::Null, "empty values are not sent");
            if let FieldValue::Text(text) = value {
                prop_assert!(!text.trim().is_empty());
                prop_assert!(field.length == 0 || text.encode_utf16().count() <= field.length as usize, "{name} {text}");
                prop_assert!(field.byte_length == 0 || text.len() <= field.byte_length as usize, "{name} {text}");
            }
            if let FieldValue::Number(number) = value {
                let whole = 10_f64.powi(i32::try_from(field.precision - field.scale).unwrap());
                prop_assert!(field.precision == 0 || number.abs() < whole, "{name} {number}");
            }
        }
    }
}
