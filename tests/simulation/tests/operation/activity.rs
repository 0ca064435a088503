//! Activity of the site (OPS-1), and planning it again (D-5).

use serde_json::{Value, json};
use weftline_simulation::{ADMIN, AGENT};
use weftline_wire::call::{ActivityOutcome, Call, Reply, SiteActivityCall, SyncNowCall, WhyCall};
use weftline_wire::decision::{Cause, Noticed};
use weftline_wire::document::Gone;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::support::{REFUSED, activity, edit, everything, linked, page, refuse, replay};

/// The keys of the issues, the newest first, without what linking did.
fn issues(stage: &mut weftline_simulation::Stage, call: &SiteActivityCall) -> Vec<String> {
    let rows = activity(stage, call);
    let edits = rows.into_iter().filter(|row| !row.activity.causes.contains(&Cause::Linked));
    edits.map(|row| row.issue.key).collect()
}

#[test]
fn ops_1_what_was_done_is_found_by_issue_record_outcome_and_cause_the_newest_first() {
    let (mut stage, ids) = linked(11, &["SUP-1", "SUP-2"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-1", "First");
    edit(&mut stage, "SUP-2", REFUSED);
    edit(&mut stage, "SUP-1", "Third");

    assert_eq!(issues(&mut stage, &everything()), ["SUP-1", "SUP-2", "SUP-1"]);
    let of_issue = SiteActivityCall { issue: Some("sup-2".into()), ..everything() };
    assert_eq!(issues(&mut stage, &of_issue), ["SUP-2"]);
    let of_record = SiteActivityCall { record: Some(ids[0][..15].to_owned()), ..everything() };
    assert!(issues(&mut stage, &of_record).iter().all(|key| key == "SUP-1"));
    assert_eq!(issues(&mut stage, &of_record).len(), 2);
    let failed = SiteActivityCall { outcome: Some(ActivityOutcome::Failed), ..everything() };
    assert_eq!(issues(&mut stage, &failed), ["SUP-2"]);
    let done = SiteActivityCall { outcome: Some(ActivityOutcome::Done), ..everything() };
    assert_eq!(issues(&mut stage, &done), ["SUP-1", "SUP-1"]);
    let polled = SiteActivityCall { cause: Some(Cause::Polled), ..everything() };
    assert_eq!(issues(&mut stage, &polled), Vec::<String>::new());
    let of_rule = SiteActivityCall { rule: Some("0".repeat(16)), ..everything() };
    assert_eq!(issues(&mut stage, &of_rule), Vec::<String>::new());
    for unknown in ["SUP-999", "not a key"] {
        let unknown = SiteActivityCall { issue: Some(unknown.into()), ..everything() };
        assert_eq!(activity(&mut stage, &unknown), []);
    }

    let newest = &activity(&mut stage, &everything())[0];
    assert_eq!(newest.activity.configuration, 2);
    assert_eq!(newest.record_ids, [ids[0].as_str()]);
    let row = newest.activity.plans[0].rows.iter().find(|row| row.field == "Subject").unwrap();
    assert_eq!((row.after.as_deref(), row.written), (Some("Third"), true));
}

#[test]
fn ops_1_what_only_wrote_the_issue_is_found_by_its_record() {
    let (mut stage, ids) = linked(16, &["SUP-1", "SUP-2"]);
    stage.change("Case", &ids[1], &json!({ "Subject": "From Salesforce" }));
    stage.world.advance(600_000);
    stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    stage.settle();
    let polled =
        |record: &str| SiteActivityCall { record: Some(record.to_owned()), cause: Some(Cause::Polled), ..everything() };
    assert_eq!(issues(&mut stage, &polled(&ids[1])), ["SUP-2"]);
    assert_eq!(issues(&mut stage, &polled(&ids[0])), [""; 0]);
}

#[test]
fn ops_1_sync_6_a_sync_that_only_noticed_that_a_record_is_gone_or_back_says_so() {
    let (mut stage, ids) = linked(17, &["SUP-1"]);
    let told = |stage: &mut weftline_simulation::Stage| {
        stage.call(AGENT, Call::SyncNow(SyncNowCall {})).unwrap();
        stage.settle();
        stage.world.advance(60_000);
        let of_record = SiteActivityCall { record: Some(ids[0].clone()), ..everything() };
        let newest = activity(stage, &of_record).remove(0);
        let Ok(Reply::Why(why)) = stage.call(AGENT, Call::Why(WhyCall {})) else { panic!("no answer") };
        assert_eq!(why.activity[0].noticed, newest.activity.noticed);
        newest.activity.noticed
    };
    assert_eq!(told(&mut stage), []);
    stage.world.hide_record(&ids[0], true);
    let noticed = told(&mut stage);
    assert_eq!(noticed[0].record_id, ids[0]);
    assert!(matches!(noticed[0].gone, Some(Gone::OutOfSight { .. })), "{noticed:?}");
    assert_eq!(told(&mut stage), [], "it is told once");
    stage.world.hide_record(&ids[0], false);
    assert_eq!(told(&mut stage), [Noticed { record_id: ids[0].clone(), gone: None }]);
    stage.delete("Case", &ids[0]);
    assert!(matches!(told(&mut stage)[0].gone, Some(Gone::Deleted { .. })));
}

#[test]
fn ops_1_many_entries_come_page_by_page_each_once() {
    let (mut stage, _) = linked(12, &["SUP-1"]);
    for number in 0..40 {
        edit(&mut stage, "SUP-1", &format!("Edit {number}"));
    }
    let first = page(&mut stage, &everything());
    assert!(first.after.is_some() && first.rows.len() < 40, "a page is bounded: {}", first.rows.len());
    let rows = activity(&mut stage, &everything());
    let mut keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert!(keys.len() >= 40);
    assert!(rows.windows(2).all(|two| two[0].activity.at_ms >= two[1].activity.at_ms), "the newest first");
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), rows.len());
}

