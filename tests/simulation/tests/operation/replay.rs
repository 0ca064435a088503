//! Whatever was planned is planned again from what was kept of it, byte for byte (D-5), and tells nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_simulation::rules::{SWITCH, escalations, section};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, CreateCall, CreateFormCall, Reply, WhyCall};
use weftline_wire::configuration::{Comparison, Condition, Direction, FirstSync};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::plan::Plan;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, ReplayPart};

use crate::support::{REFUSED, activity, edit, everything, field, link, linked, map, refuse, replay};

/// The issue SUP-1.
const ISSUE: &str = "10100";

/// The entities in which people are named.
const NAMING: [&str; 8] = ["link", "activity", "creation", "post", "bulk", "configuration", "pair", "account"];

/// A rule that creates a case when the switch takes Yes.
fn rule(stage: &mut Stage) {
    let not_empty =
        Condition::Compare { field: "summary".into(), comparison: Comparison::NotEmpty, values: Vec::new() };
    stage.save(vec![section("10000", vec![escalations(Condition::All { of: vec![not_empty] })])]);
    stage.world.advance(1_000);
}

/// The create form with a subject, as Jane sends it.
fn filled(stage: &mut Stage, subject: &str) -> Call {
    let form = match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    };
    let values = BTreeMap::from([("Subject".to_owned(), FieldValue::Text(subject.into()))]);
    Call::Create(CreateCall {
        object: form.object,
        form_id: form.form_id,
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    })
}

/// Lets five-minute rounds pass, until whatever was begun is over.
fn rounds(stage: &mut Stage) {
    for _ in 0..40 {
        stage.settle();
        if stage.keys("work", "").is_empty() {
            return;
        }
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
    }
    panic!("the ledger is empty in the end");
}

fn count(asked: &[String], ask: &str) -> usize {
    asked.iter().filter(|asked| *asked == ask).count()
}

#[test]
fn d_5_what_the_form_created_is_planned_again() {
    let mut stage = Stage::connected(30);
    let call = filled(&mut stage, &"long words ".repeat(20));
    let created = stage.call(AGENT, call);
    let Ok(Reply::Create(CreateView::Created { id, .. })) = created else { panic!("{created:?}") };
    assert_eq!(stage.replay_all(), ["planCreation"]);
    let rows = activity(&mut stage, &everything());
    assert!(rows.iter().any(|row| row.record_ids == [id.clone()]), "the record is named: {rows:?}");
    let creation = &stage.keys("creation", "")[0];
    let creation = stage.document("creation", creation).unwrap();
    assert_eq!((&creation["plan"], &creation["recorded"]), (&Value::Null, &Value::Null), "the activity has it now");
}

#[test]
fn d_5_a_form_s_creation_that_was_found_out_later_is_told_and_planned_again() {
    let mut found = 0;
    for index in 0.. {
        let mut stage = Stage::connected(31);
        let call = filled(&mut stage, "Sent once");
        let mut worker = stage.worker(AGENT, call, Luck::bad(index, Stroke::DiesAfter));
        worker.finish(&mut stage.world);
        if worker.struck().is_none() {
            break;
        }
        rounds(&mut stage);
        let sent = stage.query("SELECT Id FROM Case WHERE Subject = 'Sent once'").len();
        let asked = stage.replay_all();
        assert_eq!(count(&asked, "planCreation"), sent, "dead after effect {index}: {asked:?}");
        found += sent;
    }
    assert!(found > 1, "some deaths leave a record behind");
}

#[test]
fn d_5_what_a_rule_created_is_planned_again_also_when_a_dead_worker_had_sent_it() {
    let mut found = 0;
    for index in 0.. {
        let mut stage = Stage::connected(32);
        rule(&mut stage);
        stage.edit(AGENT, ISSUE, &json!({ SWITCH: { "value": "Yes" } }));
        let mark = Job::IssueChanged {
            cloud_id: weftline_sandbox::CLOUD_ID.into(),
            issue_id: ISSUE.into(),
            project_id: Some("10000".into()),
            causes: vec![weftline_wire::decision::Cause::IssueUpdated],
        };
        stage.work(mark).finish(&mut stage.world);
        stage.lose_messages();
        let judge = Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: ISSUE.into() };
        let mut worker = stage.unlucky(judge, Luck::bad(index, Stroke::DiesAfter));
        worker.finish(&mut stage.world);
        let struck = worker.struck().is_some();
        rounds(&mut stage);
        let cases = stage.query("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%rule-00000000000000a1-%'").len();
        let asked = stage.replay_all();
        assert_eq!(count(&asked, "planCreation"), cases, "dead after effect {index}: {asked:?}");
        found += cases;
        if !struck {
            break;
        }
    }
    assert!(found > 1);
}

