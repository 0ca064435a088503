//! What a mapping would do.

use serde_json::json;
use weftline_simulation::{ADMIN, AGENT, Price, Stage};
use weftline_wire::call::{Call, PreviewMappingCall, Reply};
use weftline_wire::configuration::{Direction, FieldMapping, Mapping, Part, Policy, Source, Unmapped};
use weftline_wire::failure::{FailureCode, Severity};
use weftline_wire::plan::Way;
use weftline_wire::view::{MappingPreviewView, PlanRow, PlanView};

use crate::support::{by_value, cases, field, from_jira};

fn call(mapping: Mapping, issue: &str, record: Option<&str>) -> Call {
    Call::PreviewMapping(PreviewMappingCall { mapping, issue: issue.into(), record_id: record.map(str::to_owned) })
}

fn preview(stage: &mut Stage, mapping: Mapping, issue: &str, record: Option<&str>) -> (MappingPreviewView, Price) {
    match stage.priced(ADMIN, call(mapping, issue, record)) {
        (Reply::PreviewMapping(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

fn row<'a>(plan: &'a PlanView, field: &str) -> &'a PlanRow {
    plan.rows.iter().find(|row| row.field == field).unwrap_or_else(|| panic!("no row for {field}: {plan:#?}"))
}

fn going(direction: Direction, field: FieldMapping) -> FieldMapping {
    FieldMapping { direction, ..field }
}

fn jira_wins(field: FieldMapping) -> FieldMapping {
    FieldMapping { policy: Policy::JiraWins, ..field }
}

fn draft() -> Mapping {
    cases(vec![
        from_jira("Subject", "summary"),
        FieldMapping { default: Some("High".into()), ..by_value("Priority", "priority", &[], Unmapped::Default) },
        FieldMapping { source: Source::Constant { value: "Web".into() }, ..field("Origin") },
        FieldMapping {
            source: Source::Template { template: "{{issue.key}}: {{issue.summary}}".into() },
            ..field("SuppliedCompany")
        },
        from_jira("OwnerId", "assignee"),
        field("Reason"),
        from_jira("NoSuch__c", "summary"),
    ])
}

#[test]
fn d_1_every_mapped_field_has_a_row_that_says_what_is_written_or_why_not() {
    let mut stage = Stage::connected(1);
    let before = stage.query("SELECT Id FROM Case").len();
    let (view, _) = preview(&mut stage, draft(), "SUP-1", None);
    assert_eq!((view.issue.key.as_str(), view.update, view.record_name), ("SUP-1", None, None));
    let rows: Vec<(&str, bool)> = view.creation.rows.iter().map(|row| (&*row.field, row.written)).collect();
    assert_eq!(
        rows,
        [
            ("Subject", true),
            ("Priority", true),
            ("Origin", true),
            ("SuppliedCompany", true),
            ("OwnerId", row(&view.creation, "OwnerId").written),
            ("Reason", false),
            ("NoSuch__c", false),
        ],
        "in the mapping's order"
    );
    let subject = row(&view.creation, "Subject");
    assert_eq!(subject.after.as_deref(), Some("Invoice total is one cent too high"));
    assert_eq!((&*subject.source, &*subject.label, subject.way), ("Summary", "Subject", Way::ToSalesforce));
    assert_eq!(row(&view.creation, "Priority").source, "default");
    assert_eq!(row(&view.creation, "Origin").source, "always");
    let company = row(&view.creation, "SuppliedCompany");
    assert_eq!(company.source, "text with placeholders");
    assert!(company.after.as_ref().unwrap().starts_with("SUP-1: Invoice"));
    assert_eq!(row(&view.creation, "Reason").reason.as_deref(), Some("there is no value"));
    let missing = row(&view.creation, "NoSuch__c").reason.clone().unwrap();
    assert!(missing.contains("NoSuch__c"), "{missing}");
    assert!(view.problems.iter().any(|problem| problem.severity == Severity::Error), "{:?}", view.problems);
    assert_eq!((view.creation.salesforce_calls, view.creation.jira_calls), (1, 0));
    assert_eq!(view.creation.assignment_rules, Some(true));
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before, "nothing is written");
    assert_eq!(stage.document("issue", "10100"), None);
}

#[test]
fn d_1_an_owner_is_shown_by_name_and_takes_one_call() {
    let mut stage = Stage::connected(2);
    stage.edit(ADMIN, "SUP-1", &json!({ "assignee": { "accountId": AGENT } }));
    let mapping = || cases(vec![from_jira("Subject", "summary"), from_jira("OwnerId", "assignee")]);
    preview(&mut stage, mapping(), "SUP-1", None);
    let (view, cost) = preview(&mut stage, mapping(), "SUP-1", None);
    assert_eq!(row(&view.creation, "OwnerId").after.as_deref(), Some("Jane Doe"));
    assert_eq!(row(&view.creation, "OwnerId").label, "Owner");
    assert_eq!(cost.salesforce_calls, 1);
}

#[test]
fn d_1_with_a_record_both_ways_are_shown_as_if_just_linked_in_one_call() {
    let mut stage = Stage::connected(3);
    stage.edit(ADMIN, "SUP-1", &json!({ "assignee": { "accountId": AGENT } }));
    let id = stage.make("Case",
        &json!({ "Subject": "Quux", "SuppliedName": "Olivia", "Priority": "Low", "Status": "Working", "Origin": "Phone" }),
    );
    let mapping = || {
        cases(vec![
            jira_wins(going(Direction::ToSalesforce, from_jira("Subject", "summary"))),
            jira_wins(going(Direction::ToSalesforce, from_jira("OwnerId", "assignee"))),
            going(Direction::ToSalesforce, from_jira("SuppliedName", "summary")),
            going(Direction::ToJira, from_jira("Description", "description")),
            going(
                Direction::Both,
                by_value("Priority", "priority", &[("High", "High"), ("Low", "Low")], Unmapped::Report),
            ),
            going(Direction::Creation, field("Origin")),
        ])
    };
    preview(&mut stage, mapping(), "SUP-1", Some(&id));
    let (view, cost) = preview(&mut stage, mapping(), "SUP-1", Some(&id));
    println!("previewMapping with a record: {cost:?}");
    assert_eq!(cost.salesforce_calls, 1, "the record and the owner in one");
    assert!(view.record_name.as_ref().unwrap().ends_with(": Quux"), "{:?}", view.record_name);
    let update = view.update.unwrap();
    let subject = row(&update, "Subject");
    assert_eq!(subject.before.as_deref(), Some("Quux"));
    assert_eq!(subject.after.as_deref(), Some("Invoice total is one cent too high"));
    assert!(subject.written && !subject.customers_see);
    assert_eq!(row(&update, "OwnerId").after.as_deref(), Some("Jane Doe"));
    assert!(row(&update, "OwnerId").before.as_ref().is_some_and(|name| !name.starts_with("00")), "{update:#?}");
    let priority = update.rows.iter().find(|row| row.field == "priority" || row.field == "Priority").unwrap();
    assert_eq!(priority.way, Way::ToJira, "Salesforce wins: {priority:?}");
    assert_eq!((priority.label.as_str(), priority.after.as_deref()), ("Priority", Some("Low")));
    let origin = row(&update, "Origin");
    assert!(!origin.written && origin.reason.is_some(), "{origin:?}");
    let stands = row(&update, "SuppliedName").reason.clone().unwrap();
    assert!(stands.contains("stands"), "{stands}");
    assert_eq!(update.rows.len(), 6, "{update:#?}");
    let name = stage.query(&format!("SELECT Subject FROM Case WHERE Id = '{id}'"));
    assert_eq!(name[0]["Subject"], "Quux", "nothing is written");
}

#[test]
fn d_1_what_customers_of_a_service_project_will_see_is_said() {
    let mut stage = Stage::connected(4);
    let id = stage.make("Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia" }));
    let mapping = |direction| cases(vec![going(direction, from_jira("Subject", "summary"))]);
    for (issue, expected) in [("HELP-1", true), ("SUP-1", false)] {
        let (view, _) = preview(&mut stage, mapping(Direction::ToJira), issue, Some(&id));
        let update = view.update.unwrap();
        let summary = row(&update, "summary");
        assert_eq!((summary.after.as_deref(), summary.customers_see), (Some("Quux"), expected), "{issue}");
        let (view, _) = preview(&mut stage, mapping(Direction::ToSalesforce), issue, Some(&id));
        assert!(!row(&view.update.unwrap(), "Subject").customers_see, "they do not see the record");
    }
}

