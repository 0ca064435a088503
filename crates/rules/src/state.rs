//! Conditions on what an issue or a record holds now, whatever it went through before: when values of a mapping go
//! (SYNC-7).

use std::collections::BTreeMap;

use weftline_richtext::html_to_text;
use weftline_wire::configuration::{Comparison, Condition, Operand};
use weftline_wire::decision::{Judged, JudgedKind};
use weftline_wire::json::{self, Json, Unread};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, ObjectDescribe};

use crate::sought::Sought;
use crate::value::{Item, Items, Value};

/// Judges conditions on an issue's fields, as Jira gives them; a field that is missing has no value. `names` says what
/// people call them.
#[must_use]
pub fn judge_issue(
    condition: &Condition,
    fields: &BTreeMap<String, Json>,
    names: &dyn Fn(&str) -> Option<String>,
) -> Judged {
    let value = |field: &str| fields.get(field).map_or_else(Value::default, |json| Value::read(Unread::of(json.get())));
    tree(condition, &|field, comparison, values| compared(value(field), names(field), field, comparison, values))
}

/// Judges conditions on a record's fields. The values are those of [`record_paths`], by path.
#[must_use]
pub fn judge_record(condition: &Condition, object: &ObjectDescribe, values: &BTreeMap<String, FieldValue>) -> Judged {
    tree(condition, &|field, comparison, sought| {
        let describe = object.fields.iter().find(|describe| describe.name == field);
        let value = describe.map_or_else(Value::default, |describe| of_record(describe, object, values));
        compared(value, describe.map(|describe| describe.label.clone()), field, comparison, sought)
    })
}

/// What a Jira field's value is as people read it; none when there is none.
#[must_use]
pub fn found(json: &str) -> Option<String> {
    Value::read(Unread::of(json)).found()
}

