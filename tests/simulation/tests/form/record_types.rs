//! Record types: offered where there is a choice, and with values of their own.

use std::collections::BTreeMap;

use weftline_simulation::{AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, RecordTypeCall, Reply};
use weftline_wire::configuration::{FieldMapping, Source};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::{FieldType, FieldValue};
use weftline_wire::view::{FormView, RecordTypeView};

use crate::support::{create, created, field, filled, form, invalid, mapped, of, priced, stage};

const FIELDS: [&str; 5] = ["Subject", "Type", "Priority", "Product_Area__c", "Component__c"];

/// The record types of Case by name.
fn types(stage: &mut Stage) -> BTreeMap<String, String> {
    let found = stage.query("SELECT Id, Name FROM RecordType WHERE SobjectType = 'Case'");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    found.iter().map(|record| (text(&record["Name"]), text(&record["Id"]))).collect()
}

fn call(object: &str, record_type: &str) -> Call {
    Call::RecordType(RecordTypeCall { object: object.into(), record_type: record_type.into() })
}

fn own(stage: &mut Stage, record_type: &str) -> RecordTypeView {
    match priced(stage, call("Case", record_type)) {
        (Reply::RecordType(view), calls) => {
            assert_eq!(calls, 1);
            view
        }
        other => panic!("{other:?}"),
    }
}

fn begins_with(form: &FormView) -> Option<&str> {
    match &of(form, "RecordTypeId").value {
        FieldValue::Text(id) => Some(id),
        _ => None,
    }
}

#[test]
fn crt_2_a_choice_of_record_types_is_offered_without_a_mapping_and_begins_with_the_default() {
    let mut stage = stage(1, "Case", &FIELDS);
    let types = types(&mut stage);
    let opened = form(&mut stage, "Case");
    assert_eq!(opened.fields[0].field, "RecordTypeId", "before everything that depends on it");
    assert_eq!((opened.fields[0].field_type, opened.fields[0].read_only), (FieldType::Picklist, false));
    assert_eq!(begins_with(&opened), Some(types["Support"].as_str()));
    assert_eq!(opened.record_type.as_ref(), Some(&types["Support"]));
    let incident = &*types["Incident"];
    let id = created(create(&mut stage, filled(&opened, &[("Subject", "Quux"), ("RecordTypeId", incident)])));
    let made = stage.query(&format!("SELECT RecordTypeId FROM Case WHERE Id = '{id}'"));
    assert_eq!(made[0]["RecordTypeId"], incident);
}

#[test]
fn crt_1_a_mapping_that_gives_the_record_type_and_locks_it_takes_the_choice_away() {
    let mut stage = Stage::connected(2);
    let source = Source::Constant { value: "Incident".into() };
    let locked = FieldMapping { source, read_only: true, ..field("RecordTypeId") };
    stage.save(vec![mapped("Case", vec![field("Subject"), locked])]);
    let types = types(&mut stage);
    let opened = form(&mut stage, "Case");
    assert!(of(&opened, "RecordTypeId").read_only);
    assert_eq!(opened.record_type.as_ref(), Some(&types["Incident"]));
    let sent = filled(&opened, &[("Subject", "Quux"), ("RecordTypeId", &types["Support"])]);
    let problems = invalid(create(&mut stage, sent));
    assert_eq!(problems[0].field.as_deref(), Some("RecordTypeId"));
}

#[test]
fn crt_2_an_object_without_record_types_offers_none() {
    let mut stage = stage(3, "Contact", &["LastName"]);
    let opened = form(&mut stage, "Contact");
    assert_eq!((opened.record_type, opened.fields.len()), (None, 1));
    assert_eq!(stage.refused(AGENT, call("Contact", "012000000000000AAA")), FailureCode::Invalid);
}

#[test]
fn crt_2_each_record_type_has_values_of_its_own_and_says_what_goes_with_what() {
    let mut stage = stage(4, "Case", &FIELDS);
    let types = types(&mut stage);
    let opened = form(&mut stage, "Case");
    let support = own(&mut stage, &types["Support"]);
    let incident = own(&mut stage, &types["Incident"]);
    assert_eq!(support.record_type, types["Support"]);
    for view in [&support, &incident] {
        let named: Vec<&str> = view.fields.iter().map(|field| &*field.field).collect();
        assert!(named.iter().all(|name| FIELDS.contains(name)), "only fields of the form: {named:?}");
        assert!(named.contains(&"Type") && named.contains(&"Component__c"), "{named:?}");
        for own in &view.fields {
            let all = &of(&opened, &own.field).options;
            assert!(own.options.iter().all(|option| all.iter().any(|known| known.value == option.value)));
            let dependent = own.dependent.as_ref();
            assert_eq!(
                dependent.map(|one| &*one.controller),
                (own.field == "Component__c").then_some("Product_Area__c")
            );
        }
    }
    assert_ne!(support.fields, incident.fields, "they really differ");
}

#[test]
fn crt_2_record_types_are_asked_for_only_by_who_may_edit_and_only_those_that_can_be_chosen() {
    let mut stage = stage(5, "Case", &FIELDS);
    let types = types(&mut stage);
    form(&mut stage, "Case");
    let support = call("Case", &types["Support"]);
    assert_eq!(stage.refused(VIEWER, support.clone()), FailureCode::NotPermitted);
    for unknown in ["012000000000000AAA", "nonsense", "../../../limits", ""] {
        assert_eq!(stage.refused(AGENT, call("Case", unknown)), FailureCode::Invalid, "{unknown}");
    }
    assert_eq!(stage.refused(AGENT, call("Contact", &types["Support"])), FailureCode::ObjectNotConfigured);
    stage.set(|settings| settings.allow_linking = false);
    assert_eq!(stage.refused(AGENT, support), FailureCode::NotPermitted);
}

#[test]
fn crt_2_a_value_that_the_record_type_does_not_offer_is_refused_at_its_field() {
    let mut stage = stage(6, "Case", &FIELDS);
    let types = types(&mut stage);
    let opened = form(&mut stage, "Case");
    let before = stage.query("SELECT Id FROM Case").len();
    let values = [("RecordTypeId", &*types["Incident"]), ("Product_Area__c", "Billing"), ("Component__c", "Invoice")];
    let problems = invalid(create(&mut stage, filled(&opened, &values)));
    assert_eq!(problems[0].code, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    assert!(problems.iter().all(|problem| problem.field.as_deref().is_some_and(|name| FIELDS.contains(&name))));
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    let values = [("RecordTypeId", &*types["Support"]), ("Product_Area__c", "Billing"), ("Component__c", "Invoice")];
    created(create(&mut stage, filled(&opened, &values)));
}
