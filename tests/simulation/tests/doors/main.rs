//! What comes to the app by itself: outbound messages, comment events, the end of the app, and what Atlassian says of people.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod address;
mod comments;
mod forgetting;
mod heard;
mod notices;
mod people;
mod support;
mod uninstalling;
