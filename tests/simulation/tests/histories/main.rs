//! Histories of both sides, as many as fit into each test run; `cargo xtask simulate` runs more.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use weftline_simulation::histories;

/// Histories in each test run.
const SEEDS: std::ops::Range<u64> = 0..300;

/// Histories with conditions in each test run.
const GUARDED: std::ops::Range<u64> = histories::GUARDED..histories::GUARDED + 60;

/// Histories with files in each test run.
const CARRIED: std::ops::Range<u64> = histories::CARRIED..histories::CARRIED + 40;

#[test]
fn file_1_any_history_with_files_comes_to_rest_with_each_on_the_other_side_once_and_customers_see_none_of_them() {
    comes_to_rest(CARRIED);
}

/// Histories with feeds and files in each test run.
const POSTED: std::ops::Range<u64> = histories::POSTED..histories::POSTED + 30;

#[test]
fn cmt_5_any_history_with_feeds_comes_to_rest_with_each_post_and_comment_on_the_other_side_once() {
    comes_to_rest(POSTED);
}

#[test]
fn sync_7_any_history_with_conditions_comes_to_rest_with_what_is_held_back_where_it_was() {
    comes_to_rest(GUARDED);
}

#[test]
fn sync_2_sync_4_any_history_comes_to_rest_with_both_sides_in_step() {
    comes_to_rest(SEEDS);
}

fn comes_to_rest(seeds: std::ops::Range<u64>) {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    match histories::run_all(seeds, threads) {
        Ok(figures) => println!("{figures}"),
        Err(bad) => panic!(
            "seed {}: {}\nreplay it step by step: cargo xtask simulate --seeds 1 --from {} --steps",
            bad.seed, bad.why, bad.seed
        ),
    }
}
