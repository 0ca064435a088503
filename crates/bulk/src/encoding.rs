//! Bytes to UTF-8.

use crate::dialect::Encoding;

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF_16_LE_MARK: &[u8] = &[0xFF, 0xFE];
const UTF_16_BE_MARK: &[u8] = &[0xFE, 0xFF];

/// The encoding that a byte order mark names.
pub(crate) fn of_mark(bytes: &[u8]) -> Option<Encoding> {
    let marks =
        [(UTF_8_MARK, Encoding::Utf8), (UTF_16_LE_MARK, Encoding::Utf16Le), (UTF_16_BE_MARK, Encoding::Utf16Be)];
    marks.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, encoding)| encoding)
}

/// A text in UTF-8 without its byte order mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(UTF_8_MARK).unwrap_or(text)
}

/// Turns what comes in pieces into UTF-8. UTF-8 stays as it is, whatever is wrong with it. U+FFFD stands for what is no
/// UTF-16; in Windows-1252 every byte is a character.
#[derive(Debug)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// The half of a unit, and of a pair of units, that the piece before ended with.
    odd: Option<u8>,
    high: Option<u16>,
}

impl Decoder {
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self { encoding, odd: None, high: None }
    }

    /// Appends a piece to the text, and the places of what could not be decoded to the damaged ones.
    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut Vec<u8>, damaged: &mut Vec<usize>) {
        let unit: fn([u8; 2]) -> u16 = match self.encoding {
            Encoding::Utf8 => return text.extend_from_slice(bytes),
            Encoding::Windows1252 => return push_windows_1252(bytes, text),
            Encoding::Utf16Le => u16::from_le_bytes,
            Encoding::Utf16Be => u16::from_be_bytes,
        };
        let mut bytes = bytes;
        if let Some(first) = self.odd
            && let Some((second, rest)) = bytes.split_first()
        {
            self.odd = None;
            self.push_unit(unit([first, *second]), text, damaged);
            bytes = rest;
        }
        let (pairs, odd) = bytes.as_chunks::<2>();
        for pair in pairs {
            self.push_unit(unit(*pair), text, damaged);
        }
        if let Some(odd) = odd.first() {
            self.odd = Some(*odd);
        }
    }

    /// There are no more pieces.
    pub(crate) fn end(&mut self, text: &mut Vec<u8>, damaged: &mut Vec<usize>) {
        let cut = usize::from(self.high.take().is_some()) + usize::from(self.odd.take().is_some());
        for _ in 0..cut {
            damaged.push(text.len());
            push_character(char::REPLACEMENT_CHARACTER, text);
        }
    }

    fn push_unit(&mut self, unit: u16, text: &mut Vec<u8>, damaged: &mut Vec<usize>) {
        if let Some(high) = self.high.take() {
            if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                return push_character(character, text);
            }
            damaged.push(text.len());
            push_character(char::REPLACEMENT_CHARACTER, text);
        }
        match unit {
            0..0x80 => text.push(unit.to_le_bytes()[0]),
            0xD800..0xDC00 => self.high = Some(unit),
            _ => match char::from_u32(u32::from(unit)) {
                Some(character) => push_character(character, text),
                None => {
                    damaged.push(text.len());
                    push_character(char::REPLACEMENT_CHARACTER, text);
                }
            },
        }
    }
}

/// How many bytes of the file this text was.
pub(crate) fn length_in_file(text: &[u8], encoding: Encoding) -> u64 {
    let of = |is: fn(u8) -> bool| text.iter().filter(|byte| is(**byte)).count() as u64;
    let characters = || of(|byte| byte & 0xC0 != 0x80);
    match encoding {
        Encoding::Utf8 => text.len() as u64,
        Encoding::Windows1252 => characters(),
        Encoding::Utf16Le | Encoding::Utf16Be => 2 * (characters() + of(|byte| byte >= 0xF0)),
    }
}

fn push_character(character: char, text: &mut Vec<u8>) {
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn push_windows_1252(bytes: &[u8], text: &mut Vec<u8>) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let ascii = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (plain, others) = rest.split_at(ascii);
        text.extend_from_slice(plain);
        rest = others;
        while let Some((byte, others)) = rest.split_first()
            && !byte.is_ascii()
        {
            push_character(windows_1252(*byte), text);
            rest = others;
        }
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
