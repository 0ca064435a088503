//! The emulated org against the vendor's documentation, by its public face.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

mod face;
mod soql;
