//! Comments as they travel when nothing goes wrong.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, CommentsCall, IssueCommentsCall, PostCommentCall, PushCommentCall, Reply};
use weftline_wire::configuration::CommentDeletions;
use weftline_wire::failure::FailureCode;
use weftline_wire::plan::Way;
use weftline_wire::view::CommentCopy;

use crate::support::*;

#[test]
fn cmt_1_comments_are_created_and_updated_both_ways_and_nothing_comes_back() {
    let (mut stage, case) = linked(1, |_| {});
    let id = write_on_issue(&mut stage, "From Jira\nwith two lines");
    stage.settle();
    let [copy] = on_record(&mut stage, &case).try_into().unwrap();
    assert_eq!(copy.text, "From Jira\n\nwith two lines\n\nJane Doe via Jira (SUP-1)");
    assert!(!copy.public, "internal by default");
    let original = write_on_record(&mut stage, &case, "From Salesforce", false);
    polled(&mut stage, &case);
    let texts = |stage: &mut weftline_simulation::Stage| -> Vec<String> {
        on_issue(stage, ISSUE).into_iter().map(|comment| comment.text).collect()
    };
    let now = texts(&mut stage);
    let both = ["From Jira\n\nwith two lines", "From Salesforce\n\nMia Admin via Salesforce"];
    assert!(now.ends_with(&both.map(str::to_owned)), "{now:?}");
    edit_on_issue(&mut stage, &id, "Edited in Jira");
    stage.settle();
    change_on_record(&mut stage, &original, &json!({ "CommentBody": "Edited there" }));
    polled(&mut stage, &case);
    assert_eq!(on_record(&mut stage, &case)[0].text, "Edited in Jira\n\nJane Doe via Jira (SUP-1)");
    assert_eq!(texts(&mut stage).last().unwrap(), "Edited there\n\nMia Admin via Salesforce");
    assert_eq!((on_record(&mut stage, &case).len(), texts(&mut stage).len()), (2, now.len()));
    let worker = polled(&mut stage, &case);
    assert_eq!((on_record(&mut stage, &case).len(), texts(&mut stage).len()), (2, now.len()), "no loop");
    assert!(worker.salesforce_calls() <= 2, "one to read the record, one to read comments");
}

#[test]
fn cmt_1_a_comment_that_no_event_told_of_is_found_though_the_issue_was_looked_at_since() {
    let (mut stage, case) = linked(5, |_| {});
    write_on_issue(&mut stage, "Never heard of");
    stage.lose_messages();
    edit_issue(&mut stage, "Another summary");
    stage.settle();
    assert_eq!(on_record(&mut stage, &case).len(), 1, "the poll takes the issue as known from here on");
    assert!(on_record(&mut stage, &case)[0].text.starts_with("Never heard of"));
}

#[test]
fn cmt_1_a_comment_from_the_panel_goes_to_the_issue_as_its_author_and_to_the_record_once() {
    let (mut stage, case) = linked(2, |settings| settings.post_comments = true);
    let call = PostCommentCall {
        record_id: case.clone(),
        post_id: "0".repeat(32),
        text: "Posted from the panel".into(),
        public: false,
    };
    stage.call(AGENT, Call::PostComment(call)).unwrap();
    polled(&mut stage, &case);
    let last = on_issue(&mut stage, ISSUE).pop().unwrap();
    assert_eq!(last.text, "Posted from the panel\n\nJane Doe via Jira (SUP-1)", "it names its author already");
    polled(&mut stage, &case);
    assert_eq!(on_record(&mut stage, &case).len(), 1);
    assert_eq!(on_issue(&mut stage, ISSUE).pop().unwrap(), last);
}

