//! What a mapping may say (MAP-1 to MAP-14), and what is left of it when the org changes (D-7).

use std::collections::BTreeMap;

use expect_test::expect;
use weftline_configuration::{Doubt, shipped, working};
use weftline_wire::configuration::{
    Comparison, Condition, FieldMapping, Mapping, Operand, Part, RelatedLookup, Section, Source, Unmapped,
};
use weftline_wire::failure::Severity;

use super::support::{case, field, known, mapping, problems, refused, repair};

const NAME: &str = "mapping:10000:Case";

fn check(fields: Vec<FieldMapping>) -> Vec<String> {
    refused(NAME, Section::Mapping(mapping("Case", fields)))
}

fn mended(fields: Vec<FieldMapping>) -> Vec<FieldMapping> {
    match repair(NAME, Section::Mapping(mapping("Case", fields))) {
        Some(Section::Mapping(mapping)) => mapping.fields,
        other => panic!("no repair: {other:?}"),
    }
}

fn from(jira: &str) -> Source {
    Source::Field { field: jira.into(), part: Part::Whole }
}

fn by_value(values: &[(&str, &str)]) -> Source {
    let values: BTreeMap<String, String> =
        values.iter().map(|&(jira, case)| (jira.to_owned(), case.to_owned())).collect();
    Source::Picklist {
        field: "priority".into(),
        part: Part::Whole,
        back: Default::default(),
        values,
        unmapped: Unmapped::Report,
    }
}

#[test]
fn map_1_a_good_mapping_is_taken() {
    let fields = vec![
        field("Subject", from("summary")),
        field("Priority", by_value(&[("Highest", "High")])),
        field("Effort__c", from("customfield_10042")),
    ];
    assert_eq!(check(fields), Vec::<String>::new());
}

