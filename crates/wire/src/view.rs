//! What pages show.

mod admin;
mod configuration;
mod decision;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use admin::*;
pub use configuration::*;
pub use decision::*;

use crate::configuration::Width;
use crate::failure::{Failure, Problem};
use crate::salesforce::{FieldType, FieldValue, PicklistValue};

/// A field's value, ready to be shown. Pages format numbers, dates and instants by the user's language and zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Cell {
    /// No value, or a field the integration user may not see.
    Empty,
    /// Text; line breaks count.
    Text {
        /// The text.
        text: String,
    },
    /// A number.
    Number {
        /// The number.
        value: f64,
        /// Decimals to show.
        decimals: u32,
    },
    /// A percentage; 50 means 50 %.
    Percent {
        /// The number.
        value: f64,
        /// Decimals to show.
        decimals: u32,
    },
    /// An amount of money.
    Currency {
        /// The number.
        value: f64,
        /// Decimals to show.
        decimals: u32,
        /// ISO 4217 code, when the record has one.
        code: Option<String>,
    },
    /// True or false.
    Boolean {
        /// Which.
        value: bool,
    },
    /// A day, `2026-11-21`.
    Date {
        /// The day.
        date: String,
    },
    /// An instant.
    DateTime {
        /// Ms since 1970.
        at_ms: u64,
    },
    /// A picklist's value.
    Picklist {
        /// The API value.
        value: String,
        /// What people see.
        label: String,
    },
    /// Several picklist values.
    MultiPicklist {
        /// What people see.
        labels: Vec<String>,
    },
    /// Another record.
    Reference {
        /// Its id.
        id: String,
        /// Its name, or its id when the name is not known.
        name: String,
        /// Its page in Salesforce; none when redirects are switched off.
        url: Option<String>,
    },
    /// An e-mail address, telephone number or web address.
    Link {
        /// `mailto:`, `tel:`, `http:` or `https:`; nothing else ever.
        href: String,
        /// What people see.
        text: String,
    },
}

/// A column or row heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Column {
    /// The field's path, like `Status` or `Owner.Name`.
    pub field: String,
    /// What people see.
    pub label: String,
    /// The type, for alignment and sorting.
    pub field_type: FieldType,
}

/// A record in a list; its cells are in the order of the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RecordRow {
    /// The record's id.
    pub id: String,
    /// Its name, like a case number.
    pub name: String,
    /// Its page in Salesforce; none when redirects are switched off.
    pub url: Option<String>,
    /// The values.
    pub cells: Vec<Cell>,
    /// When it was linked, in ms since 1970; none in search results.
    pub linked_at_ms: Option<u64>,
    /// When these values were read, in ms since 1970.
    pub seen_at_ms: u64,
    /// Whether it is already linked to this issue.
    pub linked: bool,
    /// Set when the record is linked but was not among what Salesforce returned: deleted, or out of sight.
    pub missing: bool,
}

/// The linked records of one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RecordGroup {
    /// The object's API name.
    pub object: String,
    /// What people see for one.
    pub label: String,
    /// What people see for several.
    pub label_plural: String,
    /// Columns; the first is the name.
    pub columns: Vec<Column>,
    /// Records, the newest link first.
    pub records: Vec<RecordRow>,
}

/// An object that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ObjectChoice {
    /// The API name.
    pub object: String,
    /// What people see for one.
    pub label: String,
    /// What people see for several.
    pub label_plural: String,
    /// Whether records can be created (there is a mapping and the right).
    pub creatable: bool,
}

/// What this user may do here: settings and permissions together. Every call checks again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Allowed {
    /// Link records.
    pub link: bool,
    /// Create records.
    pub create: bool,
    /// Unlink records.
    pub unlink: bool,
    /// Go to Salesforce.
    pub redirect: bool,
    /// See records like the one that is typed (TGL-4).
    pub potential_results: bool,
    /// Read case comments (TGL-6).
    pub comments: bool,
    /// Post case comments (TGL-7).
    pub post_comments: bool,
    /// Read feed posts (TGL-8).
    pub feed: bool,
    /// Post feed posts (TGL-9).
    pub post_feed: bool,
    /// Create cases from a file (TGL-10).
    pub bulk: bool,
    /// See inline images (TGL-12).
    pub images: bool,
    /// Read e-mail messages (TGL-13).
    pub emails: bool,
    /// Change Weftline's settings.
    pub configure: bool,
}

/// Why the panel does nothing on an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Idle {
    /// Weftline is switched off (CON-3).
    SwitchedOff,
    /// Panels are switched off (TGL-1).
    PanelOff,
    /// The project is not configured (TGL-14).
    ProjectNotConfigured,
    /// The project is configured, but not this issue type.
    IssueTypeNotConfigured,
}

