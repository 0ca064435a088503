//! How records of an object are made from issues of a project.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What happens to a value that the value map does not name (MAP-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Unmapped {
    /// It is taken as it is.
    Copy,
    /// The field's default is taken.
    Default,
    /// The field is left empty.
    Empty,
    /// It is a problem that a person has to solve.
    Report,
}

/// Where a Salesforce field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Source {
    /// Nowhere: people fill it in the form, or the default does.
    Nothing,
    /// A Jira field, as the kinds of both fields suggest: text, ADF to plain text, date, number, user by e-mail.
    Field {
        /// The Jira field's id, like `summary` or `customfield_10042`.
        field: String,
    },
    /// A Jira option field, value by value.
    Picklist {
        /// The Jira field's id.
        field: String,
        /// Salesforce values by the Jira option's value.
        values: BTreeMap<String, String>,
        /// What happens to other values.
        unmapped: Unmapped,
    },
    /// Always the same text, read as the field's type asks.
    Constant {
        /// The text.
        value: String,
    },
    /// Text with placeholders, like `{{issue.key}}: {{issue.summary}}`.
    Template {
        /// The template.
        template: String,
    },
}

/// How wide a field is in the create form (MAP-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Width {
    /// Half of the form.
    One,
    /// The whole width.
    Two,
}

/// One Salesforce field in a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FieldMapping {
    /// The Salesforce field's API name.
    pub field: String,
    /// What the form calls it; the org's label when none.
    pub label: Option<String>,
    /// Where its value comes from.
    pub source: Source,
    /// Taken when the source gives nothing.
    pub default: Option<String>,
    /// Width in the form.
    pub width: Width,
    /// Help text in the form; the org's when none.
    pub help: Option<String>,
    /// Whether people may only look at it in the form.
    pub read_only: bool,
    /// Whether the create form looks for records that have the same in this field (MAP-8).
    #[serde(default)]
    pub potential_results: bool,
}

/// How records of an object are made from issues of a project (MAP-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Mapping {
    /// The object.
    pub object: String,
    /// The fields, in the form's order.
    pub fields: Vec<FieldMapping>,
    /// Whether assignment rules run when nobody says otherwise (MAP-2).
    pub assignment_rules: bool,
}

crate::json_words! { Unmapped { Copy, Default, Empty, Report } }
crate::json_tagged! {
    ignore Source by "kind" {
        Nothing {},
        Field { field },
        Picklist { field, values, unmapped },
        Constant { value },
        Template { template },
    }
}
crate::json_words! { Width { One, Two } }
crate::json_object! {
   ignore FieldMapping {
       field, label, source, default, width, help, read_only, potential_results: optional
   }
}
crate::json_object! { ignore Mapping { object, fields, assignment_rules } }
