//! Sixty-four bytes at a time: where in them are quotes, backslashes and brackets.

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// A bit for each byte of a block, the lowest for the first.
pub(super) struct Block {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// `{` and `[`.
    pub(super) open: u64,
    /// `}` and `]`.
    pub(super) close: u64,
}

/// `[` and `]` differ from `{` and `}` by this bit, and no other byte becomes one of these by it.
const BRACE: u8 = 0x20;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, u8x16_lt, u8x16_splat, u64x2, v128, v128_or};

    use super::{BLOCK, BRACE, Block};

    #[inline(always)]
    fn load(bytes: &[u8; 16]) -> v128 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        u64x2(u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p]))
    }

    #[inline(always)]
    fn equal(lanes: v128, byte: u8) -> u64 {
        u64::from(i8x16_bitmask(i8x16_eq(lanes, i8x16_splat(byte as i8))))
    }

    #[inline(always)]
    pub(in super::super) fn read(bytes: &[u8; BLOCK]) -> Block {
        let mut block = Block { quotes: 0, backslashes: 0, open: 0, close: 0 };
        let (parts, _) = bytes.as_chunks::<16>();
        for (at, part) in parts.iter().enumerate() {
            let lanes = load(part);
            let braces = v128_or(lanes, i8x16_splat(BRACE as i8));
            let shift = at * 16;
            block.quotes |= equal(lanes, b'"') << shift;
            block.backslashes |= equal(lanes, b'\\') << shift;
            block.open |= equal(braces, b'{') << shift;
            block.close |= equal(braces, b'}') << shift;
        }
        block
    }

    /// Bytes of a part of a string.
    pub(in super::super) const PART: usize = 16;

    /// Where in these bytes the first is that ends plain text: a quote, a backslash or a control character.
    #[inline(always)]
    pub(in super::super) fn plain(bytes: &[u8; PART]) -> Option<usize> {
        let lanes = load(bytes);
        let ends = v128_or(
            v128_or(i8x16_eq(lanes, i8x16_splat(b'"' as i8)), i8x16_eq(lanes, i8x16_splat(b'\\' as i8))),
            u8x16_lt(lanes, u8x16_splat(0x20)),
        );
        let ends = i8x16_bitmask(ends);
        (ends != 0).then(|| ends.trailing_zeros() as usize)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    use super::{BLOCK, BRACE, Block};

    const LOW: u64 = 0x0101_0101_0101_0101;
    const SEVEN: u64 = 0x7f7f_7f7f_7f7f_7f7f;

    /// The highest bit of each byte that is zero.
    #[inline(always)]
    fn zeros(word: u64) -> u64 {
        !(((word & SEVEN) + SEVEN) | word | SEVEN)
    }

    #[inline(always)]
    fn equal(word: u64, byte: u8) -> u64 {
        (zeros(word ^ (LOW * u64::from(byte))) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }

    #[inline(always)]
    pub(in super::super) fn read(bytes: &[u8; BLOCK]) -> Block {
        let mut block = Block { quotes: 0, backslashes: 0, open: 0, close: 0 };
        let (parts, _) = bytes.as_chunks::<8>();
        for (at, part) in parts.iter().enumerate() {
            let word = u64::from_le_bytes(*part);
            let braces = word | (LOW * u64::from(BRACE));
            let shift = at * 8;
            block.quotes |= equal(word, b'"') << shift;
            block.backslashes |= equal(word, b'\\') << shift;
            block.open |= equal(braces, b'{') << shift;
            block.close |= equal(braces, b'}') << shift;
        }
        block
    }

    /// Bytes of a part of a string.
    pub(in super::super) const PART: usize = 8;

    /// Where in these bytes the first is that ends plain text: a quote, a backslash or a control character.
    #[inline(always)]
    pub(in super::super) fn plain(bytes: &[u8; PART]) -> Option<usize> {
        let word = u64::from_le_bytes(*bytes);
        // Below 0x20 the three highest bits are zero.
        let control = zeros(word & (LOW * 0xe0));
        let ends = zeros(word ^ (LOW * u64::from(b'"'))) | zeros(word ^ (LOW * u64::from(b'\\'))) | control;
        (ends != 0).then(|| ends.trailing_zeros() as usize / 8)
    }
}

pub(super) use lanes::{PART, plain, read};

/// Reads a block that is not full.
#[cold]
pub(super) fn read_last(rest: &[u8]) -> Block {
    let mut last = [b' '; BLOCK];
    for (byte, from) in last.iter_mut().zip(rest) {
        *byte = *from;
    }
    read(&last)
}

/// Where in a text plain text ends.
pub(super) fn plain_end(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(part) = text.get(at..).and_then(<[u8]>::first_chunk) {
        if let Some(end) = plain(part) {
            return Some(at + end);
        }
        at += PART;
    }
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| byte < b' ' || byte == b'"' || byte == b'\\').map(|end| at + end)
}

