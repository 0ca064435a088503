//! Rows to records: [`Converter`] checks each cell against the object's describe, and writes what it says straight from
//! the file's bytes into the body of a request.

mod compile;
mod dependent;
mod target;

use weftline_wire::failure::Problem as SetupProblem;
use weftline_wire::salesforce::{FieldDescribe, ObjectDescribe};
use weftline_wire::zone::ZoneOffset;

use crate::body::{Buffer, CollectionBody, Padded, PartBody};
use crate::cell::{Cell, NOT_AVAILABLE, Read, Value, not_available};
use crate::convert::dependent::Dependent;
use crate::convert::target::Filled;
use crate::formula::restore;
use crate::problem::{Problem, ProblemKind};
use crate::row::{Row, Signs};

/// What fills one field.
#[derive(Clone, Debug)]
pub struct Target<'s> {
    /// The field, as describe shows it.
    pub field: &'s FieldDescribe,
    /// What fills it.
    pub source: Source,
}

/// Where a field's values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column.
    Column {
        /// Its place, from 0.
        index: u32,
        /// What stands for an empty cell, written like a cell; without it the field is left out of the record.
        default: Option<String>,
    },
    /// The same in every row, written like a cell.
    Text {
        /// The text.
        text: String,
    },
    /// The same in every row, made already; `null` leaves the field out.
    Fixed {
        /// A string, a number, `true`, `false` or `null` as JSON.
        json: String,
    },
}

/// How rows become records, beside what fills their fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// The field and the beginning of the key that each record gets: behind it come `-` and the row's number.
    pub key: Option<(&'o str, &'o str)>,
    /// The zone that instants without an offset are local times of; none is UTC.
    pub zone: &'o [ZoneOffset],
    /// The names of the columns.
    pub header: &'o [String],
    /// Whether the file is a result file (see [`crate::Continued`]): then what was put before its cells against formulas
    /// is taken away again.
    pub restores: bool,
}

/// Something that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// The row's number, from 1; the header is not counted.
    pub row: u32,
    /// The line on which the cell begins, from 1.
    pub line: u32,
    /// The column's place, from 1.
    pub column: u32,
    /// The column's name; empty for one that the header does not have.
    pub name: String,
    /// The API name of the field that it fills, if it is about a cell.
    pub field: Option<String>,
    /// The kind of mistake: Salesforce's code where it has one for it.
    pub code: &'static str,
    /// What is wrong, with what value, and what is allowed.
    pub text: String,
}

/// A mapping of columns to fields, checked once, and then carried out row by row.
#[derive(Clone, Debug)]
pub struct Converter {
    /// What a record begins with in JSON: its type, what is the same in all, the beginning of its key.
    json_head: Padded,
    /// The header of the CSV content.
    csv_header: Vec<u8>,
    /// What a row begins with there.
    csv_head: Vec<u8>,
    /// Whether the head ends within the record's key.
    has_key: bool,
    columns: Vec<Filled>,
    dependents: Vec<Dependent>,
    header: Vec<String>,
    zone: Vec<ZoneOffset>,
    restores: bool,
}

impl Converter {
    /// Checks what fills the fields of new records of this object.
    ///
    /// # Errors
    /// When a field cannot be filled so: it may not be set at creation, is of a type that no text is a value of or
    /// encrypted, is filled twice, by a column that there is not or by text that it does not hold; and when a required
    /// field is filled by nothing. All of that is listed.
    pub fn compile(
        object: &ObjectDescribe,
        targets: Vec<Target<'_>>,
        options: Options<'_>,
    ) -> Result<Self, Vec<SetupProblem>> {
        compile::compile(object, targets, options)
    }

