//! Reads rows.

use std::borrow::Cow;

use crate::dialect::{Dialect, Encoding};
use crate::encoding::{decode, with_ascii_signs, without_mark};
use crate::problem::{Problem, ProblemKind};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Its fields, at least one. Borrowed from the file where it has their text as it is.
    pub fields: Vec<Cow<'a, str>>,
    is_blank: bool,
}

impl Record<'_> {
    /// Whether there is nothing on the line, not even quotes: then it has one empty field.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }
}

/// Reads all rows, and says what is wrong with them.
#[must_use]
pub fn read(bytes: &[u8], dialect: Dialect) -> (Vec<Record<'_>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let records = Reader::new(bytes, dialect).map(|(record, of_record)| {
        problems.extend(of_record);
        record
    });
    (records.collect(), problems)
}

/// Reads rows one by one, each with what is wrong with it. The first one is a row like any other. Excel's `sep=` line
/// is none.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: Cow<'a, [u8]>,
    encoding: Encoding,
    delimiter: u8,
    row_end: u8,
    at: usize,
    line: u32,
    width: Option<usize>,
    /// Where UTF-16 could not be decoded, the last place first.
    damaged: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Field,
    Row,
}

impl<'a> Reader<'a> {
    /// A reader of a file that is written so: as [`crate::detect`] says, or the user.
    #[must_use]
    pub fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        let text = without_mark(bytes, dialect.encoding);
        let (bytes, mut damaged) = with_ascii_signs(text, dialect.encoding);
        damaged.reverse();
        let mut reader = Self {
            bytes,
            encoding: dialect.encoding,
            delimiter: dialect.delimiter.byte(),
            row_end: dialect.line_end.last_byte(),
            at: 0,
            line: 1,
            width: None,
            damaged,
        };
        if let Some((_, length)) = separator_line(&reader.bytes) {
            reader.at = length;
            reader.line = 2;
        }
        reader
    }

    /// Reads a field, and moves behind what ends it.
    fn field(&mut self, column: u32, problems: &mut Vec<Problem>) -> (Cow<'a, str>, End) {
        let line = self.line;
        let mut found = |kind| problems.push(Problem { line, column, kind });
        let (raw, end) = match self.bytes.get(self.at) {
            Some(b'"') => self.quoted(&mut found),
            _ => self.unquoted(&mut found),
        };
        let (text, mut whole) = decode(raw, self.encoding);
        while self.damaged.pop_if(|at| *at < self.at).is_some() {
            whole = false;
        }
        if !whole {
            found(ProblemKind::Undecodable);
        }
        if text.as_bytes().contains(&0) {
            found(ProblemKind::Nul);
        }
        (text, end)
    }

    fn unquoted(&mut self, found: &mut impl FnMut(ProblemKind)) -> (Cow<'a, [u8]>, End) {
        let start = self.at;
        let (stop, end) = self.pass_field();
        let raw = self.slice(start, stop);
        if raw.contains(&b'"') {
            found(ProblemKind::StrayQuote);
        }
        (raw, end)
    }

    fn quoted(&mut self, found: &mut impl FnMut(ProblemKind)) -> (Cow<'a, [u8]>, End) {
        let start = self.at + 1;
        let mut doubled = false;
        let mut from = start;
        let closing = loop {
            let Some(quote) = self.rest(from).iter().position(|byte| *byte == b'"').map(|place| from + place) else {
                found(ProblemKind::UnterminatedQuote);
                break self.bytes.len();
            };
            if self.bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            doubled = true;
            from = quote + 2;
        };
        let lines = self.bytes.get(start..closing).unwrap_or_default();
        let breaks = lines.iter().filter(|byte| **byte == self.row_end).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        let mut raw = self.slice(start, closing);
        if doubled {
            raw = Cow::Owned(with_single_quotes(&raw));
        }
        self.at = self.bytes.len().min(closing + 1);
        let after = self.at;
        let (stop, end) = self.pass_field();
        let tail = self.bytes.get(after..stop).unwrap_or_default();
        if tail.iter().any(|byte| !matches!(byte, b' ' | b'\t')) {
            found(ProblemKind::TextAfterQuote);
            let mut whole = raw.into_owned();
            whole.extend_from_slice(tail);
            raw = Cow::Owned(whole);
        }
        (raw, end)
    }

    /// Moves behind the next delimiter or row end, and says where the text before it stops.
    fn pass_field(&mut self) -> (usize, End) {
        let sign = self.rest(self.at).iter().position(|byte| *byte == self.delimiter || *byte == self.row_end);
        let stop = sign.map_or(self.bytes.len(), |place| self.at + place);
        let start = std::mem::replace(&mut self.at, self.bytes.len().min(stop + 1));
        match self.bytes.get(stop) {
            Some(byte) if *byte == self.row_end => {
                self.line = self.line.saturating_add(1);
                let before = self.bytes.get(start..stop).and_then(<[u8]>::last);
                let carriage_return = self.row_end == b'\n' && before == Some(&b'\r');
                (stop - usize::from(carriage_return), End::Row)
            }
            Some(_) => (stop, End::Field),
            None => (stop, End::Row),
        }
    }

    fn rest(&self, from: usize) -> &[u8] {
        self.bytes.get(from..).unwrap_or_default()
    }

    fn slice(&self, start: usize, stop: usize) -> Cow<'a, [u8]> {
        match &self.bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(start..stop).unwrap_or_default()),
            Cow::Owned(bytes) => Cow::Owned(bytes.get(start..stop).unwrap_or_default().to_vec()),
        }
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = (Record<'a>, Vec<Problem>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let mut problems = Vec::new();
        let line = self.line;
        let is_quoted = self.bytes.get(self.at) == Some(&b'"');
        let mut fields = Vec::with_capacity(self.width.unwrap_or_default());
        loop {
            let (text, end) = self.field(count(fields.len() + 1), &mut problems);
            fields.push(text);
            if end == End::Row {
                break;
            }
        }
        let is_blank = !is_quoted && matches!(fields.as_slice(), [only] if only.is_empty());
        if !is_blank {
            let found = fields.len();
            let expected = *self.width.get_or_insert(found);
            if found != expected {
                let kind = ProblemKind::Ragged { expected: count(expected), found: count(found) };
                problems.push(Problem { line, column: count(found.min(expected) + 1), kind });
            }
        }
        Some((Record { line, fields, is_blank }, problems))
    }
}

/// Excel's first line that names the delimiter, like `sep=;`: the delimiter, and the length of the line with its end.
/// What it ends with does not matter, because nobody but Excel's users writes it.
/// The `bytes` have ASCII signs and no byte order mark.
pub(crate) fn separator_line(bytes: &[u8]) -> Option<(char, usize)> {
    let (head, rest) = bytes.split_at_checked(4)?;
    let (sign, after) = rest.split_first()?;
    let end = match after {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    (head.eq_ignore_ascii_case(b"sep=") && !matches!(sign, b'\r' | b'\n')).then_some((char::from(*sign), 5 + end))
}

fn with_single_quotes(raw: &[u8]) -> Vec<u8> {
    let mut single = Vec::with_capacity(raw.len());
    let mut second = false;
    for byte in raw {
        second = *byte == b'"' && !second;
        if *byte != b'"' || second {
            single.push(*byte);
        }
    }
    single
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