/// A bit for each byte that a backslash escapes; `carry` is whether the block before ended in one that does.
#[inline(always)]
pub(super) fn escaped(backslashes: u64, carry: &mut u64) -> u64 {
    if backslashes == 0 {
        return std::mem::take(carry);
    }
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let starts = backslashes & !*carry;
    let series = ((starts << 1) | ODD).wrapping_sub(starts) ^ ODD;
    let escaped = series ^ (backslashes | *carry);
    *carry = (series & backslashes) >> 63;
    escaped
}

/// A bit for each byte within a string, its opening quote among them, from the bits of its quotes.
#[inline(always)]
pub(super) fn within(quotes: u64) -> u64 {
    let mut within = quotes;
    within ^= within << 1;
    within ^= within << 2;
    within ^= within << 4;
    within ^= within << 8;
    within ^= within << 16;
    within ^ (within << 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Byte by byte, to hold the blocks against.
    fn slowly(bytes: &[u8; BLOCK], carry: bool) -> (u64, u64, u64) {
        let (mut escapes, mut quoted, mut is_escaped, mut inside) = (0, 0, carry, false);
        let mut unescaped = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let bit = 1_u64 << at;
            if is_escaped {
                escapes |= bit;
            } else if byte == b'"' {
                unescaped |= bit;
                inside = !inside;
            }
            is_escaped = !is_escaped && byte == b'\\';
            if inside {
                quoted |= bit;
            }
        }
        (escapes, unescaped, quoted)
    }

    #[test]
    fn blocks_are_what_reading_byte_by_byte_gives() {
        let signs = *b"\"\\{}[]a ,:\x1f\x7f\x80\xff\x5e|";
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for round in 0..20_000 {
            let mut bytes = [b'x'; BLOCK];
            for byte in &mut bytes {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                // Every other round is mostly backslashes.
                let sign = signs[(random >> 20) as usize % signs.len()];
                *byte = if round % 2 == 0 && random.is_multiple_of(3) { b'\\' } else { sign };
            }
            let block = read(&bytes);
            let mask = |want: &dyn Fn(u8) -> bool| {
                bytes.iter().enumerate().filter(|(_, byte)| want(**byte)).fold(0, |mask, (at, _)| mask | 1_u64 << at)
            };
            assert_eq!(block.quotes, mask(&|byte| byte == b'"'));
            assert_eq!(block.backslashes, mask(&|byte| byte == b'\\'));
            assert_eq!(block.open, mask(&|byte| matches!(byte, b'{' | b'[')));
            assert_eq!(block.close, mask(&|byte| matches!(byte, b'}' | b']')));
            for carried in [false, true] {
                let (escapes, unescaped, quoted) = slowly(&bytes, carried);
                let mut carry = u64::from(carried);
                let found = escaped(block.backslashes, &mut carry);
                // What is escaped without being a quote makes no difference.
                assert_eq!(block.quotes & !found, unescaped, "{escapes:b}");
                assert_eq!(within(unescaped), quoted);
            }
            let part: &[u8; PART] = bytes.first_chunk().unwrap();
            let first = part.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            assert_eq!(plain(part), first);
        }
    }
}
