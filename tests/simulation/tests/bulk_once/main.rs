//! Cases from files: each row once in Salesforce or in the failure file, never both, never neither, whatever is lost,
//! repeated or interrupted. Prints its figures with `--nocapture`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail by panicking, and these have figures to tell"
)]

mod audit;
mod collections;
mod faults;
mod ingest;
mod play;
mod tickets;
