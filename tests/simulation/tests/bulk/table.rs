//! What the table proposes, and what of it is obeyed.

use weftline_simulation::Stage;
use weftline_simulation::mappings::{created, mapping, section, whole};
use weftline_wire::call::BulkCheckCall;
use weftline_wire::configuration::{BulkDefaults, FieldMapping, Mapping, Source};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::view::{BulkFileView, BulkSource};

use crate::support::{attach, check_call, choice, column, file, of, proposed, stage, try_check, with};

const CSV: &[u8] = b"Subject,reason,Status,Type,Priority\nPrinter on fire,x,New,,High\n";

fn mapped(stage: &mut Stage, fields: Vec<FieldMapping>) {
    stage.save(vec![section("10000", Mapping { assignment_rules: true, ..mapping("Case", fields) })]);
}

/// A stage with a mapping of its own, and a file.
fn opened(seed: u64) -> (Stage, BulkFileView) {
    let mut stage = stage(seed);
    let with_default = FieldMapping { default: Some("New".into()), ..created("Status", Source::Nothing) };
    let origin = FieldMapping { default: Some("Web".into()), ..created("Origin", Source::Nothing) };
    let locked = FieldMapping {
        read_only: true,
        ..created("Jira_Issue__c", Source::Template { template: "{{issue.url}}".into() })
    };
    mapped(
        &mut stage,
        vec![
            created("Subject", whole("summary")),
            created("Reason", Source::Nothing),
            with_default,
            origin,
            created("Type", Source::Constant { value: "Problem".into() }),
            locked,
        ],
    );
    let id = attach(&mut stage, "cases.csv", CSV);
    let view = file(&mut stage, &id);
    (stage, view)
}

#[test]
fn blk_3_blk_4_fields_without_a_jira_field_are_mapped_to_the_column_of_their_name() {
    let (_, view) = opened(740);
    let source = |name: &str| of(&view, name).source.clone();
    // A Jira field is mapped to it: its column is not taken by itself.
    assert_eq!(source("Subject"), BulkSource::Jira {});
    assert_eq!(of(&view, "Subject").jira.as_deref(), Some("Summary"));
    assert!(!of(&view, "Subject").jira_value.is_empty());
    assert_eq!(source("Reason"), column(1));
    assert_eq!(source("Status"), BulkSource::Column { index: 2, default: Some("New".into()) });
    assert_eq!(source("Type"), BulkSource::Column { index: 3, default: Some("Problem".into()) });
    // Not in the mapping at all, and offered after it.
    assert_eq!(source("Priority"), column(4));
    assert_eq!(source("Origin"), BulkSource::Value { text: "Web".into() });
    assert_eq!(source("Description"), BulkSource::Nothing {});
    let locked = of(&view, "Jira_Issue__c");
    assert_eq!((locked.read_only, &locked.source), (true, &BulkSource::Jira {}));
    assert!(locked.jira_value.ends_with("/browse/SUP-1"), "{}", locked.jira_value);
}

#[test]
fn blk_4_the_table_has_the_fields_of_the_mapping_first_and_no_field_that_cannot_be_set() {
    let (_, view) = opened(741);
    let names: Vec<&str> = view.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(names[..6], ["Subject", "Reason", "Status", "Origin", "Type", "Jira_Issue__c"]);
    for never in ["Id", "CaseNumber", "CreatedDate", "Weftline_Key__c"] {
        assert!(!names.contains(&never), "{never}");
    }
    assert_eq!(view.assignment_rules, Some(true));
    assert_eq!(of(&view, "Priority").options.len(), 3);
}

fn refused(stage: &mut Stage, call: BulkCheckCall) -> Failure {
    let failure = try_check(stage, call).expect_err("the choice is refused");
    assert_eq!(failure.code, FailureCode::Invalid);
    assert_eq!(stage.keys("bulk", ""), [""; 0]);
    failure
}

#[test]
fn blk_4_a_direct_call_fills_nothing_that_the_table_does_not_offer() {
    let (mut stage, view) = opened(742);
    for (field, source) in [
        ("CaseNumber", column(0)),
        ("Weftline_Key__c", column(0)),
        ("Nonsense__c", column(0)),
        ("Reason", column(5)),
        ("Reason", BulkSource::Jira {}),
        ("Jira_Issue__c", column(0)),
        ("Jira_Issue__c", BulkSource::Nothing {}),
        ("Effort__c", BulkSource::Value { text: "Sky-high".into() }),
    ] {
        let failure = refused(&mut stage, check_call(1, &view, vec![choice(field, source)]));
        assert_eq!(failure.values["field"], field);
    }
    let twice = vec![choice("Reason", column(1)), choice("Reason", column(0))];
    assert_eq!(refused(&mut stage, check_call(1, &view, twice)).values["field"], "Reason");
    let call = BulkCheckCall { fingerprint: "0".repeat(64), ..check_call(1, &view, proposed(&view)) };
    assert_eq!(refused(&mut stage, call).values["file"], "changed");
    let call = BulkCheckCall { job_id: "../1".into(), ..check_call(1, &view, proposed(&view)) };
    refused(&mut stage, call);
}

#[test]
fn tgl_11_where_defaults_may_be_changed_any_value_is_taken() {
    let (mut stage, view) = opened(743);
    let changes = [
        ("Origin", BulkSource::Value { text: "Phone".into() }),
        ("Status", BulkSource::Column { index: 2, default: Some("Working".into()) }),
    ];
    try_check(&mut stage, check_call(1, &view, with(&view, &changes))).unwrap();
}

#[test]
fn tgl_11_where_defaults_are_fixed_they_are_used_or_not_and_nothing_else() {
    let (mut stage, view) = opened(744);
    stage.set(|settings| settings.bulk_defaults = BulkDefaults::Fixed);
    let other = [
        ("Origin", BulkSource::Value { text: "Phone".into() }),
        ("Reason", BulkSource::Value { text: "New problem".into() }),
        ("Status", BulkSource::Column { index: 2, default: Some("Working".into()) }),
        ("Reason", BulkSource::Column { index: 1, default: Some("New problem".into()) }),
    ];
    for (field, source) in other {
        let failure = refused(&mut stage, check_call(1, &view, vec![choice(field, source)]));
        assert_eq!(failure.values["field"], field);
        assert!(failure.text.ends_with("only the default that an admin has given may be used"), "{}", failure.text);
    }
    let unused = [("Origin", BulkSource::Nothing {}), ("Status", column(2))];
    try_check(&mut stage, check_call(1, &view, with(&view, &unused))).unwrap();
}
