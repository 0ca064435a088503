//! Backfill: issues and cases that were there before are linked and filled (OPS-6).
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod breaking;
mod clicks;
mod counting;
mod records;
mod steering;
