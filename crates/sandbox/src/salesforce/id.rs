//! Record ids: fifteen case-sensitive characters, or eighteen with a checksum that survives a loss of case.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm>

use std::fmt;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The two characters that name the instance, in every id that this org makes, and the reserved one after them.
const POD: &[u8; 3] = b"Wf0";

/// A record's id. It orders as Salesforce orders ids: by the bytes of its fifteen characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id([u8; 15]);

impl Id {
    /// Reads fifteen or eighteen characters. Of eighteen, the last three say which letters are capitals, so that an
    /// id which some tool lower-cased is understood; a checksum with an unknown character is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let mut characters: [u8; 15] = bytes.get(..15)?.try_into().ok()?;
        match bytes.len() {
            15 => Some(Self(characters)),
            18 => {
                for (group, check) in characters.chunks_mut(5).zip(bytes.get(15..)?) {
                    let bits = CHECKS.iter().position(|candidate| *candidate == check.to_ascii_uppercase())?;
                    for (place, character) in group.iter_mut().enumerate() {
                        match (bits >> place & 1 == 1, character.is_ascii_alphabetic()) {
                            (true, true) => character.make_ascii_uppercase(),
                            (true, false) => return None,
                            (false, _) => character.make_ascii_lowercase(),
                        }
                    }
                }
                Some(Self(characters))
            }
            _ => None,
        }
    }

    /// The `number`th id of the object with this key prefix.
    pub fn numbered(prefix: [u8; 3], number: u64) -> Self {
        let mut characters = [b'0'; 15];
        let mut rest = number;
        for place in characters.iter_mut().rev().take(9) {
            let digit = usize::try_from(rest % 62).unwrap_or(0);
            *place = DIGITS.get(digit).copied().unwrap_or(b'0');
            rest /= 62;
        }
        for (place, byte) in characters.iter_mut().zip(prefix.iter().chain(POD)) {
            *place = *byte;
        }
        Self(characters)
    }

    /// The number that [`Id::numbered`] made this id of; for an id of another org, some number.
    pub fn number(self) -> u64 {
        self.0.iter().skip(6).fold(0, |number: u64, character| {
            let digit = DIGITS.iter().position(|candidate| candidate == character).unwrap_or(0);
            number.wrapping_mul(62).wrapping_add(digit as u64)
        })
    }

    /// The key prefix: which object the record is of.
    pub fn prefix(self) -> [u8; 3] {
        let [first, second, third, ..] = self.0;
        [first, second, third]
    }

    /// The form of fifteen characters.
    pub fn short(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The three characters that make eighteen of fifteen.
    pub fn checksum(self) -> [u8; 3] {
        let mut check = [b'A'; 3];
        for (group, place) in self.0.chunks(5).zip(check.iter_mut()) {
            let bits = group
                .iter()
                .enumerate()
                .filter(|(_, character)| character.is_ascii_uppercase())
                .fold(0, |bits, (position, _)| bits | 1 << position);
            *place = CHECKS.get::<usize>(bits).copied().unwrap_or(b'A');
        }
        check
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = self.checksum();
        formatter.write_str(self.short())?;
        formatter.write_str(std::str::from_utf8(&check).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_characters_carry_the_checksum() {
        for id in ["0015500001QdQWfAAN", "0035500001H9kZuAAJ", "01254000001upcKAAQ", "701E0000000JuFHIA0"] {
            assert_eq!(Id::parse(id).unwrap().to_string(), id);
            assert_eq!(Id::parse(&id[..15]).unwrap().to_string(), id);
            assert_eq!(Id::parse(&id.to_ascii_lowercase()).unwrap().to_string(), id);
        }
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "500", "0015500001QdQWfAA", "0015500001QdQWf!AN", "0015500001QdQWfAA9"] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ids_order_as_they_were_made() {
        let ids: Vec<Id> = (0..10_000).map(|number| Id::numbered(*b"500", number)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.iter().enumerate().all(|(number, id)| id.number() == number as u64));
    }
}
