//! Who may do what by the roles of the configuration (OPS-8): every call on issues, refused and allowed, by group and by
//! project role; and that nothing of Salesforce's data reaches those who may not see it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::mappings::{draft, removal};
use weftline_simulation::{ADMIN, AGENT, Stage, VIEWER};
use weftline_wire::call::{CALL_NAMES, Call, Reply};
use weftline_wire::configuration::{NamedId, RoleAction, RoleGrant, Roles, Section};
use weftline_wire::failure::{Failure, FailureCode, Severity};
use weftline_wire::view::{AccessReason, Idle, PanelView, PersonView, SaveView, SyncStanding};

const ADMINS: (&str, &str) = ("0a5b6c7d-1111-4000-8000-000000000002", "jira-administrators");
const AGENTS: (&str, &str) = ("0a5b6c7d-1111-4000-8000-000000000004", "support-agents");
const DEVELOPERS: (&str, &str) = ("10003", "Developers");
const VIEWERS: (&str, &str) = ("10004", "Viewers");
/// In SUP the group of agents has it.
const SERVICE_DESK: (&str, &str) = ("10005", "Service Desk Team");

/// A text that is in Salesforce only.
const SECRET: &str = "Zanzibar";

fn named(list: &[(&str, &str)]) -> Vec<NamedId> {
    list.iter().map(|(id, name)| NamedId { id: (*id).into(), name: (*name).into() }).collect()
}

fn grant(action: RoleAction, groups: &[(&str, &str)], project_roles: &[(&str, &str)]) -> RoleGrant {
    RoleGrant { action, everyone: false, groups: named(groups), project_roles: named(project_roles) }
}

fn roles(stage: &mut Stage, project: &str, grants: Vec<RoleGrant>) {
    stage.save_in_spite_of_warnings(vec![draft(&format!("roles:{project}"), Section::Roles(Roles { grants }))]);
}

fn call(name: &str, payload: &Value) -> Call {
    serde_json::from_value(json!({ "name": name, "payload": payload })).unwrap()
}

/// A stage with a case of one's own, linked and seen, with a comment.
fn stage(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    stage.set(|settings| settings.allow_bulk = true);
    let case = stage.make("Case", &json!({ "Subject": SECRET }));
    stage.make("CaseComment", &json!({ "ParentId": case, "CommentBody": SECRET }));
    let link = call("link", &json!({ "object": "Case", "recordIds": [case], "share": true }));
    stage.call(AGENT, link).unwrap();
    assert!(told(stage.call(VIEWER, open())).contains(SECRET) || told(stage.call(VIEWER, open())).contains(&case));
    (stage, case)
}

fn open() -> Call {
    call("panel", &json!({ "view": "list", "stored": false }))
}

