//! Replies: read in one pass from their bytes, and borrowed from them.
//!
//! Every reader takes the [`Reply`] that [`read`] made of a status below 400.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use weftline_wire::effect::Header;

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
    fn json<T: Deserialize<'a>>(&self, what: &str) -> Result<T, JiraError> {
        serde_json::from_slice(self.body).map_err(|_| JiraError::unreadable(self.status, what))
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
    fields: Pairs<'a, &'a RawValue>,
    names: Pairs<'a, Text<'a>>,
    schema: Pairs<'a, FieldSchema>,
}

impl<'a> Issue<'a> {
    /// A field's value as JSON text; none when the issue has no such field, or it is null.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&'a RawValue> {
        self.fields.get(id).copied().filter(|value| value.get() != "null")
    }

    /// All fields that came, with their values as JSON text, `null` among them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.fields.0.iter().map(|(id, value)| (id.as_ref(), *value))
    }

    /// What people call a field.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(|Text(name)| name.as_ref())
    }

    /// A field's schema.
    #[must_use]
    pub fn schema(&self, id: &str) -> Option<&FieldSchema> {
        self.schema.get(id)
    }
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Project {
    /// The id, digits.
    pub id: String,
    /// The key.
    pub key: String,
    /// The name.
    #[serde(default)]
    pub name: String,
}

/// What kind of values a field has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldSchema {
    /// `string`, `number`, `date`, `datetime`, `option`, `array`, `user`, `priority`, ...
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What an array holds.
    #[serde(default)]
    pub items: Option<String>,
    /// The field's name among Jira's own.
    #[serde(default)]
    pub system: Option<String>,
    /// The custom field's type, like `com.atlassian.jira.plugin.system.customfieldtypes:textarea`.
    #[serde(default)]
    pub custom: Option<String>,
    /// The custom field's number.
    #[serde(default)]
    pub custom_id: Option<u64>,
}

/// A field of the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// The id, like `summary` or `customfield_10050`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether an admin added it.
    #[serde(default)]
    pub custom: bool,
    /// Its schema; none for what is no value of an issue, like `issuekey`.
    #[serde(default)]
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
    let project = whole.fields.get("project").and_then(|project| serde_json::from_slice(project.get().as_bytes()).ok());
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

#[derive(Deserialize)]
struct WholeIssue<'a> {
    id: String,
    key: String,
    #[serde(borrow)]
    fields: Pairs<'a, &'a RawValue>,
    #[serde(borrow, default)]
    names: Pairs<'a, Text<'a>>,
    #[serde(borrow, default)]
    schema: Pairs<'a, FieldSchema>,
}

#[derive(Deserialize)]
struct MyPermissions<'a> {
    #[serde(borrow)]
    permissions: Pairs<'a, Permission>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
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

#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Pairs<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<'de, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            pairs.push((name, map.next_value()?));
        }
        Ok(Pairs(pairs))
    }
}
