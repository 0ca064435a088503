//! Whatever goes wrong, at whichever effect: in the end each comment is there exactly once.

use serde_json::json;
use weftline_simulation::{Luck, Stage, Stroke};
use weftline_wire::configuration::CommentDeletions;
use weftline_wire::job::Job;

use crate::support::*;

/// Runs the sync that the stage is ready for with each stroke at each of its effects, and to the end; then once more, as
/// a look at Salesforce that finds our own writes does.
pub(crate) fn strikes(stage: &mut Stage, case: &str, check: impl Fn(&mut Stage, &str)) {
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    assert!(stage.is_at_rest(ISSUE), "one run is enough");
    check(stage, "nothing goes wrong");
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            sync(stage, ISSUE);
            check(stage, &format!("{stroke:?} at effect {index}"));
            let writes = stage.world.clone();
            polled(stage, case);
            check(stage, &format!("{stroke:?} at effect {index}, and once more"));
            drop(writes);
        }
    }
}

fn texts_on_record(stage: &mut Stage, case: &str) -> Vec<String> {
    on_record(stage, case)
        .into_iter()
        .map(|comment| {
            assert!(!comment.public);
            comment.text
        })
        .collect()
}

#[test]
fn cmt_1_a_comment_of_the_issue_is_copied_once_whatever_breaks_off() {
    let (mut stage, case) = linked(20, |_| {});
    let id = write_on_issue(&mut stage, "Once 🚀");
    heard(&mut stage, "commented", &id);
    let before = on_issue(&mut stage, ISSUE).len();
    strikes(&mut stage, &case, |stage, what| {
        assert_eq!(texts_on_record(stage, &case), ["Once 🚀\n\nJane Doe via Jira (SUP-1)"], "{what}");
        assert_eq!(on_issue(stage, ISSUE).len(), before, "{what}");
    });
}

#[test]
fn cmt_1_a_comment_of_the_issue_is_copied_once_whatever_breaks_off_twice() {
    let (mut stage, case) = linked(20, |_| {});
    let id = write_on_issue(&mut stage, "Once");
    heard(&mut stage, "commented", &id);
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    for index in 0..worker.performed() {
        for (first, next) in [Stroke::AnswerLost, Stroke::NeverSent, Stroke::TimesOut]
            .into_iter()
            .flat_map(|first| Stroke::ALL.into_iter().map(move |next| (first, next)))
        {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, first).and(index + 1, next)).finish(&mut stage.world);
            sync(&mut stage, ISSUE);
            let texts = texts_on_record(&mut stage, &case);
            assert_eq!(texts, ["Once\n\nJane Doe via Jira (SUP-1)"], "{first:?} at effect {index}, then {next:?}");
        }
    }
}

#[test]
fn cmt_1_a_copy_that_somebody_deletes_before_it_is_looked_for_stays_deleted() {
    let (mut stage, case) = linked(20, |_| {});
    let id = write_on_issue(&mut stage, "Once");
    heard(&mut stage, "commented", &id);
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    let mut deleted = 0;
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            let copies = on_record(&mut stage, &case);
            for copy in &copies {
                change_on_record(&mut stage, &copy.id, &serde_json::Value::Null);
                deleted += 1;
            }
            sync(&mut stage, ISSUE);
            let left = on_record(&mut stage, &case).len();
            assert_eq!(left, 1 - copies.len(), "{stroke:?} at effect {index}");
        }
    }
    assert!(deleted > 0, "some of it was written before it broke off");
}

#[test]
fn cmt_1_a_comment_of_the_record_is_copied_once_whatever_breaks_off() {
    let (mut stage, case) = linked(21, |_| {});
    let before = on_issue(&mut stage, ISSUE).len();
    write_on_record(&mut stage, &case, "Once", false);
    write_on_record(&mut stage, &case, "Once", false);
    mark(&mut stage, ISSUE, "10000", &[&case]);
    strikes(&mut stage, &case, |stage, what| {
        let texts: Vec<String> = on_issue(stage, ISSUE).into_iter().skip(before).map(|comment| comment.text).collect();
        let copy = "Once\n\nMia Admin via Salesforce";
        assert_eq!(texts, [copy, copy], "{what}: two that say the same are two");
        assert_eq!(on_record(stage, &case).len(), 2, "{what}");
    });
}

