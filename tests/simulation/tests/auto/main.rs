//! Records that rules create by themselves: what they obey, and that there is one of them for an issue and rule,
//! whatever happens to events, workers and answers.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod faults;
mod histories;
mod obeys;
mod post_functions;
mod support;
