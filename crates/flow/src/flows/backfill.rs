//! Links and fills what was there before (OPS-6): issues that hold a record's number or id, or share a field with one.
//!
//! A dry run goes through all of it and stores what it found, row by row; a person starts the run, which goes through
//! those rows once more, decides by the same function, and does it.

mod begin;
mod report;
mod show;
mod steer;
mod work;

pub(crate) use begin::begin;
pub(crate) use report::report;
pub(crate) use show::show;
pub(crate) use steer::steer;
pub(crate) use work::work;
