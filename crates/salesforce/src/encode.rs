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

/// A value as JSON text. What this crate writes has text keys and finite numbers, so that it always has one.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
