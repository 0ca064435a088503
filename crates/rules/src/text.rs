//! Text as conditions compare it: trimmed, and without regard to case.

use std::borrow::Cow;

/// Whether two texts are the same to a condition.
pub(crate) fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim(), right.trim());
    match left.is_ascii() && right.is_ascii() {
        true => left.eq_ignore_ascii_case(right),
        false => folded(left).eq(folded(right)),
    }
}

/// Whether `part` is in `whole`.
pub(crate) fn contains(whole: &str, part: &str) -> bool {
    let part = part.trim();
    if whole.is_ascii() && part.is_ascii() {
        let (whole, part) = (whole.as_bytes(), part.as_bytes());
        return part.is_empty() || whole.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    }
    folded(whole).collect::<String>().contains(&folded(part).collect::<String>())
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
pub(crate) fn joined<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(&text);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_6_text_is_the_same_trimmed_and_in_any_case() {
        for (left, right) in [
            ("Yes", " yes\n"),
            ("", "  "),
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
    }

    #[test]
    fn auto_6_a_part_is_found_in_any_case() {
        for (whole, part) in
            [("An OUTAGE today", " outage "), ("Große Störung", "GROSSE st"), ("x", ""), ("", ""), ("abc", "BC")]
        {
            assert!(contains(whole, part), "{whole} {part}");
        }
        for (whole, part) in [("outag", "outage"), ("", "x"), ("a b", "ab"), ("größer", "grosser x")] {
            assert!(!contains(whole, part), "{whole} {part}");
        }
    }
}
