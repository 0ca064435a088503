//! Every kind of bad luck at every effect of a sync: what comes of it is what comes of good luck.

use std::cell::Cell;

use serde_json::json;
use weftline_simulation::mappings::{field, mapping};
use weftline_simulation::{AGENT, Luck, Stage, Step, Stroke, Worker};
use weftline_wire::call::{Call, UnlinkCall};
use weftline_wire::configuration::{Direction, Policy};
use weftline_wire::effect::{Effect, Method};
use weftline_wire::job::Job;

use crate::support::{
    CUSTOMER, ISSUE, come_to_rest, configure, edit, hear, however_it_breaks_off, issue, link_document, link_of, linked,
    linked_ids, mark, record, sync, whatever_breaks_off,
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
            stage.change("Case", &id, &json!({ "Subject": "Edited there", "SuppliedName": "Henry" }));
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
                stage.change("Case", &id, &json!({ "Subject": "First" }));
                mark(stage, &[&id]);
            },
            &|stage| {
                stage.change("Case", &id, &json!({ "Subject": "Second" }));
                hear(stage, &[&id]);
            },
            &|stage, case| {
                assert_eq!(issue(stage, "summary"), "Second", "{policy:?}: {case}");
                assert_eq!(record(stage, "Case", &id, "Subject"), "Second", "{policy:?}: {case}");
            },
        );
    }
}

/// The answer to a write is lost, the next try of the same call is refused because somebody changed the record since, and
/// the issue's field is taken back meanwhile: what the record has is Weftline's, though this run was never told so.
#[test]
fn sync_4_what_was_written_without_an_answer_is_recognised_within_the_run() {
    let (mut stage, id) = linked(38, Policy::SalesforceWins);
    let before = issue(&mut stage, "summary");
    edit(&mut stage, &json!({ "summary": "First" }));
    mark(&mut stage, &[]);
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: ISSUE.into() };
    let mut worker = stage.unlucky(job(), Luck::good()).watched();
    let mut index = None;
    while let Step::Worked = worker.step(&mut stage.world) {
        if worker.last().is_some_and(|last| format!("{:?}", last.effect).contains("PATCH")) {
            index.get_or_insert(worker.performed() - 1);
        }
    }
    let index = index.expect("the record is written");
    stage.world = ready;
    let mut worker = stage.unlucky(job(), Luck::bad(index, Stroke::AnswerLost));
    while let Step::Worked = worker.step(&mut stage.world) {
        if worker.performed() == index + 1 {
            assert_eq!(record(&mut stage, "Case", &id, "Subject"), "First");
            stage.world.advance(20_000);
            stage.change("Case", &id, &json!({ "SuppliedName": "Henry" }));
            edit(&mut stage, &json!({ "summary": before }));
        }
    }
    hear(&mut stage, &[&id]);
    come_to_rest(&mut stage, "taken back");
    assert_eq!(issue(&mut stage, CUSTOMER), "Henry");
    assert_eq!(issue(&mut stage, "summary"), before, "what Weftline wrote is nobody's edit");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), before);
}

/// A write is refused because somebody has changed the record since, and the worker dies. Then somebody gives the record the
/// very value that was refused: that is an edit of the record, not what Weftline wrote.
#[test]
fn sync_3_what_was_refused_is_not_taken_for_written_when_somebody_writes_the_same() {
    let (mut stage, id) = linked(43, Policy::SalesforceWins);
    stage.change("Case", &id, &json!({ "SuppliedName": "Nobody has heard of it" }));
    stage.world.advance(60_000);
    edit(&mut stage, &json!({ "summary": "First" }));
    mark(&mut stage, &[]);
    let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).watched();
    let is_patch = |worker: &Worker| worker.last().is_some_and(|last| format!("{:?}", last.effect).contains("PATCH"));
    while !is_patch(&worker) {
        assert!(matches!(worker.step(&mut stage.world), Step::Worked), "the record is written");
    }
    assert_ne!(record(&mut stage, "Case", &id, "Subject"), "First");
    worker.step(&mut stage.world);
    drop(worker);
    stage.world.advance(20_000);
    stage.change("Case", &id, &json!({ "Subject": "First" }));
    edit(&mut stage, &json!({ "summary": "Second" }));
    hear(&mut stage, &[&id]);
    come_to_rest(&mut stage, "refused");
    assert_eq!(record(&mut stage, "Case", &id, "Subject"), "First", "Salesforce wins");
    assert_eq!(issue(&mut stage, "summary"), "First");
    assert_eq!(issue(&mut stage, CUSTOMER), "Nobody has heard of it");
}

