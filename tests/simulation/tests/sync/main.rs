//! Issues and records that are kept in step, both ways.
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
mod gone;
mod letters;
mod many;
mod many_links;
mod merging;
mod orgs;
mod plain;
mod related;
mod status;
mod support;
mod switches;
mod texts;
