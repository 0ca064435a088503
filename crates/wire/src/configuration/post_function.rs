//! What a post function is configured to do, which Jira keeps with the transition of the workflow.

use serde::{Deserialize, Serialize};

/// What a post function does when an issue has taken its transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum PostFunctionAct {
    /// Creates a record of the object by the project's mapping, unless one is linked.
    Create,
    /// Brings the issue and what is linked to it in step.
    Sync,
    /// Does both: brings in step what is linked, and creates a record of the object unless one is linked.
    CreateOrSync,
}

impl PostFunctionAct {
    /// Whether it may create a record.
    #[must_use]
    pub fn creates(self) -> bool {
        matches!(self, Self::Create | Self::CreateOrSync)
    }

    /// Whether it brings in step what is linked.
    #[must_use]
    pub fn syncs(self) -> bool {
        matches!(self, Self::Sync | Self::CreateOrSync)
    }
}

/// What Jira keeps for a post function: the text that its page gives when it is added or changed, at most 32 KB.
/// <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-workflow-post-function/>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PostFunction {
    /// What it does.
    pub act: PostFunctionAct,
    /// The object of which it creates a record; none where it creates none.
    pub object: Option<String>,
}

crate::json_words! { PostFunctionAct { Create, Sync, CreateOrSync } }
crate::json_object! { ignore PostFunction { act, object } }
