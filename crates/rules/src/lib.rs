//! Rules that create records by themselves (AUTO-1 to AUTO-8): what is wrong with one ([`check`]), and what it makes of
//! an issue ([`judge`]), with every comparison and the value that it found.
//!
//! All of it is pure: no clock, no I/O; the same issue gives the same verdict, byte for byte.
//!
//! What this crate refuses to do: create anything, know what was created before (at most one record per issue and rule
//! is kept by whoever creates), or ask anyone for anything: [`fields`] says what has to be read.

mod change;
mod check;
mod condition;
mod facts;
mod judge;
mod prepared;
mod sought;
mod text;
mod value;

pub use check::{check, watchable};
pub use facts::{Change, Facts, fields};
pub use judge::{judge, judge_now, occasion};
pub use prepared::Prepared;
