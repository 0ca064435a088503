//! The Jira site through its public face: requests in, responses and product events out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests may fail as tests may"
)]

mod attachments;
mod client;
mod comments;
mod events;
mod following;
mod issues;
mod jql;
mod keeping;
mod limits;
mod lookup;
mod metadata;
mod people;
mod search;
mod service_desk;
mod shapes;
mod storm;
mod workflow;
