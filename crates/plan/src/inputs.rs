//! What a plan is made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_mapping::{IssueInput, JiraFields, Resolved, compile, is_required};
use weftline_wire::configuration::{Mapping, Source};
use weftline_wire::decode_object;
use weftline_wire::json::Json;
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

/// A field's value was not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The field's id.
    pub field: String,
}

/// An issue, as it was when it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueSnapshot {
    /// The issue's id, digits.
    pub id: String,
    /// Its key, like `SUP-12`.
    pub key: String,
    /// The site's address, like `https://acme.atlassian.net`, no trailing slash.
    pub site_url: String,
    /// The values of its fields, by field id.
    pub fields: BTreeMap<String, Json>,
}

impl IssueSnapshot {
    /// Keeps what a mapping is applied to.
    ///
    /// # Errors
    /// If a field's value is not JSON.
    pub fn of(issue: &IssueInput<'_>) -> Result<IssueSnapshot, NotJson> {
        let mut fields = BTreeMap::new();
        for (&field, &json) in &issue.fields {
            let value = Json::parse(json).map_err(|_| NotJson { field: field.to_owned() })?;
            fields.insert(field.to_owned(), value);
        }
        Ok(IssueSnapshot {
            id: issue.id.to_owned(),
            key: issue.key.to_owned(),
            site_url: issue.site_url.to_owned(),
            fields,
        })
    }

    /// The issue as a mapping takes it.
    #[must_use]
    pub fn input(&self) -> IssueInput<'_> {
        let mut fields = BTreeMap::new();
        for (field, value) in &self.fields {
            fields.insert(field.as_str(), value.get());
        }
        IssueInput { id: &self.id, key: &self.key, site_url: &self.site_url, fields }
    }
}

/// Everything that decides a creation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreationInputs {
    /// The mapping.
    pub mapping: Mapping,
    /// The object's describe.
    pub object: ObjectDescribe,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The issue.
    pub issue: IssueSnapshot,
    /// The users that were looked for.
    pub resolved: Resolved,
    /// What a person sent from the form, unchecked; none when nobody was asked.
    pub form: Option<BTreeMap<String, FieldValue>>,
    /// Whether assignment rules run; the mapping decides when none.
    pub assignment_rules: Option<bool>,
}

impl CreationInputs {
    /// The same inputs without what decides nothing: fields of the object that are neither mapped nor required, and
    /// Jira's fields and values that the mapping does not read. What is kept with a decision is this.
    #[must_use]
    pub fn narrowed(mut self) -> CreationInputs {
        let compiled = compile(&self.mapping, &self.jira, &self.object);
        let read = compiled.jira_fields();
        self.issue.fields.retain(|field, _| read.contains(&field.as_str()));
        // A field that the mapping names and does not read has a problem, which depends on what is known of it.
        let named = names(&self.mapping);
        self.jira.fields.retain(|field| named.iter().any(|name| name.contains(&field.id)));
        let mapping = &self.mapping;
        self.object
            .fields
            .retain(|field| is_required(field) || mapping.fields.iter().any(|mapped| mapped.field == field.name));
        self
    }
}

/// What a mapping says where it may name Jira's fields.
fn names(mapping: &Mapping) -> Vec<String> {
    let named = mapping.fields.iter().filter_map(|field| match &field.source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => Some(field),
        Source::Template { template } => Some(template),
        Source::Nothing | Source::Constant { .. } => None,
    });
    named.cloned().collect()
}

decode_object! { refuse IssueSnapshot { id, key, site_url, fields } }
decode_object! { refuse CreationInputs { mapping, object, jira, issue, resolved, form, assignment_rules } }
