//! Replies: read in one pass from their bytes, and borrowed from them.
//!
//! Every reader takes the [`Reply`] that [`read`] made of a status below 400.

mod attachments;
mod choices;
mod comments;
mod files;
mod history;
mod known;
mod needed;
mod poll;
mod roles;
mod search;

pub use attachments::{Attachment, attachments, upload_limit, whole_length};
pub use choices::{
    Choice, CreateField, CreateFields, CreateIssueTypes, ProjectPage, SiteProject, choices, create_fields,
    create_issue_types, projects,
};
pub use comments::{CommentPage, Commented, issue_comments, written_comment};
pub use files::{attached, comments, temporary_file};
pub use history::{Histories, History, HistoryItem, history, recent_history, site_url};
pub use known::{Person, issue_types, people, person};
pub use needed::{OpenTransition, ScreenField, accounts_of, editable, editable_of_issue, transitions};
pub use poll::{ChangedIssue, ChangedIssues, changed_issues};
pub use roles::{
    Member, RoleActors, found_groups, found_people, groups, member, project_permissions, project_roles, role_actors,
};
pub use search::{
    FoundIssue, FoundIssues, IssueFields, IssueHead, found_issues, issue_fields, issue_head, issue_heads,
};

use std::borrow::Cow;

use weftline_wire::decode_object;
use weftline_wire::effect::Header;
use weftline_wire::json::{self, Decode, Raw, Reader};

use crate::error::JiraError;

/// A reply that is no error.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The HTTP status, 2xx.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

/// Tells success from error.
///
/// # Errors
/// When the status is not 2xx.
pub fn read<'a>(status: u16, headers: &[Header], body: &'a [u8]) -> Result<Reply<'a>, JiraError> {
    match status {
        200..=299 => Ok(Reply { status, body }),
        _ => Err(JiraError::read(status, headers, body)),
    }
}

impl<'a> Reply<'a> {
    /// Lazily: what nobody asks for is passed over, checked for its structure only.
    fn json<T: Decode<'a>>(&self, what: &str) -> Result<T, JiraError> {
        json::from_reply(self.body).map_err(|_| JiraError::unreadable(self.status, what))
    }
}

/// An issue.
#[derive(Clone, Debug)]
pub struct Issue<'a> {
    /// The id, digits: what everything stored hangs on.
    pub id: String,
    /// The key, which changes when the issue moves.
    pub key: String,
    /// The project.
    pub project: Project,
    fields: Pairs<'a, Raw<'a>>,
    names: Pairs<'a, Cow<'a, str>>,
    schema: Pairs<'a, FieldSchema>,
}

impl<'a> Issue<'a> {
    /// A field's value as JSON text; none when the issue has no such field, or it is null.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<Raw<'a>> {
        self.fields.get(id).copied().filter(|value| value.get() != "null")
    }

    /// All fields that came, with their values as JSON text, `null` among them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Raw<'a>)> {
        self.fields.0.iter().map(|(id, value)| (id.as_ref(), *value))
    }

    /// What people call a field.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(AsRef::as_ref)
    }

    /// A field's schema.
    #[must_use]
    pub fn schema(&self, id: &str) -> Option<&FieldSchema> {
        self.schema.get(id)
    }
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The id, digits.
    pub id: String,
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
}

/// What kind of values a field has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSchema {
    /// `string`, `number`, `date`, `datetime`, `option`, `array`, `user`, `priority`, ...
    pub kind: String,
    /// What an array holds.
    pub items: Option<String>,
    /// The field's name among Jira's own.
    pub system: Option<String>,
    /// The custom field's type, like `com.atlassian.jira.plugin.system.customfieldtypes:textarea`.
    pub custom: Option<String>,
    /// The custom field's number.
    pub custom_id: Option<u64>,
}

/// A field of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The id, like `summary` or `customfield_10050`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether an admin added it.
    pub custom: bool,
    /// Its schema; none for what is no value of an issue, like `issuekey`.
    pub schema: Option<FieldSchema>,
}

/// What the user may do.
#[derive(Clone, Debug)]
pub struct Permissions<'a>(Pairs<'a, Permission>);

impl Permissions<'_> {
    /// Whether the user has a permission. One that was not asked for counts as missing.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(|permission| permission.have_permission)
    }
}

/// Reads an issue.
///
/// # Errors
/// When the body is no issue with a project.
pub fn issue<'a>(reply: &Reply<'a>) -> Result<Issue<'a>, JiraError> {
    let whole: WholeIssue<'a> = reply.json("an issue")?;
    let project = whole.fields.get("project").and_then(|project| json::from_str(project.get()).ok());
    Ok(Issue {
        id: whole.id,
        key: whole.key,
        project: project.ok_or_else(|| JiraError::unreadable(reply.status, "an issue with its project"))?,
        fields: whole.fields,
        names: whole.names,
        schema: whole.schema,
    })
}

/// Reads what the user may do.
///
/// # Errors
/// When the body holds no permissions.
pub fn permissions<'a>(reply: &Reply<'a>) -> Result<Permissions<'a>, JiraError> {
    let mine: MyPermissions<'a> = reply.json("permissions")?;
    Ok(Permissions(mine.permissions))
}

/// Reads the site's fields.
///
/// # Errors
/// When the body is no list of fields.
pub fn fields(reply: &Reply<'_>) -> Result<Vec<Field>, JiraError> {
    reply.json("a list of fields")
}

struct WholeIssue<'a> {
    id: String,
    key: String,
    fields: Pairs<'a, Raw<'a>>,
    names: Pairs<'a, Cow<'a, str>>,
    schema: Pairs<'a, FieldSchema>,
}

struct MyPermissions<'a> {
    permissions: Pairs<'a, Permission>,
}

#[derive(Clone, Copy, Debug)]
struct Permission {
    have_permission: bool,
}

/// An object's members in order: smaller than a map, and as fast for what is looked up once.
#[derive(Clone, Debug)]
pub(crate) struct Pairs<'a, V>(pub(crate) Vec<(Cow<'a, str>, V)>);

impl<V> Default for Pairs<'_, V> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<V> Pairs<'_, V> {
    fn get(&self, name: &str) -> Option<&V> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }
}

impl<'a, V: Decode<'a>> Decode<'a> for Pairs<'a, V> {
    fn empty() -> Self {
        Self::default()
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> json::Result<()> {
        reader.entries(&mut |name, reader| {
            let mut value = V::empty();
            value.decode(reader)?;
            self.0.push((name, value));
            Ok(())
        })
    }
}

decode_object! { ignore Project { id, key, name: optional } }
decode_object! { ignore FieldSchema { kind: ("type" optional), items, system, custom, custom_id } }
decode_object! { ignore Field { id, name, custom: optional, schema } }
decode_object! { ignore borrowing WholeIssue { id, key, fields, names: optional, schema: optional } }
decode_object! { ignore borrowing MyPermissions { permissions } }
decode_object! { ignore Permission { have_permission } }
