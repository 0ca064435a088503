//! Percent-encoding, in one place.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `text`, with every byte encoded that is not unreserved (RFC 3986, section 2.3): right in a path segment
/// and in a query.
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

/// Appends texts as one value, separated by commas.
pub(crate) fn percent_encode_list<'a>(out: &mut String, texts: impl IntoIterator<Item = &'a str>) {
    for (index, text) in texts.into_iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        percent_encode(out, text);
    }
}
