//! Files of issues and records (FILE-1), whatever breaks off.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a simulation fails by panicking"
)]

mod carrying;
mod customers;
mod faults;
mod finding;
mod pictures;
mod policies;
mod support;
