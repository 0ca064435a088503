//! What settings, projects, issue types and restrictions keep from an issue is kept from every call, not only from pages.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use weftline_simulation::mappings::{configured, removal, support};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage};
use weftline_wire::call::{
    Call, CreateCall, CreateFormCall, DetailsCall, LinkCall, LookupCall, PanelCall, PanelKind, RecordTypeCall, Reply,
    SearchCall, SectionDraft, UnlinkCall,
};
use weftline_wire::configuration::{NamedId, ProjectConfiguration, Settings};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::view::{Allowed, Idle, PanelView};

fn a_case(stage: &mut Stage) -> String {
    stage.query("SELECT Id FROM Case ORDER BY CaseNumber LIMIT 1")[0]["Id"].as_str().unwrap().to_owned()
}

fn link(id: &str) -> Call {
    Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.into()], share: false })
}

fn create() -> Call {
    Call::Create(CreateCall {
        object: "Case".into(),
        form_id: "0".repeat(32),
        values: BTreeMap::new(),
        assignment_rules: None,
        save_duplicates: false,
    })
}

/// The calls that change something on an issue, and those that prepare it.
fn changes(id: &str) -> [Call; 7] {
    [
        link(id),
        Call::Unlink(UnlinkCall { record_ids: vec![id.into()] }),
        Call::Search(SearchCall { object: "Case".into(), keywords: String::new() }),
        Call::CreateForm(CreateFormCall { object: "Case".into() }),
        Call::RecordType(RecordTypeCall { object: "Case".into(), record_type: "012000000000000AAA".into() }),
        Call::Lookup(LookupCall { object: "Case".into(), field: "AccountId".into(), text: String::new() }),
        create(),
    ]
}

fn panel(stage: &mut Stage, account: &str) -> (PanelView, u32) {
    let call = Call::Panel(PanelCall { view: PanelKind::List, stored: false });
    let mut worker = stage.worker(account, call, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(weftline_wire::job::Turn::Done { reply: Some(Reply::Panel(view)) }) => (view, worker.salesforce_calls()),
        other => panic!("{other:?}"),
    }
}

fn refused(stage: &mut Stage, call: &Call) -> FailureCode {
    match stage.call(AGENT, call.clone()) {
        Err(failure) => failure.code,
        Ok(reply) => panic!("{call:?} is answered with {reply:?}"),
    }
}

fn project(issue_types: &[&str]) -> SectionDraft {
    let issue_types = issue_types.iter().map(|id| NamedId { id: (*id).into(), name: "Bug".into() }).collect();
    configured(ProjectConfiguration { issue_types, ..support() })
}

/// A stage on which a case is linked to the issue.
fn linked(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let id = a_case(&mut stage);
    stage.call(AGENT, link(&id)).unwrap();
    (stage, id)
}

#[test]
fn con_3_switched_off_nothing_happens_anywhere() {
    let (mut stage, id) = linked(1);
    stage.set(|settings| settings.enabled = false);
    let (view, calls) = panel(&mut stage, AGENT);
    assert_eq!((view.idle, view.groups.len(), view.objects.len(), calls), (Some(Idle::SwitchedOff), 0, 0, 0));
    assert!(!view.allowed.link && !view.allowed.create && !view.allowed.unlink);
    for call in changes(&id) {
        assert_eq!(refused(&mut stage, &call), FailureCode::NotPermitted, "{call:?}");
    }
    assert_eq!(refused(&mut stage, &Call::Details(DetailsCall { record_id: id })), FailureCode::NotPermitted);
    stage.set(|settings| settings.enabled = true);
    assert_eq!(panel(&mut stage, AGENT).0.groups[0].records.len(), 1, "what was linked is still there");
}

