//! Jobs, gather and apply, retry policy, and the effect engine.
//!
//! A flow is a straight-line `async fn` whose awaits are effects: it gathers what is needed, asks the planner, and
//! applies the plan. It is written to be started again at any point: every write of more than one document is a
//! transaction on the revisions that were read, and whoever loses gathers again.
//!
//! What it refuses to do: I/O, reading a clock, keeping anything between runs, and deciding what belongs to the
//! planner.

mod access;
mod accounts;
mod activity;
mod apply;
mod authorization;
mod auto;
mod backfill;
mod budget;
mod bulk;
mod carried;
mod comment_sync;
mod configuration;
mod connections;
mod creating;
mod creations;
mod describes;
mod dispatch;
pub mod engine;
mod establish;
mod failure;
mod feeds;
mod file_sync;
mod fired;
mod flows;
mod gate;
mod gather;
mod ground;
pub mod join;
mod judged;
mod ledger;
mod links;
mod mails;
mod marks;
mod notices;
mod opened;
mod org;
mod pictures;
mod place;
mod planned;
mod poll;
mod post_functions;
mod posting;
mod queries;
mod renewal;
pub mod retry;
mod roles;
mod setbacks;
mod shown;
mod since;
mod site;
mod snapshots;
mod sorted;
mod standing;
mod store;
mod updating;
mod weigh;

pub use weftline_plan::{Mapper, MapperInputs, NoBody, PLANNER_VERSION, answer};
pub use weftline_rules::Prepared;