#[test]
fn d_5_a_first_sync_is_planned_again_each_way() {
    let all = [FirstSync::JiraFillsSalesforce, FirstSync::SalesforceFillsJira, FirstSync::EmptyFields];
    for (how, seed) in all.into_iter().zip(33..) {
        let mut stage = Stage::connected(seed);
        map(
            &mut stage,
            vec![
                field("Subject", "summary", Direction::Both),
                field("SuppliedName", "customfield_10050", Direction::ToJira),
                field("SuppliedCompany", "key", Direction::Creation),
                field("Description", "description", Direction::ToSalesforce),
            ],
        );
        stage.set(|settings| settings.first_sync = how);
        let ids: Vec<String> =
            ["One", "Other"].map(|name| stage.make("Case", &json!({ "Subject": name, "SuppliedName": name }))).into();
        for id in &ids {
            link(&mut stage, "SUP-1", id);
            stage.world.advance(60_000);
        }
        let asked = stage.replay_all();
        assert_eq!(count(&asked, "planFirst"), 2, "{how:?}: {asked:?}");
        // Another primary record, and it is another plan.
        let rows = activity(&mut stage, &everything());
        let first = rows.iter().find(|row| row.record_ids == [ids[0].clone()] && row.replayable).unwrap();
        let key = format!("inputs:{}:0", first.key);
        stage.tamper(&key, |question| question["about"]["how"] = json!("nothing"));
        let view = replay(&mut stage, &first.key).unwrap();
        assert_eq!(view.same, 0, "{how:?}: {view:?}");
    }
}

#[test]
fn d_5_comments_are_planned_again_each_way() {
    let (mut stage, ids) = linked(36, &["SUP-1"]);
    stage.set(|settings| {
        settings.comments_to_salesforce = true;
        settings.comments_to_jira = true;
    });
    let text = "From Jira with love ".repeat(30);
    let body = json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [
            { "type": "text", "text": text },
            { "type": "mention", "attrs": { "id": ADMIN, "text": "@Mia" } },
        ] },
    ] });
    let (status, answer) = stage.jira(AGENT, "POST", "issue/SUP-1/comment", &json!({ "body": body }));
    assert_eq!(status, 201, "{answer}");
    stage.settle();
    stage.make("CaseComment", &json!({ "ParentId": ids[0], "CommentBody": "From Salesforce" }));
    stage.world.advance(10 * 60_000);
    stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world);
    stage.settle();
    let asked = stage.replay_all();
    assert!(count(&asked, "planComments") >= 1, "{asked:?}");
    let rows = activity(&mut stage, &everything());
    let copied = rows.iter().find(|row| row.activity.causes.contains(&weftline_wire::decision::Cause::Commented));
    assert_eq!(copied.expect("the comment is told").record_ids, ids);
}

#[test]
fn d_5_what_differs_is_said_by_the_names_of_fields_and_never_by_their_values() {
    let (mut stage, _) = linked(37, &["SUP-1"]);
    edit(&mut stage, "SUP-1", "Planned once");
    let newest = activity(&mut stage, &everything()).remove(0);
    let key = format!("inputs:{}:0", newest.key);
    stage.tamper(&key, |question| question["about"]["issue"]["fields"]["summary"] = json!("Something secret"));
    let view = replay(&mut stage, &newest.key).unwrap();
    let parts: Vec<ReplayPart> = view.differences.iter().map(|difference| difference.part).collect();
    assert_eq!(parts, [ReplayPart::Writes, ReplayPart::Trace]);
    assert_eq!(view.differences[1].fields, ["Subject"]);
    let told = format!("{view:?}");
    assert!(!told.contains("secret") && !told.contains("Planned once"), "{told}");

    // Behind where the kept plan is cut.
    edit(&mut stage, "SUP-1", &"long words ".repeat(20));
    let newest = activity(&mut stage, &everything()).remove(0);
    let key = format!("inputs:{}:0", newest.key);
    let other = json!(format!("{}end", "long words ".repeat(20)));
    stage.tamper(&key, |question| question["about"]["issue"]["fields"]["summary"] = other);
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!(view.differences.iter().map(|difference| difference.part).collect::<Vec<_>>(), [ReplayPart::Cut]);

    stage.tamper(&key, |question| question["about"] = json!({}));
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!(view.differences[0].part, ReplayPart::Inputs);
}

