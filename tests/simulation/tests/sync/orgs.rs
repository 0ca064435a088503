//! One issue with records of two orgs: what keeps one of them from being kept in step does not keep the other.

use serde_json::{Value, json};
use weftline_flow::engine::Run;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{Door, Host};
use weftline_simulation::mappings::{configured, field, mapping, support};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{Call, ConnectCall, Reply};
use weftline_wire::configuration::{Direction, Policy, ProjectConfiguration};
use weftline_wire::effect::{Effect, Outcome, Settled, Trouble};
use weftline_wire::job::{Job, Turn};

use crate::support::{
    CUSTOMER, ISSUE, come_to_rest, configure, edit, issue, link_document, link_of, linked, mark, record,
};

/// The labels field `Keywords`, which only the account fills.
const KEYWORDS: &str = "customfield_10068";

/// SUP-1 with a case of the first org and an account of another.
struct Scene {
    stage: Stage,
    case: String,
    account: String,
    second: String,
}

/// Binds the project SUP to an org, or to the first one.
fn bind(stage: &mut Stage, connection: Option<&str>) {
    let connection = connection.map(str::to_owned);
    stage.save(vec![configured(ProjectConfiguration { connection, ..support() })]);
}

/// Connects another org.
fn connect(stage: &mut Stage) -> String {
    let access = stage.world.access();
    let connect = ConnectCall {
        connection: None,
        my_domain: "weftline.my.salesforce.com".into(),
        client_id: Some(access.client_id),
        client_secret: Some(access.client_secret),
    };
    match stage.call(ADMIN, Call::Connect(connect)) {
        Ok(Reply::Connect(view)) => view.connections[1].id.clone(),
        other => panic!("{other:?}"),
    }
}

/// Connects another org and links a record of it to SUP-1; gives the ids of the org and of the record.
fn link_elsewhere(stage: &mut Stage, object: &str, values: &Value) -> (String, String) {
    let second = connect(stage);
    bind(stage, Some(&second));
    let id = stage.make(object, values);
    link_of(stage, object, &id);
    come_to_rest(stage, "linked");
    bind(stage, None);
    stage.settle();
    stage.world.advance(60_000);
    assert_eq!(link_document(stage, &id)["connection"], json!(second));
    (second, id)
}

/// A document of one paragraph.
fn document(text: &str) -> Value {
    let line = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    json!({ "type": "doc", "version": 1, "content": [line] })
}

/// An org has to be connected again.
fn lose(stage: &mut Stage, connection: &str) {
    stage.tamper_entity("connection", connection, |connection| connection["state"] = json!("reconnectNeeded"));
}

/// An org is connected again, and what rested for it goes on.
fn reconnect(stage: &mut Stage, connection: &str) {
    stage.tamper_entity("connection", connection, |connection| connection["state"] = json!("connected"));
    stage.world.advance(3_600_000);
    stage.work(Job::Sweep {}).finish(&mut stage.world);
    stage.settle();
}

fn scene(seed: u64, policy: Policy) -> Scene {
    let (mut stage, case) = linked(seed, Policy::SalesforceWins);
    let fields = vec![
        field("Name", "summary", Direction::ToSalesforce, Policy::JiraWins),
        field("Phone", CUSTOMER, Direction::Both, policy),
        field("AccountNumber", KEYWORDS, Direction::ToJira, Policy::SalesforceWins),
    ];
    configure(&mut stage, mapping("Account", fields));
    let (second, account) = link_elsewhere(&mut stage, "Account", &json!({ "Name": "Quux" }));
    assert_eq!(link_document(&mut stage, &case)["connection"], "main");
    Scene { stage, case, account, second }
}

/// Syncs SUP-1 while no request about a record, or about its object, gets through.
fn sync_without(stage: &mut Stage, record: &str, object: &str) -> (Turn, u32) {
    let object = format!("/sobjects/{object}/");
    let mut run = Run::start(Job::Sync { issue_id: ISSUE.into() }, stage.world.now_ms());
    let mut host = Host::new(None, 7);
    let (mut settled, mut cut) = (Vec::new(), 0);
    loop {
        match run.resume(std::mem::take(&mut settled), stage.world.now_ms(), 25_000) {
            Turn::Perform { effects } => {
                for one in effects {
                    let is_of_it = matches!(&one.effect, Effect::Salesforce { url, .. } if {
                        url.contains(&object) || format!("{:?}", one.effect).contains(record)
                    });
                    let (outcome, body) = if is_of_it {
                        cut += 1;
                        let message = String::from("simulated");
                        (Outcome::Trouble { reason: Trouble::Network, message, retry_after_ms: None }, Vec::new())
                    } else {
                        host.perform(&mut stage.world, &one.effect)
                    };
                    settled.push(Settled { id: one.id, outcome, body });
                }
            }
            end => return (end, cut),
        }
    }
}

