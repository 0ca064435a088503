//! Looking what has changed in Salesforce and in Jira: nothing is lost, whatever goes wrong, and nothing is noted for ever.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod budget;
mod fates;
mod faults;
mod jira;
mod looking;
mod parking;
mod reconciling;
mod rounds;
mod scale;
mod support;
