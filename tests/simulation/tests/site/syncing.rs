//! "Sync from Salesforce": what others deployed in the org becomes the configuration's.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_simulation::mappings::configured;
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::call::{Call, ConnectCall, InstallProgressCall, InstallSideCall, Reply, SyncFromSalesforceCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{ConfigurationView, InstallView, SaveView};

use crate::support::{install_view, keep_mapping, mapping, row, sync};

fn call(stage: &mut Stage) -> Call {
    let base_version = stage.configuration().unwrap().version;
    Call::SyncFromSalesforce(SyncFromSalesforceCall { connection: "main".into(), base_version })
}

fn shown(view: &ConfigurationView) -> Vec<String> {
    let names = |types: &[weftline_wire::configuration::NamedId]| {
        types.iter().map(|named| format!("{}={}", named.id, named.name)).collect::<Vec<_>>().join(",")
    };
    view.projects.iter().map(|project| format!("{} {}", project.key, names(&project.issue_types))).collect()
}

fn out_of_sync(view: &ConfigurationView) -> Vec<&str> {
    let found = view.problems.iter().filter(|found| found.problem.code == "outOfSync");
    found.map(|found| found.section.as_str()).collect()
}

#[test]
fn evt_2_what_others_deployed_becomes_the_configuration() {
    let mut stage = Stage::connected(60);
    let rows = [row("A", "sup", "Case", "bug;Task"), row("B", "HELP", "Case", ""), row("C", "SUP", "Lead", "Story")];
    keep_mapping(&mut stage, &rows);
    let SaveView::Saved { configuration: view, warnings } = sync(&mut stage) else { panic!("it is saved") };
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(view.projects.iter().map(|project| project.key.as_str()).collect::<Vec<_>>(), ["ENG", "HELP", "SUP"]);
    let sup = shown(&view).pop().unwrap();
    for name in ["=Bug", "=Task", "=Story"] {
        assert!(sup.contains(name), "{sup}");
    }
    let side = &view.sides[0];
    let mapped: Vec<String> =
        side.mappings.iter().map(|row| format!("{} {} {:?}", row.project_key, row.object, row.issue_types)).collect();
    assert_eq!(mapped, [r#"HELP Case []"#, r#"SUP Case ["bug", "Task"]"#, r#"SUP Lead ["Story"]"#]);
    assert!(side.pulled_at_ms > 0);
    assert_eq!(out_of_sync(&view), ["project:10001"], "ENG is configured, but not mapped there");
    let version = stage.document("configuration", "current").unwrap();
    assert_eq!((&version["reason"], &version["author"]), (&"synced with Salesforce".into(), &ADMIN.into()));
}

#[test]
fn evt_2_rows_for_the_same_project_and_object_count_together() {
    let mut stage = Stage::connected(65);
    let rows = [
        row("A", "SUP", "Case", "Bug"),
        row("B", "SUP", "Case", "bug;Task"),
        row("C", "ENG", "Case", "Bug"),
        row("D", "ENG", "Case", ""),
    ];
    keep_mapping(&mut stage, &rows);
    let SaveView::Saved { configuration: view, .. } = sync(&mut stage) else { panic!("it is saved") };
    let mapped: Vec<String> =
        view.sides[0].mappings.iter().map(|row| format!("{} {:?}", row.project_key, row.issue_types)).collect();
    assert_eq!(mapped, ["ENG []", r#"SUP ["Bug", "Task"]"#]);
    assert!(out_of_sync(&view).is_empty());
}

#[test]
fn evt_2_what_is_changed_on_either_side_is_out_of_sync_until_it_is_synced_again() {
    let mut stage = Stage::connected(61);
    keep_mapping(&mut stage, &[row("A", "SUP", "Case", "Bug"), row("B", "ENG", "Case", "")]);
    let SaveView::Saved { configuration: view, .. } = sync(&mut stage) else { panic!("it is saved") };
    assert!(out_of_sync(&view).is_empty(), "{:?}", view.problems);
    let mut sup = view.projects.iter().find(|project| project.key == "SUP").unwrap().clone();
    sup.issue_types.clear();
    let view = stage.save(vec![configured(sup)]);
    assert_eq!(out_of_sync(&view), ["project:10000"]);
    let SaveView::Saved { configuration: view, .. } = sync(&mut stage) else { panic!("it is saved") };
    assert!(out_of_sync(&view).is_empty());
    assert!(shown(&view).iter().any(|project| project.starts_with("SUP ") && project.ends_with("=Bug")));
}

#[test]
fn evt_2_what_jira_does_not_have_is_told_and_widens_nothing() {
    let mut stage = Stage::connected(62);
    let rows = [
        row("A", "NOPE", "Case", ""),
        row("B", "SUP", "Case", "No such type"),
        row("C", "ENG", "Case", "Bug\nNor this"),
    ];
    keep_mapping(&mut stage, &rows);
    let before = shown(&stage.configuration().unwrap());
    let SaveView::Saved { configuration: view, warnings } = sync(&mut stage) else { panic!("it is saved") };
    let codes: Vec<&str> = warnings.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unknownProject", "unknownIssueType", "unknownIssueType"], "{warnings:?}");
    assert!(warnings.iter().all(|problem| problem.remedy.is_some()));
    let after = shown(&view);
    assert_eq!(after.len(), before.len());
    assert!(after[0].starts_with("ENG ") && after[0].ends_with("=Bug"), "{after:?}");
    assert_eq!(after[1], before[1], "SUP stays as it was");
}

#[test]
fn evt_2_an_org_without_a_mapping_is_told_what_to_do() {
    let mut stage = Stage::connected(63);
    let version = stage.configuration().unwrap().version;
    let call_ = call(&mut stage);
    let refused = stage.call(ADMIN, call_).unwrap_err();
    assert_eq!((refused.code, refused.retryable), (FailureCode::SalesforceRefused, false));
    assert!(refused.text.contains("install"), "{}", refused.text);
    stage.world.add_fault(Fault::always(Door::Salesforce, FaultKind::ServerError { status: 503 }));
    let call_ = call(&mut stage);
    let away = stage.call(ADMIN, call_).unwrap_err();
    assert_eq!((away.code, away.retryable), (FailureCode::SalesforceUnavailable, true));
    assert_eq!(stage.configuration().unwrap().version, version, "nothing was saved");
}

#[test]
fn evt_2_two_who_sync_and_save_at_once_lose_nothing() {
    let mut stage = Stage::connected(64);
    keep_mapping(&mut stage, &[row("A", "SUP", "Case", "Bug")]);
    let old = call(&mut stage);
    stage.set(|settings| settings.allow_unlinking = false);
    match stage.call(ADMIN, old.clone()) {
        Ok(Reply::SyncFromSalesforce(SaveView::Saved { configuration, .. })) => {
            assert!(!configuration.settings.allow_unlinking, "what the other saved stays");
        }
        other => panic!("{other:?}"),
    }
    match stage.call(ADMIN, old) {
        Ok(Reply::SyncFromSalesforce(SaveView::Conflict { theirs, .. })) => assert!(!theirs.is_empty()),
        other => panic!("a second sync from the same version meets the first: {other:?}"),
    }
}

#[test]
fn con_6_a_second_org_s_mapping_takes_over_only_what_is_not_bound_to_the_first() {
    let mut stage = Stage::connected(66);
    let access = stage.world.access();
    let connect = ConnectCall {
        connection: None,
        my_domain: "weftline.my.salesforce.com".into(),
        client_id: Some(access.client_id),
        client_secret: Some(access.client_secret),
    };
    let second = match stage.call(ADMIN, Call::Connect(connect)) {
        Ok(Reply::Connect(view)) => view.connections[1].id.clone(),
        other => panic!("{other:?}"),
    };
    keep_mapping(&mut stage, &[row("A", "SUP", "Case", "Bug"), row("B", "HELP", "Case", "")]);
    let base_version = stage.configuration().unwrap().version;
    let call = SyncFromSalesforceCall { connection: second.clone(), base_version };
    let (view, warnings) = match stage.call(ADMIN, Call::SyncFromSalesforce(call)) {
        Ok(Reply::SyncFromSalesforce(SaveView::Saved { configuration, warnings })) => (configuration, warnings),
        other => panic!("{other:?}"),
    };
    assert_eq!(warnings.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(), ["otherOrg"]);
    let bound: Vec<(&str, Option<&str>, usize)> = view
        .projects
        .iter()
        .map(|project| (project.key.as_str(), project.connection.as_deref(), project.issue_types.len()))
        .collect();
    assert_eq!(bound, [("ENG", None, 0), ("HELP", Some(second.as_str()), 0), ("SUP", None, 0)]);
    assert_eq!(view.sides.iter().map(|side| side.connection.as_str()).collect::<Vec<_>>(), [second.as_str()]);
    assert!(out_of_sync(&view).is_empty(), "the first org keeps no mapping");

    let install = InstallSideCall { connection: second.clone(), objects: Vec::new() };
    let InstallView::Running { deployment } = install_view(stage.call(ADMIN, Call::InstallSide(install))) else {
        panic!("it runs");
    };
    let progress =
        || Call::InstallProgress(InstallProgressCall { connection: second.clone(), deployment: deployment.clone() });
    stage.call(ADMIN, progress()).unwrap();
    assert_eq!(install_view(stage.call(ADMIN, progress())), InstallView::Installed {});
    assert_eq!(mapping(&mut stage), ["HELP Case ", "SUP Case Bug"], "projects of the first org are not its business");
}
