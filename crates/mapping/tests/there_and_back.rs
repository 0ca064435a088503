//! Mapping there and back gives the start value wherever the compiler called the pair lossless in both directions: over
//! random schemas, mappings and values, the same each time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_mapping::{
    BackValue, IssueInput, JiraFields, RecordInput, Resolved, ResolvedUser, compile, lossless, same, same_jira,
};
use weftline_wire::configuration::Mapping;
use weftline_wire::failure::Severity;
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

const ROUNDS: u64 = 30_000;
const NAMES: [&str; 8] = ["Alpha", "beta", "Gamma Ray", "Δέλτα", "e;f", "x - y", "Zoë 😀", "7"];
const CUSTOM: &str = "com.atlassian.jira.plugin.system.customfieldtypes:";

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.roll(choices.len())]
    }

    /// Some of the names, each at most once.
    fn some(&mut self) -> Vec<&'static str> {
        let some: Vec<_> = NAMES.into_iter().filter(|_| self.roll(3) == 0).collect();
        if some.is_empty() { vec!["Alpha"] } else { some }
    }
}

/// Jira fields of every kind that a mapping knows, with their schemas.
fn jira_field(dice: &mut Dice, id: &str) -> (&'static str, Value) {
    let kinds = [
        ("textfield", json!({"type": "string", "custom": format!("{CUSTOM}textfield")})),
        ("textarea", json!({"type": "string", "custom": format!("{CUSTOM}textarea")})),
        ("url", json!({"type": "string", "custom": format!("{CUSTOM}url")})),
        ("number", json!({"type": "number", "custom": format!("{CUSTOM}float")})),
        ("date", json!({"type": "date"})),
        ("datetime", json!({"type": "datetime"})),
        ("user", json!({"type": "user"})),
        ("option", json!({"type": "option"})),
        ("version", json!({"type": "version"})),
        ("cascade", json!({"type": "option-with-child"})),
        ("options", json!({"type": "array", "items": "option"})),
        ("components", json!({"type": "array", "items": "component"})),
        ("labels", json!({"type": "array", "items": "string"})),
        ("users", json!({"type": "array", "items": "user"})),
    ];
    let (kind, schema) = kinds[dice.roll(kinds.len())].clone();
    (kind, json!({"id": id, "name": id, "schema": schema}))
}

fn jira_value(dice: &mut Dice, kind: &str) -> Value {
    let name = dice.of(&NAMES);
    match kind {
        "textfield" => json!(dice.of(&["Printer on fire", "ALPHA", "Zoë 😀", "12.50", "true", "jane@a.example"])),
        "textarea" => json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": name}]}]}),
        "url" => json!("https://example.com/a?b=c#d"),
        "number" => [json!(0), json!(-12.5), json!(1e14), json!(0.001), json!(99_999_999)][dice.roll(5)].clone(),
        "date" => json!(dice.of(&["2024-02-29", "2026-03-29", "1999-12-31"])),
        "datetime" => json!(dice.of(&["2026-03-29T02:30:00.000+0100", "2026-10-25T00:30:00.000+0000"])),
        "user" => person(dice.roll(3)),
        "users" => json!([person(dice.roll(2)), person(2)]),
        "option" => json!({"id": "1", "value": name}),
        "version" => json!({"id": "1", "name": name}),
        "cascade" => match dice.roll(3) {
            0 => json!({"value": name}),
            _ => json!({"value": name, "child": {"value": dice.of(&NAMES)}}),
        },
        "options" => json!(dice.some().into_iter().map(|name| json!({"value": name})).collect::<Vec<_>>()),
        "components" => json!(dice.some().into_iter().map(|name| json!({"name": name})).collect::<Vec<_>>()),
        "labels" => json!(["a", "A", "b_c"][..1 + dice.roll(3)]),
        other => panic!("{other}"),
    }
}

fn person(number: usize) -> Value {
    let name = format!("person{number}");
    json!({"accountId": format!("5b10a2844c2016570000{number:04}"), "displayName": name, "emailAddress": format!("{name}@a.example")})
}

