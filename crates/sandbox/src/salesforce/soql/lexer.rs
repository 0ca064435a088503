//! SOQL's tokens.
//!
//! Literals: <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm>

use super::error_at;
use crate::salesforce::error::ApiError;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word: a keyword, a name, a relative date.
    Word,
    /// A text between quotes, still with its escapes.
    Text,
    /// A number.
    Number,
    /// A day: `2026-11-21`.
    Date,
    /// An instant: `2026-11-21T09:30:00Z`.
    Instant,
    /// A time of day: `09:30:00Z`.
    Time,
    /// A mark: a bracket, a comma, a dot, a colon, an operator.
    Mark,
    /// The end of the text.
    End,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token<'a> {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its text; of a quoted one, what is between the quotes.
    pub(crate) text: &'a str,
    /// Where it begins.
    pub(crate) at: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

impl Token<'_> {
    /// Whether this is a word, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether this is a mark.
    pub(crate) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// Cuts a query into tokens; the last one is the end.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ApiError> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 2);
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, end) = one(text, at, first)?;
        let shown = if kind == Kind::Text { text.get(at + 1..end - 1) } else { text.get(at..end) };
        tokens.push(Token { kind, text: shown.unwrap_or_default(), at, end });
        at = end;
    }
    tokens.push(Token { kind: Kind::End, text: "<EOF>", at: text.len(), end: text.len() });
    Ok(tokens)
}

fn one(text: &str, at: usize, first: char) -> Result<(Kind, usize), ApiError> {
    let rest = text.get(at..).unwrap_or_default();
    let next = rest.chars().nth(1);
    match first {
        '\'' => quoted(text, at).map(|end| (Kind::Text, end)),
        _ if first.is_ascii_alphabetic() || first == '_' => {
            let length = rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            Ok((Kind::Word, at + length.unwrap_or(rest.len())))
        }
        _ if first.is_ascii_digit() => Ok(numeric(rest, at)),
        '-' | '+' | '.' if next.is_some_and(|digit| digit.is_ascii_digit()) => {
            let (kind, end) = numeric(rest.get(1..).unwrap_or_default(), at + 1);
            Ok((kind, end))
        }
        '!' | '<' | '>' if next == Some('=') => Ok((Kind::Mark, at + 2)),
        '<' if next == Some('>') => Ok((Kind::Mark, at + 2)),
        '(' | ')' | ',' | '.' | ':' | '=' | '<' | '>' => Ok((Kind::Mark, at + 1)),
        _ => {
            let column = text.get(..at).unwrap_or_default().chars().count();
            let message = format!("line 1:{column} no viable alternative at character '{first}'");
            Err(error_at(text, at, "MALFORMED_QUERY", &message))
        }
    }
}

fn quoted(text: &str, at: usize) -> Result<usize, ApiError> {
    let mut escaped = false;
    for (offset, character) in text.get(at + 1..).unwrap_or_default().char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => return Ok(at + offset + 2),
            _ => {}
        }
    }
    let column = text.chars().count();
    let message = format!("line 1:{column} mismatched character '<EOF>' expecting '''");
    Err(error_at(text, text.len(), "MALFORMED_QUERY", &message))
}

/// A number, a day, an instant or a time of day; all begin with a digit.
fn numeric(rest: &str, at: usize) -> (Kind, usize) {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let byte = |place: usize| bytes.get(place).copied().unwrap_or(0);
    let whole = digits(0);
    if whole == 4 && byte(4) == b'-' && digits(5) == 2 && byte(7) == b'-' && digits(8) >= 2 {
        if byte(10) != b'T' && byte(10) != b't' {
            return (Kind::Date, at + 10);
        }
        return (Kind::Instant, at + 11 + clock(bytes.get(11..).unwrap_or_default()));
    }
    if whole == 2 && byte(2) == b':' {
        return (Kind::Time, at + clock(bytes));
    }
    let mut length = whole;
    if byte(length) == b'.' && byte(length + 1).is_ascii_digit() {
        length += 1 + digits(length + 1);
    }
    if matches!(byte(length), b'e' | b'E') {
        let sign = usize::from(matches!(byte(length + 1), b'+' | b'-'));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    (Kind::Number, at + length)
}

/// The length of `09:30:00.000+01:00`, whatever of it is there.
fn clock(bytes: &[u8]) -> usize {
    let allowed = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'+' | b'-');
    let length = bytes.iter().take_while(|byte| allowed(byte)).count();
    length + usize::from(bytes.get(length).is_some_and(|byte| matches!(byte, b'Z' | b'z')))
}

/// What an escaped text stands for. With `like`, an escaped `%` or `_` keeps its backslash, because it is then a
/// character and no pattern. Nothing for an escape that SOQL does not have.
pub(crate) fn unescape(raw: &str, like: bool) -> Option<String> {
    if !raw.contains('\\') {
        return Some(raw.to_owned());
    }
    let mut out = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next()? {
            'n' | 'N' => out.push('\n'),
            'r' | 'R' => out.push('\r'),
            't' | 'T' => out.push('\t'),
            'b' | 'B' => out.push('\u{8}'),
            'f' | 'F' => out.push('\u{c}'),
            '"' => out.push('"'),
            '\'' => out.push('\''),
            '\\' if like => out.push_str("\\\\"),
            '\\' => out.push('\\'),
            wildcard @ ('%' | '_') if like => {
                out.push('\\');
                out.push(wildcard);
            }
            'u' => {
                let digits: String = characters.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4)?;
                out.push(char::from_u32(code)?);
            }
            _ => return None,
        }
    }
    Some(out)
}
