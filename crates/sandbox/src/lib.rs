//! The emulated world: Salesforce, Jira and the Forge services, with a settable clock and injectable faults.
//!
//! A library for simulation (everything is answered in process, by [`World::handle`]) and a server for everyone else.
//! It is judged by clients that others wrote: where our own code and the vendors' documentation disagree, the
//! documentation wins. Never shipped with the app.
//!
//! What it refuses to do: guess. A route it does not know is answered with 501 and recorded.

// A describe's field is one JSON literal of some sixty members.
#![recursion_limit = "256"]

pub mod change;
pub mod clock;
mod control;
pub mod fault;
pub mod forge;
mod host;
pub mod http;
pub mod jira;
pub mod random;
pub mod record;
pub mod salesforce;
pub mod server;
pub mod store;
mod world;
pub mod zone;

pub use host::{Host, Performed};
pub use salesforce::{OutboundCall, OutboundMessage, OutboundOptions};
pub use world::{Access, CLOUD_ID, Called, Door, Exchange, JIRA_TOKEN, OrgShape, Unknown, World, WorldOptions};