#[test]
fn cmt_2_what_is_older_or_switched_off_is_copied_only_when_someone_asks() {
    let mut stage = Stage::connected(3);
    let case = make(&mut stage, "Case", &json!({ "Subject": "Quux" }));
    let old = (write_on_issue(&mut stage, "Old"), write_on_record(&mut stage, &case, "Old too", false));
    stage.settle();
    stage.world.advance(120_000);
    link(&mut stage, "Case", &case);
    let before = on_issue(&mut stage, ISSUE).len();
    stage.set(|settings| (settings.comments_to_salesforce, settings.comments_to_jira) = (true, true));
    heard(&mut stage, "commented", &old.0);
    sync(&mut stage, ISSUE);
    polled(&mut stage, &case);
    assert_eq!(
        (on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()),
        (1, before),
        "older than the link"
    );
    stage.set(|settings| (settings.comments_to_salesforce, settings.comments_to_jira) = (false, false));
    let new = (write_on_issue(&mut stage, "New"), write_on_record(&mut stage, &case, "New too", false));
    stage.settle();
    polled(&mut stage, &case);
    assert_eq!(
        (on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()),
        (2, before + 1),
        "switched off"
    );

    let push = |stage: &mut Stage, account: &str, way: Way, id: &str| {
        let call = PushCommentCall { record_id: case.clone(), way, comment_id: id.to_owned() };
        stage.call(account, Call::PushComment(call)).map(|_| ())
    };
    assert_eq!(push(&mut stage, VIEWER, Way::ToSalesforce, &old.0).unwrap_err().code, FailureCode::NotPermitted);
    assert_eq!(
        push(&mut stage, AGENT, Way::ToSalesforce, "1").unwrap_err().code,
        FailureCode::Invalid,
        "no such comment"
    );
    for (way, id) in
        [(Way::ToSalesforce, &old.0), (Way::ToSalesforce, &new.0), (Way::ToJira, &old.1), (Way::ToJira, &new.1)]
    {
        push(&mut stage, AGENT, way, id).unwrap();
    }
    stage.settle();
    let texts: Vec<String> = on_record(&mut stage, &case).into_iter().map(|comment| comment.text).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    let texts: Vec<String> = on_issue(&mut stage, ISSUE).into_iter().map(|comment| comment.text).collect();
    assert_eq!(texts.len(), before + 3, "{texts:?}");
    // A copy follows its original where comments do not go by themselves.
    edit_on_issue(&mut stage, &new.0, "Edited");
    stage.settle();
    assert!(on_record(&mut stage, &case).iter().any(|comment| comment.text.starts_with("Edited")));
    for (way, id) in [(Way::ToSalesforce, &old.0), (Way::ToJira, &old.1)] {
        push(&mut stage, AGENT, way, id).unwrap();
    }
    stage.settle();
    assert_eq!((on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()), (4, before + 3), "each once");
}

#[test]
fn cmt_2_the_panel_says_what_has_become_of_each_comment() {
    let (mut stage, case) = linked(4, |settings| settings.comments_to_salesforce = false);
    write_on_record(&mut stage, &case, "Copied", false);
    stage.settle();
    polled(&mut stage, &case);
    let id = write_on_issue(&mut stage, "Not copied");
    stage.settle();
    let list = |stage: &mut Stage, account: &str| {
        let call = IssueCommentsCall { record_id: case.clone(), after: None };
        match stage.call(account, Call::IssueComments(call)).unwrap() {
            Reply::IssueComments(view) => view,
            other => panic!("{other:?}"),
        }
    };
    let view = list(&mut stage, AGENT);
    assert_eq!((view.may_push, view.automatic), (true, false));
    assert_eq!((view.comments[0].copy, view.comments[1].copy), (CommentCopy::None, CommentCopy::IsCopy));
    assert!(!list(&mut stage, VIEWER).may_push);
    let call = PushCommentCall { record_id: case.clone(), way: Way::ToSalesforce, comment_id: id };
    stage.call(AGENT, Call::PushComment(call)).unwrap();
    assert_eq!(list(&mut stage, AGENT).comments[0].copy, CommentCopy::Pending);
    stage.settle();
    assert_eq!(list(&mut stage, AGENT).comments[0].copy, CommentCopy::Copied);
    let call = CommentsCall { record_id: case.clone(), after: None };
    let Ok(Reply::Comments(view)) = stage.call(AGENT, Call::Comments(call)) else { panic!() };
    let copies: Vec<CommentCopy> = view.comments.iter().map(|row| row.copy).collect();
    assert_eq!(copies, [CommentCopy::IsCopy, CommentCopy::Copied]);
    assert!(view.may_push);
}

