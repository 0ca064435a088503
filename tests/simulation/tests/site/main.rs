//! What the admin page asks of the site and the org: what there is to choose from, whether a connection does what the
//! configuration asks of it, Weftline's side in the org, and the mapping that the org keeps itself.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod choices;
mod connection;
mod installing;
mod support;
mod syncing;
