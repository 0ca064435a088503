//! The planner: what will be written, what is skipped, and why.
//!
//! Planning is a pure function of its inputs, which are a closed document: kept with a decision, they give the same
//! plan again, byte for byte.
//!
//! What this crate refuses to do: perform a write, ask for what its inputs lack, or read a clock.

mod answer;
mod creation;
mod inputs;

pub use answer::{AdfToText, CheckForm, CheckSections, CompileMapping, MapIssue, Question, Refused, answer};
pub use creation::plan_creation;
pub use inputs::{CreationInputs, IssueSnapshot, NotJson};
pub use weftline_configuration::has_assignment_rules;

/// Goes up whenever the same inputs may give another plan.
pub const PLANNER_VERSION: u32 = 1;
