//! When a rule applies to a record: what formulas and criteria say most.

use crate::salesforce::draft;
use crate::salesforce::record::View;
use crate::salesforce::schema::Object;
use crate::salesforce::store::Row;
use crate::salesforce::value::{Value, compare};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::cmp::Ordering;

/// A condition on a record. A field that the object lacks is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Condition {
    /// All of these hold; of none, always.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A field has one of these values, without regard to case.
    Is {
        /// The field.
        field: String,
        /// The values.
        values: Vec<String>,
    },
    /// A field is empty: `ISBLANK`.
    Blank {
        /// The field.
        field: String,
    },
    /// A field compares so with a value or another field; what is empty compares with nothing.
    Compare {
        /// The field.
        field: String,
        /// How.
        order: Order,
        /// With what.
        with: Operand,
    },
    /// A change gives the field another value: `ISCHANGED`.
    Changed {
        /// The field.
        field: String,
    },
    /// The record is new: `ISNEW`.
    New,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Order {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operand {
    /// Another field of the record.
    Field(String),
    /// A value, as a request would write it.
    Value(Json),
}

/// A record that is being saved.
#[derive(Clone, Copy)]
pub(crate) struct Saved<'a> {
    /// The rest of the org.
    pub(crate) view: View<'a>,
    /// Its object.
    pub(crate) object: &'a Object,
    /// What it was; nothing for a new one.
    pub(crate) before: Option<&'a Row>,
    /// What it is going to be.
    pub(crate) row: &'a Row,
}

impl Saved<'_> {
    /// The value of a field by its name.
    pub(crate) fn value(&self, name: &str) -> Value {
        self.of(self.row, name)
    }

    fn of(&self, row: &Row, name: &str) -> Value {
        self.object.find(name).map_or(Value::Null, |field| self.view.value(self.object, row, field).into_owned())
    }

    /// Whether a change gives the field another value.
    pub(crate) fn changed(&self, name: &str) -> bool {
        self.before.is_some_and(|before| self.of(before, name) != self.value(name))
    }

    /// Whether a condition holds.
    pub(crate) fn meets(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|one| self.meets(one)),
            Condition::Any(any) => any.iter().any(|one| self.meets(one)),
            Condition::Not(inner) => !self.meets(inner),
            Condition::Is { field, values } => {
                let value = self.value(field);
                let shown = if value.is_null() { String::new() } else { value.display() };
                values.iter().any(|one| one.eq_ignore_ascii_case(&shown))
            }
            Condition::Blank { field } => self.value(field).is_null(),
            Condition::Compare { field, order, with } => self.compares(field, *order, with),
            Condition::Changed { field } => self.changed(field),
            Condition::New => self.before.is_none(),
        }
    }

    fn compares(&self, name: &str, order: Order, with: &Operand) -> bool {
        let other = match with {
            Operand::Field(other) => Some(self.value(other)),
            Operand::Value(json) => {
                let field = self.object.find(name).map(|field| self.object.field(field));
                field.and_then(|field| draft::convert(field, json).ok())
            }
        };
        let found = other.and_then(|other| compare(&self.value(name), &other));
        found.is_some_and(|found| match order {
            Order::Less => found == Ordering::Less,
            Order::AtMost => found != Ordering::Greater,
            Order::Equal => found == Ordering::Equal,
            Order::AtLeast => found != Ordering::Less,
            Order::More => found == Ordering::Greater,
        })
    }
}
