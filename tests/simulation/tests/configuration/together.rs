//! Two admins at the same moment: their saves interleaved effect by effect, in many ways.

use weftline_simulation::mappings::draft;
use weftline_simulation::{ADMIN, Luck, Stage, Step, Worker};
use weftline_wire::call::{Call, Reply};
use weftline_wire::configuration::{Section, Settings};
use weftline_wire::job::Turn;
use weftline_wire::view::SaveView;

use super::support::{overview, save_call};

/// How often the second admin's turn comes, as bits: every way of interleaving sixteen steps at the beginning that
/// matters is among some hundred.
const PATTERNS: u32 = 96;

fn interleaved(stage: &mut Stage, calls: [Call; 2], pattern: u32) -> Vec<SaveView> {
    let mut workers: Vec<Worker> = calls.into_iter().map(|call| stage.worker(ADMIN, call, Luck::good())).collect();
    let mut ends: Vec<Option<Turn>> = vec![None, None];
    let mut bits = pattern.wrapping_mul(2_654_435_761);
    while ends.iter().any(Option::is_none) {
        let chosen = (bits & 1) as usize;
        bits = bits.rotate_right(1);
        let turn = if ends[chosen].is_none() { chosen } else { 1 - chosen };
        if let Step::Ended(end) = workers[turn].step(&mut stage.world) {
            ends[turn] = Some(*end);
        }
    }
    let views = ends.into_iter().map(|end| match end {
        Some(Turn::Done { reply: Some(Reply::SaveConfiguration(view)) }) => view,
        other => panic!("pattern {pattern}: {other:?}"),
    });
    views.collect()
}

fn settings(stage: &mut Stage, change: fn(&mut Settings)) -> Section {
    let mut settings = overview(stage).settings;
    change(&mut settings);
    Section::Settings(settings)
}

#[test]
fn ops_4_what_two_admins_change_in_different_sections_is_all_there_however_they_meet() {
    let mut attempts = 0;
    for pattern in 0..PATTERNS {
        let mut stage = Stage::unconfigured(u64::from(pattern) + 1_000);
        let mine = settings(&mut stage, |settings| settings.show_feed = false);
        let mut events = overview(&mut stage).events;
        events.commented = false;
        let calls =
            [save_call(0, vec![draft("settings", mine)]), save_call(0, vec![draft("events", Section::Events(events))])];
        let views = interleaved(&mut stage, calls, pattern);
        assert!(views.iter().all(|view| matches!(view, SaveView::Saved { .. })), "pattern {pattern}: {views:?}");
        let after = overview(&mut stage);
        assert_eq!((after.version, after.settings.show_feed, after.events.commented), (2, false, false), "{pattern}");
        attempts += 1;
    }
    assert_eq!(attempts, PATTERNS);
}

#[test]
fn ops_4_of_two_admins_who_change_one_section_one_saves_and_the_other_is_told_however_they_meet() {
    for pattern in 0..PATTERNS {
        let mut stage = Stage::unconfigured(u64::from(pattern) + 2_000);
        let one = settings(&mut stage, |settings| settings.show_feed = false);
        let other = settings(&mut stage, |settings| settings.show_images = false);
        let calls = [save_call(0, vec![draft("settings", one)]), save_call(0, vec![draft("settings", other)])];
        let views = interleaved(&mut stage, calls, pattern);
        let after = overview(&mut stage);
        assert_eq!(after.version, 1, "pattern {pattern}");
        assert_ne!(after.settings.show_feed, after.settings.show_images, "pattern {pattern}: one of them, whole");
        let told = views.iter().find_map(|view| match view {
            SaveView::Conflict { theirs, .. } => Some(theirs),
            _ => None,
        });
        let told = told.unwrap_or_else(|| panic!("pattern {pattern}: nobody is told: {views:?}"));
        let expected = if after.settings.show_feed { "showImages" } else { "showFeed" };
        assert_eq!(told.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), [expected], "{pattern}");
    }
}
