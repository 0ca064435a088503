//! Finds where the fields of a row begin and end.

use crate::dialect::{Delimiter, LineEnd};
use crate::masks::{BLOCK, Masks, Sought};
use crate::problem::{Problem, ProblemKind};
use crate::row::{Field, Signs};

/// Fields of a row that are kept: as many as a spreadsheet has columns. Those behind them are counted only.
const FIELDS_MAX: usize = 16_384;

/// Looks for quotes, delimiters and row ends, a block of bytes at once. It goes through its bytes once; only a row that
/// is not finished yet is begun again when there are more.
#[derive(Debug)]
pub(crate) struct Scan {
    signs: Sought,
    /// Where the block begins whose masks these are.
    base: usize,
    masks: Masks,
}

/// What a row has.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Room for fields; behind those of this row are others of rows before.
    slots: Vec<Field>,
    /// How many fields there are, those that are not kept among them.
    count: usize,
    /// The signs of all fields together.
    pub(crate) signs: Signs,
    /// What is wrong with it.
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

/// A field, and what it ends with.
struct Ended {
    field: Field,
    /// Where the field with its quotes and all stops.
    stop: usize,
    next: usize,
    ends_row: bool,
}

impl Scan {
    pub(crate) fn new(delimiter: Delimiter, line_end: LineEnd) -> Self {
        let signs = Sought {
            delimiter: delimiter.byte(),
            row_end: line_end.last_byte(),
            has_returns: line_end == LineEnd::CrLf,
        };
        Self { signs, base: usize::MAX, masks: Masks::default() }
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
        found.clear();
        let mut at = start;
        let mut line_now = line;
        loop {
            self.look(bytes, at - at % BLOCK);
            // Most fields end in the block in which they begin.
            let ended = match self.within(at) {
                Some((field, stop)) => {
                    let sign = bytes.get(stop).copied().unwrap_or_default();
                    if sign == self.signs.delimiter {
                        found.push(field);
                        at = stop + 1;
                        continue;
                    }
                    let next = stop + if sign == self.signs.row_end { 1 } else { 2 };
                    Ended { field, stop, next, ends_row: true }
                }
                None => self.across(bytes, at, is_last, &mut line_now, found)?,
            };
            found.push(ended.field);
            at = ended.next;
            if ended.ends_row {
                let is_blank = found.count == 1 && ended.field.is_bare();
                let lines = line_now.saturating_sub(line).saturating_add(1);
                return Some(End { stop: ended.stop, next: at, lines, is_blank });
            }
        }
    }

    /// The masks of the block that begins there.
    #[inline]
    fn look(&mut self, bytes: &[u8], base: usize) {
        if base != self.base {
            self.masks = Masks::at(bytes, base, self.signs);
            self.base = base;
        }
    }

    /// A field that ends within the block, has nothing in it that must be escaped, and nothing wrong with its quotes;
    /// and the place of the sign that ends it.
    #[inline]
    fn within(&self, at: usize) -> Option<(Field, usize)> {
        let shift = at % BLOCK;
        let (ends, quotes) = (self.masks.end >> shift, self.masks.quote >> shift);
        if quotes & 1 == 0 {
            if ends == 0 {
                return None;
            }
            let stop = at + ends.trailing_zeros() as usize;
            let inside = (ends & ends.wrapping_neg()) - 1;
            let signs = self.masks.plain(inside << shift)?;
            return Some((Field::new(at, stop, signs), stop));
        }
        let closing = quotes & !1;
        if closing == 0 {
            return None;
        }
        let sign = closing & closing.wrapping_neg();
        if ends & (sign << 1) == 0 {
            return None;
        }
        let signs = self.masks.plain(((sign - 1) & !1) << shift)?;
        let quote = at + closing.trailing_zeros() as usize;
        Some((Field::new(at + 1, quote, signs.and(Signs::QUOTED)), quote + 1))
    }

