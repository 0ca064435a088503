//! What pages show.

mod admin;
mod backfill;
mod bulk;
mod configuration;
mod decision;
mod details;
mod form;
mod panel;
mod project;
mod role;
mod sync;

use serde::{Deserialize, Serialize};

pub use admin::*;
pub use backfill::*;
pub use bulk::*;
pub use configuration::*;
pub use decision::*;
pub use details::*;
pub use form::*;
pub use panel::*;
pub use project::*;
pub use role::*;
pub use sync::*;

use crate::salesforce::FieldType;

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
    /// Rich text, sanitised: elements and attributes of a list, addresses of the protocols of [`Cell::Link`] only. An
    /// image is `<img data-image="0" alt="...">`, its number a position in `images`; without it only the `alt` is there.
    RichText {
        /// The HTML.
        html: String,
        /// Its images; empty when they are switched off (TGL-12).
        images: Vec<ImageRef>,
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
    /// Whether it is the primary record (LNK-4).
    pub primary: bool,
    /// To how many other issues it is linked (LNK-4); told where records are chosen, 0 elsewhere.
    pub elsewhere: u32,
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
        RichText { html, images },
        Link { href, text },
    }
}
crate::encode_object! { Column { field, label, field_type } }
crate::encode_object! { RecordRow { id, name, url, cells, linked_at_ms, seen_at_ms, linked, primary, elsewhere, missing } }
crate::encode_object! { RecordGroup { object, label, label_plural, columns, records } }
crate::encode_object! { ObjectChoice { object, label, label_plural, creatable } }
