//! The fixed part of a site, with look-ups.

use super::model::{Field, IssueType, LinkType, Priority, Project, Resolution, Role, Status, User};
use super::seed;

/// People, projects, fields and what else does not change.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    pub(super) users: Vec<User>,
    pub(super) projects: Vec<Project>,
    pub(super) issue_types: Vec<IssueType>,
    pub(super) statuses: Vec<Status>,
    pub(super) priorities: Vec<Priority>,
    pub(super) resolutions: Vec<Resolution>,
    pub(super) link_types: Vec<LinkType>,
    pub(super) fields: Vec<Field>,
    /// Names and ids of groups.
    pub(super) groups: Vec<(&'static str, &'static str)>,
}

impl Catalogue {
    pub(super) fn new() -> Self {
        Self {
            users: seed::people::users(),
            projects: seed::projects::projects(),
            issue_types: seed::projects::issue_types(),
            statuses: seed::projects::statuses(),
            priorities: seed::projects::priorities(),
            resolutions: seed::projects::resolutions(),
            link_types: seed::projects::link_types(),
            fields: seed::fields::fields(),
            groups: seed::people::groups(),
        }
    }

    pub(super) fn user(&self, account_id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.account_id == account_id)
    }

    pub(super) fn project(&self, id: u64) -> Option<&Project> {
        self.projects.iter().find(|project| project.id == id)
    }

    /// By id or key; keys in any case.
    pub(super) fn find_project(&self, id_or_key: &str) -> Option<&Project> {
        match id_or_key.parse::<u64>() {
            Ok(id) => self.project(id),
            Err(_) => self.projects.iter().find(|project| project.key.eq_ignore_ascii_case(id_or_key)),
        }
    }

    pub(super) fn issue_type(&self, id: &str) -> Option<&IssueType> {
        self.issue_types.iter().find(|issue_type| issue_type.id == id)
    }

    pub(super) fn status(&self, id: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.id == id)
    }

    pub(super) fn priority(&self, id: &str) -> Option<&Priority> {
        self.priorities.iter().find(|priority| priority.id == id)
    }

    pub(super) fn resolution(&self, id: &str) -> Option<&Resolution> {
        self.resolutions.iter().find(|resolution| resolution.id == id)
    }

    pub(super) fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The issue types of a project, in its order.
    pub(super) fn issue_types_of(&self, project: &Project) -> Vec<&IssueType> {
        project.issue_types.iter().filter_map(|id| self.issue_type(id)).collect()
    }

    /// What an account may do in a project.
    pub(super) fn role(&self, account_id: &str, project: &Project) -> Option<Role> {
        project.members.iter().find(|(member, _)| member == account_id).map(|(_, role)| *role)
    }

    /// The id of a group, by name.
    pub(super) fn group_id(&self, name: &str) -> Option<&'static str> {
        self.groups.iter().find(|(candidate, _)| *candidate == name).map(|(_, id)| *id)
    }
}
