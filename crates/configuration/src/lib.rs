//! The configuration's sections: what Weftline ships, what they are called, what they hash to, what is wrong with
//! them, what would mend them, and in what two versions differ.
//!
//! All of it is pure: no clock, no storage, no requests; the same inputs give the same result, byte for byte.
//!
//! What this crate refuses to do: read or write a stored section, ask an org or a site, or decide who may save.

mod check;
mod diff;
mod draft;
pub mod exchange;
pub mod fields;
mod hash;
mod known;
mod name;
mod problem;
mod roles;
pub mod shipped;
mod side;
mod signature;
mod stamp;

pub use check::{
    Checked, Doubt, SECTION_BYTES_MAX, check, fitted, has_assignment_rules, has_error, has_feed, left_without, working,
};
pub use diff::changes;
pub use draft::{arranged, drafted, objects};
pub use hash::{canonical, hash};
pub use known::{Described, Known, KnownObject, KnownProject, KnownRoles};
pub use name::{ANY_PROJECT, FIRST_CONNECTION, SectionName};
pub use roles::{RoleVerdict, role_grant, role_verdict, role_words};
pub use side::{mapped_types, out_of_sync};
pub use signature::{SIGNATURE, signature};
pub use stamp::stamped;
