//! CSV: bytes to rows, rows to records, and rows to bytes.
//!
//! - [`detect`] finds out how a file is written: its [`Encoding`], [`Delimiter`] and [`LineEnd`].
//! - [`Feed`] reads it row by row, as it comes in ranges, RFC 4180 and what spreadsheets make of it, and says by line and
//!   column what is wrong ([`Problem`]); it never fails, and goes on from any [`Place`] between two rows.
//! - [`Converter`] checks a row's cells against an object's describe and writes what they say into the body of a request,
//!   straight from the file's bytes; it says by line, column and name what is wrong ([`CellProblem`]).
//! - [`ResultFiles`] are what came of each row, for people; a corrected one can be read again ([`Continued`]).
//! - [`Writer`] writes files that read back the same, and whose cells no spreadsheet takes for formulas.
//!
//! What this crate refuses to do: read a file or clock, decide what a column means, round, cut or mend a value, skip a
//! row, or guess comments, escapes with backslashes and quotes other than `"`: these are text.
//!
//! <https://www.rfc-editor.org/rfc/rfc4180>

mod body;
mod cell;
mod convert;
mod detect;
mod dialect;
mod encoding;
mod faults;
mod feed;
mod formula;
mod index;
mod masks;
mod problem;
mod reader;
mod result_files;
mod row;
mod scan;
mod writer;

pub use body::{CollectionBody, PartBody};
pub use convert::{CellProblem, Converter, Options, Source, Target};
pub use detect::detect;
pub use dialect::{Delimiter, Dialect, Encoding, LineEnd};
pub use feed::{Feed, Header, Place, ROW_BYTES_MAX};
pub use formula::{neutralise, restore};
pub use problem::{Problem, ProblemKind};
pub use reader::{Record, read};
pub use result_files::{Continued, Outcome, ResultFile, ResultFiles, ResultKind};
pub use row::{Row, Signs};
pub use writer::{Formulas, Writer};
