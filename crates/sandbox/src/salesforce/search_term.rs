//! What is searched for: words, phrases, wildcards, `AND`, `OR`, `AND NOT`, brackets.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm>

use super::error::ApiError;
use super::soql::error_at;

/// A search term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// The first, and of each further one whether it must be there or must not. Lists and no pairs of pairs, which
    /// would be as deep as the term is long.
    And(Box<Term>, Vec<(bool, Term)>),
    /// One of these.
    Or(Vec<Term>),
    /// These words, one after the other; `*` and `?` are wildcards.
    Phrase(Vec<Vec<char>>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Open,
    Close,
    And,
    Or,
    Not,
    Words(Vec<Vec<char>>),
}

impl Term {
    /// Reads a term.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let letters = text.chars().filter(|one| one.is_alphanumeric()).count();
        let wide = text.chars().any(|one| is_wide(&one));
        if letters < 2 && !wide {
            return Err(format!("search term must be longer than one character: {text}"));
        }
        let pieces = pieces(text)?;
        let mut place = 0;
        let term = either(&pieces, &mut place, 0)?;
        if place < pieces.len() { Err(format!("unexpected token in search term: {text}")) } else { Ok(term) }
    }

    /// How relevant a record is whose fields have these tokens: how many of the words and phrases it has; none when it
    /// does not satisfy the term.
    pub(crate) fn relevance(&self, fields: &[Vec<Vec<char>>]) -> Option<usize> {
        match self {
            Self::And(first, others) => {
                let mut sum = first.relevance(fields)?;
                for (wanted, term) in others {
                    match term.relevance(fields) {
                        Some(more) if *wanted => sum += more,
                        None if !*wanted => {}
                        _ => return None,
                    }
                }
                Some(sum)
            }
            Self::Or(terms) => {
                let found: Vec<usize> = terms.iter().filter_map(|term| term.relevance(fields)).collect();
                (!found.is_empty()).then(|| found.iter().sum())
            }
            Self::Phrase(words) => fields
                .iter()
                .any(|tokens| {
                    tokens.windows(words.len().max(1)).any(|window| {
                        window.len() == words.len()
                            && words.iter().zip(window).all(|(word, token)| matches(word, token))
                    })
                })
                .then_some(1),
        }
    }
}

