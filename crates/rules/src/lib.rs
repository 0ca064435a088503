//! Rules that create records by themselves (AUTO-1 to AUTO-8): what is wrong with one ([`check`]), and what it makes of
//! an issue ([`judge`]), with every comparison and the value that it found.
//!
//! Conditions alone, on what an issue or a record holds, decide when values of a mapping go (SYNC-7): [`judge_issue`],
//! [`judge_record`].
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
mod state;
mod text;
mod value;

pub use check::{check, check_issue, check_record, watchable};
pub use facts::{Change, Facts, fields};
pub use judge::{decision, judge, judge_now, occasion};
pub use prepared::Prepared;
pub use state::{compared_fields, found, judge_issue, judge_record, record_paths};
