//! Versions: listed, compared, gone back to.

use weftline_simulation::mappings::{draft, of_cases, removal, support};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke};
use weftline_wire::call::{
    Call, CompareVersionsCall, ExportConfigurationCall, ImportConfigurationCall, Reply, RollBackCall, VersionsCall,
};
use weftline_wire::configuration::Section;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::view::{Change, SaveView, VersionsView};

use super::support::{overview, saved, unlucky};

fn versions(stage: &mut Stage, before: Option<u32>) -> VersionsView {
    match stage.call(ADMIN, Call::Versions(VersionsCall { before })) {
        Ok(Reply::Versions(view)) => view,
        other => panic!("no versions: {other:?}"),
    }
}

fn compare(stage: &mut Stage, from: u32, to: u32) -> Vec<Change> {
    match stage.call(ADMIN, Call::CompareVersions(CompareVersionsCall { from, to })) {
        Ok(Reply::CompareVersions(view)) => view.changes,
        other => panic!("no comparison: {other:?}"),
    }
}

fn roll_back(stage: &mut Stage, version: u32, base_version: u32) -> SaveView {
    match stage.call(ADMIN, Call::RollBack(RollBackCall { version, base_version })) {
        Ok(Reply::RollBack(view)) => view,
        other => panic!("no answer to a roll back: {other:?}"),
    }
}

/// Version 1: linking is off. Version 2: project SUP, and the mapping without its last field.
fn set_up(seed: u64) -> Stage {
    let mut stage = Stage::unconfigured(seed);
    let view = overview(&mut stage);
    let mut settings = view.settings.clone();
    settings.allow_linking = false;
    saved(&mut stage, 0, vec![draft("settings", Section::Settings(settings))]);
    let mut mapping = of_cases(&view);
    mapping.fields.truncate(3);
    mapping.fields[2].default = Some("Low".into());
    let sections =
        vec![draft("project:10000", Section::Project(support())), draft("mapping:*:Case", Section::Mapping(mapping))];
    saved(&mut stage, 1, sections);
    stage
}

#[test]
fn ops_4_versions_are_listed_newest_first_with_author_time_and_what_changed() {
    let mut stage = set_up(61);
    let view = versions(&mut stage, None);
    let rows: Vec<_> = view
        .versions
        .iter()
        .map(|row| (row.version, row.author_name.as_deref(), row.reason.as_str(), row.changed.join(" ")))
        .collect();
    let mia = Some("Mia Admin");
    assert_eq!(
        rows,
        [
            (2, mia, "saved", "mapping:*:Case project:10000".to_owned()),
            (1, mia, "saved", "settings".to_owned()),
            (0, None, "shipped", String::new()),
        ]
    );
    assert!(!view.more);
    let older = versions(&mut stage, Some(1));
    assert_eq!(older.versions.iter().map(|row| row.version).collect::<Vec<_>>(), [0]);
    assert!(view.versions[0].saved_at_ms >= view.versions[1].saved_at_ms);
}

#[test]
fn ops_4_many_versions_come_in_pages() {
    let mut stage = Stage::unconfigured(62);
    for version in 0..23 {
        let mut settings = overview(&mut stage).settings;
        settings.show_feed = !settings.show_feed;
        saved(&mut stage, version, vec![draft("settings", Section::Settings(settings))]);
    }
    let first = versions(&mut stage, None);
    assert_eq!((first.versions.len(), first.versions[0].version, first.more), (20, 23, true));
    let rest = versions(&mut stage, Some(first.versions.last().unwrap().version));
    assert_eq!((rest.versions.len(), rest.versions.last().unwrap().version, rest.more), (4, 0, false));
}

