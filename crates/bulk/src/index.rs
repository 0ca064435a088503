//! Where fields end, as far as quotes come in pairs.

use crate::masks::{BLOCK, Masks, Sought};

/// Blocks that are looked at before their fields are given: what is known of them stays in the fastest cache.
const BLOCKS: usize = 16;

/// Marks that are set in every block, whether it has as many or not: no branch to be taken wrongly. Where it has more
/// they are set one by one.
const AT_ONCE: usize = 6;

/// A sign that ends a field, if quotes come in pairs: its place, and how many quotes, bytes that JSON escapes and bytes
/// that are not ASCII are before it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark(u64);

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
    /// Where it goes on, whether that is in quotes (all bits set), and how many bytes that are not plain are before it.
    at: usize,
    quoted: u64,
    odd: u32,
}

impl Mark {
    #[inline]
    fn new(at: u32, odd: u32) -> Self {
        Self(u64::from(odd) << 32 | u64::from(at))
    }

    #[inline]
    pub(crate) fn at(self) -> usize {
        (self.0 & u64::from(u32::MAX)) as usize
    }

    /// How many bytes that are not plain are between another mark and this one.
    #[inline]
    pub(crate) fn odd_since(self, other: Self) -> u32 {
        ((self.0 >> 32) as u32).wrapping_sub((other.0 >> 32) as u32)
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
            odd: 0,
        }
    }

    /// The bytes are others than before, or elsewhere.
    pub(crate) fn forget(&mut self) {
        self.base = usize::MAX;
    }

    /// Begins at the start of a field.
    pub(crate) fn begin(&mut self, at: usize) {
        (self.set, self.given, self.at, self.quoted, self.odd) = (0, 0, at, 0, 0);
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
        let (mut quoted, mut odd) = (self.quoted, self.odd);
        for slot in &mut self.masks {
            if base >= bytes.len() {
                break;
            }
            let masks = Masks::at(bytes, base, self.sought);
            *slot = masks;
            let quotes = masks.quote & above;
            let inside = if quotes == 0 { quoted } else { in_quotes(quotes) ^ quoted };
            // All bits are like the highest one.
            quoted = 0_u64.wrapping_sub(inside >> 63);
            let ends = masks.end & above & !inside;
            let odds = (masks.quote | masks.escaped | masks.wide) & above & !ends;
            let count = ends.count_ones() as usize;
            if let Some(slots) = self.marks.get_mut(set..) {
                place(slots, count, ends, odds, base as u32, odd);
            }
            set += count;
            odd = odd.wrapping_add(odds.count_ones());
            above = u64::MAX;
            base += BLOCK;
        }
        (self.set, self.given, self.at) = (set, 0, base);
        (self.quoted, self.odd) = (quoted, odd);
        Some(())
    }
}

/// Sets a mark for each of the ends, the first ones at once, whether there are as many or not.
#[inline]
fn place(slots: &mut [Mark], count: usize, ends: u64, odds: u64, base: u32, odd: u32) {
    let mut left = ends;
    let mut mark = || {
        let less = left.wrapping_sub(1);
        let before = (odds & (left ^ less)).count_ones();
        let mark = Mark::new(base.wrapping_add(left.trailing_zeros()), odd.wrapping_add(before));
        left &= less;
        mark
    };
    let Some((first, others)) = slots.split_first_chunk_mut::<AT_ONCE>() else {
        return;
    };
    for slot in first {
        *slot = mark();
    }
    for slot in others.iter_mut().take(count.saturating_sub(AT_ONCE)) {
        *slot = mark();
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
