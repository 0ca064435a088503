//! How a file is written, in the words of the pages and in those of the reader.

use weftline_bulk::{Delimiter, Dialect, Encoding, LineEnd, Place};
use weftline_wire::document::BulkPlace;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{CsvDialect, CsvEncoding, CsvLineEnd};

use crate::failure::{self, Failure};

/// As the reader takes it.
pub(crate) fn read_as(dialect: &CsvDialect) -> Result<Dialect, Failure> {
    let mut characters = dialect.delimiter.chars();
    let delimiter = match (characters.next(), characters.next()) {
        (Some(character), None) => Delimiter::new(character),
        _ => None,
    };
    let delimiter = delimiter.ok_or_else(|| {
        let text = "what stands between two fields is one ASCII character that is no quote and no line end";
        failure::with(failure::of(FailureCode::Invalid, text), "delimiter", dialect.delimiter.clone())
    })?;
    let encoding = match dialect.encoding {
        CsvEncoding::Utf8 => Encoding::Utf8,
        CsvEncoding::Windows1252 => Encoding::Windows1252,
        CsvEncoding::Utf16Le => Encoding::Utf16Le,
        CsvEncoding::Utf16Be => Encoding::Utf16Be,
    };
    let line_end = match dialect.line_end {
        CsvLineEnd::Lf => LineEnd::Lf,
        CsvLineEnd::CrLf => LineEnd::CrLf,
        CsvLineEnd::Cr => LineEnd::Cr,
    };
    Ok(Dialect { encoding, delimiter, line_end, has_bom: false })
}

/// As pages show it.
pub(crate) fn shown(dialect: Dialect) -> CsvDialect {
    CsvDialect {
        encoding: match dialect.encoding {
            Encoding::Utf8 => CsvEncoding::Utf8,
            Encoding::Windows1252 => CsvEncoding::Windows1252,
            Encoding::Utf16Le => CsvEncoding::Utf16Le,
            Encoding::Utf16Be => CsvEncoding::Utf16Be,
        },
        delimiter: dialect.delimiter.character().to_string(),
        line_end: match dialect.line_end {
            LineEnd::Lf => CsvLineEnd::Lf,
            LineEnd::CrLf => CsvLineEnd::CrLf,
            LineEnd::Cr => CsvLineEnd::Cr,
        },
    }
}

/// A stored place, for the reader. The one that nothing is before stands for the file's beginning.
pub(crate) fn place(stored: BulkPlace) -> Place {
    Place { offset: stored.offset, line: stored.line.max(1), row: stored.row }
}

/// A place, to be stored.
pub(crate) fn stored(place: Place) -> BulkPlace {
    BulkPlace { offset: place.offset, line: place.line, row: place.row }
}
