//! Comments of issues and records that do not meet the conditions of their mapping (SYNC-7): they wait, and follow.

use serde_json::json;
use weftline_simulation::mappings::{field, is, mapping, only_when, section};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{Call, PushCommentCall};
use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::Way;

use crate::faults::strikes;
use crate::support::*;

/// A linked case with comments both ways, to Salesforce while the issue has the label `go`, to Jira while the case's priority
/// is high: neither holds.
fn waiting(seed: u64) -> (Stage, String) {
    let (mut stage, case) = linked(seed, |_| {});
    let fields = vec![field("Subject", "summary", Direction::Both, Policy::SalesforceWins)];
    let cases = only_when(mapping("Case", fields), Some(is("labels", "go")), Some(is("Priority", "High")));
    stage.save(vec![section("10000", cases)]);
    change_case(&mut stage, &case, &json!({ "Priority": "Low" }));
    polled(&mut stage, &case);
    stage.world.advance(60_000);
    (stage, case)
}

fn texts_on_issue(stage: &mut Stage) -> Vec<String> {
    on_issue(stage, ISSUE).into_iter().map(|comment| comment.text).collect()
}

fn texts_on_record(stage: &mut Stage, case: &str) -> Vec<String> {
    on_record(stage, case).into_iter().map(|comment| comment.text).collect()
}

#[test]
fn sync_7_a_comment_of_the_issue_waits_with_it_and_goes_later_as_it_is_then() {
    let (mut stage, case) = waiting(730);
    let id = write_on_issue(&mut stage, "First words");
    heard(&mut stage, "commented", &id);
    sync(&mut stage, ISSUE);
    stage.settle();
    edit_on_issue(&mut stage, &id, "Better words");
    stage.settle();
    assert_eq!(texts_on_record(&mut stage, &case), Vec::<String>::new());
    stage.world.advance(3_600_000);
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.settle();
    assert_eq!(texts_on_record(&mut stage, &case), ["Better words\n\nJane Doe via Jira (SUP-1)"]);
    polled(&mut stage, &case);
    assert_eq!(texts_on_record(&mut stage, &case).len(), 1, "once");
}

#[test]
fn sync_7_a_comment_of_the_record_waits_with_it_and_goes_later() {
    let (mut stage, case) = waiting(731);
    let before = on_issue(&mut stage, ISSUE).len();
    write_on_record(&mut stage, &case, "From there", false);
    polled(&mut stage, &case);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before);
    stage.world.advance(3_600_000);
    polled(&mut stage, &case);
    change_case(&mut stage, &case, &json!({ "Priority": "High" }));
    polled(&mut stage, &case);
    assert_eq!(texts_on_issue(&mut stage).last().unwrap(), "From there\n\nMia Admin via Salesforce");
    polled(&mut stage, &case);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before + 1, "once");
}

#[test]
fn sync_7_a_copy_follows_its_original_only_once_the_conditions_hold_again() {
    let (mut stage, case) = waiting(732);
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.settle();
    let id = write_on_issue(&mut stage, "Copied");
    stage.settle();
    assert_eq!(on_record(&mut stage, &case).len(), 1);
    stage.edit(AGENT, ISSUE, &json!({ "labels": [] }));
    stage.settle();
    edit_on_issue(&mut stage, &id, "Edited");
    stage.settle();
    assert_eq!(texts_on_record(&mut stage, &case), ["Copied\n\nJane Doe via Jira (SUP-1)"]);
    stage.world.advance(3_600_000);
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.settle();
    assert_eq!(texts_on_record(&mut stage, &case), ["Edited\n\nJane Doe via Jira (SUP-1)"]);
}

#[test]
fn sync_7_a_deletion_waits_and_is_followed_later() {
    let (mut stage, case) = waiting(733);
    stage.set(|settings| settings.comment_deletions = weftline_wire::configuration::CommentDeletions::Delete);
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.settle();
    let id = write_on_issue(&mut stage, "Copied");
    stage.settle();
    stage.edit(AGENT, ISSUE, &json!({ "labels": [] }));
    stage.settle();
    delete_on_issue(&mut stage, &id);
    stage.settle();
    assert_eq!(on_record(&mut stage, &case).len(), 1);
    stage.world.advance(3_600_000);
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.settle();
    assert_eq!(on_record(&mut stage, &case).len(), 0);
}

#[test]
fn sync_7_a_single_comment_is_not_pushed_past_the_conditions() {
    let (mut stage, case) = waiting(734);
    let comment_id = write_on_issue(&mut stage, "Please");
    stage.settle();
    let call = PushCommentCall { way: Way::ToSalesforce, comment_id, record_id: case.clone() };
    assert_eq!(stage.refused(AGENT, Call::PushComment(call)), FailureCode::Invalid);
    assert_eq!(on_record(&mut stage, &case).len(), 0);
}

#[test]
fn sync_7_comments_that_have_waited_go_over_once_whatever_breaks_off() {
    let (mut stage, case) = waiting(735);
    write_on_issue(&mut stage, "From here");
    stage.settle();
    write_on_record(&mut stage, &case, "From there", false);
    polled(&mut stage, &case);
    stage.world.advance(3_600_000);
    let before = on_issue(&mut stage, ISSUE).len();
    change_case(&mut stage, &case, &json!({ "Priority": "High" }));
    stage.edit(AGENT, ISSUE, &json!({ "labels": ["go"] }));
    stage.lose_messages();
    put_mark(&mut stage, ISSUE, "10000", &json!(["issueUpdated"]), &json!([case]), &json!([]), &json!([]));
    strikes(&mut stage, &case, |stage, what| {
        let ours: Vec<String> =
            texts_on_record(stage, &case).into_iter().filter(|text| text.starts_with("From here")).collect();
        assert_eq!(ours, ["From here\n\nJane Doe via Jira (SUP-1)"], "{what}");
        let theirs: Vec<String> =
            texts_on_issue(stage).into_iter().filter(|text| text.starts_with("From there")).collect();
        assert_eq!(theirs, ["From there\n\nMia Admin via Salesforce"], "{what}");
        assert_eq!(on_issue(stage, ISSUE).len(), before + 1, "{what}");
    });
}
