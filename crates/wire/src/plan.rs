//! Plans: what will be written, what is skipped, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::failure::Problem;
use crate::salesforce::FieldValue;

/// A write that a plan asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Write {
    /// Creates a record by POST.
    CreateRecord {
        /// The object.
        object: String,
        /// Values by API name.
        fields: BTreeMap<String, FieldValue>,
        /// Whether assignment rules run; none for objects that have none.
        assignment_rules: Option<bool>,
    },
    /// Links the record to the issue.
    LinkRecord {
        /// The issue's id.
        issue_id: String,
    },
}

/// Why a mapped field is not written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Skipped {
    /// The Salesforce field.
    pub field: String,
    /// Why, in English.
    pub reason: String,
}

/// One thing the planner looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Trace {
    /// The Salesforce field.
    pub field: String,
    /// Where the value came from: `issue.summary`, `form`, `constant`, `template`, `default`.
    pub source: String,
    /// What was found there, cut to 200 characters.
    pub found: Option<String>,
    /// What is written.
    pub value: FieldValue,
    /// What is lost on the way, in English.
    pub losses: Vec<String>,
}

/// What will be done and why. The same inputs give the same plan, byte for byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Plan {
    /// The planner's version.
    pub planner: u32,
    /// The writes, in order.
    pub writes: Vec<Write>,
    /// Mapped fields that are not written.
    pub skipped: Vec<Skipped>,
    /// Everything that was looked at.
    pub trace: Vec<Trace>,
    /// What stands against it. With an error among them there are no writes.
    pub problems: Vec<Problem>,
    /// Salesforce API calls it will take.
    pub salesforce_calls: u32,
}

crate::encode_tagged! {
    Write by "kind" {
        CreateRecord { object, fields, assignment_rules },
        LinkRecord { issue_id },
    }
}
crate::encode_object! { Skipped { field, reason } }
crate::encode_object! { Trace { field, source, found, value, losses } }
crate::encode_object! { Plan { planner, writes, skipped, trace, problems, salesforce_calls } }
