//! Fields, and where they can be shown.

use weftline_salesforce::display::name_path;
use weftline_salesforce::soql::Searched;
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};

use crate::known::{Described, Known};

/// Fields in Search at most (FLD-3).
pub const SEARCH_MAX: usize = 5;

/// Fields in Compact at most, the name among them (FLD-3).
pub const COMPACT_MAX: usize = 5;

/// Characters of a field from which on it is too long for List and Compact (FLD-3).
const LONG: u32 = 256;

/// A path that was found.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// A field of the object.
    Own(&'a FieldDescribe),
    /// The name of the record that a lookup points to.
    ParentName(&'a FieldDescribe),
    /// Another field of the record that a lookup points to.
    Parent(&'a FieldDescribe),
}

/// Finds a path like `Status` or `Owner.Name`. Over a lookup only what is known of the other object is found, and
/// always its records' name.
#[must_use]
pub fn find<'a>(object: &'a ObjectDescribe, path: &str, known: &'a Known) -> Option<Found<'a>> {
    let Some((parent, rest)) = path.split_once('.') else {
        return own(object, path).map(Found::Own);
    };
    let lookup = object
        .fields
        .iter()
        .find(|field| field.relationship_name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(parent)))?;
    if name_path(lookup, &lookup.name).is_some_and(|name| name.eq_ignore_ascii_case(path)) {
        return Some(Found::ParentName(lookup));
    }
    let [target] = lookup.reference_to.as_slice() else {
        return None;
    };
    match known.object(None, target) {
        Described::Here(describe) => own(describe, rest).map(Found::Parent),
        Described::Gone | Described::Unknown => None,
    }
}

fn own<'a>(object: &'a ObjectDescribe, name: &str) -> Option<&'a FieldDescribe> {
    object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

/// The object's name field: `CaseNumber` for Case.
#[must_use]
pub fn name_field(object: &ObjectDescribe) -> Option<&FieldDescribe> {
    object.fields.iter().find(|field| field.name_field)
}

/// Whether a field can be in Search.
#[must_use]
pub fn is_searchable(field: &FieldDescribe) -> bool {
    Searched::field(field).is_some()
}

/// Whether a field can be in List and Compact.
#[must_use]
pub fn is_listable(field: &FieldDescribe) -> bool {
    let plain = match field.field_type {
        FieldType::Base64 | FieldType::ComplexValue | FieldType::DataCategoryGroupReference => false,
        FieldType::TextArea => !field.html_formatted,
        FieldType::String
        | FieldType::Picklist
        | FieldType::MultiPicklist
        | FieldType::Combobox
        | FieldType::Boolean
        | FieldType::Int
        | FieldType::Long
        | FieldType::Double
        | FieldType::Currency
        | FieldType::Percent
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Time
        | FieldType::Id
        | FieldType::Reference
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Address
        | FieldType::Location
        | FieldType::EncryptedString
        | FieldType::AnyType
        | FieldType::Other => true,
    };
    plain && field.length < LONG
}

impl Found<'_> {
    /// Whether it can be in Search. A parent's field is searched as text.
    #[must_use]
    pub fn is_searchable(self) -> bool {
        match self {
            Found::Own(field) => is_searchable(field),
            Found::ParentName(_) => true,
            Found::Parent(field) => {
                field.filterable
                    && matches!(
                        field.field_type,
                        FieldType::String
                            | FieldType::TextArea
                            | FieldType::Picklist
                            | FieldType::Combobox
                            | FieldType::Email
                            | FieldType::Phone
                            | FieldType::Url
                    )
            }
        }
    }

    /// Whether it can be in List and Compact.
    #[must_use]
    pub fn is_listable(self) -> bool {
        match self {
            Found::Own(field) | Found::Parent(field) => is_listable(field),
            Found::ParentName(_) => true,
        }
    }
}
