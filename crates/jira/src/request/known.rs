//! What a configuration is held against: its projects, the site's issue types; and who saved it.

use weftline_wire::effect::{Effect, Principal};

use super::get;
use crate::encode::percent_encode;

/// Projects or people that are asked for at most in one request.
pub const ASKED_MAX: usize = 50;

/// Reads the projects of these ids that the user may see, with their issue types. Read by [`crate::reply::projects`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-search-get>
#[must_use]
pub fn projects_by_id(ids: &[String]) -> Effect {
    several("/rest/api/3/project/search?expand=issueTypes&maxResults=50", "&id=", ids, Principal::User)
}

/// Reads the issue types of the site that the user may see. Read by [`crate::reply::issue_types`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-types/#api-rest-api-3-issuetype-get>
#[must_use]
pub fn issue_types() -> Effect {
    get("/rest/api/3/issuetype".to_owned(), Principal::User)
}

/// Reads people by their accounts. Read by [`crate::reply::people`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-user-bulk-get>
#[must_use]
pub fn people(account_ids: &[String]) -> Effect {
    several("/rest/api/3/user/bulk?maxResults=50", "&accountId=", account_ids, Principal::User)
}

/// Reads who the user is. Read by [`crate::reply::person`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/#api-rest-api-3-myself-get>
#[must_use]
pub fn myself() -> Effect {
    whoami(Principal::User)
}

pub(super) fn whoami(principal: Principal) -> Effect {
    get("/rest/api/3/myself".to_owned(), principal)
}

pub(super) fn several(path: &str, parameter: &str, values: &[String], principal: Principal) -> Effect {
    let mut path = path.to_owned();
    for value in values.iter().take(ASKED_MAX) {
        path.push_str(parameter);
        percent_encode(&mut path, value);
    }
    get(path, principal)
}
