//! What is alike: what was typed into the marked fields, what Salesforce is asked for it, and how like a record is.

use std::collections::BTreeMap;

use weftline_richtext::html_to_text;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{Record, Scalar};
use weftline_salesforce::request::Likeness;
use weftline_salesforce::soql::{Condition, FieldPath, Literal};
use weftline_salesforce::time;
use weftline_wire::configuration::Mapping;
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, ObjectDescribe};

/// Words that are looked for at most, those of the fields that come first in the form.
const WORDS_MAX: usize = 20;

/// A word of so many letters is taken for the beginning of one.
const BEGINNING_MIN: usize = 3;

/// Digits from which on a telephone number is one.
const DIGITS_MIN: usize = 5;

/// What a record that has the same in a field is worth. All words of a text together are worth as much as an address.
const SAME: u32 = 1_000;
const SAME_RECORD: u32 = 400;
const SAME_NUMBER: u32 = 300;
const SAME_CHOICE: u32 = 100;

/// What was typed into a field.
enum What {
    /// Words; the last one perhaps not to its end.
    Words(Vec<String>),
    /// A text that has to be the same, and what that is worth.
    Text(String, u32),
    /// A telephone number, as it was written, and its digits.
    Phone(String, String),
    /// A number.
    Number(f64),
    /// A day.
    Day(String),
    /// An instant.
    Instant(u64),
    /// A record.
    Record(RecordId),
}

struct Field<'a> {
    describe: &'a FieldDescribe,
    path: FieldPath,
    what: What,
}

/// Everything that was typed into the marked fields.
pub(super) struct Sought<'a>(Vec<Field<'a>>);

/// Whether a value is one that can be looked for.
pub(super) fn is_typed(value: &FieldValue) -> bool {
    match value {
        FieldValue::Null | FieldValue::Boolean(_) => false,
        FieldValue::Number(_) => true,
        FieldValue::Text(text) => !text.trim().is_empty(),
    }
}

impl<'a> Sought<'a> {
    /// Of all values only those of marked fields.
    pub(super) fn of(mapping: &Mapping, object: &'a ObjectDescribe, values: &BTreeMap<String, FieldValue>) -> Self {
        let mut left = WORDS_MAX;
        let mut fields = Vec::new();
        for mapped in mapping.fields.iter().filter(|field| field.potential_results) {
            let describe = object.fields.iter().find(|field| field.name == mapped.field);
            let value = values.get(&mapped.field).filter(|value| is_typed(value));
            if let (Some(describe), Some(value)) = (describe, value)
                && let Ok(path) = FieldPath::parse(&describe.name)
                && let Some(what) = what(describe, value, &mut left)
            {
                fields.push(Field { describe, path, what });
            }
        }
        Self(fields)
    }

    /// The fields that have to be read to compare.
    pub(super) fn paths(&self) -> impl Iterator<Item = &FieldPath> {
        self.0.iter().map(|field| &field.path)
    }

    /// Whether there are words, for which the index is asked.
    pub(super) fn has_words(&self) -> bool {
        self.0.iter().any(|field| matches!(field.what, What::Words(_)))
    }

    /// What the index is asked for.
    pub(super) fn likeness(&self) -> Likeness {
        let mut likeness = Likeness::default();
        for field in &self.0 {
            match &field.what {
                What::Words(words) => {
                    for (at, word) in words.iter().enumerate() {
                        let last = at + 1 == words.len();
                        likeness.word(word, last && word.chars().count() >= BEGINNING_MIN);
                    }
                }
                What::Text(text, worth) if *worth == SAME => likeness.phrase(text),
                What::Phone(text, digits) => {
                    likeness.phrase(text);
                    likeness.phrase(digits);
                }
                _ => {}
            }
        }
        likeness
    }

    /// What a query asks for; none when it can ask for nothing of it.
    pub(super) fn condition(&self) -> Option<Condition> {
        let mut conditions = Vec::new();
        for field in self.0.iter().filter(|field| field.describe.filterable) {
            let path = &field.path;
            match &field.what {
                What::Words(words) => conditions.extend(words.iter().map(|word| Condition::contains(path, word))),
                What::Text(text, _) => conditions.push(Condition::equals(path, &Literal::Text(text))),
                What::Phone(_, digits) => conditions.push(Condition::has_digits(path, digits)),
                What::Number(number) => conditions.push(Condition::equals(path, &Literal::Number(*number))),
                What::Day(day) => {
                    conditions.extend(time::date(day).map(|day| Condition::equals(path, &Literal::Date(day))));
                }
                What::Instant(at_ms) => conditions.push(Condition::equals(path, &Literal::Instant(*at_ms))),
                What::Record(id) => conditions.push(Condition::equals(path, &Literal::Id(*id))),
            }
        }
        Condition::any(conditions)
    }

