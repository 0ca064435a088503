//! What it costs (D-6): comments travel in the calls that read and write their records.

use serde_json::json;
use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::job::Job;

use crate::faults::strikes;
use crate::support::*;

fn subject(stage: &mut Stage, case: &str) -> String {
    stage.query(&format!("SELECT Subject FROM Case WHERE Id = '{case}'"))[0]["Subject"].as_str().unwrap().to_owned()
}

/// Marks SUP-1 as its own events do: it was edited, and these comments were written.
fn edited(stage: &mut Stage, comments: &[&str]) {
    put_mark(stage, ISSUE, "10000", &json!(["issueUpdated"]), &json!([]), &json!(comments), &json!([]));
}

#[test]
fn d_6_a_comment_in_jira_takes_one_call() {
    let (mut stage, case) = in_step(60, |_| {});
    let id = write_on_issue(&mut stage, "Hello");
    heard(&mut stage, "commented", &id);
    assert_eq!(sync(&mut stage, ISSUE).salesforce_calls(), 1);
    assert_eq!(on_record(&mut stage, &case).len(), 1);
}

#[test]
fn d_6_an_edit_in_jira_and_its_comments_of_whatever_length_take_one_call() {
    let (mut stage, case) = in_step(61, |_| {});
    edit_issue(&mut stage, "Edited");
    let ids = ["One", &"Long ".repeat(1_000), "Three"].map(|text| write_on_issue(&mut stage, text));
    edited(&mut stage, &[&ids[0], &ids[1], &ids[2]]);
    let worker = sync(&mut stage, ISSUE);
    assert_eq!(worker.salesforce_calls(), 1);
    assert_eq!(subject(&mut stage, &case), "Edited");
    let texts: Vec<String> = on_record(&mut stage, &case).into_iter().map(|comment| comment.text).collect();
    let begin: Vec<&str> = texts.iter().map(|text| &text[..3]).collect();
    assert_eq!(begin, ["One", "(1/", "(2/", "Thr"], "in their order");
}

#[test]
fn d_6_an_edit_in_jira_of_known_base_takes_one_call_with_comments_switched_on() {
    let (mut stage, case) = in_step(62, |_| {});
    edit_issue(&mut stage, "Edited");
    edited(&mut stage, &[]);
    assert_eq!(sync(&mut stage, ISSUE).salesforce_calls(), 1);
    assert_eq!(subject(&mut stage, &case), "Edited");
}

#[test]
fn d_6_an_edit_in_salesforce_and_its_comments_are_read_in_one_call() {
    let (mut stage, case) = in_step(63, |_| {});
    let before = on_issue(&mut stage, ISSUE).len();
    change_case(&mut stage, &case, &json!({ "Subject": "Edited there" }));
    write_on_record(&mut stage, &case, "Hello", false);
    let worker = polled(&mut stage, &case);
    assert_eq!(worker.salesforce_calls(), 1);
    assert_eq!(on_issue(&mut stage, ISSUE).len(), before + 1);
    let (_, issue) = stage.jira(AGENT, "GET", "issue/SUP-1?fields=summary", &json!(null));
    assert_eq!(issue["fields"]["summary"], "Edited there");
}

#[test]
fn d_6_what_both_sides_have_changed_takes_one_call_to_read_and_one_to_write() {
    let (mut stage, case) = in_step(64, |_| {});
    change_case(&mut stage, &case, &json!({ "SuppliedName": "Henry" }));
    write_on_record(&mut stage, &case, "There", false);
    edit_issue(&mut stage, "Edited");
    let id = write_on_issue(&mut stage, "Here");
    let before = on_issue(&mut stage, ISSUE).len();
    stage.world.advance(10_000);
    put_mark(&mut stage, ISSUE, "10000", &json!(["issueUpdated"]), &json!([case]), &json!([id]), &json!([]));
    let worker = sync(&mut stage, ISSUE);
    assert_eq!(worker.salesforce_calls(), 2);
    assert_eq!((on_record(&mut stage, &case).len(), on_issue(&mut stage, ISSUE).len()), (2, before + 1));
    assert_eq!(subject(&mut stage, &case), "Edited");
}

#[test]
fn cmt_1_a_record_that_is_refused_or_overtaken_does_not_stop_its_comments() {
    for overtaken in [true, false] {
        let (mut stage, case) = in_step(65, |_| {});
        refuse_unwanted(&mut stage);
        edit_issue(&mut stage, if overtaken { "Edited" } else { "Unwanted" });
        let id = write_on_issue(&mut stage, "All the same");
        if overtaken {
            change_case(&mut stage, &case, &json!({ "SuppliedName": "Henry" }));
        }
        edited(&mut stage, &[&id]);
        stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
        assert_eq!(on_record(&mut stage, &case).len(), 1, "overtaken: {overtaken}");
    }
}

#[test]
fn cmt_1_an_edit_and_a_comment_in_one_call_arrive_once_whatever_breaks_off() {
    let (mut stage, case) = in_step(66, |_| {});
    let before = on_issue(&mut stage, ISSUE).len();
    edit_issue(&mut stage, "Edited");
    let ids = ["Here", &"Long ".repeat(1_000)].map(|text| write_on_issue(&mut stage, text));
    write_on_record(&mut stage, &case, "There", false);
    put_mark(&mut stage, ISSUE, "10000", &json!(["issueUpdated"]), &json!([case]), &json!(ids), &json!([]));
    strikes(&mut stage, &case, |stage, what| {
        let texts: Vec<String> = on_record(stage, &case).into_iter().map(|comment| comment.text).collect();
        assert_eq!(texts.len(), 4, "{what}: {texts:?}");
        for begin in ["Here", "(1/2) Long", "(2/2) ", "There"] {
            assert_eq!(texts.iter().filter(|text| text.starts_with(begin)).count(), 1, "{what}: {texts:?}");
        }
        assert_eq!(on_issue(stage, ISSUE).len(), before + 3, "{what}");
        assert_eq!(subject(stage, &case), "Edited", "{what}");
    });
}
