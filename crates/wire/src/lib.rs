//! Every type that crosses to JavaScript or is stored.
//!
//! Public fields and no behaviour: what the values mean is decided by the crates that read them. A type that a page
//! sends is decoded strictly (unknown fields are refused), a stored document tolerantly (unknown fields are ignored,
//! so that an older version of the app can read what a newer one wrote).
//!
//! What is shipped reads JSON with [`json`]; serde's `Deserialize` is for tools and tests, which hold the two together.
//!
//! What this crate refuses to do: decide, convert, format, or name a default that is more than an empty value.

pub mod call;
pub mod configuration;
pub mod decision;
pub mod document;
pub mod effect;
pub mod failure;
pub mod job;
pub mod json;
pub mod plan;
pub mod salesforce;
pub mod view;
pub mod zone;