/// Chinese, Japanese and Korean are searched by the character.
fn is_wide(character: &char) -> bool {
    matches!(u32::from(*character), 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// The words of a text, in lower case.
pub(crate) fn tokens(text: &str) -> Vec<Vec<char>> {
    words(text, false)
}

fn words(text: &str, wildcards: bool) -> Vec<Vec<char>> {
    let mut list = Vec::new();
    let mut word = Vec::new();
    for character in text.chars() {
        let part = character.is_alphanumeric() || wildcards && matches!(character, '*' | '?');
        if (!part || is_wide(&character)) && !word.is_empty() {
            list.push(std::mem::take(&mut word));
        }
        if is_wide(&character) {
            list.push(vec![character]);
        } else if part {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        list.push(word);
    }
    list
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut list = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars();
    let flush = |word: &mut String, list: &mut Vec<Piece>| {
        let piece = match word.as_str() {
            "" => return,
            _ if word.eq_ignore_ascii_case("AND") => Piece::And,
            _ if word.eq_ignore_ascii_case("OR") => Piece::Or,
            _ if word.eq_ignore_ascii_case("NOT") => Piece::Not,
            _ => Piece::Words(words(word, true)),
        };
        word.clear();
        if piece != Piece::Words(Vec::new()) {
            list.push(piece);
        }
    };
    while let Some(character) = characters.next() {
        match character {
            // What is escaped stands for itself, which is no part of any word.
            '\\' => {
                let next = characters.next();
                word.push(next.filter(|next| next.is_alphanumeric()).unwrap_or(' '));
            }
            '"' => {
                flush(&mut word, &mut list);
                let mut phrase = String::new();
                let mut closed = false;
                for inner in characters.by_ref() {
                    closed = inner == '"';
                    if closed {
                        break;
                    }
                    phrase.push(inner);
                }
                if !closed {
                    return Err("unmatched quotation mark in search term".to_owned());
                }
                list.push(Piece::Words(words(&phrase, true)));
            }
            '(' | ')' | '&' | '|' => {
                flush(&mut word, &mut list);
                list.push(match character {
                    '(' => Piece::Open,
                    ')' => Piece::Close,
                    '&' => Piece::And,
                    _ => Piece::Or,
                });
            }
            _ if character.is_whitespace() => flush(&mut word, &mut list),
            _ => word.push(character),
        }
    }
    flush(&mut word, &mut list);
    Ok(list)
}

fn either(pieces: &[Piece], place: &mut usize, depth: usize) -> Result<Term, String> {
    let first = both(pieces, place, depth)?;
    if pieces.get(*place) != Some(&Piece::Or) {
        return Ok(first);
    }
    let mut terms = vec![first];
    while pieces.get(*place) == Some(&Piece::Or) {
        *place += 1;
        terms.push(both(pieces, place, depth)?);
    }
    Ok(Term::Or(terms))
}

/// Words side by side must all be there.
fn both(pieces: &[Piece], place: &mut usize, depth: usize) -> Result<Term, String> {
    let first = single(pieces, place, depth)?;
    let mut others = Vec::new();
    loop {
        let negated = match (pieces.get(*place), pieces.get(*place + 1)) {
            (Some(Piece::And), Some(Piece::Not)) => {
                *place += 2;
                true
            }
            (Some(Piece::Not), _) => {
                *place += 1;
                true
            }
            (Some(Piece::And), _) => {
                *place += 1;
                false
            }
            (Some(Piece::Words(_) | Piece::Open), _) => false,
            _ if others.is_empty() => return Ok(first),
            _ => return Ok(Term::And(Box::new(first), others)),
        };
        others.push((!negated, single(pieces, place, depth)?));
    }
}

fn single(pieces: &[Piece], place: &mut usize, depth: usize) -> Result<Term, String> {
    if depth > 50 {
        return Err("search term is nested too deeply".to_owned());
    }
    let piece = pieces.get(*place);
    *place += 1;
    match piece {
        Some(Piece::Words(words)) => Ok(Term::Phrase(words.clone())),
        Some(Piece::Open) => {
            let term = either(pieces, place, depth + 1)?;
            let closed = pieces.get(*place) == Some(&Piece::Close);
            *place += 1;
            if closed { Ok(term) } else { Err("unmatched bracket in search term".to_owned()) }
        }
        _ => Err("unexpected token in search term".to_owned()),
    }
}

fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut place, mut retry) = (0, 0, None);
    while place < text.len() {
        match (pattern.get(at), text.get(place)) {
            (Some('*'), _) => {
                retry = Some((at, place));
                at += 1;
            }
            (Some('?'), Some(_)) => (at, place) = (at + 1, place + 1),
            (Some(wanted), Some(found)) if wanted == found => (at, place) = (at + 1, place + 1),
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    (at, place) = (star + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|one| *one == '*')
}

/// What is wrong with what an object returns, without its place in the query that was made of it.
pub(crate) fn plain(error: &ApiError) -> String {
    match error.message.split_once("ERROR at Row:") {
        Some((_, rest)) => rest.split_once('\n').map_or_else(|| rest.to_owned(), |(_, message)| message.to_owned()),
        None => error.message.clone(),
    }
}

/// The same with its place in the search: where the name that the message begins with stands behind `RETURNING`.
pub(crate) fn placed(error: ApiError, text: &str) -> ApiError {
    let message = plain(&error);
    let from = text.to_ascii_uppercase().find("RETURNING").unwrap_or(0);
    let name = message.split('\'').nth(1).unwrap_or_default();
    let place = text.get(from..).and_then(|rest| rest.find(name)).map(|place| from + place);
    match place.filter(|_| !name.is_empty() && error.message.contains("ERROR at Row:")) {
        Some(at) => error_at(text, at, error.code, &message),
        None => ApiError { message, ..error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(term: &str, text: &str, expected: bool) {
        let found = Term::parse(term).unwrap().relevance(&[tokens(text)]);
        assert_eq!(found.is_some(), expected, "{term} in {text}");
    }

    #[test]
    fn terms_are_words_phrases_wildcards_and_operators() {
        let text = "The motor of the north gate hums; 北の門のモーター";
        check("motor", text, true);
        check("MOTOR gate", text, true);
        check("motor window", text, false);
        check("motor OR window", text, true);
        check("motor AND NOT gate", text, false);
        check("\"north gate\"", text, true);
        check("\"gate north\"", text, false);
        check("mot*", text, true);
        check("m?tor", text, true);
        check("mot", text, false);
        check("(window OR gate) AND hums", text, true);
        check("モーター", text, true);
        check("gate\\-keeper", text, false);
    }

    #[test]
    fn who_has_more_of_the_words_is_more_relevant() {
        let term = Term::parse("motor OR gate OR hum* OR \"north gate\"").unwrap();
        let of = |text: &str| term.relevance(&[tokens(text)]);
        assert_eq!(of("The motor of the north gate hums"), Some(4));
        assert_eq!(of("A gate"), Some(1));
        assert_eq!(of("A window"), None);
    }

    #[test]
    fn senseless_terms_are_refused() {
        for term in ["", "a", "\"open", "(motor", "AND", "motor OR"] {
            assert!(Term::parse(term).is_err(), "{term}");
        }
    }
}
