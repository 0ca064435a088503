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
    Named(Written),
    /// An option and one below it.
    Cascading,
    /// Several people.
    Users,
    /// Several of something with a name, or labels.
    Several(Written),
    /// Jira does not say: the value will show it.
    Any,
    /// Nobody asked Jira: the value will show it.
    Unknown,
    /// Nothing that a mapping can use.
    Unsupported,
}

/// How Jira takes a value that has a name.
/// <https://developer.atlassian.com/server/jira/platform/jira-rest-api-examples/#setting-custom-field-data-for-other-field-types>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// As an option: `{"value": "Red"}`.
    Value,
    /// `{"name": "High"}`.
    Name,
    /// As an issue: `{"key": "SUP-12"}`.
    Key,
    /// As plain text without spaces.
    Label,
    /// By a transition.
    Status,
    /// Not at all.
    Never,
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
            (None, None) => (!jira.complete).then_some(Kind::Unknown),
        }
    }

    /// The most characters its text has.
    pub(crate) fn text_max(self) -> usize {
        match self {
            Kind::Text(units) => units,
            Kind::RichText => DOCUMENT_MAX,
            Kind::Url | Kind::User | Kind::Named(_) => LINE_MAX,
            Kind::Cascading => 2 * LINE_MAX + " - ".len(),
            Kind::Number | Kind::Date | Kind::DateTime => 40,
            Kind::Users | Kind::Several(_) | Kind::Any | Kind::Unknown | Kind::Unsupported => usize::MAX,
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
            Kind::Named(_) => "an option",
            Kind::Cascading => "a cascading option",
            Kind::Users => "several users",
            Kind::Several(_) => "several values",
            Kind::Any | Kind::Unknown => "any value",
            Kind::Unsupported => "of a kind that cannot be mapped",
        }
    }
}

/// Why nobody can set what is found in a place; none when somebody can.
pub(crate) fn fixed(place: Place<'_>, kind: Kind) -> Option<&'static str> {
    match place {
        Place::Key | Place::Id | Place::Url | Place::Field("created" | "updated" | "resolutiondate" | "creator") => {
            Some("Jira sets it itself")
        }
        Place::Field("project" | "issuetype") => Some("Weftline moves no issues"),
        Place::Field(_) => match kind {
            Kind::Several(Written::Never) => Some("a sprint's issues are chosen on its board"),
            Kind::Named(Written::Never) => Some("Weftline cannot set it"),
            Kind::Any | Kind::Unsupported => Some("Jira does not say which values it takes"),
            _ => None,
        },
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
        "priority" | "resolution" => Kind::Named(Written::Name),
        "status" => Kind::Named(Written::Status),
        "issuetype" | "project" => Kind::Named(Written::Never),
        "parent" => Kind::Named(Written::Key),
        "labels" => Kind::Several(Written::Label),
        "components" | "versions" | "fixVersions" => Kind::Several(Written::Name),
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
        ("option", _) => Kind::Named(Written::Value),
        ("priority" | "resolution" | "securitylevel" | "version" | "component" | "group", _) => {
            Kind::Named(Written::Name)
        }
        ("status" | "issuetype" | "project", _) => Kind::Named(Written::Never),
        ("option-with-child", _) => Kind::Cascading,
        ("array", "option") => Kind::Several(Written::Value),
        ("array", "string") => Kind::Several(Written::Label),
        ("array", "version" | "component" | "group") => Kind::Several(Written::Name),
        // A sprint has a name; which issues it has is its board's matter.
        ("array", "json") if custom == "gh-sprint" => Kind::Several(Written::Never),
        ("any", _) => Kind::Any,
        _ => Kind::Unsupported,
    }
}
