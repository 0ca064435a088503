//! Looks at Jira: events that were lost.

use serde_json::{Value, json};
use weftline_sandbox::CLOUD_ID;
use weftline_simulation::{AGENT, Luck, Stage, Stroke};
use weftline_wire::job::{Job, Turn};

use crate::support::{MINUTE_MS, cases, causes, link, marked, stage};

fn look(stage: &mut Stage) {
    let end = look_with(stage, Luck::good());
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
}

fn look_with(stage: &mut Stage, luck: Luck) -> Option<Turn> {
    let job = Job::PollJira { cloud_id: CLOUD_ID.into() };
    stage.unlucky(job, luck).finish(&mut stage.world)
}

fn edit(stage: &mut Stage, summary: &str) {
    let (status, answer) = stage.jira(AGENT, "PUT", "issue/10100", &json!({ "fields": { "summary": summary } }));
    assert_eq!(status, 204, "{answer}");
}

/// A stage whose Jira was looked at, with SUP-1 linked; what is edited from now on is not heard.
fn deaf(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    stage.world.advance(30 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "what was changed long ago is known");
    stage
}

#[test]
fn sync_1_an_edit_whose_event_was_lost_is_found_and_marked_until_it_is_synced() {
    let mut stage = deaf(1);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), Some(Vec::new()), "no record has to be read for it");
    assert_eq!(causes(&mut stage, "10100"), ["jiraPolled"]);
    stage.settle();
    assert_eq!(marked(&mut stage, "10100"), None, "it is synced");
    for _ in 0..3 {
        stage.world.advance(5 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None, "it has not changed since");
    }
}

#[test]
fn sync_1_what_events_may_still_tell_of_is_left_to_the_next_look() {
    let mut stage = deaf(2);
    stage.world.advance(5 * MINUTE_MS);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None);
    stage.world.advance(5 * MINUTE_MS);
    look(&mut stage);
    assert!(marked(&mut stage, "10100").is_some());
}

#[test]
fn evt_1_where_no_change_of_issues_is_followed_nobody_looks() {
    let mut stage = deaf(3);
    let document = stage.document("poll", "jira").unwrap();
    stage.set(|settings| settings.enabled = false);
    edit(&mut stage, "It hums");
    stage.lose_messages();
    stage.world.advance(10 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(stage.document("poll", "jira").unwrap(), document);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_1_wherever_a_look_at_jira_breaks_off_nothing_is_lost() {
    for index in 0..16 {
        for stroke in Stroke::ALL {
            let case = format!("{stroke:?} at effect {index}");
            let mut stage = deaf(4);
            edit(&mut stage, "It hums");
            stage.lose_messages();
            stage.world.advance(5 * MINUTE_MS);
            look_with(&mut stage, Luck::bad(index, stroke));
            stage.world.advance(5 * MINUTE_MS);
            look(&mut stage);
            assert!(marked(&mut stage, "10100").is_some(), "{case}");
            assert_eq!(stage.document("poll", "jira").unwrap()["failure"], Value::Null, "{case}");
        }
    }
}
