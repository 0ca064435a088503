//! Which fields may be shown where (FLD-3).

use expect_test::expect;
use weftline_configuration::{Doubt, shipped};
use weftline_wire::configuration::{FieldSelection, Section};

use super::support::{problems, refused, repair, selection};

fn check(change: impl FnOnce(&mut FieldSelection)) -> Vec<String> {
    refused("fields:Case", changed(change))
}

fn changed(change: impl FnOnce(&mut FieldSelection)) -> Section {
    let mut selection = selection();
    change(&mut selection);
    Section::Fields(selection)
}

fn mended(change: impl FnOnce(&mut FieldSelection)) -> FieldSelection {
    match repair("fields:Case", changed(change)) {
        Some(Section::Fields(selection)) => selection,
        other => panic!("no repair: {other:?}"),
    }
}

#[test]
fn fld_3_a_good_choice_is_taken() {
    assert_eq!(check(|_| {}), Vec::<String>::new());
}

#[test]
fn fld_3_unknown_fields_are_refused() {
    let change = |selection: &mut FieldSelection| {
        selection.details.push("Nope__c".into());
        selection.list.push("Owner.Nope".into());
    };
    expect![[r#"
        [
            "unknownField Nope__c: Details: `Case` has no field `Nope__c`, or the integration user may not see it; choose another field, or give the integration user read access to it in Salesforce",
            "unknownField Owner.Nope: List: `Case` has no field `Owner.Nope`, or the integration user may not see it; choose another field, or give the integration user read access to it in Salesforce",
        ]
    "#]]
    .assert_debug_eq(&check(change));
    assert_eq!(mended(change), selection());
}

#[test]
fn fld_3_a_sixth_search_field_is_refused() {
    let five = ["CaseNumber", "Subject", "Code__c", "Priority", "Owner.Name"];
    assert_eq!(check(|selection| selection.search = five.map(str::to_owned).to_vec()), Vec::<String>::new());
    let mut six: Vec<String> = five.map(str::to_owned).to_vec();
    six.push("Effort__c".into());
    assert_eq!(
        check(|selection| selection.search = six),
        ["tooManySearchFields -: Search: 6 fields are chosen; 5 are allowed; choose fewer"]
    );
}

#[test]
fn fld_3_a_sixth_compact_field_is_refused_and_the_name_counts() {
    let six = ["Subject", "Code__c", "Priority", "Effort__c", "Owner.Name", "CaseNumber"].map(str::to_owned).to_vec();
    let change = |selection: &mut FieldSelection| selection.compact = six;
    assert_eq!(check(change), ["tooManyCompactFields -: Compact: 6 fields are chosen; 5 are allowed; choose fewer"]);
}

#[test]
fn fld_3_long_text_is_refused_in_list_and_compact_and_taken_in_details() {
    let change = |selection: &mut FieldSelection| {
        selection.list.push("Description".into());
        selection.compact.push("Channels__c".into());
        selection.details.push("Html__c".into());
        selection.compact.push("Html__c".into());
        selection.list.push("Notes__c".into());
    };
    let codes: Vec<String> = check(change).iter().map(|told| told.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(codes, ["tooLongForList Description", "tooLongForList Channels__c", "tooLongForList Html__c"]);
    let mended = mended(change);
    assert_eq!(mended.compact, selection().compact);
    assert_eq!(mended.details.last().unwrap(), "Html__c");
}

#[test]
fn fld_3_the_name_field_cannot_be_left_out_of_list_and_compact() {
    let change = |selection: &mut FieldSelection| {
        selection.list = vec!["Subject".into()];
        selection.compact = Vec::new();
    };
    expect![[r#"
        [
            "nameFieldMissing CaseNumber: List: `CaseNumber label` names the record and cannot be left out; choose it",
            "nameFieldMissing CaseNumber: Compact: `CaseNumber label` names the record and cannot be left out; choose it",
        ]
    "#]]
    .assert_debug_eq(&check(change));
    let mended = mended(change);
    assert_eq!((mended.list, mended.compact), (vec!["CaseNumber".into(), "Subject".into()], vec!["CaseNumber".into()]));
}

#[test]
fn fld_3_what_cannot_be_searched_is_refused() {
    let change = |selection: &mut FieldSelection| {
        selection.search = ["IsClosed", "Description", "Subject", "Account.About__c"].map(str::to_owned).to_vec();
    };
    let codes: Vec<String> = check(change).iter().map(|told| told.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(codes, ["notSearchable IsClosed", "notSearchable Description", "notSearchable Account.About__c"]);
    assert_eq!(mended(change).search, ["Subject"]);
}

#[test]
fn fld_3_fields_over_a_lookup_are_those_that_are_known_and_always_the_name() {
    let change = |selection: &mut FieldSelection| {
        selection.list.extend(["Account.Name", "Account.Industry", "owner.name"].map(str::to_owned));
    };
    assert_eq!(check(change), Vec::<String>::new());
    let told = check(|selection| selection.list.push("Account.Owner.Name".into()));
    assert!(told[0].starts_with("unknownField Account.Owner.Name"), "{told:?}");
}

#[test]
fn fld_3_a_field_chosen_twice_is_refused() {
    let change = |selection: &mut FieldSelection| selection.details.push("caseNUMBER".into());
    assert_eq!(
        check(change),
        ["duplicateField caseNUMBER: Details: `caseNUMBER` is chosen twice; remove one of the two"]
    );
    assert_eq!(mended(change), selection());
}

#[test]
fn fld_1_objects_that_no_org_has_are_refused() {
    let of = |object: &str| Section::Fields(FieldSelection { object: object.into(), ..selection() });
    expect![[r#"
        [
            "objectGone -: no connected org has the object `Gone__c`, or the integration user may not see it; give the integration user access to the object in Salesforce, or remove it here",
        ]
    "#]]
    .assert_debug_eq(&refused("fields:Gone__c", of("Gone__c")));
}

#[test]
fn fld_1_what_could_not_be_checked_is_not_saved_but_stays_when_it_is() {
    let of = || Section::Fields(FieldSelection { object: "Unasked__c".into(), ..selection() });
    assert!(refused("fields:Unasked__c", of())[0].starts_with("notDescribed"));
    let told = problems("fields:Unasked__c", of(), Doubt::Told);
    assert_eq!(told[0].problem.severity, weftline_wire::failure::Severity::Warning);
}

#[test]
fn fld_1_of_what_is_shipped_an_org_takes_what_it_has() {
    assert_eq!(refused("fields:Case", Section::Fields(shipped::selection())), Vec::<String>::new());
    let mut edited = shipped::selection();
    edited.details.pop();
    assert!(!refused("fields:Case", Section::Fields(edited)).is_empty(), "what was edited is the admin's own");
}
