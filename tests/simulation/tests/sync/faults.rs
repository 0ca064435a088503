//! Every kind of bad luck at every effect of a sync: what comes of it is what comes of good luck.

use serde_json::json;
use weftline_wire::configuration::{Direction, Policy};

use crate::support::{
    CUSTOMER, ISSUE, change, configure, edit, field, hear, however_it_breaks_off, issue, link_document, link_of,
    linked, linked_ids, make, mapping, mark, record, soap, whatever_breaks_off,
};

#[test]
fn sync_3_an_edit_in_jira_arrives_whatever_breaks_off() {
    let (stage, id) = linked(30, Policy::SalesforceWins);
    whatever_breaks_off(
        &stage,
        &|stage| {
            edit(stage, &json!({ "summary": "Edited in Jira" }));
            mark(stage, &[]);
        },
        &|stage, case| {
            assert_eq!(record(stage, "Case", &id, "Subject"), "Edited in Jira", "{case}");
            assert_eq!(issue(stage, "summary"), "Edited in Jira", "{case}");
        },
    );
}

#[test]
fn sync_3_an_edit_in_salesforce_arrives_whatever_breaks_off() {
    let (stage, id) = linked(31, Policy::JiraWins);
    whatever_breaks_off(
        &stage,
        &|stage| {
            change(stage, "Case", &id, &json!({ "Subject": "Edited there", "SuppliedName": "Henry" }));
            mark(stage, &[&id]);
        },
        &|stage, case| {
            assert_eq!(issue(stage, "summary"), "Edited there", "{case}");
            assert_eq!(issue(stage, CUSTOMER), "Henry", "{case}");
            assert_eq!(record(stage, "Case", &id, "Subject"), "Edited there", "{case}");
        },
    );
}

/// Nobody hears whether it was written, and someone edits the same field again before the next try: what Weftline wrote
/// is nobody's edit, so no policy can let it win, and nobody is asked.
#[test]
fn sync_3_an_edit_that_follows_an_unheard_write_is_not_overwritten_by_it() {
    for policy in [Policy::SalesforceWins, Policy::JiraWins, Policy::LatestWins, Policy::Ask] {
        let (stage, id) = linked(35, policy);
        however_it_breaks_off(
            &stage,
            &|stage| {
                edit(stage, &json!({ "summary": "First" }));
                mark(stage, &[]);
            },
            &|stage| {
                edit(stage, &json!({ "summary": "Second" }));
                hear(stage, &[]);
            },
            &|stage, case| {
                assert_eq!(issue(stage, "summary"), "Second", "{policy:?}: {case}");
                assert_eq!(record(stage, "Case", &id, "Subject"), "Second", "{policy:?}: {case}");
            },
        );
        however_it_breaks_off(
            &stage,
            &|stage| {
                change(stage, "Case", &id, &json!({ "Subject": "First" }));
                mark(stage, &[&id]);
            },
            &|stage| {
                change(stage, "Case", &id, &json!({ "Subject": "Second" }));
                hear(stage, &[&id]);
            },
            &|stage, case| {
                assert_eq!(issue(stage, "summary"), "Second", "{policy:?}: {case}");
                assert_eq!(record(stage, "Case", &id, "Subject"), "Second", "{policy:?}: {case}");
            },
        );
    }
}

#[test]
fn sync_4_the_policy_decides_whatever_breaks_off() {
    for (policy, wins) in
        [(Policy::SalesforceWins, "In Salesforce"), (Policy::JiraWins, "In Jira"), (Policy::LatestWins, "In Jira")]
    {
        let (stage, id) = linked(32, policy);
        whatever_breaks_off(
            &stage,
            &|stage| {
                change(stage, "Case", &id, &json!({ "Subject": "In Salesforce", "SuppliedName": "Henry" }));
                stage.world.advance(60_000);
                edit(stage, &json!({ "summary": "In Jira" }));
                mark(stage, &[&id]);
            },
            &|stage, case| {
                assert_eq!(issue(stage, "summary"), wins, "{policy:?}: {case}");
                assert_eq!(record(stage, "Case", &id, "Subject"), wins, "{policy:?}: {case}");
                assert_eq!(issue(stage, CUSTOMER), "Henry", "{policy:?}: {case}");
            },
        );
    }
}