#[test]
fn cmt_4_long_comments_are_split_and_kept_together() {
    let (mut stage, case) = linked(5, |_| {});
    let words = "Ein langer Satz mit Bildern 👩‍🚀 und Zeichen — ".repeat(160);
    let id = write_on_issue(&mut stage, words.trim());
    stage.settle();
    let whole = |stage: &mut Stage| {
        let parts = on_record(stage, &case);
        let count = parts.len();
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            assert!(part.text.len() <= 4_000 && !part.public);
            text.push_str(part.text.strip_prefix(&format!("({}/{count})", index + 1)).unwrap().trim_start());
        }
        (text, count)
    };
    // Salesforce drops blanks at the end of a part.
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    let (text, count) = whole(&mut stage);
    assert_eq!(letters(&text), letters(&format!("{words}Jane Doe via Jira (SUP-1)")));
    assert!(count > 1);
    // Longer: another part is added. Shorter: the parts stay.
    edit_on_issue(&mut stage, &id, &format!("{}{}", words, words.trim()));
    stage.settle();
    let (text, longer) = whole(&mut stage);
    assert_eq!(letters(&text), letters(&format!("{words}{words}Jane Doe via Jira (SUP-1)")));
    assert!(longer > count);
    edit_on_issue(&mut stage, &id, "Short");
    stage.settle();
    assert_eq!(whole(&mut stage).1, longer);
    assert!(on_record(&mut stage, &case)[0].text.ends_with("Short"));
}

#[test]
fn cmt_1_without_the_right_to_edit_another_comment_follows() {
    let (mut stage, case) = linked(6, |settings| settings.comment_deletions = CommentDeletions::Delete);
    without_modify_all(&mut stage);
    let id = write_on_issue(&mut stage, "First");
    stage.settle();
    edit_on_issue(&mut stage, &id, "Second @{not a reference}");
    stage.settle();
    let texts = |stage: &mut Stage| -> Vec<String> {
        on_record(stage, &case).into_iter().map(|comment| comment.text).collect()
    };
    let follow_up = "[replaces an earlier comment] Second @{not a reference}\n\nJane Doe via Jira (SUP-1)";
    assert_eq!(texts(&mut stage), ["First\n\nJane Doe via Jira (SUP-1)", follow_up]);
    let before = on_issue(&mut stage, ISSUE).len();
    polled(&mut stage, &case);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before, "neither of them comes back");
    delete_on_issue(&mut stage, &id);
    stage.settle();
    let [.., last] = &texts(&mut stage)[..] else { panic!() };
    assert!(last.starts_with("[a comment that was copied from Jira was deleted there] "), "{last}");
    assert_eq!(texts(&mut stage).len(), 3);
    polled(&mut stage, &case);
    stage.settle();
    assert_eq!((texts(&mut stage).len(), on_issue(&mut stage, ISSUE).len()), (3, before - 1));
}

