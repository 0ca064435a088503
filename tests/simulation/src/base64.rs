//! Bytes in JSON.

/// Base64 with padding, as Salesforce takes the content of files.
/// <https://www.rfc-editor.org/rfc/rfc4648>
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |part: &[u8]| {
        let bits = part.iter().enumerate().fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        let digit =
            |at: usize| if at > part.len() { '=' } else { char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]) };
        [digit(0), digit(1), digit(2), digit(3)]
    };
    bytes.chunks(3).flat_map(group).collect()
}
