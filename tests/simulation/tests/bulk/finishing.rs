//! What a job leaves behind: result files, links, a comment. Once, whatever goes wrong.

use serde_json::Value;
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::http::Request;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Step, Stroke};
use weftline_wire::call::{BulkCancelCall, Call};
use weftline_wire::configuration::BulkLinks;
use weftline_wire::job::{Job, Turn};
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
    let ids: Vec<Option<String>> = view.files.iter().map(|file| file.attachment_id.clone()).collect();
    assert_eq!(ids, result_ids(stage), "{case}");
    assert_eq!(comments(stage, "SUP-1").len(), 1, "{case}");
    assert_eq!((linked(stage), view.linked), (1, 1), "{case}");
    assert_eq!(stage.keys("work", "bulk:"), [""; 0], "{case}");
    assert_eq!(stage.document("issue", "10100").unwrap()["bulk"]["phase"], "done", "{case}");
}

/// The ids of the result files that are attached to SUP-1.
fn result_ids(stage: &mut Stage) -> Vec<Option<String>> {
    let (_, answer) = stage.jira(AGENT, "GET", "issue/SUP-1?fields=attachment", &Value::Null);
    let files = answer["fields"]["attachment"].as_array().cloned().unwrap_or_default();
    let is_result = |file: &&Value| {
        let name = file["filename"].as_str().unwrap_or_default();
        name.contains("-success") || name.contains("-failure")
    };
    files.iter().filter(is_result).map(|file| file["id"].as_str().map(str::to_owned)).collect()
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
        // It was in another project when the job began.
        assert_ne!(job["projectId"], "10002");
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

#[test]
fn blk_8_of_a_piece_whose_file_is_gone_the_keys_tell_what_exists() {
    let mut stage = begun();
    let lost = Fault::always(Door::Salesforce, FaultKind::LostReply);
    let path = Some("*/composite/sobjects*".into());
    stage.world.add_fault(Fault { method: Some("POST".into()), path, count: Some(1), ..lost });
    let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
    worker.finish(&mut stage.world);
    let id = stage.document("bulk", &job_id(1)).expect("a job")["file"]["attachmentId"].as_str().map(str::to_owned);
    let (status, _) =
        stage.jira(ADMIN, "DELETE", &format!("attachment/{}", id.expect("the source's id")), &Value::Null);
    assert_eq!(status, 204);
    stage.world.advance(130_000);
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.linked), (BulkPhase::Failed, 1, 1), "{view:?}");
    let files = results(&mut stage, "SUP-1");
    assert!(files[0].1.contains("\n1,500"), "{files:?}");
    assert!(files[1].1.contains("\n2,UNCLEAR,") && files[1].1.contains("\n3,UNCLEAR,"), "{files:?}");
}

/// The requests of a method to Jira whose path is like this are answered so.
fn fault(stage: &mut Stage, method: &str, path: &str, kind: FaultKind) -> u64 {
    let fault = Fault { method: Some(method.into()), path: Some(path.into()), ..Fault::always(Door::Jira, kind) };
    stage.world.add_fault(Fault { door: None, ..fault })
}

#[test]
fn blk_6_a_comment_on_an_issue_of_a_service_project_that_is_no_request_is_internal_too() {
    let mut stage = begun();
    stage.tamper_entity("bulk", &job_id(1), |job| {
        job["issueId"] = "10300".into();
        job["issueKey"] = "HELP-1".into();
    });
    fault(&mut stage, "POST", "*/servicedeskapi/request/*/comment", FaultKind::ServerError { status: 404 });
    run(&mut stage, 1);
    assert_eq!(job_phase(&mut stage), "done");
    assert!(of_request(&mut stage, AGENT, "comment").contains(&job_id(1)));
    assert!(!of_request(&mut stage, CUSTOMER, "comment").contains(&job_id(1)));
}

#[test]
fn blk_6_what_cannot_be_done_is_left_out_once_someone_cancels() {
    let mut stage = begun();
    fault(&mut stage, "POST", "*/issue/*/attachments", FaultKind::Forbidden);
    run(&mut stage, 1);
    let waiting = job(&mut stage, 1);
    assert_eq!((waiting.brief.phase, waiting.failure.is_some()), (BulkPhase::Finishing, true), "{waiting:?}");
    stage.call(AGENT, Call::BulkCancel(BulkCancelCall { job_id: job_id(1) })).expect("it is cancelled");
    assert!(job(&mut stage, 1).cancelling);
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.linked), (BulkPhase::Failed, 1, 1), "{view:?}");
    let told = view.failure.expect("it says what was left out").text;
    assert!(told.contains("the files of what was created") && told.contains("the files of what was not"), "{told}");
    assert_eq!((view.files.len(), comments(&mut stage, "SUP-1").len()), (0, 1));
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}