fn panel(stage: &mut Stage, account: &str) -> PanelView {
    match stage.call(account, open()) {
        Ok(Reply::Panel(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// An answer as it goes to the page.
fn told(answer: Result<Reply, Failure>) -> String {
    match answer {
        Ok(reply) => serde_json::to_string(&reply).unwrap(),
        Err(failure) => serde_json::to_string(&failure).unwrap(),
    }
}

/// Every call on issues, and what it takes beside seeing; none for the panel, which tells it itself.
fn on_issues(case: &str) -> Vec<(Call, Option<&'static [RoleAction]>)> {
    use RoleAction::{Create, Link, Post, Retry, Sync, Trace, Upload};
    let (id, record) = ("0".repeat(32), json!({ "recordId": case }));
    let paged = json!({ "recordId": case, "after": null });
    let see: Option<&'static [RoleAction]> = Some(&[]);
    let dialect = json!({ "encoding": "utf8", "delimiter": ",", "lineEnd": "lf" });
    let check = json!({
        "jobId": id, "attachmentId": "1", "fingerprint": "0", "dialect": dialect, "fields": [], "assignmentRules": null,
        "again": false,
    });
    let image = json!({ "kind": "field", "field": "Description", "id": "0EM000000000001GAA" });
    let calls: Vec<(&str, Value, Option<&'static [RoleAction]>)> = vec![
        ("panel", json!({ "view": "compact", "stored": true }), None),
        ("linked", json!({}), see),
        ("details", record.clone(), see),
        ("comments", paged.clone(), see),
        ("feed", paged.clone(), see),
        ("feedComments", json!({ "recordId": case, "itemId": "0D5000000000001CAA", "after": "x" }), see),
        ("emails", paged.clone(), see),
        ("email", json!({ "recordId": case, "emailId": "02s000000000001AAA" }), see),
        ("image", json!({ "recordId": case, "image": image }), see),
        ("issueComments", paged, see),
        ("syncState", json!({}), see),
        ("conflicts", json!({}), see),
        ("bulkJob", json!({ "jobId": id, "problems": true }), see),
        ("bulkProblems", json!({ "jobId": id, "after": null }), see),
        ("search", json!({ "object": "Case", "keywords": SECRET }), Some(&[Link])),
        ("link", json!({ "object": "Case", "recordIds": [case], "share": true }), Some(&[Link])),
        ("choosePrimary", record, Some(&[Link])),
        ("unlink", json!({ "recordIds": [case] }), Some(&[Link])),
        ("createForm", json!({ "object": "Case" }), Some(&[Create])),
        ("recordType", json!({ "object": "Case", "recordType": "012000000000000AAA" }), Some(&[Create])),
        ("lookup", json!({ "object": "Case", "field": "AccountId", "text": "a" }), Some(&[Create])),
        (
            "create",
            json!({ "object": "Case", "formId": id, "values": {}, "assignmentRules": null, "saveDuplicates": false }),
            Some(&[Create]),
        ),
        ("potentialResults", json!({ "object": "Case", "values": {} }), Some(&[Create])),
        ("postComment", json!({ "recordId": case, "postId": id, "text": "Hello", "public": false }), Some(&[Post])),
        ("postFeed", json!({ "recordId": case, "postId": id, "html": "<p>x</p>", "replyTo": null }), Some(&[Post])),
        ("pushComment", json!({ "recordId": case, "way": "toSalesforce", "commentId": "1" }), Some(&[Post])),
        ("bulkUploads", json!({}), Some(&[Upload])),
        ("bulkFile", json!({ "attachmentId": "1", "dialect": null }), Some(&[Upload])),
        ("bulkCheck", check, Some(&[Upload])),
        ("bulkCreate", json!({ "jobId": id, "rows": 1 }), Some(&[Upload])),
        ("bulkCancel", json!({ "jobId": id }), Some(&[Upload])),
        ("syncNow", json!({}), Some(&[Sync])),
        ("decideConflicts", json!({ "choices": [] }), Some(&[Sync])),
        ("why", json!({}), Some(&[Trace])),
        ("runAgain", json!({ "rule": "0".repeat(16) }), Some(&[Trace, Retry])),
    ];
    assert_eq!(calls.len(), 35, "as many as `configuration::rights` knows");
    assert!(calls.iter().all(|(name, ..)| CALL_NAMES.contains(name)));
    calls.into_iter().map(|(name, payload, takes)| (call(name, &payload), takes)).collect()
}

/// The role that a call was refused for.
fn kept(answer: &Result<Reply, Failure>) -> Option<&str> {
    let failure = answer.as_ref().err()?;
    let role = failure.values.get("role")?;
    assert_eq!((failure.code, failure.retryable), (FailureCode::NotPermitted, false));
    Some(role)
}

#[test]
fn ops_8_every_call_on_issues_is_refused_without_its_role_and_no_other_is() {
    for (at, action) in RoleAction::ALL.into_iter().enumerate() {
        let (mut stage, case) = stage(100 + at as u64);
        roles(&mut stage, "*", vec![grant(action, &[ADMINS], &[VIEWERS])]);
        for (call, takes) in on_issues(&case) {
            let refused = takes.is_some_and(|takes| action == RoleAction::See || takes.contains(&action));
            let answer = stage.call(AGENT, call.clone());
            assert_eq!(kept(&answer), refused.then_some(action.word()), "{call:?}: {answer:?}");
            // Whoever has the role is refused nothing for it.
            if refused && action != RoleAction::Link {
                let answer = stage.call(ADMIN, call.clone());
                assert_eq!(kept(&answer), None, "{call:?}: {answer:?}");
            }
        }
    }
}

#[test]
fn ops_8_a_refusal_says_whom_to_ask() {
    let (mut stage, _) = stage(120);
    roles(&mut stage, "10000", vec![grant(RoleAction::Link, &[ADMINS], &[VIEWERS])]);
    let search = call("search", &json!({ "object": "Case", "keywords": "x" }));
    let failure = stage.call(AGENT, search.clone()).unwrap_err();
    assert_eq!(
        failure.text,
        "you may not link or unlink Salesforce records in this project: this takes the group `jira-administrators` or \
         the project role `Viewers`; ask an administrator of the project or of Jira"
    );
    roles(&mut stage, "10000", vec![grant(RoleAction::Link, &[], &[])]);
    let failure = stage.call(ADMIN, search).unwrap_err();
    assert!(failure.text.ends_with("nobody may; ask an administrator of Jira"), "{}", failure.text);
}

#[test]
fn ops_8_groups_and_project_roles_by_person_and_by_group_let_people_in() {
    let (mut stage, _) = stage(121);
    let conflicts = || call("conflicts", &json!({}));
    let mut sees = |groups: &[(&str, &str)], project_roles: &[(&str, &str)]| {
        roles(&mut stage, "10000", vec![grant(RoleAction::See, groups, project_roles)]);
        [ADMIN, AGENT, VIEWER].map(|account| stage.call(account, conflicts()).is_ok())
    };
    assert_eq!(sees(&[AGENTS], &[]), [true, true, false]);
    assert_eq!(sees(&[ADMINS], &[]), [true, false, false]);
    assert_eq!(sees(&[], &[VIEWERS]), [false, false, true]);
    assert_eq!(sees(&[], &[DEVELOPERS]), [true, true, false]);
    assert_eq!(sees(&[], &[SERVICE_DESK]), [true, true, false], "the role's actor is a group");
    assert_eq!(sees(&[ADMINS], &[VIEWERS]), [true, false, true]);
    assert_eq!(sees(&[], &[]), [false, false, false]);
}

#[test]
fn ops_8_a_project_overrides_what_holds_for_all_and_gives_it_back() {
    let (mut stage, _) = stage(122);
    roles(&mut stage, "*", vec![grant(RoleAction::See, &[ADMINS], &[])]);
    assert_eq!(panel(&mut stage, AGENT).idle, Some(Idle::NotForYou));
    let everyone = RoleGrant { everyone: true, ..grant(RoleAction::See, &[], &[]) };
    roles(&mut stage, "10000", vec![everyone]);
    assert_eq!(panel(&mut stage, AGENT).idle, None);
    roles(&mut stage, "10000", vec![grant(RoleAction::Post, &[AGENTS], &[])]);
    assert_eq!(panel(&mut stage, AGENT).idle, Some(Idle::NotForYou), "what a project does not name is as for all");
    stage.save(vec![removal("roles:*")]);
    assert_eq!(panel(&mut stage, AGENT).idle, None);
}

#[test]
fn ops_8_who_may_not_see_gets_nothing_of_salesforces_data() {
    let (mut stage, case) = stage(123);
    roles(&mut stage, "*", vec![grant(RoleAction::See, &[ADMINS], &[])]);
    let name = stage.query(&format!("SELECT CaseNumber FROM Case WHERE Id = '{case}'"))[0]["CaseNumber"].clone();
    for account in [AGENT, VIEWER] {
        for (call, _) in on_issues(&case) {
            let answer = told(stage.call(account, call.clone()));
            for secret in [SECRET, &case, name.as_str().unwrap()] {
                assert!(!answer.contains(secret), "{call:?}: {answer}");
            }
        }
        for stored in [true, false] {
            let open = call("panel", &json!({ "view": "list", "stored": stored }));
            let (reply, price) = stage.priced(account, open);
            let Reply::Panel(view) = reply else { panic!("{reply:?}") };
            assert_eq!((view.idle, price.salesforce_calls), (Some(Idle::NotForYou), 0), "Salesforce is not asked");
            assert!(view.groups.is_empty() && view.objects.is_empty() && view.sync.gone.is_empty());
            assert_eq!((view.sync.standing, view.sync.conflicts, view.sync.may_act), (SyncStanding::Nothing, 0, false));
            let allowed = serde_json::to_value(view.allowed).unwrap();
            assert!(allowed.as_object().unwrap().values().all(|may| may == false), "{allowed}");
        }
    }
    assert_eq!(panel(&mut stage, ADMIN).groups[0].records.len(), 1);
}

#[test]
fn ops_8_the_panel_offers_what_roles_allow() {
    let (mut stage, _) = stage(124);
    let offered = |stage: &mut Stage| {
        let view = panel(stage, AGENT);
        let allowed = view.allowed;
        assert_eq!(view.idle, None);
        assert_eq!(allowed.link, allowed.unlink);
        assert_eq!(allowed.link, allowed.primary);
        assert_eq!(allowed.post_comments, allowed.post_feed);
        [allowed.create, allowed.link, allowed.post_comments, allowed.bulk, view.sync.may_act, allowed.why]
    };
    assert_eq!(offered(&mut stage), [true; 6]);
    use RoleAction::{Create, Link, Post, Sync, Trace, Upload};
    for (at, action) in [Create, Link, Post, Upload, Sync, Trace].into_iter().enumerate() {
        roles(&mut stage, "10000", vec![grant(action, &[ADMINS], &[])]);
        let mut expected = [true; 6];
        expected[at] = false;
        assert_eq!(offered(&mut stage), expected, "{action:?}");
    }
}

#[test]
fn ops_8_roles_cost_nothing_where_none_are_configured_and_fail_closed() {
    let (mut stage, _) = stage(125);
    let conflicts = || call("conflicts", &json!({}));
    let turns = |stage: &mut Stage| stage.priced(AGENT, conflicts()).1.turns;
    let before = turns(&mut stage);
    roles(&mut stage, "10001", vec![grant(RoleAction::See, &[ADMINS], &[])]);
    assert_eq!(turns(&mut stage), before, "another project's roles are not read");
    roles(&mut stage, "10000", vec![grant(RoleAction::See, &[AGENTS], &[])]);
    assert_eq!(turns(&mut stage), before + 1, "groups are read beside the sections");
    roles(&mut stage, "10000", vec![grant(RoleAction::See, &[], &[DEVELOPERS])]);
    assert_eq!(turns(&mut stage), before + 2, "project roles are read by what the sections name");
    for path in ["*/myself", "*/role/10003"] {
        stage.world.clear_faults();
        stage.world.add_fault(Fault::always(Door::Jira, FaultKind::ServerError { status: 503 }).at(path));
        let failure = stage.call(AGENT, conflicts()).unwrap_err();
        assert_eq!(failure.code, FailureCode::JiraUnavailable, "{path}: {failure:?}");
    }
}

fn view_as(stage: &mut Stage, account: &str) -> PersonView {
    match stage.call(ADMIN, call("viewAs", &json!({ "accountId": account, "project": "10000" }))) {
        Ok(Reply::ViewAs(view)) => view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ops_8_view_as_tells_what_a_person_may_and_why() {
    let (mut stage, _) = stage(126);
    stage.set(|settings| settings.allow_bulk = false);
    let grants = vec![
        grant(RoleAction::See, &[AGENTS], &[VIEWERS]),
        grant(RoleAction::Link, &[ADMINS], &[SERVICE_DESK]),
        grant(RoleAction::Post, &[ADMINS], &[]),
    ];
    roles(&mut stage, "10000", grants);
    let reason = |view: &PersonView, action| {
        let found = view.access.iter().find(|access| access.action == action).unwrap();
        (found.allowed, found.reason.clone())
    };
    let jane = view_as(&mut stage, AGENT);
    assert_eq!((jane.person.name.as_str(), jane.access.len()), ("Jane Doe", RoleAction::ALL.len()));
    assert_eq!(reason(&jane, RoleAction::See), (true, AccessReason::Group { name: "support-agents".into() }));
    assert_eq!(reason(&jane, RoleAction::Link), (true, AccessReason::ProjectRole { name: "Service Desk Team".into() }));
    assert_eq!(reason(&jane, RoleAction::Create), (true, AccessReason::Everyone {}));
    assert_eq!(reason(&jane, RoleAction::Upload), (false, AccessReason::Setting { name: "allowBulk".into() }));
    let not = AccessReason::NotGranted { groups: vec!["jira-administrators".into()], project_roles: Vec::new() };
    assert_eq!(reason(&jane, RoleAction::Post), (false, not.clone()));
    assert_eq!(reason(&jane, RoleAction::Retry), (true, AccessReason::Everyone {}));
    roles(
        &mut stage,
        "10000",
        vec![grant(RoleAction::See, &[AGENTS], &[VIEWERS]), grant(RoleAction::Trace, &[ADMINS], &[])],
    );
    let jane = view_as(&mut stage, AGENT);
    assert_eq!(reason(&jane, RoleAction::Retry), (false, not), "running a rule again takes seeing why too");
    let sam = view_as(&mut stage, VIEWER);
    assert_eq!(reason(&sam, RoleAction::See), (true, AccessReason::ProjectRole { name: "Viewers".into() }));
    let edit = AccessReason::Permission { name: "Edit issues".into() };
    assert_eq!(reason(&sam, RoleAction::Create), (false, edit));
    roles(&mut stage, "10000", vec![grant(RoleAction::See, &[ADMINS], &[])]);
    assert_eq!(reason(&view_as(&mut stage, AGENT), RoleAction::Create), (false, AccessReason::NotSeen {}));
    // What is told is what is done.
    for (person, account) in [(view_as(&mut stage, AGENT), AGENT), (view_as(&mut stage, ADMIN), ADMIN)] {
        let sees = reason(&person, RoleAction::See).0;
        assert_eq!(stage.call(account, call("conflicts", &json!({}))).is_ok(), sees, "{account}");
    }
}

#[test]
fn ops_8_admins_choose_among_what_the_site_has_and_nothing_else_is_saved() {
    let (mut stage, _) = stage(127);
    let choices = stage.call(ADMIN, call("roleChoices", &json!({ "project": null, "query": "AGENT" })));
    let Ok(Reply::RoleChoices(view)) = choices else { panic!("{choices:?}") };
    assert_eq!(view.groups, named(&[AGENTS]));
    let names: Vec<&str> = view.project_roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["Administrators", "Developers", "Viewers", "Service Desk Team"]);
    let people = stage.call(ADMIN, call("findPeople", &json!({ "query": "ja" })));
    let Ok(Reply::FindPeople(view)) = people else { panic!("{people:?}") };
    assert_eq!(view.people.iter().map(|person| person.account_id.as_str()).collect::<Vec<_>>(), [AGENT]);

    let unknown = vec![grant(RoleAction::See, &[AGENTS, ("no-such-group", "Gone")], &[("4711", "Gone too")])];
    for project in ["*", "10000"] {
        let section = Section::Roles(Roles { grants: unknown.clone() });
        let saved = stage.try_save(vec![draft(&format!("roles:{project}"), section)]).unwrap();
        let SaveView::Invalid { problems } = saved else { panic!("{saved:?}") };
        let codes: Vec<&str> = problems.iter().map(|found| found.problem.code.as_str()).collect();
        assert_eq!(codes, ["unknownGroup", "unknownProjectRole"]);
        assert!(problems.iter().all(|found| found.repair.is_some() && found.problem.severity == Severity::Error));
    }
    roles(&mut stage, "10000", vec![grant(RoleAction::Link, &[AGENTS], &[DEVELOPERS])]);
    let shown = stage.configuration().unwrap();
    assert_eq!((shown.roles.len(), shown.roles[0].project.as_str()), (1, "10000"));
    assert!(shown.problems.iter().all(|found| !found.section.starts_with("roles:")), "{:?}", shown.problems);
}

#[test]
fn ops_8_ops_4_roles_are_exported_and_imported() {
    let (mut stage, _) = stage(128);
    roles(&mut stage, "10000", vec![grant(RoleAction::Link, &[AGENTS], &[DEVELOPERS])]);
    let exported = stage.call(ADMIN, call("exportConfiguration", &json!({ "version": null })));
    let Ok(Reply::ExportConfiguration(file)) = exported else { panic!("{exported:?}") };
    assert!(file.text.contains("\"support-agents\"") && file.text.contains("\"Developers\""));
    stage.save(vec![removal("roles:10000")]);
    let version = stage.configuration().unwrap().version;
    // As from another site: its ids mean nothing here.
    let elsewhere = file.text.replace(AGENTS.0, "other-group").replace("\"10003\"", "\"999\"");
    let cloud_id = file.text.split("\"cloudId\": \"").nth(1).unwrap().split('"').next().unwrap();
    let elsewhere = elsewhere.replace(cloud_id, "another-site");
    let payload = json!({ "text": elsewhere, "baseVersion": version, "apply": true });
    let imported = stage.call(ADMIN, call("importConfiguration", &payload));
    let Ok(Reply::ImportConfiguration(view)) = imported else { panic!("{imported:?}") };
    assert!(matches!(view.saved, Some(SaveView::Saved { .. })), "{view:?}");
    let shown = stage.configuration().unwrap();
    let expected = Roles { grants: vec![grant(RoleAction::Link, &[AGENTS], &[DEVELOPERS])] };
    assert_eq!(shown.roles[0].roles, expected);
}
