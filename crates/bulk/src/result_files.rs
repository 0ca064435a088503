//! The files that say what came of each row.

use std::borrow::Cow;

use crate::dialect::{Delimiter, Dialect, LineEnd};
use crate::formula::restore;
use crate::row::Row;
use crate::writer::{Formulas, Writer};

/// What came of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'o> {
    /// Its record exists.
    Created {
        /// The record's id.
        id: &'o str,
    },
    /// There is none.
    Failed {
        /// The kind of mistake.
        code: &'o str,
        /// What is wrong.
        message: &'o str,
    },
}

/// Which rows a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// Those whose records were created.
    Success,
    /// The others: to be corrected and uploaded again.
    Failure,
}

/// A finished file: UTF-8 with a byte order mark, by which Excel knows it; the user's columns as they were, and before
/// them what is said of the row, so that a row with too many or too few fields stays what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// Which rows it has.
    pub kind: ResultKind,
    /// Which one of its kind it is, from 1.
    pub number: u32,
    /// How many rows it has.
    pub rows: u32,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The columns that are put before the user's.
const SUCCESS: [&str; 3] = ["Row", "Id", "Link"];
const FAILURE: [&str; 3] = ["Row", "Error code", "Error message"];

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A failure file of an earlier round that was corrected: where those of the added columns are that are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Continued {
    columns: [Option<usize>; 3],
}

impl Continued {
    /// Recognises a failure file by its header: it begins with the added columns, in order, but for those that were
    /// deleted; or has all three, wherever they are now. One of the two that tell of the mistake has to be there: a
    /// column `Row` alone is a user's own.
    #[must_use]
    pub fn of(header: &[String]) -> Option<Self> {
        let mut next = 0;
        let front = FAILURE.map(|name| {
            let is_next = header.get(next).is_some_and(|column| column.trim() == name);
            next += usize::from(is_next);
            is_next.then(|| next - 1)
        });
        if let [_, Some(_), _] | [_, _, Some(_)] = front {
            return Some(Self { columns: front });
        }
        let anywhere = FAILURE.map(|name| header.iter().position(|column| column.trim() == name));
        anywhere.iter().all(Option::is_some).then_some(Self { columns: anywhere })
    }

    /// Whether a column (from 0) was added, so that it fills no field.
    #[must_use]
    pub fn is_added(&self, column: usize) -> bool {
        self.columns.contains(&Some(column))
    }

    /// The number that a row had in the file that was uploaded first, if its column is still there.
    #[must_use]
    pub fn first_row(&self, row: &Row<'_>) -> Option<u32> {
        let [column, ..] = self.columns;
        row.text(column?).trim().parse().ok()
    }
}

/// Makes the files of rows and their outcomes, in the order of the source. No cell of them is a formula.
#[derive(Debug)]
pub struct ResultFiles {
    header: Vec<String>,
    delimiter: Delimiter,
    line_end: LineEnd,
    bytes_max: usize,
    link: String,
    continued: Option<Continued>,
    success: Open,
    failure: Open,
}

/// A file that is being written.
#[derive(Debug)]
struct Open {
    kind: ResultKind,
    number: u32,
    rows: u32,
    bytes: Vec<u8>,
}

impl ResultFiles {
    /// Of a source with this header, written as it is written. A file has at most so many bytes, unless a single row
    /// has more. A record's address is `link` with its id behind it.
    #[must_use]
    pub fn new(header: &[String], dialect: Dialect, bytes_max: usize, link: &str) -> Self {
        let open = |kind| Open { kind, number: 1, rows: 0, bytes: Vec::new() };
        Self {
            header: header.to_vec(),
            delimiter: dialect.delimiter,
            line_end: dialect.line_end,
            bytes_max,
            link: link.to_owned(),
            continued: Continued::of(header),
            success: open(ResultKind::Success),
            failure: open(ResultKind::Failure),
        }
    }

