//! Conditions on an entity's attributes, in filters, ranges and transactions.

use std::cmp::Ordering;

use serde::Deserialize;
use serde_json::Value;

use super::request::Clause;
use super::{Entity, Refusal};

/// All of one list, or any of the other.
#[derive(Deserialize)]
pub(super) struct Filters {
    and: Option<Vec<Clause>>,
    or: Option<Vec<Clause>>,
}

impl Filters {
    /// Refuses what can hold for no entity of this kind: unknown properties and conditions, missing values.
    pub(super) fn check(&self, entity: &Entity) -> Result<(), Refusal> {
        let clauses: Vec<&Clause> = self.and.iter().chain(&self.or).flatten().collect();
        if clauses.is_empty() || (self.and.is_some() && self.or.is_some()) {
            return Err(Refusal::bad("INVALID_FILTER", "filters are one list, `and` or `or`, that is not empty"));
        }
        for clause in clauses {
            let property = clause.property.as_deref().unwrap_or_default();
            if !entity.attributes.contains_key(property) {
                return Err(Refusal::bad("INVALID_FILTER", format!("the entity has no attribute `{property}`")));
            }
            clause.check()?;
        }
        Ok(())
    }

    /// Whether they hold of a value; of none when there is no such entity.
    pub(super) fn hold(&self, value: Option<&Value>) -> bool {
        let holds = |clause: &Clause| clause.holds(value.and_then(|value| value.get(clause.property.as_deref()?)));
        match (&self.and, &self.or) {
            (Some(all), _) => all.iter().all(holds),
            (None, Some(any)) => any.iter().any(holds),
            (None, None) => true,
        }
    }
}

impl Clause {
    /// Refuses an unknown condition and a wrong number of values.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let wanted = match self.condition.as_str() {
            "BETWEEN" => 2,
            "BEGINS_WITH"
            | "CONTAINS"
            | "NOT_CONTAINS"
            | "EQUAL_TO"
            | "NOT_EQUAL_TO"
            | "EXISTS"
            | "NOT_EXISTS"
            | "GREATER_THAN"
            | "GREATER_THAN_EQUAL_TO"
            | "LESS_THAN"
            | "LESS_THAN_EQUAL_TO" => 1,
            other => return Err(Refusal::bad("INVALID_FILTER", format!("unknown condition `{other}`"))),
        };
        if self.values.len() != wanted {
            return Err(Refusal::bad("INVALID_FILTER", format!("`{}` takes {wanted} value(s)", self.condition)));
        }
        Ok(())
    }

    /// Refuses what a range does not take.
    pub(super) fn check_range(&self) -> Result<(), Refusal> {
        self.check()?;
        match self.condition.as_str() {
            "CONTAINS" | "NOT_CONTAINS" | "NOT_EQUAL_TO" | "EXISTS" | "NOT_EXISTS" => {
                Err(Refusal::bad("INVALID_FILTER", format!("a range does not take `{}`", self.condition)))
            }
            _ => Ok(()),
        }
    }

    /// Whether it holds of an attribute's value.
    pub(super) fn holds(&self, actual: Option<&Value>) -> bool {
        let actual = actual.filter(|value| !value.is_null());
        let ordered = |position: usize| {
            let expected = self.values.get(position)?;
            compare(actual?, expected)
        };
        let first = ordered(0);
        match self.condition.as_str() {
            "EXISTS" => actual.is_some(),
            "NOT_EXISTS" => actual.is_none(),
            "EQUAL_TO" => first == Some(Ordering::Equal),
            "NOT_EQUAL_TO" => first != Some(Ordering::Equal),
            "GREATER_THAN" => first == Some(Ordering::Greater),
            "GREATER_THAN_EQUAL_TO" => matches!(first, Some(Ordering::Greater | Ordering::Equal)),
            "LESS_THAN" => first == Some(Ordering::Less),
            "LESS_THAN_EQUAL_TO" => matches!(first, Some(Ordering::Less | Ordering::Equal)),
            "BETWEEN" => {
                matches!(first, Some(Ordering::Greater | Ordering::Equal))
                    && matches!(ordered(1), Some(Ordering::Less | Ordering::Equal))
            }
            "BEGINS_WITH" => text(actual).zip(text(self.values.first())).is_some_and(|(a, b)| a.starts_with(b)),
            "CONTAINS" => contains(actual, self.values.first()),
            "NOT_CONTAINS" => !contains(actual, self.values.first()),
            _ => false,
        }
    }
}

/// The order of two values of one kind; none for values of different kinds.
pub(super) fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
        _ => None,
    }
}

fn contains(actual: Option<&Value>, part: Option<&Value>) -> bool {
    match (actual, part) {
        (Some(Value::String(actual)), Some(Value::String(part))) => actual.contains(part.as_str()),
        (Some(Value::Array(items)), Some(part)) => items.contains(part),
        _ => false,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}