/// Two workers have the same mark. One has just written to the issue when the record is changed again; the other may have
/// read anything by then, and goes on first.
#[test]
fn sync_3_two_workers_on_one_issue_take_nothing_of_one_another_for_somebody_s() {
    let (mut stage, id) = linked(39, Policy::JiraWins);
    stage.change("Case", &id, &json!({ "SuppliedName": "First" }));
    stage.world.advance(60_000);
    mark(&mut stage, &[&id]);
    let ready = stage.world.clone();
    let job = || Job::Sync { issue_id: ISSUE.into() };
    let is_put = |worker: &Worker| {
        worker.last().is_some_and(|last| matches!(last.effect, Effect::Jira { method: Method::Put, .. }))
    };
    'longer: for ahead in 0.. {
        stage.world = ready.clone();
        let mut other = stage.unlucky(job(), Luck::good());
        for _ in 0..ahead {
            other.step(&mut stage.world);
        }
        let mut one = stage.unlucky(job(), Luck::good()).watched();
        while !is_put(&one) {
            if !matches!(one.step(&mut stage.world), Step::Worked) {
                // The other one was first.
                assert!(ahead > 5, "it reads before it writes");
                break 'longer;
            }
        }
        stage.world.advance(20_000);
        stage.change("Case", &id, &json!({ "SuppliedName": "Second" }));
        other.finish(&mut stage.world);
        one.finish(&mut stage.world);
        hear(&mut stage, &[&id]);
        come_to_rest(&mut stage, "both are through");
        assert_eq!(issue(&mut stage, CUSTOMER), "Second", "the other one was {ahead} effects ahead");
        assert_eq!(record(&mut stage, "Case", &id, "SuppliedName"), "Second", "{ahead}");
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
                stage.change("Case", &id, &json!({ "Subject": "In Salesforce", "SuppliedName": "Henry" }));
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
        stage.change("Case", &id, &json!({ "Subject": "In Salesforce" }));
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
        stage.delete("Case", &id);
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
            stage.soap("undelete", &format!("<ids>{id}</ids>"));
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
    let mut stage = Stage::connected(36);
    let fields = vec![field("Name", "summary", Direction::Both, Policy::SalesforceWins)];
    configure(&mut stage, mapping("Account", fields));
    let other = stage.make("Account", &json!({ "Name": "The one that goes" }));
    let master = stage.make("Account", &json!({ "Name": "The one that stays" }));
    link_of(&mut stage, "Account", &other);
    let merge = |stage: &mut Stage| {
        stage.merge("Account", &master, &other);
        stage.world.advance(60_000);
        // Weftline comes upon it while it writes, and while it looks.
        edit(stage, &json!({ "summary": "Edited meanwhile" }));
        mark(stage, &[]);
    };
    whatever_breaks_off(&stage, &merge, &|stage, case| {
        assert_eq!(link_document(stage, &other)["gone"]["into"], json!(master), "{case}");
        assert_eq!(linked_ids(stage), [other.clone(), master.clone()], "{case}");
    });
    // Whoever unlinks it at once is obeyed.
    let was_linked = Cell::new(false);
    however_it_breaks_off(
        &stage,
        &merge,
        &|stage| {
            was_linked.set(linked_ids(stage).contains(&master));
            if was_linked.get() {
                stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![master.clone()] })).unwrap();
            }
        },
        &|stage, case| {
            assert_eq!(linked_ids(stage).contains(&master), !was_linked.get(), "{case}");
            assert_eq!(link_document(stage, &other)["gone"]["into"], json!(master), "{case}");
        },
    );
}

#[test]
fn sync_4_a_value_that_was_written_twice_without_an_answer_is_nobody_s_edit() {
    let (stage, id) = linked(48, Policy::Ask);
    let subject = |stage: &mut Stage, text: &str| {
        stage.world.advance(10_000);
        stage.change("Case", &id, &json!({ "Subject": text }));
        stage.world.advance(10_000);
        hear(stage, &[&id]);
    };
    let mut good = stage.clone();
    subject(&mut good, "First");
    let effects = sync(&mut good).performed();
    assert_eq!(issue(&mut good, "summary"), "First");
    let job = || Job::Sync { issue_id: ISSUE.into() };
    for first in effects / 2..effects {
        let mut scene = stage.clone();
        subject(&mut scene, "First");
        scene.unlucky(job(), Luck::bad(first, Stroke::DiesBefore));
        scene.world.advance(30_000);
        subject(&mut scene, "Second");
        for second in effects / 2..=effects + 2 {
            for stroke in [Stroke::AnswerLost, Stroke::DiesAfter] {
                let mut stage = scene.clone();
                stage.unlucky(job(), Luck::bad(second, stroke)).finish(&mut stage.world);
                subject(&mut stage, "Third");
                let case = format!("it dies before effect {first}, then {stroke:?} at effect {second}");
                come_to_rest(&mut stage, &case);
                assert_eq!(issue(&mut stage, "summary"), "Third", "{case}");
                assert_eq!(link_document(&mut stage, &id)["held"], json!([]), "{case}");
            }
        }
    }
}