    /// Checks a row, and says what is wrong with it. Whether it is good.
    pub fn check(&self, row: &Row<'_>, out: &mut impl FnMut(CellProblem)) -> bool {
        if self.is_good(row) {
            return true;
        }
        self.problems(row).into_iter().for_each(out);
        false
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When something is wrong with the row: all of it. Then nothing is added.
    pub fn json(&self, row: &Row<'_>, body: &mut CollectionBody) -> Result<(), Vec<CellProblem>> {
        let begun = body.buffer.len();
        body.start();
        let buffer = &mut body.buffer;
        if !body.rows.is_empty() {
            buffer.byte(b',');
        }
        buffer.push_padded(&self.json_head);
        if self.has_key {
            buffer.whole(row.row);
            buffer.byte(b'"');
        }
        if !self.is_whole(row) || !self.json_columns(row, buffer) || !self.agree(row) {
            buffer.truncate(begun);
            return Err(self.problems(row));
        }
        buffer.byte(b'}');
        body.rows.push(row.row);
        Ok(())
    }

    /// Adds a row to the content of a job of Bulk API 2.0, and the header before the first.
    ///
    /// # Errors
    /// When something is wrong with the row: all of it. Then nothing is added.
    pub fn csv(&self, row: &Row<'_>, part: &mut PartBody) -> Result<(), Vec<CellProblem>> {
        let begun = part.buffer.len();
        let buffer = &mut part.buffer;
        if begun == 0 {
            buffer.push(&self.csv_header);
        }
        buffer.push(&self.csv_head);
        if self.has_key {
            buffer.whole(row.row);
        }
        if !self.is_whole(row) || !self.csv_columns(row, buffer) || !self.agree(row) {
            buffer.truncate(begun);
            return Err(self.problems(row));
        }
        buffer.byte(b'\n');
        part.rows.push(row.row);
        Ok(())
    }

    /// Writes the members of a record. Whether all of its cells are good, and one has something in it.
    fn json_columns(&self, row: &Row<'_>, buffer: &mut Buffer) -> bool {
        let mut is_empty = !self.columns.is_empty();
        for column in &self.columns {
            let (cell, from) = row.cell(column.index);
            if cell.raw.is_empty() {
                if column.lacks {
                    return false;
                }
                buffer.push_padded(&column.json_default);
                continue;
            }
            is_empty = false;
            if !self.is_odd(cell) && column.copied(cell, from, buffer) {
                continue;
            }
            match self.read(column, cell) {
                Ok(Value::Nothing) if column.lacks => return false,
                Ok(Value::Nothing) => buffer.push_padded(&column.json_default),
                Ok(value) => {
                    buffer.push_padded(&column.json_name);
                    value.json(buffer);
                }
                Err(_) => return false,
            }
        }
        !is_empty
    }

    /// Writes the fields of a row, as [`Self::json_columns`] does.
    fn csv_columns(&self, row: &Row<'_>, buffer: &mut Buffer) -> bool {
        let mut is_empty = !self.columns.is_empty();
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 || self.has_key || !self.csv_head.is_empty() {
                buffer.byte(b',');
            }
            let cell = Self::cell(column, row);
            is_empty &= cell.raw.is_empty();
            match self.read(column, cell) {
                Ok(Value::Nothing) if column.lacks => return false,
                Ok(Value::Nothing) => buffer.push(&column.csv_default),
                Ok(value) => value.csv(buffer),
                Err(_) => return false,
            }
        }
        !is_empty
    }

    /// Whether a row can be sent.
    fn is_good(&self, row: &Row<'_>) -> bool {
        let mut is_empty = !self.columns.is_empty();
        for column in &self.columns {
            let cell = Self::cell(column, row);
            is_empty &= cell.raw.is_empty();
            match self.read(column, cell) {
                Ok(Value::Nothing) if column.lacks => return false,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        !is_empty && self.is_whole(row) && self.agree(row)
    }

    /// Whether the row itself can be relied on.
    fn is_whole(&self, row: &Row<'_>) -> bool {
        row.problems().iter().all(|problem| !spoils(problem.kind))
    }

    /// Whether values of dependent picklists go with those of the fields that control them.
    fn agree(&self, row: &Row<'_>) -> bool {
        self.dependents.iter().all(|dependent| self.depends(dependent, row).is_none())
    }

    /// The cell of a row that fills a field.
    #[inline(always)]
    fn cell<'r>(column: &Filled, row: &Row<'r>) -> Cell<'r> {
        row.cell(column.index).0
    }

    /// Whether a cell is not to be taken as it stands: it is what a spreadsheet shows for an error, and what Bulk API
    /// takes for an order to clear; or it was changed in a result file, so that no spreadsheet takes it for a formula.
    #[inline(always)]
    fn is_odd(&self, cell: Cell<'_>) -> bool {
        match cell.raw.first() {
            Some(b'#' | b' ' | b'\t' | b'\r' | b'\n') => cell.trimmed() == NOT_AVAILABLE.as_bytes(),
            Some(b'\'') => self.restores,
            _ => false,
        }
    }

