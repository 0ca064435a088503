//! Finds where the fields of a row begin and end.

use crate::dialect::{Delimiter, LineEnd};
use crate::index::{Index, Mark};
use crate::masks::{BLOCK, Sought};
use crate::problem::{Problem, ProblemKind};
use crate::row::{Field, Signs};

/// Fields of a row that are kept: as many as a spreadsheet has columns. Those behind them are counted only.
const FIELDS_MAX: usize = 16_384;

/// Looks for quotes, delimiters and row ends, a block of bytes at once. It goes through its bytes once, and twice where
/// quotes are doubled or not as they should be; a row that is not finished yet is begun again when there are more.
#[derive(Debug)]
pub(crate) struct Scan {
    sought: Sought,
    index: Index,
    /// The start of the field that the index is at.
    start: usize,
}

/// A row.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Room for fields; behind those of this row are others of rows before.
    slots: Vec<Field>,
    /// How many fields there are, those that are not kept among them.
    count: usize,
    /// What is wrong with it.
    pub(crate) problems: Vec<Problem>,
    pub(crate) start: usize,
    /// Behind its last field, before what ends it.
    pub(crate) stop: usize,
    /// Behind what ends it.
    pub(crate) next: usize,
    /// On which line it begins, and the line behind it.
    pub(crate) line: u32,
    pub(crate) next_line: u32,
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
        let sought = Sought { delimiter: delimiter.byte(), row_end: line_end.last_byte() };
        Self { sought, index: Index::new(sought), start: usize::MAX }
    }

    /// The bytes are others than before, or elsewhere.
    pub(crate) fn forget(&mut self) {
        self.start = usize::MAX;
        self.index.forget();
    }

    /// Finds the fields of the row that begins at `start`, on this line, and says whether its end is among the bytes;
    /// where these are the last ones they end it.
    pub(crate) fn row(&mut self, bytes: &[u8], start: usize, line: u32, is_last: bool, found: &mut Found) -> bool {
        found.begin(start, line);
        if start != self.start {
            self.go_to(start);
        }
        loop {
            let start = self.start;
            let mark = self.index.next(bytes);
            if let Some(mark) = mark {
                let at = mark.at();
                let ends_row = bytes.get(at) == Some(&self.sought.row_end);
                let field = if !mark.is_odd() {
                    Some(plain(bytes, start, at))
                } else if ends_row && self.has_return(bytes, start, at) {
                    // The CR makes it odd, or something else does.
                    is_plain(bytes, start, at - 1).then(|| plain(bytes, start, at - 1))
                } else {
                    None
                };
                if let Some(field) = field {
                    found.push(field);
                    self.start = at + 1;
                    if ends_row {
                        found.end(field, at - usize::from(mark.is_odd()), at + 1);
                        return true;
                    }
                    continue;
                }
            }
            match self.by_rules(bytes, start, mark, is_last, found) {
                Some(true) => return true,
                Some(false) => {}
                None => {
                    self.start = usize::MAX;
                    return false;
                }
            }
        }
    }

    fn go_to(&mut self, start: usize) {
        self.index.begin(start);
        self.start = start;
    }

    /// Any field, whatever its quotes, and whether the row ends with it. None if it is not finished.
    #[inline(never)]
    fn by_rules(
        &mut self,
        bytes: &[u8],
        start: usize,
        mark: Option<Mark>,
        is_last: bool,
        found: &mut Found,
    ) -> Option<bool> {
        let (line, column) = (found.next_line, found.count().saturating_add(1));
        let mut wrong = |kind| found.problems.push(Problem { line, column, kind });
        let ended = if bytes.get(start) == Some(&b'"') {
            self.quoted(bytes, start, is_last, &mut wrong)?
        } else {
            self.unquoted(bytes, start, is_last)?
        };
        let (text, signs) = (ended.field.of(bytes), ended.field.signs);
        if signs.has(Signs::WIDE) && std::str::from_utf8(text).is_err() {
            wrong(ProblemKind::Undecodable);
        }
        if signs.has(Signs::ESCAPED) {
            if text.iter().fold(u8::MAX, |least, byte| least.min(*byte)) == 0 {
                wrong(ProblemKind::Nul);
            }
            if signs.has(Signs::QUOTED) {
                found.next_line = line.saturating_add(self.breaks(text));
            } else if text.contains(&b'"') {
                wrong(ProblemKind::StrayQuote);
            }
        }
        found.push(ended.field);
        match mark {
            Some(mark) if ended.next == mark.at() + 1 => self.start = ended.next,
            _ => self.go_to(ended.next),
        }
        if ended.ends_row {
            found.end(ended.field, ended.stop, ended.next);
        }
        Some(ended.ends_row)
    }

    /// How many lines end within a text.
    pub(crate) fn breaks(&self, text: &[u8]) -> u32 {
        count(text.iter().filter(|byte| **byte == self.sought.row_end).count())
    }

    fn unquoted(&self, bytes: &[u8], start: usize, is_last: bool) -> Option<Ended> {
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

    fn quoted(&self, bytes: &[u8], start: usize, is_last: bool, wrong: &mut impl FnMut(ProblemKind)) -> Option<Ended> {
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
            Some(byte) if *byte == self.sought.delimiter || *byte == self.sought.row_end => Some(after),
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
        if bytes.get(sign) != Some(&self.sought.row_end) {
            return Some((sign, sign + 1, false));
        }
        Some((sign - usize::from(self.has_return(bytes, start, sign)), sign + 1, true))
    }

    /// Whether a sign is the LF of a CRLF that ends a row.
    fn has_return(&self, bytes: &[u8], start: usize, sign: usize) -> bool {
        self.sought.row_end == b'\n'
            && sign > start
            && bytes.get(sign) == Some(&b'\n')
            && bytes.get(sign.wrapping_sub(1)) == Some(&b'\r')
    }

    /// Where the next quote is from a place on, or what ends a field; and what is seen before it.
    fn seek<const QUOTE: bool>(&self, bytes: &[u8], from: usize, seen: &mut Seen) -> Option<usize> {
        let mut base = from - from % BLOCK;
        let mut above = u64::MAX << (from % BLOCK);
        while base < bytes.len() {
            let masks = self.index.masks(bytes, base);
            let signs = above & if QUOTE { masks.quote } else { masks.end };
            if signs == 0 {
                seen.escaped |= (masks.escaped | masks.quote) & above;
                seen.wide |= masks.wide & above;
                above = u64::MAX;
                base += BLOCK;
                continue;
            }
            let sign = signs & signs.wrapping_neg();
            let place = base + signs.trailing_zeros() as usize;
            let before = above & (sign - 1);
            let mut escaped = (masks.escaped | masks.quote) & before;
            if !QUOTE && escaped != 0 && self.has_return(bytes, from, place) {
                escaped &= !(sign >> 1);
            }
            seen.escaped |= escaped;
            seen.wide |= masks.wide & before;
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

    fn begin(&mut self, start: usize, line: u32) {
        self.problems.clear();
        self.count = 0;
        (self.start, self.line, self.next_line) = (start, line, line);
    }

    fn end(&mut self, last: Field, stop: usize, next: usize) {
        (self.stop, self.next) = (stop, next);
        self.next_line = self.next_line.saturating_add(1);
        self.is_blank = self.count == 1 && last.is_bare();
    }

    #[inline]
    fn push(&mut self, field: Field) {
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
        Signs::of(u32::from(self.escaped != 0), u32::from(self.wide != 0))
    }
}

/// A field that is not odd.
#[inline]
fn plain(bytes: &[u8], start: usize, stop: usize) -> Field {
    if bytes.get(start) == Some(&b'"') {
        Field::new(start + 1, stop - 1, Signs::QUOTED)
    } else {
        Field::new(start, stop, Signs::NONE)
    }
}

/// Whether a short field is not odd.
fn is_plain(bytes: &[u8], start: usize, stop: usize) -> bool {
    let text = bytes.get(start..stop).unwrap_or_default();
    let inner = match text {
        [b'"', inner @ .., b'"'] => inner,
        _ => text,
    };
    inner.len() <= BLOCK && inner.iter().all(|byte| matches!(byte, b' '..=b'~' if !matches!(byte, b'"' | b'\\')))
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
