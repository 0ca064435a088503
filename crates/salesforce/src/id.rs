//! Record ids.

use std::fmt;

/// A record's id, 18 characters.
///
/// Salesforce's pages and reports show 15 characters, which differ by case alone; the last three of 18 repeat the case,
/// so that ids survive systems that ignore it: for each group of five characters, a bit for every upper case letter, as
/// an index into `A`-`Z0`-`5`.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId([u8; 18]);

/// Why a text is no record id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// It has another length than 15 or 18.
    #[error("a record id has 15 or 18 characters")]
    Length,
    /// It has other characters than letters and digits.
    #[error("a record id consists of letters and digits")]
    Character,
    /// Its last three characters do not belong to the others.
    #[error(
        "the last three characters of the record id do not match the others: it was mistyped, or its case was changed"
    )]
    Checksum,
}

const SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

impl RecordId {
    /// Reads an id of 15 or 18 characters.
    ///
    /// # Errors
    /// When it has another length or other characters, or when the last three of 18 do not match the others.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let bytes = text.as_bytes();
        if bytes.len() != 15 && bytes.len() != 18 {
            return Err(IdError::Length);
        }
        if !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return Err(IdError::Character);
        }
        let mut id = [0; 18];
        for (to, from) in id.iter_mut().zip(bytes.iter().take(15)) {
            *to = *from;
        }
        for group in 0..3 {
            let bits = (0..5).filter(|bit| bytes.get(group * 5 + bit).is_some_and(u8::is_ascii_uppercase));
            let index = bits.fold(0, |index, bit| index | 1 << bit);
            if let (Some(to), Some(from)) = (id.get_mut(15 + group), SUFFIX.get(index)) {
                *to = *from;
            }
        }
        if bytes.len() == 18 && bytes != id {
            return Err(IdError::Checksum);
        }
        Ok(RecordId(id))
    }

    /// All 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The first three characters, which name the object: `500` for Case. Equals describe's `keyPrefix`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.as_str().get(..3).unwrap_or_default()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
