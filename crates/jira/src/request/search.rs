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

/// Issues that one request reads at most.
pub const ISSUES_MAX: usize = 100;

/// Reads issues by id, as the user, with these fields beside those of a head; those that the user may not see are left
/// out. At most [`ISSUES_MAX`]. Read by [`crate::reply::issue_heads`] and [`crate::reply::issue_fields`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post>
#[must_use]
pub fn issues(ids: &[String], fields: &[&str]) -> Effect {
    let mut wanted: Vec<String> = Vec::new();
    for field in HEAD_FIELDS.iter().chain(&["project"]).chain(fields) {
        if !wanted.iter().any(|known| known == field) {
            wanted.push((*field).to_owned());
        }
    }
    let request = BulkRequest { issue_ids_or_keys: ids.to_vec(), fields: wanted };
    send(Principal::User, Method::Post, "/rest/api/3/issue/bulkfetch".to_owned(), json::to_string(&request))
}

struct BulkRequest {
    issue_ids_or_keys: Vec<String>,
    fields: Vec<String>,
}

encode_object! { BulkRequest { issue_ids_or_keys, fields } }

struct Request {
    jql: String,
    max_results: u32,
    fields: Vec<String>,
}

encode_object! { Request { jql, max_results, fields } }
