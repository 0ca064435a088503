//! Which rows can satisfy a condition at all, found through the indexes, so that most are never looked at.

use super::ast::Operator;
use super::plan::{BoundPath, FieldRef, Filter, Scalar, Test};
use crate::salesforce::schema::field::Kind;
use crate::salesforce::schema::{FieldIndex, Object};
use crate::salesforce::store::{Key, Slot, Table};
use crate::salesforce::value::Value;

/// The rows that can satisfy the condition, in their order; nothing when the indexes do not help.
pub(crate) fn candidates(object: &Object, table: &Table, filter: &Filter<Scalar>) -> Option<Vec<Slot>> {
    match filter {
        Filter::And(all) => {
            // Equality first: it narrows more than a range, and a short list makes looking further pointless.
            let mut best: Option<Vec<Slot>> = None;
            let (equal, other): (Vec<_>, Vec<_>) = all.iter().partition(|one| is_equality(one));
            for one in equal.into_iter().chain(other) {
                if best.as_ref().is_some_and(|best| best.len() < 100) {
                    break;
                }
                let found = candidates(object, table, one);
                best = match (best, found) {
                    (Some(best), Some(found)) if found.len() < best.len() => Some(found),
                    (Some(best), _) => Some(best),
                    (None, found) => found,
                };
            }
            best
        }
        Filter::Or(any) => {
            let lists = any.iter().map(|one| candidates(object, table, one)).collect::<Option<Vec<_>>>()?;
            let mut union: Vec<Slot> = lists.into_iter().flatten().collect();
            union.sort_unstable();
            union.dedup();
            Some(union)
        }
        Filter::Not(_) => None,
        Filter::Test(Scalar::Path(path), test) => by_index(object, table, path, test),
        Filter::Test(Scalar::Date(..), _) => None,
    }
}

fn is_equality(filter: &Filter<Scalar>) -> bool {
    matches!(filter, Filter::Test(_, Test::Compare(Operator::Equal, ..) | Test::In { negated: false, .. }))
}

fn by_index(object: &Object, table: &Table, path: &BoundPath, test: &Test) -> Option<Vec<Slot>> {
    let FieldRef::At(field) = path.last else { return None };
    if !path.hops.is_empty() {
        return None;
    }
    let is_id = object.field(field).kind == Kind::Id;
    if !is_id && !table.is_indexed(field) {
        return None;
    }
    match test {
        Test::Compare(Operator::Equal, Value::Id(id), _) if is_id => Some(table.slot(*id).into_iter().collect()),
        Test::Compare(Operator::Equal, value, _) if !is_id && !value.is_null() => Some(table.with(field, value)),
        Test::Compare(operator, Value::DateTime(at), _) if !is_id => {
            let (from, to) = match operator {
                Operator::Less => (i64::MIN, at.saturating_sub(1)),
                Operator::LessOrEqual => (i64::MIN, *at),
                Operator::Greater => (at.saturating_add(1), i64::MAX),
                Operator::GreaterOrEqual => (*at, i64::MAX),
                Operator::Equal | Operator::NotEqual | Operator::Like => return None,
            };
            Some(sorted(table.between(field, from, to)))
        }
        Test::In { negated: false, null: false, keys, .. } => {
            let mut slots: Vec<Slot> = keys.iter().flat_map(|key| with_key(table, field, is_id, key)).collect();
            slots.sort_unstable();
            slots.dedup();
            Some(slots)
        }
        _ => None,
    }
}

fn with_key(table: &Table, field: FieldIndex, is_id: bool, key: &Key) -> Vec<Slot> {
    match key {
        Key::Id(id) if is_id => table.slot(*id).into_iter().collect(),
        Key::Id(id) => table.with(field, &Value::Id(*id)),
        Key::Text(text) => table.with(field, &Value::Text(text.clone())),
        Key::Number(number) => table.with(field, &Value::Int(*number)),
    }
}

fn sorted(mut slots: Vec<Slot>) -> Vec<Slot> {
    slots.sort_unstable();
    slots
}
