//! What pages show before anything is done, and why something was: issues and records to try something on, records
//! like the one that is typed, previews, and why.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod finding;
mod first_sync;
mod potential;
mod preview;
mod support;
mod syncing;
mod trial;
mod why;
