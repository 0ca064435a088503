//! Bytes to text.

use std::borrow::Cow;

use crate::dialect::Encoding;

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF_16_LE_MARK: &[u8] = &[0xFF, 0xFE];
const UTF_16_BE_MARK: &[u8] = &[0xFE, 0xFF];

/// The encoding that a byte order mark names.
pub(crate) fn of_mark(bytes: &[u8]) -> Option<Encoding> {
    [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| bytes.starts_with(mark(*encoding)))
}

/// The bytes without the byte order mark of this encoding.
pub(crate) fn without_mark(bytes: &[u8], encoding: Encoding) -> &[u8] {
    bytes.strip_prefix(mark(encoding)).unwrap_or(bytes)
}

fn mark(encoding: Encoding) -> &'static [u8] {
    match encoding {
        Encoding::Utf8 => UTF_8_MARK,
        Encoding::Utf16Le => UTF_16_LE_MARK,
        Encoding::Utf16Be => UTF_16_BE_MARK,
        Encoding::Windows1252 => &[],
    }
}

/// Turns UTF-16 into UTF-8, and says where it put U+FFFD for what cannot be decoded. Other encodings stay as they are:
/// in them quotes, delimiters and line ends are the bytes that they are in ASCII.
pub(crate) fn with_ascii_signs(bytes: &[u8], encoding: Encoding) -> (Cow<'_, [u8]>, Vec<usize>) {
    let unit: fn([u8; 2]) -> u16 = match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => return (Cow::Borrowed(bytes), Vec::new()),
        Encoding::Utf16Le => u16::from_le_bytes,
        Encoding::Utf16Be => u16::from_be_bytes,
    };
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut damaged = Vec::new();
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if character.is_err() {
            damaged.push(text.len());
        }
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        damaged.push(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (Cow::Owned(text.into_bytes()), damaged)
}

/// A field's text, and whether all of it could be decoded.
pub(crate) fn decode(bytes: Cow<'_, [u8]>, encoding: Encoding) -> (Cow<'_, str>, bool) {
    if encoding == Encoding::Windows1252 && !bytes.is_ascii() {
        return (Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()), true);
    }
    match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), true),
            Err(_) => (String::from_utf8_lossy(bytes), false),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => (Cow::Owned(text), true),
            Err(error) => (Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()), false),
        },
    }
}

/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x82 => '‚',
        0x83 => 'ƒ',
        0x84 => '„',
        0x85 => '…',
        0x86 => '†',
        0x87 => '‡',
        0x88 => 'ˆ',
        0x89 => '‰',
        0x8A => 'Š',
        0x8B => '‹',
        0x8C => 'Œ',
        0x8E => 'Ž',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x98 => '˜',
        0x99 => '™',
        0x9A => 'š',
        0x9B => '›',
        0x9C => 'œ',
        0x9E => 'ž',
        0x9F => 'Ÿ',
        _ => char::from(byte),
    }
}
