//! What is wrong with a file, and where.

use std::fmt;

/// Something that is wrong with a file. The row it is in is read all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1. A quoted field may have several; this is the one on which it begins.
    pub line: u32,
    /// The field's place in its row, from 1.
    pub column: u32,
    /// What it is.
    pub kind: ProblemKind,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The row has more or fewer fields than the first one.
    Ragged {
        /// How many the first row has.
        expected: u32,
        /// How many this row has.
        found: u32,
    },
    /// A quoted field does not end: all that follows is in it.
    UnterminatedQuote,
    /// Something else than blanks stands between a closing quote and the delimiter: it is part of the field.
    TextAfterQuote,
    /// A field that is not quoted has a quote in it: it is text.
    StrayQuote,
    /// A NUL character: it is kept.
    Nul,
    /// Bytes that are no text in the file's encoding: U+FFFD stands for them.
    Undecodable,
    /// The row is longer than [`crate::ROW_BYTES_MAX`]: what is behind that is not read, and no row after it.
    TooLong,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.kind)
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ragged { expected, found } => {
                write!(f, "the row has {found} fields where the first row has {expected}")
            }
            Self::UnterminatedQuote => f.write_str(
                "the quote that opens this field is never closed: the rows behind it may be inside this field",
            ),
            Self::TextAfterQuote => f.write_str("there is text after the quote that closes this field"),
            Self::StrayQuote => f.write_str("there is a quote in a field that is not quoted"),
            Self::Nul => f.write_str("there is a NUL character"),
            Self::Undecodable => f.write_str("some bytes are no text in the file's encoding"),
            Self::TooLong => f.write_str("the row does not end within 4 MiB, and nothing behind it can be read"),
        }
    }
}
