//! Which issues have changed since they were looked at.

use weftline_wire::decode_object;

use super::Reply;
use crate::error::JiraError;
use crate::time::instant_ms;

/// An issue, and when it was changed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedIssue {
    /// The id, digits.
    pub id: String,
    /// The project's id.
    pub project_id: String,
    /// When it was changed last, in ms since 1970; 0 when Jira does not say.
    pub updated_ms: u64,
}

/// A page of issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedIssues {
    /// The issues, in the order that was asked for.
    pub issues: Vec<ChangedIssue>,
    /// By which the next page is asked for; none when this is the last.
    pub next: Option<String>,
}

/// Reads a page of issues.
///
/// # Errors
/// When the body is no such page.
pub fn changed_issues(reply: &Reply<'_>) -> Result<ChangedIssues, JiraError> {
    let page: Page = reply.json("a page of issues")?;
    let issues = page.issues.into_iter().map(|issue| ChangedIssue {
        id: issue.id,
        project_id: issue.fields.project.id,
        updated_ms: issue.fields.updated.and_then(|text| instant_ms(&text)).unwrap_or_default(),
    });
    Ok(ChangedIssues { issues: issues.collect(), next: page.next_page_token.filter(|token| !token.is_empty()) })
}

struct Page {
    issues: Vec<Found>,
    next_page_token: Option<String>,
}

struct Found {
    id: String,
    fields: Fields,
}

struct Fields {
    project: Project,
    updated: Option<String>,
}

struct Project {
    id: String,
}

decode_object! { ignore Page { issues, next_page_token } }
decode_object! { ignore Found { id, fields } }
decode_object! { ignore Fields { project, updated } }
decode_object! { ignore Project { id } }
