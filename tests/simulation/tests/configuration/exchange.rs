//! Export and import: here again, and on another site with another org.

use weftline_simulation::mappings::{created, draft, of_cases, removal, support, whole};
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::call::{Call, ExportConfigurationCall, ImportConfigurationCall, Reply};
use weftline_wire::configuration::{NamedId, Restrictions, Section, Source};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{ConfigurationView, ImportView, SaveView};

use super::support::{codes, overview, saved};

fn export(stage: &mut Stage) -> String {
    match stage.call(ADMIN, Call::ExportConfiguration(ExportConfigurationCall { version: None })) {
        Ok(Reply::ExportConfiguration(view)) => {
            assert!(view.file_name.starts_with("weftline-") && view.file_name.ends_with(".json"), "{}", view.file_name);
            view.text
        }
        other => panic!("no export: {other:?}"),
    }
}

fn import(stage: &mut Stage, text: &str, apply: bool) -> ImportView {
    let base_version = overview(stage).version;
    let call = ImportConfigurationCall { text: text.to_owned(), base_version, apply };
    match stage.call(ADMIN, Call::ImportConfiguration(call)) {
        Ok(Reply::ImportConfiguration(view)) => view,
        other => panic!("no import: {other:?}"),
    }
}

fn imported(view: ImportView) -> ConfigurationView {
    match view.saved {
        Some(SaveView::Saved { configuration, .. }) => configuration,
        other => panic!("not imported: {other:?}"),
    }
}

/// A custom field of the seeded site, by its name.
fn custom_field(stage: &mut Stage, name: &str) -> String {
    let call = Call::JiraFields(weftline_wire::call::JiraFieldsCall {});
    match stage.call(ADMIN, call) {
        Ok(Reply::JiraFields(view)) => view.fields.into_iter().find(|field| field.name == name).expect("a field").id,
        other => panic!("{other:?}"),
    }
}

const FIELD: &str = "Effort";

/// Project SUP for one issue type, a restriction, a mapping that reads a custom field and a template with it.
fn set_up(seed: u64) -> (Stage, String) {
    let mut stage = Stage::unconfigured(seed);
    let view = overview(&mut stage);
    let id = custom_field(&mut stage, FIELD);
    let types = issue_types(&mut stage);
    let mut project = support();
    project.issue_types = vec![types[0].clone()];
    let mut mapping = of_cases(&view);
    mapping.fields.retain(|field| field.field != "Effort__c");
    mapping.fields.push(created("Effort__c", whole(&id)));
    mapping.fields.push(created(
        "SuppliedCompany",
        Source::Template { template: format!("{{{{issue.{id}|none}}}} of {{{{issue.key}}}}") },
    ));
    let mut settings = view.settings.clone();
    settings.show_images = false;
    let sections = vec![
        draft("settings", Section::Settings(settings)),
        draft("restrictions", Section::Restrictions(Restrictions { issue_types: vec![types[1].clone()] })),
        draft("project:10000", Section::Project(project)),
        draft("mapping:10000:Case", Section::Mapping(mapping)),
    ];
    saved(&mut stage, 0, sections);
    (stage, id)
}

fn issue_types(stage: &mut Stage) -> Vec<NamedId> {
    let call = weftline_wire::call::JiraProjectsCall { query: Some("SUP".into()), start_at: 0 };
    match stage.call(ADMIN, Call::JiraProjects(call)) {
        Ok(Reply::JiraProjects(view)) => view.projects[0].issue_types.clone(),
        other => panic!("{other:?}"),
    }
}

/// The file as another site and another org would have written it: other ids for the same names.
fn from_elsewhere(text: &str, id: &str, types: &[NamedId]) -> String {
    let mut text = text.replace("10000", "77001").replace(id, "customfield_99001");
    text = text.replace(weftline_sandbox::CLOUD_ID, "another-site");
    for (at, named) in types.iter().enumerate() {
        text = text.replace(&format!("\"{}\"", named.id), &format!("\"8800{at}\""));
    }
    text
}

#[test]
fn ops_4_an_export_says_what_it_is_and_what_its_ids_mean() {
    let (mut stage, id) = set_up(81);
    let text = export(&mut stage);
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&file["format"], &file["formatVersion"]), (&"weftline-configuration".into(), &1.into()));
    assert_eq!(file["version"], 1);
    assert_eq!(file["dictionary"]["projects"]["10000"], "SUP");
    assert_eq!(file["dictionary"]["fields"][&id], FIELD);
    assert_eq!(file["sections"]["settings"]["content"]["showImages"], false);
    assert!(!file["orgs"][0]["organizationId"].as_str().unwrap().is_empty());
    assert!(text.lines().count() > 100, "a line for each thing, so that a repository shows what changed");
    let access = stage.world.access();
    for secret in [&access.client_secret, &access.access_token] {
        assert!(!text.contains(secret.as_str()), "a secret is in the file");
    }
}

