//! Where fields end, as far as quotes come in pairs.

use crate::masks::{BLOCK, Masks, Sought};

/// Blocks that are looked at before their fields are given: what is known of them stays in the fastest cache.
const BLOCKS: usize = 16;

/// Marks that are set together, whether there are as many or not: a branch for each would often be taken wrongly.
const AT_ONCE: usize = 3;

/// A sign that ends a field, if quotes come in pairs: its place, and whether the field is odd. One that is not has
/// nothing but ASCII that neither CSV nor JSON escapes, with or without quotes around it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark(u32);

/// Sets marks ahead of who reads them.
#[derive(Debug)]
pub(crate) struct Index {
    sought: Sought,
    marks: Box<[Mark]>,
    /// How many there are, and how many were given.
    set: usize,
    given: usize,
    /// The masks of the blocks that they are in, and where the first one begins.
    masks: [Masks; BLOCKS],
    base: usize,
    /// Where it goes on, whether that is in quotes (all bits set), at the start of a field, and in an odd field.
    at: usize,
    quoted: u64,
    starts: u64,
    odd: u64,
}

impl Mark {
    #[inline]
    fn new(at: u32, odd: u32) -> Self {
        Self(at << 1 | odd)
    }

    #[inline]
    pub(crate) fn at(self) -> usize {
        (self.0 >> 1) as usize
    }

    #[inline]
    pub(crate) fn is_odd(self) -> bool {
        self.0 & 1 != 0
    }
}

impl Index {
    pub(crate) fn new(sought: Sought) -> Self {
        Self {
            sought,
            // A block sets some at once, whether it has as many or not.
            marks: vec![Mark::default(); BLOCKS * BLOCK + AT_ONCE].into_boxed_slice(),
            set: 0,
            given: 0,
            masks: [Masks::default(); BLOCKS],
            base: usize::MAX,
            at: 0,
            quoted: 0,
            starts: 0,
            odd: 0,
        }
    }

    /// The bytes are others than before, or elsewhere.
    pub(crate) fn forget(&mut self) {
        self.base = usize::MAX;
    }

    /// Begins at the start of a field.
    pub(crate) fn begin(&mut self, at: usize) {
        (self.set, self.given, self.at) = (0, 0, at);
        (self.quoted, self.starts, self.odd) = (0, 1 << (at % BLOCK), 0);
    }

    /// The masks of the block that begins there.
    #[inline]
    pub(crate) fn masks(&self, bytes: &[u8], base: usize) -> Masks {
        let known =
            self.masks.get(base.wrapping_sub(self.base) / BLOCK).filter(|_| base < self.at && base >= self.base);
        known.copied().unwrap_or_else(|| Masks::at(bytes, base, self.sought))
    }

    /// The next mark; none when all of these bytes were looked at.
    #[inline]
    pub(crate) fn next(&mut self, bytes: &[u8]) -> Option<Mark> {
        while self.given == self.set {
            self.fill(bytes)?;
        }
        let mark = self.marks.get(self.given).copied();
        self.given += 1;
        mark
    }

    #[inline(never)]
    fn fill(&mut self, bytes: &[u8]) -> Option<()> {
        if self.at >= bytes.len() {
            return None;
        }
        self.base = self.at - self.at % BLOCK;
        let (mut set, mut base, mut above) = (0, self.base, u64::MAX << (self.at % BLOCK));
        let (mut quoted, mut starts, mut odd) = (self.quoted, self.starts, self.odd);
        for slot in &mut self.masks {
            if base >= bytes.len() {
                break;
            }
            let masks = Masks::at(bytes, base, self.sought);
            *slot = masks;
            let quotes = masks.quote & above;
            let inside = in_quotes(quotes) ^ quoted;
            // All bits are like the highest one.
            quoted = 0_u64.wrapping_sub(inside >> 63);
            let ends = masks.end & above & !inside;
            // Quotes at the start and at the end of a field are as they should be. One whose field ends with the next
            // block is taken for odd, and looked at again.
            let outer = quotes & (ends << 1 | starts | ends >> 1);
            let odds = (quotes & !outer | (masks.escaped | masks.wide) & above) & !ends;
            // In a sum, what is odd is carried over what is between to the end of its field.
            let (sum, over) = (!ends).overflowing_add(odds);
            let (sum, over_too) = sum.overflowing_add(odd);
            if let Some(slots) = self.marks.get_mut(set..) {
                place(slots, ends, sum, base as u32);
            }
            set += ends.count_ones() as usize;
            starts = ends >> 63;
            odd = u64::from(over | over_too);
            above = u64::MAX;
            base += BLOCK;
        }
        (self.set, self.given, self.at) = (set, 0, base);
        (self.quoted, self.starts, self.odd) = (quoted, starts, odd);
        Some(())
    }
}

/// Sets a mark for each of the ends, and some behind them that mean nothing.
#[inline]
fn place(slots: &mut [Mark], ends: u64, odds: u64, base: u32) {
    let mut left = ends;
    let mut mark = || {
        let place = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        Mark::new(base.wrapping_add(place), (odds.wrapping_shr(place) & 1) as u32)
    };
    let mut count = ends.count_ones() as usize;
    let mut slots = slots;
    while let Some((first, others)) = slots.split_first_chunk_mut::<AT_ONCE>() {
        for slot in first {
            *slot = mark();
        }
        if count <= AT_ONCE {
            break;
        }
        count -= AT_ONCE;
        slots = others;
    }
}

/// The bits from an opening quote to before the closing one.
fn in_quotes(quotes: u64) -> u64 {
    let mut bits = quotes;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
