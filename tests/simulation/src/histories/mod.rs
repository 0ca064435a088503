//! Histories of both sides: fifty issues and their records, people who work on both, and everything that can go wrong in
//! between. When changes stop and time passes, both sides have to say what the model says.

mod acts;
mod costs;
mod customers;
mod fields;
mod figures;
mod guards;
mod history;
mod judge;
mod lookups;
mod meddling;
mod model;
mod papers;
mod places;
mod posts;
mod remarks;
mod setup;
mod talk;
mod upheavals;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use costs::{Costs, Spent, costs};
pub use figures::Figures;
pub use guards::GUARDED;
pub use papers::CARRIED;
pub use posts::POSTED;

/// A history that did not end as it has to.
#[derive(Clone, Debug)]
pub struct Bad {
    /// Its seed.
    pub seed: u64,
    /// What is wrong.
    pub why: String,
}

/// Runs the history of a seed. With `steps` everything that happens is printed.
///
/// # Errors
/// What is wrong with how it ended.
pub fn run(seed: u64, steps: bool) -> Result<Figures, Bad> {
    let played = catch_unwind(AssertUnwindSafe(|| history::History::new(seed, steps).play()));
    let why = match played {
        Ok(Ok(figures)) => return Ok(figures),
        Ok(Err(why)) => why,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            format!("it panicked: {}", text.unwrap_or_default())
        }
    };
    Err(Bad { seed, why })
}

/// Runs the histories of many seeds on so many threads, and ends at the first bad one.
///
/// # Errors
/// The bad history with the lowest seed of those that were run.
pub fn run_all(seeds: std::ops::Range<u64>, threads: usize) -> Result<Figures, Bad> {
    let next = AtomicU64::new(seeds.start);
    let over = AtomicBool::new(false);
    let sum = Mutex::new(Figures::default());
    let bad: Mutex<Option<Bad>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || over.load(Ordering::Relaxed) {
                        return;
                    }
                    match run(seed, false) {
                        Ok(figures) => *sum.lock().unwrap() += figures,
                        Err(found) => {
                            over.store(true, Ordering::Relaxed);
                            let mut bad = bad.lock().unwrap();
                            if bad.as_ref().is_none_or(|bad| found.seed < bad.seed) {
                                *bad = Some(found);
                            }
                        }
                    }
                }
            });
        }
    });
    bad.into_inner().unwrap().map_or_else(|| Ok(sum.into_inner().unwrap()), Err)
}
