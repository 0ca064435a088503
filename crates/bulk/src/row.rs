//! A row.

use std::borrow::Cow;
use std::ops::Range;

use crate::problem::Problem;
use crate::scan::{Found, count};

/// A row in the feed's buffer. Nothing is copied until it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Which one it is of those with content, from 1; the header is not counted.
    pub row: u32,
    pub(crate) bytes: &'a [u8],
    pub(crate) found: &'a Found,
}

/// What there is to know of a field before its bytes are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u8);

/// Where a field is: behind its opening quote, before the closing one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Field {
    /// Its end in the upper half, its start in the lower one: two numbers would be written and read by way of memory.
    range: u64,
    pub(crate) signs: Signs,
}

impl Signs {
    /// ASCII that neither CSV nor JSON escapes.
    pub const NONE: Self = Self(0);
    /// It is quoted, and has doubled quotes in it.
    pub const DOUBLED: Self = Self(1);
    /// It has bytes that JSON must escape: those below 0x20, `"` and `\`.
    pub const ESCAPED: Self = Self(2);
    /// It has bytes that are not ASCII.
    pub const WIDE: Self = Self(4);
    /// It is quoted.
    pub const QUOTED: Self = Self(8);
    /// There is text behind its closing quote, which belongs to it.
    pub(crate) const TAIL: Self = Self(16);

    /// Whether these are all among them.
    #[must_use]
    pub const fn has(self, signs: Self) -> bool {
        self.0 & signs.0 == signs.0
    }

    /// By how many bytes are escaped, and not ASCII.
    #[inline]
    pub(crate) fn of(escaped: u32, wide: u32) -> Self {
        Self(u8::from(escaped != 0) << 1 | u8::from(wide != 0) << 2)
    }

    pub(crate) const fn and(self, signs: Self) -> Self {
        Self(self.0 | signs.0)
    }
}

impl Field {
    #[inline]
    pub(crate) fn new(start: usize, end: usize, signs: Signs) -> Self {
        Self { range: u64::from(count(end)) << 32 | u64::from(count(start)), signs }
    }

    #[inline]
    pub(crate) fn range(self) -> Range<usize> {
        (self.range & u64::from(u32::MAX)) as usize..(self.range >> 32) as usize
    }

    /// Whether there is nothing, not even quotes.
    pub(crate) fn is_bare(self) -> bool {
        self.range().is_empty() && !self.signs.has(Signs::QUOTED)
    }

    #[inline]
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.range()).unwrap_or_default()
    }
}

impl<'a> Row<'a> {
    /// How many fields it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.fields().len()
    }

    /// Never: a row has at least one field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.fields().is_empty()
    }

    /// A field in UTF-8, without the quotes around it; doubled quotes are still doubled. Empty behind the last one.
    /// Where [`Row::problems`] says that it is undecodable, the file's own bytes.
    #[must_use]
    pub fn raw(&self, column: usize) -> &'a [u8] {
        self.field(column).map_or(&[], |field| field.of(self.bytes))
    }

    /// What the scan saw of a field.
    #[must_use]
    pub fn signs(&self, column: usize) -> Signs {
        self.field(column).map_or(Signs::NONE, |field| field.signs)
    }

    /// A field's text. U+FFFD stands for what could not be decoded. Empty behind the last one.
    #[must_use]
    pub fn text(&self, column: usize) -> Cow<'a, str> {
        self.field(column).map_or(Cow::Borrowed(""), |field| text(field.of(self.bytes), field.signs))
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problems(&self) -> &'a [Problem] {
        &self.found.problems
    }

    /// The row as the file has it, in UTF-8, without what ends it.
    #[must_use]
    pub fn source(&self) -> &'a [u8] {
        self.bytes.get(self.found.start..self.found.stop).unwrap_or_default()
    }

    fn field(&self, column: usize) -> Option<Field> {
        self.found.fields().get(column).copied()
    }
}

/// The text of a field that is written so.
pub(crate) fn text(raw: &[u8], signs: Signs) -> Cow<'_, str> {
    if !signs.has(Signs::DOUBLED) && !signs.has(Signs::TAIL) {
        return String::from_utf8_lossy(raw);
    }
    let mut single = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().peekable();
    let mut closed = false;
    while let Some(byte) = bytes.next() {
        if *byte == b'"' && !closed && bytes.next_if_eq(&&b'"').is_none() {
            closed = true;
            continue;
        }
        single.push(*byte);
    }
    Cow::Owned(match String::from_utf8(single) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}