#[test]
fn map_1_fields_that_are_unknown_read_only_or_mapped_twice_are_refused() {
    let fields = vec![
        field("Nope__c", from("summary")),
        field("CaseNumber", from("summary")),
        field("Subject", from("summary")),
        field("Subject", Source::Nothing),
    ];
    expect![[r#"
        [
            "unknownField Nope__c: `Case` has no field `Nope__c`, or the integration user may not see it; check the field's name and its field-level security in Salesforce",
            "fieldNotCreatable CaseNumber: `CaseNumber` cannot be set when a record is created; remove it from the mapping, or allow it by field-level security in Salesforce",
            "duplicateField Subject: `Subject` is mapped twice; remove one of the two",
        ]
    "#]]
    .assert_debug_eq(&check(fields.clone()));
    assert_eq!(mended(fields), [field("Subject", from("summary"))]);
}

#[test]
fn map_14_impossible_pairs_and_unknown_jira_fields_are_refused() {
    let fields = vec![field("Effort__c", from("assignee")), field("Subject", from("customfield_1"))];
    expect![[r#"
        [
            "impossiblePair Effort__c: `assignee` is a user and cannot become a number; choose another field, a value map or a template",
            "unknownJiraField Subject: Jira has no field `customfield_1`; choose another field",
        ]
    "#]]
    .assert_debug_eq(&check(fields.clone()));
    assert_eq!(mended(fields), [field("Effort__c", Source::Nothing), field("Subject", Source::Nothing)]);
}

#[test]
fn map_4_values_that_the_picklist_does_not_have_are_refused() {
    let fields = vec![field("Priority", by_value(&[("Highest", "High"), ("Medium", "Middling"), ("Low", "Old")]))];
    let codes: Vec<String> =
        check(fields.clone()).iter().map(|told| told.split(';').next().unwrap().to_owned()).collect();
    assert_eq!(
        codes,
        [
            "badMappedValue Priority: `Old` is not a value of `Priority label`",
            "badMappedValue Priority: `Middling` is not a value of `Priority label`",
        ]
    );
    assert_eq!(mended(fields), [field("Priority", by_value(&[("Highest", "High")]))]);
}

#[test]
fn map_5_defaults_that_the_field_does_not_take_are_refused() {
    let default =
        |name: &str, default: &str| FieldMapping { default: Some(default.into()), ..field(name, Source::Nothing) };
    let fields =
        vec![default("Priority", "Middling"), default("Effort__c", "much"), default("Code__c", "far too long")];
    let codes: Vec<String> =
        check(fields.clone()).iter().map(|told| told.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(codes, ["badDefault Priority", "badDefault Effort__c", "badDefault Code__c"]);
    assert!(mended(fields).iter().all(|field| field.default.is_none()));
}

#[test]
fn map_2_assignment_rules_are_for_objects_that_have_them() {
    let account = |assignment_rules| {
        let fields = vec![field("Name", from("summary"))];
        Section::Mapping(Mapping { assignment_rules, ..mapping("Account", fields) })
    };
    assert_eq!(refused("mapping:*:Account", account(false)), Vec::<String>::new());
    assert_eq!(
        refused("mapping:*:Account", account(true)),
        ["noAssignmentRules -: `Account` has no assignment rules; switch assignment rules off"]
    );
    assert_eq!(repair("mapping:*:Account", account(true)), Some(account(false)));
}

#[test]
fn map_1_a_required_field_left_unmapped_is_warned_of_and_refused_where_nobody_can_fill_it() {
    let account = |fields| Section::Mapping(mapping("Account", fields));
    let found = problems("mapping:*:Account", account(Vec::new()), Doubt::Refused);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].problem.code.as_str(), found[0].problem.severity), ("requiredUnmapped", Severity::Warning));
    assert_eq!(found[0].repair, Some(account(vec![field("Name", Source::Nothing)])));

    let locked = FieldMapping { read_only: true, ..field("Name", Source::Nothing) };
    let told = refused("mapping:*:Account", account(vec![locked]));
    assert!(told[0].starts_with("requiredUnfillable Name"), "{told:?}");
}

#[test]
fn map_1_a_mapping_belongs_to_an_object_and_a_project_that_are_configured() {
    let fields = || vec![field("Subject", from("summary"))];
    let told = refused("mapping:10077:Case", Section::Mapping(mapping("Case", fields())));
    assert_eq!(
        told,
        ["projectNotConfigured -: the mapping is for a project that is not configured: `10077`; \
          configure the project, or remove the mapping"]
    );
    let told = refused("mapping:*:Lead", Section::Mapping(mapping("Lead", fields())));
    assert!(told[0].starts_with("objectNotChosen"), "{told:?}");
}

#[test]
fn d_7_only_what_changed_rests() {
    let fields = vec![
        field("Subject", from("summary")),
        field("Gone__c", from("summary")),
        FieldMapping {
            default: Some("Middling".into()),
            ..field("Priority", by_value(&[("High", "High"), ("Low", "Old")]))
        },
        field("Effort__c", from("assignee")),
    ];
    let (working, resting) = working(&mapping("Case", fields), &known().jira, &case());
    assert_eq!(
        working.fields,
        [
            field("Subject", from("summary")),
            field("Priority", by_value(&[("High", "High")])),
            field("Effort__c", Source::Nothing),
        ]
    );
    let about: Vec<_> = resting.iter().filter_map(|problem| problem.field.as_deref()).collect();
    assert_eq!(about, ["Gone__c", "Priority", "Priority", "Effort__c"]);
}

#[test]
fn d_7_a_field_with_the_old_ones_label_is_taken_for_it() {
    let old = FieldMapping {
        label: Some("Code__c LABEL".into()),
        help: Some("kept".into()),
        ..field("Old__c", from("summary"))
    };
    let fields = vec![field("Subject", from("summary")), old.clone()];
    assert_eq!(mended(fields), [field("Subject", from("summary")), FieldMapping { field: "Code__c".into(), ..old }]);
}

#[test]
fn map_1_of_what_is_shipped_an_org_takes_what_it_has() {
    assert_eq!(refused("mapping:*:Case", Section::Mapping(shipped::mapping())), Vec::<String>::new());
    let (working, resting) = working(&shipped::mapping(), &known().jira, &case());
    assert!(resting.is_empty() && working.fields.len() < shipped::mapping().fields.len());
}

fn linking(lookups: &[(&str, &str)]) -> Mapping {
    let related = lookups.iter().map(|&(field, object)| RelatedLookup { field: field.into(), object: object.into() });
    Mapping { related: related.collect(), ..mapping("Case", vec![field("Subject", from("summary"))]) }
}

#[test]
fn rel_1_lookups_are_linked_by_themselves_once_each_to_objects_that_are_shown() {
    assert_eq!(refused(NAME, Section::Mapping(linking(&[("AccountId", "Account")]))), Vec::<String>::new());
    let wrong = linking(&[
        ("Nope__c", "Account"),
        ("Subject", "Account"),
        ("AccountId", "Contact"),
        ("AccountId", "Account"),
        ("AccountId", "Account"),
        ("OwnerId", "User"),
    ]);
    expect![[r#"
        [
            "unknownField Nope__c: `Case` has no lookup `Nope__c`, or the integration user may not see it; remove it from what is linked by itself, or give the integration user access to it",
            "notALookup Subject: `Subject label` points to no record, so nothing can be linked by it; choose a lookup",
            "notALookup AccountId: `AccountId label` does not point to `Contact`; choose one of the objects that it points to",
            "duplicateField AccountId: `AccountId label` is to be linked by itself twice; keep one of the two",
            "duplicateField AccountId: `AccountId label` is to be linked by itself twice; keep one of the two",
            "objectNotChosen OwnerId: records of `User` would be linked and shown nowhere: none of its fields are chosen; add the object under Fields first, or do not link it by itself",
        ]
    "#]]
    .assert_debug_eq(&refused(NAME, Section::Mapping(wrong.clone())));
    assert_eq!(
        repair(NAME, Section::Mapping(wrong.clone())),
        Some(Section::Mapping(linking(&[("AccountId", "Account")]))),
        "what works stays"
    );
    let (working, resting) = working(&wrong, &known().jira, &case());
    assert_eq!(working.related, linking(&[("AccountId", "Account"), ("OwnerId", "User")]).related);
    assert_eq!(resting.len(), 5, "{resting:?}");
}

fn compare(field: &str, comparison: Comparison, values: &[&str]) -> Condition {
    let values = values.iter().map(|&text| Operand { id: None, text: text.into() }).collect();
    Condition::Compare { field: field.into(), comparison, values }
}

fn all(of: &[Condition]) -> Option<Condition> {
    Some(Condition::All { of: of.to_vec() })
}

fn guarded(to_salesforce_when: Option<Condition>, to_jira_when: Option<Condition>) -> Mapping {
    Mapping { to_salesforce_when, to_jira_when, ..mapping("Case", vec![field("Subject", from("summary"))]) }
}

#[test]
fn sync_7_conditions_compare_fields_that_are_there_with_values_that_they_can_hold() {
    use Comparison::{Changed, Contains, Equals, NotEmpty, OneOf};
    let sound = guarded(
        all(&[compare("summary", Contains, &["drill"]), compare("customfield_10042", Equals, &["5"])]),
        all(&[
            compare("Priority", OneOf, &["High", "Low"]),
            Condition::Not { of: vec![compare("IsClosed", Equals, &["true"])] },
            compare("OwnerId", NotEmpty, &[]),
        ]),
    );
    assert_eq!(refused(NAME, Section::Mapping(sound)), Vec::<String>::new());
    let wrong = guarded(
        all(&[
            compare("customfield_1", Equals, &["x"]),
            compare("customfield_10042", Equals, &["many"]),
            compare("summary", Changed, &[]),
        ]),
        all(&[
            compare("Nope__c", Equals, &["x"]),
            compare("Priority", Equals, &["Middling"]),
            compare("Effort__c", Equals, &["much"]),
        ]),
    );
    let told = refused(NAME, Section::Mapping(wrong));
    let told: Vec<&str> = told.iter().map(|told| told.split(';').next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "notAState -: conditions towards Salesforce, `conditions.of[2]`: a change is asked about, and these conditions are about what is there",
            "unknownJiraField -: conditions towards Salesforce, `conditions.of[0]`: Jira has no field `customfield_1`",
            "otherType -: conditions towards Salesforce, `conditions.of[1]`: `Points` is a number, and is compared with something else",
            "unknownField -: conditions towards Jira, `conditions.of[0]`: `Case` has no field `Nope__c`, or the integration user may not see it",
            "otherType -: conditions towards Jira, `conditions.of[1]`: `Priority label` is compared with a value that it does not have",
            "otherType -: conditions towards Jira, `conditions.of[2]`: `Effort__c label` is a number, and is compared with something else",
        ]
    );
}

#[test]
fn sync_7_what_would_mend_conditions_lets_nothing_go_that_was_kept_back() {
    use Comparison::Equals;
    let stays = compare("Priority", Equals, &["High"]);
    let gone = compare("Nope__c", Equals, &["x"]);
    let never = Condition::Any { of: Vec::new() };
    let mended = |condition: Option<Condition>| match repair(NAME, Section::Mapping(guarded(None, condition))) {
        Some(Section::Mapping(mapping)) => mapping.to_jira_when,
        other => panic!("no repair: {other:?}"),
    };
    assert_eq!(mended(all(&[gone.clone(), stays.clone()])), all(&[never.clone(), stays.clone()]));
    assert_eq!(mended(Some(gone.clone())), all(std::slice::from_ref(&never)));
    let none_of = Condition::Not { of: vec![gone, stays.clone()] };
    assert_eq!(mended(Some(none_of)), all(&[never, Condition::Not { of: vec![stays] }]));
}
