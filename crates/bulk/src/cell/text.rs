//! Text.

use std::borrow::Cow;

use weftline_mapping::richtext;
use weftline_wire::salesforce::{FieldDescribe, FieldType};

use crate::cell::{Cell, NOT_AVAILABLE, Read, Value, Wrong, not_available};
use crate::row::Signs;

/// What text a field holds.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Salesforce's characters: 16-bit units.
    units_max: usize,
    bytes_max: usize,
    shape: Shape,
    label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// One line: line breaks become blanks.
    Line,
    Lines,
    Html,
    Email,
}

impl Text {
    pub(crate) fn of(field: &FieldDescribe) -> Self {
        let limit = |value: u32| if value == 0 { usize::MAX } else { value as usize };
        Self {
            units_max: limit(field.length),
            bytes_max: limit(field.byte_length),
            shape: match field.field_type {
                FieldType::TextArea if field.html_formatted => Shape::Html,
                FieldType::TextArea => Shape::Lines,
                FieldType::Email => Shape::Email,
                _ => Shape::Line,
            },
            label: field.label.clone(),
        }
    }

    /// Whether this text can be copied as it stands: no blanks around it, nothing to escape, certainly short enough,
    /// since it has no more characters than bytes.
    #[inline(always)]
    pub(crate) fn is_plain(&self, cell: Cell<'_>) -> bool {
        let ends = |byte: Option<&u8>| byte.is_some_and(|byte| *byte > b' ');
        !cell.signs.has(Signs::ESCAPED)
            && cell.raw.len() <= self.units_max.min(self.bytes_max)
            && ends(cell.raw.first())
            && ends(cell.raw.last())
            && match self.shape {
                Shape::Line | Shape::Lines => true,
                Shape::Email => is_address(cell.raw),
                Shape::Html => false,
            }
    }

    /// Whether this text can be copied with no more than its escapes: no line break where there is one line only.
    #[inline(always)]
    pub(crate) fn is_whole(&self, cell: Cell<'_>) -> bool {
        let ends = |byte: Option<&u8>| byte.is_some_and(|byte| *byte > b' ');
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        cell.raw.len() <= self.units_max.min(self.bytes_max)
            && ends(cell.raw.first())
            && match self.shape {
                Shape::Line => ends(cell.raw.last()) && !cell.raw.iter().any(is_break),
                Shape::Lines => true,
                Shape::Email | Shape::Html => false,
            }
    }

