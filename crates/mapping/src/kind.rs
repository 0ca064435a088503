//! What kinds of values Jira's fields have.

use crate::jira::{JiraField, JiraFields, JiraSchema};
use crate::place::Place;

/// What kind of values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// An ADF document.
    RichText,
    /// An address of a page.
    Url,
    /// A number.
    Number,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A person.
    User,
    /// Something with a name: an option, priority, status, project.
    Named,
    /// An option and one below it.
    Cascading,
    /// Several people.
    Users,
    /// Several of something with a name, or labels.
    Several,
    /// Not known: the value will show it.
    Any,
    /// Nothing that a mapping can use.
    Unsupported,
}

/// What Jira lets people write on one line.
const LINE_MAX: usize = 255;

/// What Jira lets people write in a document.
const DOCUMENT_MAX: usize = 32_767;

impl Kind {
    /// The kind of what is found in a place; none when Jira has no such field.
    pub(crate) fn of(place: Place<'_>, jira: &JiraFields) -> Option<Kind> {
        let id = match place {
            Place::Key | Place::Id => return Some(Kind::Text(LINE_MAX)),
            Place::Url => return Some(Kind::Url),
            Place::Field(id) => id,
        };
        match (jira.fields.iter().find(|field| field.id == id), system(id)) {
            (_, Some(kind)) => Some(kind),
            (Some(JiraField { schema: Some(schema), .. }), None) => Some(of_schema(schema)),
            (Some(JiraField { schema: None, .. }), None) => Some(Kind::Any),
            (None, None) => (!jira.complete).then_some(Kind::Any),
        }
    }

    /// The most characters its text has.
    pub(crate) fn text_max(self) -> usize {
        match self {
            Kind::Text(units) => units,
            Kind::RichText => DOCUMENT_MAX,
            Kind::Url | Kind::User | Kind::Named => LINE_MAX,
            Kind::Cascading => 2 * LINE_MAX + " - ".len(),
            Kind::Number | Kind::Date | Kind::DateTime => 40,
            Kind::Users | Kind::Several | Kind::Any | Kind::Unsupported => usize::MAX,
        }
    }

    /// As people say it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Kind::Text(_) => "text",
            Kind::RichText => "rich text",
            Kind::Url => "a URL",
            Kind::Number => "a number",
            Kind::Date => "a date",
            Kind::DateTime => "a date and time",
            Kind::User => "a user",
            Kind::Named => "an option",
            Kind::Cascading => "a cascading option",
            Kind::Users => "several users",
            Kind::Several => "several values",
            Kind::Any => "any value",
            Kind::Unsupported => "of a kind that cannot be mapped",
        }
    }
}

/// Whether a mapping can use a field's values.
#[must_use]
pub fn can_map(field: &JiraField) -> bool {
    let kind = system(&field.id).or_else(|| field.schema.as_ref().map(of_schema));
    !matches!(kind, None | Some(Kind::Unsupported))
}

/// Jira's own fields, which every site has, whatever is known of the others.
fn system(id: &str) -> Option<Kind> {
    Some(match id {
        "summary" => Kind::Text(LINE_MAX),
        "description" | "environment" => Kind::RichText,
        "assignee" | "reporter" | "creator" => Kind::User,
        "priority" | "status" | "issuetype" | "project" | "resolution" | "parent" => Kind::Named,
        "labels" | "components" | "versions" | "fixVersions" => Kind::Several,
        "duedate" => Kind::Date,
        "created" | "updated" | "resolutiondate" => Kind::DateTime,
        _ => return None,
    })
}

fn of_schema(schema: &JiraSchema) -> Kind {
    let custom = schema.custom.as_deref().and_then(|custom| custom.rsplit(':').next()).unwrap_or_default();
    match (schema.schema_type.as_str(), schema.items.as_deref().unwrap_or_default()) {
        ("string", _) => match custom {
            "textarea" => Kind::RichText,
            "url" => Kind::Url,
            _ => Kind::Text(LINE_MAX),
        },
        ("number", _) => Kind::Number,
        ("date", _) => Kind::Date,
        ("datetime", _) => Kind::DateTime,
        ("user", _) => Kind::User,
        ("array", "user") => Kind::Users,
        (
            "option" | "priority" | "status" | "resolution" | "issuetype" | "project" | "securitylevel" | "version"
            | "component" | "group",
            _,
        ) => Kind::Named,
        ("option-with-child", _) => Kind::Cascading,
        ("array", "option" | "string" | "version" | "component" | "group") => Kind::Several,
        // A sprint has a name.
        ("array", "json") if custom == "gh-sprint" => Kind::Several,
        ("any", _) => Kind::Any,
        _ => Kind::Unsupported,
    }
}
