//! A record's feed: read with its formatting, and posted to exactly once.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod posting;
mod reading;
mod support;
