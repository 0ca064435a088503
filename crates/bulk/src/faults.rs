//! What is wrong with a row beside its quotes.

use crate::dialect::Encoding;
use crate::problem::{Problem, ProblemKind};
use crate::row::{Field, Signs};
use crate::scan::{Found, Scan};

/// Finds what can not be decoded, NUL, and fields too many or too few.
pub(crate) fn find(text: &[u8], width: u32, scan: &Scan, encoding: Encoding, damaged: &[usize], found: &mut Found) {
    if found.signs.has(Signs::WIDE) || found.signs.has(Signs::ESCAPED) {
        let is_damaged = |field: &Field| match encoding {
            Encoding::Utf8 => field.signs.has(Signs::WIDE) && std::str::from_utf8(field.of(text)).is_err(),
            _ => damaged.iter().any(|place| field.range().contains(place)),
        };
        let line = found.line;
        let (fields, problems) = found.parts();
        for (field, column) in fields.iter().zip(1..) {
            let mut wrong = |kind| {
                let before = fields.iter().zip(1..column).map(|(field, _)| *field);
                let quoted = before.filter(|field| field.signs.has(Signs::QUOTED));
                let lines: u32 = quoted.map(|field| scan.breaks(field.of(text))).sum();
                problems.push(Problem { line: line.saturating_add(lines), column, kind });
            };
            if is_damaged(field) {
                wrong(ProblemKind::Undecodable);
            }
            if field.signs.has(Signs::ESCAPED) && field.of(text).contains(&0) {
                wrong(ProblemKind::Nul);
            }
        }
    }
    if found.count() != width {
        let kind = ProblemKind::Ragged { expected: width, found: found.count() };
        let column = found.count().min(width).saturating_add(1);
        found.problems.push(Problem { line: found.line, column, kind });
    }
}
