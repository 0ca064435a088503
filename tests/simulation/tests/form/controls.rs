//! The create form: what its controls are chosen by, and that the core holds what they would keep people from.

use weftline_simulation::Stage;
use weftline_wire::configuration::{FieldMapping, Source};
use weftline_wire::failure::Severity;
use weftline_wire::salesforce::{FieldType, FieldValue};
use weftline_wire::view::{CreateView, FormView};

use crate::support::{self, field, filled, from_jira, mapped, of};

fn form(stage: &mut Stage) -> FormView {
    support::form(stage, "Case")
}

/// A stage whose form has a field of every kind that Case has.
fn stage(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    let fields = vec![
        FieldMapping { potential_results: true, ..from_jira("Subject", "summary") },
        field("Description"),
        field("Product_Area__c"),
        field("Component__c"),
        field("Channels__c"),
        field("Due_Date__c"),
        field("Billable__c"),
        field("Effort__c"),
        field("Resolution__c"),
        field("AccountId"),
        FieldMapping { default: Some("Incident".into()), ..field("RecordTypeId") },
    ];
    stage.save(vec![mapped("Case", fields)]);
    stage
}

fn create(stage: &mut Stage, form: &FormView, values: &[(&str, &str)]) -> CreateView {
    let mut call = filled(form, values);
    call.values.entry("Subject".into()).or_insert_with(|| FieldValue::Text("Quux".into()));
    support::create(stage, call)
}

#[test]
fn crt_2_a_dependent_picklist_says_which_values_go_with_which() {
    let mut stage = stage(1);
    let form = form(&mut stage);
    let dependent = of(&form, "Component__c").dependent.as_ref().unwrap();
    assert_eq!(dependent.controller, "Product_Area__c");
    let with = |area: &str| dependent.values[area].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(with("Hardware"), ["Motor", "Gearbox", "Controller"]);
    assert_eq!(with("Software"), ["Controller", "Portal", "Mobile App"]);
    assert_eq!(with("Billing"), ["Invoice", "Payment"]);
    assert_eq!(of(&form, "Component__c").options.len(), 7);
    assert!(form.fields.iter().filter(|field| field.dependent.is_some()).count() == 1);
}

