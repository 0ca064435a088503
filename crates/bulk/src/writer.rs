//! Writes rows.

use std::borrow::Cow;

use crate::dialect::{Delimiter, LineEnd};
use crate::formula::neutralise;

/// What to do with cells that a spreadsheet would take for formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulas {
    /// [`neutralise`] them: for files that people open.
    Neutralise,
    /// Leave them as they are: for files that programs read.
    Keep,
}

/// Writes rows in UTF-8, as RFC 4180 has it, fields quoted where they have to be.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
    delimiter: Delimiter,
    line_end: LineEnd,
    formulas: Formulas,
}

impl Writer {
    /// A writer of an empty file.
    #[must_use]
    pub fn new(delimiter: Delimiter, line_end: LineEnd, formulas: Formulas) -> Self {
        Self { bytes: Vec::new(), delimiter, line_end, formulas }
    }

    /// Writes a row. One without fields is written as one empty field.
    pub fn row<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>) {
        let mut fields = fields.into_iter().peekable();
        let first = fields.next().unwrap_or_default();
        // Alone on its line, an empty field would be a blank line.
        self.field(first, first.is_empty() && fields.peek().is_none());
        for field in fields {
            self.bytes.push(self.delimiter.byte());
            self.field(field, false);
        }
        self.bytes.extend_from_slice(self.line_end.text().as_bytes());
    }

    /// The file.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn field(&mut self, field: &str, quoted: bool) {
        let cell = match self.formulas {
            Formulas::Neutralise => neutralise(field),
            Formulas::Keep => Cow::Borrowed(field),
        };
        if !quoted && cell.len() == field.len() && !self.needs_quotes(&cell) {
            return self.bytes.extend_from_slice(cell.as_bytes());
        }
        self.bytes.push(b'"');
        for byte in cell.bytes() {
            if byte == b'"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(byte);
        }
        self.bytes.push(b'"');
    }

    /// Blanks at the ends are quoted because some readers trim them; the rest is what would be read as something else:
    /// at the start of a file a byte order mark, and Excel's `sep=`.
    fn needs_quotes(&self, cell: &str) -> bool {
        cell.bytes().any(|byte| byte == self.delimiter.byte() || matches!(byte, b'"' | b'\r' | b'\n'))
            || cell.starts_with([' ', '\t', '\u{feff}'])
            || cell.ends_with([' ', '\t'])
            || cell.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sep="))
    }
}