/// The panel, compact or list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PanelView {
    /// Linked records by object, in the configuration's order.
    pub groups: Vec<RecordGroup>,
    /// Objects to link or create.
    pub objects: Vec<ObjectChoice>,
    /// What this user may do.
    pub allowed: Allowed,
    /// Why Salesforce was not asked, or did not answer: the values shown are stored ones.
    pub stale: Option<Failure>,
    /// Why the panel does nothing here at all; none where it works.
    pub idle: Option<Idle>,
    /// Whether a change of the issue is still to be looked at, so that records may come.
    pub pending: bool,
    /// When the values were read (the oldest shown), in ms since 1970.
    pub at_ms: u64,
}

/// What is linked, without its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LinkedView {
    /// The ids of the records that a panel shows, in no particular order.
    pub record_ids: Vec<String>,
    /// Whether a change of the issue is still to be looked at.
    pub pending: bool,
}

/// Search results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct SearchView {
    /// Columns; the first is the name.
    pub columns: Vec<Column>,
    /// Records found.
    pub records: Vec<RecordRow>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// What came of linking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct LinkView {
    /// Ids linked now.
    pub linked: Vec<String>,
    /// Ids that were linked before.
    pub already: Vec<String>,
    /// Ids that Salesforce does not show.
    pub missing: Vec<String>,
}

/// What came of unlinking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct UnlinkView {
    /// Ids unlinked now.
    pub unlinked: Vec<String>,
}

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
    /// The preset of "Run assignment rules"; none when the object has none.
    pub assignment_rules: Option<bool>,
    /// What stands against creating, or is worth knowing.
    pub problems: Vec<Problem>,
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
    /// A record may exist. Candidates, to link one or to create all the same with a new form.
    Unclear {
        /// Records that may be the one.
        candidates: Vec<RecordRow>,
    },
}

/// One field in the details dialog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct DetailField {
    /// The heading.
    pub column: Column,
    /// The value.
    pub cell: Cell,
}

/// The details dialog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct DetailsView {
    /// The record's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its object's API name.
    pub object: String,
    /// What people see for the object.
    pub label: String,
    /// Its page in Salesforce; none when redirects are switched off.
    pub url: Option<String>,
    /// The fields in the configured order.
    pub fields: Vec<DetailField>,
    /// When they were read, in ms since 1970.
    pub at_ms: u64,
}

crate::json_tagged! {
    ignore Cell by "kind" {
        Empty {},
        Text { text },
        Number { value, decimals },
        Percent { value, decimals },
        Currency { value, decimals, code },
        Boolean { value },
        Date { date },
        DateTime { at_ms },
        Picklist { value, label },
        MultiPicklist { labels },
        Reference { id, name, url },
        Link { href, text },
    }
}

crate::encode_object! { Column { field, label, field_type } }
crate::encode_object! { RecordRow { id, name, url, cells, linked_at_ms, seen_at_ms, linked, missing } }
crate::encode_object! { RecordGroup { object, label, label_plural, columns, records } }
crate::encode_object! { ObjectChoice { object, label, label_plural, creatable } }
crate::encode_object! {
    Allowed {
        link, create, unlink, redirect, potential_results, comments, post_comments, feed, post_feed, bulk, images,
        emails, configure
    }
}
crate::encode_words! { Idle { SwitchedOff, PanelOff, ProjectNotConfigured, IssueTypeNotConfigured } }
crate::encode_object! { PanelView { groups, objects, allowed, stale, idle, pending, at_ms } }
crate::encode_object! { LinkedView { record_ids, pending } }
crate::encode_object! { SearchView { columns, records, more } }
crate::encode_object! { LinkView { linked, already, missing } }
crate::encode_object! { UnlinkView { unlinked } }
crate::encode_object! {
    FormField {
        field, label, field_type, required, read_only, value, value_label, help, width, length, precision, scale,
        options, dependent, potential_results, reference_to, losses
    }
}
crate::encode_object! {
    Dependent { controller, values }
}
crate::encode_object! { FormView { form_id, object, label, fields, assignment_rules, problems } }
crate::encode_object! { LookupOption { id, name, object } }
crate::encode_object! { LookupView { options } }
crate::encode_tagged! {
    CreateView by "kind" {
        Created { id, name, url, repeated },
        Invalid { problems },
        Unclear { candidates },
    }
}
crate::encode_object! { DetailField { column, cell } }
crate::encode_object! { DetailsView { id, name, object, label, url, fields, at_ms } }