    /// Adds a row. Gives the file before when that one is full.
    pub fn add(&mut self, row: &Row<'_>, outcome: &Outcome<'_>) -> Option<ResultFile> {
        let first_row = self.continued.and_then(|continued| continued.first_row(row));
        let number = first_row.unwrap_or(row.row).to_string();
        let fields: Vec<Cow<'_, str>> = (0..row.len())
            .filter(|column| !self.is_added(*column))
            .map(|column| match row.text(column) {
                Cow::Borrowed(text) => Cow::Borrowed(self.restored(text)),
                Cow::Owned(text) => Cow::Owned(self.restored(&text).to_owned()),
            })
            .collect();
        let fields: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.put(&number, outcome, &fields)
    }

    /// Adds a row of which nothing but its number and its outcome is known any more. Gives the file before when that one
    /// is full.
    pub fn add_number(&mut self, row: u32, outcome: &Outcome<'_>) -> Option<ResultFile> {
        self.put(&row.to_string(), outcome, &[])
    }

    fn put(&mut self, number: &str, outcome: &Outcome<'_>, fields: &[&str]) -> Option<ResultFile> {
        let kind = match outcome {
            Outcome::Created { .. } => ResultKind::Success,
            Outcome::Failed { .. } => ResultKind::Failure,
        };
        let fields = fields.iter().copied();
        let bytes = match outcome {
            Outcome::Created { id } => self.line([number, id, &[&self.link, *id].concat()], fields),
            Outcome::Failed { code, message } => self.line([number, code, message], fields),
        };
        let bytes_max = self.bytes_max;
        let open = self.open(kind);
        let full = (open.rows > 0 && open.bytes.len() + bytes.len() > bytes_max).then(|| open.close());
        if self.open(kind).rows == 0 {
            let header = self.header_of(kind);
            self.open(kind).bytes = header;
        }
        let open = self.open(kind);
        open.bytes.extend_from_slice(&bytes);
        open.rows += 1;
        full
    }

    /// Whether there is no row that is in no full file yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.success.rows == 0 && self.failure.rows == 0
    }

    /// The files that are not full: none of a kind of which there is no row.
    #[must_use]
    pub fn finish(mut self) -> Vec<ResultFile> {
        [&mut self.success, &mut self.failure].into_iter().filter(|open| open.rows > 0).map(Open::close).collect()
    }

    fn open(&mut self, kind: ResultKind) -> &mut Open {
        match kind {
            ResultKind::Success => &mut self.success,
            ResultKind::Failure => &mut self.failure,
        }
    }

    fn header_of(&self, kind: ResultKind) -> Vec<u8> {
        let added = match kind {
            ResultKind::Success => SUCCESS,
            ResultKind::Failure => FAILURE,
        };
        let names = self.header.iter().enumerate().filter(|(column, _)| !self.is_added(*column));
        let names = names.map(|(_, name)| self.restored(name));
        [BYTE_ORDER_MARK, &self.line(added, names)].concat()
    }

    fn line<'f>(&self, added: [&'f str; 3], fields: impl Iterator<Item = &'f str>) -> Vec<u8> {
        let mut writer = Writer::new(self.delimiter, self.line_end, Formulas::Neutralise);
        writer.row(added.into_iter().chain(fields));
        writer.finish()
    }

    fn is_added(&self, column: usize) -> bool {
        self.continued.is_some_and(|continued| continued.is_added(column))
    }

    /// A cell as it was before a result file was made of it.
    fn restored<'t>(&self, text: &'t str) -> &'t str {
        if self.continued.is_some() { restore(text) } else { text }
    }
}

impl Open {
    fn close(&mut self) -> ResultFile {
        let (kind, number, rows) = (self.kind, self.number, self.rows);
        self.number += 1;
        self.rows = 0;
        ResultFile { kind, number, rows, bytes: std::mem::take(&mut self.bytes) }
    }
}