#[test]
fn off_1_an_org_that_does_not_answer_does_not_hold_up_the_records_of_another() {
    let Scene { mut stage, case, account, .. } = scene(70, Policy::JiraWins);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.change("Case", &case, &json!({ "SuppliedName": "Henry" }));
    mark(&mut stage, &[&case, &account]);
    let (_, cut) = sync_without(&mut stage, &account, "Account");
    assert!(cut > 0, "the other org was asked");
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira", "the first org is not held up");
    assert_eq!(issue(&mut stage, CUSTOMER), "Henry");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Quux");
    let left = stage.document("work", &format!("sync:{ISSUE}")).expect("it is tried again");
    assert_eq!((&left["trouble"]["attempts"], &left["trouble"]["givenUp"]), (&json!(1), &json!(false)), "{left}");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"]["next"], "retry");
    stage.world.advance(120_000);
    come_to_rest(&mut stage, "it is back");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited in Jira");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
}

#[test]
fn off_1_an_edit_that_one_org_does_not_take_arrives_in_the_other_and_in_the_first_when_it_answers() {
    for (silent, object) in [(true, "Account"), (false, "Case")] {
        let Scene { mut stage, case, account, .. } = scene(78, Policy::JiraWins);
        let (out, reached) = if silent { (&account, &case) } else { (&case, &account) };
        edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
        mark(&mut stage, &[]);
        let (_, cut) = sync_without(&mut stage, out, object);
        assert!(cut > 0, "{object} was written to");
        let name = |stage: &mut Stage, id: &String| match *id == case {
            true => record(stage, "Case", id, "Subject"),
            false => record(stage, "Account", id, "Name"),
        };
        assert_eq!(name(&mut stage, reached), "Edited in Jira", "{object} is silent");
        assert_eq!(name(&mut stage, out), "Quux");
        stage.world.advance(120_000);
        come_to_rest(&mut stage, "it is back");
        assert_eq!(name(&mut stage, out), "Edited in Jira");
        assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
    }
}

#[test]
fn off_1_the_record_of_an_org_that_did_not_answer_is_read_when_it_does() {
    let Scene { mut stage, account, .. } = scene(71, Policy::JiraWins);
    stage.change("Account", &account, &json!({ "Phone": "555" }));
    stage.settle();
    mark(&mut stage, &[&account]);
    sync_without(&mut stage, &account, "Account");
    assert_eq!(link_document(&mut stage, &account)["gone"], Value::Null, "no answer is no deletion");
    assert!(!stage.is_at_rest(ISSUE));
    stage.world.advance(120_000);
    come_to_rest(&mut stage, "it is back");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
    assert_eq!(record(&mut stage, "Account", &account, "Phone"), "555");
}

#[test]
fn off_1_an_org_that_has_to_be_reconnected_does_not_hold_up_the_records_of_another_and_catches_up() {
    let Scene { mut stage, case, account, second } = scene(72, Policy::JiraWins);
    lose(&mut stage, &second);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Quux");
    assert!(!stage.is_at_rest(ISSUE), "what is still to be done is kept");
    // It rests, and does not keep later changes of the first org.
    edit(&mut stage, &json!({ "summary": "Edited again" }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited again");
    reconnect(&mut stage, &second);
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited again");
    assert!(stage.is_at_rest(ISSUE));
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
}

#[test]
fn off_1_what_an_org_has_changed_while_the_issue_was_elsewhere_arrives_when_that_org_is_back() {
    let Scene { mut stage, case, account, second } = scene(79, Policy::SalesforceWins);
    // While the issue was where nothing is configured nobody was told of what its records became.
    stage.tamper_entity("issue", ISSUE, |document| document["projectId"] = json!(""));
    lose(&mut stage, &second);
    stage.change("Account", &account, &json!({ "AccountNumber": "A-555" }));
    stage.world.advance(60_000);
    // It goes to the case only.
    edit(&mut stage, &json!({ "description": document("Edited in Jira") }));
    mark(&mut stage, &[&case]);
    crate::support::sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &case, "Description"), "Edited in Jira", "the first org is not held up");
    assert_ne!(issue(&mut stage, KEYWORDS), json!(["A-555"]));
    reconnect(&mut stage, &second);
    come_to_rest(&mut stage, "it is back");
    assert_eq!(issue(&mut stage, KEYWORDS), json!(["A-555"]));
}

#[test]
fn d_6_an_org_whose_calls_are_used_up_does_not_hold_up_the_records_of_another() {
    let Scene { mut stage, case, account, second } = scene(73, Policy::JiraWins);
    let at_ms = stage.world.now_ms();
    stage.put_value(&format!("use:{second}"), &json!({ "used": 96_000, "max": 100_000, "atMs": at_ms }));
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    crate::support::sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Quux", "its calls are for people");
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!((&told["failure"]["code"], &told["next"]), (&json!("salesforceLimit"), &json!("retry")), "{told}");
    let later_ms = stage.world.now_ms();
    stage.put_value(&format!("use:{second}"), &json!({ "used": 10, "max": 100_000, "atMs": later_ms }));
    stage.world.advance(3_600_000);
    come_to_rest(&mut stage, "the next day");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited in Jira");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
}

