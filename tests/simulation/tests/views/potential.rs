//! Records like the one that is typed.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_simulation::mappings::removal;
use weftline_simulation::mappings::{mapping, section, selection, shown};
use weftline_simulation::{ADMIN, AGENT, Price, Stage, VIEWER};
use weftline_wire::call::{Call, LinkCall, PotentialResultsCall, Reply};
use weftline_wire::configuration::{FieldMapping, FieldSelection, Settings, Unmapped};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{Cell, PotentialResultsView};

use crate::support::{by_value, cases, field, from_jira};

fn typed(values: &[(&str, &str)]) -> Call {
    let values: BTreeMap<String, FieldValue> =
        values.iter().map(|(field, text)| ((*field).into(), FieldValue::Text((*text).into()))).collect();
    Call::PotentialResults(PotentialResultsCall { object: "Case".into(), values })
}

fn found(stage: &mut Stage, values: &[(&str, &str)]) -> (PotentialResultsView, Price) {
    match stage.priced(AGENT, typed(values)) {
        (Reply::PotentialResults(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

fn ids(stage: &mut Stage, values: &[(&str, &str)]) -> Vec<String> {
    found(stage, values).0.records.into_iter().map(|record| record.id).collect()
}

fn marked(field: FieldMapping) -> FieldMapping {
    FieldMapping { potential_results: true, ..field }
}

/// A stage on which these fields of cases are marked.
fn stage(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    stage.save(vec![section(
        "10000",
        cases(vec![
            marked(from_jira("Subject", "summary")),
            marked(from_jira("Description", "description")),
            marked(field("SuppliedEmail")),
            marked(field("AccountId")),
            marked(by_value("Priority", "priority", &[], Unmapped::Copy)),
            field("SuppliedName"),
        ]),
    )]);
    stage
}

#[test]
fn crt_3_similar_records_are_found_by_words_the_likest_first_in_one_call() {
    let mut stage = stage(1);
    let one = stage.make("Case", &json!({ "Subject": "Turbine howls" }));
    let both = stage.make("Case", &json!({ "Subject": "A turbine that howls at night, quietly" }));
    let inside = stage.make("Case", &json!({ "Subject": "Odd", "Description": "the turbine stands still" }));
    let other = stage.make("Case", &json!({ "Subject": "Windmill", "SuppliedName": "Turbine" }));
    let (view, cost) = found(&mut stage, &[("Subject", "turbine howls at nig")]);
    let ids: Vec<&str> = view.records.iter().map(|record| &*record.id).collect();
    assert_eq!(ids, [&both, &one], "{view:?}");
    assert_eq!(cost.salesforce_calls, 1);
    println!("potentialResults: {cost:?}");
    let labels: Vec<&str> = view.columns.iter().map(|column| &*column.field).collect();
    assert_eq!(labels, ["CaseNumber", "Subject", "Contact.Name", "Account.Name", "Status"], "the search fields");
    assert!(matches!(&view.records[0].cells[1], Cell::Text { text } if text.starts_with("A turbine")));
    assert!(!ids.contains(&&*other), "a field that is not marked makes nothing alike");
    assert!(self::ids(&mut stage, &[("Description", "turbine")]).contains(&inside), "long text is looked into");
    assert!(self::ids(&mut stage, &[("SuppliedName", "turbine")]).is_empty(), "what is not marked is not looked for");
}

#[test]
fn crt_3_addresses_and_numbers_and_lookups_have_to_be_the_same() {
    let mut stage = stage(2);
    let account = stage.query("SELECT Id FROM Account LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    let case = stage.make(
        "Case",
        &json!({
            "Subject": "Quux", "SuppliedEmail": "kim.o'neil+x@quux.example", "AccountId": account,
        }),
    );
    for (field, text) in [("SuppliedEmail", "KIM.O'Neil+x@quux.example"), ("Subject", "quux")] {
        let (view, cost) = found(&mut stage, &[(field, text)]);
        let ids: Vec<&str> = view.records.iter().map(|record| &*record.id).collect();
        assert_eq!((ids, cost.salesforce_calls), (vec![&*case], 1), "{field} {text}");
    }
    assert_eq!(ids(&mut stage, &[("SuppliedEmail", "kim@quux.example")]), [""; 0]);
    let of_account = ids(&mut stage, &[("AccountId", &account)]);
    assert!(of_account.contains(&case) && of_account.len() <= 10);
    // Of records with the same words, the one with the same account and address comes first.
    stage.make("Case", &json!({ "Subject": "Quux", "SuppliedEmail": "someone@quux.example" }));
    let ranked = ids(
        &mut stage,
        &[("Subject", "quux"), ("AccountId", &account), ("SuppliedEmail", "kim.o'neil+x@quux.example")],
    );
    assert_eq!((ranked.len(), &ranked[0]), (2, &case));
}

#[test]
fn crt_3_a_telephone_number_is_found_however_it_is_written() {
    let mut stage = Stage::connected(8);
    let searched = FieldSelection {
        search: vec!["Name".into(), "Phone".into()],
        details: Vec::new(),
        ..selection("Contact", &["Name"])
    };
    let fields = vec![marked(field("LastName")), marked(field("Phone"))];
    stage.save(vec![shown(searched), section("10000", mapping("Contact", fields))]);
    let id = stage.make("Contact", &json!({ "LastName": "Quux", "Phone": "+1 (415) 555-0199" }));
    let ids = |stage: &mut Stage, values: &[(&str, &str)]| {
        let Call::PotentialResults(call) = typed(values) else { panic!("it is what it is") };
        let call = Call::PotentialResults(PotentialResultsCall { object: "Contact".into(), ..call });
        match stage.priced(AGENT, call) {
            (Reply::PotentialResults(view), cost) => {
                let ids: Vec<String> = view.records.into_iter().map(|record| record.id).collect();
                (ids, cost.salesforce_calls)
            }
            other => panic!("{other:?}"),
        }
    };
    ids(&mut stage, &[("Phone", "0000000")]);
    for number in ["+14155550199", "415-555-0199", "(415) 555 0199", "001 415 5550199"] {
        assert_eq!(ids(&mut stage, &[("Phone", number)]), (vec![id.clone()], 1), "{number}");
    }
    assert_eq!(ids(&mut stage, &[("Phone", "(415) 555-0199"), ("LastName", "nobody")]), (vec![id], 1));
    assert_eq!(ids(&mut stage, &[("Phone", "4155550198")]), (Vec::new(), 1));
    assert_eq!(ids(&mut stage, &[("Phone", "0199")]), (Vec::new(), 0), "too short to be one");
}

#[test]
fn crt_3_nothing_typed_asks_nothing_and_at_most_ten_are_shown() {
    let mut stage = stage(3);
    for values in [&[][..], &[("Subject", "  ")], &[("SuppliedName", "Olivia")], &[("NoSuch__c", "x")]] {
        let (view, cost) = found(&mut stage, values);
        assert_eq!((view.records.len(), view.more, cost.salesforce_calls), (0, false, 0), "{values:?}");
    }
    for values in [&[("Subject", "?!")][..], &[("AccountId", "nobody")]] {
        let (view, cost) = found(&mut stage, values);
        assert_eq!((view.records.len(), cost.salesforce_calls), (0, 0), "{values:?}");
    }
    let (view, _) = found(&mut stage, &[("Priority", "High")]);
    assert_eq!((view.records.len(), view.more), (10, true));
}

#[test]
fn crt_3_linked_records_are_marked_and_can_be_linked_from_there() {
    let mut stage = stage(4);
    let id = stage.make("Case", &json!({ "Subject": "Turbine howls" }));
    let linked = |stage: &mut Stage| found(stage, &[("Subject", "turbine")]).0.records[0].linked;
    assert!(!linked(&mut stage));
    let link = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false });
    stage.call(AGENT, link).unwrap();
    assert!(linked(&mut stage));
}

#[test]
fn crt_3_nothing_typed_is_an_operator() {
    let mut stage = stage(5);
    for text in ["\" OR motor OR \"", "AND OR NOT", "motor*) {x} [y] ~^", "\\", "' OR Id != '", "a b c"] {
        for field in ["Subject", "SuppliedEmail", "Priority", "AccountId"] {
            let (view, cost) = found(&mut stage, &[(field, text)]);
            assert!(cost.salesforce_calls <= 1 && view.records.len() <= 10, "{field} {text}");
        }
    }
}

#[test]
fn tgl_4_without_potential_results_the_call_is_refused() {
    let mut stage = stage(6);
    stage.set(|settings| settings.show_potential_results = false);
    assert_eq!(stage.refused(AGENT, typed(&[("Subject", "motor")])), FailureCode::NotPermitted);
    stage.set(|settings| settings.show_potential_results = true);
    found(&mut stage, &[("Subject", "motor")]);
}

#[test]
fn crt_3_who_may_not_create_sees_no_potential_results() {
    let mut stage = stage(7);
    let call = typed(&[("Subject", "motor")]);
    assert_eq!(stage.refused(VIEWER, call.clone()), FailureCode::NotPermitted);
    let switches: [fn(&mut Settings) -> &mut bool; 2] = [|s| &mut s.enabled, |s| &mut s.allow_linking];
    for switch in switches {
        stage.set(|settings| *switch(settings) = false);
        assert_eq!(stage.refused(ADMIN, call.clone()), FailureCode::NotPermitted);
        stage.set(|settings| *switch(settings) = true);
    }
    stage.restrict(&["10001"]);
    assert_eq!(stage.refused(AGENT, call.clone()), FailureCode::NotPermitted, "MAP-12");
    stage.restrict(&[]);
    let Call::PotentialResults(of_contact) = call.clone() else { panic!("it is what it is") };
    let of_contact = Call::PotentialResults(PotentialResultsCall { object: "Contact".into(), ..of_contact });
    assert_eq!(stage.refused(AGENT, of_contact), FailureCode::ObjectNotConfigured);
    stage.save(vec![removal("project:10000")]);
    assert_eq!(stage.refused(AGENT, call), FailureCode::ProjectNotConfigured, "TGL-14");
}
