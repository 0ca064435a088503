//! Conditions and literals: where text from outside enters a query.

use super::{FieldPath, Name};
use crate::encode;
use crate::id::RecordId;
use crate::time;

/// A value in a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal<'a> {
    /// Text; also picklist values.
    Text(&'a str),
    /// A number. What is not finite matches nothing: it is written as `null`.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// No value.
    Null,
    /// A record.
    Id(RecordId),
    /// A day.
    Date(chrono::NaiveDate),
    /// An instant, in ms since 1970.
    Instant(u64),
}

/// A condition, ready to stand after `WHERE`. Made only from validated paths and escaped literals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(String);

impl Condition {
    /// The field has the value.
    #[must_use]
    pub fn equals(path: &FieldPath, value: &Literal<'_>) -> Self {
        Self::compare(path, " = ", value)
    }

    /// The field has another value, or none.
    #[must_use]
    pub fn differs(path: &FieldPath, value: &Literal<'_>) -> Self {
        Self::compare(path, " != ", value)
    }

    /// The field's value is at least this.
    #[must_use]
    pub fn at_least(path: &FieldPath, value: &Literal<'_>) -> Self {
        Self::compare(path, " >= ", value)
    }

    /// The field's value is less than this.
    #[must_use]
    pub fn less_than(path: &FieldPath, value: &Literal<'_>) -> Self {
        Self::compare(path, " < ", value)
    }

    /// The field's text has this somewhere in it, in any case.
    #[must_use]
    pub fn contains(path: &FieldPath, text: &str) -> Self {
        Self::like(path, "%", text)
    }

    /// The field's text begins with this, in any case.
    #[must_use]
    pub fn starts_with(path: &FieldPath, text: &str) -> Self {
        Self::like(path, "", text)
    }

    /// The field's text has these digits in this order, whatever stands between them: a telephone number, however it
    /// is written. Other characters are passed over.
    #[must_use]
    pub fn has_digits(path: &FieldPath, digits: &str) -> Self {
        let mut condition = [path.as_str(), " LIKE '%"].concat();
        for digit in digits.chars().filter(char::is_ascii_digit) {
            condition.push(digit);
            condition.push('%');
        }
        condition.push('\'');
        Condition(condition)
    }

    /// The record is one of these. At most [`super::IDS_PER_QUERY`] fit into one query.
    #[must_use]
    pub fn id_in(ids: &[RecordId]) -> Self {
        if ids.is_empty() {
            return Self::nothing();
        }
        let mut condition = String::from("Id IN (");
        for (index, id) in ids.iter().enumerate() {
            condition.push_str(if index == 0 { "'" } else { ",'" });
            condition.push_str(id.as_str());
            condition.push('\'');
        }
        condition.push(')');
        Condition(condition)
    }

    /// The field has one of these values.
    #[must_use]
    pub fn one_of(path: &FieldPath, texts: &[String]) -> Self {
        if texts.is_empty() {
            return Self::nothing();
        }
        let mut condition = [path.as_str(), " IN ("].concat();
        for (index, text) in texts.iter().enumerate() {
            condition.push_str(if index == 0 { "" } else { "," });
            Literal::Text(text).write(&mut condition);
        }
        condition.push(')');
        Condition(condition)
    }

    /// The record's id is that of a parent in another query: what `field` of the query's object holds, where `only` holds.
    #[must_use]
    pub fn id_of(field: &FieldPath, object: &Name, only: &Condition) -> Self {
        Condition(["Id IN (SELECT ", field.as_str(), " FROM ", object.as_str(), " WHERE ", only.as_str(), ")"].concat())
    }

    /// The record comes after this one in a list that is sorted by an instant and by ids, the last first. Pages are told
    /// so, and not by Salesforce's locators, which lead to whatever query they belong to.
    #[must_use]
    pub fn beyond(sorted_by: &FieldPath, at_ms: u64, id: RecordId) -> Self {
        let (at, own) = (Literal::Instant(at_ms), FieldPath::id());
        let (before, same) = (Self::compare(sorted_by, " < ", &at), Self::compare(sorted_by, " = ", &at));
        let (same, own) = (same.0, Self::compare(&own, " < ", &Literal::Id(id)).0);
        Condition(["(", &before.0, " OR (", &same, " AND ", &own, "))"].concat())
    }

    /// The record comes after this one in a list that is sorted by an instant and by ids, the first first.
    #[must_use]
    pub fn behind(sorted_by: &FieldPath, at_ms: u64, id: RecordId) -> Self {
        let (at, own) = (Literal::Instant(at_ms), FieldPath::id());
        let (from, later) = (Self::compare(sorted_by, " >= ", &at), Self::compare(sorted_by, " > ", &at));
        let own = Self::compare(&own, " > ", &Literal::Id(id));
        Condition(["(", &from.0, " AND (", &later.0, " OR ", &own.0, "))"].concat())
    }

    /// The record comes after this one in a list that is sorted by ids.
    #[must_use]
    pub fn after(id: RecordId) -> Self {
        Self::compare(&FieldPath::id(), " > ", &Literal::Id(id))
    }

    /// No record: every record has an id.
    #[must_use]
    pub fn nothing() -> Self {
        Condition("Id = null".to_owned())
    }

    /// All hold; none when there are none.
    #[must_use]
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Option<Self> {
        Self::join(conditions, " AND ")
    }

    /// At least one holds; none when there are none.
    #[must_use]
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Option<Self> {
        Self::join(conditions, " OR ")
    }

    /// The condition's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn compare(path: &FieldPath, operator: &str, value: &Literal<'_>) -> Self {
        let mut condition = [path.as_str(), operator].concat();
        value.write(&mut condition);
        Condition(condition)
    }

    fn like(path: &FieldPath, before: &str, text: &str) -> Self {
        Condition([path.as_str(), " LIKE '", before, &like_escape(text), "%'"].concat())
    }

    /// SOQL refuses `a AND b OR c`: more than one is always put into parentheses, so that conditions nest freely.
    fn join(conditions: impl IntoIterator<Item = Condition>, operator: &str) -> Option<Self> {
        let mut conditions = conditions.into_iter();
        let first = conditions.next()?;
        let Some(second) = conditions.next() else {
            return Some(first);
        };
        let mut joined = ["(", &first.0, operator, &second.0].concat();
        for condition in conditions {
            joined.push_str(operator);
            joined.push_str(&condition.0);
        }
        joined.push(')');
        Some(Condition(joined))
    }
}

impl Literal<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Literal::Text(text) => {
                out.push('\'');
                out.push_str(&quote(text));
                out.push('\'');
            }
            Literal::Number(number) => out.push_str(&encode::number(*number)),
            Literal::Null => out.push_str("null"),
            Literal::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Literal::Id(id) => {
                out.push('\'');
                out.push_str(id.as_str());
                out.push('\'');
            }
            Literal::Date(date) => time::write_date(out, *date),
            Literal::Instant(at_ms) => time::write_instant(out, *at_ms),
        }
    }
}

/// Escapes text for a literal in single quotes.
/// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm>
#[must_use]
pub fn quote(text: &str) -> String {
    escape(text, false)
}

/// Escapes text for a pattern of `LIKE`: as [`quote`] does, and `%` and `_` stand for themselves.
#[must_use]
pub fn like_escape(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, like: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        let letter = match character {
            '\\' | '\'' | '"' => character,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '%' | '_' if like => character,
            _ => {
                escaped.push(character);
                continue;
            }
        };
        escaped.push('\\');
        escaped.push(letter);
    }
    escaped
}