#[test]
fn d_8_a_conflict_with_one_org_s_record_holds_up_nothing_of_another_s() {
    let Scene { mut stage, case, account, .. } = scene(74, Policy::Ask);
    stage.change("Account", &account, &json!({ "Phone": "555" }));
    edit(&mut stage, &json!({ "summary": "Edited in Jira", CUSTOMER: "556" }));
    mark(&mut stage, &[&account]);
    crate::support::sync(&mut stage);
    come_to_rest(&mut stage, "a conflict");
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira");
    assert_eq!(
        record(&mut stage, "Account", &account, "Name"),
        "Edited in Jira",
        "nor other fields of the same record"
    );
    assert_eq!(record(&mut stage, "Account", &account, "Phone"), "555");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["conflicts"], 1);
    stage.change("Case", &case, &json!({ "Subject": "Edited there" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&case]);
    crate::support::sync(&mut stage);
    come_to_rest(&mut stage, "beside a conflict");
    assert_eq!(issue(&mut stage, "summary"), "Edited there");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited there", "it came from the other org");
}

#[test]
fn cmt_1_a_comment_that_was_written_while_an_org_was_away_is_copied_there_too_and_to_the_others_once() {
    let (mut stage, case) = linked(75, Policy::SalesforceWins);
    let (second, other) = link_elsewhere(&mut stage, "Case", &json!({ "Subject": "Quux" }));
    lose(&mut stage, &second);
    for text in ["While it was away", "Once more"] {
        let body = json!({ "body": document(text) });
        assert_eq!(stage.jira(AGENT, "POST", &format!("issue/{ISSUE}/comment"), &body).0, 201);
        // Of the second nobody hears by its event.
        if text == "Once more" {
            stage.lose_messages();
            mark(&mut stage, &[]);
            crate::support::sync(&mut stage);
        }
        stage.settle();
        stage.world.advance(60_000);
    }
    let copies =
        |stage: &mut Stage, id: &str| stage.query(&format!("SELECT Id FROM CaseComment WHERE ParentId = '{id}'")).len();
    assert_eq!((copies(&mut stage, &case), copies(&mut stage, &other)), (2, 0));
    reconnect(&mut stage, &second);
    assert_eq!((copies(&mut stage, &case), copies(&mut stage, &other)), (2, 2));
    assert!(stage.is_at_rest(ISSUE));
}

#[test]
fn lnk_4_while_the_primary_record_s_org_is_away_no_other_record_fills_the_issue() {
    let (mut stage, case) = linked(76, Policy::SalesforceWins);
    let fields = vec![field("Name", "summary", Direction::Both, Policy::SalesforceWins)];
    configure(&mut stage, mapping("Account", fields));
    let (_, account) = link_elsewhere(&mut stage, "Account", &json!({ "Name": "Quux" }));
    let before = issue(&mut stage, "summary");
    lose(&mut stage, "main");
    stage.change("Account", &account, &json!({ "Name": "Not for the issue" }));
    mark(&mut stage, &[&account]);
    crate::support::sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), before);
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("connected"));
    stage.change("Case", &case, &json!({ "Subject": "From the case" }));
    stage.world.advance(3_600_000);
    mark(&mut stage, &[&case]);
    come_to_rest(&mut stage, "it is back");
    assert_eq!(issue(&mut stage, "summary"), "From the case");
}

#[test]
fn sync_6_an_object_that_is_kept_from_weftline_does_not_hold_up_the_records_of_others() {
    let (mut stage, case) = linked(77, Policy::SalesforceWins);
    let fields = vec![field("Name", "summary", Direction::ToSalesforce, Policy::JiraWins)];
    configure(&mut stage, mapping("Account", fields));
    let account = stage.make("Account", &json!({ "Name": "Quux" }));
    link_of(&mut stage, "Account", &account);
    come_to_rest(&mut stage, "linked");
    // What is known of objects is asked for again after an hour.
    stage.world.advance(2 * 3_600_000);
    let fault = Fault::always(Door::Salesforce, FaultKind::Forbidden).at("*/sobjects/Account/describe");
    let fault = stage.world.add_fault(fault);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    mark(&mut stage, &[]);
    crate::support::sync(&mut stage);
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Quux");
    let told = stage.document("issue", ISSUE).unwrap()["setback"].clone();
    assert_eq!(told["undertaking"]["object"], "Account", "{told}");
    stage.world.remove_fault(fault);
    mark(&mut stage, &[]);
    crate::support::sync(&mut stage);
    come_to_rest(&mut stage, "it is shown again");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited in Jira");
}
