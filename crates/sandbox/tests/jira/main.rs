//! The Jira site through its public face: requests in, responses and product events out.

mod attachments;
mod client;
mod comments;
mod events;
mod issues;
mod keeping;
mod limits;
mod metadata;
mod people;
mod search;
mod service_desk;
mod workflow;
