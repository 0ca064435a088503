//! The configuration: what an admin decides, in sections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Switches that hold for the whole site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Settings {
    /// Whether records may be linked (TGL-2).
    pub allow_linking: bool,
    /// Whether records may be unlinked (TGL-3).
    pub allow_unlinking: bool,
    /// Whether pages offer the way into Salesforce (TGL-5).
    pub allow_redirect: bool,
}

/// Which fields of an object are shown where (FLD-2, FLD-3). API names; a dot follows a lookup, as in `Owner.Name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FieldSelection {
    /// The object.
    pub object: String,
    /// Searched in and shown in results; at most 5.
    pub search: Vec<String>,
    /// Shown in the details dialog, in this order.
    pub details: Vec<String>,
    /// Shown in the list view.
    pub list: Vec<String>,
    /// Shown in the compact view; at most 5.
    pub compact: Vec<String>,
}

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

/// One content-addressed section of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Section {
    /// The switches.
    Settings(Settings),
    /// The fields of an object.
    Fields(FieldSelection),
    /// The mapping of an object.
    Mapping(Mapping),
}

/// A version of the configuration: which sections it consists of. Small, so that a flow reads it and then only the
/// sections it needs. Section names are `settings`, `fields:<object>` and `mapping:<project id or *>:<object>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Manifest {
    /// 0 is what Weftline ships; each save makes the next.
    pub version: u32,
    /// Who saved it: an Atlassian account id, or none for what Weftline ships.
    pub author: Option<String>,
    /// When, in ms since 1970.
    pub saved_at_ms: u64,
    /// The objects in order.
    pub objects: Vec<String>,
    /// Content hashes (SHA-256, hex) by section name.
    pub sections: BTreeMap<String, String>,
}

crate::decode_object! { ignore Settings { allow_linking, allow_unlinking, allow_redirect } }
crate::decode_object! { ignore FieldSelection { object, search, details, list, compact } }
crate::decode_words! { Unmapped { Copy, Default, Empty, Report } }
crate::decode_tagged! {
    ignore Source by "kind" {
        Nothing {},
        Field { field },
        Picklist { field, values, unmapped },
        Constant { value },
        Template { template },
    }
}
crate::decode_words! { Width { One, Two } }
crate::decode_object! { ignore FieldMapping { field, label, source, default, width, help, read_only } }
crate::decode_object! { ignore Mapping { object, fields, assignment_rules } }
crate::decode_tagged! { ignore Section by "kind" in content { Settings, Fields, Mapping } }
crate::decode_object! { ignore Manifest { version, author, saved_at_ms, objects, sections } }
