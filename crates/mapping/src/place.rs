//! Where in an issue a value is found.

use crate::issue::IssueInput;
use crate::jira_value::JiraValue;

/// A field, or what an issue has beside its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// The issue's key.
    Key,
    /// Its id.
    Id,
    /// Its address.
    Url,
    /// One of its fields.
    Field(&'a str),
}

impl<'a> Place<'a> {
    /// `key` (Jira's field list says `issuekey`), `id` and `url` are no fields of an issue.
    pub(crate) fn of(id: &'a str) -> Place<'a> {
        match id {
            "key" | "issuekey" => Place::Key,
            "id" => Place::Id,
            "url" => Place::Url,
            field => Place::Field(field),
        }
    }

    pub(crate) fn name(self) -> &'a str {
        match self {
            Place::Key => "key",
            Place::Id => "id",
            Place::Url => "url",
            Place::Field(field) => field,
        }
    }

    /// What an issue has there.
    pub(crate) fn value<'i>(self, issue: &IssueInput<'i>) -> JiraValue<'i> {
        match self {
            Place::Key => JiraValue::Text(issue.key.into()),
            Place::Id => JiraValue::Text(issue.id.into()),
            Place::Url => JiraValue::Text([issue.site_url, "/browse/", issue.key].concat().into()),
            Place::Field(field) => {
                issue.fields.get(field).map_or(JiraValue::Nothing, |json| JiraValue::read(json, true))
            }
        }
    }
}
