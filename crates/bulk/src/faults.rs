//! What is wrong with a row as a whole, and what its decoder found.

use crate::problem::{Problem, ProblemKind};
use crate::row::Signs;
use crate::scan::{Found, Scan};

/// Finds fields too many or too few, and those in which U+FFFD stands for what could not be decoded.
pub(crate) fn find(text: &[u8], width: u32, scan: &Scan, damaged: &[usize], found: &mut Found) {
    if !damaged.is_empty() {
        undecodable(text, scan, damaged, found);
    }
    if found.count() != width {
        let kind = ProblemKind::Ragged { expected: width, found: found.count() };
        let column = found.count().min(width).saturating_add(1);
        found.problems.push(Problem { line: found.line, column, kind });
    }
}

#[cold]
fn undecodable(text: &[u8], scan: &Scan, damaged: &[usize], found: &mut Found) {
    let mut line = found.line;
    let (fields, problems) = found.parts();
    for (field, column) in fields.iter().zip(1..) {
        if damaged.iter().any(|place| field.range().contains(place)) {
            problems.push(Problem { line, column, kind: ProblemKind::Undecodable });
        }
        if field.signs.has(Signs::QUOTED) {
            line = line.saturating_add(scan.breaks(field.of(text)));
        }
    }
}