#[test]
fn d_8_a_conflict_is_held_and_decided_whatever_breaks_off() {
    let (stage, id) = linked(33, Policy::Ask);
    let disagree = |stage: &mut weftline_simulation::Stage| {
        change(stage, "Case", &id, &json!({ "Subject": "In Salesforce" }));
        edit(stage, &json!({ "summary": "In Jira" }));
        mark(stage, &[&id]);
    };
    whatever_breaks_off(&stage, &disagree, &|stage, case| {
        assert_eq!(issue(stage, "summary"), "In Jira", "{case}");
        assert_eq!(record(stage, "Case", &id, "Subject"), "In Salesforce", "{case}");
        assert_eq!(link_document(stage, &id)["held"].as_array().unwrap().len(), 1, "{case}");
    });
    let mut waiting = stage.clone();
    disagree(&mut waiting);
    crate::support::come_to_rest(&mut waiting, "a conflict");
    let digest = link_document(&mut waiting, &id)["held"][0]["digest"].clone();
    whatever_breaks_off(
        &waiting,
        &|stage| {
            let decided =
                json!([{ "field": "Subject", "way": "toSalesforce", "digest": digest, "author": "a", "atMs": 1 }]);
            stage.tamper_entity("link", &format!("{ISSUE}:{id}"), |link| link["decided"] = decided);
            mark(stage, &[]);
        },
        &|stage, case| {
            assert_eq!(record(stage, "Case", &id, "Subject"), "In Jira", "{case}");
            let link = link_document(stage, &id);
            assert_eq!((&link["held"], &link["decided"]), (&json!([]), &json!([])), "{case}");
        },
    );
}

#[test]
fn sync_6_a_deleted_record_is_told_and_comes_back_whatever_breaks_off() {
    let (stage, id) = linked(34, Policy::SalesforceWins);
    let delete = |stage: &mut weftline_simulation::Stage| {
        stage.delete(&format!("/services/data/v62.0/sobjects/Case/{id}"));
        edit(stage, &json!({ "summary": "Edited meanwhile" }));
        mark(stage, &[&id]);
    };
    whatever_breaks_off(&stage, &delete, &|stage, case| {
        assert_eq!(link_document(stage, &id)["gone"]["kind"], "deleted", "{case}");
        assert_eq!(issue(stage, "summary"), "Edited meanwhile", "{case}");
    });
    let mut without = stage.clone();
    delete(&mut without);
    crate::support::come_to_rest(&mut without, "deleted");
    whatever_breaks_off(
        &without,
        &|stage| {
            soap(stage, "undelete", &format!("<ids>{id}</ids>"));
            mark(stage, &[&id]);
        },
        &|stage, case| {
            assert_eq!(link_document(stage, &id)["gone"], json!(null), "{case}");
            assert_eq!(record(stage, "Case", &id, "Subject"), "Edited meanwhile", "{case}");
        },
    );
}

#[test]
fn sync_6_what_a_record_was_merged_into_is_linked_whatever_breaks_off() {
    let mut stage = weftline_simulation::Stage::connected(36);
    let fields = vec![field("Name", "summary", Direction::Both, Policy::SalesforceWins)];
    configure(&mut stage, mapping("Account", fields));
    let other = make(&mut stage, "Account", &json!({ "Name": "The one that goes" }));
    let master = make(&mut stage, "Account", &json!({ "Name": "The one that stays" }));
    link_of(&mut stage, "Account", &other);
    whatever_breaks_off(
        &stage,
        &|stage| {
            let request = format!(
                "<request><masterRecord><type>Account</type><Id>{master}</Id></masterRecord>\
                 <recordToMergeIds>{other}</recordToMergeIds></request>"
            );
            soap(stage, "merge", &request);
            stage.world.advance(60_000);
            // Weftline comes upon it while it writes, and while it looks.
            edit(stage, &json!({ "summary": "Edited meanwhile" }));
            mark(stage, &[]);
        },
        &|stage, case| {
            assert_eq!(link_document(stage, &other)["gone"]["into"], json!(master), "{case}");
            assert_eq!(linked_ids(stage), [other.clone(), master.clone()], "{case}");
        },
    );
}
