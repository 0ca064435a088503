//! What a rule obeys: its trigger, its conditions, what it has done before, and what the configuration keeps from it.

use serde_json::json;
use weftline_simulation::mappings::{configured, removal, section, support};
use weftline_simulation::rules::{RULE, SEVERITY, SWITCH, always, rule, text};
use weftline_simulation::{ADMIN, AGENT, Stage, heard};
use weftline_wire::call::{Call, LinkCall, UnlinkCall};
use weftline_wire::configuration::{Comparison, Condition, Mapping, NamedId, ProjectConfiguration, Rule};
use weftline_wire::job::{Job, Turn};

use crate::support::{
    CHANNELS, REFERENCE, REGIONS, STEPS, activity, case_mapping, create, create_in, edit, linked, made, no, on_yes,
    one_of, save_rules, stage, verdicts, yes,
};

#[test]
fn auto_1_a_field_that_takes_a_value_makes_a_case_of_the_project_s_issue() {
    let mut stage = stage(1, vec![on_yes()]);
    let issue = create(&mut stage, "The gateway is silent", json!({}));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new(), "nothing was said yet");
    edit(&mut stage, &issue, yes());
    stage.settle();
    let cases = made(&mut stage, &issue, RULE);
    assert_eq!(cases.len(), 1);
    assert_eq!(linked(&mut stage, &issue), cases);
    let link = stage.document("link", &format!("{issue}:{}", cases[0])).unwrap();
    assert_eq!((&link["origin"], &link["author"]), (&json!("rule"), &json!("")));
    let elsewhere = create_in(&mut stage, "10001", "10002", "Another project", json!({}));
    edit(&mut stage, &elsewhere, yes());
    stage.settle();
    assert_eq!(linked(&mut stage, &elsewhere), Vec::<String>::new(), "the rule is of one project");
}

#[test]
fn auto_2_creation_and_updates_set_a_rule_off_with_no_user_action() {
    let mut stage = stage(2, vec![on_yes()]);
    let issue = create(&mut stage, "Born with it", yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
    let entries = activity(&mut stage, &issue);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["causes"], json!(["issueCreated"]));
    assert_eq!(entries[0]["author"], json!(null));
    let decision = &entries[0]["decisions"][0];
    assert_eq!(
        (&decision["verdict"], &decision["recordId"]),
        (&json!("created"), &json!(linked(&mut stage, &issue)[0]))
    );
    let plan = &entries[0]["plans"][0];
    assert_eq!(plan["writes"][0]["fields"]["Subject"], "Born with it");
}

