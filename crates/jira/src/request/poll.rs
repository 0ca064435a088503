//! Which issues have changed since they were looked at.

use weftline_wire::effect::{Effect, Method, Principal};
use weftline_wire::json;

use super::send;

/// Issues of a page.
pub const CHANGED_MAX: usize = 100;

/// Looks for issues, as the app, a page at a time: by Jira's token of the page before, which is good for the same query
/// only. Read by [`crate::reply::changed_issues`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post>
#[must_use]
pub fn changed_issues(jql: &str, token: Option<&str>) -> Effect {
    let mut body =
        ["{\"jql\":", &json::to_string(&jql), ",\"fields\":[\"updated\",\"project\"],\"maxResults\":"].concat();
    body.push_str(&CHANGED_MAX.to_string());
    if let Some(token) = token {
        body.push_str(",\"nextPageToken\":");
        body.push_str(&json::to_string(&token));
    }
    body.push('}');
    send(Principal::App, Method::Post, "/rest/api/3/search/jql".to_owned(), body)
}

/// Reads when issues were changed, as the app, by their ids: at most [`CHANGED_MAX`]. Those that it does not see are left
/// out. Read by [`crate::reply::changed_issues`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post>
#[must_use]
pub fn changed_issues_of(ids: &[String]) -> Effect {
    let ids = json::to_string(&ids.to_vec());
    let body = ["{\"issueIdsOrKeys\":", &ids, ",\"fields\":[\"updated\",\"project\"]}"].concat();
    send(Principal::App, Method::Post, "/rest/api/3/issue/bulkfetch".to_owned(), body)
}