/// The fields that conditions compare, each once, in order.
#[must_use]
pub fn compared_fields(condition: &Condition) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(condition) = open.pop() {
        match condition {
            Condition::All { of } | Condition::Any { of } | Condition::Not { of } => open.extend(of),
            Condition::Compare { field, .. } => found.push(field.as_str()),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What has to be read of a record to judge conditions on it, sorted, each once: `Status`, `Owner.Name`. Fields that the
/// object does not have are left out.
#[must_use]
pub fn record_paths(condition: &Condition, object: &ObjectDescribe) -> Vec<String> {
    let mut paths = Vec::new();
    for field in compared_fields(condition) {
        if let Some(describe) = object.fields.iter().find(|describe| describe.name == field) {
            paths.push(field.to_owned());
            paths.extend(name_path(describe));
        }
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Where the name of what a lookup points to stands; none where its object has no field of this name.
fn name_path(describe: &FieldDescribe) -> Option<String> {
    if describe.field_type != FieldType::Reference || describe.name == RECORD_TYPE {
        return None;
    }
    // Of several objects those of people and queues have names.
    let name = match describe.reference_to.as_slice() {
        [object] => match object.as_str() {
            "Case" => "CaseNumber",
            "Contract" => "ContractNumber",
            "Order" => "OrderNumber",
            "Solution" => "SolutionName",
            "Task" | "Event" => "Subject",
            _ => "Name",
        },
        _ => "Name",
    };
    Some([describe.relationship_name.as_deref()?, ".", name].concat())
}

/// The record's type: its names are in the describe.
const RECORD_TYPE: &str = "RecordTypeId";

/// Judges a tree, every part of it.
pub(crate) fn tree(condition: &Condition, compare: &dyn Fn(&str, Comparison, &[Operand]) -> Judged) -> Judged {
    let (kind, of) = match condition {
        Condition::Compare { field, comparison, values } => return compare(field, *comparison, values),
        Condition::All { of } => (JudgedKind::All, of),
        Condition::Any { of } => (JudgedKind::Any, of),
        Condition::Not { of } => (JudgedKind::Not, of),
    };
    let of: Vec<Judged> = of.iter().map(|condition| tree(condition, compare)).collect();
    let holds = match kind {
        JudgedKind::All => of.iter().all(|judged| judged.holds),
        JudgedKind::Any => of.iter().any(|judged| judged.holds),
        _ => !of.iter().any(|judged| judged.holds),
    };
    Judged { kind, holds, field: None, field_name: None, comparison: None, values: Vec::new(), found: None, of }
}

fn compared(now: Value<'_>, name: Option<String>, field: &str, comparison: Comparison, values: &[Operand]) -> Judged {
    Judged {
        kind: JudgedKind::Compare,
        holds: now.compares(comparison, &Sought::all(values)),
        field: Some(field.to_owned()),
        field_name: name,
        comparison: Some(comparison),
        values: values.to_vec(),
        found: now.found(),
        of: Vec::new(),
    }
}

fn of_record<'a>(
    describe: &FieldDescribe,
    object: &ObjectDescribe,
    values: &'a BTreeMap<String, FieldValue>,
) -> Value<'a> {
    let text = match values.get(&describe.name) {
        None | Some(FieldValue::Null) => return Value::default(),
        Some(FieldValue::Boolean(value)) => {
            return one(Item { text: (if *value { "true" } else { "false" }).as_bytes().into(), ..Item::default() });
        }
        Some(FieldValue::Number(number)) => {
            let text = json::to_string(number).into_bytes();
            return one(Item { text: text.into(), number: true, ..Item::default() });
        }
        Some(FieldValue::Text(text)) => text.as_str(),
    };
    match describe.field_type {
        FieldType::Picklist | FieldType::Combobox => one(choice(describe, text)),
        FieldType::MultiPicklist => {
            let items = text.split(';').filter(|value| !value.is_empty()).map(|value| choice(describe, value));
            Value { items: Items::Many(items.collect()), several: true }
        }
        FieldType::Reference => {
            let named = || name_path(describe).and_then(|path| values.get(&path));
            let record_type = || object.record_type_infos.iter().find(|known| known.record_type_id == text);
            let name = match named() {
                Some(FieldValue::Text(name)) => name.clone(),
                _ => record_type().map_or_else(|| text.to_owned(), |known| known.name.clone()),
            };
            one(Item { id: Some(text.as_bytes().into()), text: name.into_bytes().into(), ..Item::default() })
        }
        _ if describe.html_formatted => {
            Value { items: Item::of_text(html_to_text(text).into_bytes().into()).into(), several: false }
        }
        _ => Value::of_text(text),
    }
}

fn one(item: Item<'_>) -> Value<'_> {
    Value { items: Items::One(item), several: false }
}

/// A value of a picklist: known by what the API calls it, shown as people see it.
fn choice<'a>(describe: &FieldDescribe, value: &'a str) -> Item<'a> {
    let label = describe.picklist_values.iter().find(|entry| entry.value == value).map(|entry| entry.label.clone());
    let label = label.unwrap_or_else(|| value.to_owned());
    Item { id: Some(value.as_bytes().into()), text: label.into_bytes().into(), ..Item::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> ObjectDescribe {
        serde_json::from_value(serde_json::json!({
            "name": "Case", "label": "Case", "labelPlural": "Cases", "fields": [
                { "name": "Priority", "label": "Priority", "type": "picklist", "restrictedPicklist": true,
                  "picklistValues": [{ "value": "1", "label": "High", "active": true, "defaultValue": false }] },
                { "name": "IsClosed", "label": "Closed", "type": "boolean" },
                { "name": "Count__c", "label": "Count", "type": "double" },
                { "name": "OwnerId", "label": "Owner ID", "type": "reference", "referenceTo": ["User"], "relationshipName": "Owner" },
                { "name": "Tags__c", "label": "Tags", "type": "multipicklist" }
            ]
        }))
        .expect("it is a describe")
    }

    fn holds(field: &str, comparison: Comparison, text: &str, value: FieldValue) -> bool {
        let values = if text.is_empty() { Vec::new() } else { vec![Operand { id: None, text: text.to_owned() }] };
        let condition = Condition::Compare { field: field.to_owned(), comparison, values };
        let record = BTreeMap::from([(field.to_owned(), value), ("Owner.Name".to_owned(), text_of("Mia"))]);
        judge_record(&condition, &object(), &record).holds
    }

    fn text_of(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    #[test]
    fn sync_7_values_of_a_record_are_compared_by_their_types() {
        use Comparison::{Contains, Empty, Equals, NotEquals};
        assert!(holds("Priority", Equals, "high", text_of("1")), "as people see it");
        assert!(!holds("Priority", Equals, "high", text_of("2")));
        assert!(holds("IsClosed", Equals, "true", FieldValue::Boolean(true)));
        assert!(holds("IsClosed", NotEquals, "true", FieldValue::Boolean(false)));
        assert!(holds("OwnerId", Equals, "Mia", text_of("005000000000001AAA")), "by the name of what it points to");
        assert!(holds("Tags__c", Contains, "red", text_of("blue;Red")));
        assert!(holds("Tags__c", Empty, "", FieldValue::Null));
        assert_eq!(
            record_paths(
                &Condition::Compare { field: "OwnerId".into(), comparison: Empty, values: Vec::new() },
                &object()
            ),
            ["Owner.Name", "OwnerId"]
        );
    }

    #[test]
    fn sync_7_what_can_never_be_compared_is_told() {
        let wrong = |field: &str, comparison: Comparison, text: &str| {
            let values = vec![Operand { id: None, text: text.to_owned() }];
            let condition = Condition::Compare { field: field.to_owned(), comparison, values };
            let codes = crate::check_record(&condition, &object()).into_iter().map(|problem| problem.code);
            codes.collect::<Vec<_>>()
        };
        assert_eq!(wrong("Priority", Comparison::Equals, "High"), Vec::<String>::new());
        assert_eq!(wrong("Priority", Comparison::Equals, "Urgent"), ["otherType"]);
        assert_eq!(wrong("Gone__c", Comparison::Equals, "x"), ["unknownField"]);
        assert_eq!(wrong("Count__c", Comparison::Equals, "many"), ["otherType"]);
        assert_eq!(wrong("IsClosed", Comparison::Equals, "yes"), ["otherType"]);
        assert_eq!(wrong("Priority", Comparison::ChangedTo, "High"), ["notAState"]);
    }
}
