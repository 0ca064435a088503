//! Roles: who may do what with Salesforce's data, beyond what Jira's permissions say (OPS-8).

use serde::{Deserialize, Serialize};

use super::project::NamedId;

/// What a role lets people do. Each takes [`RoleAction::See`] too: whoever may not see Salesforce's data does nothing
/// with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum RoleAction {
    /// See linked records, their details, comments, feeds, e-mails, and conflicts.
    See,
    /// Create records from the form, with its lookups and potential results.
    Create,
    /// Search records, link and unlink them, choose the primary one.
    Link,
    /// Post comments and feed posts, copy a comment.
    Post,
    /// Create cases from a file.
    Upload,
    /// Sync now, and decide conflicts.
    Sync,
    /// See why something was done or not, with conditions and plans.
    Trace,
    /// Let a rule run again.
    Retry,
}

impl RoleAction {
    /// All of them, in the order in which pages show them.
    pub const ALL: [RoleAction; 8] = [
        RoleAction::See,
        RoleAction::Create,
        RoleAction::Link,
        RoleAction::Post,
        RoleAction::Upload,
        RoleAction::Sync,
        RoleAction::Trace,
        RoleAction::Retry,
    ];

    /// The word that is stored and sent for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RoleAction::See => "see",
            RoleAction::Create => "create",
            RoleAction::Link => "link",
            RoleAction::Post => "post",
            RoleAction::Upload => "upload",
            RoleAction::Sync => "sync",
            RoleAction::Trace => "trace",
            RoleAction::Retry => "retry",
        }
    }
}

/// Who may do one thing. Jira's permissions and the settings have to allow it all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RoleGrant {
    /// What.
    pub action: RoleAction,
    /// Everyone whom Jira's permissions allow it; then groups and project roles say nothing.
    pub everyone: bool,
    /// Members of these groups, by group id.
    pub groups: Vec<NamedId>,
    /// Members of these project roles in the project, by role id.
    pub project_roles: Vec<NamedId>,
}

/// Who may do what. Section `roles:<project id or *>`. What a project does not name is as it is for all projects; what
/// is named nowhere, everyone may whom Jira's permissions allow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Roles {
    /// One for each thing that is named.
    pub grants: Vec<RoleGrant>,
}

crate::json_words! { RoleAction { See, Create, Link, Post, Upload, Sync, Trace, Retry } }
crate::json_object! { ignore RoleGrant { action, everyone, groups, project_roles } }
crate::json_object! { ignore Roles { grants } }
