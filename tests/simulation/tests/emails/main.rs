//! A record's e-mails, and the images in them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod images;
mod reading;
#[path = "../feed/support.rs"]
mod support;
