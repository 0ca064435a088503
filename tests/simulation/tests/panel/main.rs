//! The panel: shown at once from what is stored, refreshed in one call of the org, whatever it holds; a primary record,
//! records that other issues have, what could not be done, and the property by which JQL finds issues.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod finding;
mod opening;
mod primary;
mod rights;
mod setback;
mod sharing;
mod support;
