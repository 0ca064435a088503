//! Support bundles (OPS-9): what Weftline decided on an issue, and from what, as a file that may be given away.
//!
//! Everything that people or an org wrote has another text in its place, of the same shape; what is the same within a
//! bundle stays the same there, and nothing leads back, because the key by which it was replaced is not kept. What is
//! left as it is stands in lists, by name: what is not named is replaced. Plans are not edited but made again from the
//! replaced inputs, so a bundle replays wherever there is a planner of its version.
//!
//! Pure: no clock, no randomness (the key is handed in), no I/O.

mod bundle;
mod dates;
mod decided;
mod kept;
mod replay;
mod stand_in;
mod text;
mod walk;

pub use bundle::{Document, Entry, FORMAT, Made, Material, make};
pub use decided::decided;
pub use replay::{Replayed, ReplayedInput, Unreplayable, replay};