/// A Salesforce field of any type, with limits that some values fit.
fn describe(dice: &mut Dice, name: &str, is_level: bool) -> Value {
    let types = [
        "string",
        "textarea",
        "picklist",
        "multipicklist",
        "combobox",
        "boolean",
        "int",
        "double",
        "currency",
        "percent",
        "date",
        "datetime",
        "time",
        "reference",
        "email",
        "phone",
        "url",
    ];
    let kind = if is_level { "picklist" } else { dice.of(&types) };
    let length = [10, 80, 255, 4_000, 131_072][dice.roll(5)];
    let labels = dice.roll(3) == 0;
    let values = NAMES.map(|name| json!({"value": name, "label": if labels { format!("The {name}") } else { name.to_owned() }, "active": true}));
    let to = dice.of(&["User", "Account"]);
    let (bytes, scale) = (length * [1, 3][dice.roll(2)], [0, 2, 18][dice.roll(3)]);
    json!({
        "name": name, "label": name, "type": kind, "nillable": true, "createable": true, "updateable": true,
        "length": length, "byteLength": bytes, "precision": 18, "scale": scale,
        "htmlFormatted": kind == "textarea" && dice.roll(2) == 0, "restrictedPicklist": dice.roll(2) == 0,
        "picklistValues": if kind.ends_with("picklist") { json!(values) } else { json!([]) },
        "referenceTo": [to], "relationshipName": name.replace("__c", "__r"),
    })
}

/// A source for a field, and whether values are looked up.
fn source(dice: &mut Dice, jira: &str, kind: &str) -> Value {
    let part = if kind == "cascade" { dice.of(&["whole", "first", "second"]) } else { "whole" };
    match dice.roll(4) {
        0 => {
            let mut values = BTreeMap::new();
            for name in NAMES {
                if dice.roll(2) == 0 {
                    values.insert(name, dice.of(&NAMES));
                }
            }
            json!({"kind": "picklist", "field": jira, "part": part, "values": values, "unmapped": dice.of(&["report", "copy", "empty"])})
        }
        1 => {
            let turned: BTreeMap<&str, &str> = NAMES.into_iter().zip(NAMES.into_iter().rev()).collect();
            json!({"kind": "picklist", "field": jira, "part": part, "values": turned, "unmapped": "report"})
        }
        2 if part == "whole" => json!({"kind": "lookup", "field": jira, "object": "Account", "by": "Name"}),
        _ => json!({"kind": "field", "field": jira, "part": part}),
    }
}

/// A mapping of one field, or of the two levels of a cascading option, with both schemas.
struct Pairing {
    kind: &'static str,
    mapping: Mapping,
    jira: JiraFields,
    object: ObjectDescribe,
    resolved: Resolved,
}

