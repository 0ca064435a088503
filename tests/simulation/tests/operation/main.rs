//! Everyday operation for admins: activity of the site, failed work, replay, health, and who may.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod activity;
mod bounded;
mod bundle;
mod failed;
mod health;

mod replay;
mod rights;
mod support;
