//! The planner: what will be written, what is skipped, and why.
//!
//! Planning is a pure function of its inputs, which are a closed document: kept with a decision, they give the same
//! plan again, byte for byte.
//!
//! What this crate refuses to do: perform a write, ask for what its inputs lack, or read a clock.

mod answer;
mod base;
mod comments;
mod creation;
mod first;
mod inputs;
mod judging;
mod links;
mod mapper;
pub mod merge;
mod short;
mod update;
mod waits;

pub use answer::{
    AdfToHtml, AdfToText, CheckForm, CheckSections, CompileMapping, Html, MapIssue, MapRecord, PlainText, Question,
    Refused, answer,
};
pub use base::{is_as_observed, observed};
pub use comments::{
    CommentCopyText, CommentInputs, CommentPair, CommentRules, DeletedComment, IssueComment, RecordComment, Visibility,
    comment_document, comment_parts, comment_room, comment_seen, plan_comments,
};
pub use creation::plan_creation;
pub use first::{at_linking, plan_first};
pub use inputs::{CreationInputs, FirstInputs, IssueSnapshot, NotJson, RecordSnapshot, UpdateInputs, update_paths};
pub use judging::JudgeRules;
pub use links::{LinkInputs, plan_links};
pub use mapper::{Mapper, MapperInputs, NoBody};
pub use update::{After, attempts, bases_after, digest_of, is_known, observe, plan_update, recognised, update_needs};
pub use waits::{issue_fields, unmet_to_jira, unmet_to_salesforce};
pub use weftline_configuration::has_assignment_rules;

/// Goes up whenever the same inputs may give another plan.
///
/// 2: a creation leaves out fields whose values go to Jira only; long values and sentences are cut in what a plan
/// shows; the write that links a record names it.
///
/// 3: what a form sends for rich text is HTML.
///
/// 4: a field that goes to Jira only is emptied there too; what was not read counts as unchanged, what was decided is
/// carried out; copies of comments follow their originals where automatic copying is off.
///
/// 5: what conditions of the mapping hold back waits.
pub const PLANNER_VERSION: u32 = 5;
