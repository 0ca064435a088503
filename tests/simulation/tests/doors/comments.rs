//! Events of comments: which of them mark an issue.

use serde_json::{Value, json};
use weftline_sandbox::CLOUD_ID;
use weftline_simulation::mappings::removal;
use weftline_simulation::{Luck, Stage, Stroke};
use weftline_wire::job::{Job, Turn};

use crate::support::{ISSUE, linked, mark, strike};

fn job(deleted: bool) -> Job {
    Job::CommentChanged {
        cloud_id: CLOUD_ID.into(),
        issue_id: ISSUE.into(),
        project_id: Some("10000".into()),
        comment_id: "20001".into(),
        deleted,
    }
}

/// The mark that follows from an event.
fn follows(stage: &mut Stage, deleted: bool) -> Option<Value> {
    let end = stage.work(job(deleted)).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
    let marked = mark(stage);
    if marked.is_some() {
        strike(stage);
    }
    marked
}

/// A stage on which comments go to Salesforce by themselves, and all events are followed.
fn following(seed: u64) -> Stage {
    let (mut stage, _) = linked(seed);
    stage.set(|settings| settings.comments_to_salesforce = true);
    stage.follow(|events| (events.commented, events.comment_deleted) = (true, true));
    stage
}

#[test]
fn cmt_1_a_comment_that_is_written_edited_or_deleted_marks_its_issue() {
    let mut stage = following(1);
    let written = follows(&mut stage, false).expect("a mark");
    assert_eq!((&written["task"]["comments"], &written["task"]["causes"]), (&json!(["20001"]), &json!(["commented"])));
    let deleted = follows(&mut stage, true).expect("a mark");
    assert_eq!(deleted["task"]["causes"], json!(["commentDeleted"]));
    assert_eq!(deleted["task"]["projectId"], "10000");
}

#[test]
fn evt_1_con_3_what_is_not_followed_marks_nothing() {
    let mut stage = following(2);
    stage.follow(|events| events.commented = false);
    assert_eq!(follows(&mut stage, false), None);
    assert!(follows(&mut stage, true).is_some(), "each event by itself");
    stage.follow(|events| (events.commented, events.comment_deleted) = (true, false));
    assert_eq!(follows(&mut stage, true), None);
    assert!(follows(&mut stage, false).is_some());
    stage.set(|settings| settings.enabled = false);
    assert_eq!(follows(&mut stage, false), None);
    stage.set(|settings| settings.enabled = true);
    stage.save(vec![removal("project:10000")]);
    assert_eq!(follows(&mut stage, false), None, "the project is not configured");
}

#[test]
fn cmt_1_on_an_issue_without_records_nothing_is_written() {
    let mut stage = Stage::connected(3);
    stage.set(|settings| settings.comments_to_salesforce = true);
    assert_eq!(follows(&mut stage, false), None);
}

#[test]
fn cmt_2_where_comments_are_not_copied_by_themselves_those_with_a_copy_are_followed_all_the_same() {
    let (mut stage, case) = linked(4);
    stage.set(|settings| settings.comments_to_salesforce = false);
    stage.follow(|events| (events.commented, events.comment_deleted) = (true, true));
    assert_eq!(follows(&mut stage, false), None);
    let pair = json!({ "revision": 1, "issue": ISSUE, "document": {
        "state": "paired", "issueId": ISSUE, "recordId": case, "way": "toSalesforce", "issueComment": "20001",
        "recordComments": ["00a000000000001AAA"], "words": { "kind": "unknown" }, "visibility": "internal", "triedAtMs": 0,
    } });
    stage.put_entity("pair", &format!("j:20001:{case}"), &pair);
    assert!(follows(&mut stage, false).is_some());
    assert!(follows(&mut stage, true).is_some());
}

#[test]
fn cmt_1_whatever_goes_wrong_the_event_is_noted_when_it_comes_again() {
    let mut stage = following(5);
    for stroke in Stroke::ALL {
        for index in 0.. {
            let mut worker = stage.unlucky(job(false), Luck::bad(index, stroke));
            let end = worker.finish(&mut stage.world);
            if worker.struck().is_none() {
                break;
            }
            let done = matches!(end, Some(Turn::Done { .. }));
            let retried = matches!(&end, Some(Turn::Failed { failure }) if failure.retryable);
            assert!(done || retried || end.is_none(), "{stroke:?} at {index}: {end:?}");
            if done {
                assert!(mark(&mut stage).is_some(), "{stroke:?} at {index}: done, and not in the ledger");
            }
            assert!(follows(&mut stage, false).is_some(), "{stroke:?} at {index}");
            stage.lose_messages();
        }
    }
}
