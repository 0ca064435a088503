//! The test of a connection: what is there, what is missing, and what to do about it.

use serde_json::json;
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::mappings::section;
use weftline_simulation::{ADMIN, Luck, Stage};
use weftline_wire::call::{Call, Reply, TestConnectionCall};
use weftline_wire::configuration::{FieldMapping, Source};
use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::job::Turn;
use weftline_wire::view::{CheckOutcome, ConnectionCheck, ConnectionTestView};

use crate::support::{keep_mapping, row};

fn call() -> Call {
    Call::TestConnection(TestConnectionCall { connection: "main".into() })
}

fn try_it(stage: &mut Stage) -> Result<ConnectionTestView, Failure> {
    match stage.call(ADMIN, call()) {
        Ok(Reply::TestConnection(view)) => Ok(view),
        Err(failure) => Err(failure),
        other => panic!("{other:?}"),
    }
}

fn find<'a>(view: &'a ConnectionTestView, code: &str) -> &'a ConnectionCheck {
    view.checks.iter().find(|check| check.code == code).unwrap_or_else(|| panic!("no `{code}` in {:#?}", view.checks))
}

#[test]
fn con_5_a_connection_that_may_do_everything_is_fine_and_takes_one_call_of_the_org() {
    let mut stage = Stage::connected(20);
    let mut worker = stage.worker(ADMIN, call(), Luck::good());
    let Some(Turn::Done { reply: Some(Reply::TestConnection(view)) }) = worker.finish(&mut stage.world) else {
        panic!("the test ends");
    };
    assert_eq!(worker.salesforce_calls(), 1);
    assert!(view.checks.iter().all(|check| check.outcome == CheckOutcome::Fine), "{:#?}", view.checks);
    assert!(view.checks.iter().all(|check| check.remedy.is_none()));
    for code in
        ["login", "apiCalls", "apiEnabled", "object:Case", "field:Case.Weftline_Key__c", "install", "permissionSet"]
    {
        find(&view, code);
    }
    assert_eq!(view.api_limit, Some(100_000));
    assert!(view.api_used.is_some_and(|used| used > 0));
    assert_eq!(view.connection.id, "main");
}

#[test]
fn con_5_missing_fields_are_listed_with_their_remedies() {
    let mut stage = Stage::connected(21);
    stage.remove_field("Case.Weftline_Key__c");
    stage.remove_field("Case.Due_Date__c");
    let view = try_it(&mut stage).unwrap();
    let key = find(&view, "field:Case.Weftline_Key__c");
    assert_eq!(key.outcome, CheckOutcome::Weaker);
    assert!(key.remedy.as_deref().unwrap().contains("install"));
    let mapped = find(&view, "field:Case.Due_Date__c");
    assert_eq!(mapped.outcome, CheckOutcome::Missing);
    assert!(mapped.remedy.is_some());
    let set = find(&view, "permissionSet");
    let mut codes: Vec<&str> = view.checks.iter().map(|check| check.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), view.checks.len(), "each code once");
    assert_eq!(set.outcome, CheckOutcome::Missing);
    assert!(set.text.contains("API Enabled; Case: Read, Create, Edit"), "{}", set.text);
    assert!(view.checks.iter().all(|check| (check.outcome == CheckOutcome::Fine) == check.remedy.is_none()));
}

#[test]
fn con_5_the_org_s_own_mapping_is_mentioned() {
    let mut stage = Stage::connected(22);
    assert!(find(&try_it(&mut stage).unwrap(), "side").text.contains("no mapping of its own"));
    keep_mapping(&mut stage, &[row("A", "SUP", "Case", "")]);
    assert!(find(&try_it(&mut stage).unwrap(), "side").text.contains("1 row"));
}

#[test]
fn con_5_while_salesforce_is_away_nothing_is_said_to_be_missing() {
    let mut stage = Stage::connected(23);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    let away = try_it(&mut stage).unwrap_err();
    assert_eq!((away.code, away.retryable), (FailureCode::SalesforceUnavailable, true));
    stage.world.clear_faults();
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::LimitExceeded));
    assert_eq!(try_it(&mut stage).unwrap_err().code, FailureCode::SalesforceLimit);
    let none = Call::TestConnection(TestConnectionCall { connection: "none".into() });
    assert_eq!(stage.call(ADMIN, none).unwrap_err().code, FailureCode::NotConnected);
}

#[test]
fn con_7_an_org_that_keeps_weftline_out_is_told_with_what_to_do() {
    let mut stage = Stage::connected(24);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::TokenRevoked));
    let view = try_it(&mut stage).unwrap();
    let login = find(&view, "login");
    assert_eq!((view.checks.len(), login.outcome), (1, CheckOutcome::Missing));
    assert!(login.remedy.as_deref().unwrap().contains("reconnect"));
    let mut stage = Stage::connected(27);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::AddressRefused));
    for again in 0..2 {
        let login = find(&try_it(&mut stage).unwrap(), "login").clone();
        assert!(login.text.contains("address"), "{again}: {login:?}");
        assert!(login.remedy.as_deref().unwrap().contains("IP allowlist"), "{again}: {login:?}");
    }
    stage.world.clear_faults();
    assert_eq!(find(&try_it(&mut stage).unwrap(), "login").outcome, CheckOutcome::Fine, "nothing is lost by it");
    let mut stage = Stage::connected(25);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::SessionNotForApi));
    let login = find(&try_it(&mut stage).unwrap(), "login").clone();
    assert!(login.text.contains("API") && login.remedy.as_deref().unwrap().contains("scope"), "{login:?}");
}

#[test]
fn con_7_rights_that_the_org_takes_away_are_found() {
    let mut stage = Stage::connected(26);
    stage.make_field("Case.Extra__c", &json!({ "label": "Extra", "type": "Text", "length": 80 }));
    let set = stage
        .query("SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = 'System Administrator'")
        [0]["Id"]
        .clone();
    let grant = json!({
        "ParentId": set, "SobjectType": "Case", "Field": "Case.Extra__c", "PermissionsRead": true, "PermissionsEdit": true,
    });
    let grant = stage.make("FieldPermissions", &grant);
    stage.world.advance(3_600_000);
    let mut mapping = stage.configuration().unwrap().objects[0].mappings[0].mapping.clone();
    let extra = FieldMapping { field: "Extra__c".into(), source: Source::Nothing, ..mapping.fields[0].clone() };
    mapping.fields.push(extra);
    stage.save(vec![section("*", mapping)]);
    assert_eq!(find(&try_it(&mut stage).unwrap(), "fields:Case").outcome, CheckOutcome::Fine);

    let path = format!("/sobjects/FieldPermissions/{grant}");
    let (status, reply) = stage.ask("PATCH", &path, &json!({ "PermissionsEdit": false }));
    assert_eq!(status, 204, "{reply}");
    let found = try_it(&mut stage).unwrap();
    let mapped = find(&found, "field:Case.Extra__c");
    assert_eq!(mapped.outcome, CheckOutcome::Missing);
    assert!(mapped.text.contains("may not be written"), "{}", mapped.text);

    let (status, reply) = stage.ask("DELETE", &path, &serde_json::Value::Null);
    assert_eq!(status, 204, "{reply}");
    let found = try_it(&mut stage).unwrap();
    assert!(find(&found, "field:Case.Extra__c").text.contains("may not be seen"));
}