    /// Any field.
    fn across(&mut self, bytes: &[u8], at: usize, is_last: bool, line: &mut u32, found: &mut Found) -> Option<Ended> {
        let column = count(found.count).saturating_add(1);
        let mut wrong = |kind| found.problems.push(Problem { line: *line, column, kind });
        if bytes.get(at) != Some(&b'"') {
            let ended = self.unquoted(bytes, at, is_last)?;
            if ended.field.signs.has(Signs::ESCAPED) && ended.field.of(bytes).contains(&b'"') {
                wrong(ProblemKind::StrayQuote);
            }
            return Some(ended);
        }
        let ended = self.quoted(bytes, at, is_last, &mut wrong)?;
        if ended.field.signs.has(Signs::ESCAPED) {
            *line = line.saturating_add(self.breaks(ended.field.of(bytes)));
        }
        Some(ended)
    }

    /// How many lines end within a text.
    pub(crate) fn breaks(&self, text: &[u8]) -> u32 {
        count(text.iter().filter(|byte| **byte == self.signs.row_end).count())
    }

    fn unquoted(&mut self, bytes: &[u8], start: usize, is_last: bool) -> Option<Ended> {
        let mut seen = Seen::default();
        let sign = self.seek::<false>(bytes, start, &mut seen);
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
            let Some(quote) = self.seek::<true>(bytes, from, &mut seen) else {
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
            Some(byte) if *byte == self.signs.delimiter || *byte == self.signs.row_end => Some(after),
            _ => self.seek::<false>(bytes, after, &mut tail),
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
        match bytes.get(sign) {
            Some(byte) if *byte == self.signs.delimiter => Some((sign, sign + 1, false)),
            Some(byte) if *byte == self.signs.row_end => {
                Some((sign - usize::from(self.has_return(bytes, start, sign)), sign + 1, true))
            }
            _ => Some((sign, sign + 2, true)),
        }
    }

    /// Whether a sign is the LF of a CRLF that ends a row.
    fn has_return(&self, bytes: &[u8], start: usize, sign: usize) -> bool {
        self.signs.row_end == b'\n'
            && sign > start
            && bytes.get(sign) == Some(&b'\n')
            && bytes.get(sign.wrapping_sub(1)) == Some(&b'\r')
    }

    /// Where the next quote is from a place on, or what ends a field; and what is seen before it.
    fn seek<const QUOTE: bool>(&mut self, bytes: &[u8], from: usize, seen: &mut Seen) -> Option<usize> {
        let mut base = from - from % BLOCK;
        let mut above = u64::MAX << (from % BLOCK);
        while base < bytes.len() {
            self.look(bytes, base);
            let signs = above & if QUOTE { self.masks.quote } else { self.masks.end };
            if signs == 0 {
                seen.escaped |= self.masks.escaped & above;
                seen.wide |= self.masks.wide & above;
                above = u64::MAX;
                base += BLOCK;
                continue;
            }
            let sign = signs & signs.wrapping_neg();
            let place = base + signs.trailing_zeros() as usize;
            let before = above & (sign - 1);
            let mut escaped = self.masks.escaped & before;
            if !QUOTE && escaped != 0 && self.has_return(bytes, from, place) {
                escaped &= !(sign >> 1);
            }
            seen.escaped |= escaped;
            seen.wide |= self.masks.wide & before;
            return Some(place);
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

impl Found {
    /// The fields of a row, as many as are kept.
    pub(crate) fn fields(&self) -> &[Field] {
        self.slots.get(..self.count).unwrap_or(&self.slots)
    }

    /// The fields, and the problems to add to.
    pub(crate) fn parts(&mut self) -> (&[Field], &mut Vec<Problem>) {
        (self.slots.get(..self.count).unwrap_or(&self.slots), &mut self.problems)
    }

    /// How many fields a row has.
    pub(crate) fn count(&self) -> u32 {
        count(self.count)
    }

    fn clear(&mut self) {
        self.problems.clear();
        self.count = 0;
        self.signs = Signs::NONE;
    }

    #[inline]
    fn push(&mut self, field: Field) {
        self.signs = self.signs.and(field.signs);
        match self.slots.get_mut(self.count) {
            Some(slot) => *slot = field,
            None => self.push_more(field),
        }
        self.count += 1;
    }

    #[cold]
    fn push_more(&mut self, field: Field) {
        if self.slots.len() < FIELDS_MAX {
            self.slots.push(field);
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
