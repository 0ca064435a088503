//! What values of an issue are made from: people by their e-mail address, and the transitions of the issue.

use weftline_wire::decode_object;
use weftline_wire::json::Raw;

use super::{Pairs, Person, Reply};
use crate::error::JiraError;

/// A transition that an issue's workflow allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTransition {
    /// Its id.
    pub id: String,
    /// What people see on its button.
    pub name: String,
    /// The name of the status it leads to.
    pub to: String,
    /// The fields on its screen.
    pub fields: Vec<ScreenField>,
}

/// A field on a transition's screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenField {
    /// Its id.
    pub id: String,
    /// What people see.
    pub name: String,
    /// Whether the transition wants a value that it does not have by itself.
    pub required: bool,
}

/// Reads who has an e-mail address: active people whose address Jira shows and that is this one, in any case.
///
/// # Errors
/// When the body is no list of people.
pub fn accounts_of(reply: &Reply<'_>, email: &str) -> Result<Vec<Person>, JiraError> {
    let found: Vec<Found> = reply.json("a list of people")?;
    let has = |person: &Found| person.email_address.as_deref().is_some_and(|its| its.eq_ignore_ascii_case(email));
    let people = found.into_iter().filter(|person| person.active && has(person));
    Ok(people.map(|person| Person { account_id: person.account_id, display_name: person.display_name }).collect())
}

/// Reads transitions.
///
/// # Errors
/// When the body is no list of them.
pub fn transitions(reply: &Reply<'_>) -> Result<Vec<OpenTransition>, JiraError> {
    let read: Transitions<'_> = reply.json("a list of transitions")?;
    let transitions = read.transitions.into_iter().map(|transition| {
        let fields = transition.fields.0.into_iter().map(|(id, field)| ScreenField {
            id: id.into_owned(),
            name: field.name,
            required: field.required && !field.has_default_value,
        });
        OpenTransition { id: transition.id, name: transition.name, to: transition.to.name, fields: fields.collect() }
    });
    Ok(transitions.collect())
}

/// Reads the ids of the fields that an issue can be given a value for.
///
/// # Errors
/// When the body is no description of an edit screen.
pub fn editable(reply: &Reply<'_>) -> Result<Vec<String>, JiraError> {
    let read: Editable<'_> = reply.json("the fields of an edit screen")?;
    Ok(read.fields.0.into_iter().map(|(id, _)| id.into_owned()).collect())
}

struct Editable<'a> {
    fields: Pairs<'a, Raw<'a>>,
}

struct Found {
    account_id: String,
    active: bool,
    display_name: String,
    email_address: Option<String>,
}

struct Transitions<'a> {
    transitions: Vec<Step<'a>>,
}

struct Step<'a> {
    id: String,
    name: String,
    to: Status,
    fields: Pairs<'a, Screened>,
}

struct Status {
    name: String,
}

struct Screened {
    name: String,
    required: bool,
    has_default_value: bool,
}

decode_object! { ignore borrowing Editable { fields } }
decode_object! { ignore Found { account_id, active: optional, display_name: optional, email_address } }
decode_object! { ignore borrowing Transitions { transitions } }
decode_object! { ignore borrowing Step { id, name, to, fields: optional } }
decode_object! { ignore Status { name } }
decode_object! { ignore Screened { name: optional, required: optional, has_default_value: optional } }
