//! Bytes that grow at their end.
//!
//! Most of what is written are a few bytes of a name, a cell, a quote. A call of `memcpy` for each of them would cost
//! more than the bytes: so they are copied by sixteen, past their end, into room that is there already, and what was
//! copied too much is written over by what comes next.

/// Bytes that are copied at once.
const CHUNK: usize = 16;

/// Bytes that are copied at once of what is longer.
const PART: usize = 4 * CHUNK;

/// Of more bytes than these it is better to call `memcpy`.
const LONG: usize = 16 * PART;

/// Most bytes that a byte of a cell becomes: `\u0000`.
const LONGEST_ESCAPE: usize = 6;

/// Bytes that are written often, with others behind them that may be copied too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Padded {
    bytes: Box<[u8]>,
    length: usize,
}

impl Padded {
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { bytes: [bytes, &[0; PART]].concat().into_boxed_slice(), length: bytes.len() }
    }
}

/// Bytes, and room behind them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    /// What is written, then zeros or what was there before.
    bytes: Vec<u8>,
    length: usize,
}

impl Buffer {
    /// How many bytes are written.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// What is written.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// What is written, as its own.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }

    /// Takes back what was written behind this length.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Sees to it that so many bytes can be copied, by chunks.
    #[inline(always)]
    fn room(&mut self, bytes: usize) {
        let wanted = self.length + bytes + PART;
        if wanted > self.bytes.len() {
            self.grow(wanted);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, wanted: usize) {
        self.bytes.resize(wanted.next_power_of_two().max(1 << 12), 0);
    }

    /// Sees to it that so many bytes can be written by [`Self::put_padded`] and the like, which do not ask.
    #[inline(always)]
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.room(bytes);
    }

    /// Writes bytes that are written often, into room that is there.
    #[inline(always)]
    pub(crate) fn put_padded(&mut self, from: &Padded) {
        self.copy(&from.bytes, from.length);
    }

    /// Writes the first `length` bytes of `from`, into room that is there.
    #[inline(always)]
    pub(crate) fn put_start(&mut self, from: &[u8], length: usize) {
        self.copy(from, length);
    }

    /// The same between quotes: none of the bytes has to be escaped.
    #[inline(always)]
    pub(crate) fn put_quoted(&mut self, from: &[u8], length: usize) {
        self.put(b'"');
        self.copy(from, length);
        self.put(b'"');
    }

    /// Writes bytes.
    #[inline(always)]
    pub(crate) fn push(&mut self, from: &[u8]) {
        self.push_start(from, from.len());
    }

    /// Writes bytes that are written often.
    #[inline(always)]
    pub(crate) fn push_padded(&mut self, from: &Padded) {
        self.push_start(&from.bytes, from.length);
    }

    /// Writes the first `length` bytes of `from`, which may go on behind them: then nothing needs to be known of where
    /// they end but how many they are.
    #[inline(always)]
    pub(crate) fn push_start(&mut self, from: &[u8], length: usize) {
        self.room(length);
        self.copy(from, length);
    }

    #[inline(always)]
    fn put(&mut self, byte: u8) {
        if let Some(to) = self.bytes.get_mut(self.length) {
            *to = byte;
        }
        self.length += 1;
    }

    /// Sixty-four bytes at once even of few: which lengths come next nobody knows, and a branch taken wrongly costs more.
    #[inline(always)]
    fn copy(&mut self, from: &[u8], length: usize) {
        if length > PART || !self.chunk::<PART>(from, 0) {
            self.copy_more(from, length);
        }
        self.length += length;
    }

    /// Copies what has more bytes, or not as many behind it.
    #[inline(never)]
    fn copy_more(&mut self, from: &[u8], length: usize) {
        if length > LONG {
            return self.copy_exactly(from, 0, length);
        }
        let mut at = 0;
        while at < length {
            if self.chunk::<PART>(from, at) {
                at += PART;
            } else if self.chunk::<CHUNK>(from, at) {
                at += CHUNK;
            } else {
                // Less than a chunk is left: one that overlaps with what is copied needs nothing behind the last byte.
                if length < CHUNK || !self.chunk::<CHUNK>(from, length - CHUNK) {
                    self.copy_exactly(from, at, length);
                }
                return;
            }
        }
    }

    /// Copies so many bytes from a place on, if there are as many.
    #[inline(always)]
    fn chunk<const BYTES: usize>(&mut self, from: &[u8], at: usize) -> bool {
        let to = self.bytes.get_mut(self.length + at..).and_then(<[u8]>::first_chunk_mut::<BYTES>);
        let from = from.get(at..).and_then(<[u8]>::first_chunk::<BYTES>);
        let (Some(to), Some(from)) = (to, from) else { return false };
        *to = *from;
        true
    }

    /// Copies what is long, or at the end of its source.
    #[inline(never)]
    fn copy_exactly(&mut self, from: &[u8], at: usize, length: usize) {
        let to = self.bytes.get_mut(self.length + at..self.length + length);
        if let (Some(to), Some(from)) = (to, from.get(at..length)) {
            to.copy_from_slice(from);
        }
    }