#[test]
fn d_1_with_an_error_nothing_is_written_and_the_rows_say_so() {
    let mut stage = Stage::connected(5);
    let mapping = cases(vec![
        from_jira("Subject", "summary"),
        by_value("Priority", "priority", &[("NoSuch", "High")], Unmapped::Report),
    ]);
    let (view, _) = preview(&mut stage, mapping, "SUP-1", None);
    assert!(view.creation.problems.iter().any(|problem| problem.severity == Severity::Error));
    assert!(view.creation.rows.iter().all(|row| !row.written && row.reason.is_some()), "{:#?}", view.creation.rows);
    assert!(row(&view.creation, "Priority").reason.as_ref().unwrap().contains("is not mapped"));
    assert_eq!(view.creation.salesforce_calls, 0);
}

#[test]
fn d_1_nothing_is_asked_of_salesforce_that_is_not_needed() {
    let mut stage = Stage::connected(6);
    let mapping = || cases(vec![from_jira("Subject", "summary")]);
    let (_, cost) = preview(&mut stage, mapping(), "SUP-1", None);
    println!("previewMapping: {cost:?}");
    assert_eq!(cost.salesforce_calls, 0);
    assert!(cost.turns <= 3, "{cost:?}");
    stage.world.advance(3_700_000);
    let (_, stale) = preview(&mut stage, mapping(), "SUP-1", None);
    println!("previewMapping with a stale describe: {stale:?}");
}

