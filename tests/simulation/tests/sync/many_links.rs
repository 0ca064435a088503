//! Issues with many linked records: what is not needed is not read.

use serde_json::{Value, json};
use weftline_simulation::scenes::many_links;
use weftline_simulation::{Cost, Luck, Stage};
use weftline_wire::job::Job;

use crate::support::{ISSUE, edit, issue, mark, record, whatever_breaks_off};

/// What a sync of SUP-1 asks for.
fn cost(stage: &mut Stage, what: &str) -> Cost {
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good());
    worker.finish(&mut stage.world);
    let cost = worker.cost();
    println!(
        "{what}: {} calls of Salesforce, {} of Jira, {} values read and {} written in {} requests, {} turns",
        cost.salesforce,
        cost.jira,
        cost.reads,
        cost.writes,
        cost.storage,
        worker.turns()
    );
    assert!(stage.is_at_rest(ISSUE), "{what}");
    cost
}

/// How many of these cases have the subject.
fn having(stage: &mut Stage, subject: &str) -> usize {
    stage.query(&format!("SELECT Id FROM Case WHERE Subject = '{subject}'")).len()
}

#[test]
fn sync_2_of_a_thousand_links_only_those_are_read_that_something_happened_to() {
    let (mut stage, ids) = many_links(81, 1_000);

    // The case is not the one that fills the issue, and what changed goes to the issue only from that one.
    stage.change("Case", &ids[500], &json!({ "SuppliedName": "Henry" }));
    mark(&mut stage, &[&ids[500]]);
    let of_record = cost(&mut stage, "a Salesforce edit of one of 1,000 records");
    assert!(of_record.reads < 30 && of_record.writes < 10, "{of_record:?}");
    assert!(
        of_record.salesforce <= 4,
        "its comments are asked for in as many queries as 1,000 records take: {of_record:?}"
    );

    // Nothing of the issue that goes to records.
    edit(&mut stage, &json!({ "labels": ["loud"] }));
    mark(&mut stage, &[]);
    let of_label = cost(&mut stage, "a Jira edit of a field that is not mapped");
    assert!(of_label.reads < 30 && of_label.writes < 10, "{of_label:?}");
    assert_eq!(of_label.salesforce_writes, 0);

    // What goes to all of them needs all of them.
    edit(&mut stage, &json!({ "summary": "It hums" }));
    mark(&mut stage, &[]);
    let of_all = cost(&mut stage, "a Jira edit that goes to 1,000 records");
    assert_eq!(having(&mut stage, "It hums"), 1_000);
    assert!(of_all.reads <= 2_050, "each link and each way back once: {of_all:?}");

    // Also when it comes from the one that fills the issue.
    stage.world.advance(60_000);
    stage.change("Case", &ids[0], &json!({ "Subject": "It whistles" }));
    mark(&mut stage, &[&ids[0]]);
    let of_primary = cost(&mut stage, "a Salesforce edit that goes to the issue and to 999 records");
    assert_eq!(issue(&mut stage, "summary"), "It whistles");
    assert_eq!(having(&mut stage, "It whistles"), 1_000);
    assert!(of_primary.reads <= 2_050, "{of_primary:?}");

    // And afterwards nothing is left of it.
    stage.world.advance(60_000);
    mark(&mut stage, &[]);
    let of_nothing = cost(&mut stage, "a look that finds nothing");
    assert!(of_nothing.reads < 30 && of_nothing.writes < 10, "{of_nothing:?}");
}

#[test]
fn sync_2_where_the_record_that_fills_the_issue_is_gone_the_next_one_does() {
    let (mut stage, ids) = many_links(82, 40);
    stage.soap("delete", &ids[..3].iter().map(|id| format!("<ids>{id}</ids>")).collect::<String>());
    mark(&mut stage, &[&ids[0], &ids[1], &ids[2]]);
    cost(&mut stage, "three are deleted");
    stage.world.advance(60_000);
    stage.change("Case", &ids[20], &json!({ "SuppliedName": "Nobody" }));
    stage.change("Case", &ids[3], &json!({ "SuppliedName": "Next" }));
    mark(&mut stage, &[&ids[20], &ids[3]]);
    cost(&mut stage, "the fourth is the first now");
    assert_eq!(issue(&mut stage, crate::support::CUSTOMER), "Next");
}

#[test]
fn sync_3_what_breaks_off_at_many_links_is_made_up_for() {
    let (scene, ids) = many_links(83, 28);
    whatever_breaks_off(
        &scene,
        &|stage| {
            stage.change("Case", &ids[0], &json!({ "Subject": "It whistles" }));
            mark(stage, &[&ids[0]]);
        },
        &|stage, case| {
            assert_eq!(issue(stage, "summary"), "It whistles", "{case}");
            for id in &ids {
                assert_eq!(record(stage, "Case", id, "Subject"), Value::from("It whistles"), "{case}: {id}");
            }
        },
    );
}
