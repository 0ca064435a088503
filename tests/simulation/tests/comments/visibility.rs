//! Who sees copies: nothing internal ever becomes visible to customers.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::mappings::{configured, project};
use weftline_simulation::{AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, LinkCall};
use weftline_wire::job::{Job, Named};

use crate::support::*;

/// HELP-1, which Carla has asked for through the portal.
pub(crate) const REQUEST: &str = "10300";
const CARLA: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";

/// A stage whose request HELP-1 has a linked case; rules as they are given: public in Salesforce, public in Jira.
fn requested(seed: u64, public: (bool, bool)) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.save(vec![configured(project("10002", "HELP", "Service desk"))]);
    stage.set(|settings| {
        (settings.comments_to_salesforce, settings.comments_to_jira) = (true, true);
        (settings.public_in_salesforce, settings.public_in_jira) = public;
    });
    let case = make(&mut stage, "Case", &json!({ "Subject": "Quux" }));
    link_to_request(&mut stage, "Case", &case);
    (stage, case)
}

/// Links a record to HELP-1.
pub(crate) fn link_to_request(stage: &mut Stage, object: &str, id: &str) {
    let call = Call::Link(LinkCall { object: object.into(), record_ids: vec![id.to_owned()], share: false });
    let Job::Call { mut caller, call } = stage.job(AGENT, call) else { panic!() };
    caller.issue = Some(Named { id: REQUEST.into(), key: "HELP-1".into() });
    caller.project = Some(Named { id: "10002".into(), key: "HELP".into() });
    caller.issue_type = Some("10005".into());
    stage.work_as(AGENT, Job::Call { caller, call }).finish(&mut stage.world);
    stage.settle();
    stage.world.advance(60_000);
}

