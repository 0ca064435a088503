//! Requests: every one that Weftline makes to Jira.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/>

mod attachments;
mod choices;
mod comments;
mod edit;
mod files;
mod history;
mod known;
mod needed;
pub mod placement;
mod poll;
pub mod property;
mod roles;
mod search;

pub use attachments::{attachment_range, attachment_settings, attachments};
pub use choices::{CREATE_FIELDS_MAX, choices, create_fields, create_issue_types, projects};
pub use comments::{
    COPY_PROPERTY, LISTED_MAX, READ_MAX, app_account, comment_for_user, comments_of_ids, comments_of_issue,
    copy_to_issue, copy_to_request, delete_comment, edit_comment, people_for_app,
};
pub use edit::{edit, editable, transition};
pub use files::{
    NewFile, attach, attach_internally, attach_temporarily, comment, comment_internally, newest_comments, plain,
};
pub use history::{HISTORY_MAX, history, issue_to_edit, issue_with_history, server_info};
pub use known::{ASKED_MAX, issue_types, myself, people, projects_by_id};
pub use needed::{people_by_email, transitions};
pub use poll::{CHANGED_MAX, changed_issues, changed_issues_of};
pub use roles::{
    find_groups, find_people, groups_by_id, groups_by_name, groups_of, my_groups, permissions_of, project_roles,
    role_actors,
};
pub use search::{
    FOUND_MAX, HEAD_FIELDS, ISSUES_MAX, found_issues, found_issues_of, issue_head, issues, search_issues, try_search,
};

use weftline_wire::effect::{Body, Effect, Method, Principal};
use weftline_wire::json;

use crate::encode::{percent_encode, percent_encode_list};

/// The permission of Jira's administrators.
pub const ADMINISTER: &str = "ADMINISTER";
/// May administer a project: its settings, roles, components and versions.
pub const ADMINISTER_PROJECTS: &str = "ADMINISTER_PROJECTS";
/// The project permission to see issues.
pub const BROWSE_PROJECTS: &str = "BROWSE_PROJECTS";
/// The project permission to change issues.
pub const EDIT_ISSUES: &str = "EDIT_ISSUES";

/// Reads an issue with these fields, and always its `project`; with the fields' names and schemas. As the user it
/// holds what the user may see. Read by [`crate::reply::issue`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get>
#[must_use]
pub fn issue(id_or_key: &str, fields: &[&str], principal: Principal) -> Effect {
    let mut path = fields_of(id_or_key, fields);
    path.push_str("&expand=names,schema");
    get(path, principal)
}

/// The path of an issue with these fields and its `project`.
fn fields_of(id_or_key: &str, fields: &[&str]) -> String {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, id_or_key);
    path.push_str("?fields=");
    let others = fields
        .iter()
        .enumerate()
        .filter(|(at, field)| **field != "project" && fields.get(..*at).is_none_or(|before| !before.contains(field)));
    percent_encode_list(&mut path, std::iter::once("project").chain(others.map(|(_, field)| *field)));
    path
}

/// Asks which of these permissions the user has, on an issue or, without one, at all: then a project permission held
/// anywhere counts. Read by [`crate::reply::permissions`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-mypermissions-get>
#[must_use]
pub fn my_permissions(issue_id: Option<&str>, keys: &[&str]) -> Effect {
    permissions_at(issue_id.map(|id| ("issueId", id)), keys)
}

/// The same in a project; 404 when it is not there or not shown.
#[must_use]
pub fn my_permissions_in(project_id: &str, keys: &[&str]) -> Effect {
    permissions_at(Some(("projectId", project_id)), keys)
}

fn permissions_at(place: Option<(&str, &str)>, keys: &[&str]) -> Effect {
    let mut path = String::from("/rest/api/3/mypermissions?permissions=");
    percent_encode_list(&mut path, keys.iter().copied());
    if let Some((name, id)) = place {
        path.extend(["&", name, "="]);
        percent_encode(&mut path, id);
    }
    get(path, Principal::User)
}

/// Asks whether the user administers Jira. Read by [`crate::reply::permissions`] and [`ADMINISTER`].
#[must_use]
pub fn administer_permission() -> Effect {
    my_permissions(None, &[ADMINISTER])
}

/// Reads all fields of the site that the principal may see. Read by [`crate::reply::fields`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/#api-rest-api-3-field-get>
#[must_use]
pub fn fields(principal: Principal) -> Effect {
    get("/rest/api/3/field".to_owned(), principal)
}

/// Has Jira send an e-mail about an issue to who watches it. Answers 204 without a body, and 400 when nobody does.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-notify-post>
#[must_use]
pub fn notify_watchers(id_or_key: &str, subject: &str, text: &str) -> Effect {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, id_or_key);
    path.push_str("/notify");
    let (subject, text) = (json::to_string(&subject), json::to_string(&text));
    let body = ["{\"subject\":", &subject, ",\"textBody\":", &text, ",\"to\":{\"watchers\":true}}"].concat();
    send(Principal::App, Method::Post, path, body)
}

/// A request with a body, which is JSON.
fn send(principal: Principal, method: Method, path: String, json: String) -> Effect {
    let headers = ["Accept", "Content-Type"].map(|name| (name.to_owned(), "application/json".to_owned()));
    Effect::Jira { principal, method, path, headers: headers.into(), body: Body::Text(json) }
}

fn get(path: String, principal: Principal) -> Effect {
    let headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    Effect::Jira { principal, method: Method::Get, path, headers, body: Body::Empty }
}