#[test]
fn d_1_only_admins_preview_and_only_what_they_see() {
    let mut stage = Stage::connected(7);
    let mapping = || cases(vec![from_jira("Subject", "summary")]);
    assert_eq!(stage.refused(AGENT, call(mapping(), "SUP-1", None)), FailureCode::NotPermitted);
    assert_eq!(stage.refused(ADMIN, call(mapping(), "SUP-4711", None)), FailureCode::NotPermitted);
    assert_eq!(stage.refused(ADMIN, call(mapping(), "SUP-1", Some("x"))), FailureCode::Invalid);
    let account = stage.query("SELECT Id FROM Account LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    assert_eq!(
        stage.refused(ADMIN, call(mapping(), "SUP-1", Some(&account))),
        FailureCode::RecordNotFound,
        "it is of another object"
    );
    let unknown = Mapping { object: "NoSuch__c".into(), ..mapping() };
    assert_eq!(stage.refused(ADMIN, call(unknown, "SUP-1", None)), FailureCode::RecordNotFound);
}

#[test]
fn d_1_a_cascading_part_is_previewed_as_its_part() {
    let mut stage = Stage::connected(8);
    let part = |field_name: &str, part| FieldMapping {
        source: Source::Field { field: "customfield_10062".into(), part },
        ..field(field_name)
    };
    let mapping = cases(vec![
        from_jira("Subject", "summary"),
        part("SuppliedCompany", Part::First),
        part("SuppliedName", Part::Second),
    ]);
    let (view, _) = preview(&mut stage, mapping, "SUP-1", None);
    assert_eq!(view.creation.rows.len(), 3);
}
