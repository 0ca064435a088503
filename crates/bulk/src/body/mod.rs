//! Bodies of requests.

mod buffer;
mod collection;
mod part;

pub(crate) use buffer::{Buffer, Padded};
pub use collection::CollectionBody;
pub use part::PartBody;
