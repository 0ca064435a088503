//! What nobody told of is found, and of which records comments are followed.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Luck, Stage, Weather};
use weftline_wire::call::{Call, IssueCommentsCall, PushCommentCall, Reply};
use weftline_wire::configuration::CommentDeletions;
use weftline_wire::job::Job;
use weftline_wire::plan::Way;

use crate::support::*;

/// Looks at SUP-1 as the five-minute look at Jira does, which found that the issue has changed.
fn found_in_jira(stage: &mut Stage) -> weftline_simulation::Worker {
    put_mark(stage, ISSUE, "10000", &json!(["jiraPolled"]), &json!([]), &json!([]), &json!([]));
    sync(stage, ISSUE)
}

fn texts(stage: &mut Stage, case: &str) -> Vec<String> {
    on_record(stage, case).into_iter().map(|comment| comment.text).collect()
}

/// Comments are copied both ways, and those of Jira are deleted without anybody telling: the original of one, and the copy
/// of the other, whose id is given.
fn deleted_untold(stage: &mut Stage, case: &str) -> String {
    let here = write_on_issue(stage, "Here");
    stage.settle();
    let there = write_on_record(stage, case, "There", false);
    polled(stage, case);
    stage.world.advance(60_000);
    let copy = on_issue(stage, ISSUE).pop().unwrap();
    assert!(copy.text.starts_with("There"), "{copy:?}");
    delete_on_issue(stage, &here);
    delete_on_issue(stage, &copy.id);
    stage.lose_messages();
    there
}

#[test]
fn cmt_1_a_deletion_in_jira_of_which_nobody_told_is_found_where_comments_are_listed_anyway() {
    let (mut stage, case) = in_step(80, |settings| settings.comment_deletions = CommentDeletions::Delete);
    let there = deleted_untold(&mut stage, &case);
    let before = on_issue(&mut stage, ISSUE).len();
    found_in_jira(&mut stage);
    assert_eq!(texts(&mut stage, &case), ["There"], "the copy is deleted, too");
    change_on_record(&mut stage, &there, &json!({ "CommentBody": "Edited" }));
    polled(&mut stage, &case);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before, "a copy that somebody deleted is not made again");
    let worker = found_in_jira(&mut stage);
    assert_eq!((worker.cost().jira, worker.salesforce_calls()), (2, 0), "the issue and the list of its comments");
}

#[test]
fn evt_1_deletions_that_are_not_followed_are_not_found_either() {
    let (mut stage, case) = in_step(81, |settings| settings.comment_deletions = CommentDeletions::Delete);
    stage.follow(|events| events.comment_deleted = false);
    deleted_untold(&mut stage, &case);
    found_in_jira(&mut stage);
    assert_eq!(texts(&mut stage, &case).len(), 2);
}

#[test]
fn evt_1_comments_that_are_not_followed_are_not_found_either() {
    let (mut stage, case) = in_step(82, |_| {});
    stage.follow(|events| events.commented = false);
    write_on_issue(&mut stage, "Not followed");
    stage.settle();
    found_in_jira(&mut stage);
    assert_eq!(texts(&mut stage, &case), [""; 0]);
}

#[test]
fn cmt_1_a_deletion_in_salesforce_that_left_no_trace_is_found_by_sync_now() {
    let (mut stage, case) = in_step(83, |settings| settings.comment_deletions = CommentDeletions::Delete);
    let there = write_on_record(&mut stage, &case, "There", false);
    let kept = write_on_record(&mut stage, &case, "Kept", false);
    polled(&mut stage, &case);
    let before = on_issue(&mut stage, ISSUE).len();
    stage.world.advance(60_000);
    change_on_record(&mut stage, &there, &Value::Null);
    empty_bin(&mut stage, &there);
    let task = json!({
        "kind": "sync", "issueId": ISSUE, "projectId": "10000", "causes": ["syncNow"], "records": [], "look": true,
        "comments": [], "pushed": [],
    });
    stage.put_task(ISSUE, &task);
    let worker = sync(&mut stage, ISSUE);
    assert_eq!(worker.salesforce_calls(), 1);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before - 1);
    assert!(on_issue(&mut stage, ISSUE).pop().unwrap().text.starts_with("Kept"), "{kept}");
}

