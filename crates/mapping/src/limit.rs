//! Cuts text to what a field holds.

/// A cut within reach of this many characters leaves sequences (an emoji of several parts) whole.
const SEQUENCE_MAX: usize = 16;

/// Salesforce's characters: 16-bit units, so that most emoji count as two
/// (<https://developer.salesforce.com/docs/atlas.en-us.apexref.meta/apexref/apex_methods_system_string.htm>, `length`).
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The beginning of the text that has at most so many characters (16-bit units) and bytes (UTF-8); none if all of it
/// has. Ends between characters, and not within a sequence that people see as one.
pub(crate) fn cut(text: &str, units_max: usize, bytes_max: usize) -> Option<&str> {
    // No text has more units than bytes.
    if text.len() <= units_max.min(bytes_max) {
        return None;
    }
    let mut units = 0;
    let mut end = None;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > units_max || at + character.len_utf8() > bytes_max {
            end = Some(at);
            break;
        }
    }
    let hard = text.get(..end?)?;
    let mut kept = hard;
    for _ in 0..SEQUENCE_MAX {
        let next = text.get(kept.len()..).and_then(|rest| rest.chars().next());
        let Some(last) = kept.chars().next_back() else { break };
        if last != ZERO_WIDTH_JOINER && !next.is_some_and(extends) {
            return Some(kept);
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or_default();
    }
    Some(hard)
}

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Whether a character belongs with the one before: combining marks, variation selectors, skin tones, joiners.
fn extends(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | ZERO_WIDTH_JOINER
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_and_sequences_stay_whole() {
        assert_eq!(cut("abc", 3, 3), None);
        assert_eq!(cut("abcd", 3, 99), Some("abc"));
        assert_eq!(cut("äöü", 99, 5), Some("äö"));
        assert_eq!(cut("a😀b", 2, 99), Some("a"), "half an emoji would be left");
        assert_eq!(cut("ae\u{301}", 2, 99), Some("a"), "the accent belongs to the e");
        assert_eq!(cut("x👩\u{200d}🚀", 4, 99), Some("x"), "an astronaut is not a woman");
        assert_eq!(cut(&"\u{301}".repeat(100), 50, 999).map(units), Some(50), "endless sequences are cut all the same");
    }

    proptest! {
        #[test]
        fn never_longer_than_allowed(text in "\\PC{0,60}", units_max in 0_usize..70, bytes_max in 0_usize..200) {
            match cut(&text, units_max, bytes_max) {
                None => prop_assert!(units(&text) <= units_max && text.len() <= bytes_max),
                Some(kept) => {
                    prop_assert!(text.starts_with(kept) && kept.len() < text.len());
                    prop_assert!(units(kept) <= units_max && kept.len() <= bytes_max);
                }
            }
        }
    }
}
