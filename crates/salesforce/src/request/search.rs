//! Searches.

use std::collections::BTreeMap;

use serde::Serialize;
use weftline_wire::effect::Effect;

use super::{post, query};
use crate::session::Session;
use crate::soql::{Direction, FieldPath, KeywordsError, Name, Searched, Select, keywords_condition};

/// A search for records by keywords in chosen fields.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// The object.
    pub object: &'a Name,
    /// What to look for, as typed. Every word must be found.
    pub keywords: &'a str,
    /// Where to look.
    pub searched: &'a [Searched],
    /// What to read of what is found; `Id` comes always.
    pub returned: &'a [FieldPath],
    /// How to sort; none leaves it to Salesforce.
    pub order: Option<(&'a FieldPath, Direction)>,
    /// How many records at most. Ask for one more than is shown to know whether there are more.
    pub limit: u32,
}

/// Searches by `LIKE` in exactly the chosen fields, those of parents among them: sees what was saved a moment ago,
/// which Salesforce's search index does not. Read by [`crate::reply::query_page`].
///
/// # Errors
/// When there is nothing to look for, or more than one query holds.
pub fn search(session: &Session, search: &Search<'_>, timeout_ms: u32) -> Result<Effect, KeywordsError> {
    let condition = keywords_condition(search.keywords, search.searched)?;
    let mut select = Select::from(search.object).fields(search.returned).only(condition).limit(search.limit);
    if let Some((path, direction)) = search.order {
        select = select.order(path, direction);
    }
    Ok(query(session, &select.build(), timeout_ms))
}

/// Searches all text of an object by Salesforce's search index (SOSL), which ranks, knows word stems, and lags. Read
/// by [`crate::reply::search_results`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized.htm>
#[must_use]
pub fn parameterized_search(
    session: &Session,
    object: &Name,
    keywords: &str,
    returned: &[FieldPath],
    limit: u32,
    timeout_ms: u32,
) -> Effect {
    by_index(session, object, sosl_escape(keywords), returned, limit, timeout_ms)
}

/// What the search index is asked for: one of the parts suffices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness(String);

/// A term of more than 4,000 characters loses its operators, and would ask for all parts at once.
const TERM_MAX: usize = 3_000;

impl Likeness {
    /// Adds a word; one that may not be typed to its end stands for all that begin so. The index knows no words of one
    /// letter, except in scripts that need no more.
    pub fn word(&mut self, word: &str, begins: bool) {
        let word: String = word.chars().filter(|character| character.is_alphanumeric()).collect();
        let operator = ["and", "or", "not"].iter().any(|operator| word.eq_ignore_ascii_case(operator));
        if word.is_ascii() && word.len() < 2 || operator {
            return;
        }
        self.add(&[&word, if begins { "*" } else { "" }]);
    }

    /// Adds words that follow one another, whatever stands between them: an address, a number.
    pub fn phrase(&mut self, text: &str) {
        let text: String =
            text.chars().map(|character| if character.is_alphanumeric() { character } else { ' ' }).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.iter().map(|word| word.len()).sum::<usize>() >= 2 {
            self.add(&["\"", &words.join(" "), "\""]);
        }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, part: &[&str]) {
        let part = part.concat();
        if self.0.len() + part.len() <= TERM_MAX {
            self.0.push_str(if self.0.is_empty() { "" } else { " OR " });
            self.0.push_str(&part);
        }
    }
}

/// Looks for records that have one of these words or phrases in any of their text, by Salesforce's search index, which
/// puts those first that it takes for the likeliest. Unlike `LIKE` it is as fast on millions of records, and sees long
/// text; what was saved a moment ago it does not know yet. Not part of a composite: that takes no searches. Read by
/// [`crate::reply::search_results`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized.htm>
#[must_use]
pub fn search_likeness(
    session: &Session,
    object: &Name,
    likeness: &Likeness,
    returned: &[FieldPath],
    limit: u32,
    timeout_ms: u32,
) -> Effect {
    by_index(session, object, likeness.0.clone(), returned, limit, timeout_ms)
}

fn by_index(
    session: &Session,
    object: &Name,
    q: String,
    returned: &[FieldPath],
    limit: u32,
    timeout_ms: u32,
) -> Effect {
    // Salesforce refuses a field that is asked for twice, and gives the id only when asked.
    let mut fields = vec!["Id"];
    for path in returned.iter().map(FieldPath::as_str) {
        if !fields.iter().any(|before| before.eq_ignore_ascii_case(path)) {
            fields.push(path);
        }
    }
    let content =
        Parameterized { q, sobjects: [Searchable { name: object.as_str(), fields, limit }], overall_limit: limit };
    post(session, "/parameterizedSearch", &BTreeMap::new(), &content, timeout_ms)
}

/// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm>
fn sosl_escape(keywords: &str) -> String {
    let mut escaped = String::with_capacity(keywords.len());
    for character in keywords.chars() {
        if "?&|!{}[]()^~*:\\\"'+-".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameterized<'a> {
    q: String,
    sobjects: [Searchable<'a>; 1],
    overall_limit: u32,
}

#[derive(Serialize)]
struct Searchable<'a> {
    name: &'a str,
    fields: Vec<&'a str>,
    limit: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_word_or_phrase_is_an_operator() {
        let mut likeness = Likeness::default();
        for word in ["motor", "C++", "a", "AND", "Not", "{x}y", "\u{5317}", "\u{e9}t\u{e9}"] {
            likeness.word(word, false);
        }
        likeness.word("hum", true);
        for phrase in ["jane.doe+x@acme-corp.com", "(415) 555-1212", "\" OR *", "*", "a"] {
            likeness.phrase(phrase);
        }
        assert_eq!(
            likeness.0,
            "motor OR xy OR \u{5317} OR \u{e9}t\u{e9} OR hum* OR \"jane doe x acme corp com\" OR \"415 555 1212\" OR \"OR\""
        );
    }

    #[test]
    fn a_term_stays_short_enough_for_its_operators() {
        let mut likeness = Likeness::default();
        (0..2_000).for_each(|number| likeness.word(&format!("word{number}"), false));
        assert!(likeness.0.len() <= TERM_MAX + 4);
        assert!(likeness.0.ends_with(char::is_numeric));
    }
}
