//! By record collections.

use std::collections::BTreeMap;
use std::ops::Range;

use weftline_simulation::Stroke;
use weftline_wire::view::{BulkPhase, BulkWay};

use crate::play::{LINKED_ROWS_MAX, Play};

/// Two collections, the second not full; and as few rows as are all linked.
const ROWS: [u32; 2] = [210, 12];

/// Which effects are struck: all of a small file, and of a large one those from when it is confirmed until it is over.
fn effects(rows: u32) -> Range<usize> {
    let mut play = Play::new(1, rows);
    let view = play.through();
    assert_eq!(view.way, Some(BulkWay::Collections));
    play.assert_all(&view, "good luck");
    println!("{rows} rows: {} effects, {} calls of Salesforce", play.effects, play.salesforce_calls);
    if rows <= LINKED_ROWS_MAX { 0..play.effects } else { play.confirmed..play.over }
}

#[test]
fn blk_8_a_file_is_created_and_told() {
    for rows in [1, 200, 2_000] {
        effects(rows);
    }
}

/// At each effect in turn, with these strokes in turn.
fn everywhere(strokes: &[Stroke]) {
    for rows in ROWS {
        let effects = effects(rows);
        for index in effects.clone() {
            let stroke = strokes[index % strokes.len()];
            let mut play = Play::new(1, rows).struck_at(index, stroke);
            let view = play.through();
            let case = format!("{rows} rows, {stroke:?} at effect {index} of {effects:?}, {:?}", play.struck);
            play.assert_all(&view, &case);
        }
    }
}

#[test]
fn blk_8_a_worker_that_dies_before_any_effect_loses_and_doubles_no_row() {
    everywhere(&[Stroke::DiesBefore]);
}

#[test]
fn blk_8_a_worker_that_dies_after_any_effect_loses_and_doubles_no_row() {
    everywhere(&[Stroke::DiesAfter]);
}

#[test]
fn blk_8_a_request_or_an_answer_that_is_lost_or_late_at_any_effect_loses_and_doubles_no_row() {
    everywhere(&[Stroke::AnswerLost, Stroke::NeverSent, Stroke::TimesOut]);
}

#[test]
fn blk_8_a_file_that_is_cancelled_at_any_effect_tells_what_was_created_and_nothing_else() {
    // Six collections: two groups that are under way one after the other.
    for rows in [12, 1_200] {
        let effects = effects(rows);
        let mut ends = BTreeMap::new();
        for index in effects.clone() {
            let mut play = Play::new(1, rows);
            let view = play.cancelled_at(index);
            let case = format!("{rows} rows, cancelled at effect {index} of {effects:?}");
            match view.brief.phase {
                BulkPhase::Done => play.assert_all(&view, &case),
                BulkPhase::Cancelled if view.brief.created > 0 => drop(play.assert_once(&view, &case)),
                BulkPhase::Cancelled => assert_eq!(play.audit(&case).cases.len(), 0, "{case}"),
                other => panic!("{case}: {other:?}"),
            }
            *ends.entry((format!("{:?}", view.brief.phase), view.brief.created)).or_insert(0) += 1;
        }
        println!("cancelled at each of the effects {effects:?}: {ends:?}");
        assert!(ends.keys().any(|(phase, _)| phase == "Cancelled"), "it can be cancelled");
    }
}
