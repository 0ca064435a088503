//! Cases from files: who may, which files are taken, what is proposed and what
//! of it is obeyed, what is found wrong before anything is created, and how a job is begun, looked at and cancelled.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod checking;
mod creating;
mod faults;
mod files;
mod finishing;
mod gates;
mod ingest;
mod support;
mod table;
