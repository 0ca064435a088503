//! What the bytes of a block are, a bit for each.

/// The bytes that are looked at at once.
pub(crate) const BLOCK: usize = 64;

/// What ends a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought {
    pub(crate) delimiter: u8,
    pub(crate) row_end: u8,
}

/// The lowest bit is that of the first byte. Behind the last byte of all there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) quote: u64,
    /// Delimiters and row ends.
    pub(crate) end: u64,
    /// What JSON escapes, but for quotes: below 0x20, and `\`.
    pub(crate) escaped: u64,
    /// What is not ASCII.
    pub(crate) wide: u64,
}

impl Masks {
    /// Of the block that begins at `base`.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], base: usize, sought: Sought) -> Self {
        let rest = bytes.get(base..).unwrap_or_default();
        let Some(block) = rest.first_chunk::<BLOCK>() else {
            return Self::of_last(rest, sought);
        };
        Self::of(block, sought)
    }

    #[cold]
    fn of_last(rest: &[u8], sought: Sought) -> Self {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        let mut masks = Self::of(&block, sought);
        masks.escaped &= !(u64::MAX << (rest.len() % BLOCK));
        masks
    }

    #[inline]
    fn of(block: &[u8; BLOCK], sought: Sought) -> Self {
        let mut masks = lanes::look(block, sought);
        masks.escaped &= !masks.wide;
        masks
    }
}

/// Sixteen bytes at once.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_lt, i8x16_splat, u8x16_splat, u64x2, v128, v128_or};

    use super::{BLOCK, Masks, Sought};

    /// The masks, where what is not ASCII may be among what is escaped.
    #[inline]
    pub(super) fn look(block: &[u8; BLOCK], sought: Sought) -> Masks {
        let (delimiter, row_end) = (u8x16_splat(sought.delimiter), u8x16_splat(sought.row_end));
        let (lanes, _) = block.as_chunks::<16>();
        let mut masks = Masks::default();
        for (lane, place) in lanes.iter().zip((0..64).step_by(16)) {
            let bytes = load(lane);
            let quote = i8x16_eq(bytes, u8x16_splat(b'"'));
            let end = v128_or(i8x16_eq(bytes, delimiter), i8x16_eq(bytes, row_end));
            // What is not ASCII is below zero.
            let low = i8x16_lt(bytes, i8x16_splat(0x20));
            let escaped = v128_or(low, i8x16_eq(bytes, u8x16_splat(b'\\')));
            masks.quote |= u64::from(i8x16_bitmask(quote)) << place;
            masks.end |= u64::from(i8x16_bitmask(end)) << place;
            masks.escaped |= u64::from(i8x16_bitmask(escaped)) << place;
            masks.wide |= u64::from(i8x16_bitmask(bytes)) << place;
        }
        masks
    }

    /// One load, once it is compiled.
    #[inline]
    fn load(lane: &[u8; 16]) -> v128 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *lane;
        let (low, high) = ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]);
        u64x2(u64::from_le_bytes(low), u64::from_le_bytes(high))
    }
}

/// Eight bytes at once.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    use super::{BLOCK, Masks, Sought};

    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// The masks, where what is not ASCII may be among what is escaped.
    #[inline]
    pub(super) fn look(block: &[u8; BLOCK], sought: Sought) -> Masks {
        let (words, _) = block.as_chunks::<8>();
        let mut masks = Masks::default();
        for (word, place) in words.iter().zip((0..64).step_by(8)) {
            let word = u64::from_le_bytes(*word);
            let quote = equal(word, b'"');
            let high = word & HIGH;
            let low = !(word & !HIGH).wrapping_add(each(0x60)) & HIGH;
            masks.quote |= bits(quote) << place;
            masks.end |= bits(equal(word, sought.delimiter) | equal(word, sought.row_end)) << place;
            masks.escaped |= bits(low | equal(word, b'\\')) << place;
            masks.wide |= bits(high) << place;
        }
        masks
    }

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
}
