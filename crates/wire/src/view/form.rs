//! The create form, and what comes of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RecordRow;
use crate::configuration::Width;
use crate::failure::Problem;
use crate::salesforce::{FieldType, FieldValue, PicklistValue};

/// How a picklist depends on another field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Dependent {
    /// The controlling field: a picklist, or a checkbox with the values `true` and `false`.
    pub controller: String,
    /// The options that go with a value of the controlling field, in the picklist's order; none go with others.
    pub values: BTreeMap<String, Vec<String>>,
}

/// One field of the create form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FormField {
    /// The field's API name.
    pub field: String,
    /// What people see.
    pub label: String,
    /// The type, which chooses the control.
    pub field_type: FieldType,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether people may only look.
    pub read_only: bool,
    /// Prefilled value.
    pub value: FieldValue,
    /// What people see for the prefilled value of a lookup.
    pub value_label: Option<String>,
    /// Help text.
    pub help: Option<String>,
    /// Width in the form.
    pub width: Width,
    /// Characters, for text; 0 when unlimited.
    pub length: u32,
    /// Whether its text is HTML, edited as rich text; of its elements those stay that Salesforce keeps.
    pub html: bool,
    /// Digits in all, for numbers.
    pub precision: u32,
    /// Decimals, for numbers.
    pub scale: u32,
    /// Active values of a picklist.
    pub options: Vec<PicklistValue>,
    /// On which field the options depend; none when on none.
    pub dependent: Option<Dependent>,
    /// Whether what it holds is looked for among existing records (CRT-3).
    pub potential_results: bool,
    /// Objects a lookup may point to.
    pub reference_to: Vec<String>,
    /// What was lost when the value was made, in English.
    pub losses: Vec<String>,
}

/// The create form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FormView {
    /// Identifies this form: sent back with the creation, so that one form makes one record.
    pub form_id: String,
    /// The object.
    pub object: String,
    /// What people see for one.
    pub label: String,
    /// The fields in order.
    pub fields: Vec<FormField>,
    /// The record type that the form begins with; none for an object that has none. When there is a choice, it is the
    /// value of the field `RecordTypeId`, which is then among the fields. What its picklists offer comes with
    /// [`RecordTypeView`].
    pub record_type: Option<String>,
    /// The preset of "Run assignment rules"; none when the object has none.
    pub assignment_rules: Option<bool>,
    /// What stands against creating, or is worth knowing.
    pub problems: Vec<Problem>,
}

/// What a record type makes of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RecordTypeField {
    /// The field's API name.
    pub field: String,
    /// The values that a record of the type may have.
    pub options: Vec<PicklistValue>,
    /// On which field they depend; none when on none.
    pub dependent: Option<Dependent>,
}

/// What a record type makes of the form's picklists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RecordTypeView {
    /// Its id.
    pub record_type: String,
    /// The picklists of the form, as far as the record type has its own values for them.
    pub fields: Vec<RecordTypeField>,
}

/// A record to choose for a lookup field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LookupOption {
    /// The record's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its object's API name.
    pub object: String,
}

/// Records to choose for a lookup field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LookupView {
    /// The records.
    pub options: Vec<LookupOption>,
}

/// A record that looks the same to Salesforce as the one that was to be created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct DuplicateRow {
    /// Its object's API name.
    pub object: String,
    /// What people see for the object.
    pub label: String,
    /// Whether it can be linked: its object is configured.
    pub linkable: bool,
    /// The record; its one cell is its name.
    pub record: RecordRow,
}

/// What came of a creation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CreateView {
    /// The record exists and is linked.
    Created {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Its page in Salesforce; none when redirects are switched off.
        url: Option<String>,
        /// Set when the record existed already: this form had been sent before.
        repeated: bool,
    },
    /// Nothing was created; what was typed has to be changed.
    Invalid {
        /// What, by field where it is known.
        problems: Vec<Problem>,
    },
    /// Nothing was created: Salesforce's duplicate rules know records that look the same.
    Duplicates {
        /// What the rule says, in the org's own words.
        text: String,
        /// Whether it may be created all the same, with [`crate::call::CreateCall::save_duplicates`].
        may_save: bool,
        /// The records that look the same; those that the integration user does not see are not among them.
        records: Vec<DuplicateRow>,
    },
    /// A record may exist. Candidates, to link one or to create all the same with a new form.
    Unclear {
        /// Records that may be the one.
        candidates: Vec<RecordRow>,
    },
}

crate::encode_object! {
    Dependent { controller, values }
}
crate::encode_object! {
    FormField {
        field, label, field_type, required, read_only, value, value_label, help, width, length, html, precision, scale,
        options, dependent, potential_results, reference_to, losses
    }
}
crate::encode_object! { FormView { form_id, object, label, fields, record_type, assignment_rules, problems } }
crate::encode_object! { LookupOption { id, name, object } }
crate::encode_object! { LookupView { options } }
crate::encode_tagged! {
    CreateView by "kind" {
        Created { id, name, url, repeated },
        Invalid { problems },
        Duplicates { text, may_save, records },
        Unclear { candidates },
    }
}
crate::encode_object! { RecordTypeField { field, options, dependent } }
crate::encode_object! { RecordTypeView { record_type, fields } }
crate::encode_object! { DuplicateRow { object, label, linkable, record } }
