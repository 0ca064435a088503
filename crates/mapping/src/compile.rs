//! Checks a mapping against both schemas.

use weftline_wire::configuration::Mapping;
use weftline_wire::failure::Problem;
use weftline_wire::salesforce::ObjectDescribe;

use crate::issue::{IssueInput, Mapped, Resolved, UserByEmail};
use crate::jira::JiraFields;

/// A mapping that was checked.
#[derive(Clone, Debug)]
pub struct Compiled<'a> {
    mapping: &'a Mapping,
    problems: Vec<Problem>,
}

/// Checks a mapping against what is known of Jira's fields and against the object's describe.
#[must_use]
pub fn compile<'a>(mapping: &'a Mapping, jira: &JiraFields, object: &'a ObjectDescribe) -> Compiled<'a> {
    let _ = (jira, object);
    Compiled { mapping, problems: Vec::new() }
}

impl<'a> Compiled<'a> {
    /// What the check found, in the mapping's order. A field with an error is left out when the mapping is applied.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The ids of the Jira fields that have to be read, sorted, each once.
    #[must_use]
    pub fn jira_fields(&self) -> Vec<&'a str> {
        Vec::new()
    }

    /// Which Salesforce users have to be looked for, sorted, each once.
    #[must_use]
    pub fn needs(&self, issue: &IssueInput<'_>) -> Vec<UserByEmail> {
        let _ = issue;
        Vec::new()
    }

    /// Makes the values, in the mapping's order: one for each field that compiled without an error.
    #[must_use]
    pub fn apply(&self, issue: &IssueInput<'_>, resolved: &Resolved) -> Vec<Mapped> {
        let _ = (issue, resolved, self.mapping);
        Vec::new()
    }
}