#[test]
fn cmt_1_both_ways_at_once_whatever_breaks_off() {
    let (mut stage, case) = linked(22, |_| {});
    let before = on_issue(&mut stage, ISSUE).len();
    let id = write_on_issue(&mut stage, &"Long ".repeat(1_000));
    write_on_record(&mut stage, &case, "There", false);
    put_mark(&mut stage, ISSUE, "10000", &json!(["commented"]), &json!([case]), &json!([id]), &json!([]));
    strikes(&mut stage, &case, |stage, what| {
        let texts = texts_on_record(stage, &case);
        assert_eq!(texts.len(), 3, "{what}: {texts:?}");
        assert!(texts[1].starts_with("(1/2) Long") && texts[2].starts_with("(2/2) "), "{what}: {texts:?}");
        let texts: Vec<String> =
            on_issue(stage, ISSUE).into_iter().skip(before + 1).map(|comment| comment.text).collect();
        assert_eq!(texts, ["There\n\nMia Admin via Salesforce"], "{what}");
    });
}

#[test]
fn cmt_1_edits_arrive_whatever_breaks_off() {
    for may_edit in [true, false] {
        let (mut stage, case) = linked(23, |_| {});
        let id = write_on_issue(&mut stage, "Here");
        stage.settle();
        stage.world.advance(60_000);
        let original = write_on_record(&mut stage, &case, "There", false);
        polled(&mut stage, &case);
        if !may_edit {
            without_modify_all(&mut stage);
        }
        edit_on_issue(&mut stage, &id, "Edited here");
        change_on_record(&mut stage, &original, &json!({ "CommentBody": "Edited there" }));
        put_mark(&mut stage, ISSUE, "10000", &json!(["commented"]), &json!([case]), &json!([id]), &json!([]));
        strikes(&mut stage, &case, |stage, what| {
            let mut texts = texts_on_record(stage, &case);
            texts.retain(|text| text != "Edited there");
            match may_edit {
                true => assert_eq!(texts, ["Edited here\n\nJane Doe via Jira (SUP-1)"], "{what}"),
                false => {
                    assert_eq!(texts.len(), 2, "{what}: {texts:?}");
                    assert!(texts[1].starts_with("[replaces an earlier comment] Edited here"), "{what}: {texts:?}");
                }
            }
            let texts: Vec<String> = on_issue(stage, ISSUE).into_iter().map(|comment| comment.text).collect();
            assert_eq!(texts.iter().filter(|text| text.contains("there")).count(), 1, "{what}: {texts:?}");
            assert!(texts.last().unwrap().starts_with("Edited there"), "{what}: {texts:?}");
        });
    }
}

#[test]
fn cmt_1_deletions_arrive_whatever_breaks_off() {
    for may_delete in [true, false] {
        let (mut stage, case) = linked(24, |settings| settings.comment_deletions = CommentDeletions::Delete);
        let id = write_on_issue(&mut stage, "Here");
        stage.settle();
        stage.world.advance(60_000);
        let original = write_on_record(&mut stage, &case, "There", false);
        polled(&mut stage, &case);
        let before = on_issue(&mut stage, ISSUE).len();
        if !may_delete {
            without_modify_all(&mut stage);
        }
        delete_on_issue(&mut stage, &id);
        change_on_record(&mut stage, &original, &serde_json::Value::Null);
        put_mark(&mut stage, ISSUE, "10000", &json!(["commentDeleted"]), &json!([case]), &json!([id]), &json!([]));
        strikes(&mut stage, &case, |stage, what| {
            let texts = texts_on_record(stage, &case);
            match may_delete {
                true => assert_eq!(texts, [""; 0], "{what}"),
                false => {
                    assert_eq!(texts.len(), 2, "{what}: {texts:?}");
                    assert!(texts[1].starts_with("[a comment that was copied from Jira was deleted there]"), "{what}");
                }
            }
            assert_eq!(on_issue(stage, ISSUE).len(), before - 2, "{what}");
        });
    }
}
