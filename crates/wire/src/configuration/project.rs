//! Projects: which are configured, what is restricted in them, and what Salesforce says of them.

use serde::{Deserialize, Serialize};

/// Something of Jira's with its name as it was when it was chosen, so that pages can show it when it is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct NamedId {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A configured project (EVT-3). Section `project:<project id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectConfiguration {
    /// Jira's id.
    pub id: String,
    /// The key when it was chosen.
    pub key: String,
    /// The name when it was chosen.
    pub name: String,
    /// The org it is bound to (CON-6), by the connection's id; none is the first one.
    pub connection: Option<String>,
    /// The issue types on which Weftline works; empty is all.
    pub issue_types: Vec<NamedId>,
}

/// What holds on some issue types, whatever the project. Section `restrictions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Restrictions {
    /// Issue types on which nothing is created, linked or unlinked (MAP-12).
    pub issue_types: Vec<NamedId>,
}

/// One row of the mapping that an org keeps itself: records of the custom metadata type `Weftline_Mapping__mdt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SideMapping {
    /// The Jira project's key.
    pub project_key: String,
    /// The object's API name.
    pub object: String,
    /// Names of issue types; empty is all.
    pub issue_types: Vec<String>,
}

/// The mapping that an org keeps itself, as it was last pulled (EVT-2). Section `side:<connection>`; none when
/// Weftline's side is not installed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SalesforceSide {
    /// The connection's id.
    pub connection: String,
    /// Its rows, by project key and object.
    pub mappings: Vec<SideMapping>,
    /// When it was pulled, in ms since 1970.
    pub pulled_at_ms: u64,
}

crate::json_object! { ignore NamedId { id, name } }
crate::json_object! { ignore ProjectConfiguration { id, key, name, connection, issue_types } }
crate::json_object! { ignore Restrictions { issue_types } }
crate::json_object! { ignore SideMapping { project_key, object, issue_types } }
crate::json_object! { ignore SalesforceSide { connection, mappings, pulled_at_ms } }
