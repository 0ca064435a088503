//! Records that are not there any more.

use serde_json::json;
use weftline_simulation::Stage;
use weftline_simulation::mappings::{field, mapping, selection, shown};
use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::job::Job;

use crate::support::{come_to_rest, configure, edit, issue, link_document, link_of, linked, linked_ids, mark, sync};

#[test]
fn sync_6_nothing_is_written_to_a_record_that_is_gone_and_the_issue_is_left_alone() {
    let (mut stage, id) = linked(40, Policy::SalesforceWins);
    stage.delete("Case", &id);
    edit(&mut stage, &json!({ "summary": "Edited in Jira" }));
    // Nobody has heard of the deletion: the write finds out.
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "gone");
    assert_eq!(link_document(&mut stage, &id)["gone"]["kind"], "deleted");
    assert_eq!(issue(&mut stage, "summary"), "Edited in Jira");
    edit(&mut stage, &json!({ "summary": "Once more" }));
    mark(&mut stage, &[]);
    assert_eq!(sync(&mut stage).salesforce_calls(), 0);
}

#[test]
fn sync_6_what_a_record_was_merged_into_is_linked_in_its_place() {
    let mut stage = Stage::connected(41);
    let fields = vec![field("Name", "summary", Direction::Both, Policy::SalesforceWins)];
    configure(&mut stage, mapping("Account", fields));
    let other = stage.make("Account", &json!({ "Name": "The one that goes" }));
    let master = stage.make("Account", &json!({ "Name": "The one that stays" }));
    link_of(&mut stage, "Account", &other);
    stage.merge("Account", &master, &other);
    stage.world.advance(60_000);
    mark(&mut stage, &[&other]);
    sync(&mut stage);
    come_to_rest(&mut stage, "merged");
    assert_eq!(link_document(&mut stage, &other)["gone"]["into"], json!(master));
    assert_eq!(linked_ids(&mut stage), [other, master.clone()]);
    stage.world.advance(60_000);
    stage.change("Account", &master, &json!({ "Name": "Renamed" }));
    mark(&mut stage, &[&master]);
    sync(&mut stage);
    come_to_rest(&mut stage, "the master");
    assert_eq!(issue(&mut stage, "summary"), "Renamed");
}

#[test]
fn sync_6_a_record_that_goes_is_noticed_though_its_object_is_mapped_nowhere() {
    let (mut stage, _) = linked(47, Policy::SalesforceWins);
    stage.save(vec![shown(selection("Contact", &["Name"]))]);
    let contact = stage.make("Contact", &json!({ "LastName": "Quux" }));
    link_of(&mut stage, "Contact", &contact);
    come_to_rest(&mut stage, "linked");
    stage.delete("Contact", &contact);
    stage.world.advance(30 * 60_000);
    let drifted = |stage: &mut Stage| {
        // The second round goes on where the first one ended: at the end.
        for _ in 0..2 {
            stage.work(Job::Reconcile { connection: "main".into() }).finish(&mut stage.world);
        }
        stage.settle();
        come_to_rest(stage, "reconciled");
        stage.document("poll", "main").unwrap()["reconciled"]["drifted"].clone()
    };
    assert_eq!(drifted(&mut stage), 1);
    assert_eq!(link_document(&mut stage, &contact)["gone"]["kind"], "deleted");
    assert_eq!(drifted(&mut stage), 0, "what is known is no drift");
}