    /// Writes one byte.
    #[inline(always)]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.room(1);
        self.put(byte);
    }

    /// Writes the first `length` bytes of `from` as a JSON string. Of `doubled` quotes the second is passed over.
    pub(crate) fn json_text(&mut self, from: &[u8], length: usize, doubled: bool) {
        self.room(length + 2);
        self.put(b'"');
        let mut at = 0;
        while at < length {
            let rest = from.get(at..).unwrap_or_default();
            let plain = self.plain_chunk(rest).min(length - at);
            self.length += plain;
            at += plain;
            if plain == CHUNK || at == length {
                continue;
            }
            let Some(&byte) = rest.get(plain) else { break };
            self.room(length - at + LONGEST_ESCAPE);
            self.escape(byte);
            at += 1 + usize::from(doubled && byte == b'"');
        }
        self.put(b'"');
    }

    /// Copies a chunk, and says how many of its bytes stand for themselves in JSON.
    #[inline(always)]
    fn plain_chunk(&mut self, rest: &[u8]) -> usize {
        if self.chunk::<CHUNK>(rest, 0)
            && let Some(chunk) = rest.first_chunk()
        {
            return plain(chunk);
        }
        let plain = rest.iter().take(CHUNK).position(|byte| is_escaped(*byte)).unwrap_or(rest.len().min(CHUNK));
        self.copy_exactly(rest, 0, plain);
        plain
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            8 => b"\\b",
            12 => b"\\f",
            _ => {
                self.push(b"\\u00");
                for nibble in [byte >> 4, byte & 15] {
                    self.byte(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
                }
                return;
            }
        };
        self.push(short);
    }

    /// Writes a CSV field that holds this text, in quotes where it has to be. Quotes that are `doubled` already stay so.
    pub(crate) fn csv_text(&mut self, text: &[u8], doubled: bool) {
        let needs_quotes = text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'))
            || text.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'))
            || text.last().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if !needs_quotes {
            return self.push(text);
        }
        self.byte(b'"');
        if doubled {
            self.push(text);
        } else {
            for (index, part) in text.split(|byte| *byte == b'"').enumerate() {
                if index > 0 {
                    self.push(b"\"\"");
                }
                self.push(part);
            }
        }
        self.byte(b'"');
    }

    /// Writes a whole number.
    pub(crate) fn whole(&mut self, mut number: u32) {
        // The digits end in the middle, so that a chunk can be copied from the first one.
        let mut digits = [b'0'; 2 * CHUNK];
        let mut from = CHUNK;
        for digit in digits.iter_mut().take(CHUNK).rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
            from -= 1;
            if number == 0 {
                break;
            }
        }
        self.push_start(digits.get(from..).unwrap_or_default(), CHUNK - from);
    }
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// How many bytes at the beginning of a chunk stand for themselves in JSON.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn plain(chunk: &[u8; CHUNK]) -> usize {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, u8x16_lt, u8x16_splat, u64x2, v128_or};

    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *chunk;
    let lanes = u64x2(u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p]));
    let quotes = i8x16_eq(lanes, i8x16_splat(b'"' as i8));
    let backslashes = i8x16_eq(lanes, i8x16_splat(b'\\' as i8));
    let escaped = v128_or(v128_or(quotes, backslashes), u8x16_lt(lanes, u8x16_splat(b' ')));
    // A bit behind the last lane, so that sixteen is what is found where there is none.
    (u32::from(i8x16_bitmask(escaped)) | 1 << CHUNK).trailing_zeros() as usize
}

/// How many bytes at the beginning of a chunk stand for themselves in JSON.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn plain(chunk: &[u8; CHUNK]) -> usize {
    const LOW: u128 = u128::MAX / 255;
    const SEVEN: u128 = LOW * 0x7f;
    let zeros = |word: u128| !(((word & SEVEN) + SEVEN) | word | SEVEN);
    let word = u128::from_le_bytes(*chunk);
    // Below a blank the three highest bits are zero.
    let control = zeros(word & (LOW * 0xe0));
    let escaped = zeros(word ^ (LOW * u128::from(b'"'))) | zeros(word ^ (LOW * u128::from(b'\\'))) | control;
    escaped.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_text_is_what_a_json_writer_writes(parts in prop::collection::vec("[a-z]{0,20}|\\PC{0,9}|[\"\\\\\u{0}-\u{1f}]{0,3}", 0..9)) {
            let text = parts.concat();
            let mut buffer = Buffer::default();
            buffer.push(b"before");
            buffer.json_text(text.as_bytes(), text.len(), false);
            let written = std::str::from_utf8(buffer.bytes()).unwrap().to_owned();
            prop_assert_eq!(written.strip_prefix("before").unwrap(), weftline_wire::json::to_string(&text));

            let mut again = Buffer::default();
            let doubled = text.replace('"', "\"\"");
            again.json_text([&doubled, "\"more"].concat().as_bytes(), doubled.len(), true);
            prop_assert_eq!(again.bytes(), &written.as_bytes()[6..]);
        }

        #[test]
        fn what_is_copied_is_what_was_there(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..9), more in 0_usize..40) {
            let mut buffer = Buffer::default();
            let mut expected = Vec::new();
            for part in &parts {
                let mut source = part.clone();
                source.resize(part.len() + more, b'!');
                buffer.push_start(&source, part.len());
                buffer.whole(4_294_967_295);
                expected.extend_from_slice(part);
                expected.extend_from_slice(b"4294967295");
            }
            prop_assert_eq!(buffer.finish(), expected);
        }

        #[test]
        fn csv_text_reads_back(text in "[a, \"\r\n]{0,9}") {
            let mut buffer = Buffer::default();
            buffer.csv_text(text.as_bytes(), false);
            let mut doubled = Buffer::default();
            doubled.csv_text(text.replace('"', "\"\"").as_bytes(), true);
            prop_assert_eq!(buffer.bytes(), doubled.bytes());
            let written = String::from_utf8(buffer.finish()).unwrap();
            let read = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map_or(written.clone(), |inner| inner.replace("\"\"", "\""));
            prop_assert_eq!(read, text);
        }
    }
}
