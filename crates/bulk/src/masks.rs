//! What the bytes of a block are, a bit for each.

/// The bytes that are looked at at once.
pub(crate) const BLOCK: usize = 64;

/// The lowest bit is that of the first byte. Behind the last byte of all there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) quote: u64,
    /// Delimiters and row ends.
    pub(crate) end: u64,
    /// What JSON escapes: below 0x20, `"` and `\`.
    pub(crate) escaped: u64,
    /// What is not ASCII.
    pub(crate) wide: u64,
}

impl Masks {
    /// Of the block that begins at `base`.
    pub(crate) fn at(bytes: &[u8], base: usize, delimiter: u8, row_end: u8) -> Self {
        let rest = bytes.get(base..).unwrap_or_default();
        match rest.first_chunk::<BLOCK>() {
            Some(block) => Self::of(block, delimiter, row_end),
            None => Self::of_last(rest, delimiter, row_end),
        }
    }

    #[cold]
    fn of_last(rest: &[u8], delimiter: u8, row_end: u8) -> Self {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        let mut masks = Self::of(&block, delimiter, row_end);
        masks.escaped &= !(u64::MAX << (rest.len() % BLOCK));
        masks
    }

    fn of(block: &[u8; BLOCK], delimiter: u8, row_end: u8) -> Self {
        let mut masks = Self::default();
        let (words, _) = block.as_chunks::<8>();
        for (word, place) in words.iter().zip((0..64).step_by(8)) {
            let word = u64::from_le_bytes(*word);
            let high = word & HIGH;
            let quote = equal(word, b'"');
            // Below 0x20, when the high bit of the byte is not set.
            let control = !(word & !HIGH).wrapping_add(each(0x60)) & !high & HIGH;
            masks.quote |= bits(quote) << place;
            masks.end |= bits(equal(word, delimiter) | equal(word, row_end)) << place;
            masks.escaped |= bits(quote | control | equal(word, b'\\')) << place;
            masks.wide |= bits(high) << place;
        }
        masks
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;

fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The high bit of each byte that is this one.
fn equal(word: u64, byte: u8) -> u64 {
    let different = word ^ each(byte);
    !((different & !HIGH).wrapping_add(!HIGH) | different) & HIGH
}

/// The high bits of all bytes side by side.
fn bits(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
