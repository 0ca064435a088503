//! Words in place of words: of the same length in bytes, letters for letters in their case, digits for digits.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use weftline_salesforce::id::RecordId;

/// How often another word is looked for when one is taken: short words run out of others.
const TRIES_MAX: u32 = 400;

/// Letters of two bytes in UTF-8. Each has a capital of two bytes.
const TWO_BYTES: [char; 24] = [
    'à', 'á', 'â', 'ã', 'ä', 'å', 'æ', 'ç', 'è', 'é', 'ê', 'ë', 'ì', 'í', 'î', 'ï', 'ñ', 'ò', 'ó', 'ô', 'ö', 'ø', 'ù',
    'ü',
];

/// The first of many letters of three and of four bytes.
const THREE_BYTES: u32 = 0x4e00;
const FOUR_BYTES: u32 = 0x2_0000;
const IDEOGRAPHS: u32 = 0x4000;

/// What stands for which word in one bundle.
pub(crate) struct StandIns {
    key: Vec<u8>,
    /// What stands for a word, both in small letters.
    known: BTreeMap<String, String>,
    /// What stands for some word.
    taken: BTreeSet<String>,
}

impl StandIns {
    /// `key`: bytes that nobody knows, thrown away afterwards.
    pub(crate) fn new(key: &[u8]) -> Self {
        Self { key: key.to_vec(), known: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// What stands for a word: letters and digits only. Case is kept letter by letter, and regarded in nothing else; a
    /// zero stays one, so that numbers keep their length.
    pub(crate) fn word(&mut self, word: &str) -> String {
        if let Some(id) = self.record_id(word) {
            return id;
        }
        let small: String = word.chars().map(small).collect();
        if !self.known.contains_key(&small) {
            let other = self.choose(&small);
            self.known.insert(small.clone(), other);
        }
        let other = self.known.get(&small).map(String::as_str).unwrap_or_default();
        word.chars().zip(other.chars()).map(|(letter, other)| in_case_of(letter, other)).collect()
    }

    /// A number of days, never none, that all days of the bundle are moved by.
    pub(crate) fn days(&self) -> i64 {
        let bytes = self.bytes("", u32::MAX, 0);
        let number = bytes.iter().take(4).fold(0_i64, |number, byte| number * 256 + i64::from(*byte));
        -(400 + number % 3_600)
    }

    /// What stands for a digest of something that the bundle does not have.
    pub(crate) fn digest(&self, digest: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(&self.key);
        hash.update([1]);
        hash.update(digest);
        hash.finalize().into()
    }

    /// A record's id in place of one: of the same object, and valid. Pictures and files are shown by short ones too.
    fn record_id(&mut self, word: &str) -> Option<String> {
        if let (15, Some((prefix @ ("0EM" | "068"), rest))) = (word.len(), word.split_at_checked(3)) {
            return Some([prefix, &self.word(rest)].concat());
        }
        let id = RecordId::parse(word).ok().filter(|_| word.len() == 18)?;
        let (prefix, rest) = id.as_str().get(..15)?.split_at_checked(3)?;
        let rest = self.word(rest);
        Some(RecordId::parse(&[prefix, &rest].concat()).ok()?.to_string())
    }

    fn choose(&mut self, small: &str) -> String {
        let mut tries = 0;
        let mut other = self.tried(small, tries);
        while (other == small || self.taken.contains(&other)) && tries < TRIES_MAX {
            tries += 1;
            other = self.tried(small, tries);
        }
        self.taken.insert(other.clone());
        other
    }

    fn tried(&self, small: &str, tries: u32) -> String {
        let mut block = Vec::new();
        let mut other = String::with_capacity(small.len());
        for (at, letter) in small.chars().enumerate() {
            if at % 8 == 0 {
                block = self.bytes(small, tries, at);
            }
            let four = block.get(at % 8 * 4..at % 8 * 4 + 4).unwrap_or_default();
            let number = four.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            other.push(like(letter, number));
        }
        other
    }

    fn bytes(&self, small: &str, tries: u32, at: usize) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(&self.key);
        hash.update([0]);
        hash.update(tries.to_be_bytes());
        hash.update((at as u64).to_be_bytes());
        hash.update(small);
        hash.finalize().to_vec()
    }
}

/// A letter in its small form, where that is one letter of the same length.
fn small(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) if one.len_utf8() == letter.len_utf8() => one,
        _ => letter,
    }
}

/// A small letter as a capital where the other one is.
fn in_case_of(letter: char, other: char) -> char {
    let mut capital = other.to_uppercase();
    match (letter.is_uppercase(), capital.next(), capital.next()) {
        (true, Some(one), None) if one.len_utf8() == other.len_utf8() => one,
        _ => other,
    }
}

/// A letter or digit of the same kind and length.
fn like(letter: char, number: u32) -> char {
    let of = |first: u8, count: u32| char::from(first + (number % count) as u8);
    match letter {
        '0' => '0',
        '1'..='9' => of(b'1', 9),
        'a'..='z' => of(b'a', 26),
        // Capitals whose small letters are of another length.
        'A'..='Z' => of(b'A', 26),
        _ => match letter.len_utf8() {
            2 => TWO_BYTES.get(number as usize % TWO_BYTES.len()).copied().unwrap_or('ä'),
            3 => char::from_u32(THREE_BYTES + number % IDEOGRAPHS).unwrap_or('一'),
            _ => char::from_u32(FOUR_BYTES + number % IDEOGRAPHS).unwrap_or('𠀀'),
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ops_9_a_record_s_id_stands_for_a_record_s_id_of_the_same_object() {
        let mut words = StandIns::new(b"key");
        let id = RecordId::parse("500Wf000000006n").unwrap().to_string();
        let other = words.word(&id);
        assert_eq!(RecordId::parse(&other).unwrap().prefix(), "500");
        assert_ne!(other, id);
        assert_eq!(words.word(&id), other);
    }

    #[test]
    fn ops_9_different_digits_stay_different() {
        let mut words = StandIns::new(b"key");
        let others: BTreeSet<String> = (1..=9).map(|digit| words.word(&digit.to_string())).collect();
        assert_eq!(others.len(), 9);
        let others: BTreeSet<String> = ('a'..='z').map(|letter| words.word(&letter.to_string())).collect();
        assert_eq!(others.len(), 26);
    }

    proptest! {
        #[test]
        fn ops_9_a_word_s_stand_in_has_its_shape(word in "[a-zA-Z0-9äÖßλ漢]{3,40}", key in any::<[u8; 8]>()) {
            let mut words = StandIns::new(&key);
            let other = words.word(&word);
            prop_assert_eq!(other.len(), word.len());
            for (one, other) in word.chars().zip(other.chars()) {
                prop_assert_eq!(one.is_ascii_digit(), other.is_ascii_digit());
                prop_assert_eq!(one.is_ascii_uppercase(), other.is_ascii_uppercase());
                prop_assert_eq!(one.is_ascii_lowercase(), other.is_ascii_lowercase());
                prop_assert!(other.is_alphanumeric());
            }
            prop_assert_eq!(words.word(&word.to_ascii_lowercase()), other.to_ascii_lowercase());
            prop_assert_eq!(words.word(&word), other);
        }
    }
}
