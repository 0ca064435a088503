//! Issues as lists show them.

use weftline_wire::decode_object;
use weftline_wire::json::Raw;

use super::{Pairs, Reply};
use crate::error::JiraError;
use crate::time::instant_ms;

/// An issue, as far as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueHead {
    /// The id, digits.
    pub id: String,
    /// The key.
    pub key: String,
    /// The summary; empty when the user may not see it.
    pub summary: String,
    /// The project's id.
    pub project_id: String,
    /// The project's key.
    pub project_key: String,
    /// Whether it is a service project: customers see its requests.
    pub is_service: bool,
    /// The id of its type.
    pub issue_type_id: String,
    /// The name of its type.
    pub issue_type: String,
    /// When it was changed last, in ms since 1970; 0 when Jira does not say.
    pub updated_ms: u64,
}

/// Reads an issue, asked for with [`crate::request::HEAD_FIELDS`].
///
/// # Errors
/// When the body is no issue with a project and a type.
pub fn issue_head(reply: &Reply<'_>) -> Result<IssueHead, JiraError> {
    let found: Found = reply.json("an issue with its project and type")?;
    Ok(found.into_head())
}

/// Reads the issues that a search found, in its order.
///
/// # Errors
/// When the body is no page of them.
pub fn issue_heads(reply: &Reply<'_>) -> Result<Vec<IssueHead>, JiraError> {
    let page: FoundPage = reply.json("a page of issues")?;
    Ok(page.issues.into_iter().map(Found::into_head).collect())
}

/// The values of an issue's fields as JSON text, by field id: those that the user sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueFields {
    /// The issue's id.
    pub id: String,
    /// Its values.
    pub values: Vec<(String, String)>,
}

/// Reads the values of issues. What the user does not see is not among them; what has no value is `null`.
///
/// # Errors
/// When the body is no page of issues.
pub fn issue_fields(reply: &Reply<'_>) -> Result<Vec<IssueFields>, JiraError> {
    let page: ValuedPage<'_> = reply.json("a page of issues")?;
    let issues = page.issues.into_iter().map(|issue| {
        let values = issue.fields.0.into_iter().map(|(id, value)| (id.into_owned(), value.get().to_owned()));
        IssueFields { id: issue.id, values: values.collect() }
    });
    Ok(issues.collect())
}

/// An issue, as far as a search that goes on asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundIssue {
    /// The id, digits.
    pub id: String,
    /// The key.
    pub key: String,
    /// The project's id.
    pub project_id: String,
    /// The id of its type.
    pub issue_type: String,
    /// Its values as JSON text, by field id; what has none is `null` or left out.
    pub values: Vec<(String, String)>,
}

/// A page of issues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundIssues {
    /// The issues, in the order of the query.
    pub issues: Vec<FoundIssue>,
    /// By which the next page is asked for; none when this is the last.
    pub next: Option<String>,
}

/// Reads a page of issues, asked for by [`crate::request::found_issues`] or [`crate::request::found_issues_of`].
///
/// # Errors
/// When the body is no such page.
pub fn found_issues(reply: &Reply<'_>) -> Result<FoundIssues, JiraError> {
    let page: TypedPage = reply.json("a page of issues")?;
    let mut values: Vec<IssueFields> = issue_fields(reply)?;
    let issues = page.issues.into_iter().zip(values.drain(..)).map(|(issue, values)| FoundIssue {
        id: issue.id,
        key: issue.key,
        project_id: issue.fields.project.id,
        issue_type: issue.fields.issuetype.id,
        values: values.values,
    });
    Ok(FoundIssues { issues: issues.collect(), next: page.next_page_token.filter(|token| !token.is_empty()) })
}

struct TypedPage {
    issues: Vec<Found>,
    next_page_token: Option<String>,
}

decode_object! { ignore TypedPage { issues, next_page_token } }

struct ValuedPage<'a> {
    issues: Vec<Valued<'a>>,
}

struct Valued<'a> {
    id: String,
    fields: Pairs<'a, Raw<'a>>,
}

decode_object! { ignore borrowing ValuedPage { issues } }
decode_object! { ignore borrowing Valued { id, fields } }

struct FoundPage {
    issues: Vec<Found>,
}

struct Found {
    id: String,
    key: String,
    fields: FoundFields,
}

struct FoundFields {
    summary: Option<String>,
    issuetype: FoundType,
    project: FoundProject,
    updated: Option<String>,
}

struct FoundType {
    id: String,
    name: String,
}

struct FoundProject {
    id: String,
    key: String,
    project_type_key: String,
}

impl Found {
    fn into_head(self) -> IssueHead {
        let FoundFields { summary, issuetype, project, updated } = self.fields;
        IssueHead {
            id: self.id,
            key: self.key,
            summary: summary.unwrap_or_default(),
            project_id: project.id,
            project_key: project.key,
            is_service: project.project_type_key == "service_desk",
            issue_type_id: issuetype.id,
            issue_type: issuetype.name,
            updated_ms: updated.and_then(|text| instant_ms(&text)).unwrap_or_default(),
        }
    }
}

decode_object! { ignore FoundPage { issues } }
decode_object! { ignore Found { id, key, fields } }
decode_object! { ignore FoundFields { summary, issuetype, project, updated } }
decode_object! { ignore FoundType { id, name: optional } }
decode_object! { ignore FoundProject { id, key, project_type_key: optional } }
