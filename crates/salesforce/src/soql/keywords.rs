//! A search by keywords as a condition.

use std::collections::BTreeMap;

use weftline_wire::failure::{Failure, FailureCode};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldType};

use super::{Condition, FieldPath, Literal};
use crate::id::RecordId;
use crate::time;

/// A field that a search looks into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    path: FieldPath,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Text,
    Number,
    Date,
    Id,
}

/// Why keywords cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeywordsError {
    /// There are none.
    #[error("type what to look for")]
    Empty,
    /// There are more than fit into one query.
    #[error("look for at most {WORDS_MAX} words of {CHARACTERS_MAX} characters in all")]
    TooLong,
}

const WORDS_MAX: usize = 10;
const CHARACTERS_MAX: usize = 150;

impl Searched {
    /// A field of the searched object. None when SOQL cannot look into it: long text, say, or a checkbox.
    /// A lookup is searched by id; search its parent's name by [`Searched::parent_text`].
    #[must_use]
    pub fn field(field: &FieldDescribe) -> Option<Self> {
        if !field.filterable {
            return None;
        }
        let how = match field.field_type {
            FieldType::String
            | FieldType::TextArea
            | FieldType::Picklist
            | FieldType::Combobox
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url => How::Text,
            FieldType::Int | FieldType::Long | FieldType::Double | FieldType::Currency | FieldType::Percent => {
                How::Number
            }
            FieldType::Date => How::Date,
            FieldType::Id | FieldType::Reference => How::Id,
            FieldType::MultiPicklist
            | FieldType::Boolean
            | FieldType::DateTime
            | FieldType::Time
            | FieldType::Address
            | FieldType::Location
            | FieldType::Base64
            | FieldType::EncryptedString
            | FieldType::DataCategoryGroupReference
            | FieldType::ComplexValue
            | FieldType::AnyType
            | FieldType::Other => return None,
        };
        let path = FieldPath::parse(&field.name).ok()?;
        Some(Searched { path, how })
    }

    /// A text field of a parent, like `Owner.Name`.
    #[must_use]
    pub fn parent_text(path: &FieldPath) -> Self {
        Searched { path: path.clone(), how: How::Text }
    }

    fn holds(&self, word: &str) -> Option<Condition> {
        match self.how {
            How::Text => Some(Condition::contains(&self.path, word)),
            How::Number => {
                let number = json::from_str(word).ok()?;
                Some(Condition::equals(&self.path, &Literal::Number(number)))
            }
            How::Date => Some(Condition::equals(&self.path, &Literal::Date(time::date(word)?))),
            How::Id => Some(Condition::equals(&self.path, &Literal::Id(RecordId::parse(word).ok()?))),
        }
    }
}

impl KeywordsError {
    /// As a page is told.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        Failure {
            code: FailureCode::Invalid,
            text: self.to_string(),
            values: BTreeMap::new(),
            retryable: false,
            retry_after_ms: None,
        }
    }
}

/// Every word must be in some searched field. A word that is a record's id also finds that record.
///
/// # Errors
/// When there is no word, or more than one query holds.
pub fn keywords_condition(keywords: &str, searched: &[Searched]) -> Result<Condition, KeywordsError> {
    let words: Vec<&str> = keywords.split_whitespace().collect();
    if words.len() > WORDS_MAX || words.iter().map(|word| word.chars().count()).sum::<usize>() > CHARACTERS_MAX {
        return Err(KeywordsError::TooLong);
    }
    let conditions = words.iter().map(|word| {
        let id = RecordId::parse(word).ok().map(|id| Condition::id_in(&[id]));
        Condition::any(searched.iter().filter_map(|field| field.holds(word)).chain(id))
            .unwrap_or_else(Condition::nothing)
    });
    Condition::all(conditions).ok_or(KeywordsError::Empty)
}
