//! Which route a request takes.

use serde_json::json;

use super::call::{Call, Version, decode, parse_query};
use super::property::Owner;
use super::refusal::{Answer, Refusal};
use super::{Identity, Site, seed};
use crate::http::{Request, Response};

/// Answers a request.
pub(super) fn handle(site: &mut Site, request: &Request, identity: &Identity, now: i64, base: &str) -> Response {
    if request.method == "HEAD" {
        let response = handle(site, &Request { method: "GET".into(), ..request.clone() }, identity, now, base);
        return Response { body: Vec::new(), ..response };
    }
    let segments: Vec<String> =
        request.path().split('/').filter(|part| !part.is_empty()).map(|part| decode(part, false)).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let call = |version| Call { request, identity, now, base, version, query: parse_query(request.query()) };
    let limits = site.options.limits;
    let method = request.method.as_str();
    let answer = match site.limiter.request(limits, method, now).and_then(|()| suitable_type(request, &segments)) {
        Err(refusal) => Some(Err(refusal)),
        Ok(()) => match known_account(site, identity) {
            Err(refusal) => Some(Err(refusal)),
            Ok(()) => match segments.as_slice() {
                ["rest", "api", "3", rest @ ..] => platform(site, &call(Version::Three), method, rest),
                ["rest", "api", "2" | "latest", rest @ ..] => platform(site, &call(Version::Two), method, rest),
                ["rest", "servicedeskapi", rest @ ..] => service_desk(site, &call(Version::Two), method, rest),
                ["rest", "forge", "1", "app", "properties", rest @ ..] => {
                    app_properties(site, &call(Version::Three), rest)
                }
                ["secure", "attachment", id, _] if method == "GET" => {
                    Some(site.secure_attachment(&call(Version::Three), id))
                }
                _ => None,
            },
        },
    };
    let mut response = match answer {
        Some(Ok(response)) => response,
        Some(Err(refusal)) => refusal.response(),
        None => Response::json(
            501,
            &json!({
                "errorMessages": [format!("the sandbox does not know the route `{method} {}`", request.path())],
                "errors": {},
            }),
        ),
    };
    if response.status != 429 {
        response.headers.extend(site.limiter.headers(limits));
    }
    response
}

/// Refuses a body that is not said to be JSON; files are uploaded as forms.
fn suitable_type(request: &Request, segments: &[&str]) -> Result<(), Refusal> {
    let kind = request.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let uploads = segments.last().is_some_and(|last| {
        ["attachments", "attachment", "attachTemporaryFile"].iter().any(|name| last.eq_ignore_ascii_case(name))
    });
    if request.body.is_empty() || uploads || kind.starts_with("application/json") {
        Ok(())
    } else {
        Err(Refusal::new(415, "Unsupported Media Type"))
    }
}

/// A session of an account that is unknown or inactive is no session.
fn known_account(site: &Site, identity: &Identity) -> Result<(), Refusal> {
    match identity {
        Identity::User(account) if !site.catalogue.user(account).is_some_and(|user| user.active) => {
            Err(Refusal::new(401, "Client must be authenticated to access this resource."))
        }
        _ => Ok(()),
    }
}

