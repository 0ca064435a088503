//! Comments that are kept in step: read, written, edited and deleted, all as the app.
//!
//! Who sees a comment is said by the request that writes it. In a service project that is the service desk API's: its
//! `public` is what Jira promises to obey.
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/>

use weftline_wire::effect::{Body, Effect, Method, Principal};
use weftline_wire::json::{self, Json};

use super::files::{INTERNAL_PROPERTY, of_request};
use super::known::{several, whoami};
use super::{get, send};
use crate::encode::percent_encode;

/// The property by which a copy names its original, and the member that has the id.
pub const COPY_PROPERTY: &str = "weftline";

/// Comments that one listing gives.
pub const LISTED_MAX: usize = 100;

/// Comments that are read by their ids in one request.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-comment-list-post>
pub const READ_MAX: usize = 1_000;

/// Reads comments by their ids, at most [`READ_MAX`]; those that are not there, or not shown, are left out. Read by
/// [`crate::reply::issue_comments`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-comment-list-post>
#[must_use]
pub fn comments_of_ids(ids: &[String]) -> Effect {
    let mut body = String::from("{\"ids\":[");
    let numbers = ids.iter().filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    for (index, id) in numbers.take(READ_MAX).enumerate() {
        body.push_str(if index == 0 { "" } else { "," });
        body.push_str(id);
    }
    body.push_str("]}");
    send(Principal::App, Method::Post, "/rest/api/3/comment/list?expand=properties".to_owned(), body)
}

/// Reads comments of an issue, those that were written last first, from this position. Read by
/// [`crate::reply::issue_comments`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-get>
#[must_use]
pub fn comments_of_issue(issue_id: &str, start_at: u32, count: u32, principal: Principal) -> Effect {
    let mut path = comments(issue_id);
    path.push_str("?orderBy=-created&expand=properties&startAt=");
    path.push_str(&start_at.to_string());
    path.push_str("&maxResults=");
    path.push_str(&count.min(LISTED_MAX as u32).to_string());
    get(path, principal)
}

/// Reads a comment of an issue as the user, who may not see it. Read by [`crate::reply::written_comment`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-id-get>
#[must_use]
pub fn comment_for_user(issue_id: &str, comment_id: &str) -> Effect {
    get(one(issue_id, comment_id), Principal::User)
}

/// Writes a copy of the record's comment `original`, which its property names, on an issue that is no request. It is marked
/// as internal everywhere: the issue may become a request, or be moved to a service project, where customers would see it
/// otherwise. Read by [`crate::reply::written_comment`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post>
#[must_use]
pub fn copy_to_issue(issue_id: &str, body: &Json, original: &str) -> Effect {
    let property = ["{\"key\":\"", COPY_PROPERTY, "\",\"value\":{\"copyOf\":", &json::to_string(&original), "}}"];
    let properties = [&property.concat(), ",", INTERNAL_PROPERTY].concat();
    let body = ["{\"body\":", body.get(), ",\"properties\":[", &properties, "]}"].concat();
    send(Principal::App, Method::Post, comments(issue_id), body)
}

/// Writes a comment on a request, seen by its customers or not. The text is wiki markup: see [`super::plain`]. Answers 404
/// for an issue of a service project that is no request. Read by [`crate::reply::written_comment`].
/// <https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/#api-rest-servicedeskapi-request-issueidorkey-comment-post>
#[must_use]
pub fn copy_to_request(issue_id: &str, wiki: &str, public: bool) -> Effect {
    let public = if public { "true" } else { "false" };
    let body = ["{\"body\":", &json::to_string(&wiki), ",\"public\":", public, "}"].concat();
    send(Principal::App, Method::Post, of_request(issue_id, "/comment"), body)
}

/// Gives a comment other words, and hides it from customers when it is to be internal. Read by
/// [`crate::reply::written_comment`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-id-put>
#[must_use]
pub fn edit_comment(issue_id: &str, comment_id: &str, body: &Json, internal: bool) -> Effect {
    let mark = if internal { [",\"properties\":[", INTERNAL_PROPERTY, "]"].concat() } else { String::new() };
    let body = ["{\"body\":", body.get(), &mark, "}"].concat();
    send(Principal::App, Method::Put, one(issue_id, comment_id), body)
}

/// Deletes a comment. Answers 204 without a body.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-id-delete>
#[must_use]
pub fn delete_comment(issue_id: &str, comment_id: &str) -> Effect {
    let headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    let path = one(issue_id, comment_id);
    Effect::Jira { principal: Principal::App, method: Method::Delete, path, headers, body: Body::Empty }
}

/// Reads which account the app has. Read by [`crate::reply::person`].
#[must_use]
pub fn app_account() -> Effect {
    whoami(Principal::App)
}

/// Reads people by their accounts, as the app. Read by [`crate::reply::people`].
#[must_use]
pub fn people_for_app(account_ids: &[String]) -> Effect {
    several("/rest/api/3/user/bulk?maxResults=50", "&accountId=", account_ids, Principal::App)
}

fn comments(issue_id: &str) -> String {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, issue_id);
    path.push_str("/comment");
    path
}

fn one(issue_id: &str, comment_id: &str) -> String {
    let mut path = comments(issue_id);
    path.push('/');
    percent_encode(&mut path, comment_id);
    path
}
