//! The configuration's sections: what Weftline ships, what they are called, and what they hash to.
//!
//! All of it is pure: no clock, no storage, no requests; the same inputs give the same result, byte for byte.
//!
//! What this crate refuses to do: read or write a stored section, ask an org or a site, or decide who may save.

mod hash;
mod name;
pub mod shipped;

pub use hash::{canonical, hash};
pub use name::{ANY_PROJECT, FIRST_CONNECTION, SectionName};
