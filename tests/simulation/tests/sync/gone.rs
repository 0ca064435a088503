//! Records that are not there any more.

use serde_json::json;
use weftline_simulation::Stage;
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{
    change, come_to_rest, configure, edit, field, issue, link_document, link_of, linked, linked_ids, make, mapping,
    mark, soap, sync,
};

#[test]
fn sync_6_nothing_is_written_to_a_record_that_is_gone_and_the_issue_is_left_alone() {
    let (mut stage, id) = linked(40, Policy::SalesforceWins);
    stage.delete(&format!("/services/data/v62.0/sobjects/Case/{id}"));
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
    let other = make(&mut stage, "Account", &json!({ "Name": "The one that goes" }));
    let master = make(&mut stage, "Account", &json!({ "Name": "The one that stays" }));
    link_of(&mut stage, "Account", &other);
    soap(
        &mut stage,
        "merge",
        &format!(
            "<request><masterRecord><type>Account</type><Id>{master}</Id></masterRecord>\
             <recordToMergeIds>{other}</recordToMergeIds></request>"
        ),
    );
    stage.world.advance(60_000);
    mark(&mut stage, &[&other]);
    sync(&mut stage);
    come_to_rest(&mut stage, "merged");
    assert_eq!(link_document(&mut stage, &other)["gone"]["into"], json!(master));
    assert_eq!(linked_ids(&mut stage), [other, master.clone()]);
    stage.world.advance(60_000);
    change(&mut stage, "Account", &master, &json!({ "Name": "Renamed" }));
    mark(&mut stage, &[&master]);
    sync(&mut stage);
    come_to_rest(&mut stage, "the master");
    assert_eq!(issue(&mut stage, "summary"), "Renamed");
}
