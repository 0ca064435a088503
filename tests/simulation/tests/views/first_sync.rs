//! What is copied when a record is linked by hand.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::mappings::section;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{Call, LinkCall, PanelCall, PanelKind, Reply, UnlinkCall};
use weftline_wire::configuration::{Direction, FieldMapping, FirstSync};
use weftline_wire::document::{NextStep, Setback, Undertaking};
use weftline_wire::job::Job;

use crate::support::{cases, from_jira};

/// The text field `Customer` and the number field `Effort`.
const CUSTOMER: &str = "customfield_10050";

fn going(direction: Direction, field: FieldMapping) -> FieldMapping {
    FieldMapping { direction, ..field }
}

/// A stage whose mapping has a field for each way.
fn stage(seed: u64, how: FirstSync) -> Stage {
    let mut stage = Stage::connected(seed);
    stage.save(vec![section(
        "10000",
        cases(vec![
            going(Direction::Both, from_jira("Subject", "summary")),
            going(Direction::ToJira, from_jira("SuppliedName", CUSTOMER)),
            going(Direction::Creation, from_jira("SuppliedCompany", "key")),
            going(Direction::ToSalesforce, from_jira("Description", "description")),
        ]),
    )]);
    stage.set(|settings| settings.first_sync = how);
    stage
}

fn link(ids: &[&str]) -> Call {
    let record_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    Call::Link(LinkCall { object: "Case".into(), record_ids, share: false })
}

/// A case's fields: subject, name, company and description.
fn record(stage: &mut Stage, id: &str) -> [Value; 4] {
    let soql = format!("SELECT Subject, SuppliedName, SuppliedCompany, Description FROM Case WHERE Id = '{id}'");
    let found = stage.query(&soql).remove(0);
    ["Subject", "SuppliedName", "SuppliedCompany", "Description"].map(|field| found[field].clone())
}

/// The issue's summary and customer.
fn issue(stage: &mut Stage) -> [Value; 2] {
    let path = format!("issue/SUP-1?fields=summary,{CUSTOMER}");
    let (status, issue) = stage.jira(AGENT, "GET", &path, &Value::Null);
    assert_eq!(status, 200);
    ["summary", CUSTOMER].map(|field| issue["fields"][field].clone())
}

fn setback(stage: &mut Stage) -> Option<Setback> {
    match stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored: true })) {
        Ok(Reply::Panel(view)) => view.setback,
        other => panic!("{other:?}"),
    }
}

const SUMMARY: &str = "Invoice total is one cent too high";

#[test]
fn lnk_3_nothing_is_copied_unless_the_admin_wants_it() {
    let mut stage = stage(1, FirstSync::Nothing);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    let before = issue(&mut stage);
    stage.call(AGENT, link(&[&id])).unwrap();
    stage.settle();
    assert_eq!(record(&mut stage, &id)[0], "Quux");
    assert_eq!(issue(&mut stage), before);
    assert_eq!(stage.keys("work", "first:"), [""; 0]);
}

#[test]
fn lnk_3_the_issue_fills_the_record_and_never_empties_it() {
    let mut stage = stage(2, FirstSync::JiraFillsSalesforce);
    stage.edit(ADMIN, "SUP-1", &json!({ "description": null }));
    let id = stage.make("Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia", "Description": "Kept" }));
    let before = issue(&mut stage);
    stage.call(AGENT, link(&[&id])).unwrap();
    stage.settle();
    assert_eq!(record(&mut stage, &id), [json!(SUMMARY), json!("Olivia"), json!("SUP-1"), json!("Kept")]);
    assert_eq!(issue(&mut stage), before, "Jira stays as it was");
    assert_eq!(setback(&mut stage), None);
    let base = &stage.document("link", &format!("10100:{id}")).unwrap()["base"];
    assert_eq!(base["Subject"]["salesforce"]["json"], json!(format!("\"{SUMMARY}\"")), "what both have is the base");
}

#[test]
fn lnk_3_the_primary_record_fills_the_issue_and_others_do_not() {
    let mut stage = stage(3, FirstSync::SalesforceFillsJira);
    let one = stage.make("Case", &json!({ "Subject": "First", "SuppliedName": "Olivia" }));
    stage.call(AGENT, link(&[&one])).unwrap();
    stage.settle();
    assert_eq!(issue(&mut stage), [json!("First"), json!("Olivia")]);
    let company = record(&mut stage, &one)[2].clone();
    assert_eq!(company, Value::Null, "Salesforce stays as it was");
    let other = stage.make("Case", &json!({ "Subject": "Second", "SuppliedName": "Henry" }));
    stage.call(AGENT, link(&[&other])).unwrap();
    stage.settle();
    assert_eq!(issue(&mut stage), [json!("First"), json!("Olivia")]);
}

#[test]
fn lnk_3_only_empty_fields_are_filled_on_either_side() {
    let mut stage = stage(4, FirstSync::EmptyFields);
    stage.edit(ADMIN, "SUP-1", &json!({ CUSTOMER: null }));
    let id = stage.make("Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia" }));
    stage.call(AGENT, link(&[&id])).unwrap();
    stage.settle();
    let [subject, name, company, description] = record(&mut stage, &id);
    assert_eq!((subject, name, company), (json!("Quux"), json!("Olivia"), json!("SUP-1")));
    assert!(description.is_string(), "the empty description is filled");
    assert_eq!(issue(&mut stage), [json!(SUMMARY), json!("Olivia")], "the empty customer is filled, the summary stays");
}