    pub(crate) fn read<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        if self.is_plain(cell) {
            return Ok(Value::Text(cell));
        }
        match self.shape {
            Shape::Lines => self.lines(cell),
            Shape::Line => self.line(cell),
            Shape::Email => self.email(cell),
            Shape::Html => self.html(cell),
        }
    }

    fn lines<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        let begins = cell.raw.first().is_some_and(|byte| *byte > b' ');
        if !begins && cell.raw.trim_ascii().is_empty() {
            return Ok(Value::Nothing);
        }
        self.limited(cell, Cow::Borrowed(""))
    }

    fn line<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        let trimmed = cell.raw.trim_ascii();
        if trimmed.is_empty() {
            return Ok(Value::Nothing);
        }
        // Quotes that are doubled stay pairs, because no blank is within one.
        let cell = Cell { raw: trimmed, ..cell };
        if !trimmed.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            return self.limited(cell, Cow::Borrowed(""));
        }
        let text = cell.text();
        let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        self.limited(cell, Cow::Owned(lines.join(" ")))
    }

    fn html<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        let text = cell.text();
        if text.trim().is_empty() {
            return Ok(Value::Nothing);
        }
        self.limited(cell, Cow::Owned(richtext::text_to_html(&text)))
    }

    fn email<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        let raw = cell.raw.trim_ascii();
        if raw.is_empty() {
            return Ok(Value::Nothing);
        }
        if !is_address(raw) {
            return Wrong::new(
                "INVALID_EMAIL_ADDRESS",
                &[&cell.shown(), " is not an e-mail address: write it like `name@example.com`"],
            );
        }
        self.limited(Cell { raw, ..cell }, Cow::Borrowed(""))
    }

    /// The cell's text, or the one that was `made` of it, if the field holds it.
    fn limited<'v>(&self, cell: Cell<'v>, made: Cow<'_, str>) -> Read<'v> {
        let is_made = matches!(made, Cow::Owned(_));
        let raw = if is_made { made.as_bytes() } else { cell.raw };
        if is_made && made == NOT_AVAILABLE {
            return not_available();
        }
        if raw.len() > self.units_max.min(self.bytes_max) {
            let pairs = if cell.signs.has(Signs::DOUBLED) && !is_made { doubled_pairs(raw) } else { 0 };
            let (units, bytes) = (units(raw) - pairs, raw.len() - pairs);
            if units > self.units_max || bytes > self.bytes_max {
                return self.too_long(cell, units, bytes);
            }
        }
        Ok(if is_made { Value::Made(made.into_owned()) } else { Value::Text(cell) })
    }

    #[cold]
    fn too_long<'v>(&self, cell: Cell<'v>, units: usize, bytes: usize) -> Read<'v> {
        let (found, holds, what) = if units > self.units_max {
            (units, self.units_max, " characters, `")
        } else {
            (bytes, self.bytes_max, " bytes, `")
        };
        let (shown, found, holds) = (cell.shown(), found.to_string(), holds.to_string());
        Wrong::new("STRING_TOO_LONG", &[&shown, " has ", &found, what, &self.label, "` holds ", &holds, ": shorten it"])
    }
}

/// Bytes that an address has: with the lowest bit before its `@`, with the next one behind it.
const OF_ADDRESS: [u8; 256] = {
    let mut of_address = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let sign = byte as u8;
        let is_word = sign.is_ascii_alphanumeric() || !sign.is_ascii() || matches!(sign, b'-' | b'.');
        let is_local = matches!(
            sign,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'+'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        );
        #[allow(clippy::indexing_slicing, reason = "while it is compiled")]
        {
            of_address[byte] = if is_word { 3 } else { is_local as u8 };
        }
        byte += 1;
    }
    of_address
};

/// Bytes before the `@` of an address.
const LOCAL_MAX: usize = 64;

/// Whether Salesforce takes it for an address: nobody knows whether one can be written to.
fn is_address(raw: &[u8]) -> bool {
    let Some(at) = raw.iter().position(|byte| *byte == b'@') else { return false };
    let (local, domain) = raw.split_at_checked(at).unwrap_or_default();
    let domain = domain.get(1..).unwrap_or_default();
    let of = |byte: &u8| OF_ADDRESS.get(usize::from(*byte)).copied().unwrap_or_default();
    let is_local = local.iter().fold(1, |all, byte| all & of(byte)) != 0;
    let is_domain = domain.iter().fold(2, |all, byte| all & of(byte)) != 0;
    // Something stands before, between and behind its dots, of which there is one at least.
    let (mut dots, mut doubled, mut before) = (0_u32, 0_u32, 1_u32);
    for byte in domain {
        let dot = u32::from(*byte == b'.');
        dots += dot;
        doubled += dot & before;
        before = dot;
    }
    is_local && is_domain && (1..=LOCAL_MAX).contains(&at) && dots > 0 && doubled + before == 0
}

/// Salesforce's characters: 16-bit units, of which those of four bytes have two.
fn units(text: &[u8]) -> usize {
    text.iter().filter(|byte| (**byte as i8) >= -64).count() + text.iter().filter(|byte| **byte >= 0xf0).count()
}

/// How many quotes stand for nothing because they are the second of two.
fn doubled_pairs(raw: &[u8]) -> usize {
    raw.iter().filter(|byte| **byte == b'"').count() / 2
}
