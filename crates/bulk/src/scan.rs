//! Finds where the fields of a row begin and end.

use crate::masks::{BLOCK, Masks};
use crate::problem::{Problem, ProblemKind};
use crate::row::{Field, Signs};

/// Fields of a row that are kept: as many as a spreadsheet has columns. Those behind them are counted only.
const FIELDS_MAX: usize = 16_384;

/// Looks for quotes, delimiters and row ends, a block of bytes at once. It goes through its bytes once; only a row that
/// is not finished yet is begun again when there are more.
#[derive(Debug)]
pub(crate) struct Scan {
    delimiter: u8,
    row_end: u8,
    /// Where the block begins whose masks these are.
    base: usize,
    masks: Masks,
}

/// What a row has.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) fields: Vec<Field>,
    /// How many fields there are, those that are not kept among them.
    pub(crate) count: u32,
    /// The signs of all fields together.
    pub(crate) signs: Signs,
    /// What is wrong with its quotes.
    pub(crate) problems: Vec<Problem>,
}

/// Where a row ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// Behind its last field, before what ends it.
    pub(crate) stop: usize,
    /// Behind what ends it.
    pub(crate) next: usize,
    /// How many lines it has.
    pub(crate) lines: u32,
    /// Whether there is nothing on the line, not even quotes.
    pub(crate) is_blank: bool,
}

/// Bits of what must be escaped, or is not ASCII, in the blocks that a field is in.
#[derive(Clone, Copy, Default)]
struct Seen {
    escaped: u64,
    wide: u64,
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sought {
    Quote,
    /// A delimiter or row end.
    End,
}

/// A field, and what it ends with.
struct Ended {
    field: Field,
    /// Where the field with its quotes and all stops.
    stop: usize,
    next: usize,
    ends_row: bool,
}

impl Scan {
    pub(crate) fn new(delimiter: u8, row_end: u8) -> Self {
        Self { delimiter, row_end, base: usize::MAX, masks: Masks::default() }
    }

    /// The bytes are others than before, or elsewhere.
    pub(crate) fn forget(&mut self) {
        self.base = usize::MAX;
    }

    /// Finds the fields of the row that begins at `start`, on this line. None while its end is not among the bytes;
    /// where these are the last ones they end it.
    pub(crate) fn row(
        &mut self,
        bytes: &[u8],
        start: usize,
        line: u32,
        is_last: bool,
        found: &mut Found,
    ) -> Option<End> {
        found.fields.clear();
        found.problems.clear();
        found.count = 0;
        found.signs = Signs::NONE;
        let mut at = start;
        let mut lines = 0_u32;
        loop {
            let ended = if bytes.get(at) == Some(&b'"') {
                let mut wrong = |kind| {
                    let column = found.count.saturating_add(1);
                    found.problems.push(Problem { line: line.saturating_add(lines), column, kind });
                };
                self.quoted(bytes, at, is_last, &mut wrong)?
            } else {
                self.unquoted(bytes, at, is_last)?
            };
            let field = ended.field;
            if field.signs.has(Signs::ESCAPED) {
                let text = field.of(bytes);
                if field.signs.has(Signs::QUOTED) {
                    lines = lines.saturating_add(self.breaks(text));
                } else if text.contains(&b'"') {
                    let (line, column) = (line.saturating_add(lines), found.count.saturating_add(1));
                    found.problems.push(Problem { line, column, kind: ProblemKind::StrayQuote });
                }
            }
            found.signs = found.signs.and(field.signs);
            found.count = found.count.saturating_add(1);
            if found.fields.len() < FIELDS_MAX {
                found.fields.push(field);
            }
            if ended.ends_row {
                let is_blank = found.count == 1 && field.start == field.end && !field.signs.has(Signs::QUOTED);
                return Some(End { stop: ended.stop, next: ended.next, lines: lines.saturating_add(1), is_blank });
            }
            at = ended.next;
        }
    }

    /// How many lines end within a text.
    pub(crate) fn breaks(&self, text: &[u8]) -> u32 {
        count(text.iter().filter(|byte| **byte == self.row_end).count())
    }

    fn unquoted(&mut self, bytes: &[u8], start: usize, is_last: bool) -> Option<Ended> {
        let mut seen = Seen::default();
        let sign = self.seek(bytes, start, Sought::End, &mut seen);
        let (stop, next, ends_row) = self.end(bytes, start, sign, is_last)?;
        if stop < next.saturating_sub(1) && (stop + 1).is_multiple_of(BLOCK) {
            // The CR of a CRLF was seen with the block before.
            seen = Seen::default();
            self.note(bytes, start, stop, &mut seen);
        }
        Some(Ended { field: Field::new(start, stop, seen.signs()), stop, next, ends_row })
    }

