//! The part of Salesforce's describe that Weftline keeps.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm>

use serde::{Deserialize, Serialize};

use crate::json::{self, Decode, Encode, Reader, Writer};

/// A field's type, in describe's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum FieldType {
    /// Text of up to 255 characters.
    String,
    /// Long text, or rich text when the field is `html_formatted`.
    TextArea,
    /// One of a list.
    Picklist,
    /// Several of a list, joined by `;`.
    MultiPicklist,
    /// One of a list, or any other text.
    Combobox,
    /// True or false.
    Boolean,
    /// A whole number.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// A number with `scale` decimals.
    Double,
    /// An amount of money.
    Currency,
    /// A percentage; 50 means 50 %.
    Percent,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A time of day.
    Time,
    /// The record's own id.
    Id,
    /// A lookup.
    Reference,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address of a page.
    Url,
    /// A postal address: compound, read only.
    Address,
    /// A position: compound, read only.
    Location,
    /// Binary.
    Base64,
    /// Encrypted text.
    EncryptedString,
    /// A reference to a data category group.
    DataCategoryGroupReference,
    /// Structured data.
    ComplexValue,
    /// Any of several.
    AnyType,
    /// A type that came later.
    #[serde(other)]
    Other,
}

/// One value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct PicklistValue {
    /// The API value.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Whether new records may take it.
    #[serde(default)]
    pub active: bool,
    /// Whether a new record takes it when nothing is given.
    #[serde(default)]
    pub default_value: bool,
    /// In a dependent picklist: with which values of the controlling field it goes, as a bitmap in Base64. Bit i,
    /// counted from the most significant one of the first byte, stands for the controlling field's value i; of a
    /// checkbox 0 is false.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm#dependent_picklist>
    #[serde(default)]
    pub valid_for: Option<String>,
}

/// A field of an object, as describe shows it to the integration user. A field that is missing may exist all the
/// same: describe obeys field-level security.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct FieldDescribe {
    /// The API name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// The type.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Characters, for text types; 0 else.
    #[serde(default)]
    pub length: u32,
    /// Bytes, for text types; 0 else.
    #[serde(default)]
    pub byte_length: u32,
    /// Digits in all, for numbers.
    #[serde(default)]
    pub precision: u32,
    /// Decimals, for numbers.
    #[serde(default)]
    pub scale: u32,
    /// Whether it may be empty.
    #[serde(default)]
    pub nillable: bool,
    /// Whether the org fills it when a creation leaves it out.
    #[serde(default)]
    pub defaulted_on_create: bool,
    /// Whether a creation may set it.
    #[serde(default)]
    pub createable: bool,
    /// Whether an update may set it.
    #[serde(default)]
    pub updateable: bool,
    /// Whether a SOQL condition may name it.
    #[serde(default)]
    pub filterable: bool,
    /// Whether SOQL may sort by it.
    #[serde(default)]
    pub sortable: bool,
    /// Whether it is computed.
    #[serde(default)]
    pub calculated: bool,
    /// Whether it is the object's name field.
    #[serde(default)]
    pub name_field: bool,
    /// Whether the org numbers it.
    #[serde(default)]
    pub auto_number: bool,
    /// Whether it is an external id.
    #[serde(default)]
    pub external_id: bool,
    /// Whether two records may not share a value.
    #[serde(default)]
    pub unique: bool,
    /// Whether its text is HTML.
    #[serde(default)]
    pub html_formatted: bool,
    /// Whether values outside the picklist are refused.
    #[serde(default)]
    pub restricted_picklist: bool,
    /// Whether the picklist depends on another field.
    #[serde(default)]
    pub dependent_picklist: bool,
    /// The field on which a dependent picklist depends.
    #[serde(default)]
    pub controller_name: Option<String>,
    /// The picklist's values.
    #[serde(default)]
    pub picklist_values: Vec<PicklistValue>,
    /// The objects a lookup may point to.
    #[serde(default)]
    pub reference_to: Vec<String>,
    /// By what name SOQL follows the lookup.
    #[serde(default)]
    pub relationship_name: Option<String>,
    /// The admin's help text.
    #[serde(default)]
    pub inline_help_text: Option<String>,
}

