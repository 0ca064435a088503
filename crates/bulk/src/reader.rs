//! Reads a whole file at once.

use std::borrow::Cow;

use crate::dialect::{Dialect, Encoding};
use crate::encoding::{Decoder, without_mark};
use crate::faults;
use crate::feed::separator_line;
use crate::problem::Problem;
use crate::row::text;
use crate::scan::{Found, Scan};

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

/// Reads all rows of a small file, and says what is wrong with them. The first one is a row like any other, and so are
/// blank lines; Excel's line `sep=` is none. Large files are for a [`crate::Feed`].
#[must_use]
pub fn read(bytes: &[u8], dialect: Dialect) -> (Vec<Record<'_>>, Vec<Problem>) {
    if dialect.encoding == Encoding::Utf8 {
        return rows(bytes, dialect, &[], &|text| text);
    }
    let mut decoded = Vec::new();
    let mut damaged = Vec::new();
    let mut decoder = Decoder::new(dialect.encoding);
    decoder.push(bytes, &mut decoded, &mut damaged);
    decoder.end(&mut decoded, &mut damaged);
    rows(&decoded, dialect, &damaged, &|text| Cow::Owned(text.into_owned()))
}

fn rows<'t, 'a>(
    bytes: &'t [u8],
    dialect: Dialect,
    damaged: &[usize],
    kept: &dyn Fn(Cow<'t, str>) -> Cow<'a, str>,
) -> (Vec<Record<'a>>, Vec<Problem>) {
    let mut scan = Scan::new(dialect.delimiter, dialect.line_end);
    let mut found = Found::default();
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    let marked = without_mark(bytes);
    let separator = separator_line(marked).map(|(_, length)| length);
    let mut at = bytes.len() - marked.len() + separator.unwrap_or_default();
    let mut line = if separator.is_some() { 2 } else { 1_u32 };
    let mut width = None;
    while at < bytes.len() && scan.row(bytes, at, line, true, &mut found) {
        if !found.is_blank {
            let width = *width.get_or_insert(found.count());
            faults::find(bytes, width, &scan, damaged, &mut found);
            problems.append(&mut found.problems);
        }
        let fields = found.fields().iter().map(|field| kept(text(field.of(bytes), field.signs))).collect();
        records.push(Record { line, fields, is_blank: found.is_blank });
        at = found.next;
        line = found.next_line;
    }
    (records, problems)
}