#[test]
fn tgl_1_without_the_panel_its_calls_are_refused() {
    let (mut stage, id) = linked(2);
    stage.set(|settings| settings.show_panel = false);
    let (view, calls) = panel(&mut stage, AGENT);
    assert_eq!((view.idle, view.groups.len(), calls), (Some(Idle::PanelOff), 0, 0));
    for call in changes(&id) {
        assert_eq!(refused(&mut stage, &call), FailureCode::NotPermitted, "{call:?}");
    }
}

#[test]
fn tgl_2_without_linking_nothing_is_searched_linked_or_created() {
    let (mut stage, id) = linked(3);
    stage.set(|settings| settings.allow_linking = false);
    let (view, _) = panel(&mut stage, AGENT);
    assert_eq!((view.allowed.link, view.allowed.create, view.allowed.unlink), (false, false, true));
    for call in changes(&id) {
        if matches!(call, Call::Unlink(_)) {
            continue;
        }
        assert_eq!(refused(&mut stage, &call), FailureCode::NotPermitted, "{call:?}");
    }
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![id] })).unwrap();
}

#[test]
fn tgl_3_without_unlinking_links_stay() {
    let (mut stage, id) = linked(4);
    stage.set(|settings| settings.allow_unlinking = false);
    assert!(!panel(&mut stage, AGENT).0.allowed.unlink);
    let call = Call::Unlink(UnlinkCall { record_ids: vec![id] });
    assert_eq!(refused(&mut stage, &call), FailureCode::NotPermitted);
    assert_eq!(panel(&mut stage, AGENT).0.groups[0].records.len(), 1);
}

#[test]
fn tgl_5_without_redirect_no_answer_holds_an_address() {
    let (mut stage, id) = linked(5);
    assert!(panel(&mut stage, AGENT).0.groups[0].records[0].url.is_some());
    stage.set(|settings| settings.allow_redirect = false);
    for call in [
        Call::Panel(PanelCall { view: PanelKind::List, stored: false }),
        Call::Details(DetailsCall { record_id: id }),
        Call::Search(SearchCall { object: "Case".into(), keywords: String::new() }),
    ] {
        let reply = stage.call(AGENT, call).unwrap();
        let text = serde_json::to_string(&reply).unwrap();
        assert!(!text.contains("lightning") && !text.contains("salesforce.com"), "{text}");
    }
}

/// Of each setting whose feature comes with its page: what the core tells every page when it is off.
#[test]
fn tgl_4_6_7_8_9_10_12_13_what_is_switched_off_is_allowed_to_nobody() {
    type Switch = (fn(&mut Settings) -> &mut bool, fn(&Allowed) -> bool);
    let switches: [(&str, Switch); 8] = [
        ("TGL-4", (|s| &mut s.show_potential_results, |a| a.potential_results)),
        ("TGL-6", (|s| &mut s.show_comments, |a| a.comments)),
        ("TGL-7", (|s| &mut s.post_comments, |a| a.post_comments)),
        ("TGL-8", (|s| &mut s.show_feed, |a| a.feed)),
        ("TGL-9", (|s| &mut s.post_feed, |a| a.post_feed)),
        ("TGL-10", (|s| &mut s.allow_bulk, |a| a.bulk)),
        ("TGL-12", (|s| &mut s.show_images, |a| a.images)),
        ("TGL-13", (|s| &mut s.show_emails, |a| a.emails)),
    ];
    let mut stage = Stage::connected(6);
    for (id, (setting, allowed)) in switches {
        for on in [true, false, true] {
            stage.set(|settings| *setting(settings) = on);
            assert_eq!(allowed(&panel(&mut stage, AGENT).0.allowed), on, "{id}");
        }
    }
    stage.set(|settings| settings.show_comments = false);
    let allowed = panel(&mut stage, AGENT).0.allowed;
    assert!(!allowed.post_comments, "who does not see comments does not write any");
}