    fn quoted(
        &mut self,
        bytes: &[u8],
        start: usize,
        is_last: bool,
        wrong: &mut impl FnMut(ProblemKind),
    ) -> Option<Ended> {
        let mut seen = Seen::default();
        let mut from = start + 1;
        let mut signs = Signs::QUOTED;
        let closing = loop {
            let Some(quote) = self.seek(bytes, from, Sought::Quote, &mut seen) else {
                if !is_last {
                    return None;
                }
                wrong(ProblemKind::UnterminatedQuote);
                let stop = bytes.len();
                let field = Field::new(start + 1, stop, signs.and(seen.signs()));
                return Some(Ended { field, stop, next: stop, ends_row: true });
            };
            match bytes.get(quote + 1) {
                Some(b'"') => {
                    signs = signs.and(Signs::DOUBLED).and(Signs::ESCAPED);
                    from = quote + 2;
                }
                None if !is_last => return None,
                _ => break quote,
            }
        };
        let after = closing + 1;
        let mut tail = Seen::default();
        let sign = match bytes.get(after) {
            Some(byte) if *byte == self.delimiter || *byte == self.row_end => Some(after),
            _ => self.seek(bytes, after, Sought::End, &mut tail),
        };
        let (stop, next, ends_row) = self.end(bytes, after, sign, is_last)?;
        let is_blank = bytes.get(after..stop).unwrap_or_default().iter().all(|byte| matches!(byte, b' ' | b'\t'));
        if is_blank {
            let field = Field::new(start + 1, closing, signs.and(seen.signs()));
            return Some(Ended { field, stop, next, ends_row });
        }
        wrong(ProblemKind::TextAfterQuote);
        self.note(bytes, closing, stop, &mut seen);
        let field = Field::new(start + 1, stop, signs.and(Signs::TAIL).and(seen.signs()));
        Some(Ended { field, stop, next, ends_row })
    }

    /// Where a field stops that began at `start` and ends with this sign, what comes behind it, and whether the row
    /// ends there too.
    fn end(&self, bytes: &[u8], start: usize, sign: Option<usize>, is_last: bool) -> Option<(usize, usize, bool)> {
        let Some(sign) = sign else {
            return is_last.then_some((bytes.len(), bytes.len(), true));
        };
        if bytes.get(sign) != Some(&self.row_end) {
            return Some((sign, sign + 1, false));
        }
        Some((sign - usize::from(self.has_return(bytes, start, sign)), sign + 1, true))
    }

    /// Whether a sign is the LF of a CRLF that ends a row.
    fn has_return(&self, bytes: &[u8], start: usize, sign: usize) -> bool {
        self.row_end == b'\n'
            && sign > start
            && bytes.get(sign) == Some(&b'\n')
            && bytes.get(sign.wrapping_sub(1)) == Some(&b'\r')
    }

    /// Where the next one is, from a place on; and what is seen before it.
    fn seek(&mut self, bytes: &[u8], from: usize, sought: Sought, seen: &mut Seen) -> Option<usize> {
        let mut base = from - from % BLOCK;
        let mut above = u64::MAX << (from % BLOCK);
        while base < bytes.len() {
            if base != self.base {
                self.masks = Masks::at(bytes, base, self.delimiter, self.row_end);
                self.base = base;
            }
            let signs = above & if sought == Sought::Quote { self.masks.quote } else { self.masks.end };
            if signs != 0 {
                let sign = signs & signs.wrapping_neg();
                let place = base + signs.trailing_zeros() as usize;
                let before = above & (sign - 1);
                let mut escaped = self.masks.escaped & before;
                if sought == Sought::End && self.has_return(bytes, from, place) {
                    escaped &= !(sign >> 1);
                }
                seen.escaped |= escaped;
                seen.wide |= self.masks.wide & before;
                return Some(place);
            }
            seen.escaped |= self.masks.escaped & above;
            seen.wide |= self.masks.wide & above;
            above = u64::MAX;
            base += BLOCK;
        }
        None
    }

    /// Sees what is between two places.
    #[cold]
    fn note(&self, bytes: &[u8], start: usize, stop: usize, seen: &mut Seen) {
        for byte in bytes.get(start..stop).unwrap_or_default() {
            seen.escaped |= u64::from(*byte < 0x20 || matches!(byte, b'"' | b'\\'));
            seen.wide |= u64::from(!byte.is_ascii());
        }
    }
}

impl Seen {
    fn signs(self) -> Signs {
        let escaped = if self.escaped == 0 { Signs::NONE } else { Signs::ESCAPED };
        if self.wide == 0 { escaped } else { escaped.and(Signs::WIDE) }
    }
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
