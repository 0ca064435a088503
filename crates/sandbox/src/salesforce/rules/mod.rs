//! The admin's rules, which are data of the org: what is assigned, what is refused, what counts as a duplicate, who gets what is new.

pub(crate) mod assignment;
pub(crate) mod condition;
pub(crate) mod duplicate;
pub(crate) mod flow;
pub(crate) mod matching;
pub(crate) mod validation;

pub use assignment::{AssignmentEntry, AssignmentRule};
pub use condition::{Condition, Operand, Order};
pub use duplicate::{Action, DuplicateRule};
pub use flow::{Assigned, Assignment, BeforeSaveFlow};
pub use matching::MatchingRule;
pub use validation::ValidationRule;
