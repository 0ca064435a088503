//! Looking for issues.

use weftline_wire::effect::{Effect, Method, Principal};
use weftline_wire::encode_object;
use weftline_wire::json;

use super::{issue, send};
use crate::jql::Jql;

/// The fields that [`crate::reply::issue_head`] reads beside the project.
pub const HEAD_FIELDS: &[&str] = &["summary", "issuetype", "updated"];

/// Looks for issues that the user may see, as many at most. Jira's index may lag behind by seconds. Read by
/// [`crate::reply::issue_heads`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post>
#[must_use]
pub fn search_issues(jql: &Jql, limit: u32) -> Effect {
    let fields = HEAD_FIELDS.iter().chain(&["project"]).map(|&field| field.to_owned()).collect();
    let request = Request { jql: jql.as_str().to_owned(), max_results: limit, fields };
    send(Principal::User, Method::Post, "/rest/api/3/search/jql".to_owned(), json::to_string(&request))
}

/// Reads one issue as a list shows it, by its id or key, as the user. Read by [`crate::reply::issue_head`].
#[must_use]
pub fn issue_head(id_or_key: &str) -> Effect {
    issue(id_or_key, HEAD_FIELDS, Principal::User)
}

struct Request {
    jql: String,
    max_results: u32,
    fields: Vec<String>,
}

encode_object! { Request { jql, max_results, fields } }