impl Pairing {
    fn random(dice: &mut Dice) -> Pairing {
        let (kind, field) = jira_field(dice, "customfield_1");
        let names: &[&str] = if kind == "cascade" && dice.roll(2) == 0 { &["F0__c", "F1__c"] } else { &["F0__c"] };
        let mut fields = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let mut source = source(dice, "customfield_1", kind);
            if names.len() == 2 {
                let part = if at == 0 { "first" } else { "second" };
                source = json!({"kind": "field", "field": "customfield_1", "part": part});
            }
            fields.push(json!({"field": name, "label": null, "source": source, "default": null, "width": "one",
                "help": null, "readOnly": false, "direction": "both"}));
        }
        let describes: Vec<Value> = names.iter().map(|name| describe(dice, name, names.len() == 2)).collect();
        let read = |value: Value| value.to_string();
        let mapping = read(json!({"object": "Case", "fields": fields, "assignmentRules": false}));
        let object = read(
            json!({"name": "Case", "label": "Case", "labelPlural": "Cases", "createable": true, "fields": describes}),
        );
        let mut resolved = Resolved::default();
        for number in 0..3 {
            let email = format!("person{number}@a.example");
            let user = |id: String| ResolvedUser { id, name: format!("person{number}") };
            resolved.users_by_email.insert(email.clone(), user(format!("00500000000000{number}AAA")));
            resolved.accounts_by_email.insert(email, user(format!("5b10a2844c2016570000{number:04}")));
        }
        Pairing {
            kind,
            mapping: weftline_wire::json::from_str(&mapping).unwrap(),
            jira: weftline_wire::json::from_str(&read(json!({"fields": [field], "complete": true}))).unwrap(),
            object: weftline_wire::json::from_str(&object).unwrap(),
            resolved,
        }
    }

    fn is_lossless(&self) -> bool {
        let both = |way| self.mapping.fields.iter().all(|field| lossless(field, &self.jira, &self.object, way));
        let whole = self.kind != "cascade" || self.mapping.fields.len() == 2;
        whole && both(Way::ToSalesforce) && both(Way::ToJira)
    }

    /// The record's values that an issue's value becomes; none when it is refused.
    fn there(&self, value: &str) -> Option<BTreeMap<String, FieldValue>> {
        let compiled = compile(&self.mapping, &self.jira, &self.object);
        let issue = issue(value);
        let mut resolved = self.resolved.clone();
        for lookup in compiled.needs(&issue).lookups {
            let weftline_mapping::LookupNeeded { object, by, text } = lookup;
            let id = Some(String::from("001000000000001AAA"));
            resolved.lookups.push(weftline_mapping::ResolvedRecord { object, by, text, id, refused: None });
        }
        let mut values = BTreeMap::new();
        for mapped in compiled.apply(&issue, &resolved) {
            let refused = mapped.problems.iter().any(|problem| problem.severity == Severity::Error);
            if refused {
                return None;
            }
            assert!(mapped.losses.is_empty(), "{value} lost {:?}: {:?}", mapped.losses, self.mapping.fields);
            // What lookups point to is read with them.
            let related = mapped.field.replace("__c", "__r");
            if let FieldValue::Text(id) = &mapped.value {
                let user = resolved.users_by_email.iter().find(|(_, user)| user.id == *id);
                if let Some((email, _)) = user {
                    values.insert(format!("{related}.Email"), FieldValue::Text(email.clone()));
                }
                if let Some(found) = resolved.lookups.first() {
                    values.insert(format!("{related}.{}", found.by), FieldValue::Text(found.text.clone()));
                }
            }
            values.insert(mapped.field, mapped.value);
        }
        Some(values)
    }

    /// What a record's values become on an issue that has nothing; none when they are refused.
    fn back(&self, values: &BTreeMap<String, FieldValue>) -> Option<String> {
        let compiled = compile(&self.mapping, &self.jira, &self.object);
        let record = RecordInput { id: "500000000000001AAA", values };
        let mapped = compiled.apply_back(record, &issue("null"), &self.resolved);
        assert_eq!(mapped.len(), 1, "one value for one Jira field");
        let one = &mapped[0];
        if one.problems.iter().any(|problem| problem.severity == Severity::Error) {
            return None;
        }
        assert!(one.losses.is_empty(), "{values:?} lost {:?}: {:?}", one.losses, self.mapping.fields);
        match &one.value {
            BackValue::Set(json) => Some(json.get().to_owned()),
            BackValue::Clear => Some(String::from("null")),
            BackValue::Nothing | BackValue::Status { .. } => None,
        }
    }
}

fn issue(value: &str) -> IssueInput<'_> {
    IssueInput {
        id: "10100",
        key: "SUP-1",
        site_url: "https://weftline.atlassian.net",
        fields: BTreeMap::from([("customfield_1", value)]),
    }
}

#[test]
fn map_14_what_is_called_lossless_comes_back_as_it_was() {
    let mut dice = Dice(20_260_101);
    let mut whole: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = 0;
    for _ in 0..ROUNDS {
        let pairing = Pairing::random(&mut dice);
        let value = jira_value(&mut dice, pairing.kind).to_string();
        if !pairing.is_lossless() {
            continue;
        }
        let Some(values) = pairing.there(&value) else {
            refused += 1;
            continue;
        };
        let Some(back) = pairing.back(&values) else {
            panic!("{value} became {values:?}, which is refused on the way back: {:?}", pairing.mapping.fields)
        };
        assert!(same_jira(&value, &back), "{value} came back as {back} by {values:?}: {:?}", pairing.mapping.fields);
        let field = &pairing.object.fields[0];
        *whole.entry(format!("{} {:?}", pairing.kind, field.field_type)).or_default() += 1;
        // And once more, from the record's side.
        let full = pairing.kind.starts_with("user");
        if let Some(again) = pairing.there(&back).filter(|_| !full) {
            for (name, value) in &values {
                let describe = pairing.object.fields.iter().find(|field| field.name == *name);
                let is_same = describe.is_none_or(|describe| same(describe, value, &again[name]));
                assert!(is_same, "{values:?} came back as {again:?}");
            }
        }
    }
    println!("{} round trips, {refused} refused: {whole:?}", whole.values().sum::<usize>());
    for pair in [
        "textfield String",
        "textfield Phone",
        "date Date",
        "datetime DateTime",
        "user Reference",
        "user Email",
        "option Picklist",
        "version Picklist",
        "options MultiPicklist",
        "components MultiPicklist",
        "cascade Picklist",
    ] {
        assert!(whole.contains_key(pair), "{pair} was never tried: {whole:?}");
    }
}