#[test]
fn ops_4_two_versions_are_compared_thing_by_thing() {
    let mut stage = set_up(63);
    let said = |change: &Change| {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
        format!("{} {}: {} > {}", change.section, change.path, side(&change.before), side(&change.after))
    };
    let changes: Vec<String> = compare(&mut stage, 0, 2).iter().map(said).collect();
    for expected in [
        "settings allowLinking: on > off",
        "project:10000 key: - > SUP",
        "project:10000 issueTypes: - > all",
        "mapping:*:Case Priority.default: Medium > Low",
        "mapping:*:Case Status.source: nothing > -",
    ] {
        assert!(changes.iter().any(|change| change == expected), "`{expected}` is not among {changes:#?}");
    }
    assert!(changes.iter().all(|change| !change.contains("order")), "{changes:#?}");
    assert_eq!(compare(&mut stage, 1, 1), []);
    let failure = stage.call(ADMIN, Call::CompareVersions(CompareVersionsCall { from: 0, to: 9 })).unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
}

#[test]
fn ops_4_going_back_makes_an_old_version_the_next_one() {
    let mut stage = set_up(64);
    let before = overview(&mut stage);
    match roll_back(&mut stage, 0, 2) {
        SaveView::Saved { configuration, .. } => {
            assert_eq!(configuration.version, 3);
            assert!(configuration.settings.allow_linking && configuration.projects.is_empty());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(versions(&mut stage, None).versions[0].reason, "rolled back to 0");
    assert_eq!(compare(&mut stage, 0, 3), []);
    match roll_back(&mut stage, 2, 3) {
        SaveView::Saved { configuration, .. } => {
            assert_eq!(
                (configuration.version, &configuration.settings, &configuration.projects, &configuration.objects),
                (4, &before.settings, &before.projects, &before.objects)
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn ops_4_going_back_from_what_is_no_longer_in_force_is_a_conflict() {
    let mut stage = set_up(65);
    saved(&mut stage, 2, vec![removal("project:10000")]);
    match roll_back(&mut stage, 0, 2) {
        SaveView::Conflict { configuration, theirs } => {
            assert_eq!(configuration.version, 3);
            assert!(theirs.iter().any(|change| change.section == "project:10000" && change.after.is_none()));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(overview(&mut stage).version, 3);
}

#[test]
fn ops_4_going_back_meets_bad_luck_anywhere_and_is_done_once_when_it_is_tried_again() {
    let call = Call::RollBack(RollBackCall { version: 0, base_version: 2 });
    let mut stage = set_up(66);
    let mut worker = unlucky(&mut stage, call.clone(), Luck::good());
    worker.finish(&mut stage.world);
    for stroke in [Stroke::DiesAfter, Stroke::AnswerLost, Stroke::NeverSent] {
        for index in 0..worker.performed() {
            let mut stage = set_up(67);
            let end = unlucky(&mut stage, call.clone(), Luck::bad(index, stroke)).finish(&mut stage.world);
            if let Some(Turn::Failed { failure }) = &end {
                assert!(failure.retryable, "{stroke:?} at {index}: {failure:?}");
            }
            match roll_back(&mut stage, 0, 2) {
                SaveView::Saved { configuration, .. } => assert_eq!(configuration.version, 3, "{stroke:?} at {index}"),
                other => panic!("{stroke:?} at {index}: {other:?}"),
            }
        }
    }
}

#[test]
fn ops_4_versions_are_for_admins_only() {
    let mut stage = set_up(68);
    let calls = [
        Call::Versions(VersionsCall { before: None }),
        Call::CompareVersions(CompareVersionsCall { from: 0, to: 1 }),
        Call::RollBack(RollBackCall { version: 0, base_version: 2 }),
        Call::ExportConfiguration(ExportConfigurationCall { version: None }),
        Call::ImportConfiguration(ImportConfigurationCall { text: "{}".into(), base_version: 2, apply: true }),
    ];
    for call in calls {
        let failure = stage.call(AGENT, call.clone()).unwrap_err();
        assert_eq!(failure.code, FailureCode::NotPermitted, "{call:?}: {failure:?}");
    }
    assert_eq!(overview(&mut stage).version, 2);
}
