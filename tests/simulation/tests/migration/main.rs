//! What every released version has stored is read, and work goes on from it; what a later one has stored is left alone
//! (OPS-10). See `tests/migration/README.md`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod going_on;
mod kept;
mod newer;
mod shapes;
