//! What values are made from is asked for in one turn: of Salesforce in one call, of Jira only what goes to Jira.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_simulation::mappings::{from, mapping, whole};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{Call, PreviewMappingCall, Reply};
use weftline_wire::configuration::{Direction, FieldMapping, Mapping, Part, Policy, Source, Unmapped};
use weftline_wire::plan::Way;
use weftline_wire::view::{MappingPreviewView, PlanRow, PlanView};

fn field(name: &str, source: Source, direction: Direction) -> FieldMapping {
    from(name, source, direction, Policy::SalesforceWins)
}

fn account_by(by: &str) -> Source {
    Source::Lookup { field: "summary".into(), object: "Account".into(), by: by.into() }
}

fn cases(fields: Vec<FieldMapping>, zone: Option<&str>) -> Mapping {
    Mapping { assignment_rules: true, time_zone: zone.map(str::to_owned), ..mapping("Case", fields) }
}

/// The preview, and how many calls of Salesforce it took.
fn preview(stage: &mut Stage, mapping: &Mapping, record: Option<&str>) -> (MappingPreviewView, u32) {
    let call =
        PreviewMappingCall { mapping: mapping.clone(), issue: "SUP-1".into(), record_id: record.map(str::to_owned) };
    match stage.priced(ADMIN, Call::PreviewMapping(call)) {
        (Reply::PreviewMapping(view), price) => (view, price.salesforce_calls),
        other => panic!("no preview: {other:?}"),
    }
}

fn row<'a>(plan: &'a PlanView, field: &str) -> &'a PlanRow {
    plan.rows.iter().find(|row| row.field == field).unwrap_or_else(|| panic!("no row for {field}: {plan:#?}"))
}

#[test]
fn map_13_users_and_lookups_of_a_creation_take_one_call() {
    let mut stage = Stage::connected(1);
    let id = stage.make("Account", &json!({ "Name": "O'Neil \"Bros\" \\ 100%_" }));
    stage.edit(ADMIN, "SUP-1", &json!({ "summary": "O'Neil \"Bros\" \\ 100%_", "assignee": { "accountId": AGENT } }));
    let both = [
        field("AccountId", account_by("Name"), Direction::Creation),
        field("OwnerId", whole("assignee"), Direction::Creation),
    ];
    let mapping = cases(both.to_vec(), None);
    preview(&mut stage, &mapping, None);
    let (view, calls) = preview(&mut stage, &mapping, None);
    assert_eq!(calls, 1, "a user and a lookup together");
    let account = row(&view.creation, "AccountId");
    assert!(account.written, "{account:?}");
    assert!(account.after.as_ref().is_some_and(|after| after.contains("O'Neil") || *after == id), "{account:?}");
    assert_eq!(row(&view.creation, "OwnerId").after.as_deref(), Some("Jane Doe"));

    stage.make("Account", &json!({ "Name": "o'neil \"bros\" \\ 100%_" }));
    let (view, _) = preview(&mut stage, &mapping, None);
    let account = row(&view.creation, "AccountId");
    assert!(!account.written, "two accounts have the name: {account:?}");
    assert!(
        view.creation.problems.iter().any(|problem| problem.code == "lookupAmbiguous"),
        "{:?}",
        view.creation.problems
    );
}

#[test]
fn map_13_a_lookup_that_salesforce_cannot_make_is_the_only_problem() {
    let mut stage = Stage::connected(2);
    stage.edit(ADMIN, "SUP-1", &json!({ "assignee": { "accountId": AGENT } }));
    for alone in [true, false] {
        let mut fields = vec![field("AccountId", account_by("NoSuch__c"), Direction::Creation)];
        if !alone {
            fields.push(field("OwnerId", whole("assignee"), Direction::Creation));
        }
        let (view, _) = preview(&mut stage, &cases(fields, None), None);
        let [problem] = view.creation.problems.as_slice() else { panic!("{:?}", view.creation.problems) };
        assert_eq!((problem.code.as_str(), problem.field.as_deref()), ("lookupRefused", Some("AccountId")));
        assert!(problem.text.contains("NoSuch__c"), "{}", problem.text);
    }
}

#[test]
fn map_13_a_day_is_one_of_the_mapping_s_time_zone() {
    let mut stage = Stage::connected(3);
    let created = stage.jira(ADMIN, "GET", "issue/SUP-1?fields=created", &Value::Null).1;
    let created = created["fields"]["created"].as_str().unwrap().to_owned();
    let day = |stage: &mut Stage, zone| {
        let mapping = cases(vec![field("Due_Date__c", whole("created"), Direction::Creation)], zone);
        let (view, calls) = preview(stage, &mapping, None);
        assert!(calls <= 1, "a describe at most");
        row(&view.creation, "Due_Date__c").after.clone()
    };
    let utc = day(&mut stage, None).unwrap();
    let days = ["Etc/GMT-14", "Etc/GMT+12"].map(|zone| day(&mut stage, Some(zone)).unwrap());
    assert_ne!(days[0], days[1], "26 hours apart, {created} is two days");
    assert!(days.contains(&utc) || utc > days[1], "{created}: {utc} {days:?}");
    let (view, _) = preview(
        &mut stage,
        &cases(vec![field("Due_Date__c", whole("created"), Direction::Creation)], Some("Europe/Nowhere")),
        None,
    );
    assert!(view.creation.problems.iter().any(|problem| problem.code == "unknownZone"), "{:?}", view.creation.problems);
}

#[test]
fn map_13_an_owner_comes_back_by_e_mail_and_a_status_by_a_transition() {
    let mut stage = Stage::connected(4);
    stage.edit(ADMIN, "SUP-1", &json!({ "assignee": null }));
    let agent = stage.jira(ADMIN, "GET", &format!("user?accountId={AGENT}"), &Value::Null).1;
    let email = agent["emailAddress"].as_str().unwrap();
    let owner =
        stage.query(&format!("SELECT Id FROM User WHERE Email = '{email}' AND IsActive = true"))[0]["Id"].clone();
    let case = stage.make("Case", &json!({ "Subject": "x", "OwnerId": owner, "Status": "Working" }));
    let steps = stage.jira(ADMIN, "GET", "issue/SUP-1/transitions", &Value::Null).1;
    let next = steps["transitions"][0]["to"]["name"].as_str().unwrap().to_owned();
    let status = Source::Picklist {
        field: "status".into(),
        part: Part::Whole,
        values: BTreeMap::new(),
        back: BTreeMap::from([("Working".to_owned(), next.clone())]),
        unmapped: Unmapped::Report,
    };
    let fields =
        vec![field("OwnerId", whole("assignee"), Direction::ToJira), field("Status", status, Direction::ToJira)];
    let mapping = cases(fields, None);
    preview(&mut stage, &mapping, Some(&case));
    let (view, calls) = preview(&mut stage, &mapping, Some(&case));
    assert_eq!(calls, 1, "the record");
    let update = view.update.unwrap();
    let (assignee, status) = (row(&update, "assignee"), row(&update, "status"));
    assert_eq!(
        (assignee.way, assignee.after.as_deref(), assignee.written),
        (Way::ToJira, agent["displayName"].as_str(), true)
    );
    assert_eq!(
        (status.way, status.after.as_deref(), status.written),
        (Way::ToJira, Some(next.as_str()), true),
        "{status:?}"
    );
}