#[test]
fn crt_2_a_value_that_does_not_go_with_its_controller_is_refused_by_the_core() {
    let mut stage = stage(2);
    let form = form(&mut stage);
    let before = stage.query("SELECT Id FROM Case").len();
    match create(&mut stage, &form, &[("Product_Area__c", "Software"), ("Component__c", "Motor")]) {
        CreateView::Invalid { problems } => {
            let of_field = problems.iter().find(|problem| problem.field.as_deref() == Some("Component__c")).unwrap();
            assert_eq!(of_field.severity, Severity::Error);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before, "Salesforce was not even asked");
    let made = create(&mut stage, &form, &[("Product_Area__c", "Software"), ("Component__c", "Portal")]);
    assert!(matches!(made, CreateView::Created { .. }), "{made:?}");
}

#[test]
fn crt_2_record_types_are_a_list_by_name() {
    let mut stage = stage(3);
    let form = form(&mut stage);
    let record_type = of(&form, "RecordTypeId");
    assert_eq!((record_type.field_type, record_type.reference_to.len()), (FieldType::Picklist, 0));
    let labels: Vec<&str> = record_type.options.iter().map(|option| &*option.label).collect();
    assert_eq!(labels, ["Support", "Incident"]);
    let incident = &record_type.options[1].value;
    assert_eq!(record_type.value, FieldValue::Text(incident.clone()), "the default is chosen by name");
    let support = record_type.options[0].value.clone();
    let CreateView::Created { id, .. } = create(&mut stage, &form, &[("RecordTypeId", &support)]) else {
        panic!("it is not created");
    };
    let found = stage.query(&format!("SELECT RecordTypeId FROM Case WHERE Id = '{id}'"));
    assert_eq!(found[0]["RecordTypeId"], support.as_str());
}

#[test]
fn crt_2_each_field_has_what_its_control_needs() {
    let mut stage = stage(4);
    let form = form(&mut stage);
    let types: Vec<(&str, FieldType)> = form.fields.iter().map(|field| (&*field.field, field.field_type)).collect();
    assert_eq!(
        types,
        [
            ("Subject", FieldType::String),
            ("Description", FieldType::TextArea),
            ("Product_Area__c", FieldType::Picklist),
            ("Component__c", FieldType::Picklist),
            ("Channels__c", FieldType::MultiPicklist),
            ("Due_Date__c", FieldType::Date),
            ("Billable__c", FieldType::Boolean),
            ("Effort__c", FieldType::Double),
            ("Resolution__c", FieldType::TextArea),
            ("AccountId", FieldType::Reference),
            ("RecordTypeId", FieldType::Picklist),
        ]
    );
    assert_eq!(of(&form, "Channels__c").options.len(), 4);
    assert_eq!((of(&form, "Effort__c").precision, of(&form, "Effort__c").scale), (18, 2));
    assert_eq!(of(&form, "Effort__c").help.as_deref(), Some("Hours spent"));
    assert_eq!(of(&form, "AccountId").reference_to, ["Account"]);
    assert_eq!(of(&form, "AccountId").label, "Account");
    assert_eq!(of(&form, "Subject").length, 255);
}

/// A stage whose form has rich text, made of this.
fn rich(seed: u64, source: Source) -> Stage {
    let mut stage = Stage::connected(seed);
    let fields = vec![from_jira("Subject", "summary"), FieldMapping { source, ..field("Resolution__c") }];
    stage.save(vec![mapped("Case", fields)]);
    stage
}

fn resolution(stage: &mut Stage, made: CreateView) -> serde_json::Value {
    let id = support::created(made);
    stage.query(&format!("SELECT Resolution__c FROM Case WHERE Id = '{id}'"))[0]["Resolution__c"].take()
}

#[test]
fn crt_2_rich_text_is_html_in_the_form_and_in_the_record() {
    let mut stage = rich(5, Source::Constant { value: "a < b\nc".into() });
    let form = form(&mut stage);
    let field = of(&form, "Resolution__c");
    assert!(field.html && !of(&form, "Subject").html);
    assert_eq!(field.value, FieldValue::Text("a &lt; b<br>c".into()), "made of text");
    let html = "<p>x <b>y</b></p><ul><li>one</li></ul>";
    let made = create(&mut stage, &form, &[("Resolution__c", html)]);
    assert_eq!(resolution(&mut stage, made), html);
}

#[test]
fn crt_2_rich_text_that_does_something_does_it_no_more() {
    let mut stage = rich(7, Source::Nothing);
    let form = form(&mut stage);
    let hostile =
        r#"<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><iframe src="//x"></iframe></p>"#;
    let made = create(&mut stage, &form, &[("Resolution__c", hostile)]);
    assert_eq!(resolution(&mut stage, made), "<p>ab</p>");
}

#[test]
fn crt_2_rich_text_that_was_left_as_it_was_keeps_what_an_editor_would_not() {
    let mut stage =
        rich(8, Source::Field { field: "description".into(), part: weftline_wire::configuration::Part::Whole });
    let form = form(&mut stage);
    let FieldValue::Text(html) = of(&form, "Resolution__c").value.clone() else { panic!("{form:?}") };
    let made = create(&mut stage, &form, &[("Resolution__c", &html)]);
    assert_eq!(resolution(&mut stage, made), html.as_str());
}

#[test]
fn crt_2_rich_text_of_nothing_is_nothing_and_too_much_is_refused() {
    let mut stage = rich(9, Source::Nothing);
    let blank = form(&mut stage);
    let made = create(&mut stage, &blank, &[("Resolution__c", "<p>&#160;</p><p><br></p>")]);
    assert!(resolution(&mut stage, made).is_null());
    let again = form(&mut stage);
    let length = of(&again, "Resolution__c").length as usize;
    let made = create(&mut stage, &again, &[("Resolution__c", &format!("<p>{}</p>", "x".repeat(length)))]);
    let problems = support::invalid(made);
    assert_eq!((problems[0].code.as_str(), problems[0].field.as_deref()), ("STRING_TOO_LONG", Some("Resolution__c")));
}

#[test]
fn tgl_4_no_field_of_the_form_looks_for_records_when_that_is_switched_off() {
    let mut stage = stage(6);
    assert!(of(&form(&mut stage), "Subject").potential_results);
    assert!(!of(&form(&mut stage), "Description").potential_results, "MAP-8");
    stage.set(|settings| settings.show_potential_results = false);
    assert!(form(&mut stage).fields.iter().all(|field| !field.potential_results));
}
