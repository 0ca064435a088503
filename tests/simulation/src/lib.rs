//! A stage for simulations: real flows against the sandbox in one process, effect by effect, with a stroke of bad luck
//! at any of them.
//!
//! What it refuses to do: know what a flow does. It performs effects in order, as the shipped host does side by side,
//! and looks at the world afterwards through the same doors as any other client.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a simulation fails by panicking"
)]

pub mod backfill;
mod base64;
mod browser;
mod cost;
pub mod everything;
pub mod histories;
mod luck;
mod manifest;
pub mod mappings;
pub mod month;
mod outside;
pub mod rules;
pub mod scenes;
mod stage;
mod storage;
mod weather;
mod worker;

pub use base64::base64;
pub use cost::Cost;
pub use luck::{Luck, Stroke};
pub use manifest::heard;
pub use outside::MIA;
pub use stage::{ADMIN, AGENT, Price, Stage, VIEWER};
pub use weather::{Mishap, Weather};
pub use worker::{Last, Step, Worker, is_token_request, is_token_secret};