/// What Carla sees in the portal.
pub(crate) fn seen_by_carla(stage: &mut Stage) -> Vec<String> {
    let request = Request {
        method: "GET".into(),
        target: format!("/jira/rest/servicedeskapi/request/{REQUEST}/comment?limit=100"),
        headers: vec![("x-forge-principal".into(), "user".into()), ("x-forge-account".into(), CARLA.into())],
        body: Vec::new(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    assert_eq!(response.status, 200);
    let page: Value = serde_json::from_slice(&response.body).unwrap();
    page["values"].as_array().unwrap().iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn polled_request(stage: &mut Stage, case: &str) {
    mark(stage, REQUEST, "10002", &[case]);
    sync(stage, REQUEST);
}

pub(crate) fn internally(text: &str) -> Value {
    json!({ "body": document(text), "properties": [{ "key": "sd.public.comment", "value": { "internal": true } }] })
}

#[test]
fn d_3_nothing_is_seen_by_customers_without_a_rule() {
    let (mut stage, case) = requested(40, (false, false));
    let before = seen_by_carla(&mut stage);
    write_on_record(&mut stage, &case, "Internal there", false);
    write_on_record(&mut stage, &case, "Public there", true);
    polled_request(&mut stage, &case);
    assert_eq!(seen_by_carla(&mut stage), before);
    comment_with(&mut stage, REQUEST, &json!({ "body": document("Public here") }));
    comment_with(&mut stage, REQUEST, &internally("Internal here"));
    stage.settle();
    let copies = on_record(&mut stage, &case);
    assert_eq!(copies.len(), 4);
    assert!(copies.iter().all(|comment| comment.public == (comment.text == "Public there")), "{copies:?}");
}

#[test]
fn cmt_3_with_a_rule_customers_see_what_they_see_on_the_other_side_and_nothing_else() {
    let (mut stage, case) = requested(41, (true, true));
    let before = seen_by_carla(&mut stage).len();
    let internal = write_on_record(&mut stage, &case, "Internal there", false);
    let public = write_on_record(&mut stage, &case, "Public there", true);
    polled_request(&mut stage, &case);
    let seen = seen_by_carla(&mut stage);
    assert_eq!(seen.len(), before + 1);
    assert!(seen.last().unwrap().starts_with("Public there"), "{seen:?}");
    let restricted =
        json!({ "body": document("For developers"), "visibility": { "type": "role", "value": "Developers" } });
    let here = comment_with(&mut stage, REQUEST, &json!({ "body": document("Public here") }));
    comment_with(&mut stage, REQUEST, &internally("Internal here"));
    comment_with(&mut stage, REQUEST, &restricted);
    stage.settle();
    let copies: Vec<OnRecord> = on_record(&mut stage, &case).into_iter().skip(2).collect();
    assert_eq!(copies.iter().map(|copy| copy.public).collect::<Vec<_>>(), [true, false, false], "{copies:?}");

    // Hidden on one side, hidden on the other, whatever the right to edit says. Shown later: never in Jira.
    without_modify_all(&mut stage);
    let change = json!({ "body": document("Public here"), "visibility": { "type": "role", "value": "Developers" } });
    let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{REQUEST}/comment/{here}"), &change);
    assert_eq!(status, 200, "{answer}");
    stage.settle();
    let copies: Vec<OnRecord> = on_record(&mut stage, &case).into_iter().skip(2).collect();
    assert!(copies.iter().all(|copy| !copy.public) && copies.len() == 3, "{copies:?}");
    change_on_record(&mut stage, &public, &json!({ "IsPublished": false }));
    change_on_record(&mut stage, &internal, &json!({ "IsPublished": true }));
    polled_request(&mut stage, &case);
    let seen = seen_by_carla(&mut stage);
    assert!(seen.iter().all(|text| !text.contains("there")), "{seen:?}");
}

#[test]
fn cmt_3_what_a_copy_took_the_place_of_is_hidden_with_it() {
    let (mut stage, case) = requested(44, (true, true));
    without_modify_all(&mut stage);
    let before = on_record(&mut stage, &case).len();
    let here = comment_with(&mut stage, REQUEST, &json!({ "body": document("First words") }));
    stage.settle();
    let put = |stage: &mut Stage, change: &Value| {
        stage.world.advance(10_000);
        let (status, answer) = stage.jira(AGENT, "PUT", &format!("issue/{REQUEST}/comment/{here}"), change);
        assert_eq!(status, 200, "{answer}");
        stage.settle();
    };
    put(&mut stage, &json!({ "body": document("Second words") }));
    let copies: Vec<OnRecord> = on_record(&mut stage, &case).into_iter().skip(before).collect();
    assert!(copies.len() == 2 && copies.iter().all(|copy| copy.public), "{copies:?}");
    // Somebody has tidied up one of them meanwhile: that stands in the way of nothing.
    let mut tidied = stage.clone();
    change_on_record(&mut tidied, &copies[0].id, &Value::Null);
    let restrict = json!({ "body": document("Third"), "visibility": { "type": "role", "value": "Developers" } });
    for stage in [&mut stage, &mut tidied] {
        put(stage, &restrict);
        let copies: Vec<OnRecord> = on_record(stage, &case).into_iter().skip(before).collect();
        assert!(copies.iter().all(|copy| !copy.public), "{copies:?}");
        assert!(copies.last().unwrap().text.contains("Third"), "{copies:?}");
    }
}

#[test]
fn cmt_3_customers_see_nothing_internal_whatever_breaks_off() {
    let (mut stage, case) = requested(42, (true, true));
    let before = seen_by_carla(&mut stage);
    let count = on_issue(&mut stage, REQUEST).len();
    write_on_record(&mut stage, &case, "Internal *there*", false);
    let here = comment_with(&mut stage, REQUEST, &internally("Internal here"));
    put_mark(&mut stage, REQUEST, "10002", &json!(["commented"]), &json!([case]), &json!([here]), &json!([]));
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: REQUEST.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            assert_eq!(seen_by_carla(&mut stage), before, "{stroke:?} at effect {index}, at once");
            sync(&mut stage, REQUEST);
            assert_eq!(seen_by_carla(&mut stage), before, "{stroke:?} at effect {index}");
            assert_eq!(on_issue(&mut stage, REQUEST).len(), count + 2, "{stroke:?} at effect {index}");
            let copies = on_record(&mut stage, &case);
            assert!(copies.len() == 2 && copies.iter().all(|copy| !copy.public), "{stroke:?} at {index}: {copies:?}");
        }
    }
}

#[test]
fn cmt_3_where_there_are_no_customers_comments_count_as_internal() {
    let (mut stage, case) =
        linked(43, |settings| (settings.public_in_salesforce, settings.public_in_jira) = (true, true));
    write_on_issue(&mut stage, "Seen by whoever sees the issue");
    stage.settle();
    assert!(!on_record(&mut stage, &case)[0].public);
}

/// Moves an issue to a project and issue type.
fn move_issue(stage: &mut Stage, issue: &str, to: &str) {
    let body = json!({ "targetToSourcesMapping": { to: { "issueIdsOrKeys": [issue],
        "inferClassificationDefaults": true, "inferFieldDefaults": true, "inferStatusDefaults": true,
        "inferSubtaskTypeDefault": true } } });
    let (status, answer) = stage.jira(weftline_simulation::ADMIN, "POST", "bulk/issues/move", &body);
    assert_eq!(status, 201, "{answer}");
}

/// Where copies cannot be changed another one follows. If the original is seen by customers by now, the follower is; what it
/// takes the place of has older words, which nobody has shown them.
#[test]
fn cmt_3_what_a_public_copy_took_the_place_of_is_not_shown() {
    let (mut stage, case) = linked(46, |settings| settings.public_in_salesforce = true);
    stage.save(vec![configured(project("10002", "HELP", "Service desk"))]);
    let comment = write_on_issue(&mut stage, "First words");
    stage.settle();
    stage.world.advance(60_000);
    without_modify_all(&mut stage);
    move_issue(&mut stage, ISSUE, "10002,10005");
    edit_on_issue(&mut stage, &comment, "Second words");
    put_mark(&mut stage, ISSUE, "10002", &json!(["commented"]), &json!([]), &json!([comment]), &json!([]));
    sync(&mut stage, ISSUE);
    let copies = on_record(&mut stage, &case);
    let seen = |words: &str| copies.iter().find(|copy| copy.text.contains(words)).map(|copy| copy.public);
    assert_eq!((seen("First words"), seen("Second words")), (Some(false), Some(true)), "{copies:?}");
}

#[test]
fn cmt_1_a_copy_that_breaks_off_is_found_though_its_issue_is_moved() {
    let (mut stage, case) = requested(45, (true, true));
    write_on_record(&mut stage, &case, "Public there", true);
    mark(&mut stage, REQUEST, "10002", &[&case]);
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: REQUEST.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            move_issue(&mut stage, REQUEST, "10000,10001");
            stage.world.advance(600_000);
            mark(&mut stage, REQUEST, "10000", &[&case]);
            sync(&mut stage, REQUEST);
            let copies =
                on_issue(&mut stage, REQUEST).into_iter().filter(|comment| comment.text.contains("Public there"));
            assert_eq!(copies.count(), 1, "{stroke:?} at effect {index}");
        }
    }
}

#[test]
fn cmt_3_what_was_copied_where_there_are_no_customers_is_internal_where_the_issue_is_moved_to() {
    let (mut stage, case) =
        linked(44, |settings| (settings.public_in_salesforce, settings.public_in_jira) = (true, true));
    write_on_record(&mut stage, &case, "Internal there", false);
    let edited = write_on_record(&mut stage, &case, "Internal, too", false);
    polled(&mut stage, &case);
    change_on_record(&mut stage, &edited, &json!({ "CommentBody": "Internal, and edited" }));
    polled(&mut stage, &case);
    move_issue(&mut stage, ISSUE, "10002,10005");
    let copies: Vec<OnIssue> =
        on_issue(&mut stage, ISSUE).into_iter().filter(|comment| comment.text.contains("Internal")).collect();
    assert!(copies.len() == 2 && copies.iter().all(|copy| !copy.public), "{copies:?}");
}
