//! What a configuration is held against, and who saved it.

use weftline_wire::configuration::NamedId;
use weftline_wire::decode_object;

use super::Reply;
use crate::error::JiraError;

/// A person, as the user may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account_id: String,
    /// The name.
    pub display_name: String,
}

/// Reads issue types.
///
/// # Errors
/// When the body is no list of them.
pub fn issue_types(reply: &Reply<'_>) -> Result<Vec<NamedId>, JiraError> {
    reply.json("a list of issue types")
}

/// Reads people.
///
/// # Errors
/// When the body is no page of them.
pub fn people(reply: &Reply<'_>) -> Result<Vec<Person>, JiraError> {
    let page: People = reply.json("a page of people")?;
    Ok(page.values)
}

/// Reads a person.
///
/// # Errors
/// When the body is none.
pub fn person(reply: &Reply<'_>) -> Result<Person, JiraError> {
    reply.json("a person")
}

struct People {
    values: Vec<Person>,
}

decode_object! { ignore Person { account_id, display_name: optional } }
decode_object! { ignore People { values } }
