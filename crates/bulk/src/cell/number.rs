//! Numbers: decimal digits, never rounded.

use weftline_wire::salesforce::{FieldDescribe, FieldType};

use crate::cell::{Cell, Read, Value, Wrong};

/// What numbers a field holds.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    /// Digits before the point.
    whole_max: usize,
    /// Digits behind it.
    scale: usize,
    /// Whether it is a whole number of 32 bits.
    of_32_bits: bool,
    label: String,
}

/// Digits of the largest whole number of 32 bits.
const DIGITS_OF_32_BITS: usize = 10;

/// Digits of any whole number of 64 bits.
const WHOLE_MAX: usize = 18;

impl Number {
    pub(crate) fn of(field: &FieldDescribe) -> Self {
        let whole = matches!(field.field_type, FieldType::Int | FieldType::Long);
        let precision = (field.precision > 0).then(|| field.precision.saturating_sub(field.scale));
        Self {
            whole_max: precision.map_or(WHOLE_MAX, |digits| digits as usize),
            scale: if whole { 0 } else { field.scale as usize },
            of_32_bits: field.field_type == FieldType::Int,
            label: field.label.clone(),
        }
    }

    /// Whether a number can be copied as it stands: it is written as JSON writes it, and the field holds it.
    #[inline(always)]
    pub(crate) fn is_plain(&self, raw: &[u8]) -> bool {
        let mut whole = 0;
        let mut fraction = 0;
        let mut has_point = false;
        for byte in raw {
            match byte {
                b'0'..=b'9' if has_point => fraction += 1,
                b'0'..=b'9' => whole += 1,
                b'.' if !has_point => has_point = true,
                _ => return false,
            }
        }
        let is_canonical = match raw {
            [b'1'..=b'9', ..] => !has_point || raw.last().is_some_and(|last| matches!(last, b'1'..=b'9')),
            _ => false,
        };
        is_canonical
            && whole <= self.whole_max
            && fraction <= self.scale
            && !(self.of_32_bits && whole >= DIGITS_OF_32_BITS)
    }

    /// Reads `1250`, `-12.50`, `+3` and `.5`.
    pub(crate) fn read<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        let bytes = cell.trimmed();
        let (negative, digits) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, bytes),
        };
        let whole_length = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
        let (whole, rest) = digits.split_at_checked(whole_length).unwrap_or_default();
        let fraction = rest.strip_prefix(b".").unwrap_or_default();
        let is_number = (rest.is_empty() || rest.first() == Some(&b'.'))
            && fraction.iter().all(u8::is_ascii_digit)
            && whole.len() + fraction.len() > 0;
        if !is_number {
            return not_a_number(cell);
        }
        let whole = without_zeros_before(whole);
        let fraction = without_zeros_behind(fraction);
        if whole.len() > self.whole_max || fraction.len() > self.scale || self.of_32_bits && is_too_large(whole) {
            return self.outside(cell, whole, fraction);
        }
        Ok(Value::Number { negative: negative && whole.len() + fraction.len() > 0, whole, fraction })
    }

    #[cold]
    fn outside<'v>(&self, cell: Cell<'v>, whole: &[u8], fraction: &[u8]) -> Read<'v> {
        const CODE: &str = "NUMBER_OUTSIDE_VALID_RANGE";
        let (shown, label) = (cell.shown(), self.label.as_str());
        if whole.len() > self.whole_max {
            let (found, holds) = (whole.len().to_string(), self.whole_max.to_string());
            let parts = [&shown, " has ", &found, " digits before the point, `", label, "` holds ", &holds];
            return Wrong::new(CODE, &parts);
        }
        if fraction.len() <= self.scale {
            return Wrong::new(CODE, &[&shown, " is too large: `", label, "` holds up to 2147483647"]);
        }
        if self.scale == 0 {
            return Wrong::new(CODE, &[&shown, " has decimals, `", label, "` holds whole numbers"]);
        }
        let (found, holds) = (fraction.len().to_string(), self.scale.to_string());
        Wrong::new(CODE, &[&shown, " has ", &found, " decimals, `", label, "` holds ", &holds])
    }
}

#[cold]
fn not_a_number<'v>(cell: Cell<'v>) -> Read<'v> {
    const CODE: &str = "notANumber";
    let text = cell.text();
    let shown = cell.shown();
    let text = text.trim();
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    let of_signs = |signs: &str| {
        bare.contains(|sign: char| sign.is_ascii_digit())
            && bare.chars().all(|sign| sign.is_ascii_digit() || signs.contains(sign))
    };
    if of_signs(".,'\u{2019} \u{a0}\u{202f}") {
        let remedy = ": write it with a decimal point and without signs between thousands, like `1250.5`";
        return Wrong::new(CODE, &[&shown, " is written with a decimal comma or with signs between thousands", remedy]);
    }
    if bare.contains(['e', 'E']) && of_signs(".eE+-") {
        return Wrong::new(CODE, &[&shown, " is written with an exponent: write all its digits, like `1250.5`"]);
    }
    if of_signs(".,%$€£¥ \u{a0}") {
        return Wrong::new(
            CODE,
            &[&shown, " has a sign of a currency or of percent: write the number alone, like `1250.5`"],
        );
    }
    Wrong::new(CODE, &[&shown, " is not a number: write it like `1250.5`"])
}

fn without_zeros_before(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    digits.get(zeros..).unwrap_or_default()
}

fn without_zeros_behind(digits: &[u8]) -> &[u8] {
    let length = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
    digits.get(..length).unwrap_or_default()
}

fn is_too_large(whole: &[u8]) -> bool {
    const MOST: &[u8] = b"2147483647";
    whole.len() > MOST.len() || whole.len() == MOST.len() && whole > MOST
}
