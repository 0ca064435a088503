//! What the admin page shows of roles (OPS-8).

use serde::{Deserialize, Serialize};

use crate::configuration::{NamedId, RoleAction};

/// What roles can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RoleChoicesView {
    /// Groups.
    pub groups: Vec<NamedId>,
    /// Project roles.
    pub project_roles: Vec<NamedId>,
}

/// A person to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PersonChoice {
    /// The account.
    pub account_id: String,
    /// The name.
    pub name: String,
}

/// People who were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PeopleView {
    /// The people.
    pub people: Vec<PersonChoice>,
}

/// Why a person may do a thing, or may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum AccessReason {
    /// They may: no role restricts it.
    Everyone {},
    /// They may, as a member of the group.
    Group {
        /// Its name.
        name: String,
    },
    /// They may, by the project role.
    ProjectRole {
        /// Its name.
        name: String,
    },
    /// They may not: Jira's permission is missing, whatever roles say.
    Permission {
        /// Its name.
        name: String,
    },
    /// They may not: a setting switches it off for everybody.
    Setting {
        /// The setting, as in `Settings`.
        name: String,
    },
    /// They may not: they may not see Salesforce's data.
    NotSeen {},
    /// They may not: they are in none of these.
    NotGranted {
        /// Groups.
        groups: Vec<String>,
        /// Project roles.
        project_roles: Vec<String>,
    },
}

/// One thing, and whether a person may do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PersonAccess {
    /// What.
    pub action: RoleAction,
    /// Whether they may.
    pub allowed: bool,
    /// Why, or why not.
    pub reason: AccessReason,
}

/// What a person may do in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PersonView {
    /// The person.
    pub person: PersonChoice,
    /// Each thing.
    pub access: Vec<PersonAccess>,
}

crate::encode_object! { RoleChoicesView { groups, project_roles } }
crate::encode_object! { PersonChoice { account_id, name } }
crate::encode_object! { PeopleView { people } }
crate::encode_tagged! {
    AccessReason by "kind" {
        Everyone {},
        Group { name },
        ProjectRole { name },
        Permission { name },
        Setting { name },
        NotSeen {},
        NotGranted { groups, project_roles },
    }
}
crate::encode_object! { PersonAccess { action, allowed, reason } }
crate::encode_object! { PersonView { person, access } }
