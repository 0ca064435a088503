//! What values of an issue are made from: people by their e-mail address, and the transitions of the issue.

use weftline_wire::effect::{Effect, Principal};

use super::get;
use crate::encode::percent_encode;

/// Looks for people by an e-mail address. Jira looks at the beginnings of names and addresses, and shows an address
/// only of those who let it be seen: read by [`crate::reply::accounts_of`], which takes an address as a whole.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/#api-rest-api-3-user-search-get>
#[must_use]
pub fn people_by_email(email: &str, principal: Principal) -> Effect {
    let mut path = String::from("/rest/api/3/user/search?maxResults=50&query=");
    percent_encode(&mut path, email);
    get(path, principal)
}

/// Reads the transitions that an issue's workflow allows the principal now, with the fields on their screens. Read by
/// [`crate::reply::transitions`].
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-get>
#[must_use]
pub fn transitions(id_or_key: &str, principal: Principal) -> Effect {
    let mut path = String::from("/rest/api/3/issue/");
    percent_encode(&mut path, id_or_key);
    path.push_str("/transitions?expand=transitions.fields");
    get(path, principal)
}