/// A record type of an object. The master record type is there always, and is what a record without one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RecordType {
    /// The id, 18 characters.
    pub record_type_id: String,
    /// What people see.
    pub name: String,
    /// The API name.
    pub developer_name: String,
    /// Whether the integration user may give it to records.
    #[serde(default)]
    pub available: bool,
    /// Whether it is the integration user's default.
    #[serde(default)]
    pub default_record_type_mapping: bool,
    /// Whether it is the master record type.
    #[serde(default)]
    pub master: bool,
}

/// An object, as describe shows it to the integration user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct ObjectDescribe {
    /// The API name.
    pub name: String,
    /// What people see for one.
    pub label: String,
    /// What people see for several.
    pub label_plural: String,
    /// The first three characters of its ids.
    #[serde(default)]
    pub key_prefix: Option<String>,
    /// Whether the integration user may create records.
    #[serde(default)]
    pub createable: bool,
    /// Whether the integration user may change records.
    #[serde(default)]
    pub updateable: bool,
    /// Whether the integration user may read records.
    #[serde(default)]
    pub queryable: bool,
    /// Whether SOSL searches it.
    #[serde(default)]
    pub searchable: bool,
    /// Whether it has a feed.
    #[serde(default)]
    pub feed_enabled: bool,
    /// Its fields, in describe's order.
    #[serde(default)]
    pub fields: Vec<FieldDescribe>,
    /// Its record types, as far as the integration user may know them.
    #[serde(default)]
    pub record_type_infos: Vec<RecordType>,
}

/// A field's value in a request to create or update a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum FieldValue {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// Text; also dates (`2026-11-21`), instants (`2026-11-21T09:30:00.000Z`), picklist values, ids.
    Text(String),
}

crate::json_words! {
    FieldType lowercase else Other {
        String, TextArea, Picklist, MultiPicklist, Combobox, Boolean, Int, Long, Double, Currency, Percent, Date,
        DateTime, Time, Id, Reference, Email, Phone, Url, Address, Location, Base64, EncryptedString,
        DataCategoryGroupReference, ComplexValue, AnyType
    }
}
crate::json_object! {
    ignore PicklistValue { value, label, active: optional, default_value: optional, valid_for }
}
crate::json_object! {
    ignore RecordType {
        record_type_id, name: optional, developer_name: optional, available: optional, default_record_type_mapping: optional,
        master: optional
    }
}
crate::json_object! {
    ignore FieldDescribe {
        name, label, field_type: "type", length: optional, byte_length: optional, precision: optional,
        scale: optional, nillable: optional, defaulted_on_create: optional, createable: optional,
        updateable: optional, filterable: optional, sortable: optional, calculated: optional, name_field: optional,
        auto_number: optional, external_id: optional, unique: optional, html_formatted: optional,
        restricted_picklist: optional, dependent_picklist: optional, controller_name, picklist_values: optional,
        reference_to: optional, relationship_name, inline_help_text
    }
}
crate::json_object! {
    ignore ObjectDescribe {
        name, label, label_plural, key_prefix, createable: optional, updateable: optional, queryable: optional,
        searchable: optional, feed_enabled: optional, fields: optional, record_type_infos: optional
    }
}

impl Encode for FieldValue {
    fn encode(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.raw("null"),
            Self::Boolean(value) => value.encode(writer),
            Self::Number(value) => value.encode(writer),
            Self::Text(value) => value.encode(writer),
        }
    }
}

impl Decode<'_> for FieldValue {
    fn empty() -> Self {
        Self::Null
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        *self = match reader.peek()? {
            b'n' if reader.null()? => Self::Null,
            b't' | b'f' => Self::Boolean(reader.scalar()? == "true"),
            b'"' => Self::Text(reader.string()?.into_owned()),
            b'-' | b'0'..=b'9' => Self::Number(reader.number()?),
            _ => return Err(reader.error("a text, a number, `true`, `false` or `null` is expected")),
        };
        Ok(())
    }
}
