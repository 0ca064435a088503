//! What a plan is made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_mapping::{IssueInput, JiraFields, Resolved, compile, is_required};
use weftline_rules::{compared_fields, record_paths};
use weftline_wire::configuration::{Direction, FirstSync, Mapping, Source};
use weftline_wire::document::Base;
use weftline_wire::json::{self, Encode, Json};
use weftline_wire::json_object;
use weftline_wire::plan::Way;
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

use crate::waits::issue_fields;

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
        narrow(&self.mapping, &mut self.object, &mut self.jira, &mut self.issue, is_required);
        self
    }

    /// The question that plans them again, as JSON: what [`crate::answer`] takes.
    #[must_use]
    pub fn question(&self) -> String {
        question("planCreation", self)
    }
}

/// A record, as it was when it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordSnapshot {
    /// The record's id, 18 characters.
    pub id: String,
    /// The values of [`update_paths`], by path. A path that is missing has no value.
    pub values: BTreeMap<String, FieldValue>,
    /// Its `LastModifiedDate`, in ms since 1970.
    pub modified_at_ms: u64,
    /// Mapped fields that nobody has read now: what was observed last, longer than a base keeps, stands for them. They
    /// count as unchanged.
    #[serde(default)]
    pub unread: Vec<String>,
}

/// Everything that decides what an issue and a record write to one another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateInputs {
    /// The mapping.
    pub mapping: Mapping,
    /// The object's describe.
    pub object: ObjectDescribe,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The issue.
    pub issue: IssueSnapshot,
    /// The record.
    pub record: RecordSnapshot,
    /// When the issue was changed last, in ms since 1970.
    pub issue_modified_at_ms: u64,
    /// The values last observed on each side, by Salesforce field.
    pub base: BTreeMap<String, Base>,
    /// The answers to what the mapping needs.
    pub resolved: Resolved,
    /// The Jira fields that the issue can be given a value for; none when nobody asked.
    #[serde(default)]
    pub editable: Option<Vec<String>>,
    /// The Jira fields that customers see.
    pub customers_see: Vec<String>,
    /// What people have decided of fields that waited: which way their values go, by Salesforce field (D-8).
    #[serde(default)]
    pub decided: BTreeMap<String, Way>,
    /// Whether the two are looked at for the first time: what the bases say counts for nothing then.
    pub first: bool,
}

impl UpdateInputs {
    /// The same inputs without what decides nothing, as [`CreationInputs::narrowed`].
    #[must_use]
    pub fn narrowed(mut self) -> UpdateInputs {
        narrow(&self.mapping, &mut self.object, &mut self.jira, &mut self.issue, |_| false);
        let paths = update_paths(&self.mapping, &self.jira, &self.object);
        self.record.values.retain(|path, _| paths.contains(path));
        let mapping = &self.mapping;
        self.base.retain(|field, _| mapping.fields.iter().any(|mapped| mapped.field == *field));
        self
    }
}

impl UpdateInputs {
    /// The question that plans them again, as JSON: what [`crate::answer`] takes.
    #[must_use]
    pub fn question(&self) -> String {
        question("planUpdate", self)
    }
}

/// Everything that decides what is copied when a record is linked by hand.
#[derive(Clone, Debug)]
pub struct FirstInputs {
    /// The two, with the mapping of [`crate::at_linking`].
    pub inputs: UpdateInputs,
    /// What is copied.
    pub how: FirstSync,
    /// Whether the record is the issue's primary one.
    pub primary: bool,
}

impl FirstInputs {
    /// The question that plans them again, as JSON: what [`crate::answer`] takes.
    #[must_use]
    pub fn question(&self) -> String {
        question("planFirst", self)
    }
}

pub(crate) fn question(ask: &str, about: &dyn Encode) -> String {
    ["{\"ask\":\"", ask, "\",\"about\":", &json::to_string(about), "}"].concat()
}

/// What an update reads of a record, sorted, each once: `Status`, `Owner.Email`.
#[must_use]
pub fn update_paths(mapping: &Mapping, jira: &JiraFields, object: &ObjectDescribe) -> Vec<String> {
    let mut paths = compile(mapping, jira, object).record_paths();
    for field in mapping.fields.iter().filter(|field| field.direction != Direction::Creation) {
        let is_known = object.fields.iter().any(|describe| describe.name == field.field);
        if let Err(at) = paths.binary_search(&field.field)
            && is_known
        {
            paths.insert(at, field.field.clone());
        }
    }
    for path in mapping.to_jira_when.iter().flat_map(|condition| record_paths(condition, object)) {
        if let Err(at) = paths.binary_search(&path) {
            paths.insert(at, path);
        }
    }
    paths
}

/// Leaves out what the mapping does not come by: of the object, unless `keeps` it, and of the issue.
fn narrow(
    mapping: &Mapping,
    object: &mut ObjectDescribe,
    jira: &mut JiraFields,
    issue: &mut IssueSnapshot,
    keeps: fn(&FieldDescribe) -> bool,
) {
    let read = issue_fields(mapping, jira, object);
    let asked: Vec<&str> = mapping.to_jira_when.iter().flat_map(compared_fields).collect();
    let waits_for: Vec<&str> = mapping.to_salesforce_when.iter().flat_map(compared_fields).collect();
    let named = names(mapping);
    let is_named = |field: &str| named.iter().any(|name| name.contains(field));
    // A field that the mapping names and does not read has a problem, which depends on what is known of it.
    issue.fields.retain(|field, _| read.contains(field) || is_named(field));
    jira.fields.retain(|field| is_named(&field.id) || waits_for.contains(&field.id.as_str()));
    let is_mapped = |field: &FieldDescribe| mapping.fields.iter().any(|mapped| mapped.field == field.name);
    // What a dependent picklist takes follows from the field that controls it.
    let controllers: Vec<String> = object
        .fields
        .iter()
        .filter(|field| is_mapped(field))
        .filter_map(|field| field.controller_name.clone())
        .collect();
    object.fields.retain(|field| {
        let is_compared = asked.contains(&field.name.as_str());
        keeps(field) || is_mapped(field) || is_compared || controllers.contains(&field.name)
    });
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

json_object! { refuse IssueSnapshot { id, key, site_url, fields } }
json_object! { refuse CreationInputs { mapping, object, jira, issue, resolved, form, assignment_rules } }
json_object! { refuse RecordSnapshot { id, values, modified_at_ms, unread: optional } }
json_object! {
    refuse UpdateInputs {
        mapping, object, jira, issue, record, issue_modified_at_ms, base, resolved, editable, customers_see,
        decided: optional, first
    }
}
json_object! { refuse FirstInputs { inputs, how, primary } }