#[test]
fn cmt_1_deletions_go_by_the_setting_both_ways_and_a_deleted_copy_is_not_made_again() {
    for (seed, policy) in [(7, CommentDeletions::Keep), (8, CommentDeletions::Mark), (9, CommentDeletions::Delete)] {
        let (mut stage, case) = linked(seed, |settings| settings.comment_deletions = policy);
        let before = on_issue(&mut stage, ISSUE).len();
        let here = write_on_issue(&mut stage, "From Jira");
        stage.settle();
        let there = write_on_record(&mut stage, &case, "From Salesforce", false);
        polled(&mut stage, &case);
        let kept = write_on_issue(&mut stage, "Kept");
        stage.settle();
        delete_on_issue(&mut stage, &here);
        stage.settle();
        change_on_record(&mut stage, &there, &Value::Null);
        polled(&mut stage, &case);
        let record: Vec<String> = on_record(&mut stage, &case).into_iter().map(|comment| comment.text).collect();
        let issue: Vec<String> =
            on_issue(&mut stage, ISSUE).into_iter().skip(before).map(|comment| comment.text).collect();
        let (record, issue): (Vec<&str>, Vec<&str>) =
            (record.iter().map(String::as_str).collect(), issue.iter().map(String::as_str).collect());
        let ours = "Kept\n\nJane Doe via Jira (SUP-1)";
        match policy {
            CommentDeletions::Keep => {
                assert_eq!(record, ["From Jira\n\nJane Doe via Jira (SUP-1)", ours]);
                assert_eq!(issue, ["From Salesforce\n\nMia Admin via Salesforce", "Kept"]);
            }
            CommentDeletions::Mark => {
                assert_eq!(record, ["[deleted in Jira] From Jira\n\nJane Doe via Jira (SUP-1)", ours]);
                assert_eq!(issue, ["[deleted in Salesforce] From Salesforce\n\nMia Admin via Salesforce", "Kept"]);
            }
            CommentDeletions::Delete => assert_eq!((record, issue), (vec![ours], vec!["Kept"])),
        }
        // Somebody deletes a copy: it stays deleted, whatever becomes of the original.
        let copy = on_record(&mut stage, &case).into_iter().find(|comment| comment.text == ours).unwrap();
        change_on_record(&mut stage, &copy.id, &Value::Null);
        polled(&mut stage, &case);
        edit_on_issue(&mut stage, &kept, "Edited");
        stage.settle();
        assert!(on_record(&mut stage, &case).iter().all(|comment| !comment.text.contains("Edited")), "{policy:?}");
    }
}

/// Links an idea to SUP-1 beside the case, behind the app's back.
fn link_idea(stage: &mut Stage, case: &str) -> String {
    let zone = stage.query("SELECT Id FROM Community")[0]["Id"].clone();
    let idea = make(stage, "Idea", &json!({ "Title": "Better", "CommunityId": zone }));
    let mut link = stage.document("link", &format!("{ISSUE}:{case}")).unwrap();
    (link["recordId"], link["object"]) = (json!(idea), json!("Idea"));
    stage.tamper_entity("issue", ISSUE, |issue| {
        let mut linked = issue["links"][0].clone();
        (linked["recordId"], linked["object"]) = (json!(idea), json!("Idea"));
        issue["links"].as_array_mut().unwrap().push(linked);
    });
    stage.put_entity("link", &format!("{ISSUE}:{idea}"), &json!({ "revision": 1, "document": link }));
    let back = json!({ "revision": 1, "document": { "issueIds": [ISSUE], "seen": null } });
    stage.put_entity("record", &format!("main:{idea}"), &back);
    idea
}

#[test]
fn cmt_1_comments_of_ideas_go_to_the_issue_and_nothing_internal_to_an_idea_that_customers_see() {
    let (mut stage, case) = linked(10, |settings| settings.public_in_salesforce = true);
    let idea = link_idea(&mut stage, &case);
    make(&mut stage, "IdeaComment", &json!({ "IdeaId": idea, "CommentBody": "Good idea" }));
    mark(&mut stage, ISSUE, "10000", &[&idea]);
    sync(&mut stage, ISSUE);
    assert_eq!(on_issue(&mut stage, ISSUE).pop().unwrap().text, "Good idea\n\nMia Admin via Salesforce");
    write_on_issue(&mut stage, "Between us");
    stage.settle();
    let of_idea = |stage: &mut Stage| {
        stage.query(&format!("SELECT CommentBody FROM IdeaComment WHERE IdeaId = '{idea}' ORDER BY CreatedDate, Id"))
    };
    assert_eq!(on_record(&mut stage, &case).len(), 1, "the case gets it");
    assert_eq!(of_idea(&mut stage).len(), 1, "and the idea does not");
    mark(&mut stage, ISSUE, "10000", &[&idea]);
    let before = on_issue(&mut stage, ISSUE).len();
    sync(&mut stage, ISSUE);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before, "no loop");
}
