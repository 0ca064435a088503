//! Splits long comments into parts that belong together.

/// Bytes that a comment of a record holds, in UTF-8.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>
const BYTES_MAX: usize = 4000;

/// Bytes that a signature may take.
const SIGNATURE_MAX: usize = 1000;

/// A boundary that is this far from the end, or nearer, is worth the room it costs.
const REACH: usize = 800;

/// Characters that may belong with the one before.
const SEQUENCE_MAX: usize = 16;

/// What a text becomes as comments of a record, the first part first: one where it fits with its signature, else
/// several that say which they are, the last with the signature.
#[must_use]
pub fn comment_parts(text: &str, signature: &str) -> Vec<String> {
    parts(text, signature, 0)
}

/// Bytes in UTF-8 that one comment holds beside this signature.
#[must_use]
pub fn comment_room(signature: &str) -> u32 {
    // The shortest text shows what comes with it.
    let around = join("x", cut(signature.trim(), SIGNATURE_MAX)).len() - 1;
    (BYTES_MAX - around) as u32
}

/// The parts of a comment, `(1/3) ...` each when there are several, the last with the signature. There are at least
/// so many parts: where a comment has become shorter, its last parts are empty.
pub(super) fn parts(text: &str, signature: &str, at_least: usize) -> Vec<String> {
    let signature = cut(signature.trim(), SIGNATURE_MAX);
    if at_least <= 1 {
        let whole = join(text, signature);
        if whole.len() <= BYTES_MAX {
            return vec![whole];
        }
    }
    // How long the marker is depends on how many parts there are.
    let mut digits = 1;
    loop {
        let room = BYTES_MAX - marker_length(digits);
        let mut pieces = split(text, room);
        if pieces.last().is_none_or(|last| join(last, signature).len() > room) {
            pieces.push("");
        }
        while pieces.len() < at_least {
            pieces.push("");
        }
        if pieces.len().to_string().len() <= digits {
            return numbered(&pieces, signature);
        }
        digits += 1;
    }
}

/// A text and what it ends with.
pub(super) fn join(text: &str, signature: &str) -> String {
    match (text.is_empty(), signature.is_empty()) {
        (_, true) => text.to_owned(),
        (true, false) => signature.to_owned(),
        (false, false) => [text, "\n\n", signature].concat(),
    }
}

/// A text behind a mark, cut where a comment has no room for both.
pub(super) fn marked(mark: &str, text: &str) -> String {
    if text.starts_with(mark) {
        return text.to_owned();
    }
    [mark, cut(text, BYTES_MAX - mark.len())].concat()
}

fn numbered(pieces: &[&str], signature: &str) -> Vec<String> {
    let count = pieces.len().to_string();
    let mut parts = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let is_last = index + 1 == pieces.len();
        let text = join(piece, if is_last { signature } else { "" });
        let part = ["(", &(index + 1).to_string(), "/", &count, ") ", &text].concat();
        parts.push(part);
    }
    parts
}

fn marker_length(digits: usize) -> usize {
    "(/) ".len() + 2 * digits
}

/// Pieces of at most so many bytes, which are the text again when they are put together.
fn split(text: &str, bytes_max: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > bytes_max {
        let (piece, after) = rest.split_at_checked(boundary(rest, bytes_max)).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Where the first piece ends: after a line, else after a word, else after a character.
fn boundary(text: &str, bytes_max: usize) -> usize {
    let hard = cut(text, bytes_max).len();
    let near = text.floor_char_boundary(hard.saturating_sub(REACH));
    let reach = text.get(near..hard).unwrap_or_default();
    let at = reach.rfind('\n').or_else(|| reach.rfind(' ')).map_or(hard, |at| near + at + 1);
    if at == 0 { hard } else { at }
}

/// The beginning of a text of at most so many bytes, ending between what people see as characters.
fn cut(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let hard = text.get(..text.floor_char_boundary(bytes_max)).unwrap_or_default();
    let mut kept = hard;
    for _ in 0..SEQUENCE_MAX {
        let next = text.get(kept.len()..).and_then(|rest| rest.chars().next());
        let Some(last) = kept.chars().next_back() else { break };
        if last != ZERO_WIDTH_JOINER && !next.is_some_and(extends) {
            return kept;
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or_default();
    }
    hard
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

    /// The text of the parts, put together again.
    fn whole(parts: &[String], signature: &str) -> String {
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            let marker = format!("({}/{}) ", index + 1, parts.len());
            let piece = part.strip_prefix(&marker).filter(|_| parts.len() > 1).unwrap_or(part);
            let piece = if index + 1 == parts.len() && !signature.is_empty() {
                piece.strip_suffix(signature).unwrap().strip_suffix("\n\n").unwrap_or_default()
            } else {
                piece
            };
            text.push_str(piece);
        }
        text
    }

    #[test]
    fn short_comments_stay_whole() {
        assert_eq!(parts("Hello", "Jane via Jira", 0), ["Hello\n\nJane via Jira"]);
        assert_eq!(parts("Hello", "", 1), ["Hello"]);
        let text = "x".repeat(4000);
        assert_eq!(parts(&text, "", 0).concat(), text);
        assert_eq!(parts(&text, "J", 0).len(), 2, "the signature has no room");
    }

    #[test]
    fn lines_and_words_stay_whole() {
        let text = format!("{}\n{}", "word ".repeat(700), "w".repeat(900));
        let parts = parts(&text, "J", 0);
        assert_eq!(parts.len(), 2);
        assert!(parts[0].ends_with("word \n") && parts[1].starts_with("(2/2) www"), "{parts:?}");
    }

    #[test]
    fn what_became_shorter_keeps_its_parts() {
        assert_eq!(parts("Hello", "J", 3), ["(1/3) Hello", "(2/3) ", "(3/3) J"]);
    }

    #[test]
    fn more_parts_than_nine_have_longer_markers() {
        let parts = parts(&"a".repeat(4000 * 10), "J", 0);
        assert_eq!(parts.len(), 11);
        assert!(parts.iter().all(|part| part.len() <= BYTES_MAX));
        assert!(parts[9].starts_with("(10/11) a") && parts[10].ends_with("\n\nJ"));
    }

    proptest! {
        #[test]
        fn parts_hold_all_of_the_text(
            words in prop::collection::vec("(\\PC{0,30}|[a-z]{1,900}|\u{1f469}\u{200d}\u{1f680}|\n| )", 0..60),
            signature in "[a-zA-Z]{0,40}",
            at_least in 0_usize..5,
            times in 1_usize..9,
        ) {
            let text = words.concat().repeat(times);
            prop_assume!(!text.is_empty());
            let parts = parts(&text, &signature, at_least);
            prop_assert!(parts.len() >= at_least.max(1));
            prop_assert!(parts.iter().all(|part| part.len() <= BYTES_MAX));
            prop_assert_eq!(whole(&parts, &signature), text);
        }
    }
}