#[test]
fn auto_2_a_value_that_was_set_and_unset_between_two_looks_counts() {
    let mut stage = stage(3, vec![on_yes()]);
    let issue = create(&mut stage, "A short yes", json!({}));
    stage.settle();
    edit(&mut stage, &issue, yes());
    edit(&mut stage, &issue, no());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn auto_2_a_changelog_of_several_pages_is_read_to_its_beginning_and_the_project_is_asked_for() {
    let mut stage = stage(20, vec![on_yes()]);
    let issue = create(&mut stage, "Much happened", json!({}));
    edit(&mut stage, &issue, yes());
    for number in 0..530 {
        stage.world.advance(1_500);
        edit(&mut stage, &issue, json!({ REFERENCE: format!("C-{number}"), SWITCH: { "value": "No" } }));
    }
    // All events but this one are lost, and it does not say where the issue is.
    stage.work(heard("updated", &json!({ "issue": { "id": issue } }))).finish(&mut stage.world);
    let mut judge = stage.work(Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: issue.clone() });
    assert!(matches!(judge.finish(&mut stage.world), Some(Turn::Done { .. })));
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn auto_3_text_checkboxes_and_selects_set_rules_off() {
    let mut stage = Stage::connected(4);
    let first = |stage: &mut Stage, field: &str| {
        let (_, meta) = stage.jira(AGENT, "GET", "issue/SUP-1/editmeta", &json!(null));
        meta["fields"][field]["allowedValues"][0]["value"].as_str().unwrap().to_owned()
    };
    let (channel, region) = (first(&mut stage, CHANNELS), first(&mut stage, REGIONS));
    let watched = [
        ("00000000000000b1", REFERENCE, "vip"),
        ("00000000000000b2", CHANNELS, channel.as_str()),
        ("00000000000000b3", REGIONS, region.as_str()),
        ("00000000000000b4", STEPS, "vip"),
    ];
    save_rules(&mut stage, "10000", watched.map(|(id, field, value)| rule(id, field, value, always())).into());
    stage.world.advance(1_000);
    let document = json!({ "type": "doc", "version": 1, "content": [
        { "type": "paragraph", "content": [{ "type": "text", "text": "VIP" }] }] });
    let changes = [
        json!({ REFERENCE: " Vip " }),
        json!({ CHANNELS: [{ "value": channel }] }),
        json!({ REGIONS: [{ "value": region }] }),
        json!({ STEPS: document }),
    ];
    for ((id, _, _), change) in watched.into_iter().zip(changes) {
        let issue = create(&mut stage, "Fields that set off", json!({}));
        stage.settle();
        edit(&mut stage, &issue, change.clone());
        stage.settle();
        assert_eq!(made(&mut stage, &issue, id).len(), 1, "{change}");
        assert_eq!(linked(&mut stage, &issue).len(), 1, "{change}: no other rule");
    }
}

#[test]
fn auto_4_nothing_is_created_when_the_criteria_are_not_met_and_why_is_kept() {
    let mut stage = stage(5, vec![rule(RULE, SWITCH, "Yes", one_of(SEVERITY, &["High", "Critical"]))]);
    let issue = create(&mut stage, "Not severe", json!({ SEVERITY: { "value": "Low" } }));
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    assert_eq!(verdicts(&mut stage, &issue), [(RULE.into(), "conditionsUnmet".into())]);
    let entry = &activity(&mut stage, &issue)[0];
    assert_eq!(entry["decisions"][0]["conditions"]["found"], "Low");
    // What was judged is not judged again: the field has to take the value once more.
    edit(&mut stage, &issue, json!({ SEVERITY: { "value": "High" } }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    edit(&mut stage, &issue, no());
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn auto_5_values_come_from_the_mapping_and_assignment_rules_run_as_map_2_says() {
    for assigned in [false, true] {
        let mut stage = stage(6, vec![on_yes()]);
        let mapping = case_mapping(&mut stage);
        stage.save(vec![section("*", Mapping { assignment_rules: assigned, ..mapping })]);
        stage.world.advance(1_000);
        let issue = create(&mut stage, "Values of the issue", yes());
        stage.settle();
        let id = made(&mut stage, &issue, RULE).remove(0);
        let found = stage.query(&format!("SELECT Subject, Priority, Origin FROM Case WHERE Id = '{id}'"));
        assert_eq!(found[0]["Subject"], "Values of the issue");
        assert_eq!(found[0]["Priority"], "Medium", "the mapping's value or default");
        let entry = &activity(&mut stage, &issue)[0];
        assert_eq!(entry["plans"][0]["writes"][0]["assignmentRules"], json!(assigned));
    }
}

#[test]
fn auto_6_a_condition_on_a_change_is_judged_over_the_same_stretch_of_the_changelog() {
    let changed = Condition::Compare {
        field: SEVERITY.into(),
        comparison: Comparison::ChangedTo,
        values: vec![text("Critical")],
    };
    let mut stage = stage(7, vec![rule(RULE, SWITCH, "Yes", changed)]);
    let issue = create(&mut stage, "Both at once", json!({ SEVERITY: { "value": "Low" } }));
    stage.settle();
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(verdicts(&mut stage, &issue), [(RULE.into(), "conditionsUnmet".into())]);
    edit(&mut stage, &issue, no());
    edit(&mut stage, &issue, json!({ SEVERITY: { "value": "Critical" } }));
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn auto_7_a_rule_fires_once_for_an_issue_unless_it_says_otherwise() {
    let again = Rule { again: true, ..rule("00000000000000c2", SWITCH, "Yes", always()) };
    let mut stage = stage(8, vec![on_yes(), again.clone()]);
    let issue = create(&mut stage, "Yes and no and yes", json!({}));
    for _ in 0..3 {
        edit(&mut stage, &issue, yes());
        stage.settle();
        edit(&mut stage, &issue, no());
        stage.settle();
    }
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1, "once");
    assert_eq!(made(&mut stage, &issue, &again.id).len(), 3, "each time");
    let told = verdicts(&mut stage, &issue);
    assert_eq!(told.iter().filter(|(rule, verdict)| rule == RULE && verdict == "firedBefore").count(), 2, "{told:?}");
}

#[test]
fn auto_7_a_rule_waits_while_a_record_is_linked_and_stays_fired_after_unlinking() {
    let waits = Rule { while_linked: false, ..on_yes() };
    let mut stage = stage(9, vec![waits]);
    let case = stage.query("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 1")[0]["Id"].as_str().unwrap().to_owned();
    // SUP-1 has a case already.
    stage
        .call(AGENT, Call::Link(LinkCall { object: "Case".into(), record_ids: vec![case.clone()], share: false }))
        .unwrap();
    edit(&mut stage, "10100", yes());
    stage.settle();
    assert_eq!(verdicts(&mut stage, "10100"), [(RULE.into(), "linkedAlready".into())]);
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![case] })).unwrap();
    edit(&mut stage, "10100", no());
    edit(&mut stage, "10100", yes());
    stage.settle();
    let made_once = made(&mut stage, "10100", RULE);
    assert_eq!(made_once.len(), 1);
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: made_once.clone() })).unwrap();
    edit(&mut stage, "10100", no());
    edit(&mut stage, "10100", yes());
    stage.settle();
    assert_eq!(made(&mut stage, "10100", RULE), made_once, "unlinking does not make it fire again");
}