    /// What a cell says.
    fn read<'v>(&'v self, column: &'v Filled, cell: Cell<'v>) -> Read<'v> {
        if self.is_odd(cell) {
            return self.read_odd(column, cell);
        }
        column.read(cell, &self.zone)
    }

    #[cold]
    fn read_odd<'v>(&'v self, column: &'v Filled, cell: Cell<'v>) -> Read<'v> {
        if cell.trimmed() == NOT_AVAILABLE.as_bytes() {
            return not_available();
        }
        let text = cell.text();
        let added = text.len() - restore(&text).len();
        column.read(Cell { raw: cell.raw.get(added..).unwrap_or_default(), ..cell }, &self.zone)
    }

    /// All that is wrong with a row.
    #[cold]
    fn problems(&self, row: &Row<'_>) -> Vec<CellProblem> {
        let mut found: Vec<CellProblem> = Vec::new();
        for problem in row.problems().iter().filter(|problem| spoils(problem.kind)) {
            found.push(self.of_row(row, problem));
        }
        // Where fields are missing or too many, nobody knows which column a cell belongs to.
        if row
            .problems()
            .iter()
            .any(|problem| matches!(problem.kind, ProblemKind::Ragged { .. } | ProblemKind::TooLong))
        {
            return found;
        }
        let mut is_empty = !self.columns.is_empty();
        for column in &self.columns {
            let cell = Self::cell(column, row);
            is_empty &= cell.raw.is_empty();
            match self.read(column, cell) {
                Ok(Value::Nothing) if column.lacks => {
                    let text = ["`", &column.label, "` is required, and this cell is empty"].concat();
                    found.push(self.of_cell(row, column, "REQUIRED_FIELD_MISSING", text));
                }
                Ok(_) => {}
                Err(wrong) => found.push(self.of_cell(row, column, wrong.code, wrong.text)),
            }
        }
        if is_empty {
            let (row, line) = (row.row, row.line);
            let text = String::from("no column that fills a field has anything in this row");
            found.clear();
            found.push(CellProblem { row, line, column: 1, name: self.name(1), field: None, code: "emptyRow", text });
            return found;
        }
        for dependent in &self.dependents {
            if let (Some(text), Some(column)) = (self.depends(dependent, row), self.columns.get(dependent.column())) {
                found.push(self.of_cell(row, column, "dependentValue", text));
            }
        }
        found
    }

    fn of_row(&self, row: &Row<'_>, problem: &Problem) -> CellProblem {
        CellProblem {
            row: row.row,
            line: problem.line,
            column: problem.column,
            name: self.name(problem.column),
            field: None,
            code: "malformedRow",
            text: problem.kind.to_string(),
        }
    }

    fn of_cell(&self, row: &Row<'_>, column: &Filled, code: &'static str, text: String) -> CellProblem {
        let place = u32::try_from(column.index).unwrap_or(u32::MAX).saturating_add(1);
        CellProblem {
            row: row.row,
            line: line_of(row, column.index),
            column: place,
            name: self.name(place),
            field: Some(column.field.clone()),
            code,
            text,
        }
    }

    fn name(&self, column: u32) -> String {
        let name = (column as usize).checked_sub(1).and_then(|index| self.header.get(index));
        name.cloned().unwrap_or_default()
    }
}

/// Whether a row of which this is wrong may say something else than was meant. A quote within a field that is not quoted
/// is read by everybody as what it is.
fn spoils(kind: ProblemKind) -> bool {
    kind != ProblemKind::StrayQuote
}

/// The line on which a cell begins: those before it may have line breaks.
fn line_of(row: &Row<'_>, column: usize) -> u32 {
    let mut line = row.line;
    for before in (0..column).filter(|before| row.signs(*before).has(Signs::QUOTED)) {
        let count = |sign: u8| row.raw(before).iter().filter(|byte| **byte == sign).count();
        let breaks = Some(count(b'\n')).filter(|breaks| *breaks > 0).unwrap_or_else(|| count(b'\r'));
        line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
    }
    line
}