#[test]
fn tgl_14_elsewhere_salesforce_is_not_asked_and_admins_are_led_to_the_settings() {
    let (mut stage, id) = linked(7);
    stage.save(vec![removal("project:10000")]);
    let (view, calls) = panel(&mut stage, AGENT);
    assert_eq!((view.idle, calls, view.allowed.configure), (Some(Idle::ProjectNotConfigured), 0, false));
    assert!(panel(&mut stage, ADMIN).0.allowed.configure);
    for call in changes(&id) {
        assert_eq!(refused(&mut stage, &call), FailureCode::ProjectNotConfigured, "{call:?}");
    }
    stage.set(|settings| settings.every_issue = true);
    let (view, calls) = panel(&mut stage, AGENT);
    assert_eq!((view.idle, calls), (None, 1));
    stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })).unwrap();
}

#[test]
fn evt_1_a_deleted_issue_is_forgotten_only_where_that_event_is_followed() {
    let (mut stage, _) = linked(11);
    let follow = |stage: &mut Stage, issue_deleted: bool| {
        stage.follow(|events| events.issue_deleted = issue_deleted);
    };
    follow(&mut stage, false);
    stage.work(Job::ForgetIssue { issue_id: "10100".into() }).finish(&mut stage.world);
    assert!(stage.document("issue", "10100").is_some());
    follow(&mut stage, true);
    stage.work(Job::ForgetIssue { issue_id: "10100".into() }).finish(&mut stage.world);
    assert_eq!(stage.document("issue", "10100"), None);
}

#[test]
fn evt_3_only_configured_issue_types_are_worked_on() {
    let (mut stage, id) = linked(8);
    let other = |stage: &mut Stage, call: Call| {
        let Job::Call { mut caller, call } = stage.job(AGENT, call) else { panic!("a call is a call") };
        caller.issue_type = Some("10002".into());
        Job::Call { caller, call }
    };
    stage.save(vec![project(&["10002"])]);
    assert_eq!(panel(&mut stage, AGENT).0.idle, Some(Idle::IssueTypeNotConfigured));
    for call in changes(&id) {
        assert_eq!(refused(&mut stage, &call), FailureCode::ProjectNotConfigured, "{call:?}");
    }
    let job = other(&mut stage, Call::Panel(PanelCall { view: PanelKind::List, stored: false }));
    let mut worker = stage.work_as(AGENT, job);
    match worker.finish(&mut stage.world) {
        Some(weftline_wire::job::Turn::Done { reply: Some(Reply::Panel(view)) }) => assert_eq!(view.idle, None),
        other => panic!("{other:?}"),
    }
}

#[test]
fn map_12_on_restricted_issue_types_nothing_is_created_linked_or_unlinked() {
    let (mut stage, id) = linked(9);
    stage.restrict(&["10001"]);
    let (view, calls) = panel(&mut stage, AGENT);
    assert_eq!((view.idle, view.groups[0].records.len(), calls), (None, 1, 1), "people still see what is linked");
    assert!(!view.allowed.link && !view.allowed.create && !view.allowed.unlink);
    for call in changes(&id) {
        assert_eq!(refused(&mut stage, &call), FailureCode::NotPermitted, "{call:?}");
    }
    stage.call(AGENT, Call::Details(DetailsCall { record_id: id })).unwrap();
}

#[test]
fn pnl_2_saving_pins_the_panel_to_the_configured_projects_and_tells_jira_where_to_show_it() {
    let mut stage = Stage::unconfigured(10);
    let pinned = |stage: &Stage, project| stage.world.is_pinned("weftline-list", project);
    assert!(!pinned(&stage, 10000));
    stage.save(vec![project(&[])]);
    assert!(pinned(&stage, 10000) && !pinned(&stage, 10001));
    assert_eq!(
        stage.app_property("weftline"),
        serde_json::json!({"panel": "on", "everywhere": false, "projects": [10000]})
    );
    stage.set(|settings| settings.show_panel = false);
    assert_eq!(stage.app_property("weftline")["panel"], "off");
    stage.save(vec![removal("project:10000")]);
    assert!(!pinned(&stage, 10000));
    assert_eq!(stage.app_property("weftline")["projects"], serde_json::json!([]));
}
