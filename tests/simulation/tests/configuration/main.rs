//! The configuration through its calls: saved, merged, contested, rolled back, carried elsewhere, and drifted from.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

mod drift;
mod exchange;
mod post_function;
mod project_page;
mod rights;
mod saving;
mod support;
mod together;
mod versions;
