//! What there is to choose from: projects, issue types, and the values of fields.

use weftline_wire::configuration::NamedId;
use weftline_wire::decode_object;
use weftline_wire::json::{self, Decode, Reader};

use super::Reply;
use crate::error::JiraError;

/// A project with its issue types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteProject {
    /// The id, digits.
    pub id: String,
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
    /// Its issue types.
    pub issue_types: Vec<NamedId>,
}

/// Some of the projects that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPage {
    /// The projects, by key.
    pub values: Vec<SiteProject>,
    /// How many there are in all.
    pub total: u32,
}

/// The issue types that can be created in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateIssueTypes {
    /// The issue types.
    pub issue_types: Vec<NamedId>,
}

/// A field that can be set when creating an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateField {
    /// The field's id.
    pub field_id: String,
    /// The values that it allows, in Jira's order.
    pub allowed_values: Vec<Choice>,
}

/// A value that a field can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: Option<String>,
    /// What people see.
    pub name: String,
    /// The options below it.
    pub below: Vec<Choice>,
}

/// Some of the fields that can be set when creating an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateFields {
    /// The fields.
    pub fields: Vec<CreateField>,
    /// How many there are in all.
    pub total: u32,
}

/// Reads projects.
///
/// # Errors
/// When the body is no page of projects.
pub fn projects(reply: &Reply<'_>) -> Result<ProjectPage, JiraError> {
    reply.json("a page of projects")
}

/// Reads issue types.
///
/// # Errors
/// When the body holds none.
pub fn create_issue_types(reply: &Reply<'_>) -> Result<CreateIssueTypes, JiraError> {
    reply.json("issue types")
}

/// Reads fields of a create form.
///
/// # Errors
/// When the body holds none.
pub fn create_fields(reply: &Reply<'_>) -> Result<CreateFields, JiraError> {
    let read: ReadFields = reply.json("the fields of a create form")?;
    let fields = read.fields.into_iter().map(|field| CreateField {
        field_id: field.field_id,
        allowed_values: field.allowed_values.into_iter().filter_map(ReadChoice::choice).collect(),
    });
    Ok(CreateFields { fields: fields.collect(), total: read.total })
}

/// Reads values, each once, in Jira's order: of a list, a page, or a list of issue types with their statuses.
///
/// # Errors
/// When the body is none of these.
pub fn choices(reply: &Reply<'_>) -> Result<Vec<Choice>, JiraError> {
    let read: Choices = reply.json("a list of values")?;
    let mut once: Vec<Choice> = Vec::new();
    for value in read.0 {
        let each = if value.statuses.is_empty() { vec![value] } else { value.statuses };
        for one in each.into_iter().filter_map(ReadChoice::choice) {
            if !once.contains(&one) {
                once.push(one);
            }
        }
    }
    Ok(once)
}

struct ReadFields {
    fields: Vec<ReadField>,
    total: u32,
}

struct ReadField {
    field_id: String,
    allowed_values: Vec<ReadChoice>,
}

/// A value: options have a `value`, everything else a `name`.
struct ReadChoice {
    id: Option<String>,
    value: Option<String>,
    name: Option<String>,
    children: Vec<ReadChoice>,
    statuses: Vec<ReadChoice>,
}

struct Page {
    values: Vec<ReadChoice>,
}

/// A list, or a page of one.
struct Choices(Vec<ReadChoice>);

impl ReadChoice {
    fn choice(self) -> Option<Choice> {
        let name = self.value.or(self.name)?;
        Some(Choice { id: self.id, name, below: self.children.into_iter().filter_map(ReadChoice::choice).collect() })
    }
}

impl Decode<'_> for Choices {
    fn empty() -> Self {
        Self(Vec::new())
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        if reader.peek()? == b'[' {
            return self.0.decode(reader);
        }
        let mut page = Page { values: Vec::new() };
        page.decode(reader)?;
        self.0 = page.values;
        Ok(())
    }
}

decode_object! { ignore SiteProject { id, key, name, issue_types: optional } }
decode_object! { ignore ProjectPage { values, total } }
decode_object! { ignore CreateIssueTypes { issue_types } }
decode_object! { ignore ReadFields { fields, total: optional } }
decode_object! { ignore ReadField { field_id, allowed_values: optional } }
decode_object! { ignore ReadChoice { id, value, name, children: optional, statuses: optional } }
decode_object! { ignore Page { values } }
