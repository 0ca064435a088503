//! Finds out how a file is written.

use crate::dialect::{Delimiter, Dialect, Encoding, LineEnd};
use crate::encoding::{of_mark, with_ascii_signs, without_mark};
use crate::problem::ProblemKind;
use crate::reader::{Reader, separator_line};

/// Rows that are looked at to find the delimiter, and line ends to find how rows end.
const ROWS_MAX: usize = 200;

/// How a file is written, as far as can be told. Its byte order mark says the encoding; without one it is UTF-8, or
/// Windows-1252 if it is no valid UTF-8. Excel's `sep=` line says the delimiter; without one it is that of `,`, `;`,
/// tab and `|` by which most of the first rows have the same number of fields.
#[must_use]
pub fn detect(bytes: &[u8]) -> Dialect {
    let marked = of_mark(bytes);
    let encoding = marked.unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        Err(_) => Encoding::Windows1252,
    });
    let (text, _) = with_ascii_signs(without_mark(bytes, encoding), encoding);
    let named = separator_line(&text).and_then(|(sign, _)| Delimiter::new(sign));
    let mut dialect = Dialect {
        encoding: if encoding == Encoding::Windows1252 { encoding } else { Encoding::Utf8 },
        delimiter: Delimiter::COMMA,
        line_end: line_end(&text),
        has_bom: false,
    };
    dialect.delimiter = named.unwrap_or_else(|| delimiter(&text, dialect));
    Dialect { encoding, has_bom: marked.is_some(), ..dialect }
}

/// How most rows end. Line ends in quotes do not count.
fn line_end(text: &[u8]) -> LineEnd {
    let (mut lf, mut crlf, mut cr) = (0_usize, 0_usize, 0_usize);
    let mut quoted = false;
    let mut before = b'\n';
    for byte in text {
        match byte {
            // Within a field, a quote that is no delimiter's neighbour opens nothing; a doubled one closes and opens.
            b'"' => quoted = !quoted && (before == b'"' || is_field_start(before)),
            b'\n' if !quoted && before == b'\r' => {
                cr -= 1;
                crlf += 1;
            }
            b'\n' if !quoted => lf += 1,
            b'\r' if !quoted => cr += 1,
            _ => {}
        }
        before = *byte;
        if lf + crlf + cr > ROWS_MAX && before != b'\r' {
            break;
        }
    }
    match (lf, crlf, cr) {
        (0, 0, 1..) => LineEnd::Cr,
        _ if crlf > lf => LineEnd::CrLf,
        _ => LineEnd::Lf,
    }
}

fn is_field_start(before: u8) -> bool {
    matches!(before, b'\r' | b'\n') || Delimiter::DETECTED.iter().any(|delimiter| delimiter.byte() == before)
}

fn delimiter(text: &[u8], dialect: Dialect) -> Delimiter {
    let mut best = (Delimiter::COMMA, Score::default());
    for delimiter in Delimiter::DETECTED {
        let score = score(text, Dialect { delimiter, ..dialect });
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// How well a delimiter fits; the better one is greater.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Rows of the commonest width, twice where their quotes are in order.
    rows: usize,
    width: usize,
}

fn score(text: &[u8], dialect: Dialect) -> Score {
    let rows: Vec<(usize, bool)> = Reader::new(text, dialect)
        .filter(|(record, _)| !record.is_blank())
        .take(ROWS_MAX)
        .map(|(record, problems)| {
            let quotes = |kind| matches!(kind, ProblemKind::UnterminatedQuote | ProblemKind::TextAfterQuote);
            (record.fields.len(), !problems.iter().any(|problem| quotes(problem.kind)))
        })
        .collect();
    let of_width = |width| {
        let same = rows.iter().filter(|(other, _)| *other == width);
        Score { rows: same.map(|(_, in_order)| 1 + usize::from(*in_order)).sum(), width }
    };
    rows.iter().filter(|(width, _)| *width > 1).map(|(width, _)| of_width(*width)).max().unwrap_or_default()
}
