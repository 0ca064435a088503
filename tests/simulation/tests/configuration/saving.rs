//! Saving: versions, refusals, merges, conflicts, bad luck.

use weftline_simulation::mappings::{self, created, draft, of_cases, removal, selection, support, whole};
use weftline_simulation::{AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{Call, ConfigurationCall, SaveConfigurationCall};
use weftline_wire::configuration::Section;
use weftline_wire::failure::{FailureCode, Severity};
use weftline_wire::job::Turn;
use weftline_wire::view::{ObjectState, SaveView};

use super::support::{checked, codes, overview, refused, save, save_call, saved, unlucky};

#[test]
fn fld_1_what_is_shipped_fits_the_seeded_org() {
    let mut stage = Stage::unconfigured(1);
    let view = overview(&mut stage);
    assert_eq!((view.version, view.author.as_deref()), (0, None));
    let problems: Vec<_> = view.problems.iter().filter(|found| found.problem.severity == Severity::Error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(view.objects.len(), 1);
    assert_eq!((view.objects[0].label.as_str(), view.objects[0].state), ("Case", ObjectState::Present));
}

#[test]
fn ops_4_a_save_makes_a_version_with_author_and_time() {
    let mut stage = Stage::unconfigured(2);
    let mut settings = overview(&mut stage).settings;
    settings.allow_unlinking = false;
    let before_ms = stage.world.now_ms();
    let view = saved(&mut stage, 0, vec![draft("settings", Section::Settings(settings.clone()))]);
    assert_eq!((view.version, view.author.as_deref()), (1, Some(weftline_simulation::ADMIN)));
    assert!(view.saved_at_ms >= before_ms && view.saved_at_ms <= stage.world.now_ms());
    assert_eq!(view.settings, settings);
    assert_eq!(overview(&mut stage), view);
    // What was not edited stays as it was shipped.
    assert_eq!(view.objects.len(), 1);

    let again = saved(&mut stage, 1, vec![draft("settings", Section::Settings(settings))]);
    assert_eq!(again.version, 1, "a save that changes nothing makes no version");
}

#[test]
fn evt_3_a_project_is_configured_and_removed_with_its_mapping() {
    let mut stage = Stage::unconfigured(3);
    let mapping = of_cases(&overview(&mut stage));
    let sections = vec![
        draft("project:10000", Section::Project(support())),
        draft("mapping:10000:Case", Section::Mapping(mapping)),
    ];
    let view = saved(&mut stage, 0, sections);
    assert_eq!((view.projects.len(), view.objects[0].mappings.len()), (1, 2));
    let view = saved(&mut stage, 1, vec![removal("project:10000")]);
    assert_eq!((view.projects.len(), view.objects[0].mappings.len()), (0, 1));
}

#[test]
fn fld_3_map_1_invalid_sections_are_refused_with_field_reason_and_remedy() {
    let mut stage = Stage::unconfigured(4);
    let view = overview(&mut stage);
    let mut selection = view.objects[0].fields.clone();
    selection.search = ["CaseNumber", "Subject", "Status", "Origin", "Type", "Reason"].map(str::to_owned).to_vec();
    selection.compact = vec!["CaseNumber".into(), "Description".into(), "Nope__c".into()];
    selection.list = vec!["Subject".into()];
    let mut mapping = of_cases(&view);
    mapping.fields.push(created("CaseNumber", whole("summary")));
    let problems = refused(
        &mut stage,
        0,
        vec![draft("fields:Case", Section::Fields(selection)), draft("mapping:*:Case", Section::Mapping(mapping))],
    );
    let errors: Vec<_> = problems.iter().filter(|found| found.problem.severity == Severity::Error).cloned().collect();
    assert!(errors.iter().all(|found| found.problem.remedy.is_some() && !found.problem.text.is_empty()), "{errors:?}");
    let found = codes(&errors);
    for (code, field) in [
        ("tooManySearchFields", None),
        ("tooLongForList", Some("Description")),
        ("unknownField", Some("Nope__c")),
        ("nameFieldMissing", Some("CaseNumber")),
        ("fieldNotCreatable", Some("CaseNumber")),
    ] {
        assert!(found.contains(&(code.to_owned(), field.map(str::to_owned))), "{code} is not among {found:?}");
    }
    assert_eq!(overview(&mut stage).version, 0, "nothing of it is saved");
}

#[test]
fn con_6_a_project_bound_to_an_org_that_is_not_connected_is_refused() {
    let mut stage = Stage::unconfigured(5);
    let mut project = support();
    project.connection = Some("00ff".into());
    let problems = checked(&mut stage, vec![draft("project:10000", Section::Project(project.clone()))]);
    assert_eq!(codes(&problems), [("unknownConnection".to_owned(), None)]);
    project.connection = None;
    project.id = "99999".into();
    let problems = refused(&mut stage, 0, vec![draft("project:99999", Section::Project(project))]);
    assert_eq!(codes(&problems), [("unknownProject".to_owned(), None)]);
}

#[test]
fn ops_4_only_admins_see_and_save() {
    let mut stage = Stage::unconfigured(6);
    let settings = overview(&mut stage).settings;
    let calls =
        [Call::Configuration(ConfigurationCall {}), save_call(0, vec![draft("settings", Section::Settings(settings))])];
    for call in calls {
        let failure = stage.call(AGENT, call).unwrap_err();
        assert_eq!(failure.code, FailureCode::NotPermitted, "{failure:?}");
    }
    assert_eq!(overview(&mut stage).version, 0);
}

#[test]
fn ops_4_two_admins_who_change_different_things_both_get_them() {
    let mut stage = Stage::unconfigured(7);
    let view = overview(&mut stage);
    let (mut settings, mut events) = (view.settings, view.events);
    settings.show_feed = false;
    events.commented = false;
    saved(&mut stage, 0, vec![draft("settings", Section::Settings(settings.clone()))]);
    let merged = saved(&mut stage, 0, vec![draft("events", Section::Events(events.clone()))]);
    assert_eq!((merged.version, &merged.settings, &merged.events), (2, &settings, &events));
}

#[test]
fn ops_4_two_admins_who_change_the_same_see_the_difference() {
    let mut stage = Stage::unconfigured(8);
    let settings = overview(&mut stage).settings;
    let (mut theirs, mut mine) = (settings.clone(), settings);
    theirs.show_feed = false;
    mine.allow_linking = false;
    saved(&mut stage, 0, vec![draft("settings", Section::Settings(theirs.clone()))]);
    match save(&mut stage, 0, vec![draft("settings", Section::Settings(mine.clone()))]) {
        SaveView::Conflict { configuration, theirs: changes } => {
            assert_eq!((configuration.version, &configuration.settings), (1, &theirs));
            let said: Vec<_> = changes
                .iter()
                .map(|change| (change.path.as_str(), change.before.as_deref(), change.after.as_deref()))
                .collect();
            assert_eq!(said, [("showFeed", Some("on"), Some("off"))]);
        }
        other => panic!("no conflict: {other:?}"),
    }
    assert_eq!(overview(&mut stage).settings, theirs);
    // Having seen it, they save on top of it.
    theirs.allow_linking = false;
    let view = saved(&mut stage, 1, vec![draft("settings", Section::Settings(theirs.clone()))]);
    assert_eq!((view.version, view.settings), (2, theirs));
}

#[test]
fn ops_4_a_save_that_meets_bad_luck_anywhere_is_saved_once_when_it_is_tried_again() {
    let effects = {
        let mut stage = Stage::unconfigured(9);
        let mut settings = overview(&mut stage).settings;
        settings.show_images = false;
        let call = save_call(0, vec![draft("settings", Section::Settings(settings))]);
        let mut worker = unlucky(&mut stage, call, Luck::good());
        worker.finish(&mut stage.world);
        worker.performed()
    };
    assert!(effects > 5, "{effects}");
    for stroke in Stroke::ALL {
        for index in 0..effects {
            let mut stage = Stage::unconfigured(10);
            let view = overview(&mut stage);
            let (mut settings, mut events) = (view.settings, view.events);
            settings.show_images = false;
            events.issue_deleted = false;
            let call = save_call(0, vec![draft("settings", Section::Settings(settings.clone()))]);
            let end = unlucky(&mut stage, call.clone(), Luck::bad(index, stroke)).finish(&mut stage.world);
            if let Some(Turn::Failed { failure }) = &end {
                assert!(failure.retryable, "{stroke:?} at {index}: {failure:?}");
            }
            // Another admin saves something else in between.
            let between = saved(&mut stage, 0, vec![draft("events", Section::Events(events.clone()))]);
            let after = saved(&mut stage, 0, vec![draft("settings", Section::Settings(settings.clone()))]);
            assert_eq!(after.version, 2, "{stroke:?} at {index}: {} then {}", between.version, after.version);
            assert_eq!((&after.settings, &after.events), (&settings, &events), "{stroke:?} at {index}");
        }
    }
}

#[test]
fn fld_1_objects_are_shown_in_the_order_that_was_saved() {
    let mut stage = Stage::unconfigured(31);
    let names = |list: &[&str]| -> Vec<String> { list.iter().map(|&name| name.to_owned()).collect() };
    let shown = |view: &weftline_wire::view::ConfigurationView| -> Vec<String> {
        view.objects.iter().map(|object| object.object.clone()).collect()
    };
    let view = saved(&mut stage, 0, vec![mappings::shown(selection("Account", &["Name"]))]);
    assert_eq!(shown(&view), ["Case", "Account"], "a new object comes last");

    let mut reorder = |base_version: u32, objects: &[&str]| {
        let call = SaveConfigurationCall { base_version, sections: Vec::new(), objects: Some(names(objects)) };
        match stage.call(weftline_simulation::ADMIN, Call::SaveConfiguration(call)) {
            Ok(weftline_wire::call::Reply::SaveConfiguration(SaveView::Saved { configuration, .. })) => configuration,
            other => panic!("the order is not saved: {other:?}"),
        }
    };
    let view = reorder(1, &["Account", "Case", "Lead"]);
    assert_eq!((view.version, shown(&view)), (2, names(&["Account", "Case"])));
    let view = reorder(2, &["Account"]);
    assert_eq!((view.version, shown(&view)), (2, names(&["Account", "Case"])), "the same order makes no version");
}
