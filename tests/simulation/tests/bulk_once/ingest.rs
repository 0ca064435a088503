//! By Bulk API 2.0.

use std::ops::Range;

use weftline_sandbox::random::Random;
use weftline_simulation::Stroke;
use weftline_wire::view::BulkWay;

use crate::play::Play;

/// A few more than collections are used for.
const FEW: u32 = 2_100;
const MANY: u32 = 10_000;
/// How often the large file is struck.
const SAMPLES: u64 = 5;

fn effects(rows: u32) -> Range<usize> {
    let mut play = Play::new(1, rows);
    let view = play.through();
    assert_eq!(view.way, Some(BulkWay::BulkApi));
    play.assert_all(&view, "good luck");
    println!("{rows} rows: {} effects, {} calls of Salesforce", play.effects, play.salesforce_calls);
    play.confirmed..play.over
}

#[test]
fn blk_10_bad_luck_at_any_effect_of_the_bulk_way_loses_and_doubles_no_row() {
    let strokes = [Stroke::DiesBefore, Stroke::DiesAfter, Stroke::AnswerLost, Stroke::TimesOut];
    let effects = effects(FEW);
    for index in effects.clone() {
        let stroke = strokes[index % strokes.len()];
        let mut play = Play::new(1, FEW).struck_at(index, stroke);
        let view = play.through();
        let case = format!("{stroke:?} at effect {index} of {effects:?}, {:?}", play.struck);
        play.assert_all(&view, &case);
    }
}

#[test]
fn blk_10_ten_thousand_rows_with_bad_luck_here_and_there_lose_and_double_no_row() {
    let effects = effects(MANY);
    for seed in 0..SAMPLES {
        let mut random = Random::seeded(seed);
        let stroke = Stroke::ALL[random.below(5) as usize];
        let index = effects.start + random.below(effects.len() as u64) as usize;
        let mut play = Play::new(1, MANY).struck_at(index, stroke);
        let view = play.through();
        let case = format!("{MANY} rows, {stroke:?} at effect {index} of {effects:?}, {:?}", play.struck);
        play.assert_all(&view, &case);
    }
}