/// The platform's REST API; none for routes that are not known.
fn platform(site: &mut Site, call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    let found = match path {
        ["issue", rest @ ..] => return issue(site, call, method, rest),
        ["project", rest @ ..] => return project(site, call, method, rest),
        ["user" | "users" | "group" | "groups" | "myself" | "mypreferences", ..] => {
            return people(site, call, method, path);
        }
        _ => match (method, path) {
            ("GET", ["serverInfo"]) => site.server_info(call),
            ("GET", ["configuration"]) => site.configuration(call),
            ("GET", ["mypermissions"]) => site.my_permissions(call),
            ("GET", ["permissions"]) => site.all_permissions(call),
            ("POST", ["permissions", "check"]) => site.check_permissions(call),
            ("POST", ["permissions", "project"]) => site.permitted_projects(call),
            ("GET", ["issuetype"]) => site.all_issue_types(call),
            ("GET", ["issuetype", "project"]) => site.issue_types_of_project(call),
            ("GET", ["issuetype", id]) => site.get_issue_type(call, id),
            ("GET", ["priority"]) => site.all_priorities(call),
            ("GET", ["priority", "search"]) => site.search_priorities(call),
            ("GET", ["priority", id]) => site.get_priority(call, id),
            ("GET", ["status"]) => site.all_statuses(call),
            ("GET", ["status", id]) => site.get_status(call, id),
            ("GET", ["statuscategory"]) => site.status_categories(call),
            ("GET", ["statuscategory", id]) => site.get_status_category(call, id),
            ("GET", ["resolution"]) => site.all_resolutions(call),
            ("GET", ["resolution", "search"]) => site.search_resolutions(call),
            ("GET", ["resolution", id]) => site.get_resolution(call, id),
            ("GET", ["role"]) => site.all_roles(call),
            ("GET", ["role", id]) => site.get_role(call, id),
            ("GET", ["component", id]) => site.get_component(call, id),
            ("GET", ["version", id]) => site.get_version(call, id),
            ("GET", ["label"]) => site.all_labels(call),
            ("GET", ["field"]) => site.all_fields(call),
            ("GET", ["field", "search"]) => site.search_fields(call),
            ("GET", ["field", id, "context"]) => site.field_contexts(call, id),
            ("GET", ["field", id, "context", "issuetypemapping"]) => site.field_context_types(call, id),
            ("GET", ["field", id, "context", "defaultValue"]) => site.field_context_defaults(call, id),
            ("GET", ["field", id, "context", "projectmapping"]) => site.field_context_projects(call, id),
            ("GET", ["field", id, "context", context, "option"]) => site.field_options(call, id, context),
            ("GET", ["customFieldOption", id]) => site.get_option(call, id),
            ("GET", ["search", "jql"]) => site.search_get(call),
            ("POST", ["search", "jql"]) => site.search_post(call),
            ("POST", ["search", "approximate-count"]) => site.count_issues(call),
            ("GET" | "POST", ["search"]) => site.search_gone(),
            ("POST", ["jql", "match"]) => site.match_issues(call),
            ("POST", ["changelog", "bulkfetch"]) => site.bulk_changelogs(call),
            ("POST", ["comment", "list"]) => site.list_comments(call),
            ("GET", ["comment", id, "properties"]) => site.comment_property(call, id, None),
            ("GET" | "PUT" | "DELETE", ["comment", id, "properties", key]) => {
                site.comment_property(call, id, Some(key))
            }
            ("GET", ["issueLinkType"]) => site.all_link_types(call),
            ("GET", ["issueLinkType", id]) => site.get_link_type(call, id),
            ("POST", ["issueLink"]) => site.create_link(call),
            ("GET", ["issueLink", id]) => site.get_link(call, id),
            ("DELETE", ["issueLink", id]) => site.delete_link(call, id),
            ("GET", ["attachment", "meta"]) => site.attachment_settings(),
            ("GET", ["attachment", "content" | "thumbnail", id]) => site.attachment_content(call, id),
            ("GET", ["attachment", id]) => site.get_attachment(call, id),
            ("DELETE", ["attachment", id]) => site.delete_attachment(call, id),
            ("GET", ["task", id]) => site.get_task(call, id),
            ("POST", ["bulk", "issues", "move"]) => site.bulk_move(call),
            ("GET", ["bulk", "queue", id]) => site.bulk_progress(call, id),
            ("POST", ["forge", "panel", "action", "bulk", "async"]) => site.panel_action(call),
            _ => return None,
        },
    };
    Some(found)
}

fn issue(site: &mut Site, call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", []) => site.create_issue(call),
        ("POST", ["bulk"]) => site.create_issues(call),
        ("POST", ["bulkfetch"]) => site.bulk_fetch(call),
        ("GET", ["createmeta"]) => site.create_meta(call),
        ("GET", ["createmeta", project, "issuetypes"]) => site.create_meta_types(call, project),
        ("GET", ["createmeta", project, "issuetypes", id]) => site.create_meta_fields(call, project, id),
        // Resources that are not here, and no keys of issues.
        (_, ["picker" | "archive" | "unarchive"]) => return None,
        ("GET", [id]) => site.get_issue(call, id),
        ("PUT", [id]) => site.edit_issue(call, id),
        ("DELETE", [id]) => site.delete_issue(call, id),
        ("GET", [id, "editmeta"]) => site.get_edit_meta(call, id),
        ("PUT", [id, "assignee"]) => site.assign_issue(call, id),
        ("GET", [id, "transitions"]) => site.get_transitions(call, id),
        ("POST", [id, "transitions"]) => site.do_transition(call, id),
        ("GET", [id, "changelog"]) => site.get_changelog(call, id),
        ("POST", [id, "changelog", "list"]) => site.list_changelogs(call, id),
        ("GET", [id, "comment"]) => site.get_comments(call, id),
        ("POST", [id, "comment"]) => site.add_comment(call, id),
        ("GET", [id, "comment", comment]) => site.get_comment(call, id, comment),
        ("PUT", [id, "comment", comment]) => site.edit_comment(call, id, comment),
        ("DELETE", [id, "comment", comment]) => site.delete_comment(call, id, comment),
        ("GET", [id, "properties"]) => site.issue_property(call, id, None),
        ("GET" | "PUT" | "DELETE", [id, "properties", key]) => site.issue_property(call, id, Some(key)),
        ("POST", [id, "attachments"]) => site.add_attachments(call, id),
        ("GET" | "POST" | "DELETE", [id, "watchers"]) => site.watchers(call, id),
        ("POST", [id, "notify"]) => site.notify(call, id),
        ("GET" | "POST" | "DELETE", [id, "remotelink"]) => site.remote_links(call, id),
        ("GET" | "PUT" | "DELETE", [id, "remotelink", link]) => site.remote_link(call, id, link),
        _ => return None,
    })
}