#[test]
fn cmt_1_every_case_that_was_linked_has_its_comments_followed_and_copies_do_not_go_on() {
    let (mut stage, first) = in_step(84, |_| {});
    let second = make(&mut stage, "Case", &json!({ "Subject": "Second" }));
    link(&mut stage, "Case", &second);
    let before = on_issue(&mut stage, ISSUE).len();
    let id = write_on_issue(&mut stage, "For both");
    heard(&mut stage, "commented", &id);
    let worker = sync(&mut stage, ISSUE);
    assert_eq!(worker.salesforce_calls(), 1, "both in one call");
    write_on_record(&mut stage, &second, "From the second", false);
    polled(&mut stage, &second);
    polled(&mut stage, &first);
    let signed = "For both\n\nJane Doe via Jira (SUP-1)";
    assert_eq!(texts(&mut stage, &first), [signed]);
    assert_eq!(texts(&mut stage, &second), [signed, "From the second"]);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before + 2);
}

#[test]
fn rel_1_comments_of_a_case_that_another_record_points_to_are_copied_only_when_someone_asks() {
    let (mut stage, case) = in_step(85, |_| {});
    stage.tamper_entity("link", &format!("{ISSUE}:{case}"), |link| {
        link["origin"] = json!("related");
        link["related"] = json!({ "recordId": "500000000000001AAA", "field": "ParentId" });
    });
    let before = on_issue(&mut stage, ISSUE).len();
    let here = write_on_issue(&mut stage, "Here");
    stage.settle();
    let there = write_on_record(&mut stage, &case, "There", false);
    polled(&mut stage, &case);
    assert_eq!((on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()), (1, before + 1));
    let call = IssueCommentsCall { record_id: case.clone(), after: None };
    match stage.call(AGENT, Call::IssueComments(call)) {
        Ok(Reply::IssueComments(view)) => assert!(!view.automatic && view.may_push, "the page says so"),
        other => panic!("{other:?}"),
    }
    for (way, id) in [(Way::ToSalesforce, &here), (Way::ToJira, &there)] {
        let call = PushCommentCall { record_id: case.clone(), way, comment_id: id.clone() };
        stage.call(AGENT, Call::PushComment(call)).unwrap();
    }
    stage.settle();
    assert_eq!((on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()), (2, before + 2));
    edit_on_issue(&mut stage, &here, "Edited");
    stage.settle();
    assert!(texts(&mut stage, &case).iter().any(|text| text.starts_with("Edited")), "a copy follows its original");
}

#[test]
fn cmt_1_mentions_go_by_name_and_formatting_as_text() {
    let (mut stage, case) = in_step(86, |_| {});
    let text = |text: &str| json!({ "type": "text", "text": text });
    let mention = |attributes: Value| json!({ "type": "mention", "attrs": attributes });
    let account = weftline_simulation::ADMIN;
    let content = json!([
        { "type": "paragraph", "content": [
            mention(json!({ "id": account, "text": "@Mia Admin" })),
            text(" and "),
            mention(json!({ "id": account })),
        ]},
        { "type": "bulletList", "content": [{ "type": "listItem", "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "bold", "marks": [{ "type": "strong" }] }] },
        ]}]},
    ]);
    comment_with(&mut stage, ISSUE, &json!({ "body": { "type": "doc", "version": 1, "content": content } }));
    stage.settle();
    let said = texts(&mut stage, &case).remove(0);
    assert!(said.starts_with("@Mia Admin and @Mia Admin"), "{said}");
    assert!(said.contains("bold") && !said.contains(account), "{said}");
}

/// The worker's clock is behind Jira's: what was copied before still is older than the link with the record that stays.
#[test]
fn cmt_1_a_copy_that_moves_with_a_merge_is_not_written_again_though_clocks_differ() {
    let (mut stage, case) = linked(47, |_| {});
    let comment = write_on_issue(&mut stage, "Once");
    stage.settle();
    let master = make(&mut stage, "Case", &json!({ "Subject": "The one that stays" }));
    stage.merge("Case", &master, &case);
    stage.world.advance(20_000);
    put_mark(
        &mut stage,
        ISSUE,
        "10000",
        &json!(["commented", "polled"]),
        &json!([case]),
        &json!([comment]),
        &json!([]),
    );
    for _ in 0..3 {
        let worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good());
        worker.in_weather(Weather::new(1, 0), -45_000).finish(&mut stage.world);
        stage.world.advance(20_000);
    }
    assert!(stage.is_at_rest(ISSUE));
    let copies: Vec<_> = on_record(&mut stage, &master).into_iter().map(|copy| copy.text).collect();
    assert_eq!(copies, ["Once\n\nJane Doe via Jira (SUP-1)"]);
}
