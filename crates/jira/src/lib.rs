//! Jira's protocol: builds requests as [`Effect`](weftline_wire::effect::Effect)s and reads the bytes of replies.
//!
//! An issue is read lazily: of its fields only those that someone looks at, and those as JSON text, because what a
//! field's value means is the mapping's business. A description of any depth passes unread.
//!
//! What this crate refuses to do: perform a request, read a clock, retry, or decide what a user may do; it asks Jira
//! and says what Jira said.

mod encode;
pub mod error;
pub mod jql;
pub mod reply;
pub mod request;
pub mod time;