#[test]
fn ops_1_values_of_issues_that_an_admin_may_not_see_are_not_told() {
    let (mut stage, _) = linked(13, &["SUP-1"]);
    edit(&mut stage, "SUP-1", "For few eyes");
    let told = |stage: &mut weftline_simulation::Stage| format!("{:?}", activity(stage, &everything()));
    assert!(told(&mut stage).contains("For few eyes"));
    // The issue is gone for this user: Jira does not tell that from one that is hidden.
    let (status, answer) = stage.jira(ADMIN, "DELETE", "issue/SUP-1", &Value::Null);
    assert_eq!(status, 204, "{answer}");
    let after = told(&mut stage);
    assert!(!after.contains("For few eyes"), "{after}");
    assert!(after.contains("10100"), "that something was done stays known");
}

#[test]
fn d_5_a_decision_is_planned_again_byte_for_byte() {
    let (mut stage, _) = linked(14, &["SUP-1"]);
    edit(&mut stage, "SUP-1", "Planned once");
    let newest = activity(&mut stage, &everything()).into_iter().next().unwrap();
    assert!(newest.replayable);
    let view = replay(&mut stage, &newest.key).unwrap();
    assert!(view.plans >= 1);
    assert_eq!((view.same, view.planner_then), (view.plans, view.planner_now));

    // Other inputs are another plan, also where what is shown of it would be the same.
    let key = format!("inputs:{}:0", newest.key);
    stage.tamper(&key, |question| {
        question["about"]["issue"]["fields"]["summary"] = json!("Planned twice");
    });
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!(view.same, view.plans - 1);
    stage.forget(&key);
    assert_eq!(replay(&mut stage, &newest.key).unwrap_err().code, FailureCode::Invalid);
    assert_eq!(replay(&mut stage, "10100:000000000000001:00000000").unwrap_err().code, FailureCode::Invalid);
}

#[test]
fn d_5_a_long_text_is_planned_again_whole() {
    let (mut stage, _) = linked(15, &["SUP-1"]);
    edit(&mut stage, "SUP-1", &"long words ".repeat(20));
    let newest = activity(&mut stage, &everything()).into_iter().next().unwrap();
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!(view.same, view.plans);
    // Behind where the kept plan is cut.
    let key = format!("inputs:{}:0", newest.key);
    stage.tamper(&key, |question| {
        question["about"]["issue"]["fields"]["summary"] = json!(format!("{}end", "long words ".repeat(20)));
    });
    assert_eq!(replay(&mut stage, &newest.key).unwrap().same, view.plans - 1);
}
