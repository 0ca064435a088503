//! Every rule through the public face: what is refused, with field, reason and remedy, and what would mend it.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod creating;
mod exchange;
mod mapping;
mod names;
mod places;
mod roles;
mod selection;
mod support;
