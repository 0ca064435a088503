//! Text as conditions compare it: trimmed, and without regard to case.

use std::borrow::Cow;

/// What a text is compared with, made ready once.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// Trimmed, and without regard to case.
    folded: String,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        Pattern { folded: folded(text.trim()).collect() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.folded
    }

    /// Whether a text is the same. What is not UTF-8 is no text.
    #[inline]
    pub(crate) fn is(&self, text: &[u8]) -> bool {
        // Without trimming, most texts are known to be others by their length.
        let text = text.trim_ascii();
        if text.is_ascii() {
            return same_ascii(text, self.folded.as_bytes());
        }
        std::str::from_utf8(text).is_ok_and(|text| folded(text.trim()).eq(self.folded.chars()))
    }

    /// Whether it is in a text.
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        let part = self.folded.as_bytes();
        if text.is_ascii() {
            return contains_ascii(text, part);
        }
        let Ok(whole) = std::str::from_utf8(text) else {
            return false;
        };
        if self.folded.is_ascii() && !becomes_ascii(whole) {
            return contains_ascii(text, part);
        }
        folded(whole).collect::<String>().contains(&self.folded)
    }
}

/// Whether something that is not ASCII becomes ASCII without regard to case, as `ß` does, and the Kelvin sign.
fn becomes_ascii(text: &str) -> bool {
    text.chars().any(|letter| {
        let folded = || letter.to_uppercase().flat_map(char::to_lowercase);
        !letter.is_ascii() && folded().any(|folded| folded.is_ascii())
    })
}

/// Whether ASCII text is the same as a folded one.
#[inline]
fn same_ascii(text: &[u8], folded: &[u8]) -> bool {
    text.len() == folded.len() && text.iter().zip(folded).all(|(byte, folded)| byte.to_ascii_lowercase() == *folded)
}

fn contains_ascii(text: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else {
        return true;
    };
    let upper = first.to_ascii_uppercase();
    let mut left = text;
    while let Some(at) = left.iter().position(|byte| byte == first || *byte == upper) {
        left = left.get(at + 1..).unwrap_or_default();
        if left.get(..rest.len()).is_some_and(|next| same_ascii(next, rest)) {
            return true;
        }
    }
    false
}

/// Whether two texts are the same to a condition.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    std::str::from_utf8(right).is_ok_and(|right| Pattern::new(right).is(left))
}

/// Without regard to case in any script: `ẞ`, `ß` and `SS` are one, and so are `Σ`, `σ` and `ς`.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// What a trace shows of a text.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(FOUND_MAX).collect()
}

/// Characters that a trace shows of a value.
pub(crate) const FOUND_MAX: usize = 200;

/// Texts in one, with a comma between.
pub(crate) fn joined<'a>(texts: impl Iterator<Item = Cow<'a, [u8]>>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(&String::from_utf8_lossy(&text));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_6_text_is_the_same_trimmed_and_in_any_case() {
        let same = |left: &str, right: &str| same(left.as_bytes(), right.as_bytes());
        for (left, right) in [
            ("Yes", " yes\n"),
            ("", "  "),
            ("\u{a0}yes\u{2003}", "YES"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("Ärger", "äRGER"),
            ("ЖДЁТ", "ждёт"),
            ("日本", "日本"),
        ] {
            assert!(same(left, right) && same(right, left), "{left} {right}");
        }
        for (left, right) in [("yes", "yes!"), ("a b", "ab"), ("a", ""), ("é", "e")] {
            assert!(!same(left, right) && !same(right, left), "{left} {right}");
        }
        assert!(!Pattern::new("").is(b"\xff") && !Pattern::new("\u{fffd}").is(b"\xff"), "no text is nothing");
    }

    #[test]
    fn auto_6_a_part_is_found_in_any_case() {
        let contains = |whole: &str, part: &str| Pattern::new(part).is_in(whole.as_bytes());
        for (whole, part) in [
            ("An OUTAGE today", " outage "),
            ("ou outage", "OUTAGE"),
            ("Große Störung", "GROSSE st"),
            ("x", ""),
            ("", ""),
            ("abc", "BC"),
        ] {
            assert!(contains(whole, part), "{whole} {part}");
        }
        for (whole, part) in [("outag", "outage"), ("", "x"), ("a b", "ab"), ("größer", "grosser x")] {
            assert!(!contains(whole, part), "{whole} {part}");
        }
    }
}
