//! What a section is called by its content.

use sha2::{Digest, Sha256};
use weftline_wire::configuration::Section;
use weftline_wire::json;

/// A section as it is stored: JSON, its members in the order of the type, maps in the order of their keys. The same
/// content has the same text.
#[must_use]
pub fn canonical(section: &Section) -> String {
    json::to_string(section)
}

/// SHA-256 of a stored section, hex: what a manifest calls it by.
#[must_use]
pub fn hash(canonical: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(canonical.as_bytes()) {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    hex
}
