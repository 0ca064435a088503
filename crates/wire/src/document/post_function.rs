//! What post functions of workflows ask for.

use serde::{Deserialize, Serialize};

/// A record that a post function asked for when an issue took a transition, until that is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostFunctionRun {
    /// Jira's name for this one transition of this one issue: however often it is told of, at most one record comes of it.
    /// <https://developer.atlassian.com/platform/forge/events-reference/jira/#run-post-function-event>
    pub execution: String,
    /// The object of which a record is wanted.
    pub object: String,
    /// What people call the transition; empty where Jira did not say.
    pub transition: String,
}

crate::json_object! { ignore PostFunctionRun { execution, object, transition } }
