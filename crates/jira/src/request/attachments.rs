//! Files that are attached to issues.

use weftline_wire::effect::{Body, Effect, Method, Principal};

use super::{fields_of, get};
use crate::encode::percent_encode;

/// Asks for the files of an issue. Read by [`crate::reply::attachments`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get>
#[must_use]
pub fn attachments(id_or_key: &str, principal: Principal) -> Effect {
    get(fields_of(id_or_key, &["attachment"]), principal)
}

/// Asks how large a file may be. Read by [`crate::reply::upload_limit`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-attachment-meta-get>
#[must_use]
pub fn attachment_settings(principal: Principal) -> Effect {
    get("/rest/api/3/attachment/meta".to_owned(), principal)
}

/// Reads bytes of a file, from one place up to before another. Answers 206, and 416 where the file ends before.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-attachment-content-id-get>
#[must_use]
pub fn attachment_range(id: &str, from: u64, to: u64, principal: Principal) -> Effect {
    let mut path = String::from("/rest/api/3/attachment/content/");
    percent_encode(&mut path, id);
    path.push_str("?redirect=false");
    let range = format!("bytes={from}-{}", to.saturating_sub(1));
    let headers = vec![("Accept".to_owned(), "*/*".to_owned()), ("Range".to_owned(), range)];
    Effect::Jira { principal, method: Method::Get, path, headers, body: Body::Empty }
}
