//! Changing an issue.

use std::collections::BTreeMap;

use weftline_wire::effect::{Effect, Method, Principal};
use weftline_wire::json::{self, Json};

use super::{get, send};
use crate::encode::percent_encode;

/// Asks which fields of an issue the principal may give a value. Read by [`crate::reply::editable`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-editmeta-get>
#[must_use]
pub fn editable(id_or_key: &str, principal: Principal) -> Effect {
    get(path(id_or_key, "/editmeta"), principal)
}

/// Gives fields of an issue these values, all or none; null empties a field. Answers 204 without a body.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-put>
#[must_use]
pub fn edit(id_or_key: &str, fields: &BTreeMap<String, Json>, principal: Principal) -> Effect {
    let body = ["{\"fields\":", &json::to_string(fields), "}"].concat();
    send(principal, Method::Put, path(id_or_key, ""), body)
}

/// Takes an issue through a transition, with values for fields of its screen. Answers 204 without a body.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-post>
#[must_use]
pub fn transition(
    id_or_key: &str,
    transition_id: &str,
    fields: &BTreeMap<String, Json>,
    principal: Principal,
) -> Effect {
    let (id, fields) = (json::to_string(&transition_id), json::to_string(fields));
    let body = ["{\"transition\":{\"id\":", &id, "},\"fields\":", &fields, "}"].concat();
    send(principal, Method::Post, path(id_or_key, "/transitions"), body)
}

fn path(id_or_key: &str, rest: &str) -> String {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, id_or_key);
    path.push_str(rest);
    path
}