    /// How like a record is; 0 is not at all.
    pub(super) fn score(&self, record: &Record<'_>) -> u32 {
        self.0.iter().map(|field| field.score(record)).sum()
    }
}

impl Field<'_> {
    fn score(&self, record: &Record<'_>) -> u32 {
        let found = record.get(self.path.as_str());
        let text = found.text().unwrap_or_default();
        let worth = |same: bool, worth: u32| if same { worth } else { 0 };
        match &self.what {
            What::Words(typed) if self.describe.html_formatted => alike(typed, &words(&html_to_text(text), usize::MAX)),
            What::Words(typed) => alike(typed, &words(text, usize::MAX)),
            What::Text(typed, same) => worth(text.to_lowercase() == typed.to_lowercase(), *same),
            What::Phone(_, typed) => worth(same_number(typed, &digits(text)), SAME),
            What::Number(number) => worth(found == Scalar::Number(*number), SAME_NUMBER),
            What::Day(day) => worth(text == day, SAME_CHOICE),
            What::Instant(at_ms) => worth(time::instant(text) == Some(*at_ms), SAME_CHOICE),
            What::Record(id) => worth(RecordId::parse(text) == Ok(*id), SAME_RECORD),
        }
    }
}

fn what(field: &FieldDescribe, value: &FieldValue, left: &mut usize) -> Option<What> {
    let text = match value {
        FieldValue::Text(text) => text.trim(),
        FieldValue::Number(number) => return is_number(field.field_type).then_some(What::Number(*number)),
        FieldValue::Null | FieldValue::Boolean(_) => return None,
    };
    Some(match field.field_type {
        FieldType::String if field.external_id || field.unique => What::Text(text.to_owned(), SAME),
        FieldType::String | FieldType::TextArea | FieldType::Combobox => {
            let words = match field.html_formatted {
                true => words(&html_to_text(text), *left),
                false => words(text, *left),
            };
            *left -= words.len();
            if words.is_empty() {
                return None;
            }
            What::Words(words)
        }
        FieldType::Email | FieldType::Url => What::Text(text.to_owned(), SAME),
        FieldType::Picklist | FieldType::MultiPicklist => What::Text(text.to_owned(), SAME_CHOICE),
        FieldType::Phone => {
            let digits = digits(text);
            if digits.len() < DIGITS_MIN {
                return None;
            }
            What::Phone(text.to_owned(), digits)
        }
        FieldType::Date => What::Day(time::date(text).map(|_| text.to_owned())?),
        FieldType::DateTime => What::Instant(time::instant(text)?),
        FieldType::Reference => What::Record(RecordId::parse(text).ok()?),
        other if is_number(other) => What::Number(json::from_str(text).ok()?),
        _ => return None,
    })
}

fn is_number(field_type: FieldType) -> bool {
    matches!(
        field_type,
        FieldType::Int | FieldType::Long | FieldType::Double | FieldType::Currency | FieldType::Percent
    )
}

/// The words of a text, each once, in lower case.
fn words(text: &str, most: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if words.len() >= most {
            break;
        }
        let word = word.to_lowercase();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The digits of a telephone number, without the zeros that lead out of a town or country.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).skip_while(|&digit| digit == '0').collect()
}

/// The same number, with the code of the country or without.
fn same_number(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || short.len() >= 7 && long.ends_with(short)
}

/// How much of what was typed is there: longer words count more, and having all of them most.
fn alike(typed: &[String], found: &[String]) -> u32 {
    let weight = |word: &String| word.chars().count().min(20) as u32;
    let all: u32 = typed.iter().map(weight).sum();
    let there: u32 = typed.iter().filter(|word| found.iter().any(|other| is_like(word, other))).map(weight).sum();
    (there * SAME).checked_div(all).unwrap_or_default()
}

/// The same word, or the same with another ending.
fn is_like(typed: &str, found: &str) -> bool {
    let begins = |long: &str, short: &str| short.chars().count() >= BEGINNING_MIN && long.starts_with(short);
    typed == found || begins(found, typed) || begins(typed, found) && typed.len() <= found.len() + 2
}
