//! The property by which JQL finds issues by their records.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::{ADMIN, AGENT, Luck, Stroke};
use weftline_wire::job::{Job, Turn};

use crate::support::{call_on, found, link, linked, new_cases, panel, property, records, stage, unlink};

#[test]
fn lnk_2_jql_finds_issues_by_the_ids_names_and_objects_of_their_records() {
    let mut stage = stage(31);
    let cases = records(&mut stage, "Case", 2);
    let accounts = records(&mut stage, "Account", 1);
    linked(&mut stage, "Case", &cases);
    linked(&mut stage, "Account", &accounts);
    call_on(&mut stage, "SUP-2", AGENT, link("Case", &cases[..1], true)).unwrap();
    stage.settle();
    let number = stage.query(&format!("SELECT CaseNumber FROM Case WHERE Id = '{}'", cases[1]));
    let number = number[0]["CaseNumber"].as_str().unwrap().to_owned();
    assert_eq!(found(&mut stage, &format!("salesforceRecord = \"{number}\"")), ["SUP-1"]);
    assert_eq!(found(&mut stage, &format!("salesforceRecord = \"{}\"", cases[1])), ["SUP-1"]);
    assert_eq!(found(&mut stage, &format!("salesforceRecord = \"{}\"", &cases[1][..15])), ["SUP-1"]);
    assert_eq!(found(&mut stage, &format!("salesforceRecord = \"{}\" order by key", cases[0])), ["SUP-1", "SUP-2"]);
    assert_eq!(found(&mut stage, "salesforceObject = Account"), ["SUP-1"]);
    assert_eq!(found(&mut stage, "salesforceObject = Lead"), Vec::<String>::new());
    let either = format!("salesforceRecord in (\"{}\", \"{number}\") order by key", cases[0]);
    assert_eq!(found(&mut stage, &either), ["SUP-1", "SUP-2"]);
    assert_eq!(found(&mut stage, "salesforceRecord is not EMPTY order by key"), ["SUP-1", "SUP-2"]);

    // A record that has another name now is found by it, once a panel has shown it.
    stage.change("Account", &accounts[0], &json!({ "Name": "Quokka Holdings" }));
    panel(&mut stage, false);
    stage.settle();
    assert_eq!(found(&mut stage, "salesforceRecord = \"Quokka Holdings\""), ["SUP-1"]);
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());

    // It goes with the links, and the last of them takes it away.
    stage.call(AGENT, unlink(&accounts)).unwrap();
    stage.settle();
    assert_eq!(found(&mut stage, "salesforceObject = Account"), Vec::<String>::new());
    stage.call(AGENT, unlink(&cases)).unwrap();
    stage.settle();
    assert_eq!(property(&mut stage), Value::Null);
}

#[test]
fn lnk_2_the_property_stays_within_what_jira_takes_and_keeps_the_newest() {
    let mut stage = stage(32);
    let ids = new_cases(&mut stage, 700);
    for part in ids.chunks(200) {
        linked(&mut stage, "Case", part);
    }
    stage.settle();
    let property = property(&mut stage);
    assert!(property.to_string().len() < 32_768, "{} bytes", property.to_string().len());
    let listed = property["records"].as_array().unwrap();
    assert!(listed.len() > 600 && listed.contains(&json!(ids[699])) && !listed.contains(&json!(ids[0])));
    assert_eq!(property["objects"], json!(["Case"]));
}

#[test]
fn lnk_2_the_property_is_written_in_the_end_whatever_is_lost() {
    let mut runs = 0;
    for (which, effects) in [("link", 20), ("project", 8), ("unlink", 16)] {
        for index in 0..effects {
            for stroke in [Stroke::DiesBefore, Stroke::DiesAfter, Stroke::AnswerLost] {
                let case = format!("{stroke:?} at effect {index} of {which}");
                let mut stage = stage(33);
                let cases = records(&mut stage, "Case", 2);
                match which {
                    "link" => {
                        stage
                            .worker(AGENT, link("Case", &cases, false), Luck::bad(index, stroke))
                            .finish(&mut stage.world);
                    }
                    "unlink" => {
                        linked(&mut stage, "Case", &cases);
                        stage.settle();
                        stage.worker(AGENT, unlink(&cases), Luck::bad(index, stroke)).finish(&mut stage.world);
                    }
                    _ => {
                        linked(&mut stage, "Case", &cases);
                        let job = Job::Project { issue_id: "10100".into() };
                        stage.unlucky(job, Luck::bad(index, stroke)).finish(&mut stage.world);
                    }
                }
                // No doorbell is heard: the ledger rings for what is left.
                stage.lose_messages();
                for _ in 0..3 {
                    stage.world.advance(600_000);
                    stage.work(Job::Sweep {}).finish(&mut stage.world);
                    stage.settle();
                }
                let document = stage.document("issue", "10100");
                let links = document.map_or(0, |document| document["links"].as_array().unwrap().len());
                let listed = property(&mut stage)["records"].as_array().map_or(0, Vec::len);
                assert!(
                    if links == 0 { listed == 0 } else { listed >= 2 * links },
                    "{case}: {links} links, {listed} in it"
                );
                assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "{case}");
                runs += 1;
            }
        }
    }
    println!("the property, bad luck at every effect: {runs} runs");
}

#[test]
fn lnk_2_what_jira_refuses_for_good_is_not_tried_for_ever_and_what_it_refuses_now_is_tried_again() {
    let mut stage = stage(34);
    let cases = records(&mut stage, "Case", 1);
    linked(&mut stage, "Case", &cases);
    let job = || Job::Project { issue_id: "10100".into() };
    let down = Fault::always(Door::Jira, FaultKind::ServerError { status: 503 }).at("*/properties/weftline");
    let fault = stage.world.add_fault(down);
    match stage.work(job()).finish(&mut stage.world) {
        Some(Turn::Failed { failure }) => assert!(failure.retryable),
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.keys("work", "property:").len(), 1);
    stage.world.remove_fault(fault);
    // The issue is gone by now, and nobody has said so.
    let (status, _) = stage.jira(ADMIN, "DELETE", "issue/SUP-1", &Value::Null);
    assert_eq!(status, 204);
    assert_eq!(stage.work(job()).finish(&mut stage.world), Some(Turn::Done { reply: None }));
    assert_eq!(stage.keys("work", "property:"), Vec::<String>::new());
}

#[test]
fn an_issue_that_was_deleted_leaves_no_work_and_nothing_that_was_shown() {
    let mut stage = stage(35);
    let ids = new_cases(&mut stage, 300);
    for part in ids.chunks(200) {
        linked(&mut stage, "Case", part);
    }
    panel(&mut stage, false);
    assert!(stage.value("snapshot:10100").is_some());
    stage.work(Job::ForgetIssue { issue_id: "10100".into() }).finish(&mut stage.world);
    for key in ["snapshot:10100", "snapshot:10100:1"] {
        assert_eq!(stage.value(key), None, "{key}");
    }
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
    assert_eq!(stage.document("issue", "10100"), None);
}
