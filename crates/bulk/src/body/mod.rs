//! Bodies of requests.

mod buffer;
mod collection;
mod part;

pub(crate) use buffer::Buffer;
pub use collection::CollectionBody;
pub use part::PartBody;
