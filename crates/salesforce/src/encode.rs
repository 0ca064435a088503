//! Percent-encoding and JSON text, in one place each.

use serde::Serialize;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `text`, with every byte encoded that is not unreserved (RFC 3986, section 2.3): right in a path segment,
/// in a query and in a form.
pub(crate) fn percent_encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(HEX.get(nibble as usize).map_or('0', |digit| *digit as char));
            }
        }
    }
}

/// A form body, `application/x-www-form-urlencoded`.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push('&');
        }
        percent_encode(&mut body, name);
        body.push('=');
        percent_encode(&mut body, value);
    }
    body
}

/// Bytes in the alphabet of base64 that is safe in addresses, without padding (RFC 4648, section 5).
pub(crate) fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits: u32, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default()));
        for place in 0..=chunk.len() {
            let index = (bits >> (18 - 6 * place)) & 63;
            text.push(ALPHABET.get(index as usize).map_or('A', |letter| char::from(*letter)));
        }
    }
    text
}

/// A value as JSON text. What this crate writes has text keys and finite numbers, so that it always has one.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A number as JSON and SOQL write it: whole ones without decimals, what is not finite as `null`. Through the JSON
/// writer, because the standard library's would be a second one in the module.
pub(crate) fn number(number: f64) -> String {
    match whole(number) {
        Some(whole) => whole.to_string(),
        None => json(&number),
    }
}

/// The number as an integer when it is one and doubles are exact there.
pub(crate) fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole, and not beyond 2^53")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
