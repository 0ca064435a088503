//! Texts in place of texts: word by word. What is between words stays, and so do days of the week, addresses' schemes, the
//! tags of HTML and, in templates, placeholders.

use crate::dates;
use crate::stand_in::StandIns;

/// Whole texts that say nothing of anybody.
const HARMLESS: [&str; 3] = ["", "true", "false"];

/// Words before a colon that say what kind of address follows.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Names of elements and attributes that rich text has. Of others nothing stays.
const TAGS: [&str; 35] = [
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
const ATTRIBUTES: [&str; 5] = ["href", "src", "alt", "target", "style"];

/// Names of characters in HTML.
const ENTITIES: [&str; 6] = ["amp", "lt", "gt", "quot", "nbsp", "apos"];

/// Where pictures are fetched from, and what text says in their place: by these the planner knows one.
const OF_PICTURES: [&str; 5] = [
    "/sfc/servlet.shepherd/version/download/",
    "/servlet/rtaImage?",
    "/rest/api/3/attachment/content/",
    "[image: ",
    "[image]",
];

/// Endings of names of pictures.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "bmp"];

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anybody's words.
    Words,
    /// A template, whose placeholders name fields.
    Template,
}

/// A text that stands for another one.
pub(crate) fn text(words: &mut StandIns, days: i64, text: &str, kind: Kind) -> String {
    if HARMLESS.contains(&text) {
        return text.to_owned();
    }
    let mut other = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_tag = false;
    while let Some(first) = rest.chars().next() {
        if let Some(stays) = OF_PICTURES.iter().find(|stays| rest.starts_with(**stays)) {
            other.push_str(stays);
            rest = rest.get(stays.len()..).unwrap_or_default();
            continue;
        }
        let taken = match first {
            '<' => {
                in_tag = is_tag(rest);
                other.push('<');
                1
            }
            '>' => {
                in_tag = false;
                other.push('>');
                1
            }
            '&' => entity(rest, &mut other),
            '{' if kind == Kind::Template => placeholder(rest, &mut other),
            _ if first.is_alphanumeric() => word(words, days, rest, in_tag, &mut other),
            _ => {
                other.push(first);
                first.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    other
}

fn word(words: &mut StandIns, days: i64, rest: &str, in_tag: bool, other: &mut String) -> usize {
    if let Some((moved, length)) = dates::moved(rest, days) {
        other.push_str(&moved);
        return length;
    }
    let time = dates::time(rest);
    if time > 0 {
        other.push_str(rest.get(..time).unwrap_or_default());
        return time;
    }
    let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let stays = (after.starts_with(':') && SCHEMES.contains(&word))
        || (after.starts_with('=') && word == "refid")
        || (other.ends_with('.') && PICTURES.contains(&word.to_ascii_lowercase().as_str()))
        || (in_tag && (TAGS.contains(&word) || (ATTRIBUTES.contains(&word) && after.starts_with('='))));
    match stays {
        true => other.push_str(word),
        false => other.push_str(&words.word(word)),
    }
    end
}

/// Whether a tag of rich text begins here.
fn is_tag(rest: &str) -> bool {
    let name = rest.get(1..).unwrap_or_default().trim_start_matches('/');
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, after) = name.split_at(end);
    TAGS.contains(&name) && after.starts_with(['>', ' ', '/']) && after.contains('>')
}

/// The name of a character stays.
fn entity(rest: &str, other: &mut String) -> usize {
    let name = rest.get(1..).and_then(|rest| rest.split_once(';')).map_or("", |(name, _)| name);
    let number = name.strip_prefix('#').unwrap_or_default();
    let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    if ENTITIES.contains(&name) || is_number {
        other.push('&');
        other.push_str(name);
        return 1 + name.len();
    }
    other.push('&');
    1
}

/// What stands in a placeholder stays: it names a field.
fn placeholder(rest: &str, other: &mut String) -> usize {
    let inner = rest.strip_prefix("{{").and_then(|rest| rest.split_once("}}")).map(|(inner, _)| inner);
    let names_field =
        |inner: &&str| inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b' '));
    match inner.filter(names_field) {
        Some(inner) => {
            other.extend(["{{", inner, "}}"]);
            inner.len() + 4
        }
        None => {
            other.push('{');
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(of: &str, kind: Kind) -> String {
        text(&mut StandIns::new(b"key"), -30, of, kind)
    }

    #[test]
    fn ops_9_what_people_write_is_replaced_word_by_word_and_keeps_its_shape() {
        let other = other("Jane Doe <jane.doe@acme.example>, since 2026-11-21: https://acme.example/x", Kind::Words);
        for word in ["Jane", "Doe", "jane", "acme", "example", "2026-11-21"] {
            assert!(!other.contains(word), "{other}");
        }
        assert!(other.contains("2026-10-22") && other.contains(": https://"), "{other}");
        assert_eq!(other.matches('@').count(), 1);
    }

    #[test]
    fn ops_9_tags_stay_and_what_only_looks_like_one_does_not() {
        let html =
            other("<p>Dear <b>Jane</b> &amp; Bob,<br/>see <a href=\"https://acme.example\">here</a></p>", Kind::Words);
        assert!(html.starts_with("<p>") && html.contains("<a href=\"https://") && html.contains(" &amp; "), "{html}");
        assert!(!html.contains("Jane") && !html.contains("acme"), "{html}");
        for text in ["<Jane>", "<p jane>", "a < b", "<b jane", "<br class=\"jane\">"] {
            let other = other(text, Kind::Words);
            assert!(!other.to_lowercase().contains("jane"), "{text}: {other}");
        }
    }

    #[test]
    fn ops_9_placeholders_stay_in_templates_only() {
        let template = "Dear {{issue.summary}} of {{a name, no field}}";
        let of_template = other(template, Kind::Template);
        assert!(of_template.contains("{{issue.summary}}") && !of_template.contains("name"), "{of_template}");
        assert!(!other(template, Kind::Words).contains("summary"));
    }
}
