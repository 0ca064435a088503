//! Comments that are kept in step, both ways.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod calls;
mod conditions;
mod faults;
mod feeds;
mod finding;
mod plain;
mod support;
mod visibility;
