//! The create form of every object: what its controls are chosen by, record types, lookups, what duplicate and
//! validation rules say, and that the core holds what the page would keep people from.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod controls;
mod duplicates;
mod lookup;
mod objects;
mod record_types;
mod support;
mod validation;
