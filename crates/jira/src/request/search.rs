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

/// Issues of a page of a search that goes on.
pub const FOUND_MAX: usize = 100;

/// Looks for issues, as the app, a page at a time: with their project, their type and these fields. A page is told by
/// Jira's token of the page before, which is good for the same query only. Read by [`crate::reply::found_issues`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post>
#[must_use]
pub fn found_issues(jql: &Jql, fields: &[&str], token: Option<&str>) -> Effect {
    let mut body = ["{\"jql\":", &json::to_string(&jql.as_str()), ",\"maxResults\":"].concat();
    body.push_str(&FOUND_MAX.to_string());
    body.push_str(",\"fields\":");
    body.push_str(&json::to_string(&needed(fields)));
    if let Some(token) = token {
        body.push_str(",\"nextPageToken\":");
        body.push_str(&json::to_string(&token));
    }
    body.push('}');
    send(Principal::App, Method::Post, "/rest/api/3/search/jql".to_owned(), body)
}

/// Reads issues by id, as the app, with their project, their type and these fields; those that it does not see are left
/// out. At most [`ISSUES_MAX`]. Read by [`crate::reply::found_issues`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post>
#[must_use]
pub fn found_issues_of(ids: &[String], fields: &[&str]) -> Effect {
    let request = BulkRequest { issue_ids_or_keys: ids.to_vec(), fields: needed(fields) };
    send(Principal::App, Method::Post, "/rest/api/3/issue/bulkfetch".to_owned(), json::to_string(&request))
}

/// Tries a query, as the user: of what it finds nothing is wanted but whether Jira takes it.
#[must_use]
pub fn try_search(jql: &Jql) -> Effect {
    let request = Request { jql: jql.as_str().to_owned(), max_results: 1, fields: vec!["project".to_owned()] };
    send(Principal::User, Method::Post, "/rest/api/3/search/jql".to_owned(), json::to_string(&request))
}

fn needed(fields: &[&str]) -> Vec<String> {
    let mut wanted: Vec<String> = Vec::new();
    for &field in ["project", "issuetype"].iter().chain(fields) {
        if !wanted.iter().any(|known| known == field) {
            wanted.push(field.to_owned());
        }
    }
    wanted
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
