//! Mappings between Jira and Salesforce: [`compile`] checks one against both schemas, [`Compiled::apply`] makes
//! Salesforce values from an issue, [`Compiled::apply_back`] makes Jira values from a record, [`check_form_values`] reads
//! what a person sent from a form.
//!
//! All of it is pure: no clock, no zone database, no I/O; the same inputs give the same result, byte for byte.
//!
//! What this crate refuses to do: decide what is written (the planner does), ask anyone for anything (it says what
//! it needs, see [`Compiled::needs`] and [`Compiled::needs_back`]), or lose part of a value without saying so.

mod apply;
mod back;
mod check;
mod check_back;
mod compile;
mod dependent;
mod form;
mod issue;
mod jira;
mod jira_value;
mod kind;
mod limit;
mod made;
mod needs;
mod number;
mod pair;
mod pair_back;
mod picklist;
mod place;
mod problem;
mod reading;
mod record_id;
mod same;
mod target;
mod template;
mod time;
mod writing;
mod zone;

pub use check::takes;
pub use compile::{Compiled, compile, lossless};
pub use dependent::{dependents, problems as dependent_problems};
pub use form::{check_form_values, required_missing};
pub use issue::{
    BackValue, IssueInput, LookupNeeded, Mapped, MappedBack, Needs, RecordInput, Resolved, ResolvedRecord,
    ResolvedUser, Transition, TransitionField, Value,
};
pub use jira::{JiraField, JiraFields, JiraSchema};
pub use jira_value::jira_words;
pub use kind::can_map;
pub use record_id::full_id;
pub use same::{cleared, is_unplaced, is_unplaced_jira, same, same_jira};
pub use target::is_required;
/// What values of rich text are converted with.
pub use weftline_richtext as richtext;
pub use zone::instant_ms;
