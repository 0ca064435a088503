//! The details dialog: what it tells of a record, its comments, and posting one exactly once.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod posting;
mod reading;
mod rights;
mod support;
