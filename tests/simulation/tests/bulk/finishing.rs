//! What a job leaves behind: result files, links, a comment. Once, whatever goes wrong.

use serde_json::Value;
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage, Stroke};
use weftline_wire::configuration::BulkLinks;
use weftline_wire::job::Job;
use weftline_wire::view::{BulkPhase, BulkSource};

use crate::support::{checked, column, created, job, job_id, results, rows, run, stage, try_create};

const SUBJECT: &[(&str, BulkSource)] = &[("Subject", BulkSource::Column { index: 0, default: None })];

/// One row is good, one is found bad by the check, one is refused by Salesforce.
const MIXED: &[u8] =
    b"Subject,Effort__c,AccountId\n=good,2,\n\"bad, with a comma\",Sky-high,\nrefused,2,001000000000000AAA\n";

fn mixed(stage: &mut Stage) -> u32 {
    let changes = [("Subject", column(0)), ("Effort__c", column(1)), ("AccountId", column(2))];
    checked(stage, 1, MIXED, &changes).good
}

fn comments(stage: &mut Stage, issue: &str) -> Vec<String> {
    let (_, page) = stage.jira(AGENT, "GET", &format!("issue/{issue}/comment?maxResults=100"), &Value::Null);
    let list = page["comments"].as_array().cloned().unwrap_or_default();
    list.iter().map(|comment| comment.to_string()).filter(|text| text.contains(&job_id(1))).collect()
}

fn linked(stage: &mut Stage) -> usize {
    let document = stage.document("issue", "10100").unwrap_or_default();
    document["links"].as_array().map_or(0, Vec::len)
}

fn assert_told(stage: &mut Stage, case: &str) {
    let view = job(stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.brief.failed), (BulkPhase::Done, 1, 2), "{case}");
    let files = results(stage, "SUP-1");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["cases-success.csv", "cases-failure.csv"], "{case}");
    let success: Vec<&str> = files[0].1.lines().collect();
    assert!(success[1].starts_with("1,500") && success[1].contains(".salesforce.com/500"), "{case}: {success:?}");
    assert!(success[1].ends_with(",\"'=good\",2,"), "{case}: {success:?}");
    let failure: Vec<&str> = files[1].1.lines().collect();
    assert!(failure[1].starts_with("2,CHECK,") && failure[1].contains("Effort__c"), "{case}: {failure:?}");
    assert!(failure[1].ends_with("\"bad, with a comma\",Sky-high,"), "{case}: {failure:?}");
    assert!(failure[2].starts_with("3,INVALID_CROSS_REFERENCE_KEY,"), "{case}: {failure:?}");
    assert_eq!(comments(stage, "SUP-1").len(), 1, "{case}");
    assert_eq!((linked(stage), view.linked), (1, 1), "{case}");
    assert_eq!(stage.keys("work", "bulk:"), [""; 0], "{case}");
    assert_eq!(stage.document("issue", "10100").unwrap()["bulk"]["phase"], "done", "{case}");
}

fn begun() -> Stage {
    let mut stage = stage(797);
    stage.set(|settings| settings.bulk_comment = true);
    let good = mixed(&mut stage);
    try_create(&mut stage, 1, good).expect("it is confirmed");
    stage
}

#[test]
fn blk_6_files_links_and_a_comment_come_once_whatever_goes_wrong() {
    let effects = {
        let mut stage = begun();
        let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
        worker.finish(&mut stage.world);
        assert_told(&mut stage, "good luck");
        worker.performed()
    };
    for stroke in Stroke::ALL {
        for index in 0..effects {
            let mut stage = begun();
            let mut unlucky = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(index, stroke));
            unlucky.finish(&mut stage.world);
            let case = format!("{stroke:?} at {index}: {:?}", unlucky.struck());
            stage.world.advance(130_000);
            run(&mut stage, 1);
            assert_told(&mut stage, &case.chars().take(300).collect::<String>());
        }
    }
}

#[test]
fn blk_6_result_files_are_no_larger_than_what_jira_takes() {
    let mut stage = stage(799);
    let good = checked(&mut stage, 1, &rows(400), SUBJECT).good;
    try_create(&mut stage, 1, good).expect("it is confirmed");
    stage.world.set_attachment_limit(20_000);
    run(&mut stage, 1);
    let files = results(&mut stage, "SUP-1");
    assert!(files.len() > 1, "{}", files.len());
    assert!(files.iter().all(|(_, text)| text.len() <= 20_000));
    assert_eq!(files.iter().map(|(_, text)| text.lines().count() - 1).sum::<usize>(), 400);
    assert_eq!(job(&mut stage, 1).brief.phase, BulkPhase::Done);
}

#[test]
fn blk_6_all_cases_are_linked_or_the_first_fifty_or_none() {
    for (links, wanted) in [(BulkLinks::All, 120), (BulkLinks::First, 50), (BulkLinks::None, 0)] {
        let mut stage = stage(798);
        stage.set(|settings| settings.bulk_links = links);
        let (view, _) = created(&mut stage, 1, &rows(120), SUBJECT);
        assert_eq!((view.linked as usize, linked(&mut stage)), (wanted, wanted), "{links:?}");
        assert!(comments(&mut stage, "SUP-1").is_empty());
    }
}

/// Carla, a customer, who has asked for HELP-1.
const CUSTOMER: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";

/// What a user gets of a request, through the service desk API.
fn of_request(stage: &mut Stage, account: &str, what: &str) -> String {
    let request = Request {
        method: "GET".into(),
        target: format!("/jira/rest/servicedeskapi/request/HELP-1/{what}?limit=100"),
        headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), account.into())],
        body: Vec::new(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 200);
    String::from_utf8(response.body).expect("UTF-8")
}

#[test]
fn blk_6_customers_of_service_projects_see_neither_files_nor_comments() {
    let mut stage = begun();
    stage.tamper_entity("bulk", &job_id(1), |job| {
        job["issueId"] = "10300".into();
        job["issueKey"] = "HELP-1".into();
        job["projectId"] = "10002".into();
    });
    run(&mut stage, 1);
    assert_eq!(job_phase(&mut stage), "done");
    let (files, comments) = (of_request(&mut stage, AGENT, "attachment"), of_request(&mut stage, AGENT, "comment"));
    assert!(files.contains("cases-success.csv") && files.contains("cases-failure.csv"), "{files}");
    assert!(comments.contains(&job_id(1)), "{comments}");
    let (files, comments) =
        (of_request(&mut stage, CUSTOMER, "attachment"), of_request(&mut stage, CUSTOMER, "comment"));
    assert!(!files.contains("cases-"), "{files}");
    assert!(!comments.contains(&job_id(1)) && !comments.contains("cases-"), "{comments}");
}

fn job_phase(stage: &mut Stage) -> String {
    let document = stage.document("bulk", &job_id(1)).expect("there is a job");
    document["phase"].as_str().expect("it has a phase").to_owned()
}

#[test]
fn blk_6_an_issue_that_is_deleted_meanwhile_ends_the_job() {
    let mut stage = begun();
    let mut worker = stage.unlucky(Job::Bulk { job_id: job_id(1) }, Luck::bad(15, Stroke::DiesBefore));
    worker.finish(&mut stage.world);
    let (status, _) = stage.jira(weftline_simulation::ADMIN, "DELETE", "issue/SUP-1", &Value::Null);
    assert_eq!(status, 204);
    stage.world.advance(130_000);
    run(&mut stage, 1);
    assert_eq!(job_phase(&mut stage), "failed");
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}
