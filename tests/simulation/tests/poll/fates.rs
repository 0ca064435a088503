//! What becomes of records, as a look at their org and the sync that follows find it.

use serde_json::{Value, json};
use weftline_simulation::Stage;
use weftline_simulation::mappings::{field, mapping, section, selection, shown};
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{MINUTE_MS, cases, link, look, marked, stage, unmark};

/// A stage on which the names of accounts go to the summaries of issues.
fn with_accounts(seed: u64) -> Stage {
    let mut stage = stage(seed);
    let fields = vec![field("Name", "summary", Direction::ToJira, Policy::SalesforceWins)];
    let sections = vec![shown(selection("Account", &["Name"])), section("*", mapping("Account", fields))];
    stage.save_in_spite_of_warnings(sections);
    stage
}

fn account(stage: &mut Stage, name: &str) -> String {
    stage.make("Account", &json!({ "Name": name }))
}

/// Looks at the org when it is time, and lets the syncs do what follows.
fn follow(stage: &mut Stage) {
    stage.world.advance(6 * MINUTE_MS);
    look(stage);
    stage.settle_within(20 * MINUTE_MS);
}

fn links(stage: &mut Stage, issue: &str) -> Vec<String> {
    let document = stage.document("issue", issue).unwrap();
    document["links"].as_array().unwrap().iter().map(|link| link["recordId"].as_str().unwrap().to_owned()).collect()
}

fn gone(stage: &mut Stage, issue: &str, record: &str) -> Value {
    stage.document("link", &format!("{issue}:{record}")).unwrap()["gone"].clone()
}

#[test]
fn sync_6_what_is_taken_out_of_the_recycle_bin_is_kept_in_step_again() {
    let mut stage = stage(30);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.delete("Case", &case);
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case)["kind"], "deleted");
    stage.soap("undelete", &format!("<ids>{case}</ids>"));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case), Value::Null);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_6_a_merge_into_a_record_that_the_same_issue_has_adds_no_link_and_one_of_another_issue_keeps_both() {
    let mut stage = with_accounts(31);
    let [one, two, three] = ["One", "Two", "Three"].map(|name| account(&mut stage, name));
    for (issue, record) in [("10100", &one), ("10100", &two), ("10101", &three)] {
        link(&mut stage, issue, "Account", record);
    }
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.merge("Account", &two, &one);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100"), [one.clone(), two.clone()]);
    assert_eq!(gone(&mut stage, "10100", &one)["into"], json!(two));
    assert_eq!(gone(&mut stage, "10100", &two), Value::Null);

    stage.merge("Account", &three, &two);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100"), [one, two, three.clone()]);
    assert_eq!(links(&mut stage, "10101"), std::slice::from_ref(&three));
    let back = stage.document("record", &format!("main:{three}")).unwrap()["issueIds"].clone();
    assert_eq!(back, json!(["10101", "10100"]), "a change of it marks both");
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Account", &three, &json!({ "Name": "Renamed" }));
    stage.world.advance(6 * MINUTE_MS);
    look(&mut stage);
    for issue in ["10100", "10101"] {
        assert_eq!(marked(&mut stage, issue), Some(vec![three.clone()]), "{issue}");
    }
}

#[test]
fn sync_6_what_was_merged_twice_before_anybody_looked_is_followed_to_the_end() {
    let mut stage = with_accounts(32);
    let [one, two, three] = ["One", "Two", "Three"].map(|name| account(&mut stage, name));
    link(&mut stage, "10100", "Account", &one);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.merge("Account", &two, &one);
    stage.world.advance(1_000);
    stage.merge("Account", &three, &two);
    follow(&mut stage);
    assert_eq!(links(&mut stage, "10100").last(), Some(&three), "what is left of it is linked");
    assert_eq!(gone(&mut stage, "10100", &three), Value::Null);
    assert_eq!(marked(&mut stage, "10100"), None);
}

#[test]
fn sync_6_a_merge_whose_master_was_deleted_since_leaves_nothing_to_do() {
    let mut stage = with_accounts(33);
    let [one, two] = ["One", "Two"].map(|name| account(&mut stage, name));
    link(&mut stage, "10100", "Account", &one);
    look(&mut stage);
    stage.world.advance(5 * MINUTE_MS);
    stage.merge("Account", &two, &one);
    stage.delete("Account", &two);
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &two)["kind"], "deleted");
    assert_eq!(marked(&mut stage, "10100"), None);
    for _ in 0..3 {
        stage.world.advance(6 * MINUTE_MS);
        look(&mut stage);
        assert_eq!(marked(&mut stage, "10100"), None, "it goes round in circles");
    }
}

#[test]
fn sync_6_what_sharing_hides_is_told_and_comes_back_when_it_is_shown_and_changed() {
    let mut stage = stage(34);
    let case = cases(&mut stage, 1).remove(0);
    link(&mut stage, "10100", "Case", &case);
    look(&mut stage);
    stage.settle();
    stage.world.hide_record(&case, true);
    stage.world.advance(30 * MINUTE_MS);
    look(&mut stage);
    assert_eq!(marked(&mut stage, "10100"), None, "a look does not see what is not there");
    // The daily round does.
    stage.world.advance(24 * 60 * MINUTE_MS);
    stage
        .unlucky(weftline_wire::job::Job::Reconcile { connection: "main".into() }, weftline_simulation::Luck::good())
        .finish(&mut stage.world);
    stage.settle_within(20 * MINUTE_MS);
    assert_eq!(gone(&mut stage, "10100", &case)["kind"], "outOfSight");
    stage.world.hide_record(&case, false);
    stage.world.advance(5 * MINUTE_MS);
    stage.change("Case", &case, &json!({ "Subject": "It hums" }));
    follow(&mut stage);
    assert_eq!(gone(&mut stage, "10100", &case), Value::Null);
    unmark(&mut stage, "10100");
}
