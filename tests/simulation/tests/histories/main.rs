//! Histories of both sides, as many as fit into each test run; `cargo xtask simulate` runs more.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use weftline_simulation::histories;

/// Histories in each test run.
const SEEDS: std::ops::Range<u64> = 0..300;

#[test]
fn sync_2_sync_4_any_history_comes_to_rest_with_both_sides_in_step() {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    match histories::run_all(SEEDS, threads) {
        Ok(figures) => println!("{figures}"),
        Err(bad) => panic!(
            "seed {}: {}\nreplay it step by step: cargo xtask simulate --seeds 1 --from {} --steps",
            bad.seed, bad.why, bad.seed
        ),
    }
}
