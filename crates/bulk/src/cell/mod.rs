//! Cells, and the values that they are read as.
//!
//! What a cell says is judged on its bytes as they stand in the file; text is made of them only where it differs from
//! them, and for messages.

mod id;
mod list;
mod number;
mod text;
mod time;

use std::borrow::Cow;

pub(crate) use id::Reference;
pub(crate) use list::{Entry, List, Lists};
pub(crate) use number::Number;
pub(crate) use text::Text;
pub(crate) use time::{date, instant, is_plain_date, time_of_day};

use crate::body::Buffer;
use crate::row::{Row, Signs, text as text_of};

/// A cell as it stands in the file, without the quotes around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) signs: Signs,
}

/// What a cell was read as.
#[derive(Clone, Debug)]
pub(crate) enum Value<'v> {
    /// Nothing: the field is left out.
    Nothing,
    /// The cell's own text.
    Text(Cell<'v>),
    /// A part of the cell in which nothing has to be escaped.
    Word(&'v [u8]),
    /// True or false.
    Boolean(bool),
    /// A number: its digits before the point, if there are any, and behind it.
    Number { negative: bool, whole: &'v [u8], fraction: &'v [u8] },
    /// An instant, moved to UTC.
    Instant([u8; 24]),
    /// A record's id, completed.
    Id([u8; 18]),
    /// A value of a list.
    Listed(&'v Entry),
    /// Text that is not the cell's as it is.
    Made(String),
}

/// Why a cell cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// The kind of mistake, Salesforce's code where it has one for it.
    pub(crate) code: &'static str,
    /// What is wrong, with what value, and what is allowed.
    pub(crate) text: String,
}

/// Mistakes are few, and values many.
pub(crate) type Read<'v> = Result<Value<'v>, Box<Wrong>>;

impl Wrong {
    #[cold]
    pub(crate) fn new<'v>(code: &'static str, parts: &[&str]) -> Read<'v> {
        Err(Box::new(Self { code, text: parts.concat() }))
    }
}

impl<'a> Row<'a> {
    /// A cell, and all that was read from its first byte on; an empty one behind the last.
    #[inline(always)]
    pub(crate) fn cell(&self, column: usize) -> (Cell<'a>, &'a [u8]) {
        let Some(field) = self.found.fields().get(column) else {
            return (Cell { raw: &[], signs: Signs::NONE }, &[]);
        };
        let from = self.bytes.get(field.range().start..).unwrap_or_default();
        let raw = from.get(..field.range().len()).unwrap_or_default();
        (Cell { raw, signs: field.signs }, from)
    }
}

impl<'a> Cell<'a> {
    /// A cell that holds this text, and did not stand in a file.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut signs = Signs::NONE;
        for byte in text.bytes() {
            if byte < b' ' || matches!(byte, b'"' | b'\\') {
                signs = signs.and(Signs::ESCAPED);
            }
            if !byte.is_ascii() {
                signs = signs.and(Signs::WIDE);
            }
        }
        Self { raw: text.as_bytes(), signs }
    }

    /// Its text.
    pub(crate) fn text(self) -> Cow<'a, str> {
        text_of(self.raw, self.signs)
    }

    /// Its bytes without the blanks around them. Only for types of which no value has quotes.
    pub(crate) fn trimmed(self) -> &'a [u8] {
        self.raw.trim_ascii()
    }

    /// Its text for a message: in backticks, cut when it is long.
    pub(crate) fn shown(self) -> String {
        shown(&self.text())
    }
}

/// What spreadsheets write for a value that is not there, and Bulk API takes for an order to clear the field.
pub(crate) const NOT_AVAILABLE: &str = "#N/A";

#[cold]
pub(crate) fn not_available<'v>() -> Read<'v> {
    let why = "`#N/A` is what a spreadsheet shows for an error: write the value, or leave the cell empty";
    Wrong::new("notAvailable", &[why])
}

/// Characters of a value that a message shows.
const SHOWN_MAX: usize = 60;

/// A value in a message.
pub(crate) fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => ["`", text.get(..end).unwrap_or_default(), "…`"].concat(),
        None => ["`", text, "`"].concat(),
    }
}

impl Value<'_> {
    /// Writes it as JSON. Nothing writes nothing.
    pub(crate) fn json(&self, buffer: &mut Buffer) {
        match self {
            Self::Nothing => {}
            Self::Text(cell) => buffer.json_text(cell.raw, cell.raw.len(), cell.signs.has(Signs::DOUBLED)),
            Self::Made(text) => buffer.json_text(text.as_bytes(), text.len(), false),
            Self::Word(word) => quoted(buffer, word),
            Self::Instant(instant) => quoted(buffer, instant),
            Self::Id(id) => quoted(buffer, id),
            Self::Boolean(value) => buffer.push(if *value { b"true" } else { b"false" }),
            Self::Number { negative, whole, fraction } => number(buffer, *negative, whole, fraction),
            Self::Listed(entry) => buffer.push_padded(&entry.json),
        }
    }

    /// Writes it as a CSV field. Nothing writes nothing.
    pub(crate) fn csv(&self, buffer: &mut Buffer) {
        match self {
            Self::Nothing => {}
            Self::Text(cell) => buffer.csv_text(cell.raw, cell.signs.has(Signs::DOUBLED)),
            Self::Made(text) => buffer.csv_text(text.as_bytes(), false),
            Self::Word(word) => buffer.push(word),
            Self::Instant(instant) => buffer.push(instant),
            Self::Id(id) => buffer.push(id),
            Self::Boolean(value) => buffer.push(if *value { b"true" } else { b"false" }),
            Self::Number { negative, whole, fraction } => number(buffer, *negative, whole, fraction),
            Self::Listed(entry) => buffer.csv_text(entry.value.as_bytes(), false),
        }
    }
}

#[inline(always)]
fn quoted(buffer: &mut Buffer, word: &[u8]) {
    buffer.byte(b'"');
    buffer.push(word);
    buffer.byte(b'"');
}

fn number(buffer: &mut Buffer, negative: bool, whole: &[u8], fraction: &[u8]) {
    if negative {
        buffer.byte(b'-');
    }
    if whole.is_empty() {
        buffer.byte(b'0');
    }
    buffer.push(whole);
    if !fraction.is_empty() {
        buffer.byte(b'.');
        buffer.push(fraction);
    }
}
