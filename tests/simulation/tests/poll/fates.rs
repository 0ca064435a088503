//! What becomes of records, as a look at their org and the sync that follows find it.

use serde_json::{Value, json};
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::call::{Call, ConfigurationCall, Reply, SaveConfigurationCall, SectionDraft};
use weftline_wire::configuration::{
    Direction, FieldMapping, FieldSelection, Mapping, Part, Policy, Section, Source, Width,
};
use weftline_wire::view::SaveView;

use crate::support::{MINUTE_MS, cases, change, link, look, marked, post, stage, unmark};

/// A request to the org's SOAP API.
fn soap(stage: &mut Stage, operation: &str, inside: &str) {
    let token = stage.world.access().access_token;
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\">\
         <e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header>\
         <e:Body><{operation}>{inside}</{operation}></e:Body></e:Envelope>"
    );
    let request = weftline_sandbox::http::Request {
        method: "POST".into(),
        target: "/services/Soap/u/62.0/00D".into(),
        headers: vec![("content-type".into(), "text/xml".into()), ("soapaction".into(), "\"\"".into())],
        body: body.into_bytes(),
    };
    let response = stage.world.handle(weftline_sandbox::Door::Salesforce, &request);
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(response.status == 200 && text.contains("<success>true</success>"), "{text}");
}

/// A stage on which the names of accounts go to the summaries of issues.
fn with_accounts(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let names = vec!["Name".to_owned()];
    let selection = FieldSelection {
        object: "Account".into(),
        search: names.clone(),
        details: names.clone(),
        list: names.clone(),
        compact: names,
    };
    let name = FieldMapping {
        field: "Name".into(),
        label: None,
        source: Source::Field { field: "summary".into(), part: Part::Whole },
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction: Direction::ToJira,
        policy: Policy::SalesforceWins,
    };
    let mapping = Mapping {
        object: "Account".into(),
        fields: vec![name],
        assignment_rules: false,
        time_zone: None,
        related: Vec::new(),
    };
    let sections = vec![
        SectionDraft { name: "fields:Account".into(), content: Some(Section::Fields(selection)) },
        SectionDraft { name: "mapping:*:Account".into(), content: Some(Section::Mapping(mapping)) },
    ];
    let Ok(Reply::Configuration(now)) = stage.call(ADMIN, Call::Configuration(ConfigurationCall {})) else {
        panic!("no configuration");
    };
    let call = SaveConfigurationCall { base_version: now.version, sections, objects: None };
    match stage.call(ADMIN, Call::SaveConfiguration(call)) {
        Ok(Reply::SaveConfiguration(SaveView::Saved { .. })) => stage,
        other => panic!("{other:?}"),
    }
}

fn account(stage: &mut Stage, name: &str) -> String {
    post(stage, "sobjects/Account", &json!({ "Name": name }))["id"].as_str().unwrap().to_owned()
}

fn merge(stage: &mut Stage, master: &str, other: &str) {
    let inside = format!(
        "<request><masterRecord><type>Account</type><Id>{master}</Id></masterRecord>\
         <recordToMergeIds>{other}</recordToMergeIds></request>"
    );
    soap(stage, "merge", &inside);
}

/// Looks at the org when it is time, and lets the syncs do what follows.
fn follow(stage: &mut Stage) {
    stage.world.advance(6 * MINUTE_MS);
    look(stage);
    stage.settle_within(20 * MINUTE_MS);
}

fn links(stage: &mut Stage, issue: &str) -> Vec<String> {
    let document = stage.document("issue", issue).unwrap();
    document["links"].as_array().unwrap().iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect()
}

fn gone(stage: &mut Stage, issue: &str, record: &str) -> Value {
    stage.document("link", &format!("{issue}:{record}")).unwrap()["gone"].clone()
}

#[test]
fn sync_6_what_is_taken_out_of_the_recycle_bin_is_kept_in_step_again() {
    let mut stage = stage(30);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.delete(&format!("/services/data/v62.0/sobjects/Case/{case}"));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case)["kind"], "deleted");
    soap(&mut stage, "undelete", &format!("<ids>{case}</ids>"));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case), Value::Null);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_6_a_merge_into_a_record_that_the_same_issue_has_adds_no_link_and_one_of_another_issue_keeps_both() {
    let mut stage = with_accounts(31);
    let [one, two, three] = ["One", "Two", "Three"].map(|name| account(&mut stage, name));
    for (issue, record) in [("10100", &one), ("10100", &two), ("10101", &three)] {
        link(&mut stage, issue, "Account", record);
    }
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    merge(&mut stage, &two, &one);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100"), [one.clone(), two.clone()]);
    assert_eq!(gone(&mut stage, "10100", &one)["into"], json!(two));
    assert_eq!(gone(&mut stage, "10100", &two), Value::Null);

    merge(&mut stage, &three, &two);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100"), [one, two, three.clone()]);
    assert_eq!(links(&mut stage, "10101"), std::slice::from_ref(&three));
    let back = stage.document("record", &format!("main:{three}")).unwrap()["issueIds"].clone();
    assert_eq!(back, json!(["10101", "10100"]), "a change of it marks both");
    stage.world.advance(5 * MINUTE_MS);
    change(&mut stage, "Account", &three, &json!({ "Name": "Renamed" }));
    stage.world.advance(6 * MINUTE_MS);
    look(&mut stage);
    for issue in ["10100", "10101"] {
        assert_eq!(marked(&mut stage, issue), Some(vec![three.clone()]), "{issue}");
    }
}

#[test]
fn sync_6_what_was_merged_twice_before_anybody_looked_is_followed_to_the_end() {
    let mut stage = with_accounts(32);
    let [one, two, three] = ["One", "Two", "Three"].map(|name| account(&mut stage, name));
    link(&mut stage, "10100", "Account", &one);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    merge(&mut stage, &two, &one);
    stage.world.advance(1_000);
    merge(&mut stage, &three, &two);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100").last(), Some(&three), "what is left of it is linked");
    assert_eq!(gone(&mut stage, "10100", &three), Value::Null);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_6_a_merge_whose_master_was_deleted_since_leaves_nothing_to_do() {
    let mut stage = with_accounts(33);
    let [one, two] = ["One", "Two"].map(|name| account(&mut stage, name));
    link(&mut stage, "10100", "Account", &one);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    merge(&mut stage, &two, &one);
    stage.delete(&format!("/services/data/v62.0/sobjects/Account/{two}"));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &two)["kind"], "deleted");
    assert_eq!(marked(&mut stage, "10100"), None);
    for _ in 0..3 {
        stage.world.advance(6 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None, "it goes round in circles");
    }
}

#[test]
fn sync_6_what_sharing_hides_is_told_and_comes_back_when_it_is_shown_and_changed() {
    let mut stage = stage(34);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    look(&mut stage);
    stage.settle();
    stage.world.hide_record(&case, true);
    stage.world.advance(30 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "a look does not see what is not there");
    // The daily round does.
    stage.world.advance(24 * 60 * MINUTE_MS);
    stage
        .unlucky(weftline_wire::job::Job::Reconcile { connection: "main".into() }, weftline_simulation::Luck::good())
        .finish(&mut stage.world);
    stage.settle_within(20 * MINUTE_MS);
    assert_eq!(gone(&mut stage, "10100", &case)["kind"], "outOfSight");
    stage.world.hide_record(&case, false);
    stage.world.advance(5 * MINUTE_MS);
    change(&mut stage, "Case", &case, &json!({ "Subject": "It hums" }));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case), Value::Null);
    unmark(&mut stage, "10100");
}