#[test]
fn auto_7_what_happened_before_a_rule_was_made_does_not_set_it_off() {
    let mut stage = Stage::connected(10);
    let issue = create(&mut stage, "An old yes", yes());
    stage.world.advance(60_000);
    save_rules(&mut stage, "10000", vec![on_yes()]);
    stage.world.advance(60_000);
    edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
}

#[test]
fn auto_8_map_12_nothing_is_created_on_restricted_issue_types() {
    let mut stage = stage(11, vec![on_yes()]);
    stage.restrict(&["10001"]);
    let issue = create(&mut stage, "Restricted", yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    assert_eq!(stage.keys("work", ""), Vec::<String>::new(), "nothing is left to do");
}

#[test]
fn auto_8_tgl_14_rules_hold_in_configured_projects_and_issue_types_only() {
    let mut stage = stage(12, vec![on_yes()]);
    save_rules(&mut stage, "*", vec![rule("00000000000000d1", SWITCH, "Yes", always())]);
    stage.save(vec![configured(ProjectConfiguration {
        issue_types: vec![NamedId { id: "10002".into(), name: "Task".into() }],
        ..support()
    })]);
    stage.set(|settings| settings.every_issue = true);
    stage.world.advance(1_000);
    let other = create_in(&mut stage, "10000", "10001", "A type that is not configured", yes());
    let own = create_in(&mut stage, "10000", "10002", "A type that is", yes());
    stage.settle();
    assert_eq!(linked(&mut stage, &other), Vec::<String>::new());
    assert_eq!(linked(&mut stage, &own).len(), 2, "the project's own rule, and that of all projects");
}

#[test]
fn auto_8_con_3_nothing_is_noted_while_weftline_is_switched_off() {
    let mut stage = stage(13, vec![on_yes()]);
    stage.set(|settings| settings.enabled = false);
    let issue = create(&mut stage, "Off", yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
    stage.world.advance(1_000);
    stage.set(|settings| {
        settings.enabled = true;
        settings.show_panel = false;
    });
    edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new(), "what happened while it was off stays undone");
    edit(&mut stage, &issue, no());
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1, "without the panel rules work all the same");
}

