//! What there is to choose from: projects, issue types, and the values of fields.

use weftline_wire::effect::{Effect, Principal};

use super::get;
use crate::encode::percent_encode;

/// Fields or issue types that Jira gives at most in one reply.
pub const CREATE_FIELDS_MAX: u32 = 200;

/// Projects that Jira gives at most in one reply.
const PROJECTS_MAX: u32 = 50;

/// Reads projects that the user may see, by key, with their issue types: those whose name or key holds `query`, or
/// those with these keys (at most 50). Read by [`crate::reply::projects`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-search-get>
#[must_use]
pub fn projects(query: Option<&str>, keys: &[&str], start_at: u32) -> Effect {
    let mut path = String::from("/rest/api/3/project/search?expand=issueTypes&orderBy=key");
    for (name, number) in [("&maxResults=", PROJECTS_MAX), ("&startAt=", start_at)] {
        path.push_str(name);
        path.push_str(&number.to_string());
    }
    for (name, text) in query.map(|query| ("&query=", query)).into_iter().chain(keys.iter().map(|key| ("&keys=", *key)))
    {
        path.push_str(name);
        percent_encode(&mut path, text);
    }
    get(path, Principal::User)
}

/// Reads the issue types that the user can create in a project, by its id. Read by
/// [`crate::reply::create_issue_types`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-get>
#[must_use]
pub fn create_issue_types(project_id: &str) -> Effect {
    get(create_meta(project_id, None, 0), Principal::User)
}

/// Reads the fields that can be set when creating an issue of a type, with the values that they allow: up to
/// [`CREATE_FIELDS_MAX`] from `start_at` on. Read by [`crate::reply::create_fields`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-issuetypeid-get>
#[must_use]
pub fn create_fields(project_id: &str, issue_type_id: &str, start_at: u32) -> Effect {
    get(create_meta(project_id, Some(issue_type_id), start_at), Principal::User)
}

/// Reads the values of one of Jira's own fields in a project, by its id; none for fields whose values only the create
/// form tells. Read by [`crate::reply::choices`].
#[must_use]
pub fn choices(field: &str, project_id: &str) -> Option<Effect> {
    let mut project = String::new();
    percent_encode(&mut project, project_id);
    let parts = match field {
        // The search for a project's priorities asks for a scope that changes Jira's configuration; where the create
        // form has the field, it tells them.
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-priorities/#api-rest-api-3-priority-get>
        "priority" => ["priority", "", ""],
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-projectidorkey-statuses-get>
        "status" => ["project/", &project, "/statuses"],
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-resolutions/#api-rest-api-3-resolution-search-get>
        "resolution" => ["resolution/search?maxResults=50", "", ""],
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-types/#api-rest-api-3-issuetype-project-get>
        "issuetype" => ["issuetype/project?projectId=", &project, ""],
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-components/#api-rest-api-3-project-projectidorkey-components-get>
        "components" => ["project/", &project, "/components"],
        // <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-versions/#api-rest-api-3-project-projectidorkey-versions-get>
        "versions" | "fixVersions" => ["project/", &project, "/versions"],
        _ => return None,
    };
    Some(get(["/rest/api/3/", &parts.concat()].concat(), Principal::User))
}

fn create_meta(project_id: &str, issue_type_id: Option<&str>, start_at: u32) -> String {
    let mut path = String::from("/rest/api/3/issue/createmeta/");
    percent_encode(&mut path, project_id);
    path.push_str("/issuetypes");
    if let Some(id) = issue_type_id {
        path.push('/');
        percent_encode(&mut path, id);
    }
    for (name, number) in [("?maxResults=", CREATE_FIELDS_MAX), ("&startAt=", start_at)] {
        path.push_str(name);
        path.push_str(&number.to_string());
    }
    path
}