#[test]
fn d_5_what_an_older_planner_planned_otherwise_is_said_to_be_older_and_what_it_planned_alike_is_the_same() {
    let (mut stage, _) = linked(38, &["SUP-1"]);
    edit(&mut stage, "SUP-1", "Planned long ago");
    let newest = activity(&mut stage, &everything()).remove(0);
    // What the planner before would have kept of the same plan, of which nothing is cut.
    let plan = stage.document("activity", &newest.key).unwrap()["plans"][0].to_string();
    let plan = weftline_wire::json::from_str::<Plan>(&plan).unwrap();
    let then = weftline_wire::json::to_string(&Plan { planner: 1, ..plan });
    stage.tamper_entity("activity", &newest.key, |activity| {
        activity["plans"][0]["planner"] = json!(1);
        activity["digests"][0] = json!(sha256(&then));
    });
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!((view.same, view.older, view.planner_then), (view.plans, 0, 1));
    stage.tamper_entity("activity", &newest.key, |activity| activity["digests"][0] = json!("0".repeat(64)));
    let view = replay(&mut stage, &newest.key).unwrap();
    assert_eq!((view.same, view.older, view.differences.len()), (view.plans - 1, 1, 0));
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn ops_5_whose_profile_stands_in_inputs_is_reported_and_erased_with_them() {
    let mut stage = Stage::connected(39);
    map(
        &mut stage,
        vec![
            field("Subject", "summary", Direction::ToSalesforce),
            field("SuppliedName", "assignee", Direction::ToSalesforce),
        ],
    );
    let case = stage.make("Case", &json!({ "Subject": "Quux" }));
    link(&mut stage, "SUP-1", &case);
    stage.world.advance(60_000);
    let kenji = "5b10a0000000000000000004";
    assert!(!stage.keys("account", "").contains(&kenji.to_owned()));
    stage.edit(AGENT, ISSUE, &json!({ "assignee": { "accountId": kenji } }));
    stage.settle();
    assert_eq!(
        stage.query(&format!("SELECT SuppliedName FROM Case WHERE Id = '{case}'"))[0]["SuppliedName"],
        "Kenji Tanaka"
    );
    let newest = activity(&mut stage, &everything()).remove(0);
    let inputs = format!("inputs:{}:0", newest.key);
    assert!(stage.value(&inputs).unwrap().to_string().contains(kenji), "the inputs have the profile");
    assert!(stage.keys("account", "").contains(&kenji.to_owned()), "Atlassian is told of them");
    stage.replay_all();

    let erasing = Job::EraseAccount { account_id: kenji.into(), stage: 0, after: None };
    stage.work(erasing).finish(&mut stage.world);
    assert_eq!(stage.value(&inputs), None);
    let left: Vec<(String, String, usize)> = stage.stored(&NAMING);
    for (entity, key, _) in left {
        let document = match entity.as_str() {
            "" => stage.value(&key),
            entity => stage.document(entity, &key),
        };
        let text = format!("{key} {document:?}");
        assert!(!text.contains(kenji), "{entity} {text}");
        // What a record has, with which a link compares it, is the record's.
        let is_of_record = entity == "link" || key.starts_with("snapshot:");
        assert!(is_of_record || !text.contains("Kenji Tanaka"), "{entity} {text}");
    }
    assert_eq!(replay(&mut stage, &newest.key).unwrap_err().code, FailureCode::Invalid);
}

#[test]
fn d_2_why_does_not_quote_a_refused_value_of_a_field_that_the_user_may_not_see() {
    let (mut stage, _) = linked(40, &["SUP-1"]);
    refuse(&mut stage, true);
    edit(&mut stage, "SUP-1", REFUSED);
    let told = |stage: &mut Stage| match stage.call(AGENT, Call::Why(WhyCall {})) {
        Ok(Reply::Why(view)) => view,
        other => panic!("{other:?}"),
    };
    let entry = told(&mut stage).activity.into_iter().find(|entry| entry.failure.is_some()).expect("it failed");
    assert!(entry.failure.unwrap().text.contains("not wanted"));
    // It was made from a field that nobody sees.
    let key = stage.keys("activity", &format!("{ISSUE}:")).pop().unwrap();
    stage.tamper_entity("activity", &key, |activity| {
        let trace = &mut activity["plans"][0]["trace"][0];
        trace["source"] = json!("issue.customfield_19999");
        activity["failure"]["values"].as_object_mut().unwrap().remove("field");
    });
    let entry = told(&mut stage).activity.into_iter().find(|entry| entry.failure.is_some()).unwrap();
    assert!(!format!("{entry:?}").contains("not wanted"), "{entry:?}");
}