#[test]
fn auto_8_evt_1_what_happened_while_an_event_was_not_followed_sets_nothing_off_later() {
    let follow = |stage: &mut Stage, created: bool, updated: bool| {
        stage.world.advance(1_000);
        stage.follow(|events| (events.issue_created, events.issue_updated) = (created, updated));
    };
    let mut stage = stage(18, vec![on_yes()]);
    follow(&mut stage, true, false);
    let changed = create(&mut stage, "Changed while nobody listened", json!({}));
    edit(&mut stage, &changed, yes());
    stage.settle();
    follow(&mut stage, false, true);
    let born = create(&mut stage, "Born while nobody listened", yes());
    stage.settle();
    follow(&mut stage, true, true);
    for issue in [&changed, &born] {
        edit(&mut stage, issue, json!({ REFERENCE: "touched" }));
        stage.settle();
        assert_eq!(made(&mut stage, issue, RULE), Vec::<String>::new(), "{issue}");
        edit(&mut stage, issue, no());
        edit(&mut stage, issue, yes());
        stage.settle();
        assert_eq!(made(&mut stage, issue, RULE).len(), 1, "{issue}: what happens from now on counts");
    }
}

#[test]
fn auto_8_evt_3_what_happened_before_a_project_was_configured_sets_nothing_off_later() {
    let mut stage = stage(19, Vec::new());
    save_rules(&mut stage, "*", vec![on_yes()]);
    stage.save(vec![removal("project:10000")]);
    let issue = create(&mut stage, "Before", yes());
    stage.settle();
    stage.world.advance(1_000);
    stage.save(vec![configured(support())]);
    edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    edit(&mut stage, &issue, no());
    edit(&mut stage, &issue, yes());
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn auto_8_evt_1_events_that_are_not_chosen_do_nothing() {
    for (created, updated) in [(true, false), (false, true), (false, false)] {
        let mut stage = stage(14, vec![on_yes()]);
        stage.follow(|events| (events.issue_created, events.issue_updated) = (created, updated));
        let born = create(&mut stage, "Born", yes());
        let changed = create(&mut stage, "Changed", json!({}));
        edit(&mut stage, &changed, yes());
        stage.settle();
        assert_eq!(made(&mut stage, &born, RULE).len(), usize::from(created), "created: {created}");
        assert_eq!(made(&mut stage, &changed, RULE).len(), usize::from(updated), "updated: {updated}");
    }
}

#[test]
fn auto_8_a_change_that_no_rule_can_follow_takes_one_turn_and_writes_nothing() {
    let mut stage = Stage::connected(15);
    for project in [Some("10000".to_owned()), None] {
        let job = Job::IssueChanged {
            cloud_id: weftline_sandbox::CLOUD_ID.into(),
            issue_id: "10100".into(),
            project_id: project,
            causes: vec![weftline_wire::decision::Cause::IssueUpdated],
        };
        let mut worker = stage.work(job);
        assert!(matches!(worker.finish(&mut stage.world), Some(Turn::Done { reply: None })));
        assert_eq!((worker.turns(), worker.performed()), (1, 2), "the configuration is read, and what is linked");
    }
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
}

#[test]
fn what_the_app_does_to_an_issue_by_itself_sets_nothing_off_and_a_forged_event_only_makes_look() {
    let mut stage = stage(16, vec![on_yes()]);
    let issue = create(&mut stage, "Nothing happened", json!({}));
    stage.settle();
    let event = json!({ "issue": { "id": issue, "fields": { "project": { "id": "10000" }, SWITCH: { "value": "Yes" } } },
        "changelog": { "items": [{ "fieldId": SWITCH, "to": "10640", "toString": "Yes" }] } });
    let job = heard("updated", &event);
    stage.work(job).finish(&mut stage.world);
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new(), "the issue itself is asked");
}

