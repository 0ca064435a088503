//! Fields: where they apply, how their values look, are set, and are told in the changelog.

mod change;
mod meta;
mod parse;
mod view;

pub(super) use change::{component, describe, release};
pub(super) use meta::{Screen, operations as operations_of};
pub(super) use parse::{Setting, element, parse, unknown};

use super::model::{Field, FieldContext, FieldOption, Kind};

/// System fields that are on the screens for creating and editing.
const ON_SCREEN: [&str; 13] = [
    "summary",
    "issuetype",
    "project",
    "priority",
    "description",
    "environment",
    "assignee",
    "reporter",
    "labels",
    "components",
    "fixVersions",
    "versions",
    "duedate",
];

impl Field {
    /// The context that holds for a project and issue type: one made for the project before one for all.
    pub(super) fn context(&self, project: u64, issue_type: &str) -> Option<&FieldContext> {
        let fits =
            |context: &&FieldContext| context.issue_types.is_empty() || context.issue_types.contains(&issue_type);
        self.contexts
            .iter()
            .filter(fits)
            .find(|context| context.projects.contains(&project))
            .or_else(|| self.contexts.iter().filter(fits).find(|context| context.projects.is_empty()))
    }

    /// Whether issues of the project and type have the field.
    pub(super) fn applies(&self, project: u64, issue_type: &str) -> bool {
        self.custom.is_none() || self.context(project, issue_type).is_some()
    }

    /// Whether the field is on the screens for creating and editing.
    pub(super) fn on_screen(&self, project: u64, issue_type: &str) -> bool {
        match self.custom {
            None => ON_SCREEN.contains(&self.id.as_str()),
            Some(_) => self.kind != Kind::Computed && !self.is_read_only() && self.applies(project, issue_type),
        }
    }

    /// Whether only Jira and apps write the field.
    pub(super) fn is_read_only(&self) -> bool {
        self.custom.is_some_and(|(key, _)| key.ends_with(":readonlyfield"))
    }

    /// A choice by its id, in any context.
    pub(super) fn option(&self, id: &str) -> Option<&FieldOption> {
        let number: u64 = id.parse().ok()?;
        self.contexts.iter().flat_map(|context| &context.options).find(|option| option.id == number)
    }
}

impl FieldOption {
    /// A choice below this one.
    pub(super) fn child(&self, id: &str) -> Option<&FieldOption> {
        let number: u64 = id.parse().ok()?;
        self.children.iter().find(|option| option.id == number)
    }
}
