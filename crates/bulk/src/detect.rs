//! Finds out how a file is written.

use crate::dialect::{Delimiter, Dialect, Encoding, LineEnd};
use crate::encoding::{Decoder, of_mark, without_mark};
use crate::feed::separator_line;
use crate::scan::{Found, Scan};

/// Rows that are looked at to find the delimiter, and line ends to find how rows end.
const ROWS_MAX: usize = 200;

/// Bytes that are looked at to find UTF-16 without a byte order mark.
const PAIRS_MAX: usize = 512;

/// How a file is written, as far as can be told from its head, which may be cut anywhere, or from all of it.
///
/// Its byte order mark says the encoding. Without one it is UTF-16 if half of its bytes are zero; UTF-8 unless more of
/// its bytes are none than there are characters of UTF-8 that are not ASCII: then it is Windows-1252. Excel's `sep=` line
/// says the delimiter; without one it is that of `,`, `;`, tab and `|` by which most of the first rows have the same
/// number of fields, and quotes in order.
#[must_use]
pub fn detect(head: &[u8]) -> Dialect {
    let marked = of_mark(head);
    let encoding = marked.or_else(|| utf_16(head)).unwrap_or_else(|| bytewise(head));
    let mut decoded = Vec::new();
    if encoding != Encoding::Utf8 {
        Decoder::new(encoding).push(head, &mut decoded, &mut Vec::new());
    }
    let text = without_mark(if encoding == Encoding::Utf8 { head } else { &decoded });
    let named = separator_line(text).and_then(|(sign, length)| Some((Delimiter::new(sign)?, length)));
    let rows = text.get(named.map_or(0, |(_, length)| length)..).unwrap_or_default();
    let line_end = line_end(rows);
    let delimiter = named.map_or_else(|| delimiter(rows, line_end), |(delimiter, _)| delimiter);
    Dialect { encoding, delimiter, line_end, has_bom: marked.is_some() }
}

/// The signs of CSV, and most of the text of the languages that write them so, have a zero byte in UTF-16.
fn utf_16(head: &[u8]) -> Option<Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let pairs = pairs.get(..PAIRS_MAX).unwrap_or(pairs);
    let firsts = pairs.iter().filter(|pair| pair[0] == 0).count();
    let seconds = pairs.iter().filter(|pair| pair[1] == 0).count();
    let (many, few) = (pairs.len() * 2 / 5, pairs.len() / 20);
    match pairs.len() {
        4.. if seconds > many && firsts <= few => Some(Encoding::Utf16Le),
        4.. if firsts > many && seconds <= few => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn bytewise(head: &[u8]) -> Encoding {
    let (mut characters, mut broken) = (0_usize, 0_usize);
    let mut rest = head;
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, others) = rest.split_at(error.valid_up_to());
        characters += wide(valid);
        // What is cut is no fault.
        let Some(length) = error.error_len() else {
            return if characters >= broken { Encoding::Utf8 } else { Encoding::Windows1252 };
        };
        broken += length;
        rest = others.get(length..).unwrap_or_default();
    }
    characters += wide(rest);
    if broken > characters { Encoding::Windows1252 } else { Encoding::Utf8 }
}

/// How many characters are not ASCII.
fn wide(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte >= 0xC0).count()
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

fn delimiter(text: &[u8], line_end: LineEnd) -> Delimiter {
    let mut best = (Delimiter::COMMA, Score::default());
    for delimiter in Delimiter::DETECTED {
        let score = score(text, delimiter, line_end);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// How well a delimiter fits; the better one is greater.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Of a thousand rows those of the commonest width, half as many where their quotes are not in order.
    rows: usize,
    width: u32,
}

fn score(text: &[u8], delimiter: Delimiter, line_end: LineEnd) -> Score {
    let mut scan = Scan::new(delimiter, line_end);
    let mut found = Found::default();
    let mut scores: Vec<Score> = Vec::new();
    let (mut at, mut rows) = (0, 0);
    while at < text.len() && rows < ROWS_MAX {
        // A row that is not finished may be cut; it counts only where there is no other.
        if !scan.row(text, at, 1, rows == 0, &mut found) {
            break;
        }
        at = found.next;
        if found.is_blank {
            continue;
        }
        rows += 1;
        let points = if found.problems.is_empty() { 1_000 } else { 500 };
        match scores.iter_mut().find(|score| score.width == found.count()) {
            Some(score) => score.rows += points,
            None => scores.push(Score { rows: points, width: found.count() }),
        }
    }
    let of_all = |score: Score| Score { rows: score.rows / rows.max(1), ..score };
    scores.into_iter().filter(|score| score.width > 1).map(of_all).max().unwrap_or_default()
}