#[test]
fn blk_6_the_cases_are_told_though_the_file_is_gone() {
    let mut stage = begun();
    let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
    while job_phase(&mut stage) != "finishing" {
        worker.step(&mut stage.world);
    }
    let id = stage.document("bulk", &job_id(1)).expect("a job")["file"]["attachmentId"].as_str().map(str::to_owned);
    let path = format!("attachment/{}", id.expect("the source's id"));
    let (status, _) = stage.jira(ADMIN, "DELETE", &path, &Value::Null);
    assert_eq!(status, 204);
    worker.finish(&mut stage.world);
    run(&mut stage, 1);
    let view = job(&mut stage, 1);
    assert_eq!((view.brief.phase, view.brief.created, view.linked), (BulkPhase::Failed, 1, 1), "{view:?}");
    assert_eq!(view.failure.expect("it says why").values.get("file").map(String::as_str), Some("gone"));
    let files = results(&mut stage, "SUP-1");
    let success: Vec<&str> = files[0].1.lines().collect();
    assert_eq!((success.len(), success[0]), (2, "\u{feff}Row,Id,Link"));
    assert!(success[1].starts_with("1,500") && success[1].contains(".salesforce.com/500"), "{success:?}");
    let failure: Vec<&str> = files[1].1.lines().collect();
    assert_eq!((failure.len(), failure[0]), (3, "\u{feff}Row,Error code,Error message"));
    assert!(failure[1].starts_with("2,NOT_SENT,") && failure[2].starts_with("3,INVALID_CROSS_REFERENCE_KEY,"));
    assert_eq!(comments(&mut stage, "SUP-1").len(), 1);
}

/// Rows of 100 KB each: about 16 MB, of which a slow invocation reads only a part.
fn large(is_good: impl Fn(u32) -> bool) -> Vec<u8> {
    let blob = "x".repeat(100_000);
    let mut csv = String::from("Subject,Effort__c,Blob\n");
    for row in 1..=LARGE_ROWS {
        let effort = if is_good(row) { "2" } else { "Sky-high" };
        csv.push_str(&format!("case {row},{effort},{blob}\n"));
    }
    csv.into_bytes()
}

const LARGE_ROWS: u32 = 160;

/// Goes on to the end while each range of the file takes so long that an invocation reads four of them.
fn run_slowly(stage: &mut Stage) {
    for _ in 0..100 {
        let mut worker = stage.work(Job::Bulk { job_id: job_id(1) });
        let turn = loop {
            // It is gone once a range was asked for.
            let path = Some("*/attachment/content/*".to_owned());
            let slow = Fault::always(Door::Jira, FaultKind::Slow { delay_ms: 0 });
            let id = stage.world.add_fault(Fault { door: None, path, count: Some(1), ..slow });
            let step = worker.step(&mut stage.world);
            if !stage.world.remove_fault(id) {
                stage.world.advance(9_000);
            }
            if let Step::Ended(turn) = step {
                break *turn;
            }
        };
        match turn {
            Turn::Park { delay_seconds, .. } => stage.world.advance(u64::from(delay_seconds) * 1_000),
            Turn::Done { .. } => return,
            other => panic!("{other:?}"),
        }
    }
    panic!("it goes on and on: {:?}", job(stage, 1));
}

/// Creates of such a file while it is read slowly; the numbers of the rows in its result files.
fn created_slowly(is_good: impl Fn(u32) -> bool) -> (BulkPhase, Vec<u32>, Vec<u32>) {
    let mut stage = stage(796);
    let changes = [("Subject", column(0)), ("Effort__c", column(1))];
    let good = checked(&mut stage, 1, &large(is_good), &changes).good;
    try_create(&mut stage, 1, good).expect("it is confirmed");
    run_slowly(&mut stage);
    let files = results(&mut stage, "SUP-1");
    let rows = |kind: &str| -> Vec<u32> {
        let of_kind = files.iter().filter(|(name, _)| name.contains(kind));
        let lines = of_kind.flat_map(|(_, text)| text.lines().skip(1));
        lines.map(|line| line.split(',').next().expect("a number").parse().expect("a number")).collect()
    };
    (job(&mut stage, 1).brief.phase, rows("-success"), rows("-failure"))
}

#[test]
fn blk_6_a_pass_over_the_file_gets_on_however_slow_it_is_read() {
    let (phase, success, failure) = created_slowly(|row| row < LARGE_ROWS);
    assert_eq!((phase, failure), (BulkPhase::Done, vec![LARGE_ROWS]));
    assert_eq!(success, (1..LARGE_ROWS).collect::<Vec<_>>());
}

#[test]
fn blk_8_looking_for_good_rows_gets_on_however_few_there_are() {
    let (phase, success, failure) = created_slowly(|row| row == LARGE_ROWS);
    assert_eq!((phase, success), (BulkPhase::Done, vec![LARGE_ROWS]));
    assert_eq!(failure, (1..LARGE_ROWS).collect::<Vec<_>>());
}

#[test]
fn blk_6_jobs_with_files_of_the_same_name_know_their_own() {
    let mut stage = stage(795);
    let (first, _) = created(&mut stage, 1, &rows(2), SUBJECT);
    let (second, _) = created(&mut stage, 2, &rows(3), SUBJECT);
    let (first, second) = (&first.files[0], &second.files[0]);
    assert_eq!(first.name, second.name);
    assert_eq!([first.attachment_id.clone(), second.attachment_id.clone()], *result_ids(&mut stage));
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
    let (status, _) = stage.jira(ADMIN, "DELETE", "issue/SUP-1", &Value::Null);
    assert_eq!(status, 204);
    stage.world.advance(130_000);
    run(&mut stage, 1);
    assert_eq!(job_phase(&mut stage), "failed");
    assert_eq!(stage.keys("work", "bulk:"), [""; 0]);
}
