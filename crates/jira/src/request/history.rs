//! What happened to an issue, and where the site is.

use weftline_wire::effect::{Effect, Principal};

use super::{fields_of, get};
use crate::encode::percent_encode;

/// Entries of a changelog in one request, at most.
pub const HISTORY_MAX: u32 = 100;

/// Reads an issue as [`super::issue`] does, and the newest entries of its changelog. Read by [`crate::reply::issue`] and
/// [`crate::reply::recent_history`].
#[must_use]
pub fn issue_with_history(id_or_key: &str, fields: &[&str], principal: Principal) -> Effect {
    let mut path = fields_of(id_or_key, fields);
    path.push_str("&expand=names,schema,changelog");
    get(path, principal)
}

/// Reads entries of an issue's changelog, the oldest first, from this position. Read by [`crate::reply::history`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get>
#[must_use]
pub fn history(id_or_key: &str, start_at: u32, entries: u32, principal: Principal) -> Effect {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, id_or_key);
    path.push_str("/changelog?startAt=");
    path.push_str(&start_at.to_string());
    path.push_str("&maxResults=");
    path.push_str(&entries.min(HISTORY_MAX).to_string());
    get(path, principal)
}

/// Asks where the site is. Read by [`crate::reply::site_url`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-server-info/#api-rest-api-3-serverinfo-get>
#[must_use]
pub fn server_info() -> Effect {
    get("/rest/api/3/serverInfo".to_owned(), Principal::App)
}
