//! Issues and records that are kept in step, both ways.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod faults;
mod gone;
mod merging;
mod plain;
mod related;
mod support;
mod switches;
