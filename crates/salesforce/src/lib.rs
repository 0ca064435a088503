//! Salesforce's protocol: builds requests as [`Effect`](weftline_wire::effect::Effect)s and reads the bytes of replies.
//!
//! - [`address`], [`id`], [`soql`]: what comes in as text becomes a type that can only hold what Salesforce takes.
//!   A query is made of validated names and escaped literals; nothing else fits into it.
//! - [`session`], [`request`]: every request that Weftline makes. How long to wait is the caller's to say.
//! - [`outbound`]: what an org sends by itself, read with mistrust.
//! - [`reply`]: replies, borrowed from their bytes and read in one pass.
//! - [`error`]: every error of Salesforce in one table, classed by code and not by status.
//! - [`side`]: what Weftline installs in an org, as a deployment's archive.
//! - [`display`]: a value as a page shows it.
//!
//! What this crate refuses to do: perform a request, read a clock, retry, store anything, or let a token, key or
//! secret into a message.

pub mod address;
mod archive;
pub mod display;
mod encode;
pub mod error;
pub mod id;
pub mod outbound;
pub mod reply;
pub mod request;
pub mod session;
pub mod side;
pub mod soql;
pub mod time;
