//! What project admins see of Weftline in their project.

use serde::{Deserialize, Serialize};

use super::{Change, FailedItem};
use crate::document::ConnectionState;

/// The org that a project is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectOrg {
    /// The org's name; empty before it is known.
    pub name: String,
    /// Whether it works.
    pub state: ConnectionState,
}

/// A section of the configuration that holds in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectSection {
    /// Its name, like `mapping:10000:Case`.
    pub name: String,
    /// Whether it is the project's own; else it holds for all projects that have none of their own.
    pub own: bool,
    /// What it says, thing by thing.
    pub lines: Vec<Change>,
}

/// An object that is configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectObject {
    /// Its API name.
    pub object: String,
    /// What people see for one.
    pub label: String,
}

/// What holds in a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ProjectPageView {
    /// The project's id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// Whether Weftline is switched on for the site.
    pub enabled: bool,
    /// Whether an admin has configured the project: without that nothing is created or kept in step in it.
    pub configured: bool,
    /// The org that it is bound to; none before one is connected.
    pub org: Option<ProjectOrg>,
    /// The objects that are shown, in order.
    pub objects: Vec<ProjectObject>,
    /// What is configured for it, and what holds for all projects.
    pub sections: Vec<ProjectSection>,
    /// Work on its issues that has failed and is left to admins, the oldest first.
    pub failed: Vec<FailedItem>,
}

/// What a post function of a workflow can be configured to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PostFunctionChoicesView {
    /// The objects that are shown, in order: of these it can create records.
    pub objects: Vec<ProjectObject>,
}

crate::encode_object! { PostFunctionChoicesView { objects } }
crate::encode_object! { ProjectOrg { name, state } }
crate::encode_object! { ProjectSection { name, own, lines } }
crate::encode_object! { ProjectObject { object, label } }
crate::encode_object! {
    ProjectPageView { id, key, enabled, configured, org, objects, sections, failed }
}
