//! The property of issues by which JQL finds them: the manifest's module `jira:entityProperty` has Jira index it.
//!
//! <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-entity-property/>

use weftline_wire::effect::{Body, Effect, Method, Principal};
use weftline_wire::encode_object;
use weftline_wire::json;

use super::send;
use crate::encode::percent_encode;

/// The property's key, as the manifest has it.
pub const PROPERTY: &str = "weftline";

/// What JQL finds an issue by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projected {
    /// Ids and names of its records; in JQL `salesforceRecord`.
    pub records: Vec<String>,
    /// Their objects, each once; in JQL `salesforceObject`.
    pub objects: Vec<String>,
}

encode_object! { Projected { records, objects } }

/// Sets the property, as the app. Its value may have 32,768 characters. Nobody is told but those who listen to
/// properties: `avi:jira:updated:issue` is not sent. Answers 200 or 201 without a body.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-properties/#api-rest-api-3-issue-issueidorkey-properties-propertykey-put>
#[must_use]
pub fn set_property(issue_id: &str, projected: &Projected) -> Effect {
    send(Principal::App, Method::Put, path(issue_id), json::to_string(projected))
}

/// Deletes it, as the app. Answers 204, and 404 when there is none.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-properties/#api-rest-api-3-issue-issueidorkey-properties-propertykey-delete>
#[must_use]
pub fn delete_property(issue_id: &str) -> Effect {
    let headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    Effect::Jira { principal: Principal::App, method: Method::Delete, path: path(issue_id), headers, body: Body::Empty }
}

fn path(issue_id: &str) -> String {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, issue_id);
    path.push_str("/properties/");
    path.push_str(PROPERTY);
    path
}
