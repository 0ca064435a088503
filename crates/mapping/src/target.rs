//! Salesforce's field types, as far as values are made for them.

use weftline_wire::salesforce::{FieldDescribe, FieldType};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// One line of text.
    Line,
    /// Text of several lines.
    Lines,
    /// Text that is HTML.
    Html,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address of a page.
    Url,
    /// One value of a list.
    Picklist,
    /// Several values of a list.
    MultiPicklist,
    /// True or false.
    Boolean,
    /// A number without decimals.
    Whole,
    /// A number with decimals.
    Decimal,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A time of day.
    Time,
    /// A record's id.
    Lookup,
    /// A record type.
    RecordType,
    /// Nothing that a mapping can give.
    Unsupported,
}

impl Target {
    pub(crate) fn of(field: &FieldDescribe) -> Target {
        match field.field_type {
            FieldType::String | FieldType::EncryptedString | FieldType::Combobox => Target::Line,
            FieldType::TextArea if field.html_formatted => Target::Html,
            FieldType::TextArea => Target::Lines,
            FieldType::Email => Target::Email,
            FieldType::Phone => Target::Phone,
            FieldType::Url => Target::Url,
            FieldType::Picklist => Target::Picklist,
            FieldType::MultiPicklist => Target::MultiPicklist,
            FieldType::Boolean => Target::Boolean,
            FieldType::Int | FieldType::Long => Target::Whole,
            FieldType::Double | FieldType::Currency | FieldType::Percent => Target::Decimal,
            FieldType::Date => Target::Date,
            FieldType::DateTime => Target::DateTime,
            FieldType::Time => Target::Time,
            FieldType::Reference if field.name == "RecordTypeId" => Target::RecordType,
            FieldType::Reference => Target::Lookup,
            FieldType::Id
            | FieldType::Address
            | FieldType::Location
            | FieldType::Base64
            | FieldType::DataCategoryGroupReference
            | FieldType::ComplexValue
            | FieldType::AnyType
            | FieldType::Other => Target::Unsupported,
        }
    }

    /// Whether only some texts are a value of it.
    pub(crate) fn reads_text(self) -> bool {
        match self {
            Target::Boolean
            | Target::Whole
            | Target::Decimal
            | Target::Date
            | Target::DateTime
            | Target::Time
            | Target::Lookup
            | Target::RecordType => true,
            Target::Line
            | Target::Lines
            | Target::Html
            | Target::Email
            | Target::Phone
            | Target::Url
            | Target::Picklist
            | Target::MultiPicklist
            | Target::Unsupported => false,
        }
    }

    /// As people say it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Target::Line => "a text field",
            Target::Lines => "a long text field",
            Target::Html => "a rich text field",
            Target::Email => "an e-mail field",
            Target::Phone => "a phone field",
            Target::Url => "a URL field",
            Target::Picklist => "a picklist",
            Target::MultiPicklist => "a multi-select picklist",
            Target::Boolean => "a checkbox",
            Target::Whole => "a whole number",
            Target::Decimal => "a number",
            Target::Date => "a date",
            Target::DateTime => "a date and time",
            Target::Time => "a time of day",
            Target::Lookup => "a lookup",
            Target::RecordType => "a record type",
            Target::Unsupported => "a field that cannot be mapped",
        }
    }
}

/// Whether a creation has to give the field a value. A checkbox without one is false.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm>,
/// `nillable` and `defaultedOnCreate`.
#[must_use]
pub fn is_required(field: &FieldDescribe) -> bool {
    field.createable && !field.nillable && !field.defaulted_on_create && field.field_type != FieldType::Boolean
}

/// Whether a lookup may point to a user.
pub(crate) fn points_to_user(field: &FieldDescribe) -> bool {
    field.field_type == FieldType::Reference && field.reference_to.iter().any(|object| object == "User")
}

/// Whether a cut text would be another one: addresses and keys are refused, never cut.
pub(crate) fn is_cuttable(field: &FieldDescribe) -> bool {
    let text = matches!(Target::of(field), Target::Line | Target::Lines | Target::Html);
    text && !field.external_id && !field.unique
}

/// The most characters (16-bit units) and bytes that the field holds.
pub(crate) fn limits(field: &FieldDescribe) -> (usize, usize) {
    let limit = |value: u32| if value == 0 { usize::MAX } else { value as usize };
    (limit(field.length), limit(field.byte_length))
}