#[test]
fn ops_4_an_export_imported_again_changes_nothing() {
    let (mut stage, _) = set_up(82);
    let text = export(&mut stage);
    let view = import(&mut stage, &text, false);
    assert_eq!((view.problems, view.changes, view.saved), (vec![], vec![], None));
}

#[test]
fn ops_4_an_export_brings_back_what_was_changed_since() {
    let (mut stage, _) = set_up(83);
    let before = overview(&mut stage);
    let text = export(&mut stage);
    let mut settings = before.settings.clone();
    settings.enabled = false;
    let mut engineering = support();
    engineering.id = "10001".into();
    engineering.key = "ENG".into();
    let sections = vec![
        draft("settings", Section::Settings(settings)),
        draft("project:10001", Section::Project(engineering)),
        removal("mapping:10000:Case"),
    ];
    saved(&mut stage, 1, sections);
    let report = import(&mut stage, &text, false);
    assert!(report.changes.iter().any(|change| change.section == "project:10001" && change.after.is_none()));
    assert_eq!(overview(&mut stage).version, 2, "a report saves nothing");
    let after = imported(import(&mut stage, &text, true));
    assert_eq!(
        (after.version, after.settings, after.projects, after.objects),
        (3, before.settings, before.projects, before.objects)
    );
}

#[test]
fn ops_4_ids_are_mapped_when_a_file_comes_from_another_site() {
    let (mut stage, id) = set_up(84);
    let types = issue_types(&mut stage);
    let before = overview(&mut stage);
    let text = from_elsewhere(&export(&mut stage), &id, &types);
    assert!(text.contains("customfield_99001") && text.contains("project:77001"), "{text}");

    let mut elsewhere = Stage::unconfigured(85);
    let view = import(&mut elsewhere, &text, true);
    assert_eq!(codes(&view.problems), []);
    let after = imported(view);
    assert_eq!(
        (after.settings, after.projects, after.restrictions, after.objects),
        (before.settings, before.projects, before.restrictions, before.objects)
    );
}

#[test]
fn ops_4_what_does_not_fit_is_reported_and_left_out() {
    let (mut stage, id) = set_up(86);
    let types = issue_types(&mut stage);
    let text = from_elsewhere(&export(&mut stage), &id, &types).replace("\"77001\": \"SUP\"", "\"77001\": \"NOWHERE\"");
    let mut elsewhere = Stage::unconfigured(87);
    let view = import(&mut elsewhere, &text, true);
    assert!(codes(&view.problems).contains(&("notHere".into(), None)), "{:?}", view.problems);
    assert!(view.problems.iter().all(|found| found.problem.remedy.is_some()));
    let after = imported(view);
    assert!(after.projects.is_empty() && !after.settings.show_images, "the rest is taken");

    let text =
        from_elsewhere(&export(&mut stage), &id, &types).replace(&format!("\"{FIELD}\""), "\"A field of theirs\"");
    let text = text.replace("\"Effort__c\"", "\"Nope__c\"");
    let mut elsewhere = Stage::unconfigured(88);
    let view = import(&mut elsewhere, &text, true);
    let found = codes(&view.problems);
    assert!(found.contains(&("notHere".into(), Some("SuppliedCompany".into()))), "{found:?}");
    assert!(found.contains(&("unknownField".into(), Some("Nope__c".into()))), "{found:?}");
    let after = imported(view);
    let own = after.objects[0].mappings.iter().find(|mapping| mapping.project == "10000").unwrap();
    assert!(own.mapping.fields.iter().all(|field| field.field != "Nope__c"));
    let company = own.mapping.fields.iter().find(|field| field.field == "SuppliedCompany").unwrap();
    assert_eq!(company.source, Source::Nothing);
}

#[test]
fn ops_4_files_that_are_none_are_refused_with_line_and_column() {
    let (mut stage, _) = set_up(89);
    let text = export(&mut stage);
    let mut refused = |text: String| {
        let call = ImportConfigurationCall { text, base_version: 1, apply: true };
        let failure = stage.call(ADMIN, Call::ImportConfiguration(call)).unwrap_err();
        assert_eq!(failure.code, FailureCode::Invalid);
        failure.text
    };
    let told = refused("{ \"some\": \"json\" }".into());
    assert!(told.contains("no export"), "{told}");
    let told = refused(text.replace("\"formatVersion\": 1", "\"formatVersion\": 2"));
    assert!(told.contains("newer Weftline"), "{told}");
    let told = refused(text.replace("\"showImages\": false", "\"showImage\": false"));
    assert!(told.contains("showImage") && told.contains("line "), "{told}");
    let told = refused(text.replace("\"showImages\": false,", "\"showImages\": false, \"more\": 1,"));
    assert!(told.contains("sections.settings.content.more") && told.contains("line "), "{told}");
    let told = refused(text.replacen('}', "", 1));
    assert!(told.contains("line "), "{told}");
    assert_eq!(overview(&mut stage).version, 1);
}
