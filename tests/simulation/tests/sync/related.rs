//! Records that are linked because the primary one points to them.

use serde_json::{Value, json};
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{AGENT, Stage};
use weftline_wire::configuration::{Direction, Policy, RelatedLookup};

use crate::support::{
    CUSTOMER, ISSUE, STEPS, cases, come_to_rest, edit, issue, link_document, linked_ids, mark, record, sync,
    whatever_breaks_off,
};

/// A stage on which cases have their accounts linked; gives a linked case and two accounts.
fn scene(seed: u64) -> (Stage, String, [String; 2]) {
    let mut stage = Stage::connected(seed);
    let mut of_cases = cases(Policy::SalesforceWins);
    of_cases.related = vec![RelatedLookup { field: "AccountId".into(), object: "Account".into() }];
    let fields = vec![
        field("Description", STEPS, Direction::Both, Policy::SalesforceWins),
        field("Name", "summary", Direction::ToJira, Policy::SalesforceWins),
    ];
    crate::support::configure(&mut stage, mapping("Account", fields));
    stage.save(vec![section("10000", of_cases)]);
    let accounts = ["One", "Two"].map(|name| stage.make("Account", &json!({ "Name": name })));
    let id = stage.make("Case", &json!({ "Subject": "Quux", "AccountId": accounts[0] }));
    crate::support::link(&mut stage, &id);
    come_to_rest(&mut stage, "linked");
    stage.settle();
    stage.world.advance(60_000);
    (stage, id, accounts)
}

#[test]
fn rel_1_what_the_primary_record_points_to_is_linked_with_it_and_kept_in_step() {
    let (mut stage, id, [one, _]) = scene(50);
    assert_eq!(linked_ids(&mut stage), [id.clone(), one.clone()]);
    let link = link_document(&mut stage, &one);
    assert_eq!(link["origin"], "related");
    assert_eq!(link["related"], json!({ "recordId": id, "field": "AccountId" }));
    stage.change("Account", &one, &json!({ "Description": "Steps of the account" }));
    mark(&mut stage, &[&one]);
    sync(&mut stage);
    come_to_rest(&mut stage, "the account");
    let text = issue(&mut stage, STEPS).to_string();
    assert!(text.contains("Steps of the account"), "{text}");
    assert_eq!(
        issue(&mut stage, "summary"),
        "Invoice total is one cent too high",
        "the primary record fills the summary"
    );
}

#[test]
fn rel_1_the_link_follows_the_lookup_whatever_breaks_off() {
    let (stage, id, [one, two]) = scene(51);
    whatever_breaks_off(
        &stage,
        &|stage| {
            stage.change("Case", &id, &json!({ "AccountId": two, "SuppliedName": "Henry" }));
            mark(stage, &[&id]);
        },
        &|stage, case| {
            assert_eq!(linked_ids(stage), [id.clone(), two.clone()], "{case}");
            assert_eq!(issue(stage, CUSTOMER), "Henry", "{case}");
        },
    );
    let mut emptied = stage.clone();
    emptied.change("Case", &id, &json!({ "AccountId": Value::Null }));
    mark(&mut emptied, &[&id]);
    sync(&mut emptied);
    come_to_rest(&mut emptied, "emptied");
    assert_eq!(linked_ids(&mut emptied), [id]);
    assert_eq!(record(&mut emptied, "Account", &one, "Name"), "One");
}

#[test]
fn lnk_4_of_two_records_of_an_object_the_primary_one_fills_the_issue_and_both_are_filled_by_it() {
    let (mut stage, first) = crate::support::linked(52, Policy::SalesforceWins);
    let second = stage.make("Case", &json!({ "Subject": "Second" }));
    crate::support::link(&mut stage, &second);
    come_to_rest(&mut stage, "both");
    stage.change("Case", &second, &json!({ "Subject": "Not for the issue" }));
    mark(&mut stage, &[&second]);
    sync(&mut stage);
    come_to_rest(&mut stage, "the second");
    assert_ne!(issue(&mut stage, "summary"), "Not for the issue");
    stage.world.advance(60_000);
    edit(&mut stage, &json!({ "summary": "For both" }));
    mark(&mut stage, &[]);
    sync(&mut stage);
    come_to_rest(&mut stage, "for both");
    for id in [&first, &second] {
        assert_eq!(record(&mut stage, "Case", id, "Subject"), "For both");
    }
}

#[test]
fn lnk_3_linking_copies_nothing_unless_wanted_and_sync_goes_on_from_there() {
    let (mut stage, id) = crate::support::linked(53, Policy::SalesforceWins);
    assert_eq!(issue(&mut stage, "summary"), "Invoice total is one cent too high");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "Quux");
    stage.world.advance(60_000);
    stage.change("Case", &id, &json!({ "Subject": "Now it changes" }));
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    assert_eq!(issue(&mut stage, "summary"), "Now it changes");
}

/// Two cases of one account, of which one is merged into the other: the account stays linked as it is, and follows the one
/// that stays.
#[test]
fn rel_1_an_account_of_both_records_of_a_merge_stays_linked_and_follows_the_one_that_stays() {
    let (mut stage, id, [one, two]) = scene(57);
    let master = stage.make("Case", &json!({ "Subject": "The one that stays", "AccountId": one }));
    let before = link_document(&mut stage, &one)["linkedAtMs"].clone();
    stage.world.advance(60_000);
    stage.merge("Case", &master, &id);
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    sync(&mut stage);
    come_to_rest(&mut stage, "merged");
    assert_eq!(linked_ids(&mut stage), [id.clone(), one.clone(), master.clone()]);
    assert_eq!(link_document(&mut stage, &one)["linkedAtMs"], before, "it was never unlinked");
    stage.world.advance(60_000);
    stage.change("Case", &master, &json!({ "AccountId": two }));
    mark(&mut stage, &[&master]);
    sync(&mut stage);
    come_to_rest(&mut stage, "another account");
    assert_eq!(linked_ids(&mut stage), [id, master, two]);
}

/// A comment that goes to the record reads it along the way, so that no poll has news of it: what it points to by then is
/// followed all the same.
#[test]
fn rel_1_a_lookup_that_is_seen_with_a_comment_is_followed() {
    let (mut stage, id, [_, two]) = scene(58);
    stage.set(|settings| settings.comments_to_salesforce = true);
    stage.world.advance(60_000);
    stage.change("Case", &id, &json!({ "AccountId": two }));
    stage.world.advance(60_000);
    let document = json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [{ "type": "text", "text": "A comment" }] }] });
    let (status, answer) = stage.jira(AGENT, "POST", &format!("issue/{ISSUE}/comment"), &json!({ "body": document }));
    assert_eq!(status, 201, "{answer}");
    stage.settle();
    come_to_rest(&mut stage, "the comment");
    assert_eq!(linked_ids(&mut stage), [id, two]);
}
