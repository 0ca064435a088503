//! Decimal numbers as they are written: no binary rounding on the way to the field's scale.

use weftline_wire::json;

/// A number, digit by digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// The digits' values, most significant first, no leading zeros.
    digits: Vec<u8>,
    /// How many of the digits stand after the point.
    scale: usize,
}

/// Digits that survive a binary number, here and in Salesforce's own pages
/// (<https://help.salesforce.com/s/articleView?id=000394530&type=1>).
pub(crate) const DIGITS_EXACT: usize = 15;

/// Powers of ten, of which all are exact in binary.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// More places than any number of Jira or Salesforce has.
const PLACES_MAX: i32 = 400;

impl Decimal {
    /// Reads `-12.50`, `+3`, `.5` and `1.5e-3`.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut digits = Vec::with_capacity(mantissa.len());
        for byte in whole.bytes().chain(fraction.bytes()) {
            digits.push(byte.checked_sub(b'0').filter(|digit| *digit <= 9)?);
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale.abs() > PLACES_MAX {
            return None;
        }
        let scale = usize::try_from(scale).unwrap_or_else(|_| {
            digits.resize(digits.len() + scale.unsigned_abs() as usize, 0);
            0
        });
        let mut decimal = Decimal { negative, digits, scale };
        decimal.normalize();
        Some(decimal)
    }

    /// Rounds half away from zero and says whether anything was lost.
    ///
    /// Salesforce rounds so ("round half up ... 12.345 becomes 12.35 and -12.345 becomes -12.35",
    /// <https://help.salesforce.com/s/articleView?id=platform.tips_for_using_number_formula_fields.htm>), but its API
    /// stores more decimals than the field shows
    /// (<https://help.salesforce.com/s/articleView?id=000387302&type=1>): whoever writes has to round.
    pub(crate) fn round(&mut self, scale: usize) -> bool {
        let Some(cut) = self.scale.checked_sub(scale).filter(|cut| *cut > 0) else {
            return false;
        };
        let keep = self.digits.len().saturating_sub(cut);
        // With fewer digits than are cut, the first one cut is a zero that is not written.
        let up = self.digits.len() >= cut && self.digits.get(keep).is_some_and(|digit| *digit >= 5);
        self.digits.truncate(keep);
        self.scale = scale;
        if up {
            let mut carry = true;
            for digit in self.digits.iter_mut().rev() {
                *digit += 1;
                carry = *digit == 10;
                if !carry {
                    break;
                }
                *digit = 0;
            }
            if carry {
                self.digits.insert(0, 1);
            }
        }
        self.normalize();
        true
    }

    /// Reads a binary number, to as many digits as every way of writing and reading it preserves: what is beyond is
    /// noise like that of `0.1 + 0.2`.
    pub(crate) fn of(number: f64) -> Option<Decimal> {
        let mut decimal = Decimal::parse(&json::to_string(&number))?;
        if let Some(noise) = decimal.digits.len().checked_sub(DIGITS_EXACT).filter(|noise| *noise > 0) {
            let scale = std::mem::replace(&mut decimal.scale, noise);
            decimal.round(0);
            let padding = noise.saturating_sub(scale);
            decimal.digits.resize(decimal.digits.len() + padding, 0);
            decimal.scale = scale.saturating_sub(noise);
            decimal.normalize();
        }
        Some(decimal)
    }

    /// Digits after the point.
    pub(crate) fn decimals(&self) -> usize {
        self.scale
    }

    /// Digits before the point.
    pub(crate) fn whole_digits(&self) -> usize {
        self.digits.len().saturating_sub(self.scale)
    }

    /// Digits in all, from the first that is not zero to the last that is not.
    pub(crate) fn significant_digits(&self) -> usize {
        let zeros = self.digits.iter().rev().take_while(|digit| **digit == 0).count();
        self.digits.len() - zeros
    }

    /// As plain text without an exponent, `-0.5`.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.digits.len() + 3);
        if self.negative {
            text.push('-');
        }
        if self.whole_digits() == 0 {
            text.push('0');
        }
        let point = self.whole_digits();
        if self.scale > 0 && self.digits.len() < self.scale {
            text.push('.');
            text.extend(std::iter::repeat_n('0', self.scale - self.digits.len()));
        }
        for (index, digit) in self.digits.iter().enumerate() {
            if index == point && self.digits.len() >= self.scale {
                text.push('.');
            }
            text.push(char::from(b'0' + digit));
        }
        text
    }

    /// The nearest binary number.
    pub(crate) fn number(&self) -> f64 {
        // A whole number and a power of ten that are exact give an exact quotient, rounded once.
        match POWERS.get(self.scale) {
            Some(power) if self.digits.len() <= DIGITS_EXACT => {
                let whole = self.digits.iter().fold(0_u64, |whole, digit| whole * 10 + u64::from(*digit));
                let number = whole as f64 / power;
                if self.negative { -number } else { number }
            }
            _ => self.text().parse().unwrap_or_default(),
        }
    }

    /// Without zeros before the number or after its last decimal, and without a negative zero.
    fn normalize(&mut self) {
        while self.scale > 0 && self.digits.last() == Some(&0) {
            self.digits.pop();
            self.scale -= 1;
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        if self.digits.is_empty() {
            self.scale = 0;
            self.negative = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, scale: usize, expected: &str) {
        let mut decimal = Decimal::parse(text).unwrap();
        decimal.round(scale);
        assert_eq!(decimal.text(), expected, "{text} at {scale}");
        assert_eq!(decimal.number(), expected.parse::<f64>().unwrap());
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        check("12.345", 2, "12.35");
        check("-12.345", 2, "-12.35");
        check("1.005", 2, "1.01");
        check("0.5", 0, "1");
        check("0.05", 0, "0");
        check("0.4999", 0, "0");
        check("99.995", 2, "100");
        check("-0.004", 2, "0");
        check("2.50", 2, "2.5");
        check("0.00012", 4, "0.0001");
    }

    #[test]
    fn exponents_are_read() {
        check("1.5e3", 0, "1500");
        check("1e-7", 7, "0.0000001");
        check("1E+2", 2, "100");
        check("0e5", 0, "0");
        check(".5", 1, "0.5");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "-", ".", "1,5", "1e", "1e999999999999", "1e401", "0x10", "NaN", "1 2", "--1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn binary_numbers_are_read_without_their_noise() {
        let read = |number| Decimal::of(number).unwrap().text();
        assert_eq!(read(0.1 + 0.2), "0.3");
        assert_eq!(read(-12.345), "-12.345");
        assert_eq!(read(9_999_999_999_999_999.0), "10000000000000000");
        assert_eq!(read(1_234_567_890_123_456_789.0), "1234567890123460000");
        assert_eq!(read(1e-7), "0.0000001");
        assert_eq!(read(0.0), "0");
        assert_eq!(Decimal::of(f64::NAN), None);
    }

    #[test]
    fn digits_are_counted() {
        let digits = |text| {
            let decimal = Decimal::parse(text).unwrap();
            (decimal.whole_digits(), decimal.significant_digits())
        };
        assert_eq!(digits("0012.50"), (2, 3));
        assert_eq!(digits("1200"), (4, 2));
        assert_eq!(digits("0.001"), (0, 1));
        assert_eq!(digits("0"), (0, 0));
    }
}
