//! The world through its public face: Forge's services, faults, the server, the store.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests are tests too")]

mod common;
mod deliveries;
mod faults;
mod host;
mod model;
mod outbound;
mod panels;
mod privacy;
mod server;
mod shape;
mod storage;
mod storm;
mod workflows;