#[test]
fn a_required_field_without_a_value_is_refused_before_anything_is_sent_and_the_next_change_tries_again() {
    let mut stage = stage(17, vec![on_yes()]);
    // The org wants a value that the mapping does not have.
    let metadata = json!({ "type": "Text", "label": "Contract", "length": 40, "required": true });
    stage.make_field("Case.Contract__c", &metadata);
    stage.world.advance(2 * 3_600_000);
    let issue = create(&mut stage, "No contract", yes());
    let before = stage.query("SELECT Id FROM Case").len();
    stage.settle();
    assert_eq!(stage.query("SELECT Id FROM Case").len(), before);
    assert_eq!(verdicts(&mut stage, &issue), [(RULE.into(), "refused".into())]);
    let entry = &activity(&mut stage, &issue)[0];
    assert_eq!(entry["decisions"][0]["problems"][0]["field"], "Contract__c", "{entry}");
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
    stage.remove_field("Case.Contract__c");
    stage.world.advance(2 * 3_600_000);
    edit(&mut stage, &issue, json!({ REFERENCE: "touched" }));
    stage.settle();
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}

#[test]
fn a_deleted_issue_is_forgotten_with_what_rules_did_there() {
    let mut stage = stage(18, vec![on_yes()]);
    let issue = create(&mut stage, "Deleted later", yes());
    stage.settle();
    assert_eq!(stage.keys("fired", &issue).len(), 1);
    let (status, _) = stage.jira(ADMIN, "DELETE", &format!("issue/{issue}"), &json!(null));
    assert_eq!(status, 204);
    let mut worker = stage.work(Job::ForgetIssue { issue_id: issue.clone() });
    worker.finish(&mut stage.world);
    for entity in ["fired", "activity", "issue", "link"] {
        assert_eq!(stage.keys(entity, &issue), Vec::<String>::new(), "{entity}");
    }
    // Whoever is late with the issue finds that it is gone.
    stage.work(heard("updated", &json!({ "issue": { "id": issue } }))).finish(&mut stage.world);
    stage.settle();
    assert_eq!(stage.keys("work", ""), Vec::<String>::new());
}

#[test]
fn auto_5_one_record_costs_one_salesforce_call() {
    let mut stage = stage(19, vec![on_yes()]);
    let first = create(&mut stage, "The describe is read", yes());
    stage.settle();
    assert_eq!(made(&mut stage, &first, RULE).len(), 1);
    let issue = create(&mut stage, "Counted", yes());
    let event = json!({ "issue": { "id": issue, "fields": { "project": { "id": "10000" } } } });
    let mut changed = stage.work(heard("created", &event));
    changed.finish(&mut stage.world);
    let job = Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: issue.clone() };
    let mut judge = stage.work(job);
    assert!(matches!(judge.finish(&mut stage.world), Some(Turn::Done { .. })));
    println!(
        "event: {} turns, {} effects; judgement with a creation: {} turns, {} effects, {} calls of Salesforce",
        changed.turns(),
        changed.performed(),
        judge.turns(),
        judge.performed(),
        judge.salesforce_calls(),
    );
    assert_eq!(judge.salesforce_calls(), 1);
    assert!(changed.turns() <= 3, "{}", changed.turns());
    assert!(judge.turns() <= 17, "{}", judge.turns());
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
    let job = Job::Judge { cloud_id: weftline_sandbox::CLOUD_ID.into(), issue_id: issue };
    let mut late = stage.work(job);
    late.finish(&mut stage.world);
    assert_eq!((late.turns(), late.salesforce_calls()), (1, 0), "who finds no mark has nothing to do");
}

#[test]
fn d_6_a_rule_waits_while_the_org_s_calls_run_short_and_creates_once_when_there_are_enough() {
    let mut stage = stage(70, vec![on_yes()]);
    let at_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": 86_000, "max": 100_000, "atMs": at_ms }));
    let issue = create(&mut stage, "It hums", yes());
    stage.settle_within(10 * 60_000);
    assert_eq!(made(&mut stage, &issue, RULE), Vec::<String>::new());
    assert!(stage.document("work", &format!("issue:{issue}")).is_some(), "it is kept");
    let later_ms = stage.world.now_ms();
    stage.put_value("use:main", &json!({ "used": 10, "max": 100_000, "atMs": later_ms }));
    for _ in 0..8 {
        stage.world.advance(5 * 60_000);
        stage.work(weftline_wire::job::Job::Sweep {}).finish(&mut stage.world);
        stage.settle_within(60_000);
    }
    assert_eq!(made(&mut stage, &issue, RULE).len(), 1);
}
