//! A field that a column fills.

use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};
use weftline_wire::zone::ZoneOffset;

use crate::body::{Buffer, Padded};
use crate::cell::{
    Cell, List, Lists, Number, Read, Reference, Text, Value, Wrong, date, instant, is_plain_date, shown, time_of_day,
};
use crate::row::Signs;

/// A field that a column fills.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    /// The column's place, from 0.
    pub(crate) index: usize,
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    /// Whether a row without a value cannot be sent: it is required, and nothing stands for an empty cell.
    pub(crate) lacks: bool,
    /// What stands before a value: `,"Subject":`.
    pub(crate) json_name: Padded,
    /// What stands for an empty cell, name and value; or nothing.
    pub(crate) json_default: Padded,
    pub(crate) csv_default: Vec<u8>,
    /// The text of what stands for an empty cell.
    pub(crate) default: Option<String>,
}

/// What a field takes.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text(Text),
    Boolean,
    Number(Number),
    Date,
    Instant,
    Time,
    List(List),
    Lists(Lists),
    Reference(Reference),
}

impl Kind {
    /// None for a field that no cell can fill.
    pub(crate) fn of(object: &ObjectDescribe, field: &FieldDescribe) -> Option<Self> {
        Some(match field.field_type {
            FieldType::String
            | FieldType::TextArea
            | FieldType::Combobox
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url => Self::Text(Text::of(field)),
            FieldType::Boolean => Self::Boolean,
            FieldType::Int | FieldType::Long | FieldType::Double | FieldType::Currency | FieldType::Percent => {
                Self::Number(Number::of(field))
            }
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::Instant,
            FieldType::Time => Self::Time,
            FieldType::Picklist => Self::List(List::of_picklist(field)),
            FieldType::MultiPicklist => Self::Lists(Lists(List::of_picklist(field))),
            FieldType::Reference if field.name == "RecordTypeId" && !object.record_type_infos.is_empty() => {
                Self::List(List::of_record_types(field, &object.record_type_infos))
            }
            FieldType::Reference => Self::Reference(Reference::of(field)),
            FieldType::Id
            | FieldType::Address
            | FieldType::Location
            | FieldType::Base64
            | FieldType::EncryptedString
            | FieldType::DataCategoryGroupReference
            | FieldType::ComplexValue
            | FieldType::AnyType
            | FieldType::Other => return None,
        })
    }

    pub(crate) fn read<'v>(&'v self, cell: Cell<'v>, zone: &[ZoneOffset]) -> Read<'v> {
        match self {
            Self::Text(text) => text.read(cell),
            Self::List(list) => match cell.trimmed() {
                [] => Ok(Value::Nothing),
                _ => list.read(cell),
            },
            _ if cell.trimmed().is_empty() => Ok(Value::Nothing),
            Self::Boolean => boolean(cell),
            Self::Number(number) => number.read(cell),
            Self::Date => date(cell),
            Self::Instant => instant(cell, zone),
            Self::Time => time_of_day(cell),
            Self::Lists(lists) => lists.read(cell),
            Self::Reference(reference) => reference.read(cell),
        }
    }

    /// The list that its values are of.
    pub(crate) fn list(&self) -> Option<&List> {
        match self {
            Self::List(list) | Self::Lists(Lists(list)) => Some(list),
            _ => None,
        }
    }
}

impl Filled {
    pub(crate) fn read<'v>(&'v self, cell: Cell<'v>, zone: &[ZoneOffset]) -> Read<'v> {
        self.kind.read(cell, zone)
    }

    /// Writes the value of a cell, of which `from` is all from its first byte on, where it can be copied as it stands, or
    /// is known as it is written. Whether it was.
    #[inline(always)]
    pub(crate) fn copied(&self, cell: Cell<'_>, from: &[u8], buffer: &mut Buffer) -> bool {
        let raw = cell.raw;
        if cell.signs.has(Signs::ESCAPED) {
            let Kind::Text(text) = &self.kind else { return false };
            let is_whole = text.is_whole(cell);
            if is_whole {
                buffer.push_padded(&self.json_name);
                buffer.json_text(from, raw.len(), cell.signs.has(Signs::DOUBLED));
            }
            return is_whole;
        }
        let is_word = match &self.kind {
            Kind::Text(text) => text.is_plain(cell),
            Kind::Date => is_plain_date(raw),
            Kind::Reference(reference) => reference.is_plain(raw),
            Kind::List(list) | Kind::Lists(Lists(list)) => {
                let Some(entry) = list.exact_start(raw, from) else { return false };
                buffer.reserve(self.json_name.len() + entry.json.len());
                buffer.put_padded(&self.json_name);
                buffer.put_padded(&entry.json);
                return true;
            }
            Kind::Number(number) if number.is_plain(raw) => {
                buffer.reserve(self.json_name.len() + raw.len());
                buffer.put_padded(&self.json_name);
                buffer.put_start(from, raw.len());
                return true;
            }
            Kind::Number(_) | Kind::Boolean | Kind::Instant | Kind::Time => false,
        };
        if is_word {
            buffer.reserve(self.json_name.len() + raw.len() + QUOTES);
            buffer.put_padded(&self.json_name);
            buffer.put_quoted(from, raw.len());
        }
        is_word
    }
}

/// Bytes of the quotes around a text.
const QUOTES: usize = 2;

fn boolean<'v>(cell: Cell<'v>) -> Read<'v> {
    let bytes = cell.trimmed();
    match bytes {
        b"true" | b"yes" | b"1" => return Ok(Value::Boolean(true)),
        b"false" | b"no" | b"0" => return Ok(Value::Boolean(false)),
        _ => {}
    }
    let is_one_of = |words: [&str; 2]| words.iter().any(|word| bytes.eq_ignore_ascii_case(word.as_bytes()));
    if is_one_of(["true", "yes"]) {
        return Ok(Value::Boolean(true));
    }
    if is_one_of(["false", "no"]) {
        return Ok(Value::Boolean(false));
    }
    let text = shown(&cell.text());
    Wrong::new(
        "notABoolean",
        &[&text, " is neither true nor false: write `true` or `false`, `yes` or `no`, `1` or `0`"],
    )
}
