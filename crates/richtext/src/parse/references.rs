//! Character references: `&amp;`, `&#65;`, `&#x41;`.
//! <https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state>

use std::borrow::Cow;

use super::names::NAMES;

/// Letters in the longest name.
const NAME_MAX: usize = 32;

/// Text with its references decoded. In an attribute, a name without its semicolon is left as it stands when it goes on
/// like a parameter of an address: `?a=1&copy=2`.
pub(super) fn decode(raw: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some((before, rest)) = raw.split_once('&') else { return Cow::Borrowed(raw) };
    let mut text = String::with_capacity(raw.len());
    text.push_str(before);
    let mut rest = rest;
    loop {
        rest = match reference(rest, in_attribute, &mut text) {
            Some(after) => after,
            None => {
                text.push('&');
                rest
            }
        };
        let Some((before, after)) = rest.split_once('&') else { break };
        text.push_str(before);
        rest = after;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Decodes the reference whose `&` was read, and gives what follows it.
fn reference<'a>(rest: &'a str, in_attribute: bool, text: &mut String) -> Option<&'a str> {
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        return numeric(digits, radix, text);
    }
    let (length, value) = named(rest)?;
    let after = rest.get(length..)?;
    let closed = rest.as_bytes().get(length.checked_sub(1)?) == Some(&b';');
    if in_attribute && !closed && after.starts_with(|next: char| next == '=' || next.is_ascii_alphanumeric()) {
        return None;
    }
    text.push_str(value);
    Some(after)
}

fn numeric<'a>(digits: &'a str, radix: u32, text: &mut String) -> Option<&'a str> {
    let length = digits.find(|digit: char| !digit.is_digit(radix)).unwrap_or(digits.len());
    let (number, after) = digits.split_at_checked(length).filter(|(number, _)| !number.is_empty())?;
    let code = number.chars().fold(0_u32, |code, digit| {
        code.saturating_mul(radix).saturating_add(digit.to_digit(radix).unwrap_or_default())
    });
    text.push(match code {
        0x80..=0x9f => windows_1252(code),
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    });
    Some(after.strip_prefix(';').unwrap_or(after))
}

/// What numbers of controls stand for, because they were meant so once.
/// <https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state>
fn windows_1252(code: u32) -> char {
    const MEANT: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    MEANT.chars().nth(code as usize - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The longest name that the text begins with: how many bytes it takes, and what it stands for.
fn named(text: &str) -> Option<(usize, &'static str)> {
    let first = text.bytes().next()?;
    let section = match first {
        b'A'..=b'Z' => first - b'A',
        b'a'..=b'z' => first - b'a' + 26,
        _ => return None,
    };
    let letters = text.bytes().skip(1).take(NAME_MAX).take_while(u8::is_ascii_alphanumeric).count();
    let letters = text.get(1..=letters).unwrap_or_default();
    let mut found = None;
    // How much of the text the name before shared, and how much of the name it was.
    let mut matched = 0;
    let mut rest = *NAMES.get(usize::from(section))?;
    while let Some((entry, after)) = rest.split_once(' ') {
        rest = after;
        let shared = usize::from(entry.bytes().next().unwrap_or(b'@').saturating_sub(b'@'));
        let Some(end) = entry.find([';', ',']) else { continue };
        let suffix = entry.get(1..end).unwrap_or_default();
        // A name that shares less with the one before than the text does comes after all that the text begins with.
        if shared < matched {
            matched = shared;
        } else if shared > matched {
            continue;
        }
        let wanted = letters.get(matched..).unwrap_or_default();
        let same = suffix.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
        matched += same;
        if same < suffix.len() {
            continue;
        }
        let length = 1 + matched;
        let closed = text.as_bytes().get(length) == Some(&b';');
        if closed || entry.as_bytes().get(end) == Some(&b',') {
            found = Some((length + usize::from(closed), entry.get(end + 1..).unwrap_or_default()));
        }
    }
    found
}