fn project(site: &mut Site, call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", []) => site.all_projects(call),
        ("GET", ["search"]) => site.search_projects(call),
        ("GET", ["type"]) => site.project_types(call, None),
        ("GET", ["type", key]) => site.project_types(call, Some(key)),
        ("GET", [id]) => site.get_project(call, id),
        ("GET", [id, "statuses"]) => site.project_statuses(call, id),
        ("GET", [id, "components"]) => site.project_components(call, id, false),
        ("GET", [id, "component"]) => site.project_components(call, id, true),
        ("GET", [id, "versions"]) => site.project_versions(call, id, false),
        ("GET", [id, "version"]) => site.project_versions(call, id, true),
        ("GET", [id, "role"]) => site.project_roles(call, id),
        ("GET", [id, "roledetails"]) => site.project_role_details(call, id),
        ("GET", [id, "role", role]) => site.project_role(call, id, role),
        ("GET", [id, "properties"]) => site.project_property(call, id, None),
        ("GET" | "PUT" | "DELETE", [id, "properties", key]) => site.project_property(call, id, Some(key)),
        _ => return None,
    })
}

fn people(site: &mut Site, call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", ["myself"]) => site.myself(call),
        ("GET", ["mypreferences", "locale"]) => site.locale(call),
        ("GET", ["user"]) => site.get_user(call),
        ("GET", ["user", "search"]) => site.search_users(call),
        ("GET", ["user", "picker"]) => site.pick_users(call),
        ("GET", ["user", "assignable", "search"]) => site.search_assignable(call),
        ("GET", ["user", "assignable", "multiProjectSearch"]) => site.search_assignable_everywhere(call),
        ("GET", ["user", "viewissue", "search"]) => site.search_permitted(call, true),
        ("GET", ["user", "permission", "search"]) => site.search_permitted(call, false),
        ("GET", ["user", "bulk"]) => site.bulk_users(call),
        ("GET", ["user", "groups"]) => site.groups_of_user(call),
        ("GET", ["user", "properties"]) => site.user_property(call, None),
        ("GET" | "PUT" | "DELETE", ["user", "properties", key]) => site.user_property(call, Some(key)),
        ("GET", ["users"] | ["users", "search"]) => site.all_users(call),
        ("GET", ["group"]) => site.get_group(call),
        ("GET", ["group", "bulk"]) => site.bulk_groups(call),
        ("GET", ["group", "member"]) => site.members_of_group(call),
        ("GET", ["groups", "picker"]) => site.pick_groups(call),
        _ => return None,
    })
}

fn service_desk(site: &mut Site, call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("GET", ["servicedesk"]) => site.service_desks(call),
        ("POST", ["servicedesk", id, "attachTemporaryFile"]) => site.attach_temporary_files(call, id),
        ("GET", ["request", id, "attachment"]) => site.request_attachments(call, id),
        ("POST", ["request", id, "attachment"]) => site.attach_to_request(call, id),
        ("GET", ["request", id]) => site.get_request(call, id),
        ("GET", ["request", id, "comment"]) => site.request_comments(call, id),
        ("POST", ["request", id, "comment"]) => site.add_request_comment(call, id),
        ("GET", ["request", id, "comment", comment]) => site.request_comment(call, id, comment),
        _ => return None,
    })
}

/// The app's own properties, which only the app may touch.
fn app_properties(site: &mut Site, call: &Call<'_>, path: &[&str]) -> Option<Answer> {
    let key = match path {
        [] => None,
        [key] => Some(*key),
        _ => return None,
    };
    if site.account(call) != Some(seed::APP_ACCOUNT) {
        return Some(Ok(Response::json(
            403,
            &json!({"message": "The operation is only available to Forge apps.", "statusCode": 403}),
        )));
    }
    let answer = site.property(call, &Owner::Other("app".into()), "app", key);
    Some(match answer {
        Err(refusal) if refusal.status == 404 => {
            Ok(Response::json(404, &json!({"message": "Property with key not found.", "statusCode": 404})))
        }
        other => other,
    })
}
