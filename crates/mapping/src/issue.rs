//! What a mapping is applied to, and what comes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_wire::failure::Problem;
use weftline_wire::salesforce::FieldValue;

/// An issue, as far as a mapping needs it.
#[derive(Clone, Debug)]
pub struct IssueInput<'a> {
    /// The issue's id, digits.
    pub id: &'a str,
    /// Its key, like `SUP-12`.
    pub key: &'a str,
    /// The site's address, like `https://acme.atlassian.net`, no trailing slash.
    pub site_url: &'a str,
    /// The values of its fields as JSON text, by field id. A field that is missing has no value.
    pub fields: BTreeMap<&'a str, &'a str>,
}

/// A Salesforce user that a mapping needs, to be looked for by e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserByEmail {
    /// The address, with its ASCII letters in lower case.
    pub email: String,
}

/// A user that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolvedUser {
    /// The user's id, 18 characters.
    pub id: String,
    /// The user's name.
    pub name: String,
}

/// The answers to what a mapping needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resolved {
    /// Active users by e-mail address, its ASCII letters in lower case. An address that is missing belongs to nobody.
    pub users_by_email: BTreeMap<String, ResolvedUser>,
}

/// What the mapping makes of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The Salesforce field.
    pub field: String,
    /// The value; [`FieldValue::Null`] when neither source nor default gives one.
    pub value: FieldValue,
    /// What people see for the value of a lookup.
    pub value_label: Option<String>,
    /// For a value that is HTML: the plain text it was made from, which is what people edit in a form.
    pub plain: Option<String>,
    /// Where the value came from: `issue.summary`, `constant`, `template`, `default`; empty when the mapping names
    /// no source.
    pub source: String,
    /// What was found there, cut to 200 characters.
    pub found: Option<String>,
    /// What is lost on the way, in English.
    pub losses: Vec<String>,
    /// Errors: there is no value, or none that Salesforce would take. Warnings: there is one, worth a look.
    pub problems: Vec<Problem>,
}

impl Mapped {
    /// What a form is filled with.
    #[must_use]
    pub fn form_value(&self) -> FieldValue {
        match &self.plain {
            Some(plain) => FieldValue::Text(plain.clone()),
            None => self.value.clone(),
        }
    }
}

weftline_wire::decode_object! { refuse ResolvedUser { id, name } }
weftline_wire::decode_object! { refuse Resolved { users_by_email } }
