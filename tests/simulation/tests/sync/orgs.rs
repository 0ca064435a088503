//! One issue with records of two orgs: what keeps one of them from being kept in step does not keep the other.

use serde_json::{Value, json};
use weftline_flow::engine::Run;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::{Door, Host};
use weftline_simulation::{ADMIN, AGENT, Stage};
use weftline_wire::call::{Call, ConnectCall, Reply, SectionDraft};
use weftline_wire::configuration::{Direction, Policy, ProjectConfiguration, Section};
use weftline_wire::effect::{Effect, Outcome, Settled, Trouble};
use weftline_wire::job::{Job, Turn};

use crate::support::{
    CUSTOMER, ISSUE, change, come_to_rest, configure, edit, field, is_at_rest, issue, link_document, link_of, linked,
    make, mapping, mark, record,
};

/// SUP-1 with a case of the first org and an account of another.
struct Scene {
    stage: Stage,
    case: String,
    account: String,
    second: String,
}

fn bind(stage: &mut Stage, connection: Option<&str>) {
    let project = ProjectConfiguration {
        id: "10000".into(),
        key: "SUP".into(),
        name: "Support".into(),
        connection: connection.map(str::to_owned),
        issue_types: Vec::new(),
    };
    stage.save(vec![SectionDraft { name: "project:10000".into(), content: Some(Section::Project(project)) }]);
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

fn scene(seed: u64, policy: Policy) -> Scene {
    let (mut stage, case) = linked(seed, Policy::SalesforceWins);
    let fields = vec![
        field("Name", "summary", Direction::ToSalesforce, Policy::JiraWins),
        field("Phone", CUSTOMER, Direction::Both, policy),
    ];
    configure(&mut stage, mapping("Account", fields));
    let second = connect(&mut stage);
    bind(&mut stage, Some(&second));
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
    link_of(&mut stage, "Account", &account);
    come_to_rest(&mut stage, "linked");
    bind(&mut stage, None);
    stage.settle();
    stage.world.advance(60_000);
    assert_eq!(link_document(&mut stage, &account)["connection"], json!(second));
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
    change(&mut stage, "Case", &case, &json!({ "SuppliedName": "Henry" }));
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
    change(&mut stage, "Account", &account, &json!({ "Phone": "555" }));
    stage.settle();
    mark(&mut stage, &[&account]);
    sync_without(&mut stage, &account, "Account");
    assert_eq!(link_document(&mut stage, &account)["gone"], Value::Null, "no answer is no deletion");
    assert!(!is_at_rest(&mut stage));
    stage.world.advance(120_000);
    come_to_rest(&mut stage, "it is back");
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
    assert_eq!(record(&mut stage, "Account", &account, "Phone"), "555");
}

#[test]
fn off_1_an_org_that_has_to_be_reconnected_does_not_hold_up_the_records_of_another_and_catches_up() {
    let Scene { mut stage, case, account, second } = scene(72, Policy::JiraWins);
    stage.tamper_entity("connection", &second, |connection| connection["state"] = json!("reconnectNeeded"));
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited in Jira");
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Quux");
    assert!(!is_at_rest(&mut stage), "what is still to be done is kept");
    // It rests, and does not keep later changes of the first org.
    edit(&mut stage, &json!({ "summary": "Edited again" }));
    stage.settle();
    assert_eq!(record(&mut stage, "Case", &case, "Subject"), "Edited again");
    stage.tamper_entity("connection", &second, |connection| connection["state"] = json!("connected"));
    stage.world.advance(3_600_000);
    stage.work(Job::Sweep {}).finish(&mut stage.world);
    stage.settle();
    assert_eq!(record(&mut stage, "Account", &account, "Name"), "Edited again");
    assert!(is_at_rest(&mut stage));
    assert_eq!(stage.document("issue", ISSUE).unwrap()["setback"], Value::Null);
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
    change(&mut stage, "Account", &account, &json!({ "Phone": "555" }));
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
    change(&mut stage, "Case", &case, &json!({ "Subject": "Edited there" }));
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
    let second = connect(&mut stage);
    bind(&mut stage, Some(&second));
    let other = make(&mut stage, "Case", &json!({ "Subject": "Quux" }));
    link_of(&mut stage, "Case", &other);
    come_to_rest(&mut stage, "linked");
    bind(&mut stage, None);
    stage.settle();
    stage.world.advance(60_000);
    stage.tamper_entity("connection", &second, |connection| connection["state"] = json!("reconnectNeeded"));
    for text in ["While it was away", "Once more"] {
        let line = json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
        let body = json!({ "body": { "type": "doc", "version": 1, "content": [line] } });
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
    stage.tamper_entity("connection", &second, |connection| connection["state"] = json!("connected"));
    stage.world.advance(3_600_000);
    stage.work(Job::Sweep {}).finish(&mut stage.world);
    stage.settle();
    assert_eq!((copies(&mut stage, &case), copies(&mut stage, &other)), (2, 2));
    assert!(is_at_rest(&mut stage));
}

#[test]
fn lnk_4_while_the_primary_record_s_org_is_away_no_other_record_fills_the_issue() {
    let (mut stage, case) = linked(76, Policy::SalesforceWins);
    let fields = vec![field("Name", "summary", Direction::Both, Policy::SalesforceWins)];
    configure(&mut stage, mapping("Account", fields));
    let second = connect(&mut stage);
    bind(&mut stage, Some(&second));
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
    link_of(&mut stage, "Account", &account);
    come_to_rest(&mut stage, "linked");
    bind(&mut stage, None);
    stage.settle();
    stage.world.advance(60_000);
    let before = issue(&mut stage, "summary");
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("reconnectNeeded"));
    change(&mut stage, "Account", &account, &json!({ "Name": "Not for the issue" }));
    mark(&mut stage, &[&account]);
    crate::support::sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), before);
    stage.tamper_entity("connection", "main", |connection| connection["state"] = json!("connected"));
    change(&mut stage, "Case", &case, &json!({ "Subject": "From the case" }));
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
    let account = make(&mut stage, "Account", &json!({ "Name": "Quux" }));
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