#[test]
fn lnk_3_a_link_and_its_first_sync_are_one_whatever_breaks_off() {
    let mut stage = stage(5, FirstSync::JiraFillsSalesforce);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    let mut worker = stage.worker(AGENT, link(&[&id]), Luck::good());
    worker.finish(&mut stage.world);
    stage.settle();
    for index in 0..=worker.performed() {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let id = stage.make("Case", &json!({ "Subject": "Quux" }));
            stage.worker(AGENT, link(&[&id]), Luck::bad(index, stroke)).finish(&mut stage.world);
            let linked = stage.document("link", &format!("10100:{id}")).is_some();
            for key in stage.keys("work", "first:") {
                assert!(linked, "{case}");
                stage.work(Job::FirstSync { key }).finish(&mut stage.world);
            }
            let expected = if linked { SUMMARY } else { "Quux" };
            assert_eq!(record(&mut stage, &id)[0], expected, "{case}");
            assert_eq!(stage.keys("work", "first:"), [""; 0], "{case}");
        }
    }
}

#[test]
fn lnk_3_a_first_sync_that_breaks_off_anywhere_is_carried_out_in_the_end() {
    let mut stage = stage(7, FirstSync::EmptyFields);
    let begin = |stage: &mut Stage| {
        stage.edit(ADMIN, "SUP-1", &json!({ CUSTOMER: null }));
        let id = stage.make("Case", &json!({ "Subject": "Quux", "SuppliedName": "Olivia" }));
        stage.call(AGENT, link(&[&id])).unwrap();
        let key = stage.keys("work", "first:").remove(0);
        (id, key)
    };
    let end = |stage: &mut Stage, id: &str| {
        stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![id.to_owned()] })).unwrap();
    };
    let (id, key) = begin(&mut stage);
    let mut worker = stage.work(Job::FirstSync { key });
    worker.finish(&mut stage.world);
    assert_eq!(worker.salesforce_calls(), 2, "one to read, one to write and read back");
    end(&mut stage, &id);
    for index in 0..=worker.performed() {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let (id, key) = begin(&mut stage);
            stage.unlucky(Job::FirstSync { key: key.clone() }, Luck::bad(index, stroke)).finish(&mut stage.world);
            // The ledger rings again.
            stage.work(Job::FirstSync { key }).finish(&mut stage.world);
            let [subject, name, company, _] = record(&mut stage, &id);
            assert_eq!((subject, name, company), (json!("Quux"), json!("Olivia"), json!("SUP-1")), "{case}");
            assert_eq!(issue(&mut stage), [json!(SUMMARY), json!("Olivia")], "{case}");
            assert_eq!(stage.keys("work", "first:"), [""; 0], "{case}");
            assert_eq!(setback(&mut stage), None, "{case}");
            end(&mut stage, &id);
        }
    }
}

#[test]
fn sync_8_what_went_wrong_stays_in_the_panel_until_it_goes_well() {
    let mut stage = stage(9, FirstSync::JiraFillsSalesforce);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    stage.call(AGENT, link(&[&id])).unwrap();
    let key = stage.keys("work", "first:").remove(0);
    let fault = stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    stage.work(Job::FirstSync { key: key.clone() }).finish(&mut stage.world);
    let told = setback(&mut stage).expect("it is told");
    assert_eq!(told.next, NextStep::Retry);
    assert_eq!(told.undertaking, Undertaking::FirstSync { record_id: id.clone(), object: "Case".into() });
    stage.world.remove_fault(fault);
    stage.work(Job::FirstSync { key }).finish(&mut stage.world);
    assert_eq!(setback(&mut stage), None);
    assert_eq!(record(&mut stage, &id)[0], SUMMARY);
}

#[test]
fn sync_8_what_salesforce_refuses_is_left_to_a_person_and_the_other_records_are_filled() {
    let mut stage = stage(10, FirstSync::JiraFillsSalesforce);
    let refused = stage.make("Case", &json!({ "Subject": "Quux", "Reason": "Other" }));
    let filled = stage.make("Case", &json!({ "Subject": "Quuz" }));
    let rule = json!({ "validationRules": [{
        "name": "Settled", "object": "Case", "message": "Settled cases stay as they are.",
        "refusedWhen": { "is": { "field": "Reason", "values": ["Other"] } },
    }] });
    stage.world.set_up_org(&rule).unwrap();
    stage.call(AGENT, link(&[&refused, &filled])).unwrap();
    stage.settle();
    assert_eq!(record(&mut stage, &refused)[0], "Quux");
    assert_eq!(record(&mut stage, &filled)[0], SUMMARY, "one record keeps no other from being filled");
    let told = setback(&mut stage).expect("it is told");
    assert_eq!((told.next, told.failure.text.as_str()), (NextStep::Person, "Settled cases stay as they are."));
    assert_eq!(stage.keys("work", "first:"), [""; 0], "nothing is tried for ever");
}

#[test]
fn lnk_3_what_somebody_changes_between_reading_and_writing_is_not_written_over() {
    let mut stage = stage(11, FirstSync::EmptyFields);
    let id = stage.make("Case", &json!({ "Subject": "Quux" }));
    stage.call(AGENT, link(&[&id])).unwrap();
    let key = stage.keys("work", "first:").remove(0);
    let mut worker = stage.work(Job::FirstSync { key });
    // Up to the write: the record is read by then.
    while worker.salesforce_calls() == 0 {
        assert!(matches!(worker.step(&mut stage.world), Step::Worked));
    }
    stage.world.advance(2_000);
    stage.change("Case", &id, &json!({ "SuppliedCompany": "Ours" }));
    worker.finish(&mut stage.world);
    stage.settle();
    assert_eq!(record(&mut stage, &id)[2], "Ours", "it is not empty any more");
    assert_eq!(setback(&mut stage), None);
}
