//! Jira's fields, as its field list describes them.

use serde::{Deserialize, Serialize};

/// A field's schema.
///
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/#api-rest-api-3-field-get>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JiraSchema {
    /// The type, like `string`, `option`, `array`, `user`.
    #[serde(rename = "type")]
    pub schema_type: String,
    /// The type of an array's items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Jira's own field, like `summary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The custom field's type, like `com.atlassian.jira.plugin.system.customfieldtypes:textarea`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<String>,
}

/// A field of a Jira site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JiraField {
    /// Its id, like `summary` or `customfield_10050`.
    pub id: String,
    /// What people see.
    pub name: String,
    /// Its schema; a few of Jira's own fields have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<JiraSchema>,
}

/// What is known of a site's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JiraFields {
    /// The fields.
    pub fields: Vec<JiraField>,
    /// Whether these are all. If so, a mapping that names another one is wrong; if not, such a field is read by what
    /// its value looks like.
    pub complete: bool,
}

weftline_wire::json_object! { ignore JiraSchema { schema_type: "type", items, system, custom } }
weftline_wire::json_object! { ignore JiraField { id, name, schema } }
weftline_wire::json_object! { ignore JiraFields { fields, complete } }
