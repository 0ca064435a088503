//! Who is in which group and has which project role: what roles are held against.

use weftline_wire::effect::{Effect, Method, Principal};
use weftline_wire::json;

use super::known::{ASKED_MAX, several};
use super::{BROWSE_PROJECTS, EDIT_ISSUES, get, send};
use crate::encode::percent_encode;

/// Groups or people that are listed at most.
const LISTED_MAX: &str = "20";

/// Reads who the user is and their groups, which takes no permission to browse others. Read by
/// [`crate::reply::member`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/#api-rest-api-3-myself-get>
#[must_use]
pub fn my_groups() -> Effect {
    get("/rest/api/3/myself?expand=groups".to_owned(), Principal::User)
}

/// The same of another person, for who may browse users. Read by [`crate::reply::member`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-user-get>
#[must_use]
pub fn groups_of(account_id: &str) -> Effect {
    with("/rest/api/3/user?expand=groups&accountId=", account_id)
}

/// Reads who has a role in a project: accounts and groups. As the app, because Jira tells it to administrators of the
/// project only. Read by [`crate::reply::role_actors`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-roles/#api-rest-api-3-project-projectidorkey-role-id-get>
#[must_use]
pub fn role_actors(project_id: &str, role_id: &str) -> Effect {
    let mut path = String::from("/rest/api/3/project/");
    percent_encode(&mut path, project_id);
    path.push_str("/role/");
    percent_encode(&mut path, role_id);
    get(path, Principal::App)
}

/// Reads the roles that there are in a project, for its administrators. Read by [`crate::reply::project_roles`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-roles/#api-rest-api-3-project-projectidorkey-roledetails-get>
#[must_use]
pub fn project_roles(project_id: &str) -> Effect {
    let mut path = String::from("/rest/api/3/project/");
    percent_encode(&mut path, project_id);
    path.push_str("/roledetails");
    get(path, Principal::User)
}

/// Reads groups by their ids, at most [`ASKED_MAX`]. Read by [`crate::reply::groups`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/#api-rest-api-3-group-bulk-get>
#[must_use]
pub fn groups_by_id(ids: &[String]) -> Effect {
    debug_assert!(ids.len() <= ASKED_MAX);
    several("/rest/api/3/group/bulk?maxResults=50", "&groupId=", ids, Principal::User)
}

/// The same by their names.
#[must_use]
pub fn groups_by_name(names: &[String]) -> Effect {
    debug_assert!(names.len() <= ASKED_MAX);
    several("/rest/api/3/group/bulk?maxResults=50", "&groupName=", names, Principal::User)
}

/// Looks for groups whose name holds the query. Read by [`crate::reply::found_groups`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/#api-rest-api-3-groups-picker-get>
#[must_use]
pub fn find_groups(query: &str) -> Effect {
    with(&["/rest/api/3/groups/picker?caseInsensitive=true&maxResults=", LISTED_MAX, "&query="].concat(), query)
}

/// Looks for people by name. Read by [`crate::reply::found_people`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/#api-rest-api-3-user-search-get>
#[must_use]
pub fn find_people(query: &str) -> Effect {
    with(&["/rest/api/3/user/search?maxResults=", LISTED_MAX, "&query="].concat(), query)
}

/// Asks what another person may do in a project, for who administers Jira. Read by
/// [`crate::reply::project_permissions`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-permissions-check-post>
#[must_use]
pub fn permissions_of(account_id: &str, project_id: u64) -> Effect {
    let body = [
        "{\"accountId\":",
        &json::to_string(&account_id),
        ",\"globalPermissions\":[],\"projectPermissions\":[{\"permissions\":[\"",
        BROWSE_PROJECTS,
        "\",\"",
        EDIT_ISSUES,
        "\"],\"projects\":[",
        &project_id.to_string(),
        "],\"issues\":[]}]}",
    ];
    send(Principal::User, Method::Post, "/rest/api/3/permissions/check".to_owned(), body.concat())
}

fn with(path: &str, value: &str) -> Effect {
    let mut path = path.to_owned();
    percent_encode(&mut path, value);
    get(path, Principal::User)
}
